"""No word is lost: two people at one story, killed tabs, ended logins, networks that go away."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from articles.models import Publication, Revision, Story
from tests import cast, make
from tests.browser.conftest import log_in

pytestmark = pytest.mark.django_db(transaction=True)
TEXT = "<p>The bridge opens on Monday.</p><p>Cars may use one lane.</p><p>Walkers may cross.</p>"


@pytest.fixture
def story() -> Story:
    return make.story(body=TEXT)


@pytest.fixture
def form(story_form: Callable[..., Page]) -> Callable[..., Page]:
    """Open a story's form as one of the cast."""

    def open_form(story: Story, login: Any = None, **options: Any) -> Page:
        return story_form(change(story), login=login, **options)

    return open_form


def change(story: Story) -> str:
    return f"/admin/articles/story/{story.pk}/change/"


def text_of(page: Page) -> Any:
    return page.locator(".prose-editor [role=textbox]")


def write_after(page: Page, words: str, more: str) -> None:
    """Put the cursor behind some words of the text and type on."""
    text_of(page).get_by_text(words).click()
    page.keyboard.press("End")
    page.keyboard.type(more)


def save(page: Page) -> None:
    with page.expect_navigation():
        page.keyboard.press("Control+s")


def kept(page: Page) -> None:
    """Wait until the server has what was typed."""
    expect(page.locator("#kept")).to_contain_text("Kept", timeout=12_000)


def fresh(story: Story) -> Story:
    return Story.objects.get(pk=story.pk)


def test_two_editors_at_once_both_keep_their_work(form: Any, story: Story) -> None:
    edith, paul = form(story, cast.editor("edith")), form(story, cast.editor("paul"))
    write_after(edith, "Cars may use one lane.", " Buses wait.")
    paul.locator("#id_headline").fill("Bridge opens early")
    write_after(paul, "Walkers may cross.", " Dogs too.")
    save(paul)
    save(edith)
    expect(edith.locator(".messagelist")).to_contain_text("saved by paul")
    now = fresh(story)
    assert now.headline == "Bridge opens early"
    assert "lane. Buses wait." in now.body
    assert "cross. Dogs too." in now.body


@pytest.mark.parametrize(("choice", "day"), [("Take theirs", "Sunday"), ("Keep yours", "Friday")])
def test_the_same_sentence_collides_and_one_is_chosen(
    form: Any, story: Story, choice: str, day: str
) -> None:
    edith, paul = form(story, cast.editor("edith")), form(story, cast.editor("paul"))
    for page, other in ((paul, "Sunday"), (edith, "Friday")):
        text_of(page).get_by_text("Monday").dblclick(position={"x": 150, "y": 12})
        page.evaluate(
            """day => {
                const field = document.getElementById("id_body")
                field.value = field.value.replace("Monday", day)
                field.dispatchEvent(new Event("change", { bubbles: true }))
            }""",
            other,
        )
    save(paul)
    save(edith)
    expect(edith.locator(".collision")).to_have_count(1)
    assert "Sunday" in fresh(story).body
    edith.get_by_label(choice).check()
    save(edith)
    expect(edith.locator(".collision")).to_have_count(0)
    assert day in fresh(story).body


def test_publishing_over_the_save_of_another_waits_for_a_look(form: Any, story: Story) -> None:
    edith, paul = form(story, cast.editor("edith")), form(story, cast.editor("paul"))
    paul.locator("#id_deck").fill("Paul’s deck")
    save(paul)
    edith.locator("#id_headline").fill("Edith’s headline")
    edith.locator("#bar summary", has_text="Publish").click()
    with edith.expect_navigation():
        edith.locator("#bar .panel").get_by_role("button", name="Publish").click()
    expect(edith.locator(".messagelist")).to_contain_text("publish again")
    assert not Publication.objects.exists()


def test_the_form_says_who_else_is_here_and_who_saved(form: Any, story: Story) -> None:
    edith = form(story, cast.editor("edith"))
    paul = form(story, cast.editor("paul"))
    expect(paul.locator("#others")).to_contain_text("edith has this story open")
    save(paul)
    edith.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(edith.locator("#others")).to_contain_text("paul has this story open")


def test_a_killed_tab_gives_its_text_back(form: Any, story: Story) -> None:
    page = form(story)
    window = page.context
    write_after(page, "Cars may use one lane.", " Buses wait.")
    # At once: nothing of it has reached the server.
    page.wait_for_timeout(100)
    page.close(run_before_unload=False)
    assert not Revision.objects.filter(kind="autosave").exists()
    again = window.new_page()
    again.goto(change(story))
    expect(again.locator("#unsaved")).to_contain_text("never saved")
    again.get_by_role("link", name="Take it up again").click()
    expect(text_of(again)).to_contain_text("Buses wait.")
    save(again)
    assert "Buses wait." in fresh(story).body
    expect(again.locator("#unsaved")).to_have_count(0)


