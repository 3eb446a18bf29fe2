from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from articles.models import Publication, Revision, Story
from articles.publishing import actions
from articles.publishing.addresses import path_of
from tests import cast, make
from tests.forms import form_fields, save

pytestmark = pytest.mark.django_db


def change(story: Story) -> str:
    return f"/admin/articles/story/{story.pk}/change/"


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(cast.editor())
    return client


def test_a_story_is_written_and_published_in_one_go(desk: Client) -> None:
    section = make.section()
    page = desk.get("/admin/articles/story/add/").content.decode()
    typed = {"headline": "New\nbridge", "body": "<p>It opens.</p>", "section": section.pk}
    answer = desk.post(
        "/admin/articles/story/add/",
        form_fields(page, "story_form") | typed | {"_verb": "publish", "tags": "Bridges, Town"},
        follow=True,
    )
    assert "is now: live" in answer.content.decode()
    text = desk.get(path_of(Story.objects.get())).content.decode()
    assert "<h1>New bridge</h1>" in text
    assert "Bridges" in text


def test_the_form_says_live_with_unpublished_changes(desk: Client) -> None:
    story = make.story()
    actions.publish(story, by=cast.editor("second"))
    assert ">live<" in desk.get(change(story)).content.decode()
    save(desk, change(story), "story_form", deck="A new deck", _continue="1")
    for address in (change(story), "/admin/articles/story/"):
        assert "live, with unpublished changes" in desk.get(address).content.decode()
    assert "A new deck" not in desk.get(path_of(story)).content.decode()


def test_a_schedule_is_shown_with_its_zone_and_can_be_taken_back(desk: Client) -> None:
    story = make.story()
    at = timezone.localtime() + timedelta(days=2)
    answer = save(
        desk, change(story), "story_form", go_live_at=f"{at:%Y-%m-%dT%H:%M}", _verb="publish"
    )
    text = answer.content.decode()
    assert f"scheduled for {at:%Y-%m-%d %H:%M} {at.tzname()}" in text
    assert "Unschedule" in text
    answer = save(desk, change(story), "story_form", _verb="unschedule")
    assert "is now: ready" in answer.content.decode()
    assert "Unschedule" not in answer.content.decode()


def test_clearing_a_date_never_publishes(desk: Client) -> None:
    story = make.story()
    save(desk, change(story), "story_form", go_live_at="", _continue="1")
    assert not Publication.objects.exists()


@pytest.mark.parametrize("typed", ["2026-03-08T02:30", "2026-11-01T01:30"])
def test_a_time_the_clock_skips_or_doubles_is_refused(desk: Client, typed: str) -> None:
    story = make.story()
    answer = save(desk, change(story), "story_form", go_live_at=typed, _verb="publish")
    assert "errornote" in answer.content.decode()
    assert not Publication.objects.exists()


def test_a_waiting_version_must_be_decided_about(desk: Client) -> None:
    story = make.story()
    by = cast.editor("second")
    actions.publish(story, by=by)
    story.headline = "For tomorrow"
    story.save()
    actions.publish(story, by=by, at=timezone.now() + timedelta(days=1))
    answer = save(desk, change(story), "story_form", headline="Corrected", _verb="publish")
    assert "waits to go live" in answer.content.decode()
    assert "Corrected" not in desk.get("/").content.decode()
    answer = save(desk, change(story), "story_form", waiting="carry_over", _verb="publish")
    assert "live, next version on" in answer.content.decode()
    assert "Corrected" in desk.get("/").content.decode()


def test_an_embargo_set_after_scheduling_puts_it_off(desk: Client) -> None:
    story = make.story()
    now = timezone.localtime()
    actions.publish(story, by=cast.editor("second"), at=now + timedelta(hours=1))
    until = now + timedelta(hours=5)
    answer = save(
        desk, change(story), "story_form", embargo_until=f"{until:%Y-%m-%dT%H:%M}", _continue="1"
    )
    assert "embargoed until" in answer.content.decode()
    assert Publication.objects.order_by("number").last().live_from > now + timedelta(hours=4)


def test_a_reporter_writes_and_may_not_publish_by_any_request(client: Client) -> None:
    writer = cast.reporter()
    client.force_login(writer)
    story = make.story(begun_by=writer)
    text = client.get(change(story)).content.decode()
    assert 'value="submit"' in text
    assert 'value="publish"' not in text
    for verb in ("publish", "withdraw", "reinstate", "unschedule", "approve", "hold", "release"):
        answer = save(client, change(story), "story_form", headline="Mine", _verb=verb)
        assert answer.status_code == 403, verb
    crafted = {"state": "published", "published_on": "2026-01-01", "live_from": "2026-01-01"}
    save(client, change(story), "story_form", **crafted, _continue="1")
    story.refresh_from_db()
    assert story.state == "draft"
    assert story.published_on is None
    assert not Publication.objects.exists()


def test_an_outsider_and_a_stranger_see_nothing(client: Client) -> None:
    story = make.story()
    doors = [
        "/admin/", "/admin/articles/story/", change(story),
        f"/admin/articles/story/{story.pk}/preview/", "/admin/articles/photo/1/picture/",
    ]  # fmt: skip
    for login in (None, cast.outsider()):
        if login:
            client.force_login(login)
        for door in doors:
            answer = client.get(door)
            assert answer.status_code == 302, door
            assert "/admin/login/" in answer["Location"]


