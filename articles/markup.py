"""Text that people and wires send, made safe: the one allow-list and the one sanitiser.

Body HTML passes `clean` when it enters (form, importer) and again when a version is published;
lines and plain text pass `clean_line` and `clean_text`. Nothing here knows a model.
"""

import html
import re
import unicodedata
from html.parser import HTMLParser

import nh3

# The elements a story's body may hold, each with the attributes it keeps.
# The editor is configured from this list (articles/admin/editor.py).
ALLOWED: dict[str, set[str]] = {
    "p": set(),
    "h2": set(),
    "h3": set(),
    "blockquote": set(),
    "ul": set(),
    "ol": {"start"},
    "li": set(),
    "strong": set(),
    "em": set(),
    "sub": set(),
    "sup": set(),
    "a": {"href", "title"},
    "br": set(),
    "hr": set(),
    "table": set(),
    "thead": set(),
    "tbody": set(),
    "tr": set(),
    "th": {"colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
    "figure": {"data-caption"},
}
LINK_SCHEMES = {"http", "https", "mailto", "tel"}
# Elements that go with everything inside them; of all others only the words stay.
DROPPED_WHOLE = {
    "script", "style", "iframe", "object", "embed", "noscript", "template", "svg", "math",
    "textarea", "select", "title", "head",
}  # fmt: skip
VOID = {"br", "hr"}

# Invisible characters that change how a line reads: zero width space and joiners of
# nothing, marks and overrides of direction. U+200C and U+200D stay: Persian, Indic scripts
# and emoji need them.
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_BLANKS = re.compile(r"\s+")
_ELEMENT = re.compile("<[a-zA-Z/!?]")
# A tag of cleaned HTML, where quotes are balanced.
_TAG = re.compile(r'(<[^>"]*(?:"[^"]*"[^>"]*)*>)')
# A photo of the story where the writer put it: an empty block that names a caption by its uid.
_UID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_PHOTO = re.compile(f'<figure data-caption="({_UID})"></figure>')
_PHOTO_OR_TAG = re.compile(
    rf'<figure data-caption="(?P<uid>{_UID})">\s*</figure>\s*|<(?P<end>/?)(?P<name>\w+)'
    r'[^>"]*(?:"[^"]*"[^>"]*)*>'
)
_EMPTYABLE = {"p", "h2", "h3", "blockquote", "li", "ul", "ol"}
# While one of these is open, HTML repeats it in every later block: up to three times, unless
# its attributes differ; then a few kilobytes become gigabytes. So they lose them beforehand.
_REPEATED = re.compile(
    r"<(b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)[\s/][^>]*>", re.IGNORECASE | re.ASCII
)
# An open link is repeated too; its attributes may grow to this many times the text.
_ATTRIBUTE_GROWTH = 4
_PASSES = 8


def clean(body: str) -> str:
    """Body HTML holding only what `ALLOWED` names; cleaning it again changes nothing.

    Text without any element becomes paragraphs; empty paragraphs and lists fall away.
    """
    body = _plain_controls(body)
    for _ in range(_PASSES):
        before, body = body, _clean_once(body)
        if body == before:
            return body
    return paragraphs(words(body))


def _clean_once(body: str) -> str:
    """One pass, after which the next may still change something.

    Taking elements away can put others where HTML does not let them stand, and a character
    reference can become a control character.
    """
    if _ELEMENT.search(body):
        body = _with_photos_alone(_plain_controls(_sanitised(body)))
        body = _without_empty_blocks(body).strip()
    if not _ELEMENT.search(body):
        body = paragraphs(_plain_controls(html.unescape(body)))
    return body


def _sanitised(body: str) -> str:
    left = _ATTRIBUTE_GROWTH * len(body)

    def keep(tag: str, name: str, value: str) -> str | None:
        nonlocal left
        left -= len(value)
        return value if left >= 0 else None

    return nh3.clean(
        _REPEATED.sub(r"<\1>", body),
        tags=set(ALLOWED),
        # "*" says that no element keeps the two which nh3 lets every element keep.
        attributes={tag: names for tag, names in ALLOWED.items() if names} | {"*": set()},
        attribute_filter=keep,
        clean_content_tags=DROPPED_WHOLE,
        url_schemes=LINK_SCHEMES,
        generic_attribute_prefixes=set(),
        link_rel=None,
        strip_comments=True,
    )


def _with_photos_alone(body: str) -> str:
    """Cleaned HTML where photos stand outside of every other element, each once.

    Of anything else called a figure only the words stay.
    """
    if "<figure" not in body:
        return body
    depth = 0
    placed: set[str] = set()

    def kept(match: re.Match[str]) -> str:
        nonlocal depth
        uid, name = match["uid"], match["name"]
        if uid and not depth and uid not in placed:
            placed.add(uid)
            return f'<figure data-caption="{uid}"></figure>'
        if uid or name == "figure":
            return ""
        if name not in VOID:
            depth += -1 if match["end"] else 1
        return match[0]

    return _PHOTO_OR_TAG.sub(kept, body)


def _without_empty_blocks(body: str) -> str:
    """Cleaned HTML without blocks that hold nothing but blanks, line breaks and such blocks."""
    kept: list[str] = []
    open_and_empty: list[int] = []
    for piece in _TAG.split(body):
        name = piece.strip("</>")
        if name in _EMPTYABLE and piece == f"<{name}>":
            open_and_empty.append(len(kept))
        elif piece == f"</{name}>" and open_and_empty and kept[open_and_empty[-1]] == f"<{name}>":
            del kept[open_and_empty.pop() :]
            continue
        elif piece != "<br>" and piece.replace("&nbsp;", "").strip():
            open_and_empty.clear()
        kept.append(piece)
    return "".join(kept)


def clean_line(text: str) -> str:
    """One line of plain text: no control or invisible characters, single blanks, NFC."""
    text = _INVISIBLE.sub("", _plain_controls(text))
    return unicodedata.normalize("NFC", _BLANKS.sub(" ", text).strip())


def clean_text(text: str) -> str:
    """Plain text of several lines: line breaks kept, control characters gone, NFC."""
    return unicodedata.normalize("NFC", _plain_controls(text).strip())


def _plain_controls(text: str) -> str:
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def paragraphs(text: str) -> str:
    """Plain text as body HTML: a blank line parts paragraphs."""
    parts = (_BLANKS.sub(" ", part).strip() for part in re.split(r"\n\s*\n", text))
    return "".join(f"<p>{html.escape(part, quote=False)}</p>" for part in parts if part)


def words(body: str) -> str:
    """The words of body HTML as plain text, blocks parted by a line break."""
    reader = _Words()
    reader.feed(body)
    reader.close()
    lines = (_BLANKS.sub(" ", line).strip() for line in "".join(reader.parts).split("\n"))
    return "\n".join(line for line in lines if line)


class _Words(HTMLParser):
    INLINE = {"strong", "em", "a", "sub", "sup"}

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(_BLANKS.sub(" ", data))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.INLINE:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.INLINE:
            self.parts.append("\n")


def photo_of(block: str) -> str:
    """The uid of the caption whose photo this block of a clean body is; of others ""."""
    photo = _PHOTO.fullmatch(block)
    return photo[1] if photo else ""


def blocks(body: str) -> list[str]:
    """The top-level blocks of clean body HTML, in order; joined they give the body again."""
    splitter = _Blocks(body)
    splitter.feed(body)
    splitter.close()
    return splitter.finished()


class _Blocks(HTMLParser):
    def __init__(self, body: str) -> None:
        super().__init__(convert_charrefs=False)
        self.body = body
        self.line_starts = [0, *(match.end() for match in re.finditer("\n", body))]
        self.depth = 0
        self.cuts = [0]

    def _offset(self) -> int:
        line, column = self.getpos()
        return self.line_starts[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.depth == 0:
            self.cuts.append(self._offset())
        if tag not in VOID:
            self.depth += 1

    def handle_endtag(self, tag: str) -> None:
        self.depth = max(0, self.depth - 1)
        if tag == "figure" and self.depth == 0:
            # Words that follow are no part of the photo.
            self.cuts.append(self._offset() + len("</figure>"))

    def finished(self) -> list[str]:
        ends = [*self.cuts[1:], len(self.body)]
        pieces = (self.body[start:end] for start, end in zip(self.cuts, ends, strict=True))
        return [piece for piece in pieces if piece]
