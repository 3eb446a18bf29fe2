"""What was typed: the data of a sent form as a StoryContent, and a content as a form's data.

Data may be incomplete or wrong, since it is read before it is judged: a wrong text stays as it was
typed, of other wrong values the one before it is taken.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.models import model_to_dict
from django.http import QueryDict

from articles import markup
from articles.admin.stories.tags import as_typed
from articles.admin.times import as_sent
from articles.content import PhotoUse, StoryByline, StoryContent, StoryItem, StoryTag
from articles.models import (
    Byline,
    Caption,
    Item,
    Organization,
    Person,
    Photo,
    Section,
    Story,
    Tag,
)

# Content's names that lead to rows: the form holds a number where the content holds a uid.
LINKS: dict[str, type[models.Model]] = {
    "section": Section,
    "source_organization": Organization,
    "person": Person,
    "organization": Organization,
    "photo": Photo,
}


@dataclass(frozen=True)
class Shape:
    """A kind of part: its place in the content and in the form, and what is called otherwise."""

    prefix: str
    model: Any
    part: Any
    otherwise: Mapping[str, str] = field(default_factory=dict)

    @property
    def names(self) -> dict[str, str]:
        """What the content calls each value -> what the form calls it."""
        own = [one.name for one in fields(self.part) if one.name != "uid"]
        return {name: self.otherwise.get(name, name) for name in own}


SHAPES = {
    "bylines": Shape(
        "bylines",
        Byline,
        StoryByline,
        {"name": "name_as_printed", "affiliation": "affiliation_as_printed"},
    ),
    "photos": Shape(
        "captions",
        Caption,
        PhotoUse,
        {"caption": "text", "credit": "credit_override", "alt": "alt_override"},
    ),
    "items": Shape("items", Item, StoryItem),
}


@dataclass(frozen=True)
class Row:
    """A row of a part as it was sent: its values by the form's names."""

    uid: str
    position: int
    data: Mapping[str, str]
    # What the content has of it; None where it is too unfinished to be one.
    part: Any


class Typed:
    """One sending of the story's form, read for merging.

    `form` is the bound form, `row_forms` the form of a row by its prefix; neither is validated.
    Parts whose rows have no form are not read, and stay as they were.
    `before` is the content the form was built from.
    """

    def __init__(
        self,
        data: QueryDict,
        form: forms.ModelForm,
        row_forms: Mapping[str, type[forms.ModelForm]],
        before: StoryContent,
    ) -> None:
        self.data = data
        self.form = form
        self.row_forms = row_forms
        self.before = before
        self.rows = {
            name: list(self._rows(shape))
            for name, shape in SHAPES.items()
            if shape.prefix in row_forms
        }
        self.content = self._content()

    # Form -> content

    def _content(self) -> StoryContent:
        values: dict[str, Any] = {
            one.name: self._main(one.name, getattr(self.before, one.name))
            for one in fields(StoryContent)
            if one.name not in {"uid", *SHAPES}
        }
        parts: dict[str, Any] = {
            name: tuple(row.part for row in self.rows[name] if row.part is not None)
            if name in self.rows
            else getattr(self.before, name)
            for name in SHAPES
        }
        return StoryContent(uid=self.before.uid, **values, **parts)

    def _main(self, name: str, before: Any) -> Any:
        if not is_open(self.form, name):
            return before
        value = read(self.form, name, before)
        if name == "tags":
            return _tags(value) if isinstance(value, list) else before
        if name == "related":
            return before if value is before else tuple(sorted(str(one.uid) for one in value))
        if name in LINKS:
            return value.uid.__str__() if isinstance(value, models.Model) else value or ""
        return value

    def _rows(self, shape: Shape) -> Iterator[Row]:
        prefix = shape.prefix
        sent = [self._sent(f"{prefix}-{number}-") for number in range(self._total(prefix))]
        kept = [row for row in sent if row and not row.get("DELETE")]
        known = _uids(shape.model, [row.get("id", "") for row in kept])
        links = {
            name: _linked(LINKS[name], [row.get(name, "") for row in kept])
            for name in shape.names
            if name in LINKS
        }
        kept.sort(key=lambda row: _number(row.get("position")))
        for position, row in enumerate(kept):
            typed_uid = _uid(row.get("uid", ""))
            if not (row.get("id") or typed_uid) and self._is_blank(shape, row):
                continue
            uid = typed_uid or known.get(row.get("id", "")) or str(uuid4())
            yield Row(uid, position, row, self._part(shape, uid, row, links))

    def _total(self, prefix: str) -> int:
        """How many rows were sent; never more than Django itself would take."""
        return min(_number(self.data.get(f"{prefix}-TOTAL_FORMS")), 1000)

    def _sent(self, beginning: str) -> dict[str, str]:
        return {
            name.removeprefix(beginning): value
            for name, value in self.data.items()
            if name.startswith(beginning)
        }

    def _is_blank(self, shape: Shape, row: Mapping[str, str]) -> bool:
        form = self.row_forms[shape.prefix](row)
        chosen = {name for name, one in form.fields.items() if isinstance(one, forms.ChoiceField)}
        chosen -= set(LINKS)
        return not any(
            row.get(name, "").strip()
            for name in shape.names.values()
            if name not in chosen and not isinstance(form.fields.get(name), forms.BooleanField)
        )

    def _part(self, shape: Shape, uid: str, row: Mapping[str, str], links: Any) -> Any:
        form = self.row_forms[shape.prefix](row)
        values: dict[str, Any] = {}
        for one in fields(shape.part):
            if one.name == "uid":
                continue
            name = shape.names[one.name]
            if one.name in links:
                linked = links[one.name].get(row.get(name, ""))
                if one.name == "photo" and linked is None:
                    return None
                values[one.name] = _printed(linked)
                # As the form does: left empty, the printed words are the names.
                words = {"person": "name", "organization": "affiliation"}.get(one.name, "")
                if linked and words and not values[words]:
                    values[words] = linked.name
            elif name in form.fields:
                default = one.default if one.default is not MISSING else ""
                values[one.name] = read(form, name, default)
        return shape.part(uid=uid, **values)

    # Content -> form

    def data_for(self, content: StoryContent, story: Story) -> QueryDict:
        """The data as it would have been sent of this content, everything else as typed.

        `story` is the working copy as it stands now: its rows keep their numbers.
        """
        data = self.data.copy()
        for one in fields(StoryContent):
            value = getattr(content, one.name)
            if one.name in self.rows:
                self._put_rows(data, one.name, value, story)
            elif one.name in SHAPES:
                continue
            elif value != getattr(self.content, one.name):
                put(data, one.name, value)
        return data

    def _put_rows(self, data: QueryDict, name: str, parts: Iterable[Any], story: Story) -> None:
        shape = SHAPES[name]
        for key in [key for key in data if key.startswith(f"{shape.prefix}-")]:
            beginning, _dash, rest = key.removeprefix(f"{shape.prefix}-").partition("-")
            if rest and beginning.isdecimal():
                del data[key]
        here = {str(row.uid): row for row in shape.model.objects.filter(story=story)}
        typed = {row.uid: row for row in self.rows[name]}
        wanted = {part.uid: (place, part) for place, part in enumerate(parts)}
        unfinished = [row.uid for row in self.rows[name] if row.part is None]
        order = sorted(here, key=lambda uid: wanted.get(uid, (len(here), None))[0])
        order += [uid for uid in [*wanted, *unfinished] if uid not in here]
        for number, uid in enumerate(order):
            place, part = wanted.get(uid, (len(wanted) + number, None))
            row = self._row_data(shape, typed.get(uid), here.get(uid), part)
            row |= {"uid": uid, "position": str(place), "story": str(story.pk)}
            if uid in here:
                row["id"] = str(here[uid].pk)
                if part is None and not (uid in typed and typed[uid].part is None):
                    row["DELETE"] = "on"
            for key, value in row.items():
                data[f"{shape.prefix}-{number}-{key}"] = value
        data[f"{shape.prefix}-TOTAL_FORMS"] = str(len(order))
        data[f"{shape.prefix}-INITIAL_FORMS"] = str(len(here))

    def _row_data(self, shape: Shape, typed: Row | None, here: Any, part: Any) -> dict[str, str]:
        """The values of a row: as typed, else as it stands, and of the part what differs."""
        if typed is not None:
            row, was = dict(typed.data), typed.part
        else:
            row, was = {}, here.printed()
            for name, value in model_to_dict(here).items():
                put(row, name, value)
        for key in ("id", "DELETE", "uid"):
            row.pop(key, None)
        if part is None or was is None:
            return row
        for name, form_name in shape.names.items():
            value = getattr(part, name)
            if value != getattr(was, name):
                put(row, form_name, value.uid if name == "photo" else value, link=name)
        return row


def put(data: Any, name: str, value: Any, *, link: str = "") -> None:
    """Set a value in a form's data as a browser would send it."""
    link = link or name
    if isinstance(value, bool):
        data.pop(name, None)
        if value:
            data[name] = "on"
    elif isinstance(value, datetime):
        for key, text in as_sent(name, value).items():
            data[key] = text
    elif name == "tags":
        data[name] = as_typed(tag.name for tag in value)
    elif name == "related":
        data.setlist(name, [str(row.pk) for row in Story.objects.filter(uid__in=value)])
    elif link in LINKS and isinstance(value, str) and not value.isdecimal():
        row = LINKS[link]._default_manager.filter(uid=value).first() if value else None
        data[name] = str(row.pk) if row else ""
    else:
        data[name] = "" if value is None else str(value)


def is_open(form: forms.BaseForm, name: str) -> bool:
    """Whether the form lets this person change a field."""
    return name in form.fields and not form.fields[name].disabled


def read(form: forms.BaseForm, name: str, before: Any) -> Any:
    """A field's value as the content holds it; what was there before, if it cannot be read."""
    form_field, raw = form.fields[name], form[name].data
    try:
        value = form_field.clean(raw)
    except ValidationError:
        if not isinstance(before, str):
            return before
        value = raw or ""
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    if isinstance(value, str) and name != "body":
        several = isinstance(form_field.widget, forms.Textarea) and name != "headline"
        value = markup.clean_text(value) if several else markup.clean_line(value)
    if isinstance(before, StrEnum):
        return type(before)(value) if value in set(type(before)) else before
    return value


def _tags(names: list[str]) -> tuple[StoryTag, ...]:
    known = {tag.name.casefold(): tag for tag in Tag.objects.filter(_any_name(names))}
    found = [
        known[name.casefold()] if name.casefold() in known else Tag(name=name, slug=_slug(name))
        for name in names
    ]
    return tuple(
        sorted({StoryTag(slug=tag.slug, name=tag.name) for tag in found}, key=lambda tag: tag.slug)
    )


def _slug(name: str) -> str:
    return str(Tag().slugify(name))


def _any_name(names: list[str]) -> models.Q:
    wanted = models.Q(pk=None)
    for name in names:
        wanted |= models.Q(name__iexact=name)
    return wanted


def _printed(row: Any) -> Any:
    if isinstance(row, Photo):
        return row.printed()
    return str(row.uid) if row else ""


def _linked(model: type[models.Model], numbers: list[str]) -> dict[str, Any]:
    wanted = [number for number in numbers if number.isdecimal()]
    rows = model._default_manager.filter(pk__in=wanted)
    if model is Photo:
        rows = rows.select_related("photographer", "organization")
    return {str(row.pk): row for row in rows} if wanted else {}


def _uids(model: Any, numbers: list[str]) -> dict[str, str]:
    wanted = [number for number in numbers if number.isdecimal()]
    pairs = model.objects.filter(pk__in=wanted).values_list("pk", "uid") if wanted else ()
    return {str(pk): str(uid) for pk, uid in pairs}


def _uid(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        return ""


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 7 else 0
