"""Publishing in a browser: the panel by keys, without script, under axe; times kept fresh."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import Page, expect

from articles.models import Correction, Publication, Story
from articles.publishing import actions
from tests import make

WINDOWS = {"desktop": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}


@pytest.fixture
def live(transactional_db: None, admin_user: User) -> Story:
    story = make.story("Bridge opens on Monday")
    actions.publish(story, by=admin_user)
    return story


def form_of(story: Story) -> str:
    return f"/admin/articles/story/{story.pk}/change/"


def open_panel(page: Page, name: str = "Publish") -> Any:
    page.locator("#bar summary", has_text=f"{name}…").click()
    return page.locator("#bar details[open] > .panel")


def choice(panel: Any, value: str) -> Any:
    return panel.locator(f"[name=change][value={value}]")


def press(page: Page, panel: Any, name: str) -> None:
    with page.expect_navigation():
        panel.get_by_role("button", name=name, exact=True).click()


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("colors", ["light", "dark"])
def test_axe_finds_nothing_in_the_panel_and_nothing_is_clipped(
    story_form: Any, live: Story, colors: str, window: str, complaints: Any
) -> None:
    live.headline = "For tomorrow"
    live.save()
    actions.publish(live, by=None, at=timezone.now() + timedelta(days=1))
    Story.objects.filter(pk=live.pk).update(embargo_until=datetime(2026, 11, 1, 6, 30, tzinfo=UTC))
    page = story_form(form_of(live), color_scheme=colors, viewport=WINDOWS[window])
    heard = complaints(page)
    panel = open_panel(page)
    choice(panel, "correction").check()
    panel.get_by_text("Cause, and where in the paper").click()
    page.wait_for_load_state("networkidle")
    assert heard == []
    found = Axe().run(page).response["violations"]
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []
    outside = panel.evaluate(
        """panel => [...panel.querySelectorAll("input, textarea, select, button, p, label")]
          .filter(one => one.getBoundingClientRect().right > panel.getBoundingClientRect().right)
          .map(one => one.name || one.textContent)"""
    )
    assert outside == []
    assert panel.bounding_box()["y"] >= 0


def test_a_correction_is_published_by_keys_alone(story_form: Any, live: Story) -> None:
    page = story_form(form_of(live))
    page.locator("#bar summary", has_text="Publish…").focus()
    page.keyboard.press("Enter")
    radios = page.locator("#bar [name=change]")
    page.keyboard.press("Tab")
    expect(radios.first).to_be_focused()
    for _key in range(3):
        page.keyboard.press("ArrowDown")
    expect(choice(page, "correction")).to_be_checked()
    for words in ("The bridge opens on Monday.", "On Tuesday."):
        page.keyboard.press("Tab")
        page.keyboard.type(words)
    button = page.locator("#bar .panel.publish > button")
    while not button.evaluate("one => one === document.activeElement"):
        page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    correction = Correction.objects.get()
    assert (correction.what_was_wrong, correction.what_is_right) == (
        "The bridge opens on Monday.", "On Tuesday.",
    )  # fmt: skip
    assert Publication.objects.order_by("number").last().change == "correction"


def test_only_what_is_needed_is_asked(story_form: Any, live: Story) -> None:
    page = story_form(form_of(live))
    panel = open_panel(page)
    wrong = panel.get_by_role("textbox", name="What was wrong")
    for value, needed in (
        ("update", False), ("clarification", True), ("typo", False), ("correction", True),
    ):  # fmt: skip
        choice(panel, value).check()
        expect(wrong).to_be_visible(visible=needed)


def test_opened_it_proposes_what_the_words_typed_so_far_are(story_form: Any, live: Story) -> None:
    page = story_form(form_of(live))
    headline = page.locator("#id_headline")
    for typed, proposed in (
        ("Bridge opens on Mondya", "typo"),
        ("Bridge stays shut for another year, the mayor says", "update"),
    ):
        headline.fill(typed)
        panel = open_panel(page)
        expect(choice(panel, proposed)).to_be_checked()
        page.keyboard.press("Escape")
    # What a person has chosen stays chosen.
    panel = open_panel(page)
    choice(panel, "typo").check()
    page.keyboard.press("Escape")
    headline.fill("Something else altogether")
    panel = open_panel(page)
    page.wait_for_load_state("networkidle")
    expect(choice(panel, "typo")).to_be_checked()


def test_without_script_all_is_asked_and_a_correction_goes_out(visit: Any, live: Story) -> None:
    page = visit(form_of(live), java_script_enabled=False)
    panel = open_panel(page)
    choice(panel, "clarification").check()
    panel.get_by_role("textbox", name="What was wrong").fill("We left out the hour.")
    press(page, panel, "Publish")
    expect(page.locator("#bar .panel.publish")).to_contain_text("say it in a sentence")
    panel = page.locator("#bar details[open] > .panel")
    expect(panel.get_by_role("textbox", name="What was wrong")).to_have_value(
        "We left out the hour."
    )
    panel.get_by_role("textbox", name="What is right").fill("It opens at noon.")
    press(page, panel, "Publish")
    assert Correction.objects.get().kind == "clarification"


def test_what_waits_is_moved_and_unscheduled_in_the_panel(
    story_form: Any, transactional_db: None, admin_user: User
) -> None:
    story = make.story()
    actions.publish(story, by=admin_user, at=timezone.now() + timedelta(hours=3))
    page = story_form(form_of(story))
    panel = open_panel(page)
    later = timezone.localtime() + timedelta(days=2, minutes=5)
    panel.get_by_label("Another time").fill(f"{later:%Y-%m-%dT%H:%M}")
    expect(panel.locator(".scheduled .when time")).to_contain_text("in 2 days")
    press(page, panel, "Change the time")
    expect(page.locator(".messagelist")).to_contain_text(f"scheduled for {later:%Y-%m-%d %H:%M}")
    press(page, open_panel(page), "Unschedule")
    expect(page.locator(".messagelist")).to_contain_text("is now: ready")


# Times


def test_zone_and_distance_follow_what_is_typed_and_the_clock(
    story_form: Any, transactional_db: None
) -> None:
    page = story_form(form_of(make.story()))
    noon = datetime(2027, 1, 15, 17, tzinfo=UTC)
    page.clock.install(time=noon - timedelta(minutes=5))
    page.reload()
    page.locator(".prose-editor [role=textbox]").wait_for()
    page.clock.pause_at(noon)
    panel = open_panel(page)
    box, when = panel.get_by_label("Go live at"), panel.locator(".when")
    for typed, zone, far in (
        ("2027-01-15T15:10", "New York time, EST", "in 3 hours 10 minutes"),
        ("2027-07-15T12:00", "New York time, EDT", "in 6 months"),
        ("2027-01-13T12:00", "New York time, EST", "2 days ago"),
        ("2027-03-14T02:30", "New York time", "The clock jumps over this time."),
        ("2027-11-07T01:30", "New York time", "The clock shows this time twice."),
        ("2027-01-15T12:10", "New York time, EST", "in 10 minutes"),
    ):
        box.fill(typed)
        expect(when.locator(".zone")).to_have_text(zone)
        expect(when.locator("time")).to_have_text(far)
    page.clock.run_for(4 * 60_000)
    expect(when.locator("time")).to_have_text("in 6 minutes")


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/Los_Angeles"])
def test_the_newsrooms_zone_counts_wherever_the_browser_is(
    story_form: Any, transactional_db: None, zone: str
) -> None:
    at = timezone.now().replace(second=30) + timedelta(hours=5)
    story = make.story(embargo_until=at)
    page = story_form(form_of(story), timezone_id=zone)
    box = page.locator("#id_embargo_until")
    assert box.input_value().startswith(f"{timezone.localtime(at):%Y-%m-%dT%H:%M}")
    shown = page.locator("#id_embargo_until_when time")
    expect(shown).to_contain_text("in 4 hours" if at.second < timezone.now().second else "in ")
    box.fill(f"{timezone.localtime(at) + timedelta(hours=1):%Y-%m-%dT%H:%M}")
    expect(shown).to_contain_text("in 5 hours")
    with page.expect_navigation():
        page.keyboard.press("Control+s")
    story.refresh_from_db()
    assert story.embargo_until.replace(second=0, microsecond=0) == (
        at + timedelta(hours=1)
    ).replace(second=0, microsecond=0)
