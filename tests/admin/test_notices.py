"""“Waiting for you”: the count, the list, and what marks it read."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from articles.models import Notice, Story
from articles.publishing import actions
from tests import cast, make

pytestmark = pytest.mark.django_db
LIST = "/admin/notices/"
READ = "/admin/notices/read/"


@pytest.fixture
def rosa() -> User:
    return cast.reporter()


@pytest.fixture
def desk(client: Client, rosa: User) -> Client:
    client.force_login(rosa)
    return client


def sent_back(rosa: User, by: User, headline: str, words: str = "") -> Story:
    story = make.story(headline, begun_by=rosa, state="in_review")
    actions.send_back(story, by=by, words=words)
    return story


def text_of(desk: Client, address: str) -> str:
    answer = desk.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def counted(page: str) -> int:
    """The number in the header."""
    found = page.partition('<span class="count">')[2].partition("<")[0]
    return int(found or 0)


def test_what_waits_is_counted_on_every_page_and_listed_where_the_day_begins(
    desk: Client, rosa: User
) -> None:
    edith = cast.editor(first_name="Edith")
    assert counted(text_of(desk, "/admin/")) == 0
    for number in range(7):
        sent_back(rosa, edith, f"Story {number}", "Who <voted>?")
    for address in ("/admin/", "/admin/articles/photo/", "/admin/articles/story/add/", LIST):
        assert counted(text_of(desk, address)) == 7, address
    page = text_of(desk, "/admin/")
    shown = page[page.index('data-list="notices"') :].partition("</section>")[0]
    assert shown.count("<li>") == 5
    assert "Edith sent it back" in shown
    assert "Who &lt;voted&gt;?" in shown
    assert f'href="{LIST}"' in shown
    assert text_of(desk, LIST).count("Mark as read: Story") == 7


def test_opening_the_story_marks_its_notices_read(desk: Client, rosa: User) -> None:
    edith = cast.editor()
    first, _second = (sent_back(rosa, edith, headline) for headline in ("First", "Second"))
    actions.hold(first, by=edith)
    page = text_of(desk, f"/admin/articles/story/{first.pk}/change/")
    assert counted(page) == 1
    page = text_of(desk, LIST)
    assert counted(page) == 1
    unread, _heading, read = page.partition('<h2 id="read">')
    assert "Second" in unread
    assert "First" not in unread
    assert read.count("First") == 2


def test_somebody_elses_look_marks_nothing(rosa: User, client: Client) -> None:
    edith = cast.editor()
    story = sent_back(rosa, edith, "First")
    client.force_login(edith)
    client.get(f"/admin/articles/story/{story.pk}/change/")
    assert Notice.objects.filter(read_at=None).count() == 1


def test_one_is_marked_read_or_all_of_ones_own(desk: Client, rosa: User) -> None:
    edith, sam = cast.editor(), cast.reporter("sam")
    for number in range(3):
        sent_back(rosa, edith, f"Story {number}")
    sent_back(sam, edith, "Sam's")
    theirs = Notice.objects.get(to=sam)
    first = Notice.objects.filter(to=rosa).first()
    answer = desk.post(READ, {"notice": first.pk}, follow=True)
    assert counted(answer.content.decode()) == 2
    for junk in (theirs.pk, "x", "-1", "9" * 30, "٣"):
        assert desk.post(READ, {"notice": junk}).status_code == 302, junk
    assert Notice.objects.filter(to=rosa, read_at=None).count() == 2
    answer = desk.post(READ, follow=True)
    assert "Nothing waits for you." in answer.content.decode()
    theirs.refresh_from_db()
    assert theirs.read_at is None


def test_a_link_marks_nothing_read(desk: Client, rosa: User) -> None:
    sent_back(rosa, cast.editor(), "First")
    assert desk.get(READ).status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(rosa)
    assert strict.post(READ).status_code == 403
    assert Notice.objects.filter(read_at=None).count() == 1


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_takes_the_same_queries_however_much_waits(
    desk: Client, rosa: User, count: int, django_assert_max_num_queries: Any
) -> None:
    edith = cast.editor()
    for number in range(count):
        sent_back(rosa, edith, f"Story {number}")
    with django_assert_max_num_queries(9):
        text_of(desk, LIST)
