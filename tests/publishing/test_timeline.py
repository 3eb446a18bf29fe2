"""What lives when: at once, at its second, after its embargo, and what waits meanwhile."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings, strategies as st

from articles.models import Address, Ledger, Moment, Publication, Revision, Story, chain_faults
from articles.publishing import actions, timeline
from articles.publishing.status import status, with_status
from articles.publishing.timeline import Waiting, WaitingVersionError
from articles.publishing.workflow import WorkflowError
from articles.reader.edition import forget_edition
from tests import cast, make

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 18, 16, tzinfo=UTC)
HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)
ADDRESS = "/stories/2026/may/18/bridge-opens-on-monday/"


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(NOON, tick=False) as coordinates:
        yield coordinates


@pytest.fixture
def by(db: None) -> User:
    return cast.editor()


@pytest.fixture
def story(clock: Any) -> Story:
    return make.story()


def write(story: Story, headline: str, **fields: Any) -> None:
    Story.objects.filter(pk=story.pk).update(headline=headline, **fields)


def seen(client: Client, address: str = ADDRESS) -> str | int:
    """The headline a reader meets at an address, or the status of the answer."""
    forget_edition()
    answer = client.get(address)
    if answer.status_code != 200:
        return answer.status_code
    headline = answer.content.decode().split("<h1>")[1].split("</h1>")[0]
    listed = client.get("/").content.decode() + client.get("/sections/news/").content.decode()
    assert listed.count(headline) >= 2
    return headline


def waiting_numbers(story: Story, now: datetime) -> list[int]:
    return [version.number for version in timeline.waiting(story, now)]


def told(story: Story, now: datetime) -> str:
    return status(with_status(Story.objects.all(), now).get(pk=story.pk))


def test_published_now_is_seen_now(story: Story, by: User, client: Client) -> None:
    version = actions.publish(story, by=by)
    assert seen(client) == "Bridge opens on Monday"
    assert (version.number, version.change, version.live_from) == (1, "first", NOON)
    assert (story.state, story.first_published_at) == (Story.State.PUBLISHED, NOON)


def test_a_time_that_has_passed_means_now(story: Story, by: User) -> None:
    assert actions.publish(story, by=by, at=NOON - HOUR).live_from == NOON


def test_scheduled_is_seen_at_its_second_by_itself(
    story: Story, by: User, client: Client, clock: Any
) -> None:
    actions.publish(story, by=by, at=NOON + HOUR)
    assert seen(client) == 404
    assert "Bridge opens" not in client.get("/").content.decode()
    clock.move_to(NOON + HOUR - SECOND)
    assert seen(client) == 404
    clock.move_to(NOON + HOUR)
    assert seen(client) == "Bridge opens on Monday"
    assert Moment.objects.filter(at=NOON + HOUR).exists()


def test_a_later_version_takes_over_at_its_second(
    story: Story, by: User, client: Client, clock: Any
) -> None:
    actions.publish(story, by=by)
    write(story, "Bridge opens on Tuesday")
    clock.move_to(NOON + SECOND)
    actions.publish(story, by=by, at=NOON + HOUR, change="update")
    assert seen(client) == "Bridge opens on Monday"
    assert told(story, NOON + SECOND) == "live, next version on 2026-05-18 13:00 EDT"
    clock.move_to(NOON + HOUR - SECOND)
    assert seen(client) == "Bridge opens on Monday"
    clock.move_to(NOON + HOUR)
    assert seen(client) == "Bridge opens on Tuesday"


@pytest.mark.parametrize(("schedule", "embargo"), [(2, 1), (1, 2), (None, 2), (2, -1), (2, None)])
def test_the_later_of_schedule_and_embargo_counts(
    story: Story, by: User, client: Client, clock: Any, schedule: int | None, embargo: int | None
) -> None:
    write(story, story.headline, embargo_until=embargo and NOON + embargo * HOUR)
    actions.publish(story, by=by, at=schedule and NOON + schedule * HOUR)
    clock.move_to(NOON + 2 * HOUR - SECOND)
    assert seen(client) == 404
    clock.move_to(NOON + 2 * HOUR)
    assert seen(client) == "Bridge opens on Monday"


def test_an_embargo_set_later_puts_off_what_was_scheduled(
    story: Story, by: User, client: Client, clock: Any
) -> None:
    actions.publish(story, by=by, at=NOON + HOUR)
    write(story, "Not yet approved", embargo_until=NOON + 3 * HOUR)
    version = actions.respect_embargo(story, by=by)
    assert version and version.number == 2
    assert told(story, NOON) == "embargoed until 2026-05-18 15:00 EDT"
    for hours, expected in ((1, 404), (2, 404), (3, "Bridge opens on Monday")):
        clock.move_to(NOON + hours * HOUR)
        assert seen(client) == expected
    assert story.first_published_at == NOON + 3 * HOUR
    assert Moment.objects.filter(at=NOON + 3 * HOUR).exists()


def test_an_embargo_beyond_midnight_moves_the_address_to_its_day(
    story: Story, by: User, client: Client, clock: Any
) -> None:
    actions.publish(story, by=by, at=NOON + HOUR)
    write(story, story.headline, embargo_until=NOON + 24 * HOUR)
    actions.respect_embargo(story, by=by)
    clock.move_to(NOON + 24 * HOUR)
    assert seen(client) == 404
    assert seen(client, ADDRESS.replace("/18/", "/19/")) == "Bridge opens on Monday"


def test_an_embargo_leaves_what_is_live_and_what_comes_later(
    story: Story, by: User, client: Client, clock: Any
) -> None:
    actions.publish(story, by=by)
    clock.move_to(NOON + SECOND)
    for headline, hours in (("Two", 1), ("Three", 2), ("Four", 4)):
        write(story, headline)
        actions.publish(story, by=by, at=NOON + hours * HOUR, waiting=Waiting.CARRY_OVER)
    write(story, "Never published", embargo_until=NOON + 3 * HOUR)
    actions.respect_embargo(story, by=by)
    expected = {1: "Bridge opens on Monday", 2: "Bridge opens on Monday", 3: "Three", 4: "Four"}
    for hours, headline in expected.items():
        clock.move_to(NOON + hours * HOUR)
        assert seen(client) == headline


@pytest.mark.parametrize("embargo", [None, -1, 1])
def test_an_embargo_before_the_schedule_changes_nothing(
    story: Story, by: User, embargo: int | None
) -> None:
    actions.publish(story, by=by, at=NOON + HOUR)
    write(story, story.headline, embargo_until=embargo and NOON + embargo * HOUR)
    assert actions.respect_embargo(story, by=by) is None
    assert Publication.objects.get().live_from == NOON + HOUR


@pytest.fixture
def waiting(story: Story, by: User, clock: Any) -> Story:
    """Live since noon; another version waits for two o'clock; a correction is written."""
    actions.publish(story, by=by)
    write(story, "Bridge opens on Tuesday")
    clock.move_to(NOON + SECOND)
    actions.publish(story, by=by, at=NOON + 2 * HOUR)
    write(story, "Bridge opens on Monday morning")
    clock.move_to(NOON + HOUR)
    return story


