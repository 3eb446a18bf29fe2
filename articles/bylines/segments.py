"""The stretches of a byline line between commas and "and": whose name, which affiliation.

Guesses an organisation only where none is known, and says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from articles.bylines.names import is_suffix, name_length, plain_words
from articles.bylines.organizations import (
    folded,
    looks_like_organization,
    same_organization,
    word_set,
)
from articles.bylines.tokens import Kind, Token

ROLE_NOUNS = word_set(
    "columnist columnists contributor contributors correspondent correspondents critic editor "
    "editors ombudsman photographer photographers publisher reporter reporters writer "
    "writers"
)
ROLE_MODIFIERS = word_set(
    "assistant associate business chief city contributing copy deputy editorial executive "
    "features food guest managing metro music national news night online opinion outdoors page "
    "photo political senior special sports staff"
)
JOINERS = (("special", "to"), ("special", "for"), ("of", "the"), ("for",), ("of",), ("the",))
# No person's name is longer; keeps the work on hostile lines small.
LONGEST_NAME = 100


@dataclass(slots=True)
class Notes:
    """Guesses and warnings as they are collected over one line."""

    guesses: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Segment:
    """One stretch between separators, as it is being understood."""

    name: str = ""
    affiliation: str = ""
    email: str = ""
    phone: str = ""
    after_comma: bool = False

    @property
    def has_contacts_only(self) -> bool:
        return not (self.name or self.affiliation) and bool(self.email or self.phone)

    @property
    def has_affiliation_only(self) -> bool:
        return bool(self.affiliation) and not self.name


def words_at(tokens: Sequence[Token], start: int, count: int) -> tuple[str, ...]:
    """So many compared words from a place; anything that is no word is an empty text."""
    return tuple(
        folded(token.text) if token.kind in (Kind.WORD, Kind.AND) else ""
        for token in tokens[max(0, start) : start + count]
    )


def text_of(tokens: Sequence[Token]) -> str:
    """The tokens as printed."""
    return " ".join(token.text for token in tokens).replace(" ,", ",")


def segments_of(tokens: Sequence[Token], notes: Notes) -> list[Segment]:
    """The segments of one group of names, each with the affiliation printed in it."""
    segments: list[Segment] = []
    run: list[Token] = []
    separators: set[Kind] = set()
    for token in [*tokens, Token(Kind.COMMA, ",")]:
        if token.kind not in (Kind.COMMA, Kind.AND):
            run.append(token)
            continue
        if run:
            segment = _segment(run, notes)
            segment.after_comma = Kind.AND not in separators
            segments.append(segment)
            run, separators = [], set()
        separators.add(token.kind)
    return segments


def _segment(tokens: Sequence[Token], notes: Notes) -> Segment:
    segment, body = without_contacts(tokens, notes)
    notes.guesses += [
        f'"{token.text}" and "{after.text}" stood together without a space.'
        for token, after in zip(tokens, tokens[1:], strict=False)
        if token.was_fused
    ]
    start = _tail_start(body)
    lead = _leading_length(body) if start == len(body) else 0
    inner = _first_organization(body[:start])
    if lead:
        _fill(segment, body[lead:], body[:lead], notes, is_sure=False)
    elif inner < start:
        _fill(segment, body[:inner], body[inner:], notes, is_sure=False)
    else:
        _fill(segment, body[:start], body[start:], notes)
        _guess(segment, notes)
    return segment


def _fill(
    segment: Segment,
    name: Sequence[Token],
    affiliation: Sequence[Token],
    notes: Notes,
    *,
    is_sure: bool = True,
) -> None:
    segment.name = text_of(name)
    segment.affiliation = affiliation_of(affiliation, notes)
    if not is_sure:
        notes.guesses.append(f'"{segment.affiliation}" was read as an affiliation.')


def _first_organization(body: Sequence[Token]) -> int:
    """Where the first organisation stands that is in the way of a name, with its article."""
    for position, token in enumerate(body):
        if token.kind is Kind.ORGANIZATION:
            return 0 if words_at(body, 0, position) == ("the",) else position
    return len(body)


def without_contacts(tokens: Sequence[Token], notes: Notes) -> tuple[Segment, list[Token]]:
    """A segment with the mail and phone of the tokens, and the tokens without them."""
    segment = Segment()
    body: list[Token] = []
    for token in tokens:
        if token.kind is Kind.EMAIL and not segment.email:
            segment.email = token.text
        elif token.kind is Kind.PHONE and not segment.phone:
            segment.phone = token.text
        elif token.kind in (Kind.EMAIL, Kind.PHONE):
            notes.warnings.append(f'"{token.text}" is a second {token.kind}; it was left out.')
        else:
            body.append(token)
    return segment, body


def _tail_start(body: Sequence[Token]) -> int:
    """Where the organisations and roles begin that end a segment."""
    position = len(body)
    length = 1
    while position and length:
        length = _tail_length(body, position)
        position -= length
    return position


def _tail_length(body: Sequence[Token], end: int) -> int:
    if body[end - 1].kind is Kind.ORGANIZATION:
        return 1
    if words_at(body, end - 1, 1)[0] in ROLE_NOUNS:
        return _role_length(body, end)
    if end < len(body) and body[end].kind is Kind.ORGANIZATION:
        for joiner in JOINERS:
            if end >= len(joiner) and words_at(body, end - len(joiner), len(joiner)) == joiner:
                return len(joiner)
    return 0


def _role_length(body: Sequence[Token], end: int) -> int:
    start = end - 1
    while start and words_at(body, start - 1, 1)[0] in ROLE_MODIFIERS:
        start -= 1
    # "Jane Page Editor" is Jane Page, not a Jane who is page editor.
    is_given_name = body[0].kind is Kind.WORD and not is_suffix(body[0].text)
    if start == 1 and end > 2 and is_given_name:
        start = 2
    return end - start


def _leading_length(body: Sequence[Token]) -> int:
    """How many tokens before a name are its affiliation: "Staff writer Kip Hill"."""
    position = 0
    while position < len(body) and body[position].kind is Kind.ORGANIZATION:
        position += 1
    end = position
    while end < len(body) and words_at(body, end, 1)[0] in ROLE_MODIFIERS:
        end += 1
    if end < len(body) and words_at(body, end, 1)[0] in ROLE_NOUNS:
        position = end + 1
    rest = body[position:]
    is_name = len(rest) >= 2 and all(token.kind is Kind.WORD for token in rest)
    return position if is_name else 0


def affiliation_of(tokens: Sequence[Token], notes: Notes) -> str:
    """The affiliation the tokens print, each organisation once and in its known spelling."""
    printed: list[str] = []
    organizations: list[str] = []
    for token in tokens:
        if token.kind is not Kind.ORGANIZATION:
            printed.append(token.text)
        elif any(same_organization(token.spelling, other) for other in organizations):
            notes.warnings.append(_doubled(token.spelling))
        else:
            organizations.append(token.spelling)
            printed.append(token.spelling)
    return " ".join(printed).replace(" ,", ",")


def _doubled(organization: str) -> str:
    return f'The organisation "{organization}" stood in the line twice; it is printed once.'


def _guess(segment: Segment, notes: Notes) -> None:
    words = segment.name.split()
    length = name_length(words)
    if "The" in words[2:-1]:
        length = words.index("The", 2)
    if length >= len(words) or plain_words(words[length:]) < 2:
        _guess_nameless(segment, notes)
        return
    if segment.affiliation:
        notes.guesses.append(f'"{segment.name}" is long for a name; it was read as one name.')
        return
    segment.name, segment.affiliation = " ".join(words[:length]), " ".join(words[length:])
    notes.guesses.append(
        f'"{segment.affiliation}" is no known organisation; it was read as the affiliation of '
        f'"{segment.name}".'
    )


def _guess_nameless(segment: Segment, notes: Notes) -> None:
    if segment.affiliation or not looks_like_organization(segment.name, least=2):
        return
    segment.name, segment.affiliation = "", segment.name
    notes.guesses.append(
        f'"{segment.affiliation}" is no known organisation; it was read as one, not as a person.'
    )


def joined_slips(segments: Sequence[Segment], notes: Notes) -> list[Segment]:
    """The segments with commas put back that stand inside one name."""
    joined: list[Segment] = []
    for segment in segments:
        before = joined[-1] if joined else Segment()
        if _is_split_name(before, segment):
            if not is_suffix(segment.name.split()[0]):
                notes.guesses.append(
                    f'"{before.name}, {segment.name}" was read as one name, its comma as a slip '
                    "for a full stop."
                )
            segment.name = f"{before.name}, {segment.name}"
            segment.after_comma = before.after_comma
            segment.email = before.email or segment.email
            segment.phone = before.phone or segment.phone
            joined[-1] = segment
        else:
            joined.append(segment)
    return joined


def _is_split_name(before: Segment, segment: Segment) -> bool:
    if before.affiliation or not (before.name and segment.name and segment.after_comma):
        return False
    if len(before.name) > LONGEST_NAME:
        return False
    last, words = before.name.split()[-1], segment.name.split()
    is_slip = len(last) == 1 and last.isupper() and " " in before.name and len(words) == 1
    return is_slip or is_suffix(words[0])


def with_shared_affiliations(segments: Sequence[Segment], notes: Notes) -> list[Segment]:
    """One segment a name, each with the affiliation that closes its run of names."""
    entries: list[Segment] = []
    run_start = closed = 0
    for segment in segments:
        if segment.has_contacts_only and entries:
            entries[-1].email = entries[-1].email or segment.email
            entries[-1].phone = entries[-1].phone or segment.phone
            continue
        if segment.has_affiliation_only and segment.after_comma and entries:
            start = closed if closed < len(entries) else run_start
            _add_affiliation(entries[start:], segment, notes)
            run_start, closed = start, len(entries)
            continue
        entries.append(segment)
        if segment.affiliation:
            run_start = len(entries) - 1 if segment.has_affiliation_only else closed
            for entry in entries[run_start:]:
                entry.affiliation = segment.affiliation
            closed = len(entries)
    return entries


def _add_affiliation(entries: Sequence[Segment], segment: Segment, notes: Notes) -> None:
    printed = entries[-1].affiliation
    if printed and same_organization(printed.split(", ")[-1], segment.affiliation):
        notes.warnings.append(_doubled(segment.affiliation))
        added = printed
    else:
        added = ", ".join(filter(None, [printed, segment.affiliation]))
    for entry in entries:
        entry.affiliation = added
        entry.email = entry.email or (segment.email if entry is entries[-1] else "")
        entry.phone = entry.phone or (segment.phone if entry is entries[-1] else "")
