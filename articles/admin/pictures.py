"""A photo's pictures for the desk's eyes: what lies ready of it, published or not."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

from django.core.files.storage import storages
from django.http import Http404, HttpResponse
from django.urls import reverse

from articles import imaging, pages
from articles.imaging import Crop, Format
from articles.models import Photo, Rendition
from articles.publishing import renditions

SMALL_PX = 480
LARGE_PX = 1200

# The address of a rendition, given its photo.
Address = Callable[[Photo, Rendition], str]


def picture_address(photo: Photo, width_px: int = SMALL_PX, crop: str = Crop.WHOLE) -> str:
    """The desk's address of a photo; another one for another picture, so that browsers keep it."""
    return _address(photo, crop, width_px, Format.JPEG)


def rendition_address(photo: Photo, one: Rendition) -> str:
    return _address(photo, one.crop, one.width_px, one.format)


def _address(photo: Photo, crop: str, width_px: int, photo_format: str) -> str:
    address = reverse("admin:articles_photo_picture", args=[photo.pk])
    of = (photo.rendition_key or photo.sha256)[:12]
    return f"{address}?crop={crop}&width={width_px}&format={photo_format}&of={of}"


def answer(
    photo: Photo, sha256: str, wanted: Mapping[str, str], *, exactly: bool = False
) -> HttpResponse:
    """The picture of a photo in the cut, width and format wanted, or what comes closest.

    Raises: Http404 where its master cannot be read, or where nothing is `exactly` as wanted.
    """
    key = renditions.key_of(photo, sha256)
    try:
        if sha256 == photo.sha256:
            if not renditions.usable_later(photo):
                return _kept_nowhere(photo)
            renditions.make_fallback(photo)
        one = _closest(list(Rendition.objects.filter(key=key)), wanted)
        with storages["renditions"].open(renditions.name_of(one)) as file:
            response = HttpResponse(file.read(), content_type=Format(one.format).content_type)
    except (OSError, imaging.PhotoRefused) as error:
        raise Http404 from error
    found = {"crop": one.crop, "width": str(one.width_px), "format": one.format}
    exact = found == {name: wanted.get(name) for name in found}
    if exactly and not exact:
        raise Http404
    # What stands in for a picture still being made must not be kept in its place.
    response["Cache-Control"] = f"private, max-age={604800 if exact else 5}"
    return response


def _kept_nowhere(photo: Photo) -> HttpResponse:
    """The picture of a photo that readers may not see: no file of it lies where theirs do."""
    response = HttpResponse(renditions.for_the_desk(photo), content_type=Format.JPEG.content_type)
    response["Cache-Control"] = "private, max-age=604800"
    return response


def files_of(
    photos: Iterable[tuple[Photo, str]], address: Address
) -> dict[str, list[pages.PictureFile]]:
    """What lies ready of photos, each with the digest of the picture meant, by the photo's uid.

    Of what has nothing yet, a first picture is made. Queries: one; more for each that had none.
    """
    wanted = list(photos)
    noted = _noted(renditions.key_of(photo, sha256) for photo, sha256 in wanted)
    files = {}
    for photo, sha256 in wanted:
        key = renditions.key_of(photo, sha256)
        if key not in noted and sha256 == photo.sha256:
            noted |= _made(photo, key)
        files[str(photo.uid)] = [
            pages.PictureFile(
                one.crop, one.format, one.width_px, one.height_px, address(photo, one)
            )
            for one in noted.get(key, [])
        ]
    return files


def _made(photo: Photo, key: str) -> dict[str, list[Rendition]]:
    try:
        renditions.make_fallback(photo)
    except (OSError, imaging.PhotoRefused):
        return {}
    return _noted([key])


def _noted(keys: Iterable[str]) -> dict[str, list[Rendition]]:
    noted: dict[str, list[Rendition]] = defaultdict(list)
    for one in Rendition.objects.filter(key__in=list(keys)):
        noted[one.key].append(one)
    return dict(noted)


def _closest(noted: list[Rendition], wanted: Mapping[str, str]) -> Rendition:
    """What is wanted, else the next larger, else the largest; whole where the cut is not made."""
    if not noted:
        raise FileNotFoundError
    width = wanted.get("width", "")
    width_px = int(width) if width.isdecimal() and len(width) < 6 else SMALL_PX
    photo_format = wanted.get("format", Format.JPEG)
    return min(
        noted,
        key=lambda one: (
            one.crop != wanted.get("crop", Crop.WHOLE),
            one.crop != Crop.WHOLE,
            one.format != photo_format,
            one.width_px < width_px,
            abs(one.width_px - width_px),
        ),
    )
