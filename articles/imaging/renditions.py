"""Makes the pictures readers get from a master: small, upright, sRGB, with credit and nothing else.

Does not store them; says under which name each is public, which the master's bytes do not betray.
"""

import hmac
import io
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass
from enum import StrEnum
from itertools import groupby

from PIL import Image, ImageCms

from articles.imaging.attribution import Attribution
from articles.imaging.crops import Crop, Focus, Size, crop_box, offered
from articles.imaging.masters import open_photo, orientation, upright_size

# Part of every key: raised when pictures come out otherwise, so that all are made anew.
RECIPE = 1


class Format(StrEnum):
    AVIF = "avif"
    JPEG = "jpg"

    @property
    def content_type(self) -> str:
        return "image/avif" if self == Format.AVIF else "image/jpeg"


RENDITION_NAME = re.compile(
    r"\A(?P<folder>[0-9a-f]{2})/(?P<key>(?P=folder)[0-9a-f]{38})"
    rf"-(?P<crop>{'|'.join(Crop)})-(?P<width_px>[1-9][0-9]{{0,4}})\.(?P<format>{'|'.join(Format)})\Z"
)

_JPEG_QUALITY = 80
# At speed 8 the encoder costs a quarter of speed 6, for a tenth more bytes, and still beats WebP.
_AVIF_QUALITY, _AVIF_SPEED = 52, 8
# Below about 10 KB a progressive JPEG is the larger one.
_PROGRESSIVE_FROM_PX = 60_000
# Averaging whole pixels first, down to twice the size, cannot be seen and costs little.
_REDUCING_GAP = 2.0
_BAND_PX = 1_000_000
# Up to here memory does not matter; beyond the second even cuts of a panorama are bounded.
_PLAIN_PX, _LARGE_PX = 8_000_000, 24_000_000
_KEY_CHARACTERS = 40
_MAX_ICC_BYTES = 4_000_000

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


@dataclass(frozen=True, slots=True)
class Rendition:
    """A picture as readers get it."""

    size: Size
    format: Format
    data: bytes


def rendition_key(sha256: str, *, secret: str, focus: Focus, attribution: Attribution) -> str:
    """Return the public key of a photo's renditions: whoever has a wire's file cannot guess it.

    Shape: 40 hexadecimal characters of an HMAC-SHA256 over the master and all that is seen in its
    renditions, so that what lies at an address never changes and may be kept for a year.
    """
    recipe = json.dumps([RECIPE, sha256, *astuple(focus), *astuple(attribution)])
    return hmac.digest(secret.encode(), recipe.encode(), "sha256").hex()[:_KEY_CHARACTERS]


def rendition_name(key: str, crop: str, width_px: int, photo_format: str) -> str:
    """Return the name of a rendition below the folder of renditions.

    Shape: "ab/abcdef…-lead-1200.avif", a folder for each first two characters of the key.
    """
    return f"{key[:2]}/{key}-{crop}-{width_px}.{photo_format}"


def formats_of(crop: Crop) -> tuple[Format, ...]:
    """Return in which formats a cut is made: other sites take no AVIF for their share cards."""
    return (Format.JPEG,) if crop == Crop.SHARE else (Format.AVIF, Format.JPEG)


def sizes_of(data: bytes) -> list[Size]:
    """Return every cut and width made of a photo, once its header has been read.

    Raises: PhotoRefused.
    """
    with open_photo(data) as image:
        return offered(*upright_size(image))


