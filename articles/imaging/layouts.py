"""Where the parts of a photo's file lie, found without decoding any of it.

Whatever is asked of a broken file ends early or raises ValueError, IndexError or struct.error;
nothing here takes longer than the file is long.
"""

import re
import struct
from collections.abc import Iterator
from typing import Literal

TIFF_BEGINNINGS = (b"II*\0", b"MM\0*")
START_OF_SCAN = 0xDA

# Honest files need a few thousand; files of empty parts would keep a reader busy for minutes.
MAX_PARTS = 200_000
# A GIF's data comes in parts of at most 255 bytes.
_MAX_GIF_PARTS = 1_000_000

_NEXT_JPEG_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd8\xff]")
_END_OF_IMAGE = 0xD9

# Bytes of one value of each TIFF type; kinds that do not exist take none.
_TIFF_VALUE_BYTES = {
    1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8,
}  # fmt: skip
_ENDIAN: dict[str, Literal["little", "big"]] = {"<": "little", ">": "big"}
_EXIF_DIRECTORY = 34665
_STRIPS_OR_TILES = {273: 279, 324: 325}

# Shape: (kind, where its content starts, where it ends).
Part = tuple[bytes, int, int]
# Shape: (tag, type, count, where the value stands).
Entry = tuple[int, int, int, int]


def jpeg_segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield each segment of the first picture in a JPEG.

    Shape: (second byte of the marker, payload); pixels between segments are skipped.
    """
    for marker, start, end in _jpeg_parts(data):
        if marker != _END_OF_IMAGE:
            yield marker, data[start:end]


def _jpeg_parts(data: bytes) -> Iterator[tuple[int, int, int]]:
    position = 2
    while match := _NEXT_JPEG_MARKER.search(data, position):
        marker, start = match[0][1], match.end()
        if marker == _END_OF_IMAGE:
            yield marker, start, start
            return
        position = start + max(2, int.from_bytes(data[start : start + 2]))
        yield marker, start + 2, position


def png_chunks(data: bytes) -> Iterator[Part]:
    """Yield each chunk of a PNG, IEND included."""
    position = 8
    for _part in range(MAX_PARTS):
        if position + 12 > len(data):
            return
        kind = data[position + 4 : position + 8]
        end = position + 8 + int.from_bytes(data[position : position + 4])
        yield kind, position + 8, end
        if kind == b"IEND":
            return
        position = end + 4
    raise ValueError("The file has too many parts.")


def riff_chunks(data: bytes) -> Iterator[Part]:
    """Yield each chunk of a WebP below the outermost."""
    position, outermost = 12, min(len(data), _riff_end(data))
    for _part in range(MAX_PARTS):
        if position + 8 > outermost:
            return
        size = int.from_bytes(data[position + 4 : position + 8], "little")
        yield data[position : position + 4], position + 8, position + 8 + size
        position += 8 + size + size % 2
    raise ValueError("The file has too many parts.")


def boxes(data: bytes, start: int = 0, end: int | None = None) -> Iterator[Part]:
    """Yield each box of ISO base media (AVIF) between two places, as far as they make sense."""
    end = len(data) if end is None else end
    for _part in range(MAX_PARTS):
        size, kind = int.from_bytes(data[start : start + 4]), data[start + 4 : start + 8]
        header = 8
        if size == 1:
            size, header = int.from_bytes(data[start + 8 : start + 16]), 16
        elif size == 0:
            size = end - start
        if not kind.isalnum() or size < header or start + size > end:
            return
        yield kind, start + header, start + size
        start += size
    raise ValueError("The file has too many parts.")


def gif_frames(data: bytes) -> tuple[int, int]:
    """Return how many frames a GIF has, and where it ends."""
    position, frames, is_inside = 13 + _gif_palette_bytes(data[10]), 0, False
    for _part in range(_MAX_GIF_PARTS):
        if is_inside and position < len(data):
            is_inside = data[position] > 0
            position += data[position] + 1
            continue
        match data[position : position + 1]:
            case b"!":
                position, is_inside = position + 2, True
            case b",":
                frames += 1
                position, is_inside = position + 11 + _gif_palette_bytes(data[position + 9]), True
            case b";" | b"":
                return frames, position + 1
            case _:
                position += 1
    raise ValueError("The file has too many parts.")


def _gif_palette_bytes(flags: int) -> int:
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def tiff_pages(data: bytes) -> Iterator[int]:
    """Yield where each page's directory stands in a TIFF or an Exif block.

    Raises: ValueError for a chain without an end.
    """
    order = _order(data)
    (offset,) = struct.unpack_from(order + "I", data, 4)
    seen = set[int]()
    while offset and offset + 2 <= len(data):
        if offset in seen:
            raise ValueError("The pages go round in a circle.")
        seen.add(offset)
        yield offset
        (count,) = struct.unpack_from(order + "H", data, offset)
        next_at = offset + 2 + 12 * count
        if next_at + 4 > len(data):
            return
        (offset,) = struct.unpack_from(order + "I", data, next_at)


def tiff_entries(data: bytes, offset: int) -> Iterator[Entry]:
    """Yield the entries of a directory and of the Exif directory it names, as far as they go."""
    order = _order(data)
    offsets = [offset]
    for directory in offsets:
        count = int.from_bytes(data[directory : directory + 2], _ENDIAN[order])
        for entry in range(directory + 2, directory + 2 + 12 * count, 12):
            if entry + 12 > len(data):
                break
            tag, kind, values, value = struct.unpack_from(order + "HHII", data, entry)
            size = values * _TIFF_VALUE_BYTES.get(kind, 0)
            yield tag, kind, values, value if size > 4 else entry + 8
            if tag == _EXIF_DIRECTORY and len(offsets) == 1:
                offsets.append(value)


def value_bytes(data: bytes, entry: Entry) -> int:
    """Return how many bytes of the file an entry's values take."""
    _tag, kind, count, start = entry
    return max(0, min(count * _TIFF_VALUE_BYTES.get(kind, 0), len(data) - start))


