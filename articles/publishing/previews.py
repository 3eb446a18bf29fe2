"""Preview links: an address at which somebody without a login reads one story before it is out.

The token in the address is signed and names the link and nothing else; whether the link still
opens is asked of the database each time.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import BooleanField, ExpressionWrapper, F, Q, QuerySet
from django.utils.translation import gettext as _

from articles.models import PreviewLink, Revision, Story, present
from articles.publishing import audit, rights
from articles.publishing.timeline import in_words

LONGEST = timedelta(days=30)
_signer = Signer(sep=".", salt="articles.preview")


class LinkError(ValidationError):
    """A link that cannot be made: says why, and what to do."""


def make_link(
    story: Story, *, by: Any, label: str, expires_at: datetime, revision: Revision | None = None
) -> PreviewLink:
    """A link that shows `revision`, or always the newest that was saved, until `expires_at`.

    Raises: PermissionDenied, LinkError.
    """
    rights.require(by, rights.CHANGE, story, doing=_("Preview links"))
    now = present()
    if story.state == Story.State.WITHDRAWN or (story.take_down_at and story.take_down_at <= now):
        raise LinkError(
            _("“%(story)s” is gone for readers, so nobody may be shown it. Bring it back first."),
            code="gone",
            params={"story": story},
        )
    if not now < expires_at <= now + LONGEST:
        raise LinkError(
            _("A preview link ends after now, and within %(days)s days."),
            code="expires_at",
            params={"days": LONGEST.days},
        )
    saved = _saved(story).filter(pk=revision.pk) if revision else _saved(story)
    if not saved.exists():
        raise LinkError(_("There is no such saved revision. Save the story first."), code="unsaved")
    with transaction.atomic():
        link = PreviewLink.objects.create(
            story=story, revision=revision, label=label, by=by, at=now, expires_at=expires_at
        )
        shows = (
            _("revision %(number)s") % {"number": revision.number}
            if revision
            else _("always the newest")
        )
        message = _("Preview link made for “%(label)s”: %(shows)s, until %(until)s.") % {
            "label": label,
            "shows": shows,
            "until": in_words(expires_at),
        }
        audit.record(story, by, message)
    return link


def revoke(link: PreviewLink, *, by: Any) -> None:
    """End a link at once; one that has been revoked stays as it is.

    Raises: PermissionDenied.
    """
    rights.require(by, rights.CHANGE, link.story, doing=_("Preview links"))
    with transaction.atomic():
        open_links = PreviewLink.objects.filter(pk=link.pk, revoked_at=None)
        if open_links.update(revoked_at=present()):
            audit.record(
                link.story, by, _("Preview link for “%(label)s” revoked.") % {"label": link.label}
            )
    link.refresh_from_db()


def token_of(link: PreviewLink) -> str:
    """What the link's address holds."""
    return _signer.sign(link.uid.hex)


def link_of(token: str, now: datetime) -> PreviewLink | None:
    """The link a token names, if it opens now; None for every other text and every dead link."""
    try:
        uid = UUID(_signer.unsign(token))
    except (BadSignature, ValueError):
        return None
    return PreviewLink.objects.filter(_opens(now), uid=uid).select_related("revision").first()


def links_of(story: Story, now: datetime) -> QuerySet[PreviewLink]:
    """A story's links, the newest first; `opens` says whether one still leads to the story."""
    opens = ExpressionWrapper(_opens(now), output_field=BooleanField())
    return PreviewLink.objects.filter(story=story).annotate(opens=opens)


def revision_shown(link: PreviewLink) -> Revision | None:
    """The revision the link shows: its own, or the newest that somebody saved."""
    return link.revision or newest_saved(link.story_id)


def newest_saved(story: Story | int) -> Revision | None:
    return _saved(story).order_by("-number").first()


def count_opening(link: PreviewLink, now: datetime) -> None:
    """One more opening. Writes the link's row alone, so that nobody's save waits for it."""
    PreviewLink.objects.filter(pk=link.pk).update(openings=F("openings") + 1, last_opened_at=now)


def _opens(now: datetime) -> Q:
    """The one rule of which links open: alive, of somebody who works here, to a story not gone."""
    alive = Q(revoked_at=None, expires_at__gt=now, by__is_active=True)
    gone = Q(story__state=Story.State.WITHDRAWN) | Q(story__take_down_at__lte=now)
    return alive & ~gone


def _saved(story: Story | int) -> QuerySet[Revision]:
    """A story's revisions without what a form kept by itself."""
    return Revision.objects.filter(story=story).exclude(kind=Revision.Kind.AUTOSAVE)
