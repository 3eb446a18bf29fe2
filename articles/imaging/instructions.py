"""Finds what a photo's special instructions ask of whoever prints it: embargo, sales, credit.

Wires write them as they please, in English capitals, somewhere among other words; what is found
is a warning for an editor, who reads the words themselves beside it.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import takewhile

from django.utils.translation import gettext as _

from articles.imaging.facts import PhotoFacts

_MAX_CHARACTERS = 10_000
_MAX_RESTRICTIONS = 50


class RestrictionKind(StrEnum):
    """What is asked."""

    EMBARGO = "embargo"
    NO_SALES = "no sales"
    NO_ARCHIVES = "no archives"
    ONE_TIME_USE = "one time use"
    EDITORIAL_USE_ONLY = "editorial use only"
    MANDATORY_CREDIT = "mandatory credit"
    NO_INTERNET = "no internet"
    NO_SYNDICATION = "no syndication"
    OUT = "out"
    POOL = "pool"


# Full sentences, since languages order their words differently.
_WARNINGS: dict[RestrictionKind, Callable[[], str]] = {
    RestrictionKind.EMBARGO: lambda: _(
        "The file says “%(words)s”: do not publish this photo before that."
    ),
    RestrictionKind.NO_SALES: lambda: _(
        "The file says “%(words)s”: do not sell prints or copies of this photo."
    ),
    RestrictionKind.NO_ARCHIVES: lambda: _(
        "The file says “%(words)s”: use this photo for its story and do not keep it for others."
    ),
    RestrictionKind.ONE_TIME_USE: lambda: _(
        "The file says “%(words)s”: publish this photo once and do not use it again."
    ),
    RestrictionKind.EDITORIAL_USE_ONLY: lambda: _(
        "The file says “%(words)s”: use this photo with news, never in advertising."
    ),
    RestrictionKind.MANDATORY_CREDIT: lambda: _(
        "The file says “%(words)s”: print the credit exactly as it is given."
    ),
    RestrictionKind.NO_INTERNET: lambda: _(
        "The file says “%(words)s”: do not publish this photo online."
    ),
    RestrictionKind.NO_SYNDICATION: lambda: _(
        "The file says “%(words)s”: do not pass this photo on to other papers."
    ),
    RestrictionKind.OUT: lambda: _(
        "The file says “%(words)s”: do not publish this photo where that is your territory."
    ),
    RestrictionKind.POOL: lambda: _(
        "The file says “%(words)s”: this is a pool photo, which others have, too; print the "
        "credit of the pool."
    ),
}

# An embargo whose words name no time.
_TIME = re.compile(r"[0-9]|day\b|midnight|noon", re.I)

_NO = r"(?:no|not\s+for|not\s+to\s+be\s+used\s+(?:for|on|in)|no\s+use\s+(?:on|in))"
# Until a line, a semicolon or a row of stars ends it.
_REST = r"[^;\n|*]*"
_TERRITORIES = (
    r"(?:u\.?k\.?|u\.?s\.?(?:a\.?)?|(?:great\s+)?britain|ireland|scotland|england|wales|france|"
    r"germany|austria|switzerland|italy|spain|portugal|belgium|netherlands|holland|luxembourg|"
    r"benelux|scandinavia|nordics|denmark|norway|sweden|finland|iceland|poland|lithuania|latvia|"
    r"estonia|baltics|russia|ukraine|greece|turkey|israel|japan|china|taiwan|hong\s+kong|korea|"
    r"south\s+korea|india|australia|new\s+zealand|canada|mexico|brazil|europe|asia|magazines|mags|"
    r"tabloids|tv|television)"
)
# Words that stand before OUT in capitals and are nobody's territory, and those of other demands.
_NAME = (
    r"(?!(?:SOLD|CUT|PULL|PULLED|RUN|RUNS|HAND|HANDED|LOCK|BLACK|FADE|WATCH|LOOK|WORK|GO|COME|CAME|"
    r"TRY|FIND|POINT|CARRY|CARRIED|WALK|WALKED|BURNT|BURNED)\ OUT\b)"
    r"(?!(?:NO|NOT|OUT|SALES?|ARCHIV(?:ES?|ING)|USE|ONLY|CREDIT|INTERNET|WEB|POOL)\b)"
    r"[A-Z](?:[A-Z'&-]|\.(?=[A-Z]|\ OUT\b))*"
)
_PATTERNS = {
    RestrictionKind.EMBARGO: (
        rf"(?<!no\s)(?<!not\s)\bembargo(?:e?d)?\b(?!\s+(?:is\s+|was\s+)?(?:over|lifted)){_REST}"
        rf"|\b(?:hold\s+(?:for\s+release|until|for)|hfr|not\s+for\s+release|for\s+release)\b{_REST}"
        rf"|\b(?:do\s+not|not\s+to\s+be|not|no)\s+(?:release|publish|published|used?)\s+"
        rf"(?:before|until|till)\b{_REST}"
    ),
    RestrictionKind.NO_SALES: (
        rf"\b{_NO}\s+(?:(?:commercial|third[\s-]+party)\s+)?(?:re-?)?sales?\b"
    ),
    RestrictionKind.NO_ARCHIVES: (
        rf"\b{_NO}\s+archiv(?:es?|ing|al(?:\s+use)?)\b|\bdo\s+not\s+archive\b"
    ),
    RestrictionKind.ONE_TIME_USE: r"\b(?:one|single)[\s-]+(?:time[\s-]+)?use\b(?:\s+only)?",
    RestrictionKind.EDITORIAL_USE_ONLY: (
        r"\b(?:for\s+)?editorial\s+(?:use|purposes?)\s+only\b"
        r"|\b(?:(?:only|restricted)\s+(?:for|to)|for)\s+editorial\s+(?:use|purposes?)\b"
    ),
    RestrictionKind.MANDATORY_CREDIT: (
        rf"\b(?:mandatory|compulsory|obligatory)\s+credit\b(?:\s+line)?(?:\s*[:,/\"“-]{_REST})?"
        r"|\bcredit\s+(?:is\s+)?(?:mandatory|compulsory|obligatory)\b"
    ),
    RestrictionKind.NO_INTERNET: (
        rf"\b{_NO}\s+(?:the\s+)?(?:internet|web(?:sites?)?|online|digital)\b(?:\s+use)?"
    ),
    RestrictionKind.NO_SYNDICATION: rf"\b{_NO}\s+syndication\b",
    # Capitals say it of anyone (NTB OUT, NEW YORK DAILIES OUT), small letters of those we know.
    RestrictionKind.OUT: (
        rf"(?-i:(?<![\w.]){_NAME}(?:(?:,?\ |/)(?:&\ )?{_NAME}){{0,5}}\ OUT\b)"
        rf"|\b{_TERRITORIES}(?:\s*(?:,|/|&|and)\s*{_TERRITORIES}){{0,9}}\s+out\b"
        r"|\bno\s+(?:mags|magazines|tabloids|tv|television)\b"
    ),
    # Not where people swim, nor Liverpool: alone, before "photo", or after the photographer.
    RestrictionKind.POOL: (
        r"\bpool\s+(?:photos?|photographs?|pictures?|images?|via|feed|coverage|material|only)\b"
        r"|\b(?:press|media|white\s+house|royal)\s+pool\b"
        r"|(?:\A|(?<=[\n.,;:/(*|-]))\s*pool\s*(?=\Z|[\n.,;:/)*|-])"
    ),
}
_FINDERS = {kind: re.compile(pattern, re.I) for kind, pattern in _PATTERNS.items()}
# These take in what follows, up to the next demand.
_LONG = {RestrictionKind.EMBARGO, RestrictionKind.MANDATORY_CREDIT}


@dataclass(frozen=True, slots=True)
class Restriction:
    """One demand, with the words as they stand in the file."""

    kind: RestrictionKind
    words: str

    @property
    def warning(self) -> str:
        """A full sentence for an editor: what the file says, and what that means."""
        sentence = _WARNINGS[self.kind]()
        if self.kind == RestrictionKind.EMBARGO and not _TIME.search(self.words):
            sentence = _(
                "The file says “%(words)s”: ask the sender from when this photo may be published."
            )
        return sentence % {"words": self.words}


def restrictions(*texts: str) -> tuple[Restriction, ...]:
    """Return what these texts ask for, the most pressing first, each demand once."""
    found: dict[tuple[RestrictionKind, str], Restriction] = {}
    for text in texts:
        for restriction in _in_text(text[:_MAX_CHARACTERS]):
            found.setdefault((restriction.kind, restriction.words.casefold()), restriction)
    order = list(RestrictionKind)
    pressing = sorted(found.values(), key=lambda restriction: order.index(restriction.kind))
    return tuple(pressing[:_MAX_RESTRICTIONS])


def restrictions_of(facts: PhotoFacts) -> tuple[Restriction, ...]:
    """Return what a photo's own words ask for.

    Of the caption only capitals at its very start or end count, as wires set their demands off:
    "NO SALES" there is a demand, "no sales" within a sentence is news.
    """
    caption = facts.caption.split()
    start = list(takewhile(_is_loud, caption))
    end = list(takewhile(_is_loud, reversed(caption)))[::-1]
    return restrictions(facts.instructions, facts.usage_terms, " ".join(start), " ".join(end))


def _is_loud(word: str) -> bool:
    return word == word.upper() or word.lower().strip("(),.;:") in ("a.m", "p.m", "am", "pm")


def _in_text(text: str) -> Iterator[Restriction]:
    matches = [
        (match.start(), match.end(), kind)
        for kind, finder in _FINDERS.items()
        for match in finder.finditer(text)
    ]
    starts = sorted(start for start, _end, _kind in matches)
    for start, end, kind in matches:
        if kind in _LONG:
            end = min([end, *(other for other in starts if other > start)])
        words = " ".join(text[start:end].split()).strip(" .,:/-(")
        yield Restriction(kind, _closed(words))


def _closed(words: str) -> str:
    """Return the words without a bracket that was opened before them."""
    return words.rstrip(")").rstrip() if words.count(")") > words.count("(") else words
