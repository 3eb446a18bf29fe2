"""Where the parts of a photo's file lie, found without decoding any of it."""

import re
from collections.abc import Iterator

TIFF_BEGINNINGS = (b"II*\0", b"MM\0*")

_NEXT_JPEG_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd8\xff]")
_END_OF_IMAGE = 0xD9
START_OF_SCAN = 0xDA


def jpeg_segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield each segment of the first picture in a JPEG.

    Shape: (second byte of the marker, payload); pixels between segments are skipped.
    """
    position = 2
    while match := _NEXT_JPEG_MARKER.search(data, position):
        marker, start = match[0][1], match.end()
        if marker == _END_OF_IMAGE:
            return
        length = max(2, int.from_bytes(data[start : start + 2]))
        yield marker, data[start + 2 : start + length]
        position = start + length
