"""The editor of a story's text: configured from the one allow-list, cleaned by `articles.markup`.

The script is static/articles/editor.js; without it the field stays a plain text box of HTML.
"""

from typing import Any

from csp.decorators import csp_update
from django import forms
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django_prose_editor.widgets import ProseEditorWidget, importmap, prose_editor_media
from js_asset import Media

from articles import markup

# Our own, in static/articles/editor-photos.js: a photo of the story where it stands in the text.
PHOTO = "PhotoInText"
# The extension of the editor that writes each element of the allow-list. An element without
# one is an error here: the editor would silently drop it from a story that holds it.
EXTENSION_OF = {
    "p": "Paragraph",
    "h2": "Heading",
    "h3": "Heading",
    "blockquote": "Blockquote",
    "ul": "BulletList",
    "ol": "OrderedList",
    "li": "ListItem",
    "strong": "Bold",
    "em": "Italic",
    "sub": "Subscript",
    "sup": "Superscript",
    "a": "Link",
    "br": "HardBreak",
    "hr": "HorizontalRule",
    "table": "Table",
    "thead": "Table",
    "tbody": "Table",
    "tr": "TableRow",
    "th": "TableHeader",
    "td": "TableCell",
    "figure": PHOTO,
}
WORDS = {
    "toolbar": _("Formatting"),
    "help": _(
        "Alt+F10 goes to the formatting buttons, Escape comes back. "
        "Escape, then Tab, leaves the text."
    ),
    "block": _("Kind of paragraph"),
    "level0": _("Text"),
    "level2": _("Heading"),
    "level3": _("Subheading"),
    "toggleBold": _("Bold"),
    "toggleItalic": _("Italic"),
    "link": _("Link"),
    "toggleBulletList": _("Bulleted list"),
    "toggleOrderedList": _("Numbered list"),
    "toggleBlockquote": _("Quotation"),
    "setHorizontalRule": _("Dividing line"),
    "insertTable": _("Table"),
    "choosePhoto": _("Photo of the story"),
    "toggleSubscript": _("Subscript"),
    "toggleSuperscript": _("Superscript"),
    "undo": _("Undo"),
    "redo": _("Redo"),
    "html": _("HTML source"),
    "addRowAfter": _("Add row"),
    "deleteRow": _("Remove row"),
    "addColumnAfter": _("Add column"),
    "deleteColumn": _("Remove column"),
    "toggleHeaderRow": _("Heading row"),
    "deleteTable": _("Remove table"),
    "movePhotoUp": _("Move photo up"),
    "movePhotoDown": _("Move photo down"),
    "removePhoto": _("Take photo out"),
    "address": _("Address"),
    "setLink": _("Set link"),
    "linkHelp": _("Leave it empty to remove the link."),
    "refused": _("This cannot be a link. It begins with https://, http://, mailto: or tel:."),
}
PHOTO_WORDS = {
    "put": _("Put into the text"),
    "show": _("Show in the text"),
    "photo": _("Photo: {caption}"),
    "unnamed": _("without a caption"),
    "gone": _("no longer among the story’s photos"),
    "absent": _("Not printed here"),
    "keys": _("Alt+Up and Alt+Down move it, Delete takes it out."),
    "placed": _("Now in the text: {caption}"),
    "removed": _("No longer in the text: {caption}"),
    "after": _("Now after: {words}"),
    "first": _("Now first in the text"),
    "choose": _("Put a photo into the text"),
    "none": _("No photo of the story is left: each is in the text, or none is chosen yet."),
    "more": _("Choose photos"),
    "close": _("Close"),
}
EXTENSIONS: dict[str, Any] = {
    **{name: True for name in (EXTENSION_OF[one] for one in markup.ALLOWED) if name != PHOTO},
    "Heading": {"levels": [level for level in range(1, 7) if f"h{level}" in markup.ALLOWED]},
    "Link": {
        "protocols": sorted(markup.LINK_SCHEMES),
        "defaultProtocol": "https",
        "enableTarget": False,
        "autolink": False,
    },
    "History": True,
    "HTML": True,
    "Menu": False,
    "NoSpellCheck": False,
}
# Toolbar, keys, paste: our own extension, which the package's list knows as little as the photo's.
DESK = {
    "words": WORDS,
    "allowed": {element: sorted(names) for element, names in markup.ALLOWED.items()},
}
MODULES = ["articles/editor.js", "articles/editor-photos.js"]


class BodyWidget(ProseEditorWidget):
    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        attrs = {"class": "body-text", "rows": 20, "cols": 75, "spellcheck": "true"} | (attrs or {})
        super().__init__(attrs=attrs, config={"extensions": EXTENSIONS}, preset="configurable")

    @property
    def media(self) -> Media:
        styles = ["django_prose_editor/editor.css", "articles/editor.css"]
        base = Media(importmap=importmap, css={"all": styles})
        return prose_editor_media(base=base, preset=self.preset)

    def get_config(self) -> dict[str, Any]:
        config = super().get_config()
        return config | {
            "extensions": config["extensions"] | {"Desk": DESK, PHOTO: {"words": PHOTO_WORDS}},
            "js_modules": [*config["js_modules"], *map(static, MODULES)],
        }


class BodyField(forms.CharField):
    """Body HTML, clean when it leaves the form."""

    widget = BodyWidget

    def to_python(self, value: Any) -> str:
        # Before the check for emptiness: an empty paragraph is no text.
        return markup.clean(super().to_python(value) or "")


def with_nonce(media: forms.Media, request: HttpRequest) -> Media:
    """The form's media with the nonce that lets the browser accept the import map."""
    return Media.from_media(media, nonce=request.csp_nonce)


# For `ModelAdmin.changeform_view` of a form with a BodyField. Where style attributes are
# forbidden the browser hides them from the paste, and bold from Google Docs arrives plain.
allow_pasted_styles = method_decorator(csp_update({"style-src-attr": ["'unsafe-inline'"]}))
