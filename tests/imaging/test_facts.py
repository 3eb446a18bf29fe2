import hashlib
import io
import shutil
import subprocess
from datetime import UTC, datetime, timedelta, timezone

import hypothesis.strategies as some
import pytest
from hypothesis import given
from PIL import Image

from articles.imaging import PhotoFacts, read_facts
from tests.imaging.files import (
    SAMPLES,
    UTF8,
    dataset,
    iim,
    iim_jpeg,
    jpeg,
    photoshop,
    picture,
    resources,
    segment,
    with_packet,
    xmp,
)  # fmt: skip

NEWSCODES = "http://cv.iptc.org/newscodes/digitalsourcetype/"
GUID = "0123456789ABCDEF0123456789ABCDEF"


def test_the_people_in_the_picture_are_read():
    packet = xmp(
        "<Iptc4xmpExt:PersonInImage><rdf:Bag><rdf:li>Ana  Example</rdf:li><rdf:li>Bo</rdf:li>"
        "<rdf:li>Bo</rdf:li></rdf:Bag></Iptc4xmpExt:PersonInImage>"
    )
    for photo_format in ("JPEG", "PNG", "WEBP", "AVIF", "TIFF"):
        assert read_facts(with_packet(packet, photo_format)).people == ("Ana Example", "Bo")


def test_the_creators_title_is_read():
    assert read_facts(iim_jpeg((2, 85, b"STRINGER"))).creator_title == "STRINGER"
    packet = xmp(attributes='photoshop:AuthorsPosition="Photographer"')
    assert read_facts(jpeg(xmp=packet)).creator_title == "Photographer"


def test_the_senders_number_comes_before_that_of_a_program():
    document = 'xmpMM:DocumentID="xmp.did:1"'
    supplier = "<plus:ImageSupplierImageID>S-2</plus:ImageSupplierImageID>"
    job = 'photoshop:TransmissionReference="J-3"'
    assert read_facts(jpeg(xmp=xmp("", document))).source_id == "xmp.did:1"
    assert read_facts(jpeg(xmp=xmp(supplier, document))).source_id == "S-2"
    assert read_facts(jpeg(xmp=xmp(supplier, f"{document} {job}"))).source_id == "J-3"
    assert read_facts(iim_jpeg((2, 103, b"NYR101"), xmp=xmp(supplier))).source_id == "NYR101"


@pytest.mark.parametrize(
    "said",
    [
        xmp(attributes=f'Iptc4xmpExt:DigitalSourceType="{NEWSCODES}trainedAlgorithmicMedia"'),
        xmp(f"<Iptc4xmpExt:DigitalSourceType>{NEWSCODES}trainedAlgorithmicMedia"
            "</Iptc4xmpExt:DigitalSourceType>"),
        xmp("<Iptc4xmpExt:DigitalSourceType "
            f'rdf:resource="{NEWSCODES}trainedAlgorithmicMedia"/>'),
        xmp(attributes=f'Iptc4xmpExt:DigitalSourceType="{NEWSCODES}trainedAlgorithmicMedia/"'),
        xmp(attributes='Iptc4xmpExt:DigitalSourceType="digsrctype:trainedAlgorithmicMedia"'),
        xmp(attributes='Iptc4xmpExt:DigitalSourceType="trainedAlgorithmicMedia"'),
    ],
    ids=["attribute", "element", "resource", "slash", "short", "bare"],
)  # fmt: skip
def test_the_kind_of_source_is_read_from_its_address(said):
    facts = read_facts(jpeg(xmp=said))
    assert facts.digital_source_type == "trainedAlgorithmicMedia"
    assert facts.made_by_ai


@pytest.mark.parametrize(
    ("kind", "made_by_ai"),
    [
        ("", False),
        ("digitalCapture", False),
        ("computationalCapture", False),
        ("negativeFilm", False),
        ("humanEdits", False),
        ("compositeCapture", False),
        ("algorithmicallyEnhanced", False),
        ("digitalCreation", False),
        ("screenCapture", False),
        ("trainedAlgorithmicMedia", True),
        ("compositeWithTrainedAlgorithmicMedia", True),
        ("algorithmicMedia", True),
        ("compositeSynthetic", True),
    ],
)
def test_a_picture_is_made_by_ai_if_its_newscode_says_so(kind, made_by_ai):
    assert PhotoFacts(digital_source_type=kind).made_by_ai is made_by_ai


def extension(content, guid=GUID, place=0, whole=None):
    numbers = (whole or len(content)).to_bytes(4) + place.to_bytes(4)
    beginning = b"http://ns.adobe.com/xmp/extension/\0" + guid.encode()
    return segment(0xE1, beginning + numbers + content)


def main_packet(properties=""):
    return segment(
        0xE1,
        b"http://ns.adobe.com/xap/1.0/\0"
        + xmp(properties, f'xmpNote:HasExtendedXMP="{GUID}" photoshop:Credit="EA"'),
    )


