"""What a page says of what stands elsewhere: sections, other stories, corrections, the preview."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class SectionLink:
    """A section as a page names it, with the one above it."""

    name: str
    path: str
    label: str = ""
    disclaimer: str = ""
    parent: "SectionLink | None" = None

    @property
    def address(self) -> str:
        return f"/sections/{self.path}/"

    @classmethod
    def to(cls, section: Any) -> "SectionLink | None":
        """The link to a section; its parent must have been fetched."""
        if section is None:
            return None
        return cls(
            section.name, section.path, section.label, section.disclaimer, cls.to(section.parent)
        )


@dataclass(frozen=True)
class StoryLink:
    """A story as another one's page names it."""

    path: str
    headline: str
    language: str
    first_published_at: datetime


@dataclass(frozen=True)
class CorrectionNote:
    """A correction as it stands under a story, with those it took the place of and why."""

    label: str
    at: datetime
    wrong: str
    right: str
    reason: str = ""
    earlier: tuple["CorrectionNote", ...] = ()


@dataclass(frozen=True)
class Preview:
    """What the bar above an unpublished page says: for those with a link, what, and until when."""

    revision: int = 0
    saved_at: datetime | None = None
    newest: bool = False
    until: datetime | None = None
