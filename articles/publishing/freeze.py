"""A content made into a version: the frozen row in its chain, its link rows, the ledger.

`build` gives the row unsaved, the timeline saves it, `seal` writes what hangs on it. The preview
renders what `build` gives; importers freeze with the same two.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import Model

from articles import markup
from articles.content import StoryContent, digest
from articles.models import (
    Ledger,
    Moment,
    Organization,
    Person,
    Photo,
    Publication,
    PublicationByline,
    PublicationPhoto,
    PublicationPlace,
    PublicationRelated,
    PublicationTag,
    Section,
    Story,
    Tag,
    chain_hash,
)
from articles.publishing.renditions import key_of


def cleaned(content: StoryContent) -> StoryContent:
    """The content with every text as the cleaner makes it; what is clean stays the same."""
    return replace(
        content,
        headline=markup.clean_line(content.headline),
        web_headline=markup.clean_line(content.web_headline),
        deck=markup.clean_text(content.deck),
        body=markup.clean(content.body),
        photos=tuple(
            replace(use, caption=markup.clean_text(use.caption)) for use in content.photos
        ),
        items=tuple(replace(item, text=markup.clean_text(item.text)) for item in content.items),
    )


def build(
    story: Story,
    content: StoryContent,
    *,
    path: str,
    change: str,
    note: str,
    by: Any,
    by_name: str,
    at: datetime,
) -> Publication:
    """The next version of a story, unsaved, chained to the one before it.

    Queries: the ledger, and the section and organisation that lists need.
    """
    content = cleaned(content)
    text = content.to_json()
    entry = Ledger.objects.select_related("head").filter(story=story).first()
    number = entry.number + 1 if entry else 1
    return Publication(
        story=story,
        number=number,
        content=text,
        change=change,
        note=note,
        by=by,
        by_name=by_name,
        at=at,
        previous=entry.head if entry else None,
        content_digest=digest(text),
        hash=chain_hash(
            previous_hash=entry.hash if entry else "",
            story_uid=content.uid,
            number=number,
            path=path,
            change=change,
            note=note,
            by_name=by_name,
            at=at,
            content_digest=digest(text),
        ),
        path=path,
        **_columns(content, at),
    )


def _columns(content: StoryContent, at: datetime) -> dict[str, Any]:
    lead = content.leading_photo
    return {
        "headline": content.list_title,
        "deck": content.deck,
        "kind": content.kind,
        "language": content.language,
        "section": _find(Section, uid=content.section),
        "dateline_place": content.dateline_place,
        "source_organization": _find(Organization, uid=content.source_organization),
        "byline_line": content.byline,
        "noindex": content.noindex,
        "first_published_at": content.first_published_at or at,
        "updated_at": content.updated_at,
        "lead_alt": lead.alt_text if lead else "",
    }


def seal(publication: Publication) -> None:
    """Write the link rows of a saved version and make it the head of its story's ledger."""
    content = publication.story_content()
    people = [_find(Person, uid=line.person) for line in content.bylines]
    tags = [_find(Tag, slug=tag.slug) for tag in content.tags]
    PublicationByline.objects.bulk_create(
        PublicationByline(publication=publication, person=person, position=position)
        for position, person in enumerate(dict.fromkeys(filter(None, people)))
    )
    PublicationTag.objects.bulk_create(
        PublicationTag(publication=publication, tag=tag) for tag in filter(None, tags)
    )
    PublicationPlace.objects.bulk_create(
        PublicationPlace(
            publication=publication,
            slug=place.slug,
            name=place.name,
            item_uid=place.item or None,
        )
        for place in content.places
    )
    PublicationRelated.objects.bulk_create(
        PublicationRelated(publication=publication, story=story)
        for story in Story.objects.filter(uid__in=content.related)
    )
    photos = _photo_rows(publication, content)
    PublicationPhoto.objects.bulk_create(photos)
    Moment.note(at for row in photos for at in (row.usable_from, row.usable_until))
    Ledger.objects.update_or_create(
        story=publication.story,
        defaults={
            "head": publication,
            "number": publication.number,
            "hash": publication.hash,
        },
    )


def _photo_rows(publication: Publication, content: StoryContent) -> list[PublicationPhoto]:
    rows = []
    uids = [use.photo.uid for use in content.photos]
    found = Photo.objects.select_related("photographer", "organization").filter(uid__in=uids)
    photos = {str(photo.uid): photo for photo in found}
    for position, use in enumerate(content.photos):
        photo = photos.get(use.photo.uid)
        if photo is None or not use.photo.sha256:
            continue
        rows.append(
            PublicationPhoto(
                publication=publication,
                photo=photo,
                photo_uid=photo.uid,
                position=position,
                leads=use == content.leading_photo,
                sha256=use.photo.sha256,
                rendition_key=key_of(photo, use.photo.sha256),
                organization=photo.organization,
                usable_from=photo.usable_from,
                usable_until=photo.usable_until,
                withdrawn=photo.withdrawn,
                no_syndication=photo.no_syndication,
            )
        )
    return rows


def _find(model: type[Model], **key: str) -> Any:
    """The row, or None where the key is empty or leads nowhere any more."""
    return model._default_manager.filter(**key).first() if all(key.values()) else None
