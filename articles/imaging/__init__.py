"""Bytes of photos: judged, read, cut and made small for readers, with their credit.

In this order: masters; metadata; crops and renditions; attribution.
Pure: knows no model, no storage and no setting.
"""

from articles.imaging.attribution import Attribution
from articles.imaging.crops import (
    RATIOS,
    WIDTHS_PX,
    Crop,
    Focus,
    Size,
    crop_box,
    offered,
)
from articles.imaging.masters import (
    MAX_BYTES,
    MAX_PIXELS,
    SUFFIXES,
    Master,
    PhotoRefused,
    inspect_master,
)
from articles.imaging.metadata import PhotoFacts, read_facts
from articles.imaging.renditions import (
    RENDITION_NAME,
    Format,
    Rendition,
    formats_of,
    make_renditions,
    rendition_key,
    rendition_name,
    sizes_of,
)

__all__ = [
    "MAX_BYTES",
    "MAX_PIXELS",
    "RATIOS",
    "RENDITION_NAME",
    "SUFFIXES",
    "WIDTHS_PX",
    "Attribution",
    "Crop",
    "Focus",
    "Format",
    "Master",
    "Attribution",
    "PhotoFacts",
    "PhotoRefused",
    "Rendition",
    "Size",
    "crop_box",
    "formats_of",
    "inspect_master",
    "make_renditions",
    "offered",
    "read_facts",
    "rendition_key",
    "rendition_name",
    "sizes_of",
]
