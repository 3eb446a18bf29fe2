"""What a file says about its photo, in one frozen shape."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoFacts:
    """What the file says about its photo; a default for the record, which then wins.

    Shape: several creators are joined with ", "; place goes from small to large.
    Units: taken_at is aware only if the file names a zone; a day without a time is midnight.
    """

    caption: str = ""
    headline: str = ""
    creator: str = ""
    credit: str = ""
    source: str = ""
    copyright: str = ""
    usage_terms: str = ""
    instructions: str = ""
    alt_text: str = ""
    place: str = ""
    keywords: tuple[str, ...] = ()
    taken_at: datetime | None = None
