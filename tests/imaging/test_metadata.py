import io
from datetime import UTC, datetime, timedelta, timezone

import hypothesis.strategies as some
import pytest
from hypothesis import given, settings
from PIL import Image

from articles.imaging import PhotoFacts, read_facts
from tests.imaging.files import (
    SAMPLES,
    UTF8,
    exif,
    iim,
    iim_jpeg,
    jpeg,
    photoshop,
    resources,
    segment,
    with_packet,
    xmp,
)  # fmt: skip


def test_a_photo_without_words_gives_empty_facts():
    assert read_facts(jpeg()) == PhotoFacts()


def test_a_real_phone_picture_with_iim_and_exif():
    facts = read_facts((SAMPLES / "iptc.jpg").read_bytes())
    assert facts.place == "Budapest, Hungary"
    assert facts.keywords == ("HvK", "2006", "summer", "July", "holiday", "Hungary", "Budapest")
    assert facts.taken_at == datetime(2006, 7, 8, 21, 14, 45)  # noqa: DTZ001


def test_every_field_of_iim_has_its_place():
    facts = read_facts(
        iim_jpeg(
            UTF8,
            (1, 0, b"\0\4"),
            (2, 0, b"\0\4"),
            (2, 5, b"RIVER"),
            (2, 25, b"flood"),
            (2, 25, b"weather"),
            (2, 25, b"flood"),
            (2, 40, b"NO SALES"),
            (2, 55, b"20170518"),
            (2, 60, b"105206-0400"),
            (2, 80, "Zoë Example".encode()),
            (2, 90, b"Port Ellery"),
            (2, 92, b"Harbour"),
            (2, 95, b"Maine"),
            (2, 101, b"United States"),
            (2, 105, b"River rises"),
            (2, 110, b"Example Agency"),
            (2, 115, b"EA"),
            (2, 116, "© 2017 Example Agency".encode()),
            (2, 120, b"The river on Thursday.\r\nIt is still rising."),
        )
    )
    assert facts == PhotoFacts(
        caption="The river on Thursday.\nIt is still rising.",
        headline="River rises",
        creator="Zoë Example",
        credit="Example Agency",
        source="EA",
        copyright="© 2017 Example Agency",
        instructions="NO SALES",
        place="Harbour, Port Ellery, Maine, United States",
        keywords=("flood", "weather"),
        taken_at=datetime(2017, 5, 18, 10, 52, 6, tzinfo=timezone(timedelta(hours=-4))),
    )


def test_every_field_of_xmp_has_its_place():
    packet = xmp(
        """
        <dc:description><rdf:Alt>
            <rdf:li xml:lang="fr">La rivière.</rdf:li>
            <rdf:li xml:lang="x-default">The river.</rdf:li>
            <rdf:li xml:lang="de">Der Fluss.</rdf:li>
        </rdf:Alt></dc:description>
        <dc:creator><rdf:Seq><rdf:li>Ana Example</rdf:li><rdf:li>Bo Example</rdf:li></rdf:Seq>
        </dc:creator>
        <dc:subject><rdf:Bag><rdf:li>flood</rdf:li><rdf:li> </rdf:li><rdf:li>rain</rdf:li></rdf:Bag>
        </dc:subject>
        <dc:rights><rdf:Alt><rdf:li xml:lang="x-default">© EA</rdf:li></rdf:Alt></dc:rights>
        <dc:title><rdf:Alt><rdf:li xml:lang="en">RIVER</rdf:li></rdf:Alt></dc:title>
        <xmpRights:UsageTerms><rdf:Alt><rdf:li xml:lang="x-default">Once.</rdf:li></rdf:Alt>
        </xmpRights:UsageTerms>
        <Iptc4xmpCore:AltTextAccessibility><rdf:Alt><rdf:li>A brown river.</rdf:li></rdf:Alt>
        </Iptc4xmpCore:AltTextAccessibility>
        <Iptc4xmpCore:Location>Harbour</Iptc4xmpCore:Location>
        <photoshop:Source>EA &amp; sons</photoshop:Source>
        """,
        'photoshop:Credit="Example Agency" photoshop:City="Port Ellery" photoshop:State="Maine" '
        'photoshop:Country="United States" photoshop:Instructions="POOL" '
        'photoshop:DateCreated="2017-05-18T10:52:06Z"',
    )
    expected = PhotoFacts(
        caption="The river.",
        headline="RIVER",
        creator="Ana Example, Bo Example",
        credit="Example Agency",
        source="EA & sons",
        copyright="© EA",
        usage_terms="Once.",
        instructions="POOL",
        alt_text="A brown river.",
        place="Harbour, Port Ellery, Maine, United States",
        keywords=("flood", "rain"),
        taken_at=datetime(2017, 5, 18, 10, 52, 6, tzinfo=UTC),
    )
    for photo_format in ("JPEG", "PNG", "WEBP", "AVIF", "TIFF"):
        assert read_facts(with_packet(packet, photo_format)) == expected


