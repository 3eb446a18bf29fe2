import pytest
from PIL import Image, ImageFile

from articles.imaging import inspect_master
from tests.imaging.bombs import BOMBS, CROWDED, DRAGGERS, LARGEST, SWOLLEN
from tests.imaging.cost import cost_of
from tests.imaging.files import SAMPLES, animation, jpeg, picture, png_chunk, refusal


@pytest.fixture
def undecoded(monkeypatch):
    monkeypatch.setattr(
        ImageFile.ImageFile, "load", lambda _self: pytest.fail("The bomb was decoded.")
    )


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_before_decoding(name, undecoded):
    assert refusal(BOMBS[name]()) == "too_many_pixels"


@pytest.mark.parametrize("name", DRAGGERS)
def test_a_file_made_to_keep_us_busy_is_refused_at_once(name):
    assert refusal(DRAGGERS[name]()) == "damaged"


@pytest.mark.parametrize("name", SWOLLEN)
def test_words_and_profiles_that_would_fill_the_memory_are_not_unpacked(name, undecoded):
    assert refusal(SWOLLEN[name]()) == "swollen"


@pytest.mark.parametrize("name", CROWDED)
def test_a_file_of_more_than_a_thousand_pictures_is_refused(name, undecoded):
    assert refusal(CROWDED[name]()) == "too_many_frames"


@pytest.mark.parametrize("photo_format", ["GIF", "PNG", "WEBP", "AVIF", "TIFF"])
def test_an_animation_or_a_report_of_some_pages_is_a_picture(photo_format):
    assert inspect_master(animation(photo_format, 50)).width_px == 8


def test_a_ring_of_pages_is_damaged():
    content = bytearray(animation("TIFF", 2))
    first = int.from_bytes(content[4:8], "little")
    after = first + 2 + 12 * int.from_bytes(content[first : first + 2], "little")
    content[after : after + 4] = content[4:8]
    assert refusal(bytes(content)) == "damaged"


def test_the_words_and_profiles_of_an_honest_photo_are_no_bomb():
    for photo_format, size_bytes in {
        "JPEG": 3_000_000, "PNG": 1_000_000, "WEBP": 3_000_000, "TIFF": 3_000_000,
    }.items():  # fmt: skip
        content = picture(photo_format=photo_format, icc_profile=bytes(size_bytes))
        assert inspect_master(content).format == photo_format
    exif = Image.Exif()
    exif[37500] = bytes(60_000)
    assert inspect_master(jpeg(exif=exif)).format == "JPEG"
    assert inspect_master((SAMPLES / "iptc.jpg").read_bytes()).format == "JPEG"


def test_a_broken_text_in_a_png_is_no_bomb():
    content = picture(photo_format="PNG")
    for text in (b"a\0\0not packed", b"Raw profile type exif\0\0nothing", b"no end of keyword"):
        broken = content[:33] + png_chunk(b"zTXt", text) + content[33:]
        assert inspect_master(broken).format == "PNG"


@pytest.mark.parametrize(
    "bomb",
    [
        BOMBS["png of 30,000 by 30,000"],
        BOMBS["webp"],
        DRAGGERS["gif of comments"],
        SWOLLEN["png text"],
        SWOLLEN["jpeg exif"],
        SWOLLEN["tiff words"],
    ],
)
def test_a_bomb_costs_little_memory(bomb, tmp_path):
    cost = cost_of(bomb(), tmp_path)
    assert cost.verdict.islower()
    assert cost.peak_mb < 300


@pytest.mark.parametrize("name", LARGEST)
def test_the_largest_photo_of_each_format_needs_less_than_400_megabytes(name, tmp_path):
    cost = cost_of(LARGEST[name](), tmp_path)
    assert cost.verdict.isupper()
    assert cost.peak_mb < 400
