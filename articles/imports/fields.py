"""Which fields a record may bring, and what their values must be: cleaned by the same rules as an
editor's form, converted and checked, all before anything is asked of the database."""

import difflib
import re
from datetime import UTC, datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.utils import from_current_timezone
from django.utils import timezone

from articles import markup
from articles.imports.records import ImportProblem, Record, Report
from articles.models import MONTHS, whole

# In the order in which rows need one another.
MODELS = (
    "organization", "photo", "person", "section", "tag", "story", "byline", "caption", "item",
    "storytag", "revision", "address", "correction", "front", "placement", "sectionlimit",
    "publication", "ledger",
)  # fmt: skip
# A dump holds them, a load passes them over: made again from Publications, or of the day only.
DERIVED = frozenset(
    {
        "publicationbyline", "publicationtag", "publicationphoto", "publicationplace",
        "publicationrelated", "rendition", "moment", "siteedition", "presence", "notice",
        "previewlink",
    }
)  # fmt: skip
# What is read of these; the rest of their columns is made again from the content.
READ = {
    "articles.publication": {
        "story", "number", "content", "change", "note", "by", "by_name", "at", "live_from",
        "live_until", "path", "hash",
    },
    "articles.ledger": {"story", "number", "hash"},
}  # fmt: skip
# Texts that are kept to the letter: what a hash was made of, and what came over the wire.
VERBATIM = {"articles.publication", "articles.revision", "articles.ledger"}
VERBATIM_FIELDS = {"original_text", "metadata"}

STORY_PATH = re.compile(
    rf"/stories/[0-9]{{4}}/(?:{'|'.join(MONTHS)})/[0-9]{{2}}/(?!\.+/\Z)[-\w.~]+/\Z"
)
# On this host: one slash, and nothing a browser takes for a second one.
HERE = re.compile(r"/(?![/\\])[^\\]*\Z")

_EXPECTED: tuple[tuple[type[models.Field], type, str], ...] = (
    (models.BooleanField, bool, "true or false"),
    (models.IntegerField, int, "a whole number"),
    (models.Field, str, "a text in quotes"),
)


def prepare(record: Record, report: Report, *, ignore_unknown: bool) -> None:
    """Check the names of a record's fields, clean, convert and check their values, in place.

    References stay as they came: natural keys as lists, or numbers within the file.
    Raises: ImportProblem naming the field.
    """
    check_names(record, field_names(record.model), report, ignore_unknown=ignore_unknown)
    read = READ.get(record.model, set(record.fields))
    record.fields = {
        name: _prepared(record, name, value, report)
        for name, value in record.fields.items()
        if name in read
    }
    _check_addresses(record)


def check_names(record: Record, known: set[str], report: Report, *, ignore_unknown: bool) -> None:
    """Refuse fields a model does not have, or pass over them with a note."""
    for name in sorted(set(record.fields) - known):
        if not ignore_unknown:
            hint = nearest(name, known)
            raise ImportProblem(record.where, f"{record.model} has no such field{hint}", name)
        report.note(record.where.source, f"{name}: passed over, {record.model} has no such field")
        del record.fields[name]


def nearest(name: str, known: set[str]) -> str:
    """The rest of a sentence that says what may have been meant, if anything."""
    close = difflib.get_close_matches(name, sorted(known), 1)
    return f"; did you mean “{close[0]}”?" if close else ""


def field_names(label: str) -> set[str]:
    model = apps.get_model(label)
    names = {field.name for field in model._meta.concrete_fields} - {"id"}
    return names | ({"tags", "related"} if label == "articles.story" else set())


def _prepared(record: Record, name: str, value: Any, report: Report) -> Any:
    check_characters(record, name, value, verbatim=_is_verbatim(record, name))
    if name == "tags":
        return _tag_names(record, value)
    field: Any = apps.get_model(record.model)._meta.get_field(name)
    if field.many_to_many:
        if not isinstance(value, list):
            raise ImportProblem(record.where, "expected a list of references", name)
        return [_reference(record, name, one) for one in value]
    if field.is_relation:
        return None if value is None else _reference(record, name, value)
    if value is None:
        if not field.null:
            raise ImportProblem(record.where, "null is not possible here; leave it out", name)
        return None
    return _converted(record, field, value, report)


