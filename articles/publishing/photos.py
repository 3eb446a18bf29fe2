"""The verbs of photos: taken in, changed, and what they may be used for carried to every page.

Each is one transaction. What is made of files is made by `renditions`, after the commit.
"""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _, ngettext

from articles import imaging
from articles.bylines import parse_credit
from articles.content import StoryContent
from articles.models import (
    Moment,
    Organization,
    Person,
    Photo,
    Publication,
    PublicationPhoto,
    Rendition,
    SiteEdition,
    Story,
    present,
    usable_at,
)
from articles.publishing import audit, indexing, notices, renditions, rights, timeline
from articles.publishing.background import after_commit, task
from articles.publishing.checks import Lack
from articles.publishing.masters import read_master, store_master
from articles.publishing.proposals import proposals

ADD = "articles.add_photo"


# Taken in


def take_in(data: bytes, *, name: str, by: Any) -> tuple[Photo, bool]:
    """A photo of these bytes, with the words its file carries, and whether it is new.

    The same bytes are the same photo, whoever sends them, and nothing of it is overwritten.
    Raises: PermissionDenied; imaging.PhotoRefused with a sentence; OSError.
    """
    if by is not None and not by.has_perm(ADD):
        raise PermissionDenied
    master = imaging.inspect_master(data, name=name)
    if known := find(master.sha256):
        return known, False
    photo = Photo()
    fill(photo, imaging.read_facts(data))
    put_master(photo, master, data)
    try:
        with transaction.atomic():
            # By its digest, so that of two who send it at once one finds the other's.
            photo.source_id = master.sha256
            add(photo)
            said = _("Uploaded “%(name)s”.") % {"name": name}
            audit.record(photo, by, said, is_new=True)
    except IntegrityError:
        known = find(master.sha256)
        if known is None:
            raise
        return known, False
    renditions.make_fallback(photo)
    return photo, True


def find(sha256: str) -> Photo | None:
    """The first photo of a picture."""
    return Photo.objects.filter(sha256=sha256).order_by("pk").first() if sha256 else None


def put_master(photo: Photo, master: imaging.Master, data: bytes) -> None:
    """Give a photo its picture, and say whose signature it carries; not saved yet.

    Raises: OSError.
    """
    photo.master = store_master(master, data)
    photo.sha256 = master.sha256
    photo.width_px, photo.height_px = master.width_px, master.height_px
    _look_for_credentials(photo, data)


def put_another_master(photo: Photo, master: imaging.Master, data: bytes) -> None:
    """The same for one that may have had a picture: what its old file said of itself goes."""
    put_master(photo, master, data)
    photo.digital_source_type = ""
    fill(photo, imaging.read_facts(data))


def read_again(photo: Photo) -> list[str]:
    """Read the file of a photo anew, and fill what is empty; gives the names of what was filled.

    Not saved. Raises: OSError.
    """
    data = read_master(photo.sha256)
    _look_for_credentials(photo, data)
    return fill(photo, imaging.read_facts(data))


def _look_for_credentials(photo: Photo, data: bytes) -> None:
    said = imaging.read_credentials(data, Path(photo.master.name or "").suffix)
    photo.credentials, photo.signer = Photo.Credentials(said.state), said.signer


def fill(photo: Photo, facts: imaging.PhotoFacts) -> list[str]:
    """Fill what is empty of a photo with what its file says; gives the names of what was filled.

    What somebody typed stays, and so does what was read before. Not saved.
    """
    filled = []
    for name, value in proposals(facts).items():
        if not getattr(photo, name):
            setattr(photo, name, value)
            filled.append(name)
    photo.metadata = facts.to_json()
    return filled


def link_credit(photo: Photo) -> None:
    """Link photographer and organisation the credit names, where they are known and not chosen."""
    credit = parse_credit(photo.credit_as_printed, Organization.objects.names())
    if not photo.photographer and credit.photographer:
        photo.photographer = Person.objects.filter(name__iexact=credit.photographer).first()
    if not photo.organization and credit.organization:
        photo.organization = Organization.objects.named(credit.organization)


def add(photo: Photo) -> None:
    """Save a photo that is new, or changed by its form. Call in a transaction."""
    link_credit(photo)
    photo.save()
    renditions.refresh(photo)
    indexing.index(Photo, [photo.pk])


# What it may be used for


