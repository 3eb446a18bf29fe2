"""Broken and foreign input: one line with file, line, field and cure; nothing is kept."""

import json
import random
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from hypothesis import HealthCheck, given, settings as hypothesis_settings, strategies as st

from articles.imports.fields import field_names
from articles.imports.records import ImportProblem
from articles.imports.run import run
from articles.models import Address, Story
from tests import make
from tests.imports.loading import PUBLISHED, file, load, record, refused, section, story

pytestmark = pytest.mark.django_db

HOSTILE = Path(settings.BASE_DIR) / "tests" / "samples" / "hostile-json"
GOOD = json.dumps(story())
BROKEN: dict[str, tuple[str, bytes, str]] = {
    "an empty file": ("json", b"", "not a fixture; expected a JSON list of records"),
    "an empty list": ("json", b"[]", "nothing in it to load"),
    "empty lines": ("jsonl", b"\n \n", "nothing in it to load"),
    "no list": ("json", GOOD.encode(), "not a fixture"),
    "cut off": ("json", f"[\n{GOOD[:-9]}".encode(), "in.json:2 (record 1): the file ends before"),
    "cut after a comma": ("json", f"[{GOOD},".encode(), "(record 2): the file ends before"),
    "cut before the bracket": ("json", f"[\n{GOOD}".encode(), "in.json:2: expected “,”"),
    "a comma too many": ("json", f"[{GOOD},]".encode(), "expected a record after “,”"),
    "text after the end": ("json", f"[{GOOD}]\n\nx".encode(), "in.json:3: text after the end"),
    "two records on a line": ("jsonl", f"{GOOD} {GOOD}".encode(), "in.jsonl:1: text after"),
    "a broken line": ("jsonl", f"{GOOD}\n\n{{]".encode(), "in.jsonl:3: not JSON"),
    "100,000 brackets": ("json", b"[" * 100_000, "nested too deeply"),
    "brackets in a value": (
        "jsonl",
        b'{"model": "articles.story", "fields": {"body": ' + b"[" * 100_000,
        "nested too deeply",
    ),
    "Latin letters in bytes": (
        "json",
        '[\n"Brücke"]'.encode("latin-1"),
        "in.json:2: byte 5 is not",
    ),
    "UTF-16": ("json", f"[{GOOD}]".encode("utf-16"), "is not UTF-8; save the file as UTF-8"),
    "a picture": ("json", make.jpeg(), "is not UTF-8"),
    "a record that is none": ("json", b'["story"]', "not a record; expected"),
    "a record without fields": ("jsonl", b'{"model": "articles.story"}', "fields: expected"),
    "a key too many": (
        "jsonl",
        b'{"model": "articles.story", "fields": {}, "id": 1}',
        "id: only model, pk and fields are known",
    ),
    "a number of no sense": (
        "jsonl",
        b'{"model": "articles.story", "fields": {}, "pk": [1]}',
        "pk: expected a number or a text",
    ),
    "a number without end": (
        "jsonl",
        b'{"model": "articles.story", "fields": {"uid": ' + b"9" * 5000 + b"}}",
        "in.jsonl:1: not JSON",
    ),
    "a name twice": (
        "jsonl",
        b'{"model": "articles.tag", "fields": {"slug": "a", "slug": "b"}}',
        "“slug” stands twice in one object",
    ),
}


@pytest.mark.parametrize(("suffix", "data", "expected"), BROKEN.values(), ids=list(BROKEN))
def test_a_broken_file_is_refused(suffix: str, data: bytes, expected: str, tmp_path: Path) -> None:
    path = tmp_path / f"in.{suffix}"
    path.write_bytes(data)
    message = refused(str(path))
    assert expected in message
    assert str(path) in message


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("i_string_UTF-8_invalid_sequence.json", "is not UTF-8"),
        ("n_number_NaN.json", "NaN is no JSON number"),
        ("n_structure_trailing_hash.json", "not a fixture"),
    ],
)
def test_samples_of_hostile_json_are_refused(name: str, expected: str) -> None:
    assert expected in refused(str(HOSTILE / name))
    refused(str(HOSTILE / name), format="jsonl")


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    for name in ("in.json", "in.jsonl"):
        path = Path(file(tmp_path, story(source_id=name), name=name))
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
        load(str(path))
    assert Story.objects.count() == 2


