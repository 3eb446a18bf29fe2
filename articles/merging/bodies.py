"""The text of a story: two changed bodies made one, paragraph by paragraph."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from articles import markup
from articles.merging.blocks import ALIKE, MOST_PAIRS, align, blocks_of, share_of, words_of
from articles.merging.placing import Parted, with_photos
from articles.merging.settling import Choice, Place, Settling
from articles.merging.words import is_tag, pieces_of, woven

SIDES = ("base", "theirs", "mine")


@dataclass(frozen=True, slots=True)
class _Slot:
    """A block of the base, or the gap before one, and what each side has there."""

    base: tuple[str, ...]
    theirs: tuple[str, ...]
    mine: tuple[str, ...]

    def merged(self) -> tuple[str, ...] | None:
        """What stands here after both changes; None where they collide."""
        if self.theirs in (self.base, self.mine):
            return self.mine
        if self.mine == self.base:
            return self.theirs
        if len(self.base) == len(self.theirs) == len(self.mine) == 1:
            block = _merged_block(self.base[0], self.theirs[0], self.mine[0])
            return None if block is None else (block,)
        if not self.base and _holds(self.mine, self.theirs):
            return self.mine
        if not self.base and _holds(self.theirs, self.mine):
            return self.theirs
        return None

    def lost(self, side: str) -> Counter[str]:
        """The words of the base that one side has not here."""
        return _words(self.base) - _words(getattr(self, side))

    def gained(self, side: str) -> Counter[str]:
        return _words(getattr(self, side)) - _words(self.base)


@dataclass(frozen=True, slots=True)
class _Run:
    """Slots that are settled together: `merged` is what stands there, None if they collide."""

    nth: int
    base: tuple[str, ...]
    theirs: tuple[str, ...]
    mine: tuple[str, ...]
    merged: tuple[str, ...] | None

    @property
    def standing(self) -> tuple[str, ...]:
        return self.mine if self.merged is None else self.merged

    @property
    def collision(self) -> tuple[int, tuple[str, ...], tuple[str, ...]]:
        return (self.nth, self.base, self.theirs)


def merge_bodies(base: str, theirs: str, mine: str, settling: Settling) -> str:
    """The body with both changes; mine where they collide and nothing is decided."""
    parted = [Parted.of(body) for body in (base, theirs, mine)]
    if not any(one.photos for one in parted):
        return _merged_text(base, theirs, mine, settling)
    if theirs in (base, mine):
        return mine
    if mine == base:
        return theirs
    was, other, own = parted
    text = _merged_text(was.body, other.body, own.body, settling)
    return with_photos(text, was, other, own)


def _merged_text(base: str, theirs: str, mine: str, settling: Settling) -> str:
    if theirs in (base, mine):
        return mine
    if mine == base:
        return theirs
    was, other, own = (tuple(blocks_of(body)) for body in (base, theirs, mine))
    new = Counter(other) - Counter(was)
    if new and Choice.BOTH in settling.decisions.values() and not new - Counter(own):
        # Kept both, and sent again: all that they wrote stands there, and is not to be doubled.
        return mine
    runs = _runs(was, other, own)
    if not _holds_still(runs, was, other, own):
        runs = [_Run(0, was, other, own, None)]
    blocks: list[str] = []
    for run in runs:
        blocks += run.standing if run.merged is not None else _settled(run, settling)
    body = "".join(blocks)
    decided = settling.decisions and all(markup.clean(body) == body for body in (theirs, mine))
    return markup.clean(body) if decided else body


def _settled(run: _Run, settling: Settling) -> tuple[str, ...]:
    both = None
    if run.theirs and run.mine:
        # Kept both once already, and sent again: nothing is doubled.
        both = run.mine if _holds(run.mine, run.theirs) else run.theirs + run.mine
    versions = (run.base, run.theirs, run.mine)
    texts = ("".join(run.base), "".join(run.theirs), "".join(run.mine))
    chosen: tuple[str, ...] = settling.choose(Place("body"), versions, texts, both, run.nth)
    return chosen


def _holds_still(
    runs: Sequence[_Run], base: tuple[str, ...], theirs: tuple[str, ...], mine: tuple[str, ...]
) -> bool:
    """Whether the merged text is clean, and gives the same when it is merged once more."""
    standing = tuple(block for run in runs for block in run.standing)
    body = "".join(standing)
    if standing == mine:
        return True
    if markup.clean(body) != body or tuple(blocks_of(body)) != standing:
        return False
    agreed = [run for run in runs if run.merged is not None]
    was, other, own, now = (_joined(agreed, side) for side in (*SIDES, "merged"))
    if not _is_whole(was, other, own, now):
        return False
    again = _runs(base, theirs, standing)
    return tuple(block for run in again for block in run.standing) == standing and (
        [run.collision for run in again if run.merged is None]
        == [run.collision for run in runs if run.merged is None]
    )


def _runs(base: Sequence[str], theirs: Sequence[str], mine: Sequence[str]) -> list[_Run]:
    slots = _slots(base, theirs, mine)
    runs = []
    for first, last in _settled_together(slots):
        together = slots[first : last + 1]
        was, other, own = (_joined(together, side) for side in SIDES)
        results = [slot.merged() for slot in together]
        merged = tuple(block for result in results for block in result or ())
        agree = None not in results and _is_whole(was, other, own, merged)
        if len(together) > 1 and _is_doubled(was, other, own, merged):
            agree = False
        runs.append(_Run(first // 2, was, other, own, merged if agree else None))
    return runs


def _joined(parts: Sequence[_Slot | _Run], side: str) -> tuple[str, ...]:
    return tuple(block for part in parts for block in getattr(part, side))


def _is_whole(
    base: tuple[str, ...], theirs: tuple[str, ...], mine: tuple[str, ...], merged: tuple[str, ...]
) -> bool:
    """Whether what either added is there, what either took out is gone, and nothing is doubled.

    Text that one moved and the other changed would get by when paragraphs are looked at singly.
    """
    was, other, own, now = (_words(blocks) for blocks in (base, theirs, mine, merged))
    for side, across in ((other, own), (own, other)):
        for word in {*side, *was}:
            added = side[word] and not was[word] and not now[word]
            removed = not side[word] and now[word] and across[word] <= was[word]
            if added or removed:
                return False
    kept_once = (word for word in now if was[word] == other[word] == own[word] == 1)
    if any(now[word] > 1 for word in kept_once):
        return False
    most = Counter(base) | Counter(theirs) | Counter(mine)
    doubled = (block for block, count in Counter(merged).items() if count > max(1, most[block]))
    return not any(map(words_of, doubled))


def _is_doubled(
    base: tuple[str, ...], theirs: tuple[str, ...], mine: tuple[str, ...], merged: tuple[str, ...]
) -> bool:
    """Whether a word is there more often than both together have made it."""
    was, other, own, now = (_words(blocks) for blocks in (base, theirs, mine, merged))
    most = was + (other - was) + (own - was)
    return bool(now - most)


def _slots(base: Sequence[str], theirs: Sequence[str], mine: Sequence[str]) -> list[_Slot]:
    """Gap, block, gap, block … gap."""
    one = align(base, theirs)
    other = align(base, mine, one)
    slots = []
    for n, block in enumerate(base):
        slots.append(_Slot((), tuple(one.added[n]), tuple(other.added[n])))
        slots.append(_Slot((block,), _none_or_one(one.became[n]), _none_or_one(other.became[n])))
    return [*slots, _Slot((), tuple(one.added[-1]), tuple(other.added[-1]))]


def _words(blocks: Sequence[str]) -> Counter[str]:
    return words_of("".join(blocks))


def _none_or_one(block: str | None) -> tuple[str, ...]:
    return () if block is None else (block,)


def _settled_together(slots: Sequence[_Slot]) -> list[tuple[int, int]]:
    """First and last slot of what somebody parted, joined, moved or wrote anew.

    Else half of a parted paragraph could be kept beside the whole one.
    """
    spans = [(n, n) for n in range(len(slots))]
    for side in ("theirs", "mine"):
        filled = [n for n, slot in enumerate(slots) if slot.base or getattr(slot, side)]
        for one, other in pairwise(filled):
            if _is_one_change(slots[one], slots[other], side):
                spans.append((one, other))
    spans += _moves(slots)
    together: list[tuple[int, int]] = []
    for first, last in sorted(spans):
        if together and first <= together[-1][1]:
            before = together.pop()
            first, last = before[0], max(before[1], last)
        together.append((first, last))
    return together


def _is_one_change(one: _Slot, other: _Slot, side: str) -> bool:
    """Whether text went from one slot to its neighbour, or stands for what was there."""
    lengths = [(len(slot.base), len(getattr(slot, side))) for slot in (one, other)]
    if any(getattr(slot, side) == slot.base for slot in (one, other)):
        return False
    if all(before == after for before, after in lengths):
        return False
    written_anew = sorted(lengths)[0][0] == 0 and (1, 0) in lengths
    if written_anew and one.theirs != one.mine and other.theirs != other.mine:
        return True
    return _is_same_text(one.lost(side), other.gained(side)) or _is_same_text(
        other.lost(side), one.gained(side)
    )


def _is_same_text(lost: Counter[str], gained: Counter[str]) -> bool:
    return (lost & gained).total() >= ALIKE * max(lost.total(), gained.total(), 1)


def _moves(slots: Sequence[_Slot]) -> Iterator[tuple[int, int]]:
    """From where to where one side moved a paragraph that the other changed or moved too."""
    for side, across in (("theirs", "mine"), ("mine", "theirs")):
        gaps = [(n, getattr(slot, side)) for n, slot in enumerate(slots) if not slot.base]
        added = [(n, words_of(block)) for n, blocks in gaps for block in blocks]
        gone = [
            n
            for n, slot in enumerate(slots)
            if slot.base and not getattr(slot, side) and getattr(slot, across) != slot.base
        ]
        if not added or len(added) * len(gone) > MOST_PAIRS:
            continue
        for n in gone:
            words = words_of(slots[n].base[0])
            share, there = max((share_of(words, others), gap) for gap, others in added)
            if share:
                yield min(n, there), max(n, there)


def _merged_block(base: str, theirs: str, mine: str) -> str | None:
    """A paragraph with both changes, if they do not touch and the tags still nest."""
    if "<table" in base and _tags(theirs) != _tags(base) != _tags(mine):
        # Two changed layouts of one table would leave cells without a place.
        return None
    block = woven(base, theirs, mine)
    return block if block is not None and markup.clean(block) == block else None


def _tags(block: str) -> list[str]:
    return [piece for piece in pieces_of(block) if is_tag(piece)]


def _holds(blocks: tuple[str, ...], part: tuple[str, ...]) -> bool:
    """Whether these blocks hold the others, side by side."""
    starts = range(len(blocks) - len(part) + 1)
    return any(blocks[n : n + len(part)] == part for n in starts)
