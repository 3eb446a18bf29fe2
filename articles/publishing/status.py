"""What a story's state looks like from outside: live, scheduled, changed since, and so on."""

from datetime import datetime
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from articles.models import Publication, Revision, Story, live_at
from articles.publishing.timeline import in_words


def with_status(stories: QuerySet[Story], now: datetime) -> QuerySet[Story]:
    """Stories with what `status` needs, in the same query."""
    versions = Publication.objects.filter(story=OuterRef("pk"))
    waiting = versions.filter(live_from__gt=now).exclude(live_until=F("live_from"))
    return stories.annotate(
        live_number=Subquery(versions.filter(live_at(now)).values("number")[:1]),
        live_digest=Subquery(versions.filter(live_at(now)).values("content_digest")[:1]),
        waiting_from=Subquery(waiting.order_by("live_from").values("live_from")[:1]),
        open_digest=Subquery(versions.filter(live_until=None).values("content_digest")[:1]),
        saved_digest=Subquery(
            Revision.objects.saved()
            .filter(story=OuterRef("pk"))
            .newest_first()
            .values("digest")[:1]
        ),
    )


def status(story: Any) -> str:
    """The state in an editor's words. `story` comes from `with_status`."""
    if story.state != Story.State.PUBLISHED:
        return str(story.get_state_display())
    published = {story.live_digest, story.open_digest}
    if story.live_number and story.saved_digest and story.saved_digest not in published:
        return _("live, with unpublished changes")
    if story.live_number and not story.waiting_from:
        return _("live")
    if story.waiting_from is None:
        return str(story.get_state_display())
    when = in_words(story.waiting_from)
    if story.live_number:
        return _("live, next version on %(at)s") % {"at": when}
    if story.embargo_until and story.embargo_until >= story.waiting_from:
        return _("embargoed until %(at)s") % {"at": when}
    return _("scheduled for %(at)s") % {"at": when}
