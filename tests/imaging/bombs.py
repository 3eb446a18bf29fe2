"""Files made to burst, and honest ones as large as we take."""

import io
import struct
import zlib

from PIL import Image

from articles.imaging import MAX_PIXELS
from tests.imaging.files import SAMPLES, animation, picture, png, png_chunk, segment, tiff


def many_directories(pages=900, entries=60_000):
    """Pages that share one long list of entries, of which each is looked at."""
    content = bytearray(picture(photo_format="TIFF"))
    first = int.from_bytes(content[4:8], "little")
    after = first + 2 + 12 * int.from_bytes(content[first : first + 2], "little")
    base = len(content)
    content[after : after + 4] = base.to_bytes(4, "little")
    content += (entries.to_bytes(2, "little") + bytes(6)) * pages + bytes(12 * entries + 8)
    for page in range(pages - 1):
        link = base + page * 8 + 2 + 12 * entries
        content[link : link + 4] = (base + (page + 1) * 8).to_bytes(4, "little")
    return bytes(content)


# More pixels than fit.
BOMBS = {
    "png of 30,000 by 30,000": lambda: png(
        png_chunk(b"IDAT", zlib.compress(bytes(1_000_000))), width_px=30_000, height_px=30_000
    ),
    "png just above the limit": lambda: png(
        png_chunk(b"IDAT", b""), width_px=8_001, height_px=MAX_PIXELS // 8_000
    ),
    "gif": lambda: (SAMPLES / "decompression_bomb.gif").read_bytes(),
    "webp": lambda: (
        b"RIFF\x1e\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0" + b"\xff\x3f\0" * 2 + b"VP8L\0\0\0\0"
    ),
    "gif frame beyond its screen": lambda: (
        b"GIF89a\x01\0\x01\0\0\0\0,\0\0\0\0\xff\xff\xff\xff\0\2\0;"
    ),
    "tiff of huge tiles": lambda: tiff(
        (256, 1, 100), (257, 1, 100), (258, 1, 8), (259, 1, 8), (262, 1, 1), (277, 1, 1),
        (322, 1, 60_000), (323, 1, 60_000), (324, 1, 200),
    ),
}  # fmt: skip

# Parts without end, which keep a reader busy.
DRAGGERS = {
    "jpeg of padding": lambda: b"\xff\xd8\xff" + b"\xff" * 20_000_000,
    "jpeg of junk": lambda: b"\xff\xd8\xff\xe0\0\2" + bytes(20_000_000),
    "jpeg of empty comments": lambda: b"\xff\xd8" + b"\xff\xfe\0\2" * 5_000_000,
    "jpeg of scans": lambda: picture()[:-2] + b"\xff\xda\0\2" * 100,
    "png of empty chunks": lambda: png(png_chunk(b"abCd", b"") * 1_500_000),
    "png of empty pixels": lambda: png(png_chunk(b"IDAT", b"") * 1_500_000),
    "gif of comments": lambda: b"GIF89a\x0a\0\x0a\0\0\0\0" + b"!\xfe\x01a\0" * 4_000_000,
    "gif of crumbs": lambda: (
        b"GIF89a\x0a\0\x0a\0\0\0\0" + (b"!\xfe" + b"\1a" * 100 + b"\0") * 90_000
    ),
    "avif of boxes": lambda: picture(photo_format="AVIF") + b"\0\0\0\x08free" * 1_500_000,
    "avif of exif blocks": lambda: (
        picture(photo_format="AVIF") + b"II*\0\xff\xff\xff\0" * 2_000_000
    ),
    "tiff of directories": lambda: many_directories(),
    "tiff of strips": lambda: tiff(
        (256, 1, 100), (257, 1, 100), (273, 5_000_000, 200), padding=bytes(20_000_000)
    ),
}


def packed(megabytes):
    return zlib.compress(bytes(megabytes * 1_000_000), 1)


def exif_bomb(entries=5_000, length=60_000):
    """A directory whose values all lie in the same bytes, which a reader copies for each."""
    tags = [struct.pack("<HHII", 40_000 + n, 7, length - 1_000, 8) for n in range(entries)]
    block = b"II*\0\x08\0\0\0" + struct.pack("<H", entries) + b"".join(tags)
    return (block + bytes(max(0, length - len(block))))[:65_000]


def webp(*chunks):
    output = io.BytesIO()
    Image.new("RGB", (8, 8)).save(output, "WEBP", exif=b"Exif\0\0")
    content = output.getvalue()[12:]
    for kind, payload in chunks:
        content += kind + len(payload).to_bytes(4, "little") + payload + bytes(len(payload) % 2)
    return b"RIFF" + (len(content) + 4).to_bytes(4, "little") + b"WEBP" + content


def page_ring(pages):
    """A TIFF of many pages, all of them the same few bytes."""
    content = b"II*\0\x08\0\0\0"
    for number in range(pages):
        content += b"\0\0" + (len(content) + 6 if number < pages - 1 else 0).to_bytes(4, "little")
    return content


def jpeg_with(*segments):
    content = picture()
    return content[:2] + b"".join(segments) + content[2:]


