"""Pictures that come beside a file: found within its folders only, checked, given back."""

from io import BytesIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.core.files.storage import storages
from django.test import Client
from PIL import Image

from articles import imaging
from articles.imaging import make_renditions
from articles.models import Photo, PublicationPhoto, Rendition
from tests import make
from tests.imports.loading import (
    ADDRESS,
    PUBLISHED,
    Record,
    counts,
    everything,
    file,
    files,
    load,
    record,
    refused,
    story,
)

pytestmark = pytest.mark.django_db


def photo(master: Any = "lead.jpg", **fields: Any) -> Record:
    return record("photo", source="wire", source_id="p", master=master, **fields)


def shown(**fields: Any) -> list[Record]:
    """A photo and a published story that shows it."""
    return [
        photo(**fields),
        story(**PUBLISHED),
        record("caption", story=["wire", "1"], photo=["wire", "p"], text="The bridge"),
    ]


def public_name(crop: str, width_px: int, photo_format: str = "jpg") -> str:
    key = PublicationPhoto.objects.get().rendition_key
    return imaging.rendition_name(key, crop, width_px, photo_format)


@pytest.mark.parametrize("folder", ["in.media", "media", "."])
def test_a_picture_beside_the_file_is_shown(folder: str, client: Client, tmp_path: Path) -> None:
    (tmp_path / folder).mkdir(exist_ok=True)
    (tmp_path / folder / "lead.jpg").write_bytes(make.jpeg(1800, 1200))
    load(file(tmp_path, *shown(alt_text="A bridge")))
    row = Photo.objects.get()
    assert (row.width_px, row.height_px, row.alt_text) == (1800, 1200, "A bridge")
    assert "lead" not in row.master.name
    name = public_name("whole", 480)
    assert f'src="/media/{name}"' in client.get(ADDRESS).content.decode()
    assert b"".join(client.get(f"/media/{name}"))[:3] == b"\xff\xd8\xff"


def test_the_files_of_a_name_stand_before_those_of_the_folder(tmp_path: Path) -> None:
    for folder, color in (("in.media", "red"), ("media", "green"), (".", "blue")):
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / "lead.jpg").write_bytes(make.jpeg(color=color))
    load(file(tmp_path, photo()))
    red = imaging.inspect_master(make.jpeg(color="red"))
    assert Photo.objects.get().sha256 == red.sha256


def test_the_same_bytes_are_one_file_and_twice_changes_nothing(tmp_path: Path) -> None:
    for name in ("lead.jpg", "again.jpg"):
        (tmp_path / name).write_bytes(make.jpeg())
    second = record("photo", source="wire", source_id="q", master="again.jpg")
    wire = file(tmp_path, *shown(), second)
    load(wire)
    before = everything()
    assert len(files()) == 2  # the master, and what readers get until all is made
    assert Photo.objects.filter(sha256=Photo.objects.first().sha256).count() == 2
    assert counts(load(wire)) == "0 new, 0 changed, 4 unchanged; 0 published"
    assert everything() == before


