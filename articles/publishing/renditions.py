"""Public pictures, made from private masters, and taken away when they may not be shown.

One is made at once, so that no page is without; the others off the request.
A rendition is noted (`Rendition`) once its file is whole, and nothing that is not noted is
served, so that work which breaks off leaves nothing to be seen and is simply done again.
"""

import logging
from collections.abc import Iterable, Iterator
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from articles import imaging
from articles.models import (
    Photo,
    PublicationPhoto,
    Rendition,
    SiteEdition,
    live_at,
)
from articles.publishing import purging
from articles.publishing.background import after_commit, task
from articles.publishing.masters import read_master

logger = logging.getLogger(__name__)


def key_of(photo: Photo, sha256: str | None = None) -> str:
    """The public name of a photo's renditions, or of those of a picture it had before."""
    sha256 = photo.sha256 if sha256 is None else sha256
    if not sha256:
        return ""
    return imaging.rendition_key(
        sha256,
        secret=settings.NEWSROOM_PHOTO_KEY,
        focus=photo.focus,
        attribution=photo.attribution,
    )


def usable_later(photo: Photo) -> bool:
    """Whether a photo may be shown now or at some time to come."""
    until = photo.usable_until
    return not photo.withdrawn and (until is None or until > timezone.now())


# Made


def make_fallback(photo: Photo) -> list[Rendition]:
    """Make, at once, the one picture a page can fall back on; gives it, or nothing if it is there.

    Of a photo that may not be shown no public file is made.
    Raises: imaging.PhotoRefused if the master cannot be read; OSError if it is not there.
    """
    key = key_of(photo)
    if not usable_later(photo):
        return []
    if Rendition.objects.filter(key=key, format=imaging.Format.JPEG).exists():
        return []
    data = read_master(photo.sha256)
    sizes = imaging.sizes_of(data)[:1]
    files = list(_files(photo, key, data, sizes, [imaging.Format.JPEG]))
    _note(files)
    return files


def for_the_desk(photo: Photo) -> bytes:
    """A small JPEG of a photo that may not be shown, kept nowhere. Raises: as `make_fallback`."""
    data = read_master(photo.sha256)
    (made,) = imaging.make_renditions(
        data,
        imaging.sizes_of(data)[:1],
        focus=photo.focus,
        attribution=photo.attribution,
        formats=[imaging.Format.JPEG],
    )
    return made.data


def discard(files: Iterable[Rendition]) -> None:
    """Take back what was made for rows that were not written after all."""
    store = storages["renditions"]
    for one in files:
        Rendition.objects.filter(key=one.key).delete()
        store.delete(name_of(one))


def name_of(one: Rendition) -> str:
    """Where a rendition lies in its storage."""
    return imaging.rendition_name(one.key, one.crop, one.width_px, one.format)


def refresh(photo: Photo) -> None:
    """Let a photo's pictures follow its file, focus and words: at once in name, soon in storage.

    What readers see stays as it was until the new pictures are there. Call in the transaction that
    changed the photo.
    """
    key = key_of(photo)
    is_made = photo.rendition_key == key and Rendition.objects.complete().filter(key=key).exists()
    if photo.rendition_key != key:
        photo.rendition_key = key
        photo.save(update_fields=["rendition_key"])
    if key and not is_made and usable_later(photo):
        after_commit(make_soon, photo.pk)


def bring_back(photo: Photo) -> None:
    """Give a photo that may be shown again a picture at once, and the others soon."""
    refresh(photo)
    try:
        make_fallback(photo)
    except (imaging.PhotoRefused, OSError) as error:
        logger.warning("No picture of photo %s could be made: %s", photo.pk, error)
        return
    # Its credit may have been changed while it was away.
    noted = Rendition.objects.filter(key=OuterRef("rendition_key"))
    rows = PublicationPhoto.objects.filter(photo=photo, sha256=photo.sha256)
    rows.filter(~Exists(noted)).update(rendition_key=photo.rendition_key)


def refresh_all(photos: Iterable[int]) -> None:
    """The same for many photos, by their keys in the database, with one task for all."""
    rows = Photo.objects.select_related("photographer", "organization").filter(pk__in=list(photos))
    changed = []
    for photo in rows.iterator(chunk_size=500):
        key = key_of(photo)
        if photo.rendition_key != key:
            photo.rendition_key = key
            changed.append(photo)
    Photo.objects.bulk_update(changed, ["rendition_key"], batch_size=500)
    if changed:
        after_commit(make_missing_soon)


@task()
def make_soon(photo_id: int) -> None:
    """The task: all that is missing of one photo."""
    photo = Photo.objects.select_related("photographer", "organization").filter(pk=photo_id).first()
    if photo is not None:
        make(photo)


@task()
def make_missing_soon() -> None:
    """The task: all that is missing of all photos, after an import or a fault."""
    for photo in each(missing()):
        try:
            make(photo)
        except (imaging.PhotoRefused, OSError) as error:
            logger.warning("No pictures of photo %s could be made: %s", photo.pk, error)


def missing() -> QuerySet[Photo]:
    """The photos of which something is still to be made, those that readers see first."""
    complete = Rendition.objects.complete()
    rows = PublicationPhoto.objects.filter(photo=OuterRef("pk"), publication__ended=False)
    incomplete = ~Exists(complete.filter(key=OuterRef("rendition_key")))
    unmade = Exists(rows.filter(incomplete))
    return (
        Photo.objects.exclude(sha256="")
        .filter(withdrawn=False)
        .exclude(usable_until__lte=timezone.now())
        .filter(Q(incomplete) | Q(unmade))
        .annotate(is_shown=Exists(rows))
        .select_related("photographer", "organization")
        .order_by("-is_shown", "-pk")
    )