def test_a_correction_goes_out_and_what_waits_is_carried_over(
    waiting: Story, by: User, client: Client, clock: Any
) -> None:
    actions.publish(waiting, by=by, change="update", waiting=Waiting.CARRY_OVER)
    assert seen(client) == "Bridge opens on Monday morning"
    clock.move_to(NOON + 2 * HOUR)
    assert seen(client) == "Bridge opens on Tuesday"
    current = timeline.current(waiting, NOON + 2 * HOUR)
    assert current and current.number == 2


def test_a_correction_goes_out_and_what_waits_is_cancelled(
    waiting: Story, by: User, client: Client, clock: Any
) -> None:
    actions.publish(waiting, by=by, change="update", waiting=Waiting.CANCEL)
    assert seen(client) == "Bridge opens on Monday morning"
    clock.move_to(NOON + 2 * HOUR)
    assert seen(client) == "Bridge opens on Monday morning"
    cancelled = Publication.objects.get(number=2)
    assert cancelled.cancelled
    assert cancelled.live_until == cancelled.live_from


def test_without_a_choice_nothing_is_written(waiting: Story, by: User, client: Client) -> None:
    before = list(Publication.objects.values())
    revisions = Revision.objects.count()
    with pytest.raises(WaitingVersionError, match="go live at 2026-05-18 14:00 EDT"):
        actions.publish(waiting, by=by, change="update")
    assert list(Publication.objects.values()) == before
    assert Revision.objects.count() == revisions
    assert seen(client) == "Bridge opens on Monday"


