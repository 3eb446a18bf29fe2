"""A story in a list: picture, headline, deck, what state it is in, who wrote it."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Prefetch
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _, gettext_lazy

from articles.admin.finding import FoundByWords
from articles.admin.lists import DeskAdmin, DeskList, SectionFilter, StatusFilter, WhoseFilter
from articles.admin.photos import thumbnail
from articles.bylines import PrintedName, Role, print_byline
from articles.models import Byline, Caption, Story
from articles.publishing.status import has_changed, is_down, status
from articles.publishing.timeline import in_words


class StoryList(DeskList):
    def get_queryset(self, *args: Any, **kwargs: Any) -> Any:
        pictures = Caption.objects.select_related("photo").defer("photo__metadata")
        return (
            super()
            .get_queryset(*args, **kwargs)
            .defer("body", "original_text")
            .prefetch_related("bylines", Prefetch("captions", pictures))
        )


class StoryColumns(FoundByWords, DeskAdmin):
    """The columns of the story list, for StoryAdmin."""

    list_display = ["summary", "state_badge", "section_name", "byline", "saved"]
    list_filter = [StatusFilter, SectionFilter, "kind", WhoseFilter]
    list_select_related = ["section__parent"]
    list_per_page = 50

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return StoryList

    @admin.display(description=gettext_lazy("story"), ordering="headline")
    def summary(self, story: Story) -> str:
        return format_html(
            '{}<span class="headline">{}</span><span class="deck">{}</span>',
            _lead_thumbnail(story), str(story), story.deck,
        )  # fmt: skip

    @admin.display(description=gettext_lazy("status"), ordering="state")
    def state_badge(self, story: Story) -> str:
        return badge(story)

    @admin.display(description=gettext_lazy("section"), ordering="section")
    def section_name(self, story: Story) -> str:
        kind = "" if story.kind == "news" else story.get_kind_display()
        return format_html("{} <small>{}</small>", story.section or "–", kind)

    @admin.display(description=gettext_lazy("byline"))
    def byline(self, story: Story) -> str:
        return names(story.bylines.all())

    @admin.display(description=gettext_lazy("saved"), ordering="saved_at")
    def saved(self, story: Story) -> str:
        here = timezone.localtime(story.saved_at)
        return format_html(
            '<time datetime="{}" title="{}">{}</time>',
            here.isoformat(), in_words(here), shortly(here),
        )  # fmt: skip

    def for_lines(self, rows: Any) -> Any:
        return rows.select_related("section__parent").defer("body", "original_text")

    def line(self, story: Story) -> dict[str, str]:
        section = [str(story.section)] if story.section else []
        look, words = status_look(story)
        note = " · ".join([*section, shortly(timezone.localtime(story.saved_at))])
        return {"note": note, "badge": words, "look": look}


def shortly(here: datetime) -> str:
    """A time as lists show it: of today the hour, else the day."""
    today = here.date() == timezone.localdate()
    return f"{here:%H:%M}" if today else f"{here.day} {here:%b %Y}"


def badge(story: Story | None) -> SafeString:
    """The status in its colour; the words say it all, for those who see no colour."""
    if story is None or not story.pk:
        return format_html('<span class="badge">{}</span>', _("new"))
    return format_html('<span class="badge" data-state="{}">{}</span>', *status_look(story))


def status_look(story: Any) -> tuple[str, str]:
    """The colour of a story's status, and the status in words."""
    return _look(story), status(story)


def _look(story: Any) -> str:
    if story.state != Story.State.PUBLISHED:
        return str(story.state)
    if is_down(story):
        return "taken_down"
    if not story.live_number:
        return "scheduled"
    return "changed" if has_changed(story) or story.waiting_from else "live"


def names(bylines: Any) -> str:
    """Who wrote it, in the words of the printed line: three names, then how many more."""
    found: list[Byline] = list(bylines)
    said = print_byline(
        PrintedName(role=Role(byline.role), name=str(byline)) for byline in found[:3]
    )
    return said if len(found) < 4 else f"{said} +{len(found) - 3}"


def _lead_thumbnail(story: Story) -> str:
    caption = next(iter(story.captions.all()), None)
    if caption is None or not caption.photo.sha256:
        return format_html('<span class="thumbnail">{}</span>', "")
    return thumbnail(caption.photo, alt="")
