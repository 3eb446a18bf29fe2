"""What the newsroom remembers. Import models from here, never from the files inside.

Working copy (Story and its parts) and published version (Publication and its link rows) are two
things that meet only in `articles.content.StoryContent`. Files here may import one another in
the order of the list below, and the pure rooms; nothing above them.
"""

from articles.models.clock import present, whole
from articles.models.edition import Moment, SiteEdition
from articles.models.section import Section
from articles.models.tag import StoryTag, Tag
from articles.models.people import Organization, Person
from articles.models.photo import Photo, master_name
from articles.models.rendition import Rendition
from articles.models.byline import Byline
from articles.models.caption import Caption
from articles.models.item import Item
from articles.models.story import SLUG_LENGTH, Story
from articles.models.revision import Revision
from articles.models.desk import Notice, Presence, PreviewLink, SectionLimit
from articles.models.correction import Correction
from articles.models.front import Front, Placement
from articles.models.rows import Rows
from articles.models.publication import (
    MOST_RELATED,
    Ledger,
    Publication,
    PublicationByline,
    PublicationPhoto,
    PublicationPlace,
    PublicationRelated,
    PublicationTag,
    chain_faults,
    chain_hash,
    live_at,
    usable_at,
)
from articles.models.address import MONTHS, Address, story_path

__all__ = [
    "MONTHS",
    "MOST_RELATED",
    "SLUG_LENGTH",
    "Address",
    "Byline",
    "Caption",
    "Correction",
    "Front",
    "Item",
    "Ledger",
    "Moment",
    "Notice",
    "Organization",
    "Person",
    "Photo",
    "Placement",
    "Presence",
    "PreviewLink",
    "Publication",
    "PublicationByline",
    "PublicationPhoto",
    "PublicationPlace",
    "PublicationRelated",
    "PublicationTag",
    "Rendition",
    "Revision",
    "Rows",
    "Section",
    "SectionLimit",
    "SiteEdition",
    "Story",
    "StoryTag",
    "Tag",
    "chain_faults",
    "chain_hash",
    "live_at",
    "master_name",
    "present",
    "story_path",
    "usable_at",
    "whole",
]