def test_what_waits_for_the_same_second_is_replaced(
    waiting: Story, by: User, client: Client, clock: Any
) -> None:
    actions.publish(waiting, by=by, at=NOON + 2 * HOUR, waiting=Waiting.CARRY_OVER)
    assert seen(client) == "Bridge opens on Monday"
    clock.move_to(NOON + 2 * HOUR)
    assert seen(client) == "Bridge opens on Monday morning"
    assert Publication.objects.get(number=2).cancelled


def test_several_may_wait_and_each_gets_its_time(
    waiting: Story, by: User, client: Client, clock: Any
) -> None:
    actions.publish(waiting, by=by, at=NOON + 3 * HOUR, waiting=Waiting.CARRY_OVER)
    assert waiting_numbers(waiting, NOON + HOUR) == [2, 3]
    for hours, headline in ((2, "Bridge opens on Tuesday"), (3, "Bridge opens on Monday morning")):
        clock.move_to(NOON + hours * HOUR)
        assert seen(client) == headline
    assert waiting_numbers(waiting, NOON + 3 * HOUR) == []


@pytest.mark.parametrize("how", ["unschedule", "withdraw", "publish"])
def test_several_that_wait_are_cancelled_without_a_gap(
    waiting: Story, by: User, client: Client, clock: Any, how: str
) -> None:
    for hours in (3, 4):
        write(waiting, f"Version for {hours} o'clock")
        actions.publish(waiting, by=by, at=NOON + hours * HOUR, waiting=Waiting.CARRY_OVER)
    expected: str | int = "Bridge opens on Monday"
    if how == "unschedule":
        actions.unschedule(waiting, by=by)
    elif how == "withdraw":
        actions.withdraw(waiting, by=by, words="Wrong.")
        expected = 410
    else:
        write(waiting, "Corrected")
        actions.publish(waiting, by=by, waiting=Waiting.CANCEL)
        expected = "Corrected"
    for hours in (1, 2, 3, 4, 1000):
        clock.move_to(NOON + hours * HOUR)
        assert seen(client) == expected


def test_two_versions_in_one_instant_leave_the_second(
    story: Story, by: User, client: Client
) -> None:
    actions.publish(story, by=by)
    write(story, "Bridge opens on Tuesday")
    actions.publish(story, by=by)
    assert seen(client) == "Bridge opens on Tuesday"
    assert Publication.objects.get(live_until=None).number == 2


def test_unscheduled_before_anybody_saw_it_is_ready_again(
    story: Story, by: User, client: Client, clock: Any
) -> None:
    actions.publish(story, by=by, at=NOON + HOUR)
    actions.unschedule(story, by=by)
    assert (story.state, story.published_on) == (Story.State.READY, None)
    assert (story.first_published_at, story.slug) == (None, "")
    assert not Address.objects.exists()
    clock.move_to(NOON + 2 * HOUR)
    assert seen(client) == 404
    write(story, "Bridge stays shut")
    actions.publish(story, by=by)
    assert seen(client, "/stories/2026/may/18/bridge-stays-shut/") == "Bridge stays shut"
    assert Publication.objects.get(live_until=None).change == "first"


def test_unscheduling_leaves_what_an_editor_had_set(story: Story, by: User) -> None:
    write(story, story.headline, slug="bridge", first_published_at=NOON - 24 * HOUR)
    actions.publish(story, by=by, at=NOON + HOUR)
    actions.unschedule(story, by=by)
    assert (story.slug, story.first_published_at) == ("bridge", NOON - 24 * HOUR)
    assert story.published_on is None


def test_an_address_given_back_is_free_for_others(story: Story, by: User, client: Client) -> None:
    actions.publish(story, by=by, at=NOON + HOUR)
    other = make.story()
    actions.publish(other, by=by, at=NOON + HOUR)
    assert other.slug == "bridge-opens-on-monday-2"
    actions.unschedule(other, by=by)
    actions.unschedule(story, by=by)
    actions.publish(other, by=by)
    assert other.slug == "bridge-opens-on-monday"
    assert seen(client) == "Bridge opens on Monday"


def test_unscheduling_a_later_version_leaves_the_live_one(
    waiting: Story, by: User, client: Client, clock: Any
) -> None:
    actions.unschedule(waiting, by=by)
    assert waiting.state == Story.State.PUBLISHED
    clock.move_to(NOON + 2 * HOUR)
    assert seen(client) == "Bridge opens on Monday"
    with pytest.raises(WorkflowError, match="Nothing of .* is scheduled"):
        actions.unschedule(waiting, by=by)


