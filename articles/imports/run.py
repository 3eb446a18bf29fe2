"""The run: read everything, check and clean it, then write all of it in one transaction."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date

from django.apps import apps
from django.db import OperationalError, transaction

from articles.imports import foreign
from articles.imports.chains import (
    check_ledger,
    load_publications,
)
from articles.imports.desk import Desk
from articles.imports.fields import DERIVED, MODELS, nearest, prepare
from articles.imports.formats import fixture, wiretext
from articles.imports.freezing import Freezer
from articles.imports.media import Media
from articles.imports.pictures import public_photos
from articles.imports.records import ImportProblem, Known, Record, Report
from articles.imports.references import name_meant
from articles.imports.rows import Rows
from articles.imports.sources import Source, find_source
from articles.imports.weeks import move, weeks_since
from articles.models import Moment, Organization, Person, Photo, SiteEdition, Story
from articles.publishing import actions, indexing, photos, renditions


def run(
    labels: Iterable[str],
    *,
    format: str | None = None,  # noqa: A002 — the option's name
    app: str | None = None,
    ignore_unknown: bool = False,
    overwrite: bool = False,
    exclude: Collection[str] = (),
    week_of: date | None = None,
) -> Report:
    """Load every label, or nothing. `exclude` names models and apps to pass over; `week_of`
    moves all times by whole weeks, so that the week of that day is the present one.

    Everything is read, cleaned and looked at, and pictures are made, before the first write, so
    that the database is locked only while rows are written.
    Raises: ImportProblem, with nothing written and no file left behind.
    """
    report, media, known = Report(), Media(), known_names()
    by_model: dict[str, list[Record]] = defaultdict(list)
    try:
        for label in dict.fromkeys(labels):
            source = find_source(label, format, app)
            for record in _records(source, known, report, exclude, ignore_unknown=ignore_unknown):
                if week_of:
                    move(record, weeks_since(week_of))
                if record.model == "articles.photo":
                    media.take(record, source.media, report)
                by_model[record.model].append(record)
        for photo, record in public_photos(by_model):
            media.render(photo, record.where)
        with transaction.atomic():
            _write(by_model, media, report, overwrite=overwrite)
    except OperationalError as error:
        media.undo()
        why = str(error).splitlines()[0]
        raise ImportProblem("The database", f"did not take it ({why}); try again") from error
    except BaseException:
        media.undo()
        raise
    media.tidy()
    return report


def known_names() -> Known:
    """The organisations and people the newsroom knows, by their names."""
    known = Known()
    for name, short_name, slug, kind in Organization.objects.values_list(
        "name", "short_name", "slug", "kind"
    ):
        for spelled in filter(None, (name, short_name)):
            known.organizations[spelled] = slug
        if kind == Organization.Kind.OWN:
            known.own_organizations.add(slug)
    namesakes: dict[str, set[str]] = defaultdict(set)
    for name, slug in Person.objects.values_list("name", "slug"):
        namesakes[name].add(slug)
    known.people.update((name, slugs.pop()) for name, slugs in namesakes.items() if len(slugs) == 1)
    return known


def _records(
    source: Source,
    known: Known,
    report: Report,
    exclude: Collection[str],
    *,
    ignore_unknown: bool,
) -> Iterable[Record]:
    """The records of a source that are to be loaded, checked and clean."""
    found = False
    for record in _read(source, known, report):
        found = True
        if {record.model, record.model.partition(".")[0]} & set(exclude):
            continue
        if not _is_model(record, report, ignore_unknown=ignore_unknown):
            continue
        if record.model.startswith("articles."):
            prepare(record, report, ignore_unknown=ignore_unknown)
        else:
            foreign.prepare(record, report, ignore_unknown=ignore_unknown)
        yield record
    if not found:
        raise ImportProblem(source.name, "nothing in it to load")


def _read(source: Source, known: Known, report: Report) -> Iterable[Record]:
    if source.format == "txt":
        return wiretext.read(
            source.data, source.name, known, lambda note: report.note(source.name, note)
        )
    reader = fixture.read_json if source.format == "json" else fixture.read_jsonl
    return reader(source.data, source.name)


def _is_model(record: Record, report: Report, *, ignore_unknown: bool) -> bool:
    """Whether a record is to be written. Raises: ImportProblem for an unknown model."""
    app, _dot, name = record.model.partition(".")
    if app == "articles" and name in DERIVED:
        return False
    try:
        apps.get_model(record.model)
        if app != "articles" or name in MODELS:
            return True
    except (LookupError, ValueError):
        pass
    if not ignore_unknown:
        hint = nearest(record.model, {f"articles.{known}" for known in MODELS})
        raise ImportProblem(record.where, f"there is no “{record.model}”{hint}", "model")
    report.note(record.where.source, f"{record.model}: passed over, there is no such model")
    return False


def _write(
    by_model: dict[str, list[Record]], media: Media, report: Report, *, overwrite: bool
) -> None:
    dumped = {
        name_meant(record.fields["story"], record)
        for record in by_model["articles.revision"]
        if record.fields.get("story")
    }
    rows = Rows(report, Desk(report, overwrite=overwrite), dumped)
    for label in [label for label in by_model if not label.startswith("articles.")]:
        for record in by_model[label]:
            foreign.write(record, rows.references, report)
    by_model["articles.section"].sort(key=lambda record: record.fields.get("parent") is not None)
    for name in MODELS:
        if name not in ("publication", "ledger"):
            for record in by_model[f"articles.{name}"]:
                rows.write(record)
    rows.finish()
    with_versions = load_publications(by_model["articles.publication"], rows, report)
    check_ledger(by_model["articles.ledger"], rows)
    freezer = Freezer(rows, media, report)
    freezer.freeze(with_versions)
    # A correction that waits is said at its second, as the version it came with is seen.
    Moment.note(rows.said_at)
    for photo in rows.photos_with_new_rights:
        photos.apply_rights(photo, by=None)
    for front in rows.fronts.values():
        actions.apply_placements(front, by=None)
    indexing.index(Story, rows.touched | freezer.published)
    renditions.refresh_all(rows.photos)
    indexing.index(Photo, rows.photos)
    indexing.index(Person, rows.people)
    indexing.index_versions(with_versions | freezer.published)
    if report.new or report.changed or report.published:
        SiteEdition.turn()
