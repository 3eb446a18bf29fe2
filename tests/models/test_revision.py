"""What is kept of a story, and what is let go."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st
from hypothesis.extra.django import TestCase

from articles.models import Revision, Story
from articles.publishing.status import status, with_status
from tests import cast, make

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 18, 12, 3, tzinfo=UTC)
Kind = Revision.Kind


def keep(story: Story, **fields: Any) -> Revision:
    return Revision.objects.keep(story, **({"kind": Kind.SAVE, "by": None, "at": NOW} | fields))


def autosave(story: Story, by: Any, at: datetime, **fields: Any) -> Revision:
    number = (story.revisions.order_by("-number").values_list("number", flat=True).first() or 0) + 1
    content = story.content().to_json()
    fields = {"kind": Kind.AUTOSAVE, "content": content, "digest": f"{number:064}"} | fields
    return Revision.objects.create(story=story, number=number, by=by, at=at, **fields)


def test_a_revision_names_the_fields_that_changed() -> None:
    story = make.story()
    assert keep(story).changed == ""
    story.headline = "Bridge shut"
    make.byline(story)
    story.tags.add("Bridges")
    assert keep(story).changed == "headline bylines tags"
    story.body = "<p>It is shut.</p>"
    assert keep(story).changed == "body"


def test_after_a_text_that_was_erased_no_field_is_named() -> None:
    story = make.story()
    keep(story)
    Revision.objects.update(content="", digest="")
    story.headline = "Bridge shut"
    assert keep(story).changed == ""


def test_an_autosave_is_not_the_last_that_was_saved() -> None:
    story, rosa = make.story(), cast.reporter()
    first = keep(story, by=rosa)
    autosave(story, rosa, NOW)
    assert Revision.objects.saved().newest_first().first() == first
    assert keep(story) == first
    story.headline = "Bridge shut"
    kept = keep(story)
    assert (kept.number, kept.changed) == (3, "headline")


def test_an_autosave_changes_no_status() -> None:
    story, edith = make.story(state=Story.State.DRAFT), cast.editor()
    keep(story)
    autosave(story, edith, NOW)
    row = with_status(Story.objects.all(), NOW).get()
    assert row.saved_digest == story.revisions.get(number=1).digest
    assert status(row) == "draft"


def minutes(*ago: float) -> list[datetime]:
    return [NOW - timedelta(minutes=one) for one in ago]


def test_of_older_autosaves_the_last_of_every_ten_minutes_stays() -> None:
    story, rosa = make.story(), cast.reporter()
    for at in reversed(minutes(0, 1, 2, 4, 5, 12.5, 14, 60 * 24 * 7 - 1, 60 * 24 * 7 + 1)):
        autosave(story, rosa, at)
    assert Revision.objects.thin(story, by=rosa, now=NOW) == 5
    kept = list(story.revisions.order_by("-at").values_list("at", flat=True))
    # It is three past; 12.5 minutes ago falls into the same ten minutes as 4 and 5 minutes ago.
    assert kept == minutes(0, 4, 14, 60 * 24 * 7 - 1)


def test_the_newest_autosave_stays_however_old_it_is() -> None:
    story, rosa = make.story(), cast.reporter()
    autosave(story, rosa, NOW - timedelta(days=90))
    last = autosave(story, rosa, NOW - timedelta(days=30))
    assert Revision.objects.thin(story, by=rosa, now=NOW) == 1
    assert list(story.revisions.all()) == [last]


def test_thinning_touches_no_other_person_no_other_story_and_nothing_that_was_saved() -> None:
    story, other, rosa, edith = make.story(), make.story("Two"), cast.reporter(), cast.editor()
    long_ago = NOW - timedelta(days=30)
    for kind in set(Kind) - {Kind.AUTOSAVE}:
        autosave(story, rosa, long_ago, kind=kind)
    for one, by in ((story, edith), (other, rosa)):
        autosave(one, by, long_ago)
        autosave(one, by, long_ago)
    before = list(Revision.objects.order_by("pk"))
    Revision.objects.thin(story, by=rosa, now=NOW)
    assert list(Revision.objects.order_by("pk")) == before


class ThinningTests(TestCase):
    @settings(max_examples=25, deadline=None)
    @given(st.lists(st.integers(0, 9 * 24 * 60 * 60), max_size=25))
    def test_thinning_twice_is_thinning_once_and_no_gap_grows_beyond_the_rule(
        self, ages: list[int]
    ) -> None:
        story, rosa = make.story(), cast.reporter()
        times = sorted(NOW - timedelta(seconds=age) for age in ages)
        for at in times:
            autosave(story, rosa, at)
        Revision.objects.thin(story, by=rosa, now=NOW)
        kept = list(story.revisions.order_by("at").values_list("at", flat=True))
        assert Revision.objects.thin(story, by=rosa, now=NOW) == 0
        assert kept[-1:] == times[-1:]
        assert all(at >= NOW - timedelta(days=7) for at in kept[:-1])
        for at in times:
            near = any(timedelta(0) <= other - at < timedelta(minutes=10) for other in kept)
            assert near or at < NOW - timedelta(days=7)