def test_a_schedule_is_moved_by_publishing_again(
    story: Story, by: User, client: Client, clock: Any
) -> None:
    actions.publish(story, by=by, at=NOON + 24 * HOUR)
    actions.publish(story, by=by, at=NOON + HOUR)
    clock.move_to(NOON + HOUR)
    assert seen(client) == "Bridge opens on Monday"
    assert Address.objects.count() == 1
    assert story.first_published_at == NOON + HOUR


def test_a_first_publication_after_the_moment_of_publishing_is_refused(
    story: Story, by: User
) -> None:
    write(story, story.headline, first_published_at=NOON + HOUR)
    with pytest.raises(actions.checks.NotReady, match="lies after the moment of publishing"):
        actions.publish(story, by=by)
    actions.publish(story, by=by, at=NOON + 2 * HOUR)
    with pytest.raises(actions.checks.NotReady, match="lies after the moment of publishing"):
        actions.publish(story, by=by)
    assert Publication.objects.get().live_from == NOON + 2 * HOUR


def test_withdrawn_is_gone_with_the_editors_words(
    story: Story, by: User, client: Client, clock: Any
) -> None:
    actions.publish(story, by=by)
    clock.move_to(NOON + HOUR)
    actions.withdraw(story, by=by, words=" We got the town & wrong. ")
    gone = client.get(ADDRESS)
    assert gone.status_code == 410
    assert "We got the town &amp; wrong." in gone.content.decode()
    for page in ("/", "/sections/news/"):
        assert "Bridge opens" not in client.get(page).content.decode()
    assert story.state == Story.State.WITHDRAWN
    assert not Publication.objects.live(NOON + HOUR).exists()


def test_withdrawing_ends_what_waits_too(
    waiting: Story, by: User, client: Client, clock: Any
) -> None:
    actions.withdraw(waiting, by=by, words="Wrong.")
    for hours in (1, 2, 3):
        clock.move_to(NOON + hours * HOUR)
        assert seen(client) == 410


@pytest.mark.parametrize("words", ["", "  \n"])
def test_withdrawing_without_words_is_refused(
    story: Story, by: User, client: Client, words: str
) -> None:
    actions.publish(story, by=by)
    with pytest.raises(WorkflowError, match="Say to readers, in a sentence, why"):
        actions.withdraw(story, by=by, words=words)
    assert seen(client) == "Bridge opens on Monday"


def test_what_nobody_has_seen_is_not_withdrawn(story: Story, by: User) -> None:
    actions.publish(story, by=by, at=NOON + HOUR)
    with pytest.raises(WorkflowError, match="Unschedule it instead"):
        actions.withdraw(story, by=by, words="Wrong.")
    assert Address.objects.get().kind == Address.Kind.PAGE


def test_reinstated_is_what_readers_saw_last_as_a_new_version(
    story: Story, by: User, client: Client, clock: Any
) -> None:
    actions.publish(story, by=by)
    write(story, "Not what readers saw")
    clock.move_to(NOON + HOUR)
    actions.withdraw(story, by=by, words="Wrong.")
    clock.move_to(NOON + 2 * HOUR)
    version = actions.reinstate(story, by=by, note="It was right.")
    assert seen(client) == "Bridge opens on Monday"
    assert (version.number, version.change, version.note) == (2, "reinstated", "It was right.")
    assert story.state == Story.State.PUBLISHED
    assert story.first_published_at == NOON


def test_reinstated_is_what_was_seen_last_and_not_what_was_made_last(
    waiting: Story, by: User, client: Client, clock: Any
) -> None:
    """The correction was made after the version that waited, and seen before it."""
    actions.publish(waiting, by=by, change="update", waiting=Waiting.CARRY_OVER)
    clock.move_to(NOON + 3 * HOUR)
    assert seen(client) == "Bridge opens on Tuesday"
    actions.withdraw(waiting, by=by, words="Wrong.")
    clock.move_to(NOON + 4 * HOUR)
    actions.reinstate(waiting, by=by)
    assert seen(client) == "Bridge opens on Tuesday"


def test_an_embargo_holds_back_what_is_reinstated(
    story: Story, by: User, client: Client, clock: Any
) -> None:
    actions.publish(story, by=by)
    clock.move_to(NOON + HOUR)
    actions.withdraw(story, by=by, words="Too early.")
    write(story, story.headline, embargo_until=NOON + 3 * HOUR)
    clock.move_to(NOON + 2 * HOUR)
    actions.reinstate(story, by=by)
    # Readers had it once: not “no such page”, but “no longer here”.
    assert seen(client) == 410
    clock.move_to(NOON + 3 * HOUR)
    assert seen(client) == "Bridge opens on Monday"


