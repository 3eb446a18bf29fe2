import io
import random
import struct
import zipfile

import pytest
from PIL import Image

from articles.imaging import PhotoRefused, inspect_master
from tests.imaging.files import animation, jpeg, picture, png_chunk, refusal, segment, with_packet

FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "GIF", "TIFF")
PAGE = b"<!doctype html><title>x</title><script>alert(1)</script>"


def archive(**files):
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as packed:
        for name, content in (files or {"page.html": PAGE}).items():
            packed.writestr(name, content)
    return output.getvalue()


def two_pictures():
    output = io.BytesIO()
    Image.new("RGB", (60, 40)).save(
        output, "MPO", save_all=True, append_images=[Image.new("RGB", (30, 20))]
    )
    return output.getvalue()


@pytest.mark.parametrize(
    ("photo_format", "name"),
    [
        ("JPEG", "river.jpg"),
        ("JPEG", "RIVER.JPEG"),
        ("JPEG", "river.jpe"),
        ("JPEG", "river.jfif"),
        ("PNG", "river.final.png"),
        ("TIFF", "river.tiff"),
        ("TIFF", "river.tif"),
        ("WEBP", "river.webp"),
        ("JPEG", ""),
        ("JPEG", "river"),
        ("JPEG", ".jpg"),
        ("JPEG", "St. Mary"),
        ("JPEG", "river 18.05.2017"),
        ("JPEG", "../../river.jpg"),
        ("JPEG", "..\\river.jpg"),
        ("JPEG", "ž" * 300 + ".jpg"),
        ("JPEG", "📷.jpg"),
        ("JPEG", "river\u202e.jpg"),
        ("JPEG", "river\0.jpg"),
    ],
)
def test_a_name_that_fits_the_picture_or_says_nothing_is_fine(photo_format, name):
    assert inspect_master(picture(photo_format=photo_format), name=name).format == photo_format


@pytest.mark.parametrize(
    ("photo_format", "name"),
    [
        ("PNG", "river.jpg"),
        ("JPEG", "river.png"),
        ("JPEG", "river.tif"),
        ("TIFF", "river.jpg"),
        ("JPEG", "river.txt"),
        ("JPEG", "river.jpg.php"),
        ("JPEG", "river.php. "),
        ("JPEG", "river.heic"),
        ("GIF", "river.webp"),
        ("JPEG", "gpj.river\u202e.exe"),
    ],
)
def test_a_name_that_says_something_else_is_refused(photo_format, name):
    assert refusal(picture(photo_format=photo_format), name=name) == "misnamed"


def test_the_refusal_says_what_it_is_and_how_to_name_it():
    with pytest.raises(PhotoRefused) as caught:
        inspect_master(picture(photo_format="PNG"), name="River.JPG")
    assert str(caught.value) == (
        "The name of this file ends in “.JPG”, but the picture in it is PNG. Change the ending "
        "of its name to “.png” and upload it again."
    )


@pytest.mark.parametrize("photo_format", FORMATS)
@pytest.mark.parametrize(
    "stranger",
    [
        PAGE,
        b"\n<HTML><body>",
        b"<script>alert(1)</script>",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"%PDF-1.7\n1 0 obj",
        b"<?php system($_GET['x']); ?>",
        archive(),
    ],
    ids=["page", "html", "script", "svg", "pdf", "php", "zip"],
)
def test_a_picture_that_is_also_something_else_is_refused(photo_format, stranger):
    content = picture(photo_format=photo_format)
    assert refusal(content + stranger) == "disguised"
    assert refusal(content + bytes(5_000) + stranger) == "disguised"


def test_a_page_after_the_second_picture_of_a_phone_is_found():
    assert refusal(two_pictures() + PAGE) == "disguised"
    assert refusal(animation("GIF", 3) + PAGE) == "disguised"
    assert refusal(animation("TIFF", 3) + PAGE) == "disguised"


def test_php_is_found_wherever_it_hides():
    program = b"<?PHP system($_GET['x']); __HALT_COMPILER();"
    assert refusal(jpeg(segment(0xFE, program))) == "disguised"
    png = picture(photo_format="PNG")
    assert refusal(png[:33] + png_chunk(b"tEXt", b"a\0" + program) + png[33:]) == "disguised"


def test_a_document_that_begins_inside_the_picture_is_found():
    assert refusal(jpeg(segment(0xFE, b"%PDF-1.4\n1 0 obj"))) == "disguised"


def test_an_archive_is_found_behind_its_own_comment():
    output = io.BytesIO(picture())
    with zipfile.ZipFile(output, "a") as packed:
        packed.writestr("page.html", PAGE)
        packed.comment = b"a comment " * 1_000
    assert refusal(output.getvalue()) == "disguised"


@pytest.mark.parametrize("markup", [PAGE, b"<svg onload='alert(1)'>", b"<html><body>"])
def test_markup_among_a_pictures_own_words_is_only_words(markup):
    assert inspect_master(jpeg(segment(0xFE, markup))).format == "JPEG"
    for photo_format in ("JPEG", "PNG", "WEBP", "AVIF", "TIFF"):
        content = with_packet(b"<x><![CDATA[" + markup + b"]]></x>", photo_format)
        assert inspect_master(content).format == photo_format


def film(megabytes):
    """A film as phones append it to a photo, of bytes that look like anything."""
    pixels = random.Random(17).randbytes(megabytes * 1_000_000)
    return (
        b"\0\0\0\x18ftypmp42" + bytes(12) + struct.pack(">I4s", len(pixels) + 8, b"mdat") + pixels
    )


@pytest.mark.parametrize("photo_format", FORMATS)
@pytest.mark.parametrize(
    "trailer",
    [
        bytes(5_000),
        b"\xff" * 5_000,
        film(20),
        picture(30, 20),
        b"SEFH" + bytes(40) + b"Image_UTC_Data1495101126000" + b"SEFT",
        b"\r\n",
    ],
    ids=["padding", "more padding", "film", "second picture", "maker's block", "line"],
)
def test_what_cameras_append_is_accepted(photo_format, trailer):
    assert inspect_master(picture(photo_format=photo_format) + trailer).format == photo_format


def test_a_motion_photo_with_a_second_picture_is_accepted():
    assert inspect_master(two_pictures() + film(2)).format == "JPEG"


def test_letters_that_pixels_form_by_chance_are_no_page():
    chance = b"<svg \x03\xfe\x00" + b"\xf0<html\x81" + b"<script\x02" + b"PK\5\6" + bytes(20)
    assert inspect_master(picture() + chance).format == "JPEG"
