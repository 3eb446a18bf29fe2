"""Whether two names mean the same thing: tags typed twice, one person under two spellings.

Pure: compares words and looks nothing up.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from functools import lru_cache

# Letters that are one with their stroke and do not come apart by themselves.
STROKES = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ß": "ss"}
)
LITTLE_WORDS = frozenset({"a", "an", "and", "at", "for", "in", "of", "on", "the"})
# One slip of the keyboard in a word of six letters is likely, in a shorter one another word.
SHORTEST_SLIP = 6
SLIP = 0.88
SLIP_OF_A_NAME = 0.84


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """The words of a text without case, accents and punctuation: "São-Tomé & Co" →
    "sao tome and co"."""
    text = text.casefold().replace("&", " and ")
    if not text.isascii():
        text = "".join(_without_accents(text)).translate(STROKES)
    return " ".join("".join(letter if _is_letter(letter) else " " for letter in text).split())


def is_same(one: str, other: str) -> bool:
    """Whether two names differ in case, accents, blanks and hyphens only."""
    return _letters(one) == _letters(other)


def is_close(one: str, other: str) -> bool:
    """Whether one tag may have been meant by the other: plurals, word order, slips."""
    if is_same(one, other):
        return True
    words, others = _bare_words(one), _bare_words(other)
    if words and sorted(words) == sorted(others):
        return True
    return _is_slip(folded(one), folded(other), SLIP) or _is_slip(
        " ".join(words), " ".join(others), SLIP
    )


def is_close_person(one: str, other: str) -> bool:
    """Whether two names may be one person's: "Ana Whitlok", "A. Whitlock", "Whitlock, Ana"."""
    words, others = folded(one).split(), folded(other).split()
    if not words or not others:
        return False
    if sorted(words) == sorted(others) or _is_slip("".join(words), "".join(others), SLIP_OF_A_NAME):
        return True
    first, last = words[0], words[-1]
    initials = first[0] == others[0][0] and 1 in (len(first), len(others[0]))
    return last == others[-1] and (initials or first == others[0])


def closest(name: str, names: Iterable[str], limit: int = 5) -> list[str]:
    """Those tags among `names` that may be meant by `name`, the likeliest first."""
    found = [other for other in names if is_close(name, other)]
    return sorted(found, key=lambda other: (-_ratio(folded(name), folded(other)), other))[:limit]


def _without_accents(text: str) -> Iterable[str]:
    """Letters of the Latin alphabet lose their marks; elsewhere a mark makes another letter."""
    latin = False
    for character in unicodedata.normalize("NFKD", text):
        if not unicodedata.combining(character):
            latin = unicodedata.name(character, "").startswith("LATIN")
            yield character
        elif not latin:
            yield character


def _is_letter(character: str) -> bool:
    # The vowels of Indic scripts are marks; without their signs C, C++ and C# are one.
    return character.isalnum() or character in "+#" or unicodedata.category(character)[0] == "M"


def _letters(text: str) -> str:
    return folded(text).replace(" ", "") or text.strip()


def _bare_words(text: str) -> Sequence[str]:
    words = folded(text).split()
    return [_singular(word) for word in words if word not in LITTLE_WORDS] or words


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    if len(word) > 4 and word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _is_slip(one: str, other: str, least: float) -> bool:
    # Another figure is another year, ward or road.
    if min(len(one), len(other)) < SHORTEST_SLIP or _figures(one) != _figures(other):
        return False
    return one[0] == other[0] and abs(len(one) - len(other)) <= 2 and _ratio(one, other) >= least


def _figures(text: str) -> list[str]:
    return re.findall(r"\d+", text)


def _ratio(one: str, other: str) -> float:
    # The library's answer depends on the order of the two.
    first, second = sorted((one, other))
    return SequenceMatcher(None, first, second, autojunk=False).ratio()
