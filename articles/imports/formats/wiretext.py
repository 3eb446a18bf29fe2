"""Plain wire text and pasted copy: a headline, a photo's caption, a byline, paragraphs.

Blank lines part the blocks. Before the first paragraph stand, in any order, a caption line that
ends in a credit in parentheses and a byline. The chrome of web sites (icon names, mastheads) is
passed over. What is guessed is noted; text of an unknown shape stays whole, as body of a draft.
"""

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.utils.text import slugify

from articles import markup
from articles.bylines import PrintedName, parse_byline, parse_credit, split_caption
from articles.imports.records import ImportProblem, Known, Record, Where

SOURCE = "wiretext"
CHROME = tuple(
    re.compile(pattern)
    for pattern in (
        r"arrow-right camera|menu|search|share|print|advertisement|sign in|subscribe",
        r"the [\w’' -]{3,60} newspaper",
        r".{0,80}\best\. [a-z]+\.? \d{1,2}, \d{4}",
    )
)
HEADLINE_LENGTH = 300
HEAD_LINE_LENGTH = 2000

Note = Callable[[str], None]


@dataclass
class _Copy:
    """A piece of copy, taken apart."""

    headline: str = ""
    bylines: list[str] = field(default_factory=list)
    captions: list[tuple[str, str]] = field(default_factory=list)
    paragraphs: list[str] = field(default_factory=list)


def read(data: bytes, source: str, known: Known, note: Note) -> Iterator[Record]:
    """One story as records: organisations, photos, story, bylines, captions.

    Raises: ImportProblem if there is no text at all.
    """
    where = Where(source)
    text = _decode(data, source, note)
    copy = _take_apart(text, known, note)
    if not copy.headline and not copy.paragraphs:
        raise ImportProblem(where, "no text in it; expected a headline and paragraphs")
    key = [SOURCE, _source_id(copy)]
    names = [name for line in copy.bylines for name in _byline(line, known, note)]
    credits = [
        (caption, credit, parse_credit(credit, tuple(known.organizations)))
        for caption, credit in copy.captions
    ]
    papers = [name.affiliation for name in names]
    papers += [credit.organization for _caption, _printed, credit in credits]
    for paper in dict.fromkeys(filter(None, papers)):
        if known.organization(paper) is None:
            fields = {"slug": slugify(paper), "name": paper}
            yield Record("articles.organization", fields, where)
    for number, (caption, printed, credit) in enumerate(credits, 1):
        note(f"photo {number} came without its picture; add it in the photo “{caption[:40]}…”")
        yield Record(
            "articles.photo",
            {
                "source": SOURCE,
                "source_id": _photo_id(key, number),
                "credit_as_printed": printed,
                "library_caption": caption,
                "organization": _organization(credit.organization, known),
                "photographer": _person(credit.photographer, known),
            },
            where,
        )
    yield Record(
        "articles.story",
        {
            "source": key[0],
            "source_id": key[1],
            "headline": copy.headline,
            "body": "".join(markup.paragraphs(part) for part in copy.paragraphs),
            "source_organization": _origin(names, known),
            "original_text": text,
            "state": "draft",
        },
        where,
    )
    for position, name in enumerate(names):
        yield Record(
            "articles.byline",
            {
                "story": key,
                "position": position,
                "role": str(name.role),
                "person": _person(name.name, known),
                "organization": _organization(name.affiliation, known),
                "name_as_printed": name.name,
                "affiliation_as_printed": name.affiliation,
                "email": name.email,
                "phone": name.phone,
            },
            where,
        )
    for number, (caption, _printed, _credit) in enumerate(credits, 1):
        yield Record(
            "articles.caption",
            {
                "story": key,
                "photo": [SOURCE, _photo_id(key, number)],
                "position": number - 1,
                "placement": "lead" if number == 1 else "gallery",
                "text": caption,
            },
            where,
        )


def _decode(data: bytes, source: str, note: Note) -> str:
    if b"\0" in data:
        raise ImportProblem(source, "not a text; it holds NUL bytes")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        note("not UTF-8; read as Windows-1252, look at quotes and accents")
        return data.decode("cp1252", errors="replace")


def _take_apart(text: str, known: Known, note: Note) -> _Copy:
    copy = _Copy()
    blocks = [
        [line for line in map(markup.clean_line, block.split("\n")) if line]
        for block in re.split(r"\n\s*\n", markup.clean_text(text))
    ]
    for block in blocks:
        lines = block
        if not copy.paragraphs:
            lines = [line for line in lines if not _is_chrome(line, note)]
            lines = [line for line in lines if not _head_line(line, copy, known, note)]
        if lines:
            copy.paragraphs.append(" ".join(lines))
    return copy


def _head_line(line: str, copy: _Copy, known: Known, note: Note) -> bool:
    """Whether a line above the text is headline, caption or byline; it is kept if so."""
    if not copy.headline:
        if len(line) <= HEADLINE_LENGTH:
            copy.headline = line
            return True
        note("no headline found: the first line is too long for one; the text is kept whole")
        copy.paragraphs.append(line)
        return True
    if len(line) > HEAD_LINE_LENGTH:
        return False
    caption, credit = split_caption(line, tuple(known.organizations))
    if credit and line.rstrip().endswith(")"):
        copy.captions.append((caption, credit))
        return True
    if re.match(r"(by|photos by|from|compiled from) \S", line, re.IGNORECASE) and len(line) < 250:
        copy.bylines.append(line)
        return True
    return False


def _is_chrome(line: str, note: Note) -> bool:
    chrome = any(pattern.fullmatch(line.lower()) for pattern in CHROME)
    if chrome:
        note(f"passed over “{line}” as part of a web page, not of the story")
    return chrome


def _byline(line: str, known: Known, note: Note) -> tuple[PrintedName, ...]:
    reading = parse_byline(line, tuple(known.organizations))
    for sentence in (*reading.guesses, *reading.warnings):
        note(sentence)
    return reading.names


def _source_id(copy: _Copy) -> str:
    first = copy.paragraphs[0] if copy.paragraphs else ""
    words = " ".join(f"{copy.headline} {first}".lower().split())
    return hashlib.sha256(words.encode()).hexdigest()[:32]


def _photo_id(key: list[str], number: int) -> str:
    return f"{key[1]}#photo{number}"


def _organization(name: str, known: Known) -> list[str] | None:
    return [known.organization(name) or slugify(name)] if name else None


def _person(name: str, known: Known) -> list[str] | None:
    slug = known.person(name)
    return [slug] if slug else None


def _origin(names: list[PrintedName], known: Known) -> list[str] | None:
    """The organisation a text comes from: the first that is not our own paper."""
    for name in names:
        if name.affiliation and known.organization(name.affiliation) not in known.own_organizations:
            return _organization(name.affiliation, known)
    return None
