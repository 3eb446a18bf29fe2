from typing import Any

import pytest
from django.test import Client, RequestFactory

from articles.publishing import actions
from articles.reader import views
from tests import cast, make

pytestmark = pytest.mark.django_db


def test_a_fault_of_ours_looks_like_the_paper_and_asks_nothing_of_the_database(
    client: Client, monkeypatch: Any, django_assert_num_queries: Any
) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(views.pages, "story_html", fail)
    story = make.story()
    actions.publish(story, by=cast.editor())
    client.raise_request_exception = False
    answer = client.get(actions.addresses.path_of(story))
    text = answer.content.decode()
    assert answer.status_code == 500
    assert "The Harbour Courier" in text
    assert "secret detail" not in text
    assert "unsafe" not in answer["Content-Security-Policy"]
    with django_assert_num_queries(0):
        views.server_error(RequestFactory().get("/"))


def test_the_lost_are_offered_the_newest_stories(client: Client) -> None:
    actions.publish(make.story("Bridge opens"), by=cast.editor())
    make.story("Draft of mine")
    text = client.get("/no/such/page/").content.decode()
    assert "There is no page here" in text
    assert "Bridge opens" in text
    assert "Draft of mine" not in text


def test_robots_are_kept_from_the_desk(client: Client) -> None:
    answer = client.get("/robots.txt")
    assert answer["Content-Type"].startswith("text/plain")
    assert "Disallow: /admin/" in answer.content.decode()
