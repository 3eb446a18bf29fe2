"""Whose letters were printed lately, for the paper's rule of one a month from each writer.

Read from the versions readers can see now or later: what was printed, not what is being written.
Signatories are readers, no staff: they have no page, and nothing but the letters tells of them.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from articles.content import ItemKind
from articles.models import Publication

LATELY = timedelta(days=31)
# As the canonical text of a content has it; so that other texts are not even read.
_A_LETTER = f'"kind":"{ItemKind.LETTER}"'


@dataclass(frozen=True)
class PrintedLetter:
    uid: str
    heading: str
    signatory: str
    town: str
    at: datetime
    address: str
    story: int
    headline: str


def printed_lately(now: datetime | None = None) -> list[PrintedLetter]:
    """The letters of the last month and those that wait for their time, the newest first.

    Queries: one.
    """
    now = now or timezone.now()
    versions = (
        Publication.objects.unended(now)
        .filter(ended=False, first_published_at__gte=now - LATELY, content__contains=_A_LETTER)
        .order_by("-first_published_at", "-number")
        .only("content", "path", "first_published_at", "story_id")
    )
    found: dict[str, PrintedLetter] = {}
    for version in versions:
        content = version.story_content()
        for item in content.items:
            if item.kind == ItemKind.LETTER:
                letter = PrintedLetter(
                    uid=item.uid,
                    heading=item.heading,
                    signatory=item.signatory,
                    town=item.town,
                    at=version.first_published_at,
                    address=f"{version.path}#{item.anchor}",
                    story=version.story_id,
                    headline=content.title,
                )
                found.setdefault(item.uid, letter)
    return list(found.values())


def folded(name: str) -> str:
    """A name as names are compared: whatever its capitals and blanks."""
    return " ".join(name.casefold().split())
