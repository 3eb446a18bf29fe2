"""How a content goes out: its pictures, its address, its place in the chain, its time.

The verbs of `actions` use this within their transactions; nobody else does.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from articles import imaging
from articles.content import StoryContent, digest
from articles.models import Publication, Revision, Story
from articles.publishing import addresses, checks, corrections, freeze, renditions, timeline
from articles.publishing.corrections import CorrectionWords
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


def go_out_again(
    story: Story, moved: list[Publication], *, live_from: datetime, by: Any, now: datetime
) -> Publication:
    """The last of these waiting versions at another time, as a new version on record.

    All of them are cancelled; what was to be corrected with them goes along.
    """
    last = moved[-1]
    content = last.story_content()
    if last.updated_at == last.live_from:
        content = replace(content, updated_at=live_from)
        if story.updated_at == last.live_from:
            put_updated(story, live_from)
    corrections.move(story, moved, to=live_from)
    if timeline.has_lived(story, now):
        timeline.cancel(story, now, only=moved)
    publication = go_out(
        story,
        content,
        live_from=live_from,
        change=last.change,
        note=last.note,
        by=by,
        now=now,
        choice=Waiting.CARRY_OVER,
    )
    # The times in the working copy have moved with it.
    Revision.objects.keep(story, kind=Revision.Kind.SAVE, by=by, at=now)
    return publication


def updated_at(story: Story, *, change: str, live_from: datetime, now: datetime) -> datetime | None:
    """What the updated line says of a version that goes out over another.

    A misprint put right leaves it; anything else is of the moment it goes live, unless the editor
    typed a time newer than the one readers saw last.
    """
    seen = timeline.seen_last(story, now)
    if seen is None:
        return story.updated_at
    shown, typed = seen.updated_at, story.updated_at
    if _came_with_a_schedule(story, timeline.waiting(story, now)):
        typed = shown
    if change == Change.TYPO or (typed and (shown is None or typed > shown)):
        return typed
    return live_from


def forget_updated(story: Story, cancelled: list[Publication], *, by: Any, now: datetime) -> None:
    """The updated line as readers saw it last, where it came with a schedule that is no more."""
    seen = timeline.seen_last(story, now)
    if seen and _came_with_a_schedule(story, cancelled):
        put_updated(story, seen.updated_at)
        Revision.objects.keep(story, kind=Revision.Kind.SAVE, by=by, at=now)


def put_updated(story: Story, at: datetime | None) -> None:
    """Let the working copy say what the version says, so that it does not look changed."""
    if story.updated_at != at:
        story.updated_at = at
        story.save(update_fields=["updated_at"])


def _came_with_a_schedule(story: Story, versions: list[Publication]) -> bool:
    return any(row.live_from == row.updated_at == story.updated_at for row in versions)


def late(story: Story, live_from: datetime, now: datetime) -> list[checks.Lack]:
    """Times that contradict going live at this one."""
    found = []
    if story.take_down_at and story.take_down_at <= live_from:
        message = _(
            "“Take down at” says %(at)s, and the story would go live after that. Clear it or set "
            "a later time."
        )
        said = message % {"at": timeline.in_words(story.take_down_at)}
        found.append(checks.Lack("take_down_at", said))
    first = story.first_published_at
    if first is None or first <= live_from or timeline.has_lived(story, now):
        return found
    # A date that came with the schedule goes with it.
    if any(version.live_from == first for version in timeline.waiting(story, now)):
        return found
    message = _("“First published” lies after the moment of publishing. Clear it or correct it.")
    return [*found, checks.Lack("first_published_at", message)]


def make_pictures(story: Story) -> None:
    """One picture at least of each of the story's photos that may be shown; the others follow.

    Raises: NotReady naming those that cannot be read.
    """
    unreadable = []
    captions = story.captions.select_related("photo__photographer", "photo__organization")
    for number, caption in enumerate(captions, 1):
        try:
            renditions.make_fallback(caption.photo)
            renditions.refresh(caption.photo)
        except (FileNotFoundError, imaging.PhotoRefused):
            message = _("The picture of photo %(number)s cannot be read. Upload it again.")
            unreadable.append(checks.Lack("captions", message % {"number": number}))
    if unreadable:
        raise checks.NotReady(unreadable)


def already(
    story: Story,
    content: StoryContent,
    *,
    by: Any,
    live_from: datetime,
    now: datetime,
    change: str | None,
    correction: CorrectionWords | None,
) -> Publication | None:
    """The version this person has just made of the same for the same time, if any."""
    version = timeline.current(story, now) if live_from <= now else None
    version = version or next(
        (row for row in timeline.waiting(story, now) if row.live_from == live_from), None
    )
    if version is None or version.by != by:
        return None
    if change not in (None, version.change) and version.change != Change.FIRST:
        return None
    if version.content_digest != digest(content.to_json()):
        return None
    return version if corrections.was_said(version, correction) else None
