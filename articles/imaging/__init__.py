"""Bytes of photos: judged (masters), read (metadata), made small for readers (renditions).

Pure: knows no model, no storage and no setting.
"""

from articles.imaging.masters import MAX_BYTES, MAX_PIXELS, Master, PhotoRefused, inspect_master
from articles.imaging.metadata import PhotoFacts, read_facts
from articles.imaging.renditions import (
    RENDITION_NAME,
    WIDTHS_PX,
    make_rendition,
    rendition_key,
    rendition_name,
    rendition_size,
)

__all__ = [
    "MAX_BYTES",
    "MAX_PIXELS",
    "RENDITION_NAME",
    "WIDTHS_PX",
    "Master",
    "PhotoFacts",
    "PhotoRefused",
    "inspect_master",
    "make_rendition",
    "read_facts",
    "rendition_key",
    "rendition_name",
    "rendition_size",
]
