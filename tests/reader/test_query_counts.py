"""The number of queries of a page does not depend on what it shows."""

import gzip
from typing import Any

import pytest
from django.test import Client

from articles.models import Story
from articles.publishing import actions
from articles.publishing.addresses import path_of
from articles.reader import edition
from articles.reader.edition import current_edition
from tests import cast, make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: Any) -> None:
    """However slow the machine, the edition is asked for once."""
    monkeypatch.setattr(edition, "ASK_AT_MOST_EVERY_SECONDS", 3600)


def rich_story(headline: str) -> Story:
    story = make.story(headline, section=make.section("Town Hall", parent=make.section("News")))
    for position, name in enumerate(("Ana W", "Ben X", "Cleo Y")):
        make.byline(story, name, "The Paper", position=position, person=make.person(name))
        make.caption(story, make.photo(), position=position)
        make.item(story, f"Item {name}", position=position, dateline=name.upper(), alone=True)
        related = make.story(f"Related {name}")
        actions.publish(related, by=None)
        story.related.add(related)
        story.tags.add(f"Tag {name}")
    return story


def test_a_story_page_is_one_query_beside_the_edition(
    client: Client, django_assert_num_queries: Any
) -> None:
    by = cast.editor()
    plain, rich = make.story("Plain"), rich_story("Rich")
    for story in (plain, rich):
        actions.publish(story, by=by)
    current_edition()
    for story in (plain, rich):
        with django_assert_num_queries(1):
            assert client.get(path_of(story)).status_code == 200
    item = rich.items.first()
    with django_assert_num_queries(1):
        assert client.get(f"{path_of(rich)}item-{str(item.uid)[:8]}/").status_code == 200


def test_lists_are_two_queries_with_one_story_and_with_twenty(
    client: Client, django_assert_num_queries: Any
) -> None:
    by = cast.editor()
    actions.publish(rich_story("Story 0"), by=by)
    for count in (1, 20):
        for number in range(1, count):
            actions.publish(rich_story(f"Story {number}"), by=by)
        current_edition()
        with django_assert_num_queries(2):
            assert f"Story {count - 1}" in client.get("/").content.decode()
        with django_assert_num_queries(2):
            client.get("/sections/news/")
        with django_assert_num_queries(2):
            client.get("/sections/news/town-hall/")


def test_the_edition_is_one_query(django_assert_num_queries: Any) -> None:
    make.section("News")
    with django_assert_num_queries(1):
        assert [section.name for section in current_edition().sections] == ["News"]
        current_edition()


def test_the_seeds_page_is_small(client: Client) -> None:
    """HTML and inline CSS of a story with a photo and nine paragraphs fit one round trip."""
    paragraph = "<p>" + "Many different words stand in this paragraph of the story. " * 6 + "</p>"
    story = make.story(body=paragraph * 9)
    make.caption(story, make.photo())
    actions.publish(story, by=cast.editor())
    assert len(gzip.compress(client.get(path_of(story)).content)) < 14 * 1024
