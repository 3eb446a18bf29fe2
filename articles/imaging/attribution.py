"""The words a rendition carries: who made it, the credit, whose it is, what may be done with it."""

import re
from dataclasses import dataclass
from xml.sax.saxutils import escape

from PIL import ExifTags, Image

from articles.imaging.metadata import IIM_RESOURCE, IIM_UTF8

# The standard's 32 bytes cut names short and all readers take more; this keeps the segment whole.
_MAX_BYTES = 2_000
# Source: XML 1.0, 2.2.
_NOT_IN_XML = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_BYLINE, _CREDIT, _COPYRIGHT_NOTICE = 80, 110, 116

_PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\
<x:xmpmeta xmlns:x="adobe:ns:meta/">\
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" \
xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" \
xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/">\
{properties}</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>"""
_LANGUAGES = '<rdf:Alt><rdf:li xml:lang="x-default">{}</rdf:li></rdf:Alt>'


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """What is written into every rendition, and nothing else is.

    Source: IPTC Photo Metadata 2023, in the places photo desks and search engines look.
    """

    creator: str = ""
    credit: str = ""
    copyright: str = ""
    usage_terms: str = ""

    def exif(self) -> bytes:
        """Return Artist and Copyright (the credit where there is no notice), or nothing."""
        exif = Image.Exif()
        # As bytes: Pillow would write a question mark for each letter beyond ASCII.
        if self.creator:
            exif[ExifTags.Base.Artist] = _cut(self.creator).encode()
        if notice := self.copyright or self.credit:
            exif[ExifTags.Base.Copyright] = _cut(notice).encode()
        return exif.tobytes() if len(exif) else b""

    def iim(self) -> bytes:
        """Return the APP13 segment of a JPEG, or nothing.

        Source: IPTC-IIM 4.2; 1:90 declares UTF-8, 2:00 is the version.
        """
        words = (
            (_BYLINE, self.creator), (_CREDIT, self.credit), (_COPYRIGHT_NOTICE, self.copyright),
        )  # fmt: skip
        datasets = [_dataset(2, number, _cut(text).encode()) for number, text in words if text]
        if not datasets:
            return b""
        block = b"".join([_dataset(1, 90, IIM_UTF8), _dataset(2, 0, b"\0\4"), *datasets])
        resource = b"8BIM" + IIM_RESOURCE.to_bytes(2) + b"\0\0" + len(block).to_bytes(4) + block
        payload = b"Photoshop 3.0\0" + resource + b"\0" * (len(block) % 2)
        return b"\xff\xed" + (len(payload) + 2).to_bytes(2) + payload

    def xmp(self) -> bytes:
        """Return an XMP packet, the only place for usage terms, or nothing."""
        words = (
            ("dc:creator", "<rdf:Seq><rdf:li>{}</rdf:li></rdf:Seq>", self.creator),
            ("photoshop:Credit", "{}", self.credit),
            ("dc:rights", _LANGUAGES, self.copyright),
            ("xmpRights:UsageTerms", _LANGUAGES, self.usage_terms),
        )
        properties = "".join(
            f"<{name}>{shape.format(escape(_cut(text)))}</{name}>"
            for name, shape, text in words
            if text
        )
        return _PACKET.format(properties=properties).encode() if properties else b""


def _dataset(record: int, number: int, value: bytes) -> bytes:
    return bytes((0x1C, record, number)) + len(value).to_bytes(2) + value


def _cut(text: str) -> str:
    """Return the text as one line without controls, cut where it is longer than a field can be."""
    line = " ".join(_NOT_IN_XML.sub(" ", text).split())
    return line.encode()[:_MAX_BYTES].decode(errors="ignore")