def check_characters(record: Record, name: str, value: Any, *, verbatim: bool) -> None:
    """Refuse half a character anywhere, and NUL where texts are kept to the letter."""
    if isinstance(value, list):
        for one in value:
            check_characters(record, name, one, verbatim=verbatim)
    if not isinstance(value, str):
        return
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise ImportProblem(record.where, "half of a character (a lone surrogate)", name) from error
    if "\0" in value and verbatim:
        raise ImportProblem(record.where, "a NUL character; take it out", name)


def _is_verbatim(record: Record, name: str) -> bool:
    return record.model in VERBATIM or name in VERBATIM_FIELDS


def _tag_names(record: Record, value: Any) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise ImportProblem(record.where, "expected a list of names", "tags")
    names = [markup.clean_line(name) for name in value]
    for name in names:
        if not 0 < len(name) <= 100:
            raise ImportProblem(record.where, "a name has 1 to 100 characters", "tags")
    return list(dict.fromkeys(names))


def _reference(record: Record, name: str, value: Any) -> Any:
    if isinstance(value, list) and value and all(isinstance(part, str) for part in value):
        return [markup.clean_line(part) for part in value]
    if type(value) in (int, str):
        return value
    raise ImportProblem(record.where, "expected a key as a list of texts", name)


def _converted(record: Record, field: Any, value: Any, report: Report) -> Any:
    for kind, wanted, words in _EXPECTED:
        if isinstance(field, kind):
            if type(value) is not wanted:
                raise ImportProblem(record.where, f"{shown(value)}: expected {words}", field.name)
            break
    if isinstance(value, str):
        value = _clean(record, field, value, report)
    try:
        converted = field.to_python(value)
        if isinstance(converted, datetime):
            converted = _in_a_zone(record, field.name, converted, report)
        if not isinstance(field, models.FileField):
            field.run_validators(converted)
            field.validate(converted, None)
    except (ValidationError, ValueError, TypeError, OverflowError) as error:
        sentence = f"{shown(value)}: {_why(error, field)}"
        raise ImportProblem(record.where, sentence, field.name) from None
    return converted


def _clean(record: Record, field: Any, value: str, report: Report) -> str:
    if _is_verbatim(record, field.name):
        return value
    if (record.model, field.name) == ("articles.story", "body"):
        body = markup.clean(value)
        if markup.words(body) != markup.words(markup.clean_text(value)):
            report.note(record.where, "body: what a story may not hold was taken out; look at it")
        return body
    several_lines = isinstance(field, models.TextField)
    return markup.clean_text(value) if several_lines else markup.clean_line(value)


def _in_a_zone(record: Record, name: str, value: datetime, report: Report) -> datetime:
    """An aware time; one without zone is the newsroom's, unless that one has it not or twice."""
    if timezone.is_naive(value):
        zone = timezone.get_default_timezone_name()
        report.note(record.where, f"{name}: no zone given, taken as {zone}")
        with timezone.override(timezone.get_default_timezone()):
            value = from_current_timezone(value)
    timezone.localtime(value.astimezone(UTC))  # OverflowError at the ends of the calendar
    return whole(value)


def _check_addresses(record: Record) -> None:
    """Slugs and paths that a reader's browser and our own addresses can hold."""
    fields = record.fields
    path, target = fields.get("path"), fields.get("target")
    is_page = fields.get("kind", "redirect" if target else "page") == "page"
    if path is not None and not (STORY_PATH if is_page else HERE).match(path):
        expected = "/stories/2017/may/18/slug/" if is_page else "one that begins with “/”"
        raise ImportProblem(
            record.where, f"{shown(path)} is no address of ours; expected {expected}", "path"
        )
    if target and (target == path or not HERE.match(target)):
        raise ImportProblem(
            record.where,
            f"{shown(target)} does not lead to another address of ours; it begins with one “/”",
            "target",
        )


def shown(value: Any) -> str:
    """A value as a message quotes it: cut, if it is long."""
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "…"


def _why(error: Exception, field: Any) -> str:
    if not isinstance(error, ValidationError):
        return "does not fit here"
    if getattr(error, "code", "") == "invalid_choice":
        return f"is none of {', '.join(str(value) for value, _label in field.flatchoices)}"
    return " ".join(error.messages)
