"""Reads the words a photo carries: caption, creator, credit, rights, place, time.

Never reads the location, and never raises: what is missing or broken is empty.
Source: IPTC Photo Metadata 2023; the order between blocks follows the Metadata Working Group.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice, takewhile
from xml.parsers import expat

from PIL import ExifTags, Image, ImageFile, TiffImagePlugin

from articles.imaging.masters import START_OF_SCAN, PhotoRefused, jpeg_segments, open_photo

IIM_RESOURCE = 0x0404
IIM_UTF8 = b"\x1b%G"

_MAX_CHARACTERS = 10_000
_MAX_KEYWORDS = 200
_MAX_DATASETS = 10_000
_MAX_BLOCK_BYTES = 2_000_000
# Below rdf:RDF our words stand at most four elements deep.
_MAX_DEPTH = 8

# One source's words by our names; a field may have several values.
Words = dict[str, tuple[str, ...]]

_IIM_NAMES = {
    5: "title",
    25: "keywords",
    40: "instructions",
    80: "creator",
    105: "headline",
    110: "credit",
    115: "source",
    116: "copyright",
    120: "caption",
}
_IIM_PLACE = (92, 90, 95, 101)
_IIM_DATE, _IIM_TIME = 55, 60
_IIM_TAG_IN_TIFF = 33723
_APP13 = 0xED
_PHOTOSHOP_SEGMENT = b"Photoshop 3.0\0"

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns# "
_DC = "http://purl.org/dc/elements/1.1/ "
_PHOTOSHOP = "http://ns.adobe.com/photoshop/1.0/ "
_IPTC = "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/ "
_RIGHTS = "http://ns.adobe.com/xap/1.0/rights/ "
_EXIF = "http://ns.adobe.com/exif/1.0/ "
_LANGUAGE = "http://www.w3.org/XML/1998/namespace lang"
_XMP_NAMES = {
    _DC + "title": "title",
    _DC + "subject": "keywords",
    _DC + "creator": "creator",
    _DC + "rights": "copyright",
    _DC + "description": "caption",
    _PHOTOSHOP + "Instructions": "instructions",
    _PHOTOSHOP + "Headline": "headline",
    _PHOTOSHOP + "Credit": "credit",
    _PHOTOSHOP + "Source": "source",
    _RIGHTS + "UsageTerms": "usage_terms",
    _IPTC + "AltTextAccessibility": "alt_text",
}
_XMP_PLACE = (
    _IPTC + "Location",
    _PHOTOSHOP + "City",
    _PHOTOSHOP + "State",
    _PHOTOSHOP + "Country",
)
_XMP_TAKEN = (_PHOTOSHOP + "DateCreated", _EXIF + "DateTimeOriginal")

_CONTROLS = dict.fromkeys(
    code for code in (*range(32), *range(127, 160)) if chr(code) not in "\t\n"
)
# What cameras write where a caption belongs.
_CAMERA_CAPTION = re.compile(r"(?:.* )?DIGITAL CAMERA|SONY DSC|DCIM\\.*", re.I)
# Before the first photograph a date is a mistake; at the end of the calendar zones overflow.
_YEARS = range(1826, 9999)


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoFacts:
    """What the file says about its photo; a default for the record, which then wins.

    Shape: several creators are joined with ", "; place goes from small to large.
    Units: taken_at is aware only if the file names a zone; a day without a time is midnight.
    """

    caption: str = ""
    headline: str = ""
    creator: str = ""
    credit: str = ""
    source: str = ""
    copyright: str = ""
    usage_terms: str = ""
    instructions: str = ""
    alt_text: str = ""
    place: str = ""
    keywords: tuple[str, ...] = ()
    taken_at: datetime | None = None


def read_facts(data: bytes) -> PhotoFacts:
    """Return the words in the photo's IPTC-IIM, XMP and Exif blocks, in this order.

    XMP goes first where IIM holds the same words cut short, as its fields are limited.
    """
    try:
        with open_photo(data) as image:
            if image.format == "PNG":
                # The chunks after the pixels are read by decoding.
                with suppress(Exception):
                    image.load()
            iim = _attempt(lambda: _words_from_iim(_iim_blocks(data, image)))
            xmp = _attempt(lambda: _words_from_xmp(image.info.get("xmp", b"")))
            exif = _attempt(lambda: _words_from_exif(image.getexif()))
    except PhotoRefused:
        return PhotoFacts()
    return _facts(iim, xmp, exif)


def _attempt(read: Callable[[], Words]) -> Words:
    # One broken block must not cost the words of the others.
    try:
        return read()
    except Exception:
        return {}


def _facts(iim: Words, xmp: Words, exif: Words) -> PhotoFacts:
    def values(name: str) -> tuple[str, ...]:
        return _first_or_fullest(iim.get(name, ()), xmp.get(name, ())) or exif.get(name, ())

    def line(name: str) -> str:
        return ", ".join(dict.fromkeys(map(_one_line, values(name))))[:_MAX_CHARACTERS]

    def text(name: str) -> str:
        return "\n".join(dict.fromkeys(values(name)))[:_MAX_CHARACTERS]

    return PhotoFacts(
        caption=text("caption"),
        headline=line("headline") or line("title"),
        creator=line("creator"),
        credit=line("credit"),
        source=line("source"),
        copyright=line("copyright"),
        usage_terms=text("usage_terms"),
        instructions=text("instructions"),
        alt_text=line("alt_text"),
        place=line("place"),
        keywords=tuple(dict.fromkeys(map(_one_line, values("keywords"))))[:_MAX_KEYWORDS],
        taken_at=_most_exact(
            moment for source in (iim, xmp, exif) for moment in source.get("taken", ())
        ),
    )


def _first_or_fullest(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    is_cut_short = len(first) == len(second) and all(
        _one_line(long).startswith(_one_line(short))
        for short, long in zip(first, second, strict=True)
    )
    return second if is_cut_short or not first else first


def _most_exact(moments: Iterable[str]) -> datetime | None:
    """Return the first moment with a zone, else the first with a time, else the first day."""
    found: list[tuple[tuple[bool, bool], datetime]] = []
    for moment in moments:
        try:
            taken_at = datetime.fromisoformat(moment)
        except ValueError:
            continue
        if taken_at.year in _YEARS:
            found.append(((taken_at.tzinfo is not None, len(moment) > len("2006-07-22")), taken_at))
    return max(found, key=lambda pair: pair[0])[1] if found else None


def _words_from_iim(blocks: Iterable[bytes]) -> Words:
    found: dict[int, list[bytes]] = {}
    is_utf8 = False
    datasets = chain.from_iterable(map(_datasets, blocks))
    for record, number, value in islice(datasets, _MAX_DATASETS):
        if record == 2:
            found.setdefault(number, []).append(value)
        elif (record, number) == (1, 90):
            is_utf8 = value == IIM_UTF8

    def words(number: int) -> tuple[str, ...]:
        return _clean(_decoded(value, is_utf8=is_utf8) for value in found.get(number, ()))

    named = {name: words(number) for number, name in _IIM_NAMES.items()}
    named["place"] = tuple(part for number in _IIM_PLACE for part in words(number)[:1])
    for day in words(_IIM_DATE)[:1]:
        # ISO 8601 in its short form: 20060722T105206-1052, and the day alone if that is wrong.
        named["taken"] = (*(f"{day}T{time}" for time in words(_IIM_TIME)[:1]), _day(day))
    return named


def _day(text: str) -> str:
    return f"{text[:4]}-{text[4:6]}-{text[6:]}" if len(text) == 8 else text


def _iim_blocks(data: bytes, image: ImageFile.ImageFile) -> Iterator[bytes]:
    if isinstance(image, TiffImagePlugin.TiffImageFile):
        # Photoshop declares the block as numbers, so only the bytes as they stand tell.
        yield image.tag_v2._tagdata.get(_IIM_TAG_IN_TIFF, b"")
    elif data.startswith(b"\xff\xd8"):
        yield from _iim_in_jpeg(data)


def _iim_in_jpeg(data: bytes) -> Iterator[bytes]:
    """Yield the IIM blocks among Photoshop's resources, which may span several segments."""
    header = takewhile(lambda segment: segment[0] != START_OF_SCAN, jpeg_segments(data))
    resources = b"".join(
        payload.removeprefix(_PHOTOSHOP_SEGMENT)
        for marker, payload in header
        if marker == _APP13 and payload.startswith(_PHOTOSHOP_SEGMENT)
    )[:_MAX_BLOCK_BYTES]
    position = 0
    while resources[position : position + 4] == b"8BIM":
        code = int.from_bytes(resources[position + 4 : position + 6])
        name_bytes = 1 + int.from_bytes(resources[position + 6 : position + 7])
        start = position + 6 + name_bytes + name_bytes % 2
        size = int.from_bytes(resources[start : start + 4])
        if code == IIM_RESOURCE:
            yield resources[start + 4 : start + 4 + size]
        position = start + 4 + size + size % 2