def tiff_numbers(data: bytes, entry: Entry) -> list[int]:
    """Return the values of an entry of whole numbers, of at most two bytes or of four."""
    _tag, kind, count, start = entry
    letter, size = ("H", 2) if kind == 3 else ("I", 4)
    count = min(count, max(0, len(data) - start) // size)
    return list(struct.unpack_from(f"{_order(data)}{count}{letter}", data, start))


def end_of_picture(data: bytes) -> int:
    """Return where the picture's own bytes end; what follows no viewer of pictures reads."""
    if data.startswith(b"\xff\xd8"):
        return max((end for marker, _start, end in _jpeg_parts(data) if marker == _END_OF_IMAGE),
                   default=len(data))  # fmt: skip
    if data.startswith(b"\x89PNG"):
        return max((end + 4 for kind, _start, end in png_chunks(data) if kind == b"IEND"),
                   default=len(data))  # fmt: skip
    if data.startswith(b"GIF8"):
        return gif_frames(data)[1]
    if data.startswith(b"RIFF"):
        return _riff_end(data)
    if data.startswith(TIFF_BEGINNINGS):
        return _tiff_end(data)
    return max((end for _kind, _start, end in boxes(data)), default=len(data))


def _riff_end(data: bytes) -> int:
    size = int.from_bytes(data[4:8], "little")
    return 8 + size + size % 2


def _tiff_end(data: bytes) -> int:
    """Return where the furthest value or strip of pixels ends."""
    end, parts = 8, 0
    for page in tiff_pages(data):
        listed = list(tiff_entries(data, page))
        entries = {entry[0]: entry for entry in listed}
        parts += len(listed)
        if parts > MAX_PARTS:
            raise ValueError("The file has too many parts.")
        ends = [start + value_bytes(data, entry) for entry in entries.values()
                if (start := entry[3])]  # fmt: skip
        for starts, counts in _STRIPS_OR_TILES.items():
            if starts in entries and counts in entries:
                pairs = zip(
                    tiff_numbers(data, entries[starts]),
                    tiff_numbers(data, entries[counts]),
                    strict=False,
                )
                ends += [start + size for start, size in pairs]
        end = max(end, page + 2 + 12 * len(listed) + 4, *ends)
    return end


def _order(data: bytes) -> str:
    return "<" if data.startswith(b"II") else ">"
