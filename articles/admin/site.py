"""The desk's own site: its front page says what waits, its navigation names what a paper uses."""

from functools import update_wrapper
from typing import Any

from django.contrib.auth.models import Group, User
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from articles.admin import carry, palette
from articles.admin.choices import LinesOfChoices
from articles.admin.notices import HasNotices
from articles.admin.refused import on_record
from articles.admin.waiting import everything_waiting
from articles.models import Correction, Front, Organization, Person, Photo, Section, Story, Tag

NAVIGATION: list[tuple[Any, Any]] = [
    (Story, _("Stories")),
    (Photo, _("Photos")),
    (Front, _("Front")),
    (Correction, _("Corrections")),
    (Person, _("People")),
    (Organization, _("Organisations")),
    (Section, _("Sections")),
    (Tag, _("Tags")),
]
SETTINGS: list[tuple[Any, Any]] = [(User, _("Users")), (Group, _("Groups"))]


class DeskSite(HasNotices):
    # The writer gets the width; eight links fit into the header.
    enable_nav_sidebar = False

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        return super().each_context(request) | {
            "navigation": self._links(request, NAVIGATION),
            "settings_navigation": self._links(request, SETTINGS),
        }

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        guarded = super().admin_view(on_record(view), cacheable)

        def carrying(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if carry.is_wanted(request) and not self.has_permission(request):
                return carry.login_page(request)
            return guarded(request, *args, **kwargs)

        return update_wrapper(carrying, guarded)

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        carried = request.POST.get(carry.FIELD, "")
        answer = super().login(request, {carry.FIELD: carried} | (extra_context or {}))
        if carried and self.has_permission(request) and answer.status_code == 302:
            return carry.send_on(request, answer["Location"], carried) or answer
        return answer

    def get_urls(self) -> list[Any]:
        return [path("find/", self.admin_view(self.palette), name="palette"), *super().get_urls()]

    def palette(self, request: HttpRequest) -> JsonResponse:
        return palette.answer(self, request)

    def index(self, request: HttpRequest, extra_context: Any = None) -> TemplateResponse:
        desk = {
            "title": _("The desk"),
            "waiting": everything_waiting(request.user, timezone.now()),
            "may_write": self._registry[Story].has_add_permission(request),
        }
        return super().index(request, desk | (extra_context or {}))

    def app_index(
        self, request: HttpRequest, app_label: str, extra_context: Any = None
    ) -> TemplateResponse:
        titles = {"title": _("All of the desk") if app_label == "articles" else _("Settings")}
        return super().app_index(request, app_label, titles | (extra_context or {}))

    def autocomplete_view(self, request: HttpRequest) -> Any:
        return LinesOfChoices.as_view(admin_site=self)(request)

    def _links(self, request: HttpRequest, models: list[tuple[Any, Any]]) -> list[dict[str, Any]]:
        links = []
        for model, label in models:
            desk = self._registry.get(model)
            if desk is None or not desk.has_view_or_change_permission(request):
                continue
            address = reverse(f"{self.name}:{model._meta.label_lower.replace('.', '_')}_changelist")
            here = request.path.startswith(address)
            links.append({"label": capfirst(str(label)), "address": address, "here": here})
        return links
