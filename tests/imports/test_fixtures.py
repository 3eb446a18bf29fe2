"""The doors of loaddata: files, names, packed files, standard input, `TestCase.fixtures`."""

import bz2
import gzip
import lzma
import sys
from collections.abc import Callable
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import CommandError
from django.test import Client, TestCase

from articles.models import Organization, Person, Photo, Publication, Section, Story, StoryTag
from tests import make
from tests.imports.loading import (
    ADDRESS,
    PUBLISHED,
    counts,
    everything,
    file,
    load,
    record,
    refused,
    section,
    story,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["in.json", "in.jsonl", "IN.JSON"])
def test_a_fixture_is_loaded_and_read(name: str, client: Client, tmp_path: Path) -> None:
    said = load(file(tmp_path, section(), story(section=["news"], **PUBLISHED), name=name))
    assert counts(said) == "2 new, 0 changed, 0 unchanged; 1 published"
    assert "The bridge opens on Monday." in client.get(ADDRESS).content.decode()
    assert "Bridge opens on Monday" in client.get("/sections/news/").content.decode()


@pytest.mark.parametrize(
    ("suffix", "pack"), [(".gz", gzip.compress), (".bz2", bz2.compress), (".xz", lzma.compress)]
)
def test_packed_files_are_read_and_broken_ones_refused(
    suffix: str, pack: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    plain = Path(file(tmp_path, story(), name="in.jsonl")).read_bytes()
    packed = tmp_path / f"in.jsonl{suffix}"
    for broken in (pack(plain)[:-9], pack(plain)[:30] + b"\xff" * 40, plain):
        packed.write_bytes(broken)
        assert "cannot be read" in refused(str(packed))
    packed.write_bytes(pack(plain))
    load(str(packed))
    assert Story.objects.count() == 1


def test_a_fixture_is_found_by_its_name(tmp_path: Path, settings: Any) -> None:
    settings.FIXTURE_DIRS = [tmp_path]
    file(tmp_path, story(), name="harbour.jsonl")
    load("harbour")
    assert Story.objects.count() == 1
    assert "no such file here or among the fixtures" in refused("harbor")
    assert "no such file there" in refused(str(tmp_path / "x.json"))
    assert "no such file" in refused("x" * 5000)
    assert "no such file" in refused("harbour", app_label="auth")


@pytest.mark.parametrize("name", ["in.xml", "in", "in.json.zip"])
def test_what_is_no_format_of_ours_is_said(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text("[]")
    assert "is not read; it can be .json, .jsonl or .txt" in refused(str(tmp_path / name))


@pytest.mark.parametrize("as_text", [False, True])
def test_standard_input_is_read_with_a_format(
    as_text: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = Path(file(tmp_path, story(headline="Brücke"))).read_bytes()
    stream = StringIO(data.decode()) if as_text else TextIOWrapper(BytesIO(data), "ascii")
    monkeypatch.setattr(sys, "stdin", stream)
    assert "say what comes in" in refused("-")
    load("-", format="json")
    assert Story.objects.get().headline == "Brücke"


def test_a_format_can_be_named_for_a_file(tmp_path: Path) -> None:
    path = Path(file(tmp_path, story())).rename(tmp_path / "in.dat")
    load(str(path), format="json")
    assert Story.objects.count() == 1


class FixturesTests(TestCase):
    fixtures = [str(Path(__file__).parent.parent.parent / "articles" / "fixtures" / "demo.json")]

    def test_they_come_through_the_same_door(self) -> None:
        assert Publication.objects.exists()


def test_the_demo_twice_changes_nothing() -> None:
    load("demo")
    before = everything()
    said = load("demo")
    assert counts(said).startswith("0 new, 0 changed")
    assert counts(said).endswith("0 published")
    assert everything() == before


def test_numbers_are_labels_within_their_file(tmp_path: Path) -> None:
    """A default dump's numbers mean rows of the file, never rows that have them here."""
    here = make.section("Sports")
    mine = make.story("Mine", section=here)
    agency = record("organization", 1, name="Associated Press", slug="associated-press")
    dumped = [
        record("section", here.pk, name="News", slug="news"),
        agency,
        record("photo", 1, source="wire", source_id="p", organization=1, photographer=1),
        record("person", 1, name="Ana Whitlock", slug="ana-whitlock", portrait=1, organization=1),
        story(section=here.pk, source_organization=1) | {"pk": mine.pk},
        record("byline", 1, story=mine.pk, person=1, name_as_printed="Ana Whitlock"),
        record("tag", 1, name="Bridges", slug="bridges"),
        record("storytag", 1, content_object=mine.pk, tag=1),
    ]
    load(file(tmp_path, *dumped))
    mine.refresh_from_db()
    assert (mine.headline, mine.section) == ("Mine", here)
    here.refresh_from_db()
    assert here.name == "Sports"
    loaded = Story.objects.get(source="wire")
    assert loaded.section == Section.objects.get(slug="news")
    assert loaded.source_organization == Organization.objects.get(slug="associated-press")
    assert loaded.bylines.get().person == Person.objects.get()
    assert Person.objects.get().portrait == Photo.objects.get()
    assert Photo.objects.get().photographer == Person.objects.get()
    assert StoryTag.objects.get().content_object == loaded

    alone = file(tmp_path, story(source_id="2", section=here.pk))
    assert f"section: {here.pk} is no record of this file" in refused(alone)


def test_two_files_of_one_call_have_numbers_of_their_own(tmp_path: Path) -> None:
    for name in ("news", "sports"):
        (tmp_path / name).mkdir()
        file(
            tmp_path / name,
            record("section", 1, name=name.title(), slug=name),
            story(source_id=name, section=1),
        )
    load(str(tmp_path / "news" / "in.json"), str(tmp_path / "sports" / "in.json"))
    assert Story.objects.get(source_id="news").section.slug == "news"
    assert Story.objects.get(source_id="sports").section.slug == "sports"


def test_records_may_stand_in_any_order(tmp_path: Path) -> None:
    load(
        file(
            tmp_path,
            record("caption", story=["wire", "1"], photo=["wire", "p"], text="The bridge"),
            story(section=["news/town-hall"], related=[["wire", "2"]]),
            story(source_id="2", related=[["wire", "1"]]),
            record("section", name="Town Hall", slug="town-hall", parent=["news"]),
            record("photo", source="wire", source_id="p", photographer=["ana"]),
            record("person", name="Ana", slug="ana"),
            section(),
        )
    )
    first = Story.objects.get(source_id="1")
    assert first.section.path == "news/town-hall"
    assert first.captions.get().photo.photographer.name == "Ana"
    assert [one.source_id for one in first.related.all()] == ["2"]


def test_parts_without_uid_are_the_same_next_time(tmp_path: Path) -> None:
    wire = file(
        tmp_path,
        story(tags=["Bridges", "bridges", "Über"]),
        record("byline", story=["wire", "1"], name_as_printed="Ana Whitlock"),
        record("byline", story=["wire", "1"], name_as_printed="Bo Carr"),
        record("item", story=["wire", "1"], heading="Ferry late"),
    )
    load(wire)
    before = everything()
    assert counts(load(wire)) == "0 new, 0 changed, 4 unchanged; 0 published"
    assert counts(load(wire, wire)) == "0 new, 0 changed, 4 unchanged; 0 published"
    assert everything() == before
    names = [line.name_as_printed for line in Story.objects.get().bylines.all()]
    assert names == ["Ana Whitlock", "Bo Carr"]
    tags = StoryTag.objects.order_by("tag__name").values_list("tag__name", flat=True)
    assert list(tags) == ["Bridges", "Über"]


def test_rows_of_other_apps_are_found_by_their_keys(tmp_path: Path) -> None:
    group = {
        "model": "auth.group",
        "pk": 7,
        "fields": {"name": "Desk", "permissions": [["publish_story", "articles", "story"]]},
    }
    chief = {
        "model": "auth.user",
        "pk": 1,
        "fields": {
            "username": "chief",
            "password": "!",
            "is_superuser": True,
            "groups": [7],
            "user_permissions": [],
        },
    }
    here = User.objects.create_user("somebody", pk=1, email="mail@courier.example")
    logins = file(tmp_path, group, chief, record("person", name="C", slug="c", login=1))
    said = load(logins)
    assert "“chief” may do everything here" in said
    here.refresh_from_db()
    assert here.username == "somebody"
    made = User.objects.get(username="chief")
    assert [group.name for group in made.groups.all()] == ["Desk"]
    assert Group.objects.get(name="Desk").permissions.get().codename == "publish_story"
    assert Person.objects.get().login == made
    assert counts(load(logins)) == "0 new, 0 changed, 3 unchanged; 0 published"

    # What the record leaves out stays.
    User.objects.filter(username="chief").update(email="chief@courier.example", first_name="Chi")
    chief["fields"] = {"username": "chief", "first_name": "Charlotte"}
    assert counts(load(file(tmp_path, chief))).startswith("0 new, 1 changed")
    made.refresh_from_db()
    assert (made.first_name, made.email) == ("Charlotte", "chief@courier.example")


def test_rows_that_have_no_key_but_a_number_are_refused(tmp_path: Path) -> None:
    entry = {"model": "admin.logentry", "pk": 1, "fields": {"user": 1, "action_flag": 1}}
    logged = file(tmp_path, story(), entry)
    assert "leave them out with --exclude admin.logentry" in refused(logged)
    load(logged, exclude=["admin.logentry"])
    assert Story.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"username": "a b"}, "username"),
        ({"username": "x" * 151}, "username"),
        ({"username": ["a"]}, "username"),
        ({"username": "a\0b"}, "username"),
        ({"username": "ana", "groups": [3]}, "groups: 3 is no record of this file"),
        ({"username": "ana", "groups": 3}, "groups: expected a list"),
        ({"username": "ana", "groups": [["x"]]}, "groups: there is no group ['x']"),
        ({"username": "ana", "is_staff": "perhaps"}, "is_staff"),
        ({"username": "ana", "user_name": "x"}, "did you mean “username”?"),
        ({"first_name": "Ana"}, "password: is missing"),
        ({"password": "!"}, "username: is missing"),
    ],
)
def test_a_login_that_is_none_is_refused(
    fields: dict[str, Any], expected: str, tmp_path: Path
) -> None:
    assert expected in refused(file(tmp_path, {"model": "auth.user", "fields": fields}))


def test_models_and_apps_can_be_excluded(tmp_path: Path) -> None:
    group = {"model": "auth.group", "fields": {"name": "Desk"}}
    both = file(tmp_path, section(), story(), group)
    load(both, exclude=["articles.Story", "auth"])
    assert (Section.objects.count(), Story.objects.count()) == (1, 0)
    assert not Group.objects.filter(name="Desk").exists()
    with pytest.raises(CommandError, match="nonsense"):
        load(both, exclude=["nonsense"])


def test_only_the_one_database_is_loaded(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="one database"):
        load(file(tmp_path, story()), database="other")


def test_long_reports_are_cut(tmp_path: Path) -> None:
    plain = [story(source_id=f"{n}", updated_at="2017-05-18T12:00:00") for n in range(150)]
    said = load(file(tmp_path, *plain)).splitlines()
    assert said[0].endswith("updated_at: no zone given, taken as America/New_York")
    assert said[-2] == "… and 50 notes more"
    assert len(said) == 102
    assert load(file(tmp_path, *plain), verbosity=0) == ""
