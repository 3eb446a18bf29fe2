"""The pages of the paper. One `now` a request; what is live is decided in the query."""

import re
from collections import defaultdict
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.storage import storages
from django.db.models import Exists, OuterRef
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
    Rendition,
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
PICTURE_SECONDS = 365 * 24 * 3600


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
    page = _story_page(path, now, request)
    if page is None:
        return _elsewhere(path, f"#{anchor}" if anchor else "", edition.sections, now)
    if not anchor:
        return HttpResponse(pages.story_html(page, edition.sections))
    item = next((item for item in page.content.items if item.anchor == anchor), None)
    if item is None:
        raise Http404
    if not item.alone:
        # For a while only: it may get its page back.
        return HttpResponseRedirect(f"{path}#{anchor}")
    return HttpResponse(pages.item_html(page, item, edition.sections))


@require_safe
@paper_page
def gallery(request: HttpRequest, path: str, anchor: str = "") -> HttpResponse:
    """All photos of a story, or one of them, large."""
    path = f"/{path}"
    now = timezone.now()
    edition = current_edition()
    page = _story_page(path, now, request)
    if page is None:
        place = f"photos/{anchor}/" if anchor else "photos/"
        return _elsewhere(path, place, edition.sections, now)
    if not page.has_gallery:
        # For a while only: its photos may come back.
        return HttpResponseRedirect(path)
    if not anchor:
        return HttpResponse(pages.gallery_html(page, edition.sections))
    address = f"{page.gallery_address}{anchor}/"
    figure = next((one for one in page.figures if one.address == address), None)
    if figure is None:
        if all(use.anchor != anchor for use in page.content.photos):
            raise Http404
        return HttpResponseRedirect(page.gallery_address)
    return HttpResponse(pages.photo_html(page, figure, edition.sections))


def _story_page(path: str, now: datetime, request: HttpRequest) -> pages.StoryPage | None:
    """The page of the story that lives at an address. Queries: one."""
    publication = Publication.objects.live(now).filter(path=path).for_page(now).first()
    if publication is None:
        return None
    photos = {str(UUID(photo["uid"])): photo for photo in publication.usable_photos}
    files = _files(publication.renditions)
    return pages.StoryPage(
        content=publication.story_content(),
        address=publication.path,
        site=settings.NEWSROOM_ADDRESS.rstrip("/") or request.build_absolute_uri("/").rstrip("/"),
        section=pages.SectionLink.to(publication.section),
        pictures={uid: files.get(photo["key"], []) for uid, photo in photos.items()},
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


def _elsewhere(path: str, place: str, sections: Any, now: datetime) -> HttpResponse:
    """What is known of an address where no story lives; `place` is what followed it."""
    address = Address.objects.filter(path=path).for_reader(now).first()
    if address is None:
        raise Http404
    if address.kind == Address.Kind.REDIRECT:
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
    match = imaging.RENDITION_NAME.fullmatch(name)
    if match is None or not _may_be_seen(match, timezone.now()):
        raise Http404
    try:
        with storages["renditions"].open(name) as file:
            content_type = imaging.Format(match["format"]).content_type
            response = HttpResponse(file.read(), content_type=content_type)
    except FileNotFoundError:
        raise Http404 from None
    # Whatever changes in a picture changes its name.
    patch_cache_control(response, public=True, max_age=PICTURE_SECONDS, immutable=True)
    return response


def _may_be_seen(match: re.Match[str], now: datetime) -> bool:
    """Whether a rendition lies whole and a live version shows its photo. Queries: one."""
    shown = PublicationPhoto.objects.filter(
        usable_at(now), live_at(now, "publication__"), rendition_key=OuterRef("key")
    )
    return Rendition.objects.filter(
        Exists(shown),
        key=match["key"],
        crop=match["crop"],
        width_px=match["width_px"],
        format=match["format"],
    ).exists()


def _files(rows: list[dict[str, Any]]) -> dict[str, list[pages.PictureFile]]:
    """What lies ready, by the key of the photo."""
    files: dict[str, list[pages.PictureFile]] = defaultdict(list)
    for row in rows:
        crop, photo_format, width_px = row["crop"], row["format"], row["width_px"]
        name = imaging.rendition_name(row["key"], crop, width_px, photo_format)
        files[row["key"]].append(
            pages.PictureFile(crop, photo_format, width_px, row["height_px"], f"/media/{name}")
        )
    return files


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


def _teasers(publications: Any) -> list[Publication]:
    """Publications with their lead picture, where it may be shown."""
    stories = list(publications)
    for story in stories:
        files = [file for one in _files(story.lead_renditions).values() for file in one]
        story.picture = pages.Picture.of(files, imaging.Crop.LIST)
        story.lead_picture = pages.Picture.of(files, imaging.Crop.LEAD)
    return stories
