"""What is found, on whichever database the suite runs: it must be the same on both."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from articles import search
from articles.models import Photo, Story
from articles.search import Entry
from tests import make

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def put(headline: str = "", *, at: datetime | None = NOW, **parts: str) -> int:
    """A story, and in the index these words of it."""
    story = make.story()
    search.put("desk", [Entry(kind="story", id=story.pk, at=at, headline=headline, **parts)])
    return story.pk


def find(query: str, **options: Any) -> list[int]:
    within = {"story": Story.objects.all()}
    return [hit.id for hit in search.find("desk", query, within=within, **options)]


def listed(query: str) -> set[int]:
    """What a list narrowed by the query shows."""
    found = Story.objects.filter(pk__in=search.matching("desk", "story", query))
    return set(found.values_list("pk", flat=True))


CORPUS = [
    {"headline": "Harbour bridge opens on Monday", "body": "Cars may take one lane."},
    {"headline": "Elections for the university senate", "names": "Ana Kovač"},
    {
        "headline": "Ferry late again",
        "deck": "The new bridge is closed.",
        "body": "At the harbour.",
    },
    {"headline": "U.S. votes", "body": "Covid-19 was no topic in Łódź, O’Brien said."},
    {"headline": "Школа открыта", "body": "مدرسة جديدة 東京"},
    {"headline": "Route 20", "names": "wire-2017-000123"},
]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("bridge", {0, 2}),
        ("bridges opening", {0}),
        ("harbour bridge", {0, 2}),
        ('"harbour bridge"', {0}),
        ('"bridge harbour"', set()),
        ("harbour -ferry", {0}),
        ('harbour -"late again"', {0}),
        ("closed bridge", {2}),
        ("electi", {1}),
        ("universi", {1}),
        ("university", {1}),
        ("kovac", {1}),
        ("KOVAČ", {1}),
        ("lodz", {3}),
        ("o'brien", {3}),
        ("brien", {3}),
        ("U.S.", {3}),
        ("us vo", {3}),
        ("covid-19", {3}),
        ("covid 20", set()),
        ("школ", {4}),
        ("مدرسة", {4}),
        ("東京", {4}),
        ("wire-2017-0001", {5}),
        ("wire-2017-000124", set()),
        ("20 ", {5}),
        ("200 ", set()),
        ('"monday cars"', set()),
        ("nowhere", set()),
    ],
)
def test_the_same_is_found_on_both_databases(query: str, expected: set[int]) -> None:
    keys = [put(**entry) for entry in CORPUS]
    assert {keys.index(pk) for pk in find(query)} == expected
    if not query.endswith(" "):  # A list knows no blank at the end.
        assert {keys.index(pk) for pk in listed(query)} == expected


HOSTILE = [
    "", " ", "\0", "a\0b", '"', "'", "''", '"""', "\\", "%", "%s", "%(x)s", ";", "--", "-", "- -",
    "*", "**", "a*b", "^a", "+", "a + b", "a AND", "AND", "OR OR", "NOT", "a NOT b", "NEAR(a b, 3)",
    "NEAR(", "headline:a", "{headline names}:a", "- {headline}:a", "(", ")", "((a)", "a & b",
    "a | b", "!a", "!", "a <-> b", "<->", "a:*", "a:ABCD", ":*", "&", "|", "'a' & !'b'", "🦀",
    "👩\u200d👩\u200d👧", "\ud800", "\u202e", "ß", "İ", "ﷺ" * 200, "कि", "x" * 10_000, "x " * 5_000,
    '"x" ' * 2_500, "-x " * 3_000, "-" * 10_000, '"' * 9_999, "é" * 10_000, "1e5", "1e309", "0x1F",
    "-5", "1.5.7", "a@b.example", "https://example.org/a?b=c#d", "/etc/passwd", "&amp;", "\r\n\t",
    "<script>alert(1)</script>", "'; DROP TABLE articles_story; --", "the", "a",
]  # fmt: skip


@pytest.mark.parametrize("query", HOSTILE)
def test_nothing_that_can_be_typed_is_an_error(query: str) -> None:
    put("The harbour bridge")
    for typing in (True, False):
        assert isinstance(find(query, typing=typing), list)
    assert isinstance(listed(query), set)


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_that_can_be_written_is_an_error(text: str) -> None:
    pk = put(f"{text} harbour", names=text, deck=text, body=text)
    assert find("harbour") == [pk]


def test_a_text_of_unlike_words_without_end_is_found_by_its_beginning() -> None:
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = (a + b + c + d for a in letters for b in letters for c in letters for d in letters)
    pk = put("Endless", body=f"Beginning {' '.join(words)}")
    assert find("beginning") == [pk]


# The order


def test_a_word_in_the_headline_comes_before_one_in_the_text() -> None:
    body = put("Ferry late", body="The bridge is closed." + " More words." * 20)
    name = put("Ferry early", names="Ana Bridge", body="Words." * 20)
    headline = put("Bridge opens", body="Words." * 20)
    assert find("bridge") == [headline, name, body]


