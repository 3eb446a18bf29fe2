"""Every verb is one transaction that ends by turning the edition; who did what is on record."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Correction, Front, Moment, Placement, Publication, SiteEdition, Story
from articles.publishing import actions, freeze, photos
from articles.publishing.corrections import CorrectionWords
from tests import cast, make

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 18, 16, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOON, tick=False) as coordinates:
        yield coordinates


@pytest.fixture
def by() -> User:
    return cast.editor()


def draft() -> Story:
    story = make.story()
    story.tags.add("Bridges")
    make.byline(story, person=make.person())
    make.caption(story, make.photo(usable_until=NOON + 9 * HOUR))
    return story


def live() -> Story:
    story = draft()
    with time_machine.travel(NOON - HOUR, tick=False):
        actions.publish(story, by=None)
    Story.objects.filter(pk=story.pk).update(headline="Bridge opens on Tuesday")
    return story


def scheduled() -> Story:
    story = draft()
    actions.publish(story, by=None, at=NOON + HOUR)
    return story


def under_embargo() -> Story:
    story = scheduled()
    Story.objects.filter(pk=story.pk).update(embargo_until=NOON + 2 * HOUR)
    return story


def to_be_taken_down() -> Story:
    story = live()
    Story.objects.filter(pk=story.pk).update(take_down_at=NOON + 4 * HOUR)
    return story


def correction_scheduled() -> Story:
    story = live()
    words = CorrectionWords(what_was_wrong="Monday", what_is_right="Tuesday")
    actions.publish(story, by=None, at=NOON + HOUR, change="correction", correction=words)
    return story


def corrected() -> Story:
    story = live()
    actions.correct(story, by=None, what_was_wrong="a", what_is_right="b")
    return story


def withdrawn() -> Story:
    story = live()
    actions.withdraw(story, by=None, words="Wrong.")
    return story


def placed() -> Story:
    story = live()
    front, _new = Front.objects.get_or_create(slug="front", defaults={"name": "Front"})
    Placement.objects.create(front=front, story=story, until_at=NOON + 3 * HOUR)
    return story


Verb = tuple[Callable[[], Story], Callable[[Story, Any], Any]]
VISIBLE: dict[str, Verb] = {
    "publish": (draft, lambda story, by: actions.publish(story, by=by)),
    "publish at a time": (draft, lambda story, by: actions.publish(story, by=by, at=NOON + HOUR)),
    "publish again": (live, lambda story, by: actions.publish(story, by=by, change="update")),
    "publish a correction": (
        live,
        lambda story, by: actions.publish(
            story, by=by, change="correction",
            correction=CorrectionWords(what_was_wrong="Monday", what_is_right="Tuesday"),
        ),
    ),
    "reschedule": (
        scheduled, lambda story, by: actions.reschedule(story, by=by, at=NOON + 2 * HOUR),
    ),
    "reschedule a correction": (
        correction_scheduled,
        lambda story, by: actions.reschedule(story, by=by, at=NOON + 2 * HOUR),
    ),
    "unschedule": (scheduled, lambda story, by: actions.unschedule(story, by=by)),
    "withdraw": (live, lambda story, by: actions.withdraw(story, by=by, words="Wrong.")),
    "retract": (live, lambda story, by: actions.retract(story, by=by, words="Made up.")),
    "reinstate": (withdrawn, lambda story, by: actions.reinstate(story, by=by)),
    "correct": (
        live,
        lambda story, by: actions.correct(story, by=by, what_was_wrong="a", what_is_right="b"),
    ),
    "correct again": (
        corrected,
        lambda story, by: actions.correct_again(
            Correction.objects.get(), by=by, reason="c", what_was_wrong="d", what_is_right="e"
        ),
    ),
    "take down": (to_be_taken_down, lambda story, by: actions.respect_take_down(story, by=by)),
    "respect the embargo": (
        under_embargo, lambda story, by: actions.respect_embargo(story, by=by),
    ),
    "a photo's rights": (
        live, lambda story, by: photos.apply_rights(story.captions.get().photo, by=by),
    ),
    "placements": (placed, lambda story, by: actions.apply_placements(Front.objects.get(), by=by)),
}  # fmt: skip
DESK_ONLY: dict[str, Verb] = {
    "submit": (draft, lambda story, by: actions.submit(story, by=by)),
    "hold": (draft, lambda story, by: actions.hold(story, by=by)),
    "approve": (draft, lambda story, by: actions.approve(story, by=by)),
    "nothing to take down": (
        live, lambda story, by: actions.respect_take_down(story, by=by),
    ),
    "an embargo without a schedule": (
        live, lambda story, by: actions.respect_embargo(story, by=by),
    ),
}  # fmt: skip


def writes(queries: CaptureQueriesContext) -> list[str]:
    return [
        query["sql"]
        for query in queries.captured_queries
        if query["sql"].lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE"))
    ]


@pytest.mark.parametrize(("begin", "verb"), VISIBLE.values(), ids=VISIBLE)
def test_a_visible_change_ends_by_turning_the_edition_once(
    begin: Callable[[], Story], verb: Callable[[Story, Any], Any], by: User
) -> None:
    story = begin()
    before = SiteEdition.objects.get().number
    with CaptureQueriesContext(connection) as queries:
        verb(story, by)
    turns = ["articles_siteedition" in sql for sql in writes(queries)]
    assert turns == [False] * (len(turns) - 1) + [True]
    assert SiteEdition.objects.get().number == before + 1


@pytest.mark.parametrize(("begin", "verb"), DESK_ONLY.values(), ids=DESK_ONLY)
def test_what_readers_cannot_see_leaves_the_edition(
    begin: Callable[[], Story], verb: Callable[[Story, Any], Any], by: User
) -> None:
    story = begin()
    before = SiteEdition.objects.get().number
    with CaptureQueriesContext(connection) as queries:
        verb(story, by)
    assert not [sql for sql in writes(queries) if "articles_siteedition" in sql]
    assert SiteEdition.objects.get().number == before


def test_publishing_what_is_published_leaves_the_edition(by: User) -> None:
    story = draft()
    actions.publish(story, by=by)
    with CaptureQueriesContext(connection) as queries:
        actions.publish(story, by=by)
    assert writes(queries) == []


def everything() -> dict[str, Any]:
    """All rows of the newsroom, and the log."""
    models = [*apps.get_app_config("articles").get_models(), LogEntry]
    return {
        model.__name__: list(model._default_manager.order_by("pk").values()) for model in models
    }


def fail(*args: Any, **kwargs: Any) -> None:
    raise RuntimeError("the disk is full")


@pytest.mark.parametrize("step", ["turn", "seal", "log"])
@pytest.mark.parametrize(("begin", "verb"), VISIBLE.values(), ids=VISIBLE)
def test_a_verb_that_fails_leaves_nothing_half_done(
    begin: Callable[[], Story],
    verb: Callable[[Story, Any], Any],
    step: str,
    by: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    story = begin()
    before = everything()
    owner, name = {
        "turn": (SiteEdition, "turn"), "seal": (freeze, "seal"),
        "log": (type(LogEntry.objects), "log_actions"),
    }[step]  # fmt: skip
    monkeypatch.setattr(owner, name, fail)
    try:
        verb(story, by)
    except RuntimeError:
        assert everything() == before
    else:
        assert step != "turn", "every visible change turns the edition"


def test_what_was_refused_is_written_nowhere(by: User) -> None:
    story, reporter = live(), cast.reporter()
    before = everything()
    for refused in (
        lambda: actions.withdraw(story, by=by, words=" "),
        lambda: actions.unschedule(story, by=by),
        lambda: actions.reinstate(story, by=by),
        lambda: actions.reschedule(story, by=by, at=NOON + HOUR),
        lambda: actions.retract(story, by=by, words=" "),
        lambda: actions.publish(story, by=by, change="correction"),
        lambda: actions.publish(story, by=reporter),
        lambda: actions.correct(story, by=by, what_was_wrong="", what_is_right=""),
    ):
        with pytest.raises((PermissionDenied, ValidationError)):
            refused()
    assert everything() == before


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("publish", "Published as version 1."),
        ("publish at a time", "Scheduled version 1 for 2026-05-18 13:00 EDT."),
        ("publish again", "Published as version 2."),
        ("publish a correction", "Published as version 2."),
        ("reschedule", "Scheduled version 2 for 2026-05-18 14:00 EDT."),
        ("take down", "To be taken down at 2026-05-18 16:00 EDT."),
        ("retract", "Retracted: Made up."),
        ("correct again", "Corrected: e"),
        ("unschedule", "Unscheduled version 1."),
        ("withdraw", "Withdrawn: Wrong."),
        ("reinstate", "Reinstated as version 2."),
        ("correct", "Corrected: b"),
        ("respect the embargo", "Scheduled version 2 for 2026-05-18 14:00 EDT."),
        ("submit", "Send for review"),
        ("hold", "Hold"),
        ("approve", "Mark ready"),
    ],
)
def test_who_did_what_is_in_the_log(name: str, message: str, by: User) -> None:
    begin, verb = (VISIBLE | DESK_ONLY)[name]
    story = begin()
    verb(story, by)
    entry = LogEntry.objects.get()
    assert (entry.user, entry.change_message) == (by, message)
    assert entry.get_edited_object() == story


def test_the_system_itself_writes_no_log_and_no_name() -> None:
    actions.publish(draft(), by=None)
    assert not LogEntry.objects.exists()
    assert Publication.objects.get().by_name == ""


@pytest.mark.parametrize(
    ("name", "hours"),
    [
        ("publish", {0, 9}),
        ("publish at a time", {1, 9}),
        ("respect the embargo", {1, 2, 9}),
        ("reschedule a correction", {-1, 1, 2, 9}),
        ("take down", {-1, 4, 9}),
        ("placements", {-1, 3, 9}),
    ],
)
def test_times_at_which_pages_change_by_themselves_are_noted(
    name: str, hours: set[int], by: User
) -> None:
    begin, verb = VISIBLE[name]
    verb(begin(), by)
    noted = set(Moment.objects.values_list("at", flat=True))
    assert noted == {NOON + hour * HOUR for hour in hours}


@pytest.mark.parametrize(("begin", "verb"), VISIBLE.values(), ids=VISIBLE)
def test_the_story_given_is_as_the_database_has_it(
    begin: Callable[[], Story], verb: Callable[[Story, Any], Any], by: User
) -> None:
    story = begin()
    story.refresh_from_db()
    verb(story, by)
    known = Story.objects.get()
    for field in Story._meta.concrete_fields:
        assert getattr(story, field.attname) == getattr(known, field.attname), field
