"""The editor's set-up: one allow-list, clean text, and a policy with one exception."""

import json
from typing import Any

import pytest
from django import forms
from django.http import HttpResponse
from django.test import RequestFactory
from django_prose_editor.config import allowlist_from_extensions, expand_extensions
from js_asset import Media

from articles import markup
from articles.admin.editor import (
    DESK,
    EXTENSION_OF,
    EXTENSIONS,
    PHOTO,
    BodyField,
    BodyWidget,
    allow_pasted_styles,
    with_nonce,
)

# The package would also let these through. Our script takes them out of what is sent, and
# markup.clean of what is stored.
ONLY_IN_PACKAGE = {"a": {"rel"}, "ol": {"type", "data-type"}}


class BodyForm(forms.Form):
    body = BodyField(label="Text", required=False)


# What our own extension of a photo in the text writes.
OURS = {element: {"data-caption"} for element, name in EXTENSION_OF.items() if name == PHOTO}


def packages_list() -> dict[str, Any]:
    return allowlist_from_extensions(expand_extensions(EXTENSIONS))


def configuration() -> dict[str, Any]:
    attributes = BodyWidget().get_context("body", "", {})["widget"]["attrs"]
    return json.loads(attributes["data-django-prose-editor-configurable"])


def test_the_editor_writes_exactly_the_elements_the_markup_allows() -> None:
    assert not packages_list()["tags"] & set(OURS)
    assert packages_list()["tags"] | set(OURS) == set(EXTENSION_OF) == set(markup.ALLOWED)
    assert PHOTO in configuration()["extensions"]


def test_the_editor_writes_no_attribute_the_markup_does_not_allow() -> None:
    allowed = {element: names for element, names in markup.ALLOWED.items() if names}
    package = packages_list()["attributes"]
    assert {
        element: names - ONLY_IN_PACKAGE.get(element, set()) for element, names in package.items()
    } | OURS == allowed
    assert {element: set(names) for element, names in DESK["allowed"].items()} == markup.ALLOWED
    for element, names in ONLY_IN_PACKAGE.items():
        assert not names & markup.ALLOWED[element]


def test_links_have_the_schemes_the_markup_allows() -> None:
    assert packages_list()["url_schemes"] == markup.LINK_SCHEMES


def test_every_level_of_heading_has_a_word_in_the_toolbar() -> None:
    levels = {int(word[5:]) for word in DESK["words"] if word.startswith("level")} - {0}
    assert levels == set(EXTENSIONS["Heading"]["levels"]) == {2, 3}


def test_the_spell_checker_is_on_and_pictures_are_not_for_the_text() -> None:
    extensions = configuration()["extensions"]
    assert not {"NoSpellCheck", "Figure", "Image", "Menu"} & extensions.keys()
    assert extensions["Desk"]["words"]["toggleBold"] == "Bold"


def test_the_editors_scripts_and_styles_are_our_own_files() -> None:
    media = str(BodyForm().media)
    assert configuration()["js_modules"] == [
        "/static/articles/editor.js",
        "/static/articles/editor-photos.js",
    ]
    assert "/static/articles/editor.css" in media
    assert "material-icons" not in media
    assert "http" not in media


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ('<p class="x">One <b>two</b><script>x()</script></p><p> </p>', "<p>One two</p>"),
        ('<ol type="i" data-type="lower-roman"><li>One</li></ol>', "<ol><li>One</li></ol>"),
        ("<p></p>", ""),
        ("One\r\n\r\nTwo", "<p>One</p><p>Two</p>"),
    ],
)
def test_text_leaves_the_form_clean(typed: str, stored: str) -> None:
    form = BodyForm({"body": typed})
    assert form.is_valid()
    assert form.cleaned_data["body"] == stored


def test_an_empty_paragraph_is_no_text_where_text_is_required() -> None:
    with pytest.raises(forms.ValidationError, match="required"):
        BodyField(label="Text").clean("<p> </p>")


def test_a_browsers_line_ends_are_no_change() -> None:
    assert not BodyField(label="Text").has_changed(
        "<p>One</p>\n<p>Two</p>", "<p>One</p>\r\n<p>Two</p>"
    )


def test_every_script_of_the_form_carries_the_requests_nonce() -> None:
    request = RequestFactory().get("/")
    request.csp_nonce = "once"
    media = with_nonce(forms.Media(js=["admin/js/core.js"]) + BodyForm().media, request)
    scripts = str(media).count("<script")
    assert isinstance(media, Media)
    assert scripts == 4
    assert str(media).count('nonce="once"') == scripts + str(media).count("<link")


def test_style_attributes_are_allowed_on_the_editing_form_only(admin_client: Any) -> None:
    exception = "style-src-attr 'unsafe-inline'"
    form = admin_client.get("/admin/articles/story/add/")["Content-Security-Policy"]
    stories = admin_client.get("/admin/articles/story/")["Content-Security-Policy"]
    assert exception in form
    assert form.count("unsafe") == 1
    assert "unsafe" not in stories


def test_the_exception_fits_a_method_of_an_admin() -> None:
    class Desk:
        @allow_pasted_styles
        def changeform_view(self, request: Any) -> HttpResponse:
            return HttpResponse()

    response = Desk().changeform_view(RequestFactory().get("/"))
    assert response._csp_update == {"style-src-attr": ["'unsafe-inline'"]}