def test_the_same_content_twice_by_one_person_is_one_version(
    story: Story, by: User, clock: Any
) -> None:
    first = actions.publish(story, by=by)
    clock.move_to(NOON + SECOND)
    assert actions.publish(story, by=by) == first
    assert Publication.objects.count() == 1
    at = NOON + HOUR
    write(story, "Bridge opens on Tuesday")
    second = actions.publish(story, by=by, at=at)
    assert actions.publish(story, by=by, at=at) == second
    assert Publication.objects.count() == 2


def test_the_same_content_by_two_people_is_two_versions_on_record(
    story: Story, by: User, clock: Any
) -> None:
    other = cast.editor("edward")
    actions.publish(story, by=by)
    clock.move_to(NOON + SECOND)
    actions.publish(story, by=other)
    assert [(row.number, row.by_name) for row in Publication.objects.all()] == [
        (1, "edith"), (2, "edward"),
    ]  # fmt: skip


def test_a_content_that_comes_back_is_a_new_version(story: Story, by: User, clock: Any) -> None:
    for number, headline in enumerate(("One", "Two", "One"), 1):
        clock.move_to(NOON + number * SECOND)
        write(story, headline)
        assert actions.publish(story, by=by).number == number


def test_publishing_keeps_a_revision_of_what_went_out(story: Story, by: User) -> None:
    version = actions.publish(story, by=by)
    revision = Revision.objects.get()
    assert revision.story_content().headline == version.story_content().headline
    assert (revision.by, told(story, NOON)) == (by, "live")


# Another time for what waits


def test_a_schedule_is_moved_with_the_words_that_were_scheduled(
    story: Story, by: User, client: Client, clock: Any
) -> None:
    actions.publish(story, by=by, at=NOON + HOUR)
    write(story, "Not yet approved")
    version = actions.reschedule(story, by=by, at=NOON + 3 * HOUR)
    assert version and version.number == 2
    assert told(story, NOON) == "scheduled for 2026-05-18 15:00 EDT"
    for hours, expected in ((1, 404), (3, "Bridge opens on Monday")):
        clock.move_to(NOON + hours * HOUR)
        assert seen(client) == expected
    assert story.first_published_at == NOON + 3 * HOUR
    assert Moment.objects.filter(at=NOON + 3 * HOUR).exists()


def test_moved_to_another_day_the_address_goes_along(
    story: Story, by: User, client: Client, clock: Any
) -> None:
    actions.publish(story, by=by, at=NOON + HOUR)
    actions.reschedule(story, by=by, at=NOON + 24 * HOUR)
    clock.move_to(NOON + 24 * HOUR)
    assert seen(client) == 404
    assert seen(client, ADDRESS.replace("/18/", "/19/")) == "Bridge opens on Monday"


def test_of_several_that_wait_the_next_one_is_moved(
    waiting: Story, by: User, client: Client, clock: Any
) -> None:
    actions.publish(waiting, by=by, at=NOON + 3 * HOUR, waiting=Waiting.CARRY_OVER)
    actions.reschedule(waiting, by=by, at=NOON + 4 * HOUR)
    for hours, headline in (
        (2, "Bridge opens on Monday"),
        (3, "Bridge opens on Monday morning"),
        (4, "Bridge opens on Tuesday"),
    ):
        clock.move_to(NOON + hours * HOUR)
        assert seen(client) == headline


def test_a_time_that_has_passed_is_refused_and_publishes_nothing(
    story: Story, by: User, client: Client
) -> None:
    actions.publish(story, by=by, at=NOON + HOUR)
    for at in (NOON, NOON - HOUR):
        with pytest.raises(WorkflowError, match="has passed. Choose a time to come"):
            actions.reschedule(story, by=by, at=at)
    assert seen(client) == 404
    assert Publication.objects.get().live_from == NOON + HOUR


def test_without_a_time_it_is_unscheduled(story: Story, by: User, client: Client) -> None:
    actions.publish(story, by=by, at=NOON + HOUR)
    assert actions.reschedule(story, by=by, at=None) is None
    assert story.state == Story.State.READY
    assert seen(client) == 404
    with pytest.raises(WorkflowError, match="is ready, so “Change the time” is not possible"):
        actions.reschedule(story, by=by, at=NOON + HOUR)


