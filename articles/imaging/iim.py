"""Reads the words of IPTC-IIM, the oldest of a photo's blocks and the one wires fill."""

from collections.abc import Iterable, Iterator
from hashlib import md5
from itertools import chain, islice, takewhile

from PIL import ImageFile, TiffImagePlugin

from articles.imaging.layouts import START_OF_SCAN, jpeg_segments
from articles.imaging.words import MAX_BLOCK_BYTES, Words, clean, decoded

IIM_RESOURCE = 0x0404
IIM_UTF8 = b"\x1b%G"
_IIM_DIGEST = 0x0425

_MAX_DATASETS = 10_000

_IIM_NAMES = {
    5: "title",
    25: "keywords",
    40: "instructions",
    80: "creator",
    85: "creator_title",
    103: "source_id",
    105: "headline",
    110: "credit",
    115: "source",
    116: "copyright",
    120: "caption",
}
_IIM_PLACE = (92, 90, 95, 101)
_IIM_DATE, _IIM_TIME = 55, 60
_IIM_TAG_IN_TIFF, _RESOURCES_TAG_IN_TIFF = 33723, 34377
_APP13 = 0xED
_PHOTOSHOP_SEGMENT = b"Photoshop 3.0\0"


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
        return clean(decoded(value, is_utf8=is_utf8) for value in found.get(number, ()))

    named = {name: words(number) for number, name in _IIM_NAMES.items()}
    named["place"] = tuple(part for number in _IIM_PLACE for part in words(number)[:1])
    for day in words(_IIM_DATE)[:1]:
        # ISO 8601 in its short form: 20060722T105206-1052, and the day alone if that is wrong.
        named["taken"] = (*(f"{day}T{time}" for time in words(_IIM_TIME)[:1]), _day(day))
    return named


def _day(text: str) -> str:
    return f"{text[:4]}-{text[4:6]}-{text[6:]}" if len(text) == 8 else text


def read_iim(data: bytes, image: ImageFile.ImageFile) -> tuple[Words, bool]:
    """Return the words of a photo's IIM, and whether its XMP has been written since.

    Source: Metadata Working Group 2.0: a program that keeps both in step leaves the digest of
    the IIM beside it; where it no longer fits, another program has changed the IIM alone.
    """
    blocks: list[bytes] = []
    digests: list[bytes] = []
    for code, block in _resources(data, image):
        if code == IIM_RESOURCE:
            blocks.append(block)
        elif code == _IIM_DIGEST:
            digests.append(block)
    is_in_step = any(
        md5(block, usedforsecurity=False).digest() in digests for block in blocks[:1] if digests
    )
    if isinstance(image, TiffImagePlugin.TiffImageFile):
        # Photoshop declares the block as numbers, so only the bytes as they stand tell.
        blocks.insert(0, image.tag_v2._tagdata.get(_IIM_TAG_IN_TIFF, b""))
    return _words_from_iim(blocks), is_in_step


def _resources(data: bytes, image: ImageFile.ImageFile) -> Iterator[tuple[int, bytes]]:
    """Yield (code, content) of Photoshop's resources, which may span several segments."""
    resources = b""
    if isinstance(image, TiffImagePlugin.TiffImageFile):
        resources = image.tag_v2._tagdata.get(_RESOURCES_TAG_IN_TIFF, b"")
    elif data.startswith(b"\xff\xd8"):
        header = takewhile(lambda segment: segment[0] != START_OF_SCAN, jpeg_segments(data))
        resources = b"".join(
            payload.removeprefix(_PHOTOSHOP_SEGMENT)
            for marker, payload in header
            if marker == _APP13 and payload.startswith(_PHOTOSHOP_SEGMENT)
        )
    resources = resources[:MAX_BLOCK_BYTES]
    position = resources.find(b"8BIM")
    while position >= 0:
        code = int.from_bytes(resources[position + 4 : position + 6])
        name_bytes = 1 + int.from_bytes(resources[position + 6 : position + 7])
        start = position + 6 + name_bytes + name_bytes % 2
        size = int.from_bytes(resources[start : start + 4])
        yield code, resources[start + 4 : start + 4 + size]
        # Segments that stand each for themselves may be padded.
        position = resources.find(b"8BIM", start + 4 + size)


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
