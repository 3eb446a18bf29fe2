"""Preview links: one story for somebody without a login, until it ends; and nothing else."""

import logging
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.signing import Signer
from django.test import Client
from django.utils import timezone

from articles.models import PreviewLink, Revision, Story
from articles.publishing import actions, previews
from newsroom.logs import WithoutTokens
from tests import cast, make
from tests.forms import form_fields, save

pytestmark = pytest.mark.django_db
NOWHERE = "/no/such/page/"


@pytest.fixture
def editor() -> User:
    return cast.editor()


@pytest.fixture
def desk(editor: User) -> Client:
    browser = Client()
    browser.force_login(editor)
    return browser


@pytest.fixture
def stranger() -> Client:
    """Sends what a stranger's browser sends; the suite's client leaves forgery unchecked."""
    return Client(enforce_csrf_checks=True)


def saved(story: Story, by: User, kind: str = Revision.Kind.SAVE) -> Revision:
    whole = Story.objects.for_content().get(pk=story.pk)
    return Revision.objects.keep(whole, kind=kind, by=by, at=timezone.now())


def a_draft(by: User, headline: str = "Mayor to resign on Friday", **fields: Any) -> Story:
    story = make.story(headline, **fields)
    saved(story, by)
    return story


def a_link(story: Story, by: User, *, days: float = 7, **fields: Any) -> PreviewLink:
    fields.setdefault("label", "Anna")
    return previews.make_link(
        story, by=by, expires_at=timezone.now() + timedelta(days=days), **fields
    )


def address_of(link: PreviewLink) -> str:
    return f"/preview/{previews.token_of(link)}/"


def shown(answer: Any) -> tuple[int, dict[str, str], bytes]:
    """All a stranger can tell answers apart by."""
    return answer.status_code, dict(answer.headers), answer.content


def form_of(story: Story) -> str:
    return f"/admin/articles/story/{story.pk}/change/"


# What a link opens


def test_a_link_shows_the_readers_page_below_a_bar(stranger: Client, editor: User) -> None:
    with time_machine.travel(datetime.fromisoformat("2026-03-04T15:00-05:00"), tick=False):
        story = a_draft(editor, section=make.section("Town Hall", parent=make.section("News")))
        make.byline(story, "Ana Whitlock")
        link = a_link(story, editor, revision=saved(story, editor))
        text = stranger.get(address_of(link)).content.decode()
    assert "<h1>Mayor to resign on Friday</h1>" in text
    assert "By Ana Whitlock" in text
    assert "Town Hall" in text
    bar = text[text.index('<aside class="preview"') : text.index("</aside>")]
    assert text.index("</aside>") < text.index('class="masthead"')
    assert "Unpublished preview." in bar
    assert "Revision 2, saved March 4, 2026, 3 p.m. EST." in bar
    # Three days on, summer time has begun.
    assert "works until March 11, 2026, 4 p.m. EDT." in bar


def test_nothing_keeps_lists_or_hands_on_what_it_shows(stranger: Client, editor: User) -> None:
    story = a_draft(editor)
    photo = make.photo()
    make.caption(story, photo)
    saved(story, editor)
    address = address_of(a_link(story, editor))
    for path in (address, f"{address}pictures/{photo.uid}/whole-90.jpg"):
        answer = stranger.get(path)
        assert answer.status_code == 200
        assert answer["Cache-Control"] == "no-store, private"
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
        assert answer["Referrer-Policy"] == "no-referrer"
        assert not answer.cookies
        assert "Cookie" not in answer.get("Vary", "")
        assert not answer.has_header("ETag")
    page = stranger.get(address)
    assert '<meta name="robots" content="noindex">' in page.content.decode()
    assert "unsafe" not in page["Content-Security-Policy"]
    assert "Disallow: /preview/" in stranger.get("/robots.txt").content.decode()


def test_an_editors_own_login_changes_nothing_of_it(desk: Client, editor: User) -> None:
    address = address_of(a_link(a_draft(editor), editor))
    assert desk.get(address).content == Client().get(address).content


def test_one_revision_stays_and_the_newest_moves_on(stranger: Client, editor: User) -> None:
    story = a_draft(editor)
    first = Revision.objects.get(story=story)
    pinned, newest = a_link(story, editor, revision=first), a_link(story, editor)
    story.headline = "Mayor stays"
    story.save()
    for kind, expected in ((Revision.Kind.AUTOSAVE, "Mayor to resign"), ("save", "Mayor stays")):
        Revision.objects.filter(story=story).exclude(pk=first.pk).delete()
        saved(story, editor, kind)
        assert expected in stranger.get(address_of(newest)).content.decode(), kind
        assert "Mayor to resign" in stranger.get(address_of(pinned)).content.decode(), kind


