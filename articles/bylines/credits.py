"""Photo credits, and captions that carry one: parsed and printed.

Keeps every name letter for letter; rights and usage terms are decided elsewhere.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from articles.bylines.names import is_initial, is_particle, is_suffix
from articles.bylines.organizations import (
    KnownOrganizations,
    collapse,
    folded,
    known_organizations,
    looks_like_organization,
    same_organization,
    word_set,
)

# Words that make a part of a credit a remark on where the picture is from.
NOTE_WORDS = word_set(
    "archive archives contributed courtesy file graphic handout illustration provided rendering "
    "screenshot submitted"
)
NOTE_OPENINGS = word_set(
    "artist artist's courtesy file graphic handout illustration photo provided screenshot submitted"
)
REMARK_WORDS = word_set(
    "above back below bottom center far front in left not pictured right top with"
)
DROPPED_OPENING = re.compile(r"\A(?:(?:photos? by|by) )+(?=\S)", re.IGNORECASE)
BUY_THIS_PHOTO = "buy this photo"
SEPARATOR = re.compile(r"[/|]")
LONGEST_CREDIT = 300
LONGEST_LINE = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """Who made a picture and who supplied it, as printed under it.

    Shape: of two organisations, as in "Associated Press / The Spokesman-Review", the first
    supplied the picture; the one after it is kept in `second_organization`.
    """

    photographer: str = ""
    organization: str = ""
    note: str = ""
    second_organization: str = ""
    guesses: tuple[str, ...] = field(default=(), compare=False)
    warnings: tuple[str, ...] = field(default=(), compare=False)


@dataclass(slots=True)
class _Draft:
    people: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    organizations: list[str] = field(default_factory=list)
    undecided: list[tuple[str, bool]] = field(default_factory=list)
    guesses: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def add_organization(self, organization: str) -> None:
        if any(same_organization(organization, other) for other in self.organizations):
            self.warnings.append(
                f'The organisation "{organization}" stood in the credit twice; it is printed once.'
            )
        else:
            self.organizations.append(organization)

    def guess_organization(self, text: str) -> None:
        self.guesses.append(f'"{text}" is no known organisation; it was read as one.')
        self.add_organization(text)

    def guess_note(self, text: str) -> None:
        self.guesses.append(f'"{text}" was read as a note on the picture.')
        self.notes.append(text)


def parse_credit(text: str, organizations: Collection[str] = ()) -> Credit:
    """Photographer, organisation and note of one credit, with or without parentheses.

    Shape: "A / B", "A/B", "A/ / B" and "A | B" are one and the same credit. One part alone
    is a photographer unless it is known, or looks, to be something else.
    """
    known = known_organizations(organizations)
    if len(text) > LONGEST_LINE:
        too_long = f"The line has {len(text):,} characters, more than any credit; it was not read."
        return Credit(note=collapse(text), warnings=(too_long,))
    line = _without_parentheses(_without_sale(collapse(text)))
    draft = _Draft()
    for part in filter(None, map(_without_sale, _parts(line))):
        _sort_part(part, known, draft)
    _settle_undecided(draft)
    return Credit(
        photographer=" / ".join(draft.people),
        organization=(draft.organizations or [""])[0],
        note=" / ".join(draft.notes),
        second_organization=" / ".join(draft.organizations[1:]),
        guesses=tuple(draft.guesses),
        warnings=tuple(draft.warnings),
    )


def print_credit(credit: Credit) -> str:
    """The credit in its one printed form, "Photographer / Organisation", no parentheses."""
    parts = [credit.photographer, credit.note, credit.organization, credit.second_organization]
    return " / ".join(filter(None, parts))


def split_caption(text: str, organizations: Collection[str] = ()) -> tuple[str, str]:
    """A caption without its credit, and the credit as typed without parentheses.

    Shape: (caption, "") when the caption ends in no credit. Ages and remarks in
    parentheses stay. A credit that stands before the parentheses as well is taken out.
    """
    known = known_organizations(organizations)
    caption = _without_sale(collapse(text))
    before, inner = _closing_parentheses(caption)
    if not _is_credit(inner, known):
        return caption, ""
    return _without_repeated_credit(before, inner, organizations), inner


def _parts(line: str) -> list[str]:
    return [part for part in map(str.strip, SEPARATOR.split(line)) if part]


def _without_sale(line: str) -> str:
    bare = line.rstrip(" ./|")
    while bare[-len(BUY_THIS_PHOTO) :].casefold() == BUY_THIS_PHOTO:
        line = bare[: -len(BUY_THIS_PHOTO)].rstrip()
        bare = line.rstrip(" ./|")
    return line


def _without_parentheses(line: str) -> str:
    before, inner = _closing_parentheses(line)
    if line.endswith(")") and not before:
        return inner
    if line.startswith("(") and ")" not in line:
        return line[1:].strip()
    return line


def _closing_parentheses(line: str) -> tuple[str, str]:
    """What stands before the parentheses that end the line, and what stands in them."""
    if not line.endswith(")"):
        return line, ""
    depth = 0
    for position in range(len(line) - 1, -1, -1):
        depth += {")": 1, "(": -1}.get(line[position], 0)
        if depth == 0:
            return line[:position].rstrip(), line[position + 1 : -1].strip()
    return line, ""


def _sort_part(part: str, known: KnownOrganizations, draft: _Draft) -> None:
    """Puts a part where it belongs; one that may be a person or not waits as undecided."""
    if _is_note(part) and not known.find(part):
        draft.notes.append(part)
        return
    person, found = _without_organizations(DROPPED_OPENING.sub("", part, count=1), known)
    for organization in found:
        draft.add_organization(organization)
    agency = known.find(person.rpartition(" ")[0])
    if agency and folded(person.rpartition(" ")[2]) in ("photo", "photos"):
        draft.warnings.append(f'"{person}" is printed as "{agency}".')
        draft.add_organization(agency)
    elif person:
        draft.undecided.append((person, bool(draft.notes)))


def _settle_undecided(draft: _Draft) -> None:
    has_known_organization = bool(draft.organizations)
    for part, follows_note in draft.undecided:
        stands_second = follows_note or bool(draft.people)
        if not draft.organizations and (stands_second or looks_like_organization(part)):
            draft.guess_organization(part)
        elif not draft.people and not looks_like_organization(part):
            draft.people.append(part)
        elif has_known_organization:
            draft.guess_note(part)
        else:
            draft.guess_organization(part)


def _without_organizations(part: str, known: KnownOrganizations) -> tuple[str, list[str]]:
    """What stands before the organisations that end a part, and those in printed order."""
    found: list[str] = []
    rest, organization = known.split_end(part)
    while organization:
        found.insert(0, organization)
        rest, organization = known.split_end(rest)
    return rest, found


def _is_note(part: str) -> bool:
    words = folded(part).replace(",", " ").split()
    return not NOTE_WORDS.isdisjoint(words) or words[:2] in (["special", "to"], ["photo", "from"])


def _is_credit(inner: str, known: KnownOrganizations) -> bool:
    if not inner or len(inner) > LONGEST_CREDIT:
        return False
    parts = _parts(inner)
    if any(known.split_end(part)[1] for part in parts if _may_open_credit(part)):
        return True
    if not parts or not _may_open_credit(parts[0]):
        return False
    return _opens_note(parts[0]) or _looks_like_person(parts[0])


def _may_open_credit(part: str) -> bool:
    """Whether a part could be a name or a note, not a remark such as "in action, AP"."""
    return part[:1].isupper() or _opens_note(part)


def _opens_note(part: str) -> bool:
    return folded(part).split()[0].rstrip(",") in NOTE_OPENINGS and _is_note(part)


def _looks_like_person(part: str) -> bool:
    words = part.replace(",", " ").split()
    if not 2 <= len(words) <= 5 or any(character.isdigit() for character in part):
        return False
    if not REMARK_WORDS.isdisjoint(map(folded, words)):
        return False
    return all(
        word[0].isupper() or is_particle(word) or is_initial(word) or is_suffix(word)
        for word in words
    )


def _without_repeated_credit(caption: str, inner: str, organizations: Collection[str]) -> str:
    wanted = _compared(parse_credit(inner, organizations))
    if sum(map(bool, wanted)) < 2:
        return caption
    words = caption.split()
    # Two words more than the credit has leave room for a doubled organisation or lone slashes.
    longest = len(inner.replace("/", " / ").split()) + 2
    for start in range(max(0, len(words) - longest), len(words)):
        repeated = " ".join(words[start:])
        if _compared(parse_credit(repeated, organizations)) == wanted:
            return " ".join(words[:start]).rstrip()
    return caption


def _compared(credit: Credit) -> Sequence[str]:
    texts = (
        credit.photographer,
        credit.organization,
        credit.note,
        credit.second_organization,
    )
    return tuple(map(folded, texts))
