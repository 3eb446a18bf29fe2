"""Times at the desk: in the newsroom's zone, never guessed, never cut when they are only shown."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from hypothesis import HealthCheck, given, settings as given_settings, strategies as st

from articles.admin import zone
from articles.admin.times import TimeField, TypedTime
from articles.models import Photo, Placement, Publication, Story
from tests import cast, make
from tests.forms import form_fields, save

NOON = datetime(2026, 5, 18, 16, tzinfo=UTC)
ZONES = [
    "America/New_York", "Europe/Vilnius", "Europe/Dublin", "Australia/Sydney",
    "Australia/Lord_Howe", "America/Santiago", "Africa/Casablanca", "Asia/Kathmandu",
    "Pacific/Apia", "UTC",
]  # fmt: skip
# Zone, what is typed, what its two readings are in UTC, and how they are offered.
SKIPPED = [
    (
        "America/New_York", "2026-03-08T02:30", ("06:30", "07:30"),
        ("1:30 a.m. EST, before the change", "3:30 a.m. EDT, after the change"),
    ),
    (
        "Europe/Vilnius", "2026-03-29T03:00", ("00:00", "01:00"),
        ("2 a.m. EET, before the change", "4 a.m. EEST, after the change"),
    ),
    (
        "Australia/Sydney", "2026-10-04T02:15", ("15:15", "16:15"),
        ("1:15 a.m. AEST, before the change", "3:15 a.m. AEDT, after the change"),
    ),
    (
        "Australia/Lord_Howe", "2026-10-04T02:10", ("15:10", "15:40"),
        ("1:40 a.m. UTC+1030, before the change", "2:40 a.m. UTC+11, after the change"),
    ),
    (
        "Pacific/Apia", "2011-12-30T10:00", ("20:00", "20:00"),
        ("December 29, 10 a.m. UTC-10, before the change",
         "December 31, 10 a.m. UTC+14, after the change"),
    ),
]  # fmt: skip
DOUBLED = [
    (
        "America/New_York", "2026-11-01T01:30", ("05:30", "06:30"),
        ("1:30 a.m. EDT, the first time", "1:30 a.m. EST, the second time"),
    ),
    (
        "Europe/Vilnius", "2026-10-25T03:59", ("00:59", "01:59"),
        ("3:59 a.m. EEST, the first time", "3:59 a.m. EET, the second time"),
    ),
    (
        "Australia/Sydney", "2026-04-05T02:00", ("15:00", "16:00"),
        ("2 a.m. AEDT, the first time", "2 a.m. AEST, the second time"),
    ),
    (
        "Australia/Lord_Howe", "2026-04-05T01:45", ("14:45", "15:15"),
        ("1:45 a.m. UTC+11, the first time", "1:45 a.m. UTC+1030, the second time"),
    ),
    (
        "Europe/Moscow", "2014-10-26T01:30", ("21:30", "22:30"),
        ("1:30 a.m. MSK (UTC+0400), the first time", "1:30 a.m. MSK (UTC+0300), the second time"),
    ),
]  # fmt: skip


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(cast.editor())
    return client


def change(story: Story) -> str:
    return f"/admin/articles/story/{story.pk}/change/"


def radios(page: str, name: str) -> dict[str, str]:
    """The words of a time's radio buttons, with what each would send."""
    found = re.findall(rf'name="{name}_reading"[^>]* value="([^"]+)"[^>]*> ([^<]+)</label>', page)
    return {words: value for value, words in found}


def control(page: str, name: str) -> str:
    """The control of one time, as a page shows it."""
    parts = [part.partition("</div>")[0] for part in page.split('<div class="time"')[1:]]
    return next(part for part in parts if f'name="{name}"' in part)


# A time the clock skips or shows twice


