"""What fields and values are called, wherever changes of a story are told to people."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.bylines import Role
from articles.content import ItemKind, Kind, PhotoUse, Placement, StoryByline, StoryItem, StoryTag

# Fields of a story, in the order in which changes are told; then those of the desk.
FIELDS = {
    "headline": _("Headline"),
    "web_headline": _("Web headline"),
    "deck": _("Deck"),
    "bylines": _("Bylines"),
    "dateline_place": _("Dateline place"),
    "body": _("Text"),
    "photos": _("Photos"),
    "items": _("Items"),
    "section": _("Section"),
    "kind": _("Kind"),
    "tags": _("Tags"),
    "related": _("Related stories"),
    "source_organization": _("Source"),
    "language": _("Language"),
    "first_published_at": _("First published"),
    "updated_at": _("Updated"),
    "canonical_url": _("Canonical address"),
    "noindex": _("Keep out of search engines"),
    "noindex_reason": _("Reason to keep out of search engines"),
    "licence": _("Licence"),
    "slug": _("Slug"),
    "embargo_until": _("Embargo until"),
    "notes": _("Notes to the desk"),
    "planned_words": _("Planned length"),
}
# Attributes of the parts of a story.
PARTS = {
    "bylines": {
        "name": _("Name as printed"),
        "affiliation": _("Organisation as printed"),
        "role": _("Role"),
        "person": _("Person"),
        "organization": _("Organisation"),
        "email": _("E-mail"),
        "phone": _("Phone"),
    },
    "photos": {
        "photo": _("Picture"),
        "placement": _("Placement"),
        "caption": _("Caption"),
        "credit": _("Credit here"),
        "alt": _("Alt text here"),
    },
    "items": {
        "kind": _("Kind"),
        "heading": _("Heading"),
        "dateline": _("Dateline"),
        "text": _("Text"),
        "signatory": _("Signed by"),
        "town": _("Town"),
        "at": _("Time"),
        "alone": _("A page of its own"),
    },
    "tags": {"name": _("Name")},
}
ORDER = _("Order")
# What a story's parts are called, one at a time.
ONE_PART = {
    "bylines": _("Byline"),
    "photos": _("Photo"),
    "items": _("Item"),
    "tags": _("Tag"),
    "related": _("Related story"),
}
_VALUES: dict[StrEnum, Any] = {
    Role.BY: _("By"),
    Role.PHOTOS_BY: _("Photos by"),
    Role.CONTRIBUTOR: _("Contributor"),
    Role.BARE: _("Without “By”"),
    Role.PACKAGE: _("Package line"),
    Role.UNPRINTED: _("Not printed"),
    Placement.LEAD: _("Lead, above the byline"),
    Placement.IN_TEXT: _("In the text"),
    Placement.GALLERY: _("Below the text"),
    ItemKind.BRIEF: _("Brief"),
    ItemKind.LETTER: _("Letter"),
    ItemKind.ENTRY: _("Entry"),
}


def label_of(field: str, name: str = "") -> str:
    """What a field, or an attribute of one of its parts, is called: "Text", "Caption"."""
    if name == "order":
        return str(ORDER)
    return str(PARTS.get(field, {}).get(name) or FIELDS.get(field) or name or field)


def text_of(value: Any) -> str:
    """A value as people read it. A link stays the uid that it is; times carry their zone."""
    if value is None or isinstance(value, str | int | StrEnum):
        return _text_of_plain(value)
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M %Z}"
    return title_of(value)


def _text_of_plain(value: str | int | None) -> str:
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, Kind):
        return value.label
    if isinstance(value, StrEnum):
        return str(_VALUES.get(value, value))
    return "" if value is None else str(value)


def title_of(part: Any) -> str:
    """How a part of a story is called in a list: a name, a caption, a heading."""
    if isinstance(part, StoryByline):
        return ", ".join(filter(None, (part.name, part.affiliation))) or text_of(part.role)
    if isinstance(part, PhotoUse):
        return part.caption or part.alt or part.photo.alt or part.credit_line or part.uid
    if isinstance(part, StoryItem):
        return part.heading or part.text or part.uid
    return part.name if isinstance(part, StoryTag) else str(part)
