"""Judges a photo's bytes before they are kept: a picture, or a sentence for the editor.

Does not store, rename or change anything; a master is kept exactly as it came.
"""

import hashlib
import io
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.utils.translation import gettext as _
from PIL import Image, ImageFile, TiffImagePlugin, UnidentifiedImageError

from articles.imaging.layouts import START_OF_SCAN, TIFF_BEGINNINGS, jpeg_segments
from articles.imaging.refusals import (
    MAX_BYTES,
    MAX_PIXELS,
    MAX_SIDE_PX,
    PhotoRefused,
    damaged,
    not_a_photo,
    too_large,
)

__all__ = [
    "MAX_BYTES",
    "MAX_PIXELS",
    "Master",
    "PhotoRefused",
    "inspect_master",
    "open_photo",
    "orientation",
    "upright_size",
]

# These decoders hold several copies of the whole picture: 16 and 10 bytes a pixel, 400 MB here.
_MAX_PIXELS_OF = {"WEBP": 24_000_000, "AVIF": 40_000_000}
# Progressive photos have about ten scans; each more costs a pass over the whole picture.
_MAX_JPEG_SCANS = 40
# Honest files need a few thousand; files of empty chunks would keep Pillow busy for minutes.
_MAX_READS = 200_000
_MAX_TIFF_STRIPS = 120_000

SUFFIXES = {
    "JPEG": ".jpg",
    "PNG": ".png",
    "WEBP": ".webp",
    "AVIF": ".avif",
    "GIF": ".gif",
    "TIFF": ".tif",
}
# Tones in 32 bits come from instruments, not cameras, and have no agreed white.
_INSTRUMENT_MODES = ("I", "F")

_STRIP_TABLES = {273, 279, 324, 325}
_NEW_SUBFILE_TYPE = 254
_TILE_WIDTH, _TILE_LENGTH = 322, 323
_DNG_VERSION = 50706
_ORIENTATION = 274


@dataclass(frozen=True, slots=True)
class Master:
    """What a file is, judged by decoding it.

    Units: width and height in pixels as seen upright, orientation applied.
    """

    format: str
    suffix: str
    sha256: str
    width_px: int
    height_px: int


