"""The page of one photo: its focus, what its file says, what we may do with it, what to know."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from articles.imaging import PhotoFacts
from articles.models import Photo, Publication, Story
from articles.publishing import actions
from articles.publishing.addresses import path_of
from tests import cast, make
from tests.forms import form_fields, save

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(cast.editor())
    return client


def change(row: Any) -> str:
    return f"/admin/articles/{row._meta.model_name}/{row.pk}/change/"


def page_of(client: Client, photo: Photo) -> str:
    answer = client.get(change(photo))
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def typed(client: Client, photo: Photo, **fields: Any) -> str:
    """The page after a save that goes on."""
    answer = save(client, change(photo), "photo_form", _continue="1", **fields)
    photo.refresh_from_db()
    return unescape(answer.content.decode())


def text_of(page: str) -> str:
    """The words of a page as one line."""
    return " ".join(re.sub(r"<[^>]*>", " ", page).split())


def saying(words: str, color: str = "teal") -> bytes:
    """A picture whose file says this as its caption."""
    stream, exif = BytesIO(), Image.Exif()
    exif[0x010E] = words
    Image.new("RGB", (90, 60), color).save(stream, "JPEG", exif=exif)
    return stream.getvalue()


# Focus


def test_the_focus_is_two_numbers_that_need_no_script(desk: Client) -> None:
    photo = make.photo()
    fields = form_fields(page_of(desk, photo), "photo_form")
    assert (fields["focus_x"], fields["focus_y"]) == ("50", "50")
    before = photo.rendition_key
    typed(desk, photo, focus_x="33.3", focus_y="10")
    assert (photo.focus_x_permille, photo.focus_y_permille) == (333, 100)
    assert photo.rendition_key != before
    fields = form_fields(page_of(desk, photo), "photo_form")
    assert (fields["focus_x"], fields["focus_y"]) == ("33.3", "10")


def test_a_focus_that_is_left_empty_stays_and_one_outside_is_refused(desk: Client) -> None:
    photo = make.photo(focus_x_permille=200)
    typed(desk, photo, focus_x="", focus_y="")
    assert (photo.focus_x_permille, photo.focus_y_permille) == (200, 500)
    page = typed(desk, photo, focus_x="101", place="Typed")
    assert "errornote" in page
    assert 'value="Typed"' in page
    assert photo.focus_x_permille == 200


def test_every_cut_is_shown_beside_the_picture(desk: Client) -> None:
    page = page_of(desk, make.photo())
    for cut in ("Lead 3:2", "Lists 16:9", "Square 1:1", "Portrait 4:5", "Share card 1.91:1"):
        assert cut in text_of(page)


def test_who_may_change_a_photo_may_set_its_focus_and_who_reads_it_may_not() -> None:
    photo = make.photo()
    reporter, reader = Client(), Client()
    reporter.force_login(cast.reporter())
    typed(reporter, photo, focus_x="10")
    assert photo.focus_x_permille == 100
    reader.force_login(cast.user("vera", "view_photo"))
    page = page_of(reader, photo)
    for name in ("focus_x", "upload", "_read_again"):
        assert f'name="{name}"' not in page
    assert "Take this" not in page
    assert reader.post(change(photo), {"focus_x": "90"}).status_code == 403


def test_a_photo_without_a_picture_has_no_focus(desk: Client) -> None:
    page = page_of(desk, make.photo(data=b""))
    assert "focus_x" not in page
    assert "no picture yet" in page


# What the file says


def test_what_the_file_says_stands_beside_what_the_desk_has(desk: Client) -> None:
    facts = PhotoFacts(
        caption="A bridge at dawn.", headline="Bridge", creator="Jo Doe", credit="Far Press",
        people=("Ana Whitlock", "Ben Ode"), place="Port Ellery",
        taken_at=datetime(2026, 5, 18, 6, 30, tzinfo=UTC), digital_source_type="digitalCapture",
    )  # fmt: skip
    photo = make.photo(
        metadata=facts.to_json(), library_caption="A bridge.", place="Port  Ellery",
        credit_as_printed="",
    )  # fmt: skip
    page = page_of(desk, photo)
    panel = page[page.index("From its file") :]
    words = text_of(panel)
    assert "Headline Bridge" in words
    assert "Caption A bridge at dawn. The desk has: A bridge. Take this" in words
    assert "People in it Ana Whitlock, Ben Ode The desk has nothing. Take this" in words
    assert "Taken at 2026-05-18 06:30 UTC The desk has nothing. Take this" in words
    assert "How it was made taken with a camera" in words
    # What is the same here is shown once.
    assert "Place Port Ellery Special" in words or "Place Port Ellery People" in words
    assert 'data-take="credit_as_printed" value="Jo Doe / Far Press"' in panel
    # As the control of the form wants it, on the newsroom's clock.
    assert 'data-take="taken_at" value="2026-05-18T02:30"' in panel
    assert "Copyright" not in words


def test_a_file_is_read_again_and_fills_only_what_is_empty(desk: Client) -> None:
    photo = make.photo(data=saying("A bridge at dawn"), library_caption="", place="")
    page = typed(desk, photo, place="Port Ellery", _read_again="1")
    assert "The file was read again. It filled: caption." in page
    assert photo.library_caption == "A bridge at dawn"
    assert photo.place == "Port Ellery"
    assert PhotoFacts.from_json(photo.metadata).caption == "A bridge at dawn"
    assert photo.credentials == "absent"
    page = typed(desk, photo, library_caption="A bridge of ours", _read_again="1")
    assert "It says nothing that was missing here." in page
    assert photo.library_caption == "A bridge of ours"
    assert "The desk has: A bridge of ours" in text_of(page)


def test_a_file_that_is_gone_says_so_and_keeps_what_was_typed(desk: Client) -> None:
    photo = make.photo()
    storages["masters"].delete(photo.master.name)
    page = typed(desk, photo, place="Port Ellery", _read_again="1")
    assert "The file of this photo cannot be read. Upload it again." in page
    assert photo.place == "Port Ellery"


def test_who_may_not_change_photos_may_not_have_them_read(client: Client) -> None:
    photo = make.photo(data=saying("A bridge at dawn"), library_caption="")
    client.force_login(cast.user("vera", "view_photo"))
    assert client.post(change(photo), {"_read_again": "1"}).status_code == 403
    photo.refresh_from_db()
    assert not photo.metadata


def test_another_picture_brings_its_own_words(desk: Client) -> None:
    old = PhotoFacts(caption="Old", digital_source_type="trainedAlgorithmicMedia")
    photo = make.photo(
        metadata=old.to_json(), digital_source_type=old.digital_source_type, library_caption="Mine"
    )
    assert "made by a program" in page_of(desk, photo)
    file = SimpleUploadedFile("new.jpg", saying("A new bridge", "red"))
    page = typed(desk, photo, upload=file)
    assert photo.library_caption == "Mine"
    assert "Caption A new bridge The desk has: Mine" in text_of(page)
    assert "made by a program" not in page


@pytest.mark.parametrize(
    ("state", "signer", "words"),
    [
        ("", "", "not looked for yet."),
        ("absent", "", "none."),
        ("present", "", "there, not verified."),
        ("valid", "Camera, Far Press", "valid, signed by Camera, Far Press."),
        ("broken", "Camera", "broken. The picture or its history was changed"),
    ],
)
def test_content_credentials_have_a_line(desk: Client, state: str, signer: str, words: str) -> None:
    page = page_of(desk, make.photo(credentials=state, signer=signer))
    line = re.search(r"<p([^>]*)>Content Credentials: ([^<]*)</p>", page)
    assert line
    assert line[2].startswith(words)
    assert ("fault" in line[1]) == (state == "broken")
    assert ("Its Content Credentials are broken" in page) == (state == "broken")


# What we may do with it


def test_what_a_photo_is_of_and_may_be_used_for_is_typed_and_kept(desk: Client) -> None:
    photo = make.photo()
    typed(
        desk, photo, people="Ana Whitlock, Ben Ode", keywords="bridge", copyright_notice="© Us",
        instructions="NO SALES.\nCall first.", max_uses="3", no_syndication="on",
    )  # fmt: skip
    assert photo.people == "Ana Whitlock, Ben Ode"
    assert (photo.keywords, photo.copyright_notice) == ("bridge", "© Us")
    assert photo.instructions == "NO SALES.\nCall first."
    assert (photo.max_uses, photo.no_syndication) == (3, True)
    assert "errornote" in typed(desk, photo, max_uses="0")


def test_uses_and_syndication_are_for_who_answers_for_the_rights(client: Client) -> None:
    photo = make.photo(max_uses=2)
    client.force_login(cast.reporter())
    page = page_of(client, photo)
    for name in ("max_uses", "no_syndication"):
        assert f'name="{name}"' not in page
    fields = form_fields(page, "photo_form") | {"max_uses": "9", "no_syndication": "on"}
    client.post(change(photo), fields)
    photo.refresh_from_db()
    assert (photo.max_uses, photo.no_syndication) == (2, False)


def test_what_is_not_for_syndication_is_so_in_every_version(desk: Client) -> None:
    story, photo = make.story(), make.photo()
    make.caption(story, photo)
    version = actions.publish(story, by=None)
    typed(desk, photo, no_syndication="on")
    assert version.photos.get().no_syndication


def test_empty_usage_terms_show_those_of_the_organisation(desk: Client) -> None:
    press = make.organization("Far Press", default_usage_terms="Print only, 30 days.")
    page = page_of(desk, make.photo(organization=press))
    assert 'placeholder="Print only, 30 days."' in page


@pytest.mark.parametrize("how", ["withdrawn", "ended", "not begun"])
def test_a_photo_that_may_not_be_shown_names_the_stories_it_has_left(
    desk: Client, how: str
) -> None:
    story, other, draft = make.story("Storm <b>"), make.story("Gulls"), make.story("Draft")
    photo = make.photo()
    for row in (story, other, draft):
        make.caption(row, photo)
    for row in (story, other):
        actions.publish(row, by=None)
    assert "without it now" not in page_of(desk, photo)
    now = timezone.now()
    rights: dict[str, Any] = {
        "withdrawn": {"withdrawn": "on"},
        "ended": {"usable_until": f"{timezone.localtime(now - HOUR):%Y-%m-%dT%H:%M}"},
        "not begun": {"usable_from": f"{timezone.localtime(now + HOUR):%Y-%m-%dT%H:%M}"},
    }[how]
    answer = save(desk, change(photo), "photo_form", _continue="1", **rights)
    page = answer.content.decode()
    message = re.search(r'<ul class="messagelist">.*?</ul>', page, re.DOTALL)
    assert message
    assert "The photo has left 2 stories, which are without it now:" in message[0]
    assert f'<a href="{change(story)}">Storm &lt;b&gt;</a>' in message[0]
    assert change(draft) not in message[0]
    left = page[page.index("These live stories are without it now:") :].partition("</ul>")[0]
    assert change(story) in left
    assert change(other) in left
    assert change(draft) not in left
    assert "/media/" not in desk.get(path_of(story)).content.decode()


def test_a_right_that_ends_later_takes_no_story_and_says_none(desk: Client) -> None:
    story, photo = make.story(), make.photo()
    make.caption(story, photo)
    actions.publish(story, by=None)
    later = f"{timezone.localtime(timezone.now() + 3 * HOUR):%Y-%m-%dT%H:%M}"
    page = typed(desk, photo, usable_until=later)
    assert "has left" not in page
    assert "Its right ends at" in page


def test_a_limited_photo_says_how_often_it_was_used(desk: Client) -> None:
    photo = make.photo(max_uses=2)
    for headline in ("One", "Two"):
        make.caption(make.story(headline), photo)
    assert "Used in 0 of 2 stories." in page_of(desk, photo)
    for number, story in enumerate(Story.objects.all(), 1):
        actions.publish(story, by=None)
        page = page_of(desk, photo)
        assert f"Used in {number} of 2 stories." in page
    assert "No other story may print it." in page


# What to know before it is published


def asked(client: Client, story: Any) -> str:
    """The panel of “Publish”, its words as one line."""
    page = unescape(client.get(change(story)).content.decode())
    start = page.index("<summary>Publish…</summary>")
    return text_of(page[start : page.index('value="publish"', start)])


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"credentials": "broken"}, "Its Content Credentials are broken"),
        ({"digital_source_type": "trainedAlgorithmicMedia"}, "A program made it"),
        ({"instructions": "NO SALES"}, "The file says “NO SALES”"),
        ({"usage_terms": "Editorial use only."}, "The file says “Editorial use only”"),
        ({"usable_from": HOUR}, "Its right begins at"),
        ({"usable_until": -HOUR}, "Its right ended at"),
        ({"usable_until": HOUR}, "Its right ends at"),
        ({"withdrawn": True}, "It is withdrawn"),
    ],
)
def test_a_photo_warns_on_its_page_and_where_its_story_is_published(
    desk: Client, fields: dict[str, Any], words: str
) -> None:
    now = timezone.now()
    given = {
        name: now + value if isinstance(value, timedelta) else value
        for name, value in fields.items()
    }
    story = make.story()
    make.caption(story, make.photo())
    photo = make.photo(data=make.jpeg(color="red"), **given)
    make.caption(story, photo, position=1)
    make.caption(story, photo, position=2, placement="gallery")
    said = asked(desk, story)
    assert f"Photo 2: {words}" in said
    assert "Photo 1:" not in said
    assert "Photo 3:" not in said
    page = page_of(desk, photo)
    assert words in page[page.index("Know before you print it") :].partition("</section>")[0]
    # They warn, and forbid nothing.
    save(desk, change(story), "story_form", _verb="publish")
    assert Publication.objects.filter(story=story).exists()


def test_terms_of_the_organisation_warn_where_the_photo_has_none_of_its_own(desk: Client) -> None:
    press = make.organization("Far Press", default_usage_terms="NO ARCHIVES")
    story = make.story()
    make.caption(story, make.photo(organization=press))
    assert "Photo 1: The file says “NO ARCHIVES”" in asked(desk, story)
    Photo.objects.update(usage_terms="Settled with them by telephone.")
    assert "Know before" not in asked(desk, story)


def test_what_is_in_order_warns_of_nothing(desk: Client) -> None:
    photo = make.photo(usable_until=timezone.now() + 48 * HOUR, no_syndication=True)
    story = make.story()
    make.caption(story, photo)
    assert "Know before" not in asked(desk, story)
    assert "Know before" not in page_of(desk, photo)


def test_warnings_of_many_photos_take_one_query(
    desk: Client, django_assert_max_num_queries: Any
) -> None:
    story = make.story()
    press = make.organization("Far Press", default_usage_terms="NO ARCHIVES")
    for position in range(12):
        photo = make.photo(data=make.jpeg(color=f"#00{position:02}00"), organization=press)
        make.caption(story, photo, position=position)
    with django_assert_max_num_queries(25):
        said = asked(desk, story)
    assert said.count("NO ARCHIVES") == 12


def test_a_picture_made_by_a_program_is_marked_in_the_story_form(desk: Client) -> None:
    story = make.story()
    make.caption(story, make.photo(digital_source_type="trainedAlgorithmicMedia"))
    card = desk.get(change(story)).content.decode()
    assert '<span class="badge" data-state="held">made by a program</span>' in card
