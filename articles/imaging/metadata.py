"""Reads the words a photo carries: caption, creator, credit, rights, place, time.

Never reads the location, and never raises: what is missing or broken is empty.
Source: IPTC Photo Metadata 2023; the order between blocks follows the Metadata Working Group.
"""

import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime, timedelta

from PIL import ExifTags, Image

from articles.imaging.facts import PhotoFacts
from articles.imaging.iim import IIM_RESOURCE, IIM_UTF8, read_iim
from articles.imaging.layouts import png_chunks
from articles.imaging.masters import open_photo
from articles.imaging.refusals import PhotoRefused
from articles.imaging.words import MAX_CHARACTERS, Words, clean, decoded, one_line
from articles.imaging.xmp import words_from_xmp

__all__ = ["IIM_RESOURCE", "IIM_UTF8", "PhotoFacts", "read_facts"]

_MAX_VALUES = 200

# What cameras write where a caption belongs.
_CAMERA_CAPTION = re.compile(r"(?:.* )?DIGITAL CAMERA|SONY DSC|DCIM\\.*", re.I)
# Before the first photograph a date is a mistake; at the end of the calendar zones overflow.
_WEST, _EAST = timedelta(hours=-12), timedelta(hours=14)
_YEARS = range(1826, 9999)


def read_facts(data: bytes) -> PhotoFacts:
    """Return the words in the photo's IPTC-IIM, XMP and Exif blocks, in this order.

    XMP goes first where IIM holds the same words cut short, as its fields are limited, and
    where both are in step. Exif goes last, other than the Metadata Working Group has it: a
    camera keeps its owner's name there whoever takes the photo.
    """
    try:
        with open_photo(data) as image:
            if image.format == "PNG" and _has_words_after_pixels(data):
                # Pillow reads what follows the pixels only once it has decoded them.
                with suppress(Exception):
                    image.load()
            is_in_step = False
            iim: Words = {}
            with suppress(Exception):
                iim, is_in_step = read_iim(data, image)
            xmp = _attempt(lambda: words_from_xmp(image.info.get("xmp", b""), data))
            exif = _attempt(lambda: _words_from_exif(image.getexif()))
    except PhotoRefused:
        return PhotoFacts()
    return _facts(iim, xmp, exif, is_in_step=is_in_step)


def _has_words_after_pixels(png: bytes) -> bool:
    kinds = [kind for kind, _start, _end in png_chunks(png)]
    after = kinds[kinds.index(b"IDAT") :] if b"IDAT" in kinds else []
    return not {b"tEXt", b"zTXt", b"iTXt", b"eXIf"}.isdisjoint(after)


def _attempt(read: Callable[[], Words]) -> Words:
    # One broken block must not cost the words of the others.
    try:
        return read()
    except Exception:
        return {}


def _facts(iim: Words, xmp: Words, exif: Words, *, is_in_step: bool) -> PhotoFacts:
    def values(name: str) -> tuple[str, ...]:
        old, new = iim.get(name, ()), xmp.get(name, ())
        first = new or old if is_in_step else _first_or_fullest(old, new)
        return first or exif.get(name, ())

    def line(name: str) -> str:
        return ", ".join(dict.fromkeys(map(one_line, values(name))))[:MAX_CHARACTERS]

    def text(name: str) -> str:
        return "\n".join(dict.fromkeys(values(name)))[:MAX_CHARACTERS]

    def several(name: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(map(one_line, values(name))))[:_MAX_VALUES]

    return PhotoFacts(
        caption=text("caption"),
        headline=line("headline") or line("title"),
        creator=line("creator"),
        creator_title=line("creator_title"),
        credit=line("credit"),
        source=line("source"),
        source_id=line("source_id"),
        copyright=line("copyright"),
        usage_terms=text("usage_terms"),
        instructions=text("instructions"),
        alt_text=line("alt_text"),
        place=line("place"),
        people=several("people"),
        keywords=several("keywords"),
        taken_at=_most_exact(
            moment
            for source in ((xmp, iim, exif) if is_in_step else (iim, xmp, exif))
            for moment in source.get("taken", ())
        ),
        # An address of the newscodes, or as some programs write it, their short form.
        digital_source_type=re.split("[/:#]", line("digital_source_type").rstrip("/"))[-1],
    )


def _first_or_fullest(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    is_cut_short = len(first) == len(second) and all(
        one_line(long).startswith(one_line(short))
        for short, long in zip(first, second, strict=True)
    )
    return second if is_cut_short or not first else first


def _most_exact(moments: Iterable[str]) -> datetime | None:
    """Return the first moment with a zone, else the first with a time, else the first day."""
    found: list[tuple[tuple[bool, bool], datetime]] = []
    for moment in moments:
        try:
            taken_at = datetime.fromisoformat(moment)
        except ValueError:
            continue
        if not _has_a_real_zone(taken_at):
            taken_at = taken_at.replace(tzinfo=None)
        if taken_at.year in _YEARS:
            found.append(((taken_at.tzinfo is not None, len(moment) > len("2006-07-22")), taken_at))
    return max(found, key=lambda pair: pair[0])[1] if found else None


def _has_a_real_zone(moment: datetime) -> bool:
    """Tell a zone of this world from a time written twice, as in 105206-1052."""
    offset = moment.utcoffset() or timedelta()
    return _WEST <= offset <= _EAST and not offset % timedelta(minutes=15)


def _words_from_exif(exif: Image.Exif) -> Words:
    details = exif.get_ifd(ExifTags.IFD.Exif)
    caption = _exif_text(exif.get(ExifTags.Base.ImageDescription))
    taken = _exif_text(details.get(ExifTags.Base.DateTimeOriginal))
    zone = _exif_text(details.get(ExifTags.Base.OffsetTimeOriginal)) or _exif_text(
        details.get(ExifTags.Base.OffsetTime)
    )
    return {
        "caption": () if _CAMERA_CAPTION.fullmatch("".join(caption)) else caption,
        "creator": tuple(
            name.strip()
            for text in _exif_text(exif.get(ExifTags.Base.Artist))
            for name in text.split(";")
            if name.strip()
        ),
        "copyright": _exif_text(exif.get(ExifTags.Base.Copyright)),
        "taken": tuple(day.replace(":", "-", 2).replace(" ", "T") + "".join(zone) for day in taken),
    }


def _exif_text(value: object) -> tuple[str, ...]:
    """Return the text of an Exif field, or nothing.

    Source: Exif fields are ASCII by the standard and UTF-8 in practice; Pillow reads Latin-1.
    """
    if isinstance(value, str):
        value = value.encode("latin-1", "replace")
    # Copyright holds the photographer's notice, a NUL, then the editor's.
    return (
        clean([decoded(part) for part in value.split(b"\0")][:1])
        if isinstance(value, bytes)
        else ()
    )
