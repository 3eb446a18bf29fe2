"""What was wrong and what is right: with the version that puts it right, and for good."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from articles.models import Correction, Moment, Publication, Revision, SiteEdition, Story
from articles.publishing import actions, timeline
from articles.publishing.addresses import path_of
from articles.publishing.corrections import CorrectionWords
from articles.publishing.status import status, with_status
from articles.publishing.timeline import Waiting
from articles.publishing.workflow import WorkflowError
from articles.reader.edition import forget_edition
from tests import cast, make

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 18, 16, tzinfo=UTC)
HOUR = timedelta(hours=1)
SAID = CorrectionWords(what_was_wrong="The bridge opens on Monday.", what_is_right="On Tuesday.")
WORDS = {"what_was_wrong": "The bridge opens on Monday & not before.", "what_is_right": "Tuesday."}


def test_a_correction_stands_on_the_page_at_once(client: Client) -> None:
    story, by = make.story(), cast.editor()
    actions.publish(story, by=by)
    before = SiteEdition.objects.get().number
    actions.correct(story, by=by, **WORDS)
    text = client.get(path_of(story)).content.decode()
    assert "Correction, " in text
    assert "The bridge opens on Monday &amp; not before. Tuesday." in text
    assert SiteEdition.objects.get().number > before
    assert LogEntry.objects.filter(change_message="Corrected: Tuesday.").exists()


def test_it_cannot_be_changed_or_deleted_at_the_desk(client: Client) -> None:
    story, by = make.story(), cast.editor()
    actions.publish(story, by=by)
    correction = actions.correct(story, by=by, **WORDS)
    client.force_login(by)
    address = f"/admin/articles/correction/{correction.pk}/"
    client.post(f"{address}change/", {"what_was_wrong": "Nothing", "what_is_right": "All"})
    assert client.post(f"{address}delete/", {"post": "yes"}).status_code == 403
    assert Correction.objects.get().what_was_wrong == WORDS["what_was_wrong"]


def test_it_is_written_in_the_admin(client: Client) -> None:
    story, by = make.story(), cast.editor()
    actions.publish(story, by=by)
    client.force_login(by)
    form = {"story": story.pk, "kind": "correction", **WORDS}
    answer = client.post("/admin/articles/correction/add/", form, follow=True)
    assert "errornote" not in answer.content.decode()
    assert "Tuesday." in client.get(path_of(story)).content.decode()
    assert Correction.objects.get().by == by


def test_what_stood_in_print_only_needs_its_place() -> None:
    by = cast.editor()
    with pytest.raises(ValidationError, match="where in the paper"):
        actions.correct(None, by=by, **WORDS)
    made = actions.correct(None, by=by, where_printed="headline on Tuesday's front page", **WORDS)
    assert made.story is None


def test_a_draft_is_not_corrected_and_a_reporter_may_not() -> None:
    story, by = make.story(), cast.editor()
    with pytest.raises(WorkflowError, match="is draft"):
        actions.correct(story, by=by, **WORDS)
    actions.publish(story, by=by)
    for story_or_none in (story, None):
        with pytest.raises(PermissionDenied):
            actions.correct(story_or_none, by=cast.reporter(f"r{story_or_none}"[:9]), **WORDS)
    assert not Correction.objects.exists()


# With a version


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(NOON, tick=False) as coordinates:
        yield coordinates


@pytest.fixture
def by(db: None) -> User:
    return cast.editor()


@pytest.fixture
def live(clock: Any, by: User) -> Story:
    """Live since noon; it is one o'clock, and the next version is written."""
    story = make.story()
    actions.publish(story, by=by)
    write(story, "Bridge opens on Tuesday")
    clock.move_to(NOON + HOUR)
    return story


def write(story: Story, headline: str, **fields: Any) -> None:
    Story.objects.filter(pk=story.pk).update(headline=headline, **fields)


def page(client: Client, story: Story) -> str:
    forget_edition()
    return client.get(path_of(story)).content.decode()


def told(story: Story, now: datetime) -> str:
    return status(with_status(Story.objects.all(), now).get(pk=story.pk))


@pytest.mark.parametrize("change", ["correction", "clarification"])
def test_it_comes_with_the_version_that_puts_it_right(
    live: Story, by: User, client: Client, change: str
) -> None:
    version = actions.publish(live, by=by, change=change, correction=SAID)
    text = page(client, live)
    assert f"{change.capitalize()}, " in text
    assert "The bridge opens on Monday. On Tuesday." in text
    assert "Bridge opens on Tuesday" in text
    correction = Correction.objects.get()
    assert (correction.at, correction.kind) == (version.live_from, change)
    assert (correction.by, correction.section) == (by, live.section)


