"""Why a file cannot be a photo: sentences for an editor, which say what to do."""

import re

from django.utils.translation import gettext as _

from articles.imaging.layouts import TIFF_BEGINNINGS

MAX_BYTES = 64_000_000
# Full-frame cameras make up to 61 megapixels; decoded, 64 take a quarter of a gigabyte.
MAX_PIXELS = 64_000_000
# A JPEG cannot be higher or wider than 65,500, and nothing that long is read on a page.
MAX_SIDE_PX = 30_000

_BEGINNINGS = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", *TIFF_BEGINNINGS)

_NAMES = (
    ("svg", "SVG", re.compile(rb"\s*(?:<\?xml.{0,2000})?(?:<!.{0,2000})?<svg[\s>]", re.I | re.S)),
    (
        "html",
        "HTML",
        re.compile(rb"\s*(?:<!--.{0,2000})?<(?:!doctype html|html|head|body)", re.I | re.S),
    ),
    ("pdf", "PDF", re.compile(rb"\s*%PDF-")),
    ("zip", "ZIP", re.compile(rb"PK\x03\x04|PK\x05\x06")),
    ("photoshop", "Photoshop", re.compile(rb"8BPS")),
    ("heic", "HEIC", re.compile(rb".{4}ftyp(?:heic|heix|hevc|heim|heis|mif1|msf1)", re.S)),
)


class PhotoRefused(ValueError):
    """Says, in a full sentence for an editor, why a file cannot be a photo and what to do."""

    def __init__(self, message: str, *, code: str = "refused") -> None:
        super().__init__(message)
        self.code = code


def too_large(most_px: int = MAX_PIXELS) -> PhotoRefused:
    return PhotoRefused(
        _(
            "This picture has more than %(limit)d megapixels, or a side longer than "
            "%(side)s pixels. Save a smaller copy as JPEG and upload that."
        )
        % {"limit": most_px // 1_000_000, "side": f"{MAX_SIDE_PX:,}"},
        code="too_many_pixels",
    )


def swollen() -> PhotoRefused:
    return PhotoRefused(
        _(
            "The words and colour profiles inside this file take more room than any photo needs. "
            "Open it in a photo program, save it as a new JPEG and upload that."
        ),
        code="swollen",
    )


def too_many_frames(most: int) -> PhotoRefused:
    return PhotoRefused(
        _(
            "This file holds more than %(limit)s pictures. Export the one you mean as JPEG and "
            "upload that."
        )
        % {"limit": f"{most:,}"},
        code="too_many_frames",
    )


def misnamed(suffix: str, photo_format: str, right: str) -> PhotoRefused:
    return PhotoRefused(
        _(
            "The name of this file ends in “%(suffix)s”, but the picture in it is %(format)s. "
            "Change the ending of its name to “%(right)s” and upload it again."
        )
        % {"suffix": suffix, "format": photo_format, "right": right},
        code="misnamed",
    )


def disguised(kind: str) -> PhotoRefused:
    return PhotoRefused(
        _(
            "Inside this picture hides a %(kind)s file, which may harm whoever opens it. Open "
            "the picture in a photo program, save it as a new JPEG and upload that."
        )
        % {"kind": kind},
        code="disguised",
    )


def damaged() -> PhotoRefused:
    return PhotoRefused(
        _(
            "This photo is damaged or incomplete and cannot be shown. Ask the sender for it "
            "again, or open it in a photo program and save it as JPEG."
        ),
        code="damaged",
    )


def not_a_photo(data: bytes) -> PhotoRefused:
    for code, kind, beginning in _NAMES:
        if beginning.match(data.removeprefix(b"\xef\xbb\xbf")[:8192]):
            return PhotoRefused(
                _(
                    "This is a %(kind)s file, not a photo. Export the picture as JPEG and "
                    "upload that."
                )
                % {"kind": kind},
                code=code,
            )
    if data.startswith(_BEGINNINGS) or data[8:12] == b"WEBP" or data[4:12] == b"ftypavif":
        return damaged()
    return PhotoRefused(
        _(
            "This file is not a photo that can be shown. Upload a JPEG, PNG, WebP, AVIF, GIF "
            "or TIFF picture."
        ),
        code="not_a_photo",
    )
