"""The preview: the reader's page, made from the working copy."""

from functools import partial
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path

from articles import pages
from articles.admin.photos import picture_address
from articles.models import Story


class HasPreview(admin.ModelAdmin):
    """For StoryAdmin: the address of the preview."""

    def get_urls(self) -> list[Any]:
        preview = self.admin_site.admin_view(self.preview_view)
        return [
            path("<int:pk>/preview/", preview, name="articles_story_preview"),
            *super().get_urls(),
        ]

    def preview_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The reader's page, made from the working copy."""
        story = get_object_or_404(Story.objects.for_content(), pk=pk)
        if not self.has_view_permission(request, story):
            raise PermissionDenied
        page = pages.StoryPage(
            content=story.content(),
            section=pages.SectionLink.to(story.section),
            pictures={
                str(caption.photo.uid): partial(picture_address, caption.photo)
                for caption in story.captions.all()
                if caption.photo.sha256
            },
            preview=True,
        )
        response = HttpResponse(pages.story_html(page))
        response["Content-Security-Policy"] = pages.content_security_policy()
        return response
