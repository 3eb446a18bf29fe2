import time

import hypothesis.strategies as some
import pytest
from django.utils import translation
from hypothesis import given

from articles.imaging import (
    PhotoFacts,
    Restriction,
    RestrictionKind as Kind,
    restrictions,
    restrictions_of,
)


def asked(*texts):
    return [(found.kind, found.words) for found in restrictions(*texts)]


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("NO SALES", Kind.NO_SALES, "NO SALES"),
        ("No sales.", Kind.NO_SALES, "No sales"),
        ("**NO SALES**", Kind.NO_SALES, "NO SALES"),
        ("NOT FOR SALE", Kind.NO_SALES, "NOT FOR SALE"),
        ("NO RESALE", Kind.NO_SALES, "NO RESALE"),
        ("NO THIRD-PARTY SALES", Kind.NO_SALES, "NO THIRD-PARTY SALES"),
        ("RESTRICTED TO EDITORIAL USE", Kind.EDITORIAL_USE_ONLY, "RESTRICTED TO EDITORIAL USE"),
        ('MANDATORY CREDIT "EA / ANA"', Kind.MANDATORY_CREDIT, 'MANDATORY CREDIT "EA / ANA"'),
        ("NO MAGS", Kind.OUT, "NO MAGS"),
        ("EMBARGO: 6 p.m. GMT", Kind.EMBARGO, "EMBARGO: 6 p.m. GMT"),
        ("EMBARGOED UNTIL 0001 GMT MAY 18", Kind.EMBARGO, "EMBARGOED UNTIL 0001 GMT MAY 18"),
        ("Embargoed for Sunday papers", Kind.EMBARGO, "Embargoed for Sunday papers"),
        ("HOLD FOR RELEASE 6 P.M. EDT", Kind.EMBARGO, "HOLD FOR RELEASE 6 P.M. EDT"),
        ("HFR SATURDAY, MAY 20", Kind.EMBARGO, "HFR SATURDAY, MAY 20"),
        ("FOR RELEASE SUNDAY", Kind.EMBARGO, "FOR RELEASE SUNDAY"),
        ("NOT FOR RELEASE BEFORE NOON", Kind.EMBARGO, "NOT FOR RELEASE BEFORE NOON"),
        ("Do not publish before May 18", Kind.EMBARGO, "Do not publish before May 18"),
        ("NO USE UNTIL 2200 GMT", Kind.EMBARGO, "NO USE UNTIL 2200 GMT"),
        ("NO ARCHIVES", Kind.NO_ARCHIVES, "NO ARCHIVES"),
        ("NO ARCHIVE", Kind.NO_ARCHIVES, "NO ARCHIVE"),
        ("NO ARCHIVING", Kind.NO_ARCHIVES, "NO ARCHIVING"),
        ("No archival use", Kind.NO_ARCHIVES, "No archival use"),
        ("ONE TIME USE", Kind.ONE_TIME_USE, "ONE TIME USE"),
        ("ONE-TIME USE ONLY", Kind.ONE_TIME_USE, "ONE-TIME USE ONLY"),
        ("single use only", Kind.ONE_TIME_USE, "single use only"),
        ("EDITORIAL USE ONLY", Kind.EDITORIAL_USE_ONLY, "EDITORIAL USE ONLY"),
        ("FOR EDITORIAL USE ONLY", Kind.EDITORIAL_USE_ONLY, "FOR EDITORIAL USE ONLY"),
        ("MANDATORY CREDIT", Kind.MANDATORY_CREDIT, "MANDATORY CREDIT"),
        ("MANDATORY CREDIT: EPA/ANA", Kind.MANDATORY_CREDIT, "MANDATORY CREDIT: EPA/ANA"),
        ("Credit mandatory", Kind.MANDATORY_CREDIT, "Credit mandatory"),
        ("NO INTERNET", Kind.NO_INTERNET, "NO INTERNET"),
        ("NO WEB", Kind.NO_INTERNET, "NO WEB"),
        ("NO INTERNET USE", Kind.NO_INTERNET, "NO INTERNET USE"),
        ("not for the web", Kind.NO_INTERNET, "not for the web"),
        ("NO SYNDICATION", Kind.NO_SYNDICATION, "NO SYNDICATION"),
        ("UK OUT", Kind.OUT, "UK OUT"),
        ("U.S. OUT", Kind.OUT, "U.S. OUT"),
        ("SCANDINAVIA OUT", Kind.OUT, "SCANDINAVIA OUT"),
        ("Sweden out", Kind.OUT, "Sweden out"),
        ("UK and Ireland out.", Kind.OUT, "UK and Ireland out"),
        ("NEW YORK DAILIES OUT", Kind.OUT, "NEW YORK DAILIES OUT"),
        ("NTB OUT", Kind.OUT, "NTB OUT"),
        ("AUSTRIA, GERMANY AND SWITZERLAND OUT", Kind.OUT, "AUSTRIA, GERMANY AND SWITZERLAND OUT"),
        ("POOL", Kind.POOL, "POOL"),
        ("Pool.", Kind.POOL, "Pool"),
        ("POOL PHOTO", Kind.POOL, "POOL PHOTO"),
        ("Pool photo via AP", Kind.POOL, "Pool photo"),
        ("AP Photo/Ana Example, Pool", Kind.POOL, "Pool"),
        ("ANA EXAMPLE/POOL", Kind.POOL, "POOL"),
        ("White House pool", Kind.POOL, "White House pool"),
    ],
)
def test_the_words_of_agencies_are_understood(text, kind, words):
    assert asked(text) == [(kind, words)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Children at the swimming pool.",
        "SWIMMING POOL CLOSED",
        "LIVERPOOL, ENGLAND",
        "Liverpool",
        "A car pool lane",
        "The tickets were SOLD OUT",
        "He ran out of time",
        "Watch out",
        "No saleswoman was there",
        "Archives of the town",
        "No webcam",
        "No embargo",
        "EMBARGO LIFTED",
        "Credit: Example Agency",
        "Editorial desk: call the photographer",
        "Used one time",
        "Contact sales@example.com",
        "None",
    ],
)
def test_other_words_ask_for_nothing(text):
    assert asked(text) == []


