"""Merging two changed stories over the one both began from."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from operator import attrgetter
from typing import Any, TypeVar

from articles.content import (
    PhotoUse,
    PrintedPhoto,
    StoryByline,
    StoryContent,
    StoryItem,
    StoryTag,
)
from articles.merging.blocks import blocks_of
from articles.merging.bodies import merge_bodies
from articles.merging.labels import text_of
from articles.merging.settling import Choice, Collision, Place, Settling

Part = TypeVar("Part", StoryByline, PhotoUse, StoryItem)

NO_DECISIONS: Mapping[str, Choice] = {}
SETS = ("tags", "related")
# Values that make sense only together: a printed name and whom it links to.
_TOGETHER = {
    "noindex": ("noindex", "noindex_reason"),
    "name": ("name", "person"),
    "affiliation": ("affiliation", "organization"),
}
_WITH_ANOTHER = {"noindex_reason", "person", "organization"}


@dataclass(frozen=True, slots=True)
class Merge:
    """What became of two changed stories.

    Shape: `content` holds both changes; where they collide and nothing was decided, mine.
    `taken` names the fields where something of theirs came into mine.
    """

    content: StoryContent
    collisions: tuple[Collision, ...]
    taken: tuple[str, ...]


def merge(
    base: StoryContent,
    theirs: StoryContent,
    mine: StoryContent,
    decisions: Mapping[str, Choice] = NO_DECISIONS,
) -> Merge:
    """Both changes of `base` in one content, and where they collide.

    `decisions` settles collisions by their keys. Sent again with `mine` as it came out, the same
    collisions come back, and nothing is doubled.
    """
    settling = Settling(decisions)
    values = _merged_fields("", "", PLAIN, (base, theirs, mine), settling)
    values["body"] = merge_bodies(base.body, theirs.body, mine.body, settling)
    for name in PARTS:
        values[name] = _merged_parts(name, base, theirs, mine, settling)
    for name in SETS:
        values[name] = _merged_set(*(getattr(side, name) for side in (base, theirs, mine)))
    content = replace(mine, **values)
    taken = tuple(part.name for part in fields(StoryContent) if _is_other(part.name, content, mine))
    return Merge(content, tuple(settling.collisions), taken)


def merge_values(
    base: Mapping[str, Any],
    theirs: Mapping[str, Any],
    mine: Mapping[str, Any],
    decisions: Mapping[str, Choice] = NO_DECISIONS,
) -> tuple[dict[str, Any], tuple[Collision, ...]]:
    """The same for plain values of the desk (notes, embargo …), and their collisions."""
    settling = Settling(decisions)
    merged = {
        name: settling.value(Place(name), base.get(name), theirs.get(name), mine.get(name))
        for name in mine
    }
    return merged, tuple(settling.collisions)


def _is_other(name: str, one: StoryContent, other: StoryContent) -> bool:
    if name == "body":
        return blocks_of(one.body) != blocks_of(other.body)
    return bool(getattr(one, name) != getattr(other, name))


def _merged_fields(
    field: str, part: str, names: Sequence[str], sides: tuple[Any, Any, Any], settling: Settling
) -> dict[str, Any]:
    """The attributes of a story (no field given) or of one of its parts."""
    merged: dict[str, Any] = {}
    for name in names:
        if name in _TOGETHER:
            merged |= _merged_together(field, part, _TOGETHER[name], sides, settling)
        elif name == "photo":
            base, theirs, mine = (side.photo for side in sides)
            merged[name] = _merged_picture(part, base, theirs, mine, settling)
        elif name not in _WITH_ANOTHER:
            place = Place(field, part, name) if field else Place(name)
            merged[name] = settling.value(place, *(getattr(side, name) for side in sides))
    return merged


def _merged_together(
    field: str, part: str, names: tuple[str, str], sides: tuple[Any, Any, Any], settling: Settling
) -> dict[str, Any]:
    base, theirs, mine = (attrgetter(*names)(side) for side in sides)
    if theirs in (base, mine):
        chosen = mine
    elif mine == base:
        chosen = theirs
    else:
        # Named after the one in which they differ: the same name may lead to two people.
        which = int(theirs[0] == mine[0])
        place = Place(field, part, names[which]) if field else Place(names[which])
        texts = (text_of(base[which]), text_of(theirs[which]), text_of(mine[which]))
        chosen = settling.choose(place, (base, theirs, mine), texts)
    return dict(zip(names, chosen, strict=True))


def _merged_picture(
    part: str, base: PrintedPhoto, theirs: PrintedPhoto, mine: PrintedPhoto, settling: Settling
) -> PrintedPhoto:
    """Which picture it is. Its credit and alt text come from the library: the newer are taken."""
    if theirs.uid == mine.uid:
        return theirs if mine == base else mine
    if theirs.uid == base.uid:
        return mine
    if mine.uid == base.uid:
        return theirs
    versions = (base, theirs, mine)
    texts = (base.uid, theirs.uid, mine.uid)
    chosen: PrintedPhoto = settling.choose(Place("photos", part, "photo"), versions, texts)
    return chosen


def _blank_byline(uid: str) -> StoryByline:
    return StoryByline(uid=uid)


def _blank_photo(uid: str) -> PhotoUse:
    return PhotoUse(uid=uid, photo=PrintedPhoto(uid=""))


def _blank_item(uid: str) -> StoryItem:
    return StoryItem(uid=uid)


# What a part was before it was there, for parts that both sides have and the base has not.
PARTS: dict[str, Callable[[str], Any]] = {
    "bylines": _blank_byline,
    "photos": _blank_photo,
    "items": _blank_item,
}
PLAIN = [
    part.name for part in fields(StoryContent) if part.name not in {"uid", "body", *PARTS, *SETS}
]


def _merged_parts(
    field: str, base: StoryContent, theirs: StoryContent, mine: StoryContent, settling: Settling
) -> tuple[Any, ...]:
    was, other, own = (
        {part.uid: part for part in getattr(side, field)} for side in (base, theirs, mine)
    )
    kept = {}
    for uid in {**was, **other, **own}:
        part = _merged_part(field, was.get(uid), other.get(uid), own.get(uid), settling)
        if part is not None:
            kept[uid] = part
    return _in_merged_order(kept, was, other, own)


def _merged_part(
    field: str, base: Part | None, theirs: Part | None, mine: Part | None, settling: Settling
) -> Part | None:
    """One part of three; None if it is gone."""
    if theirs is not None and mine is not None:
        before = base or PARTS[field](mine.uid)
        names = [part.name for part in fields(mine) if part.name != "uid"]
        return replace(
            mine, **_merged_fields(field, mine.uid, names, (before, theirs, mine), settling)
        )
    left = theirs or mine
    if base is None or left is None:
        return left
    if _is_same_work(base, left):
        return None
    texts = tuple(map(text_of, (base, theirs, mine)))
    chosen: Part | None = settling.choose(
        Place(field, base.uid),
        (base, theirs, mine),
        texts,  # type: ignore[arg-type]
    )
    return chosen


def _is_same_work(one: Any, other: Any) -> bool:
    """Has nobody changed anything here? What the library says of a picture is not of the story."""
    if isinstance(one, PhotoUse) and one.photo.uid == other.photo.uid:
        other = replace(other, photo=one.photo)
    return bool(one == other)


def _merged_set(base: Sequence[Any], theirs: Sequence[Any], mine: Sequence[Any]) -> tuple[Any, ...]:
    """Tags or related stories: what either added is in, what either removed is out."""
    was, other, own = ({_name_of(part): part for part in side} for side in (base, theirs, mine))
    kept = {}
    for name in {**own, **other}:
        if (name in other and name in own) or name not in was:
            mine_is_newer = name in own and own[name] != was.get(name)
            kept[name] = own[name] if mine_is_newer or name not in other else other[name]
    return _in_merged_order(kept, was, other, own)


def _name_of(part: Any) -> str:
    return part.slug if isinstance(part, StoryTag) else str(part)


def _in_merged_order(kept: Mapping[str, Any], *sides: Mapping[str, Any]) -> tuple[Any, ...]:
    """These parts in the order of the side that changed it; in mine if both did.

    What only the other side has comes after its neighbour there.
    """
    base, theirs, mine = ([name for name in side if name in kept] for side in sides)
    lead, other = (mine, theirs) if _is_reordered(base, mine) else (theirs, mine)
    order = list(lead)
    before = None
    for name in other:
        if name not in order:
            order.insert(order.index(before) + 1 if before else 0, name)
        before = name
    return tuple(kept[name] for name in order)


def _is_reordered(base: list[str], side: list[str]) -> bool:
    return [name for name in base if name in side] != [name for name in side if name in base]
