"""What must be in order before a story may go out."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from articles import markup
from articles.bylines import is_organization, parse_credit
from articles.content import Kind, PhotoUse, StoryContent
from articles.models import Organization


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
    """What a content still needs before readers may see it.

    Queries: none, unless one of its photos is for sale.
    """
    found = []
    if not content.headline:
        found.append(Lack("headline", _("The story has no headline.")))
    if not content.section:
        found.append(Lack("section", _("The story is in no section.")))
    if not markup.words(content.body) and not any(item.text for item in content.items):
        found.append(Lack("body", _("The story has no text.")))
    if content.kind == Kind.LETTER and any(not item.signatory for item in content.items):
        found.append(Lack("items", _("A letter is not signed.")))
    if any(item.alone and not item.heading for item in content.items):
        message = _("An item with a page of its own needs a heading: it is the page's headline.")
        found.append(Lack("items", message))
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
        agency = _agency_of_use(use) if use.photo.for_sale else ""
        if agency:
            message = _(
                "Photo %(number)s comes from %(agency)s, a wire agency, and is marked for sale. "
                "Take that mark off the photo."
            )
            found.append(Lack("captions", message % {"number": number, "agency": agency}))
    return found


def agency_of(credit: str, organization: Organization | None) -> str:
    """The wire agency a photo comes from, by its organisation or its credit; empty if none.

    Its photos are never for sale: we have bought a use of them. Queries: at most one for the
    names of organisations, and three for each that the credit names.
    """
    if organization and organization.kind == Organization.Kind.WIRE:
        return organization.name
    if not credit:
        return ""
    read = parse_credit(credit, Organization.objects.names())
    named = filter(None, [read.organization, *read.second_organization.split(" / ")])
    return next((name for name in named if _is_agency(name)), "")


def _is_agency(name: str) -> bool:
    bare = name.removeprefix("The ")
    spellings = (name, bare, f"The {bare}")
    rows = (Organization.objects.named(spelling) for spelling in spellings)
    row = next(filter(None, rows), None)
    return row.kind == Organization.Kind.WIRE if row else is_organization(name)


def _agency_of_use(use: PhotoUse) -> str:
    # A photo linked to an agency is for sale in no version; its credit may name one all the same.
    return agency_of(use.photo.credit, None) or agency_of(use.credit, None)