FIELDS: dict[str, tuple[dict[str, Any], str]] = {
    "an unknown field": ({"headlin": "x"}, "headlin: articles.story has no such field; did you"),
    "a field of nobody": ({"xyzzy": 1}, "xyzzy: articles.story has no such field"),
    "the number itself": ({"id": 7}, "id: articles.story has no such field"),
    "a list": ({"headline": ["x"]}, "headline: ['x']: expected a text in quotes"),
    "a number": ({"headline": 5}, "headline: 5: expected a text in quotes"),
    "an object": ({"body": {"a": 1}}, "body: {'a': 1}: expected a text in quotes"),
    "null": ({"headline": None}, "headline: null is not possible here; leave it out"),
    "a wrong choice": ({"state": "printed"}, "state: 'printed': is none of draft, in_review"),
    "a wrong kind": ({"kind": "essay"}, "kind: 'essay': is none of news"),
    "too long": ({"headline": "x" * 501}, "headline: 'xxx"),
    "no date": ({"updated_at": "18 May 2017"}, "updated_at: '18 May 2017': "),
    "no day": ({"updated_at": "2017-02-30T00:00:00Z"}, "updated_at: "),
    "a number as date": ({"updated_at": 5}, "updated_at: 5: expected a text"),
    "the first year": ({"first_published_at": "0001-01-01T00:00:00Z"}, "first_published_at: "),
    "the last year": ({"updated_at": "9999-12-31T23:59:59-12:00"}, "updated_at: "),
    "an hour that was not": ({"updated_at": "2026-03-08T02:30:00"}, "updated_at: "),
    "an hour that was twice": ({"updated_at": "2026-11-01T01:30:00"}, "updated_at: "),
    "no truth": ({"noindex": "yes"}, "noindex: 'yes': expected true or false"),
    "a number for a truth": ({"noindex": 1}, "noindex: 1: expected true or false"),
    "no uid": ({"uid": "x"}, "uid: 'x': "),
    "a number for a uid": ({"uid": 5}, "uid: 5: expected a text"),
    "no web address": ({"canonical_url": "javascript:alert(1)"}, "canonical_url: "),
    "no section": ({"section": ["nowhere"]}, "section: there is no section ['nowhere']"),
    "an empty reference": ({"section": []}, "section: expected a key as a list of texts"),
    "a long reference": ({"related": [["a", "b", "c"]]}, "related: there is no story"),
    "a nested reference": ({"section": [["news"]]}, "section: expected a key"),
    "an object as reference": ({"section": {"slug": "news"}}, "section: expected a key"),
    "a truth as reference": ({"section": True}, "section: expected a key"),
    "a reference that is no list": ({"related": 5}, "related: expected a list"),
    "a NUL in a reference": (
        {"section": ["no\0where"]},
        "section: there is no section ['nowhere']",
    ),
    "tags that are none": ({"tags": "Bridges"}, "tags: expected a list of names"),
    "a tag that is none": ({"tags": ["Bridges", ""]}, "tags: a name has 1 to 100 characters"),
    "a long tag": ({"tags": ["x" * 101]}, "tags: a name has 1 to 100"),
    "half a character": ({"headline": "\ud800"}, "headline: half of a character"),
    "half in a reference": ({"section": ["\ud800"]}, "section: half of a character"),
    "NUL in the original": ({"original_text": "a\0b"}, "original_text: a NUL character"),
    "a slug with a slash": ({"slug": "a/b"}, "slug: 'a/b': Use letters, figures, hyphens"),
    "a slug that climbs": ({"slug": ".."}, "slug: '..': Use letters, figures, hyphens"),
    "no source id": ({"source_id": ""}, "source_id: is missing; give source and source_id, or uid"),
    "no reason": ({"noindex": True}, "Say why search engines must not list the story."),
}


