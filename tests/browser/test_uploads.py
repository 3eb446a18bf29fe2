"""Many photos brought at once in a browser: to the library, to a story, through what breaks."""

import colorsys
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.sessions.models import Session
from playwright.sync_api import Locator, Page, Route, expect

from articles.models import Photo, Story
from articles.publishing import indexing
from articles.publishing.addresses import path_of
from tests import make
from tests.imaging import files as imaging_files

UPLOAD = "/admin/articles/photo/upload/"
LIST = "/admin/articles/photo/"
ADD = "/admin/articles/story/add/"
WINDOWS = {"desktop": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}
CREDIT = (2, 80, b"Mara Lind"), (2, 110, b"The Courier")
# Many pictures on a busy machine, in milliseconds.
IN_TIME = 60_000
BROKEN = make.jpeg(900, 600)[:700]


def file(name: str, data: bytes | None = None) -> dict[str, Any]:
    return {"name": name, "mimeType": "image/jpeg", "buffer": make.jpeg() if data is None else data}


def shots(count: int) -> list[dict[str, Any]]:
    """Pictures of one day, each of another colour."""
    colors = [
        "#" + "".join(f"{round(part * 255):02x}" for part in colorsys.hsv_to_rgb(n / count, 1, 0.6))
        for n in range(count)
    ]
    return [file(f"DSC_{n:04}.jpg", make.jpeg(color=color)) for n, color in enumerate(colors)]


def rows(page: Page) -> Locator:
    return page.locator("#uploads .upload")


def failed(page: Page) -> Locator:
    return page.locator("#uploads .sending[data-state]")


def status(page: Page) -> Locator:
    return page.locator(".sending-said")


def drop(page: Page, selector: str, *files: tuple[str, bytes]) -> None:
    """Let files fall on an element, as a browser does."""
    page.evaluate(
        """([selector, files]) => {
          const dataTransfer = new DataTransfer()
          for (const [name, data] of files) {
            dataTransfer.items.add(new File([new Uint8Array(data)], name, { type: "image/jpeg" }))
          }
          const target = document.querySelector(selector)
          for (const kind of ["dragover", "drop"]) {
            const options = { dataTransfer, bubbles: true, cancelable: true }
            target.dispatchEvent(new DragEvent(kind, options))
          }
        }""",
        [selector, [[name, list(data)] for name, data in files]],
    )


def log_in_elsewhere(window: Page) -> None:
    window.goto(f"/admin/login/?next={UPLOAD}")
    window.get_by_label("Username").fill("admin")
    window.get_by_label("Password").fill("password")
    window.get_by_role("button", name="Log in").click()
    window.wait_for_url(f"**{UPLOAD}")


def axe(page: Page) -> list[Any]:
    found = Axe().run(page).response["violations"]
    return [(one["id"], [node["target"] for node in one["nodes"]]) for one in found]


# From the camera to the reader


def test_twenty_files_become_photos_three_of_them_a_published_story(
    visit: Any, complaints: Any
) -> None:
    page = visit(UPLOAD)
    heard = complaints(page)
    sent = shots(20)
    sent[7]["buffer"] = BROKEN
    page.locator("#files").set_input_files(sent)
    expect(rows(page)).to_have_count(19, timeout=IN_TIME)
    expect(failed(page)).to_have_count(1)
    expect(failed(page)).to_contain_text("DSC_0007.jpg")
    expect(failed(page)).to_contain_text("This photo is damaged or incomplete")
    expect(status(page)).to_have_text("Taken in: 19 of 20. Not taken in: 1; the lines say why.")
    assert [row.get_attribute("class") for row in page.locator("#uploads > li").all()][
        7
    ] == "sending"
    for picture in rows(page).locator("img").all():
        assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 90
    for number in range(3):
        row = rows(page).nth(number)
        row.get_by_label("Caption").fill(f"The harbour, picture {number}")
        row.get_by_label("Alt text").fill(f"Boats {number}.")
    page.get_by_label("Credit for all that have none").fill("Mara Lind / The Courier")
    page.get_by_role("button", name="Save words").click()
    expect(page.locator(".words-said")).to_contain_text("Words saved: 19.")
    expect(rows(page).first.locator(".badge")).to_have_count(0)
    assert heard == []

    make.section()
    page.goto(ADD)
    page.locator(".prose-editor [role=textbox]").fill("The boats are back.")
    page.locator("#id_headline").fill("Boats come home")
    page.get_by_label("Section").select_option("News")
    page.get_by_role("button", name="Choose photos").click()
    for number in range(3):
        page.get_by_role("option", name=f"picture {number}").click()
    page.get_by_role("button", name="Add 3 photos").click()
    page.locator("summary", has_text="Publish…").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Publish", exact=True).click()
    page.goto(path_of(Story.objects.get()))
    pictures = page.locator("main figure")
    expect(pictures).to_have_count(3)
    expect(page.get_by_text("Mara Lind / The Courier")).to_have_count(3)
    for figure in pictures.all():
        figure.scroll_into_view_if_needed()
        picture = figure.locator("img")
        assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0


