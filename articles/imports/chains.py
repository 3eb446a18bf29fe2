"""Versions that come in a file: taken only where their chain holds and the cleaner agrees."""

from collections import defaultdict
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from articles.content import ContentError, StoryContent, digest
from articles.imports.records import ImportProblem, Record, Report
from articles.imports.rows import Rows
from articles.models import Ledger, Publication, Story
from articles.publishing import freeze, timeline

FIELDS = ("number", "content", "change", "by_name", "at", "live_from", "path", "hash")


def load_publications(records: list[Record], rows: Rows, report: Report) -> set[int]:
    """Put the versions of a file behind those that are here. Returns the stories they are of.

    Raises: ImportProblem if a version does not follow from the one before it, is not what the
    cleaner would make, or overlaps another in time.
    """
    chains: dict[int, list[tuple[Record, Story]]] = defaultdict(list)
    for record in records:
        _require(record)
        story = rows.refer(Story, record.fields.get("story"), record, "story")
        chains[story.pk].append((record, story))
    for chain in chains.values():
        for record, story in sorted(chain, key=lambda pair: pair[0].fields["number"]):
            _load(record, story, rows, report)
        _check_times(story, chain[0][0])
    return set(chains)


def check_ledger(records: list[Record], rows: Rows) -> None:
    """A ledger in the file must end where its story's versions end: else the tail is cut."""
    for record in records:
        story = rows.refer(Story, record.fields.get("story"), record, "story")
        entry = Ledger.objects.filter(story=story).first()
        number = record.fields.get("number")
        if entry is None or not isinstance(number, int) or entry.number < number:
            raise ImportProblem(
                record.where,
                f"the versions of “{story}” end before version {number}, which the ledger knows; "
                "take a whole dump",
                "number",
            )


def check_revision(record: Record) -> None:
    """A revision's text must be a story's content, with its own digest."""
    text = record.fields.get("content")
    content = _content(record, text)
    if content.to_json() != text or record.fields.get("digest") != digest(str(text)):
        raise ImportProblem(record.where, "is not what its digest says", "content")


def _load(record: Record, story: Story, rows: Rows, report: Report) -> None:
    fields = record.fields
    here = Publication.objects.filter(story=story, number=fields["number"]).first()
    if here:
        if here.hash != fields["hash"]:
            raise ImportProblem(
                record.where, f"version {here.number} of “{story}” is here with other words", "hash"
            )
        report.unchanged += 1
        return
    content = _content(record, fields["content"])
    if content.uid != str(story.uid):
        raise ImportProblem(record.where, "is the content of another story", "content")
    if freeze.cleaned(content).to_json() != fields["content"]:
        raise ImportProblem(
            record.where, "holds what the cleaner would not let through", "content"
        )
    by = rows.refer_or_none(Publication, "by", fields.get("by"), record)
    publication = freeze.build(
        story,
        content,
        path=fields["path"],
        change=fields["change"],
        note=fields.get("note", ""),
        by=by,
        by_name=fields["by_name"],
        at=_time(record, "at"),
    )
    if publication.number != fields["number"] or publication.hash != fields["hash"]:
        raise ImportProblem(
            record.where,
            f"version {fields['number']} of “{story}” does not follow from the one before it; "
            "the file was changed or is not whole",
            "hash",
        )
    until = _time(record, "live_until") if fields.get("live_until") else None
    timeline.restore(
        publication, live_from=_time(record, "live_from"), live_until=until, now=timezone.now()
    )
    freeze.seal(publication)
    report.new += 1


def _check_times(story: Story, record: Record) -> None:
    spans = sorted(
        (row for row in timeline.versions(story) if not row.cancelled),
        key=lambda row: row.live_from,
    )
    for before, after in zip(spans, spans[1:], strict=False):
        if before.live_until is None or before.live_until > after.live_from:
            raise ImportProblem(
                record.where,
                f"versions {before.number} and {after.number} of “{story}” live at the same time",
                "live_until",
            )


def _require(record: Record) -> None:
    for name in FIELDS:
        if record.fields.get(name) is None:
            raise ImportProblem(record.where, "is missing", name)
    if type(record.fields["number"]) is not int:
        raise ImportProblem(record.where, "is no number", "number")
    if record.fields["change"] not in Publication.Change.values:
        known = ", ".join(Publication.Change.values)
        raise ImportProblem(record.where, f"is none of {known}", "change")


def _content(record: Record, text: Any) -> StoryContent:
    try:
        return StoryContent.from_json(text if isinstance(text, str) else "")
    except ContentError as error:
        raise ImportProblem(record.where, str(error)) from error


def _time(record: Record, name: str) -> Any:
    try:
        at = parse_datetime(str(record.fields[name]))
    except (ValueError, ValidationError):
        at = None
    if at is None or timezone.is_naive(at):
        raise ImportProblem(record.where, "is not a time with its zone", name)
    return at