def _outside(tmp_path: Path) -> Path:
    path = tmp_path.parent / f"{tmp_path.name}-outside.jpg"
    path.write_bytes(make.jpeg())
    return path


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("missing.jpg", "no picture “missing.jpg” beside the file; put it into "),
        ("../{outside}", "leads out of the folder"),
        ("a/../../{outside}", "leads out of the folder"),
        ("{absolute}", "leads out of the folder"),
        ("/etc/passwd", "leads out of the folder"),
        ("link.jpg", "is a link that leads out of the folder"),
        ("folder", "no picture “folder”"),
        ("loop.jpg", "“loop.jpg”"),
        ("x" * 5000, "is no file that can be read"),
        ("drawing.svg", "This is a SVG file, not a photo"),
        ("cut.jpg", "This photo is damaged or incomplete"),
        ("page.jpg", "This is a HTML file"),
        ("empty.jpg", "This file is empty"),
        ("in.json", "is not a photo"),
    ],
)
def test_what_is_no_picture_of_the_folder_is_refused(
    name: str, expected: str, tmp_path: Path
) -> None:
    outside = _outside(tmp_path)
    (tmp_path / "link.jpg").symlink_to(outside)
    (tmp_path / "loop.jpg").symlink_to(tmp_path / "loop.jpg")
    (tmp_path / "folder").mkdir()
    (tmp_path / "a").mkdir()
    (tmp_path / "drawing.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    (tmp_path / "cut.jpg").write_bytes(make.jpeg(900, 600)[:-4000])
    (tmp_path / "page.jpg").write_text("<html><script>alert(1)</script>")
    (tmp_path / "empty.jpg").write_bytes(b"")
    name = name.format(outside=outside.name, absolute=outside)
    message = refused(file(tmp_path, story(), photo(name)))
    assert "in.json:3 (record 2): master: " in message
    assert expected in message


@pytest.mark.parametrize(
    ("master", "expected"),
    [
        (5, "master: 5: expected a text"),
        (["a.jpg"], "master: ['a.jpg']: expected a text"),
        ("a\0b.jpg", "master: "),
    ],
)
def test_a_name_that_is_none_is_refused(master: Any, expected: str, tmp_path: Path) -> None:
    assert expected in refused(file(tmp_path, photo(master)))


def test_another_picture_than_meant_is_refused(tmp_path: Path) -> None:
    (tmp_path / "lead.jpg").write_bytes(make.jpeg())
    assert "sha256: “lead.jpg” is not the picture meant" in refused(
        file(tmp_path, photo(sha256="0" * 64))
    )


def test_measures_without_a_picture_are_not_believed(tmp_path: Path) -> None:
    """Else a record could show the private picture of another photo."""
    secret = make.photo(data=make.jpeg(color="black"))
    load(
        file(
            tmp_path,
            record("photo", source="wire", source_id="p", sha256=secret.sha256, width_px=9),
        )
    )
    loaded = Photo.objects.get(source="wire")
    assert (loaded.sha256, loaded.width_px, loaded.master.name) == ("", 0, "")


@pytest.mark.parametrize("late", [False, True])
def test_a_failed_run_leaves_no_file(late: bool, tmp_path: Path) -> None:
    """Neither masters nor what readers get; those that were there stay."""
    make.photo(data=make.jpeg(color="red"))
    (tmp_path / "lead.jpg").write_bytes(make.jpeg())
    (tmp_path / "here.jpg").write_bytes(make.jpeg(color="red"))
    also = record("photo", source="wire", source_id="q", master="here.jpg")
    bad = record("byline", story=["wire", "2"]) if late else record("byline", position="x")
    kept = files()
    noted = Rendition.objects.count()
    assert len(kept) == 2
    refused(file(tmp_path, *shown(), also, bad))
    assert files() == kept
    assert Rendition.objects.count() == noted


def test_pictures_are_made_before_the_database_is_locked(tmp_path: Path) -> None:
    (tmp_path / "lead.jpg").write_bytes(make.jpeg())
    seen = []

    def slow(*args: Any, **options: Any) -> Any:
        seen.append(Photo.objects.count())
        return make_renditions(*args, **options)

    with patch("articles.imaging.make_renditions", slow):
        load(file(tmp_path, *shown()))
    assert seen == [0]


def test_all_cuts_of_what_came_in_are_made_after_the_commit(
    client: Client, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    (tmp_path / "lead.jpg").write_bytes(make.jpeg(1800, 1200))
    with django_capture_on_commit_callbacks(execute=True):
        load(file(tmp_path, *shown(alt_text="A bridge")))
    page = client.get(ADDRESS).content.decode()
    for width_px in imaging.WIDTHS_PX[imaging.Crop.WHOLE]:
        for photo_format in imaging.Format:
            name = public_name("whole", width_px, photo_format)
            assert f"/media/{name} {width_px}w" in page
            answer = client.get(f"/media/{name}")
            assert answer["Content-Type"] == photo_format.content_type


def test_a_rendition_names_photographer_and_credit(client: Client, tmp_path: Path) -> None:
    (tmp_path / "lead.jpg").write_bytes(make.jpeg())
    ana = record("person", 3, name="Ana Whitlock", slug="ana")
    load(file(tmp_path, *shown(credit_as_printed="A. W. / AP", photographer=3), ana))
    with storages["renditions"].open(public_name("whole", 90)) as stored:
        data = stored.read()
    assert b"Ana Whitlock" in data
    assert b"A. W. / AP" in data


def test_drafts_have_no_pictures_for_readers(tmp_path: Path) -> None:
    (tmp_path / "lead.jpg").write_bytes(make.jpeg())
    photo_, draft, caption = shown()
    draft["fields"]["state"] = "draft"
    load(file(tmp_path, photo_, draft, caption))
    assert [path.parent.parent.name for path in files()] == ["masters"]


def with_words(credit: str, caption: str) -> bytes:
    """A JPEG that carries its credit and caption as IPTC-IIM."""
    fields = b"\x1c\x01\x5a\x00\x03\x1b%G"
    for number, words in ((110, credit), (120, caption)):
        data = words.encode()
        fields += bytes([0x1C, 2, number]) + len(data).to_bytes(2) + data
    block = b"8BIM\x04\x04\x00\x00" + len(fields).to_bytes(4) + fields + b"\0" * (len(fields) % 2)
    segment = b"Photoshop 3.0\0" + block
    stream = BytesIO()
    Image.new("RGB", (90, 60), "teal").save(
        stream, "JPEG", extra=b"\xff\xed" + (len(segment) + 2).to_bytes(2) + segment
    )
    return stream.getvalue()


def test_the_pictures_own_words_fill_what_the_record_leaves_out(tmp_path: Path) -> None:
    (tmp_path / "lead.jpg").write_bytes(with_words("Bo Carr / AP", "The <b>bridge</b>\0"))
    (tmp_path / "long.jpg").write_bytes(with_words("x" * 301, "Long"))
    long = record("photo", source="wire", source_id="q", master="long.jpg")
    said = load(file(tmp_path, photo(library_caption=""), long))
    row = Photo.objects.get(source_id="p")
    assert (row.credit_as_printed, row.library_caption) == ("Bo Carr / AP", "")
    assert "credit_as_printed: what the picture holds is too long, left out" in said
    load(file(tmp_path, photo()))
    row.refresh_from_db()
    assert row.library_caption == "The <b>bridge</b>"


def test_the_desks_picture_stays_and_the_files_is_given_back(tmp_path: Path) -> None:
    (tmp_path / "lead.jpg").write_bytes(make.jpeg())
    load(file(tmp_path, photo()))
    before = files()
    (tmp_path / "lead.jpg").write_bytes(make.jpeg(color="red"))
    assert "kept as the desk has it" in load(file(tmp_path, photo()))
    assert files() == before
    load(file(tmp_path, photo()), overwrite=True)
    assert len(files()) == len(before) + 1


def test_a_photo_that_was_taken_back_disappears_from_its_pages(
    client: Client, tmp_path: Path
) -> None:
    (tmp_path / "lead.jpg").write_bytes(make.jpeg())
    load(file(tmp_path, *shown()))
    assert "<figure>" in client.get(ADDRESS).content.decode()
    load(file(tmp_path, record("photo", source="wire", source_id="p", withdrawn=True)))
    assert "<figure>" not in client.get(ADDRESS).content.decode()


@pytest.mark.parametrize("uids", [False, True])
def test_a_photo_that_stands_twice_in_a_story_is_printed_once(
    uids: bool, client: Client, tmp_path: Path
) -> None:
    """O4: one photo under two keys, its caption once with a double space."""
    (tmp_path / "lead.jpg").write_bytes(make.jpeg())
    again = record("photo", source="wire", source_id="q", master="lead.jpg")
    words = {"p": "The bridge on Friday", "q": "The  bridge on Friday "}
    captions = [
        record("caption", story=["wire", "1"], photo=["wire", key], text=words[key])
        for key in ("p", "q", "p")
    ]
    other = record("caption", story=["wire", "1"], photo=["wire", "p"], text="Another day")
    if uids:
        for number, caption in enumerate(captions):
            caption["fields"]["uid"] = f"0b6f3d1e-9f5e-4f6a-8a57-1c7e1c0f2d0{number}"
    words_too = {"alt_text": "A bridge", "credit_as_printed": "Mara Lind"}
    wire = file(
        tmp_path, photo(**words_too), again, story(**PUBLISHED), *captions, other,
    )  # fmt: skip
    said = load(wire)
    page = client.get(ADDRESS).content.decode()
    assert page.count("The bridge on Friday</span>") == 1
    assert page.count("Another day</span>") == 1
    note = "the photo of “The bridge on Friday…” stands there twice; it is printed once"
    assert f"in.json:6 (record 5): {note}" in said
    assert f"in.json:7 (record 6): {note}" in said
    before = everything()
    assert counts(load(wire)).startswith("0 new, 0 changed")
    assert everything() == before
