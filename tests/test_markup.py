"""What enters as HTML or text, and what is left of it."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings, strategies as st

from articles import markup
from articles.markup import (
    ALLOWED,
    blocks,
    clean,
    clean_line,
    clean_text,
    paragraphs,
    photo_of,
    words,
)

UID = "0b5d2c1e-0000-4000-8000-00000000000a"
OTHER_UID = "0b5d2c1e-0000-4000-8000-00000000000b"


def figure(uid: str = UID) -> str:
    return f'<figure data-caption="{uid}"></figure>'


TAGS = [
    *ALLOWED, "div", "span", "script", "style", "iframe", "svg", "math", "b", "font", "img", "form",
    "template", "noscript", "textarea", "title", "object", "xmp", "plaintext", "select", "body",
]  # fmt: skip
ATTRIBUTES = [
    "", " a=1", ' href="https://example.org/"', " href='javascript:alert(1)'", " onclick=x",
    ' title="a > b"', ' style="color:red"', ' start="3"', " colspan=2", ' href="java&#1;script:x"',
    ' title="<em x>"', " /", ' title="', f' data-caption="{UID}"', f" data-caption='{OTHER_UID}'",
]  # fmt: skip
PIECES = st.one_of(
    st.builds("<{}{}>".format, st.sampled_from(TAGS), st.sampled_from(ATTRIBUTES)),
    st.builds("</{}>".format, st.sampled_from(TAGS)),
    st.sampled_from(
        [figure(), figure(OTHER_UID), "<figure>",
         "a", " ", "\n\n", "&amp;", "&amp;amp;", "&nbsp;", "\u00a0", "&#1;", "&#13;", "&lt;b&gt;",
         "<!--", "-->", "<![CDATA[", "]]>", "<", ">", '"', "&", "\x00", "\r", "\u2028", "é",
         "&copy", "p", "&#x85;", "\ud800"]
    ),
    st.text(max_size=4),
)  # fmt: skip
html_like = st.lists(PIECES, max_size=14).map("".join)


class Seen(HTMLParser):
    """The elements and attributes of a text, as a browser would meet them."""

    def __init__(self, body: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(body)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


@settings(max_examples=300, deadline=None)
@given(html_like)
def test_what_is_clean_stays_as_it_is(text: str) -> None:
    body = clean(text)
    assert clean(body) == body


@settings(max_examples=200, deadline=None)
@given(html_like)
def test_only_what_is_allowed_is_left(text: str) -> None:
    for tag, attributes in Seen(clean(text)).tags:
        assert tag in ALLOWED
        assert set(attributes) <= ALLOWED[tag]
        address = attributes.get("href") or ""
        assert re.match("[a-z]*:", address) is None or address.startswith("https:")


@settings(max_examples=200, deadline=None)
@given(html_like)
def test_blocks_joined_are_the_body(text: str) -> None:
    body = clean(text)
    assert "".join(blocks(body)) == body
    assert all(blocks(body))


@settings(max_examples=300, deadline=None)
@given(html_like)
def test_a_photo_is_a_block_of_its_own_and_stands_once(text: str) -> None:
    body = clean(text)
    photos = [photo_of(block) for block in blocks(body) if photo_of(block)]
    assert len(photos) == len(set(photos)) == body.count("<figure")
    assert set(photos) <= {UID, OTHER_UID}


@settings(max_examples=100, deadline=None)
@given(html_like)
def test_no_control_character_is_left(text: str) -> None:
    assert not re.search(
        "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]", clean(text) + words(clean(text))
    )


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("<p>One</p><p>Two</p>", "<p>One</p><p>Two</p>"),
        ("One\n\nTwo\nand three", "<p>One</p><p>Two and three</p>"),
        ("<span>hello</span>", "<p>hello</p>"),
        ("<div>One</div>\n\n<div>Two</div>", "<p>One</p><p>Two</p>"),
        ("1 < 2 & 3 > 2", "<p>1 &lt; 2 &amp; 3 &gt; 2</p>"),
        ("<p>p</p><li>li</li>", "<p>p</p><li>li</li>"),
        ("<h1>Head</h1><h2>Sub</h2>", "Head<h2>Sub</h2>"),
        ('<p class="x" style="color:red" onclick="y()">a</p>', "<p>a</p>"),
        ('<ol start="3"><li>c</li></ol>', '<ol start="3"><li>c</li></ol>'),
        ("<p>a</p><!-- note --><p>b</p>", "<p>a</p><p>b</p>"),
        ("<p> &nbsp;<br></p><ul><li></li></ul><p>a</p>", "<p>a</p>"),
        ("<blockquote><ul><li><p>\u00a0</p></li></ul></blockquote>", ""),
        ("<p><em>a</em></p><p><em></em></p>", "<p><em>a</em></p><p><em></em></p>"),
        ("<h2><div><h2>x</h2></div></h2>", "<h2>x</h2>"),
        ("a\x00b\x1b\r\n\r\nc", "<p>ab</p><p>c</p>"),
        ("", ""),
        (" \n\u00a0&nbsp; ", ""),
        ("<p></p>", ""),
    ],
)
def test_what_enters_becomes_body_html(text: str, left: str) -> None:
    assert clean(text) == left


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (f"<p>a</p>{figure()}<p>b</p>", f"<p>a</p>{figure()}<p>b</p>"),
        (figure(), figure()),
        (f"<p>a</p>\n{figure()}\n\n<p>b</p>", f"<p>a</p>\n{figure()}<p>b</p>"),
        (f'<figure data-caption="{UID}">\n</figure>', figure()),
        (f"<p>a{figure()}b</p>", f"<p>a</p>{figure()}b"),
        (f"<div><p>a</p>{figure()}</div>", f"<p>a</p>{figure()}"),
        (figure() + figure(OTHER_UID) + figure(), figure() + figure(OTHER_UID)),
        # Not a photo of a story: the words stay, as of every unknown element.
        ("<figure><img src=x><figcaption>The bridge</figcaption></figure>", "<p>The bridge</p>"),
        (f'<figure data-caption="{UID}">The bridge</figure>', "<p>The bridge</p>"),
        (f'<figure data-caption="{UID}"><p>The bridge</p></figure>', "<p>The bridge</p>"),
        ('<p>a</p><figure data-caption="7"></figure>', "<p>a</p>"),
        (f'<p>a</p><figure data-caption="{UID.upper()}"></figure>', "<p>a</p>"),
        (f'<p>a</p><figure data-caption="{UID.replace("-", "")}"></figure>', "<p>a</p>"),
        (f'<p>a</p><figure class="x" data-caption="{UID}" id="y"></figure>', f"<p>a</p>{figure()}"),
        # Within another element there is no place for it.
        (f"<ul><li>a{figure()}</li></ul>", "<ul><li>a</li></ul>"),
        (f"<blockquote>{figure()}<p>a</p></blockquote>", "<blockquote><p>a</p></blockquote>"),
        (f"<ul><li>{figure()}</li></ul>", ""),
        (
            f"<table><tbody><tr><td>{figure()}a</td></tr></tbody></table>",
            "<table><tbody><tr><td>a</td></tr></tbody></table>",
        ),
        (
            f"<blockquote>{figure()}<p>a</p></blockquote>{figure()}",
            f"<blockquote><p>a</p></blockquote>{figure()}",
        ),
    ],
)
def test_a_photo_stands_alone_and_once_or_not_at_all(text: str, left: str) -> None:
    assert clean(text) == left
    assert clean(left) == left


def test_a_photo_is_a_block_without_words() -> None:
    body = f"{figure()}<p>a</p>{figure(OTHER_UID)}tail<p>b</p>"
    assert blocks(body) == [figure(), "<p>a</p>", figure(OTHER_UID), "tail", "<p>b</p>"]
    assert list(map(photo_of, blocks(body))) == [UID, "", OTHER_UID, "", ""]
    assert words(body) == "a\ntail\nb"


@pytest.mark.parametrize("tag", sorted(markup.DROPPED_WHOLE - {"embed", "head"}))
def test_what_could_run_goes_with_its_contents(tag: str) -> None:
    for text in (f"<p>a</p><{tag}>evil()</{tag}>", f"<p>a</p><{tag.upper()} x=1>evil()</{tag}\n>"):
        assert clean(text) == "<p>a</p>"


@pytest.mark.parametrize("tag", ["script", "style", "iframe", "noscript", "textarea"])
def test_what_is_never_closed_takes_all_that_follows(tag: str) -> None:
    assert clean(f"<p>a</p><{tag}>evil()<p>b") == "<p>a</p>"


def test_a_script_hidden_in_another_element_does_not_come_out() -> None:
    for text in (
        "<svg><style><img src=x onerror=alert(1)></style></svg><p>a</p>",
        "<math><mtext><table><mglyph><style><!--</style><img title='--><img src=1 onerror=x>'>",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript><p>a</p>",
        "<scr<script>ipt>alert(1)</scr</script>ipt><p>a</p>",
        "<textarea><script>x</script></textarea><p>a</p>",
        "<p>a</p><![CDATA[<script>alert(1)</script>]]>",
    ):
        assert "<img" not in clean(text)
        assert "<script" not in clean(text)
        assert "onerror" not in {name for _, attributes in Seen(clean(text)).tags
                                 for name in attributes}  # fmt: skip


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "  javascript:alert(1)",
        "java\tscript:alert(1)",
        "java\nscript:alert(1)",
        "java&#10;script:alert(1)",
        "java&Tab;script:alert(1)",
        "&#106;avascript:alert(1)",
        "&#x6A;&#x61;vascript&colon;alert(1)",
        "&#0000106avascript:alert(1)",
        "\x01javascript:alert(1)",
        "&#1;javascript:alert(1)",
        "java&#1;script:alert(1)",
        "java\x00script:alert(1)",
        "java&#0;script:alert(1)",
        "\u00a0javascript:alert(1)",
        "\u200bjavascript:alert(1)",
        "vbscript:x",
        "data:text/html,<script>alert(1)</script>",
        "data:text/html;base64,PHNjcmlwdD4=",
        "DATA:image/svg+xml,x",
        "blob:https://example.org/1",
        "file:///etc/passwd",
    ],
)
def test_a_dangerous_link_leads_nowhere(address: str) -> None:
    for quote in "\"'":
        body = clean(f"<p><a href={quote}{address}{quote}>a</a></p>")
        for again in (body, clean(body), markup._plain_controls(body)):
            (link,) = [attributes for tag, attributes in Seen(again).tags if tag == "a"]
            address_left = re.sub("[\x00-\x20]", "", link.get("href") or "").lower()
            assert not re.match("(javascript|vbscript|data|blob|file):", address_left)


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/a?b=1&amp;c=2#d",
        "http://example.org",
        "mailto:desk@example.org",
        "tel:+12075550100",
        "/stories/2017/may/18/bridge/",
        "#top",
        "bridge.html",
        "//example.org/a",
    ],
)
def test_an_honest_link_stays_as_it_is(address: str) -> None:
    body = f'<p><a href="{address}" title="The &quot;town&quot;">a</a></p>'
    assert clean(body) == body


def test_entities_are_decoded_once() -> None:
    assert clean("Fish &amp; chips") == "<p>Fish &amp; chips</p>"
    assert clean("&amp;amp;") == "<p>&amp;amp;</p>"
    assert words(clean("&amp;amp;")) == "&amp;"
    for spelled in ("<p>&amp;amp;</p>", "<span>&amp;amp;</span>"):
        assert clean(spelled) == "<p>&amp;amp;</p>"
    assert clean("&lt;script&gt;") == "<p>&lt;script&gt;</p>"
    assert clean("&amp;lt;script&amp;gt;") == "<p>&amp;lt;script&amp;gt;</p>"


def test_words_are_the_text_with_a_line_for_each_block() -> None:
    body = "<h2>Head</h2><p>One <em>two</em>\nthree<br>four &amp; five</p><ul><li>a</li></ul>b"
    assert words(body) == "Head\nOne two three\nfour & five\na\nb"
    assert words("<p>&nbsp;</p><hr>") == words("") == ""


def test_blocks_are_the_outermost_elements() -> None:
    body = "<p>a<br>b</p>\n<hr><ul><li><p>c</p></li></ul><p>d</p>tail"
    assert blocks(body) == [
        "<p>a<br>b</p>\n", "<hr>", "<ul><li><p>c</p></li></ul>", "<p>d</p>tail",
    ]  # fmt: skip
    assert blocks("") == []
    assert blocks("é<p>\n\nx</p>\n<p>y</p>") == ["é", "<p>\n\nx</p>\n", "<p>y</p>"]


@pytest.mark.parametrize("hidden", [
    "\x00", "\x07", "\x1b", "\x7f", "\x85", "\x9f", "\u00ad", "\u061c", "\u200b", "\u200e",
    "\u200f", "\u202a", "\u202e", "\u2060", "\u2066", "\u2069", "\u206f", "\ufeff", "\ufffa",
    "\ud800",
])  # fmt: skip
def test_a_line_holds_nothing_invisible(hidden: str) -> None:
    assert clean_line(f"Bri{hidden}dge {hidden} opens{hidden}") == "Bridge opens"


def test_a_line_is_one_line_with_single_blanks() -> None:
    assert clean_line(" Bridge\r\n\topens\u00a0\u2028 now ") == "Bridge opens now"
    assert clean_line("Cafe\u0301") == "Café"


def test_joiners_stay_where_scripts_and_emoji_need_them() -> None:
    for line in ("می\u200cخواهم", "क्\u200dष", "\U0001f469\u200d\U0001f4bb"):
        assert clean_line(line) == line


def test_plain_text_keeps_its_lines() -> None:
    assert clean_text(" One\r\ntwo\r\rthree\x07 ") == "One\ntwo\n\nthree"


@settings(max_examples=150, deadline=None)
@given(
    st.text(st.characters() | st.sampled_from("\u200b\u202e\u0301\u1100\u1161 \n\x1f"), max_size=12)
)
def test_a_clean_line_stays_as_it_is(text: str) -> None:
    assert clean_line(clean_line(text)) == clean_line(text)
    assert clean_text(clean_text(text)) == clean_text(text)
    assert "\n" not in clean_line(text)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=30))
def test_text_made_into_paragraphs_has_the_same_words(text: str) -> None:
    assert words(paragraphs(text)).split() == text.split()


HOSTILE = {
    "empty blocks in one another": "<blockquote>" * 9_000 + "</blockquote>" * 9_000,
    "lists in one another": "<ul><li>" * 13_000,
    "elements open over many paragraphs":
        "<p>" + "".join(f"<em a={n}>" for n in range(8_000)) + "<p>x" * 25_000,
    "unknown elements open over many paragraphs":
        "<p>" + "".join(f"<font/a={n}>" for n in range(8_000)) + "<p>x" * 25_000,
    "a long link open over many paragraphs":
        f'<p><a title=">" href="/{"a" * 100_000}">' + "<p>x" * 25_000,
    "elements never closed": "<strong>" * 25_000,
    "elements never opened": "</p>" * 50_000,
    "tags never finished": "<a " * 70_000,
    "comments never finished": "<!--" * 50_000,
    "markup declarations": "<!" * 100_000,
    "angle brackets": "<" * 200_000,
    "ampersands": "&" * 200_000,
    "references": "&#1;" * 50_000,
    "figures": "<figure>" * 15_000,
    "photos in one another": f'<figure data-caption="{UID}">' * 4_000,
    "photos after one another": figure() * 4_000,
    "blanks in a photo": f'<figure data-caption="{UID}">' + " " * 150_000 + "x",
    "blanks in a paragraph": "<p>" + " \u00a0&nbsp;" * 25_000 + "x</p>",
    "blanks": "\n \u00a0" * 70_000 + "x",
    "quotes": "<a title='\"" * 20_000,
    "tables in one another": "<table><tr><td>" * 13_000,
    "crossed elements": "<b><div>" * 18_000 + "</b>" * 15_000,
}  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_long_hostile_text_is_cleaned_in_good_time_and_does_not_grow_without_end(text: str) -> None:
    assert len(text) > 100_000
    body = clean(text)
    assert len(body) < 12 * len(text)
    assert len(words(body)) <= 5 * len(text)
    assert "".join(blocks(body)) == body
    assert len(clean_line(text)) <= len(text)
