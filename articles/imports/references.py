"""Which row a reference means: a natural key, or a number that is a label within its file."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import models

from articles.imports.records import ImportProblem, Record, Report

Name = tuple[Any, ...]


def name_meant(value: Any, record: Record) -> Name:
    """What a reference in this record says, in a form that `names_of` gives too."""
    return tuple(value) if isinstance(value, list) else (record.where.source, "pk", value)


def names_of(record: Record) -> Iterator[Name]:
    """Every name by which other records may mean this one, as far as the file says."""
    if record.pk is not None:
        yield (record.where.source, "pk", record.pk)
    fields = record.fields
    if fields.get("uid"):
        yield (str(fields["uid"]),)
    if fields.get("source"):
        yield (fields["source"], fields.get("source_id"))
    elif fields.get("slug"):
        yield (fields["slug"],)


class References:
    """The rows of one run by their keys and numbers, and those of the database by their keys."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._rows: dict[tuple[str, Name], Any] = {}

    def know(self, row: models.Model, record: Record) -> None:
        """References in this run find the row by its key and by its number in the file."""
        label = row._meta.label_lower
        if record.pk is not None:
            self._rows[label, (record.where.source, "pk", record.pk)] = row
        if hasattr(row, "natural_key"):
            self._rows[label, tuple(row.natural_key())] = row
        if hasattr(row, "uid"):
            self._rows[label, (str(row.uid),)] = row

    def find(self, model: type[models.Model], value: Any, record: Record, name: str) -> Any:
        """The row that field `name` of the record means. Raises: ImportProblem."""
        what = model._meta.verbose_name
        key = (model._meta.label_lower, name_meant(value, record))
        if key in self._rows:
            return self._rows[key]
        if not isinstance(value, list):
            raise ImportProblem(
                record.where,
                f"{value!r} is no record of this file; name the {what} by its key, as a list "
                "(dumpdata --natural-foreign does)",
                name,
            )
        manager: Any = model._default_manager
        try:
            self._rows[key] = manager.get_by_natural_key(*value)
        except (ObjectDoesNotExist, TypeError, ValueError, ValidationError) as error:
            raise ImportProblem(record.where, f"there is no {what} {value}", name) from error
        return self._rows[key]

    def find_login(self, model: type[models.Model], name: str, value: Any, record: Record) -> Any:
        """The login that a field of `model` refers to; one not here is left out, with a note."""
        if value is None:
            return None
        related: Any = model._meta.get_field(name).related_model
        try:
            return self.find(related, value, record, name)
        except ImportProblem:
            self._report.note(record.where, f"{name}: {value} has no login here; left empty")
            return None
