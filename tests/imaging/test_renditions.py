import io
from pathlib import Path

import pytest
from PIL import ExifTags, Image, ImageCms, IptcImagePlugin, PngImagePlugin

from articles.imaging import (
    RENDITION_NAME,
    Attribution,
    Crop,
    Focus,
    Format,
    PhotoRefused,
    Size,
    inspect_master,
    make_renditions,
    offered,
    read_facts,
    rendition_key,
    rendition_name,
    sizes_of,
)

SAMPLES = Path(__file__).parent / "samples"
SHA256 = "ffe89a0ab0e94114e10777e7313d7fa83d634e34ebc2ea7479085cffa504c920"


def saved(picture, photo_format, **options):
    output = io.BytesIO()
    picture.save(output, photo_format, **options)
    return output.getvalue()


def opened(content):
    picture = Image.open(io.BytesIO(content), formats=["JPEG", "AVIF"])
    picture.load()
    return picture


def make_rendition(content, *, target_px, photo_format=Format.JPEG, focus=None, **words):
    """The whole photo, at most so wide."""
    widest = max(size.width_px for size in sizes_of(content) if size.crop == Crop.WHOLE)
    high = max(size.height_px for size in sizes_of(content) if size.crop == Crop.WHOLE)
    width = min(widest, target_px)
    size = Size(Crop.WHOLE, width, max(1, round(high * width / widest)))
    (made,) = make_renditions(
        content,
        [size],
        focus=focus or Focus(),
        attribution=Attribution(**words),
        formats=[photo_format],
    )
    return made.data


def rendered(picture, photo_format, *, target_px=1200, **options):
    return opened(make_rendition(saved(picture, photo_format, **options), target_px=target_px))


def is_near(found, wanted, *, by=6):
    return all(abs(one - other) <= by for one, other in zip(found, wanted, strict=True))


def corners():
    """A picture whose corner at the top left is red and at the top right blue."""
    picture = Image.new("RGB", (80, 40), "white")
    picture.paste("red", (0, 0, 20, 20))
    picture.paste("blue", (60, 0, 80, 20))
    return picture


def segments(content):
    """The markers before the pixels, read here without the code under test."""
    position, found = 2, []
    while content[position + 1] != 0xDA:
        found.append(content[position + 1])
        position += 2 + int.from_bytes(content[position + 2 : position + 4])
    return found


def key_of(sha256=SHA256, *, secret="ours", focus=None, **words):
    return rendition_key(
        sha256, secret=secret, focus=focus or Focus(), attribution=Attribution(**words)
    )


def test_names_cannot_be_guessed_without_the_secret():
    key = key_of()
    assert len(key) == 40
    assert set(key) <= set("0123456789abcdef")
    assert key == key_of()
    assert key != key_of(secret="theirs")
    assert key not in SHA256


def test_whatever_is_seen_in_a_rendition_changes_its_name():
    keys = [
        key_of(),
        key_of("0" * 64),
        key_of(focus=Focus(100, 500)),
        key_of(focus=Focus(500, 100)),
        key_of(creator="Ana"),
        key_of(credit="Ana"),
        key_of(copyright="Ana"),
        key_of(usage_terms="Ana"),
    ]
    assert len(set(keys)) == len(keys)


def test_only_names_of_ours_are_recognised():
    key = key_of()
    name = rendition_name(key, Crop.LEAD, 1200, Format.AVIF)
    assert name == f"{key[:2]}/{key}-lead-1200.avif"
    match = RENDITION_NAME.match(name)
    assert match.groupdict() == {
        "folder": key[:2], "key": key, "crop": "lead", "width_px": "1200", "format": "avif",
    }  # fmt: skip
    for other in (
        f"00/{key}-lead-1200.avif" if key[:2] != "00" else f"11/{key}-lead-1200.avif",
        name + "\n",
        name.upper(),
        name.replace("1200", "01200"),
        name.replace("1200", "١٢٠٠"),
        name.replace("1200", "123456"),
        name.replace(".avif", ".png"),
        name.replace("lead", "other"),
        name.replace("-lead", ""),
        "../" + name,
        name.replace("/", "/../"),
        f"{key}-lead-1200.avif",
    ):
        assert not RENDITION_NAME.match(other), other


def test_a_rendition_is_a_progressive_jpeg_of_the_width_asked_for():
    picture = rendered(Image.effect_noise((3000, 1500), 50).convert("RGB"), "JPEG", target_px=600)
    assert (picture.format, picture.mode, picture.size) == ("JPEG", "RGB", (600, 300))
    assert picture.info["progressive"]


def test_a_small_jpeg_is_not_progressive_as_that_would_be_larger():
    picture = rendered(corners(), "JPEG", target_px=40)
    assert not picture.info.get("progressive")


