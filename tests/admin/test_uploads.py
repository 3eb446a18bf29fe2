"""Many photos brought at once, and the words they get in their rows."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from articles.admin import uploads
from articles.models import Photo
from articles.publishing import photos
from tests import cast, make
from tests.forms import form_fields
from tests.imaging import files as imaging_files

pytestmark = pytest.mark.django_db
UPLOAD = "/admin/articles/photo/upload/"
WORDS = "/admin/articles/photo/upload/words/"


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(cast.reporter())
    return client


def file(name: str, data: bytes | None = None, color: str = "teal") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, make.jpeg(color=color) if data is None else data)


def send(desk: Client, *files: SimpleUploadedFile, query: str = "") -> str:
    return desk.post(UPLOAD + query, {"files": list(files)}).content.decode()


def rows(page: str) -> list[str]:
    """The rows of a page, without what stands around them."""
    found = re.findall(r'<li class="(?:upload|sending)" data.*?</li>', page, re.DOTALL)
    return [re.sub(r"\s+", " ", row) for row in found]


def states(page: str) -> list[str]:
    return [re.findall(r'data-state="(\w+)"', row)[0] for row in rows(page)]


def type_words(desk: Client, page: str, query: str = "", **typed: Any) -> str:
    """Save words typed in the rows; `_0` after a field's name means the first photo."""
    pks = list(Photo.objects.order_by("pk").values_list("pk", flat=True))
    sent = form_fields(page, "words-form") | {
        "photo": re.findall(r'name="photo" value="(\d+)"', page)
    }
    for name, value in typed.items():
        field, _, number = name.rpartition("_")
        sent[f"photo-{pks[int(number)]}-{field}" if number.isdecimal() else name] = value
    return desk.post(WORDS + query, sent).content.decode()


# Files


def test_many_files_are_taken_in_and_a_broken_one_spoils_no_other(desk: Client) -> None:
    broken = file("half.jpg", make.jpeg(900, 600)[:600])
    page = send(
        desk, file("a.jpg"), broken, file("b.png", b"<html><body>"), file("c.jpg", color="red")
    )
    assert states(page) == ["new", "refused", "refused", "new"]
    first, half, letter, _last = rows(page)
    assert "a.jpg" in first
    assert f"/admin/articles/photo/{Photo.objects.earliest('pk').pk}/change/" in first
    assert "/picture/" in first
    assert "no credit" in first and "no alt text" in first
    assert "half.jpg" in half and "damaged or incomplete" in half
    assert "This is a HTML file, not a photo." in letter
    assert Photo.objects.count() == 2


def test_script_sends_one_file_and_gets_its_row_alone(desk: Client) -> None:
    answer = send(desk, file("a.jpg"), query="?rows")
    assert len(rows(answer)) == 1
    assert "<html" not in answer and "<form" not in answer


def test_the_row_says_what_the_file_says(desk: Client) -> None:
    data = imaging_files.iim_jpeg(
        (2, 120, b"Gulls over the pier"), (2, 80, b"Mara Lind"), (2, 110, b"The Courier")
    )
    (row,) = rows(send(desk, file("gulls.jpg", data)))
    assert "Gulls over the pier" in row
    assert "Mara Lind / The Courier" in row
    assert "no credit" not in row and "no alt text" in row


def test_the_same_picture_is_one_photo_and_its_row_says_so(desk: Client) -> None:
    page = send(desk, file("a.jpg"), file("copy of a.jpg"))
    assert states(page) == ["new", "known"]
    known = Photo.objects.get()
    assert "In the library already." in rows(page)[1]
    assert f"/admin/articles/photo/{known.pk}/change/" in rows(page)[1]
    # Its words are typed once.
    assert page.count(f'name="photo-{known.pk}-alt_text"') == 1
    assert states(send(desk, file("again.jpg"))) == ["known"]
    assert Photo.objects.get() == known


