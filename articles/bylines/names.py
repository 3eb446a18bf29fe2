"""What a byline line is made of: roles, printed names, groups of names; and how it prints.

Holds the rules of what belongs to a person's name. Parsing is in `lines`.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from articles.bylines.organizations import word_set

PARTICLES = word_set(
    "al al- ap ben bin bint da dal dalla das de degli dei del della den der des di do dos du "
    "e el ibn la las le lo los st. ten ter van vande vander von y zu zum zur"
)
# Those that open an organisation as well when printed with a capital: La Stampa, Le Monde.
ARTICLES = frozenset({"al", "el", "la", "las", "le", "lo", "los"})
SUFFIXES = frozenset({"jr", "jr.", "sr", "sr.", "ii", "iii", "iv", "m.d.", "ph.d.", "esq."})
TITLES = frozenset({"dr", "dr.", "rev.", "sen.", "rep.", "gov.", "sir", "dame", "mr.", "ms."})
INITIAL = re.compile(r"(?:[^\W\d_]|(?:[^\W\d_]\.-?){1,3})\Z")


class Role(StrEnum):
    """What a name stands for in a byline line, and so how it is led in."""

    BY = "by"
    PHOTOS_BY = "photos_by"
    CONTRIBUTOR = "contributor"
    BARE = "bare"
    PACKAGE = "package"
    # Known, and not in the line: a columnist whose name the headline holds.
    UNPRINTED = "unprinted"


LEADS = {Role.BY: "By ", Role.PHOTOS_BY: "Photos by "}
TAILS = {Role.CONTRIBUTOR: " contributed to this report."}


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedName:
    """One person, package or agency of a byline line, letter for letter as printed.

    Shape: `name` is empty on a line that is only an agency or a role; with the role
    PACKAGE it holds "From staff reports". `affiliation` is an organisation, a role, or
    both: "Managing editor, The Spokesman-Review".
    """

    role: Role = Role.BY
    name: str = ""
    affiliation: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was understood of one byline line; guesses and warnings are sentences for editors."""

    names: tuple[PrintedName, ...]
    guesses: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BylinePart:
    """One piece of a group for templates: what it is, its text, and what separates it.

    Shape: `kind` is "name", "email", "phone" or "affiliation"; `printed` is the name the
    piece belongs to. A piece left out takes its `before` with it.
    """

    kind: str
    text: str
    before: str
    printed: PrintedName


@dataclass(frozen=True, slots=True)
class BylineGroup:
    """Consecutive names of one role and affiliation, as they stand together in the line."""

    lead: str
    names: list[PrintedName]
    affiliation: str
    tail: str

    @property
    def parts(self) -> list[BylinePart]:
        """The pieces between lead and tail, in printed order.

        One person's mail and phone follow the affiliation; among several, they follow
        the name they belong to.
        """
        pieces: list[tuple[str, str, str, PrintedName]] = []
        separators = name_separators(len(self.names))
        for separator, printed in zip(separators, self.names, strict=True):
            contacts = [("email", printed.email), ("phone", printed.phone)]
            if len(self.names) == 1:
                contacts.insert(0, ("affiliation", self.affiliation))
            pieces.append(("name", printed.name, separator, printed))
            pieces += [(kind, text, " ", printed) for kind, text in contacts]
        if len(self.names) > 1:
            pieces.append(("affiliation", self.affiliation, " ", self.names[-1]))
        shown = [piece for piece in pieces if piece[1]]
        return [
            BylinePart(kind=kind, text=text, before=before if index else "", printed=printed)
            for index, (kind, text, before, printed) in enumerate(shown)
        ]

    @property
    def text(self) -> str:
        """The group as plain text."""
        return self.lead + "".join(part.before + part.text for part in self.parts) + self.tail


def name_separators(count: int) -> list[str]:
    """What stands before each of so many names: nothing, commas, "and" before the last."""
    return ([""] + [", "] * (count - 2) + [" and "])[:count] if count > 1 else [""] * count