# What goes wrong


def test_a_connection_that_breaks_is_said_and_sent_again(visit: Any) -> None:
    page = visit(UPLOAD)
    page.route(f"**{UPLOAD}?rows", lambda route: route.abort())
    page.locator("#files").set_input_files(shots(2))
    expect(failed(page)).to_have_count(2, timeout=IN_TIME)
    expect(failed(page).first).to_contain_text("The connection broke; try again.")
    page.unroute(f"**{UPLOAD}?rows")
    failed(page).first.get_by_role("button", name="Retry").click()
    expect(rows(page)).to_have_count(1)
    expect(failed(page)).to_have_count(1)
    page.locator("#files").set_input_files(file("third.jpg", make.jpeg(color="white")))
    expect(rows(page)).to_have_count(2, timeout=IN_TIME)
    failed(page).get_by_role("button", name="Retry").press("Enter")
    expect(rows(page)).to_have_count(3, timeout=IN_TIME)
    expect(status(page)).to_have_text("Taken in: 3 of 3.")


def test_an_answer_lost_on_its_way_costs_no_second_photo(visit: Any) -> None:
    page = visit(UPLOAD)

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route(f"**{UPLOAD}?rows", lose, times=1)
    page.locator("#files").set_input_files(file("a.jpg"))
    expect(failed(page)).to_have_count(1)
    failed(page).get_by_role("button", name="Retry").click()
    expect(rows(page)).to_contain_text("In the library already.")
    rows(page).get_by_label("Credit", exact=True).fill("Mara Lind")
    page.get_by_role("button", name="Save words").click()
    expect(rows(page)).to_contain_text("Saved.")
    assert Photo.objects.get().credit_as_printed == "Mara Lind"


def test_a_login_that_ended_keeps_the_files_until_the_next_one(visit: Any) -> None:
    page = visit(UPLOAD)
    Session.objects.all().delete()
    page.locator("#files").set_input_files(shots(5))
    expect(failed(page)).to_have_count(5, timeout=IN_TIME)
    expect(failed(page).first).to_contain_text("Your login has ended.")
    with page.expect_popup() as opened:
        failed(page).first.get_by_role("link", name="Log in").click()
    log_in_elsewhere(opened.value)
    # The token this page had was the earlier login's.
    page.get_by_role("button", name="Retry all that failed").click()
    expect(rows(page)).to_have_count(5, timeout=IN_TIME)
    expect(failed(page)).to_have_count(0)
    rows(page).first.get_by_label("Alt text").fill("A colour.")
    page.get_by_role("button", name="Save words").click()
    expect(page.locator(".words-said")).to_contain_text("Words saved: 5.")


