"""The pages of the paper. One `now` a request; what is live is decided in the query."""

from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.core.files.storage import storages
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from articles import imaging, pages
from articles.models import (
    MOST_RELATED,
    Address,
    Correction,
    Front,
    Organization,
    Publication,
    PublicationPhoto,
    Section,
    live_at,
    usable_at,
)
from articles.reader.edition import current_edition
from articles.reader.front import lay_out
from articles.reader.headers import paper_page

STORIES_A_PAGE = 30
STORIES_ON_THE_FRONT = 80
STORIES_FOR_THE_LOST = 6
PICTURE_SECONDS = 600


@require_safe
@paper_page
def front(request: HttpRequest) -> HttpResponse:
    """What editors have placed on the front, then the newest."""
    now = timezone.now()
    edition = current_edition()
    live = Publication.objects.live(now).for_teaser(now)
    placed = _teasers(live.placed_on(Front.FRONT_PAGE, now)[:STORIES_A_PAGE])
    newest = live.exclude(pk__in=[story.pk for story in placed]).newest_first()
    page = lay_out(placed, _teasers(newest[:STORIES_ON_THE_FRONT]), edition.sections)
    return HttpResponse(pages.render("front.html", edition.sections, front=page))


@require_safe
@paper_page
def section(request: HttpRequest, path: str) -> HttpResponse:
    now = timezone.now()
    edition = current_edition()
    found = get_object_or_404(Section.objects.at_path(path).select_related("parent"))
    newest = (Publication.objects.live(now).in_section(found).newest_first().for_teaser(now))[
        :STORIES_A_PAGE
    ]
    return HttpResponse(
        pages.render(
            "section.html",
            edition.sections,
            section=pages.SectionLink.to(found),
            subsections=edition.within(path),
            stories=_teasers(newest),
        )
    )


@require_safe
@paper_page
def story(request: HttpRequest, path: str, anchor: str = "") -> HttpResponse:
    """A story, or an item of it, at its address; else what the address is known to answer."""
    path = f"/{path}"
    now = timezone.now()
    edition = current_edition()
    publication = Publication.objects.live(now).filter(path=path).for_page(now).first()
    if publication is None:
        return _elsewhere(path, anchor, edition.sections, now)
    page = _story_page(publication)
    if not anchor:
        return HttpResponse(pages.story_html(page, edition.sections))
    item = next((item for item in page.content.items if item.anchor == anchor), None)
    if item is None:
        raise Http404
    if not item.alone:
        # For a while only: it may get its page back.
        return HttpResponseRedirect(f"{path}#{anchor}")
    return HttpResponse(pages.item_html(page, item, edition.sections))


def _story_page(publication: Any) -> pages.StoryPage:
    """The page of a publication that was fetched by `for_page`."""
    photos = {str(UUID(photo["uid"])): photo for photo in publication.usable_photos}
    return pages.StoryPage(
        content=publication.story_content(),
        address=publication.path,
        section=pages.SectionLink.to(publication.section),
        pictures={
            uid: partial(picture_address, photo["rendition"]) for uid, photo in photos.items()
        },
        never_sold={
            uid for uid, photo in photos.items() if photo["whose"] == Organization.Kind.WIRE
        },
        related=_related([*publication.named, *publication.named_by]),
        corrections=_corrections(publication.corrections),
        hidden_contacts={
            str(UUID(person["uid"])) for person in publication.people if not person["active"]
        },
    )


def _related(rows: list[Any]) -> list[pages.StoryLink]:
    """Each story once, the newest first."""
    links = {
        row["path"]: pages.StoryLink(
            row["path"], row["headline"], row["language"], _time(row["at"])
        )
        for row in rows
    }
    newest = sorted(links.values(), key=lambda link: link.first_published_at, reverse=True)
    return newest[:MOST_RELATED]


def _elsewhere(path: str, anchor: str, sections: Any, now: datetime) -> HttpResponse:
    address = Address.objects.filter(path=path).for_reader(now).first()
    if address is None:
        raise Http404
    if address.kind == Address.Kind.REDIRECT:
        place = f"#{anchor}" if anchor else ""
        return HttpResponsePermanentRedirect(f"{address.target}{place}")
    if address.kind == Address.Kind.GONE or address.was_taken_down:
        return HttpResponse(pages.render("gone.html", sections, address=address), status=410)
    raise Http404


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What robots are asked to leave alone. Source: RFC 9309."""
    left_alone = "User-agent: *\nDisallow: /admin/\nDisallow: /preview/\n"
    return HttpResponse(left_alone, content_type="text/plain")


@require_safe
def picture(request: HttpRequest, name: str) -> HttpResponse:
    """A rendition, while a live version shows its photo; else it does not exist."""
    now = timezone.now()
    match = imaging.RENDITION_NAME.fullmatch(name)
    shown = match and PublicationPhoto.objects.filter(
        usable_at(now), live_at(now, "publication__"), rendition_key=match["key"]
    )
    if not shown or not shown.exists():
        raise Http404
    try:
        with storages["renditions"].open(name) as file:
            response = HttpResponse(file.read(), content_type="image/jpeg")
    except FileNotFoundError:
        raise Http404 from None
    patch_cache_control(response, public=True, max_age=PICTURE_SECONDS)
    return response


@paper_page
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page of an address that leads nowhere; the same for all of them."""
    now = timezone.now()
    newest = Publication.objects.live(now).newest_first().for_teaser(now)[:STORIES_FOR_THE_LOST]
    return HttpResponse(
        pages.render("404.html", current_edition().sections, stories=_teasers(newest)), status=404
    )


@paper_page
def server_error(request: HttpRequest) -> HttpResponse:
    """The page of a fault of ours: asks nothing of the database, which may be the fault."""
    return HttpResponse(pages.render("500.html"), status=500)


def _corrections(rows: list[dict[str, Any]]) -> list[pages.CorrectionNote]:
    """What was corrected, each as it was said last; what was said before hangs on it."""
    known = {row["uid"]: row for row in rows}
    replaced = {row["corrects"] for row in rows}
    return [_correction(row, known) for row in rows if row["uid"] not in replaced]


def _correction(row: dict[str, Any], known: dict[str, dict[str, Any]]) -> pages.CorrectionNote:
    before = known.get(row["corrects"])
    earlier = _correction(before, known) if before else None
    return pages.CorrectionNote(
        label=str(Correction.Kind(row["kind"]).label),
        at=_time(row["at"]),
        wrong=row["wrong"],
        right=row["right"],
        reason=row["reason"],
        earlier=(earlier, *earlier.earlier) if earlier else (),
    )


def _time(text: str) -> datetime:
    """A time out of a database's JSON, which is in UTC whether or not it says so."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def picture_address(rendition_key: str, width_px: int) -> str:
    return "/media/" + imaging.rendition_name(rendition_key, width_px)


def _teasers(publications: Any) -> list[Publication]:
    """Publications with their lead picture, where it may be shown."""
    stories = list(publications)
    for story in stories:
        story.picture = None
        if story.lead_photo_usable:
            address = partial(picture_address, story.lead_rendition_key)
            story.picture = pages.Picture.of(address, story.lead_width_px, story.lead_height_px)
    return stories