def test_unsaved_work_is_not_shown(stranger: Client, editor: User) -> None:
    story = a_draft(editor)
    link = a_link(story, editor)
    Story.objects.filter(pk=story.pk).update(deck="Written, and in no revision")
    assert "in no revision" not in stranger.get(address_of(link)).content.decode()


def test_the_contacts_of_a_leaver_are_not_shown(stranger: Client, editor: User) -> None:
    story = a_draft(editor)
    person = make.person("Garrett C", active=False)
    make.byline(story, "Garrett C", person=person, email="garrett@paper.example")
    saved(story, editor)
    text = stranger.get(address_of(a_link(story, editor))).content.decode()
    assert "By Garrett C" in text
    assert "garrett@paper.example" not in text


def test_openings_are_counted_and_looking_ahead_is_not(stranger: Client, editor: User) -> None:
    link = a_link(a_draft(editor), editor)
    stranger.head(address_of(link))
    link.refresh_from_db()
    assert (link.openings, link.last_opened_at) == (0, None)
    before = timezone.now()
    for _time in range(2):
        stranger.get(address_of(link))
    link.refresh_from_db()
    assert link.openings == 2
    assert link.last_opened_at >= before


def test_an_opening_writes_nothing_but_the_link(
    stranger: Client, editor: User, django_assert_num_queries: Any
) -> None:
    """A reader outside does not make a writer inside wait."""
    story = a_draft(editor)
    make.byline(story, person=make.person())
    make.caption(story, make.photo())
    saved(story, editor)
    link = a_link(story, editor)
    with django_assert_num_queries(7) as asked:
        stranger.get(address_of(link))
    writing = [query["sql"] for query in asked if not query["sql"].startswith("SELECT")]
    assert len(writing) == 1
    assert 'UPDATE "articles_previewlink"' in writing[0]
    assert not [query for query in asked if "FOR UPDATE" in query["sql"]]


# What it does not open


def dead(story: Story, editor: User, how: str) -> str:
    """The address of a link that opened once and does no more."""
    link = a_link(story, editor, days=1)
    if how == "expired":
        PreviewLink.objects.filter(pk=link.pk).update(
            at=timezone.now() - timedelta(days=3), expires_at=timezone.now()
        )
    elif how == "revoked":
        previews.revoke(link, by=editor)
    elif how == "withdrawn":
        actions.publish(story, by=editor)
        actions.withdraw(story, by=editor, words="Wrong town.")
    elif how == "taken down":
        Story.objects.filter(pk=story.pk).update(take_down_at=timezone.now())
    elif how == "deactivated":
        User.objects.filter(pk=editor.pk).update(is_active=False)
    elif how == "maker gone":
        PreviewLink.objects.filter(pk=link.pk).update(by=None)
    elif how == "deleted":
        story.delete()
    return address_of(link)


@pytest.mark.parametrize(
    "how", ["expired", "revoked", "withdrawn", "taken down", "deactivated", "maker gone", "deleted"]
)
def test_a_dead_link_answers_like_an_address_that_never_was(
    stranger: Client, editor: User, how: str
) -> None:
    story = a_draft(editor)
    address = dead(story, editor, how)
    for path in (address, f"{address}pictures/{make.photo().uid}/whole-90.jpg"):
        assert shown(stranger.get(path)) == shown(stranger.get(NOWHERE)), path
    assert stranger.head(address).status_code == 404


def test_a_token_that_we_did_not_sign_for_this_opens_nothing(
    stranger: Client, editor: User
) -> None:
    link = a_link(a_draft(editor), editor)
    token = previews.token_of(link)
    name, signature = token.split(".")
    tokens = [
        "x", name, str(link.uid), token[:-1], token + "A", token.upper(), f".{signature}",
        f"{name}.", f"{name[:-1]}0.{signature}" if name[-1] != "0" else f"{name[:-1]}1.{signature}",
        Signer(sep=".").sign(name), Signer(sep=".", salt="articles.preview").sign("not-a-uid"),
    ]  # fmt: skip
    assert stranger.get(f"/preview/{token}/").status_code == 200
    nowhere = shown(stranger.get(NOWHERE))
    for wrong in tokens:
        assert shown(stranger.get(f"/preview/{wrong}/")) == nowhere, wrong


