"""Finds bombs before they go off: small files that would take minutes or gigabytes to open.

What a photo may cost: 340 MB beside the process itself, the file included, so that the whole
stays below 400 MB; measured by tests/benchmarks/intake.py, each format at its limit.
"""

import re
import struct
import zlib
from collections.abc import Iterable
from itertools import islice

from PIL import ImageFile, PngImagePlugin, TiffImagePlugin

from articles.imaging.layouts import (
    MAX_PARTS,
    START_OF_SCAN,
    TIFF_BEGINNINGS,
    boxes,
    gif_frames,
    jpeg_segments,
    png_chunks,
    riff_chunks,
    tiff_entries,
    tiff_pages,
    value_bytes,
)
from articles.imaging.refusals import damaged, not_a_photo, swollen, too_large, too_many_frames

# A minute of animation, or the pages of a scanned report; a photo has one.
MAX_FRAMES = 1_000

_MAX_MEMORY_BYTES = 340_000_000
# Pillow keeps four bytes a pixel, and a picture that is made smaller needs a fourth of that beside
# it. The decoders of WebP and AVIF hold several copies of the
# whole picture besides: four canvases, and planes of 12 bits with alpha and a grid's tiles.
_BYTES_A_PIXEL = {"WEBP": 16, "AVIF": 20}
_PLAIN_BYTES_A_PIXEL = 5
# How often the file itself is in memory meanwhile.
_COPIES = {"PNG": 1, "GIF": 1, "WEBP": 3}
# The texts and private chunks that are let through below.
_BESIDE = {"PNG": 16_000_000}

# Press profiles have up to three megabytes; packets that an editing program has filled with the
# history of a photo a few more. Pillow alone would take them up to the size of the file.
_MAX_WORDS_BYTES = 8_000_000
# In a PNG beside 64 megapixels; one letter beyond Latin makes Pillow hold a text four times.
_MAX_PNG_WORDS_BYTES = 2_000_000
_MAX_PNG_OTHER_BYTES = 8_000_000
# Thumbnails within Content Credentials, layers of drawing programs: kept by Pillow, never read.
_MAX_OTHER_BYTES = 16_000_000
# Cameras write less than 64 KB; a preview in an Exif block may be larger.
_MAX_EXIF_BYTES = 1_000_000
# Entries may all point to the same bytes, which Pillow copies for each.
_MAX_EXIF_VALUES_BYTES = 4_000_000

# Progressive photos have about ten scans; each more costs a pass over the whole picture.
_MAX_JPEG_SCANS = 40
_MAX_TIFF_STRIPS = 120_000

_BEGINNING = re.compile(rb"II\*\0|MM\0\*")
_MAX_EXIF_PLACES = 16
# A film has a track of colours and one of alpha, and a dozen boxes at each level.
_MAX_TRACKS, _MAX_BOXES = 4, 1_000
_SIZES_OF_FRAMES = (b"moov", b"trak", b"mdia", b"minf", b"stbl", b"stsz")
_STRIP_TABLES = {273, 279, 324, 325}
_BITS, _COMPRESSION, _SAMPLES, _ROWS_PER_STRIP = 258, 259, 277, 278
_TILE_WIDTH, _TILE_LENGTH = 322, 323
_UNCOMPRESSED, _JPEG_INSIDE = 1, (6, 7)
_ICC_IN_TIFF, _XMP_IN_TIFF = 34675, 700

_NO_FRAMES = {0xC4, 0xC8, 0xCC}
_PROGRESSIVE = {0xC2, 0xC6, 0xCA, 0xCE}


def check_structure(data: bytes) -> None:
    """Refuse, before Pillow opens the file, what would keep it busy while opening.

    Raises: PhotoRefused, and whatever a broken file provokes.
    """
    if data.startswith(b"\xff\xd8\xff"):
        _check_jpeg(data)
    elif data.startswith(b"\x89PNG"):
        _check_png(data)
    elif data.startswith(b"GIF8"):
        _check_frames(gif_frames(data)[0])
    elif data.startswith(b"RIFF"):
        _check_webp(data)
    elif data[4:8] == b"ftyp":
        _check_avif(data)
    elif data.startswith((b"II", b"MM")):
        # Pillow also opens BigTIFF and wrong byte orders, which no photo of this size needs.
        if not data.startswith(TIFF_BEGINNINGS):
            raise not_a_photo(data)
        _check_tiff(data)