def test_the_same_time_again_changes_nothing(story: Story, by: User) -> None:
    first = actions.publish(story, by=by, at=NOON + HOUR)
    assert actions.reschedule(story, by=by, at=NOON + HOUR) == first
    assert Publication.objects.count() == 1


def test_an_embargo_beats_another_time_too(story: Story, by: User) -> None:
    write(story, story.headline, embargo_until=NOON + 2 * HOUR)
    actions.publish(story, by=by)
    version = actions.reschedule(story, by=by, at=NOON + HOUR)
    assert version and version.live_from == NOON + 2 * HOUR


# Taken down at its second


def take_down(story: Story, by: Any, at: datetime | None) -> None:
    Story.objects.filter(pk=story.pk).update(take_down_at=at)
    actions.respect_take_down(story, by=by)


def test_taken_down_it_is_gone_at_its_second_from_page_and_lists(
    story: Story, by: User, client: Client, clock: Any
) -> None:
    actions.publish(story, by=by)
    take_down(story, by, NOON + HOUR)
    assert told(story, NOON) == "live until 2026-05-18 13:00 EDT"
    clock.move_to(NOON + HOUR - SECOND)
    assert seen(client) == "Bridge opens on Monday"
    clock.move_to(NOON + HOUR)
    gone = client.get(ADDRESS)
    assert gone.status_code == 410
    assert "This story is no longer here" in gone.content.decode()
    assert "withdrawn" not in gone.content.decode()
    for page in ("/", "/sections/news/"):
        assert "Bridge opens" not in client.get(page).content.decode()
    assert Moment.objects.filter(at=NOON + HOUR).exists()
    assert told(story, NOON + HOUR) == "taken down at 2026-05-18 13:00 EDT"
    assert Story.objects.get().state == Story.State.PUBLISHED


def test_a_later_version_is_taken_down_in_its_stead(
    story: Story, by: User, client: Client, clock: Any
) -> None:
    actions.publish(story, by=by)
    take_down(story, by, NOON + 3 * HOUR)
    clock.move_to(NOON + SECOND)
    for headline, hours in (("Two", 0), ("Three", 2)):
        write(story, headline)
        actions.publish(story, by=by, at=hours and NOON + hours * HOUR)
    assert told(story, NOON + HOUR) == "live, next version on 2026-05-18 14:00 EDT"
    for hours, expected in ((1, "Two"), (2, "Three"), (3, 410)):
        clock.move_to(NOON + hours * HOUR)
        assert seen(client) == expected


def test_unscheduling_leaves_the_time_to_the_version_before(
    waiting: Story, by: User, client: Client, clock: Any
) -> None:
    take_down(waiting, by, NOON + 3 * HOUR)
    actions.unschedule(waiting, by=by)
    for hours, expected in ((2, "Bridge opens on Monday"), (3, 410)):
        clock.move_to(NOON + hours * HOUR)
        assert seen(client) == expected


def test_a_time_is_moved_and_cleared_while_it_lies_ahead(
    story: Story, by: User, client: Client, clock: Any
) -> None:
    actions.publish(story, by=by)
    take_down(story, by, NOON + HOUR)
    take_down(story, by, NOON + 2 * HOUR)
    clock.move_to(NOON + HOUR)
    assert seen(client) == "Bridge opens on Monday"
    take_down(story, by, None)
    assert told(story, NOON + HOUR) == "live"
    clock.move_to(NOON + 2 * HOUR)
    assert seen(client) == "Bridge opens on Monday"


def test_clearing_a_time_that_has_passed_brings_nothing_back(
    story: Story, by: User, client: Client, clock: Any
) -> None:
    actions.publish(story, by=by)
    take_down(story, by, NOON + HOUR)
    clock.move_to(NOON + 2 * HOUR)
    take_down(story, by, None)
    assert seen(client) == 410
    assert told(story, NOON + 2 * HOUR) == "taken down at 2026-05-18 13:00 EDT"


