"""Writing a story in the editor, as a reporter does: keys, paste, light, dark and small."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from articles.models import Story

ADD = "/admin/articles/story/add/"
STORED = (
    "<p>The vote was close.</p>"
    "<h2>What happens next</h2>"
    '<p>Work goes on in <a href="/2026/05/spring">spring</a>; H<sub>2</sub>O, 4<sup>th</sup>.</p>'
    "<blockquote><p>Nobody asked us.</p></blockquote>"
    "<ul><li>Nine in favour<ul><li>two of them new</li></ul></li><li>Four against</li></ul>"
    '<ol start="3"><li>Third reading</li></ol>'
    "<hr>"
    "<table><thead><tr><th>Ward</th><th>Votes</th></tr></thead>"
    '<tbody><tr><td colspan="2">North, 120</td></tr></tbody></table>'
)
WORD_SIGN = (
    "<![if !supportLists]><span style='font-family:Symbol'><span style='mso-list:Ignore'>{}"
    "<span style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp; </span></span></span><![endif]>"
)
WORD_ITEM = "<p class=MsoListParagraph style='text-indent:-.25in;mso-list:l0 level{} lfo1'>{}{}</p>"


def word_item(level: int, sign: str, words: str) -> str:
    return WORD_ITEM.format(level, WORD_SIGN.format(sign), f"{words}<o:p></o:p>")


WORD = (
    "<html xmlns:o='urn:schemas-microsoft-com:office:office'><head><style>p.MsoNormal {margin:0in}"
    "</style></head><body lang=EN-US><!--StartFragment--><h1><b>Council votes</b><o:p></o:p></h1>"
    "<p class=MsoNormal>The mayor&nbsp; said <b style='mso-bidi-font-weight:normal'>no</b>, "
    "12&nbsp;km&nbsp;away.<o:p></o:p></p><p class=MsoNormal><o:p>&nbsp;</o:p></p>"
    + word_item(1, "·", "First <i>point</i>")
    + word_item(2, "o", "below it")
    + word_item(1, "·", "Second point")
    + "<h4>Small print</h4>"
    + word_item(1, "3.", "Third")
    + word_item(1, "4.", "Fourth")
    + "<p class=MsoNormal>•&nbsp;typed</p>"
    "<table class=MsoTableGrid border=1><tr><td width=312 style='width:233pt'><p>Ward</p></td>"
    "<td><p align=right>120</p></td></tr></table>"
    "<p class=MsoNormal>See <a href='#_ftn1'>[1]</a>.</p><!--EndFragment--></body></html>"
)
GOOGLE_DOCS = (
    '<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-1">'
    '<h1 dir="ltr"><span style="font-size:20pt;font-weight:400">A title</span></h1>'
    '<p dir="ltr"><span style="font-weight:400">Plain, </span><span style="font-weight:700">bold'
    '</span><span style="font-weight:400;font-style:italic"> slanted</span>, '
    '<a href="https://www.google.com/url?q=https://example.org/a%3Fb%3D1&amp;sa=D&amp;usg=AOv">'
    '<span style="color:#1155cc;text-decoration:underline">linked</span></a></p><br>'
    '<p dir="ltr"><span></span></p><ul><li dir="ltr" aria-level="1"><p role="presentation">'
    '<span>One</span></p></li><ul><li aria-level="2"><p><span>Inner</span></p></li></ul>'
    "<li><p>Two</p></li></ul><h3>Small</h3>"
    '<ol style="list-style-type:lower-alpha"><li style="list-style-type:lower-alpha">'
    '<p>abc</p></li></ol></b><br class="Apple-interchange-newline">'
)
WORD_ON_THE_WEB = "".join(
    f'<div class="ListContainerWrapper"><ul><li data-aria-level="{level}"><p><span>{words}</span>'
    '<span class="EOP">&nbsp;</span></p></li></ul></div>'
    for level, words in [(1, "One"), (2, "Inner"), (1, "Two")]
)


def text_of(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Text")


def stored_text(page: Page) -> str:
    """What would be sent if the form were saved now."""
    return page.locator("#id_body").input_value()


def paste(page: Page, html: str) -> None:
    text_of(page).evaluate(
        """(region, html) => {
          const clipboardData = new DataTransfer()
          clipboardData.setData("text/html", html)
          region.focus()
          const options = { clipboardData, bubbles: true, cancelable: true }
          region.dispatchEvent(new ClipboardEvent("paste", options))
        }""",
        html,
    )


def paste_plain(page: Page, text: str) -> None:
    text_of(page).evaluate(
        """(region, text) => {
          const clipboardData = new DataTransfer()
          clipboardData.setData("text/plain", text)
          region.focus()
          const options = { clipboardData, bubbles: true, cancelable: true }
          region.dispatchEvent(new ClipboardEvent("paste", options))
        }""",
        text,
    )


def save(page: Page) -> Story:
    with page.expect_navigation():
        page.get_by_role("button", name="Save", exact=True).click()
    return Story.objects.get()


def focused(page: Page) -> str:
    """The name of what has the focus."""
    return page.evaluate("document.activeElement.ariaLabel || document.activeElement.id")


# Writing


def test_a_story_is_written_by_keyboard_only(story_form: Any) -> None:
    page = story_form()
    page.locator("#id_headline").focus()
    keys = page.keyboard
    keys.type("Bridge plan returns")
    keys.press("Tab")
    keys.press("Tab")
    assert focused(page) == "Kind of paragraph"
    keys.press("Tab")
    keys.type("The vote was ")
    keys.press("Control+b")
    keys.type("close")
    keys.press("Control+b")
    keys.type(".")
    keys.press("Enter")
    keys.press("Alt+F10")
    keys.press("ArrowDown")
    keys.press("Enter")
    keys.type("What happens next")
    keys.press("Enter")
    keys.press("Alt+F10")
    for _ in range(4):
        keys.press("ArrowRight")
    assert focused(page) == "Bulleted list"
    keys.press("Enter")
    keys.type("Nine in favour")
    keys.press("Enter")
    keys.type("Four against")

    story = save(page)

    assert story.headline == "Bridge plan returns"
    assert story.body == (
        "<p>The vote was <strong>close</strong>.</p><h2>What happens next</h2>"
        "<ul><li>Nine in favour</li><li>Four against</li></ul>"
    )


def test_a_story_opened_and_saved_keeps_its_text_to_the_letter(story_form: Any) -> None:
    story = Story.objects.create(headline="Bridge", body=STORED)
    page = story_form(f"/admin/articles/story/{story.pk}/change/")
    expect(text_of(page)).to_contain_text("Nobody asked us.")
    assert save(page).body == STORED


def test_changing_one_paragraph_rewrites_no_other(story_form: Any) -> None:
    story = Story.objects.create(headline="Bridge", body=STORED)
    page = story_form(f"/admin/articles/story/{story.pk}/change/")
    text_of(page).get_by_text("The vote was close.").click()
    page.keyboard.press("Home")
    page.keyboard.type("Yes: ")
    assert save(page).body == STORED.replace("The vote", "Yes: The vote")


def test_another_script_can_replace_the_text(story_form: Any) -> None:
    page = story_form()
    page.locator("#id_body").evaluate(
        "field => { field.value = '<p>Restored</p>'; field.dispatchEvent(new Event('change')) }"
    )
    expect(text_of(page)).to_have_text("Restored")


def test_a_table_has_its_own_tools_while_one_stands_in_it(story_form: Any) -> None:
    page = story_form()
    page.get_by_role("button", name="Table", exact=True).click()
    page.keyboard.type("Ward")
    page.get_by_role("button", name="Remove column").click()
    page.get_by_role("button", name="Remove row").click()
    assert stored_text(page).startswith("<table><tbody><tr><td></td><td></td></tr>")
    page.get_by_role("button", name="Remove table").click()
    expect(page.get_by_role("button", name="Add row")).to_be_hidden()


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("https://example.org/a?b=1", "https://example.org/a?b=1"),
        ("example.org/a", "https://example.org/a"),
        ("/2026/05/spring", "/2026/05/spring"),
        ("mailto:desk@example.org", "mailto:desk@example.org"),
    ],
)
def test_selected_words_become_a_link(story_form: Any, typed: str, stored: str) -> None:
    page = story_form()
    text_of(page).press_sequentially("report")
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+k")
    page.get_by_role("textbox", name="Address").fill(typed)
    page.keyboard.press("Enter")
    assert stored_text(page) == f'<p><a href="{stored}">report</a></p>'


def test_a_link_that_would_run_a_script_is_refused_in_words(story_form: Any) -> None:
    page = story_form()
    text_of(page).press_sequentially("report")
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+k")
    page.get_by_role("textbox", name="Address").fill("javascript:alert(1)")
    page.keyboard.press("Enter")
    expect(page.get_by_text("This cannot be a link.")).to_be_visible()
    page.keyboard.press("Escape")
    assert stored_text(page) == "<p>report</p>"


# Pasting


def test_text_from_word_arrives_clean(story_form: Any, complaints: Any) -> None:
    page = story_form()
    heard = complaints(page)
    paste(page, WORD)
    assert stored_text(page) == (
        "<h2>Council votes</h2>"
        "<p>The mayor said <strong>no</strong>, 12&nbsp;km away.</p>"
        "<ul><li>First <em>point</em><ul><li>below it</li></ul></li><li>Second point</li></ul>"
        "<h3>Small print</h3>"
        '<ol start="3"><li>Third</li><li>Fourth</li></ol>'
        "<ul><li>typed</li></ul>"
        "<table><tbody><tr><td>Ward</td><td>120</td></tr></tbody></table>"
        "<p>See [1].</p>"
    )
    assert heard == []


def test_text_from_google_docs_arrives_clean(story_form: Any, complaints: Any) -> None:
    page = story_form()
    heard = complaints(page)
    paste(page, GOOGLE_DOCS)
    assert stored_text(page) == (
        "<h2>A title</h2>"
        "<p>Plain, <strong>bold</strong><em> slanted</em>, "
        '<a href="https://example.org/a?b=1">linked</a></p>'
        "<ul><li>One<ul><li>Inner</li></ul></li><li>Two</li></ul>"
        "<h3>Small</h3><ol><li>abc</li></ol>"
    )
    assert heard == []


def test_a_list_from_word_on_the_web_arrives_whole(story_form: Any) -> None:
    page = story_form()
    paste(page, WORD_ON_THE_WEB)
    assert stored_text(page) == "<ul><li>One<ul><li>Inner</li></ul></li><li>Two</li></ul>"


WIRE = """HARBOUR, Maine (FP) -- The council put off its vote on the clock
tower on Tuesday after bids came in a third higher than planned,
the mayor said.


