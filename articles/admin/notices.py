"""“Waiting for you”: what happened to the stories somebody waits for, until they have read it."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles.models import Notice
from articles.publishing import notices

LONGEST = 200
READ_SHOWN = 20


class HasNotices(admin.AdminSite):
    """For the desk's site: the count in its header, the list, and what marks it read."""

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        user = request.user
        count = notices.unread(user).count() if user.is_authenticated else 0
        return super().each_context(request) | {"unread_notices": count}

    def get_urls(self) -> list[Any]:
        return [
            path("notices/", self.admin_view(self.notices_view), name="notices"),
            path("notices/read/", self.admin_view(require_POST(self.read_view)), name="read"),
            *super().get_urls(),
        ]

    def notices_view(self, request: HttpRequest) -> HttpResponse:
        read = Notice.objects.filter(to=request.user, read_at__isnull=False)
        context = self.each_context(request) | {
            "title": _("Waiting for you"),
            "unread": notices.listed(notices.unread(request.user), LONGEST),
            "read": notices.listed(read, READ_SHOWN),
        }
        return TemplateResponse(request, "admin/notices.html", context)

    def read_view(self, request: HttpRequest) -> HttpResponse:
        """One notice of this person's, or, where none is named, all of them."""
        found = notices.unread(request.user)
        number = request.POST.get("notice", "")
        if number:
            found = found.filter(pk=number) if number.isdecimal() else found.none()
        notices.mark_read(found)
        return HttpResponseRedirect(reverse("admin:notices"))
