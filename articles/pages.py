"""StoryContent -> HTML. The reader's page and the desk's preview are made here, by one template.

Knows no model: whoever asks says which section the story stands in, which pictures may be shown
and whose contacts are hidden.
"""

import base64
import hashlib
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Self

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_info

from articles import imaging, markup
from articles.bylines import parse_credit, print_credit, run_in
from articles.content import ItemKind, Kind, PhotoUse, Placement, StoryContent, StoryItem

# Kinds that are labelled on the page even where their section is not.
LABELLED = {Kind.COLUMN, Kind.EDITORIAL, Kind.ANALYSIS}
STYLESHEET = Path(__file__).parent / "static" / "articles" / "reader.css"


# The address of a photo's rendition of a certain width, in pixels.
Address = Callable[[int], str]


@dataclass(frozen=True)
class Newspaper:
    """What stands at the head of every page."""

    name: str
    tagline: str
    place: str
    founded_on: date
    language: str


@dataclass(frozen=True)
class SectionLink:
    """A section as a page names it, with the one above it."""

    name: str
    path: str
    label: str = ""
    disclaimer: str = ""
    parent: "SectionLink | None" = None

    @property
    def address(self) -> str:
        return f"/sections/{self.path}/"

    @classmethod
    def to(cls, section: Any) -> "SectionLink | None":
        """The link to a section; its parent must have been fetched."""
        if section is None:
            return None
        return cls(
            section.name, section.path, section.label, section.disclaimer, cls.to(section.parent)
        )


@dataclass(frozen=True)
class Picture:
    """A photo's renditions, for an `img` element."""

    url: str
    srcset: str
    width_px: int
    height_px: int

    @classmethod
    def of(cls, address: Address, width_px: int, height_px: int) -> Self:
        """The renditions of a master of this size, at the addresses given for each width."""
        sizes = {
            imaging.rendition_size(width_px, height_px, target_px=target_px): address(target_px)
            for target_px in imaging.WIDTHS_PX
        }
        srcset = ", ".join(f"{url} {width}w" for (width, _height), url in sizes.items())
        (width_px, height_px), url = list(sizes.items())[-1]
        return cls(url, srcset, width_px, height_px)


@dataclass(frozen=True)
class Figure:
    """A photo as a page shows it."""

    picture: Picture
    alt: str
    caption: str
    credit: str
    lead: bool
    # Where the photo can be bought; empty where it cannot.
    shop: str = ""


@dataclass(frozen=True)
class Part:
    """An item of a story as a page shows it; `address` is its own page, empty without one."""

    item: StoryItem
    title: str
    address: str

    @property
    def dateline(self) -> str:
        return run_in(self.item.dateline)

    @property
    def paragraphs(self) -> list[str]:
        return [line for line in self.item.text.splitlines() if line.strip()]


@dataclass(frozen=True)
class StoryLink:
    """A story as another one's page names it."""

    path: str
    headline: str
    language: str
    first_published_at: datetime


@dataclass(frozen=True)
class CorrectionNote:
    """A correction as it stands under a story, with those it took the place of and why."""

    label: str
    at: datetime
    wrong: str
    right: str
    reason: str = ""
    earlier: tuple["CorrectionNote", ...] = ()


@dataclass(frozen=True)
class Preview:
    """What the bar above an unpublished page says: for those with a link, what, and until when."""

    revision: int = 0
    saved_at: datetime | None = None
    newest: bool = False
    until: datetime | None = None


