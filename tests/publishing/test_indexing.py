"""Whatever a row's words come in by, they can be found at once; and what is gone cannot."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from articles import search
from articles.models import Person, Photo, Publication, Revision, Story
from articles.publishing import actions, indexing
from tests import cast, make
from tests.forms import form_fields, save
from tests.imports.loading import (
    NATURAL,
    PUBLISHED,
    dump,
    file,
    load,
    record,
    section,
    story as story_record,
)

pytestmark = pytest.mark.django_db
MODELS = {"story": Story, "photo": Photo, "person": Person}


def found(query: str, kind: str = "story") -> list[Any]:
    """What the desk finds, as rows."""
    rows = MODELS[kind].objects.all()
    hits = search.find("desk", query, within={kind: rows})
    return [rows.get(pk=hit.id) for hit in hits]


def read(query: str) -> list[int]:
    """The numbers of the versions in the paper's index, whether they live or not."""
    versions = {"publication": Publication.objects.all()}
    hits = search.find("paper", query, within=versions)
    return sorted(Publication.objects.get(pk=hit.id).number for hit in hits)


def everything() -> list[tuple[Any, ...]]:
    """Both indexes as they are, word for word."""
    postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        rows = []
        for index in ("desk", "paper"):
            cursor.execute(
                f"SELECT kind, id, second, words::text FROM articles_search_{index}"
                if postgresql
                else "SELECT kind, id, number >> 24, headline, names, deck, body "
                f"FROM articles_search_{index} JOIN articles_search_{index}_words "
                f"ON articles_search_{index}_words.rowid = number"
            )
            rows += [(index, *row) for row in cursor.fetchall()]
    return sorted(rows)


def empty_both() -> None:
    for index in ("desk", "paper"):
        search.clear(index)


def change(row: Any) -> str:
    return f"/admin/articles/{row._meta.model_name}/{row.pk}/change/"


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(cast.editor())
    return client


# The desk's index


def test_what_is_saved_at_the_desk_is_found_at_once(desk: Client) -> None:
    story = make.story("Bridge opens", slug="pontoon")
    make.byline(story, "Ana Whitlock", "Foreign Policy")
    make.caption(story, make.photo(), text="A teal pylon.")
    make.item(story, "Ferry late", text="An hour.", signatory="Bo Diddle")
    save(desk, change(story), "story_form", body="<p>The <em>tun</em>nel.</p>", notes="Call Cy")
    for query in (
        "bridge", "pontoon", "whitlock", "foreign policy", "tunnel", "pylon", "ferry", "diddle",
        "call cy",
    ):  # fmt: skip
        assert found(query) == [story], query
    save(desk, change(story), "story_form", headline="Viaduct opens", body="<p>Words.</p>")
    assert (found("bridge"), found("tunnel"), found("viaduct")) == ([], [], [story])


def test_a_refused_save_changes_nothing_that_is_found(desk: Client) -> None:
    story = make.story("Bridge opens")
    indexing.index(Story, [story.pk])
    save(desk, change(story), "story_form", headline="Tunnel opens", go_live_at="never")
    assert (found("bridge"), found("tunnel")) == ([story], [])


def test_a_new_story_a_photo_and_a_person_are_found(desk: Client) -> None:
    forms = {
        "story": ("story_form", {"headline": "Bridge opens"}),
        "photo": ("photo_form", {"library_caption": "The bridge", "credit_as_printed": "Lind"}),
        "person": ("person_form", {"name": "Ana Bridge", "slug": "ana-bridge"}),
    }
    for kind, (form_id, typed) in forms.items():
        address = f"/admin/articles/{kind}/add/"
        fields = form_fields(desk.get(address).content.decode(), form_id)
        desk.post(address, fields | typed)
        row = MODELS[kind].objects.get()
        assert found("bridge", kind) == [row]
    save(desk, change(Photo.objects.get()), "photo_form", library_caption="The tunnel")
    save(desk, change(Person.objects.get()), "person_form", position="Tunnel reporter")
    assert found("bridge", "photo") == []
    assert found("tunnel", "photo") == [Photo.objects.get()]
    assert found("tunnel", "person") == [Person.objects.get()]


