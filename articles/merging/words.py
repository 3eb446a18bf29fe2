"""Texts as runs of words, blanks and tags: where two differ, and two changes woven into one."""

import re
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Any, NamedTuple

# A tag is one piece, and so is a character of a script that sets no blanks between words.
_UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_PIECE = re.compile(
    rf'<[a-zA-Z/][^<>"]*(?:"[^"]*"[^<>"]*)*>|\s+|[{_UNSPACED}]|<|[^\s<{_UNSPACED}]+'
)
# Comparing takes the product of both lengths at worst; beyond this the whole middle differs.
_LARGEST_PRODUCT = 1_000_000


class Edit(NamedTuple):
    """Pieces `start` to `end` of one text became `pieces`, which stand at `at` in the other."""

    start: int
    end: int
    pieces: tuple[Any, ...]
    at: int


def pieces_of(text: str) -> list[str]:
    """The words, blanks and tags of a text; joined they give the text again."""
    return _PIECE.findall(text)


def is_tag(piece: str) -> bool:
    return len(piece) > 1 and piece[0] == "<"


def is_word(piece: str) -> bool:
    return not is_tag(piece) and any(character.isalnum() for character in piece)


def edits(old: Sequence[Any], new: Sequence[Any]) -> list[Edit]:
    """Where the pieces differ, in order."""
    shorter = min(len(old), len(new))
    head = next((n for n in range(shorter) if old[n] != new[n]), shorter)
    left = shorter - head
    tail = next((n for n in range(left) if old[-1 - n] != new[-1 - n]), left)
    old_middle, new_middle = old[head : len(old) - tail], new[head : len(new) - tail]
    if not old_middle and not new_middle:
        return []
    if len(old_middle) * len(new_middle) > _LARGEST_PRODUCT:
        return [Edit(head, len(old) - tail, tuple(new_middle), head)]
    matcher = SequenceMatcher(None, old_middle, new_middle, autojunk=False)
    return [
        Edit(head + i, head + j, tuple(new_middle[k:m]), head + k)
        for kind, i, j, k, m in matcher.get_opcodes()
        if kind != "equal"
    ]


def word_edits(
    old: Sequence[Any], new: Sequence[Any], counts: Callable[[Any], bool] = is_word
) -> list[Edit]:
    """The edits of a text; those with no unchanged word between them are one."""
    joined: list[Edit] = []
    for edit in edits(old, new):
        if joined and not any(map(counts, old[joined[-1].end : edit.start])):
            before = joined.pop()
            between = tuple(old[before.end : edit.start])
            pieces = before.pieces + between + edit.pieces
            edit = Edit(before.start, edit.end, pieces, before.at)
        joined.append(edit)
    return joined


def woven(base: str, theirs: str, mine: str) -> str | None:
    """Both changes of a text in one, or None where they touch.

    Changes touch unless an unchanged word stands between them. Weaving the result with `theirs`
    once more gives the same.
    """
    text = _woven_once(base, theirs, mine)
    if text is None or text == mine or _woven_once(base, theirs, text) == text:
        return text
    return None


def _woven_once(base: str, theirs: str, mine: str) -> str | None:
    old = pieces_of(base)
    # Where a piece stands in the new text does not matter here: equal edits are one.
    of_theirs = {edit[:3] for edit in word_edits(old, pieces_of(theirs))}
    of_mine = {edit[:3] for edit in word_edits(old, pieces_of(mine))}
    every = sorted(of_theirs | of_mine)
    for one, other in pairwise(every):
        of_one_person = {one, other} <= of_theirs or {one, other} <= of_mine
        if not of_one_person and not any(map(is_word, old[one[1] : other[0]])):
            return None
    new: list[str] = []
    done = 0
    for start, end, pieces in every:
        new += [*old[done:start], *pieces]
        done = end
    return "".join(new + old[done:])
