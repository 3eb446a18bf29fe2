"""Ctrl+K in a browser: by keyboard, while answers come late, in the text of a story."""

import re
import time
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, Route, expect

from articles.models import Person, Photo, Story
from articles.publishing import indexing
from tests import make

STORIES = "/admin/articles/story/"
WINDOWS = {"desktop": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}


@pytest.fixture
def bridge(transactional_db: None) -> Story:
    bridge = make.story("Harbour bridge opens", body="<p>Rust was found.</p>")
    stories = [bridge, make.story("Harbour master leaves"), make.story("Ferry late")]
    photo = make.photo(library_caption="The harbour at dawn")
    person = make.person("Ana Harbour", position="City reporter")
    indexing.index(Story, [story.pk for story in stories])
    indexing.index(Photo, [photo.pk])
    indexing.index(Person, [person.pk])
    return bridge


def box(page: Page) -> Locator:
    return page.get_by_role("combobox", name="Story, photo or person")


def palette(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Find")


def chosen(page: Page) -> Locator:
    """The line that would be opened, as assistive technology is told of it."""
    return page.locator(f"[id='{box(page).get_attribute('aria-activedescendant')}']")


def late(page: Page, words: str) -> None:
    """Let the answer to these words come long after those to later ones."""

    def wait(route: Route) -> None:
        time.sleep(0.8)
        route.continue_()

    page.route(re.compile(rf"/find/\?q={words}$"), wait)


def test_a_story_is_found_and_opened_by_keys_alone(visit: Any, bridge: Story) -> None:
    page = visit(STORIES)
    page.keyboard.press("Control+k")
    expect(box(page)).to_be_focused()
    page.keyboard.type("harbour")
    expect(palette(page).get_by_role("option")).to_have_count(4)
    expect(page.get_by_role("group", name="Stories").get_by_role("option")).to_have_count(2)
    expect(page.get_by_role("group", name="People")).to_contain_text("City reporter")
    expect(palette(page).get_by_role("status")).to_have_text("4 found")
    assert box(page).get_attribute("aria-expanded") == "true"
    first = chosen(page).inner_text()
    page.keyboard.press("ArrowDown")
    assert chosen(page).inner_text() != first
    expect(chosen(page)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(chosen(page)).to_contain_text("Ana Harbour")
    page.keyboard.press("ArrowDown")
    assert chosen(page).inner_text() == first
    page.keyboard.press("End")
    page.keyboard.type(" rus")
    expect(palette(page).get_by_role("option")).to_have_count(1)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{STORIES}{bridge.pk}/change/")


def test_escape_closes_and_gives_the_focus_back(story_form: Any, bridge: Story) -> None:
    page = story_form(f"{STORIES}{bridge.pk}/change/")
    page.locator("#id_deck").fill("Half a sentence")
    page.keyboard.press("Control+k")
    page.keyboard.type("ferry")
    expect(palette(page).get_by_role("option")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(palette(page)).to_be_hidden()
    expect(page.locator("#id_deck")).to_be_focused()
    expect(page.locator("#id_deck")).to_have_value("Half a sentence")
    page.keyboard.press("Control+k")
    expect(box(page)).to_have_value("")
    page.keyboard.press("Control+k")
    expect(palette(page)).to_be_hidden()


def test_the_button_opens_it_and_a_click_chooses(visit: Any, bridge: Story) -> None:
    page = visit("/admin/", viewport=WINDOWS["phone"])
    page.get_by_role("button", name="Find…").click()
    box(page).fill("dawn")
    palette(page).get_by_role("option", name="The harbour at dawn").click()
    page.wait_for_url("**/articles/photo/*/change/")
    page.get_by_role("button", name="Find…").click()
    page.get_by_role("button", name="Close").click()
    expect(palette(page)).to_be_hidden()


def test_a_line_can_be_opened_in_a_window_of_its_own(visit: Any, bridge: Story) -> None:
    page = visit(STORIES)
    page.keyboard.press("Control+k")
    page.keyboard.type("ferry")
    expect(palette(page).get_by_role("option")).to_have_count(1)
    with page.context.expect_page() as opened:
        page.keyboard.press("Control+Enter")
    opened.value.wait_for_url("**/change/")
    assert page.url.endswith(STORIES)


def test_what_was_opened_last_is_one_enter_away(visit: Any, bridge: Story) -> None:
    page = visit(f"{STORIES}{bridge.pk}/change/")
    page.goto("/admin/articles/photo/")
    page.keyboard.press("Control+k")
    expect(palette(page).get_by_role("option")).to_have_count(1)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{STORIES}{bridge.pk}/change/")
    # Where one is already is no place to go.
    page.keyboard.press("Control+k")
    expect(palette(page).get_by_role("status")).to_contain_text("Type a headline")
    expect(palette(page).get_by_role("option")).to_have_count(0)


def test_a_late_answer_does_not_replace_a_newer_one(visit: Any, bridge: Story) -> None:
    page = visit(STORIES)
    late(page, "harbour")
    page.keyboard.press("Control+k")
    with page.expect_request(re.compile("q=harbour$")):
        page.keyboard.type("harbour")
    box(page).fill("ferry")
    expect(palette(page).get_by_role("option")).to_have_count(1)
    page.wait_for_timeout(1200)
    expect(palette(page).get_by_role("option")).to_have_text(re.compile("Ferry late"))


def test_who_presses_enter_before_the_answer_gets_what_was_typed(visit: Any, bridge: Story) -> None:
    page = visit(STORIES)
    page.keyboard.press("Control+k")
    page.keyboard.type("harbour")
    expect(palette(page).get_by_role("option")).to_have_count(4)
    page.keyboard.press("Control+a")
    page.keyboard.type("ferry")
    page.keyboard.press("Enter")
    page.wait_for_url("**/change/")
    expect(page.locator("#id_headline")).to_have_value("Ferry late")


def test_it_says_that_nothing_was_found_that_nobody_answers_and_that_one_is_logged_out(
    visit: Any, bridge: Story
) -> None:
    page = visit(STORIES)
    said = palette(page).get_by_role("status")
    page.keyboard.press("Control+k")
    box(page).fill("nowhere")
    expect(said).to_contain_text("Nothing found")
    assert box(page).get_attribute("aria-expanded") == "false"
    page.context.set_offline(True)
    box(page).fill("harbour")
    expect(said).to_contain_text("No answer")
    page.context.set_offline(False)
    page.context.clear_cookies()
    box(page).fill("harbour b")
    expect(said).to_contain_text("You are logged out")
    expect(box(page)).to_have_value("harbour b")


def test_in_the_text_control_k_makes_a_link_of_chosen_words_and_else_finds(
    story_form: Any, bridge: Story
) -> None:
    page = story_form(f"{STORIES}{bridge.pk}/change/")
    text = page.get_by_role("textbox", name="Text")
    address = page.get_by_role("textbox", name="Address")
    text.click()
    page.keyboard.press("Control+k")
    expect(palette(page)).to_be_visible()
    expect(address).to_have_count(0)
    page.keyboard.press("Escape")
    expect(palette(page)).to_be_hidden()
    expect(text).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+k")
    expect(address).to_be_visible()
    expect(palette(page)).to_be_hidden()
    page.keyboard.press("Control+k")
    expect(palette(page)).to_be_hidden()
    address.fill("https://example.org/")
    page.keyboard.press("Enter")
    expect(text.get_by_role("link", name="Rust was found.")).to_be_visible()


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("colors", ["light", "dark"])
def test_axe_finds_nothing_in_it_and_it_stays_in_the_window(
    visit: Any, bridge: Story, colors: str, window: str, complaints: Any
) -> None:
    page = visit(STORIES, color_scheme=colors, viewport=WINDOWS[window])
    heard = complaints(page)
    for query, count in (("", 0), ("harbour", 4), ("nowhere", 0)):
        if not palette(page).is_visible():
            page.keyboard.press("Control+k")
        box(page).fill(query)
        expect(palette(page).get_by_role("option")).to_have_count(count)
        page.wait_for_load_state("networkidle")
        found = Axe().run(page).response["violations"]
        said = [(one["id"], [node["target"] for node in one["nodes"]]) for one in found]
        assert said == [], query
    assert heard == []
    frame = palette(page).bounding_box()
    assert frame["x"] >= 0
    assert frame["x"] + frame["width"] <= WINDOWS[window]["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= WINDOWS[window]["width"]


def test_without_script_there_is_no_button_that_does_nothing(visit: Any, bridge: Story) -> None:
    page = visit(STORIES, java_script_enabled=False)
    expect(page.get_by_role("button", name="Find…")).to_be_hidden()
