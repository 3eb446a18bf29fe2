"""Versions that come in a file: taken only where their chain holds and the cleaner agrees.

What lists and look-ups need of a version is made again from its content, never taken from the file.
"""

from collections import defaultdict
from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone

from articles.content import ContentError, StoryContent, digest
from articles.imports.fields import READ
from articles.imports.records import ImportProblem, Record, Report
from articles.imports.rows import Rows, refusal
from articles.models import Address, Publication, Story, story_path
from articles.publishing import freeze, timeline

OPTIONAL = {"note", "by", "live_until"}

Chain = list[tuple[Record, Story]]


def check_publication(record: Record) -> StoryContent:
    """What can be known of a version before the database is asked: its content, as the cleaner
    would make it. Raises: ImportProblem."""
    for name in sorted(READ[record.model] - OPTIONAL):
        if record.fields.get(name) is None:
            raise ImportProblem(record.where, "is missing", name)
    content = _content(record)
    if freeze.cleaned(content).to_json() != record.fields["content"]:
        raise ImportProblem(record.where, "holds what the cleaner would not let through", "content")
    until = record.fields.get("live_until")
    if until and until < record.fields["live_from"]:
        raise ImportProblem(record.where, "lies before live_from", "live_until")
    return content


def check_revision(record: Record) -> None:
    """A revision's text must be a story's content, with its own digest."""
    text = record.fields.get("content")
    if _content(record).to_json() != text or record.fields.get("digest") != digest(text):
        raise ImportProblem(record.where, "is not what its digest says", "content")


def load_publications(records: list[Record], rows: Rows, report: Report) -> set[int]:
    """Put the versions of a file behind those that are here. Returns the stories they are of.

    Raises: ImportProblem if a version does not follow from the one before it, stands at another
    address than its story, or overlaps another in time.
    """
    chains: dict[int, Chain] = defaultdict(list)
    order: list[int] = []
    for record in records:
        story = rows.references.find(Story, record.fields["story"], record, "story")
        chains[story.pk].append((record, story))
        order.append(story.pk)
    for record, story in _in_order(order, chains):
        _load(record, story, rows, report)
    for chain in chains.values():
        record, story = chain[-1]
        _check_times(story, record)
        _settle(story, record)
    return set(chains)


def check_ledger(records: list[Record], rows: Rows) -> None:
    """A ledger in the file must end where its story's versions end: else the tail is cut."""
    for record in records:
        story = rows.references.find(Story, record.fields.get("story"), record, "story")
        number = record.fields.get("number") or 0
        version = Publication.objects.filter(story=story, number=number).first()
        if version is None or version.hash != record.fields.get("hash"):
            raise ImportProblem(
                record.where,
                f"the versions of “{story}” do not lead to version {number}, which the ledger "
                "knows; take a whole dump",
                "number",
            )


def _in_order(order: list[int], chains: dict[int, Chain]) -> Iterator[tuple[Record, Story]]:
    """The versions in the order of the file, but each story's by their numbers."""
    for chain in chains.values():
        chain.sort(key=lambda pair: pair[0].fields["number"])
    waiting = {pk: iter(chain) for pk, chain in chains.items()}
    for pk in order:
        yield next(waiting[pk])


def _load(record: Record, story: Story, rows: Rows, report: Report) -> None:
    fields = record.fields
    here = Publication.objects.filter(story=story, number=fields["number"]).first()
    if here:
        if here.hash != fields["hash"]:
            raise ImportProblem(
                record.where, f"version {here.number} of “{story}” is here with other words", "hash"
            )
        report.count(new=False, changed=False)
        return
    _refuse_second_open(record, story)
    content = _content(record)
    if content.uid != str(story.uid):
        raise ImportProblem(record.where, "is the content of another story", "content")
    by = rows.references.find_login(Publication, "by", fields.get("by"), record)
    try:
        publication = freeze.build(
            story,
            content,
            path=fields["path"],
            change=fields["change"],
            note=fields.get("note", ""),
            by=by,
            by_name=fields["by_name"],
            at=fields["at"],
        )
        if not _follows(publication, record):
            raise ImportProblem(
                record.where,
                f"version {fields['number']} of “{story}” does not follow from the one before "
                "it; the file was changed or is not whole",
                "hash",
            )
        publication.live_from, publication.live_until = fields["live_from"], None
        publication.clean_fields({field.name for field in Publication._meta.fields if field.null})
        with transaction.atomic():
            timeline.restore(
                publication,
                live_from=fields["live_from"],
                live_until=fields.get("live_until"),
                now=timezone.now(),
            )
            freeze.seal(publication)
    except ValidationError as error:
        raise ImportProblem(record.where, " ".join(error.messages), "content") from error
    except DatabaseError as error:
        raise ImportProblem(record.where, refusal(publication, error)) from error
    report.count(new=True, changed=False)


def _refuse_second_open(record: Record, story: Story) -> None:
    last = Publication.objects.filter(story=story, live_until=None).first()
    if last and record.fields.get("live_until") is None:
        raise ImportProblem(
            record.where,
            f"version {last.number} of “{story}” lives here already, without end; only an empty "
            "newsroom takes what followed it",
            "live_until",
        )


def _follows(publication: Publication, record: Record) -> bool:
    """Whether the version is the next of its chain."""
    fields = record.fields
    return (publication.number, publication.hash) == (fields["number"], fields["hash"])


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


def _settle(story: Story, record: Record) -> None:
    """The versions stand at their story's own address, which answers from now on."""
    shown = [row for row in timeline.versions(story) if not row.cancelled]
    if not shown:
        return
    path = story_path(story.published_on, story.slug) if story.published_on else ""
    if any(row.path != path for row in shown):
        raise ImportProblem(record.where, f"is not the address of “{story}”", "path")
    gone = story.state == Story.State.WITHDRAWN
    kind = Address.Kind.GONE if gone else Address.Kind.PAGE
    Address.objects.get_or_create(path=path, defaults={"kind": kind, "story": story})


def _content(record: Record) -> StoryContent:
    try:
        return StoryContent.from_json(record.fields.get("content") or "")
    except ContentError as error:
        raise ImportProblem(record.where, str(error)) from error