def test_demands_in_one_line_are_told_apart():
    assert asked("EMBARGO: 6 p.m. GMT. NO SALES, NO ARCHIVES, UK OUT, MANDATORY CREDIT: EPA") == [
        (Kind.EMBARGO, "EMBARGO: 6 p.m. GMT"),
        (Kind.NO_SALES, "NO SALES"),
        (Kind.NO_ARCHIVES, "NO ARCHIVES"),
        (Kind.MANDATORY_CREDIT, "MANDATORY CREDIT: EPA"),
        (Kind.OUT, "UK OUT"),
    ]
    assert asked("SWEDEN OUT NORWAY OUT; HOLD FOR RELEASE\nNO SALES")[0] == (
        Kind.EMBARGO,
        "HOLD FOR RELEASE",
    )
    assert asked("SWEDEN OUT NORWAY OUT") == [(Kind.OUT, "SWEDEN OUT"), (Kind.OUT, "NORWAY OUT")]


def test_a_demand_made_twice_is_one():
    assert asked("NO SALES", "no  sales; NO SALES") == [(Kind.NO_SALES, "NO SALES")]


def test_the_most_pressing_demand_comes_first():
    assert [kind for kind, _words in asked("POOL", "NO SALES", "EMBARGO 6 PM")] == [
        Kind.EMBARGO,
        Kind.NO_SALES,
        Kind.POOL,
    ]


@pytest.mark.parametrize(
    ("caption", "kinds"),
    [
        ("The river on Thursday. NO SALES", [Kind.NO_SALES]),
        ("The river. (EA Photo/Ana Example) ** NO SALES ** UK OUT **", [Kind.NO_SALES, Kind.OUT]),
        ("EMBARGOED UNTIL 6 p.m. GMT -- The river on Thursday.", [Kind.EMBARGO]),
        ("The river on Thursday.\nMANDATORY CREDIT: EA", [Kind.MANDATORY_CREDIT]),
        ("There were no sales on Thursday.", []),
        ("He said NO SALES were made.", []),
        ("The swimming pool", []),
        ("A trade embargo until 2018.", []),
        ("", []),
    ],
)
def test_of_a_caption_only_capitals_at_its_ends_are_demands(caption, kinds):
    assert [found.kind for found in restrictions_of(PhotoFacts(caption=caption))] == kinds


def test_instructions_and_terms_of_use_are_both_read():
    facts = PhotoFacts(instructions="POOL", usage_terms="No internet use.", caption="The river.")
    assert [found.kind for found in restrictions_of(facts)] == [Kind.NO_INTERNET, Kind.POOL]


@pytest.mark.parametrize("kind", Kind)
def test_every_warning_is_a_sentence_with_the_words_as_they_stand(kind):
    warning = Restriction(kind, "100% NO — %(words)s").warning
    assert warning.startswith("The file says “100% NO — %(words)s”: ")
    assert warning.endswith(".")


def test_an_embargo_says_before_when_or_to_ask():
    (timed,) = restrictions("EMBARGO: 6 p.m. GMT")
    assert timed.warning == (
        "The file says “EMBARGO: 6 p.m. GMT”: do not publish this photo before that."
    )
    (untimed,) = restrictions("EMBARGOED")
    assert untimed.warning == (
        "The file says “EMBARGOED”: ask the sender from when this photo may be published."
    )


def test_a_warning_follows_the_language_of_who_reads_it(monkeypatch):
    (found,) = restrictions("NO SALES")
    monkeypatch.setattr("articles.imaging.instructions._", lambda text: f"[lt] {text}")
    with translation.override("lt"):
        assert found.warning.startswith("[lt] ")


def test_a_text_made_to_keep_us_busy_is_read_at_once():
    started = time.process_time()
    for word in ("NO ", "AA ", "EMBARGO ", "UK, ", "A/", "  ", "MANDATORY ", "pool", "(", "U.K."):
        restrictions(word * 5_000)
    assert time.process_time() - started < 5


@given(some.text(), some.text(max_size=20))
def test_any_text_gives_demands_with_words(text, more):
    for found in restrictions(text, f"NO SALES {more}", f"EMBARGO {more}"):
        assert found.words
        assert found.warning
