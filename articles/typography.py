"""English as this paper sets it: curly quotation marks, spaced dashes, three dots as one.

What is set once stays as it is when it is set again. Feet and inches, web and mail addresses,
tags and their attributes are left alone, and so is every text in another language.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

# While type is set one of these stands for each tag: the first runs on in the line, the second
# ends it. No text that was cleaned holds them.
_INLINE, _BREAK = "\x00", "\x01"
_RUNS_ON = {"a", "em", "strong", "sub", "sup"}
_TAG = re.compile(r'</?([a-zA-Z][a-zA-Z0-9]*)[^>"]*(?:"[^"]*"[^>"]*)*>')
_PLACE = re.compile(f"[{_INLINE}{_BREAK}]")
_ADDRESS = re.compile(
    r"""(?:\b(?:https?://|www\.)|\b[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}/|\b[\w.+'-]{1,64}@(?=[\w-]+\.))
        [^\s\x00\x01"“”<>]*[^\s\x00\x01"“”<>'’‘.,;:!?)…]""",
    re.VERBOSE,
)
_BLANKS = " \u00a0"
_LINE_ENDS = f"\n{_BREAK}"
_DASHES = "-–—"
_OPENERS = f"([{{¿¡/“‘{_DASHES}"
# Before one of these a mark closes what is open, even if it stands after a blank.
_CLOSERS = ".,;:!?)]}”’"

_DOTS = re.compile(r"(?<!\.)(?<!\. )(?:\.\.\.|\. \. \.)(?! ?\.)")
_HYPHENS = re.compile(r"(?<!-)-{2,3}(?!-)|(?<=[ \u00a0])-(?=[ \u00a0])")
# 6'2", 5' 10 1/2"
_FEET_AND_INCHES = re.compile(r"""\d'[ \u00a0]?\d+(?:[ .]\d+(?:/\d+)?|[¼½¾])?"?""")
_MARKS = re.compile("[\"'“”‘’]")
# What begins with an apostrophe: ’74, ’n’, ’em, ’tis. The second list only in small letters: its
# words also begin quotations (‘Round the clock’).
_ELIDED = re.compile(
    r"\x00*(?:\d\ds?(?![\d,]\d|\w)|(?i:n|em|tisn?|twas|twere|twill|twould|til|nuff|nother|tude)\b"
    r"|(?:cause|bout|round|neath|cuz|fraid|ere|gainst)\b)"
)

# From where to where, and what stands there then.
Edit = tuple[int, int, str]


def is_ours(language: str) -> bool:
    """Whether a language, such as "en-us", is one this file knows how to set."""
    return language.replace("_", "-").partition("-")[0].lower() == "en"


def set_type(text: str, language: str) -> str:
    """A plain text with its type set; each line stands alone."""
    return _set(text) if is_ours(language) and not _PLACE.search(text) else text


def set_type_of_html(body: str, language: str) -> str:
    """Clean body HTML with its type set; a mark may stand in another element than its fellow."""
    if not is_ours(language) or _PLACE.search(body):
        return body
    tags = iter([match[0] for match in _TAG.finditer(body)])
    text = _set(html.unescape(_TAG.sub(_stand_in, body)))
    escaped = html.escape(text, quote=False).replace("\u00a0", "&nbsp;")
    return _PLACE.sub(lambda _place: next(tags), escaped)


def _stand_in(tag: re.Match[str]) -> str:
    return _INLINE if tag[1].lower() in _RUNS_ON else _BREAK


def _set(text: str) -> str:
    for step in (_dots, _dashes, _quotes):
        text = _with(text, step(text))
    return text


def _with(text: str, edits: Iterator[Edit]) -> str:
    """The text after these edits, but for those within an address."""
    fixed = [match.span() for match in _ADDRESS.finditer(text)]
    parts, done, passed = [], 0, 0
    for start, end, new in edits:
        while passed < len(fixed) and fixed[passed][1] <= start:
            passed += 1
        if passed == len(fixed) or end <= fixed[passed][0]:
            parts += [text[done:start], new]
            done = end
    return "".join([*parts, text[done:]])


def _before(text: str, place: int) -> tuple[str, int]:
    """The character before a place and where it stands; a blank where a line begins.

    Tags that run on are seen through.
    """
    place -= 1
    while place >= 0 and text[place] == _INLINE:
        place -= 1
    return (text[place], place) if place >= 0 and text[place] not in _LINE_ENDS else (" ", place)


def _after(text: str, place: int) -> str:
    """The character at a place or after the tags there; a blank where a line ends."""
    while place < len(text) and text[place] == _INLINE:
        place += 1
    return text[place] if place < len(text) and text[place] not in _LINE_ENDS else " "


def _dots(text: str) -> Iterator[Edit]:
    for dots in _DOTS.finditer(text):
        yield *dots.span(), "…"


def _dashes(text: str) -> Iterator[Edit]:
    for hyphens in _HYPHENS.finditer(text):
        start, end = hyphens.span()
        if end - start == 1:
            if _joins(text, start, end):
                yield start, end, "–"
            continue
        (before, place), after = _before(text, start), _after(text, end)
        if before.isdigit() and after.isdigit():
            yield start, end, "–"
            continue
        if before in "\"'":
            before, _place = _before(text, place)
        left = "" if before.isspace() or before in _OPENERS else " "
        opens = after in "\"'" and not _after(text, end + 1).isspace()
        right = " " if after.isalnum() or after in "“‘($£€" or opens else ""
        yield start, end, f"{left}–{right}"


def _joins(text: str, start: int, end: int) -> bool:
    """Whether a hyphen between blanks stands between words, not before an entry of a list."""
    while start > 0 and text[start - 1] in _BLANKS:
        start -= 1
    while end < len(text) and text[end] in _BLANKS:
        end += 1
    before, _place = _before(text, start)
    return not any(one.isspace() or one in _DASHES for one in (before, _after(text, end)))


@dataclass
class _Line:
    """What stands open at a place of a line, and where marks have opened something."""

    is_open: dict[str, bool] = field(default_factory=lambda: {'"': False, "'": False})
    openings: set[int] = field(default_factory=set)


def _quotes(text: str) -> Iterator[Edit]:
    measures = {
        place for match in _FEET_AND_INCHES.finditer(text) for place in range(*match.span())
    }
    line, done = _Line(), 0
    for match in _MARKS.finditer(text):
        place, mark = match.start(), match[0]
        if any(end in text[done:place] for end in _LINE_ENDS):
            line = _Line()
        done = place
        curly = mark if mark in "“”‘’" else _curly(text, place, line)
        if place in measures and curly != mark or not curly:
            continue
        kind = '"' if curly in "“”" else "'"
        if curly in "“‘":
            line.is_open[kind] = True
            line.openings.add(place)
        elif not _after(text, place + 1).isalnum():
            line.is_open[kind] = False
        yield place, place + 1, curly


def _curly(text: str, place: int, line: _Line) -> str:
    """What a straight mark becomes; nothing where it means feet or inches, or stands alone."""
    mark = text[place]
    (before, where), after = _before(text, place), _after(text, place + 1)
    opening, closing = ("“", "”") if mark == '"' else ("‘", "’")
    if mark == "'" and not before.isalnum() and _ELIDED.match(text, place + 1):
        return closing
    if before.isspace() and after.isspace():
        return closing if line.is_open[mark] else ""
    if before.isspace() or before in _OPENERS or where in line.openings:
        ends = after.isspace() or (after in _CLOSERS and line.is_open[mark])
        return closing if ends else opening
    if before.isdigit() and not after.isalnum() and _is_measure(text, place, line.is_open[mark]):
        return ""
    return closing


def _is_measure(text: str, place: int, is_open: bool) -> bool:
    """Whether a mark after a figure means feet or inches.

    It does where nothing is open that it could close, or the next mark of its kind closes it.
    """
    if not is_open:
        return True
    mark = text[place]
    for later in range(place + 1, len(text)):
        if text[later] in _LINE_ENDS:
            break
        if text[later] in ('"“”' if mark == '"' else "'‘’"):
            closes = text[later] != ("“" if mark == '"' else "‘")
            before, _place = _before(text, later)
            return closes and not before.isspace() and not _after(text, later + 1).isalnum()
    return False
