"""What an editor did since a story came in is not undone unasked."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from articles.models import (
    Address,
    Byline,
    Correction,
    Front,
    Person,
    Photo,
    Placement,
    Publication,
    Revision,
    Section,
    Story,
)
from articles.publishing import actions
from tests import cast, make
from tests.forms import save
from tests.imports.loading import (
    ADDRESS,
    PUBLISHED,
    counts,
    file,
    load,
    record,
    refused,
    section,
    story,
)

pytestmark = pytest.mark.django_db


def edit(client: Client, **changes: Any) -> Story:
    """Save the one story at the desk."""
    client.force_login(cast.editor())
    pk = Story.objects.get().pk
    save(client, f"/admin/articles/story/{pk}/change/", "story_form", **changes)
    return Story.objects.get()


BYLINE = record("byline", story=["wire", "1"], name_as_printed="Ana Whitlock")


def test_an_edited_story_is_kept_and_the_note_says_which_fields(
    client: Client, tmp_path: Path
) -> None:
    wire = file(tmp_path, story(), BYLINE)
    load(wire)
    edit(client, headline="Bridge to open at last")
    assert counts(load(wire)) == "0 new, 0 changed, 2 unchanged; 0 published"

    newer = file(
        tmp_path,
        story(body="<p>It opens on Tuesday.</p>", tags=["Bridges"], related=[["wire", "1"]]),
        record("byline", story=["wire", "1"], name_as_printed="Bo Carr"),
        record("item", story=["wire", "1"], heading="Ferry late"),
    )
    said = load(newer)
    kept = Story.objects.get()
    assert (kept.headline, kept.body) == (
        "Bridge to open at last",
        "<p>The bridge opens on Monday.</p>",
    )
    assert kept.bylines.get().name_as_printed == "Ana Whitlock"
    assert (kept.items.count(), kept.story_tags.count(), kept.related.count()) == (0, 0, 0)
    assert "in.json:2 (record 1): body, headline of “Bridge to open at last” kept as the" in said
    assert "in.json:4 (record 3): left out, “Bridge to open at last” was edited at the desk" in said
    assert Revision.objects.count() == 2

    load(newer, overwrite=True)
    taken = Story.objects.get()
    assert (taken.headline, taken.body) == (
        "Bridge opens on Monday",
        "<p>It opens on Tuesday.</p>",
    )
    assert taken.bylines.get().name_as_printed == "Bo Carr"
    assert (taken.items.count(), taken.story_tags.count(), taken.related.count()) == (1, 1, 1)


def test_a_byline_the_desk_took_out_does_not_come_back(client: Client, tmp_path: Path) -> None:
    wire = file(tmp_path, story(), BYLINE)
    load(wire)
    Byline.objects.all().delete()
    edit(client, deck="At last")
    load(wire)
    assert not Byline.objects.exists()


def test_what_leaves_no_trace_in_the_words_is_kept_too(client: Client, tmp_path: Path) -> None:
    load(file(tmp_path, story(embargo_until=None, notes="")))
    edit(client, notes="Do not run before Friday", embargo_until="2030-01-01T08:00")
    load(file(tmp_path, story(embargo_until=None, notes="")))
    kept = Story.objects.get()
    assert kept.notes == "Do not run before Friday"
    assert kept.embargo_until is not None


def test_an_untouched_story_follows_its_source(tmp_path: Path) -> None:
    load(file(tmp_path, story()))
    for headline in ("Second lead", "Third lead"):
        said = load(file(tmp_path, story(headline=headline)))
        assert counts(said) == "0 new, 1 changed, 0 unchanged; 0 published"
        assert Story.objects.get().headline == headline
    assert [row.kind for row in Revision.objects.all()] == ["wire"] * 3


def test_fields_a_record_leaves_out_stay(tmp_path: Path) -> None:
    load(file(tmp_path, story(deck="At last", slug="bridge")))
    load(file(tmp_path, record("story", source="wire", source_id="1", headline="New")))
    kept = Story.objects.get()
    assert (kept.headline, kept.deck, kept.slug) == ("New", "At last", "bridge")


def test_states_are_the_desks(client: Client, tmp_path: Path) -> None:
    load(file(tmp_path, story(state="draft")))
    row = Story.objects.get()
    actions.hold(row, by=cast.editor())
    said = load(file(tmp_path, story(**PUBLISHED)))
    assert "state: “Bridge opens on Monday” stays “held”" in said
    assert not Publication.objects.exists()
    load(file(tmp_path, story(**PUBLISHED)), overwrite=True)
    assert client.get(ADDRESS).status_code == 200

    actions.withdraw(Story.objects.get(), by=None, words="We were wrong.")
    address = record("address", path=ADDRESS, kind="page", story=["wire", "1"])
    said = load(file(tmp_path, story(**PUBLISHED), address), overwrite=True)
    assert "state: “Bridge opens on Monday” stays “withdrawn”" in said
    assert Address.objects.get().words == "We were wrong."
    assert client.get(ADDRESS).status_code == 410


def test_what_the_newsroom_shares_keeps_what_is_filled(tmp_path: Path) -> None:
    make.section("News", label="Local")
    make.person("Ana Whitlock", biography="Since 2003.")
    make.photo(source="wire", source_id="p", alt_text="A bridge", place="")
    records = (
        record("section", name="Nachrichten", slug="news", disclaimer="Ours."),
        record("person", name="A. Whitlock", slug="ana-whitlock", biography="New.", phone="1"),
        record("photo", source="wire", source_id="p", alt_text="x", place="Port Ellery"),
    )
    said = load(file(tmp_path, *records))
    news, ana, photo = Section.objects.get(), Person.objects.get(), Photo.objects.get()
    assert (news.name, news.label, news.disclaimer) == ("News", "Local", "Ours.")
    assert (ana.name, ana.biography, ana.phone) == ("Ana Whitlock", "Since 2003.", "1")
    assert (photo.alt_text, photo.place) == ("A bridge", "Port Ellery")
    assert "biography, name of “Ana Whitlock” kept as the desk has it; --overwrite" in said
    load(file(tmp_path, *records), overwrite=True)
    assert Person.objects.get().biography == "New."


def test_places_on_a_front_are_the_desks(tmp_path: Path, client: Client) -> None:
    placed = record("placement", front=["front"], story=["wire", "1"], position=3)
    front = record("front", name="Front page", slug="front")
    wire = file(tmp_path, story(**PUBLISHED), front, placed)
    load(wire)
    assert client.get("/").status_code == 200
    Placement.objects.update(position=7, uid="1" * 32)
    assert "kept as the desk has it" in load(wire)
    assert Placement.objects.get().position == 7
    assert Front.objects.count() == 1


def test_corrections_and_revisions_are_added_never_changed(tmp_path: Path) -> None:
    fields = {"story": ["wire", "1"], "what_was_wrong": "Monday", "at": "2020-01-01T00:00:00Z"}
    fields["uid"] = "1" * 32
    wire = file(tmp_path, story(), record("correction", **fields, what_is_right="Tuesday"))
    load(wire)
    changed = file(tmp_path, record("correction", **fields, what_is_right="Sunday"))
    said = load(changed, overwrite=True)
    assert "what_is_right of “Monday” kept as the desk has it" in said
    assert Correction.objects.get().what_is_right == "Tuesday"


def test_another_uid_for_a_key_that_is_here_is_refused(tmp_path: Path) -> None:
    make.section("News")
    other = section()
    other["fields"]["uid"] = "1" * 32
    assert "is here with another uid; change the key" in refused(file(tmp_path, other))
