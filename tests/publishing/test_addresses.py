"""Addresses: given once, unique within the newsroom's own day, answering for good."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client

from articles.models import Address, Publication, Story
from articles.publishing import actions
from articles.publishing.addresses import path_of
from tests import cast, make

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 18, 16, tzinfo=UTC)
LONG = "Lithuania opens door to gay Chechens fleeing persecution, while U.S. slams it shut"


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOON, tick=False) as coordinates:
        yield coordinates


def published(headline: str = "Bridge opens", **fields: Any) -> Story:
    story = make.story(headline, **fields)
    actions.publish(story, by=None)
    return story


def test_it_is_of_the_day_of_first_publication(client: Client) -> None:
    story = published(LONG, first_published_at=datetime(2017, 5, 18, 7, tzinfo=UTC))
    address = "/stories/2017/may/18/lithuania-opens-door-to-gay-chechens-fleeing-perse/"
    assert path_of(story) == address
    assert client.get(address).status_code == 200
    assert LONG in client.get("/").content.decode()


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2026, 5, 18, 3, 59, 59, tzinfo=UTC), "may/17"),
        (datetime(2026, 5, 18, 4, 0, 0, tzinfo=UTC), "may/18"),
        (datetime(2026, 1, 1, 4, 59, 59, tzinfo=UTC), "dec/31"),
        (datetime(2026, 1, 1, 5, 0, 0, tzinfo=UTC), "jan/01"),
        # The day on which clocks are put forward has 23 hours.
        (datetime(2026, 3, 8, 4, 59, 59, tzinfo=UTC), "mar/07"),
        (datetime(2026, 3, 9, 3, 59, 59, tzinfo=UTC), "mar/08"),
        (datetime(2026, 3, 9, 4, 0, 0, tzinfo=UTC), "mar/09"),
    ],
)
def test_its_day_begins_at_midnight_in_the_newsroom(at: datetime, day: str, clock: Any) -> None:
    clock.move_to(at)
    assert f"/{day}/" in path_of(published())


@pytest.mark.parametrize(
    ("headline", "slugs"),
    [
        ("Bridge opens", ["bridge-opens", "bridge-opens-2", "bridge-opens-3"]),
        (
            LONG,
            [
                "lithuania-opens-door-to-gay-chechens-fleeing-perse",
                "lithuania-opens-door-to-gay-chechens-fleeing-per-2",
                "lithuania-opens-door-to-gay-chechens-fleeing-per-3",
            ],
        ),
    ],
)
def test_a_clash_within_a_day_is_numbered(headline: str, slugs: list[str], client: Client) -> None:
    stories = [published(headline) for _ in slugs]
    assert [story.slug for story in stories] == slugs
    assert {len(slug) for slug in slugs} <= {12, 14, 50}
    for story in stories:
        assert client.get(path_of(story)).status_code == 200


def test_on_another_day_the_same_slug_stands_again(clock: Any) -> None:
    first = published()
    clock.move_to(datetime(2026, 5, 19, 16, tzinfo=UTC))
    assert published().slug == first.slug == "bridge-opens"


def test_an_address_once_served_is_not_given_to_another() -> None:
    Address.objects.create(
        path="/stories/2026/may/18/bridge-opens/", kind=Address.Kind.GONE, words="Gone."
    )
    assert published().slug == "bridge-opens-2"
    assert Address.objects.filter(words="Gone.").exists()


def test_a_headline_without_latin_letters_still_has_an_address(client: Client) -> None:
    story = published("رئيس البلدية يفتتح الجسر")
    assert story.slug == f"story-{str(story.uid)[:8]}"
    assert client.get(path_of(story)).status_code == 200


def test_a_slug_an_editor_or_a_source_gave_stands() -> None:
    long_one = "a-slug-of-an-old-system-that-is-longer-than-fifty-characters-12345"
    assert published(slug="bridge").slug == "bridge"
    assert published(slug=long_one).slug == long_one


def test_a_changed_headline_leaves_the_address(client: Client, clock: Any) -> None:
    story = published()
    address = path_of(story)
    Story.objects.filter(pk=story.pk).update(headline="Bridge closes")
    clock.move_to(datetime(2026, 5, 20, 16, tzinfo=UTC))
    version = actions.publish(story, by=None)
    assert (path_of(story), version.path) == (address, address)
    assert "Bridge closes" in client.get(address).content.decode()
    assert story.published_on == date(2026, 5, 18)
    assert Address.objects.count() == 1


def test_it_says_gone_and_is_a_page_again(client: Client, clock: Any) -> None:
    story, by = published(), cast.editor()
    clock.shift(60)
    actions.withdraw(story, by=by, words="Wrong.")
    assert client.get(path_of(story)).status_code == 410
    clock.shift(60)
    actions.reinstate(story, by=by)
    assert client.get(path_of(story)).status_code == 200
    row = Address.objects.get()
    assert (row.kind, row.words, row.story) == (Address.Kind.PAGE, "", story)


def test_what_comes_in_as_published_lives_from_its_own_day(client: Client) -> None:
    story = make.story(first_published_at=datetime(2017, 5, 18, 7, tzinfo=UTC))
    actions.publish_imported(story)
    story.refresh_from_db()
    version = Publication.objects.get()
    assert (version.live_from, version.change) == (story.first_published_at, "import")
    assert client.get("/stories/2017/may/18/bridge-opens-on-monday/").status_code == 200
    Story.objects.filter(pk=story.pk).update(headline="Bridge closes")
    story.refresh_from_db()
    assert actions.publish_imported(story).live_from == NOON