def test_every_field_of_exif_has_its_place():
    block = exif(
        {270: "The river.", 315: "Ana Example; Bo Example", 33432: "© Ana\0© Editor".encode()},
        {36867: "2017:05:18 10:52:06", 36881: "+03:00"},
    )
    facts = read_facts(jpeg(exif=block))
    assert facts == PhotoFacts(
        caption="The river.",
        creator="Ana Example, Bo Example",
        copyright="© Ana",
        taken_at=datetime(2017, 5, 18, 10, 52, 6, tzinfo=timezone(timedelta(hours=3))),
    )


def test_the_location_is_never_read():
    block = exif({315: "Ana"})
    block.get_ifd(0x8825).update({1: "N", 2: (54.0, 41.0, 0.0), 3: "E", 4: (25.0, 16.0, 0.0)})
    assert read_facts(jpeg(exif=block)) == PhotoFacts(creator="Ana")


@pytest.mark.parametrize("boast", ["OLYMPUS DIGITAL CAMERA", "SONY DSC", "Digital Camera"])
def test_what_a_camera_writes_is_no_caption(boast):
    assert read_facts(jpeg(exif=exif({270: boast}))).caption == ""


def test_iim_comes_before_xmp_and_xmp_before_exif():
    block = exif({270: "exif", 315: "exif", 33432: "exif"})
    packet = xmp(attributes='photoshop:Credit="xmp"').replace(
        b"</rdf:Description>",
        b"<dc:description>xmp</dc:description><dc:rights>xmp</dc:rights></rdf:Description>",
    )
    content = iim_jpeg((2, 120, b"iim"), exif=block, xmp=packet)
    facts = read_facts(content)
    assert (facts.caption, facts.copyright, facts.creator) == ("iim", "xmp", "exif")


def test_words_that_iim_cut_short_are_taken_whole_from_xmp():
    caption = "The river  rises above the wall, " * 80
    cut = caption.encode()[:2000]
    packet = xmp(
        f"<dc:description>{caption}</dc:description>"
        "<dc:creator><rdf:Seq><rdf:li>Ana Example-Longname</rdf:li><rdf:li>Bo</rdf:li></rdf:Seq>"
        "</dc:creator>",
        'photoshop:Credit="Another Agency"',
    )
    datasets = (2, 120, cut), (2, 80, b"Ana Example-L"), (2, 80, b"Bo"), (2, 110, b"Agency")
    facts = read_facts(iim_jpeg(*datasets, xmp=packet))
    assert facts.caption == caption.strip()
    assert facts.creator == "Ana Example-Longname, Bo"
    assert facts.credit == "Agency"


@pytest.mark.parametrize(
    ("datasets", "caption"),
    [
        ([(2, 120, "Žemaitė".encode())], "Žemaitė"),
        ([UTF8, (2, 120, "Žemaitė".encode())], "Žemaitė"),
        ([(2, 120, b"caf\xe9")], "café"),
        ([UTF8, (2, 120, b"caf\xe9 \x96 bar")], "café – bar"),
        ([(1, 90, b"\x1b%5"), (2, 120, "Vilnius – Žemaitė".encode())], "Vilnius – Žemaitė"),
        ([UTF8, (2, 120, "Zemaitė".encode()[:-1])], "Zemait"),
        ([(2, 120, "Žemaitė".encode()[:-1])], "Žemait"),
        ([(2, 120, b"one\x00two\x07\x1b")], "onetwo"),
        ([(2, 120, b"\0\0 ")], ""),
        ([(2, 120, b"")], ""),
    ],
)
def test_letters_are_read_by_their_bytes_whatever_is_declared(datasets, caption):
    assert read_facts(iim_jpeg(*datasets)).caption == caption


def test_repeated_bylines_are_joined():
    assert read_facts(iim_jpeg((2, 80, b"Ana"), (2, 80, b"Bo"))).creator == "Ana, Bo"


def test_a_line_break_stays_in_captions_and_goes_from_lines():
    facts = read_facts(iim_jpeg((2, 110, b"Example\n Agency"), (2, 120, b"one\ntwo")))
    assert (facts.credit, facts.caption) == ("Example Agency", "one\ntwo")


