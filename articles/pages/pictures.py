"""A photo's renditions as a page leads to them."""

from collections.abc import Collection
from dataclasses import dataclass

from articles.imaging import Crop, Format


@dataclass(frozen=True)
class PictureFile:
    """A rendition that lies ready, and its address."""

    crop: str
    format: str
    width_px: int
    height_px: int
    address: str


@dataclass(frozen=True)
class Picture:
    """A photo in one cut, for a `picture` element; `avif` is empty until those are made."""

    url: str
    srcset: str
    avif: str
    width_px: int
    height_px: int

    @classmethod
    def of(cls, files: Collection[PictureFile], crop: Crop = Crop.WHOLE) -> "Picture | None":
        """The photo in this cut, else whole; None while nothing of it lies ready."""
        cut = [file for file in files if file.crop == crop]
        cut = cut or [file for file in files if file.crop == Crop.WHOLE]
        jpegs = _by_width(cut, Format.JPEG)
        if not jpegs:
            return None
        widest = jpegs[-1]
        return cls(
            url=widest.address,
            srcset=_srcset(jpegs),
            avif=_srcset(_by_width(cut, Format.AVIF)),
            width_px=widest.width_px,
            height_px=widest.height_px,
        )


def _by_width(files: Collection[PictureFile], photo_format: Format) -> list[PictureFile]:
    found = [file for file in files if file.format == photo_format]
    return sorted(found, key=lambda file: file.width_px)


def _srcset(files: Collection[PictureFile]) -> str:
    return ", ".join(f"{file.address} {file.width_px}w" for file in files)


@dataclass(frozen=True)
class Figure:
    """A photo as a page shows it: whole, and small for a list of them."""

    picture: Picture
    small: Picture
    alt: str
    caption: str
    credit: str
    # Where the photo can be bought; empty where it cannot.
    shop: str = ""
    # Its own page in the story's gallery; empty without one.
    address: str = ""