def test_a_story_begun_by_an_autosave_is_found(desk: Client) -> None:
    page = desk.get("/admin/articles/story/add/").content.decode()
    typed = form_fields(page, "story_form") | {"headline": "Bridge opens"}
    desk.post("/admin/articles/story/autosave/", typed)
    assert found("bridge") == [Story.objects.get()]


def test_words_that_are_restored_are_found(desk: Client) -> None:
    story = make.story("Bridge opens")
    save(desk, change(story), "story_form", headline="Tunnel opens")
    save(desk, change(story), "story_form", headline="Viaduct opens")
    revision = Revision.objects.filter(story=story, content__contains="Tunnel").latest("number")
    actions.restore_revision(story, revision, by=cast.editor("second"))
    assert (found("tunnel"), found("viaduct")) == ([story], [])


@pytest.mark.parametrize("kind", MODELS)
def test_what_is_deleted_leaves_no_word_behind(client: Client, kind: str) -> None:
    client.force_login(cast.user("root", is_superuser=True))
    made = {
        "story": lambda name: make.story(name),
        "photo": lambda name: make.photo(library_caption=name),
        "person": lambda name: make.person(name),
    }[kind]
    rows = [made(name) for name in ("Bridge one", "Bridge two", "Bridge three")]
    indexing.index(MODELS[kind], [row.pk for row in rows])
    address = f"/admin/articles/{kind}/"
    client.post(f"{address}{rows[0].pk}/delete/", {"post": "yes"})
    client.post(
        address, {"action": "delete_selected", "_selected_action": [rows[1].pk], "post": "yes"}
    )
    assert found("bridge", kind) == [rows[2]]
    assert [key for _index, _kind, key, *_words in everything()] == [rows[2].pk]


def test_what_comes_in_by_a_file_is_found(tmp_path: Any) -> None:
    records = [
        section(),
        record("photo", source="wire", source_id="p1", library_caption="The bridge at dawn"),
        record("person", name="Ana Bridge", slug="ana-bridge"),
        story_record(body="<p>A <b>tunnel</b> too.</p>", section=["news"], tags=["Traffic"]),
    ]
    load(file(tmp_path, *records))
    assert found("bridge") == found("tunnel") == [Story.objects.get()]
    assert found("bridge dawn", "photo") == [Photo.objects.get()]
    assert found("bridge", "person") == [Person.objects.get()]
    before = everything()
    load(file(tmp_path, *records))
    assert everything() == before
    records[1]["fields"]["library_caption"] = "The pier at dawn"
    records[3]["fields"]["body"] = "<p>A viaduct too.</p>"
    load(file(tmp_path, *records), overwrite=True)
    assert (found("tunnel"), found("viaduct")) == ([], [Story.objects.get()])
    assert (found("bridge", "photo"), found("pier", "photo")) == ([], [Photo.objects.get()])


def test_a_refused_file_leaves_no_word_behind(tmp_path: Any) -> None:
    with pytest.raises(Exception, match="Nothing was loaded"):
        load(file(tmp_path, story_record(), record("byline", story=["nobody", "9"])))
    assert everything() == []


# The paper's index


def test_a_published_story_is_in_the_papers_index_with_its_tags(tmp_path: Any) -> None:
    load(file(tmp_path, section(), story_record(section=["news"], tags=["Traffic"], **PUBLISHED)))
    assert read("bridge monday") == read("traffic") == [1]
    assert search.find("paper", "bridge", within={"publication": Publication.objects.none()}) == []


def test_only_what_lives_now_or_later_is_in_the_papers_index() -> None:
    by = cast.editor()
    story = make.story("Bridge and tunnel")
    actions.publish(story, by=by)
    assert read("bridge") == [1]
    story.headline = "Bridge and viaduct"
    story.save()
    actions.publish(story, by=by, at=timezone.now() + timedelta(days=1))
    assert read("bridge") == [1, 2]
    actions.unschedule(story, by=by)
    assert read("bridge") == [1]
    actions.publish(story, by=by)
    assert (read("tunnel"), read("viaduct")) == ([], [3])
    actions.withdraw(story, by=by, words="Wrong town.")
    assert read("bridge") == []
    assert [row[0] for row in everything()] == ["desk"]
    actions.reinstate(story, by=by)
    assert read("bridge") == [4]


