"""Words before any engine sees them, and what is typed into a search box."""

import pytest

from articles.search.query import Term, parse
from articles.search.words import LONGEST_TEXT, LONGEST_WORD, folded


def terms(query: str, *, typing: bool = False) -> list[tuple[str, str]]:
    """Each term as its sign and its words: "-" unwanted, "*" unfinished."""
    return [
        (("-" if term.unwanted else "") + ("*" if term.unfinished else ""), " ".join(term.words))
        for term in parse(query, typing=typing)
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Harbour BRIDGE", "harbour bridge"),
        ("Kovač, Søren & Łódź", "kovac soren lodz"),
        ("Straße, Ærø, Þór, ıssız", "strasse aero thor issiz"),
        ("ﬁnal Ⅷ ２０２６ ½", "final viii 2026 1 2"),
        ("cafe\u0301 = café", "cafe cafe"),
        ("O’Brien’s town's", "o brien s town s"),
        ("covid-19, snake_case, 1,200.50", "covid 19 snake case 1 200 50"),
        ("The U.S. and J.K. Rowling at 5 p.m.", "the us and jk rowling at 5 pm"),
        ("Школа. Ёлка", "школа елка"),
        ("Αθήνα ΟΔΥΣΣΕΥΣ", "αθηνα οδυσσευσ"),
        ("مَدْرَسَة", "مدرسة"),
        ("東京 🦀 \0 \ud800 \u200b", "東京"),
        ("", ""),
    ],
)
def test_words_are_small_letters_and_figures_without_accents(text: str, words: str) -> None:
    assert " ".join(folded(text)) == words


def test_no_word_and_no_text_is_too_long_for_an_engine() -> None:
    assert folded("x" * 10_000) == ["x" * LONGEST_WORD]
    assert sum(len(word) + 1 for word in folded("ab " * LONGEST_TEXT)) <= LONGEST_TEXT + 1


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("harbour bridge", [("", "harbour"), ("", "bridge")]),
        ('"harbour bridge" ferry', [("", "harbour bridge"), ("", "ferry")]),
        ("“harbour bridge”", [("", "harbour bridge")]),
        ("bridge -ferry", [("", "bridge"), ("-", "ferry")]),
        ('bridge -"late ferry"', [("", "bridge"), ("-", "late ferry")]),
        ("covid-19", [("", "covid 19")]),
        ("well -known - --x", [("", "well"), ("-", "known"), ("-", "x")]),
        ('"never closed', [("", "never closed")]),
        ("NEAR(a b) OR c*", [("", "near a"), ("", "b"), ("", "or"), ("", "c")]),
        ("-only -unwanted", []),
        ("!?… ’ “” - ()", []),
        ("", []),
        ("\0\ud800🦀", []),
    ],
)
def test_words_phrases_and_what_is_not_wanted(query: str, expected: list[tuple[str, str]]) -> None:
    assert terms(query) == expected


@pytest.mark.parametrize(
    ("query", "last"),
    [
        ("harbour bri", ("*", "bri")),
        ('"harbour bri', ("*", "harbour bri")),
        ("harbour bri ", ("", "bri")),
        ('"harbour bri"', ("", "harbour bri")),
        ("bridge -fer", ("-", "fer")),
        ("harbour b", ("", "b")),
        ("harbour us", ("", "us")),
        ("東", ("*", "東")),
    ],
)
def test_the_last_word_may_still_be_typed(query: str, last: tuple[str, str]) -> None:
    assert terms(query, typing=True)[-1] == last
    assert not any(term.unfinished for term in parse(query, typing=False))


def test_a_query_longer_than_anybody_types_is_cut() -> None:
    assert len(parse("word " * 10_000, typing=True)) == 40
    assert parse("a" * 10_000, typing=False) == [Term(("a" * LONGEST_WORD,))]