def byline_groups(names: Iterable[PrintedName]) -> list[BylineGroup]:
    """The groups a template renders; joined with "; " their texts are the printed line.

    Consecutive persons of the same role and affiliation share a group. A package and a
    line without a person always stand alone. Names with nothing to print are left out.
    """
    shown = [
        printed
        for printed in names
        if printed.role is not Role.UNPRINTED
        and (printed.name or printed.affiliation or printed.email or printed.phone)
    ]
    return [
        BylineGroup(
            lead=LEADS.get(members[0].role, ""),
            names=members,
            affiliation=members[0].affiliation,
            tail=TAILS.get(members[0].role, ""),
        )
        for members in _together(shown)
    ]


def _together(names: Sequence[PrintedName]) -> list[list[PrintedName]]:
    def sharing(numbered: tuple[int, PrintedName]) -> tuple[Role, str, int]:
        position, printed = numbered
        shares = printed.name and printed.role is not Role.PACKAGE
        return printed.role, printed.affiliation, -1 if shares else position

    return [
        [printed for _, printed in members] for _, members in groupby(enumerate(names), sharing)
    ]


def print_byline(names: Iterable[PrintedName]) -> str:
    """The whole byline line as plain text, groups separated by "; "."""
    return "; ".join(group.text for group in byline_groups(names))


def is_initial(word: str) -> bool:
    """Whether a word is one or a few initials: "J.", "J.R.", "A"."""
    return len(word) <= 9 and word == word.upper() and bool(INITIAL.match(word))


def is_suffix(word: str) -> bool:
    """Whether a word follows a surname without being one: "Jr.", "III"."""
    return word.casefold() in SUFFIXES


def is_particle(word: str) -> bool:
    """Whether a word links to the surname after it: "de", "van", "bin"."""
    return word.casefold() in PARTICLES


def name_length(words: Sequence[str]) -> int:
    """How many words from the start make one given name and one surname.

    Titles, initials, particles and suffixes are counted with the name they belong to.
    """
    position = 0
    while position < len(words) and words[position].casefold() in TITLES:
        position += 1
    position = _past_surname(words, position + 1)
    while position < len(words) and _continues_a_name(words[position]):
        position = _past_surname(words, position)
    return min(position, len(words))


def _past_surname(words: Sequence[str], position: int) -> int:
    while position < len(words) and (is_particle(words[position]) or is_initial(words[position])):
        position += 1
    position += 1
    while position < len(words) and is_suffix(words[position]):
        position += 1
    return position


def _continues_a_name(word: str) -> bool:
    if len(word) == 2 and word[1] == ".":
        return is_initial(word)
    return is_particle(word) and (word.islower() or word.casefold() not in ARTICLES)


def plain_words(words: Sequence[str]) -> int:
    """How many of the words are neither particle, suffix nor initial."""
    return sum(not (_continues_a_name(word) or is_suffix(word)) for word in words)


def suggested_name(printed: str) -> str:
    """A corrected spelling to offer beside a name that looks like a slip of the keyboard.

    Shape: the name itself when nothing looks wrong. "Steven A, Smith" gives
    "Steven A. Smith", "Raul I banez" "Raul Ibanez", "John Mcgrath" "John McGrath".
    """
    corrected: list[str] = []
    for word in printed.split():
        if corrected and _lost_its_capital(corrected[-1], word):
            corrected[-1] += word
        else:
            corrected.append(_corrected_word(word, is_first=not corrected))
    return " ".join(corrected)


def _lost_its_capital(before: str, word: str) -> bool:
    torn = len(before) == 1 and before.isupper() and word.isalpha() and word.islower()
    return torn and not is_particle(word)


def _corrected_word(word: str, *, is_first: bool) -> str:
    if len(word) == 2 and word[0].isupper() and word[1] == ",":
        return f"{word[0]}."
    if len(word) > 4 and word.startswith("Mc") and word[2:].islower():
        return f"Mc{word[2:].capitalize()}"
    if word.isalpha() and word.islower() and not is_first and not is_particle(word):
        return word.capitalize()
    return word