def test_a_scheduled_version_is_found_by_readers_at_its_second_and_not_before() -> None:
    story = make.story("Bridge opens")
    at = timezone.now() + timedelta(days=1)
    actions.publish(story, by=cast.editor(), at=at)

    def live(query: str) -> list[search.Hit]:
        versions = Publication.objects.live(timezone.now())
        return search.find("paper", query, within={"publication": versions}, typing=False)

    assert live("bridge") == []
    with time_machine.travel(at + timedelta(seconds=1)):
        assert len(live("bridge")) == 1


def test_the_slug_a_verb_gives_is_found() -> None:
    story = make.story("Été à Genève")
    actions.publish(story, by=cast.editor())
    story.refresh_from_db()
    assert story.slug == "ete-a-geneve"
    assert found("ete-a-gen") == [story]


@pytest.mark.django_db(transaction=True)
def test_versions_from_a_dump_are_in_the_papers_index(tmp_path: Any) -> None:
    empty_both()
    story = make.story("Bridge opens", source="wire", source_id="1")
    actions.publish(story, by=None)
    before = everything()
    path = tmp_path / "dump.json"
    path.write_text(dump("articles", *NATURAL))
    call_command("flush", interactive=False, verbosity=0)
    empty_both()
    load(str(path))
    assert read("bridge") == [1]
    assert [row[3:] for row in everything()] == [row[3:] for row in before]


# Made again


def a_newsroom() -> None:
    by = cast.editor()
    for number in range(3):
        story = make.story(f"Bridge {number}", notes="Call")
        make.byline(story)
        make.caption(story, make.photo(library_caption=f"Pier {number}"))
        make.person(f"Ana {number}")
        actions.publish(story, by=by)
        if number == 1:
            story.headline = "Bridge again"
            story.save()
            actions.publish(story, by=by, at=timezone.now() + timedelta(days=1))
        if number == 2:
            actions.withdraw(story, by=by, words="Wrong.")
    indexing.index(Story, Story.objects.values_list("pk", flat=True))
    indexing.index(Photo, Photo.objects.values_list("pk", flat=True))
    indexing.index(Person, Person.objects.values_list("pk", flat=True))


def rebuild() -> str:
    out = StringIO()
    call_command("rebuild_search", stdout=out, stderr=StringIO())
    return out.getvalue()


def test_rebuilt_the_indexes_are_what_they_were(monkeypatch: Any) -> None:
    monkeypatch.setattr(indexing, "BATCH", 2)
    a_newsroom()
    before = everything()
    assert len(before) == 3 * 3 + 3
    rebuild()
    assert everything() == before
    empty_both()
    assert rebuild() == (
        "The desk: stories: 3\nThe desk: photos: 3\nThe desk: people: 3\n"
        "The paper: published stories: 3\n"
    )
    assert everything() == before


def test_rebuilding_takes_out_what_is_there_no_more() -> None:
    a_newsroom()
    before = everything()
    search.put("desk", [search.Entry(kind="story", id=999_999, headline="A ghost")])
    search.put("paper", [search.Entry(kind="publication", id=999_999, headline="A ghost")])
    rebuild()
    assert everything() == before


def test_a_rebuild_broken_off_leaves_everything_to_be_found(monkeypatch: Any) -> None:
    monkeypatch.setattr(indexing, "BATCH", 1)
    a_newsroom()
    before = everything()
    batches = indexing.rebuild_desk(Story)
    next(batches)
    batches.close()
    assert everything() == before


def test_the_demo_is_found_as_it_was_loaded() -> None:
    load("demo")
    before = everything()
    assert len([row for row in before if row[0] == "desk"]) == (
        Story.objects.count() + Photo.objects.count() + Person.objects.count()
    )
    rebuild()
    assert everything() == before
