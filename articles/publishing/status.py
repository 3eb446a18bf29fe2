"""What a story's state looks like from outside: live, scheduled, changed since, and so on."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from articles.models import Publication, Revision, Story, live_at
from articles.publishing.timeline import in_words


def with_status(stories: QuerySet[Story], now: datetime) -> QuerySet[Story]:
    """Stories with what `status` needs, in the same query."""
    versions = Publication.objects.filter(story=OuterRef("pk"))
    waiting = versions.filter(live_from__gt=now).exclude(live_until=F("live_from"))
    # The one that none follows; an end of its own is the time it is taken down.
    last = versions.exclude(live_until=F("live_from")).order_by("-live_from")
    saved = Revision.objects.saved().filter(story=OuterRef("pk")).newest_first()
    seen = versions.filter(live_from__lte=now).exclude(live_until=F("live_from"))
    return stories.annotate(
        was_seen=Exists(seen),
        live_number=Subquery(versions.filter(live_at(now)).values("number")[:1]),
        live_digest=Subquery(versions.filter(live_at(now)).values("content_digest")[:1]),
        waiting_from=Subquery(waiting.order_by("live_from").values("live_from")[:1]),
        waiting_number=Subquery(waiting.order_by("live_from").values("number")[:1]),
        last_digest=Subquery(last.values("content_digest")[:1]),
        ends_at=Subquery(last.values("live_until")[:1]),
        saved_digest=Subquery(saved.values("digest")[:1]),
    )


def status(story: Any) -> str:
    """The state in an editor's words. `story` comes from `with_status`."""
    if story.state != Story.State.PUBLISHED:
        return str(story.get_state_display())
    if has_changed(story):
        return _("live, with unpublished changes")
    if story.waiting_from is None:
        return _said_without_schedule(story)
    when = in_words(story.waiting_from)
    if story.live_number:
        return _("live, next version on %(at)s") % {"at": when}
    if story.embargo_until and story.embargo_until >= story.waiting_from:
        return _("embargoed until %(at)s") % {"at": when}
    return _("scheduled for %(at)s") % {"at": when}


def has_changed(story: Any) -> bool:
    """Whether a live story was saved since with other words than readers see or will see."""
    published = {story.live_digest, story.last_digest}
    return bool(story.live_number and story.saved_digest and story.saved_digest not in published)


def is_down(story: Any) -> bool:
    """Whether readers saw it until the time it was taken down, and nothing waits."""
    published = story.state == Story.State.PUBLISHED
    return bool(published and story.ends_at and not story.live_number and not story.waiting_from)


def _said_without_schedule(story: Any) -> str:
    if is_down(story):
        return _("taken down at %(at)s") % {"at": in_words(story.ends_at)}
    if not story.live_number:
        return str(story.get_state_display())
    if story.ends_at:
        return _("live until %(at)s") % {"at": in_words(story.ends_at)}
    return _("live")