def _datasets(block: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Yield (record, number, value) up to the first thing that is no data set."""
    position = 0
    while block[position : position + 1] == b"\x1c" and position + 5 <= len(block):
        record, number = block[position + 1], block[position + 2]
        size = int.from_bytes(block[position + 3 : position + 5])
        start = position + 5
        if size & 0x8000:
            # An extended data set: these bits count the bytes of the size that follows.
            start += size & 0x7FFF
            size = int.from_bytes(block[position + 5 : start][-8:])
        yield record, number, block[start : start + size]
        position = start + size


def _decoded(value: bytes, *, is_utf8: bool = False) -> str:
    # Agencies leave 1:90 out or name a set they do not use, so the bytes decide.
    try:
        return value.decode()
    except UnicodeDecodeError as error:
        start = value[: error.start]
        is_cut_inside_a_letter = error.reason == "unexpected end of data"
        if is_cut_inside_a_letter and (is_utf8 or not start.isascii()):
            return start.decode()
    return value.decode("cp1252", "replace")


def _words_from_xmp(packet: bytes | str) -> Words:
    """Return the words of an XMP packet; a document type is refused, so nothing expands."""
    raw = packet.encode() if isinstance(packet, str) else packet
    if len(raw) > _MAX_BLOCK_BYTES:
        return {}
    reader = _PacketReader()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = reader.refuse
    parser.EntityDeclHandler = reader.refuse
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.characters
    # What was read before a mistake still counts.
    with suppress(expat.ExpatError):
        parser.Parse(raw.strip(b"\0 \t\r\n"), True)
    found = {name: _clean(values) for name, values in reader.values.items()}
    named = {ours: found.get(theirs, ()) for theirs, ours in _XMP_NAMES.items()}
    named["place"] = tuple(part for name in _XMP_PLACE for part in found.get(name, ())[:1])
    named["taken"] = tuple(part for name in _XMP_TAKEN for part in found.get(name, ())[:1])
    return named


class _PacketReader:
    """Collects the properties of the photo itself: text, attributes, and items of lists.

    Deeper structures (history, ingredients, contact) describe other things and are passed over.
    """

    def __init__(self) -> None:
        self.values: dict[str, list[str]] = {}
        self._path: list[str] = []
        self._text: list[str] = []
        self._is_default_language = False

    def refuse(self, *_declaration: object) -> None:
        raise ValueError("An XMP packet has no document type.")

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._path.append(name)
        self._text = []
        self._is_default_language = attributes.get(_LANGUAGE) == "x-default"
        if self._below_rdf() == [_RDF + "Description"]:
            for attribute, value in attributes.items():
                self.values.setdefault(attribute, []).append(value)

    def characters(self, text: str) -> None:
        self._text.append(text)

    def end(self, _name: str) -> None:
        match self._below_rdf():
            case [_, name]:
                self._keep(name)
            case [_, name, container, item] if item == _RDF + "li":
                self._keep(name, is_choice=container == _RDF + "Alt")
        self._path.pop()
        self._text = []

    def _below_rdf(self) -> list[str]:
        root = _RDF + "RDF"
        if len(self._path) > _MAX_DEPTH or root not in self._path:
            return []
        return self._path[self._path.index(root) + 1 :]

    def _keep(self, name: str, *, is_choice: bool = False) -> None:
        text = "".join(self._text)
        kept = self.values.setdefault(name, [])
        if is_choice and kept:
            # One text in several languages: the default, else the first.
            kept[:] = [text] if self._is_default_language else kept
        elif text.strip():
            kept.append(text)


def _words_from_exif(exif: Image.Exif) -> Words:
    details = exif.get_ifd(ExifTags.IFD.Exif)
    caption = _exif_text(exif.get(ExifTags.Base.ImageDescription))
    taken = _exif_text(details.get(ExifTags.Base.DateTimeOriginal))
    zone = _exif_text(details.get(ExifTags.Base.OffsetTimeOriginal)) or _exif_text(
        details.get(ExifTags.Base.OffsetTime)
    )
    return {
        "caption": () if _CAMERA_CAPTION.fullmatch("".join(caption)) else caption,
        "creator": tuple(
            name.strip()
            for text in _exif_text(exif.get(ExifTags.Base.Artist))
            for name in text.split(";")
            if name.strip()
        ),
        "copyright": _exif_text(exif.get(ExifTags.Base.Copyright)),
        "taken": tuple(day.replace(":", "-", 2).replace(" ", "T") + "".join(zone) for day in taken),
    }


def _exif_text(value: object) -> tuple[str, ...]:
    """Return the text of an Exif field, or nothing.

    Source: Exif fields are ASCII by the standard and UTF-8 in practice; Pillow reads Latin-1.
    """
    if isinstance(value, str):
        value = value.encode("latin-1", "replace")
    # Copyright holds the photographer's notice, a NUL, then the editor's.
    return (
        _clean([_decoded(part) for part in value.split(b"\0")][:1])
        if isinstance(value, bytes)
        else ()
    )


def _clean(values: Iterable[str]) -> tuple[str, ...]:
    kept = (
        value.replace("\r\n", "\n").replace("\r", "\n").translate(_CONTROLS).strip()
        for value in values
    )
    return tuple(value[:_MAX_CHARACTERS] for value in kept if value)


def _one_line(text: str) -> str:
    return " ".join(text.split())
