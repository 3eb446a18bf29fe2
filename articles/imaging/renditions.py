"""Makes the picture readers get from a master: small, upright, sRGB, with credit and nothing else.

Does not store it; says under which name it is public, which the master's bytes do not betray.
"""

import hmac
import io
import re

from PIL import ExifTags, Image, ImageCms

from articles.imaging.masters import open_photo, orientation, upright_size
from articles.imaging.metadata import IIM_RESOURCE, IIM_UTF8

WIDTHS_PX = (480, 800, 1200)

RENDITION_NAME = re.compile(
    r"\A(?P<folder>[0-9a-f]{2})/(?P<key>(?P=folder)[0-9a-f]{38})-(?P<width_px>[1-9][0-9]{0,4})\.jpg\Z"
)

_QUALITY = 80
_KEY_CHARACTERS = 40
# The standard's 32 bytes cut names short and all readers take more; this keeps the segment whole.
_MAX_IIM_BYTES = 2_000
_MAX_ICC_BYTES = 4_000_000

_BYLINE, _CREDIT, _COPYRIGHT_NOTICE = 80, 110, 116

_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_PROFILE_SPACES = {"L": "GRAY", "RGB": "RGB", "CMYK": "CMYK"}


def rendition_key(sha256: str, *, secret: str) -> str:
    """Return the public key of a master: whoever has a wire's file cannot guess it.

    Shape: 40 hexadecimal characters of an HMAC-SHA256; another secret gives other names.
    """
    return hmac.digest(secret.encode(), sha256.encode(), "sha256").hex()[:_KEY_CHARACTERS]


def rendition_name(key: str, width_px: int) -> str:
    """Return the name of a rendition below the folder of renditions.

    Shape: "ab/abcdef…-1200.jpg", a folder for each first two characters of the key.
    """
    return f"{key[:2]}/{key}-{width_px}.jpg"


def rendition_size(width_px: int, height_px: int, *, target_px: int) -> tuple[int, int]:
    """Return (width, height) in pixels at most `target_px` wide; a photo is never enlarged."""
    if width_px <= target_px:
        return width_px, height_px
    return target_px, max(1, round(height_px * target_px / width_px))


def make_rendition(
    data: bytes, *, target_px: int, creator: str = "", credit: str = "", copyright: str = ""
) -> bytes:
    """Return a progressive JPEG of the master, with these words as its only metadata.

    Shape: the same input gives the same bytes. Content credentials (C2PA) stay with the
    master, as their signature would not hold for a rendition.
    Raises: PhotoRefused for whatever `inspect_master` would refuse.
    Source: Exif Artist and Copyright (the credit where there is no notice);
    IPTC-IIM 2:80 By-line, 2:110 Credit, 2:116 Copyright Notice.
    """
    with open_photo(data) as image:
        turn = orientation(image)
        width_px, height_px = rendition_size(*upright_size(image), target_px=target_px)
        size_px = (height_px, width_px) if turn >= 5 else (width_px, height_px)
        icc_profile = image.info.get("icc_profile") or b""
        # Twice the size needed is enough to scale down from, at a fraction of the memory.
        image.draft(None, (2 * size_px[0], 2 * size_px[1]))
        image.load()
        small = _scalable(image).resize(size_px, Image.Resampling.LANCZOS, reducing_gap=3.0)
        picture = _in_srgb(_without_alpha(small), icc_profile)
        if turn in _UPRIGHT:
            picture = picture.transpose(_UPRIGHT[turn])
    # Pillow would write the source's comment, among others.
    picture.info = {}
    output = io.BytesIO()
    picture.save(
        output,
        "JPEG",
        quality=_QUALITY,
        progressive=True,
        optimize=True,
        exif=_exif(creator, copyright or credit),
        extra=_iim_segment(creator, credit, copyright),
    )
    return output.getvalue()


def _scalable(image: Image.Image) -> Image.Image:
    """Return the picture in a mode in which neighbouring pixels can be averaged."""
    if image.mode.startswith("I;16"):
        # Pillow's own conversion clips; the upper byte is the tone.
        return image.convert("I").point(lambda tone: tone * (1 / 256)).convert("L")
    if image.has_transparency_data:
        return image.convert("LA" if image.mode in ("L", "LA", "La") else "RGBA")
    if image.mode == "1":
        return image.convert("L")
    return image if image.mode in _PROFILE_SPACES or image.mode == "LAB" else image.convert("RGB")


def _without_alpha(image: Image.Image) -> Image.Image:
    if image.mode not in ("LA", "RGBA"):
        return image
    opaque = "L" if image.mode == "LA" else "RGB"
    paper = Image.new(opaque, image.size, "white")
    paper.paste(image.convert(opaque), mask=image.getchannel("A"))
    return paper


def _in_srgb(image: Image.Image, icc_profile: bytes) -> Image.Image:
    """Return the picture as sRGB, by its profile where that is usable."""
    if image.mode == "LAB":
        profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
        return _converted(image, profile)
    try:
        if 0 < len(icc_profile) <= _MAX_ICC_BYTES:
            profile = ImageCms.ImageCmsProfile(io.BytesIO(icc_profile))
            if profile.profile.xcolor_space.strip() == _PROFILE_SPACES[image.mode]:
                return _converted(image, profile)
    except (ImageCms.PyCMSError, OSError, TypeError, ValueError):
        # A broken profile costs a shade of colour, not the photo.
        pass
    return image.convert("RGB")


def _converted(image: Image.Image, profile: ImageCms.ImageCmsProfile) -> Image.Image:
    converted = ImageCms.profileToProfile(
        image,
        profile,
        ImageCms.createProfile("sRGB"),
        renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
        outputMode="RGB",
        flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )
    assert converted is not None
    return converted


def _exif(creator: str, notice: str) -> bytes:
    exif = Image.Exif()
    # As bytes: Pillow would write a question mark for each letter beyond ASCII.
    if creator:
        exif[ExifTags.Base.Artist] = _cut(creator)
    if notice:
        exif[ExifTags.Base.Copyright] = _cut(notice)
    return exif.tobytes() if len(exif) else b""


def _iim_segment(creator: str, credit: str, copyright: str) -> bytes:
    """Return the APP13 segment of a JPEG that photo desks' programs read, or nothing.

    Source: IPTC-IIM 4.2; 1:90 declares UTF-8, 2:00 is the version.
    """
    words = ((_BYLINE, creator), (_CREDIT, credit), (_COPYRIGHT_NOTICE, copyright))
    datasets = [_dataset(2, number, _cut(text)) for number, text in words if text]
    if not datasets:
        return b""
    block = b"".join([_dataset(1, 90, IIM_UTF8), _dataset(2, 0, b"\0\4"), *datasets])
    resource = b"8BIM" + IIM_RESOURCE.to_bytes(2) + b"\0\0" + len(block).to_bytes(4) + block
    payload = b"Photoshop 3.0\0" + resource + b"\0" * (len(block) % 2)
    return b"\xff\xed" + (len(payload) + 2).to_bytes(2) + payload


def _dataset(record: int, number: int, value: bytes) -> bytes:
    return bytes((0x1C, record, number)) + len(value).to_bytes(2) + value


def _cut(text: str) -> bytes:
    """Return the text as UTF-8, cut between letters where it is longer than a line can be."""
    line = " ".join(text.replace("\0", " ").split())
    return line.encode()[:_MAX_IIM_BYTES].decode(errors="ignore").encode()
