"""The desk's panel of “Publish”, and the verbs that take a story from readers or bring it back."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from articles.models import Correction, Publication, Revision, Story
from articles.publishing import actions
from articles.publishing.addresses import path_of
from articles.publishing.corrections import CorrectionWords
from articles.reader.edition import forget_edition
from tests import cast, make
from tests.forms import form_fields, save

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 18, 16, tzinfo=UTC)
HOUR = timedelta(hours=1)
SAID = {"what_was_wrong": "The bridge opens on Monday.", "what_is_right": "On Tuesday."}
CORRECTIONS = "/admin/articles/correction/"


@pytest.fixture
def other() -> User:
    return cast.editor("second")


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(cast.editor())
    return client


@pytest.fixture
def live(other: User) -> Story:
    story = make.story()
    actions.publish(story, by=other)
    return story


@pytest.fixture
def scheduled(other: User) -> Story:
    story = make.story()
    actions.publish(story, by=other, at=timezone.now() + 3 * HOUR + timedelta(seconds=30))
    return story


def change(story: Story) -> str:
    return f"/admin/articles/story/{story.pk}/change/"


def text_of(desk: Client, address: str) -> str:
    answer = desk.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def use(desk: Client, story: Story, verb: str, **typed: Any) -> str:
    """Send the story's form by a verb's button; the page that follows."""
    return save(desk, change(story), "story_form", **typed, _verb=verb).content.decode()


def panel(page: str, summary: str = "Publish…") -> str:
    """The panel that opens by these words."""
    start = page.rindex("<details", 0, page.index(f"<summary>{summary}</summary>"))
    following = page.find('<details class="verb', start + 1)
    return page[start : following if following > 0 else page.index("</form>", start)]


def local(at: datetime) -> str:
    return f"{timezone.localtime(at):%Y-%m-%dT%H:%M}"


def versions(story: Story) -> list[Publication]:
    return list(Publication.objects.filter(story=story).order_by("number"))


def page_of(client: Client, story: Story) -> str:
    forget_edition()
    return client.get(path_of(Story.objects.get(pk=story.pk))).content.decode()


# What it asks


def test_where_nothing_is_live_it_asks_only_when(desk: Client) -> None:
    asked = panel(text_of(desk, change(make.story())))
    assert re.findall(r'name="([a-z]\w+)"', asked) == ["verb", "go_live_at"]
    assert "New York time" in asked


def test_over_a_live_story_it_asks_what_this_is(desk: Client, live: Story) -> None:
    asked = panel(text_of(desk, change(live)))
    assert "What is this?" in asked
    for value in ("typo", "update", "clarification", "correction"):
        assert f'value="{value}"' in asked
    # Without script all is there to be filled in.
    assert "hidden" not in asked.partition("what_was_wrong")[2].partition("what_is_right")[0]


@pytest.mark.parametrize(
    ("headline", "proposed"),
    [
        ("Bridge opens on Mondya", "typo"),
        ("Bridge stays shut for another year, mayor says", "update"),
        ("Bridge opens on Monday", ""),
    ],
)
def test_the_size_of_the_change_proposes_what_it_is(
    desk: Client, live: Story, headline: str, proposed: str
) -> None:
    save(desk, change(live), "story_form", headline=headline, _continue="1")
    asked = panel(text_of(desk, change(live)))
    assert re.findall(r'value="(\w+)"[^>]* checked', asked) == ([proposed] if proposed else [])
    # The same, asked of the form as it stands.
    form = form_fields(text_of(desk, change(live)), "story_form")
    address = f"/admin/articles/story/{live.pk}/proposal/"
    assert desk.post(address, form).json() == {"change": proposed}
    typed = form | {"headline": "Bridge opens on Mnday"}
    assert desk.post(address, typed).json() == {"change": "typo"}


@pytest.mark.parametrize(
    ("headline", "recorded"),
    [("Bridge opens on Mondya", "typo"), ("Bridge stays shut for good", "update")],
)
def test_what_is_not_said_is_taken_as_proposed(
    desk: Client, live: Story, headline: str, recorded: str
) -> None:
    use(desk, live, "publish", headline=headline)
    assert versions(live)[-1].change == recorded
    live.refresh_from_db()
    assert (live.updated_at is None) == (recorded == "typo")


def test_the_proposal_is_for_those_who_may_change_the_story(client: Client, live: Story) -> None:
    address = f"/admin/articles/story/{live.pk}/proposal/"
    assert client.post(address).status_code == 302
    client.force_login(cast.user("vera", "view_story"))
    assert client.post(address).status_code == 403
    client.force_login(cast.editor())
    assert client.get(address).status_code == 405
    assert client.post("/admin/articles/story/0/proposal/").status_code == 404


def test_an_update_says_so_on_the_page_and_looks_unchanged_at_the_desk(
    desk: Client, live: Story
) -> None:
    page = use(desk, live, "publish", deck="A new deck", change="update")
    assert "is now: live." in page
    assert "Updated" in page_of(desk, live)
    assert "unpublished changes" not in text_of(desk, "/admin/articles/story/")


# Corrections


def test_a_correction_stands_on_the_page_and_in_the_list(desk: Client, live: Story) -> None:
    more = {"change": "correction", "cause": "source", "where_printed": "Tuesday, page 1"}
    page = use(desk, live, "publish", headline="Bridge opens on Tuesday", **SAID, **more)
    assert "is now: live." in page
    assert "The bridge opens on Monday. On Tuesday." in page_of(desk, live)
    correction = Correction.objects.get()
    assert (correction.cause, correction.where_printed) == ("source", "Tuesday, page 1")
    listed = text_of(desk, CORRECTIONS)
    assert "The bridge opens on Monday." in listed
    assert "a source was wrong" in listed


@pytest.mark.parametrize("missing", SAID)
def test_without_its_words_nothing_is_saved_and_nothing_typed_is_lost(
    desk: Client, live: Story, missing: str
) -> None:
    typed = SAID | {missing: " ", "change": "correction", "deck": "A long deck"}
    page = use(desk, live, "publish", **typed)
    asked = panel(page)
    assert asked.startswith('<details class="verb first" name="verb" open>')
    assert "Readers are told this: say it in a sentence." in asked
    fields = form_fields(page, "story_form")
    kept = next(name for name in SAID if name != missing)
    assert (fields[kept], fields["deck"], fields["change"]) == (
        SAID[kept], "A long deck", "correction",
    )  # fmt: skip
    assert len(versions(live)) == 1
    assert Story.objects.get().deck == ""


def test_what_a_refused_verb_was_told_stands_there_again_once(desk: Client, live: Story) -> None:
    at = timezone.now() + 5 * HOUR
    typed = SAID | {"change": "correction", "go_live_at": local(at)}
    page = use(desk, live, "publish", headline="", **typed)
    assert "The story has no headline." in page
    fields = form_fields(page, "story_form")
    assert fields["what_was_wrong"] == SAID["what_was_wrong"]
    assert (fields["change"], fields["go_live_at"]) == ("correction", local(at))
    assert panel(page).startswith('<details class="verb first" name="verb" open>')
    assert "what_was_wrong" not in (desk.session.get(f"asked-of-story-{live.pk}") or {})
    assert form_fields(text_of(desk, change(live)), "story_form")["what_was_wrong"] == ""


def test_scheduled_the_correction_comes_with_its_version(desk: Client, live: Story) -> None:
    at = timezone.now() + 5 * HOUR
    typed = {"change": "correction", "headline": "On Tuesday", "go_live_at": local(at)}
    use(desk, live, "publish", **typed, **SAID)
    assert "On Tuesday." not in page_of(desk, live)
    assert "with the version that waits" in text_of(desk, CORRECTIONS)
    use(desk, live, "unschedule")
    assert not Correction.objects.exists()


def test_a_correction_is_corrected_again_with_a_reason(desk: Client, live: Story) -> None:
    first = actions.correct(live, by=None, **SAID)
    here = f"{CORRECTIONS}{first.pk}/"
    assert f"{here}again/" in text_of(desk, f"{here}change/")
    words = {"what_was_wrong": "All of it.", "what_is_right": "On Wednesday."}
    page = save(desk, f"{here}again/", "again_form", **words, reason="").content.decode()
    assert "All of it." in page
    assert "This field is required" in page
    assert Correction.objects.count() == 1
    page = save(desk, f"{here}again/", "again_form", **words, reason="Misread.").content.decode()
    assert "The earlier correction stays on record" in page
    assert "Misread." in page
    assert f'href="{here}change/"' in page
    # The earlier one is said to be so, and cannot be corrected twice.
    assert "again/" not in text_of(desk, f"{here}change/")
    assert "corrected again" in text_of(desk, CORRECTIONS)
    page = save(desk, f"{here}again/", "again_form", **words, reason="Again.").content.decode()
    assert "Correct the one that took its place" in page
    assert Correction.objects.count() == 2


def test_only_those_who_may_correct_correct_again(client: Client, live: Story) -> None:
    first = actions.correct(live, by=None, **SAID)
    here = f"{CORRECTIONS}{first.pk}/"
    client.force_login(cast.user("vera", "view_correction"))
    assert "again/" not in text_of(client, f"{here}change/")
    assert client.get(f"{here}again/").status_code == 403
    assert client.post(f"{here}again/", SAID | {"reason": "Mine"}).status_code == 403
    client.logout()
    assert client.get(f"{here}again/").status_code == 302
    assert Correction.objects.count() == 1


def test_a_retraction_is_not_made_among_the_corrections(desk: Client, live: Story) -> None:
    page = text_of(desk, f"{CORRECTIONS}add/")
    assert 'value="retraction"' not in page
    form = {"story": live.pk, "kind": "retraction", **SAID}
    answer = desk.post(f"{CORRECTIONS}add/", form)
    assert "errornote" in answer.content.decode()
    assert not Correction.objects.exists()


# What waits


def test_a_scheduled_story_shows_its_time_and_how_far_off_it_is(
    desk: Client, scheduled: Story
) -> None:
    asked = panel(text_of(desk, change(scheduled)))
    (version,) = versions(scheduled)
    here = timezone.localtime(version.live_from)
    assert f"<strong>{here:%Y-%m-%d %H:%M} {here.tzname()}</strong>, in 3 hours." in asked
    assert 'value="reschedule"' in asked
    assert 'value="unschedule"' in asked
    assert "What is this?" not in asked
    assert 'name="waiting"' not in asked


def test_its_time_is_changed_and_the_words_are_those_that_were_scheduled(
    desk: Client, scheduled: Story
) -> None:
    at = timezone.now() + 9 * HOUR
    page = use(desk, scheduled, "reschedule", new_time=local(at), headline="Not yet read")
    here = timezone.localtime(at)
    assert f"is now: scheduled for {here:%Y-%m-%d %H:%M} {here.tzname()}" in page
    assert versions(scheduled)[-1].headline == "Bridge opens on Monday"
    assert "these changes are not in it" in panel(page)


def test_an_untouched_time_moves_nothing(desk: Client, scheduled: Story) -> None:
    use(desk, scheduled, "reschedule")
    assert len(versions(scheduled)) == 1


def test_clearing_the_time_unschedules_and_publishes_nothing(
    desk: Client, scheduled: Story
) -> None:
    page = use(desk, scheduled, "reschedule", new_time="")
    assert "is now: ready" in page
    (version,) = versions(scheduled)
    assert version.cancelled


def test_a_time_that_has_passed_is_refused_and_keeps_what_was_typed(
    desk: Client, scheduled: Story
) -> None:
    past = local(timezone.now() - HOUR)
    page = use(desk, scheduled, "reschedule", new_time=past, deck="A deck")
    assert "That has passed. Choose a time to come" in panel(page)
    assert form_fields(page, "story_form")["deck"] == "A deck"
    assert len(versions(scheduled)) == 1
    assert desk.get(path_of(scheduled)).status_code == 404


# Embargo and take-down


def test_a_story_is_taken_down_at_the_time_the_desk_says(desk: Client, live: Story) -> None:
    at = timezone.now() + 2 * HOUR
    page = save(
        desk, change(live), "story_form", take_down_at=local(at), _continue="1"
    ).content.decode()
    assert "live until" in page
    assert "It is taken down at" in panel(page)
    with time_machine.travel(at + timedelta(minutes=1), tick=False):
        forget_edition()
        assert desk.get(path_of(live)).status_code == 410
        shown = text_of(desk, "/admin/articles/story/?status=taken_down")
        assert "taken down at" in shown
        page = use(desk, live, "publish")
        assert "Clear it or set a later time" in page
        page = use(desk, live, "publish", take_down_at="", headline="Back again")
        assert "is now: live." in page
        assert "Back again" in page_of(desk, live)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"take_down_at": -1}, "has passed. To take the story down now, withdraw it."),
        ({"take_down_at": 2}, "goes live at"),
        ({"take_down_at": 4, "embargo_until": 5}, "The embargo holds the story back until then"),
        ({"embargo_until": 5}, "The embargo holds the story back until then"),
    ],
)
def test_times_that_contradict_one_another_are_refused_and_nothing_is_saved(
    desk: Client, scheduled: Story, fields: dict[str, int], words: str
) -> None:
    now = timezone.now()
    if "take_down_at" not in fields:
        Story.objects.filter(pk=scheduled.pk).update(take_down_at=now + 4 * HOUR)
        actions.respect_take_down(scheduled, by=None)
    before = list(Publication.objects.values())
    typed = {name: local(now + hours * HOUR) for name, hours in fields.items()}
    answer = save(desk, change(scheduled), "story_form", **typed, deck="New", _continue="1")
    page = answer.content.decode()
    assert words in page
    assert form_fields(page, "story_form")["deck"] == "New"
    assert Story.objects.get().deck == ""
    assert list(Publication.objects.values()) == before


def test_an_end_before_now_is_refused_for_a_new_story_too(desk: Client) -> None:
    page = text_of(desk, "/admin/articles/story/add/")
    typed = {"headline": "New", "take_down_at": local(timezone.now() - HOUR), "_continue": "1"}
    answer = desk.post("/admin/articles/story/add/", form_fields(page, "story_form") | typed)
    assert "has passed" in answer.content.decode()
    assert not Story.objects.exists()


@pytest.mark.parametrize("state", ["live", "scheduled"])
def test_who_may_not_publish_sees_these_times_and_cannot_set_them(
    client: Client, request: Any, state: str
) -> None:
    story: Story = request.getfixturevalue(state)
    at = timezone.now() + 9 * HOUR
    Story.objects.filter(pk=story.pk).update(take_down_at=at)
    actions.respect_take_down(story, by=None)
    before = list(Publication.objects.values())
    rosa = cast.reporter()
    Story.objects.filter(pk=story.pk).update(begun_by=rosa)
    client.force_login(rosa)
    page = text_of(client, change(story))
    for name in ("embargo_until", "take_down_at"):
        assert re.search(rf'<input type="datetime-local" name="{name}"[^>]* disabled', page), name
    assert f'value="{local(at)}' in page
    crafted = {
        "embargo_until": local(at - HOUR), "take_down_at": local(at - 2 * HOUR),
        "embargo_until_reading": at.isoformat(), "first_published_at": "2020-01-01T00:00",
    }  # fmt: skip
    save(client, change(story), "story_form", **crafted, deck="New", _continue="1")
    was = (story.first_published_at, story.embargo_until, story.take_down_at)
    story.refresh_from_db()
    assert story.deck == "New"
    assert (story.first_published_at, story.embargo_until) == was[:2]
    assert story.take_down_at == at
    assert list(Publication.objects.values()) == before


def test_who_may_not_publish_may_wish_for_times_of_a_draft(client: Client) -> None:
    rosa = cast.reporter()
    client.force_login(rosa)
    story, at = make.story(begun_by=rosa), timezone.now() + HOUR
    typed = {"embargo_until": local(at), "take_down_at": local(at + HOUR)}
    save(client, change(story), "story_form", **typed, _continue="1")
    story.refresh_from_db()
    assert (local(story.embargo_until), local(story.take_down_at)) == (local(at), local(at + HOUR))


# Gone and back


@pytest.mark.parametrize(
    ("verb", "field", "summary"),
    [
        ("withdraw", "reader_words", "Withdraw…"),
        ("retract", "retraction_words", "Retract…"),
    ],
)
def test_to_take_it_from_readers_needs_words_for_them(
    desk: Client, live: Story, verb: str, field: str, summary: str
) -> None:
    page = use(desk, live, verb, deck="Typed")
    assert "Say to readers, in a sentence, why" in panel(page, summary)
    assert " open>" in panel(page, summary)[:80]
    assert form_fields(page, "story_form")["deck"] == "Typed"
    assert Story.objects.get().state == "published"
    page = use(desk, live, verb, **{field: "The letter was forged."})
    assert "is now: withdrawn" in page
    answer = desk.get(path_of(live))
    assert answer.status_code == 410
    assert "The letter was forged." in answer.content.decode()
    assert ("retracted" in answer.content.decode()) == (verb == "retract")
    assert Correction.objects.filter(kind="retraction").exists() == (verb == "retract")


def test_what_comes_back_is_shown_and_needs_a_reason(
    desk: Client, live: Story, other: User
) -> None:
    actions.withdraw(live, by=other, words="Wrong.")
    asked = panel(text_of(desk, change(live)), "Reinstate…")
    assert "Comes back as readers saw it last: “Bridge opens on Monday”, version 1" in asked
    page = use(desk, live, "reinstate")
    assert "Say to the desk why the story comes back." in panel(page, "Reinstate…")
    page = use(desk, live, "reinstate", why_reinstated="It was right.")
    assert "is now: live" in page
    assert versions(live)[-1].note == "It was right."


def test_a_draft_offers_nothing_to_take_back(desk: Client, scheduled: Story) -> None:
    for story in (make.story(), scheduled):
        page = text_of(desk, change(story))
        for verb in ("withdraw", "retract", "reinstate"):
            assert f'value="{verb}"' not in page, verb


def test_the_panel_takes_few_queries_whatever_waits(
    desk: Client, live: Story, other: User, django_assert_max_num_queries: Any
) -> None:
    Story.objects.filter(pk=live.pk).update(headline="For tomorrow")
    actions.publish(live, by=other, at=timezone.now() + 24 * HOUR)
    words = CorrectionWords(**SAID)
    actions.publish(live, by=other, change="correction", correction=words, waiting="carry_over")
    save(desk, change(live), "story_form", deck="Changed", _continue="1")
    assert Revision.objects.filter(story=live).exists()
    with django_assert_max_num_queries(25):
        page = text_of(desk, change(live))
    assert "which waits?" in panel(page)
