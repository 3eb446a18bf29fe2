"""The page of one photo in a browser: its focus by mouse, keys and finger, its file's words."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from articles.imaging import RATIOS, PhotoFacts
from articles.models import Photo
from tests import make

WINDOWS = {"desktop": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}
PICTURE = Path(__file__).parents[2] / "articles/fixtures/demo.media/lighthouse-storm.jpg"


@pytest.fixture
def photo(transactional_db: None) -> Photo:
    facts = PhotoFacts(
        caption="A lighthouse, on Friday.", creator="Jo Doe", credit="Far Press",
        place="Gull Point", taken_at=datetime(2026, 5, 18, 6, 30, tzinfo=UTC),
    )  # fmt: skip
    return make.photo(
        data=PICTURE.read_bytes(), metadata=facts.to_json(), library_caption="A lighthouse.",
        instructions="NO SALES", digital_source_type="trainedAlgorithmicMedia",
        credentials="broken", max_uses=3,
    )  # fmt: skip


def form_of(photo: Photo) -> str:
    return f"/admin/articles/photo/{photo.pk}/change/"


def positions(page: Page) -> set[str]:
    """What the cuts keep in sight, as the browser computes it."""
    script = "cuts => cuts.map((cut) => getComputedStyle(cut).objectPosition)"
    return set(page.locator(".cuts img").evaluate_all(script))


def marker(page: Page) -> Locator:
    return page.get_by_role("slider", name="Focus point")


def point_on(page: Page, x: float, y: float) -> dict[str, float]:
    """A place on the picture, in shares of its width and height."""
    box = page.locator(".focus img").bounding_box()
    assert box
    return {"x": box["x"] + box["width"] * x, "y": box["y"] + box["height"] * y}


def typed(page: Page) -> tuple[str, str]:
    return page.locator("#id_focus_x").input_value(), page.locator("#id_focus_y").input_value()


def save(page: Page) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name="Save and continue editing").click()


def test_a_click_sets_the_focus_and_it_is_kept(visit: Any, photo: Photo) -> None:
    page = visit(form_of(photo), viewport=WINDOWS["desktop"])
    assert positions(page) == {"50% 50%"}
    page.mouse.click(**point_on(page, 0.8, 0.2))
    assert typed(page) == ("80", "20")
    assert positions(page) == {"80% 20%"}
    expect(marker(page)).to_have_attribute(
        "aria-valuetext", "80 % from the left, 20 % from the top"
    )
    middle = marker(page).bounding_box()
    assert middle
    where = point_on(page, 0.8, 0.2)
    assert abs(middle["x"] + middle["width"] / 2 - where["x"]) < 2
    assert abs(middle["y"] + middle["height"] / 2 - where["y"]) < 2
    save(page)
    assert typed(page) == ("80", "20")
    assert positions(page) == {"80% 20%"}
    photo.refresh_from_db()
    assert (photo.focus_x_permille, photo.focus_y_permille) == (800, 200)


def test_arrow_keys_move_the_focus_and_home_brings_it_back(visit: Any, photo: Photo) -> None:
    page = visit(form_of(photo), viewport=WINDOWS["desktop"])
    marker(page).focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowUp", "Shift+ArrowLeft", "Shift+ArrowDown"):
        page.keyboard.press(key)
    assert positions(page) == {"47% 54%"}
    # Pressing it is no click on its place, and sends no form.
    for key in ("Enter", "Space"):
        page.keyboard.press(key)
    assert typed(page) == ("47", "54")
    for _number in range(20):
        page.keyboard.press("Shift+ArrowUp")
    assert typed(page) == ("47", "0")
    save(page)
    assert typed(page) == ("47", "0")
    marker(page).press("Home")
    assert positions(page) == {"50% 50%"}


def test_the_focus_is_dragged_by_mouse(visit: Any, photo: Photo) -> None:
    page = visit(form_of(photo), viewport=WINDOWS["desktop"])
    page.mouse.move(**point_on(page, 0.5, 0.5))
    page.mouse.down()
    page.mouse.move(**point_on(page, 0.3, 0.6))
    assert positions(page) == {"30% 60%"}
    beyond = point_on(page, 1.2, 0.7)
    page.mouse.move(**beyond)
    assert typed(page) == ("100", "70")
    page.mouse.up()
    page.mouse.move(**point_on(page, 0.1, 0.1))
    assert typed(page) == ("100", "70")


def test_a_finger_taps_the_picture_or_drags_the_marker(visit: Any, photo: Photo) -> None:
    page = visit(form_of(photo), viewport=WINDOWS["phone"], has_touch=True, is_mobile=True)
    page.locator(".focus").scroll_into_view_if_needed()
    where = point_on(page, 0.25, 0.4)
    page.touchscreen.tap(where["x"], where["y"])
    assert typed(page) == ("25", "40")
    # A finger pressed on the marker, moved, lifted.
    touch = page.context.new_cdp_session(page)
    to = point_on(page, 0.6, 0.5)
    for kind, points in (
        ("touchStart", [where]), ("touchMove", [to]), ("touchEnd", list[Any]()),
    ):  # fmt: skip
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    assert typed(page) == ("60", "50")


def test_typed_numbers_move_the_marker_and_every_cut_has_its_shape(
    visit: Any, photo: Photo
) -> None:
    page = visit(form_of(photo), viewport=WINDOWS["desktop"])
    page.get_by_label("Focus: from the left, %").fill("12.5")
    assert positions(page) == {"12.5% 50%"}
    for crop, (across, down) in RATIOS.items():
        box = page.locator(f".cut-{crop}").bounding_box()
        assert box
        assert abs(box["width"] / box["height"] - across / down) < 0.02, crop


def test_without_script_the_numbers_alone_are_there(visit: Any, photo: Photo) -> None:
    page = visit(form_of(photo), viewport=WINDOWS["desktop"], java_script_enabled=False)
    expect(page.locator(".focus img")).to_be_visible()
    for hidden in (page.locator(".marker"), page.locator(".cuts"), page.locator(".take").first):
        expect(hidden).to_be_hidden()
    page.get_by_label("Focus: from the top, %").fill("30")
    save(page)
    assert typed(page) == ("50", "30")


def test_the_words_of_the_file_go_into_the_form(visit: Any, photo: Photo) -> None:
    page = visit(form_of(photo), viewport=WINDOWS["desktop"])
    page.get_by_role("button", name="Take this: Caption").click()
    expect(page.locator("#id_library_caption")).to_have_value("A lighthouse, on Friday.")
    expect(page.locator("#id_library_caption")).to_be_focused()
    expect(page.locator("#announcement")).to_have_text(
        "Caption: taken from the file, not saved yet."
    )
    page.get_by_role("button", name="Take this: Taken at").press("Enter")
    page.get_by_role("button", name="Take this: Credit, as we would print it").press("Enter")
    save(page)
    photo.refresh_from_db()
    assert photo.library_caption == "A lighthouse, on Friday."
    assert photo.taken_at == datetime(2026, 5, 18, 6, 30, tzinfo=UTC)
    assert photo.credit_as_printed == "Jo Doe / Far Press"
    expect(page.get_by_role("button", name="Take this: Caption")).to_have_count(0)


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("colors", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_is_clipped(
    visit: Any, photo: Photo, colors: str, window: str, complaints: Any
) -> None:
    page = visit(form_of(photo), color_scheme=colors, viewport=WINDOWS[window])
    heard = complaints(page)
    page.reload()
    page.wait_for_load_state("networkidle")
    marker(page).press("ArrowLeft")
    assert heard == []
    found = Axe().run(page).response["violations"]
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= WINDOWS[window]["width"]
