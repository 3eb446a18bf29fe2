"""What the desk has done since a story came in: a file does not undo it unasked."""

from datetime import datetime
from typing import Any

from django.db import models

from articles.imports.records import Record, Report
from articles.models import (
    Address,
    Correction,
    Front,
    Ledger,
    Organization,
    Person,
    Photo,
    Placement,
    Revision,
    Section,
    Story,
    Tag,
)

SHARED = (Front, Organization, Person, Photo, Section, Tag)
# Added, never changed.
APPEND_ONLY = (Revision, Correction)
# What may be added whatever the desk has done to the story's words.
FREE = (Story, Address, Correction, Placement)
PARTS = ("story", "content_object")


class Desk:
    """Decides, for each row of a run, what a file may change of it."""

    def __init__(self, report: Report, *, overwrite: bool) -> None:
        self.report = report
        self.overwrite = overwrite
        self._edited: dict[int, bool] = {}

    def look_at(self, row: models.Model) -> None:
        """Judge a story before anything of it is written: later, the file's own revisions are
        among those here."""
        if isinstance(row, Story):
            self._was_edited(row)

    def may_add(self, row: models.Model, record: Record) -> bool:
        """Whether a new row may join its story."""
        story = None if isinstance(row, FREE) else story_of(row)
        return story is None or not self.keeps_out(story, record)

    def keeps_out(self, story: Story, record: Record) -> bool:
        """Whether the desk has edited a story, so that no file adds to it; noted."""
        if self.overwrite or not self._was_edited(story):
            return False
        self.report.note(record.where, f"left out, “{story}” was edited at the desk; {_CURE}")
        return True

    def allowed(self, row: models.Model, changed: dict[str, Any], record: Record) -> dict[str, Any]:
        """What of a change is taken."""
        if isinstance(row, Story):
            changed = self._without_verbs_matters(row, changed, record)
        if not changed:
            return {}
        kept = self._kept(row, changed)
        if kept:
            cure = "" if isinstance(row, APPEND_ONLY) else f"; {_CURE}"
            names = ", ".join(sorted(kept))
            self.report.note(record.where, f"{names} of “{row}” kept as the desk has it{cure}")
        return {name: value for name, value in changed.items() if name not in kept}

    def _kept(self, row: models.Model, changed: dict[str, Any]) -> set[str]:
        if isinstance(row, APPEND_ONLY) or _is_verbs_address(row):
            return set(changed)
        if self.overwrite:
            return set()
        if isinstance(row, Address | Placement):
            return set(changed)
        if isinstance(row, SHARED):
            return {name for name in changed if getattr(row, name)}
        story = story_of(row)
        return set(changed) if story is not None and self._was_edited(story) else set()

    def _was_edited(self, story: Story) -> bool:
        if story.pk not in self._edited:
            newest = Revision.objects.saved().filter(story=story).newest_first().first()
            self._edited[story.pk] = newest is not None and (
                newest.kind != Revision.Kind.WIRE or story.saved_at > newest.at
            )
        return self._edited[story.pk]

    def _without_verbs_matters(
        self, story: Story, changed: dict[str, Any], record: Record
    ) -> dict[str, Any]:
        """States are moved, and addresses given, by the desk's verbs."""
        fixed = {"published_on", "slug"} if story.published_on else set()
        untouched = story.state == Story.State.DRAFT
        public = story.state in (Story.State.PUBLISHED, Story.State.WITHDRAWN)
        if public or not (untouched or self.overwrite):
            fixed.add("state")
        for name in sorted(fixed & set(changed)):
            if changed[name]:
                self.report.note(
                    record.where,
                    f"{name}: “{story}” stays “{getattr(story, name)}”; the desk's verbs change it",
                )
        return {name: value for name, value in changed.items() if name not in fixed}


_CURE = "--overwrite takes the file's"


def story_of(row: models.Model) -> Story | None:
    """The story a row is, or is a part of."""
    if isinstance(row, Story):
        return row
    return next((getattr(row, name) for name in PARTS if getattr(row, name, None)), None)


def same(old: Any, new: Any) -> bool:
    """Whether a value is what the file says; fixtures cut times to the millisecond."""
    if isinstance(old, datetime) and isinstance(new, datetime):
        return old == new or _whole(old) == new
    if hasattr(old, "name") and isinstance(new, str):  # a file is its name
        return (old.name or "") == new
    return bool(old == new)


def _whole(at: datetime) -> datetime:
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


def _is_verbs_address(row: models.Model) -> bool:
    """Whether a story with versions stands at this address: then the verbs say what it answers."""
    return isinstance(row, Address) and Ledger.objects.filter(story=row.story_id).exists()