def test_a_double_click_publishes_once(desk: Client) -> None:
    story = make.story()
    form = form_fields(desk.get(change(story)).content.decode(), "story_form")
    for _click in range(2):
        desk.post(change(story), form | {"_verb": "publish"}, follow=True)
    assert Publication.objects.count() == 1


def test_the_preview_is_the_readers_page_for_the_desk_alone(desk: Client) -> None:
    story = make.story("Not out yet")
    make.caption(story, make.photo())
    answer = save(desk, change(story), "story_form", deck="Just typed", _preview="1")
    text = answer.content.decode()
    assert "<h1>Not out yet</h1>" in text
    assert "Just typed" in text
    assert '<meta name="robots" content="noindex">' in text
    assert "no-store" in answer["Cache-Control"]
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert f"/admin/articles/photo/{story.captions.get().photo_id}/picture/" in text


def test_a_published_story_cannot_be_deleted_and_keeps_its_slug(desk: Client) -> None:
    story = make.story()
    actions.publish(story, by=cast.editor("second"))
    assert desk.post(f"/admin/articles/story/{story.pk}/delete/").status_code == 403
    answer = desk.post(
        "/admin/articles/story/",
        {"action": "delete_selected", "_selected_action": [story.pk], "post": "yes"},
    )
    assert Story.objects.filter(pk=story.pk).exists(), answer
    save(desk, change(story), "story_form", slug="other", headline="Other", _verb="publish")
    story.refresh_from_db()
    assert story.slug == "bridge-opens-on-monday"


def test_a_draft_can_be_deleted(desk: Client) -> None:
    story = make.story()
    desk.post(f"/admin/articles/story/{story.pk}/delete/", {"post": "yes"})
    assert not Story.objects.exists()


def test_pasted_script_and_controls_are_cleaned_on_save(desk: Client) -> None:
    story = make.story()
    body = "<p onclick=x>Hi</p><script>alert(1)</script><h1>Big</h1>"
    save(desk, change(story), "story_form", body=body, headline="A\u202eB\x00C", _continue="1")
    story.refresh_from_db()
    assert "script" not in story.body
    assert "onclick" not in story.body
    assert story.headline in ("ABC", "Bridge opens on Monday")


def test_the_byline_takes_the_persons_name_unless_one_is_printed(desk: Client) -> None:
    story = make.story()
    person, paper = make.person("Ana Whitlock"), make.organization("The Paper")
    new = {
        "bylines-TOTAL_FORMS": 1, "bylines-0-role": "by", "bylines-0-position": 0,
        "bylines-0-person": person.pk, "bylines-0-organization": paper.pk,
        "bylines-0-name_as_printed": "", "bylines-0-affiliation_as_printed": "",
        "bylines-0-email": "", "bylines-0-phone": "",
    }  # fmt: skip
    answer = save(desk, change(story), "story_form", **new, _continue="1")
    assert "errornote" not in answer.content.decode()
    byline = story.bylines.get()
    assert (byline.name_as_printed, byline.affiliation_as_printed) == ("Ana Whitlock", "The Paper")


def test_every_save_keeps_a_revision_and_an_unchanged_one_does_not(desk: Client) -> None:
    story = make.story()
    save(desk, change(story), "story_form", deck="One", _continue="1")
    save(desk, change(story), "story_form", _continue="1")
    save(desk, change(story), "story_form", deck="Two", _continue="1")
    kept = [(row.number, str(row.by)) for row in Revision.objects.filter(story=story)]
    # The first is the story as it stood before anybody saved it here.
    assert kept == [(1, "None"), (2, "edith"), (3, "edith")]


def test_the_history_tells_who_did_what(desk: Client) -> None:
    story = make.story()
    save(desk, change(story), "story_form", _verb="publish")
    save(desk, change(story), "story_form", _verb="withdraw", reader_words="Wrong town.")
    text = desk.get(f"/admin/articles/story/{story.pk}/history/").content.decode()
    assert "Published as version 1." in text
    assert "Withdrawn: Wrong town." in text
    assert "edith" in text


@pytest.mark.parametrize("count", [1, 20])
def test_the_list_takes_the_same_queries_for_one_story_and_for_twenty(
    desk: Client, django_assert_max_num_queries: Any, count: int
) -> None:
    by = cast.editor("second")
    for number in range(count):
        story = make.story(f"Story {number}")
        make.byline(story)
        actions.publish(story, by=by)
    with django_assert_max_num_queries(11):
        assert desk.get("/admin/articles/story/").status_code == 200


def test_a_date_before_publishing_is_part_of_the_address(desk: Client) -> None:
    story = make.story("O" * 60)
    save(desk, change(story), "story_form", first_published_at="2017-05-18T00:00", _verb="publish")
    story.refresh_from_db()
    assert path_of(story) == f"/stories/2017/may/18/{'o' * 50}/"
    assert datetime(2017, 5, 18, tzinfo=timezone.get_default_timezone()) == story.first_published_at
