"""Rows from records: each found by its natural key, compared, and written only if it differs."""

from collections.abc import Set
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import DatabaseError, models, transaction

from articles.imports.desk import Desk, same, story_of
from articles.imports.records import ImportProblem, Record, Report
from articles.imports.references import Name, References, name_meant
from articles.models import (
    Address,
    Byline,
    Caption,
    Correction,
    Front,
    Item,
    Person,
    Photo,
    Placement,
    Revision,
    Section,
    SectionLimit,
    Story,
    StoryTag,
    Tag,
)

# Namespace of the uids that parts get which come without one: same file, same uid.
PARTS = UUID("6f1d1f2e-7c55-4d0e-9a43-0b2f3c9d7a10")
KEYS: dict[str, tuple[str, ...]] = {
    "articles.organization": ("slug",),
    "articles.person": ("slug",),
    "articles.section": ("slug",),
    "articles.tag": ("slug",),
    "articles.photo": ("source", "source_id"),
    "articles.story": ("source", "source_id"),
    "articles.byline": ("uid",),
    "articles.caption": ("uid",),
    "articles.item": ("uid",),
    "articles.storytag": ("content_object", "tag"),
    "articles.revision": ("story", "number"),
    "articles.address": ("path",),
    "articles.correction": ("uid",),
    "articles.front": ("slug",),
    "articles.placement": ("front", "story"),
    "articles.sectionlimit": ("user", "section"),
}
RIGHTS = {"usable_from", "usable_until", "withdrawn", "no_syndication"}