def test_of_two_alike_the_newer_comes_first() -> None:
    ages = [3, 0, 900, 40]
    keys = {age: put("Bridge opens", at=NOW - timedelta(days=age)) for age in ages}
    assert find("bridge") == [keys[age] for age in sorted(ages)]


def test_an_old_story_about_it_comes_before_a_new_one_that_names_it() -> None:
    old = put("Bridge collapses", at=NOW - timedelta(days=4000), body="Words of old." * 10)
    new = put("Council meets", body="Someone said bridge." + " Words of today." * 40)
    assert find("bridge") == [old, new]


def test_times_before_1970_and_none_have_their_place() -> None:
    none = put("Bridge opens", at=None)
    old = put("Bridge opens", at=datetime(1887, 3, 12, tzinfo=UTC))
    new = put("Bridge opens")
    assert find("bridge") == [new, none, old]


def test_of_a_word_in_every_story_only_the_newest_are_ranked(monkeypatch: Any) -> None:
    monkeypatch.setattr(search, "MOST_RANKED", 3)
    keys = [put("Bridge opens", at=NOW - timedelta(days=age)) for age in range(5)]
    assert find("bridge") == keys[:3]
    assert listed("bridge") == set(keys)


def test_hits_come_in_pages() -> None:
    keys = [put("Bridge opens", at=NOW - timedelta(days=age)) for age in range(5)]
    assert find("bridge", limit=2) == keys[:2]
    assert find("bridge", limit=2, offset=2) == keys[2:4]
    assert find("bridge", limit=2, offset=9) == []


# What may be found


def test_nothing_is_found_outside_the_rows_that_may_be() -> None:
    mine, other = put("Bridge opens"), put("Bridge closes")
    only = {"story": Story.objects.filter(pk=mine)}
    assert [hit.id for hit in search.find("desk", "bridge", within=only)] == [mine]
    assert other not in listed("opens")
    assert search.find("desk", "bridge", within={"story": Story.objects.none()}) == []
    assert search.find("desk", "bridge", within={"photo": Photo.objects.all()}) == []
    assert search.find("desk", "bridge", within={}) == []


def test_kinds_are_found_together_and_apart() -> None:
    story, photo = put("Harbour bridge"), make.photo()
    search.put("desk", [Entry(kind="photo", id=photo.pk, at=NOW, headline="Harbour")])
    both = {"story": Story.objects.all(), "photo": Photo.objects.all()}
    found = search.find("desk", "harbour", within=both)
    assert {(hit.kind, hit.id) for hit in found} == {("story", story), ("photo", photo.pk)}
    assert find("harbour") == [story]


def test_a_row_that_is_gone_is_not_found() -> None:
    put("Bridge opens")
    Story.objects.all().delete()
    assert find("bridge") == []
    assert listed("bridge") == set()


def test_the_two_indexes_know_nothing_of_one_another() -> None:
    put("Bridge opens")
    assert search.find("paper", "bridge", within={"story": Story.objects.all()}) == []


def test_an_entry_is_replaced_and_taken_out() -> None:
    first, second = put("Bridge opens"), put("Ferry late")
    search.put("desk", [Entry(kind="story", id=first, at=NOW, headline="Tunnel opens")])
    assert (find("bridge"), find("tunnel"), find("ferry")) == ([], [first], [second])
    search.remove("desk", "photo", [first])
    assert find("tunnel") == [first]
    search.remove("desk", "story", [first, first, 999_999])
    assert (find("tunnel"), find("ferry")) == ([], [second])
    search.keep_only("desk", "story", Story.objects.exclude(pk=second))
    assert find("ferry") == []


def test_keeping_nothing_empties_a_kind() -> None:
    put("Bridge opens")
    search.keep_only("desk", "story", Story.objects.none())
    assert search.is_empty("desk")


def test_an_emptied_index_finds_nothing_and_can_be_written_again() -> None:
    pk = put("Bridge opens")
    assert not search.is_empty("desk")
    search.clear("desk")
    assert search.is_empty("desk")
    assert find("bridge") == []
    search.put("desk", [Entry(kind="story", id=pk, headline="Bridge opens")])
    assert find("bridge") == [pk]


def test_many_entries_of_one_second_each_have_their_place() -> None:
    stories = [make.story("Bridge") for _ in range(5)]
    search.put(
        "desk", [Entry(kind="story", id=row.pk, at=NOW, headline="Bridge") for row in stories]
    )
    assert sorted(find("bridge")) == [row.pk for row in stories]


def test_what_is_rolled_back_is_not_found() -> None:
    pk = put("Tunnel opens")
    with transaction.atomic():
        search.put("desk", [Entry(kind="story", id=pk, headline="Bridge opens")])
        assert find("bridge") == [pk]
        transaction.set_rollback(True)
    assert (find("bridge"), find("tunnel")) == ([], [pk])