@dataclass(frozen=True)
class StoryPage:
    """A story's content with what surrounds it on the page.

    `pictures` maps a photo's uid to the addresses of its picture; photos that are not in it do not
    appear. `hidden_contacts` holds the uids of persons whose mail and phone are not shown,
    `never_sold` those of an agency's photos. Without an `address` its items have none either.
    """

    content: StoryContent
    section: SectionLink | None = None
    pictures: Mapping[str, Address] = field(default_factory=dict)
    hidden_contacts: Collection[str] = ()
    corrections: Collection[CorrectionNote] = ()
    address: str = ""
    never_sold: Collection[str] = ()
    related: Collection[StoryLink] = ()
    preview: Preview | None = None

    def _figure(self, use: PhotoUse) -> Figure:
        photo = use.photo
        return Figure(
            picture=Picture.of(self.pictures[photo.uid], photo.width_px, photo.height_px),
            alt=use.alt_text,
            caption=use.caption,
            credit=print_credit(parse_credit(use.credit_line)),
            lead=use.placement == Placement.LEAD,
            shop=_shop(photo.uid) if photo.for_sale and photo.uid not in self.never_sold else "",
        )

    def _figures(self, placement: Placement) -> list[Figure]:
        return [
            self._figure(use)
            for use in self.content.photos
            if use.placement == placement and use.photo.uid in self.pictures
        ]

    @property
    def lead_figures(self) -> list[Figure]:
        return self._figures(Placement.LEAD)

    @property
    def gallery(self) -> list[Figure]:
        return self._figures(Placement.GALLERY)

    @property
    def dateline(self) -> str:
        """Where the story is from, as it is run into the first paragraph: the city in capitals."""
        return run_in(self.content.dateline_place)

    def part(self, item: StoryItem) -> Part:
        return Part(
            item=item,
            title=item.heading or self.content.title,
            address=f"{self.address}{item.anchor}/" if self.address and item.alone else "",
        )

    @property
    def parts(self) -> list[Part]:
        return [self.part(item) for item in self.content.items]

    @property
    def letters_policy(self) -> str:
        """What the paper says of letters, under letters."""
        kinds = {item.kind for item in self.content.items}
        is_letters = self.content.kind == Kind.LETTER or ItemKind.LETTER in kinds
        return settings.NEWSROOM_LETTERS_POLICY if is_letters else ""

    @property
    def direction(self) -> str:
        """Which way the story's own language is written."""
        try:
            return "rtl" if get_language_info(self.content.language)["bidi"] else "ltr"
        except KeyError:
            return "auto"

    @property
    def label(self) -> str:
        """What stands above the headline of opinion: the section's label or the kind's name."""
        if self.section and self.section.label:
            return self.section.label
        return self.content.kind.label if self.content.kind in LABELLED else ""

    @property
    def text(self) -> SafeString:
        """The body, the photos of the text standing evenly between its blocks."""
        blocks = markup.blocks(markup.clean(self.content.body))
        if self.dateline and blocks and blocks[0].startswith("<p>"):
            dateline = render_to_string("parts/dateline.html", {"dateline": self.dateline})
            blocks[0] = f"<p>{dateline.strip()} {blocks[0].removeprefix('<p>')}"
        figures = [
            render_to_string("parts/figure.html", {"figure": figure})
            for figure in self._figures(Placement.IN_TEXT)
        ]
        for number, figure in reversed(list(enumerate(figures, 1))):
            blocks.insert(number * len(blocks) // (len(figures) + 1), figure)
        # The body was cleaned above, the figures were escaped by their template.
        return mark_safe("\n".join(blocks))  # noqa: S308 # nosec B308 B703 # nosemgrep


def _shop(uid: str) -> str:
    """The address at which a photo is sold, if the paper sells any."""
    return str(settings.NEWSROOM_PHOTO_SALES_URL).replace("{uid}", uid)


def newspaper() -> Newspaper:
    return Newspaper(
        name=settings.NEWSROOM_NAME,
        tagline=settings.NEWSROOM_TAGLINE,
        place=settings.NEWSROOM_PLACE,
        founded_on=settings.NEWSROOM_FOUNDED_ON,
        language=settings.LANGUAGE_CODE,
    )


def render(template: str, sections: Collection[SectionLink] = (), **context: Any) -> str:
    """A page of the paper: its template within the masthead."""
    return render_to_string(template, {"newspaper": newspaper(), "sections": sections, **context})


def story_html(page: StoryPage, sections: Collection[SectionLink] = ()) -> str:
    """The whole page of a story."""
    return render("story.html", sections, page=page, story=page.content)


def item_html(page: StoryPage, item: StoryItem, sections: Collection[SectionLink] = ()) -> str:
    """The whole page of an item that stands alone."""
    part = page.part(item)
    return render("item.html", sections, page=page, story=page.content, part=part)


@cache
def stylesheet() -> str:
    """The one stylesheet, without comments and needless blanks; it stands inline on every page."""
    css = re.sub(r"/\*.*?\*/", "", STYLESHEET.read_text(), flags=re.DOTALL)
    css = re.sub(r"\s+", " ", css)
    return re.sub(r"\s*([{};,>])\s*", r"\1", css).replace(";}", "}").strip()


@cache
def content_security_policy() -> str:
    """What a page of the paper may load: itself, its pictures and its one stylesheet."""
    digest = base64.b64encode(hashlib.sha256(stylesheet().encode()).digest()).decode()
    return (
        "default-src 'none'; connect-src 'self'; img-src 'self' data:; "
        f"style-src 'sha256-{digest}'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )
