"""StoryContent: the one frozen shape of a story.

Working copy and published version meet here. Everything is named by uid, never by primary key.
`to_json` gives one canonical text (sorted keys, no blanks, no floats): equal contents have equal
texts, so a digest of the text speaks for the content. `from_json` refuses what is not exactly
that shape, and reads every older schema.
"""

import hashlib
import json
import re
import types
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from typing import Any, Self, Union, get_args, get_origin, get_type_hints

from django.utils.translation import gettext_lazy as _

from articles.bylines import BylineGroup, PrintedName, byline_groups, print_byline

SCHEMA = 1
LONGEST_HEADLINE = 500
_HALF_CHARACTER = re.compile("[\ud800-\udfff]")


class ContentError(ValueError):
    """A text that is no StoryContent: says where in it and what was expected."""


class Kind(StrEnum):
    NEWS = "news"
    COLUMN = "column"
    EDITORIAL = "editorial"
    ANALYSIS = "analysis"
    LETTER = "letter"
    BRIEFS = "briefs"

    @property
    def label(self) -> str:
        return str(_KIND_LABELS[self])


_KIND_LABELS = {
    Kind.NEWS: _("News"),
    Kind.COLUMN: _("Column"),
    Kind.EDITORIAL: _("Editorial"),
    Kind.ANALYSIS: _("Analysis"),
    Kind.LETTER: _("Letter"),
    Kind.BRIEFS: _("Briefs"),
}


class Placement(StrEnum):
    LEAD = "lead"
    IN_TEXT = "in_text"
    GALLERY = "gallery"


class ItemKind(StrEnum):
    BRIEF = "brief"
    LETTER = "letter"
    ENTRY = "entry"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryByline(PrintedName):
    """One name of the byline as printed, with the person and organisation behind it, if known."""

    uid: str
    person: str = ""
    organization: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedPhoto:
    """What a story's version keeps of a photo: which picture, whose, and how it is described."""

    uid: str
    sha256: str = ""
    width_px: int = 0
    height_px: int = 0
    credit: str = ""
    alt: str = ""
    decorative: bool = False
    for_sale: bool = False
    photographer: str = ""
    organization: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoUse:
    """A photo in a story. `credit` and `alt`, where given, stand before the photo's own."""

    uid: str
    photo: PrintedPhoto
    placement: Placement = Placement.LEAD
    caption: str = ""
    credit: str = ""
    alt: str = ""

    @property
    def credit_line(self) -> str:
        return self.credit or self.photo.credit

    @property
    def alt_text(self) -> str:
        return "" if self.photo.decorative else self.alt or self.photo.alt


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryItem:
    """A part of a package: a brief, a letter, an entry of a live story."""

    uid: str
    kind: ItemKind = ItemKind.BRIEF
    heading: str = ""
    dateline: str = ""
    text: str = ""
    signatory: str = ""
    town: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryTag:
    slug: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryContent:
    uid: str
    kind: Kind = Kind.NEWS
    language: str = ""
    headline: str = ""
    web_headline: str = ""
    deck: str = ""
    section: str = ""
    dateline_place: str = ""
    body: str = ""
    source_organization: str = ""
    canonical_url: str = ""
    noindex: bool = False
    noindex_reason: str = ""
    licence: str = ""
    first_published_at: datetime | None = None
    updated_at: datetime | None = None
    bylines: tuple[StoryByline, ...] = ()
    photos: tuple[PhotoUse, ...] = ()
    items: tuple[StoryItem, ...] = ()
    tags: tuple[StoryTag, ...] = ()
    related: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The headline as the web shows it."""
        return self.web_headline or self.headline

    @property
    def list_title(self) -> str:
        """The headline as lists show it: a column's begins with its writer's name, once."""
        writer = next((line.name for line in self.bylines if line.name), "")
        named = self.title.casefold().startswith(f"{writer}:".casefold())
        full = f"{writer}: {self.title}"
        if self.kind != Kind.COLUMN or not writer or named or len(full) > LONGEST_HEADLINE:
            return self.title
        return full

    @property
    def byline(self) -> str:
        """The byline as one line for lists: names and organisations, no mail, no phone."""
        return print_byline(replace(line, email="", phone="") for line in self.bylines)

    @property
    def byline_groups(self) -> list[BylineGroup]:
        return byline_groups(self.bylines)

    @property
    def lead_photo(self) -> PhotoUse | None:
        return next((use for use in self.photos if use.placement == Placement.LEAD), None)

    def to_json(self) -> str:
        """The canonical text of this content."""
        return json.dumps(
            {"schema": SCHEMA, "story": _encode(self)},
            ensure_ascii=False,
            sort_keys=True,
            separators=(",", ":"),
        )

    @classmethod
    def from_json(cls, text: str) -> Self:
        """The content a text holds. Raises ContentError, naming the place, if it holds none."""
        try:
            document = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise ContentError(f"content: not JSON ({error})") from error
        if not isinstance(document, dict) or set(document) != {"schema", "story"}:
            raise ContentError('content: expected an object with "schema" and "story"')
        schema = document["schema"]
        if type(schema) is not int or schema != SCHEMA:
            raise ContentError(
                f"content.schema: {_shown(schema)} is not known; this system reads {SCHEMA}"
            )
        content: Self = _decode(cls, document["story"], "content")
        return content


def digest(text: str) -> str:
    """SHA-256 of a canonical text, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def _encode(value: Any) -> Any:
    if is_dataclass(value):
        return {part.name: _encode(getattr(value, part.name)) for part in fields(value)}
    if isinstance(value, tuple):
        return [_encode(part) for part in value]
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return value


@cache
def _hints(kind: type) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {part.name: hints[part.name] for part in fields(kind)}


def _decode(kind: Any, value: Any, place: str) -> Any:
    """`value` as an instance of `kind`: a dataclass, a tuple of them, or one plain value."""
    if is_dataclass(kind):
        return _decode_object(kind, value, place)
    if get_origin(kind) is tuple:
        if not isinstance(value, list):
            raise ContentError(f"{place}: expected a list")
        inner = get_args(kind)[0]
        return tuple(_decode(inner, part, f"{place}[{n}]") for n, part in enumerate(value))
    if get_origin(kind) in (Union, types.UnionType):
        return None if value is None else _decode_time(value, place)
    if issubclass(kind, StrEnum):
        if not isinstance(value, str) or value not in set(kind):
            raise ContentError(f"{place}: {_shown(value)} is none of {', '.join(kind)}")
        return kind(value)
    if type(value) is not kind:
        raise ContentError(f"{place}: expected {kind.__name__}, found {type(value).__name__}")
    if kind is str and _HALF_CHARACTER.search(value):
        raise ContentError(f"{place}: holds half of a surrogate pair")
    return value


def _decode_object(kind: Any, value: Any, place: str) -> Any:
    hints = _hints(kind)
    if not isinstance(value, dict):
        raise ContentError(f"{place}: expected an object")
    for name in sorted(set(value) ^ set(hints)):
        problem = "is not known" if name in value else "is missing"
        raise ContentError(f"{place}.{name[:80]}: {problem}")
    return kind(**{name: _decode(hints[name], value[name], f"{place}.{name}") for name in hints})


def _decode_time(value: Any, place: str) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is not None:
            return moment.astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        pass
    raise ContentError(f"{place}: {_shown(value)} is not a time with a zone")


def _shown(value: Any) -> str:
    """A value as an error message shows it: plain ones cut short, of others only their type."""
    if isinstance(value, str | int | float | None):
        text = repr(value)
        return text if len(text) <= 80 else f"{text[:80]}…"
    return type(value).__name__