@pytest.mark.parametrize("again", [None, 5])
def test_what_was_taken_down_can_be_published_again(
    story: Story, by: User, client: Client, clock: Any, again: int | None
) -> None:
    actions.publish(story, by=by)
    take_down(story, by, NOON + HOUR)
    clock.move_to(NOON + 2 * HOUR)
    with pytest.raises(actions.checks.NotReady, match="Clear it or set a later time"):
        actions.publish(story, by=by)
    take_down(story, by, again and NOON + again * HOUR)
    actions.publish(story, by=by, at=NOON + 3 * HOUR)
    # Gone until its time has come, and not “no such page”.
    assert seen(client) == 410
    for hours, expected in ((3, "Bridge opens on Monday"), (5, 410 if again else None)):
        clock.move_to(NOON + hours * HOUR)
        assert seen(client) == (expected or "Bridge opens on Monday")
    assert story.published_on and story.first_published_at == NOON


def test_what_was_taken_down_can_be_withdrawn_with_words(
    story: Story, by: User, client: Client, clock: Any
) -> None:
    actions.publish(story, by=by)
    take_down(story, by, NOON + HOUR)
    clock.move_to(NOON + 2 * HOUR)
    actions.withdraw(story, by=by, words="It was wrong.")
    assert "It was wrong." in client.get(ADDRESS).content.decode()
    with pytest.raises(actions.checks.NotReady, match="Clear it or set a later time"):
        actions.reinstate(story, by=by)
    take_down(story, by, None)
    actions.reinstate(story, by=by)
    assert seen(client) == "Bridge opens on Monday"


def test_a_time_before_going_live_or_past_is_refused_in_words(
    waiting: Story, by: User, client: Client
) -> None:
    for hours, words in (
        (1, "2026-05-18 13:00 EDT has passed. To take the story down now, withdraw it."),
        (2, "Version 2 goes live at 2026-05-18 14:00 EDT, so the story cannot be taken down"),
    ):
        with pytest.raises(timeline.TimeRefused, match=words), transaction.atomic():
            take_down(waiting, by, NOON + hours * HOUR)
        assert Publication.objects.get(number=2).live_until is None


def test_nothing_goes_live_after_it_is_taken_down(story: Story, by: User) -> None:
    write(story, story.headline, take_down_at=NOON + HOUR)
    for at in (NOON + HOUR, NOON + 2 * HOUR):
        with pytest.raises(actions.checks.NotReady) as refused:
            actions.publish(story, by=by, at=at)
        assert [lack.field for lack in refused.value.lacks] == ["take_down_at"]
    actions.publish(story, by=by, at=NOON + HOUR - SECOND)
    with pytest.raises(actions.checks.NotReady):
        actions.reschedule(story, by=by, at=NOON + 2 * HOUR)
    write(story, story.headline, embargo_until=NOON + 2 * HOUR)
    with pytest.raises(actions.checks.NotReady):
        actions.respect_embargo(story, by=by)
    version = Publication.objects.get()
    assert (version.live_from, version.live_until) == (NOON + HOUR - SECOND, NOON + HOUR)


def test_a_draft_and_a_story_without_the_wish_are_left_alone(story: Story, by: User) -> None:
    take_down(story, by, NOON + HOUR)
    assert not Publication.objects.exists()
    assert not Moment.objects.exists()
    take_down(story, by, None)
    actions.publish(story, by=by)
    before = list(Publication.objects.values())
    actions.respect_take_down(story, by=cast.reporter())
    assert list(Publication.objects.values()) == before


def test_only_who_may_publish_takes_down(story: Story, by: User) -> None:
    actions.publish(story, by=by)
    with pytest.raises(PermissionDenied):
        take_down(story, cast.reporter(), NOON + HOUR)
    assert Publication.objects.get().live_until is None


STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["carry over", "cancel", "unschedule", "reschedule", "embargo", "take down", "wait"]
        ),
        st.integers(0, 5),
    ),
    min_size=2,
    max_size=8,
)
Plan = dict[datetime, str]


