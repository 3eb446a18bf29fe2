"""A preview link made, copied and opened, as people do it."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import expect

from articles.models import PreviewLink, Revision, Story
from tests import make


@pytest.fixture
def story(transactional_db: None) -> Story:
    story = make.story("Mayor to resign on Friday")
    make.caption(story, make.photo(data=make.jpeg(1200, 800)), text="At the ferry.")
    whole = Story.objects.for_content().get(pk=story.pk)
    Revision.objects.keep(whole, kind=Revision.Kind.SAVE, by=None, at=timezone.now())
    return story


@pytest.mark.parametrize("width", [1440, 390])
def test_a_link_is_made_copied_opened_and_revoked(
    story_form: Any, story: Story, chromium: Any, complaints: Any, width: int
) -> None:
    page = story_form(
        f"/admin/articles/story/{story.pk}/change/", viewport={"width": width, "height": 900}
    )
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    heard = complaints(page)
    panel = page.locator("#preview-links")
    panel.locator("summary").first.click()
    page.locator("#id_headline").fill("Mayor resigns")
    panel.get_by_label("For whom").fill("Anna at the law firm")
    with page.expect_navigation():
        panel.get_by_role("button", name="Save and make a link").click()
    expect(panel.get_by_role("strong")).to_have_text("Anna at the law firm")
    panel.get_by_role("button", name="Copy").click()
    expect(panel.get_by_role("button", name="Copied")).to_be_visible()
    address = page.evaluate("navigator.clipboard.readText()")
    assert address == panel.get_by_label("Address").input_value()
    assert heard == []
    assert Axe().run(page).response["violations"] == []

    stranger = chromium.new_context(viewport={"width": width, "height": 900}).new_page()
    unheard = complaints(stranger)
    assert stranger.goto(address).status == 200
    expect(stranger.get_by_role("heading", name="Mayor resigns")).to_be_visible()
    expect(stranger.get_by_label("Preview").get_by_text("Unpublished preview.")).to_be_visible()
    assert stranger.locator("figure img").evaluate("image => image.naturalWidth") > 0
    assert stranger.context.cookies() == []
    assert unheard == []
    assert Axe().run(stranger).response["violations"] == []
    assert stranger.evaluate("document.documentElement.scrollWidth") <= width

    with page.expect_navigation():
        panel.get_by_role("button", name="Revoke Anna at the law firm").click()
    assert stranger.reload().status == 404
    stranger.context.close()
    assert PreviewLink.objects.get().openings == 1
