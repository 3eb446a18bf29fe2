"""Whether two names mean the same: pairs an editor would judge so, and what holds for all."""

import pytest
from hypothesis import given, strategies as st

from articles.admin.likeness import closest, is_close, is_close_person, is_same

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=30)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("chechens", "Chechens"),
        ("Climate change", "climate-change"),
        ("Élysée", "Elysee"),
        ("Łódź", "Lodz"),
        ("Roads & bridges", "roads and Bridges"),
        ("U.S.", "US"),
        ("Café", "Cafe\u0301"),
    ],
)
def test_case_accents_blanks_and_hyphens_make_no_other_tag(one: str, other: str) -> None:
    assert is_same(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("chechens", "Chechen"),
        ("Fishery", "Fisheries"),
        ("Town budgets", "Town budget"),
        ("Bridges and roads", "Roads and bridges"),
        ("the Odeon", "Odeon"),
        ("Fisheires", "Fisheries"),
        ("Harbor Commission", "Harbour Commission"),
    ],
)
def test_plurals_word_order_and_slips_are_close_and_not_the_same(one: str, other: str) -> None:
    assert is_close(one, other)
    assert is_close(other, one)
    assert not is_same(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2025 budget", "2026 budget"),
        ("Ward 1", "Ward 11"),
        ("Boston", "Bolton"),
        ("Hockey", "Jockey"),
        ("Hockey", "Ice hockey"),
        ("C", "C++"),
        ("Chechnya", "Chechen"),
        ("и", "й"),
        ("कल", "कुल"),
        ("?", "!"),
        ("", "Art"),
    ],
)
def test_what_only_looks_alike_is_another_tag(one: str, other: str) -> None:
    assert not is_close(one, other)


def test_the_likeliest_tag_comes_first() -> None:
    tags = ["Ferry terminal", "Ferries", "Ferry timetables", "Ferry timetable 2025"]
    assert closest("ferry timetable", tags) == ["Ferry timetables"]
    assert closest("Ferrys", [*tags, "Ferry"]) == ["Ferry", "Ferries"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ana Whitlok", "Ana Whitlock"),
        ("A. Whitlock", "Ana Whitlock"),
        ("Whitlock, Ana", "Ana Whitlock"),
        ("Ana M. Whitlock", "Ana Whitlock"),
        ("José Muñoz", "Jose Munoz"),
    ],
)
def test_one_person_under_two_spellings(one: str, other: str) -> None:
    assert is_close_person(one, other)
    assert is_close_person(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Ana Wood", "Ana Whitlock"), ("Bob Whitlock", "Ana Whitlock"), ("", "Ana Whitlock")],
)
def test_a_name_in_common_makes_no_person(one: str, other: str) -> None:
    assert not is_close_person(one, other)


@given(WORDS, WORDS)
def test_likeness_goes_both_ways_and_never_fails(one: str, other: str) -> None:
    for alike in (is_same, is_close, is_close_person):
        assert alike(one, other) == alike(other, one)
    assert is_same(one, one)
    assert is_close(one, one)
    assert not is_same(one, other) or is_close(one, other)
