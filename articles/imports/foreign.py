"""Rows of other apps, such as logins and groups: found by their natural keys, never by number."""

from typing import Any

from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import DatabaseError, models, transaction

from articles.imports.desk import same
from articles.imports.fields import check_characters, check_names, shown
from articles.imports.records import ImportProblem, Record, Report
from articles.imports.references import References
from articles.imports.rows import refusal


def prepare(record: Record, report: Report, *, ignore_unknown: bool) -> None:
    """Check what can be checked without the database. Raises: ImportProblem."""
    model = apps.get_model(record.model)
    if not _has_key(model) and isinstance(model._meta.pk, models.AutoField):
        raise ImportProblem(
            record.where,
            f"rows of {record.model} have no key but a number, which may be another's here; "
            f"leave them out with --exclude {record.model}",
            "model",
        )
    fields = (*model._meta.concrete_fields, *model._meta.many_to_many)
    names = {field.name for field in fields if not field.primary_key}
    check_names(record, names, report, ignore_unknown=ignore_unknown)
    for name, value in record.fields.items():
        check_characters(record, name, value, verbatim=True)


def write(record: Record, references: References, report: Report) -> None:
    """Create or update one row; fields the record leaves out stay as they are."""
    model: Any = apps.get_model(record.model)
    values, many = {}, {}
    for name, value in record.fields.items():
        field = model._meta.get_field(name)
        if field.many_to_many:
            many[name] = _rows(field, value, record, references)
        else:
            values[name] = _value(field, value, record, references)
    row = _find(model, values, record)
    new = row is None
    changed = values if new else _differing(row, values)
    changed_many = {
        name: rows for name, rows in many.items() if new or _rows_here(row, name) != rows
    }
    if new:
        _check_whole(model, values, record)
    row = row or model(**({} if _has_key(model) else {"pk": record.pk}))
    for name, value in changed.items():
        setattr(row, name, value)
    if new or changed or changed_many:
        _save(row, changed_many, record)
    report.count(new=new, changed=bool(changed or changed_many))
    references.know(row, record)
    if getattr(row, "is_superuser", False):
        report.note(record.where, f"“{row}” may do everything here")


def _check_whole(model: Any, values: dict[str, Any], record: Record) -> None:
    for field in model._meta.concrete_fields:
        optional = field.null or field.blank or field.has_default() or field.primary_key
        if not optional and field.name not in values:
            raise ImportProblem(record.where, f"is missing, {record.model} needs it", field.name)


def _has_key(model: Any) -> bool:
    return hasattr(model._default_manager, "get_by_natural_key")


def _find(model: Any, values: dict[str, Any], record: Record) -> Any:
    try:
        if _has_key(model):
            return model._default_manager.get_by_natural_key(*model(**values).natural_key())
        return model._default_manager.get(pk=record.pk)
    except ObjectDoesNotExist:
        return None
    except (ValueError, TypeError, ValidationError) as error:
        raise ImportProblem(record.where, f"its key is not whole ({error})") from error


def _value(field: Any, value: Any, record: Record, references: References) -> Any:
    if field.is_relation:
        if value is None and field.null:
            return None
        return references.find(field.related_model, value, record, field.name)
    try:
        return field.clean(value, None)
    except (ValidationError, ValueError, TypeError, OverflowError) as error:
        why = " ".join(getattr(error, "messages", ["does not fit here"]))
        raise ImportProblem(record.where, f"{shown(value)}: {why}", field.name) from None


def _rows(field: Any, value: Any, record: Record, references: References) -> set[Any]:
    if not isinstance(value, list):
        raise ImportProblem(record.where, "expected a list of references", field.name)
    return {references.find(field.related_model, one, record, field.name) for one in value}


def _rows_here(row: Any, name: str) -> set[Any]:
    return set(getattr(row, name).all())


def _differing(row: Any, values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if not same(getattr(row, name), value)}


def _save(row: Any, many: dict[str, set[Any]], record: Record) -> None:
    try:
        with transaction.atomic():
            row.save()
            for name, rows in many.items():
                getattr(row, name).set(rows)
    except (DatabaseError, ValueError) as error:
        raise ImportProblem(record.where, refusal(row, error)) from error
