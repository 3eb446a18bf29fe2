"""Plain wire text and pasted copy. The words are invented; the shapes are those of real pages."""

import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core import serializers
from django.core.serializers.base import DeserializationError, SerializationError
from hypothesis import HealthCheck, given, settings as hypothesis_settings, strategies as st

from articles import markup
from articles.imports.formats import wiretext
from articles.imports.records import ImportProblem, Known
from articles.models import Caption, Organization, Person, Photo, Story
from tests import make
from tests.imports.loading import counts, everything, load, refused

pytestmark = pytest.mark.django_db

SEED = Path(settings.BASE_DIR).parent / "shared" / "seed" / "lithuania.txt"
HEADLINE = "Bridge opens on Monday after a winter of waiting"
FIRST = "The town opened its bridge, the mayor’s office said – and closed it again."


def wire(folder: Path, *blocks: str, encoding: str = "utf-8") -> str:
    path = folder / "wire.txt"
    path.write_bytes("\n\n".join(blocks).encode(encoding))
    return str(path)


def names(story: Story) -> list[tuple[str, str]]:
    return [(one.name_as_printed, one.affiliation_as_printed) for one in story.bylines.all()]


@pytest.mark.skipif(not SEED.exists(), reason="the seed's text is not beside this checkout")
def test_the_seed_is_taken_apart() -> None:
    said = load(str(SEED))
    story = Story.objects.get()
    text = SEED.read_text(encoding="utf-8")
    assert story.headline == (
        "Lithuania opens door to gay Chechens fleeing persecution, while U.S. slams it shut"
    )
    assert names(story) == [("Robbie Gramer", "Foreign Policy")]
    assert len(markup.blocks(story.body)) == 9
    caption = Caption.objects.select_related("photo__organization").get()
    assert caption.photo.credit_as_printed == "Nataliya vasilyeva / Associated Press"
    assert (len(caption.text), caption.text.endswith("southern Russia.")) == (271, True)
    assert (caption.photo.source, caption.photo.source_id) == (
        "wiretext",
        f"{story.source_id}#photo1",
    )
    assert not caption.photo.master
    assert caption.photo.organization.name == "Associated Press"
    assert story.source_organization.name == "Foreign Policy"
    listed = set(Organization.objects.values_list("name", flat=True))
    assert {"Foreign Policy", "Associated Press"} <= listed
    assert story.original_text == text
    assert "\u2003" in story.original_text
    for chrome in ("Arrow-right", "Newspaper", "Est. May"):
        assert chrome not in story.body
        assert re.search(f"passed over “.*{chrome}", said)
    for kept in ("ServiceWednesday", "country’s", "“two natives"):
        assert kept in story.body
    assert "photo 1 came without its picture; add it in the photo" in said
    before = everything()
    assert counts(load(str(SEED))).startswith("0 new, 0 changed")
    assert everything() == before


def test_mail_and_phone_are_fields_of_their_own(tmp_path: Path) -> None:
    """O2."""
    line = "By Garrett Cabeza garrettc@spokesman.com(509) 459-5135"
    load(wire(tmp_path, HEADLINE, line, FIRST))
    byline = Story.objects.get().bylines.get()
    assert (byline.name_as_printed, byline.email, byline.phone) == (
        "Garrett Cabeza",
        "garrettc@spokesman.com",
        "(509) 459-5135",
    )
    assert byline.affiliation_as_printed == ""


def test_five_reporters_are_five_people_and_their_paper_once(tmp_path: Path) -> None:
    """O3."""
    people = ["Laurel Demkovich", "Jim Allen", "Maggie Quinlan", "Adam Shanks", "Amy Edelen"]
    paper = make.organization("The Spokesman-Review", kind="own")
    staff = [make.person(name, on_staff=True, organization=paper) for name in people]
    line = f"By {', '.join(people[:4])} and {people[4]} The Spokesman-Review The Spokesman-Review"
    said = load(wire(tmp_path, HEADLINE, line, FIRST))
    story = Story.objects.get()
    assert names(story) == [(name, "The Spokesman-Review") for name in people]
    assert [one.person for one in story.bylines.all()] == staff
    assert {one.organization for one in story.bylines.all()} == {paper}
    assert story.source_organization is None
    assert "twice" in said
    assert Organization.objects.count() == 1
    assert story.content().byline == (
        "By Laurel Demkovich, Jim Allen, Maggie Quinlan, Adam Shanks and Amy Edelen "
        "The Spokesman-Review"
    )


def test_a_name_that_two_people_bear_is_linked_to_neither(tmp_path: Path) -> None:
    make.person("Jim Allen")
    Person.objects.create(name="Jim Allen", slug="jim-allen-2")
    load(wire(tmp_path, HEADLINE, "By Jim Allen", FIRST))
    assert Story.objects.get().bylines.get().person is None


