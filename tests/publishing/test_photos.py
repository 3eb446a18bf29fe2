"""A photo whose right has ended, or that is withdrawn, is shown nowhere from that second on."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.storage import storages
from django.test import Client

from articles.models import Moment, Photo, Publication, PublicationPhoto, Story
from articles.publishing import actions, photos
from articles.publishing.addresses import path_of
from articles.reader.edition import forget_edition
from tests import cast, make

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 18, 16, tzinfo=UTC)
HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOON, tick=False) as coordinates:
        yield coordinates


def with_photo(**fields: Any) -> tuple[Story, Photo]:
    story = make.story()
    photo = make.caption(story, make.photo(**fields)).photo
    actions.publish(story, by=cast.editor())
    return story, photo


def media_address() -> str:
    key = PublicationPhoto.objects.values_list("rendition_key", flat=True)[0]
    names = [name for name in all_files() if key in name]
    return f"/media/{names[0]}"


def all_files(folder: str = "") -> list[str]:
    folders, names = storages["renditions"].listdir(folder)
    return [f"{folder}{name}" for name in names] + [
        name for inner in folders for name in all_files(f"{folder}{inner}/")
    ]


def shown(client: Client, story: Story) -> dict[str, bool]:
    """Where the story's picture is to be seen now; the story itself always is."""
    forget_edition()
    media = media_address()
    seen = {"at its own address": client.get(media).status_code == 200}
    for name, address in (("page", path_of(story)), ("front", "/"), ("section", "/sections/news/")):
        answer = client.get(address)
        assert answer.status_code == 200
        assert str(story) in answer.content.decode()
        seen[name] = "/media/" in answer.content.decode()
    return seen


def everywhere(client: Client, story: Story) -> bool:
    """Whether it is seen everywhere. Fails if here it is seen and there it is not."""
    seen = shown(client, story)
    assert len(set(seen.values())) == 1, seen
    return seen["page"]


def test_it_is_shown_on_page_and_lists_and_at_its_own_address(client: Client) -> None:
    story, _photo = with_photo()
    assert everywhere(client, story)


def test_a_withdrawn_photo_is_gone_at_once_and_comes_back(client: Client) -> None:
    story, photo = with_photo()
    for withdrawn in (True, False):
        Photo.objects.filter(pk=photo.pk).update(withdrawn=withdrawn)
        photo.refresh_from_db()
        photos.apply_rights(photo, by=None)
        assert everywhere(client, story) is not withdrawn


def test_a_photo_disappears_by_itself_when_its_right_ends(client: Client, clock: Any) -> None:
    story, _photo = with_photo(usable_until=NOON + HOUR)
    clock.move_to(NOON + HOUR - SECOND)
    assert everywhere(client, story)
    clock.move_to(NOON + HOUR)
    assert not everywhere(client, story)
    assert Moment.objects.filter(at=NOON + HOUR).exists()


def test_a_photo_appears_by_itself_when_its_right_begins(client: Client, clock: Any) -> None:
    story, _photo = with_photo(usable_from=NOON + HOUR)
    assert not everywhere(client, story)
    clock.move_to(NOON + HOUR)
    assert everywhere(client, story)
    assert Moment.objects.filter(at=NOON + HOUR).exists()


def test_a_right_changed_later_counts_for_what_is_published(client: Client, clock: Any) -> None:
    story, photo = with_photo()
    photo.usable_until = NOON + HOUR
    photo.save()
    photos.apply_rights(photo, by=None)
    assert everywhere(client, story)
    clock.move_to(NOON + HOUR)
    assert not everywhere(client, story)
    assert Moment.objects.filter(at=NOON + HOUR).exists()


def test_a_version_to_come_knows_what_was_withdrawn_meanwhile(client: Client, clock: Any) -> None:
    story = make.story()
    photo = make.caption(story, make.photo()).photo
    actions.publish(story, by=cast.editor(), at=NOON + HOUR)
    photo.withdrawn = True
    photo.save()
    photos.apply_rights(photo, by=None)
    clock.move_to(NOON + HOUR)
    assert not everywhere(client, story)


def test_a_picture_is_not_shown_before_or_after_its_story(client: Client, clock: Any) -> None:
    story = make.story()
    make.caption(story, make.photo())
    by = cast.editor()
    actions.publish(story, by=by, at=NOON + HOUR)
    media = media_address()
    assert client.get(media).status_code == 404
    clock.move_to(NOON + HOUR)
    assert client.get(media).status_code == 200
    clock.move_to(NOON + 2 * HOUR)
    actions.withdraw(story, by=by, words="Wrong.")
    assert client.get(media).status_code == 404


def test_a_photo_taken_out_is_not_shown_any_more(client: Client, clock: Any) -> None:
    story, _photo = with_photo()
    media = media_address()
    story.captions.all().delete()
    assert client.get(media).status_code == 200
    clock.move_to(NOON + SECOND)
    actions.publish(story, by=None)
    assert client.get(media).status_code == 404
    assert "/media/" not in client.get(path_of(story)).content.decode()


def test_a_photo_may_stand_in_a_story_twice(client: Client) -> None:
    story = make.story()
    photo = make.photo()
    make.caption(story, photo, text="Whole.")
    make.caption(story, photo, text="A part of it.", placement="gallery", position=1)
    actions.publish(story, by=cast.editor())
    page = client.get(path_of(story)).content.decode()
    assert "Whole." in page
    assert "A part of it." in page


def test_lists_are_led_by_the_lead_photo_wherever_it_stands() -> None:
    story = make.story()
    make.caption(story, make.photo(), placement="in_text")
    lead = make.photo(data=make.jpeg(color="red"), alt_text="A red field")
    make.caption(story, lead, placement="lead", position=1)
    actions.publish(story, by=cast.editor())
    assert Publication.objects.get().lead_alt == "A red field"
