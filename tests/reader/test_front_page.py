from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from articles.models import Front, Placement
from articles.publishing import actions
from tests import cast, make

pytestmark = pytest.mark.django_db


def headlines(client: Client, *, within: str = "<main", until: str = "</main>") -> list[str]:
    """The headlines of teasers on the front, or of a part of it, in order."""
    text = client.get("/").content.decode()
    part = text[text.index(within) :].split(until)[0]
    return [teaser.split("</a></h")[0].rsplit(">", 1)[1] for teaser in part.split("<article")[1:]]


def publish(headline: str, *, picture: bool = False, **fields: object) -> None:
    story = make.story(headline, **fields)
    if picture:
        make.caption(story, make.photo())
    actions.publish(story, by=cast.editor(f"by {headline}"))


@pytest.fixture
def front() -> Front:
    return Front.objects.get_or_create(slug=Front.FRONT_PAGE)[0]


def test_the_newest_with_a_picture_leads(client: Client) -> None:
    now = timezone.now()
    for hours, headline in enumerate(("Newest", "Pictured", "Oldest")):
        at = now - timedelta(hours=hours)
        publish(headline, picture=headline == "Pictured", first_published_at=at)
    assert headlines(client) == ["Pictured", "Newest", "Oldest"]


def test_without_any_picture_the_newest_leads(client: Client) -> None:
    publish("Older", first_published_at=timezone.now() - timedelta(hours=1))
    publish("Newer")
    assert headlines(client, until="</article>") == ["Newer"]


def test_each_section_and_opinion_have_their_place(client: Client) -> None:
    sports, opinion = make.section("Sports"), make.section("Opinion")
    harbour = make.section("Harbour", parent=make.section("News"))
    publish("Lead", picture=True)
    publish("Ferry", section=harbour)
    publish("Match", section=sports)
    publish("My view", section=opinion, kind="column", picture=True)
    assert headlines(client, until="</article>") == ["Lead"]
    assert headlines(client, within=">Sports</a></h2>", until="</section>") == ["Match"]
    assert headlines(client, within=">News</a></h2>", until="</section>") == ["Ferry"]
    assert headlines(client, within='id="opinion"', until="</section>") == ["My view"]


def test_an_empty_paper_says_so(client: Client) -> None:
    assert "Nothing has been published yet." in client.get("/").content.decode()


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
