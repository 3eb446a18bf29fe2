"""Reads the words of an XMP packet: XML from a stranger, so nothing in it expands."""

from collections.abc import Mapping
from contextlib import suppress
from xml.parsers import expat

from articles.imaging.layouts import START_OF_SCAN, jpeg_segments
from articles.imaging.words import MAX_BLOCK_BYTES, Words, clean

# Below rdf:RDF our words stand at most four elements deep.
_MAX_DEPTH = 8

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns# "
_DC = "http://purl.org/dc/elements/1.1/ "
_PHOTOSHOP = "http://ns.adobe.com/photoshop/1.0/ "
_IPTC = "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/ "
_RIGHTS = "http://ns.adobe.com/xap/1.0/rights/ "
_EXIF = "http://ns.adobe.com/exif/1.0/ "
_RESOURCE = _RDF + "resource"
_LANGUAGE = "http://www.w3.org/XML/1998/namespace lang"
_EXTENSION = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/ "
_PLUS = "http://ns.useplus.org/ldf/xmp/1.0/ "
_MEDIA = "http://ns.adobe.com/xap/1.0/mm/ "
# Ours, and theirs in the order in which they count.
_XMP_NAMES = {
    "title": (_DC + "title",),
    "keywords": (_DC + "subject",),
    "creator": (_DC + "creator",),
    "creator_title": (_PHOTOSHOP + "AuthorsPosition",),
    "copyright": (_DC + "rights",),
    "caption": (_DC + "description",),
    "instructions": (_PHOTOSHOP + "Instructions",),
    "headline": (_PHOTOSHOP + "Headline",),
    "credit": (_PHOTOSHOP + "Credit",),
    "source": (_PHOTOSHOP + "Source",),
    # The sender's own number; a program gives its documents numbers that nobody else knows.
    "source_id": (
        _PHOTOSHOP + "TransmissionReference",
        _PLUS + "ImageSupplierImageID",
        _MEDIA + "DocumentID",
    ),
    "usage_terms": (_RIGHTS + "UsageTerms",),
    "alt_text": (_IPTC + "AltTextAccessibility",),
    "people": (_EXTENSION + "PersonInImage",),
    "digital_source_type": (_EXTENSION + "DigitalSourceType",),
}
_XMP_PLACE = (
    _IPTC + "Location",
    _PHOTOSHOP + "City",
    _PHOTOSHOP + "State",
    _PHOTOSHOP + "Country",
)
# Names the packet that holds what did not fit into this one.
_HAS_EXTENSION = "http://ns.adobe.com/xmp/note/ HasExtendedXMP"
_EXTENSION_SEGMENT = b"http://ns.adobe.com/xmp/extension/\0"
_APP1 = 0xE1
# Maps of depth make them this large; what is longer is no words.
_MAX_EXTENSION_BYTES = 8_000_000
_XMP_TAKEN = (_PHOTOSHOP + "DateCreated", _EXIF + "DateTimeOriginal")


def words_from_xmp(packet: bytes | str, data: bytes) -> Words:
    """Return the words of an XMP packet, and of its extension in the segments of a JPEG.

    Source: XMP Specification Part 3, 1.1.3.1: the first packet holds at most 64 KB.
    """
    raw = packet.encode() if isinstance(packet, str) else packet
    if len(raw) > MAX_BLOCK_BYTES:
        return {}
    found = _properties(raw)
    for name in found.get(_HAS_EXTENSION, [])[:1]:
        # A broken extension must not cost what the first packet says.
        with suppress(ValueError):
            found = {**_properties(_extension(data, name.strip())), **found}
    cleaned = {name: clean(values) for name, values in found.items()}
    named = {
        ours: next(filter(None, (cleaned.get(name) for name in theirs)), ())
        for ours, theirs in _XMP_NAMES.items()
    }
    named["place"] = tuple(part for name in _XMP_PLACE for part in cleaned.get(name, ())[:1])
    named["taken"] = tuple(part for name in _XMP_TAKEN for part in cleaned.get(name, ())[:1])
    return named


def _properties(raw: bytes) -> dict[str, list[str]]:
    """Return the properties of a packet; a document type is refused, so nothing expands."""
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
    return reader.values


def _extension(data: bytes, name: str) -> bytes:
    """Return the packet of this name, put together from a JPEG's segments in their order."""
    beginning = _EXTENSION_SEGMENT + name.encode()
    parts: dict[int, bytes] = {}
    for marker, payload in jpeg_segments(data) if data.startswith(b"\xff\xd8") else ():
        if marker == START_OF_SCAN:
            break
        if marker == _APP1 and payload.startswith(beginning):
            # After the name stand the length of the whole and the place of this part.
            numbers = len(beginning) + 4
            place = int.from_bytes(payload[numbers : numbers + 4])
            parts[place] = payload[numbers + 4 :]
    whole = b"".join(part for _place, part in sorted(parts.items()))
    return whole if len(whole) <= _MAX_EXTENSION_BYTES else b""


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
        elif len(self._below_rdf()) == 2 and _RESOURCE in attributes:
            self.values.setdefault(name, []).append(attributes[_RESOURCE])

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