def test_a_link_opens_one_story_and_its_pictures_alone(stranger: Client, editor: User) -> None:
    mine, others = make.photo(), make.photo(data=make.jpeg(color="red"))
    story, other = a_draft(editor), a_draft(editor, "Another draft")
    make.caption(story, mine)
    make.caption(other, others)
    for one in (story, other):
        saved(one, editor)
        one.slug = one.default_slug()
    address = address_of(a_link(story, editor))
    nowhere = shown(stranger.get(NOWHERE))
    assert stranger.get(f"{address}pictures/{mine.uid}/whole-90.jpg").status_code == 200
    assert stranger.head(f"{address}pictures/{mine.uid}/whole-90.jpg").status_code == 200
    for path in (
        f"{address}pictures/{others.uid}/whole-90.jpg",
        f"{address}pictures/{mine.uid}/whole-91.jpg",
        f"{address}pictures/{mine.uid}/whole-90.png", f"{address}pictures/{mine.uid}/480",
        f"{address}pictures/{mine.uid}/{'9' * 5000}", f"{address}pictures/{mine.uid}",
        f"{address}{other.pk}/", f"{address}../{other.uid}/", "/preview/",
        f"/stories/2026/mar/04/{story.slug}/",
        f"/stories/{timezone.localtime():%Y/%b/%d}/{story.slug}/".lower(),
    ):  # fmt: skip
        assert shown(stranger.get(path)) == nowhere, path
    text = stranger.get(address).content.decode()
    assert "Another draft" not in text
    assert str(others.uid) not in text
    for picture in re.findall(r'src="([^"]+)"', text):
        assert picture.startswith(f"{address}pictures/{mine.uid}/")
        assert stranger.get(picture)["Content-Type"] == "image/jpeg"


def test_a_photo_nobody_may_show_is_not_shown(stranger: Client, editor: User) -> None:
    story = a_draft(editor)
    photo = make.photo()
    make.caption(story, photo, text="At the ferry.")
    saved(story, editor)
    address = address_of(a_link(story, editor))
    assert "At the ferry." in stranger.get(address).content.decode()
    photo.withdrawn = True
    photo.save()
    assert "At the ferry." not in stranger.get(address).content.decode()
    assert stranger.get(f"{address}pictures/{photo.uid}/whole-90.jpg").status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "delete", "options", "trace"])
def test_nothing_can_be_sent_to_it(stranger: Client, editor: User, method: str) -> None:
    link = a_link(a_draft(editor), editor)
    answer = getattr(stranger, method)(address_of(link))
    assert shown(answer) == shown(getattr(stranger, method)(NOWHERE))


def test_no_line_of_the_log_holds_a_whole_address(editor: User) -> None:
    link = a_link(a_draft(editor), editor)
    record = logging.makeLogRecord(
        {"msg": "%s: %s", "args": ("Not Found", f"{address_of(link)}pictures/100%/480")}
    )
    WithoutTokens().filter(record)
    said = record.getMessage()
    assert said == f"Not Found: /preview/{link.uid.hex[:8]}…/pictures/100%/480"


# How it is made


@pytest.mark.parametrize("days", [-1, 0, 31])
def test_a_link_ends_and_not_too_late(editor: User, days: int) -> None:
    story = a_draft(editor)
    with pytest.raises(ValidationError, match="within 30 days"):
        a_link(story, editor, days=days)
    assert not PreviewLink.objects.exists()


def test_a_link_shows_only_what_somebody_has_saved_of_this_story(editor: User) -> None:
    story, other = make.story(), a_draft(editor)
    draft = a_draft(editor)
    make.byline(draft)
    unasked = saved(draft, editor, Revision.Kind.AUTOSAVE)
    for one, revision in (
        (story, None), (story, Revision.objects.get(story=other)), (draft, unasked),
    ):  # fmt: skip
        with pytest.raises(ValidationError, match="Save the story first"):
            a_link(one, editor, revision=revision)


def test_a_withdrawn_story_gets_no_link(editor: User) -> None:
    story = a_draft(editor)
    actions.publish(story, by=editor)
    actions.withdraw(story, by=editor, words="Wrong town.")
    with pytest.raises(ValidationError, match="Bring it back first"):
        a_link(story, editor)


def test_only_who_may_change_the_story_makes_and_ends_links(editor: User) -> None:
    story = a_draft(editor)
    link = a_link(story, editor)
    looking = cast.user("lena", "view_story")
    with pytest.raises(PermissionDenied):
        a_link(story, looking)
    with pytest.raises(PermissionDenied):
        previews.revoke(link, by=looking)
    link.refresh_from_db()
    assert link.revoked_at is None


def test_the_history_tells_of_links(desk: Client, editor: User) -> None:
    story = a_draft(editor)
    link = a_link(story, editor, label="Law firm", revision=Revision.objects.get(story=story))
    for _twice in range(2):
        previews.revoke(link, by=editor)
    told = [str(entry.change_message) for entry in LogEntry.objects.order_by("pk")]
    assert len(told) == 2
    assert told[0].startswith("Preview link made for “Law firm”: revision 1, until ")
    assert told[1] == "Preview link for “Law firm” revoked."
    history = desk.get(f"/admin/articles/story/{story.pk}/history/").content.decode()
    assert "Law firm" in history


