"""Small builders with speaking defaults: what a test does not say does not matter to it."""

from io import BytesIO
from typing import Any
from uuid import uuid4

from django.utils.text import slugify
from PIL import Image

from articles import imaging
from articles.models import Byline, Caption, Item, Organization, Person, Photo, Section, Story
from articles.publishing import photos, renditions

BODY = "<p>The bridge opens on Monday, the town says.</p><p>Cars may use one lane.</p>"


def section(name: str = "News", **fields: Any) -> Section:
    fields.setdefault("slug", slugify(name))
    return Section.objects.get_or_create(
        slug=fields["slug"], parent=fields.get("parent"), defaults={"name": name, **fields}
    )[0]


def organization(name: str = "The Harbour Courier", **fields: Any) -> Organization:
    return Organization.objects.get_or_create(
        slug=slugify(name), defaults={"name": name, **fields}
    )[0]


def person(name: str = "Ana Whitlock", **fields: Any) -> Person:
    return Person.objects.get_or_create(slug=slugify(name), defaults={"name": name, **fields})[0]


def jpeg(width_px: int = 90, height_px: int = 60, color: str = "teal") -> bytes:
    """A small picture, another for each colour."""
    stream = BytesIO()
    Image.new("RGB", (width_px, height_px), color).save(stream, "JPEG")
    return stream.getvalue()


def photo(*, data: bytes | None = None, **fields: Any) -> Photo:
    """A photo as an upload leaves it; `data=b""` makes one whose picture is still missing."""
    data = jpeg() if data is None else data
    fields.setdefault("alt_text", "A teal field")
    fields.setdefault("credit_as_printed", "Mara Lind / The Harbour Courier")
    photo = Photo()
    if data:
        photos.put_master(photo, imaging.inspect_master(data), data)
    for name, value in fields.items():
        setattr(photo, name, value)
    photo.rendition_key = renditions.key_of(photo)
    photo.save()
    if photo.sha256:
        renditions.make_fallback(photo)
    return photo


def caption(story: Story, photo: Photo, **fields: Any) -> Caption:
    fields.setdefault("text", "The bridge on Friday.")
    return Caption.objects.create(story=story, photo=photo, **fields)


def byline(
    story: Story, name: str = "Ana Whitlock", affiliation: str = "", **fields: Any
) -> Byline:
    return Byline.objects.create(
        story=story, name_as_printed=name, affiliation_as_printed=affiliation, **fields
    )


def item(story: Story, heading: str = "Ferry late", **fields: Any) -> Item:
    fields.setdefault("text", "The ferry was an hour late.")
    return Item.objects.create(story=story, heading=heading, **fields)


def story(headline: str = "Bridge opens on Monday", **fields: Any) -> Story:
    """A story that lacks nothing publishing needs."""
    fields.setdefault("uid", uuid4())
    fields.setdefault("body", BODY)
    if "section" not in fields:
        fields["section"] = section()
    return Story.objects.create(headline=headline, **fields)