def apply_rights(photo: Photo, *, by: Any) -> list[Story]:
    """Carry a photo's rights and withdrawal to every page that shows it, at once.

    Where it may not be shown any more its public files are deleted, and the desk is told of the
    stories it has left, which are returned.
    Raises: PermissionDenied.
    """
    with transaction.atomic():
        rights.require(by, rights.PHOTO_RIGHTS, None, doing=_("Change the rights of photos"))
        now = present()
        shown = stories_showing(photo, now)
        before = set(shown.values_list("pk", flat=True))
        PublicationPhoto.objects.filter(photo=photo).update(
            usable_from=photo.usable_from,
            usable_until=photo.usable_until,
            withdrawn=photo.withdrawn,
            no_syndication=photo.no_syndication,
        )
        Moment.note([photo.usable_from, photo.usable_until])
        left = list(Story.objects.filter(pk__in=before - set(shown.values_list("pk", flat=True))))
        for story in left:
            notices.tell(story, "photo_left", by=by, words=str(photo))
        if renditions.usable_later(photo):
            renditions.bring_back(photo)
            if photo.usable_until:
                after_commit(right_ended, photo.pk, at=photo.usable_until)
        else:
            renditions.remove(photo)
        audit.record(photo, by, _said_usable(photo))
        SiteEdition.turn()
    return left


@task()
def right_ended(photo_id: int) -> None:
    """The task that waits for the end of a photo's right: readers see it no more by then.

    A right that was given anew meanwhile counts.
    """
    with transaction.atomic():
        photo = Photo.objects.select_for_update().filter(pk=photo_id).first()
        if photo is None or renditions.usable_later(photo):
            return
        for story in stories_without(photo, present()):
            words = _("Its right has ended: %(photo)s") % {"photo": photo}
            notices.tell(story, "photo_left", by=None, words=words)
        renditions.remove(photo)


def end_rights() -> None:
    """The same for every photo whose right has ended, where no task could wait for it."""
    ended = Photo.objects.filter(Q(withdrawn=True) | Q(usable_until__lte=present()))
    noted = Rendition.objects.filter(key=OuterRef("rendition_key"))
    for pk in ended.filter(Exists(noted)).values_list("pk", flat=True):
        right_ended.call(pk)


def stories_showing(photo: Photo, now: datetime) -> QuerySet[Story]:
    """The stories on whose pages readers see a photo now."""
    rows = PublicationPhoto.objects.filter(usable_at(now), photo=photo)
    live = Publication.objects.live(now).filter(Exists(rows.filter(publication=OuterRef("pk"))))
    return Story.objects.filter(pk__in=live.values("story"))


def stories_without(photo: Photo, now: datetime) -> QuerySet[Story]:
    """The stories whose live version has a photo that readers may not see now."""
    live = Publication.objects.live(now).filter(photos__photo=photo)
    return Story.objects.filter(pk__in=live.values("story")).exclude(
        pk__in=stories_showing(photo, now).values("pk")
    )


def used_up(story: Story, content: StoryContent) -> list[Lack]:
    """The photos of a content that may be printed no more, as lacks of its story."""
    numbers = {use.photo.uid: number for number, use in enumerate(content.photos, 1)}
    limited = Photo.objects.filter(uid__in=numbers, max_uses__isnull=False)
    found = []
    for photo in limited:
        others = list(used_in(photo).exclude(pk=story.pk)[: photo.max_uses])
        if len(others) == photo.max_uses:
            message = ngettext(
                "Photo %(number)s may be printed once, and was: in %(stories)s.",
                "Photo %(number)s may be printed %(uses)s times, and was: in %(stories)s.",
                len(others),
            ) % {
                "number": numbers[str(photo.uid)],
                "uses": photo.max_uses,
                "stories": "; ".join(f"“{other}”" for other in others),
            }
            found.append(Lack("captions", message))
    return found


def used_in(photo: Photo) -> QuerySet[Story]:
    """The stories whose readers have seen a photo, or will."""
    seen = Publication.objects.filter(photos__photo=photo).exclude(live_until=F("live_from"))
    return Story.objects.filter(pk__in=seen.values("story"))


def _said_usable(photo: Photo) -> str:
    if photo.withdrawn:
        return _("Withdrawn from every page.")
    begins, ends = (
        timeline.in_words(at) if at else "–" for at in (photo.usable_from, photo.usable_until)
    )
    return _("Usable from %(begins)s until %(ends)s.") % {"begins": begins, "ends": ends}
