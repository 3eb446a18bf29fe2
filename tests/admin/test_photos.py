from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from articles.models import Photo, Rendition
from articles.publishing import actions, photos
from articles.publishing.addresses import path_of
from tests import cast, make
from tests.forms import form_fields, save

pytestmark = pytest.mark.django_db
ADD = "/admin/articles/photo/add/"


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(cast.editor())
    return client


def upload(desk: Client, data: bytes, name: str = "x.jpg", **typed: str) -> str:
    form = form_fields(desk.get(ADD).content.decode(), "photo_form")
    file = SimpleUploadedFile(name, data)
    return desk.post(ADD, form | {"upload": file} | typed, follow=True).content.decode()


def picture_address(page: str) -> str:
    start = page.index('src="/media/') + len('src="')
    return page[start : page.index('"', start)]


def test_an_upload_is_kept_untouched_and_private_under_a_name_of_ours(desk: Client) -> None:
    data = make.jpeg()
    upload(desk, data, "../../Ana's source, home.jpg", alt_text="Teal", credit_as_printed="A/B")
    photo = Photo.objects.get()
    folder = Path(settings.STORAGES["masters"]["OPTIONS"]["location"])
    assert (folder / photo.master.name).read_bytes() == data
    assert "source" not in photo.master.name
    assert (photo.width_px, photo.height_px) == (90, 60)
    assert photo.credit_as_printed == "A/B"
    for address in (f"/media/{photo.master.name}", f"/media/masters/{photo.master.name}"):
        assert desk.get(address).status_code == 404


@pytest.mark.parametrize(
    "data", [b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"<html>", make.jpeg()[:300]]
)
def test_what_is_no_whole_picture_is_refused_with_a_sentence(desk: Client, data: bytes) -> None:
    page = upload(desk, data, alt_text="Kept words")
    assert "errorlist" in page
    assert "Kept words" in page
    assert not Photo.objects.exists()


def test_credit_and_caption_come_from_the_file_unless_typed(desk: Client) -> None:
    stream = BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "A bridge at dawn"
    Image.new("RGB", (40, 30)).save(stream, "JPEG", exif=exif)
    upload(desk, stream.getvalue(), alt_text="A bridge")
    stream = BytesIO()
    Image.new("RGB", (40, 30), "red").save(stream, "JPEG", exif=exif)
    upload(desk, stream.getvalue(), alt_text="A bridge", library_caption="Typed")
    captions = Photo.objects.order_by("pk").values_list("library_caption", flat=True)
    assert list(captions) == ["A bridge at dawn", "Typed"]


def test_a_picture_that_is_known_leads_to_its_photo_and_keeps_what_was_typed(desk: Client) -> None:
    known = make.photo(library_caption="Harbour at dawn")
    page = upload(desk, make.jpeg(), alt_text="Kept words")
    assert "This picture is in the library already:" in page
    assert f'<a href="/admin/articles/photo/{known.pk}/change/">Harbour at dawn</a>' in page
    assert "Kept words" in page
    assert Photo.objects.get() == known


def test_a_drafts_picture_has_no_public_address_until_published(desk: Client) -> None:
    story = make.story()
    photo = make.photo()
    make.caption(story, photo)
    by = cast.editor("second")
    assert desk.get(f"/admin/articles/photo/{photo.pk}/picture/").status_code == 200
    actions.publish(story, by=by)
    address = picture_address(desk.get(path_of(story)).content.decode())
    stranger = Client()
    assert stranger.get(address).status_code == 200
    assert stranger.get(address)["Content-Type"] == "image/jpeg"
    actions.withdraw(story, by=by, words="Gone.")
    assert stranger.get(address).status_code == 404
    other = make.story("Another")
    make.caption(other, photo)
    actions.publish(other, by=by)
    assert stranger.get(address).status_code == 200


def test_a_photo_withdrawn_in_the_admin_leaves_every_page_and_its_address(desk: Client) -> None:
    story = make.story()
    photo = make.photo()
    make.caption(story, photo, text="The caption goes too.")
    actions.publish(story, by=cast.editor("second"))
    address = picture_address(desk.get(path_of(story)).content.decode())
    save(desk, f"/admin/articles/photo/{photo.pk}/change/", "photo_form", withdrawn="on")
    assert desk.get(address).status_code == 404
    for page in ("/", "/sections/news/", path_of(story)):
        assert "/media/" not in desk.get(page).content.decode()
    assert "The caption goes too." not in desk.get(path_of(story)).content.decode()


def test_a_right_that_ends_ends_at_its_second(desk: Client) -> None:
    story = make.story()
    now = timezone.now()
    photo = make.photo(usable_until=now + timedelta(hours=1))
    make.caption(story, photo)
    actions.publish(story, by=cast.editor("second"))
    address = picture_address(desk.get(path_of(story)).content.decode())
    Photo.objects.filter(pk=photo.pk).update(usable_until=now)
    photo.refresh_from_db()
    photos.apply_rights(photo, by=None)
    assert desk.get(address).status_code == 404


@pytest.mark.parametrize(
    "name", ["../secret", "%2e%2e/secret", "ab/abc-1200.jpg", f"ab/ab{'0' * 38}-99999.jpg", "x\0y"]
)
def test_made_up_picture_names_lead_nowhere(desk: Client, name: str) -> None:
    assert desk.get(f"/media/{name}").status_code == 404


def test_looking_at_a_withdrawn_photo_leaves_no_public_file(desk: Client) -> None:
    story = make.story()
    photo = make.photo()
    make.caption(story, photo)
    actions.publish(story, by=None)
    photo.withdrawn = True
    photo.save()
    photos.apply_rights(photo, by=None)
    answer = desk.get(f"/admin/articles/photo/{photo.pk}/picture/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert answer["Cache-Control"].startswith("private")
    actions.publish(story, by=cast.editor("second"))
    assert not Rendition.objects.exists()
