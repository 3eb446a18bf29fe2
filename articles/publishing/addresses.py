"""A story's address: given once, at first publication, and answering for good."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from articles.models import SLUG_LENGTH, Address, Publication, Story, story_path


def give_address(story: Story, *, headline: str, first_published_at: datetime) -> str:
    """Date the story and freeze its slug, unless that was done before. Returns its path.

    The slug is unique within its local day: a clash is cut to 48 and ends in "-2".
    """
    if story.published_on is None:
        story.first_published_at = first_published_at
        on = timezone.localtime(first_published_at).date()
        wanted = story.slug or story.default_slug(headline)
        _claim(story, on, wanted)
    path = path_of(story)
    Address.objects.update_or_create(
        path=path,
        defaults={"kind": Address.Kind.PAGE, "story": story, "target": "", "words": ""},
    )
    return path


def take_address_back(story: Story, cancelled: Publication) -> None:
    """For a story nobody ever saw: its address is free again.

    Date and slug are free too, unless an editor had set them.
    """
    Address.objects.filter(path=path_of(story)).delete()
    story.published_on = None
    if story.first_published_at == cancelled.live_from:
        story.first_published_at = None
    if _is_made_from(cancelled.story_content().headline, story):
        story.slug = ""
    story.save(update_fields=["slug", "published_on", "first_published_at"])


def mark_gone(story: Story, words: str) -> None:
    """The story's address answers “gone”, with the editor's words."""
    Address.objects.filter(path=path_of(story)).update(kind=Address.Kind.GONE, words=words)


def say_anew(story: Story, before: str, words: str) -> None:
    """Other words where the story's address says these."""
    gone = Address.objects.filter(story=story, kind=Address.Kind.GONE)
    gone.filter(words=before).update(words=words)


def path_of(story: Story) -> str:
    """The path of a story that has been dated."""
    assert story.published_on is not None, "only a dated story has an address"
    return story_path(story.published_on, story.slug)


def _is_made_from(headline: str, story: Story) -> bool:
    """Whether the story's slug is the headline's own, or that with the number of a clash."""
    made = story.default_slug(headline)
    _stem, dash, number = story.slug.rpartition("-")
    tail = dash + number if number.isdigit() else ""
    return story.slug in (made, made[: SLUG_LENGTH - len(tail)] + tail)


def _claim(story: Story, on: date, wanted: str) -> None:
    """Save date and slug; another transaction may take the same slug meanwhile, so try on."""
    for number in range(1, 1000):
        tail = f"-{number}" if number > 1 else ""
        story.slug = wanted if number == 1 else wanted[: SLUG_LENGTH - len(tail)] + tail
        story.published_on = on
        if Address.objects.filter(path=path_of(story)).exists():
            continue
        try:
            with transaction.atomic():
                story.save(update_fields=["slug", "published_on", "first_published_at"])
                return
        except IntegrityError:
            continue
    raise RuntimeError(f"a thousand stories of {on} are called {wanted!r}")