def inspect_master(data: bytes) -> Master:
    """Return what the photo is, once all of it has been decoded.

    Raises: PhotoRefused when it is not a photo, is damaged, or is too large.
    """
    with open_photo(data) as image:
        photo_format = _photo_format(image)
        width_px, height_px = upright_size(image)
        # Every bit of a JPEG is still read, at a sixty-fourth of the memory.
        image.draft(None, (max(1, image.width // 8), max(1, image.height // 8)))
        image.load()
    return Master(
        format=photo_format,
        suffix=SUFFIXES[photo_format],
        sha256=hashlib.sha256(data).hexdigest(),
        width_px=width_px,
        height_px=height_px,
    )


@contextmanager
def open_photo(data: bytes) -> Iterator[ImageFile.ImageFile]:
    """Open a photo whose size is within the limits; its pixels are not decoded yet.

    Raises: PhotoRefused, also for whatever goes wrong inside the `with` block.
    """
    _check_bytes(data)
    try:
        _check_structure(data)
        with Image.open(_LimitedReader(data), formats=tuple(SUFFIXES)) as image:
            _check_picture(image)
            yield image
    except PhotoRefused:
        raise
    except Image.DecompressionBombError as error:
        raise too_large() from error
    except UnidentifiedImageError as error:
        raise not_a_photo(data) from error
    # Pillow's readers raise almost anything on broken files, MemoryError included.
    except Exception as error:
        raise damaged() from error


def orientation(image: ImageFile.ImageFile) -> int:
    """Return how the picture is still to be turned: 1 to 8, as in Exif.

    Source: Exif Orientation; 1 for anything unreadable. Pillow turns TIFFs by itself.
    """
    if image.format == "TIFF":
        return 1
    try:
        turn = image.getexif().get(_ORIENTATION, 1)
    except Exception:  # a broken Exif block must not cost the photo
        return 1
    return turn if isinstance(turn, int) and 1 <= turn <= 8 else 1


def upright_size(image: ImageFile.ImageFile) -> tuple[int, int]:
    """Return (width, height) in pixels once the picture is turned upright."""
    return (image.height, image.width) if orientation(image) >= 5 else image.size


class _LimitedReader(io.BytesIO):
    """A file that loses patience with readers who ask for a crumb at a time."""

    reads = 0

    def read(self, size: int | None = -1, /) -> bytes:
        self.reads += 1
        if self.reads > _MAX_READS:
            raise OSError("The file has too many parts.")
        return super().read(size)


def _check_bytes(data: bytes) -> None:
    if not data:
        raise PhotoRefused(_("This file is empty. Choose the photo again."), code="empty")
    if len(data) > MAX_BYTES:
        raise PhotoRefused(
            _("This file is larger than %(limit)d MB. Save a smaller copy and upload that.")
            % {"limit": MAX_BYTES // 1_000_000},
            code="too_many_bytes",
        )


def _check_structure(data: bytes) -> None:
    """Refuse, before Pillow opens the file, what would keep it busy while opening."""
    if data.startswith(b"\xff\xd8\xff"):
        scans = 0
        for segments, (marker, _payload) in enumerate(jpeg_segments(data)):
            scans += marker == START_OF_SCAN
            if scans > _MAX_JPEG_SCANS or segments > _MAX_READS:
                raise damaged()
    elif data.startswith((b"II", b"MM")):
        # Pillow also opens BigTIFF and wrong byte orders, which no photo of this size needs.
        if not data.startswith(TIFF_BEGINNINGS):
            raise not_a_photo(data)
        _check_tiff_tables(data, "<" if data.startswith(b"II") else ">")


def _check_tiff_tables(data: bytes, order: str) -> None:
    # Pillow makes a Python object of several hundred bytes for each four-byte entry.
    (offset,) = struct.unpack_from(order + "I", data, 4)
    (entries,) = struct.unpack_from(order + "H", data, offset)
    for entry in range(entries):
        tag, _kind, count = struct.unpack_from(order + "HHI", data, offset + 2 + 12 * entry)
        if tag in _STRIP_TABLES and count > _MAX_TIFF_STRIPS:
            raise damaged()


def _check_picture(image: ImageFile.ImageFile) -> None:
    """Refuse by what the header says, before any pixel is decoded."""
    if isinstance(image, TiffImagePlugin.TiffImageFile):
        _check_tiff(image)
    most_px = _MAX_PIXELS_OF.get(str(image.format), MAX_PIXELS)
    if image.width * image.height > most_px:
        raise too_large(most_px)
    if max(image.size) > MAX_SIDE_PX:
        raise too_large()
    if image.mode in _INSTRUMENT_MODES:
        raise PhotoRefused(
            _("This picture keeps its tones in a way made for instruments. Export it as JPEG."),
            code="unusual_tones",
        )


def _check_tiff(image: TiffImagePlugin.TiffImageFile) -> None:
    tags = image.tag_v2
    # Camera raw files are TIFFs whose first picture is a thumbnail.
    is_preview = bool(tags.get(_NEW_SUBFILE_TYPE, 0) & 1)
    if is_preview or _DNG_VERSION in tags:
        raise PhotoRefused(
            _("This is a camera raw file. Develop it and upload a JPEG."), code="camera_raw"
        )
    if tags.get(_TILE_WIDTH, 0) * tags.get(_TILE_LENGTH, 0) > MAX_PIXELS:
        raise too_large()


def _photo_format(image: ImageFile.ImageFile) -> str:
    # Phones add a second picture (depth, gain map) to a JPEG; Pillow then calls it MPO.
    return "JPEG" if image.format == "MPO" else str(image.format)
