"""The desk's eye on letters: what one writer had printed in the last month."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from articles.models import Item, Story
from articles.publishing import actions
from articles.publishing.addresses import path_of
from tests import cast, make
from tests.forms import save

pytestmark = pytest.mark.django_db
LETTERS = "/admin/articles/story/letters/"


@pytest.fixture
def editor() -> User:
    return cast.editor()


@pytest.fixture
def desk(client: Client, editor: User) -> Client:
    client.force_login(editor)
    return client


def letter(heading: str, signatory: str, **fields: Any) -> Item:
    """A letter in a set of its own, not out yet."""
    story = make.story(f"Letters with {heading}", kind="letter", body="")
    return make.item(story, heading, kind="letter", signatory=signatory, **fields)


def printed(
    editor: User, heading: str, signatory: str, *, days_ago: int = 0, **fields: Any
) -> Item:
    with time_machine.travel(timezone.now() - timedelta(days=days_ago), tick=False):
        item = letter(heading, signatory, **fields)
        actions.publish(item.story, by=editor)
    return item


def form_of(story: Story) -> str:
    return f"/admin/articles/story/{story.pk}/change/"


def text_of(desk: Client, address: str, **query: str) -> str:
    answer = desk.get(address, query)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_the_list_names_who_had_what_printed_in_the_last_month(desk: Client, editor: User) -> None:
    mend = printed(editor, "Mend it", "Ann B", days_ago=20, town="Port Ellery")
    printed(editor, "Long ago", "Ann B", days_ago=40)
    printed(editor, "Thanks", "Cy D")
    letter("Not out", "Eve F")
    gone = printed(editor, "Gone", "Gil H")
    actions.withdraw(gone.story, by=editor, words="Not his name.")
    briefs = make.story("Briefs")
    make.item(briefs, "A brief", signatory="Ivy J")
    actions.publish(briefs, by=editor)
    page = text_of(desk, LETTERS)
    anchor = f"{path_of(mend.story)}#item-{str(mend.uid)[:8]}"
    assert f'<a href="{anchor}">Mend it</a>' in page
    assert "Port Ellery" in page
    assert f'href="{form_of(mend.story)}"' in page
    assert page.index("Thanks") < page.index("Mend it")
    for other in ("Long ago", "Not out", "Gil H", "Ivy J"):
        assert other not in page, other


def test_a_name_is_found_whatever_its_capitals_and_blanks(desk: Client, editor: User) -> None:
    printed(editor, "Mend it", "Ann  B. Öst", days_ago=20)
    printed(editor, "Mend it soon", "ann b. öst", days_ago=3)
    printed(editor, "Thanks", "Cy D")
    for typed in ("Ann B. Öst", "  ANN   b. ÖST ", "öst"):
        page = text_of(desk, LETTERS, name=typed)
        assert "Mend it soon" in page, typed
        assert "Thanks" not in page, typed
        assert page.count("2 in the month") == 2, typed
    assert "was printed in the last month" in text_of(desk, LETTERS, name="<nobody>")
    assert "<nobody>" not in text_of(desk, LETTERS, name="<nobody>")


def test_one_letter_in_two_versions_is_one(desk: Client, editor: User) -> None:
    item = printed(editor, "Mend it", "Ann B")
    story = item.story
    story.deck = "New"
    story.save()
    actions.publish(story, by=editor, at=timezone.now() + timedelta(days=1))
    page = text_of(desk, LETTERS)
    assert page.count(">Mend it</a>") == 1
    assert "in the month" not in page


def test_the_form_says_what_else_somebody_had_printed(desk: Client, editor: User) -> None:
    printed(editor, "Mend it", "Ann B", days_ago=20)
    again = letter("And again", "ann  b")
    make.item(again.story, "Thanks", position=1, kind="letter", signatory="Cy D")
    make.item(again.story, "A brief", position=2, signatory="Ann B")
    page = text_of(desk, form_of(again.story))
    assert page.count("1 other letter in the last month") == 1
    assert page.count("no other letter in the last month") == 1
    assert f'href="{LETTERS}?name=ann++b"' in page
    # Its own printing is no other letter.
    actions.publish(again.story, by=editor)
    page = text_of(desk, form_of(again.story))
    assert page.count("1 other letter in the last month") == 1


def test_a_letter_that_waits_for_its_time_counts(desk: Client, editor: User) -> None:
    waiting = letter("Tomorrow", "Ann B")
    actions.publish(waiting.story, by=editor, at=timezone.now() + timedelta(days=1))
    assert "1 other letter" in text_of(desk, form_of(letter("Again", "Ann B").story))


def test_who_signs_a_second_letter_is_named_when_it_is_saved(desk: Client, editor: User) -> None:
    printed(editor, "Mend it", "Ann B", days_ago=20)
    story = letter("And again", "").story
    words = "had a letter printed within the month"
    typed = {"items-0-signatory": "ANN b", "_continue": "1"}
    page = save(desk, form_of(story), "story_form", **typed).content.decode()
    assert f"ANN b {words}" in page
    assert ">Mend it</a>" in page
    # Once; and not for others.
    typed = {"deck": "More", "_continue": "1"}
    assert words not in save(desk, form_of(story), "story_form", **typed).content.decode()
    typed = {"items-0-signatory": "Cy D", "_continue": "1"}
    assert words not in save(desk, form_of(story), "story_form", **typed).content.decode()


def test_a_page_of_its_own_is_ticked_in_the_form(desk: Client, editor: User) -> None:
    item = letter("Mend it", "Ann B")
    save(desk, form_of(item.story), "story_form", **{"items-0-alone": "on"}, _continue="1")
    item.refresh_from_db()
    assert item.alone
    assert "alone" in Story.objects.get(pk=item.story_id).revisions.latest("number").content


@pytest.mark.parametrize("count", [1, 20])
def test_the_list_takes_the_same_queries_however_long(
    desk: Client, editor: User, django_assert_max_num_queries: Any, count: int
) -> None:
    for number in range(count):
        printed(editor, f"Letter {number}", f"Writer {number}")
    with django_assert_max_num_queries(8):
        assert text_of(desk, LETTERS).count("<time") == count


def test_letters_are_for_those_who_see_stories(client: Client) -> None:
    assert client.get(LETTERS).status_code == 302
    client.force_login(cast.user("olga", "view_section"))
    assert client.get(LETTERS).status_code == 403
