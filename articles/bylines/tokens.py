"""The words of a byline line, sorted into organisations, mail, phone, separators and the rest.

Takes fused words apart; it does not decide what belongs to whom.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from articles.bylines.names import is_suffix
from articles.bylines.organizations import (
    KnownOrganizations,
    folded,
    may_be_surname,
    pieces_of,
)

# Every repetition is bounded, so that a search stays linear on hostile input.
PHONE = re.compile(
    r"(?<![0-9])(?:"
    r"(?:\+?[0-9]{1,3}[ .-])?(?:\([0-9]{3}\) ?|[0-9]{3}[-. ])[0-9]{3}[-. ][0-9]{4}"
    r"|\+[0-9][0-9 .()-]{6,18}[0-9]"
    r")(?: ?(?:ext\.?|x) ?[0-9]{1,5})?(?![0-9])"
)
EMAIL_LOCAL = re.compile(r"[A-Za-z0-9._%+-]{1,64}\Z")
EMAIL_DOMAIN = re.compile(r"[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}")
LONE_SEPARATORS = frozenset({"|", "/", "•", "·", "-", "–", "—"})


class Kind(StrEnum):
    """What a token is."""

    WORD = "word"
    ORGANIZATION = "organization"
    EMAIL = "email"
    PHONE = "phone"
    COMMA = "comma"
    AND = "and"
    SEMICOLON = "semicolon"


@dataclass(frozen=True, slots=True)
class Token:
    """One token; `spelling` is the known spelling of an organisation, else the text again."""

    kind: Kind
    text: str
    spelling: str = ""
    was_fused: bool = False


def tokenize(text: str, known: KnownOrganizations) -> list[Token]:
    """The tokens of a collapsed line."""
    tokens: list[Token] = []
    position = 0
    for phone in PHONE.finditer(text):
        tokens += _without_phones(text[position : phone.start()], known)
        tokens.append(Token(Kind.PHONE, phone[0]))
        position = phone.end()
    return tokens + _without_phones(text[position:], known)


def _without_phones(text: str, known: KnownOrganizations) -> list[Token]:
    tokens: list[Token] = []
    words: list[str] = []
    for piece in pieces_of(text):
        if "@" not in piece:
            words.append(piece)
            continue
        for kind, part in _split_at_emails(piece):
            if kind is Kind.WORD:
                words.append(part)
            else:
                tokens += _words_and_organizations(words, known)
                tokens.append(Token(kind, part))
                words = []
    return tokens + _words_and_organizations(words, known)


def _split_at_emails(piece: str) -> Iterator[tuple[Kind, str]]:
    start = 0
    at = piece.find("@")
    while at != -1:
        local = EMAIL_LOCAL.search(piece[max(start, at - 64) : at])
        domain = EMAIL_DOMAIN.match(piece, at + 1)
        if local and domain:
            yield from _word(piece[start : at - len(local[0])])
            yield Kind.EMAIL, local[0] + "@" + domain[0]
            start = domain.end()
        at = piece.find("@", max(at + 1, start))
    yield from _word(piece[start:])


def _word(text: str) -> Iterator[tuple[Kind, str]]:
    if text.strip(".:"):
        yield Kind.WORD, text


def _words_and_organizations(pieces: Sequence[str], known: KnownOrganizations) -> list[Token]:
    words, fused = _taken_apart(pieces, known)
    tokens: list[Token] = []
    position = 0
    while position < len(words):
        length, spelling = known.match(words, position)
        if length and not (may_be_surname(spelling) and _follows_one_word(tokens)):
            text = " ".join(words[position : position + length]).replace(" ,", ",")
            tokens.append(Token(Kind.ORGANIZATION, text, spelling))
        else:
            length = 1
            word = words[position]
            tokens.append(Token(_kind_of(word), word, was_fused=position in fused))
        position += length
    return tokens


def _taken_apart(
    pieces: Sequence[str], known: KnownOrganizations
) -> tuple[list[str], frozenset[int]]:
    """The pieces with fused organisations split off, and which of them were fused to the next."""
    words: list[str] = []
    fused: list[int] = []
    for position, piece in enumerate(pieces):
        prefix = _fused_prefix(pieces, position, known)
        if prefix:
            fused.append(len(words))
            words.append(prefix)
        words.append(piece[len(prefix) :])
    return words, frozenset(fused)


def _follows_one_word(tokens: Sequence[Token]) -> bool:
    """Whether exactly one word of a name came before: "Michael Bloomberg" is a person."""
    if tokens and is_suffix(tokens[-1].text):
        return False
    openings = ("by", "the")
    last = [token.kind is Kind.WORD and folded(token.text) not in openings for token in tokens[-2:]]
    return last in ([True], [False, True])


def _fused_prefix(pieces: Sequence[str], position: int, known: KnownOrganizations) -> str:
    """What stands before an organisation fused to it: "Robinson" in "RobinsonWashington Post"."""
    piece = pieces[position]
    boundary = next(
        (
            index
            for index in range(len(piece) - 1, 2, -1)
            if piece[index].isupper() and piece[index - 1].islower()
        ),
        0,
    )
    if not boundary:
        return ""
    rest = [piece[boundary:], *pieces[position + 1 : position + known.longest + 1]]
    return piece[:boundary] if known.match(rest, 0)[0] else ""


def _kind_of(piece: str) -> Kind:
    if piece == ";":
        return Kind.SEMICOLON
    if piece == "," or piece in LONE_SEPARATORS:
        return Kind.COMMA
    if piece == "&" or folded(piece) == "and":
        return Kind.AND
    return Kind.WORD
