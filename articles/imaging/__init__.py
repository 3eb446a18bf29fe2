"""Bytes of photos: judged, read, cut and made small for readers, with their credit.

In this order: masters; metadata, instructions and credentials; crops and renditions; attribution.
Pure: knows no model, no storage and no setting.
"""

from articles.imaging.attribution import Attribution
from articles.imaging.credentials import Credentials, CredentialState, read_credentials
from articles.imaging.crops import (
    RATIOS,
    WIDTHS_PX,
    Crop,
    Focus,
    Size,
    crop_box,
    offered,
)
from articles.imaging.instructions import (
    Restriction,
    RestrictionKind,
    restrictions,
    restrictions_of,
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
    "CredentialState",
    "Credentials",
    "Crop",
    "Focus",
    "Format",
    "Master",
    "PhotoFacts",
    "PhotoRefused",
    "Rendition",
    "Restriction",
    "RestrictionKind",
    "Size",
    "crop_box",
    "inspect_master",
    "make_renditions",
    "offered",
    "read_credentials",
    "read_facts",
    "rendition_key",
    "rendition_name",
    "restrictions",
    "restrictions_of",
    "sizes_of",
]
