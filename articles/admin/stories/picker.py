"""The dialog a story's photos are chosen in: pictures, newest first, found by their words."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from articles.admin.photos import lacks
from articles.models import Photo
from articles.publishing.timeline import in_words

A_PAGE = 24


class PicksPhotos(admin.ModelAdmin):
    """For StoryAdmin: the address the dialog asks."""

    def get_urls(self) -> list[Any]:
        photos = self.admin_site.admin_view(self.photos_view)
        return [path("photos/", photos, name="articles_story_photos"), *super().get_urls()]

    @method_decorator(require_GET)
    def photos_view(self, request: HttpRequest) -> HttpResponse:
        """A page of the library as list items; `q` narrows it, `id` gives one photo alone.

        Queries: one, and those of the search.
        """
        library: Any = self.admin_site.get_model_admin(Photo)
        if not library.has_view_permission(request):
            raise PermissionDenied
        photos = library.get_queryset(request).defer("metadata")
        photos, many = library.get_search_results(request, photos, request.GET.get("q", ""))
        if many:
            photos = photos.distinct()
        if one := _number(request.GET.get("id")):
            photos = photos.filter(pk=one)
        start = A_PAGE * _number(request.GET.get("page"))
        found = list(photos.order_by("-created_at", "-id")[start : start + A_PAGE + 1])
        now = timezone.now()
        context = {
            "photos": [(photo, marks(photo, now)) for photo in found[:A_PAGE]],
            "has_more": len(found) > A_PAGE,
        }
        return render(request, "admin/articles/story/photo_choices.html", context)


def marks(photo: Photo, now: datetime) -> list[tuple[Any, str]]:
    """What an editor must know before choosing a photo: the words, and how grave they are."""
    found = [(words, "lack") for words in lacks(photo)]
    if not photo.sha256:
        found.append((_("no picture yet"), "lack"))
    if photo.usable_from and photo.usable_from > now:
        found.append((_("not usable before %s") % in_words(photo.usable_from), "lack"))
    if photo.usable_until and photo.usable_until <= now:
        found.append((_("not usable since %s") % in_words(photo.usable_until), "lack"))
    elif photo.usable_until:
        found.append((_("usable until %s") % in_words(photo.usable_until), "in_review"))
    return found if photo.for_sale else [*found, (_("not for sale"), "")]


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0
