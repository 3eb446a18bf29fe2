"""How straight typing is set, quotation marks, dashes, dots; and what is left alone."""

import re

import pytest
from hypothesis import given, settings, strategies as st

from articles import markup
from articles.typography import set_type, set_type_of_html

PRINTED = {
    "quotation": ('"No," she said.', "“No,” she said."),
    "quotation within one": (
        '''"He said 'no' twice," she said. "'Never.'"''',
        "“He said ‘no’ twice,” she said. “‘Never.’”",
    ),
    "quotations that end together": (
        """She said: "He called it 'a mess.'" They left.""",
        "She said: “He called it ‘a mess.’” They left.",
    ),
    "quotations that end before a dash": (
        """"I said 'no'"--twice.""",
        "“I said ‘no’” – twice.",
    ),
    "in brackets": ("""The plan ("a 'good' one")""", "The plan (“a ‘good’ one”)"),
    "after a hyphen": ('the so-"called" plan', "the so-“called” plan"),
    "apostrophe": (
        "It's the dogs' day, isn't it, O'Brien?",
        "It’s the dogs’ day, isn’t it, O’Brien?",
    ),
    "years": (
        "The class of '74, the '60s and the 1970's",
        "The class of ’74, the ’60s and the 1970’s",
    ),
    "a number that opens a quotation": (
        "'20,000 people came,' he said",
        "‘20,000 people came,’ he said",
    ),
    "elisions": (
        "Rock 'n' roll, fish 'n chips: 'tis for 'em 'til nine, 'cause we're open 'round here",
        "Rock ’n’ roll, fish ’n chips: ’tis for ’em ’til nine, ’cause we’re open ’round here",
    ),
    "a capital that begins a quotation": (
        "'Cause for concern,' he called it",
        "‘Cause for concern,’ he called it",
    ),
    "feet and inches": (
        """He is 6'2", she 5' 10"; a 9' wall, a 12" pipe, 5' 10 1/2" of snow""",
        """He is 6'2", she 5' 10"; a 9' wall, a 12" pipe, 5' 10 1/2" of snow""",
    ),
    "inches within a quotation": (
        '"A 12" pipe is 6\'2" long," he said.',
        "“A 12\" pipe is 6'2\" long,” he said.",
    ),
    "a figure that ends a quotation": (
        'He sang "Summer of 69" and left "in 1974"',
        "He sang “Summer of 69” and left “in 1974”",
    ),
    "two quotations that end in figures": (
        '"It was 1974" and "it was 1975" are both true.',
        "“It was 1974” and “it was 1975” are both true.",
    ),
    "dashes": (
        "One -- two--three --- four - five",
        "One – two – three – four – five",
    ),
    "a dash that breaks off": ('"But I--" he said', "“But I –” he said"),
    "a dash that comes in": ('"--and then," he said', "“– and then,” he said"),
    "a dash before a quotation": ('He said--"no"', "He said – “no”"),
    "a dash at the end of an item": ("-- Mike Prager", "– Mike Prager"),
    "a range": ("1998--2004", "1998–2004"),
    "hyphens": (
        "A well-known 4-3 win, pre- and post-war",
        "A well-known 4-3 win, pre- and post-war",
    ),
    "entries and dividers": ("- one\n- two\n-----\n- - -", "- one\n- two\n-----\n- - -"),
    "dots": ('"Well... yes. . . no", "...and?"', "“Well… yes… no”, “…and?”"),
    "leaders": ("Chapter one ........ 7", "Chapter one ........ 7"),
    "a point that opens": ('a ".38-caliber" gun', "a “.38-caliber” gun"),
    "marks that stand alone": ("""5 " 6 ' 7""", """5 " 6 ' 7"""),
    "addresses": (
        "\"See https://example.org/a--b...c'd\" or example.org/x--y, ana--o'dell@example.org",
        "“See https://example.org/a--b...c'd” or example.org/x--y, ana--o'dell@example.org",
    ),
    "what is set": (
        "“It’s ‘done’ – 1998–2004…” — the ’74 way",
        "“It’s ‘done’ – 1998–2004…” — the ’74 way",
    ),
    "lines": ('"One\n"Two"', "“One\n“Two”"),
}  # fmt: skip


