"""What must be in order before a story may go out."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from articles import markup
from articles.content import Kind, StoryContent


@dataclass(frozen=True)
class Lack:
    """One thing missing: the admin's field it belongs to, and a sentence."""

    field: str
    message: str


class NotReady(ValidationError):
    """A story lacks what publishing needs. `lacks` lists it, field by field."""

    def __init__(self, lacks: list[Lack]) -> None:
        self.lacks = lacks
        super().__init__([lack.message for lack in lacks], code="not_ready")


def lacks(content: StoryContent) -> list[Lack]:
    """What a content still needs before readers may see it."""
    found = []
    if not content.headline:
        found.append(Lack("headline", _("The story has no headline.")))
    if not content.section:
        found.append(Lack("section", _("The story is in no section.")))
    if not markup.words(content.body) and not any(item.text for item in content.items):
        found.append(Lack("body", _("The story has no text.")))
    if content.kind == Kind.LETTER and any(not item.signatory for item in content.items):
        found.append(Lack("items", _("A letter is not signed.")))
    return found + _photo_lacks(content)


def _photo_lacks(content: StoryContent) -> list[Lack]:
    found = []
    for number, use in enumerate(content.photos, 1):
        if not use.photo.sha256:
            message = _("Photo %(number)s has no picture yet. Upload it, or take the photo out.")
            found.append(Lack("captions", message % {"number": number}))
        if not use.alt_text and not use.photo.decorative:
            message = _("Photo %(number)s has no alt text. Describe what it shows.")
            found.append(Lack("captions", message % {"number": number}))
        if not use.credit_line:
            message = _("Photo %(number)s has no credit. Say who took it.")
            found.append(Lack("captions", message % {"number": number}))
    return found
