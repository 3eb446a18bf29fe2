from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from articles.models import Front, Placement
from articles.publishing import actions
from tests import cast, make

pytestmark = pytest.mark.django_db


def headlines(client: Client) -> list[str]:
    text = client.get("/").content.decode()
    parts = text.split("<h2")[1:]
    return [part.split("</a>")[0].rsplit(">", 1)[1] for part in parts]


@pytest.fixture
def front() -> Front:
    return Front.objects.get_or_create(slug=Front.FRONT_PAGE)[0]


def test_the_newest_stand_first_and_the_newest_with_a_picture_leads(client: Client) -> None:
    by, now = cast.editor(), timezone.now()
    for hours, headline in enumerate(("Newest", "Pictured", "Oldest")):
        story = make.story(headline, first_published_at=now - timedelta(hours=hours))
        if headline == "Pictured":
            make.caption(story, make.photo())
        actions.publish(story, by=by)
    assert headlines(client) == ["Pictured", "Newest", "Oldest"]


def test_an_editor_places_stories_with_headlines_of_their_own(client: Client, front: Front) -> None:
    by = cast.editor()
    stories = [make.story(name) for name in ("One", "Two", "Three")]
    for story in stories:
        actions.publish(story, by=by)
    client.force_login(by)
    client.post(
        f"/admin/articles/front/{front.pk}/change/",
        {
            "name": "Front page", "slug": "front",
            "placements-TOTAL_FORMS": 2, "placements-INITIAL_FORMS": 0,
            "placements-0-story": stories[0].pk, "placements-0-position": 1,
            "placements-0-headline": "One, told here",
            "placements-1-story": stories[2].pk, "placements-1-position": 0,
        },
    )  # fmt: skip
    assert headlines(client) == ["Three", "One, told here", "Two"]


def test_a_placed_draft_does_not_show(client: Client, front: Front) -> None:
    Placement.objects.create(front=front, story=make.story("Draft"), headline="Secret")
    assert headlines(client) == []
    assert "Secret" not in client.get("/").content.decode()


def test_a_placement_begins_and_ends_by_itself(client: Client, front: Front) -> None:
    by, now = cast.editor(), timezone.now()
    with time_machine.travel(now, tick=False) as clock:
        for name in ("Old", "New"):
            clock.shift(1)
            story = make.story(name)
            actions.publish(story, by=by)
            if name == "Old":
                Placement.objects.create(
                    front=front,
                    story=story,
                    from_at=now + timedelta(hours=1),
                    until_at=now + timedelta(hours=2),
                )
        assert headlines(client) == ["New", "Old"]
        clock.move_to(now + timedelta(hours=1))
        assert headlines(client) == ["Old", "New"]
        clock.move_to(now + timedelta(hours=2))
        assert headlines(client) == ["New", "Old"]
