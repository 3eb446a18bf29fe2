"""The photos of a text: beside its blocks, which are compared and merged without them.

So nobody who moves a photo stands in the way of whoever rewrites the paragraph it passes.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from articles import markup
from articles.merging.blocks import align, blocks_of
from articles.merging.words import edits


@dataclass(frozen=True)
class Parted:
    """A body's blocks of text, and its photos.

    Shape: `photos` maps the block of each photo to the number of blocks of text before it.
    """

    text: list[str] = field(default_factory=list)
    photos: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, body: str) -> "Parted":
        parted = cls()
        for block in blocks_of(body):
            if markup.photo_of(block):
                parted.photos.setdefault(block, len(parted.text))
            else:
                parted.text.append(block)
        return parted

    @property
    def body(self) -> str:
        """The text without the photos."""
        return "".join(self.text)

    def at(self, place: int) -> list[str]:
        return [photo for photo, there in self.photos.items() if there == place]


@dataclass(frozen=True)
class _Change:
    """What somebody did to the photos of a text."""

    before: Parted
    after: Parted

    @cached_property
    def _carried(self) -> "_Carried":
        return _Carried(self.before.text, self.after.text)

    def moved(self, photo: str) -> bool:
        """Whether it came, went, or stands no longer between the blocks it stood between."""
        if photo not in self.before.photos or photo not in self.after.photos:
            return (photo in self.before.photos) != (photo in self.after.photos)
        first, last = self._carried.span(self.before.photos[photo])
        return not first <= self.after.photos[photo] <= last

    def touched(self, photo: str) -> bool:
        """Whether it was moved, or a block was written right before or after it."""
        there = self.after.photos.get(photo)
        return self.moved(photo) or (
            there is not None and self._carried.span(self.before.photos[photo]) != (there, there)
        )


class _Carried:
    """Places between the blocks of one text, found again in another."""

    def __init__(self, old: Sequence[str], new: Sequence[str]) -> None:
        alignment = align(old, new)
        # Behind which number of new blocks each old one ends; None where it is gone.
        self.ends: list[int | None] = []
        self.length = 0
        for added, became in zip(alignment.added, [*alignment.became, None], strict=True):
            self.length += len(added)
            self.length += became is not None
            self.ends.append(None if became is None else self.length)
        self.ends.pop()

    def span(self, place: int) -> tuple[int, int]:
        """From the block before a place to the one after it, as far as they are still there."""
        before = (end for end in reversed(self.ends[:place]) if end is not None)
        after = (end - 1 for end in self.ends[place:] if end is not None)
        return next(before, 0), next(after, self.length)

    def place(self, place: int) -> int:
        """After what it stood after, be it the beginning; if that is gone, before what followed."""
        first, last = self.span(place)
        follows = place == 0 or self.ends[place - 1] is not None
        precedes = place < len(self.ends) and self.ends[place] is not None
        return last if precedes and not follows else first


def with_photos(text: str, base: Parted, theirs: Parted, mine: Parted) -> str:
    """The merged text of three bodies, with their photos merged.

    A photo stands where whoever moved it put it; where both did, it is mine that counts.
    """
    blocks = blocks_of(text)
    changes = _Change(base, theirs), _Change(base, mine)
    carried = {id(side): _Carried(side.text, blocks) for side in (theirs, mine)}
    places: dict[str, int] = {}
    for photo in _in_order(base, theirs, mine):
        side = _whose(photo, *changes)
        if photo in side.photos:
            places[photo] = carried[id(side)].place(side.photos[photo])
    parted = Parted(blocks, places)
    pieces = (
        piece for place, block in enumerate([*blocks, ""]) for piece in (*parted.at(place), block)
    )
    # Words outside of every element may stand alone now.
    return markup.clean("".join(pieces))


def _whose(photo: str, their: _Change, my: _Change) -> Parted:
    if my.moved(photo) or not (their.moved(photo) or not my.touched(photo)):
        return my.after
    return their.after


def _in_order(base: Parted, theirs: Parted, mine: Parted) -> list[str]:
    """Every photo, in the order of the side that changed it; in mine if both did."""
    common = [photo for photo in mine.photos if photo in base.photos]
    reordered = common != [photo for photo in base.photos if photo in mine.photos]
    lead, other = (mine, theirs) if reordered else (theirs, mine)
    return list({**lead.photos, **other.photos})


def matched_blocks(old: str, new: str) -> Iterator[tuple[str, str]]:
    """Block beside block of two bodies; empty where one side has none.

    A photo stands beside itself where it kept its place, else alone, there and here.
    """
    before, after = Parted.of(old), Parted.of(new)
    alignment = align(before.text, after.text)
    left = list(before.photos), list(after.photos)
    other = 0
    for one, (added, block, became) in enumerate(
        zip(alignment.added, [*before.text, None], [*alignment.became, None], strict=True)
    ):
        for block_of_new in added:
            yield from _met(left, before.photos, one, after.photos, other)
            yield "", block_of_new
            other += 1
        yield from _met(left, before.photos, one, after.photos, other)
        if block is None or became is not None:
            yield from ((photo, "") for photo in _reached(left[0], before.photos, one))
            yield from (("", photo) for photo in _reached(left[1], after.photos, other))
        if block is not None:
            yield block, became or ""
        other += became is not None


def _met(
    left: tuple[list[str], list[str]],
    before: Mapping[str, int],
    one: int,
    after: Mapping[str, int],
    other: int,
) -> Iterator[tuple[str, str]]:
    """The photos that both texts have come to, taken out of those left."""
    old = [photo for photo in left[0] if before[photo] <= one]
    new = [photo for photo in left[1] if after[photo] <= other]
    for side in left:
        side[:] = [photo for photo in side if photo not in old or photo not in new]
    yield from _matched_photos(
        [photo for photo in old if photo in new], [photo for photo in new if photo in old]
    )


def _reached(left: list[str], photos: Mapping[str, int], place: int) -> list[str]:
    reached = [photo for photo in left if photos[photo] <= place]
    left[:] = left[len(reached) :]
    return reached


def _matched_photos(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, str]]:
    done = 0
    for edit in edits(old, new):
        yield from ((photo, photo) for photo in old[done : edit.start])
        yield from ((photo, "") for photo in old[edit.start : edit.end])
        yield from (("", photo) for photo in edit.pieces)
        done = edit.end
    yield from ((photo, photo) for photo in old[done:])