@pytest.mark.django_db
@pytest.mark.parametrize("choice", [0, 1])
@pytest.mark.parametrize(("place", "typed", "meant", "offered"), [*SKIPPED, *DOUBLED])
def test_it_is_asked_about_and_the_choice_is_taken(
    desk: Client, settings: Any, place: str, typed: str, meant: tuple[str, str],
    offered: tuple[str, str], choice: int,
) -> None:  # fmt: skip
    settings.TIME_ZONE = place
    story = make.story()
    answer = save(desk, change(story), "story_form", updated_at=typed, _continue="1")
    page = answer.content.decode()
    assert "errornote" in page
    assert f'value="{typed}"' in page
    choices = radios(page, "updated_at")
    assert tuple(choices) == offered
    assert "checked" not in control(page, "updated_at")
    assert Story.objects.get().updated_at is None
    chosen = choices[offered[choice]]
    form = form_fields(page, "story_form") | {"updated_at_reading": chosen, "_continue": "1"}
    desk.post(change(story), form)
    story.refresh_from_db()
    assert f"{story.updated_at:%H:%M}" == meant[choice]
    # Opened again, it says which of the two it is; saved, it is the same.
    shown = control(desk.get(change(story)).content.decode(), "updated_at")
    assert (f'value="{chosen}" checked' in shown) == ("time" in offered[choice])
    save(desk, change(story), "story_form", deck="New", _continue="1")
    assert Story.objects.get().updated_at == story.updated_at


@pytest.mark.django_db
def test_the_question_says_what_is_wrong(desk: Client) -> None:
    story = make.story()
    for typed, words in {
        "2026-03-08T02:30": "There is no 2:30 a.m. on March 8, 2026: the clock in New York jumps",
        "2026-11-01T01:00": "1 a.m. comes twice on November 1, 2026: the clock in New York is set",
    }.items():
        page = save(desk, change(story), "story_form", embargo_until=typed, _continue="1")
        assert words in page.content.decode()


@pytest.mark.django_db
def test_a_choice_made_for_another_time_does_not_count(desk: Client) -> None:
    story = make.story()
    page = save(desk, change(story), "story_form", updated_at="2026-11-01T01:30", _continue="1")
    choice = radios(page.content.decode(), "updated_at")["1:30 a.m. EST, the second time"]
    for typed, expected in {"2026-11-01T01:45": None, "2026-11-02T01:30": "06:30"}.items():
        save(
            desk, change(story), "story_form", _continue="1",
            updated_at=typed, updated_at_reading=choice,
        )  # fmt: skip
        at = Story.objects.get().updated_at
        assert (at and f"{at:%H:%M}") == expected


@pytest.mark.django_db
def test_a_doubled_schedule_goes_out_at_the_one_chosen(desk: Client) -> None:
    story = make.story()
    with time_machine.travel(datetime(2026, 10, 31, 12, tzinfo=UTC), tick=True):
        typed = {"go_live_at": "2026-11-01T01:30", "_verb": "publish"}
        page = save(desk, change(story), "story_form", **typed).content.decode()
        assert '<details class="verb first" name="verb" open>' in page
        assert not Publication.objects.exists()
        choice = radios(page, "go_live_at")["1:30 a.m. EST, the second time"]
        chosen = {"go_live_at_reading": choice, "_verb": "publish"}
        desk.post(change(story), form_fields(page, "story_form") | chosen)
        assert Publication.objects.get().live_from == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)


# What is only shown is not changed


@pytest.mark.django_db
@pytest.mark.parametrize("place", ZONES)
def test_an_untouched_time_comes_back_as_it_was(desk: Client, settings: Any, place: str) -> None:
    settings.TIME_ZONE = place
    times = [
        datetime(2026, 5, 18, 13, 5, tzinfo=UTC),
        datetime(2026, 5, 18, 13, 5, 42, tzinfo=UTC),
        datetime(2026, 5, 18, 13, 5, 42, 120_000, tzinfo=UTC),
        datetime(2026, 5, 18, 13, 5, 42, 123_456, tzinfo=UTC),
        datetime(2026, 11, 1, 5, 30, 0, 999_999, tzinfo=UTC),
        datetime(1987, 3, 12, 4, 59, 59, tzinfo=UTC),
    ]
    story = make.story()
    for number, at in enumerate(times):
        make.item(story, at=at, position=number)
    texts = {f"items-{number}-text": "New" for number in range(len(times))}
    save(desk, change(story), "story_form", **texts, _continue="1")
    assert [(item.text, item.at) for item in story.items.all()] == [("New", at) for at in times]


@pytest.mark.django_db
def test_every_time_of_the_desk_is_kept(desk: Client) -> None:
    at = datetime(2026, 11, 1, 6, 30, 1, 234_567, tzinfo=UTC)
    photo = make.photo(taken_at=at, usable_from=at)
    story = make.story()
    item = make.item(story, at=at)
    placement = Placement.objects.create(front=make_front(), story=story, from_at=at)
    for address, form in {
        f"/admin/articles/photo/{photo.pk}/change/": "photo_form",
        f"/admin/articles/front/{placement.front_id}/change/": "front_form",
        change(story): "story_form",
    }.items():
        answer = save(desk, address, form, _continue="1")
        assert "errornote" not in answer.content.decode(), address
    item.refresh_from_db()
    placement.refresh_from_db()
    found = Photo.objects.get(pk=photo.pk)
    assert [found.taken_at, found.usable_from, item.at, placement.from_at] == [at] * 4


