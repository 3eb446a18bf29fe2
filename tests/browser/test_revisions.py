"""A story's history and comparison in a browser: axe, small windows, keys."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import Page, expect

from articles.models import Revision, Story
from articles.publishing import actions
from tests import cast, make

WINDOWS = {"desktop": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}


def keep(story: Story, by: Any, **changes: Any) -> Revision:
    Story.objects.filter(pk=story.pk).update(**changes)
    fresh = Story.objects.for_content().get(pk=story.pk)
    return Revision.objects.keep(fresh, kind=Revision.Kind.SAVE, by=by, at=timezone.now())


@pytest.fixture
def story(transactional_db: None, admin_user: User) -> Story:
    """A story with two versions, three revisions and a few autosaves."""
    edith, rosa = cast.editor(), cast.reporter()
    paragraphs = [f"<p>The {word} paragraph of this story.</p>" for word in "abcdefgh"]
    story = make.story(body="".join(paragraphs))
    line = make.byline(story)
    use = make.caption(story, make.photo())
    actions.publish(story, by=edith)
    line.delete()
    make.byline(story, "Robbie Gramer", "Foreign Policy")
    use.photo = make.photo(data=make.jpeg(color="navy"))
    use.save()
    story.tags.add("Bridges")
    changed = "".join(["<h2>Now</h2>", *paragraphs, "<ul><li>One</li></ul>"])
    keep(
        story,
        edith,
        headline="Bridge shut",
        body=changed.replace("The h", "The very <em>last</em>"),
    )
    story.refresh_from_db()
    actions.publish(story, by=edith, change="update", note="It is shut.")
    for number in (20, 21):
        Revision.objects.create(
            story=story, number=number, kind=Revision.Kind.AUTOSAVE, by=admin_user,
            at=timezone.now(), content=story.content().to_json(), digest="",
        )  # fmt: skip
    keep(story, rosa, deck="It stays shut until further notice.")
    return story


def address(story: Story, page: str) -> str:
    return f"/admin/articles/story/{story.pk}/{page}"


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("colors", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_is_clipped(
    visit: Any, story: Story, colors: str, window: str, complaints: Any
) -> None:
    page = visit("/admin/", color_scheme=colors, viewport=WINDOWS[window])
    heard = complaints(page)
    for name in ("history/", "compare/?from=1&to=22", "compare/?from=live&to=22"):
        page.goto(address(story, name))
        page.wait_for_load_state("networkidle")
        for fold in page.locator("main details:not([open]) > summary").all():
            fold.click()
        assert heard == [], name
        found = Axe().run(page).response["violations"]
        assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found] == [], name
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= WINDOWS[window]["width"], name
        assert page.locator("main h1").count() == 1, name


def paragraph(page: Page) -> Any:
    return page.locator(".pair.is-changed", has_text="Bridge").first


def test_two_are_chosen_and_compared_by_keys(visit: Any, story: Story) -> None:
    page = visit(address(story, "history/"))
    left = page.get_by_label("Left: Saved, number 2", exact=True)
    left.focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Left: Published as version 1., number 1")).to_be_checked()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Left: Saved, number 1", exact=True)).to_be_checked()
    page.keyboard.press("Enter")
    page.wait_for_url("**/compare/?**")
    expect(paragraph(page).locator("del")).to_have_text("opens on Monday")
    expect(paragraph(page).locator("ins")).to_have_text("shut")
    boxes = [paragraph(page).locator(side).bounding_box() for side in (".old", ".new")]
    assert boxes[0]["y"] == boxes[1]["y"]


def test_on_a_phone_one_stands_below_the_other(visit: Any, story: Story) -> None:
    page = visit("/admin/", viewport=WINDOWS["phone"])
    page.goto(address(story, "compare/?from=1&to=22"))
    boxes = [paragraph(page).locator(side).bounding_box() for side in (".old", ".new")]
    assert boxes[0]["x"] == boxes[1]["x"]
    assert boxes[0]["y"] + boxes[0]["height"] <= boxes[1]["y"]


def test_a_revision_is_restored_from_its_comparison(visit: Any, story: Story) -> None:
    page = visit("/admin/")
    page.goto(address(story, "compare/?from=1&to=22"))
    page.get_by_role("button", name="Restore Revision 1").click()
    page.wait_for_url("**/change/")
    expect(page.locator("#id_headline")).to_have_value("Bridge opens on Monday")
    assert story.revisions.get(number=23).kind == Revision.Kind.RESTORE
