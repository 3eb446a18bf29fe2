"""One value, three hands: what a collision is, and how a decision settles it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from articles.merging.labels import text_of
from articles.merging.words import woven

# Texts long enough for two people to work in different places of them.
LONG_TEXTS = {"deck", "caption", "alt", "text", "notes"}
_ONE_LINE = {"alt"}


class Choice(StrEnum):
    """Whose text stands where two collide."""

    THEIRS = "theirs"
    MINE = "mine"
    BOTH = "both"


class Place(NamedTuple):
    """Where in a story: the field, the uid of the part of it, the attribute of the part."""

    field: str
    part: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Collision:
    """A place where both changed the same thing differently.

    Shape: `field` is a field of StoryContent (or of the values merged); `part` the uid of the
    byline, photo use or item it is about; `name` the attribute of that part, empty where a whole
    part was removed by one and changed by the other. The texts are for people: HTML for the body,
    a uid where a value is a link, empty where nothing is (left). `key` holds as long as what they
    wrote is the same, whatever mine becomes.
    """

    key: str
    field: str
    part: str = ""
    name: str = ""
    base: str
    theirs: str
    mine: str
    may_keep_both: bool = False


class Settling:
    """The decisions that were taken, and the collisions that still wait for one."""

    def __init__(self, decisions: Mapping[str, Choice]) -> None:
        self.decisions = decisions
        self.collisions: list[Collision] = []

    def choose(
        self,
        place: Place,
        versions: tuple[Any, Any, Any],
        texts: tuple[str, str, str],
        both: Any = None,
        nth: int = 0,
    ) -> Any:
        """Whichever of base, theirs and mine was decided; mine as long as nothing was.

        `both` is what keeping both gives, where that can be. `nth` tells equal texts of a
        field apart.
        """
        key = _key(place, nth, *versions[:2])
        choice = self.decisions.get(key)
        if choice == Choice.THEIRS:
            return versions[1]
        if choice == Choice.BOTH and both is not None:
            return both
        if choice != Choice.MINE:
            base, theirs, mine = texts
            self.collisions.append(
                Collision(
                    key=key,
                    **place._asdict(),
                    base=base,
                    theirs=theirs,
                    mine=mine,
                    may_keep_both=both is not None,
                )
            )
        return versions[2]

    def value(self, place: Place, base: Any, theirs: Any, mine: Any) -> Any:
        """One value of three: the side that changed, both woven, or a choice."""
        if theirs in (base, mine):
            return mine
        if mine == base:
            return theirs
        both = None
        if (place.name or place.field) in LONG_TEXTS:
            text = woven(base or "", theirs or "", mine or "")
            if text is not None:
                return text
            both = _one_after_the_other(theirs, mine, place)
        versions = (base, theirs, mine)
        return self.choose(place, versions, tuple(map(text_of, versions)), both)  # type: ignore[arg-type]


def _one_after_the_other(theirs: str, mine: str, place: Place) -> str | None:
    if not theirs or not mine:
        return None
    # Kept both once already, and sent again.
    if theirs in mine:
        return mine
    return f"{theirs} {mine}" if place.name in _ONE_LINE else f"{theirs}\n{mine}"


def _key(place: Place, nth: int, base: Any, theirs: Any) -> str:
    return hashlib.sha256(repr((*place, nth, base, theirs)).encode()).hexdigest()[:16]
