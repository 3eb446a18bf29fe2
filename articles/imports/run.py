"""The run: read everything, check and clean it, then write all of it in one transaction."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from django.apps import apps
from django.core.serializers.python import Deserializer
from django.db import transaction
from django.utils import timezone

from articles.imports.chains import check_ledger, check_revision, load_publications
from articles.imports.fields import DERIVED, MODELS, prepare
from articles.imports.formats import fixture, wiretext
from articles.imports.media import Media
from articles.imports.records import ImportProblem, Known, Record, Report
from articles.imports.rows import Rows
from articles.imports.sources import Source, find_source
from articles.models import Ledger, Organization, Person, Revision, SiteEdition, Story
from articles.publishing import actions, freeze, timeline
from articles.publishing.renditions import make_renditions


def run(
    labels: Iterable[str],
    *,
    format: str | None = None,  # noqa: A002 — the option's name
    ignore_unknown: bool = False,
    overwrite: bool = False,
    exclude: Collection[str] = (),
) -> Report:
    """Load every label, or nothing.

    Everything is read, cleaned and looked at before the first write, so that the database is
    locked only while rows are written.
    Raises: ImportProblem, with nothing written and no file left behind.
    """
    report = Report()
    media = Media()
    records: list[Record] = []
    try:
        for label in labels:
            source = find_source(label, format)
            found = [record for record in read(source, report) if record.model not in exclude]
            if not found:
                raise ImportProblem(label, "nothing in it to load")
            for record in found:
                _check_model(record)
                if record.model.startswith("articles."):
                    prepare(record, report, ignore_unknown=ignore_unknown)
                if record.model == "articles.photo":
                    media.take(record, source.media)
            records += found
        with transaction.atomic():
            _write(records, report, overwrite=overwrite)
    except BaseException:
        media.undo()
        raise
    return report


def read(source: Source, report: Report) -> Iterable[Record]:
    """The records of a source, by its format."""
    if source.format == "txt":
        return wiretext.read(
            source.data, source.name, known_names(), lambda note: report.note(source.name, note)
        )
    reader = fixture.read_json if source.format == "json" else fixture.read_jsonl
    return reader(source.data, source.name)


def known_names() -> Known:
    """The organisations and people the newsroom knows, by their names."""
    organizations, own = {}, set()
    for name, short_name, slug, kind in Organization.objects.values_list(
        "name", "short_name", "slug", "kind"
    ):
        for known in filter(None, (name, short_name)):
            organizations[known] = slug
            if kind == Organization.Kind.OWN:
                own.add(slug)
    return Known(organizations, frozenset(own), dict(Person.objects.values_list("name", "slug")))


def _check_model(record: Record) -> None:
    app, _dot, name = record.model.partition(".")
    if app == "articles" and name not in (*MODELS, *DERIVED):
        known = ", ".join(MODELS)
        raise ImportProblem(record.where, f"there is no “{name}”; known are {known}", "model")
    try:
        apps.get_model(record.model)
    except (LookupError, ValueError) as error:
        raise ImportProblem(record.where, f"there is no “{record.model}”", "model") from error


def _write(records: list[Record], report: Report, *, overwrite: bool) -> None:
    rows = Rows(report, overwrite=overwrite)
    by_model: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        by_model[record.model].append(record)
    for label in [label for label in by_model if not label.startswith("articles.")]:
        for record in by_model[label]:
            _write_foreign(record, rows, report)
    by_model["articles.section"].sort(key=lambda record: record.fields.get("parent") is not None)
    for record in by_model["articles.revision"]:
        check_revision(record)
    for name in MODELS:
        if name in ("publication", "ledger"):
            continue
        for record in by_model[f"articles.{name}"]:
            rows.write(record)
    rows.finish()
    dumped = load_publications(by_model["articles.publication"], rows, report)
    check_ledger(by_model["articles.ledger"], rows)
    _freeze_published(rows, dumped, report)
    if report.new or report.changed or report.published:
        SiteEdition.turn()


def _write_foreign(record: Record, rows: Rows, report: Report) -> None:
    """A row of another app, Django's own way; found by its natural key where it has one."""
    model = apps.get_model(record.model)
    natural = hasattr(model._default_manager, "get_by_natural_key")
    raw = {
        "model": record.model,
        "pk": None if natural else record.pk,
        "fields": record.fields,
    }
    try:
        (loaded,) = Deserializer([raw])
        loaded.save()
    except Exception as error:  # Django raises its own, the database's and Python's errors here
        raise ImportProblem(record.where, f"{error}", record.model) from error
    rows.know(loaded.object, record)
    report.new += 1
    if getattr(loaded.object, "is_superuser", False):
        report.note(record.where, f"“{loaded.object}” may do everything here")


def _freeze_published(rows: Rows, dumped: set[int], report: Report) -> None:
    """Stories that say they are published, and bring no version, are frozen as they came."""
    for pk, record in rows.stories.items():
        story = Story.objects.for_content().get(pk=pk)
        if pk in dumped:
            _check_state(story, record)
            continue
        entry = Ledger.objects.select_related("head").filter(story=story).first()
        touched = pk in rows.touched
        if touched:
            at = story.saved_at
            Revision.objects.keep(story, kind=Revision.Kind.WIRE, by=None, at=at)
        if story.state != Story.State.PUBLISHED or (entry and not touched):
            continue
        if not story.headline:
            raise ImportProblem(record.where, "a published story needs one", "headline")
        if story.first_published_at is None:
            raise ImportProblem(
                record.where, "a published story needs the time it was published", "first_published_at"
            )
        text = freeze.cleaned(story.content()).to_json()
        if entry and entry.head.content == text:
            continue
        for caption in story.captions.all():
            if caption.photo.sha256:
                make_renditions(caption.photo)
        actions.publish_imported(story)
        report.published += 1


def _check_state(story: Story, record: Record) -> None:
    now = timezone.now()
    shown = timeline.current(story, now) or timeline.waiting(story, now)
    if shown and story.state != Story.State.PUBLISHED:
        raise ImportProblem(
            record.where, f"“{story}” has a version readers can see, so it is published", "state"
        )
