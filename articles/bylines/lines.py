"""Byline lines, from text to printed names: opening words, groups, packages.

Reads what the line says; does not look up persons.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from articles.bylines.names import PrintedName, Reading, Role
from articles.bylines.organizations import collapse, folded, known_organizations, word_set
from articles.bylines.segments import (
    Notes,
    affiliation_of,
    joined_slips,
    segments_of,
    text_of,
    with_shared_affiliations,
    without_contacts,
    words_at,
)
from articles.bylines.tokens import Kind, Token, tokenize

LEAD_WORDS = {
    ("photos", "by"): Role.PHOTOS_BY,
    ("photo", "by"): Role.PHOTOS_BY,
    ("photographs", "by"): Role.PHOTOS_BY,
    ("with", "contributions", "from"): Role.CONTRIBUTOR,
    ("with", "contributions", "by"): Role.CONTRIBUTOR,
    ("with", "reporting", "from"): Role.CONTRIBUTOR,
    ("with", "reporting", "by"): Role.CONTRIBUTOR,
}
CONTRIBUTED_TO = frozenset({"report", "report.", "story", "story.", "article", "article."})
PACKAGE_OPENINGS = frozenset({"from", "compiled"})
PACKAGE_WORDS = word_set(
    "and local news other report reports service services sources staff wire wires"
)
PACKAGE_ENDINGS = frozenset({"report", "reports", "service", "services", "sources", "staff"})
FUSED_DATE = re.compile(
    r"(?:Jan|Feb|March|April|May|June|July|Aug|Sept?|Oct|Nov|Dec)[a-z]{0,6}\.? "
    r"[0-9]{1,2}, [0-9]{4}\Z"
)
LONGEST_LINE = 4000


@dataclass(slots=True)
class _Group:
    role: Role = Role.BARE
    lead: str = ""
    tokens: list[Token] = field(default_factory=list)


def parse_byline(text: str, organizations: Collection[str] = ()) -> Reading:
    """What one byline line says, every name letter for letter.

    Shape: a line without a person gives a name with an affiliation only; two organisations
    of such a line stay together in its affiliation. Groups are separated by semicolons,
    by new lines, or by their own opening words. Empty text gives no names; neither does
    text far too long for a byline, which is reported in the warnings.
    """
    known = known_organizations(organizations)
    notes = Notes()
    if len(text) > LONGEST_LINE:
        too_long = f"The line has {len(text):,} characters, more than any byline; it was not read."
        return Reading((), warnings=(too_long,))
    line = _without_date(_one_line(text), notes)
    names = [
        printed
        for group in _groups(tokenize(line, known))
        for printed in _names_of_group(group, notes)
    ]
    return Reading(tuple(names), tuple(notes.guesses), tuple(notes.warnings))


def _one_line(text: str) -> str:
    lines: list[str] = []
    for line in filter(None, map(collapse, text.splitlines())):
        words = tuple(map(folded, line.split(" ", 3)[:3]))
        opens_group = words[:1] == ("by",) or words[:2] in LEAD_WORDS or words in LEAD_WORDS
        contributes = _is_contributed_to(tuple(folded(line).rsplit(" ", 4)[-4:]))
        lines.append(f"; {line}" if lines and (opens_group or contributes) else line)
    return without_parentheses(" ".join(lines))


def without_parentheses(line: str) -> str:
    """The line without the one pair of parentheses around all of it."""
    if line[:1] == "(" and line[-1:] == ")" and line.count("(") == line.count(")") == 1:
        return line[1:-1].strip()
    return line


def _without_date(line: str, notes: Notes) -> str:
    date = FUSED_DATE.search(line, max(0, len(line) - 24))
    if not date:
        return line
    notes.warnings.append(f'The date "{date[0]}" ran into the byline; it was left out.')
    return line[: date.start()].rstrip(" ,")


def _groups(tokens: Sequence[Token]) -> list[_Group]:
    groups = [_Group()]
    position = 0
    while position < len(tokens):
        role, length = _lead_at(tokens, position, at_start=not groups[-1].tokens)
        if length:
            lead = " ".join(token.text for token in tokens[position : position + length])
            groups.append(_Group(role, lead))
        elif tokens[position].kind is Kind.SEMICOLON:
            groups.append(_Group())
        elif _contributes_at(tokens, position):
            groups[-1].role, length = Role.CONTRIBUTOR, 4
            groups.append(_Group())
        else:
            groups[-1].tokens.append(tokens[position])
        position += length or 1
    return groups


def _lead_at(tokens: Sequence[Token], position: int, *, at_start: bool) -> tuple[Role, int]:
    words = words_at(tokens, position, 3)
    if at_start and words[:1] in (("by",), ("by:",)):
        return Role.BY, 1
    for length in (2, 3):
        if words[:length] in LEAD_WORDS:
            return LEAD_WORDS[words[:length]], length
    return Role.BARE, 0


def _contributes_at(tokens: Sequence[Token], position: int) -> bool:
    return _is_contributed_to(words_at(tokens, position, 4))


def _is_contributed_to(words: tuple[str, ...]) -> bool:
    return words[:3] == ("contributed", "to", "this") and words[-1] in CONTRIBUTED_TO


def _names_of_group(group: _Group, notes: Notes) -> list[PrintedName]:
    package = _package(group, notes)
    if package:
        return [package]
    segments = joined_slips(segments_of(group.tokens, notes), notes)
    return [
        PrintedName(
            role=group.role,
            name=segment.name,
            affiliation=segment.affiliation,
            email=segment.email,
            phone=segment.phone,
        )
        for segment in with_shared_affiliations(segments, notes)
    ]


def _package(group: _Group, notes: Notes) -> PrintedName | None:
    _, body = without_contacts(group.tokens, Notes())
    end = len(body)
    while end and (
        body[end - 1].kind is Kind.ORGANIZATION or words_at(body, end - 1, 1) == ("the",)
    ):
        end -= 1
    words = words_at(body, 0, end)
    opens = group.role is Role.BARE and words[:1] and words[0] in PACKAGE_OPENINGS
    reports = words and PACKAGE_WORDS.issuperset(words) and words[-1] in PACKAGE_ENDINGS
    if not opens and not reports:
        return None
    contacts, body = without_contacts(group.tokens, notes)
    return PrintedName(
        role=Role.PACKAGE,
        name=" ".join(filter(None, [group.lead, text_of(body[:end])])),
        affiliation=affiliation_of(body[end:], notes),
        email=contacts.email,
        phone=contacts.phone,
    )
