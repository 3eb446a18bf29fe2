"""The paragraphs, lists, tables … of a body, and which of one body is which of another."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from articles import markup
from articles.merging.words import edits

# A block, and what stands outside of every block before the next one.
_WITH_TAIL = re.compile(
    r"(.*(?:</(?:p|h2|h3|blockquote|ul|ol|li|table)>|<hr>))([^<]+)\Z", re.DOTALL
)
# From which share of common words a paragraph counts as the same one, rewritten.
ALIKE = 0.4
# More than any likeness: somebody else's new wording of the same paragraph.
_KNOWN = 2.0
# Beyond this many pairs, rewritten paragraphs are matched by their place alone.
MOST_PAIRS = 250_000
NEAR = 20


def blocks_of(body: str) -> list[str]:
    """The paragraphs, lists, tables … of a body, without the blanks between them."""
    blocks = []
    for block in markup.blocks(body):
        with_tail = _WITH_TAIL.match(block)
        parts = with_tail.groups() if with_tail else (block,)
        blocks += [part for part in parts if part.strip()]
    return blocks


@dataclass(frozen=True, slots=True)
class Alignment:
    """What became of each block of a text, and what was added before each and at the end."""

    became: list[str | None]
    added: list[list[str]]

    def where_added(self) -> dict[str, list[int]]:
        """For each added block the gaps it stands in, each once."""
        gaps: dict[str, list[int]] = {}
        for n, blocks in enumerate(self.added):
            for block in dict.fromkeys(blocks):
                gaps.setdefault(block, []).append(n)
        return gaps


def align(old: Sequence[str], new: Sequence[str], known: Alignment | None = None) -> Alignment:
    """Which block of the new text is which of the old, rewritten ones included.

    `known` is what somebody else made of the old text: what of it stands in the new text too is
    the same again.
    """
    known = known or Alignment([None] * len(old), [[] for _ in range(len(old) + 1)])
    known_gaps = known.where_added()
    became: list[str | None] = list(old)
    added: list[list[str]] = [[] for _ in range(len(old) + 1)]
    for start, end, blocks, _at in edits(old, new):
        became[start:end] = [None] * (end - start)
        pairs = _pairs(old[start:end], blocks, known.became[start:end])
        left, gap = 0, start
        for i, j in [*pairs, (end - start, len(blocks))]:
            for block in blocks[left:j]:
                # Where blocks are gone, what stands there now was put before or after them.
                there = (n for n in known_gaps.get(block, ()) if gap <= n <= start + i)
                gap = next(there, gap)
                added[gap].append(block)
            if j < len(blocks):
                became[start + i] = blocks[j]
            left, gap = j + 1, start + i + 1
    return Alignment(became, added)


def _pairs(
    old: Sequence[str], new: Sequence[str], known: Sequence[str | None]
) -> list[tuple[int, int]]:
    """Which of these differing blocks belong together, in order."""
    found: list[tuple[int, int]] = []
    if len(old) * len(new) <= MOST_PAIRS:
        found = _alike(_likeness(old, new, known))
    pairs: list[tuple[int, int]] = []
    for i, j in [*found, (len(old), len(new))]:
        # As many paragraphs on both sides in between: rewritten, one by one.
        first, there = (pairs[-1][0] + 1, pairs[-1][1] + 1) if pairs else (0, 0)
        if i - first == j - there:
            pairs += zip(range(first, i), range(there, j), strict=True)
        pairs.append((i, j))
    return pairs[:-1]


def _alike(likeness: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """The pairs that have, in order, the greatest likeness together."""
    rows, columns = len(likeness), len(likeness[0]) if likeness else 0
    # best[i][j]: what can still be reached from row i and column j on.
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for i in reversed(range(rows)):
        for j in reversed(range(columns)):
            paired = likeness[i][j] + best[i + 1][j + 1] if likeness[i][j] else 0.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], paired)
    found = []
    i = j = 0
    while best[i][j]:
        if likeness[i][j] and best[i][j] == likeness[i][j] + best[i + 1][j + 1]:
            found.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return found


def _likeness(
    old: Sequence[str], new: Sequence[str], known: Sequence[str | None]
) -> list[list[float]]:
    """For each pair of blocks the share of the shorter one's words in the other, or 0.

    A paragraph stays near the place it had, but for what was added or taken away.
    """
    reach = NEAR + abs(len(old) - len(new))
    before, after = ([words_of(block) for block in side] for side in (old, new))
    return [
        [
            _KNOWN
            if known and known[i] == new[j]
            else share_of(one, other)
            if abs(i - j) <= reach
            else 0.0
            for j, other in enumerate(after)
        ]
        for i, one in enumerate(before)
    ]


@lru_cache(maxsize=4_000)
def words_of(block: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", markup.words(block).casefold()))


def share_of(one: Counter[str], other: Counter[str]) -> float:
    shorter = min(one.total(), other.total())
    share = (one & other).total() / shorter if shorter else 0.0
    return share if share >= ALIKE else 0.0
