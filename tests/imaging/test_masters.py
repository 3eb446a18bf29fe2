import hashlib
import io
import struct

import hypothesis.strategies as some
import pytest
from hypothesis import given, settings
from PIL import Image, ImageFile

from articles.imaging import MAX_BYTES, PhotoRefused, inspect_master
from tests.imaging.files import SAMPLES, picture, png, png_chunk, refusal


@pytest.mark.parametrize(
    ("photo_format", "suffix"),
    [
        ("JPEG", ".jpg"),
        ("PNG", ".png"),
        ("WEBP", ".webp"),
        ("AVIF", ".avif"),
        ("GIF", ".gif"),
        ("TIFF", ".tif"),
    ],
)
def test_each_format_of_photos_is_accepted_by_its_content(photo_format, suffix):
    content = picture(photo_format=photo_format)
    master = inspect_master(content)
    assert (master.format, master.suffix) == (photo_format, suffix)
    assert (master.width_px, master.height_px) == (60, 40)
    assert master.sha256 == hashlib.sha256(content).hexdigest()


def test_a_photo_with_a_second_picture_inside_is_a_jpeg():
    output = io.BytesIO()
    second = Image.new("RGB", (30, 20))
    Image.new("RGB", (60, 40)).save(output, "MPO", save_all=True, append_images=[second])
    master = inspect_master(output.getvalue())
    assert (master.format, master.suffix, master.width_px) == ("JPEG", ".jpg", 60)


@pytest.mark.parametrize("photo_format", ["JPEG", "PNG", "WEBP", "AVIF", "TIFF"])
@pytest.mark.parametrize(("turn", "size"), [(3, (60, 40)), (6, (40, 60)), (8, (40, 60))])
def test_the_size_is_given_as_seen_upright(photo_format, turn, size):
    exif = Image.Exif()
    exif[274] = turn
    master = inspect_master(picture(photo_format=photo_format, exif=exif))
    assert (master.width_px, master.height_px) == size


@pytest.mark.filterwarnings("ignore:Corrupt EXIF")
@pytest.mark.parametrize(
    "exif", [b"Exif\0\0", b"Exif\0\0nonsense", b"Exif\0\0II*\0\xff\xff\xff\xff"]
)
def test_a_broken_exif_block_does_not_cost_the_photo(exif):
    assert inspect_master(picture(exif=exif)).width_px == 60


def test_an_orientation_that_does_not_exist_is_ignored():
    exif = Image.Exif()
    exif[274] = 77
    assert inspect_master(picture(exif=exif)).width_px == 60


def test_an_animation_is_judged_by_its_first_frame():
    frames = [Image.new("RGB", (60, 40), colour) for colour in ("red", "blue")]
    for photo_format in ("GIF", "PNG", "WEBP"):
        output = io.BytesIO()
        frames[0].save(output, photo_format, save_all=True, append_images=frames[1:])
        assert inspect_master(output.getvalue()).width_px == 60


def test_a_strip_of_one_pixel_is_a_picture_and_a_longer_one_is_not():
    assert inspect_master(picture(1, 30_000, photo_format="PNG")).height_px == 30_000
    assert refusal(picture(1, 30_001, photo_format="PNG")) == "too_many_pixels"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "svg"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- made by hand -->\n<svg></svg>", "svg"),
        (b"<!DOCTYPE html><title>Not a photo</title>", "html"),
        (b"\n<html><body>404</body></html>", "html"),
        (b"%PDF-1.7\n", "pdf"),
        (b"PK\x03\x04" + b"\0" * 40, "zip"),
        (b"8BPS\0\1" + b"\0" * 40, "photoshop"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 40, "heic"),
        (b"<?php system($_GET['x']);", "not_a_photo"),
        (b"just words", "not_a_photo"),
        (b"BM" + b"\0" * 60, "not_a_photo"),
        (b"\xff\xd8\xff", "damaged"),
        (b"\x89PNG\r\n\x1a\n", "damaged"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "damaged"),
        (b"II*\0", "damaged"),
        (png(png_chunk(b"IDAT", b""), width_px=0), "damaged"),
    ],
)
def test_what_is_not_a_photo_is_refused_with_the_reason(content, code):
    assert refusal(content) == code


