"""The preview: the reader's page of what is not published, for the desk and for those it trusts."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path

from articles import pages
from articles.admin.pictures import Address, files_of, rendition_address
from articles.content import StoryContent
from articles.models import Person, Photo, Section, Story


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
        return preview_page(
            story.content(),
            bar=pages.Preview(),
            photos=Photo.objects.all(),
            address=rendition_address,
        )


def preview_page(
    content: StoryContent,
    *,
    bar: pages.Preview,
    photos: QuerySet[Photo],
    address: Address,
) -> HttpResponse:
    """The reader's page of a content, with those of its pictures that are among `photos`.

    Queries: section, photos, their pictures, people; whatever the story holds.
    """
    section = None
    if content.section:
        section = Section.objects.select_related("parent").filter(uid=content.section).first()
    people = [line.person for line in content.bylines if line.person]
    left = Person.objects.filter(uid__in=people, active=False)
    printed = printed_photos(content)
    shown = list(
        photos.filter(uid__in=printed)
        .select_related("photographer", "organization")
        .defer("metadata")
    )
    page = pages.StoryPage(
        content=content,
        section=pages.SectionLink.to(section),
        pictures=files_of([(photo, printed[str(photo.uid)]) for photo in shown], address),
        never_sold={str(photo.uid) for photo in shown if photo.is_an_agencys},
        hidden_contacts={str(uid) for uid in left.values_list("uid", flat=True)},
        preview=bar,
    )
    response = HttpResponse(pages.story_html(page))
    response["Content-Security-Policy"] = pages.content_security_policy()
    return response


def printed_photos(content: StoryContent) -> dict[str, str]:
    """The photos of a content that have a picture: uid -> digest of the master."""
    return {use.photo.uid: use.photo.sha256 for use in content.photos if use.photo.sha256}