def test_a_lost_computer_gives_the_text_back_on_another(form: Any, story: Story) -> None:
    edith = cast.editor("edith")
    page = form(story, edith)
    write_after(page, "Cars may use one lane.", " Buses wait.")
    kept(page)
    page.context.close()
    elsewhere = form(story, edith)
    elsewhere.get_by_role("link", name="Take it up again").click()
    expect(text_of(elsewhere)).to_contain_text("Buses wait.")


def test_a_new_story_survives_its_tab(story_form: Any) -> None:
    page = story_form()
    window = page.context
    page.locator("#id_headline").fill("Bridge falls")
    text_of(page).click()
    page.keyboard.type("It fell at noon.")
    kept(page)
    story = Story.objects.get()
    assert page.url.endswith(change(story))
    page.keyboard.type(" Nobody was hurt.")
    page.wait_for_timeout(100)
    page.close(run_before_unload=False)
    again = window.new_page()
    again.goto(change(story))
    again.get_by_role("link", name="Take it up again").click()
    expect(text_of(again)).to_contain_text("It fell at noon. Nobody was hurt.")
    save(again)
    assert fresh(story).headline == "Bridge falls"
    assert "Nobody was hurt." in fresh(story).body
    assert Story.objects.count() == 1


def test_what_the_browser_holds_comes_before_what_the_server_had(story_form: Any) -> None:
    """The server was told of the deck only when the tab went away, and is slow now."""
    story = Story.objects.create(headline="Bridge falls", body="<p>It stands.</p>")
    page = story_form(change(story))
    window = page.context
    page.locator("#id_deck").fill("At noon")
    kept(page)
    text_of(page).click()
    page.keyboard.type("Nobody was hurt. ")
    page.wait_for_timeout(100)
    page.close(run_before_unload=False)
    again = window.new_page()

    def slowly(route: Any) -> None:
        again.wait_for_timeout(1000)
        route.continue_()

    again.route("**/autosave/", slowly)
    again.goto(change(story))
    again.get_by_role("link", name="Take it up again").click()
    expect(text_of(again)).to_contain_text("Nobody was hurt.")


def test_a_new_story_is_saved_once(story_form: Any) -> None:
    page = story_form()
    page.locator("#id_headline").fill("Bridge falls")
    kept(page)
    page.locator("#id_deck").fill("At noon")
    save(page)
    story = Story.objects.get()
    assert (story.headline, story.deck) == ("Bridge falls", "At noon")


def test_a_login_that_ended_costs_no_word(form: Any, story: Story) -> None:
    page = form(story)
    page.locator("#id_headline").fill("Written after the login ended")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".errornote")).to_contain_text("nothing is lost")
    log_in(page, "admin", "password")
    page.wait_for_url(f"**{change(story)}")
    expect(page.locator(".messagelist")).to_contain_text("changed successfully")
    assert fresh(story).headline == "Written after the login ended"


def test_a_network_that_goes_away_is_said_and_costs_no_word(form: Any, story: Story) -> None:
    page = form(story)
    page.context.set_offline(True)
    page.locator("#id_deck").fill("Written in a tunnel")
    expect(page.locator("#kept")).to_contain_text("No connection", timeout=12_000)
    page.context.set_offline(False)
    kept(page)
    assert "Written in a tunnel" in Revision.objects.get(kind="autosave").content


def test_a_saved_form_offers_nothing_afterwards(form: Any, story: Story) -> None:
    page = form(story)
    for field in ("#id_deck", "#id_notes"):
        page.locator(field).fill("New words")
        kept(page)
        save(page)
        page.reload()
        text_of(page).wait_for()
        page.wait_for_timeout(500)
        expect(page.locator("#unsaved")).to_have_count(0)


def test_a_reporter_cannot_publish_by_hand(form: Any, story: Story) -> None:
    rosa = cast.reporter()
    Story.objects.filter(pk=story.pk).update(begun_by=rosa)
    page = form(story, rosa)
    status = page.evaluate(
        """async () => {
            const data = new FormData(document.getElementById("story_form"))
            data.set("_verb", "publish")
            return (await fetch(location.href, { method: "POST", body: data })).status
        }"""
    )
    assert status == 403
    assert not Publication.objects.exists()
