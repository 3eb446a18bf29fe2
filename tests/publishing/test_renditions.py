"""Public pictures: one at once, the others soon, none that may not be shown."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import call_command
from django.test import Client
from django_tasks_db.models import DBTaskResult

from articles import imaging
from articles.imaging import Crop, Format
from articles.models import Notice, Photo, PublicationPhoto, Rendition, Story
from articles.publishing import actions, checks, masters, photos, purging, renditions
from articles.publishing.addresses import path_of
from articles.reader.edition import forget_edition
from tests import cast, make

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 18, 16, tzinfo=UTC)
HOUR = timedelta(hours=1)
LARGE = make.jpeg(1700, 1100)


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOON, tick=False) as coordinates:
        yield coordinates


def live_story(headline: str = "Bridge opens on Monday", **fields: Any) -> tuple[Story, Photo]:
    story = make.story(headline)
    photo = make.photo(**{"data": LARGE} | fields)
    make.caption(story, photo)
    actions.publish(story, by=None)
    return story, photo


def page_of(client: Client, story: Story) -> str:
    forget_edition()
    answer = client.get(path_of(story))
    assert answer.status_code == 200
    return answer.content.decode()


def addresses(page: str) -> set[str]:
    """Every public picture a page leads to."""
    pieces = page.replace('"', " ").replace(",", " ").split()
    return {piece for piece in pieces if piece.startswith("/media/")}


def stored(folder: str = "") -> set[str]:
    """The names of all public files."""
    store = storages["renditions"]
    try:
        folders, names = store.listdir(folder)
    except FileNotFoundError:
        return set()
    inner = (stored(f"{folder}{one}/") for one in folders)
    return {f"{folder}{name}" for name in names}.union(*inner)


# Made


def test_a_page_shows_one_small_picture_until_all_are_made(client: Client) -> None:
    story, photo = live_story()
    page = page_of(client, story)
    assert len(addresses(page)) == 1
    assert "image/avif" not in page
    assert 'width="480" height="311"' in page
    renditions.make(photo)
    page = page_of(client, story)
    widths = imaging.WIDTHS_PX[Crop.WHOLE]
    assert len(addresses(page)) == len(widths) * len(Format)
    assert 'type="image/avif"' in page
    assert 'width="1600" height="1035"' in page
    for address in addresses(page):
        assert client.get(address).status_code == 200, address


def test_lists_show_the_lead_and_the_list_cut(client: Client) -> None:
    story, photo = live_story()
    make.caption(other := make.story("Another"), make.photo(data=make.jpeg(1000, 1000)))
    actions.publish(other, by=None)
    renditions.make(photo)
    renditions.make(other.captions.get().photo)
    forget_edition()
    page = client.get("/").content.decode()
    assert {address.split("-")[1] for address in addresses(page)} == {"lead", "list"}
    for address in addresses(page):
        assert client.get(address).status_code == 200, address


def test_pictures_are_kept_for_a_year_as_what_changes_changes_their_name(client: Client) -> None:
    story, _photo = live_story()
    (address,) = addresses(page_of(client, story))
    headers = client.get(address).headers
    assert headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert headers["Content-Type"] == "image/jpeg"


def test_a_photo_nothing_lies_ready_of_is_left_out_and_not_broken(client: Client) -> None:
    story, _photo = live_story()
    Rendition.objects.all().delete()
    page = page_of(client, story)
    assert "<img" not in page
    assert "<figure" not in page


def test_what_is_not_noted_is_not_served(client: Client) -> None:
    """A file that was being written when the machine went down."""
    story, photo = live_story()
    name = imaging.rendition_name(photo.rendition_key, "whole", 800, "avif")
    storages["renditions"].save(name, ContentFile(b"half a pict"))
    assert client.get(f"/media/{name}").status_code == 404
    renditions.make(photo)
    answer = client.get(f"/media/{name}")
    assert answer.content[4:12] == b"ftypavif"
    assert stored() == {renditions.name_of(one) for one in Rendition.objects.all()}


def test_a_small_photo_is_not_enlarged() -> None:
    _story, photo = live_story(data=make.jpeg(500, 700))
    renditions.make(photo)
    assert max(Rendition.objects.values_list("width_px", flat=True)) == 500


@pytest.mark.parametrize(
    "change",
    [
        {"credit_as_printed": "Ida Quimby / The Harbour Courier"},
        {"focus_x_permille": 100},
        {"usage_terms": "One use."},
        {"copyright_notice": "© 2026"},
    ],
)
def test_after_a_change_pages_keep_the_old_pictures_until_the_new_are_there(
    client: Client, change: dict[str, Any]
) -> None:
    story, photo = live_story()
    renditions.make(photo)
    before = addresses(page_of(client, story))
    for name, value in change.items():
        setattr(photo, name, value)
    photo.save()
    renditions.refresh(photo)
    assert addresses(page_of(client, story)) == before
    renditions.make(photo)
    after = addresses(page_of(client, story))
    assert len(after) == len(before)
    assert not after & before
    assert all(client.get(address).status_code == 200 for address in after)
    assert all(client.get(address).status_code == 404 for address in before)


def test_the_files_before_a_change_are_deleted(
    client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    _story, photo = live_story()
    renditions.make(photo)
    before = stored()
    with django_capture_on_commit_callbacks(execute=True):
        photo.focus_x_permille = 10
        photo.save()
        renditions.refresh(photo)
    assert len(stored()) == len(before)
    assert not stored() & before


def test_two_photos_of_one_picture_each_carry_their_own_credit() -> None:
    _story, first = live_story()
    _other, second = live_story("Another", credit_as_printed="Somebody else")
    assert first.sha256 == second.sha256
    assert first.rendition_key != second.rendition_key
    renditions.remove(first)
    assert Rendition.objects.filter(key=second.rendition_key).exists()


def test_an_older_version_keeps_the_picture_it_was_published_with(client: Client) -> None:
    story, photo = live_story()
    other = make.jpeg(1600, 900, "red")
    photos.put_master(photo, imaging.inspect_master(other), other)
    photo.save()
    renditions.refresh(photo)
    renditions.make(photo)
    assert 'width="1600" height="1035"' in page_of(client, story)
    actions.publish(story, by=cast.editor())
    assert 'width="1600" height="900"' in page_of(client, story)


def test_a_photo_changed_while_its_pictures_are_made_leaves_nothing_behind(
    django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    _story, photo = live_story()
    make_renditions = imaging.make_renditions

    def slowly(*args: Any, **options: Any) -> Iterator[Any]:
        row = Photo.objects.get(pk=photo.pk)
        row.withdrawn = True
        row.save()
        photos.apply_rights(row, by=None)
        yield from make_renditions(*args, **options)

    monkeypatch.setattr(imaging, "make_renditions", slowly)
    with django_capture_on_commit_callbacks(execute=True):
        renditions.make(photo)
    assert stored() == set()
    assert not Rendition.objects.exists()


# Taken away


def test_a_withdrawn_photo_leaves_no_public_file_and_comes_back_at_once(
    client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    story, photo = live_story()
    renditions.make(photo)
    before = addresses(page_of(client, story))
    for withdrawn in (True, False):
        photo.withdrawn = withdrawn
        photo.save()
        with django_capture_on_commit_callbacks(execute=True):
            photos.apply_rights(photo, by=cast.editor(f"edith-{withdrawn}"))
        assert bool(stored()) is not withdrawn
        for address in before:
            assert (client.get(address).status_code == 200) is not withdrawn
        assert bool(addresses(page_of(client, story))) is not withdrawn


def test_the_desk_is_told_which_stories_a_photo_has_left() -> None:
    rosa = cast.reporter()
    story, photo = live_story()
    Story.objects.filter(pk=story.pk).update(begun_by=rosa)
    make.caption(make.story("A draft", begun_by=rosa), photo)
    photo.withdrawn = True
    photo.save()
    assert photos.apply_rights(photo, by=cast.editor()) == [story]
    notice = Notice.objects.get()
    assert (notice.to, notice.story, notice.verb) == (rosa, story, "photo_left")
    assert list(photos.stories_without(photo, NOON)) == [story]
    assert photos.apply_rights(photo, by=cast.editor("second")) == []


@pytest.fixture
def queue(settings: Any) -> None:
    """The queue as production has it."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@pytest.mark.usefixtures("queue")