def test_words_stay_typed_when_the_login_ended_and_are_asked_about_on_leaving(visit: Any) -> None:
    page = visit(UPLOAD)
    page.locator("#files").set_input_files(file("a.jpg"))
    rows(page).get_by_label("Caption").fill("Typed")
    Session.objects.all().delete()
    page.get_by_role("button", name="Save words").click()
    expect(page.locator(".words-said")).to_contain_text("your login has ended")
    expect(rows(page).get_by_label("Caption")).to_have_value("Typed")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.evaluate("location.href = '/admin/'")
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    log_in_elsewhere(page.context.new_page())
    page.get_by_role("button", name="Save words").click()
    expect(rows(page)).to_contain_text("Saved.")
    assert Photo.objects.get().library_caption == "Typed"


def test_three_are_on_their_way_at_most_and_what_is_too_large_is_never_sent(visit: Any) -> None:
    page = visit(UPLOAD)
    held: list[Route] = []
    page.route(f"**{UPLOAD}?rows", lambda route: held.append(route))
    page.locator(".sending-said").evaluate("said => (said.dataset.mostBytes = 5000)")
    large = file("large.jpg", make.jpeg() + bytes(5000))
    page.locator("#files").set_input_files([large, *shots(7)])
    expect(failed(page)).to_contain_text("This file is larger than 64 MB.")
    page.wait_for_timeout(300)
    assert len(held) == 3
    expect(page.get_by_role("progressbar", name="DSC_0000.jpg")).to_be_visible()
    expect(page.locator(".sending", has_text="Waiting")).to_have_count(4)
    # What was held goes on.
    page.unroute(f"**{UPLOAD}?rows")
    expect(rows(page)).to_have_count(7, timeout=IN_TIME)


def test_files_dropped_anywhere_on_the_page_are_taken_and_one_picture_is_one_photo(
    visit: Any,
) -> None:
    page = visit(UPLOAD)
    drop(page, "#header", ("a.jpg", make.jpeg()), ("same.jpg", make.jpeg()))
    expect(rows(page)).to_have_count(2, timeout=IN_TIME)
    expect(rows(page).filter(has_text="In the library already.")).to_have_count(1)
    expect(page.get_by_label("Alt text")).to_have_count(1)
    assert Photo.objects.count() == 1


def test_without_script_the_same_page_takes_files_and_words(visit: Any) -> None:
    page = visit(UPLOAD, java_script_enabled=False)
    page.locator("#files").set_input_files([*shots(2), file("half.jpg", BROKEN)])
    page.get_by_role("button", name="Upload").click()
    expect(rows(page)).to_have_count(2, timeout=IN_TIME)
    expect(failed(page)).to_contain_text("damaged")
    rows(page).nth(1).get_by_label("Alt text").fill("A colour.")
    rows(page).nth(0).get_by_label("Decorative").check()
    page.get_by_role("button", name="Save words").click()
    expect(rows(page).filter(has_text="Saved.")).to_have_count(2)
    first, second = Photo.objects.order_by("pk")
    assert first.decorative
    assert second.alt_text == "A colour."


# In the story form


def captions(page: Page) -> list[str]:
    fields = page.locator("#captions-group .inline-related:not(.empty-form) [name$='-text']")
    return [field.input_value() for field in fields.all()]


def described(name: str, caption: str, color: str) -> dict[str, Any]:
    data = imaging_files.jpeg(
        imaging_files.photoshop(
            imaging_files.resources(imaging_files.iim((2, 120, caption.encode()), *CREDIT))
        ),
        quality={"red": 70, "blue": 80, "green": 90}[color],
    )
    return file(name, data)


