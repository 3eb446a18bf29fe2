"""What differs between two versions of a story, for showing them side by side."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Literal

from articles.content import PrintedPhoto, StoryContent
from articles.merging.blocks import blocks_of
from articles.merging.labels import FIELDS, label_of, text_of, title_of
from articles.merging.marking import Row, body_rows, list_row, text_row
from articles.merging.stories import PARTS, SETS

_NO_NAMES: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that differs: a field, or an attribute of a byline, photo or item.

    Shape: `part` is the uid of that part, `title` what it is called, `name` the attribute
    ("order" where parts changed places). `kind` says whether the part came, went or changed.
    `old` and `new` are the two parts, or values, themselves.
    """

    field: str
    part: str = ""
    name: str = ""
    title: str = ""
    kind: Literal["changed", "removed", "added"] = "changed"
    rows: tuple[Row, ...]
    old: Any = None
    new: Any = None

    @property
    def label(self) -> str:
        return label_of(self.field, self.name)


def compare(
    old: StoryContent, new: StoryContent, names: Mapping[str, str] = _NO_NAMES
) -> list[Change]:
    """What differs, in the order of a story. `names` says what to print for the uid of a link."""
    changes: list[Change] = []
    for field in changed_fields(old, new):
        before, after = getattr(old, field), getattr(new, field)
        if field == "body":
            rows = body_rows(before, after, _photo_titles(old, new))
            changes.append(Change(field=field, rows=rows))
        elif field in PARTS:
            changes += _part_changes(field, before, after, names)
        elif field in SETS:
            rows = (list_row(_titles(before, names), _titles(after, names)),)
            changes.append(Change(field=field, rows=rows, old=before, new=after))
        else:
            rows = (text_row(_named(before, names), _named(after, names)),)
            changes.append(Change(field=field, rows=rows, old=before, new=after))
    return changes


def changed_fields(old: StoryContent, new: StoryContent) -> list[str]:
    """The names of the fields that differ, in the order of a story."""
    differing = {
        part.name
        for part in fields(StoryContent)
        if getattr(old, part.name) != getattr(new, part.name)
    }
    if "body" in differing and blocks_of(old.body) == blocks_of(new.body):
        differing.remove("body")
    return [name for name in FIELDS if name in differing]


def _photo_titles(*contents: StoryContent) -> dict[str, str]:
    return {use.uid: title_of(use) for content in contents for use in content.photos}


def _part_changes(
    field: str, old: Sequence[Any], new: Sequence[Any], names: Mapping[str, str]
) -> Iterator[Change]:
    before, after = ({part.uid: part for part in side} for side in (old, new))
    was, now = ([uid for uid in side if uid in before and uid in after] for side in (before, after))
    if was != now:
        titles = (_titles([after[uid] for uid in order], names) for order in (was, now))
        yield Change(field=field, name="order", rows=(list_row(*titles),), old=old, new=new)
    for uid in {**after, **before}:
        one, other = before.get(uid), after.get(uid)
        kind: Literal["changed", "removed", "added"] = "changed"
        if one is None or other is None:
            kind = "added" if one is None else "removed"
        part: Any = other or one
        for name in [each.name for each in fields(part) if each.name != "uid"]:
            had, has = getattr(one, name, None), getattr(other, name, None)
            if had != has:
                row = text_row(_named(had, names), _named(has, names))
                if row.kind != "same":
                    yield Change(
                        field=field, part=uid, name=name, title=title_of(part), kind=kind,
                        rows=(row,), old=one, new=other,
                    )  # fmt: skip


def _titles(parts: Sequence[Any], names: Mapping[str, str]) -> list[str]:
    return [_named(part, names) for part in parts]


def _named(value: Any, names: Mapping[str, str]) -> str:
    """A value as text, with a name for a uid where one is known."""
    if isinstance(value, PrintedPhoto):
        return ", ".join(filter(None, (names.get(value.uid), value.credit, value.alt)))
    text = text_of(value)
    return names.get(text, text)