def affordable_pixels(image: ImageFile.ImageFile, data: bytes) -> int:
    """Return how many pixels a picture of this kind may have, so that memory suffices."""
    name = str(image.format)
    if isinstance(image, TiffImagePlugin.TiffImageFile):
        bytes_a_pixel: float = _PLAIN_BYTES_A_PIXEL
        left = _MAX_MEMORY_BYTES - _tiff_buffer_bytes(image)
    else:
        is_jpeg = data.startswith(b"\xff\xd8")
        plain = _BYTES_A_PIXEL.get(name, _PLAIN_BYTES_A_PIXEL)
        bytes_a_pixel = _jpeg_bytes_a_pixel(data) if is_jpeg else plain
        left = _MAX_MEMORY_BYTES
    left -= _COPIES.get(name, 2) * len(data) + _BESIDE.get(name, 0)
    return max(0, int(left / bytes_a_pixel))


def _check_jpeg(data: bytes) -> None:
    scans = words_bytes = 0
    exif = b""
    for segments, (marker, payload) in enumerate(jpeg_segments(data)):
        scans += marker == START_OF_SCAN
        if scans > _MAX_JPEG_SCANS or segments > MAX_PARTS:
            raise damaged()
        if marker in (0xE1, 0xE2):
            words_bytes += len(payload)
            _check_size(words_bytes, _MAX_OTHER_BYTES)
        if marker == 0xE1 and payload.startswith(b"Exif\0\0"):
            # Pillow joins them; so does whoever hides a bomb.
            exif += payload if not exif else payload[6:]
            _check_size(len(exif), _MAX_EXIF_BYTES)
        elif marker == 0xE2 and payload.startswith(b"MPF\0"):
            # The list of a phone's further pictures is a directory, too.
            _check_exif(payload[4:])
    _check_exif(exif)


def _check_png(data: bytes) -> None:
    frames = words_bytes = other_bytes = 0
    for kind, start, claimed_end in png_chunks(data):
        end = min(claimed_end, len(data))
        if kind in (b"zTXt", b"iTXt", b"tEXt", b"iCCP"):
            _check_size(end - start, _MAX_PNG_WORDS_BYTES)
            words = _png_words(kind, data[start:end], _MAX_PNG_WORDS_BYTES - words_bytes)
            words_bytes += len(words)
            _check_size(words_bytes, _MAX_PNG_WORDS_BYTES)
            _check_hidden_exif(data[start : start + 80], words)
        elif kind == b"eXIf":
            _check_exif(data[start:end])
        elif kind == b"fcTL":
            frames += 1
        elif kind not in (b"IDAT", b"fdAT"):
            other_bytes += end - start
            _check_size(other_bytes, _MAX_PNG_OTHER_BYTES)
    _check_frames(frames)


def _png_words(kind: bytes, chunk: bytes, most_bytes: int) -> bytes:
    """Return the text or profile of a chunk; more than Pillow would unpack is refused."""
    _keyword, _nul, rest = chunk.partition(b"\0")
    if kind == b"iTXt":
        is_packed = rest[:1] == b"\1"
        rest = rest[2:].split(b"\0", 2)[-1]
    else:
        is_packed = kind != b"tEXt"
        rest = rest[1:] if is_packed else rest
    if not is_packed:
        return rest
    most_bytes = min(most_bytes, PngImagePlugin.MAX_TEXT_CHUNK)
    try:
        words = zlib.decompressobj().decompress(rest, most_bytes + 1)
    except zlib.error:
        return b""
    _check_size(len(words), most_bytes)
    return words


def _check_hidden_exif(beginning: bytes, words: bytes) -> None:
    """Refuse an Exif bomb among the texts of a PNG, where old programs put it."""
    if beginning.startswith(b"Raw profile type exif\0"):
        _check_exif(bytes.fromhex("".join(words.decode("latin-1").split("\n")[3:])))
    elif beginning.startswith(b"exif\0"):
        _check_exif(words)


def _check_webp(data: bytes) -> None:
    frames = 0
    for kind, start, claimed_end in riff_chunks(data):
        end = min(claimed_end, len(data))
        frames += kind == b"ANMF"
        if kind == b"VP8X":
            # The decoder makes its canvases as soon as the file is opened.
            width_px, height_px = (
                int.from_bytes(data[at : at + 3], "little") + 1 for at in (start + 4, start + 7)
            )
            most_px = _MAX_MEMORY_BYTES // _BYTES_A_PIXEL["WEBP"]
            if width_px * height_px > most_px:
                raise too_large(most_px)
        if kind in (b"ICCP", b"XMP "):
            _check_size(end - start, _MAX_WORDS_BYTES)
        elif kind == b"EXIF":
            _check_exif(data[start:end])
    _check_frames(frames)


