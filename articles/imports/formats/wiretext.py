"""Plain wire text and pasted copy: a headline, a photo's caption, a byline, paragraphs.

Blank lines part the blocks. Before the first paragraph stand, in any order, a caption line that
ends in a credit in parentheses and a byline. The chrome of web sites (icon names, mastheads) is
passed over. What is guessed is noted; what fits nowhere stays in the text, so that no word is lost.
"""

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import dropwhile

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.text import slugify

from articles import markup
from articles.bylines import (
    Credit,
    PrintedName,
    is_organization,
    parse_byline,
    parse_credit,
    print_credit,
    split_caption,
)
from articles.imports.records import ImportProblem, Known, Record, Where

SOURCE = "wiretext"
CHROME = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?i)arrow-right camera|menu|search|share|print|advertisement|sign in|subscribe",
        r"The [A-Z][\w’' -]{2,60} Newspaper",
        r"(?i).{0,80}\best\. [a-z]+\.? \d{1,2}, \d{4}",
    )
)
HEADLINE_LENGTH = 300
# A sentence longer than this is the first paragraph, not the headline.
SENTENCE_LENGTH = 100
HEAD_LINE_LENGTH = 2000
BYLINE_LENGTH = 250
# Wires break their lines before this; a longer line is a paragraph of its own.
WRAPPED_LENGTH = 120
LONGEST = {"name": 200, "affiliation": 120, "email": 254, "phone": 40}

BYLINE = re.compile(r"(by|photos by|from|compiled from|with contributions from) \S", re.IGNORECASE)
# Words in small letters that bylines hold; a line with others is a sentence.
BYLINE_WORDS = {
    "al", "and", "bin", "by", "columnist", "compiled", "contributing", "contributions",
    "correspondent", "da", "de", "del", "della", "den", "der", "di", "du", "e", "editor", "el",
    "for", "from", "la", "le", "news", "of", "photographer", "photos", "report", "reporter",
    "reports", "services", "sources", "special", "staff", "ten", "ter", "the", "to", "van", "von",
    "wire", "with", "writer", "y",
}  # fmt: skip

Note = Callable[[str], None]
Part = tuple[str, dict[str, object]]
Photo = tuple[str, str, Credit]


@dataclass
class _Copy:
    """A piece of copy, taken apart."""

    headline: str = ""
    names: list[PrintedName] = field(default_factory=list)
    captions: list[tuple[str, str]] = field(default_factory=list)
    paragraphs: list[str] = field(default_factory=list)


def read(data: bytes, source: str, known: Known, note: Note) -> Iterator[Record]:
    """One story as records: organisations, photos, story, bylines, captions.

    Organisations that are new become known.
    Raises: ImportProblem if there is no text at all.
    """
    where = Where(source)
    text = _decode(data, source, note)
    copy = _take_apart(text, known, note)
    if not copy.headline and not copy.paragraphs:
        raise ImportProblem(where, "no text in it; expected a headline and paragraphs")
    key = [SOURCE, _source_id(copy)]
    photos = [
        (caption, printed, parse_credit(printed, tuple(known.organizations)))
        for caption, printed in copy.captions
    ]
    papers = [name.affiliation for name in copy.names]
    papers += [credit.organization for _caption, _printed, credit in photos]
    for model, fields in (
        *_organizations(papers, known),
        *_photos(key, photos, known, note),
        ("story", _story(key, copy, text, known)),
        *_bylines(key, copy.names, known),
        *_captions(key, photos),
    ):
        yield Record(f"articles.{model}", fields, where)


def _organizations(papers: list[str], known: Known) -> Iterator[Part]:
    for paper in dict.fromkeys(papers):
        if paper and len(paper) <= LONGEST["affiliation"] and known.organization(paper) is None:
            number = hashlib.sha256(paper.encode()).hexdigest()[:8]
            slug = slugify(paper)[:80].strip("-") or f"organization-{number}"
            known.organizations[paper] = slug
            yield "organization", {"slug": slug, "name": paper}


def _photos(key: list[str], photos: list[Photo], known: Known, note: Note) -> Iterator[Part]:
    for number, (caption, printed, credit) in enumerate(photos, 1):
        for sentence in (*credit.guesses, *credit.warnings):
            note(sentence)
        note(f"photo {number} came without its picture; add it in the photo “{caption[:40]}…”")
        yield (
            "photo",
            {
                "source": SOURCE,
                "source_id": _photo_id(key, number),
                "credit_as_printed": printed,
                "library_caption": caption,
                "organization": _listed(known.organization(credit.organization)),
                "photographer": _listed(known.person(credit.photographer)),
            },
        )


def _story(key: list[str], copy: _Copy, text: str, known: Known) -> dict[str, object]:
    return {
        "source": key[0],
        "source_id": key[1],
        "headline": copy.headline,
        "body": "".join(markup.paragraphs(part) for part in copy.paragraphs),
        "source_organization": _origin(copy.names, known),
        "original_text": text,
    }


def _bylines(key: list[str], names: list[PrintedName], known: Known) -> Iterator[Part]:
    for position, name in enumerate(names):
        yield (
            "byline",
            {
                "story": key,
                "position": position,
                "role": str(name.role),
                "person": _listed(known.person(name.name)),
                "organization": _listed(known.organization(name.affiliation)),
                "name_as_printed": name.name,
                "affiliation_as_printed": name.affiliation,
                "email": name.email,
                "phone": name.phone,
            },
        )


