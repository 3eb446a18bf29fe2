"""What was typed and not saved is kept as the person's own, and offered again."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from articles.models import Presence, Revision, Story
from tests import cast, make
from tests.forms import form_fields, save

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(cast.editor())
    return client


def change(story: Story) -> str:
    return f"/admin/articles/story/{story.pk}/change/"


def opened(client: Client, address: str) -> dict[str, Any]:
    return form_fields(client.get(address).content.decode(), "story_form")


def autosave(client: Client, story: Story, **typed: Any) -> Any:
    form = opened(client, change(story)) | typed
    return client.post(f"/admin/articles/story/{story.pk}/autosave/", form).json()


def autosaves(story: Story) -> list[Revision]:
    return list(Revision.objects.filter(story=story, kind=Revision.Kind.AUTOSAVE))


def test_unsaved_text_is_kept_and_changes_neither_story_nor_paper(desk: Client) -> None:
    story = make.story()
    said = autosave(desk, story, body="<p>A long new paragraph.</p>")
    assert said["kept"]
    story.refresh_from_db()
    assert story.body == make.BODY
    (kept,) = autosaves(story)
    assert "A long new paragraph." in kept.content
    assert kept.by.get_username() == "edith"


def test_it_is_offered_with_its_time_and_comes_back_to_the_letter(desk: Client) -> None:
    story = make.story()
    make.byline(story, "Ana Whitlock")
    typed = {
        "body": "<p>A long new paragraph.</p>", "notes": "Half a thou",
        "canonical_url": "htt", "bylines-0-name_as_printed": "Ana W",
    }  # fmt: skip
    autosave(desk, story, **typed)
    page = desk.get(change(story)).content.decode()
    assert "You wrote something here that was never saved" in page
    (kept,) = autosaves(story)
    address = f"{change(story)}?autosave={kept.number}"
    assert f"?autosave={kept.number}" in page
    taken = desk.get(address).content.decode()
    fields = form_fields(taken, "story_form")
    assert {name: fields[name] for name in typed} == typed
    story.refresh_from_db()
    assert story.notes == ""
    # It is sent like any other form.
    answer = desk.post(change(story), fields | {"canonical_url": "", "_continue": "1"}, follow=True)
    assert "never saved" not in answer.content.decode()
    story.refresh_from_db()
    assert (story.body, story.notes) == ("<p>A long new paragraph.</p>", "Half a thou")


def test_what_was_taken_up_late_is_merged_with_what_others_saved(desk: Client) -> None:
    story = make.story()
    autosave(desk, story, deck="Edith’s deck")
    other = Client()
    other.force_login(cast.editor("paul"))
    save(other, change(story), "story_form", headline="Paul’s headline", _continue="1")
    (kept,) = autosaves(story)
    page = desk.get(f"{change(story)}?autosave={kept.number}").content.decode()
    fields = form_fields(page, "story_form")
    assert (fields["headline"], fields["deck"]) == ("Paul’s headline", "Edith’s deck")


def test_once_saved_it_is_offered_no_more(desk: Client) -> None:
    story = make.story()
    autosave(desk, story, deck="Draft of a deck")
    save(desk, change(story), "story_form", deck="The deck", _continue="1")
    assert "never saved" not in desk.get(change(story)).content.decode()
    # It stays among the revisions for a while.
    assert len(autosaves(story)) == 1


def test_it_can_be_discarded(desk: Client) -> None:
    story = make.story()
    autosave(desk, story, deck="Nonsense")
    answer = desk.post(f"/admin/articles/story/{story.pk}/autosave/discard/", follow=True)
    assert "never saved" not in answer.content.decode()


def test_a_form_nobody_touched_is_not_kept(desk: Client) -> None:
    story = make.story()
    make.caption(story, make.photo())
    make.item(story)
    save(desk, change(story), "story_form", tags="Bridges, Town", _continue="1")
    assert autosave(desk, story)["kept"] is False
    assert autosaves(story) == []


def test_the_same_text_is_kept_once(desk: Client) -> None:
    story = make.story()
    for _time in range(3):
        autosave(desk, story, deck="Draft of a deck")
    assert len(autosaves(story)) == 1


def test_a_long_evening_leaves_few_autosaves(desk: Client) -> None:
    story = make.story()
    evening = timezone.now() - timedelta(hours=1)
    for minute in range(0, 40, 2):
        with time_machine.travel(evening + timedelta(minutes=minute), tick=False):
            autosave(desk, story, deck=f"Minute {minute}")
    assert 4 <= len(autosaves(story)) <= 6
    assert "Minute 38" in autosaves(story)[-1].content


def test_what_is_offered_can_be_compared_first(desk: Client) -> None:
    story = make.story()
    save(desk, change(story), "story_form", deck="Saved", _continue="1")
    autosave(desk, story, headline="Never saved headline")
    page = desk.get(change(story)).content.decode()
    (address,) = re.findall(r'href="(\?from=[^"]+)"|href="([^"]+/compare/[^"]+)"', page)
    compared = desk.get("".join(address).replace("&amp;", "&")).content.decode()
    assert "Never" in compared


def test_it_is_one_persons_own(desk: Client) -> None:
    story = make.story()
    autosave(desk, story, deck="Edith’s secret deck")
    (kept,) = autosaves(story)
    other = Client()
    other.force_login(cast.editor("paul"))
    assert "never saved" not in other.get(change(story)).content.decode()
    page = other.get(f"{change(story)}?autosave={kept.number}").content.decode()
    assert "Edith’s secret deck" not in page


def test_an_autosave_is_no_save_for_anybody_else(desk: Client) -> None:
    """No false alarm: what one person has on screen is no change of the story."""
    story = make.story()
    other = Client()
    other.force_login(cast.editor("paul"))
    form = opened(other, change(story))
    autosave(desk, story, headline="Edith’s headline")
    answer = other.post(change(story), form | {"deck": "New", "_continue": "1"}, follow=True)
    text = answer.content.decode()
    assert "also saved" not in text
    assert "settle-" not in text


def test_a_new_story_is_begun_with_what_was_typed(desk: Client) -> None:
    form = opened(desk, "/admin/articles/story/add/")
    typed = form | {"headline": "Bridge falls", "body": "<p>It fell at noon.</p>"}
    said = desk.post("/admin/articles/story/autosave/", typed).json()
    story = Story.objects.get(pk=said["story"])
    assert (story.headline, story.state, story.body) == ("Bridge falls", "draft", "")
    assert story.begun_by.get_username() == "edith"
    # The same page goes on as that story's form, and saves it.
    sent = typed | {"base_revision": said["base"], "_continue": "1"}
    answer = desk.post(said["form"], sent, follow=True)
    assert "errornote" not in answer.content.decode()
    story.refresh_from_db()
    assert story.body == "<p>It fell at noon.</p>"
    assert Story.objects.count() == 1


def test_text_that_waited_for_the_network_keeps_its_time(desk: Client) -> None:
    story = make.story()
    an_hour_ago = timezone.now() - timedelta(hours=1)
    autosave(desk, story, deck="Typed offline", typed_at=int(an_hour_ago.timestamp() * 1000))
    (kept,) = autosaves(story)
    assert abs(kept.at - an_hour_ago) < timedelta(seconds=1)


@pytest.mark.parametrize("typed_at", ["", "soon", "99999999999999", "-1", "1"])
def test_a_time_no_clock_shows_is_now(desk: Client, typed_at: str) -> None:
    story = make.story()
    autosave(desk, story, deck="New", typed_at=typed_at)
    (kept,) = autosaves(story)
    assert abs(kept.at - timezone.now()) < timedelta(minutes=1)


@pytest.mark.parametrize(
    "junk",
    [
        {"bylines-TOTAL_FORMS": "many"},
        {"bylines-TOTAL_FORMS": "99999999"},
        {"section": "x", "kind": "?", "updated_at": "yesterday", "related": "1000"},
        {"captions-TOTAL_FORMS": "1", "captions-0-photo": "77", "captions-0-id": "x"},
        {"base_revision": "9" * 30, "headline": "x" * 10_000},
        {"tags": '"', "body": "<table><tr>" * 300},
    ],
)
def test_half_typed_and_broken_forms_are_kept_too(desk: Client, junk: dict[str, str]) -> None:
    story = make.story()
    assert autosave(desk, story, deck="New", **junk)["kept"]
    (kept,) = autosaves(story)
    assert desk.get(f"{change(story)}?autosave={kept.number}").status_code == 200


def test_who_may_not_change_the_story_keeps_nothing(client: Client) -> None:
    story = make.story()
    for login in (cast.outsider(), cast.user("viewer", "view_story")):
        client.force_login(login)
        answer = client.post(f"/admin/articles/story/{story.pk}/autosave/", {"headline": "X"})
        assert answer.status_code in (302, 403)
        assert client.post("/admin/articles/story/autosave/", {"headline": "X"}).status_code in (
            302, 403,
        )  # fmt: skip
    assert autosaves(story) == []
    assert Story.objects.count() == 1


# Who else is here


def present(client: Client, story: Story, **data: Any) -> Any:
    return client.post(f"/admin/articles/story/{story.pk}/presence/", data).json()


def test_the_form_says_who_else_has_the_story_open(desk: Client) -> None:
    story = make.story()
    other = Client()
    other.force_login(cast.editor("paul"))
    assert present(desk, story)["others"] == ""
    assert "edith has this story open, since " in present(other, story)["others"]
    assert "paul has this story open" in desk.get(change(story)).content.decode()
    save(other, change(story), "story_form", deck="Paul’s", _continue="1")
    said = present(desk, story)
    assert "paul saved at" in said["saved"]
    assert said["newest"] > int(opened(desk, change(make.story()))["base_revision"])
    present(other, story, leave="1")
    with time_machine.travel(timezone.now() + timedelta(seconds=10)):
        assert present(desk, story)["others"] == ""


def test_a_form_that_gives_no_sign_of_life_is_closed(desk: Client) -> None:
    story = make.story()
    other = Client()
    other.force_login(cast.editor("paul"))
    with time_machine.travel(timezone.now() - timedelta(minutes=5), tick=False):
        present(other, story)
    assert present(desk, story)["others"] == ""
    assert "since" in present(other, story)["others"]
    paul = Presence.objects.get(user__username="paul")
    assert timezone.now() - paul.opened_at < timedelta(minutes=1)


# A login that has ended


def carried_fields(page: str) -> dict[str, Any]:
    return form_fields(page, "carry")


def test_a_save_after_the_login_ended_brings_the_login_and_then_the_save(desk: Client) -> None:
    story = make.story()
    form = opened(desk, change(story)) | {"deck": 'A "long" <deck>', "_verb": "publish"}
    desk.logout()
    answer = desk.post(change(story), form)
    page = answer.content.decode()
    assert 'name="carried"' in page
    login = form_fields(page, "login-form") | {"carried": _carried(page)}
    # A wrong password loses nothing either.
    page = desk.post("/admin/login/", login | {"username": "edith", "password": "x"}).content
    login = form_fields(page.decode(), "login-form") | {"carried": _carried(page.decode())}
    page = desk.post(
        "/admin/login/", login | {"username": "edith", "password": cast.PASSWORD}
    ).content.decode()
    assert f'action="{change(story)}"' in page
    fields = carried_fields(page)
    assert fields["deck"] == 'A "long" <deck>'
    answer = desk.post(change(story), fields, follow=True)
    assert "is now: live" in answer.content.decode()
    story.refresh_from_db()
    assert story.deck == "A “long” <deck>"


def _carried(page: str) -> str:
    beginning = page.index('name="carried" value="') + len('name="carried" value="')
    text = page[beginning : page.index('"', beginning)]
    for entity, character in (("&quot;", '"'), ("&lt;", "<"), ("&gt;", ">"), ("&#x27;", "'"),
                              ("&amp;", "&")):  # fmt: skip
        text = text.replace(entity, character)
    assert json.loads(text)
    return text


def test_what_is_carried_goes_nowhere_but_to_a_story(client: Client) -> None:
    cast.editor()
    for carried in ('{"headline": ["X"]}', "[", '"x"', '{"headline": "X"}'):
        answer = client.post(
            "/admin/login/?next=/admin/articles/photo/add/",
            {
                "username": "edith", "password": cast.PASSWORD, "carried": carried,
                "next": "/admin/articles/photo/add/",
            },
        )  # fmt: skip
        assert answer.status_code == 302
        client.logout()


def test_a_form_of_an_earlier_login_is_not_thrown_away() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.editor())
    story = make.story()
    form = opened(client, change(story)) | {"deck": "Long work", "_continue": "1"}
    form["csrfmiddlewaretoken"] = "a" * 64
    answer = client.post(change(story), form)
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "Nothing was saved" in page
    assert "data-send-now" not in page
    story.refresh_from_db()
    assert story.deck == ""
    client.post(change(story), carried_fields(page), follow=True)
    story.refresh_from_db()
    assert story.deck == "Long work"


def test_a_stranger_posting_a_story_gets_the_login_and_nothing_else(client: Client) -> None:
    story = make.story()
    answer = client.post(change(story), {"headline": "Hacked"})
    assert 'name="carried"' in answer.content.decode()
    assert story.headline not in answer.content.decode()
    story.refresh_from_db()
    assert story.headline != "Hacked"
    # An address without a story answers the same.
    assert client.post("/admin/articles/story/999/change/", {"a": "b"}).status_code == 200
