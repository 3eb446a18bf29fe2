"""What an editor should know of a story's photos before it goes out. Nothing here forbids it."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from articles import imaging
from articles.models import Caption, Photo, Story
from articles.publishing import timeline

SOON = timedelta(days=1)


def warnings(story: Story, now: datetime) -> list[str]:
    """A sentence for each thing, with the number its photo has in the story. Queries: one."""
    uses = Caption.objects.filter(story=story).select_related("photo__organization")
    rows = uses.defer("photo__metadata")
    # A photo that stands in a story twice is spoken of once.
    numbered: dict[Photo, int] = {}
    for number, use in enumerate(rows, 1):
        numbered.setdefault(use.photo, number)
    return [
        _("Photo %(number)s: %(warning)s") % {"number": number, "warning": warning}
        for photo, number in numbered.items()
        for warning in warnings_of(photo, now)
    ]


def warnings_of(photo: Photo, now: datetime) -> list[str]:
    """The same of one photo, the gravest first. Queries: none, with its organisation."""
    return [*_of_rights(photo, now), *_of_its_making(photo), *_of_demands(photo)]


def _of_rights(photo: Photo, now: datetime) -> Iterator[str]:
    if photo.withdrawn:
        yield _("It is withdrawn: readers do not see it.")
    begins, ends = photo.usable_from, photo.usable_until
    if ends and ends <= now:
        yield _("Its right ended at %(at)s: readers do not see it.") % _at(ends)
    if begins and begins > now:
        yield _("Its right begins at %(at)s: readers do not see it before.") % _at(begins)
    if ends and now < ends <= now + SOON:
        yield _("Its right ends at %(at)s: readers do not see it from then on.") % _at(ends)


def _at(moment: datetime) -> dict[str, str]:
    return {"at": timeline.in_words(moment)}


def _of_its_making(photo: Photo) -> Iterator[str]:
    if photo.credentials == Photo.Credentials.BROKEN:
        yield _(
            "Its Content Credentials are broken: the picture or its history was changed after "
            "they were signed. Ask the sender for the original."
        )
    if photo.made_by_a_program:
        yield _("A program made it, or a part of it, its file says: readers must be told.")


def _of_demands(photo: Photo) -> Iterator[str]:
    """As the desk has the words: what it has settled and taken out warns no more."""
    said = imaging.PhotoFacts(
        caption=photo.library_caption, instructions=photo.instructions, usage_terms=photo.terms
    )
    for restriction in imaging.restrictions_of(said):
        yield restriction.warning