A second reading is due in June.
"""
INDENTED_WIRE = """   The council put off its vote on the clock tower on Tuesday after\r
bids came in.\r
   A second reading is due in June."""
LETTER = """The first paragraph stands whole on one line, as a letter sends it.
So does the second, which is about as long as the one before.
And the third."""


@pytest.mark.parametrize(
    ("plain", "paragraphs"),
    [
        (WIRE, [" ".join(WIRE.split("\n")[:3]), "A second reading is due in June."]),
        (
            INDENTED_WIRE,
            [
                " ".join(line.strip() for line in INDENTED_WIRE.splitlines()[:2]),
                "A second reading is due in June.",
            ],
        ),
        (LETTER, LETTER.splitlines()),
        ("12 Water Street\nPort Ellery", ["12 Water Street", "Port Ellery"]),
        ("a few words ", ["a few words "]),
    ],
)
def test_plain_text_of_a_wire_becomes_paragraphs(
    story_form: Any, plain: str, paragraphs: list[str]
) -> None:
    page = story_form()
    paste_plain(page, plain)
    assert stored_text(page) == "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)


def test_nothing_dangerous_or_foreign_is_pasted(story_form: Any) -> None:
    page = story_form()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    paste(
        page,
        '<p onclick="alert(1)" class="x">One <a href="javascript:alert(1)" target="_blank">two</a> '
        '<img src="https://example.org/x.gif" onerror="alert(1)"><span style="color:red">three'
        "</span></p><script>alert(1)</script><style>p {color: red}</style>",
    )
    assert stored_text(page) == "<p>One two three</p>"
    assert asked == []


def test_what_is_copied_inside_the_editor_is_pasted_as_it_was(story_form: Any) -> None:
    page = story_form()
    text_of(page).press_sequentially("12\u00a0km \u00a0 away")
    before = stored_text(page)
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+x")
    page.keyboard.press("Control+v")
    assert stored_text(page) == before


# Keys and names


def test_the_toolbar_is_one_stop_between_deck_and_text(story_form: Any) -> None:
    page = story_form()
    page.locator("#id_deck").focus()
    page.keyboard.press("Tab")
    assert focused(page) == "Kind of paragraph"
    page.keyboard.press("Tab")
    expect(text_of(page)).to_be_focused()
    page.keyboard.press("Shift+Tab")
    assert focused(page) == "Kind of paragraph"


def test_arrow_keys_home_and_end_walk_the_toolbar(story_form: Any) -> None:
    page = story_form()
    text_of(page).focus()
    page.keyboard.press("Alt+F10")
    walked = []
    for key in ("ArrowRight", "ArrowRight", "End", "ArrowRight", "ArrowLeft", "Home"):
        page.keyboard.press(key)
        walked.append(focused(page))
    assert walked == [
        "Bold", "Italic", "HTML source", "Kind of paragraph", "HTML source", "Kind of paragraph",
    ]  # fmt: skip
    page.keyboard.press("Escape")
    expect(text_of(page)).to_be_focused()


def test_escape_then_tab_leaves_a_table(story_form: Any) -> None:
    page = story_form()
    page.get_by_role("button", name="Table", exact=True).click()
    page.keyboard.press("Tab")
    expect(text_of(page)).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(text_of(page)).not_to_be_focused()


def test_buttons_say_what_is_on(story_form: Any) -> None:
    page = story_form()
    bold = page.get_by_role("button", name="Bold")
    expect(bold).to_have_attribute("aria-pressed", "false")
    text_of(page).focus()
    page.keyboard.press("Control+b")
    expect(bold).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("button", name="Redo")).to_have_attribute("aria-disabled", "true")


def test_the_text_is_named_spell_checked_and_spoken_in_its_language(story_form: Any) -> None:
    story = Story.objects.create(headline="جسر", body="<p>نص</p>", language="ar")
    page = story_form(f"/admin/articles/story/{story.pk}/change/")
    text = text_of(page)
    for name, value in {"aria-multiline": "true", "spellcheck": "true", "lang": "ar"}.items():
        expect(text).to_have_attribute(name, value)
    page.locator("label[for=id_body]").evaluate("label => label.click()")
    expect(text).to_be_focused()


# The page around it


def test_the_form_breaks_no_policy_and_raises_no_error(story_form: Any, complaints: Any) -> None:
    page = story_form()
    heard = complaints(page)
    answer = page.reload()
    text_of(page).press_sequentially("Words")
    policy = answer.headers["content-security-policy"]
    assert "unsafe-eval" not in policy
    assert policy.count("'unsafe-inline'") == policy.count("style-src-attr 'unsafe-inline'") == 1
    assert heard == []


@pytest.mark.parametrize("colors", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_axe_finds_nothing_in_the_editor(story_form: Any, colors: str, width: int) -> None:
    story = Story.objects.create(headline="Bridge", body=STORED)
    page = story_form(
        f"/admin/articles/story/{story.pk}/change/",
        color_scheme=colors,
        viewport={"width": width, "height": 900},
    )
    page.locator(".prose-editor td").click()
    found = Axe().run(page, context=".prose-editor")
    assert [violation["id"] for violation in found.response["violations"]] == []


def test_the_desks_own_choice_of_dark_reaches_the_text(story_form: Any) -> None:
    page = story_form(color_scheme="light")
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    color = text_of(page).evaluate(
        "region => getComputedStyle(region.parentElement).backgroundColor"
    )
    assert color == "rgb(31, 28, 25)"


def test_a_line_holds_about_seventy_characters_and_a_phone_shows_it_whole(story_form: Any) -> None:
    words = "the harbour bridge opens on monday after a long winter " * 20
    story = Story.objects.create(headline="Bridge", body=f"<p>{words.strip()}.</p>")
    address = f"/admin/articles/story/{story.pk}/change/"
    wide = story_form(address, viewport={"width": 1440, "height": 900})
    lines = wide.locator(".prose-editor p").last.evaluate(
        "p => p.clientHeight / parseFloat(getComputedStyle(p).lineHeight)"
    )
    assert 62 < len(words) / lines < 78
    phone = story_form(address, viewport={"width": 390, "height": 844})
    box = text_of(phone).bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 390


def test_without_script_the_html_can_be_written(visit: Any) -> None:
    page = visit(ADD, java_script_enabled=False)
    page.locator("#id_headline").fill("Bridge")
    page.locator("#id_body").fill("<p>One <script>x()</script>two.</p>")
    assert save(page).body == "<p>One two.</p>"
