"""The desk's theme in a browser: axe, keys, order, small windows."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from articles.models import Story
from tests import make

WINDOWS = {"desktop": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}


@pytest.fixture
def story(transactional_db: None) -> Story:
    story = make.story("Council votes on the harbour bridge", deck="A close vote.")
    for number, name in enumerate(("Ana Whitlock", "Ben Ode", "Cy Rao")):
        make.byline(story, name, position=number, person=make.person(name))
    for number, color in enumerate(("teal", "navy")):
        make.caption(story, make.photo(data=make.jpeg(color=color)), position=number)
    make.item(story)
    return story


def form_of(story: Story) -> str:
    return f"/admin/articles/story/{story.pk}/change/"


def rows(page: Page, part: str = "bylines") -> Locator:
    return page.locator(f"#{part}-group .inline-related:not(.empty-form)")


def names(page: Page) -> list[str]:
    fields = rows(page).locator("[name$='-name_as_printed']")
    return [field.input_value() for field in fields.all()]


def save(page: Page) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name="Save", exact=True).click()


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("colors", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_is_clipped(
    visit: Any, story: Story, colors: str, window: str, complaints: Any
) -> None:
    make.photo(alt_text="", credit_as_printed="")
    photo = story.captions.first().photo
    page = visit("/admin/", color_scheme=colors, viewport=WINDOWS[window])
    heard = complaints(page)
    for address in (
        "/admin/", "/admin/articles/story/", form_of(story), "/admin/articles/story/add/",
        "/admin/articles/photo/", f"/admin/articles/photo/{photo.pk}/change/",
        "/admin/articles/person/", "/admin/articles/story/letters/",
        "/admin/articles/correction/counts/", "/admin/login/",
    ):  # fmt: skip
        if "login" in address:
            page.context.clear_cookies()
        page.goto(address)
        page.wait_for_load_state("networkidle")
        assert heard == [], address
        found = Axe().run(page).response["violations"]
        said = [(one["id"], [node["target"] for node in one["nodes"]]) for one in found]
        assert said == [], address
        heard.clear()
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= WINDOWS[window]["width"], address
        assert page.locator("main h1").count() == 1, address


def test_the_headline_is_three_keys_away(story_form: Any, story: Story) -> None:
    page = story_form(form_of(story))
    page.locator("body").focus()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#id_headline")).to_be_focused()


def test_a_byline_is_moved_by_keys_and_the_move_is_spoken(story_form: Any, story: Story) -> None:
    page = story_form(form_of(story))
    up = rows(page).nth(2).get_by_role("button", name="Move up")
    up.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#announcement")).to_have_text("Now number 2 of 3.")
    page.keyboard.press("Enter")
    assert names(page) == ["Cy Rao", "Ana Whitlock", "Ben Ode"]
    expect(rows(page).first.get_by_role("button", name="Move up")).to_be_focused()
    save(page)
    assert [str(line) for line in story.bylines.all()] == ["Cy Rao", "Ana Whitlock", "Ben Ode"]


def test_a_photo_is_moved_by_hand(story_form: Any, story: Story) -> None:
    page = story_form(form_of(story))
    before = list(story.captions.values_list("photo_id", flat=True))
    second = rows(page, "captions").nth(1)
    second.scroll_into_view_if_needed()
    handle = second.locator(".handle").bounding_box()
    first = rows(page, "captions").first.bounding_box()
    page.mouse.move(handle["x"] + 8, handle["y"] + 8)
    page.mouse.down()
    page.mouse.move(handle["x"] + 8, first["y"] + 40, steps=4)
    page.mouse.move(handle["x"] + 8, first["y"] + 10, steps=4)
    page.mouse.up()
    save(page)
    assert list(story.captions.values_list("photo_id", flat=True)) == before[::-1]


def test_a_photo_just_chosen_is_shown_at_once(story_form: Any, story: Story) -> None:
    other = make.photo(data=make.jpeg(color="red"), library_caption="A red field")
    page = story_form(form_of(story))
    row = rows(page, "captions").first
    row.locator(".field-photo .select2-selection").click()
    page.get_by_role("option", name="A red field").click()
    expect(row.locator("img.thumbnail")).to_have_attribute(
        "src", f"/admin/articles/photo/{other.pk}/picture/"
    )


def test_a_new_byline_comes_last_and_can_be_taken_out_again(story_form: Any, story: Story) -> None:
    page = story_form(form_of(story))
    for name in ("Dee Moss", "Eli Park"):
        page.locator("#bylines-group .add-row a").click()
        rows(page).last.locator("[name$='-name_as_printed']").fill(name)
    rows(page).last.get_by_role("button", name="Move up").click()
    page.locator("#bylines-3 .take-out").click()
    rows(page).first.locator(".take-out").click()
    expect(rows(page).first).to_contain_text("Removed when you save. Undo")
    rows(page).first.get_by_text("Undo").click()
    rows(page).nth(1).locator(".take-out").click()
    save(page)
    expect(page.locator(".errornote")).to_have_count(0)
    assert [str(line) for line in story.bylines.all()] == ["Ana Whitlock", "Cy Rao", "Eli Park"]


def test_control_s_saves_and_unsaved_words_are_asked_about(story_form: Any, story: Story) -> None:
    page = story_form(form_of(story))
    page.locator("#id_deck").press_sequentially("More. ")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.evaluate("location.href = '/admin/'")
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    with page.expect_navigation():
        page.keyboard.press("Control+s")
    story.refresh_from_db()
    assert "More." in story.deck
    page.get_by_role("link", name="Photos").first.click()
    page.wait_for_url("**/photo/")
    assert asked == ["beforeunload"]


def test_publishing_asks_when_and_goes_out(story_form: Any, story: Story) -> None:
    page = story_form(form_of(story))
    page.locator("summary", has_text="Publish…").click()
    expect(page.get_by_label("Go live at")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_label("Go live at")).to_be_hidden()
    page.locator("summary", has_text="Publish…").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Publish", exact=True).click()
    story.refresh_from_db()
    assert story.published_on == timezone.localdate()


def test_on_a_phone_the_bar_is_one_row_and_holds_every_verb(story_form: Any, story: Story) -> None:
    page = story_form(form_of(story), viewport=WINDOWS["phone"])
    bar = page.locator("#bar").bounding_box()
    assert bar["height"] < 70
    assert bar["y"] + bar["height"] <= 845
    page.get_by_role("button", name="More").click()
    page.locator("#more-moves summary", has_text="Hold").click()
    page.locator("#id_why_held").fill("The lawyer reads it first.")
    with page.expect_navigation():
        page.locator("#more-moves").get_by_role("button", name="Hold").click()
    story.refresh_from_db()
    assert story.state == "held"


def test_on_a_phone_no_box_leaves_its_card(story_form: Any, story: Story) -> None:
    page = story_form(form_of(story), viewport=WINDOWS["phone"])
    outside = page.evaluate(
        """[...document.querySelectorAll(".module :is(input, select, textarea, .select2)")]
          .filter(one => one.checkVisibility({opacityProperty: true}))
          .filter(one => one.getBoundingClientRect().right >
            one.closest(".module").getBoundingClientRect().right + 1)
          .map(one => one.id || one.className)"""
    )
    assert outside == []


@pytest.mark.parametrize("window", WINDOWS)
def test_targets_are_large_enough(story_form: Any, story: Story, window: str) -> None:
    page = story_form(form_of(story), viewport=WINDOWS[window])
    small = page.evaluate(
        """[...document.querySelectorAll("#story_form :is(button, summary, select, input)")]
          .filter(one => one.checkVisibility({opacityProperty: true}) && !one.matches(
            "[type=checkbox], .select2-hidden-accessible"))
          .map(one => [one.name || one.textContent, one.getBoundingClientRect()])
          .filter(([, box]) => box.width < 24 || box.height < 24).map(([name]) => name)"""
    )
    assert small == []


def test_without_script_lines_are_counted_and_taken_out(visit: Any, story: Story) -> None:
    page = visit(form_of(story), java_script_enabled=False)
    rows(page).first.locator("[name$='-position']").fill("9")
    rows(page).nth(1).get_by_label("Remove").check()
    save(page)
    assert [str(line) for line in story.bylines.all()] == ["Cy Rao", "Ana Whitlock"]
    assert all(line.person for line in story.bylines.all())