def test_when_a_right_ends_a_task_deletes_the_files_and_tells_the_desk(
    client: Client, clock: Any, django_capture_on_commit_callbacks: Any
) -> None:
    rosa = cast.reporter()
    story, photo = live_story()
    Story.objects.filter(pk=story.pk).update(begun_by=rosa)
    renditions.make(photo)
    photo.usable_until = NOON + HOUR
    photo.save()
    with django_capture_on_commit_callbacks(execute=True):
        photos.apply_rights(photo, by=None)
    (waiting,) = DBTaskResult.objects.filter(task_path__endswith="right_ended")
    assert waiting.run_after == NOON + HOUR
    with django_capture_on_commit_callbacks(execute=True):
        photos.right_ended.call(photo.pk)
    assert stored(), "too early"
    clock.move_to(NOON + HOUR)
    assert not addresses(page_of(client, story))
    with django_capture_on_commit_callbacks(execute=True):
        photos.right_ended.call(photo.pk)
    assert stored() == set()
    assert Notice.objects.get(to=rosa).words.startswith("Its right has ended")


def test_an_engine_that_cannot_wait_is_not_asked_to(
    clock: Any, django_capture_on_commit_callbacks: Any
) -> None:
    """What would have been done then is done by make_renditions."""
    story, photo = live_story()
    photo.usable_until = NOON + HOUR
    photo.save()
    with django_capture_on_commit_callbacks(execute=True):
        photos.apply_rights(photo, by=None)
    clock.move_to(NOON + 2 * HOUR)
    with django_capture_on_commit_callbacks(execute=True):
        call_command("make_renditions", tidy=True, stdout=StringIO())
    assert stored() == set()


