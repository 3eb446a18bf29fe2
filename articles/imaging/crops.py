"""Which cuts of a photo readers get, how wide, and where the photo's focus puts them.

A cut keeps the focus at the place it has in the whole, as `object-position` does in CSS: a point
a third from the left stands a third from the left of every cut, so it is never cut off.
"""

from dataclasses import dataclass
from enum import StrEnum


class Crop(StrEnum):
    WHOLE = "whole"
    LEAD = "lead"
    LIST = "list"
    SQUARE = "square"
    PORTRAIT = "portrait"
    SHARE = "share"


# Width to height. The last is what social networks cut a link's picture to.
RATIOS: dict[Crop, tuple[int, int]] = {
    Crop.LEAD: (3, 2),
    Crop.LIST: (16, 9),
    Crop.SQUARE: (1, 1),
    Crop.PORTRAIT: (4, 5),
    Crop.SHARE: (191, 100),
}
# A story's column is 608 px wide, the lead of the front 720; screens have up to three dots each.
WIDTHS_PX: dict[Crop, tuple[int, ...]] = {
    Crop.WHOLE: (480, 800, 1200, 1600),
    Crop.LEAD: (480, 800, 1200, 1600),
    Crop.LIST: (480, 800),
    Crop.SQUARE: (480,),
    Crop.PORTRAIT: (480,),
    Crop.SHARE: (1200,),
}

Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Focus:
    """The point that matters most, in thousandths of width and height from the top left."""

    x_permille: int = 500
    y_permille: int = 500


@dataclass(frozen=True, slots=True)
class Size:
    """One cut in one width, in pixels."""

    crop: Crop
    width_px: int
    height_px: int


def crop_box(width_px: int, height_px: int, crop: Crop, focus: Focus) -> Box:
    """Return (left, top, right, bottom) of a cut in a picture of this size, in pixels."""
    if crop == Crop.WHOLE:
        return 0, 0, width_px, height_px
    across, down = RATIOS[crop]
    cut_width = min(width_px, max(1, round(height_px * across / down)))
    cut_height = min(height_px, max(1, round(width_px * down / across)))
    left = round((width_px - cut_width) * focus.x_permille / 1000)
    top = round((height_px - cut_height) * focus.y_permille / 1000)
    return left, top, left + cut_width, top + cut_height


def offered(width_px: int, height_px: int) -> list[Size]:
    """Return every cut and width made of a photo of this size; none is larger than the photo.

    Shape: cut by cut, the narrowest first; so the first of all is the whole photo, small.
    """
    return [
        Size(crop, width, height)
        for crop in Crop
        for width, height in _sizes(crop, width_px, height_px)
    ]


def _sizes(crop: Crop, width_px: int, height_px: int) -> list[tuple[int, int]]:
    left, top, right, bottom = crop_box(width_px, height_px, crop, Focus())
    full_width, full_height = right - left, bottom - top
    widths = sorted({min(width, full_width) for width in WIDTHS_PX[crop]})
    return [(width, max(1, round(full_height * width / full_width))) for width in widths]