def test_a_file_larger_than_the_limit_is_refused_before_it_is_read_whole(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("articles.imaging.masters.MAX_BYTES", 1000)
    monkeypatch.setattr(uploads.imaging, "MAX_BYTES", 1000)
    (row,) = rows(send(desk, file("large.jpg", make.jpeg() + bytes(5000))))
    assert "This file is larger than" in row
    assert not Photo.objects.exists()


def test_a_full_disk_is_said_in_the_row_and_the_others_come_in(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep = photos.store_master

    def store(master: Any, data: bytes) -> str:
        if data == make.jpeg():
            raise OSError("No space left on device")
        return keep(master, data)

    monkeypatch.setattr(photos, "store_master", store)
    page = send(desk, file("a.jpg"), file("b.jpg", color="red"))
    assert states(page) == ["failed", "new"]
    assert "could not be kept. Try again" in rows(page)[0]


def test_who_chose_no_file_is_told(desk: Client) -> None:
    assert "No file was chosen." in send(desk)


def test_who_may_add_no_photos_is_turned_away_and_a_stranger_led_to_the_login(
    client: Client,
) -> None:
    client.force_login(cast.user("vera", "view_photo"))
    assert client.get(UPLOAD).status_code == 403
    assert client.post(f"{UPLOAD}?rows", {"files": file("a.jpg")}).status_code == 403
    assert client.post(WORDS, {"photo": 1}).status_code == 403
    assert "Add photos" not in client.get("/admin/articles/photo/").content.decode()
    answer = Client().post(f"{UPLOAD}?rows", {"files": file("a.jpg")})
    assert answer["Location"].startswith("/admin/login/")
    assert not Photo.objects.exists()


def test_a_form_of_an_earlier_login_takes_nothing_in() -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.reporter())
    assert strict.post(f"{UPLOAD}?rows", {"files": file("a.jpg")}).status_code == 403
    assert not Photo.objects.exists()


def test_who_may_only_add_sees_the_words_and_no_fields(client: Client) -> None:
    client.force_login(cast.user("adam", "view_photo", "add_photo"))
    (row,) = rows(send(client, file("a.jpg")))
    assert "<textarea" not in row


def test_an_upload_stands_in_the_photos_history(desk: Client) -> None:
    send(desk, file("gulls.jpg"))
    history = desk.get(f"/admin/articles/photo/{Photo.objects.get().pk}/history/")
    assert "Uploaded “gulls.jpg”." in history.content.decode()


def test_the_list_leads_here_and_here_leads_to_a_photo_without_its_picture(desk: Client) -> None:
    page = desk.get("/admin/articles/photo/").content.decode()
    assert f'<a href="{UPLOAD}" class="addlink">Add photos</a>' in page
    assert 'href="/admin/articles/photo/add/"' in desk.get(UPLOAD).content.decode()
    popup = desk.get("/admin/articles/photo/?_popup=1").content.decode()
    assert "/admin/articles/photo/add/" in popup


@pytest.mark.parametrize("count", [1, 8])
def test_a_row_takes_the_same_queries_however_large_the_library(
    desk: Client, django_assert_max_num_queries: Any, count: int
) -> None:
    for number in range(count):
        make.photo(data=make.jpeg(20 + number))
    with django_assert_max_num_queries(40):
        send(desk, file("a.jpg"), query="?rows")


# Words


def test_words_typed_in_the_rows_are_saved_together(desk: Client) -> None:
    page = send(desk, file("a.jpg"), file("b.jpg", color="red"))
    page = type_words(
        desk, page, library_caption_0="Gulls  over\nthe pier", credit_as_printed_0="Mara Lind",
        alt_text_0="Three gulls.", decorative_1="on",
    )  # fmt: skip
    assert states(page) == ["saved", "saved"]
    first, second = Photo.objects.order_by("pk")
    assert first.library_caption == "Gulls  over\nthe pier"
    assert (first.credit_as_printed, first.alt_text) == ("Mara Lind", "Three gulls.")
    assert second.decorative and not second.credit_as_printed
    assert "a.jpg" in rows(page)[0] and "no credit" not in rows(page)[0]
    found = desk.get("/admin/articles/photo/?q=gulls").content.decode()
    assert "Gulls" in found
    history = desk.get(f"/admin/articles/photo/{first.pk}/history/").content.decode()
    assert "Changed Caption, Credit and Alt text." in history


def test_what_is_typed_wins_over_the_file_and_an_untouched_field_over_nothing(
    desk: Client,
) -> None:
    data = imaging_files.iim_jpeg((2, 120, b"From the file"), (2, 80, b"Mara Lind"))
    page = send(desk, file("a.jpg", data))
    Photo.objects.update(credit_as_printed="Set elsewhere meanwhile")
    type_words(desk, page, library_caption_0="Typed")
    photo = Photo.objects.get()
    assert photo.library_caption == "Typed"
    assert photo.credit_as_printed == "Set elsewhere meanwhile"
    # The same bytes again overwrite nothing.
    send(desk, file("a.jpg", data))
    assert Photo.objects.get().library_caption == "Typed"


def test_one_credit_goes_to_all_that_have_none(desk: Client) -> None:
    page = send(desk, file("a.jpg"), file("b.jpg", color="red"), file("c.jpg", color="navy"))
    type_words(desk, page, credit_as_printed_1="Somebody else", credit_for_all="Mara Lind")
    credits = Photo.objects.order_by("pk").values_list("credit_as_printed", flat=True)
    assert list(credits) == ["Mara Lind", "Somebody else", "Mara Lind"]


def test_words_that_do_not_fit_stay_typed_and_the_others_are_saved(desk: Client) -> None:
    page = send(desk, file("a.jpg"), file("b.jpg", color="red"))
    long = "x" * 301
    page = type_words(desk, page, "?rows", credit_as_printed_0=long, credit_as_printed_1="Mara")
    assert states(page) == ["unsaved", "saved"]
    assert long in rows(page)[0] and "errorlist" in rows(page)[0]
    # From there, too, what was not changed is not taken for a change.
    assert [p.credit_as_printed for p in Photo.objects.order_by("pk")] == ["", "Mara"]


def test_a_credit_that_names_an_agency_is_refused_for_a_photo_that_is_for_sale(
    desk: Client,
) -> None:
    make.organization("Associated Press", kind="wire")
    page = send(desk, file("a.jpg"))
    Photo.objects.update(for_sale=True)
    page = type_words(desk, page, credit_as_printed_0="Ann Lee / Associated Press")
    assert states(page) == ["unsaved"]
    assert "Associated Press is a wire agency" in page


def test_a_photo_deleted_meanwhile_is_said_and_the_others_are_saved(desk: Client) -> None:
    page = send(desk, file("a.jpg"), file("b.jpg", color="red"))
    first = Photo.objects.earliest("pk")
    sent = form_fields(page, "words-form")
    sent["photo"] = [str(pk) for pk in Photo.objects.order_by("pk").values_list("pk", flat=True)]
    first.delete()
    page = desk.post(WORDS, sent | {"photo": [*sent["photo"], "x", "9" * 30]}).content.decode()
    assert states(page) == ["refused", "saved"]
    assert "deleted in the meantime" in page
