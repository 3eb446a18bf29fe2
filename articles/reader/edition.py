"""The edition of the paper as this server process knows it: its number and its sections."""

import threading
import time
from dataclasses import dataclass
from datetime import datetime

from django.db import DatabaseError
from django.db.models import Subquery
from django.utils import timezone

from articles.models import Moment, Rows, Section, SiteEdition
from articles.pages import SectionLink

ASK_AT_MOST_EVERY_SECONDS = 0.5


@dataclass(frozen=True)
class Edition:
    """The number cached pages carry, the last moment at which pages changed by themselves,
    and the sections of the masthead."""

    number: int
    moment: datetime | None
    sections: tuple[SectionLink, ...]
    subsections: tuple[SectionLink, ...] = ()

    def within(self, path: str) -> list[SectionLink]:
        """The sections within one of the masthead's."""
        return [link for link in self.subsections if link.parent and link.parent.path == path]

    @property
    def key(self) -> str:
        return f"{self.number}-{self.moment.timestamp() if self.moment else 0}"


class _Known:
    """What was asked last, and when; shared by the threads of a process."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.edition: Edition | None = None
        self.asked_at = 0.0


_known = _Known()


def current_edition() -> Edition:
    """The edition now. The database is asked at most twice a second; when it does not answer,
    the edition known last goes on.

    Raises: DatabaseError if there is no answer and nothing is known yet.
    """
    with _known.lock:
        if _known.edition and time.monotonic() - _known.asked_at < ASK_AT_MOST_EVERY_SECONDS:
            return _known.edition
        try:
            _known.edition = _ask()
        except DatabaseError:
            if _known.edition is None:
                raise
        _known.asked_at = time.monotonic()
        return _known.edition


def forget_edition() -> None:
    """Ask the database again at the next page."""
    with _known.lock:
        _known.edition = None


def _ask() -> Edition:
    row = (
        SiteEdition.objects.filter(id=1)
        .annotate(
            moment=Subquery(
                Moment.objects.filter(at__lte=timezone.now()).order_by("-at").values("at")[:1]
            ),
            sections=Rows(
                Section.objects.order_by("position", "name", "pk"),
                name="name",
                slug="slug",
                parent="parent__slug",
            ),
        )
        .first()
    )
    if row is None:
        return Edition(0, None, ())
    top = {
        section["slug"]: SectionLink(section["name"], section["slug"])
        for section in row.sections
        if section["parent"] is None
    }
    within = tuple(
        SectionLink(
            section["name"],
            f"{section['parent']}/{section['slug']}",
            parent=top[section["parent"]],
        )
        for section in row.sections
        if section["parent"] in top
    )
    return Edition(row.number, row.moment, tuple(top.values()), within)