def make_front() -> Any:
    fronts = Placement._meta.get_field("front").related_model.objects
    return fronts.get_or_create(slug="front", defaults={"name": "Front"})[0]


@pytest.mark.django_db
def test_a_time_is_cleared_and_changed(desk: Client) -> None:
    story = make.story(updated_at=NOON + timedelta(microseconds=5))
    # A browser may write the same time in fewer digits; a new one counts as typed.
    for typed, expected in {
        "2026-05-18T12:00:00.000": NOON + timedelta(microseconds=5),
        "2026-05-18 12:01": NOON + timedelta(minutes=1),
        "05/18/2026 12:02": NOON + timedelta(minutes=2),
        "2026-05-18T12:00:00+02:00": NOON - timedelta(hours=6),
        "": None,
    }.items():
        save(desk, change(story), "story_form", updated_at=typed, _continue="1")
        assert Story.objects.get().updated_at == expected, typed


@pytest.mark.django_db
@pytest.mark.parametrize(
    "typed",
    [
        "soon", "2026-02-30T10:00", "99999-01-01T00:00", "9999-12-31T23:00", "2026-05-18T25:00",
    ],
)  # fmt: skip
def test_what_is_no_time_is_refused_and_kept(desk: Client, typed: str) -> None:
    story = make.story(deck="Old")
    page = save(
        desk, change(story), "story_form", updated_at=typed, deck="New", _continue="1"
    ).content.decode()
    assert "This is no time." in page
    assert f'value="{typed}"' in page
    assert Story.objects.get().deck == "Old"


# What stands beside it


@pytest.mark.django_db
def test_zone_and_distance_stand_beside_it(desk: Client, settings: Any) -> None:
    story = make.story(embargo_until=NOON + timedelta(hours=3, minutes=10, seconds=30))
    with time_machine.travel(NOON, tick=False):
        shown = control(desk.get(change(story)).content.decode(), "embargo_until")
        assert "New York time, EDT" in shown
        assert ">in 3 hours 10 minutes<" in shown
        assert re.search(r'aria-describedby="[^"]*id_embargo_until_when"', shown)
        settings.TIME_ZONE = "Australia/Lord_Howe"
        shown = control(desk.get(change(story)).content.decode(), "embargo_until")
        assert "Lord Howe time, UTC+1030" in shown
        empty = control(desk.get(change(story)).content.decode(), "updated_at")
        assert ">Lord Howe time<" in empty


@pytest.mark.parametrize(
    ("ahead", "words"),
    [
        (timedelta(seconds=59), "in less than a minute"),
        (timedelta(seconds=-1), "just now"),
        (timedelta(minutes=1), "in 1 minute"),
        (timedelta(hours=1), "in 1 hour"),
        (timedelta(hours=3, minutes=10), "in 3 hours 10 minutes"),
        (timedelta(days=-2), "2 days ago"),
        (timedelta(days=1, hours=1, minutes=59), "in 1 day 1 hour"),
        (timedelta(days=-30), "30 days ago"),
        (timedelta(days=70), "in 2 months"),
        (timedelta(days=-3650), "10 years ago"),
    ],
)
def test_how_far_off_a_moment_is(ahead: timedelta, words: str) -> None:
    assert zone.how_far(NOON + ahead, NOON) == words


MOMENTS = st.timedeltas(timedelta(days=-11_000), timedelta(days=5_000)).map(NOON.__add__)


@given_settings(
    deadline=None, max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(place=st.sampled_from(ZONES), at=MOMENTS)
def test_whatever_is_shown_is_read_again(settings: Any, place: str, at: datetime) -> None:
    settings.TIME_ZONE = place
    shown = TypedTime.of(at)
    assert TimeField().clean(shown) == at
    # Without what was there before, it is itself to the millisecond, or asked about.
    wall = at.astimezone(ZoneInfo(place)).replace(tzinfo=None, fold=0)
    found = zone.readings(wall)
    assert at in found.moments
    assert not found.skipped
    assert list(found.moments) == sorted(found.moments)
