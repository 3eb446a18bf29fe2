"""The published versions of stories: all that readers can see, frozen, numbered and hashed.

`live_from`, `live_until` and `ended` lie outside the hash and are written only by
`articles.publishing.timeline`; everything else is written once, by `articles.publishing.freeze`.
"""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from articles.content import Kind, StoryContent, digest
from articles.imaging import Crop
from articles.models.correction import Correction
from articles.models.front import Placement
from articles.models.people import Organization, Person
from articles.models.photo import Photo
from articles.models.rendition import Rendition
from articles.models.rows import Rows
from articles.models.section import Section
from articles.models.story import Story
from articles.models.tag import Tag

# How many related stories a page leads to.
MOST_RELATED = 8
# What a page needs to know of a picture that lies ready.
FILE = {name: name for name in ("key", "crop", "format", "width_px", "height_px")}


def live_at(now: datetime, prefix: str = "") -> Q:
    """The one rule of what readers can see, as a condition on Publications.

    `ended` is a hint for the partial indexes; the times decide.
    """
    return (
        Q(**{f"{prefix}ended": False})
        & Q(**{f"{prefix}live_from__lte": now})
        & (Q(**{f"{prefix}live_until": None}) | Q(**{f"{prefix}live_until__gt": now}))
    )


def usable_at(now: datetime) -> Q:
    """The photos readers can see now, as a condition on PublicationPhotos."""
    return (
        Q(withdrawn=False)
        & (Q(usable_from=None) | Q(usable_from__lte=now))
        & (Q(usable_until=None) | Q(usable_until__gt=now))
    )


class PublicationQuerySet(models.QuerySet["Publication"]):
    def get_by_natural_key(self, uid: str, number: int) -> "Publication":
        return self.get(story__uid=uid, number=number)

    def live(self, now: datetime) -> "PublicationQuerySet":
        return self.filter(live_at(now))

    def unended(self, now: datetime) -> "PublicationQuerySet":
        """Those readers can see now or will see later."""
        return self.filter(Q(live_until=None) | Q(live_until__gt=now)).exclude(
            live_until=F("live_from")
        )

    def in_section(self, section: Section) -> "PublicationQuerySet":
        """Those in a section or in a section within it."""
        return self.filter(Q(section=section) | Q(section__parent=section))

    def by(self, person: Person) -> "PublicationQuerySet":
        return self.filter(bylines__person=person)

    def placed_on(self, slug: str, now: datetime) -> "PublicationQuerySet":
        """Those an editor has placed on a front now, in their places, with `headline_here`."""
        places = Placement.objects.filter(
            Q(from_at=None) | Q(from_at__lte=now),
            Q(until_at=None) | Q(until_at__gt=now),
            front__slug=slug,
        )
        place = places.filter(story_id=OuterRef("story_id"))
        return (
            self.filter(story_id__in=places.values("story_id"))
            .annotate(
                place=Subquery(place.values("position")[:1]),
                headline_here=Subquery(place.values("headline")[:1]),
            )
            .order_by("place", "-first_published_at", "-id")
        )

    def newest_first(self) -> "PublicationQuerySet":
        return self.order_by("-first_published_at", "-id")

    def for_page(self, now: datetime) -> "PublicationQuerySet":
        """All that a story's page needs, in one query: its section, the photos that may be
        shown now, the people behind the byline, its corrections, and, of what is live, the
        stories it names as related and those that name it."""
        live = Publication.objects.live(now).exclude(story=OuterRef("story_id")).newest_first()
        named = PublicationRelated.objects.filter(publication=OuterRef(OuterRef("pk")))
        teaser = {
            "path": "path",
            "headline": "headline",
            "language": "language",
            "at": "first_published_at",
        }
        return self.select_related("section__parent").annotate(
            usable_photos=Rows(
                PublicationPhoto.objects.filter(usable_at(now), publication=OuterRef("pk")),
                uid="photo_uid",
                key="rendition_key",
                whose="organization__kind",
            ),
            renditions=Rows(
                Rendition.objects.of(Crop.WHOLE, Crop.LIST, Crop.SHARE).filter(
                    key__in=PublicationPhoto.objects.filter(
                        usable_at(now), publication=OuterRef(OuterRef("pk"))
                    ).values("rendition_key")
                ),
                **FILE,
            ),
            named=Rows(live.filter(story__in=named.values("story"))[:MOST_RELATED], **teaser),
            named_by=Rows(
                live.filter(related__story=OuterRef("story_id"))[:MOST_RELATED], **teaser
            ),
            people=Rows(
                PublicationByline.objects.filter(publication=OuterRef("pk")),
                uid="person__uid",
                active="person__active",
            ),
            corrections=Rows(
                Correction.objects.filter(story_id=OuterRef("story_id"), at__lte=now).order_by(
                    "at", "pk"
                ),
                uid="uid",
                corrects="corrects__uid",
                reason="reason",
                kind="kind",
                wrong="what_was_wrong",
                right="what_is_right",
                at="at",
            ),
        )

    def for_teaser(self, now: datetime) -> "PublicationQuerySet":
        """All that a list needs, in one query; the text stays in the database."""
        return (
            self.select_related("section__parent")
            .annotate(
                lead_renditions=Rows(
                    Rendition.objects.of(Crop.WHOLE, Crop.LEAD, Crop.LIST).filter(
                        key__in=PublicationPhoto.objects.filter(
                            usable_at(now), leads=True, publication=OuterRef(OuterRef("pk"))
                        ).values("rendition_key")
                    ),
                    **FILE,
                )
            )
            .defer("content", "note")
        )