def _captions(key: list[str], photos: list[Photo]) -> Iterator[Part]:
    for number, (caption, _printed, _credit) in enumerate(photos, 1):
        yield (
            "caption",
            {
                "story": key,
                "photo": [SOURCE, _photo_id(key, number)],
                "position": number - 1,
                "placement": "lead" if number == 1 else "gallery",
                "text": caption,
            },
        )


def _decode(data: bytes, source: str, note: Note) -> str:
    if b"\0" in data:
        raise ImportProblem(source, "not a text; it holds NUL bytes")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        if re.search(rb"[\x01-\x08\x0e-\x1f]", data):
            raise ImportProblem(
                source, "not a text, neither in UTF-8 nor in Windows-1252"
            ) from None
        note("not UTF-8; read as Windows-1252, look at quotes and accents")
        return data.decode("cp1252", errors="replace")


def _take_apart(text: str, known: Known, note: Note) -> _Copy:
    copy = _Copy()
    for block in re.split(r"\n\s*\n", markup.clean_text(text)):
        lines = [line for line in map(markup.clean_line, block.split("\n")) if line]
        if not copy.paragraphs:
            lines = list(dropwhile(lambda line: _is_head(line, copy, known, note), lines))
        for line in lines[0 if copy.paragraphs else 1 :]:
            if _names(line, known, _silent):
                note(f"“{line}” stands within the text and stays there; is it a byline?")
        if any(len(line) > WRAPPED_LENGTH for line in lines):
            copy.paragraphs += lines
        elif lines:
            copy.paragraphs.append(" ".join(lines))
    if not copy.headline:
        note("no headline found; the text is kept whole")
    return copy


def _is_head(line: str, copy: _Copy, known: Known, note: Note) -> bool:
    """Whether a line above the text is chrome, byline, caption or headline; it is kept if so."""
    if any(pattern.fullmatch(line) for pattern in CHROME):
        note(f"passed over “{line}” as part of a web page, not of the story")
        return True
    if names := _names(line, known, note, alone=bool(copy.headline)):
        copy.names += names
        return True
    if len(line) > HEAD_LINE_LENGTH:
        return False
    caption, credit = split_caption(line, tuple(known.organizations))
    if credit and (copy.headline or len(line) > SENTENCE_LENGTH):
        if _printed(caption, credit) in [_printed(*earlier) for earlier in copy.captions]:
            note(f"the photo of “{caption[:40]}…” stands there twice; it is printed once")
        else:
            copy.captions.append((caption, credit))
        return True
    if copy.headline or _is_sentence(line):
        return False
    copy.headline = line
    return True


def _printed(caption: str, credit: str) -> tuple[str, str]:
    """A caption with its credit in the form in which it is printed, however it was typed."""
    return caption, print_credit(parse_credit(credit))


def _silent(sentence: str) -> None:
    """For a line that is only looked at."""


def _is_sentence(line: str) -> bool:
    ends = line.rstrip('"”’)').endswith(".")
    return len(line) > HEADLINE_LENGTH or (ends and len(line) > SENTENCE_LENGTH)


def _names(line: str, known: Known, note: Note, *, alone: bool = False) -> list[PrintedName]:
    """The names of a byline; none where the line is something else.

    `alone`: whether an organisation's name without more is a byline, too.
    """
    organizations = tuple(known.organizations)
    if len(line) > BYLINE_LENGTH:
        return []
    if not _is_byline(line) and not (alone and is_organization(line, organizations)):
        return []
    reading = parse_byline(line, organizations)
    if not all(map(_fits, reading.names)):
        return []
    for sentence in (*reading.guesses, *reading.warnings):
        note(sentence)
    return list(reading.names)


def _is_byline(line: str) -> bool:
    plain = [
        word
        for word in line.split()[1:]
        if word[0].islower() and "@" not in word and word.strip(",;.") not in BYLINE_WORDS
    ]
    # One slip of the keyboard is a name still: "Nataliya vasilyeva".
    sentence = len(plain) > 1 or (plain and line[-1] in '.!?”"')
    return bool(BYLINE.match(line)) and not sentence


def _fits(name: PrintedName) -> bool:
    """Whether the parts of a name have the size and form that a byline's have."""
    if any(len(getattr(name, part)) > longest for part, longest in LONGEST.items()):
        return False
    try:
        if name.email:
            validate_email(name.email)
    except ValidationError:
        return False
    return bool(name.name or name.affiliation)


def _source_id(copy: _Copy) -> str:
    first = copy.paragraphs[0] if copy.paragraphs else ""
    words = " ".join(f"{copy.headline} {first}".lower().split())
    return hashlib.sha256(words.encode()).hexdigest()[:32]


def _photo_id(key: list[str], number: int) -> str:
    return f"{key[1]}#photo{number}"


def _listed(slug: str | None) -> list[str] | None:
    return [slug] if slug else None


def _origin(names: list[PrintedName], known: Known) -> list[str] | None:
    """The organisation a text comes from: the first that is not our own paper."""
    slugs = [known.organization(name.affiliation) for name in names]
    others = (slug for slug in slugs if slug and slug not in known.own_organizations)
    return _listed(next(others, None))
