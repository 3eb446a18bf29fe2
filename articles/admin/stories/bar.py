"""The bar below the story form: how the story stands, and what this person may do with it."""

from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils import timezone

from articles.admin.stories.columns import badge
from articles.models import Story
from articles.publishing import timeline
from articles.publishing.workflow import Move, moves_for

VERBS = {
    "publish", "unschedule", "withdraw", "reinstate", "submit", "send_back", "approve", "hold",
    "release",
}  # fmt: skip
# The first of these a person may use is what the story waits for.
FORWARD = ["publish", "submit", "reinstate", "release"]
# The words that go with a verb: to readers, or to the story's writer.
WORDS = {"withdraw": "reader_words", "send_back": "why_sent_back", "hold": "why_held"}
# What a verb is told before it acts.
ASKED = {
    "publish": ["go_live_at", "change", "change_note", "waiting"],
    **{verb: [name] for verb, name in WORDS.items()},
}


@dataclass(frozen=True)
class Verb:
    """A verb with the form's fields that belong to it."""

    move: Move
    fields: list[Any] = field(default_factory=list)

    @property
    def has_errors(self) -> bool:
        return any(bound.errors for bound in self.fields)


@dataclass(frozen=True)
class Bar:
    badge: str
    saved_at: Any
    first: Verb | None
    others: list[Verb]
    withdraw: Verb | None

    @classmethod
    def of(cls, story: Any, user: Any, form: forms.ModelForm) -> "Bar":
        verbs = {
            move.verb: Verb(move, _asked(move.verb, story, form))
            for move in moves_for(story or Story(), user)
            if move.verb in VERBS and _makes_sense(move.verb, story)
        }
        first = next((verbs.pop(verb) for verb in FORWARD if verb in verbs), None)
        withdraw = verbs.pop("withdraw", None)
        saved_at = story.saved_at if story else None
        return cls(badge(story), saved_at, first, list(verbs.values()), withdraw)


def _makes_sense(verb: str, story: Any) -> bool:
    if verb == "unschedule":
        return bool(story and story.waiting_from)
    if verb == "withdraw":
        return bool(story) and timeline.has_lived(story, timezone.now())
    return True


def _asked(verb: str, story: Any, form: forms.ModelForm) -> list[Any]:
    names = list(ASKED.get(verb, []))
    if verb == "publish":
        if not story or not story.published_on:
            names = ["go_live_at"]
        elif not story.waiting_from:
            names.remove("waiting")
    return [form[name] for name in names if name in form.fields]