@pytest.mark.parametrize(("typed", "printed"), PRINTED.values(), ids=PRINTED)
def test_it_is_printed_as_the_paper_prints_it(typed: str, printed: str) -> None:
    assert set_type(typed, "en-us") == printed
    assert set_type(printed, "en-us") == printed


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ('<p>"<em>Word</em>," she said.</p>', "<p>“<em>Word</em>,” she said.</p>"),
        ("<p>\"'<strong>No</strong>'\"</p>", "<p>“‘<strong>No</strong>’”</p>"),
        ("<p>O'<em>Brien</em>'s</p>", "<p>O’<em>Brien</em>’s</p>"),
        ('<p>"One</p><p>"Two"</p>', "<p>“One</p><p>“Two”</p>"),
        ('<p>One<br>"two"</p>', "<p>One<br>“two”</p>"),
        (
            '<p><a href="https://a.org/--?a=\'b\'" title="A -- &quot;b&quot;">"It\'s"</a></p>',
            '<p><a href="https://a.org/--?a=\'b\'" title="A -- &quot;b&quot;">“It’s”</a></p>',
        ),
        ("<p>A &amp; B--C &lt;d&gt;&nbsp;- e</p>", "<p>A &amp; B – C &lt;d&gt;&nbsp;– e</p>"),
        ("<ul><li>\"a\"</li><li>'b'</li></ul>", "<ul><li>“a”</li><li>‘b’</li></ul>"),
        ("<p>the '<sup>7</sup>4 -<em>-</em></p>", "<p>the ‘<sup>7</sup>4 -<em>-</em></p>"),
        ("<p>so</p><hr><p>'n' more</p>", "<p>so</p><hr><p>’n’ more</p>"),
    ],
)  # fmt: skip
def test_across_elements_and_never_within_them(typed: str, printed: str) -> None:
    assert set_type_of_html(typed, "en") == printed
    assert set_type_of_html(printed, "en") == printed


@pytest.mark.parametrize("language", ["ar", "de", "fr-ca", "", "eng", "xen"])
def test_other_languages_are_left_alone(language: str) -> None:
    for typed in ('"قال" -- ...', '<p>"L\'eau" -- ...</p>'):
        assert set_type(typed, language) == set_type_of_html(typed, language) == typed


@pytest.mark.parametrize("language", ["en", "en-us", "EN-GB", "en_AU"])
def test_every_english_is_set(language: str) -> None:
    assert set_type("it's", language) == "it’s"


TYPED = st.lists(
    st.one_of(
        st.sampled_from(
            ['"', "'", "-", "--", " -- ", " - ", "...", ". . .", "“", "”", "‘", "’", "–", "—", "…",
             " ", "\u00a0", "\n", "a", "B", "n", "74", "6", "1/2", ",", ".", "(", ")", "&", "<",
             "www.a.org/", "https://a.b/c", "x@y.org", "em", "s"]
        ),
        st.text(max_size=3),
    ),
    max_size=16,
).map("".join)  # fmt: skip
TAGS = [
    "<p>",
    "</p>",
    "<em>",
    "</em>",
    '<a href="https://a.b/--\'">',
    "</a>",
    "<br>",
    "<li>",
    "<hr>",
]
BODIES = st.lists(st.one_of(TYPED, st.sampled_from(TAGS)), max_size=10).map("".join)


@settings(max_examples=500, deadline=None)
@given(TYPED)
def test_what_is_set_stays_as_it_is(typed: str) -> None:
    printed = set_type(typed, "en")
    assert set_type(printed, "en") == printed


@settings(max_examples=300, deadline=None)
@given(BODIES)
def test_a_body_stays_clean_and_keeps_its_elements(typed: str) -> None:
    body = markup.clean(typed)
    printed = set_type_of_html(body, "en")
    assert set_type_of_html(printed, "en") == printed
    assert markup.clean(printed) == printed
    elements = re.compile(r'<[^>"]*(?:"[^"]*"[^>"]*)*>')
    assert elements.findall(printed) == elements.findall(body)


@settings(max_examples=300, deadline=None)
@given(TYPED)
def test_only_marks_change_and_no_word_is_lost(typed: str) -> None:
    def words(text: str) -> str:
        return re.sub(r"[\s\"'“”‘’–—….-]", "", text)

    assert words(set_type(typed, "en")) == words(typed)
