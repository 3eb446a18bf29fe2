"""A story with all that surrounds it on its page, and the pages made of it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_info

from articles import markup
from articles.bylines import parse_credit, print_credit, run_in
from articles.content import ItemKind, Kind, PhotoUse, Placement, StoryContent, StoryItem
from articles.imaging import Crop
from articles.pages.links import CorrectionNote, Preview, SectionLink, StoryLink
from articles.pages.paper import render
from articles.pages.pictures import Figure, Picture, PictureFile

# Kinds that are labelled on the page even where their section is not.
LABELLED = {Kind.COLUMN, Kind.EDITORIAL, Kind.ANALYSIS}


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
class StoryPage:
    """A story's content with what surrounds it on the page.

    `pictures` maps a photo's uid to what lies ready of it; photos of which nothing does, do not
    appear. `hidden_contacts` holds the uids of persons whose mail and phone are not shown,
    `never_sold` those of an agency's photos. Without an `address` its items have none either.
    """

    content: StoryContent
    section: SectionLink | None = None
    pictures: Mapping[str, Collection[PictureFile]] = field(default_factory=dict)
    hidden_contacts: Collection[str] = ()
    corrections: Collection[CorrectionNote] = ()
    address: str = ""
    # The paper's own address, such as https://news.example, for what leaves it.
    site: str = ""
    never_sold: Collection[str] = ()
    related: Collection[StoryLink] = ()
    preview: Preview | None = None

    def _figure(self, use: PhotoUse) -> Figure | None:
        photo = use.photo
        files = self.pictures.get(photo.uid, ())
        picture, small = Picture.of(files), Picture.of(files, Crop.LIST)
        if picture is None or small is None:
            return None
        return Figure(
            picture=picture,
            small=small,
            alt=use.alt_text,
            caption=use.caption,
            credit=print_credit(parse_credit(use.credit_line)),
            shop=_shop(photo.uid) if photo.for_sale and photo.uid not in self.never_sold else "",
            address=f"{self.gallery_address}{use.anchor}/" if self.has_gallery else "",
        )

    def _figures(self, placement: Placement) -> list[Figure]:
        uses = (use for use in self.content.photos if use.placement == placement)
        return [figure for use in uses if (figure := self._figure(use))]

    @property
    def lead_figures(self) -> list[Figure]:
        return self._figures(Placement.LEAD)

    @property
    def gallery(self) -> list[Figure]:
        return self._figures(Placement.GALLERY)

    @property
    def figures(self) -> list[Figure]:
        """All its photos that may be shown, in the order in which the page has them."""
        return [
            *self.lead_figures,
            *self._figures(Placement.IN_TEXT),
            *self.gallery,
        ]

    @property
    def has_gallery(self) -> bool:
        """Whether there is more than one photo to leaf through."""
        shown = [use for use in self.content.photos if self.pictures.get(use.photo.uid)]
        return bool(self.address) and len(shown) > 1

    @property
    def gallery_address(self) -> str:
        """The page of all its photos."""
        return f"{self.address}photos/"

    @property
    def share_card(self) -> PictureFile | None:
        """The picture other sites show beside a link to the story."""
        lead = self.content.leading_photo
        files = self.pictures.get(lead.photo.uid, ()) if lead else ()
        return next((file for file in files if file.crop == Crop.SHARE), None)

    @property
    def share_alt(self) -> str:
        lead = self.content.leading_photo
        return lead.alt_text if lead else ""

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
        """The body with the photos of the text where the writer put them.

        Those put nowhere stand evenly between the blocks.
        """
        figures: dict[str, str] = {
            use.uid: render_to_string("parts/figure.html", {"figure": figure})
            for use in self.content.photos
            if use.placement == Placement.IN_TEXT and (figure := self._figure(use))
        }
        opening, blocks = _placed(markup.blocks(markup.clean(self.content.body)), figures)
        if self.dateline and blocks and blocks[0].startswith("<p>"):
            dateline = render_to_string("parts/dateline.html", {"dateline": self.dateline})
            blocks[0] = f"<p>{dateline.strip()} {blocks[0].removeprefix('<p>')}"
        for number, drawn in reversed(list(enumerate(figures.values(), 1))):
            blocks.insert(number * len(blocks) // (len(figures) + 1), drawn)
        # The body was cleaned above, the figures were escaped by their template.
        return mark_safe("\n".join([*opening, *blocks]))  # noqa: S308 # nosec B308 B703 # nosemgrep


def _placed(body: Iterable[str], figures: dict[str, str]) -> tuple[list[str], list[str]]:
    """The figures that stand before the text, and the text's blocks, each with those after it.

    What is placed is taken out of `figures`; a photo that is not in them stands nowhere.
    """
    opening: list[str] = []
    blocks: list[str] = []
    for block in body:
        uid = markup.photo_of(block)
        if not uid:
            blocks.append(block)
        elif uid in figures and blocks:
            blocks[-1] += f"\n{figures.pop(uid)}"
        elif uid in figures:
            opening.append(figures.pop(uid))
    return opening, blocks


def _shop(uid: str) -> str:
    """The address at which a photo is sold, if the paper sells any."""
    return str(settings.NEWSROOM_PHOTO_SALES_URL).replace("{uid}", uid)


def story_html(page: StoryPage, sections: Collection[SectionLink] = ()) -> str:
    """The whole page of a story."""
    return render("story.html", sections, page=page, story=page.content)


def item_html(page: StoryPage, item: StoryItem, sections: Collection[SectionLink] = ()) -> str:
    """The whole page of an item that stands alone."""
    part = page.part(item)
    return render("item.html", sections, page=page, story=page.content, part=part)


def gallery_html(page: StoryPage, sections: Collection[SectionLink] = ()) -> str:
    """The page of all photos of a story."""
    return render("gallery.html", sections, page=page, story=page.content)


def photo_html(page: StoryPage, figure: Figure, sections: Collection[SectionLink] = ()) -> str:
    """The page of one photo of a story, between the one before it and the next."""
    figures = page.figures
    place = figures.index(figure)
    return render(
        "photo.html",
        sections,
        page=page,
        story=page.content,
        figure=figure,
        number=place + 1,
        count=len(figures),
        previous=figures[place - 1] if place else None,
        next=figures[place + 1] if place + 1 < len(figures) else None,
    )
