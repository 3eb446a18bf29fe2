"""Which fields a record may bring, and how its texts are cleaned before anything is asked of the
database: the same rules as an editor's form."""

import difflib
from typing import Any

from django.apps import apps
from django.db import models

from articles import markup
from articles.imports.records import ImportProblem, Record, Report

# In the order in which rows need one another.
MODELS = (
    "organization", "photo", "person", "section", "tag", "story", "byline", "caption", "item",
    "storytag", "revision", "address", "correction", "front", "placement", "publication", "ledger",
)  # fmt: skip
# Made from Publications; a dump holds them, a load makes them again.
DERIVED = frozenset(
    {"publicationbyline", "publicationtag", "publicationphoto", "moment", "siteedition"}
)
# Texts that are kept to the letter.
VERBATIM = {"content", "hash", "digest", "content_digest", "metadata"}


def prepare(record: Record, report: Report, *, ignore_unknown: bool) -> None:
    """Check the names of a record's fields and clean its texts, in place.

    Raises: ImportProblem naming the field.
    """
    known = field_names(record.model)
    for name in sorted(set(record.fields) - known):
        close = difflib.get_close_matches(name, known, 1)
        hint = f"; did you mean “{close[0]}”?" if close else ""
        if not ignore_unknown:
            raise ImportProblem(record.where, f"{record.model} has no such field{hint}", name)
        report.note(record.where, f"{name}: passed over, {record.model} has no such field")
        del record.fields[name]
    for name, value in record.fields.items():
        record.fields[name] = _clean(record, name, value, report)


def field_names(label: str) -> set[str]:
    model = apps.get_model(label)
    names = {field.name for field in model._meta.concrete_fields} - {"id"}
    return names | ({"tags", "related"} if label == "articles.story" else set())


def _clean(record: Record, name: str, value: Any, report: Report) -> Any:
    if not isinstance(value, str):
        return value
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise ImportProblem(record.where, "half of a character (a lone surrogate)", name) from error
    if name in VERBATIM:
        return value
    if record.model == "articles.story" and name == "body":
        return _clean_body(record, value, report)
    field = apps.get_model(record.model)._meta.get_field(name)
    if isinstance(field, models.TextField):
        return markup.clean_text(value)
    return markup.clean_line(value) if isinstance(field, models.CharField) else value


def _clean_body(record: Record, value: str, report: Report) -> str:
    body = markup.clean(value)
    if markup.words(body) != markup.words(markup.clean_text(value)):
        report.note(record.where, "body: what a story may not hold was taken out; look at it")
    return body