class Rows:
    """Writes the records of one run.

    `stories` holds those of the files by their pk, `touched` those that are new or changed,
    `revised` those that came with revisions of their own, `photos` and `people` those that are
    new or changed. `dumped` is how the files name the stories whose revisions they bring.
    """

    def __init__(self, report: Report, desk: Desk, dumped: Set[Name] = frozenset()) -> None:
        self.report = report
        self.desk = desk
        self._dumped = dumped
        self.references = References(report)
        self.stories: dict[int, Record] = {}
        self.touched: set[int] = set()
        self.revised: set[int] = set()
        self.photos: set[int] = set()
        self.people: set[int] = set()
        self.photos_with_new_rights: list[Photo] = []
        self.fronts: dict[int, Front] = {}
        self.said_at: set[datetime] = set()
        self._new: set[tuple[str, Any]] = set()
        self._seen: dict[tuple[str, Any], Record] = {}
        self._later: list[tuple[models.Model, str, Any, Record]] = []
        self._positions: dict[tuple[str, int], int] = {}
        # The captions of this run: story, picture, words.
        self._printed: set[tuple[int, Any, str]] = set()

    def write(self, record: Record) -> None:
        """Create or update one row. Raises: ImportProblem."""
        model: Any = apps.get_model(record.model)
        values = {
            name: self._value(model, name, value, record)
            for name, value in record.fields.items()
            if name != "tags" and not _is_later(model, name)
        }
        if model is SectionLimit and values.get("user") is None:
            return
        row = self._find(model, values, record)
        if model is Caption and self._stands_twice(row, values, record):
            return
        if row is None:
            row = self._create(model, values, record)
        else:
            self._update(row, values, record)
        if row is None:
            return
        self.references.know(row, record)
        self._refuse_second(row, record)
        for name, value in record.fields.items():
            if value is not None and _is_later(model, name):
                self._later.append((row, name, value, record))
        if isinstance(row, Story):
            self.stories[row.pk] = record
            self._tag(row, record)

    def finish(self) -> None:
        """Set the references that had to wait for rows further down."""
        for row, name, value, record in self._later:
            field: Any = row._meta.get_field(name)
            if field.many_to_many:
                self._relate(row, field, value, record)
                continue
            other = self.references.find(field.related_model, value, record, name)
            if self.desk.allowed(row, _differing(row, {name: other}), record):
                setattr(row, name, other)
                self._save(row, record, update_fields=[name])
                self._count_changed(row)

    # Finding

    def _value(self, model: Any, name: str, value: Any, record: Record) -> Any:
        field = model._meta.get_field(name)
        if not field.is_relation:
            return value
        if value is None:
            if not field.null:
                raise ImportProblem(record.where, "is missing", name)
            return None
        if field.related_model._meta.app_label != "articles":
            return self.references.find_login(model, name, value, record)
        return self.references.find(field.related_model, value, record, name)

    def _find(self, model: Any, values: dict[str, Any], record: Record) -> Any:
        key = self._key(model, values, record)
        if model is Section:
            parent = values.get("parent")
            path = f"{parent.path}/{values['slug']}" if parent else values["slug"]
            row = Section.objects.at_path(path).first()
        else:
            # Whoever edits the story meanwhile waits, or is waited for.
            rows = model._default_manager.filter(**key)
            row = (rows.select_for_update() if model is Story else rows).first()
        if row and "uid" in values and row.uid != values["uid"]:
            if model is Placement:
                values.pop("uid")
                return row
            raise ImportProblem(
                record.where,
                f"{model._meta.verbose_name} “{row}” is here with another uid; change "
                "the key of one of them",
                "uid",
            )
        return row

    def _key(self, model: Any, values: dict[str, Any], record: Record) -> dict[str, Any]:
        """The columns by which a row of this model is known; a part without uid is given one."""
        names = KEYS[model._meta.label_lower]
        hint = ""
        if model is Story:
            names = names if values.get("source") else ("uid",)
            hint = "; give source and source_id, or uid"
        elif model in (Byline, Caption, Item) and values.get("story"):
            self._place(values, record)
        elif model is Correction and "uid" not in values:
            values["uid"] = uuid5(PARTS, f"{record.model} {values.get('what_is_right')}")
        for name in names:
            if values.get(name) in (None, ""):
                raise ImportProblem(record.where, f"is missing{hint}", name)
        return {name: values[name] for name in names}

    def _place(self, values: dict[str, Any], record: Record) -> None:
        """Position and uid of a part that comes without: its number within the story."""
        story = values["story"]
        counted = self._positions.get((record.model, story.pk), 0)
        values.setdefault("position", counted)
        self._positions[record.model, story.pk] = values["position"] + 1
        values.setdefault(
            "uid", uuid5(PARTS, f"{story.natural_key()} {record.model} {values['position']}")
        )

    def _stands_twice(self, row: Caption | None, values: dict[str, Any], record: Record) -> bool:
        """Whether a caption that is new stands under the same photo of the story already.

        A story that brings its own revisions stands as its desk has left it.
        """
        photo, text = values.get("photo"), " ".join(values.get("text", "").split())
        if photo is None or name_meant(record.fields["story"], record) in self._dumped:
            return False
        key = (values["story"].pk, photo.sha256 or photo.pk, text)
        twice = row is None and key in self._printed
        self._printed.add(key)
        if twice:
            said = f"the photo of “{text[:40]}…” stands there twice; it is printed once"
            self.report.note(record.where, said)
        return twice

    def _refuse_second(self, row: models.Model, record: Record) -> None:
        """One row comes once in a run, or twice with the same words."""
        first = self._seen.setdefault((record.model, row.pk), record)
        if first.fields != record.fields:
            raise ImportProblem(
                record.where, f"“{row}” stands with other words at {first.where}; take one out"
            )

    # Writing

    def _create(self, model: Any, values: dict[str, Any], record: Record) -> models.Model | None:
        for field in model._meta.concrete_fields:
            needed = not (field.null or field.blank or field.has_default() or field.primary_key)
            if needed and field.name not in values:
                raise ImportProblem(
                    record.where, f"is missing, {record.model} needs it", field.name
                )
        row: models.Model = model(**values)
        if not self.desk.may_add(row, record):
            return None
        self._save(row, record, force_insert=True)
        self._new.add((record.model, row.pk))
        self.report.new += 1
        self.desk.look_at(row)
        self._touch(row)
        return row

    def _update(self, row: models.Model, values: dict[str, Any], record: Record) -> None:
        self.desk.look_at(row)
        changed = self.desk.allowed(row, _differing(row, values), record)
        if not changed:
            self.report.unchanged += 1
            return
        for name, value in changed.items():
            setattr(row, name, value)
        self._save(row, record, update_fields=list(changed))
        self._count_changed(row)
        if isinstance(row, Photo) and RIGHTS & set(changed):
            self.photos_with_new_rights.append(row)
        self._touch(row)

    def _count_changed(self, row: models.Model) -> None:
        if (row._meta.label_lower, row.pk) not in self._new:
            self.report.changed += 1

    def _save(self, row: models.Model, record: Record, **options: Any) -> None:
        try:
            row.clean()
            with transaction.atomic():
                row.save(**options)
        except ValidationError as error:
            raise ImportProblem(record.where, " ".join(error.messages)) from error
        except DatabaseError as error:
            raise ImportProblem(record.where, refusal(row, error)) from error

    def _touch(self, row: models.Model) -> None:
        story = story_of(row)
        if isinstance(row, Photo):
            self.photos.add(row.pk)
        elif isinstance(row, Person):
            self.people.add(row.pk)
        elif isinstance(row, Placement):
            self.fronts[row.front.pk] = row.front
        elif isinstance(row, Revision):
            self.revised.add(row.story.pk)
        elif isinstance(row, Correction):
            self.said_at.add(row.at)
        elif story is not None and not isinstance(row, Address):
            self.touched.add(story.pk)

    def _relate(self, story: Any, field: Any, value: Any, record: Record) -> None:
        others = [self.references.find(Story, one, record, field.name) for one in value]
        manager = getattr(story, field.name)
        if {other.pk for other in others} == set(manager.values_list("pk", flat=True)):
            return
        if not self.desk.keeps_out(story, record):
            manager.set(others)
            self._count_changed(story)
            self._touch(story)

    def _tag(self, story: Story, record: Record) -> None:
        """Tags given as plain names on the story itself."""
        for name in record.fields.get("tags", ()):
            tag = Tag.objects.filter(name__iexact=name).first()
            row = StoryTag(content_object=story, tag=tag)
            if tag and StoryTag.objects.filter(content_object=story, tag=tag).exists():
                continue
            if self.desk.keeps_out(story, record):
                return
            if tag is None:
                row.tag = Tag(name=name)
                self._save(row.tag, record)
            self._save(row, record)
            self._touch(story)


def _is_later(model: Any, name: str) -> bool:
    """References that may point forward: among stories, and around the circle of photos
    and people."""
    return (model, name) in {(Story, "related"), (Photo, "photographer")}


def _differing(row: models.Model, values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if not same(getattr(row, name), value)}


def refusal(row: models.Model, error: Exception) -> str:
    """Why the database refused a row, in the words of its constraint where it has some."""
    try:
        row.validate_unique()
        row.validate_constraints()
    except ValidationError as found:
        return " ".join(found.messages)
    return f"the database refuses it ({str(error).splitlines()[0]})"