class Hook(BaseHTTPRequestHandler):
    """A CDN's hook that remembers what it was told; it fails the first time."""

    told: list[tuple[str, dict[str, Any]]]
    status: list[int]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.told.append((self.headers["Authorization"], json.loads(body)))
        self.send_response(self.status.pop(0))
        self.end_headers()

    def log_message(self, *_words: Any) -> None:
        pass


@pytest.fixture
def hook(settings: Any) -> Iterator[type[Hook]]:
    class One(Hook):
        told = []
        status = [200] * 9

    with HTTPServer(("127.0.0.1", 0), One) as server:
        settings.NEWSROOM_PURGE_URL = f"http://127.0.0.1:{server.server_port}/purge"
        settings.NEWSROOM_PURGE_TOKEN = "let-me-in"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield One
        server.shutdown()


def test_the_cdn_is_told_what_is_gone(
    client: Client, hook: type[Hook], django_capture_on_commit_callbacks: Any
) -> None:
    story, photo = live_story()
    renditions.make(photo)
    shown = addresses(page_of(client, story))
    photo.withdrawn = True
    photo.save()
    with django_capture_on_commit_callbacks(execute=True):
        photos.apply_rights(photo, by=None)
    ((token, said),) = hook.told
    assert token == "Bearer let-me-in"
    assert shown <= set(said["paths"])


@pytest.mark.usefixtures("queue")
def test_a_hook_that_fails_is_asked_again(hook: type[Hook]) -> None:
    hook.status[0] = 503
    purging.purge_soon.call(["/media/x"])
    again = DBTaskResult.objects.get()
    assert again.run_after > NOON
    assert again.args_kwargs["args"] == [["/media/x"], 2]


# What a photo may be used for


