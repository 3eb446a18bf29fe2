"""Two versions of a text with the words marked that went and came."""

import html
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from itertools import groupby
from typing import Any, Literal, NamedTuple

from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from articles import markup
from articles.merging.placing import matched_blocks
from articles.merging.words import is_word, pieces_of, word_edits

_INLINE = {"strong", "em", "sub", "sup", "a"}
_BLOCKS = {
    "": "",
    "p": _("Paragraph"),
    "h2": _("Heading"),
    "h3": _("Small heading"),
    "blockquote": _("Quotation"),
    "ul": _("List"),
    "ol": _("Numbered list"),
    "table": _("Table"),
    "hr": _("Line"),
    "figure": _("Photo"),
}
# What became of a photo of the text, by the kind of its row and whether it stands elsewhere.
_PHOTOS = {
    ("added", False): _("Photo put in"),
    ("removed", False): _("Photo taken out"),
    ("added", True): _("Photo moved here"),
    ("removed", True): _("Photo moved away from here"),
}
_NO_TITLES: Mapping[str, str] = {}
# How what parts a list or table looks as text.
_PARTED_BY = {"li": "\n• ", "tr": "\n", "td": " | ", "th": " | ", "p": "\n", "br": "\n"}
_COMMA = ", "


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of one side of a comparison. `text` of a body is safe HTML, else plain."""

    kind: Literal["same", "removed", "added"]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A paragraph, or a whole short text, on both sides of a comparison.

    Shape: a side that has nothing here is empty. `old_block` and `new_block` are the elements
    ("p", "h2") of a body's block, and empty elsewhere.
    """

    kind: Literal["same", "changed", "removed", "added"]
    old: tuple[Segment, ...] = ()
    new: tuple[Segment, ...] = ()
    old_block: str = ""
    new_block: str = ""
    # Whether it is a photo that stands elsewhere on the other side.
    moved: bool = False

    @property
    def label(self) -> str:
        """What kind of block it is, where that is worth a word: "List", "Paragraph → Heading"."""
        if "figure" in (self.old_block, self.new_block) and self.kind != "same":
            return str(_PHOTOS[self.kind, self.moved])
        blocks = {self.old_block or self.new_block: None, self.new_block or self.old_block: None}
        if list(blocks) == ["p"]:
            return ""
        return " → ".join(str(_BLOCKS.get(block, block)) for block in blocks)


class _Piece(NamedTuple):
    """A word or blank of a body, and the open tags it stands in."""

    text: str
    inside: tuple[tuple[str, str, str], ...] = ()


def text_row(old: str, new: str) -> Row:
    """Two plain texts, word by word."""
    sides = _marked(pieces_of(old), pieces_of(new), is_word, "".join)
    return _row(old, new, sides)


def list_row(old: Sequence[str], new: Sequence[str]) -> Row:
    """Two lists of names, name by name."""

    def spaced(names: Sequence[str]) -> list[str]:
        return [piece for name in names for piece in (_COMMA, name)][1:]

    sides = _marked(spaced(old), spaced(new), lambda piece: piece != _COMMA, "".join)
    return _row(list(old), list(new), sides)


def body_rows(old: str, new: str, titles: Mapping[str, str] = _NO_TITLES) -> tuple[Row, ...]:
    """Two bodies, paragraph beside paragraph, word by word. `titles` names photos by their uid."""
    pairs = list(matched_blocks(old, new))
    sides = [{markup.photo_of(block) for block in side} for side in zip(*pairs, strict=True)]
    both = set.intersection(*sides) if sides else set[str]()
    return tuple(
        _photo_row(*pair, titles.get(uid, ""), uid in both)
        if (uid := markup.photo_of(pair[0] or pair[1]))
        else _block_row(*pair)
        for pair in pairs
    )


def _photo_row(old: str, new: str, title: str, is_in_both: bool) -> Row:
    text = format_html("{}", title or _("A photo that the story does not have"))
    sides = _marked([text] if old else [], [text] if new else [], bool, "".join)
    blocks = ("figure" if old else "", "figure" if new else "")
    row = _row(old, new, sides, *blocks)
    return replace(row, moved=is_in_both and row.kind != "same")


def _block_row(old: str, new: str) -> Row:
    before, after = _Reader(old), _Reader(new)
    sides = _marked(before.pieces, after.pieces, _is_word, _printed)
    return _row(old, new, sides, before.block, after.block)


def _row(
    old: Any,
    new: Any,
    sides: tuple[tuple[Segment, ...], tuple[Segment, ...]],
    old_block: str = "",
    new_block: str = "",
) -> Row:
    kind: Literal["same", "changed", "removed", "added"] = "changed"
    if old == new:
        kind = "same"
    elif not new:
        kind = "removed"
    elif not old:
        kind = "added"
    return Row(kind=kind, old=sides[0], new=sides[1], old_block=old_block, new_block=new_block)


def _marked(
    old: Sequence[Any],
    new: Sequence[Any],
    counts: Callable[[Any], bool],
    printed: Callable[[Sequence[Any]], str],
) -> tuple[tuple[Segment, ...], tuple[Segment, ...]]:
    before: list[Segment] = []
    after: list[Segment] = []
    done = at = 0
    for edit in word_edits(old, new, counts):
        if same := old[done : edit.start]:
            before.append(Segment("same", printed(same)))
            after.append(Segment("same", printed(new[at : edit.at])))
        if removed := old[edit.start : edit.end]:
            before.append(Segment("removed", printed(removed)))
        if edit.pieces:
            after.append(Segment("added", printed(edit.pieces)))
        done, at = edit.end, edit.at + len(edit.pieces)
    if old[done:]:
        before.append(Segment("same", printed(old[done:])))
        after.append(Segment("same", printed(new[at:])))
    return tuple(before), tuple(after)


def _is_word(piece: _Piece) -> bool:
    return is_word(piece.text)


def _printed(pieces: Sequence[_Piece]) -> str:
    """Safe HTML: the words in their formatting, tags opened and closed within."""
    whole = format_html("{}", "")
    for inside, same in groupby(pieces, key=lambda piece: piece.inside):
        text: str = "".join(piece.text for piece in same)
        for tag, address, title in reversed(inside):
            if tag == "a":
                text = format_html('<a href="{}" title="{}">{}</a>', address, title, text)
            else:
                text = format_html("<{}>{}</{}>", tag, text, tag)
        whole = format_html("{}{}", whole, text)
    return whole


class _Reader(HTMLParser):
    """The words of one block of a clean body, each with the tags it stands in."""

    def __init__(self, block: str) -> None:
        super().__init__(convert_charrefs=True)
        self.block = ""
        self.pieces: list[_Piece] = []
        self._open: list[tuple[str, str, str]] = []
        self.feed(block)
        self.close()
        # What stands before the first words parts nothing; the mark of a list does more.
        while self.pieces and self.pieces[0].text in ("\n", " | "):
            del self.pieces[0]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.block = self.block or tag
        if tag in _INLINE:
            known = dict(attrs)
            self._open.append((tag, known.get("href") or "", known.get("title") or ""))
        elif tag in _PARTED_BY:
            self.pieces.append(_Piece(_PARTED_BY[tag]))

    def handle_endtag(self, tag: str) -> None:
        if tag in _INLINE and self._open:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        inside = tuple(self._open)
        self.pieces += [_Piece(piece, inside) for piece in _plain_pieces(data)]


def _plain_pieces(text: str) -> Iterator[str]:
    # What looks like a tag here is a word about one: `<` was written out.
    for piece in pieces_of(html.escape(text, quote=False)):
        yield html.unescape(piece)
