"""Rows from records: each found by its natural key, compared, and written only if it differs."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import DatabaseError, models, transaction
from django.utils import timezone

from articles.imports.records import ImportProblem, Record, Report
from articles.models import Address, Revision, Section, Story, StoryTag, Tag

# Namespace of the uids that parts get which come without one: same file, same uid.
PARTS = UUID("6f1d1f2e-7c55-4d0e-9a43-0b2f3c9d7a10")
SHARED = {
    "articles.organization", "articles.photo", "articles.person", "articles.section",
    "articles.tag",
}  # fmt: skip


class Rows:
    """Writes the records of one run. `touched` holds the stories that are new or changed."""

    def __init__(self, report: Report, *, overwrite: bool) -> None:
        self.report = report
        self.overwrite = overwrite
        self.touched: dict[int, Record] = {}
        self.stories: dict[int, Record] = {}
        self._by_pk: dict[tuple[str, Any], models.Model] = {}
        self._by_key: dict[tuple[str, tuple[Any, ...]], models.Model] = {}
        self._deferred: list[tuple[models.Model, str, Any, Record]] = []
        self._positions: dict[tuple[str, int], int] = {}
        self._desk_edited: dict[int, bool] = {}

    def write(self, record: Record) -> models.Model:
        """Create or update one row. Raises: ImportProblem."""
        model = apps.get_model(record.model)
        values = {
            name: self._value(model, name, value, record)
            for name, value in record.fields.items()
            if name not in ("tags", "related")
        }
        values = {name: value for name, value in values.items() if value is not _LATER}
        row = self._find(model, values, record)
        known = row is not None
        row = self._update(row, values, record) if row else self._create(model, values, record)
        self.know(row, record)
        for name, value in record.fields.items():
            if value is not None and self._is_later(model, name):
                self._deferred.append((row, name, value, record))
        if isinstance(row, Story):
            self.stories[row.pk] = record
            self._tag(row, record, known=known)
        return row

    def finish(self) -> None:
        """Set the references that had to wait for rows further down."""
        for row, name, value, record in self._deferred:
            field = row._meta.get_field(name)
            if field.many_to_many:
                others = [self.refer(field.related_model, one, record, name) for one in value]
                getattr(row, name).set(others)
                continue
            other = self.refer(field.related_model, value, record, name)
            if getattr(row, field.attname) != other.pk:
                setattr(row, name, other)
                row.save(update_fields=[name])

    def refer(self, model: type[models.Model], value: Any, record: Record, name: str) -> Any:
        """The row a reference means: a natural key as a list, or a number within this file."""
        label = model._meta.label_lower
        if isinstance(value, list):
            key = (label, tuple(value))
            if key not in self._by_key:
                try:
                    self._by_key[key] = model._default_manager.get_by_natural_key(*value)
                except (ObjectDoesNotExist, TypeError, ValueError, ValidationError) as error:
                    raise ImportProblem(
                        record.where, f"there is no {model._meta.verbose_name} {value}", name
                    ) from error
            return self._by_key[key]
        if (label, value) in self._by_pk:
            return self._by_pk[label, value]
        raise ImportProblem(
            record.where,
            f"{value!r} is no record of this file; name the {model._meta.verbose_name} by its key,"
            " as a list",
            name,
        )

    def refer_or_none(
        self, model: type[models.Model], name: str, value: Any, record: Record
    ) -> Any:
        """The login a reference means; a login that is not here is left out, with a note."""
        if value is None:
            return None
        related: Any = model._meta.get_field(name).related_model
        try:
            return self.refer(related, value, record, name)
        except ImportProblem:
            self.report.note(record.where, f"{name}: {value} has no login here; left empty")
            return None

    # Finding

    def _find(
        self, model: type[models.Model], values: dict[str, Any], record: Record
    ) -> models.Model | None:
        key = self._key(model, values, record)
        if model is Section:
            path = values["slug"]
            if parent := values.get("parent"):
                path = f"{parent.slug}/{path}"
            row = Section.objects.at_path(path).first()
        else:
            row = model._default_manager.filter(**key).first()
        if row and "uid" in values and row.uid != values["uid"]:
            raise ImportProblem(
                record.where, f"{model._meta.verbose_name} “{row}” is here with another uid", "uid"
            )
        return row

    def _key(
        self, model: type[models.Model], values: dict[str, Any], record: Record
    ) -> dict[str, Any]:
        """The columns by which a row of this model is known; a part without uid is given one."""
        names = _KEYS[model._meta.label_lower]
        if model is Story and not values.get("source"):
            names = ("uid",)
        if "story" in values and names == ("uid",):
            self._place(values, record)
        missing = [name for name in names if values.get(name) in (None, "")]
        if missing:
            hint = "; give source and source_id, or uid" if model is Story else ""
            raise ImportProblem(record.where, f"is missing{hint}", missing[0])
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

    # Writing

    def _create(
        self, model: type[models.Model], values: dict[str, Any], record: Record
    ) -> models.Model:
        if model is Story:
            # The state waits until the story is seen to be whole.
            values.setdefault("state", Story.State.DRAFT)
        for field in model._meta.concrete_fields:
            needed = not (field.null or field.blank or field.has_default() or field.primary_key)
            if needed and field.name not in values:
                raise ImportProblem(record.where, f"{record.model} needs it", field.name)
        row = model(**values)
        self._save(row, record, force_insert=True)
        self.report.new += 1
        self._touch(row, record)
        return row

    def _update(
        self, row: models.Model, values: dict[str, Any], record: Record
    ) -> models.Model:
        changed = {
            name: value for name, value in values.items() if not _same(getattr(row, name), value)
        }
        changed = self._protected(row, changed, record)
        if not changed:
            self.report.unchanged += 1
            return row
        for name, value in changed.items():
            setattr(row, name, value)
        self._save(row, record, update_fields=list(changed))
        self.report.changed += 1
        self._touch(row, record)
        return row

    def _save(self, row: models.Model, record: Record, **options: Any) -> None:
        try:
            with transaction.atomic():
                row.save(**options)
        except DatabaseError as error:
            raise ImportProblem(record.where, _refusal(row, error)) from error

    def _protected(
        self, row: models.Model, changed: dict[str, Any], record: Record
    ) -> dict[str, Any]:
        """What of a change is taken: an editor's later work is not overwritten unasked."""
        if record.model in ("articles.revision", "articles.correction"):
            return {}
        if isinstance(row, Story):
            changed = self._without_state(row, changed, record)
        if self.overwrite or not changed:
            return changed
        kept: dict[str, Any] = {}
        if record.model in SHARED:
            kept = {name: value for name, value in changed.items() if getattr(row, name)}
        story = row if isinstance(row, Story) else getattr(row, "story", None)
        if story is not None and self._edited_here(story):
            kept = changed
        if kept:
            self.report.note(
                record.where,
                f"{', '.join(sorted(kept))} of “{row}” kept as the desk has it; "
                "--overwrite takes the file's",
            )
        return {name: value for name, value in changed.items() if name not in kept}

    def _without_state(
        self, story: Story, changed: dict[str, Any], record: Record
    ) -> dict[str, Any]:
        """States of stories that readers have seen are moved by verbs alone."""
        if "state" in changed and story.state in (Story.State.PUBLISHED, Story.State.WITHDRAWN):
            self.report.note(
                record.where,
                f"state: “{story}” stays {story.get_state_display()}; the desk's verbs change it",
            )
            return {name: value for name, value in changed.items() if name != "state"}
        return changed

    def _edited_here(self, story: Story) -> bool:
        if story.pk not in self._desk_edited:
            self._desk_edited[story.pk] = (
                Revision.objects.filter(story=story).exclude(kind=Revision.Kind.WIRE).exists()
            )
        return self._desk_edited[story.pk]

    def _touch(self, row: models.Model, record: Record) -> None:
        if isinstance(row, Revision | Address):
            return
        story = row if isinstance(row, Story) else getattr(row, "story", None)
        story = story or getattr(row, "content_object", None)
        if isinstance(story, Story):
            self.touched.setdefault(story.pk, record)

    def know(self, row: models.Model, record: Record) -> None:
        """References in this run find the row by its key and by its number in the file."""
        label = row._meta.label_lower
        if record.pk is not None:
            self._by_pk[label, record.pk] = row
        if hasattr(row, "natural_key"):
            self._by_key[label, tuple(row.natural_key())] = row
        if isinstance(row, Story):
            self._by_key[label, (str(row.uid),)] = row

    def _tag(self, story: Story, record: Record, *, known: bool) -> None:
        """Tags given as plain names on the story itself."""
        names = record.fields.get("tags")
        if names is None:
            return
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            raise ImportProblem(record.where, "expected a list of names", "tags")
        if known and not self.overwrite and self._edited_here(story):
            return
        for name in names:
            tag = Tag.objects.filter(name__iexact=name).first()
            if tag is None:
                tag = Tag(name=name)
                self._save(tag, record)
            _row, new = StoryTag.objects.get_or_create(content_object=story, tag=tag)
            if new:
                self._touch(story, record)

    # Values

    def _value(
        self, model: type[models.Model], name: str, value: Any, record: Record
    ) -> Any:
        field = model._meta.get_field(name)
        if field.is_relation:
            return self._reference(model, field, value, record)
        if value is None and not field.null:
            raise ImportProblem(record.where, "null is not possible here; leave it out", name)
        try:
            value = field.to_python(value)
            if isinstance(value, datetime) and timezone.is_naive(value):
                zone = timezone.get_default_timezone_name()
                self.report.note(record.where, f"{name}: no zone given, taken as {zone}")
                value = timezone.make_aware(value)
            if not isinstance(field, models.FileField):
                field.run_validators(value)
                field.validate(value, None)
        except (ValidationError, ValueError, TypeError, OverflowError) as error:
            raise ImportProblem(record.where, _sentence(error, record.fields[name]), name) from None
        return value

    def _reference(
        self, model: type[models.Model], field: Any, value: Any, record: Record
    ) -> Any:
        if self._is_later(model, field.name):
            return _LATER
        if value is None:
            if not field.null:
                raise ImportProblem(record.where, "is missing", field.name)
            return None
        if field.related_model._meta.app_label != "articles":
            return self.refer_or_none(model, field.name, value, record)
        return self.refer(field.related_model, value, record, field.name)

    def _is_later(self, model: type[models.Model], name: str) -> bool:
        """References that may point forward: among stories, and around the circle of photos
        and people."""
        return (model._meta.model_name, name) in {("story", "related"), ("photo", "photographer")}


_LATER = object()
_KEYS: dict[str, tuple[str, ...]] = {
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
    "articles.placement": ("uid",),
}


def _same(old: Any, new: Any) -> bool:
    if hasattr(old, "name") and isinstance(new, str):  # a file is its name
        return (old.name or "") == new
    return bool(old == new)


def _sentence(error: Exception, value: Any) -> str:
    shown = repr(value) if len(repr(value)) <= 80 else repr(value)[:77] + "…"
    if isinstance(error, ValidationError):
        return f"{shown}: {' '.join(error.messages)}"
    return f"{shown} does not fit here"


def _refusal(row: models.Model, error: DatabaseError) -> str:
    """Why the database refused a row, in the words of its constraint where it has some."""
    try:
        row.validate_unique()
        row.validate_constraints()
    except ValidationError as found:
        return " ".join(found.messages)
    return f"the database refuses it ({str(error).splitlines()[0]})"