# The panel


def test_a_link_is_made_copied_and_revoked_in_the_form(desk: Client, editor: User) -> None:
    story = a_draft(editor)
    typed = {
        "deck": "Just typed", "preview_link-label": "Anna  <b>at law</b>",
        "preview_link-days": "1", "_make_preview_link": "1",
    }  # fmt: skip
    page = save(desk, form_of(story), "story_form", **typed).content.decode()
    link = PreviewLink.objects.get()
    assert (link.label, link.by, link.revision) == ("Anna <b>at law</b>", editor, None)
    assert timedelta(hours=23) < link.expires_at - timezone.now() <= timedelta(days=1)
    assert f'value="http://testserver{address_of(link)}"' in page
    assert "Anna &lt;b&gt;at law&lt;/b&gt;" in page
    assert "not opened yet" in page
    assert "Just typed" in Client().get(address_of(link)).content.decode()
    page = desk.get(form_of(story)).content.decode()
    assert "opened once" in page
    assert f'value="{link.uid}"' in page

    save(desk, form_of(story), "story_form", _revoke_preview_link=str(link.uid), deck="Again")
    page = desk.get(form_of(story)).content.decode()
    assert "revoked" in page
    assert address_of(link) not in page
    assert Client().get(address_of(link)).status_code == 404
    story.refresh_from_db()
    assert story.deck == "Again"


def test_a_link_to_the_story_as_it_is_now_shows_what_this_save_kept(
    desk: Client, editor: User
) -> None:
    story = a_draft(editor)
    typed = {"deck": "Now", "preview_link-shows": "now", "_make_preview_link": "1"}
    save(desk, form_of(story), "story_form", **typed)
    link = PreviewLink.objects.get()
    assert link.revision == Revision.objects.filter(story=story).latest("number")
    assert "Now" in Client().get(address_of(link)).content.decode()


def test_a_form_that_is_refused_makes_no_link_and_keeps_the_name(
    desk: Client, editor: User
) -> None:
    story = a_draft(editor)
    typed = {
        "first_published_at": "2026-03-08T02:30", "preview_link-label": "Anna",
        "_make_preview_link": "1",
    }  # fmt: skip
    page = save(desk, form_of(story), "story_form", **typed).content.decode()
    assert not PreviewLink.objects.exists()
    assert form_fields(page, "story_form")["preview_link-label"] == "Anna"


@pytest.mark.parametrize(
    "crafted", [{"preview_link-days": "3650"}, {"preview_link-label": "x" * 121}]
)
def test_a_crafted_link_is_refused_and_the_story_kept(
    desk: Client, editor: User, crafted: dict[str, str]
) -> None:
    story = a_draft(editor)
    typed = {"deck": "Kept", **crafted, "_make_preview_link": "1"}
    assert "Saved. " in save(desk, form_of(story), "story_form", **typed).content.decode()
    story.refresh_from_db()
    assert story.deck == "Kept"
    assert not PreviewLink.objects.exists()


@pytest.mark.parametrize("uid", ["x", "0b6f3d1e-9f5e-4f6a-8a57-1c7e1c0f2d11", "another story's"])
def test_only_a_link_of_this_story_is_revoked(desk: Client, editor: User, uid: str) -> None:
    story, other = a_draft(editor), a_draft(editor, "Another")
    link = a_link(other, editor)
    uid = str(link.uid) if uid.startswith("another") else uid
    answer = save(desk, form_of(story), "story_form", _revoke_preview_link=uid)
    assert answer.status_code in (200, 404)
    link.refresh_from_db()
    assert link.revoked_at is None


def test_who_may_only_look_gets_no_panel_and_no_link(client: Client, editor: User) -> None:
    story = a_draft(editor)
    a_link(story, editor, label="Law firm")
    client.force_login(cast.user("lena", "view_story"))
    page = client.get(form_of(story)).content.decode()
    assert "preview-links" not in page
    assert "Law firm" not in page
    assert client.post(form_of(story), {"_make_preview_link": "1"}).status_code == 403
    assert PreviewLink.objects.count() == 1


def test_enter_in_a_line_saves_and_makes_no_link(desk: Client, editor: User) -> None:
    """A browser presses a form's first button for whoever presses Enter."""
    page = desk.get(form_of(a_draft(editor))).content.decode()
    form = page[page.index('id="story_form"') :]
    first = re.search(r'<button type="submit" name="(\w+)"', form)
    assert first
    assert first[1] == "_continue"