def test_words_that_did_not_fit_into_the_first_packet_are_put_together():
    caption = "The river rises. " * 5_000
    more = xmp(f"<dc:description>{caption}</dc:description>", 'photoshop:Credit="Other"')
    parts = [
        extension(more[start : start + 60_000], place=start, whole=len(more))
        for start in range(0, len(more), 60_000)
    ]
    assert len(parts) > 1
    facts = read_facts(jpeg(main_packet(), *reversed(parts)))
    assert facts.caption == caption[:10_000]
    assert facts.credit == "EA"


def test_an_extension_of_another_name_or_another_picture_is_not_read():
    more = xmp("<dc:description>Other</dc:description>")
    assert read_facts(jpeg(main_packet(), extension(more, guid="F" * 32))).caption == ""
    nameless = segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + xmp())
    assert read_facts(jpeg(nameless, extension(more))).caption == ""
    output = io.BytesIO()
    Image.new("RGB", (8, 8)).save(output, "TIFF", tiffinfo={700: main_packet()[31:]})
    assert read_facts(output.getvalue() + extension(more)).caption == ""


@pytest.mark.parametrize("more", [b"", b"<broken", b"<!DOCTYPE x><x/>", bytes(60_000)])
def test_a_broken_extension_does_not_cost_the_first_packet(more):
    assert read_facts(jpeg(main_packet(), extension(more))).credit == "EA"


def test_segments_that_stand_each_for_themselves_may_be_padded():
    first = photoshop(resources(iim((2, 80, b"Ana"))) + bytes(7))
    second = photoshop(resources(iim((2, 110, b"EA"))))
    facts = read_facts(jpeg(first, second))
    assert (facts.creator, facts.credit) == ("Ana", "EA")


def in_step(block, *, digest_of=None):
    digest = hashlib.md5(digest_of or block, usedforsecurity=False).digest()
    return photoshop(resources(block) + resources(digest, code=0x0425))


def test_of_two_captions_in_step_the_newer_counts():
    block = iim((2, 120, b"Old."), (2, 110, b"EA"), (2, 55, b"20170518"))
    packet = xmp("<dc:description>New.</dc:description>", 'photoshop:DateCreated="2017-05-19"')
    facts = read_facts(jpeg(in_step(block), xmp=packet))
    assert (facts.caption, facts.credit) == ("New.", "EA")
    assert facts.taken_at == datetime(2017, 5, 19)  # noqa: DTZ001


def test_where_the_digest_no_longer_fits_iim_was_changed_last():
    block = iim((2, 120, b"Newer."))
    packet = xmp("<dc:description>Old.</dc:description>")
    changed = jpeg(in_step(block, digest_of=b"before"), xmp=packet)
    assert read_facts(changed).caption == "Newer."
    assert read_facts(jpeg(photoshop(resources(block)), xmp=packet)).caption == "Newer."


def test_photoshops_resources_in_a_tiff_are_read():
    output = io.BytesIO()
    block = resources(iim((2, 80, b"Ana")))
    Image.new("RGB", (8, 8)).save(output, "TIFF", tiffinfo={34377: block})
    assert read_facts(output.getvalue()).creator == "Ana"


def test_the_first_of_two_pictures_in_a_file_is_described():
    output = io.BytesIO()
    Image.new("RGB", (60, 40)).save(
        output, "MPO", save_all=True, append_images=[Image.new("RGB", (30, 20))]
    )
    content = output.getvalue()
    block = photoshop(resources(iim((2, 80, b"Ana"))))
    assert read_facts(content[:2] + block + content[2:]).creator == "Ana"
    second = content.rindex(b"\xff\xd8\xff")
    assert read_facts(content[: second + 2] + block + content[second + 2 :]).creator == ""


@pytest.mark.parametrize(
    ("declared", "written"),
    [
        (b"\x1b%G", "Žemaitė".encode()),
        (b"\x1b%5", "Žemaitė".encode()),
        (b"\x1b%/I", "Žemaitė".encode()),
        (b"", "Žemaitė".encode()),
        (b"\x1b%G", b"\x8eemait\xeb"),
        (b"\x1b%5", b"\x8eemait\xeb"),
        (b"\x1b.A", b"\x8eemait\xeb"),
        (b"", b"\x8eemait\xeb"),
    ],
)
def test_whatever_alphabet_a_wire_declares_its_words_are_read(declared, written):
    headline = read_facts(iim_jpeg((1, 90, declared), (2, 105, written))).headline
    assert headline in ("Žemaitė", "Žemaitë")


@pytest.mark.parametrize("limit", [2000, 1999, 256])
def test_a_caption_cut_at_its_limit_is_taken_whole_from_xmp(limit):
    caption = "Žemaitė ir upė. " * 200
    block = dataset(1, 90, b"\x1b%G") + dataset(2, 120, caption.encode()[:limit])
    packet = xmp(f"<dc:description>{caption}</dc:description>")
    assert read_facts(jpeg(photoshop(resources(block)), xmp=packet)).caption == caption.strip()


