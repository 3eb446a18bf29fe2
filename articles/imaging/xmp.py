"""Reads the words of an XMP packet: XML from a stranger, so nothing in it expands."""

from collections.abc import Mapping
from contextlib import suppress
from xml.parsers import expat

from articles.imaging.words import MAX_BLOCK_BYTES, Words, clean

# Below rdf:RDF our words stand at most four elements deep.
_MAX_DEPTH = 8

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


def words_from_xmp(packet: bytes | str) -> Words:
    """Return the words of an XMP packet; a document type is refused, so nothing expands."""
    raw = packet.encode() if isinstance(packet, str) else packet
    if len(raw) > MAX_BLOCK_BYTES:
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
    found = {name: clean(values) for name, values in reader.values.items()}
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
