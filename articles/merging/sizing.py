"""How big a difference is: a misprint put right, or news."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from articles import markup
from articles.content import StoryContent
from articles.merging.comparing import Change, compare
from articles.merging.placing import Parted, matched_blocks
from articles.merging.words import is_word, pieces_of, word_edits

# What readers of a story do not read as its text.
_QUIET_FIELDS = {
    "section", "kind", "tags", "related", "source_organization", "language", "canonical_url",
    "noindex", "noindex_reason", "licence", "first_published_at", "updated_at",
}  # fmt: skip
_QUIET_NAMES = {"person", "organization", "email", "phone", "placement", "order"}
_EDGES = ".,;:!?()[]'\"‘’“”«»…–—-"


@dataclass(frozen=True, slots=True)
class Size:
    """How many words differ, and whether only their spelling, punctuation or formatting does."""

    words: int
    only_spelling: bool


def difference(old: StoryContent, new: StoryContent) -> Size:
    """How much of what readers read differs."""
    words = 0
    only_spelling = True
    for change in compare(old, new):
        if change.field in _QUIET_FIELDS or change.name in _QUIET_NAMES:
            continue
        if change.kind != "changed" or change.name in ("photo", "at", "kind", "role"):
            only_spelling = only_spelling and _is_same_picture(change)
        if change.field == "body":
            only_spelling = only_spelling and _has_same_photos(old.body, new.body)
        for before, after in _texts(change, old, new):
            for removed, added in _differing(before, after):
                words += max(len(removed), len(added))
                only_spelling = only_spelling and _is_spelling(removed, added)
    return Size(words, only_spelling)


def proposal(old: StoryContent, new: StoryContent) -> Literal["typo", "update"]:
    """What publishing `new` over `old` most likely is."""
    return "typo" if difference(old, new).only_spelling else "update"


def _is_same_picture(change: Change) -> bool:
    """The library's own credit may have been put right."""
    one, other = change.old, change.new
    return bool(change.name == "photo" and one and other and one.photo.uid == other.photo.uid)


def _has_same_photos(old: str, new: str) -> bool:
    """Whether the same ones stand in the text, be it elsewhere: that is a matter of layout."""
    return Parted.of(old).photos.keys() == Parted.of(new).photos.keys()


def _texts(change: Change, old: StoryContent, new: StoryContent) -> Iterator[tuple[str, str]]:
    if change.field == "body":
        for before, after in matched_blocks(old.body, new.body):
            yield markup.words(before), markup.words(after)
        return
    for row in change.rows:
        yield (
            "".join(segment.text for segment in row.old),
            "".join(segment.text for segment in row.new),
        )


def _differing(old: str, new: str) -> Iterator[tuple[list[str], list[str]]]:
    before, after = pieces_of(old), pieces_of(new)
    for edit in word_edits(before, after):
        removed = before[edit.start : edit.end]
        yield list(filter(is_word, removed)), list(filter(is_word, edit.pieces))


def _is_spelling(old: list[str], new: list[str]) -> bool:
    if _letters(old) == _letters(new):
        return True
    return len(old) == len(new) and all(map(_is_misprint, old, new))


def _letters(words: list[str]) -> str:
    """What is left of words when only case, blanks and punctuation are a matter of spelling."""
    bare = (word.casefold().strip(_EDGES) for word in words)
    # A comma or point within figures makes another number.
    return "".join(
        word if any(map(str.isdigit, word)) else "".join(filter(str.isalnum, word)) for word in bare
    )


def _is_misprint(old: str, new: str) -> bool:
    """Is it one word, but for a letter or two? Another figure is another fact."""
    one, other = _letters([old]), _letters([new])
    if any(map(str.isdigit, one + other)):
        return one == other
    longest = max(len(one), len(other))
    return longest < 100 and _distance(one, other) <= (1 if longest < 6 else 2)


def _distance(one: str, other: str) -> int:
    """How many letters to put in, take out, replace or swap with their neighbour."""
    before: list[int] = []
    line = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, above, line = line, before, [i]
        for j, there in enumerate(other, 1):
            least = min(before[j] + 1, line[j - 1] + 1, before[j - 1] + (letter != there))
            if i > 1 and j > 1 and (one[i - 2], letter) == (there, other[j - 2]):
                least = min(least, above[j - 2] + 1)
            line.append(least)
    return line[-1]