def test_photos_come_from_this_computer_first_in_the_list_and_chosen(
    story_form: Any, complaints: Any
) -> None:
    make.photo(library_caption="An old one", data=make.jpeg(color="navy"))
    indexing.index(Photo, Photo.objects.values_list("pk", flat=True))
    page = story_form(ADD)
    heard = complaints(page)
    page.locator("#id_headline").fill("Bridge")
    page.get_by_role("button", name="Choose photos").click()
    dialog = page.get_by_role("dialog", name="Choose photos")
    expect(dialog.get_by_role("option")).to_have_count(1)
    with page.expect_file_chooser() as opened:
        dialog.get_by_role("button", name="From this computer…").press("Enter")
    opened.value.set_files(
        [
            described("one.jpg", "First gull", "red"),
            file("half.jpg", BROKEN),
            described("two.jpg", "Second gull", "blue"),
        ]
    )
    options = dialog.get_by_role("option")
    expect(options).to_have_count(3)
    expect(options.nth(0)).to_contain_text("First gull")
    expect(options.nth(1)).to_contain_text("Second gull")
    expect(options.nth(2)).to_contain_text("An old one")
    for number in (0, 1):
        expect(options.nth(number)).to_have_attribute("aria-selected", "true")
    expect(dialog.locator(".sending[data-state]")).to_contain_text("damaged or incomplete")
    dialog.get_by_role("searchbox").fill("old")
    expect(options).to_have_count(1)
    dialog.get_by_role("button", name="Add 2 photos").click()
    assert captions(page) == ["First gull", "Second gull"]
    row = page.locator("#captions-0")
    expect(row.locator("[name$='-credit_override']")).to_have_attribute(
        "placeholder", "Mara Lind / The Courier"
    )
    expect(row).to_contain_text("no alt text")
    row.locator(".part-tools").get_by_role("button", name="Move down").press("Enter")
    with page.expect_navigation():
        page.get_by_role("button", name="Save", exact=True).click()
    uses = Story.objects.get().captions.all()
    assert [use.text for use in uses] == ["Second gull", "First gull"]
    assert heard == []


def test_files_dropped_on_the_photos_of_a_story_open_the_dialog_and_are_chosen(
    story_form: Any,
) -> None:
    page = story_form(ADD)
    drop(page, "#captions-group h2", ("a.jpg", make.jpeg()))
    dialog = page.get_by_role("dialog", name="Choose photos")
    expect(dialog.get_by_role("option", selected=True)).to_have_count(1)
    drop(page, "#picker-title", ("b.jpg", make.jpeg(color="red")), ("a.jpg", make.jpeg()))
    expect(dialog.get_by_role("option", selected=True)).to_have_count(2)
    expect(dialog.get_by_role("option")).to_have_count(2)
    dialog.get_by_role("button", name="Add 2 photos").click()
    expect(page.locator("#captions-group .inline-related:not(.empty-form)")).to_have_count(2)


def test_what_comes_after_the_photos_were_added_is_added_too(story_form: Any) -> None:
    page = story_form(ADD)
    held: list[Route] = []
    page.route(f"**{UPLOAD}?rows", lambda route: held.append(route))
    drop(page, "#captions-group h2", ("a.jpg", make.jpeg()))
    expect(page.get_by_role("progressbar", name="a.jpg")).to_be_visible()
    page.get_by_role("button", name="Add", exact=True).click()
    held[0].continue_()
    expect(page.locator("#captions-group .inline-related:not(.empty-form)")).to_have_count(1)


# How it looks


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("colors", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_is_clipped(visit: Any, colors: str, window: str) -> None:
    page = visit(UPLOAD, color_scheme=colors, viewport=WINDOWS[window])
    assert axe(page) == []
    held: list[Route] = []
    page.route(f"**{UPLOAD}?rows", lambda route: held.append(route))
    page.locator("#files").set_input_files([*shots(4), file("half.jpg", BROKEN)])
    expect(page.locator(".sending", has_text="Waiting")).to_have_count(2)
    assert axe(page) == []
    # What was held goes on.
    page.unroute(f"**{UPLOAD}?rows")
    expect(rows(page)).to_have_count(4, timeout=IN_TIME)
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= WINDOWS[window]["width"]
    page.goto(LIST)
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= WINDOWS[window]["width"]
    page.goto(ADD)
    page.locator(".prose-editor [role=textbox]").wait_for()
    drop(page, "#captions-group h2", ("half.jpg", BROKEN), ("a.jpg", make.jpeg(color="white")))
    expect(page.locator("#picker [role=option][aria-selected=true]")).to_have_count(1)
    expect(page.locator("dialog .sending[data-state]")).to_have_count(1)
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= WINDOWS[window]["width"]
