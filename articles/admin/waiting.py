"""What waits for somebody: the lists on the desk's front page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.models import Caption, Photo, Revision, Story
from articles.publishing import notices, rights
from articles.publishing.status import with_status

SHORT = 5
State = Story.State


@dataclass(frozen=True)
class Waiting:
    """A short list with a link to the whole of it; `rows` has one more than is shown."""

    name: str
    title: Any
    nothing: Any
    address: str
    rows: list[Any]

    @property
    def shown(self) -> list[Any]:
        return self.rows[:SHORT]

    @property
    def has_more(self) -> bool:
        return len(self.rows) > SHORT


def scheduled(stories: QuerySet[Any]) -> QuerySet[Any]:
    """Of stories with their status, those with a version that waits for its time."""
    return stories.filter(state=Story.State.PUBLISHED, waiting_from__isnull=False)


def live(stories: QuerySet[Any]) -> QuerySet[Any]:
    return stories.filter(state=Story.State.PUBLISHED, live_number__isnull=False)


def changed(stories: QuerySet[Any]) -> QuerySet[Any]:
    """Of stories with their status, those saved since they went out."""
    return (
        live(stories)
        .exclude(saved_digest=F("live_digest"))
        .exclude(saved_digest=F("last_digest"))
        .exclude(saved_digest=None)
    )


def taken_down(stories: QuerySet[Any]) -> QuerySet[Any]:
    """Of stories with their status, those whose time was up."""
    return stories.filter(
        state=Story.State.PUBLISHED, live_number=None, waiting_from=None, ends_at__isnull=False
    )


def saved_by(stories: QuerySet[Any], user: Any) -> QuerySet[Any]:
    """Stories whose last save was this person's."""
    last = Revision.objects.saved().filter(story=OuterRef("pk")).newest_first()
    return stories.annotate(last_by=Subquery(last.values("by")[:1])).filter(last_by=user.pk)


def lacking_words() -> QuerySet[Photo]:
    """Photos no story can be published with: without credit, or with nothing for the blind."""
    return Photo.objects.filter(
        Q(credit_as_printed="") | Q(alt_text="", decorative=False), withdrawn=False
    )


def everything_waiting(user: Any, now: datetime) -> list[Waiting]:
    """The lists this person may see, of what they may work on. Queries: one for each list."""
    found = _told(user)
    stories = rights.in_reach(Story.objects.all(), user)
    if user.has_perm("articles.view_story") or user.has_perm("articles.change_story"):
        found += _stories_waiting(stories, user, now)
    if user.has_perm("articles.view_photo") or user.has_perm("articles.change_photo"):
        found.append(_photos_waiting(stories, user))
    return found


def _told(user: Any) -> list[Waiting]:
    rows = notices.listed(notices.unread(user), SHORT + 1)
    address = reverse("admin:notices")
    return [Waiting("notices", _("Waiting for you"), "", address, rows)] if rows else []


def _photos_waiting(stories: QuerySet[Any], user: Any) -> Waiting:
    photos, which = lacking_words(), _("Photos without alt text or credit")
    if not user.has_perm(rights.PHOTO_RIGHTS):
        shown = Caption.objects.filter(story__in=rights.mine(stories, user))
        photos, which = photos.filter(pk__in=shown.values("photo")), _("My stories’ photos lack")
    address = reverse("admin:articles_photo_changelist") + "?lacks=words"
    nothing = _("Every photo has alt text and credit.")
    return Waiting("photos", which, nothing, address, list(photos[: SHORT + 1]))


def _stories_waiting(reach: QuerySet[Any], user: Any, now: datetime) -> list[Waiting]:
    stories = reach.select_related("section__parent").defer("body", "original_text")
    known = with_status(stories, now)
    works_for_others = user.has_perm(rights.CHANGE_OTHERS)
    lists = (_chores if works_for_others else _own_work)(stories, known)
    if works_for_others:
        last = saved_by(known, user)
        nothing = _("You have saved nothing yet.")
        lists.append(("mine", _("Last saved by me"), nothing, "whose=mine", last))
    narrow = "" if works_for_others else "&whose=own"
    if works_for_others and rights.sections_of(user) is not None:
        narrow = "&whose=reach"
    here = reverse("admin:articles_story_changelist")
    return [
        Waiting(
            name,
            title,
            nothing,
            f"{here}?{query}" + ("" if name == "mine" else narrow),
            list(rows[: SHORT + 1]),
        )
        for name, title, nothing, query, rows in lists
    ]


def _chores(stories: QuerySet[Any], known: QuerySet[Any]) -> list[Any]:
    """What waits for those who work on the stories of others."""
    return [
        (
            "in_review", _("In review"), _("Nothing to read."), "status=in_review",
            stories.filter(state=State.IN_REVIEW),
        ),
        (
            "ready", _("Ready"), _("Nothing is ready."), "status=ready",
            stories.filter(state=State.READY),
        ),
        (
            "scheduled", _("Next to go live"), _("Nothing is scheduled."), "status=scheduled",
            scheduled(known).order_by("waiting_from"),
        ),
        (
            "changed", _("Live, with unpublished changes"), _("Readers see the latest."),
            "status=changed", changed(known),
        ),
        (
            "held", _("Held"), _("Nothing is held."), "status=held",
            stories.filter(state=State.HELD),
        ),
    ]  # fmt: skip


def _own_work(stories: QuerySet[Any], known: QuerySet[Any]) -> list[Any]:
    """Where a writer's own stories have got to."""
    return [
        (
            "drafts", _("My drafts"), _("You have no drafts."), "status=draft",
            stories.filter(state=State.DRAFT),
        ),
        (
            "in_review", _("Mine in review"), _("Nothing of yours is in review."),
            "status=in_review", stories.filter(state=State.IN_REVIEW),
        ),
        (
            "ready", _("Mine, ready"), _("Nothing of yours is ready."), "status=ready",
            stories.filter(state=State.READY),
        ),
        (
            "scheduled", _("Mine, next to go live"), _("Nothing of yours is scheduled."),
            "status=scheduled", scheduled(known).order_by("waiting_from"),
        ),
        (
            "live", _("Mine, live"), _("Nothing of yours is live."), "status=live", live(known),
        ),
        (
            "held", _("Mine, held"), _("Nothing of yours is held."), "status=held",
            stories.filter(state=State.HELD),
        ),
    ]  # fmt: skip