class Desk:
    """What editors do, and `plan`: from when on which headline was promised; none is “gone”."""

    def __init__(self, by: User) -> None:
        self.by, self.story, self.plan = by, make.story(), Plan()
        self.now, self.end = NOON, None
        self.number = 0

    @property
    def later(self) -> list[datetime]:
        return sorted(time for time in self.plan if time > self.now and self.plan[time])

    @property
    def lived(self) -> bool:
        return any(time <= self.now for time in self.plan)

    def keep(self, plan: Plan) -> None:
        """A plan that ends when the story is to be taken down, if anything is there to end."""
        self.plan = {time: plan[time] for time in plan if time <= self.now or plan[time]}
        if self.end and self.end > self.now and self.plan and self.plan[max(self.plan)]:
            self.plan[self.end] = ""

    def without(self, times: list[datetime]) -> Plan:
        return {time: headline for time, headline in self.plan.items() if time not in times}

    def refused(self, error: type[Exception], verb: Any, *args: Any, **options: Any) -> None:
        with pytest.raises(error), transaction.atomic():
            verb(self.story, *args, by=self.by, **options)

    def publish(self, at: datetime, choice: Waiting) -> None:
        self.number += 1
        write(self.story, f"Version {self.number}")
        if self.end and self.end <= at:
            self.refused(actions.checks.NotReady, actions.publish, at=at, waiting=choice)
            return
        actions.publish(self.story, by=self.by, at=at, waiting=choice)
        cancels = choice == Waiting.CANCEL or not self.lived
        plan = self.without(self.later) if cancels else self.plan
        self.keep(plan | {at: f"Version {self.number}"})

    def unschedule(self) -> None:
        if self.later:
            actions.unschedule(self.story, by=self.by)
            self.keep(self.without(self.later))

    def reschedule(self, at: datetime) -> None:
        if not self.later or at <= self.now:
            self.refused(WorkflowError, actions.reschedule, at=at)
        elif at != self.later[0] and self.end and self.end <= at:
            self.refused(actions.checks.NotReady, actions.reschedule, at=at)
        else:
            actions.reschedule(self.story, by=self.by, at=at)
            next_one = self.later[0]
            self.keep(self.without([next_one]) | {at: self.plan[next_one]})

    def embargo(self, at: datetime) -> None:
        write(self.story, "Unpublished", embargo_until=at)
        due = [time for time in self.later if time <= at]
        if due and due[0] != at and self.end and self.end <= at:
            self.refused(actions.checks.NotReady, actions.respect_embargo)
        else:
            actions.respect_embargo(self.story, by=self.by)
            if due:
                self.keep(self.without(due) | {at: self.plan[due[-1]]})
        write(self.story, "Unpublished", embargo_until=None)

    def take_down(self, at: datetime | None) -> None:
        before, self.end = self.end, at
        write(self.story, "Unpublished", take_down_at=at)
        last = max((time for time in self.plan if self.plan[time]), default=self.now)
        is_there = self.later or (self.lived and not self._is_down())
        if is_there and at and (at <= self.now or at <= last) and at != before:
            self.refused(timeline.TimeRefused, actions.respect_take_down)
            self.end = before
            write(self.story, "Unpublished", take_down_at=before)
            return
        actions.respect_take_down(self.story, by=self.by)
        self.keep(self.plan)

    def _is_down(self) -> bool:
        return not [self.plan[time] for time in sorted(self.plan) if time <= self.now][-1]

    def promised(self, time: datetime) -> list[str]:
        return [self.plan[start] for start in sorted(self.plan) if start <= time and start][-1:]


@settings(
    max_examples=40,
    deadline=None,
    phases=set(Phase) - {Phase.shrink, Phase.explain},
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(seen=st.booleans(), steps=STEPS)
def test_whatever_editors_do_readers_see_what_was_planned(
    by: User, seen: bool, steps: list[tuple[str, int]]
) -> None:
    with transaction.atomic(), time_machine.travel(NOON, tick=False) as clock:
        desk = Desk(by)
        begin = [("carry over", hours) for hours in ((0, 3, 4) if seen else (3,))]
        for step, hours in [*begin, *steps]:
            desk.now += timedelta(minutes=1)
            clock.move_to(desk.now)
            at = max(desk.now, NOON + hours * HOUR)
            if step == "wait":
                desk.now = at
                continue
            if step == "unschedule":
                desk.unschedule()
            elif step == "reschedule":
                desk.reschedule(NOON + hours * HOUR)
            elif step == "embargo":
                desk.embargo(at)
            elif step == "take down":
                desk.take_down(NOON + (hours + 0.5) * HOUR if hours else None)
            else:
                desk.publish(at, Waiting.CANCEL if step == "cancel" else Waiting.CARRY_OVER)
            for time in [desk.now, *(NOON + half * HOUR / 2 for half in range(14))]:
                if time >= desk.now:
                    found = Publication.objects.filter(story=desk.story).live(time)
                    headlines = [version.headline for version in found]
                    assert headlines == [one for one in desk.promised(time) if one]
            assert chain_is_whole(desk.story)
        transaction.set_rollback(True)


def chain_is_whole(story: Story) -> bool:
    chain = Publication.objects.filter(story=story)
    return not chain_faults(str(story.uid), chain, Ledger.objects.filter(story=story).first())