@pytest.mark.parametrize(
    ("time", "zone"),
    [
        (b"105206-1052", None),
        (b"105206+1052", None),
        (b"105206+2300", None),
        (b"105206-0500", timezone(timedelta(hours=-5))),
        (b"105206+0545", timezone(timedelta(hours=5, minutes=45))),
        (b"105206+1400", timezone(timedelta(hours=14))),
        (b"105206+0000", UTC),
    ],
)
def test_a_time_written_twice_is_no_zone(time, zone):
    found = read_facts(iim_jpeg((2, 55, b"20170518"), (2, 60, time))).taken_at
    assert found == datetime(2017, 5, 18, 10, 52, 6, tzinfo=zone)


@pytest.mark.parametrize("photo_format", ["PNG", "WEBP", "TIFF", "AVIF"])
def test_properties_written_as_attributes_or_elements_are_the_same(photo_format):
    attributes = xmp(attributes='photoshop:Credit="EA" dc:rights="Ana" photoshop:City="Vilnius"')
    elements = xmp(
        "<photoshop:Credit>EA</photoshop:Credit><photoshop:City>Vilnius</photoshop:City>"
        '<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">Ana</rdf:li></rdf:Alt></dc:rights>'
    )
    facts = read_facts(with_packet(attributes, photo_format))
    assert facts == PhotoFacts(credit="EA", copyright="Ana", place="Vilnius")
    assert facts == read_facts(with_packet(elements, photo_format))


FULL = PhotoFacts(
    caption="Upė.\nAntra eilutė.",
    headline="Žemaitė",
    people=("Ana", "Bo"),
    keywords=("upė",),
    taken_at=datetime(2017, 5, 18, 10, 52, 6, tzinfo=timezone(timedelta(hours=3))),
    digital_source_type="digitalCapture",
)


def test_facts_are_kept_as_text_and_come_back():
    assert FULL.to_json() == (
        '{"caption": "Upė.\\nAntra eilutė.", "digital_source_type": "digitalCapture", '
        '"headline": "Žemaitė", "keywords": ["upė"], "people": ["Ana", "Bo"], '
        '"taken_at": "2017-05-18T10:52:06+03:00"}'
    )
    assert PhotoFacts.from_json(FULL.to_json()) == FULL
    assert PhotoFacts().to_json() == "{}"


def test_a_time_without_a_zone_comes_back_without_one():
    facts = PhotoFacts(taken_at=datetime(2017, 5, 18))  # noqa: DTZ001
    assert '"2017-05-18T00:00:00"' in facts.to_json()
    assert PhotoFacts.from_json(facts.to_json()) == facts


@pytest.mark.parametrize(
    "text", ["", "null", "[]", "7", '"caption"', "{", '{"caption": ', "[" * 100_000, "nonsense"]
)
def test_broken_text_gives_empty_facts(text):
    assert PhotoFacts.from_json(text) == PhotoFacts()


def test_what_later_versions_wrote_or_someone_broke_is_passed_over():
    text = (
        '{"caption": "Upė.", "weather": "rain", "people": "Ana", "keywords": ["a", 1, null], '
        '"taken_at": "soon", "headline": 7, "credit": null, "made_by_ai": true}'
    )
    assert PhotoFacts.from_json(text) == PhotoFacts(caption="Upė.", keywords=("a",))


@given(some.recursive(some.none() | some.integers() | some.text(), some.lists, max_leaves=5))
def test_no_value_makes_reading_fail(value):
    for name in ("caption", "people", "taken_at"):
        text = str({name: value}).replace("'", '"').replace("None", "null")
        assert isinstance(PhotoFacts.from_json(text), PhotoFacts)


@pytest.mark.skipif(not shutil.which("exiftool"), reason="exiftool is not installed: its files "
                    "were NOT read; install libimage-exiftool-perl to have them read")  # fmt: skip
@pytest.mark.parametrize("photo_format", ["JPEG", "PNG", "TIFF", "WEBP"])
def test_what_another_program_writes_is_read(photo_format, tmp_path):
    file = tmp_path / f"photo.{photo_format.lower()}"
    file.write_bytes(picture(photo_format=photo_format))
    subprocess.run(
        [
            "exiftool", "-q", "-overwrite_original", "-codedcharacterset=utf8",
            "-XMP-dc:Description=Upė kyla.", "-XMP-iptcExt:PersonInImage=Ana",
            "-XMP-iptcExt:PersonInImage=Bo", "-XMP-photoshop:AuthorsPosition=Stringer",
            f"-XMP-iptcExt:DigitalSourceType={NEWSCODES}digitalCapture",
            "-XMP-plus:ImageSupplierImageID=S-2",
            "-XMP-photoshop:Instructions=NO SALES", str(file),
        ],
        check=True, timeout=30,
    )  # fmt: skip
    assert read_facts(file.read_bytes()) == PhotoFacts(
        caption="Upė kyla.",
        people=("Ana", "Bo"),
        creator_title="Stringer",
        digital_source_type="digitalCapture",
        source_id="S-2",
        instructions="NO SALES",
    )


def test_a_real_file_tells_the_creators_title():
    facts = read_facts((SAMPLES / "test-iptc.jpg").read_bytes())
    assert facts.creator_title == "Photographer"


def test_iim_has_no_word_for_the_kind_of_source():
    assert read_facts(iim_jpeg(UTF8, (2, 80, b"Ana"))).digital_source_type == ""
