"""What waits for somebody: the lists on the desk's front page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.models import Photo, Revision, Story
from articles.publishing.status import with_status

SHORT = 5


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
    """The lists this person may see. Queries: one for each list."""
    found = []
    if user.has_perm("articles.view_story") or user.has_perm("articles.change_story"):
        found += _stories_waiting(user, now)
    if user.has_perm("articles.view_photo") or user.has_perm("articles.change_photo"):
        rows = list(lacking_words()[: SHORT + 1])
        address = reverse("admin:articles_photo_changelist") + "?lacks=words"
        title, nothing = _("Photos without alt text or credit"), _("Every photo has both.")
        found.append(Waiting("photos", title, nothing, address, rows))
    return found


def _stories_waiting(user: Any, now: datetime) -> list[Waiting]:
    stories = Story.objects.select_related("section__parent").defer("body", "original_text")
    known = with_status(stories, now)
    in_state = {state: stories.filter(state=state) for state in Story.State}
    lists: list[tuple[str, Any, Any, str, QuerySet[Any]]] = [
        (
            "in_review", _("In review"), _("Nothing to read."), "status=in_review",
            in_state[Story.State.IN_REVIEW],
        ),
        ("ready", _("Ready"), _("Nothing is ready."), "status=ready", in_state[Story.State.READY]),
        (
            "scheduled", _("Next to go live"), _("Nothing is scheduled."), "status=scheduled",
            scheduled(known).order_by("waiting_from"),
        ),
        (
            "changed", _("Live, with unpublished changes"), _("Readers see the latest."),
            "status=changed", changed(known),
        ),
        ("held", _("Held"), _("Nothing is held."), "status=held", in_state[Story.State.HELD]),
        (
            "mine", _("Last saved by me"), _("You have saved nothing yet."), "whose=mine",
            saved_by(known, user),
        ),
    ]  # fmt: skip
    here = reverse("admin:articles_story_changelist")
    return [
        Waiting(name, title, nothing, f"{here}?{query}", list(rows[: SHORT + 1]))
        for name, title, nothing, query, rows in lists
    ]
