"""Two states of a story side by side: revisions, versions readers saw, or one of each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.admin.photos import thumbnail
from articles.admin.stories.history import SAVED, lived, who
from articles.content import ContentError, StoryContent
from articles.merging import Change, Row, compare, label_of
from articles.models import Organization, Person, Photo, Publication, Revision, Section, Story
from articles.publishing.timeline import in_words

LIVE = "live"
# Of unchanged paragraphs, so many stay beside a changed one.
CONTEXT = 1


@dataclass(frozen=True)
class Side:
    """A revision or a version, with what it holds; `content` is None where that is gone."""

    row: Revision | Publication
    content: StoryContent | None

    @classmethod
    def of(cls, row: Revision | Publication) -> "Side":
        try:
            return cls(row, row.story_content())
        except ContentError:
            return cls(row, None)

    @property
    def value(self) -> str:
        """What the address of a comparison calls it."""
        return value_of(self.row)

    @property
    def name(self) -> str:
        words = _("Version %(number)s") if self.is_version else _("Revision %(number)s")
        return words % {"number": self.row.number}

    @property
    def is_version(self) -> bool:
        return isinstance(self.row, Publication)

    @property
    def what(self) -> str:
        if isinstance(self.row, Publication):
            return lived(self.row, timezone.now())
        return str(SAVED[Revision.Kind(self.row.kind)])

    @property
    def who(self) -> str:
        return who(self.row)

    @property
    def when(self) -> str:
        return in_words(self.row.at)


@dataclass(frozen=True)
class Stretch:
    """Paragraphs that follow one another; unchanged ones far from a change are folded."""

    rows: Sequence[Row]
    folded: bool


@dataclass(frozen=True)
class Line:
    """What changed of a field, or of one attribute of a byline, photo or item."""

    label: str
    stretches: list[Stretch]


@dataclass(frozen=True)
class Panel:
    """One byline, photo or item with all that changed of it; or a field, without a title."""

    title: str
    kind: str
    pictures: tuple[str, str] | None
    lines: list[Line]


@dataclass(frozen=True)
class Field:
    name: str
    label: str
    panels: list[Panel]


@dataclass(frozen=True)
class Comparison:
    """Shape: `earlier` and `later` are the two sides of the change before and after this one."""

    old: Side
    new: Side
    fields: list[Field]
    earlier: tuple[str, str] | None
    later: tuple[str, str] | None

    @classmethod
    def of(cls, story: Story, reader: Any, older: str, newer: str) -> "Comparison":
        """Of two values; without them, of the newest revision and the one before.

        The older state always stands left. Raises: Http404 where there is no such state, or
        `reader` may not see it.
        """
        new = _row(story, reader, newer)
        old = _row(story, reader, older) if older else _step(new, -1)
        if old is None:
            raise Http404(_("Nothing came before it."))
        old, new = sorted((old, new), key=lambda row: (row.at, row.number))
        one, other = Side.of(old), Side.of(new)
        fields = []
        if one.content and other.content:
            fields = list(_fields(one.content, other.content))
        earlier = later = None
        if one.is_version == other.is_version:
            before, after = _step(old, -1), _step(new, 1)
            earlier = (value_of(before), one.value) if before else None
            later = (other.value, value_of(after)) if after else None
        return cls(one, other, fields, earlier, later)

    @property
    def lost(self) -> list[Side]:
        """The sides whose text is gone."""
        return [side for side in (self.old, self.new) if side.content is None]


def value_of(row: Revision | Publication) -> str:
    return f"v{row.number}" if isinstance(row, Publication) else str(row.number)


def _row(story: Story, reader: Any, value: str) -> Any:
    revisions = Revision.objects.seen_by(reader).filter(story=story).select_related("by")
    versions = Publication.objects.filter(story=story).select_related("by")
    found: Any = None
    if not value:
        found = revisions.saved().newest_first().first()
    elif value == LIVE:
        found = versions.live(timezone.now()).first()
    elif value.removeprefix("v").isdecimal() and len(value) < 10:
        rows: Any = versions if value.startswith("v") else revisions
        found = rows.filter(number=value.removeprefix("v")).first()
    if found is None:
        raise Http404(_("This story has no such revision or version."))
    return found


def _step(row: Any, step: int) -> Any:
    """The saved revision, or version, before (-1) or after (1) one; None at the end."""
    rows: Any = type(row).objects.filter(story=row.story_id).select_related("by")
    rows = rows.saved() if isinstance(row, Revision) else rows
    if step < 0:
        return rows.filter(number__lt=row.number).order_by("-number").first()
    return rows.filter(number__gt=row.number).order_by("number").first()


def _fields(old: StoryContent, new: StoryContent) -> Iterator[Field]:
    names, photos = _named(old, new)
    for name, changes in groupby(compare(old, new, names), key=lambda change: change.field):
        panels = [
            _panel(list(together), photos)
            for _part, together in groupby(changes, key=lambda change: change.part)
        ]
        yield Field(name, label_of(name), panels)


def _panel(changes: list[Change], photos: dict[str, Photo]) -> Panel:
    first = changes[0]
    lines = [
        Line(change.label if change.name else "", _stretches(change.rows)) for change in changes
    ]
    pictures = None
    if first.field == "photos" and first.part:
        uids = [part.photo.uid if part else "" for part in (first.old, first.new)]
        pictures = (_picture(uids[0], photos), _picture(uids[1], photos))
    return Panel(first.title, first.kind, pictures, lines)


def _picture(uid: str, photos: dict[str, Photo]) -> str:
    return thumbnail(photos.get(uid)) if uid else ""


def _stretches(rows: Sequence[Row]) -> list[Stretch]:
    changed = [n for n, row in enumerate(rows) if row.kind != "same"]
    shown = {n + near for n in changed for near in range(-CONTEXT, CONTEXT + 1)}
    stretches = []
    for is_shown, numbers in groupby(range(len(rows)), key=lambda n: n in shown):
        together = [rows[n] for n in numbers]
        # One paragraph is shorter than the line that unfolds it.
        stretches.append(Stretch(together, not is_shown and len(together) > 1))
    return stretches


def _named(*contents: StoryContent) -> tuple[dict[str, str], dict[str, Photo]]:
    """What the uids of links stand for, and the photos. Queries: one for each kind of link."""
    people = {line.person for content in contents for line in content.bylines}
    organizations = {line.organization for content in contents for line in content.bylines}
    organizations |= {content.source_organization for content in contents}
    links: list[tuple[Any, set[str]]] = [
        (Section.objects.select_related("parent"), {content.section for content in contents}),
        (Person.objects.all(), people),
        (Organization.objects.all(), organizations),
        (
            Story.objects.only("uid", "headline"),
            {uid for content in contents for uid in content.related},
        ),
    ]
    names = {
        str(row.uid): str(row)
        for rows, uids in links
        if uids - {""}
        for row in rows.filter(uid__in=uids - {""})
    }
    uses = {use.photo.uid for content in contents for use in content.photos}
    found = Photo.objects.filter(uid__in=uses).defer("metadata") if uses else ()
    return names, {str(photo.uid): photo for photo in found}
