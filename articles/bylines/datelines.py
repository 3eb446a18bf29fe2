"""Datelines: the place, and sometimes the agency, an item opens with; parsed and printed.

Understands the words only; which page a place has is decided elsewhere.
"""

import re
from dataclasses import dataclass, field, replace

from articles.bylines.organizations import collapse, known_organizations, word_set
from articles.bylines.places import (
    LOWER_OPENING,
    LOWER_PARTICLES,
    REGIONS,
    REGIONS_ALSO_NAMES,
    STANDING_ALONE,
    normal_place,
)

# Searched in the opening of a text only, whatever its length.
OPENING = 120
DASH = re.compile(r"\s*[–—―]\s*|\s*-{1,3}(?:\s+|\Z)")
AGENCY = re.compile(r" ?\(([^()]{2,40})\)\Z")
WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[.'\u2019/-])*\Z")
MOST_WORDS = 5
NOT_PLACES = word_set(
    "analysis answer breaking clarification commentary correction editorial exclusive note "
    "notice obituary ombudsman opinion poll question quiz review sports the update updated "
    "warning watch what when where who why"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dateline:
    """Where an item is from, city and region letter for letter as printed.

    Shape: `region` is a state, province, county or country, empty for cities that stand
    alone; `as_printed` and `guesses` do not count when two datelines are compared.
    """

    city: str
    region: str = ""
    agency: str = ""
    as_printed: str = field(default="", compare=False)
    guesses: tuple[str, ...] = field(default=(), compare=False)

    @property
    def place(self) -> str:
        """The normal spelling of the place: "Las Vegas", "Sargodha, Pakistan"."""
        region = ", ".join(normal_place(part) for part in self.region.split(", "))
        return ", ".join(filter(None, [normal_place(self.city), region]))


def parse_dateline(text: str) -> tuple[Dateline | None, str]:
    """The dateline a text opens with, and the text that follows it.

    Shape: (None, text) when there is none. A hyphen, an en dash and an em dash are the
    same. Without a dash, only a known region, or a place that is the whole text, counts.
    """
    start = len(text) - len(text.lstrip())
    opening = text[start : start + OPENING]
    dash = DASH.search(opening)
    dateline = _dateline_of(collapse(opening[: dash.start()])) if dash else None
    if dash and dateline:
        printed = collapse(opening[: dash.end()])
        return replace(dateline, as_printed=printed), text[start + dash.end() :].lstrip()
    if collapse(opening) == collapse(text):
        dateline = _dateline_of(collapse(opening))
        if dateline and _is_known_place(dateline):
            return replace(dateline, as_printed=collapse(opening)), ""
    return _without_dash(text, start)


def print_dateline(dateline: Dateline) -> str:
    """The dateline as it stands before the text: "SARGODHA, Pakistan – "."""
    place = ", ".join(filter(None, [dateline.city, dateline.region]))
    agency = f" ({dateline.agency})" if dateline.agency else ""
    return f"{place}{agency} – "


def dateline_of(printed: str) -> Dateline:
    """The dateline a field holds: known to be one, so that a place nobody has heard of counts."""
    found, rest = parse_dateline(f"{printed} – ")
    if found and not rest:
        return replace(found, as_printed=collapse(printed))
    head = collapse(printed).strip(" -–—―")
    bracketed = AGENCY.search(head)
    place = head[: bracketed.start()] if bracketed else head
    city, _comma, region = (part.strip() for part in place.partition(","))
    agency = bracketed[1].strip() if bracketed else ""
    return Dateline(city=city, region=region, agency=agency, as_printed=collapse(printed))


def run_in(printed: str) -> str:
    """A field's dateline as it opens a text, by rule: the city in capitals, one dash."""
    dateline = dateline_of(printed)
    if not dateline.city:
        return ""
    city = dateline.city if _is_capitals(dateline.city) else dateline.city.upper()
    return print_dateline(replace(dateline, city=city)).strip()


def _dateline_of(head: str) -> Dateline | None:
    bracketed = AGENCY.search(head)
    agency = bracketed[1].strip() if bracketed else ""
    place = head[: bracketed.start()] if bracketed else head
    city, comma, region = (part.strip() for part in place.partition(","))
    if not _is_city(city) or bool(comma) != _is_region(region):
        return None
    if agency and any(character.isdigit() for character in agency):
        return None
    dateline = Dateline(city=city, region=region, agency=agency)
    is_by_agency = bool(known_organizations().find(agency))
    return dateline if _is_capitals(city) or is_by_agency or _is_known_place(dateline) else None


def _is_city(city: str) -> bool:
    words = city.split(" ")
    return (
        len(words) <= MOST_WORDS
        and sum(map(str.isalpha, city)) >= 3
        and city.casefold() not in NOT_PLACES
        and city[0].isupper()
        and all(_may_be_in_place(word) for word in words)
    )


def _is_region(region: str) -> bool:
    words = region.replace(", ", " ").split(" ")
    return len(words) <= MOST_WORDS and all(_may_be_in_place(word) for word in words)


def _may_be_in_place(word: str) -> bool:
    if not WORD.match(word):
        return False
    return word[0].isupper() or word in LOWER_PARTICLES or bool(LOWER_OPENING.match(word))


def _is_capitals(city: str) -> bool:
    first, *others = city.split(" ")
    return _is_capital_word(first) and all(
        _is_capital_word(word) or word in LOWER_PARTICLES for word in others
    )


def _is_capital_word(word: str) -> bool:
    return LOWER_OPENING.sub("", word, count=1).isupper()


def _is_known_place(dateline: Dateline) -> bool:
    if not dateline.region:
        return dateline.city.casefold() in STANDING_ALONE
    return dateline.region.rpartition(", ")[2].casefold() in REGIONS


def _without_dash(text: str, start: int) -> tuple[Dateline | None, str]:
    """The dateline of a text that lost its dash: "Toledo, Ohio Democratic …"."""
    comma = text.find(",", start, start + OPENING)
    city = collapse(text[start:comma]) if comma != -1 else ""
    if not city or not _is_city(city):
        return None, text
    words = list(re.finditer(r"\S+", text[: start + OPENING + OPENING][comma + 1 :]))[:4]
    for count in range(len(words) - 1, 0, -1):
        region = " ".join(word[0] for word in words[:count])
        follows = words[count][0]
        if region in REGIONS.values() and region not in REGIONS_ALSO_NAMES and follows[0].isupper():
            guess = f'"{city}, {region}" had no dash after it; it was read as the dateline.'
            dateline = Dateline(
                city=city, region=region, as_printed=f"{city}, {region}", guesses=(guess,)
            )
            return dateline, text[comma + 1 + words[count].start() :]
    return None, text
