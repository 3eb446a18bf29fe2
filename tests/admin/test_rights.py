"""Every door of the desk, knocked at by every role: by GET, by POST, with crafted fields."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from articles.models import Caption, Front, Person, Photo, Publication, Section, Story, Tag
from articles.publishing import actions
from articles.publishing.addresses import path_of
from tests import cast, make
from tests.forms import form_fields, save

pytestmark = pytest.mark.django_db

ROLES: dict[str, Callable[..., User]] = {
    "reporter": cast.reporter,
    "copy editor": cast.copy_editor,
    "photo editor": cast.photo_editor,
    "editor": cast.editor,
    "publisher": cast.publisher,
}
ALL = set(ROLES)
EDITORS = {"editor", "publisher"}
STORIES = "/admin/articles/story/"
# Each door, and who is let in; whoever is in `reads` finds it open and nothing to save.
READS: dict[str, set[str]] = {
    "/admin/": ALL,
    "/admin/notices/": ALL,
    "/admin/password_change/": ALL,
    STORIES: ALL,
    "{story}change/": ALL,
    "{story}history/": ALL,
    "{story}preview/": ALL,
    "/admin/articles/photo/": ALL,
    "{photo}change/": ALL,
    "{photo}picture/": ALL,
    "{photo}history/": ALL,
    "/admin/articles/person/": ALL,
    "{person}change/": ALL,
    "/admin/articles/organization/": ALL,
    "{organization}change/": ALL,
    "/admin/articles/section/": ALL,
    "{section}change/": ALL,
    "/admin/articles/tag/": ALL,
    "{tag}change/": ALL,
    "/admin/articles/front/": ALL,
    "{front}change/": ALL,
    "/admin/articles/correction/": ALL - {"reporter"},
    "/admin/autocomplete/?app_label=articles&model_name=byline&field_name=person&term=a": ALL,
    "/admin/autocomplete/?app_label=articles&model_name=person&field_name=login&term=a": {
        "publisher"
    },
    "/admin/auth/user/": {"publisher"},
    "{user}change/": {"publisher"},
    "{user}history/": {"publisher"},
    "/admin/auth/group/": {"publisher"},
    "{group}change/": {"publisher"},
}
CHANGES: dict[str, set[str]] = {
    f"{STORIES}add/": ALL,
    "{story}change/": EDITORS | {"copy editor", "photo editor"},
    "{story}delete/": EDITORS,
    "/admin/articles/photo/add/": ALL,
    "/admin/articles/photo/upload/": ALL,
    "{photo}change/": ALL,
    "{photo}delete/": EDITORS | {"photo editor"},
    "/admin/articles/person/add/": ALL,
    "{person}change/": EDITORS,
    "{person}delete/": {"publisher"},
    "/admin/articles/organization/add/": ALL - {"reporter"},
    "{organization}change/": EDITORS,
    "{organization}delete/": {"publisher"},
    "/admin/articles/section/add/": {"publisher"},
    "{section}change/": {"publisher"},
    "{section}delete/": {"publisher"},
    "/admin/articles/tag/add/": ALL,
    "{tag}change/": EDITORS,
    "{tag}delete/": {"publisher"},
    "/admin/articles/front/add/": {"publisher"},
    "{front}change/": EDITORS,
    "{front}delete/": set(),
    "/admin/articles/correction/add/": EDITORS,
    "/admin/auth/user/add/": {"publisher"},
    "{user}change/": {"publisher"},
    "{user}password/": {"publisher"},
    "{user}delete/": set(),
    "/admin/auth/group/add/": set(),
    "{group}change/": set(),
    "{group}delete/": set(),
}


def change(row: Any) -> str:
    return f"/admin/{row._meta.label_lower.replace('.', '/')}/{row.pk}/change/"


@pytest.fixture
def places() -> dict[str, str]:
    rows = {
        "story": make.story(),
        "photo": make.photo(),
        "person": make.person(),
        "organization": make.organization(),
        "section": make.section("Empty"),
        "tag": Tag.objects.create(name="Bridges", slug="bridges"),
        "front": Front.objects.get_or_create(slug="front")[0],
        "user": cast.reporter("somebody"),
    }
    rows["group"] = rows["user"].groups.get()
    return {name: change(row).removesuffix("change/") for name, row in rows.items()}


def as_role(role: str) -> Client:
    client = Client()
    client.force_login(ROLES[role]())
    return client


def live(**fields: Any) -> Story:
    story = make.story(**fields)
    actions.publish(story, by=None)
    story.refresh_from_db()
    return story


# Doors


@pytest.mark.parametrize("role", ROLES)
def test_a_role_is_shown_what_its_line_says_and_no_more(role: str, places: dict[str, str]) -> None:
    client = as_role(role)
    for door, roles in READS.items():
        status = client.get(door.format(**places)).status_code
        assert status == (200 if role in roles else 403), door
    for door, roles in CHANGES.items():
        if door not in READS:
            status = client.get(door.format(**places)).status_code
            assert status == (200 if role in roles else 403), door


@pytest.mark.parametrize("role", ROLES)
def test_a_role_sends_forms_where_its_line_says_and_nowhere_else(
    role: str, places: dict[str, str]
) -> None:
    client = as_role(role)
    for door, roles in CHANGES.items():
        status = client.post(door.format(**places)).status_code
        assert (status != 403) == (role in roles), door
    for door in READS:
        if door not in CHANGES and "password" not in door:
            assert client.post(door.format(**places)).status_code in (200, 403, 405), door


def test_a_stranger_and_an_outsider_are_led_to_the_login_from_every_door(
    places: dict[str, str], client: Client
) -> None:
    for login in (None, cast.outsider()):
        if login:
            client.force_login(login)
        for door in {*READS, *CHANGES}:
            for answer in (client.get(door.format(**places)), client.post(door.format(**places))):
                if answer.status_code == 200:
                    # A story sent without a login: the login form, with what was typed in it.
                    assert "story" in door
                    assert 'id="login-form"' in answer.content.decode()
                    continue
                assert answer.status_code == 302, door
                assert answer["Location"].startswith("/admin/login/"), door


def test_who_leaves_is_out_at_the_next_request(client: Client) -> None:
    person = cast.editor()
    client.force_login(person)
    assert client.get(STORIES).status_code == 200
    person.groups.clear()
    assert client.get(STORIES).status_code == 403
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert client.get(STORIES).status_code == 302


def test_a_shut_door_says_whom_to_ask_and_is_put_on_record(
    places: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    client = as_role("reporter")
    with caplog.at_level(logging.WARNING, logger="articles"):
        page = client.post(f"{places['section']}change/", {"name": "Mine"}).content.decode()
    assert "ask an editor" in page
    assert "Nothing was changed" in page
    assert f"Refused: rosa may not POST {places['section']}change/" in caplog.messages
    assert not Section.objects.filter(name="Mine").exists()


@pytest.mark.parametrize("role", ["reporter", "copy editor", "photo editor"])
def test_no_list_offers_to_delete_for_who_may_not(role: str, places: dict[str, str]) -> None:
    client, story = as_role(role), Story.objects.get()
    assert 'name="action"' not in client.get(STORIES).content.decode()
    sent = {"action": "delete_selected", "_selected_action": [story.pk], "post": "yes"}
    client.post(STORIES, sent)
    assert Story.objects.filter(pk=story.pk).exists()


# The story: own, of others, live


def test_the_first_save_says_who_began_it(client: Client) -> None:
    writer = cast.reporter()
    client.force_login(writer)
    save(client, f"{STORIES}add/", "story_form", headline="Mine", begun_by="1", _continue="1")
    story = Story.objects.get()
    assert story.begun_by == writer
    other = Client()
    other.force_login(cast.editor())
    save(other, change(story), "story_form", deck="Edited", _continue="1")
    story.refresh_from_db()
    assert (story.begun_by, story.deck) == (writer, "Edited")


def test_a_reporter_changes_their_own_story_with_all_its_parts(client: Client) -> None:
    writer = cast.reporter()
    client.force_login(writer)
    story = make.story(begun_by=writer)
    make.byline(story, "Rosa Diaz")
    make.caption(story, make.photo())
    typed = {"deck": "New", "bylines-0-name_as_printed": "Rosa M. Diaz", "captions-0-text": "Dawn"}
    answer = save(client, change(story), "story_form", **typed, _verb="submit")
    assert "is now: in review" in answer.content.decode()
    story.refresh_from_db()
    assert story.deck == "New"
    assert story.bylines.get().name_as_printed == "Rosa M. Diaz"
    assert story.captions.get().text == "Dawn"
    page = client.get(change(story)).content.decode()
    assert 'value="send_back"' in page
    assert "deletelink" not in page


def test_the_story_of_another_is_read_with_the_reason_and_cannot_be_sent(client: Client) -> None:
    olga = cast.reporter("olga", first_name="Olga")
    story = make.story(begun_by=olga, body="<p>One <em>text</em>.</p>", deck="A deck")
    make.byline(story, "Olga")
    story.tags.add("Bridges")
    client.force_login(cast.reporter())
    page = client.get(change(story)).content.decode()
    assert "This is Olga’s story; ask an editor." in page
    assert "<p>One <em>text</em>.</p>" in page
    assert "Bridges" in page
    for control in ('name="headline"', 'name="body"', 'name="_continue"', 'name="_save"', "_verb"):
        assert control not in page, control
    assert f"{STORIES}{story.pk}/preview/" in page
    before = Story.objects.values().get()
    for sent in ({"headline": "Mine"}, {"headline": "Mine", "_verb": "submit"}, {"_preview": "1"}):
        assert client.post(change(story), sent).status_code == 403
    assert Story.objects.values().get() == before
    assert story.bylines.count() == 1


def test_a_script_in_a_story_is_not_run_where_it_is_read(client: Client) -> None:
    story = make.story(body="<p>Hi</p><script>alert(1)</script><img src=x onerror=alert(1)>")
    client.force_login(cast.reporter())
    page = client.get(change(story)).content.decode()
    assert "alert(1)" not in page


@pytest.mark.parametrize("is_live", [True, False])
def test_fields_no_form_asks_a_reporter_for_have_no_effect_and_are_on_record(
    is_live: bool, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    writer = cast.reporter()
    story = live(begun_by=writer) if is_live else make.story(begun_by=writer)
    client.force_login(writer)
    crafted = {
        "status": "published", "state": "published", "published_on": "2026-01-01",
        "publish_at": "2026-01-01T00:00", "begun_by": "1", "live_until": "2026-01-01",
        "source": "x", "original_text": "x",
    }  # fmt: skip
    if is_live:
        moved = {"embargo_until": "2030-01-01T00:00", "take_down_at": "2026-01-01T00:00"}
        crafted |= moved | {"first_published_at": "2017-05-18T00:00", "slug": "mine"}
    before = Story.objects.values().get()
    with caplog.at_level(logging.WARNING, logger="articles"):
        save(client, change(story), "story_form", **crafted, _continue="1")
    after = Story.objects.values().get()
    assert {name for name in before if before[name] != after[name]} <= {"saved_at"}
    (line,) = [message for message in caplog.messages if "does not ask for" in message]
    assert line.startswith("Refused: rosa sent ")
    assert "published_on" in line
    assert Publication.objects.count() == int(is_live)


def test_a_live_story_changes_for_its_writer_and_for_no_reader(client: Client) -> None:
    writer, sports = cast.reporter(), make.section("Sports")
    story = live(begun_by=writer)
    address = path_of(story)
    before = Client().get(address).content
    client.force_login(writer)
    typed = {
        "headline": "Changed", "body": "<p>Changed.</p>", "noindex": "on", "noindex_reason": "x",
        "section": sports.pk, "canonical_url": "https://other.example/",
    }  # fmt: skip
    answer = save(client, change(story), "story_form", **typed, _continue="1")
    assert "unpublished changes" in answer.content.decode()
    for verb in ("publish", "withdraw", "reinstate", "unschedule", "hold", "approve", "release"):
        assert save(client, change(story), "story_form", _verb=verb).status_code == 403, verb
    assert client.post(f"{STORIES}{story.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Client().get(address).content == before
    assert Publication.objects.count() == 1


def test_a_writer_sets_the_embargo_of_a_draft_and_not_of_what_is_scheduled(
    client: Client,
) -> None:
    writer, now = cast.reporter(), timezone.localtime()
    story = make.story(begun_by=writer)
    client.force_login(writer)
    until = now + timedelta(days=2)
    typed = {"embargo_until": f"{until:%Y-%m-%dT%H:%M}"}
    save(client, change(story), "story_form", **typed, _continue="1")
    story.refresh_from_db()
    assert story.embargo_until
    actions.publish(story, by=None)
    before = Publication.objects.values_list("live_from", "live_until").get()
    save(client, change(story), "story_form", embargo_until="", _continue="1")
    later = until + timedelta(days=9)
    typed = {"embargo_until": f"{later:%Y-%m-%dT%H:%M}"}
    save(client, change(story), "story_form", **typed, _continue="1")
    assert Publication.objects.values_list("live_from", "live_until").get() == before
    assert Story.objects.get().embargo_until == story.embargo_until


def test_a_copy_editor_works_on_everybodys_stories_and_publishes_none(client: Client) -> None:
    client.force_login(cast.copy_editor())
    story = make.story(begun_by=cast.reporter(), state="in_review")
    page = client.get(change(story)).content.decode()
    assert 'value="approve"' in page
    assert 'value="publish"' not in page
    answer = save(client, change(story), "story_form", deck="Tidied", _verb="approve")
    assert "is now: ready" in answer.content.decode()
    assert save(client, change(story), "story_form", _verb="publish").status_code == 403


def test_a_photo_editor_captions_the_photos_of_others_and_changes_no_word_besides(
    client: Client,
) -> None:
    client.force_login(cast.photo_editor())
    story = make.story(begun_by=cast.reporter())
    make.byline(story, "Rosa Diaz")
    make.caption(story, make.photo(), text="Old")
    page = client.get(change(story)).content.decode()
    assert "You may change its photos and their captions." in page
    assert 'name="headline"' not in page
    sent = form_fields(page, "story_form") | {"captions-0-text": "At dawn", "headline": "Mine"}
    sent |= {"body": "<p>Mine</p>", "bylines-TOTAL_FORMS": "1", "bylines-0-name_as_printed": "Pia"}
    answer = client.post(change(story), sent | {"_continue": "1"}, follow=True)
    assert answer.status_code == 200
    story.refresh_from_db()
    assert (story.headline, story.body) == ("Bridge opens on Monday", make.BODY)
    assert story.bylines.get().name_as_printed == "Rosa Diaz"
    assert Caption.objects.get().text == "At dawn"
    assert save(client, change(story), "story_form", _verb="submit").status_code == 403


def test_who_may_use_a_verb_and_not_write_uses_it_from_the_form_they_read(client: Client) -> None:
    may = ("view_story", "withdraw_story", "change_others_story")
    client.force_login(cast.user("nina", *may))
    story = live()
    page = client.get(change(story)).content.decode()
    assert 'name="_continue"' not in page
    assert 'value="withdraw"' in page
    sent = form_fields(page, "story_form") | {"_verb": "withdraw", "headline": "Mine"}
    answer = client.post(change(story), sent | {"reader_words": ""}, follow=True)
    assert "Say to readers, in a sentence" in answer.content.decode()
    answer = client.post(change(story), sent | {"reader_words": "Wrong town."}, follow=True)
    assert "is now: withdrawn" in answer.content.decode()
    assert Story.objects.get().headline == "Bridge opens on Monday"
    assert client.get(path_of(story)).status_code == 410


def test_a_held_story_says_why_to_its_writer(client: Client) -> None:
    writer, editor = cast.reporter(), Client()
    editor.force_login(cast.editor())
    story = make.story(begun_by=writer, state="in_review")
    page = editor.get(change(story)).content.decode()
    for name in ("why_sent_back", "why_held"):
        assert page.count(f'id="id_{name}"') == 1
    save(editor, change(story), "story_form", why_held="Wait for the court.", _verb="hold")
    client.force_login(writer)
    assert "Wait for the court." in client.get("/admin/").content.decode()


# Sections


def test_sections_outside_ones_own_are_neither_offered_nor_taken(client: Client) -> None:
    sports, news = make.section("Sports"), make.section("News")
    tennis = make.section("Tennis", parent=sports)
    client.force_login(cast.works_in(cast.editor(), sports))
    story = make.story(section=sports)
    page = client.get(change(story)).content.decode()
    for section in (sports, tennis):
        assert f'<option value="{section.pk}"' in page
    choices = page[page.index('id="id_section"') :].partition("</select>")[0]
    assert f'value="{news.pk}"' not in choices
    save(client, change(story), "story_form", section=news.pk, _continue="1")
    story.refresh_from_db()
    assert story.section == sports
    answer = save(client, change(story), "story_form", section=tennis.pk, _verb="publish")
    assert "is now: live" in answer.content.decode()


def test_a_story_of_another_section_is_read_with_the_reason(client: Client) -> None:
    news = make.section("News")
    client.force_login(cast.works_in(cast.editor(), make.section("Sports")))
    story = live(section=news)
    assert "You do not work in News; ask an editor" in client.get(change(story)).content.decode()
    for sent in ({"_verb": "withdraw", "reader_words": "x"}, {"headline": "x"}):
        assert client.post(change(story), sent).status_code == 403
    assert client.post(f"{STORIES}{story.pk}/delete/", {"post": "yes"}).status_code == 403
    words = {"what_was_wrong": "Monday", "what_is_right": "Tuesday", "kind": "correction"}
    added = client.post("/admin/articles/correction/add/", {"story": story.pk, **words})
    assert added.status_code == 403
    assert client.get(path_of(story)).status_code == 200


def test_what_every_section_shows_is_shut_to_who_works_in_some(
    client: Client, places: dict[str, str]
) -> None:
    client.force_login(cast.works_in(cast.publisher(), make.section("Sports")))
    for name in ("person", "organization", "section", "tag", "front", "user"):
        assert client.get(f"{places[name]}change/").status_code == 200, name
        assert client.post(f"{places[name]}change/").status_code == 403, name
        assert client.post(f"{places[name]}delete/", {"post": "yes"}).status_code == 403, name
    assert client.get("/admin/auth/user/add/").status_code == 403
    save(client, f"{places['photo']}change/", "photo_form", withdrawn="on")
    assert not Photo.objects.get().withdrawn


# Photos and people


@pytest.mark.parametrize(("role", "may"), [("reporter", False), ("photo editor", True)])
def test_the_rights_of_a_photo_and_its_picture_are_for_who_answers_for_them(
    role: str, may: bool
) -> None:
    client, story = as_role(role), make.story()
    photo = make.photo(for_sale=True)
    make.caption(story, photo)
    actions.publish(story, by=None)
    crafted = {
        "alt_text": "A bridge", "withdrawn": "on", "usable_until": "2026-01-01T00:00",
        "usable_from": "2025-01-01T00:00", "for_sale": "",
        "upload": SimpleUploadedFile("x.jpg", make.jpeg(color="red")),
    }  # fmt: skip
    page = client.get(change(photo)).content.decode()
    assert ('name="withdrawn"' in page) == ('type="file"' in page) == may
    client.post(change(photo), form_fields(page, "photo_form") | crafted)
    after = Photo.objects.get()
    assert after.alt_text == "A bridge"
    assert after.withdrawn == may
    assert (after.usable_until is not None) == (after.usable_from is not None) == may
    assert after.for_sale != may
    assert (after.sha256 != photo.sha256) == may
    assert ("/media/" not in Client().get(path_of(story)).content.decode()) == may
    said = [line.get_change_message() for line in LogEntry.objects.all()]
    assert ("Withdrawn from every page." in said) == may


def test_a_reporter_adds_a_photo_and_the_picture_that_was_missing(client: Client) -> None:
    client.force_login(cast.reporter())
    add = "/admin/articles/photo/add/"
    file = SimpleUploadedFile("x.jpg", make.jpeg())
    save(client, add, "photo_form", upload=file, alt_text="Teal", credit_as_printed="R")
    assert Photo.objects.get().sha256
    bare = make.photo(data=b"")
    save(client, change(bare), "photo_form", upload=SimpleUploadedFile("y.jpg", make.jpeg()))
    bare.refresh_from_db()
    assert bare.sha256


def test_a_reporter_makes_a_person_in_place_and_gives_nobody_a_login(client: Client) -> None:
    writer = cast.reporter()
    client.force_login(writer)
    page = client.get("/admin/articles/person/add/?_popup=1").content.decode()
    assert 'name="login"' not in page
    sent = form_fields(page, "person_form") | {"name": "Cy Rao", "slug": "cy-rao"}
    answer = client.post("/admin/articles/person/add/?_popup=1", sent | {"login": writer.pk})
    assert answer.status_code == 200
    person = Person.objects.get()
    assert (person.name, person.login) == ("Cy Rao", None)
    assert client.post(change(person), {"active": ""}).status_code == 403


def test_an_editor_changes_a_persons_reach_and_not_whose_login_it_is(client: Client) -> None:
    writer = cast.reporter()
    person = make.person(login=writer)
    client.force_login(cast.editor())
    crafted = {"login": User.objects.get(username="edith").pk, "position": "Reporter"}
    page = client.get(change(person)).content.decode()
    sent = form_fields(page, "person_form") | crafted
    sent.pop("active")
    client.post(change(person), sent)
    person.refresh_from_db()
    assert (person.login, person.active, person.position) == (writer, False, "Reporter")


# The front of the desk


def test_a_reporters_day_begins_with_their_own_stories(client: Client) -> None:
    writer = cast.reporter()
    client.force_login(writer)
    make.story("Mine", begun_by=writer)
    make.story("Mine for review", begun_by=writer, state="in_review")
    make.story("Somebody else's", state="in_review")
    make.photo(alt_text="", library_caption="Somebody else's photo")
    caption = make.caption(
        Story.objects.get(headline="Mine"), make.photo(alt_text="", library_caption="My photo")
    )
    page = client.get("/admin/").content.decode()
    assert "Somebody else" not in page
    for words in ("Mine", "Mine for review", caption.photo.library_caption):
        assert f">{words}<" in page
    assert "status=draft&amp;whose=own" in page
    listed = client.get(f"{STORIES}?whose=own").content.decode()
    assert listed.count('class="headline"') == 2


def test_an_editor_of_a_section_is_shown_what_waits_there(client: Client) -> None:
    sports = make.section("Sports")
    client.force_login(cast.works_in(cast.editor(), sports))
    make.story("A match", section=sports, state="ready")
    make.story("A council", state="ready")
    page = client.get("/admin/").content.decode()
    assert ">A match<" in page
    assert "A council" not in page
    listed = client.get(f"{STORIES}?status=ready&whose=reach").content.decode()
    assert listed.count('class="headline"') == 1