def _check_avif(data: bytes) -> None:
    for start, end in _inside(data, _SIZES_OF_FRAMES):
        _check_frames(int.from_bytes(data[start + 8 : start + 12]) if start + 12 <= end else 0)
    for kind, start, end in boxes(data):
        if kind == b"meta":
            # Names, sizes and profiles; the pictures themselves stand outside.
            _check_size(end - start, _MAX_WORDS_BYTES)
    # Which place holds the Exif block is not asked; by chance pixels look so once in 30 files.
    places = list(islice(_BEGINNING.finditer(data), _MAX_EXIF_PLACES + 1))
    if len(places) > _MAX_EXIF_PLACES:
        raise damaged()
    for place in places:
        _check_exif(data[place.start() : place.start() + _MAX_EXIF_BYTES])


def _inside(
    data: bytes, path: tuple[bytes, ...], start: int = 0, end: int | None = None
) -> Iterable[tuple[int, int]]:
    """Yield where the boxes at the end of a path of kinds start and end: a few, of a few."""
    within = islice(boxes(data, start, end), _MAX_BOXES)
    for _kind, first, last in islice((box for box in within if box[0] == path[0]), _MAX_TRACKS):
        yield from _inside(data, path[1:], first, last) if path[1:] else [(first, last)]


def _check_tiff(data: bytes) -> None:
    for pages, page in enumerate(tiff_pages(data), 1):
        _check_frames(pages)
        if pages > 1:
            continue
        total_bytes = 0
        for entry in tiff_entries(data, page):
            tag, _kind, count, _start = entry
            # Pillow makes a Python object of several hundred bytes for each four-byte entry.
            if tag in _STRIP_TABLES and count > _MAX_TIFF_STRIPS:
                raise damaged()
            size = value_bytes(data, entry)
            total_bytes += size
            if tag in (_ICC_IN_TIFF, _XMP_IN_TIFF):
                _check_size(size, _MAX_WORDS_BYTES)
            _check_size(total_bytes, len(data) + _MAX_EXIF_VALUES_BYTES)


def _check_exif(block: bytes) -> None:
    """Refuse a block whose values, as Pillow will copy them, are more than any camera writes."""
    block = block.removeprefix(b"Exif\0\0")
    _check_size(len(block), _MAX_EXIF_BYTES)
    if not block.startswith(TIFF_BEGINNINGS) or len(block) < 8:
        return
    (offset,) = struct.unpack_from("<I" if block.startswith(b"II") else ">I", block, 4)
    total_bytes = 0
    for entry in tiff_entries(block, offset):
        total_bytes += value_bytes(block, entry)
        _check_size(total_bytes, _MAX_EXIF_VALUES_BYTES)


def _check_size(size_bytes: int, most_bytes: int) -> None:
    if size_bytes > most_bytes:
        raise swollen()


def _check_frames(frames: int) -> None:
    if frames > MAX_FRAMES:
        raise too_many_frames(MAX_FRAMES)


def _jpeg_bytes_a_pixel(data: bytes) -> float:
    """Return what libjpeg keeps of each pixel: all of it where scans come one after another.

    Units: bytes; two for each number of each colour, of which some have fewer than pixels.
    """
    frame = b""
    for marker, payload in jpeg_segments(data):
        if 0xC0 <= marker <= 0xCF and marker not in _NO_FRAMES:
            frame, is_progressive = payload, marker in _PROGRESSIVE
        elif marker == START_OF_SCAN and frame:
            if not is_progressive and payload[0] == frame[5]:
                break
            factors = [divmod(factor, 16) for factor in frame[7::3][: frame[5]]]
            whole = max(wide for wide, _high in factors) * max(high for _wide, high in factors)
            return 2 * sum(wide * high for wide, high in factors) / whole
    return 0.25


def _tiff_buffer_bytes(image: TiffImagePlugin.TiffImageFile) -> int:
    """Return what libtiff unpacks at a time: a tile, or a strip, which may be the whole."""
    tags = image.tag_v2
    if tags.get(_COMPRESSION, _UNCOMPRESSED) == _UNCOMPRESSED:
        return 0
    width_px, height_px = image.size
    pixels = width_px * min(tags.get(_ROWS_PER_STRIP, height_px), height_px)
    if _TILE_WIDTH in tags:
        pixels = tags[_TILE_WIDTH] * tags.get(_TILE_LENGTH, 0)
    bits = tags.get(_BITS, (8,))
    sample_bytes = max(1, max(bits) // 8)
    # A JPEG within is first unpacked as numbers, then as colours.
    more = 12 if tags[_COMPRESSION] in _JPEG_INSIDE else 0
    return int(pixels * (tags.get(_SAMPLES, 1) * sample_bytes + more))
