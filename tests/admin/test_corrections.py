"""Corrections at the desk: whose they were and how they came about, counted."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client

from articles.models import Correction
from articles.publishing import actions
from tests import cast, make

pytestmark = pytest.mark.django_db
COUNTS = "/admin/articles/correction/counts/"
MAY = datetime(2026, 5, 18, 16, tzinfo=UTC)
WORDS = {"what_was_wrong": "Monday.", "what_is_right": "Tuesday."}
CAUSES = ["Reporting", "Editing", "A source was wrong", "The agency's text",
          "Headline, caption or layout", "Other", "Not said", "All"]  # fmt: skip


@pytest.fixture
def editor() -> User:
    return cast.editor()


@pytest.fixture
def desk(client: Client, editor: User) -> Client:
    client.force_login(editor)
    return client


def corrected(editor: User, at: datetime, cause: str = "", **fields: Any) -> Correction:
    with time_machine.travel(at, tick=False):
        if "story" in fields:
            fields["story"].refresh_from_db()
        else:
            fields |= {"story": None, "where_printed": "page 1"}
        return actions.correct(fields.pop("story"), by=editor, cause=cause, **WORDS, **fields)


def tables(page: str) -> list[dict[str, list[str]]]:
    """For each table the cells of its rows, by their heading."""
    found = []
    for table in re.findall(r"<table>.*?</table>", page, re.DOTALL):
        rows = re.findall(r'<tr><th scope="row">(.*?)</th>(.*?)</tr>', table, re.DOTALL)
        found.append({name: re.findall(r"<td[^>]*>(.*?)</td>", cells) for name, cells in rows})
    return found


def test_the_form_asks_for_cause_and_desk(desk: Client, editor: User) -> None:
    with time_machine.travel(MAY):
        town = make.section("Town Hall", parent=make.section("News"))
        story = make.story()
        actions.publish(story, by=editor)
        desk.force_login(editor)
        form = {"story": story.pk, "kind": "correction", **WORDS}
        address = "/admin/articles/correction/add/"
        page = desk.get(address).content.decode()
        assert ">the agency&#x27;s text<" in page
        assert "Retraction" not in page
        desk.post(address, form | {"cause": "wire", "section": town.pk})
        desk.post(address, form | {"kind": "clarification"})
    other, first = Correction.objects.order_by("-pk")
    assert (first.cause, first.section) == ("wire", town)
    assert (other.cause, other.section) == ("", story.section)
    desk.force_login(editor)
    listed = desk.get("/admin/articles/correction/?cause__exact=wire").content.decode()
    assert listed.count('class="field-cause"') == 1
    assert str(town) in listed.replace("&gt;", ">")


def test_a_retraction_cannot_be_crafted_here(desk: Client, editor: User) -> None:
    story = make.story()
    actions.publish(story, by=editor)
    form = {"story": story.pk, "kind": "retraction", **WORDS}
    assert "errornote" in desk.post("/admin/articles/correction/add/", form).content.decode()
    assert not Correction.objects.exists()


def test_corrections_are_counted_by_month_desk_and_cause(desk: Client, editor: User) -> None:
    with time_machine.travel(MAY - timedelta(days=300), tick=False):
        story = make.story(section=make.section("Sports"))
        actions.publish(story, by=editor)
    for month, cause in ((2, "wire"), (2, "wire"), (2, ""), (5, "reporting")):
        corrected(editor, datetime(2026, month, 3, 12, tzinfo=UTC), cause, story=story)
    news = make.section("News")
    corrected(editor, datetime(2026, 5, 4, 12, tzinfo=UTC), "wire", section=news)
    corrected(editor, datetime(2026, 5, 5, 12, tzinfo=UTC), "other")
    # Imported, and of no desk but its story's.
    Correction.objects.filter(cause="reporting").update(section=None)
    with time_machine.travel(MAY):
        desk.force_login(editor)
        page = desk.get(COUNTS).content.decode()
    months, desks = tables(page)
    assert re.findall(r'class="number">([A-Z].*?)</th>', page)[: len(CAUSES)] == [
        cause.replace("'", "&#x27;") for cause in CAUSES
    ]
    assert months["February"] == ["–", "–", "–", "2", "–", "–", "1", "3"]
    assert months["May"] == ["1", "–", "–", "1", "–", "1", "–", "3"]
    assert months["March"] == ["–"] * 8
    assert months["All"] == desks["All"] == ["1", "0", "0", "3", "0", "1", "1", "6"]
    assert desks["Sports"] == ["1", "–", "–", "2", "–", "–", "1", "4"]
    assert desks["News"] == ["–", "–", "–", "1", "–", "–", "–", "1"]
    assert list(desks) == ["News", "Sports", "No desk", "All"]


def test_a_year_is_chosen_and_begins_at_the_newsrooms_midnight(desk: Client, editor: User) -> None:
    """In New York it is still the old year when Greenwich has the new one."""
    corrected(editor, datetime(2026, 1, 1, 4, 59, tzinfo=UTC), "other")
    corrected(editor, datetime(2024, 7, 1, tzinfo=UTC), "wire")
    with time_machine.travel(MAY):
        desk.force_login(editor)
        page = desk.get(COUNTS).content.decode()
        assert re.findall(r'href="\?year=(\d+)"', page) == ["2026", "2025", "2024"]
        assert tables(page)[0]["All"][-1] == "0"
        assert tables(desk.get(f"{COUNTS}?year=2025").content.decode())[0]["December"][-1] == "1"
        for wrong in ("2023", "x", "9" * 50):
            page = desk.get(f"{COUNTS}?year={wrong}").content.decode()
            assert "Corrections of 2026" in page


@pytest.mark.parametrize("count", [1, 12])
def test_counting_takes_the_same_queries_however_many(
    desk: Client, editor: User, django_assert_max_num_queries: Any, count: int
) -> None:
    for number in range(count):
        section = make.section(f"Section {number}", parent=make.section("News"))
        corrected(editor, datetime(2026, 1 + number, 3, tzinfo=UTC), "wire", section=section)
    with time_machine.travel(MAY):
        desk.force_login(editor)
        with django_assert_max_num_queries(9):
            assert len(tables(desk.get(COUNTS).content.decode())[1]) == count + 1
        with django_assert_max_num_queries(11):
            page = desk.get("/admin/articles/correction/").content.decode()
    assert COUNTS in page


def test_counts_are_for_those_who_see_corrections(client: Client) -> None:
    assert client.get(COUNTS).status_code == 302
    client.force_login(cast.reporter())
    assert client.get(COUNTS).status_code == 403