def test_every_cut_and_width_is_made_as_it_was_offered():
    content = saved(Image.effect_noise((1700, 1100), 50).convert("RGB"), "JPEG")
    made = list(
        make_renditions(content, sizes_of(content), focus=Focus(), attribution=Attribution())
    )
    for one in made:
        picture = opened(one.data)
        assert picture.size == (one.size.width_px, one.size.height_px)
        assert picture.format == {"avif": "AVIF", "jpg": "JPEG"}[one.format]
    wanted = {
        (size, photo_format)
        for size in offered(1700, 1100)
        for photo_format in Format
        if not (size.crop == Crop.SHARE and photo_format == Format.AVIF)
    }
    assert {(one.size, one.format) for one in made} == wanted
    assert len(made) == len(wanted)


@pytest.mark.parametrize("size", [(400, 100), (100, 400), (3000, 400), (400, 3000)])
@pytest.mark.parametrize("focus", [Focus(100, 100), Focus(900, 900), Focus(0, 1000)])
def test_a_cut_shows_the_focus(size, focus):
    width, height = size
    picture = Image.new("RGB", size, "white")
    x, y = (
        round(at * (side - 1) / 1000)
        for at, side in zip((focus.x_permille, focus.y_permille), size, strict=True)
    )
    spot = max(2, min(size) // 20)
    picture.paste("red", (max(0, x - spot), max(0, y - spot), x + spot, y + spot))
    content = saved(picture, "PNG")
    for one in make_renditions(
        content,
        sizes_of(content),
        focus=focus,
        attribution=Attribution(),
        formats=[Format.JPEG],
    ):
        cut = opened(one.data)
        at = [
            min(side - 1, max(0, round(place * (side - 1) / 1000)))
            for place, side in zip((focus.x_permille, focus.y_permille), cut.size, strict=True)
        ]
        red, green, _blue = cut.getpixel(tuple(at))
        assert red > 180 and green < 140, (one.size, at, cut.getpixel(tuple(at)))


def test_the_same_photo_gives_the_same_bytes():
    content = saved(corners(), "PNG")
    words = {"creator": "Ana", "credit": "EA", "copyright": "© EA"}
    assert make_rendition(content, target_px=40, **words) == make_rendition(
        content, target_px=40, **words
    )


@pytest.mark.parametrize("photo_format", ["JPEG", "PNG", "WEBP", "AVIF", "TIFF"])
@pytest.mark.parametrize("turn", range(1, 9))
def test_a_rendition_stands_upright(photo_format, turn):
    upside = {
        1: None,
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }[turn]
    as_taken = corners() if upside is None else corners().transpose(upside)
    for target_px in (1200, 40):
        exif = Image.Exif()
        exif[ExifTags.Base.Orientation] = turn
        picture = rendered(as_taken, photo_format, exif=exif, target_px=target_px)
        width_px = min(80, target_px)
        assert picture.size == (width_px, width_px // 2)
        assert ExifTags.Base.Orientation not in picture.getexif()
        assert is_near(picture.getpixel((width_px // 10, width_px // 10)), (254, 0, 0), by=40)
        assert is_near(picture.getpixel((width_px * 9 // 10, 2)), (0, 0, 254), by=40)


def telling_jpeg():
    exif = Image.Exif()
    exif.update({270: "SECRETdescription", 271: "SECRETmaker", 315: "SECRETartist", 305: "SECRET"})
    exif.get_ifd(0x8769).update({42033: "SECRETserial", 42032: "SECRETowner", 37500: b"SECRETnote"})
    exif.get_ifd(0x8825).update(
        {1: "N", 2: (54.0, 41.0, 13.0), 3: "E", 4: (25.0, 16.0, 47.0), 29: "SECRET:gps"}
    )
    thumbnail = b"\xff\xe1\x00\x10SECRETthumb\0\0\0"
    iim = b"\x1c\x02\x50\x00\x0cSECRETbyline"
    app13 = b"Photoshop 3.0\x008BIM\x04\x04\0\0" + len(iim).to_bytes(4) + iim + bytes(len(iim) % 2)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    extra = thumbnail + b"\xff\xed" + (len(app13) + 2).to_bytes(2) + app13
    extra += b"\xff\xeb\x00\x0eSECRETjumbf\0"
    return (
        saved(
            corners(),
            "JPEG",
            exif=exif,
            xmp=b"<x>SECRETpacket</x>",
            comment=b"SECRETcomment",
            icc_profile=profile,
            extra=extra,
        )
        + b"SECRETappended"
    )


def test_location_never_reaches_a_rendition():
    content = telling_jpeg()
    assert content.count(b"SECRET") >= 10
    rendition = make_rendition(content, target_px=1200)
    assert b"SECRET" not in rendition
    assert set(segments(rendition)) <= {0xE0, 0xDB, 0xC0, 0xC4}
    assert dict(opened(rendition).getexif()) == {}
    credited = make_rendition(content, target_px=1200, creator="Ana", credit="EA")
    assert b"SECRET" not in credited
    assert set(segments(credited)) <= {0xE0, 0xE1, 0xED, 0xDB, 0xC0, 0xC4}
    exif = opened(credited).getexif()
    assert set(exif) == {ExifTags.Base.Artist, ExifTags.Base.Copyright}
    assert exif.get_ifd(ExifTags.IFD.GPSInfo) == {}


def test_words_of_a_png_do_not_reach_a_rendition():
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", "SECRET")
    text.add_itxt("XML:com.adobe.xmp", "<x>SECRET</x>")
    content = saved(corners(), "PNG", pnginfo=text)
    assert b"SECRET" not in make_rendition(content, target_px=1200)
    animation = saved(corners(), "GIF", comment=b"SECRET")
    assert b"SECRET" not in make_rendition(animation, target_px=1200)


@pytest.mark.parametrize("photo_format", Format)
def test_every_format_carries_the_words_and_nothing_else(photo_format):
    content = telling_jpeg()
    words = {
        "creator": "Žygimantas Pavyzdys",
        "credit": "Agence Nord",
        "copyright": "© 2017 Agence Nord",
        "usage_terms": "One <use>, with credit & link",
    }
    rendition = make_rendition(content, target_px=60, photo_format=photo_format, **words)
    assert b"SECRET" not in rendition
    facts = read_facts(rendition)
    assert {name: getattr(facts, name) for name in words if name != "usage_terms"} == {
        name: text for name, text in words.items() if name != "usage_terms"
    }
    assert facts.usage_terms == words["usage_terms"]
    assert facts.taken_at is None
    assert b"SECRET" not in make_rendition(content, target_px=60, photo_format=photo_format)


def test_credit_and_copyright_are_written_where_programs_look():
    rendition = make_rendition(
        saved(corners(), "PNG"),
        target_px=1200,
        creator="Žygimantas Pavyzdys",
        credit="Agence Nord",
        copyright="© 2017 Agence Nord",
    )
    facts = read_facts(rendition)
    assert facts.creator == "Žygimantas Pavyzdys"
    assert facts.credit == "Agence Nord"
    assert facts.copyright == "© 2017 Agence Nord"
    picture = opened(rendition)
    assert IptcImagePlugin.getiptcinfo(picture) == {
        (1, 90): b"\x1b%G",
        (2, 0): b"\0\4",
        (2, 80): "Žygimantas Pavyzdys".encode(),
        (2, 110): b"Agence Nord",
        (2, 116): "© 2017 Agence Nord".encode(),
    }
    # Pillow reads Exif text as Latin-1; what is written is UTF-8.
    exif = {tag: text.encode("latin-1").decode() for tag, text in picture.getexif().items()}
    assert exif == {315: "Žygimantas Pavyzdys", 33432: "© 2017 Agence Nord"}


def test_the_credit_stands_in_for_a_missing_notice_in_exif_only():
    rendition = make_rendition(saved(corners(), "PNG"), target_px=1200, credit="Agence")
    assert opened(rendition).getexif()[ExifTags.Base.Copyright] == "Agence"
    assert (2, 116) not in IptcImagePlugin.getiptcinfo(opened(rendition))


def test_a_line_of_any_length_and_shape_fits():
    rendition = make_rendition(
        saved(corners(), "PNG"),
        target_px=1200,
        creator="Ž" * 100_000,
        credit="one\0two\nthree",
        copyright="© " * 100_000,
    )
    facts = read_facts(rendition)
    assert facts.creator == "Ž" * 1000
    assert facts.credit == "one two three"


def test_inks_come_out_as_colours():
    picture = opened(make_rendition((SAMPLES / "pil_sample_cmyk.jpg").read_bytes(), target_px=1200))
    expected = Image.open(SAMPLES / "pil_sample_cmyk.jpg").convert("RGB")
    assert picture.size == expected.size
    averages = [each.resize((2, 2), Image.Resampling.BOX) for each in (picture, expected)]
    for place in ((0, 0), (0, 1), (1, 0), (1, 1)):
        assert is_near(averages[0].getpixel(place), averages[1].getpixel(place), by=4)


def test_sixteen_bits_come_out_as_eight():
    content = (SAMPLES / "tiff_16bit_RGB.tiff").read_bytes()
    picture = opened(make_rendition(content, target_px=1200))
    expected = Image.open(io.BytesIO(content)).convert("RGB")
    assert is_near(picture.getpixel((50, 20)), expected.getpixel((50, 20)), by=12)
    grey = Image.new("I;16", (40, 40), 32_768)
    for photo_format in ("TIFF", "PNG"):
        assert is_near(rendered(grey, photo_format).getpixel((20, 20)), (128, 128, 128))


def test_transparency_becomes_white_paper():
    clear = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    half = Image.new("RGBA", (40, 40), (255, 0, 0, 128))
    grey = Image.new("LA", (40, 40), (0, 0))
    for photo_format in ("PNG", "WEBP", "AVIF"):
        assert is_near(rendered(clear, photo_format).getpixel((9, 9)), (255, 255, 255))
        assert is_near(rendered(half, photo_format).getpixel((9, 9)), (254, 127, 127))
    assert is_near(rendered(grey, "PNG").getpixel((9, 9)), (255, 255, 255))
    black = Image.new("RGB", (40, 40))
    transparent = rendered(black, "PNG", transparency=(0, 0, 0))
    assert is_near(transparent.getpixel((9, 9)), (255, 255, 255))


def test_palettes_and_line_art_come_out_right():
    picture = corners().convert("P", palette=Image.Palette.ADAPTIVE)
    for photo_format in ("PNG", "GIF"):
        assert is_near(rendered(picture, photo_format).getpixel((5, 5)), (254, 0, 0), by=12)
    assert is_near(rendered(Image.new("1", (40, 40), 1), "PNG").getpixel((9, 9)), (255,) * 3)
    assert is_near(rendered(Image.new("L", (40, 40), 90), "JPEG").getpixel((9, 9)), (90,) * 3)
    glass = Image.new("P", (40, 40), 0)
    glass.putpalette([0, 0, 0])
    assert is_near(rendered(glass, "GIF", transparency=0).getpixel((9, 9)), (255,) * 3)


def test_lab_comes_out_right():
    red = ImageCms.profileToProfile(
        Image.new("RGB", (40, 40), (200, 30, 30)),
        ImageCms.createProfile("sRGB"),
        ImageCms.createProfile("LAB"),
        outputMode="LAB",
    )
    assert is_near(rendered(red, "TIFF").getpixel((9, 9)), (200, 30, 30))


def swapped_profile():
    """sRGB with the red and green colorants exchanged, so that its use can be seen."""
    content = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, green = content.index(b"rXYZ", 128), content.index(b"gXYZ", 128)
    content[red : red + 4], content[green : green + 4] = b"gXYZ", b"rXYZ"
    return bytes(content)


def test_a_profile_is_applied_and_left_out():
    picture = rendered(Image.new("RGB", (40, 40), "red"), "PNG", icc_profile=swapped_profile())
    assert is_near(picture.getpixel((9, 9)), (0, 255, 0), by=12)
    assert "icc_profile" not in picture.info


@pytest.mark.parametrize("profile", [b"broken", swapped_profile()[:300], bytes(5000)])
def test_a_broken_profile_does_not_cost_the_photo(profile):
    picture = rendered(Image.new("RGB", (40, 40), "red"), "JPEG", icc_profile=profile)
    assert is_near(picture.getpixel((9, 9)), (254, 0, 0))


def test_a_profile_for_other_colours_is_ignored():
    grey = Image.new("L", (40, 40), 90)
    picture = rendered(grey, "PNG", icc_profile=swapped_profile())
    assert is_near(picture.getpixel((9, 9)), (90, 90, 90))


def test_an_animation_gives_its_first_frame():
    frames = [Image.new("RGB", (40, 40), colour) for colour in ("red", "blue")]
    for photo_format in ("GIF", "PNG", "WEBP"):
        picture = rendered(frames[0], photo_format, save_all=True, append_images=frames[1:])
        assert is_near(picture.getpixel((9, 9)), (254, 0, 0), by=12)


def test_what_is_refused_as_a_master_has_no_rendition():
    content = saved(corners(), "PNG")
    for refused in (
        b"",
        b"<svg/>",
        content[:60],
        (SAMPLES / "decompression_bomb.gif").read_bytes(),
    ):
        with pytest.raises(PhotoRefused):
            make_rendition(refused, target_px=1200)


def test_a_rendition_is_itself_a_sound_photo():
    rendition = make_rendition(telling_jpeg(), target_px=40, creator="Ana", copyright="© EA")
    master = inspect_master(rendition)
    assert (master.format, master.width_px, master.height_px) == ("JPEG", 40, 20)
    assert make_rendition(rendition, target_px=40, creator="Ana")