class Publication(models.Model):
    class Change(models.TextChoices):
        FIRST = "first", _("first version")
        UPDATE = "update", _("update")
        CLARIFICATION = "clarification", _("clarification")
        CORRECTION = "correction", _("correction")
        TYPO = "typo", _("typing error")
        IMPORT = "import", _("import")
        REINSTATED = "reinstated", _("reinstated")

    story = models.ForeignKey(Story, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    content = models.TextField()
    change = models.CharField(max_length=13, choices=Change)
    note = models.TextField(blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    by_name = models.CharField(max_length=150, blank=True)
    at = models.DateTimeField()

    live_from = models.DateTimeField()
    live_until = models.DateTimeField(null=True)
    ended = models.BooleanField(default=False)

    previous = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="+")
    content_digest = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    # What lists and look-ups need, taken from the content.
    path = models.CharField(max_length=500)
    headline = models.CharField(max_length=500)
    deck = models.TextField(blank=True)
    kind = models.CharField(max_length=12)
    language = models.CharField(max_length=12, blank=True)
    section = models.ForeignKey(Section, on_delete=models.PROTECT, null=True, related_name="+")
    dateline_place = models.CharField(max_length=120, blank=True)
    source_organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, related_name="+"
    )
    byline_line = models.TextField(blank=True)
    noindex = models.BooleanField(default=False)
    first_published_at = models.DateTimeField()
    updated_at = models.DateTimeField(null=True)
    lead_alt = models.CharField(max_length=500, blank=True)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        ordering = ["story_id", "number"]
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(fields=["story", "number"], name="publication_number"),
            models.UniqueConstraint(
                fields=["story"], condition=Q(live_until=None), name="publication_one_open"
            ),
            models.CheckConstraint(
                condition=Q(live_until=None) | Q(live_until__gte=F("live_from")),
                name="publication_lives_forward",
            ),
            models.CheckConstraint(
                condition=Q(ended=False) | Q(live_until__isnull=False),
                name="publication_ended_has_end",
            ),
            models.CheckConstraint(
                condition=Q(number=1, previous=None) | Q(number__gt=1, previous__isnull=False),
                name="publication_chained",
            ),
        ]
        indexes = [
            # A story's page.
            models.Index(fields=["path"], name="publication_path"),
            # Front page and archives.
            models.Index(
                fields=["-first_published_at", "-id"],
                condition=Q(ended=False),
                name="publication_newest",
            ),
            # Section pages.
            models.Index(
                fields=["section", "-first_published_at", "-id"],
                condition=Q(ended=False),
                name="publication_in_section",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.path} ({self.number})"

    def get_absolute_url(self) -> str:
        return self.path

    def natural_key(self) -> tuple[str, int]:
        return (str(self.story.uid), self.number)

    def story_content(self) -> StoryContent:
        return StoryContent.from_json(self.content)

    @property
    def kind_label(self) -> str:
        """What a list calls a story that is not plain news; empty for news."""
        return "" if self.kind == Kind.NEWS else Kind(self.kind).label

    @property
    def cancelled(self) -> bool:
        """Whether this version never lived."""
        return self.live_until == self.live_from


class Ledger(models.Model):
    """Each story's newest version, so that a chain cut short is noticed."""

    story = models.OneToOneField(Story, on_delete=models.PROTECT, related_name="+")
    head = models.OneToOneField(Publication, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    hash = models.CharField(max_length=64)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.story_id}: {self.number}"


class PublicationByline(models.Model):
    """A person appears to readers only through the row of a live version."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="bylines")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta:
        default_permissions = ()
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "person"], name="publication_byline_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.publication_id}: {self.person_id}"


class PublicationTag(models.Model):
    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="tags")
    tag = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="+")

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["publication", "tag"], name="publication_tag_once"),
        ]

    def __str__(self) -> str:
        return f"{self.publication_id}: {self.tag_id}"


class PublicationPlace(models.Model):
    """A place a version's datelines name: the story's own, or an item's."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="places")
    slug = models.CharField(max_length=120, db_index=True)
    name = models.CharField(max_length=120)
    item_uid = models.UUIDField(null=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["publication", "slug"], name="publication_place_once"),
        ]

    def __str__(self) -> str:
        return f"{self.publication_id}: {self.name}"