def test_a_photo_is_printed_in_as_many_stories_as_was_agreed() -> None:
    story, photo = live_story(max_uses=1)
    actions.publish(story, by=cast.editor())
    other = make.story("Another bridge")
    make.caption(other, photo)
    with pytest.raises(checks.NotReady) as refused:
        actions.publish(other, by=cast.editor("second"))
    (lack,) = refused.value.lacks
    assert lack.field == "captions"
    assert lack.message == "Photo 1 may be printed once, and was: in “Bridge opens on Monday”."
    photo.max_uses = 2
    photo.save()
    actions.publish(other, by=cast.editor("third"))


def test_versions_know_what_must_not_be_passed_on() -> None:
    _story, photo = live_story(no_syndication=True)
    assert PublicationPhoto.objects.get().no_syndication
    photo.no_syndication = False
    photo.save()
    photos.apply_rights(photo, by=None)
    assert not PublicationPhoto.objects.get().no_syndication


def test_the_terms_of_the_organisation_hold_where_the_photo_has_none() -> None:
    agency = make.organization("Associated Press", default_usage_terms="Editorial use only.")
    _story, photo = live_story(organization=agency)
    renditions.make(photo)
    one = Rendition.objects.get(crop="whole", width_px=800, format="jpg")
    with storages["renditions"].open(renditions.name_of(one)) as file:
        assert imaging.read_facts(file.read()).usage_terms == "Editorial use only."


# The command


def made(**options: Any) -> str:
    out = StringIO()
    call_command("make_renditions", stdout=out, stderr=out, **options)
    return out.getvalue()


def test_the_command_makes_what_is_missing_and_goes_on_where_it_was(
    django_assert_max_num_queries: Any,
) -> None:
    _story, photo = live_story()
    make.photo(data=make.jpeg(color="red"))
    make.photo(data=make.jpeg(color="blue"), withdrawn=True)
    make.photo(data=b"")
    assert "Photos with new pictures: 2; that cannot be read: 0" in made()
    for row in Photo.objects.filter(withdrawn=False).exclude(sha256=""):
        assert Rendition.objects.complete().filter(key=row.rendition_key).exists()
    Rendition.objects.filter(key=photo.rendition_key).delete()
    assert "Photos with new pictures: 1;" in made()
    with django_assert_max_num_queries(4):
        assert "Photos with new pictures: 0;" in made()


def test_the_command_names_what_it_cannot_read_and_makes_the_others() -> None:
    _story, photo = live_story()
    make.photo(data=make.jpeg(color="red"))
    storages["masters"].delete(photo.master.name)
    said = made()
    assert f"Photo {photo.pk} ({photo})" in said
    assert "Photos with new pictures: 1; that cannot be read: 1" in said


def test_the_command_makes_new_pictures_where_names_have_changed(
    client: Client, settings: Any
) -> None:
    """As after an upgrade, or with another key."""
    story, photo = live_story()
    renditions.make(photo)
    settings.NEWSROOM_PHOTO_KEY = "another"
    Photo.objects.update(rendition_key="")
    before = addresses(page_of(client, story))
    assert "Photos with new pictures: 1;" in made()
    after = addresses(page_of(client, story))
    assert len(after) == len(before) and not after & before


def test_tidying_takes_files_nobody_knows_and_leaves_fresh_ones(clock: Any) -> None:
    live_story()
    store = storages["renditions"]
    store.save("00/old.jpg", ContentFile(b"x"))
    kept = stored() - {"00/old.jpg"}
    assert "Files deleted: 0" in made(tidy=True)
    clock.move_to(datetime.now(UTC) + timedelta(days=20000))
    assert "Files deleted: 1" in made(tidy=True)
    assert kept <= stored()


def test_the_same_bytes_are_one_photo() -> None:
    by = cast.reporter()
    first, is_new = photos.take_in(LARGE, name="DSC_1.JPG", by=by)
    second, is_new_again = photos.take_in(LARGE, name="again.jpg", by=cast.editor())
    assert (is_new, is_new_again) == (True, False)
    assert first == second
    assert Photo.objects.count() == 1
    assert masters.read_master(first.sha256) == LARGE
    assert Rendition.objects.filter(key=first.rendition_key).count() == 1