def each(photos: QuerySet[Photo]) -> Iterator[Photo]:
    """These photos, each as it is when its turn comes.

    By their numbers: a cursor left open while rows are written would hold SQLite to a state that
    others have left behind.
    """
    for pk in list(photos.values_list("pk", flat=True)):
        yield from photos.filter(pk=pk)


def make(photo: Photo) -> None:
    """Make what is missing of a photo, and let its pages show it.

    Raises: imaging.PhotoRefused if a master cannot be read; OSError if it is not there.
    """
    shown = PublicationPhoto.objects.filter(photo=photo, publication__ended=False)
    for sha256 in {photo.sha256, *shown.values_list("sha256", flat=True)} - {""}:
        key = key_of(photo, sha256)
        files: list[Rendition] = []
        if not Rendition.objects.complete().filter(key=key).exists():
            data = read_master(sha256)
            files = list(_files(photo, key, data, imaging.sizes_of(data)))
        _show(photo, sha256, key, files)


def _files(
    photo: Photo,
    key: str,
    data: bytes,
    sizes: Iterable[imaging.Size],
    formats: Iterable[imaging.Format] = tuple(imaging.Format),
) -> Iterator[Rendition]:
    """Put each of these into storage; not noted yet."""
    store = storages["renditions"]
    for one in imaging.make_renditions(
        data, sizes, focus=photo.focus, attribution=photo.attribution, formats=formats
    ):
        size = one.size
        store.save(
            imaging.rendition_name(key, size.crop, size.width_px, one.format),
            ContentFile(one.data),
        )
        yield Rendition(
            key=key,
            crop=size.crop,
            format=one.format,
            width_px=size.width_px,
            height_px=size.height_px,
            size_bytes=len(one.data),
        )


def _note(files: Iterable[Rendition]) -> None:
    Rendition.objects.bulk_create(files, ignore_conflicts=True)


def _show(photo: Photo, sha256: str, key: str, files: list[Rendition]) -> None:
    """Note what was made and lead the pages to it, if the photo is still as it was."""
    with transaction.atomic():
        locked = Photo.objects.select_for_update().filter(pk=photo.pk).first()
        now = Photo.objects.select_related("photographer", "organization").filter(pk=photo.pk)
        row = now.first() if locked else None
        if row is None or not usable_later(row) or key_of(row, sha256) != key:
            # Withdrawn, or changed, meanwhile; what changed it has asked for what is to be made.
            _delete_unused({key}, also=files)
            return
        _note(files)
        if sha256 == row.sha256 and row.rendition_key != key:
            row.rendition_key = key
            row.save(update_fields=["rendition_key"])
        rows = PublicationPhoto.objects.filter(photo=photo, sha256=sha256)
        moved = rows.exclude(rendition_key=key)
        old = set(moved.values_list("rendition_key", flat=True))
        moved.update(rendition_key=key)
        _delete_unused(old)
        if rows.filter(live_at(timezone.now(), "publication__")).exists():
            SiteEdition.turn()


# Taken away


def remove(photo: Photo) -> None:
    """Delete the renditions of a photo that may not be shown, files and all.

    Call in the transaction that took the right away; the files go after its commit.
    """
    keys = set(PublicationPhoto.objects.filter(photo=photo).values_list("rendition_key", flat=True))
    _delete_unused((keys | {photo.rendition_key}) - {""}, apart_from=photo)


def tidy() -> int:
    """Delete files that nothing notes, left by work that broke off; gives their number.

    Those of the last hour may be of work that goes on.
    """
    store = storages["renditions"]
    fresh = timezone.now() - timedelta(hours=1)
    count = 0
    for folder in _folders(store):
        noted = {name_of(one) for one in Rendition.objects.filter(key__startswith=folder)}
        for name in (f"{folder}/{file}" for file in store.listdir(folder)[1]):
            if name not in noted and store.get_modified_time(name) < fresh:
                store.delete(name)
                count += 1
    return count


def _folders(store: Storage) -> list[str]:
    try:
        return sorted(store.listdir("")[0])
    except FileNotFoundError:
        return []


def _delete_unused(
    keys: set[str], *, apart_from: Photo | None = None, also: Iterable[Rendition] = ()
) -> None:
    """Delete the renditions under these keys which no other photo that may be shown has too.

    `also` are files under these keys that are not noted.
    """
    may_be_shown = Q(withdrawn=False) & (Q(usable_until=None) | Q(usable_until__gt=timezone.now()))
    shown = PublicationPhoto.objects.filter(may_be_shown, rendition_key__in=keys)
    photos = Photo.objects.filter(may_be_shown, rendition_key__in=keys)
    if apart_from is not None:
        shown, photos = shown.exclude(photo=apart_from), photos.exclude(pk=apart_from.pk)
    gone = keys - {
        *shown.values_list("rendition_key", flat=True),
        *photos.values_list("rendition_key", flat=True),
    }
    noted = Rendition.objects.filter(key__in=gone)
    names = {name_of(one) for one in [*noted, *(file for file in also if file.key in gone)]}
    noted.delete()
    if names:
        transaction.on_commit(partial(_delete_files, sorted(names)))


def _delete_files(names: list[str]) -> None:
    store = storages["renditions"]
    for name in names:
        try:
            store.delete(name)
        except OSError as error:
            logger.warning("The rendition %s could not be deleted: %s", name, error)
    purging.purge([f"/media/{name}" for name in names])