def test_text_without_a_headline_is_kept_whole(tmp_path: Path) -> None:
    first = f"{FIRST} " * 5
    said = load(wire(tmp_path, first, "The second.", "By Ana Whitlock"))
    story = Story.objects.get()
    assert story.headline == ""
    assert markup.words(story.body).split("\n") == [first.strip(), "The second.", "By Ana Whitlock"]
    assert "no headline found; the text is kept whole" in said
    assert "“By Ana Whitlock” stands within the text and stays there" in said


def test_a_headline_alone_is_a_story(tmp_path: Path) -> None:
    load(wire(tmp_path, HEADLINE))
    assert (Story.objects.get().headline, Story.objects.get().body) == (HEADLINE, "")


@pytest.mark.parametrize("text", ["", " \n\n ", "\ufeff", "Menu\n\nSearch", "By Ana Whitlock"])
def test_no_text_is_refused(text: str, tmp_path: Path) -> None:
    assert "no text in it; expected a headline and paragraphs" in refused(wire(tmp_path, text))


def test_bytes_of_windows_are_read_with_a_note(tmp_path: Path) -> None:
    said = load(wire(tmp_path, HEADLINE, FIRST, "“Brücke,” he said.", encoding="cp1252"))
    assert "not UTF-8; read as Windows-1252, look at quotes and accents" in said
    assert "<p>“Brücke,” he said.</p>" in Story.objects.get().body
    assert FIRST in Story.objects.get().body


