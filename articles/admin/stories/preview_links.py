"""What a preview link opens: one story's page for somebody without a login, and its pictures.

The one door of the desk that asks for no login. Whatever does not open a link that is alive
answers as any address does that never was. Nothing here is kept by a browser or a proxy, and
nobody's session is read or begun.
"""

import re
from collections.abc import Callable
from datetime import datetime
from functools import partial, wraps
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from articles import pages
from articles.admin import pictures
from articles.admin.stories.preview import preview_page, printed_photos
from articles.models import Photo, PreviewLink, Rendition, usable_at
from articles.publishing import previews

FILE = re.compile(r"(?P<crop>[a-z]+)-(?P<width>[0-9]+)\.(?P<format>[a-z]+)")
HEADERS = {
    "Cache-Control": "no-store, private",
    "X-Robots-Tag": "noindex, nofollow",
    "Referrer-Policy": "no-referrer",
}


def behind_a_link(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view that gets the link its token names, alive, and `now`; else the address never was."""

    # Nothing can be sent here; a refusal of its own would tell that there is a door.
    @csrf_exempt
    @wraps(view)
    def opened(request: HttpRequest, token: str, **kwargs: object) -> HttpResponse:
        now = timezone.now()
        link = previews.link_of(token, now) if request.method in ("GET", "HEAD") else None
        if link is None:
            raise Http404
        response = view(request, link, now=now, **kwargs)
        for name, value in HEADERS.items():
            response[name] = value
        return response

    return opened


@behind_a_link
def story(request: HttpRequest, link: PreviewLink, *, now: datetime) -> HttpResponse:
    """The story as readers would see it, below a bar that says what this is."""
    revision = previews.revision_shown(link)
    if revision is None:
        raise Http404
    bar = pages.Preview(
        revision=revision.number,
        saved_at=revision.at,
        newest=link.revision is None,
        until=link.expires_at,
    )
    response = preview_page(
        revision.story_content(),
        bar=bar,
        photos=Photo.objects.filter(usable_at(now)),
        address=partial(_picture_address, link),
    )
    if request.method == "GET":
        previews.count_opening(link, now)
    return response


@behind_a_link
def picture(
    request: HttpRequest, link: PreviewLink, *, now: datetime, photo_uid: UUID, file: str
) -> HttpResponse:
    """A picture of the story the link shows."""
    revision = previews.revision_shown(link)
    printed = printed_photos(revision.story_content()) if revision else {}
    people = ("photographer", "organization")
    photo = Photo.objects.select_related(*people).filter(usable_at(now), uid=photo_uid).first()
    wanted = FILE.fullmatch(file)
    if photo is None or str(photo_uid) not in printed or wanted is None:
        raise Http404
    digest = printed[str(photo_uid)]
    return pictures.answer(photo, digest, wanted.groupdict(), exactly=True)


def _picture_address(link: PreviewLink, photo: Photo, one: Rendition) -> str:
    token = previews.token_of(link)
    file = f"{one.crop}-{one.width_px}.{one.format}"
    return reverse("preview_links:picture", args=[token, photo.uid, file])


app_name = "preview_links"
urlpatterns = [
    path("<str:token>/", story, name="story"),
    path("<str:token>/pictures/<uuid:photo_uid>/<str:file>", picture, name="picture"),
]