@pytest.mark.parametrize("change", ["correction", "clarification"])
@pytest.mark.parametrize(
    "words", [None, CorrectionWords(what_was_wrong=" ", what_is_right="On Tuesday.")]
)
def test_without_words_it_is_refused_and_nothing_is_published(
    live: Story, by: User, change: str, words: CorrectionWords | None
) -> None:
    with pytest.raises(WorkflowError, match="Say what was wrong and what is right"):
        actions.publish(live, by=by, change=change, correction=words)
    assert Publication.objects.count() == 1
    assert not Correction.objects.exists()


@pytest.mark.parametrize("change", ["typo", "update", None])
def test_words_for_a_correction_say_nothing_where_it_is_none(
    live: Story, by: User, change: str | None
) -> None:
    actions.publish(live, by=by, change=change, correction=SAID)
    assert not Correction.objects.exists()


def test_what_nobody_has_seen_is_not_corrected(by: User, clock: Any) -> None:
    story = make.story()
    for at in (NOON + HOUR, None):
        actions.publish(story, by=by, change="correction", correction=SAID, at=at)
    assert not Correction.objects.exists()
    assert {version.change for version in Publication.objects.all()} == {"first"}


def test_sent_twice_it_is_said_once(live: Story, by: User, clock: Any) -> None:
    for second in range(2):
        clock.move_to(NOON + HOUR + timedelta(seconds=second))
        actions.publish(live, by=by, change="correction", correction=SAID)
    assert Publication.objects.count() == 2
    assert Correction.objects.count() == 1


def test_a_second_correction_of_the_same_text_is_said_too(live: Story, by: User) -> None:
    actions.publish(live, by=by, change="typo")
    actions.publish(live, by=by, change="correction", correction=SAID)
    assert Correction.objects.count() == 1


def test_scheduled_it_is_said_at_the_second_the_text_is_right(
    live: Story, by: User, client: Client, clock: Any
) -> None:
    actions.publish(live, by=by, change="correction", correction=SAID, at=NOON + 2 * HOUR)
    clock.move_to(NOON + 2 * HOUR - timedelta(seconds=1))
    assert "On Tuesday." not in page(client, live)
    clock.move_to(NOON + 2 * HOUR)
    assert "On Tuesday." in page(client, live)
    assert Moment.objects.filter(at=NOON + 2 * HOUR).exists()


@pytest.mark.parametrize("how", ["reschedule", "embargo"])
def test_it_goes_where_its_version_goes(
    live: Story, by: User, client: Client, clock: Any, how: str
) -> None:
    actions.publish(live, by=by, change="correction", correction=SAID, at=NOON + 2 * HOUR)
    if how == "reschedule":
        actions.reschedule(live, by=by, at=NOON + 3 * HOUR)
    else:
        write(live, "Unpublished", embargo_until=NOON + 3 * HOUR)
        actions.respect_embargo(live, by=by)
    clock.move_to(NOON + 2 * HOUR)
    assert "On Tuesday." not in page(client, live)
    clock.move_to(NOON + 3 * HOUR)
    assert "On Tuesday." in page(client, live)
    assert Correction.objects.count() == 1


@pytest.mark.parametrize("how", ["unschedule", "withdraw", "publish"])
def test_what_was_never_said_goes_with_its_version(
    live: Story, by: User, client: Client, clock: Any, how: str
) -> None:
    actions.publish(live, by=by, change="correction", correction=SAID, at=NOON + 2 * HOUR)
    if how == "unschedule":
        actions.unschedule(live, by=by)
    elif how == "withdraw":
        actions.withdraw(live, by=by, words="Wrong.")
    else:
        write(live, "Another")
        actions.publish(live, by=by, waiting=Waiting.CANCEL)
    clock.move_to(NOON + 3 * HOUR)
    assert "On Tuesday." not in page(client, live)
    assert not Correction.objects.exists()


def test_what_was_said_stays_when_what_waits_is_cancelled(
    live: Story, by: User, client: Client, clock: Any
) -> None:
    actions.publish(live, by=by, change="correction", correction=SAID)
    write(live, "For later")
    actions.publish(live, by=by, at=NOON + 3 * HOUR)
    actions.unschedule(live, by=by)
    assert "On Tuesday." in page(client, live)


# The updated line


def updated(client: Client, story: Story) -> str:
    text = page(client, story)
    return text.partition('class="updated">')[2].partition("</span>")[0]


