"""Word reaches people: each verb tells those a story waits for, in the verb's own transaction.

By mail too, where NEWSROOM_MAIL_NOTICES says so: after the commit, and a mail that cannot be sent
is put on record and holds nothing up.
"""

import logging
from functools import partial
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy

from articles.models import Notice, Story, present
from articles.publishing import rights

logger = logging.getLogger(__name__)

# What somebody has done, in the words of the person told.
SAID = {
    "submit": gettext_lazy("%(who)s sent it for review"),
    "send_back": gettext_lazy("%(who)s sent it back"),
    "approve": gettext_lazy("%(who)s marked it ready"),
    "hold": gettext_lazy("%(who)s holds it"),
    "release": gettext_lazy("%(who)s released it"),
    "photo_left": gettext_lazy("%(who)s took a photo off it"),
    "publish": gettext_lazy("%(who)s published it"),
    "reschedule": gettext_lazy("%(who)s changed its time"),
    "unschedule": gettext_lazy("%(who)s unscheduled it"),
    "withdraw": gettext_lazy("%(who)s withdrew it"),
    "retract": gettext_lazy("%(who)s retracted it"),
    "reinstate": gettext_lazy("%(who)s reinstated it"),
    "correct": gettext_lazy("%(who)s corrected it"),
}


def tell(story: Story, verb: str, *, by: Any, words: str = "") -> None:
    """Tell those whom a verb concerns, but never the one who acts. Call within its transaction.

    Of a story for review those are told who may publish it, of all else its writers.
    """
    if verb == "submit":
        people = rights.who_may(rights.PUBLISH, story)
    else:
        people = rights.writers_of(story)
        # Somebody has taken it up: nobody is waited for any more.
        Notice.objects.filter(story=story, verb="submit", read_at=None).update(read_at=present())
    made = Notice.objects.bulk_create(
        Notice(to=person, story=story, verb=verb, words=words, by=by)
        for person in people
        if person != by
    )
    if made and settings.NEWSROOM_MAIL_NOTICES:
        transaction.on_commit(partial(_mail, made))


def unread(user: Any) -> QuerySet[Notice]:
    return Notice.objects.filter(to=user, read_at=None)


def listed(notices: QuerySet[Notice], most: int) -> list[Notice]:
    """The newest, each with what a list shows and `said`, what happened. One query."""
    found = notices.select_related("story__section__parent", "by").defer(
        "story__body", "story__original_text"
    )[:most]
    for notice in found:
        notice.said = said(notice)
    return list(found)


def mark_read(notices: QuerySet[Notice]) -> int:
    """How many were unread until now."""
    return notices.filter(read_at=None).update(read_at=present())


def said(notice: Notice) -> str:
    """What happened, in half a sentence."""
    who = rights.name_of(notice.by) if notice.by else _("The system")
    return str(SAID.get(notice.verb, "%(who)s")) % {"who": who}


def _mail(made: list[Notice]) -> None:
    addresses = [notice.to.email for notice in made if notice.to.email]
    if not addresses:
        return
    notice, story = made[0], made[0].story
    # One message, and nobody sees who else is told.
    headline = " ".join(str(story).split())
    message = EmailMessage(
        subject=f"{headline} ({settings.NEWSROOM_NAME})",
        body="\n\n".join(filter(None, [f"{said(notice)}.", notice.words, _address(story)])),
        bcc=addresses,
    )
    try:
        message.send()
    except Exception:
        logger.exception("No mail could be sent about story %s (%s)", story.pk, notice.verb)


def _address(story: Story) -> str:
    path = reverse("admin:articles_story_change", args=[story.pk])
    return f"{settings.NEWSROOM_ADDRESS.rstrip('/')}{path}" if settings.NEWSROOM_ADDRESS else ""
