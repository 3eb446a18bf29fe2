"""A story's history: what was saved, what readers saw, what was done, newest first."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import BooleanField, ExpressionWrapper, Q
from django.utils import timezone, translation
from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext as _, gettext_lazy

from articles.merging import label_of
from articles.models import Publication, Revision, Story
from articles.publishing.timeline import in_words, is_live

PAGE = 50
# A person may have a thousand autosaves; more than these are not listed one by one.
MOST_AUTOSAVES = 200
# A verb writes its line into the log within this time of what it made.
ONE_MOMENT = timedelta(seconds=2)
SAVED = {
    Revision.Kind.SAVE: gettext_lazy("Saved"),
    Revision.Kind.AUTOSAVE: gettext_lazy("Kept while writing"),
    Revision.Kind.WIRE: gettext_lazy("Came in"),
    Revision.Kind.RESTORE: gettext_lazy("Restored"),
    Revision.Kind.MERGE: gettext_lazy("Saved, with another's changes"),
}
# What a save may change without changing the story's content.
DESK_FIELDS = ("slug", "notes", "embargo_until", "take_down_at", "planned_words", "typography")


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of a story's history.

    `value` is what a comparison calls it ("12", "v3"), empty where nothing can be compared;
    `waits` says that it was typed and no save has taken it up.
    """

    kind: str
    at: datetime
    who: str
    what: str
    number: int = 0
    value: str = ""
    waits: bool = False
    details: list[str] = field(default_factory=list)
    within: list["Entry"] = field(default_factory=list)

    @property
    def day(self) -> Any:
        return timezone.localtime(self.at).date()

    @property
    def time(self) -> str:
        here = timezone.localtime(self.at)
        return f"{here:%H:%M} {here.tzname()}"

    @property
    def may_be_restored(self) -> bool:
        return self.kind in Revision.Kind.values


@dataclass(frozen=True)
class History:
    """A page of it. `older` is the moment the next page begins before."""

    entries: list[Entry]
    older: datetime | None

    @classmethod
    def of(cls, story: Story, reader: Any, before: datetime | None = None) -> "History":
        """As far as `reader` may see it: autosaves are one person's own.

        Queries: revisions, versions, the log, autosaves.
        """
        entries = [*_saved(story, before), *_versions(story, before), *_done(story, before)]
        entries.sort(key=_newest_first)
        shown, older = entries, None
        if len(entries) > PAGE:
            # What happened in the same moment stays on one page.
            older = entries[PAGE - 1].at
            shown = [entry for entry in entries if entry.at >= older]
        shown += _autosaves(story, reader, before, older)
        return cls(_folded(_told_once(sorted(shown, key=_newest_first))), older)


def who(row: Any) -> str:
    """Who made a revision or version, or did something, as the desk calls them."""
    by = getattr(row, "by", None) or getattr(row, "user", None)
    if by is not None:
        return str(by.get_full_name() or by.get_username())
    if getattr(row, "kind", "") == Revision.Kind.WIRE:
        return _("An import")
    return getattr(row, "by_name", "") or _("Newsroom")


def _newest_first(entry: Entry) -> tuple[float, int, int]:
    # Of one moment: what was done, the version it made, the revision it was made of.
    order = ("note", "version").index(entry.kind) if entry.kind in ("note", "version") else 2
    return (-entry.at.timestamp(), order, -entry.number)


def _until(rows: Any, name: str, before: datetime | None) -> Any:
    rows = rows.filter(**{f"{name}__lt": before}) if before else rows
    return rows.order_by(f"-{name}", "-pk")


def _saved(story: Story, before: datetime | None) -> Iterable[Entry]:
    rows = Revision.objects.saved().filter(story=story).select_related("by")
    return map(_entry_of, _until(rows.defer("content", "form"), "at", before)[: PAGE + 1])


def _autosaves(
    story: Story, by: Any, before: datetime | None, since: datetime | None
) -> Iterable[Entry]:
    rows = Revision.objects.filter(story=story, kind=Revision.Kind.AUTOSAVE, by=by)
    rows = rows.filter(at__gte=since) if since else rows
    rows = rows.select_related("by").annotate(
        was_typed=ExpressionWrapper(~Q(form=""), BooleanField())
    )
    return map(_entry_of, _until(rows.defer("content", "form"), "at", before)[:MOST_AUTOSAVES])