def test_a_bitmap_is_refused_although_pillow_could_read_it():
    assert refusal(picture(photo_format="BMP")) == "not_a_photo"


@pytest.mark.parametrize("photo_format", ["JPEG", "PNG", "WEBP", "AVIF", "GIF", "TIFF"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_cut_off_upload_is_refused(photo_format, share):
    options = {"compression": "tiff_lzw"} if photo_format == "TIFF" else {}
    content = picture(photo_format=photo_format, **options)
    assert refusal(content[: int(len(content) * share)]) == "damaged"


def test_a_cut_off_progressive_jpeg_is_refused():
    content = picture(600, 400, progressive=True)
    assert refusal(content[: len(content) // 2]) == "damaged"


def test_broken_files_are_never_completed_with_grey():
    assert ImageFile.LOAD_TRUNCATED_IMAGES is False


def test_a_file_over_the_limit_is_refused_unread():
    assert refusal(b"\xff\xd8\xff" + bytes(MAX_BYTES)) == "too_many_bytes"


def test_the_thumbnail_of_a_camera_raw_is_not_taken_for_the_photo():
    thumbnail = {254: 1}
    assert refusal(picture(photo_format="TIFF", tiffinfo=thumbnail)) == "camera_raw"
    assert refusal(picture(photo_format="TIFF", tiffinfo={50706: b"\1\4\0\0"})) == "camera_raw"


def test_a_tiff_of_either_byte_order_is_a_photo_and_a_bigtiff_is_not():
    assert inspect_master(picture(photo_format="TIFF")).format == "TIFF"
    directory = b"".join(
        struct.pack(">HHI", tag, 3, 1) + struct.pack(">HH", value, 0)
        for tag, value in [(256, 2), (257, 2), (258, 8), (262, 1), (273, 98), (277, 1), (278, 2)]
    )
    content = b"MM\0*\0\0\0\x08\0\7" + directory + bytes(4 + 8)
    assert inspect_master(content).width_px == 2
    assert refusal(picture(photo_format="TIFF", big_tiff=True)) == "not_a_photo"


def test_tones_without_an_agreed_white_are_refused():
    output = io.BytesIO()
    Image.new("F", (4, 4), 0.5).save(output, "TIFF")
    assert refusal(output.getvalue()) == "unusual_tones"


@pytest.mark.parametrize(
    "error",
    [OSError, ValueError, SyntaxError, struct.error, MemoryError, ZeroDivisionError, KeyError],
)
def test_whatever_the_decoder_raises_becomes_a_sentence(error, monkeypatch):
    def fail(_self):
        raise error("internal")

    monkeypatch.setattr(ImageFile.ImageFile, "load", fail)
    assert refusal(picture()) == "damaged"


def test_pillow_is_left_as_it_was():
    before = (Image.MAX_IMAGE_PIXELS, ImageFile.LOAD_TRUNCATED_IMAGES)
    inspect_master(picture())
    refusal((SAMPLES / "decompression_bomb.gif").read_bytes())
    assert before == (Image.MAX_IMAGE_PIXELS, ImageFile.LOAD_TRUNCATED_IMAGES)


@given(some.binary(max_size=400))
def test_random_bytes_are_refused_and_nothing_else(content):
    for beginning in (b"", b"\xff\xd8\xff", b"GIF89a", b"II*\0\x08\0\0\0", b"\x89PNG\r\n\x1a\n"):
        with pytest.raises(PhotoRefused):
            inspect_master(beginning + content)


SOUND = [picture(photo_format=name) for name in ("JPEG", "PNG", "WEBP", "AVIF", "GIF", "TIFF")]


@settings(deadline=None)
@given(
    some.sampled_from(SOUND),
    some.lists(some.tuples(some.floats(0, 0.999), some.integers(0, 255)), max_size=8),
)
def test_a_damaged_photo_is_accepted_or_refused_but_never_an_error(content, changes):
    damaged = bytearray(content)
    for place, value in changes:
        damaged[int(place * len(damaged))] = value
    try:
        assert inspect_master(bytes(damaged)).width_px > 0
    except PhotoRefused as refused:
        assert refused.code
