"""Finds files that are something else beside a picture, or are not what their name says.

Words inside a picture's own metadata are only words, whatever markup they hold; a page, script
or archive that some other program would open from the same bytes is not.
"""

import io
import re
import zipfile
from pathlib import PurePath

from articles.imaging.layouts import end_of_picture
from articles.imaging.refusals import disguised, misnamed

# All the names that a format goes by, the usual one first.
_SUFFIXES = {
    "JPEG": (".jpg", ".jpeg", ".jpe", ".jfif", ".mpo"),
    "PNG": (".png", ".apng"),
    "WEBP": (".webp",),
    "AVIF": (".avif", ".avifs"),
    "GIF": (".gif",),
    "TIFF": (".tif", ".tiff"),
}
# "St. Mary" and "river 2017.05" end in no suffix.
_SUFFIX = re.compile(r"\.(?=[0-9]*[a-z])[a-z0-9]{1,10}")

# A PDF may begin this late, and readers still open it.
_PDF_MAY_BEGIN = 1_024
_PDF = re.compile(rb"%PDF-[0-9]")
# Three letters stand among pixels by chance now and then, but not with words after them.
_MARKUP = re.compile(
    rb"<(?:(?:script|html)(?=[\s/>])|!doctype\s+html|svg(?=[\s/>])[\t\n\r -~]{6})", re.I
)
_PHP = re.compile(rb"<\?php\s", re.I)
_ZIP_ENTRY = b"PK\x01\x02"


def check_name(name: str, photo_format: str) -> None:
    """Refuse a name whose suffix names another format; a name without any is fine.

    Raises: PhotoRefused.
    """
    suffixes = _SUFFIXES[photo_format]
    suffix = PurePath(name.replace("\\", "/").rstrip(". ")).suffix
    if _SUFFIX.fullmatch(suffix.lower()) and suffix.lower() not in suffixes:
        raise misnamed(suffix, photo_format, suffixes[0])


def check_disguise(data: bytes) -> None:
    """Refuse a picture that is also an archive, a document, a page or a script.

    What cameras append is accepted: second pictures, a motion photo's film, padding.
    Raises: PhotoRefused, and whatever a broken file provokes.
    """
    if _PHP.search(data):
        raise disguised("PHP")
    # Chance makes the record of an archive's end once in 65,000 photos, but hardly an entry, too.
    if zipfile.is_zipfile(io.BytesIO(data)) and _ZIP_ENTRY in data:
        raise disguised("ZIP")
    end = end_of_picture(data)
    if b"%PDF-" in data[:_PDF_MAY_BEGIN] or _PDF.search(data, end):
        raise disguised("PDF")
    if _MARKUP.search(data, end):
        raise disguised("HTML")
