"""How the front page is laid out: each story stands in the best place it qualifies for.

Only the list of the latest names stories that also stand in their section.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from articles.content import Kind
from articles.pages import SectionLink

SECOND_ROW = 3
LATEST = 8
OPINION = 5
A_SECTION = 3
PICTURES = 4
OPINION_KINDS = {Kind.COLUMN, Kind.EDITORIAL, Kind.LETTER}


@dataclass
class FrontPage:
    """Lead, second row, opinion, the latest, the sections, a strip of pictures."""

    lead: Any = None
    second: list[Any] = field(default_factory=list)
    latest: list[Any] = field(default_factory=list)
    opinion: list[Any] = field(default_factory=list)
    sections: list[tuple[SectionLink, list[Any]]] = field(default_factory=list)
    pictures: list[Any] = field(default_factory=list)


def lay_out(
    placed: Sequence[Any], newest: Sequence[Any], sections: Iterable[SectionLink]
) -> FrontPage:
    """The front of what editors have placed and of the newest, both in order.

    Placed stories take the lead and the second row; what is left of these goes to the newest
    with a picture.
    """
    page = FrontPage()
    left = list(newest)
    top = list(placed)[: 1 + SECOND_ROW]
    left = [*placed[1 + SECOND_ROW :], *left]
    top += _take(left, 1 + SECOND_ROW - len(top), _is_for_the_top)
    if not top:
        top = _take(left, 1, lambda story: True)
    page.lead, page.second = (top[0], top[1:]) if top else (None, [])
    page.opinion = _take(left, OPINION, lambda story: story.kind in OPINION_KINDS)
    page.latest = left[:LATEST]
    for section in sections:
        found = _take(left, A_SECTION, lambda story, at=section.path: _is_news_of(at, story))
        if found:
            page.sections.append((section, found))
    page.pictures = _take(left, PICTURES, lambda story: bool(story.picture))
    return page


def _is_for_the_top(story: Any) -> bool:
    return bool(story.picture) and story.kind not in OPINION_KINDS


def _is_news_of(path: str, story: Any) -> bool:
    """Whether a story belongs to the strip of a section at the top; opinion has its own place."""
    if story.section is None or story.kind in OPINION_KINDS:
        return False
    return bool((story.section.parent or story.section).slug == path)


def _take(stories: list[Any], count: int, fits: Any) -> list[Any]:
    """Take the first so many that fit out of the list."""
    found = [story for story in stories if fits(story)][: max(count, 0)]
    for story in found:
        stories.remove(story)
    return found
