"""StoryContent: the one frozen shape of a story.

Working copy and published version meet here. Everything is named by uid, never by primary key.
`to_json` gives one canonical text (sorted keys, no blanks, no floats): equal contents have equal
texts, so a digest of the text speaks for the content. It is written in the oldest schema that
holds the content, so that what was frozen before a field was added keeps its digest. `from_json`
refuses what is not exactly that shape, and reads every schema.
"""

import hashlib
import json
import re
import types
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from typing import Any, Self, Union, get_args, get_origin, get_type_hints

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from articles.bylines import (
    BylineGroup,
    PrintedName,
    byline_groups,
    dateline_of,
    print_byline,
)

SCHEMA = 2
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

    @property
    def anchor(self) -> str:
        """The end of its own address in the story's gallery."""
        return self.uid[:8]


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
    # Whether it has an address of its own beside its place in the story.
    alone: bool = field(default=False, metadata={"since": 2})

    @property
    def anchor(self) -> str:
        """Where it stands within its story's page, and the end of its own address."""
        return f"item-{self.uid[:8]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place a dateline names; `item` is the uid of the item, empty for the story's own."""

    slug: str
    name: str
    item: str = ""


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
    def places(self) -> list[Place]:
        """The places its datelines name, each once: the story's own, then those of its items."""
        datelines = [("", self.dateline_place), *((item.uid, item.dateline) for item in self.items)]
        found: dict[str, Place] = {}
        for item, printed in datelines:
            name = dateline_of(printed).place[:120]
            # Most scripts have no Latin slug; their own letters stand in an address as well.
            slug = (slugify(name) or slugify(name, allow_unicode=True))[:120]
            if slug:
                found.setdefault(slug, Place(slug=slug, name=name, item=item))
        return list(found.values())

    @property
    def lead_photo(self) -> PhotoUse | None:
        return next((use for use in self.photos if use.placement == Placement.LEAD), None)

    @property
    def leading_photo(self) -> PhotoUse | None:
        """The photo that stands beside the headline in lists: the lead, else the first."""
        return self.lead_photo or next(iter(self.photos), None)

    @property
    def schema(self) -> int:
        """The oldest schema that holds this content."""
        return 2 if any(item.alone for item in self.items) else 1

    def to_json(self) -> str:
        """The canonical text of this content."""
        return json.dumps(
            {"schema": self.schema, "story": _encode(self, self.schema)},
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
        if type(schema) is not int or not 1 <= schema <= SCHEMA:
            raise ContentError(
                f"content.schema: {_shown(schema)} is not known; this system reads 1 to {SCHEMA}"
            )
        content: Self = _Reader(schema).read(cls, document["story"], "content")
        if content.schema != schema:
            raise ContentError(f"content.schema: this content is one of schema {content.schema}")
        return content


def digest(text: str) -> str:
    """SHA-256 of a canonical text, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def _encode(value: Any, schema: int) -> Any:
    if is_dataclass(value):
        kind: type = type(value)
        return {name: _encode(getattr(value, name), schema) for name in _hints(kind, schema)}
    if isinstance(value, tuple):
        return [_encode(part, schema) for part in value]
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return value


@cache
def _hints(kind: type, schema: int) -> dict[str, Any]:
    """The fields a kind has in a schema, with their types."""
    hints = get_type_hints(kind)
    return {
        part.name: hints[part.name]
        for part in fields(kind)
        if part.metadata.get("since", 1) <= schema
    }


@dataclass(frozen=True)
class _Reader:
    """Makes dataclasses of plain values, in the shape of one schema."""

    schema: int

    def read(self, kind: Any, value: Any, place: str) -> Any:
        """`value` as an instance of `kind`: a dataclass, a tuple of them, or one plain value."""
        if is_dataclass(kind):
            return self._object(kind, value, place)
        if get_origin(kind) is tuple:
            if not isinstance(value, list):
                raise ContentError(f"{place}: expected a list")
            inner = get_args(kind)[0]
            return tuple(self.read(inner, part, f"{place}[{n}]") for n, part in enumerate(value))
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

    def _object(self, kind: Any, value: Any, place: str) -> Any:
        hints = _hints(kind, self.schema)
        if not isinstance(value, dict):
            raise ContentError(f"{place}: expected an object")
        for name in sorted(set(value) ^ set(hints)):
            problem = "is not known" if name in value else "is missing"
            raise ContentError(f"{place}.{name[:80]}: {problem}")
        return kind(
            **{name: self.read(hints[name], value[name], f"{place}.{name}") for name in hints}
        )


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
