"""Public pictures, made from private masters."""

from django.core.files.base import ContentFile
from django.core.files.storage import storages

from articles import imaging
from articles.models import Photo
from articles.publishing.freeze import key_of


def make_renditions(photo: Photo) -> None:
    """Make what readers will be sent of a photo, unless it is there already.

    Raises: imaging.PhotoRefused if the master cannot be read; OSError if it is not there.
    """
    masters, store = storages["masters"], storages["renditions"]
    for width_px in imaging.WIDTHS_PX:
        name = imaging.rendition_name(key_of(photo.sha256), width_px)
        if store.exists(name):
            continue
        with masters.open(photo.master.name or "") as master:
            data = master.read()
        picture = imaging.make_rendition(
            data,
            target_px=width_px,
            creator=photo.photographer.name if photo.photographer else "",
            credit=photo.credit_as_printed,
        )
        store.save(name, ContentFile(picture))