# Words and profiles that fill the memory.
SWOLLEN = {
    "png text": lambda: png(png_chunk(b"zTXt", b"a\0\0" + packed(50))),
    "png text in many parts": lambda: png(png_chunk(b"zTXt", b"a\0\0" + packed(1)) * 60),
    "png text in any language": lambda: png(
        png_chunk(b"iTXt", b"a\0\1\0en\0\0" + zlib.compress("😀".encode() * 4_000_000, 1))
    ),
    "png profile larger than Pillow unpacks": lambda: picture(
        photo_format="PNG", icc_profile=bytes(1_500_000)
    ),
    "png profile": lambda: png(png_chunk(b"iCCP", b"a\0\0" + packed(50))),
    "png of private parts": lambda: png(png_chunk(b"prVt", bytes(2_000_000)) * 10),
    "png exif": lambda: png(png_chunk(b"eXIf", exif_bomb())),
    "png exif among the texts": lambda: png(
        png_chunk(
            b"zTXt",
            b"Raw profile type exif\0\0"
            + zlib.compress(b"\nexif\n  60000\n" + exif_bomb().hex().encode()),
        )
    ),
    "jpeg exif": lambda: jpeg_with(segment(0xE1, b"Exif\0\0" + exif_bomb())),
    "jpeg exif in two parts": lambda: jpeg_with(
        segment(0xE1, b"Exif\0\0" + exif_bomb()[:30_000]),
        segment(0xE1, b"Exif\0\0" + exif_bomb()[30_000:]),
    ),
    "jpeg list of further pictures": lambda: jpeg_with(segment(0xE2, b"MPF\0" + exif_bomb())),
    "jpeg profile": lambda: jpeg_with(*[segment(0xE2, b"ICC_PROFILE\0\1\1" + bytes(65_000))] * 300),
    "webp exif": lambda: webp((b"EXIF", exif_bomb())),
    "webp profile": lambda: webp((b"ICCP", bytes(9_000_000))),
    "avif exif": lambda: picture(
        photo_format="AVIF", exif=b"II*\0\x08\0\0\0".ljust(len(exif_bomb()), b"\0")
    ).replace(b"II*\0\x08\0\0\0".ljust(len(exif_bomb()), b"\0"), exif_bomb()),
    "tiff words": lambda: tiff(
        (256, 1, 100),
        (257, 1, 100),
        *[(40_000 + number, 4_000_000, 8) for number in range(100)],
        padding=bytes(16_000_000),
    ),
}

# More pictures than anyone looks at.
CROWDED = {
    "gif": lambda: animation("GIF", 1_001),
    "png": lambda: animation("PNG", 1_001),
    "webp": lambda: animation("WEBP", 1_001),
    "avif": lambda: animation("AVIF", 2).replace(
        b"stsz" + bytes(8) + b"\0\0\0\2", b"stsz" + bytes(8) + b"\0\1\0\2"
    ),
    "tiff": lambda: page_ring(1_002),
}


def flat(mode, width_px, height_px, photo_format, **options):
    output = io.BytesIO()
    Image.new(mode, (width_px, height_px), 90).save(output, photo_format, **options)
    return output.getvalue()


def padded(content, size_bytes):
    return content + bytes(size_bytes - len(content))


def with_chunks(content, *chunks):
    return content[:33] + b"".join(chunks) + content[33:]


def largest(mode, megapixels, photo_format, size_bytes=0, **options):
    width_px = 4_000
    content = flat(mode, width_px, int(megapixels * 1_000_000) // width_px, photo_format, **options)
    return padded(content, max(size_bytes, len(content)))


# Each format at its limit: of pixels, and of pixels beside a file of the largest size.
LARGEST = {
    "jpeg with credentials, 64 MB": lambda: padded(
        (SAMPLES / "adobe-20220124-C.jpg").read_bytes(), 64_000_000
    ),
    "jpeg, 64 MP": lambda: largest("RGB", 64, "JPEG", 64_000_000, quality=90),
    "jpeg, progressive, 64 MP": lambda: largest("RGB", 64, "JPEG", 64_000_000, progressive=True),
    "jpeg, progressive in full colour, 35 MP": lambda: largest(
        "RGB", 35, "JPEG", 64_000_000, progressive=True, subsampling=0
    ),
    "jpeg, progressive for print, 26 MP": lambda: largest(
        "CMYK", 26, "JPEG", 64_000_000, progressive=True
    ),
    "png, 64 MP": lambda: largest("RGBA", 64, "PNG"),
    "png, 52 MP in 64 MB": lambda: largest("RGBA", 52, "PNG", 64_000_000),
    "png, 51 MP, full of words": lambda: padded(
        with_chunks(
            largest("RGBA", 51, "PNG"),
            *[png_chunk(b"prVt", bytes(1_900_000))] * 4,
            png_chunk(b"iTXt", b"a\0\0\0en\0\0" + "😀".encode() + b"a" * 1_900_000),
        ),
        64_000_000,
    ),
    "gif, 55 MP in 64 MB": lambda: largest("P", 55, "GIF", 64_000_000),
    "webp, 21 MP": lambda: largest("RGBA", 21, "WEBP", lossless=True, quality=0, method=0),
    "webp, 9 MP in 64 MB": lambda: largest("RGBA", 9, "WEBP", 64_000_000, quality=50, method=0),
    "avif, 16 MP": lambda: largest("RGBA", 16, "AVIF", speed=10),
    "avif, 10 MP in 64 MB": lambda: largest("RGBA", 10, "AVIF", 64_000_000, speed=10),
    "tiff, 42 MP": lambda: largest("RGBA", 42, "TIFF", 64_000_000, compression="tiff_lzw"),
    "tiff in one piece, 23 MP": lambda: largest(
        "RGBA", 23, "TIFF", 64_000_000, compression="tiff_lzw", tiffinfo={278: 30_000}
    ),
}