def test_an_update_sets_the_updated_line_and_a_misprint_leaves_it(
    live: Story, by: User, client: Client, clock: Any
) -> None:
    assert updated(client, live) == ""
    actions.publish(live, by=by, change="typo")
    assert updated(client, live) == ""
    for hours, (headline, change, time) in enumerate(
        [
            ("Two", "update", "2 p.m."),
            ("Tow", "typo", "2 p.m."),
            ("Three", None, "4 p.m."),
            ("Four", "clarification", "5 p.m."),
            ("Five", "correction", "6 p.m."),
            ("Fivv", "typo", "6 p.m."),
        ],
        2,
    ):
        clock.move_to(NOON + hours * HOUR)
        write(live, headline)
        actions.publish(live, by=by, change=change, correction=SAID)
        assert time in updated(client, live)
        # What went out is what the desk has: nothing looks changed.
        assert told(live, NOON + hours * HOUR) == "live"
        live.refresh_from_db()
        assert Publication.objects.get(live_until=None).updated_at == live.updated_at


def test_a_newer_time_an_editor_typed_stands(live: Story, by: User, clock: Any) -> None:
    typed = NOON + HOUR / 2
    write(live, "Two", updated_at=typed)
    assert actions.publish(live, by=by, change="update").updated_at == typed
    # Once published it is typed no more: the next update has its own time.
    clock.move_to(NOON + 2 * HOUR)
    write(live, "Three")
    assert actions.publish(live, by=by, change="update").updated_at == NOON + 2 * HOUR
    write(live, "Four", updated_at=NOON)
    clock.move_to(NOON + 3 * HOUR)
    assert actions.publish(live, by=by, change="update").updated_at == NOON + 3 * HOUR


def test_a_scheduled_update_has_the_time_it_goes_live(live: Story, by: User, clock: Any) -> None:
    version = actions.publish(live, by=by, change="update", at=NOON + 3 * HOUR)
    assert version.updated_at == version.story_content().updated_at == NOON + 3 * HOUR
    moved = actions.reschedule(live, by=by, at=NOON + 4 * HOUR)
    assert moved and moved.updated_at == moved.story_content().updated_at == NOON + 4 * HOUR
    assert Story.objects.get().updated_at == NOON + 4 * HOUR
    assert told(live, NOON + 4 * HOUR) == "live"


def test_unscheduled_its_time_is_forgotten(live: Story, by: User, clock: Any) -> None:
    actions.publish(live, by=by, change="update", at=NOON + 3 * HOUR)
    actions.unschedule(live, by=by)
    assert live.updated_at is None
    # And a misprint put right meanwhile does not carry the time of what waits.
    actions.publish(live, by=by, change="update", at=NOON + 3 * HOUR)
    write(live, "A misprint")
    version = actions.publish(live, by=by, change="typo", waiting=Waiting.CARRY_OVER)
    assert version.updated_at is None
    current = timeline.current(live, NOON + 3 * HOUR)
    assert current and current.updated_at == NOON + 3 * HOUR


def test_a_first_version_has_no_updated_line(by: User, clock: Any) -> None:
    story = make.story()
    assert actions.publish(story, by=by, change="update").updated_at is None
    assert Revision.objects.filter(story=story).count() == 1


# Corrected again


def test_corrected_again_the_newest_is_said_and_the_earlier_is_struck_through(
    live: Story, by: User, client: Client, clock: Any
) -> None:
    first = actions.correct(live, by=by, what_was_wrong="Not Monday.", what_is_right="Tuesday.")
    clock.move_to(NOON + 24 * HOUR)
    second = actions.correct_again(
        first, by=by, reason="We misread the plan.",
        what_was_wrong="Neither Monday", what_is_right="nor Tuesday, but Wednesday.",
    )  # fmt: skip
    text = page(client, live)
    assert "Neither Monday nor Tuesday, but Wednesday." in text
    assert "<s>Not Monday. Tuesday.</s>" in text
    assert "On May 18, 2026 we said:" in text
    assert "We misread the plan." in text
    assert text.count('<aside class="correction">') == 1
    third = actions.correct_again(
        second, by=by, reason="No.", what_was_wrong="All of it.", what_is_right="Thursday."
    )
    text = page(client, live)
    assert text.count('<aside class="correction">') == 1
    assert text.count("<s>") == 2
    assert (third.kind, third.corrects, third.story) == ("correction", second, live)
    assert Correction.objects.count() == 3


