"""Who may do what at the story's form: the questions of `publishing.rights`, as the admin asks."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _, gettext_lazy

from articles import markup
from articles.models import Ledger, Story
from articles.publishing import rights

ADD = "articles.add_story"
DELETE = "articles.delete_story"


def may_change(request: HttpRequest, story: Story | None) -> bool:
    if story is None or story.pk is None:
        return bool(request.user.has_perm(ADD))
    return _once(request, rights.may_change, story)


def may_illustrate(request: HttpRequest, story: Story | None) -> bool:
    if story is None or may_change(request, story):
        return may_change(request, story)
    return _once(request, rights.may_illustrate, story)


def _once(request: HttpRequest, question: Callable[[Any, Story], bool], story: Story) -> bool:
    """The admin asks a dozen times while it makes one page."""
    answers = request.__dict__.setdefault("answers", {})
    key = (question.__name__, story.pk)
    if key not in answers:
        answers[key] = question(request.user, story)
    return bool(answers[key])


class Guarded(admin.ModelAdmin):
    """For StoryAdmin: what a person may change and delete, and a form to read for the others."""

    def has_change_permission(self, request: HttpRequest, obj: Story | None = None) -> bool:
        """Also for whoever may change a story's photos only: the rest is then to be read."""
        if obj is None:
            return any(map(request.user.has_perm, (rights.CHANGE, rights.ILLUSTRATE)))
        return may_illustrate(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Story | None = None) -> bool:
        """What readers have seen is withdrawn, never deleted."""
        if obj is None:
            return bool(request.user.has_perm(DELETE))
        return _once(request, _may_delete, obj)

    def only_read(self, request: HttpRequest, story: Story | None, fixed: list[str]) -> list[str]:
        """The fields this person does not change here, of which some are `fixed` for everybody."""
        if not may_change(request, story):
            return [*flatten_fieldsets(self.get_fieldsets(request, story)), "body"]
        return fixed

    def why_only_read(self, request: HttpRequest, story: Story | None) -> str:
        """Why this person reads where others write; empty for those who write."""
        if may_change(request, story) or story is None:
            return ""
        why = rights.why_not(request.user, rights.CHANGE, story, doing=_("Save"))
        photos = _("You may change its photos and their captions.")
        return f"{why} {photos}" if may_illustrate(request, story) else why

    @admin.display(description=gettext_lazy("text"))
    def text_to_read(self, story: Story) -> SafeString:
        return mark_safe(markup.clean(story.body))  # noqa: S308 # nosec B308 B703 # nosemgrep

    @admin.display(description=gettext_lazy("tags"))
    def tags_to_read(self, story: Story) -> str:
        rows = story.story_tags.select_related("tag").order_by("tag__name")
        return ", ".join(row.tag.name for row in rows) or "–"


def _may_delete(user: Any, story: Story) -> bool:
    return rights.may(user, DELETE, story) and not Ledger.objects.filter(story=story).exists()