def test_a_title_serves_where_there_is_no_headline():
    assert read_facts(iim_jpeg((2, 5, b"RIVER"))).headline == "RIVER"


def test_several_photoshop_segments_are_one_list_of_resources():
    block = resources(b"\1\2\3", code=0x03ED, name=b"\3abc")
    block += resources(iim((2, 80, b"Ana"))) + resources(iim((2, 80, b"Ana"), (2, 110, b"EA")))
    content = jpeg(photoshop(block[:30]), segment(0xED, b"Other\0"), photoshop(block[30:]))
    facts = read_facts(content)
    assert (facts.creator, facts.credit) == ("Ana", "EA")


def test_what_was_read_before_a_broken_dataset_counts():
    long_value = b"A" * 70_000
    extended = b"\x1c\x02\x78\x80\x04" + len(long_value).to_bytes(4) + long_value
    for ending in (b"garbage", b"\x1c\x02", b"\x1c\x02\x78\xff\xff"):
        block = iim((2, 80, b"Ana")) + ending
        assert read_facts(jpeg(photoshop(resources(block)))).creator == "Ana"
    parts = resources(extended)
    content = jpeg(photoshop(parts[:50_000]), photoshop(parts[50_000:]))
    assert read_facts(content).caption == "A" * 10_000


@pytest.mark.parametrize("photoshop_numbers", [False, True])
def test_iim_in_a_tiff_is_read(photoshop_numbers):
    block = iim((2, 80, b"Ana"), (2, 110, b"EA"))
    output = io.BytesIO()
    tags = {33723: block + bytes(-len(block) % 4)}
    Image.new("RGB", (8, 8)).save(output, "TIFF", tiffinfo=tags)
    content = output.getvalue()
    if photoshop_numbers:
        entry = content.index((33723).to_bytes(2, "little"))
        declared = (33723).to_bytes(2, "little") + (4).to_bytes(2, "little")
        declared += (len(tags[33723]) // 4).to_bytes(4, "little")
        content = content[:entry] + declared + content[entry + 8 :]
    facts = read_facts(content)
    assert (facts.creator, facts.credit) == ("Ana", "EA")


@pytest.mark.parametrize(
    ("day", "time", "taken_at"),
    [
        (b"20170518", b"105206+0000", datetime(2017, 5, 18, 10, 52, 6, tzinfo=UTC)),
        (b"20170518", b"105206", datetime(2017, 5, 18, 10, 52, 6)),  # noqa: DTZ001
        (b"20170518", b"", datetime(2017, 5, 18)),  # noqa: DTZ001
        (b"20170518", b"soon", datetime(2017, 5, 18)),  # noqa: DTZ001
        (b"2017-05-18", b"", datetime(2017, 5, 18)),  # noqa: DTZ001
        (b"20170000", b"", None),
        (b"00000000", b"000000", None),
        (b"00010101", b"000000", None),
        (b"yesterday", b"", None),
    ],
)
def test_the_time_is_aware_only_if_the_zone_is_known(day, time, taken_at):
    found = read_facts(iim_jpeg((2, 55, day), (2, 60, time))).taken_at
    assert found == taken_at
    assert (found and found.tzinfo) == (taken_at and taken_at.tzinfo)


def test_the_most_exact_time_wins():
    block = exif({}, {36867: "2017:05:18 10:52:06"})
    day_only = iim_jpeg((2, 55, b"20170518"), exif=block)
    assert read_facts(day_only).taken_at == datetime(2017, 5, 18, 10, 52, 6)  # noqa: DTZ001
    zoned = iim_jpeg(
        (2, 55, b"20170518"),
        exif=block,
        xmp=xmp(attributes='exif:DateTimeOriginal="2017-05-18T10:52:06.25+03:00"'),
    )
    assert read_facts(zoned).taken_at.isoformat() == "2017-05-18T10:52:06.250000+03:00"


def test_a_packet_that_declares_entities_is_not_read():
    packet = xmp(attributes='photoshop:Credit="EA"')
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    content = iim_jpeg((2, 80, b"Ana"), xmp=bomb + packet)
    assert read_facts(content) == PhotoFacts(creator="Ana")


def test_what_was_read_before_a_mistake_in_the_packet_counts():
    packet = xmp("<dc:rights>EA</dc:rights><dc:title>A & B</dc:title>")
    assert read_facts(jpeg(xmp=packet)).copyright == "EA"
    assert read_facts(jpeg(xmp=b"no packet at all")) == PhotoFacts()


def test_a_packet_of_megabytes_is_not_read():
    packet = xmp(attributes='photoshop:Credit="EA"') + b" " * 2_000_000
    assert read_facts(with_packet(packet, "TIFF")).credit == ""


def test_blocks_made_to_keep_us_busy_are_passed_over():
    deep = xmp("<a>" * 200_000 + "</a>" * 80_000)
    crowded = xmp("<dc:creator><rdf:Seq>" + "<rdf:li>a b</rdf:li>" * 80_000)
    assert read_facts(with_packet(deep, "TIFF")) == PhotoFacts()
    assert read_facts(with_packet(crowded, "TIFF")).creator == "a b"
    empty = photoshop(resources(b"\x1c\x02\x78\0\0" * 10_000) + b"8BIM\4\4\0\0\0\0\0\0" * 1_000)
    assert read_facts(jpeg(*[empty] * 300)).caption == ""


def test_the_history_and_ingredients_of_a_photo_are_not_its_words():
    packet = xmp(
        """<xmpMM:Ingredients><rdf:Bag><rdf:li><rdf:Description dc:rights="other">
        <dc:description>other</dc:description></rdf:Description></rdf:li></rdf:Bag>
        </xmpMM:Ingredients><dc:rights>EA</dc:rights>"""
    )
    assert read_facts(jpeg(xmp=packet)) == PhotoFacts(copyright="EA")


@pytest.mark.filterwarnings("ignore:Corrupt EXIF")
def test_one_broken_block_does_not_cost_the_others():
    content = iim_jpeg((2, 80, b"Ana"), exif=b"Exif\0\0II*\0\xff\xff\xff\xff", xmp=b"<broken")
    assert read_facts(content).creator == "Ana"
    assert read_facts(jpeg(exif=b"Exif\0\0nothing", xmp=xmp("<dc:rights>EA</dc:rights>"))) == (
        PhotoFacts(copyright="EA")
    )


def test_numbers_where_exif_should_have_words_are_passed_over():
    assert read_facts(jpeg(exif=exif({315: b"\xff\xfe Ana"}))).creator == "ÿþ Ana"
    block = Image.Exif()
    block[256] = 5
    content = jpeg(exif=block.tobytes().replace(b"\x00\x01\x04\x00", b"\x0e\x01\x04\x00"))
    assert read_facts(content).caption == ""


def test_words_after_the_pixels_of_a_png_are_read():
    content = with_packet(xmp("<dc:rights>EA</dc:rights>"), "PNG")
    start = content.index(b"iTXt") - 4
    end = start + 12 + int.from_bytes(content[start : start + 4])
    moved = content[:start] + content[end:-12] + content[start:end] + content[-12:]
    assert read_facts(moved).copyright == "EA"


@pytest.mark.parametrize("content", [b"", b"\xff\xd8\xff", b"<svg/>", b"%PDF-1.7", b"II*\0"])
def test_what_is_no_photo_has_no_facts(content):
    assert read_facts(content) == PhotoFacts()


@given(some.binary(max_size=400))
def test_random_bytes_never_raise(content):
    for beginning in (b"", b"\xff\xd8\xff", b"GIF89a", b"II*\0\x08\0\0\0"):
        assert read_facts(beginning + content) == PhotoFacts()


@given(some.binary(max_size=300), some.binary(max_size=300), some.binary(max_size=300))
def test_random_blocks_in_a_sound_photo_never_raise(iim_block, packet, exif_block):
    content = jpeg(
        photoshop(resources(b"\x1c\x02\x78" + iim_block)),
        photoshop(b"8BIM" + iim_block),
        segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + packet),
        segment(0xE1, b"Exif\0\0II*\0\x08\0\0\0" + exif_block),
    )
    assert isinstance(read_facts(content), PhotoFacts)


RICH = iim_jpeg(
    UTF8,
    (2, 55, b"20170518"),
    (2, 60, b"105206-0400"),
    (2, 80, b"Ana"),
    (2, 120, b"The river."),
    xmp=xmp("<dc:rights>EA</dc:rights>", 'photoshop:DateCreated="2017-05-18T10:52:06Z"'),
    exif=exif({270: "The river.", 315: "Ana"}, {36867: "2017:05:18 10:52:06"}),
)


@settings(deadline=None)
@given(
    some.lists(some.tuples(some.integers(2, len(RICH) - 1), some.integers(0, 255)), max_size=10),
    some.integers(0, len(RICH)),
)
def test_a_damaged_photo_never_raises(changes, end):
    damaged = bytearray(RICH)
    for place, value in changes:
        damaged[place] = value
    for content in (bytes(damaged), bytes(damaged[:end])):
        facts = read_facts(content)
        assert not {"\0", "\x1b"} & set(facts.caption + facts.creator + facts.copyright)