@pytest.mark.parametrize("case", ["no reason", "twice", "not said yet"])
def test_what_cannot_be_corrected_again_is_refused_in_words(
    live: Story, by: User, case: str
) -> None:
    first = actions.correct(live, by=by, what_was_wrong="a", what_is_right="b")
    again = {"reason": "c", "what_was_wrong": "d", "what_is_right": "e"}
    if case == "no reason":
        again["reason"], words = " ", "Say why the earlier correction is corrected"
    elif case == "twice":
        actions.correct_again(first, by=by, **again)
        words = "Correct the one that took its place"
    else:
        actions.publish(live, by=by, change="correction", correction=SAID, at=NOON + 3 * HOUR)
        first = Correction.objects.order_by("at").last()
        words = "Readers do not see this correction yet"
    before = Correction.objects.count()
    with pytest.raises(WorkflowError, match=words):
        actions.correct_again(first, by=by, **again)
    assert Correction.objects.count() == before


def test_a_reporter_corrects_nothing_again(live: Story, by: User) -> None:
    in_print = actions.correct(None, by=by, where_printed="Front page", **WORDS)
    for first in (actions.correct(live, by=by, **WORDS), in_print):
        with pytest.raises(PermissionDenied):
            actions.correct_again(
                first, by=cast.reporter(f"r{first.pk}"), reason="c",
                what_was_wrong="d", what_is_right="e",
            )  # fmt: skip
    again = actions.correct_again(
        in_print, by=by, reason="c", what_was_wrong="d", what_is_right="e"
    )
    assert again.where_printed == "Front page"


# Retracted


def test_retracted_it_is_gone_with_its_own_heading_and_on_record(
    live: Story, by: User, client: Client, clock: Any
) -> None:
    actions.retract(live, by=by, words=" The letter was forged. ")
    answer = client.get(path_of(live))
    assert answer.status_code == 410
    assert "We have retracted this story" in answer.content.decode()
    assert "The letter was forged." in answer.content.decode()
    assert "withdrawn" not in answer.content.decode()
    correction = Correction.objects.get()
    assert (correction.kind, correction.at) == ("retraction", NOON + HOUR)
    assert correction.what_was_wrong == "We have retracted “Bridge opens on Monday”."
    assert correction.what_is_right == "The letter was forged."
    assert live.state == Story.State.WITHDRAWN


def test_withdrawn_first_it_can_be_retracted_after_a_closer_look(
    live: Story, by: User, client: Client
) -> None:
    actions.withdraw(live, by=by, words="We are looking into it.")
    assert "This story has been withdrawn" in page(client, live)
    actions.retract(live, by=by, words="The letter was forged.")
    assert "We have retracted this story" in page(client, live)
    assert "looking into it" not in page(client, live)


def test_reinstated_and_withdrawn_it_is_no_longer_called_retracted(
    live: Story, by: User, client: Client, clock: Any
) -> None:
    actions.retract(live, by=by, words="The letter was forged.")
    clock.move_to(NOON + 2 * HOUR)
    actions.reinstate(live, by=by, note="It was not.")
    assert "Retraction, " in page(client, live)
    clock.move_to(NOON + 3 * HOUR)
    actions.withdraw(live, by=by, words="A mistake in the desk.")
    assert "This story has been withdrawn" in page(client, live)
    actions.retract(live, by=by, words="It was forged after all.")
    assert Correction.objects.count() == 2


def test_a_retraction_corrected_again_says_the_new_words_at_the_address(
    live: Story, by: User, client: Client, clock: Any
) -> None:
    actions.retract(live, by=by, words="Both letters were forged.")
    clock.move_to(NOON + 2 * HOUR)
    actions.correct_again(
        Correction.objects.get(), by=by, reason="One was not.",
        what_was_wrong="We have retracted the story.", what_is_right="One letter was forged.",
    )  # fmt: skip
    text = page(client, live)
    assert "We have retracted this story" in text
    assert "One letter was forged." in text
    assert "Both letters" not in text


def test_what_cannot_be_retracted_is_refused_in_words(live: Story, by: User) -> None:
    with pytest.raises(WorkflowError, match="why the story is gone"):
        actions.retract(live, by=by, words=" ")
    with pytest.raises(WorkflowError, match="retracted by “Retract”"):
        actions.correct(live, by=by, kind="retraction", **WORDS)
    unseen = make.story("Unseen")
    actions.publish(unseen, by=by, at=NOON + 9 * HOUR)
    with pytest.raises(WorkflowError, match="Unschedule it instead"):
        actions.retract(unseen, by=by, words="Wrong.")
    actions.retract(live, by=by, words="Wrong.")
    with pytest.raises(WorkflowError, match="has been retracted already"):
        actions.retract(live, by=by, words="Wrong again.")
    assert Correction.objects.count() == 1


def test_to_withdraw_is_no_right_to_retract(live: Story) -> None:
    with pytest.raises(PermissionDenied):
        actions.retract(live, by=cast.user("wim", "withdraw_story"), words="Wrong.")
    assert live.state == Story.State.PUBLISHED
