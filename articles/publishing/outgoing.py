"""How a content goes out: its pictures, its address, its place in the chain, its time.

The verbs of `actions` use this within their transactions; nobody else does.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from articles import imaging
from articles.content import StoryContent, digest
from articles.models import Publication, Story
from articles.publishing import addresses, checks, freeze, timeline
from articles.publishing.renditions import make_renditions
from articles.publishing.timeline import Waiting

Change = Publication.Change


def go_out(
    story: Story,
    content: StoryContent,
    *,
    live_from: datetime,
    change: str,
    note: str,
    by: Any,
    now: datetime,
    choice: Waiting | None = None,
) -> Publication:
    """Give a content its address, its place in the chain and its time: the one way out.

    What was scheduled but never seen is replaced, its address given anew.
    """
    if not timeline.has_lived(story, now):
        if cancelled := timeline.cancel(story, now):
            addresses.take_address_back(story, cancelled[0])
        change = change if change == Change.IMPORT else Change.FIRST
    path = addresses.give_address(
        story,
        headline=content.headline,
        first_published_at=story.first_published_at or live_from,
    )
    publication = freeze.build(
        story,
        replace(content, first_published_at=story.first_published_at),
        path=path,
        change=change,
        note=note,
        by=by,
        by_name=by.get_username() if by else "",
        at=now,
    )
    timeline.insert(publication, at=live_from, now=now, choice=choice)
    freeze.seal(publication)
    return publication


def late(story: Story, live_from: datetime, now: datetime) -> list[checks.Lack]:
    """A story cannot have been published first after the moment it goes out."""
    first = story.first_published_at
    if first is None or first <= live_from or timeline.has_lived(story, now):
        return []
    # A date that came with the schedule goes with it.
    if any(version.live_from == first for version in timeline.waiting(story, now)):
        return []
    message = _("“First published” lies after the moment of publishing. Clear it or correct it.")
    return [checks.Lack("first_published_at", message)]


def make_pictures(story: Story) -> None:
    """Renditions of the story's photos. Raises: NotReady naming those that cannot be read."""
    unreadable = []
    for number, caption in enumerate(story.captions.select_related("photo__photographer"), 1):
        try:
            make_renditions(caption.photo)
        except (FileNotFoundError, imaging.PhotoRefused):
            message = _("The picture of photo %(number)s cannot be read. Upload it again.")
            unreadable.append(checks.Lack("captions", message % {"number": number}))
    if unreadable:
        raise checks.NotReady(unreadable)


def already(
    story: Story, content: StoryContent, *, by: Any, live_from: datetime, now: datetime
) -> Publication | None:
    """The version this person has just made of the same content for the same time, if any."""
    version = timeline.current(story, now) if live_from <= now else None
    version = version or next(
        (row for row in timeline.waiting(story, now) if row.live_from == live_from), None
    )
    if version is None or version.by != by:
        return None
    return version if version.content_digest == digest(content.to_json()) else None