@pytest.mark.parametrize("data", [make.jpeg(), b"\x80\x01\x02 text", "Text".encode("utf-16")])
def test_what_is_no_text_is_refused(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "wire.txt"
    path.write_bytes(data)
    assert "wire.txt: not a text" in refused(str(path))


def test_line_ends_of_windows_are_line_ends(tmp_path: Path) -> None:
    text = f"{HEADLINE}\r\nBy Ana Whitlock\r\n\r\n{FIRST}\r\nMore.\r\n\r\nThe end.\r\n"
    (tmp_path / "wire.txt").write_bytes(text.encode())
    load(str(tmp_path / "wire.txt"))
    story = Story.objects.get()
    assert story.body == f"<p>{FIRST} More.</p><p>The end.</p>"
    assert names(story) == [("Ana Whitlock", "")]
    assert story.original_text == text


def test_lines_too_long_to_be_wrapped_are_paragraphs(tmp_path: Path) -> None:
    long = f"{FIRST} {FIRST}"
    load(wire(tmp_path, HEADLINE, f"{long}\n{long}\nThe end."))
    assert Story.objects.get().body == f"<p>{long}</p><p>{long}</p><p>The end.</p>"


def test_parentheses_that_are_no_credit_stay(tmp_path: Path) -> None:
    ages = "Dakota Steiger (72) runs past Jace Phelan (5). (Tyler Tjomsland/The Spokesman-Review)"
    load(wire(tmp_path, HEADLINE, ages, "By Ana Whitlock", FIRST))
    photo = Photo.objects.get()
    assert photo.library_caption == "Dakota Steiger (72) runs past Jace Phelan (5)."
    assert photo.credit_as_printed == "Tyler Tjomsland/The Spokesman-Review"

    said = load(wire(tmp_path, "Another", "Cooper Kupp (in action at left)", "By Bo Carr", FIRST))
    story = Story.objects.get(headline="Another")
    assert story.body.startswith("<p>Cooper Kupp (in action at left)</p><p>By Bo Carr</p>")
    assert "“By Bo Carr” stands within the text and stays there; is it a byline?" in said


def test_several_photos_keep_their_order(tmp_path: Path) -> None:
    first, second = "The bridge. (Bo Carr / AP)", "The ferry. (Mara Lind / Reuters) Buy this photo"
    load(wire(tmp_path, HEADLINE, first, second, "By Ana Whitlock", FIRST))
    used = [
        (use.placement, use.text, use.photo.credit_as_printed)
        for use in Caption.objects.select_related("photo")
    ]
    assert used == [
        ("lead", "The bridge.", "Bo Carr / AP"),
        ("gallery", "The ferry.", "Mara Lind / Reuters"),
    ]


@pytest.mark.parametrize(
    "blocks",
    [
        ("By Ana Whitlock", HEADLINE, FIRST),
        (f"{HEADLINE}\nBy Ana Whitlock\n{FIRST}",),
        (HEADLINE, "The bridge. (Bo Carr / AP)", "By Ana Whitlock", FIRST),
        ("Arrow-right Camera", f"By Ana Whitlock\n{HEADLINE}", FIRST),
    ],
)
def test_a_byline_above_the_text_is_found_wherever_it_stands(
    blocks: tuple[str, ...], tmp_path: Path
) -> None:
    load(wire(tmp_path, *blocks))
    story = Story.objects.get()
    assert (story.headline, names(story)) == (HEADLINE, [("Ana Whitlock", "")])
    assert story.body == f"<p>{FIRST}</p>"


@pytest.mark.parametrize(
    "sentence",
    [
        "By the time the fire reached the river, the town had gone to sleep.",
        "By Monday 14 people had left.",
        "From the hill above, the fire looked small.",
        "By midday.",
        "From Wednesday on, “nothing” moves.",
    ],
)
def test_a_sentence_that_begins_like_a_byline_is_text(sentence: str, tmp_path: Path) -> None:
    load(wire(tmp_path, HEADLINE, sentence, FIRST))
    assert Story.objects.get().body == f"<p>{sentence}</p><p>{FIRST}</p>"


def test_organisations_are_made_once_whatever_their_letters(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    one = wire(tmp_path / "a", "One", "By Ana Whitlock Associated Press", FIRST)
    two = wire(tmp_path, "Two", "The sea. (Bo Carr / ASSOCIATED PRESS)", FIRST)
    load(one, two)
    assert [row.slug for row in Organization.objects.all()] == ["associated-press"]
    load(wire(tmp_path, "Three", "The sea. (Bo Carr / Новая Газета)", FIRST))
    assert Organization.objects.filter(name="Новая Газета").exists()


def test_words_of_a_wire_never_run(tmp_path: Path) -> None:
    load(wire(tmp_path, HEADLINE, "<script>alert(1)</script> & more"))
    assert Story.objects.get().body == "<p>&lt;script&gt;alert(1)&lt;/script&gt; &amp; more</p>"


LINES = st.sampled_from(
    [
        HEADLINE,
        FIRST,
        "By Ana Whitlock Associated Press",
        "By Ana Whitlock and Bo Carr",
        "By",
        "From staff reports",
        "Associated Press",
        "The bridge. (Bo Carr / AP)",
        "The bridge (in red)",
        "Share",
        "The Harbour Courier Newspaper",
        "Brücke & <b>",
        "x" * 400,
    ]
)


@hypothesis_settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    lines=st.lists(LINES | st.text(max_size=60), max_size=8), gap=st.sampled_from(["\n", "\n\n"])
)
def test_any_text_is_loaded_whole_or_refused_in_one_line(
    lines: list[str], gap: str, tmp_path: Path
) -> None:
    text = gap.join(lines)
    path = tmp_path / "wire.txt"
    path.write_bytes(text.encode(errors="replace"))
    Story.objects.all().delete()
    notes: list[str] = []
    try:
        records = list(wiretext.read(path.read_bytes(), "wire.txt", Known(), notes.append))
    except ImportProblem as problem:
        assert "\n" not in str(problem)
        return
    load(str(path), verbosity=0)
    kept = [" ".join(notes)]
    for one in records:
        kept += [str(value) for value in one.fields.values() if isinstance(value, str)]
    kept = [markup.words(part) if part.startswith("<p>") else part for part in kept]
    kept += ["by photos from compiled with contributions and"]
    found = set(re.findall(r"\w+", " ".join(kept).casefold()))
    body = next(one.fields["body"] for one in records if one.model == "articles.story")
    for paragraph in lines:
        clean = markup.clean_line(paragraph)
        if clean and clean in markup.words(body):
            continue
        assert set(re.findall(r"\w+", clean.casefold())) <= found, clean


def test_djangos_own_door_gives_the_objects() -> None:
    text = f"{HEADLINE}\n\nBy Ana Whitlock Associated Press\n\n{FIRST}"
    for given_ in (text, text.encode(), BytesIO(text.encode())):
        found = [type(one.object).__name__ for one in serializers.deserialize("txt", given_)]
        assert found == ["Organization", "Story", "Byline"]
    for one in serializers.deserialize("txt", text):
        one.save()
    story = Story.objects.get()
    assert (story.headline, story.source_organization.name) == (HEADLINE, "Associated Press")
    assert names(story) == [("Ana Whitlock", "Associated Press")]
    with pytest.raises(DeserializationError, match="no text in it"):
        list(serializers.deserialize("txt", ""))
    with pytest.raises(SerializationError, match="can be read, not written"):
        serializers.serialize("txt", Story.objects.all())


def test_a_draft_comes_in_and_nothing_is_public(client: Any, tmp_path: Path) -> None:
    load(wire(tmp_path, HEADLINE, FIRST))
    assert Story.objects.get().state == "draft"
    assert HEADLINE not in client.get("/").content.decode()


def test_a_photo_that_stands_twice_is_printed_once(tmp_path: Path) -> None:
    """O4: the page held it twice, one caption with a double space and another slash."""
    twice = (
        "The council met on Monday  in the new hall. (Colin Mulvany / The Paper)",
        "The council met on Monday in the new hall. (Colin Mulvany/The Paper)",
        "The council left the new hall. (Colin Mulvany / The Paper)",
    )
    said = load(wire(tmp_path, HEADLINE, *twice, FIRST))
    assert [caption.text for caption in Caption.objects.all()] == [
        "The council met on Monday in the new hall.",
        "The council left the new hall.",
    ]
    assert said.count("stands there twice; it is printed once") == 1
    assert Photo.objects.count() == 2
    assert counts(load(wire(tmp_path, HEADLINE, *twice, FIRST))).startswith("0 new, 0 changed")
