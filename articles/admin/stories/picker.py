"""The dialog a story's photos are chosen in: pictures, newest first, found by their words."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_GET

from articles.admin.marks import marks_to_choose_by
from articles.admin.uploads import sending
from articles.models import Photo

A_PAGE = 24


class PicksPhotos(admin.ModelAdmin):
    """For StoryAdmin: the address the dialog asks."""

    def get_urls(self) -> list[Any]:
        photos = self.admin_site.admin_view(self.photos_view)
        return [path("photos/", photos, name="articles_story_photos"), *super().get_urls()]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        return super().render_change_form(request, context | sending(), *args, **kwargs)

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
            "photos": [(photo, marks_to_choose_by(photo, now)) for photo in found[:A_PAGE]],
            "has_more": len(found) > A_PAGE,
        }
        return render(request, "admin/articles/story/photo_choices.html", context)


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0
