"""Which words of a printed line are an organisation: agencies, newspapers, the ones a desk knows.

Compares names only; it does not look them up anywhere.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

AGENCIES = (
    "AFP",
    "AP",
    "Agence France-Presse",
    "Associated Press",
    "Bloomberg",
    "Bloomberg News",
    "Boston Globe",
    "Chicago Tribune",
    "Getty Images",
    "Los Angeles Times",
    "McClatchy-Tribune",
    "McClatchy Newspapers",
    "New York Times",
    "New York Times News Service",
    "Reuters",
    "Seattle Times",
    "Tribune News Service",
    "UPI",
    "USA Today",
    "United Press International",
    "Wall Street Journal",
    "Washington Post",
    "Washington Post Writers Group",
)


def word_set(words: str) -> frozenset[str]:
    """The words of a text as a set, for the word lists of the parsers."""
    return frozenset(words.split())


# Words no surname is likely to be, for organisations nobody has entered yet.
ORGANIZATION_WORDS = word_set(
    "agency association athletics center college county department foundation government images "
    "museum news office pictures police productions school schools service society studios "
    "times tribune university"
)

PIECE = re.compile(r"[;,]|[^\s;,]+")


def collapse(text: str) -> str:
    """The text with every run of white space, no-break spaces included, as one space."""
    return " ".join(text.split())


def folded(word: str) -> str:
    """A word as it is compared: without case, every apostrophe straight."""
    return word.replace("\u2019", "'").casefold()


def pieces_of(text: str) -> list[str]:
    """The words of a text, with commas and semicolons as pieces of their own."""
    return PIECE.findall(text)


def is_short_form(spelling: str) -> bool:
    """Whether an organisation is a short form in capitals, which counts only in capitals."""
    return len(spelling) <= 5 and spelling.isupper()


@dataclass(frozen=True, slots=True)
class KnownOrganizations:
    """The organisations a parser may rely on, by their compared words."""

    spellings: dict[tuple[str, ...], str]
    first_words: frozenset[str]
    longest: int

    def match(self, pieces: Sequence[str], start: int) -> tuple[int, str]:
        """How many pieces from `start` are an organisation, and its known spelling.

        Shape: (0, "") when there is none. A capital article before a name known without
        it belongs to the name; a lower-case one does not.
        """
        length, spelling = self._match_as_known(pieces, start)
        if length or folded(pieces[start]) != "the" or pieces[start].islower():
            return length, spelling
        length, spelling = self._match_as_known(pieces, start + 1)
        if not length or spelling.startswith("The "):
            return 0, ""
        return length + 1, f"The {spelling}"

    def _match_as_known(self, pieces: Sequence[str], start: int) -> tuple[int, str]:
        if start >= len(pieces) or folded(pieces[start]) not in self.first_words:
            return 0, ""
        words = tuple(folded(piece) for piece in pieces[start : start + self.longest])
        for length in range(len(words), 0, -1):
            spelling = self.spellings.get(words[:length], "")
            if spelling and not (is_short_form(spelling) and pieces[start] != spelling):
                return length, spelling
        return 0, ""

    def find(self, text: str) -> str:
        """The known spelling when the whole text is one organisation, else an empty text."""
        pieces = pieces_of(text)
        if len(pieces) > self.longest + 1 or not pieces:
            return ""
        length, spelling = self.match(pieces, 0)
        return spelling if length == len(pieces) else ""

    def split_end(self, text: str) -> tuple[str, str]:
        """What stands before an organisation at the end of the text, and the organisation.

        Shape: (text, "") when it ends otherwise. One word after one word is a surname:
        "Michael Bloomberg" is a person.
        """
        words = text.split()
        for start in range(max(0, len(words) - self.longest - 1), len(words)):
            spelling = self.find(" ".join(words[start:]))
            if spelling and folded(" ".join(words[:start])) == "the":
                return "", f"{words[0]} {spelling}"
            if spelling and not (start == 1 and may_be_surname(spelling)):
                return " ".join(words[:start]).rstrip(" ,"), spelling
        return text, ""


def may_be_surname(spelling: str) -> bool:
    """Whether an organisation's name could as well be the second word of a person's name."""
    return " " not in spelling and not spelling.isupper()


def known_organizations(organizations: Collection[str] = ()) -> KnownOrganizations:
    """The world-known agencies together with the organisations given."""
    return _index(tuple(organizations))


@lru_cache(maxsize=16)
def _index(organizations: tuple[str, ...]) -> KnownOrganizations:
    spellings: dict[tuple[str, ...], str] = {}
    for organization in (*AGENCIES, *organizations):
        pieces = pieces_of(organization)
        if len(pieces) > 1 and folded(pieces[0]) == "the":
            without_article = collapse(organization).split(" ", 1)[1]
            spellings.setdefault(tuple(map(folded, pieces[1:])), without_article)
        if pieces:
            spellings[tuple(map(folded, pieces))] = collapse(organization)
    return KnownOrganizations(
        spellings=spellings,
        first_words=frozenset(words[0] for words in spellings),
        longest=max(map(len, spellings)),
    )


def is_organization(text: str, organizations: Collection[str] = ()) -> bool:
    """Whether the whole text is the name of a known organisation, with or without "the"."""
    words = text.split()
    if len(words) > 1 and folded(words[0]) == "the":
        words = ["The", *words[1:]]
    return bool(known_organizations(organizations).find(" ".join(words)))


def looks_like_organization(text: str, *, least: int = 1) -> bool:
    """Whether several words, at least so many of them telling, seem to name an organisation."""
    words = folded(text).split()
    return len(words) > 1 and sum(word in ORGANIZATION_WORDS for word in words) >= least


def same_organization(one: str, other: str) -> bool:
    """Whether two spellings differ only in case, apostrophes or a leading article."""
    return _compared(one) == _compared(other)


def _compared(spelling: str) -> str:
    return folded(collapse(spelling)).removeprefix("the ")


def organizations_named_in(text: str, organizations: Collection[str] = ()) -> tuple[str, ...]:
    """Every known organisation a printed affiliation names, in the order printed.

    Shape: "Managing editor, The Spokesman-Review" gives ("The Spokesman-Review",);
    "Los Angeles Times The Spokesman-Review" gives both, the source first.
    """
    known = known_organizations(organizations)
    pieces = pieces_of(text.replace("/", " / "))
    found: list[str] = []
    position = 0
    while position < len(pieces):
        length, spelling = known.match(pieces, position)
        if length and spelling not in found:
            found.append(spelling)
        position += length or 1
    return tuple(found)