@pytest.mark.parametrize(("fields", "expected"), FIELDS.values(), ids=list(FIELDS))
def test_a_field_that_is_wrong_is_named(
    fields: dict[str, Any], expected: str, tmp_path: Path
) -> None:
    message = refused(file(tmp_path, section(), story(**fields)))
    assert f"in.json:3 (record 2): {expected}" in message


OTHERS: dict[str, tuple[list[dict[str, Any]], str]] = {
    "an unknown model": ([record("storie", x=1)], "model: there is no “articles.storie”; did you"),
    "an unknown app": ([{"model": "blog.post", "fields": {}}], "model: there is no “blog.post”"),
    "no app": ([{"model": "story", "fields": {}}], "model: there is no “story”"),
    "a relation's table": ([record("story_related", x=1)], "there is no “articles.story_related”"),
    "a part without story": ([record("byline", name_as_printed="A")], "uid: is missing"),
    "a part of nothing": ([record("byline", story=None)], "story: is missing"),
    "a photo without key": ([record("photo", place="x")], "source: is missing"),
    "a section without name": ([record("section", slug="a")], "name: is missing, articles.section"),
    "a slug that is none": ([record("tag", name="a", slug="a b")], "slug: 'a b': "),
    "a negative order": ([record("section", name="a", slug="a", position=-1)], "position: -1: "),
    "a huge order": ([record("section", name="a", slug="a", position=10**30)], "position: 1000"),
    "half an order": ([record("section", name="a", slug="a", position=0.5)], "position: 0.5: "),
    "a third level": (
        [
            section(),
            record("section", name="B", slug="b", parent=["news"]),
            record("section", name="C", slug="c", parent=["news/b"]),
        ],
        "Sections have two levels",
    ),
    "one row twice": (
        [section(), record("section", name="Sports", slug="news")],
        "in.json:3 (record 2): “News” stands with other words at ",
    ),
    "a taken uid": (
        [story(uid="1" * 32), story(uid="1" * 32, source_id="2")],
        "(record 2): Story with this Uid already exists.",
    ),
    "rights that end before they begin": (
        [
            record(
                "photo",
                source="wire",
                source_id="p",
                usable_from="2020-01-02T00:00:00Z",
                usable_until="2020-01-01T00:00:00Z",
            )
        ],
        "must lie after",
    ),
    "no mail": (
        [story(), record("byline", story=["wire", "1"], email="x")],
        "email: 'x': ",
    ),
    "a page elsewhere": ([record("address", path="/admin/")], "path: '/admin/' is no address"),
    "a page that climbs": (
        [record("address", path="/stories/2017/may/18/../")],
        "path: '/stories/2017/may/18/../' is no address",
    ),
    "a redirect from another host": (
        [record("address", path="//evil.example/", kind="redirect", target="/")],
        "path: '//evil.example/' is no address",
    ),
    **{
        f"a redirect to {target}": (
            [record("address", path="/old/", kind="redirect", target=target)],
            "target: ",
        )
        for target in (
            "https://evil.example/",
            "//evil.example/",
            "/\\evil.example/",
            "\\\\evil.example",
            "evil.example",
            "javascript:alert(1)",
            "/old/",
        )
    },
    "a page with a target": (
        [record("address", path="/stories/2017/may/18/a/", kind="page", target="/b/")],
        "address_target_for_redirects",
    ),
    "a missing correction's place": (
        [
            record(
                "correction",
                what_was_wrong="a",
                what_is_right="b",
                at="2020-01-01T00:00:00Z",
            )
        ],
        "Choose the story",
    ),
}


@pytest.mark.parametrize(("records", "expected"), OTHERS.values(), ids=list(OTHERS))
def test_a_record_that_is_wrong_is_named(
    records: list[dict[str, Any]], expected: str, tmp_path: Path
) -> None:
    assert expected in refused(file(tmp_path, *records))