class PublicationRelated(models.Model):
    """A story that a version names as related; so each of the two can lead to the other."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="related")
    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="+")

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "story"], name="publication_related_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.publication_id}: {self.story_id}"


class PublicationPhoto(models.Model):
    """A photo in a version. Whether it may be shown stands here, kept by the verbs."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="photos")
    photo = models.ForeignKey(Photo, on_delete=models.PROTECT, related_name="+")
    photo_uid = models.UUIDField()
    position = models.PositiveSmallIntegerField()
    # Whether lists show it beside the headline.
    leads = models.BooleanField(default=False)
    # The picture as it was when the version was made; the name of its renditions follows the
    # photo's focus and credit.
    sha256 = models.CharField(max_length=64)
    rendition_key = models.CharField(max_length=40, db_index=True)
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, related_name="+"
    )
    usable_from = models.DateTimeField(null=True)
    usable_until = models.DateTimeField(null=True)
    withdrawn = models.BooleanField(default=False)
    no_syndication = models.BooleanField(default=False)

    class Meta:
        default_permissions = ()
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "position"], name="publication_photo_position"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.publication_id}: {self.photo_id}"


def chain_hash(
    *,
    previous_hash: str,
    story_uid: str,
    number: int,
    path: str,
    change: str,
    note: str,
    by_name: str,
    at: datetime,
    content_digest: str,
) -> str:
    """The hash of a version: over the version before it, its metadata and the digest of its text.

    The text itself is not in it, so that a text may be erased by law and the chain still holds.
    """
    record: dict[str, Any] = {
        "previous": previous_hash,
        "story": story_uid,
        "number": number,
        "path": path,
        "change": change,
        "note": note,
        "by": by_name,
        "at": at.astimezone(UTC).isoformat(),
        "content": content_digest,
    }
    text = json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def chain_faults(story_uid: str, chain: Iterable[Publication], ledger: Ledger | None) -> list[str]:
    """What is wrong with a story's versions, in sentences; nothing where the chain holds."""
    faults = []
    number, previous = 0, ""
    for publication in sorted(chain, key=lambda version: version.number):
        number += 1
        if publication.number != number:
            faults.append(f"version {number} is missing")
            number = publication.number
        faults += _version_faults(publication, story_uid, previous)
        previous = publication.hash
    if ledger is None:
        return [*faults, "the ledger has no entry"] if number else faults
    if (ledger.number, ledger.hash) != (number, previous):
        faults.append(f"the ledger knows version {ledger.number}, the chain ends at {number}")
    return faults


def _version_faults(publication: Publication, story_uid: str, previous_hash: str) -> list[str]:
    name = f"version {publication.number}"
    faults = []
    if publication.content and digest(publication.content) != publication.content_digest:
        faults.append(f"{name}: the text is not the one that was published")
    expected = chain_hash(
        previous_hash=previous_hash,
        story_uid=story_uid,
        number=publication.number,
        path=publication.path,
        change=publication.change,
        note=publication.note,
        by_name=publication.by_name,
        at=publication.at,
        content_digest=publication.content_digest,
    )
    if publication.hash != expected:
        faults.append(f"{name}: the hash does not follow from the version before it")
    return faults
