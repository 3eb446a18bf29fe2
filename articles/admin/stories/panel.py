"""The panel of “Publish”: one decision after another, and only those there are.

Over what readers have seen it asks what this is; the size of the difference proposes an answer,
when the form is opened and, by the script, when the panel is.
"""

from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, JsonResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_POST

from articles import merging
from articles.admin import zone
from articles.admin.stories.typed import Typed
from articles.admin.stories.typesetting import with_type
from articles.content import StoryContent
from articles.models import Publication, Revision, Story
from articles.publishing import freeze, timeline
from articles.publishing.status import has_changed
from articles.publishing.warnings import warnings

Change = Publication.Change
# What each answer means, beside its name.
MEANS = {
    Change.TYPO: gettext_lazy("“Updated” stays as it is."),
    Change.UPDATE: gettext_lazy("“Updated” says when it went live."),
    Change.CLARIFICATION: gettext_lazy("Readers are told what we should have made clearer."),
    Change.CORRECTION: gettext_lazy("Readers are told what was wrong and what is right."),
}


@dataclass(frozen=True)
class Waiting:
    """A version that waits for its time, in words."""

    number: int
    at: str
    how_far: str
    # Whether the story was saved with other words since.
    is_older: bool = False


@dataclass(frozen=True)
class Panel:
    """What is asked before a story is published."""

    form: forms.ModelForm
    waiting: Waiting | None = None
    is_seen: bool = False
    changes: list[tuple[Any, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, story: Any, form: forms.ModelForm) -> "Panel":
        """Queries: one for its photos; two more where the story is live and was changed since."""
        now = timezone.now()
        of_photos = warnings(story, now) if story and story.pk else []
        if story is None or not story.published_on:
            return cls(form, notes=_notes(story), warnings=of_photos)
        waiting = _waiting(story)
        if story.was_seen and not form.is_bound and "change" not in form.initial:
            form.initial["change"] = _proposed_for(story)
        if waiting and not form.is_bound:
            form.initial.setdefault("new_time", story.waiting_from)
        changes = [(radio, MEANS[Change(radio.data["value"])]) for radio in form["change"]]
        seen = story.was_seen
        return cls(form, waiting, seen, changes if seen else [], _notes(story), of_photos)

    @property
    def asks_about_waiting(self) -> bool:
        """A story nobody has seen yet has one version: publishing again replaces it."""
        return self.waiting is not None and self.is_seen


def _waiting(story: Any) -> Waiting | None:
    if not story.waiting_from:
        return None
    now = timezone.now()
    return Waiting(
        number=story.waiting_number,
        at=timeline.in_words(story.waiting_from),
        how_far=zone.how_far(story.waiting_from, now),
        is_older=story.saved_digest not in (None, story.last_digest),
    )


def _notes(story: Any) -> list[str]:
    """Times that hold whatever is chosen here."""
    if story is None:
        return []
    now, notes = timezone.now(), []
    if story.embargo_until and story.embargo_until > now:
        words = _("Embargo: readers see nothing of it before %(at)s.")
        notes.append(words % {"at": timeline.in_words(story.embargo_until)})
    if story.take_down_at and story.take_down_at > now:
        words = _("It is taken down at %(at)s.")
        notes.append(words % {"at": timeline.in_words(story.take_down_at)})
    return notes


# What this is


def proposed(story: Story, content: StoryContent) -> str:
    """What publishing this content is, by the size of its difference from what readers saw last;
    empty where there is none."""
    seen = timeline.seen_last(story, timezone.now())
    if seen is None or not seen.content:
        return ""
    before, after = seen.story_content(), freeze.cleaned(content)
    return merging.proposal(before, after) if merging.changed_fields(before, after) else ""


def _proposed_for(story: Any) -> str:
    """For the form as it is opened: the story as it was saved last."""
    if not has_changed(story):
        return ""
    saved = Revision.objects.saved().filter(story=story).newest_first().first()
    return proposed(story, saved.story_content()) if saved else ""


class ProposesChange(admin.ModelAdmin):
    """For StoryAdmin: the address that says what the form, as it stands, would be."""

    def get_urls(self) -> list[Any]:
        proposal = require_POST(self.admin_site.admin_view(self.proposal_view))
        return [
            path("<int:pk>/proposal/", proposal, name="articles_story_proposal"),
            *super().get_urls(),
        ]

    def proposal_view(self, request: HttpRequest, pk: int) -> JsonResponse:
        story = Story.objects.for_content().filter(pk=pk).first()
        if story is None:
            raise Http404
        if not self.has_change_permission(request, story):
            raise PermissionDenied
        form_class, row_forms = self.forms_of(request, story)
        now = story.content()
        form = form_class(request.POST, instance=Story.objects.get(pk=pk))
        typed = Typed(request.POST, form, row_forms, now).content
        is_set = "typography" in request.POST
        return JsonResponse({"change": proposed(story, with_type(typed) if is_set else typed)})
