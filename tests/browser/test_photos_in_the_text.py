"""Photos inside the text: put in from their cards, moved by keys and by hand, printed there."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from articles.models import Caption, Photo, Story
from articles.publishing import actions
from articles.publishing.addresses import path_of
from tests import make

ONE, TWO, THREE = (
    f"<p>{words}</p>"
    for words in ("The bridge opens on Monday.", "Cars use one lane.", "The ferry goes on.")
)


@pytest.fixture
def photo(transactional_db: None) -> Photo:
    return make.photo(data=make.jpeg(900, 600), library_caption="A teal field")


@pytest.fixture
def story(photo: Photo) -> Story:
    """Three paragraphs, and two photos put nowhere."""
    story = make.story(body=ONE + TWO + THREE)
    make.caption(story, photo, text="The ferry on Friday.", placement="in_text")
    navy = make.photo(data=make.jpeg(color="navy"), alt_text="A navy field")
    make.caption(story, navy, text="The mayor.", placement="gallery", position=1)
    return story


def form(story: Story) -> str:
    return f"/admin/articles/story/{story.pk}/change/"


def card(page: Page, place: int = 0) -> Locator:
    return page.locator("#captions-group .inline-related:not(.empty-form)").nth(place)


def text_of(page: Page) -> Locator:
    return page.locator(".prose-editor [role=textbox]")


def stored_text(page: Page) -> str:
    return page.locator("#id_body").input_value()


def mark(caption: Caption) -> str:
    return f'<figure data-caption="{caption.uid}"></figure>'


def captions(story: Story) -> list[Caption]:
    return list(story.captions.order_by("position"))


def save(page: Page) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".errornote")).to_have_count(0)


def put(page: Page, after: str, place: int = 0) -> None:
    """The cursor into a paragraph, then the button on a card."""
    text_of(page).get_by_text(after).click()
    card(page, place).get_by_role("button", name="Put into the text").click()


def test_a_photo_goes_from_its_card_to_the_readers_page(
    story_form: Any, photo: Photo, complaints: Any
) -> None:
    make.section()
    page = story_form()
    heard = complaints(page)
    page.locator("#id_headline").fill("Bridge opens")
    page.locator("#id_section").select_option(label="News")
    text_of(page).press_sequentially("One.")
    page.keyboard.press("Enter")
    page.keyboard.type("Two.")
    page.get_by_role("button", name="Choose photos").click()
    dialog = page.get_by_role("dialog", name="Choose photos")
    dialog.get_by_role("option").first.click()
    dialog.get_by_role("button", name="Add 1 photo").click()
    put(page, "One.")
    in_text = text_of(page).get_by_role("figure", name="Photo: A teal field")
    expect(in_text).to_be_visible()
    expect(in_text.locator("img")).to_have_js_property("complete", True)
    expect(card(page).locator("[name$='-placement']")).to_have_value("in_text")
    expect(page.locator("#announcement")).to_contain_text("Now in the text: A teal field")
    # Written on: the letters stand on a line of their own and replace no photo.
    page.keyboard.type("Between.")
    expect(text_of(page).locator("> *")).to_have_text(["One.", "A teal field", "Between.", "Two."])
    for key in ("ArrowUp", "Alt+ArrowDown", "Alt+ArrowDown", "Alt+ArrowDown", "Alt+ArrowUp"):
        page.keyboard.press(key)
    expect(page.locator("#announcement")).to_have_text("Now after: Between.")
    save(page)
    story = Story.objects.get()
    (caption,) = captions(story)
    assert story.body == f"<p>One.</p><p>Between.</p>{mark(caption)}<p>Two.</p>"
    assert (caption.placement, caption.photo) == ("in_text", photo)
    actions.publish(story, by=None)
    page.goto(path_of(story))
    expect(page.locator(".text > *")).to_have_text(
        ["One.", "Between.", "A teal field (Mara Lind / The Harbour Courier)", "Two."]
    )
    assert heard == []


def test_a_photo_stands_after_the_paragraph_and_never_parts_it(
    story_form: Any, story: Story
) -> None:
    page = story_form(form(story))
    first, second = captions(story)
    put(page, "Cars use one lane.")
    assert stored_text(page) == ONE + TWO + mark(first) + THREE
    put(page, "Cars use one lane.", 1)
    assert stored_text(page) == ONE + TWO + mark(second) + mark(first) + THREE
    expect(card(page, 1).locator("[name$='-placement']")).to_have_value("in_text")
    text_of(page).get_by_text("The bridge").click()
    card(page).get_by_role("button", name="Show in the text").click()
    expect(text_of(page).locator(".ProseMirror-selectednode")).to_contain_text(
        "The ferry on Friday"
    )


def test_the_toolbar_offers_the_photos_that_are_not_in_the_text(
    story_form: Any, story: Story
) -> None:
    page = story_form(form(story))
    put(page, "Cars use one lane.")
    page.keyboard.press("Alt+F10")
    tool = page.get_by_role("button", name="Photo of the story")
    tool.click()
    dialog = page.get_by_role("dialog", name="Put a photo into the text")
    expect(dialog.get_by_role("listitem")).to_have_text(["The mayor."])
    dialog.get_by_role("button", name="The mayor.").press("Enter")
    expect(dialog).to_have_count(0)
    first, second = captions(story)
    assert stored_text(page) == ONE + TWO + mark(first) + mark(second) + THREE
    tool.click()
    expect(dialog).to_contain_text("No photo of the story is left")
    page.keyboard.press("Escape")
    expect(text_of(page)).to_be_focused()


def test_what_the_card_says_the_text_shows(story_form: Any, story: Story) -> None:
    page = story_form(form(story))
    put(page, "Cars use one lane.")
    figure = text_of(page).locator("figure")
    card(page).locator("[name$='-text']").fill("The ferry on Sunday.")
    expect(figure).to_have_text("The ferry on Sunday.")
    expect(figure).to_have_attribute("aria-label", "Photo: The ferry on Sunday.")
    card(page).locator("[name$='-placement']").select_option("gallery")
    expect(figure).to_have_count(0)
    assert stored_text(page) == ONE + TWO + THREE
    put(page, "The bridge")
    card(page).locator(".remove").click()
    expect(figure).to_have_count(0)
    expect(page.locator("#announcement")).to_have_text(
        "No longer in the text: The ferry on Sunday."
    )
    # Who thinks better of it finds it where it was, by the card or by undoing.
    card(page).locator(".remove").click()
    expect(text_of(page).locator("> *")).to_have_text(
        [
            "The bridge opens on Monday.",
            "The ferry on Sunday.",
            "Cars use one lane.",
            "The ferry goes on.",
        ]
    )
    card(page).locator(".remove").click()
    expect(figure).to_have_count(0)
    # Undone in the text, the photo is printed again.
    text_of(page).focus()
    page.keyboard.press("Control+z")
    expect(figure).to_have_count(1)
    expect(card(page).locator("[name$='-DELETE']")).not_to_be_checked()


def test_keys_take_it_out_only_when_it_is_chosen(story_form: Any, story: Story) -> None:
    page = story_form(form(story))
    put(page, "The bridge")
    figure = text_of(page).locator("figure")
    text_of(page).get_by_text("Cars use").click()
    page.keyboard.press("Home")
    expect(text_of(page).locator(".ProseMirror-selectednode")).to_have_count(0)
    page.keyboard.press("Backspace")
    expect(figure).to_have_count(1)
    expect(page.locator("#announcement")).to_contain_text("Delete takes it out")
    page.keyboard.press("Backspace")
    expect(figure).to_have_count(0)
    assert stored_text(page) == ONE + TWO + THREE


def test_it_is_moved_and_taken_out_by_buttons(story_form: Any, story: Story) -> None:
    page = story_form(form(story), viewport={"width": 390, "height": 844})
    up = page.get_by_role("button", name="Move photo up")
    expect(up).to_be_hidden()
    put(page, "Cars use one lane.")
    (first, _second) = captions(story)
    expect(up).to_be_in_viewport()
    up.click()
    assert stored_text(page) == ONE + mark(first) + TWO + THREE
    expect(page.locator("#announcement")).to_have_text("Now after: The bridge opens on Monday.")
    up.click()
    expect(up).to_have_attribute("aria-disabled", "true")
    expect(page.locator("#announcement")).to_have_text("Now first in the text")
    page.get_by_role("button", name="Move photo down").click()
    assert stored_text(page) == ONE + mark(first) + TWO + THREE
    page.get_by_role("button", name="Take photo out").click()
    assert stored_text(page) == ONE + TWO + THREE
    expect(up).to_be_hidden()


def test_it_is_moved_by_hand(story_form: Any, story: Story) -> None:
    page = story_form(form(story))
    put(page, "The bridge")
    last = text_of(page).get_by_text("The ferry goes on.")
    box = last.bounding_box()
    text_of(page).locator("figure").drag_to(
        last, target_position={"x": box["width"] - 5, "y": box["height"] / 2}
    )
    assert stored_text(page) == ONE + TWO + THREE + mark(captions(story)[0])


def test_a_copied_photo_stands_once_and_brings_none_of_another_story(
    story_form: Any, story: Story
) -> None:
    page = story_form(form(story))
    put(page, "The bridge")
    (first, _second) = captions(story)
    foreign = "0b5d2c1e-0000-4000-8000-00000000000a"
    pasted = f'<p>a</p><figure data-caption="{foreign}"></figure>{mark(first)}<p>b</p>'
    text_of(page).get_by_text("The ferry goes").click()
    page.keyboard.press("End")
    for slice_mark in ("", ' data-pm-slice="0 0 []"'):
        text_of(page).evaluate(
            """(region, html) => {
              const clipboardData = new DataTransfer()
              clipboardData.setData("text/html", html)
              const options = { clipboardData, bubbles: true, cancelable: true }
              region.dispatchEvent(new ClipboardEvent("paste", options))
            }""",
            pasted.replace("<p>a", f"<p{slice_mark}>a"),
        )
    assert foreign not in stored_text(page)
    assert stored_text(page).count("<figure") == 1
    # Cut and pasted it moves.
    text_of(page).locator("figure").click()
    page.keyboard.press("Control+x")
    assert "<figure" not in stored_text(page)
    page.keyboard.press("Control+End")
    page.keyboard.press("Control+v")
    assert stored_text(page).count(mark(first)) == 1


def test_it_goes_into_no_list_quotation_or_table(story_form: Any, story: Story) -> None:
    first, second = captions(story)
    vote, quotation = "<ul><li>Nine</li></ul>", "<blockquote><p>Nobody asked.</p></blockquote>"
    story.body = vote + mark(first) + quotation
    story.save()
    page = story_form(form(story))
    put(page, "Nobody asked.", 1)
    assert stored_text(page) == story.body + mark(second)
    text_of(page).locator("figure").first.drag_to(text_of(page).get_by_text("Nobody asked."))
    kept = stored_text(page)
    save(page)
    story.refresh_from_db()
    assert story.body == kept
    assert story.body.count("<figure") == 2


def test_a_text_of_one_photo_alone_is_kept(story_form: Any, story: Story) -> None:
    page = story_form(form(story))
    first, _second = captions(story)
    page.locator("#id_body").evaluate(
        "(field, html) => { field.value = html; field.dispatchEvent(new Event('change')) }",
        mark(first),
    )
    expect(text_of(page).locator("> *")).to_have_text(["The ferry on Friday."])
    assert stored_text(page).strip() == mark(first)


def test_a_story_opened_and_saved_keeps_its_photos_to_the_letter(
    story_form: Any, story: Story
) -> None:
    first, second = captions(story)
    gone = '<figure data-caption="0b5d2c1e-0000-4000-8000-00000000000a"></figure>'
    story.body = mark(first) + ONE + mark(second) + TWO + gone + THREE
    story.save()
    page = story_form(form(story))
    expect(text_of(page).locator("figure.absent")).to_have_text(
        ["Not printed hereThe mayor.", "Not printed hereno longer among the story’s photos"]
    )
    expect(text_of(page).get_by_role("figure", name="Not printed here")).to_have_count(2)
    save(page)
    story.refresh_from_db()
    assert story.body == mark(first) + ONE + mark(second) + TWO + gone + THREE


@pytest.mark.parametrize("colors", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_axe_finds_nothing_in_a_text_with_photos(
    story_form: Any, story: Story, colors: str, width: int
) -> None:
    page = story_form(form(story), color_scheme=colors, viewport={"width": width, "height": 900})
    put(page, "The bridge")
    found = Axe().run(page, context="#story_form")
    assert [violation["id"] for violation in found.response["violations"]] == []
    page.get_by_role("button", name="Photo of the story").click()
    found = Axe().run(page, context=".photo-choice")
    assert [violation["id"] for violation in found.response["violations"]] == []


def test_without_script_a_photo_in_the_text_is_spread(visit: Any, story: Story) -> None:
    page = visit(form(story), java_script_enabled=False)
    expect(page.locator("#id_body")).to_have_value(ONE + TWO + THREE)
    expect(page.get_by_role("button", name="Put into the text")).to_have_count(0)
