"""The bar below the story form: how the story stands, and what this person may do with it."""

from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.admin.stories.asking import FOR_THE_WRITER, NEEDED
from articles.admin.stories.columns import badge
from articles.admin.stories.panel import Panel
from articles.models import Story
from articles.publishing import timeline
from articles.publishing.workflow import Move, moves_for

VERBS = {
    "publish", "reschedule", "unschedule", "withdraw", "retract", "reinstate", "submit",
    "send_back", "approve", "hold", "release",
}  # fmt: skip
# The first of these a person may use is what the story waits for.
FORWARD = ["publish", "submit", "reinstate", "release"]
# These stand in the panel of “publish”.
WITHIN = {"reschedule", "unschedule"}
# What readers will miss: asked for last, in red.
GRAVE = ("withdraw", "retract")
# What a verb is told before it acts; of “publish”, what opens its panel where it is wrong.
ASKED = {
    "publish": [
        "go_live_at", "new_time", "change", "what_was_wrong", "what_is_right", "cause",
        "where_printed", "change_note", "waiting",
    ],
    **{verb: [name] for verb, (name, _said) in NEEDED.items()},
    **{verb: [name] for verb, name in FOR_THE_WRITER.items()},
}  # fmt: skip


@dataclass(frozen=True)
class Verb:
    """A verb with the form's fields that belong to it."""

    move: Move
    fields: list[Any] = field(default_factory=list)
    # What it is about, before it asks.
    about: str = ""
    panel: Panel | None = None

    @property
    def is_open(self) -> bool:
        """Whether something in it is wrong, or was written for a verb that was refused."""
        return any(bound.errors or bound.name in bound.form.remembered for bound in self.fields)


@dataclass(frozen=True)
class Bar:
    badge: str
    saved_at: Any
    first: Verb | None
    others: list[Verb]
    grave: list[Verb]

    @classmethod
    def of(cls, story: Any, user: Any, form: forms.ModelForm) -> "Bar":
        verbs = {
            move.verb: _verb(move, story, form)
            for move in moves_for(story or Story(), user)
            if move.verb in VERBS - WITHIN and _makes_sense(move.verb, story)
        }
        first = next((verbs.pop(verb) for verb in FORWARD if verb in verbs), None)
        grave = [verbs.pop(verb) for verb in GRAVE if verb in verbs]
        saved_at = story.saved_at if story else None
        return cls(badge(story), saved_at, first, list(verbs.values()), grave)


def _makes_sense(verb: str, story: Any) -> bool:
    return bool(story and story.was_seen) if verb in GRAVE else True


def _verb(move: Move, story: Any, form: forms.ModelForm) -> Verb:
    fields = [form[name] for name in ASKED.get(move.verb, []) if name in form.fields]
    panel = Panel.of(story, form) if move.verb == "publish" else None
    about = _what_comes_back(story) if move.verb == "reinstate" else ""
    return Verb(move, fields, about, panel)


def _what_comes_back(story: Story) -> str:
    seen = timeline.seen_last(story, timezone.now())
    if seen is None:
        return ""
    return _("Comes back as readers saw it last: “%(headline)s”, version %(number)s of %(at)s.") % {
        "headline": seen.headline,
        "number": seen.number,
        "at": timeline.in_words(seen.live_from),
    }
