"""Judges a photo's bytes before they are kept: a picture, or a sentence for the editor.

Does not store, rename or change anything; a master is kept exactly as it came.
"""

import hashlib
import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.utils.translation import gettext as _
from PIL import Image, ImageFile, TiffImagePlugin, UnidentifiedImageError

from articles.imaging.bombs import affordable_pixels, check_structure
from articles.imaging.disguises import check_disguise, check_name
from articles.imaging.layouts import MAX_PARTS
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

# Photos of a process wait for one another, so that forty at once take the memory of one.
_ONE_AT_A_TIME = threading.RLock()

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

_NEW_SUBFILE_TYPE = 254
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


def inspect_master(data: bytes, *, name: str = "") -> Master:
    """Return what the photo is, once all of it has been decoded.

    An animation is judged by its first frame. The name is the sender's; only its suffix counts.
    Raises: PhotoRefused when it is not a photo, is also something else, is damaged or too
    large, or when its name says something else.
    """
    with open_photo(data) as image:
        photo_format = _photo_format(image)
        check_name(name, photo_format)
        check_disguise(data)
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
        check_structure(data)
        with _ONE_AT_A_TIME, Image.open(_LimitedReader(data), formats=tuple(SUFFIXES)) as image:
            _check_picture(image, data)
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
        if self.reads > MAX_PARTS:
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


def _check_picture(image: ImageFile.ImageFile, data: bytes) -> None:
    """Refuse by what the header says, before any pixel is decoded."""
    if isinstance(image, TiffImagePlugin.TiffImageFile):
        _check_tiff(image)
    most_px = min(MAX_PIXELS, affordable_pixels(image, data))
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


def _photo_format(image: ImageFile.ImageFile) -> str:
    # Phones add a second picture (depth, gain map) to a JPEG; Pillow then calls it MPO.
    return "JPEG" if image.format == "MPO" else str(image.format)