def make_renditions(
    data: bytes,
    sizes: Iterable[Size],
    *,
    focus: Focus,
    attribution: Attribution,
    formats: Iterable[Format] = tuple(Format),
) -> Iterator[Rendition]:
    """Yield each of these sizes in each of these formats it is made in.

    The master is decoded once, small, and each width is made from the next larger one.
    Shape: the same input gives the same bytes; the words of `attribution` are the only metadata.
    Content credentials (C2PA) stay with the master: their signature would not hold here.
    Raises: PhotoRefused for whatever `inspect_master` would refuse.
    """
    sizes = list(sizes)
    whole = _upright(data, sizes)
    for crop, group in groupby(sizes, key=lambda size: size.crop):
        picture = whole.crop(crop_box(*whole.size, crop, focus))
        for size in sorted(group, key=lambda size: size.width_px, reverse=True):
            picture = picture.resize((size.width_px, size.height_px), Image.Resampling.LANCZOS)
            for photo_format in formats_of(crop):
                if photo_format in formats:
                    yield Rendition(
                        size, photo_format, _encoded(picture, photo_format, attribution)
                    )


def _upright(data: bytes, sizes: list[Size]) -> Image.Image:
    """Return the photo upright, in sRGB, and no larger than the largest of these sizes needs."""
    with open_photo(data) as image:
        turn = orientation(image)
        width_px, height_px = _needed(*upright_size(image), sizes)
        size_px = (height_px, width_px) if turn >= 5 else (width_px, height_px)
        icc_profile = image.info.get("icc_profile") or b""
        # A JPEG is decoded at an eighth, a quarter or half of its size, whichever is enough.
        image.draft(None, size_px)
        image.load()
        small, box = _reduced(image, size_px)
        # Its memory is wanted for what follows.
        image.close()
    small = small.resize(size_px, Image.Resampling.LANCZOS, box=box)
    picture = _in_srgb(_without_alpha(small), icc_profile)
    if turn in _UPRIGHT:
        picture = picture.transpose(_UPRIGHT[turn])
    # Pillow would write the source's comment, among others.
    picture.info = {}
    return picture


def _reduced(
    image: Image.Image, size_px: tuple[int, int]
) -> tuple[Image.Image, tuple[float, float, float, float]]:
    """Return the picture in a mode that can be averaged, and perhaps in a half or less of its size.

    Band by band, as every change of mode makes a copy of what it changes.
    Shape: the picture, and which part of it the whole fills.
    """
    gap = 1 if image.width * image.height > _PLAIN_PX else _REDUCING_GAP
    factor = int(min(image.width / size_px[0], image.height / size_px[1]) / gap)
    if factor < 2:
        return _scalable(image).copy(), (0, 0, image.width, image.height)
    small: Image.Image | None = None
    step = max(1, _BAND_PX // (image.width * factor)) * factor
    for top in range(0, image.height, step):
        band = image.crop((0, top, image.width, min(top + step, image.height)))
        reduced = _scalable(band).reduce(factor)
        small = small or Image.new(reduced.mode, (reduced.width, -(-image.height // factor)))
        small.paste(reduced, (0, top // factor))
    assert small is not None
    return small, (0, 0, image.width / factor, image.height / factor)


def _needed(width_px: int, height_px: int, sizes: list[Size]) -> tuple[int, int]:
    """Return how large the whole must be, so that no cut has to be enlarged."""
    scale = 0.0
    for size in sizes:
        left, _top, right, _bottom = crop_box(width_px, height_px, size.crop, Focus())
        scale = max(scale, size.width_px / (right - left))
    # The cuts of a panorama that large may come out a little soft, so that memory is bounded.
    scale = min(scale, 0.5 if width_px * height_px > _LARGE_PX else 1.0)
    return max(1, round(width_px * scale)), max(1, round(height_px * scale))


def _encoded(picture: Image.Image, photo_format: Format, attribution: Attribution) -> bytes:
    output = io.BytesIO()
    if photo_format == Format.AVIF:
        picture.save(
            output,
            "AVIF",
            quality=_AVIF_QUALITY,
            speed=_AVIF_SPEED,
            exif=attribution.exif(),
            xmp=attribution.xmp(),
        )
    else:
        picture.save(
            output,
            "JPEG",
            quality=_JPEG_QUALITY,
            progressive=picture.width * picture.height >= _PROGRESSIVE_FROM_PX,
            optimize=True,
            exif=attribution.exif(),
            xmp=attribution.xmp(),
            extra=attribution.iim(),
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
