"""Who lives when: the only writer of `live_from`, `live_until` and `ended`.

A story's versions follow one another without overlap; the last is open. Every function here
wants the story's row locked (`locked`), so that two people publish one after the other.
"""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Correction, Moment, Publication, Story, whole


class Waiting(StrEnum):
    """What becomes of the versions that wait for their time when another one is published."""

    CARRY_OVER = "carry_over"
    CANCEL = "cancel"


class TimeRefused(ValidationError):
    """A time at which nothing can be done: says why, and what can."""


class WaitingVersionError(ValidationError):
    """A version waits for its time, and nobody said what becomes of it."""


def locked(story: Story) -> Story:
    """The story as it is in the database, its row locked until the transaction ends.

    Its times are whole, so that the version made of them says what a dump of them says.
    """
    row = Story.objects.select_for_update().get(pk=story.pk)
    for name in ("first_published_at", "updated_at", "embargo_until", "take_down_at"):
        if at := getattr(row, name):
            setattr(row, name, whole(at))
    return row


def in_words(at: datetime) -> str:
    """A time as editors read it: in the newsroom's zone, which is named."""
    here = timezone.localtime(at)
    return f"{here:%Y-%m-%d %H:%M} {here.tzname()}"


def versions(story: Story) -> list[Publication]:
    """All that were published, in order of number, without their texts."""
    return list(Publication.objects.filter(story=story).order_by("number").defer("content"))


def is_live(version: Publication, now: datetime) -> bool:
    return version.live_from <= now and (version.live_until is None or version.live_until > now)


def waiting(story: Story, now: datetime) -> list[Publication]:
    """The versions whose time is still to come, the next one first."""
    return sorted(
        (row for row in versions(story) if row.live_from > now and not row.cancelled),
        key=lambda row: row.live_from,
    )


def current(story: Story, now: datetime) -> Publication | None:
    """The version that lives now."""
    return next((row for row in versions(story) if is_live(row, now)), None)


def last(story: Story, now: datetime) -> Publication | None:
    """The version that none follows, if readers see it or will: the one taken down in the end."""
    to_come = (
        row
        for row in versions(story)
        if not row.cancelled and (row.live_until is None or row.live_until > now)
    )
    return max(to_come, key=lambda row: row.live_from, default=None)


def seen_last(story: Story, now: datetime) -> Publication | None:
    """The version readers see, or saw last."""
    seen = (row for row in versions(story) if row.live_from <= now and not row.cancelled)
    return max(seen, key=lambda row: row.live_from, default=None)


def has_lived(story: Story, now: datetime) -> bool:
    """Whether readers ever saw this story."""
    return any(row.live_from <= now and not row.cancelled for row in versions(story))


def insert(
    publication: Publication, *, at: datetime, now: datetime, choice: Waiting | None = None
) -> None:
    """Save a new version that lives from `at` (not before `now`).

    The version it follows ends at that moment. Versions that wait are carried over (each still
    gets its time, in order) or cancelled, as `choice` says. What none follows ends when the story
    is to be taken down.
    Raises: WaitingVersionError if some wait and no choice was made.
    """
    story = publication.story
    later = waiting(story, now)
    if later and choice is None:
        raise WaitingVersionError(
            _("Version %(number)s waits to go live at %(at)s. Say whether it is to be carried "
              "over or cancelled."),
            code="waiting",
            params={"number": later[0].number, "at": in_words(later[0].live_from)},
        )  # fmt: skip
    if choice == Waiting.CANCEL:
        cancel(story, now)
        later = []
    successor = next((row for row in later if row.live_from > at), None)
    for row in versions(story):
        if row.live_from <= at and (row.live_until is None or row.live_until > at):
            _write(row, live_until=at, now=now)
    publication.live_from = at
    publication.live_until = successor.live_from if successor else story.take_down_at
    publication.ended = publication.live_until is not None and publication.live_until <= now
    publication.save(force_insert=True)
    Moment.note([at, publication.live_until])


def restore(
    publication: Publication, *, live_from: datetime, live_until: datetime | None, now: datetime
) -> None:
    """Save a version with the times it had where it was dumped."""
    publication.live_from = live_from
    publication.live_until = live_until
    publication.ended = live_until is not None and live_until <= now
    publication.save(force_insert=True)
    Moment.note([live_from, live_until])


def cancel(
    story: Story, now: datetime, *, only: Collection[Publication] | None = None
) -> list[Publication]:
    """Cancel every waiting version, or `only` these.

    A cancelled version never lives, what was to be corrected with it is never said, and the one
    before it stays.
    """
    chosen = None if only is None else {row.pk for row in only}
    cancelled = [row for row in waiting(story, now) if chosen is None or row.pk in chosen]
    for row in reversed(cancelled):
        _cancel_one(story, row, now)
    return cancelled


def refuse_end(story: Story, at: datetime, now: datetime) -> None:
    """Raises: TimeRefused if the story cannot be taken down at this time."""
    if at <= now:
        raise TimeRefused(
            _("%(at)s has passed. To take the story down now, withdraw it."),
            code="passed",
            params={"at": in_words(at)},
        )
    row = last(story, now) if story.pk else None
    if row and row.live_from >= at:
        raise TimeRefused(
            _("Version %(number)s goes live at %(from)s, so the story cannot be taken down at "
              "%(at)s. Choose a later time, or unschedule that version first."),
            code="before_it_lives",
            params={"number": row.number, "from": in_words(row.live_from), "at": in_words(at)},
        )  # fmt: skip


def end_at(row: Publication, at: datetime | None, now: datetime) -> None:
    """Let the last version end at a time of its own, or live on."""
    _write(row, live_until=at, now=now)
    Moment.note([at])


def end(story: Story, now: datetime) -> None:
    """End every version at once; waiting ones never live."""
    cancel(story, now)
    for row in versions(story):
        if is_live(row, now):
            _write(row, live_until=now, now=now)


def _cancel_one(story: Story, cancelled: Publication, now: datetime) -> None:
    known = versions(story)
    # As it is now: cancelling the one after it may have moved its end.
    row = next(other for other in known if other.pk == cancelled.pk)
    until = row.live_until
    before = next(
        (other for other in known if other.live_until == row.live_from and not other.cancelled),
        None,
    )
    _write(row, live_until=row.live_from, now=now)
    Correction.objects.filter(story=story, at=row.live_from, at__gt=now).delete()
    if before:
        _write(before, live_until=until, now=now)


def _write(row: Publication, *, live_until: datetime | None, now: datetime) -> None:
    row.live_until = live_until
    row.ended = live_until is not None and live_until <= now
    Publication.objects.filter(pk=row.pk).update(live_until=live_until, ended=row.ended)