def test_controls_are_taken_out_of_words(tmp_path: Path) -> None:
    """PostgreSQL keeps no NUL, and no line holds a line break."""
    load(
        file(
            tmp_path,
            story(
                headline="Bridge\0 opens\u202e\non\x1b Monday",
                body="<p>On\0 Monday</p>",
                tags=["a\0b"],
            ),
        )
    )
    loaded = Story.objects.get()
    assert (loaded.headline, loaded.body) == ("Bridge opens on Monday", "<p>On Monday</p>")
    assert loaded.story_tags.get().tag.name == "ab"


def test_a_redirect_within_the_paper_is_kept(client: Any, tmp_path: Path) -> None:
    old = "/stories/2004/jan/05/old/"
    load(file(tmp_path, record("address", path=old, kind="redirect", target="/sections/news/")))
    assert client.get(old).headers["Location"] == "/sections/news/"
    assert Address.objects.get().kind == "redirect"


def test_unknown_fields_and_models_are_passed_over_when_asked(tmp_path: Path) -> None:
    foreign = [record("storie", x=1), story(headlin="x"), story(source_id="2", headlin="y")]
    said = load(file(tmp_path, *foreign), ignore=True)
    assert "articles.storie: passed over, there is no such model" in said
    assert said.count("headlin: passed over, articles.story has no such field") == 1
    assert Story.objects.count() == 2


def test_a_time_without_zone_is_the_newsrooms(tmp_path: Path) -> None:
    said = load(file(tmp_path, story(updated_at="2017-05-18T08:00:00", embargo_until="2017-05-19")))
    assert "updated_at: no zone given, taken as America/New_York" in said
    assert Story.objects.get().updated_at.isoformat() == "2017-05-18T12:00:00+00:00"
    assert Story.objects.get().embargo_until.isoformat() == "2017-05-19T04:00:00+00:00"


@pytest.mark.parametrize(
    ("broken", "expected"),
    [
        ({"updated_at": "18 May 2017"}, "updated_at"),
        ({"source_id": ""}, "source_id: is missing"),
    ],
)
def test_one_bad_record_in_ten_thousand_is_named(
    broken: dict[str, Any], expected: str, tmp_path: Path
) -> None:
    many = [story(source_id=f"{number}") for number in range(1, 10_001)]
    many[7320]["fields"] |= broken
    assert f"in.jsonl:7321: {expected}" in refused(file(tmp_path, *many, name="in.jsonl"))


def test_what_fails_at_the_end_takes_everything_back(tmp_path: Path) -> None:
    many = [story(source_id=f"{number}", **PUBLISHED) for number in range(1, 50)]
    loose = record("byline", story=["wire", "1"], person=["nobody"])
    message = refused(file(tmp_path, section(), *many, loose))
    assert "in.json:52 (record 51): person: there is no person ['nobody']" in message


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
    | st.sampled_from(["2017-05-18T12:00:00Z", "published", "<script>", "\0", "/stories/"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
MODELS = ("story", "photo", "address", "section", "byline", "revision", "publication", "person")


@hypothesis_settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_whatever_a_field_holds_it_is_loaded_or_refused_in_one_line(
    data: st.DataObject, tmp_path: Path
) -> None:
    model = data.draw(st.sampled_from(MODELS))
    names = sorted(field_names(f"articles.{model}"))
    fields = data.draw(st.dictionaries(st.sampled_from(names), JSON, max_size=4))
    whole = story()["fields"] if model == "story" else {}
    number = random.Random(repr(fields)).randrange(10**9)
    if model == "story" and "source_id" not in fields:
        whole["source_id"] = str(number)
    broken = {"model": f"articles.{model}", "fields": whole | fields}
    path = tmp_path / "in.json"
    path.write_text(json.dumps([broken]))
    try:
        run([str(path)])
    except ImportProblem as problem:
        assert "\n" not in str(problem)
        assert "in.json" in str(problem)