def _entry_of(row: Revision) -> Entry:
    changed = get_text_list([label_of(name) for name in row.changed.split()], _("and"))
    return Entry(
        kind=row.kind,
        at=row.at,
        who=who(row),
        what=str(SAVED[Revision.Kind(row.kind)]),
        number=row.number,
        value=str(row.number),
        waits=getattr(row, "was_typed", False),
        details=[changed] if changed else [],
    )


def _versions(story: Story, before: datetime | None) -> Iterable[Entry]:
    rows = Publication.objects.filter(story=story).select_related("by").defer("content")
    now = timezone.now()
    for row in _until(rows, "at", before)[: PAGE + 1]:
        yield Entry(
            kind="version",
            at=row.at,
            who=who(row),
            what=_("Version %(number)s") % {"number": row.number},
            number=row.number,
            value=f"v{row.number}",
            details=[
                ": ".join(filter(None, (capfirst(row.get_change_display()), row.note))),
                lived(row, now),
            ],
        )


def lived(version: Publication, now: datetime) -> str:
    """From when until when readers see a version."""
    times = {"start": in_words(version.live_from)}
    if version.cancelled:
        return _("Cancelled; no reader saw it")
    if version.live_from > now:
        return _("Goes live on %(start)s") % times
    if is_live(version, now) and version.live_until is None:
        return _("Readers see it since %(start)s") % times
    times["end"] = in_words(version.live_until or now)
    if is_live(version, now):
        return _("Readers see it from %(start)s until %(end)s") % times
    return _("Readers saw it from %(start)s until %(end)s") % times


def _done(story: Story, before: datetime | None) -> Iterable[Entry]:
    rows = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Story), object_id=str(story.pk)
    ).select_related("user")
    labels = _desk_labels()
    for row in _until(rows, "action_time", before)[: PAGE + 1]:
        words = _words_of(row, labels)
        if words:
            yield Entry(kind="note", at=row.action_time, who=who(row), what=words)


def _words_of(row: LogEntry, labels: dict[str, str]) -> str:
    """What a line of the log says that no revision says."""
    if not row.change_message.startswith("["):
        return row.change_message
    try:
        parts = json.loads(row.change_message)
    except json.JSONDecodeError:
        return row.change_message
    if any(part.get("added") == {} for part in parts):
        return _("Begun.")
    fields = [name for part in parts for name in part.get("changed", {}).get("fields", [])]
    changed = [labels[name] for name in fields if name in labels]
    return _("Changed: %(fields)s.") % {"fields": ", ".join(changed)} if changed else ""


def _desk_labels() -> dict[str, str]:
    """What the log calls the desk's own fields, and what people call them."""
    fields = [Story._meta.get_field(name) for name in DESK_FIELDS]
    people_say = [capfirst(str(one.verbose_name)) for one in fields]
    # The log is written untranslated.
    with translation.override(None):
        return {
            capfirst(str(one.verbose_name)): label
            for one, label in zip(fields, people_say, strict=True)
        }


def _told_once(entries: Sequence[Entry]) -> list[Entry]:
    """The log's line about a version or a restored revision, and that itself, as one entry."""
    told: list[Entry] = []
    for entry in entries:
        before = told[-1] if told else None
        if (
            before
            and before.kind == "note"
            and (entry.kind == Revision.Kind.RESTORE or _names(before, entry))
            and before.who == entry.who
            and before.at - entry.at < ONE_MOMENT
        ):
            told.pop()
            entry = replace(entry, what=before.what)
        told.append(entry)
    return told


def _names(note: Entry, version: Entry) -> bool:
    return version.kind == "version" and str(version.number) in re.findall(r"\d+", note.what)


def _folded(entries: Sequence[Entry]) -> list[Entry]:
    """The autosaves somebody made one after the other as one entry that holds them."""
    folded: list[Entry] = []
    for _run, found in groupby(entries, key=lambda entry: (entry.kind, entry.who)):
        together = list(found)
        if together[0].kind == Revision.Kind.AUTOSAVE:
            newest = together[0]
            together = [replace(newest, kind="autosaves", value="", within=together)]
        folded += together
    return folded
