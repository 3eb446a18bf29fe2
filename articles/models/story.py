import re
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager

from articles.content import Kind, StoryContent, StoryTag as TagWords
from articles.models.byline import Byline
from articles.models.caption import Caption
from articles.models.clock import present
from articles.models.item import Item
from articles.models.people import Organization, Person
from articles.models.photo import Photo
from articles.models.section import Section
from articles.models.tag import StoryTag, Tag

SLUG_LENGTH = 50
# What a story and its content call alike, and `apply` takes over as it stands.
WORDS = (
    "language", "headline", "web_headline", "deck", "dateline_place", "body", "canonical_url",
    "noindex", "noindex_reason", "licence", "updated_at",
)  # fmt: skip


class StoryQuerySet(models.QuerySet["Story"]):
    def get_by_natural_key(self, *key: str) -> "Story":
        if len(key) == 1:
            return self.get(uid=key[0])
        source, source_id = key
        return self.get(source=source, source_id=source_id)

    def for_content(self) -> "StoryQuerySet":
        """Everything `content()` needs, in a fixed number of queries."""
        return self.select_related("section__parent", "source_organization").prefetch_related(
            models.Prefetch("bylines", Byline.objects.select_related("person", "organization")),
            models.Prefetch(
                "captions",
                Caption.objects.select_related("photo__photographer", "photo__organization"),
            ),
            "items",
            models.Prefetch("story_tags", StoryTag.objects.select_related("tag")),
            "related",
        )


class Story(models.Model):  # type: ignore[django-manager-missing] # taggit has no types
    """The working copy of a story.

    Readers never see this table: what they read is a Publication, frozen from `content()` by the
    verbs of `articles.publishing`, which alone change `state`, `published_on` and, once a story
    has been published, `slug`.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        IN_REVIEW = "in_review", _("in review")
        READY = "ready", _("ready")
        PUBLISHED = "published", _("published")
        HELD = "held", _("held")
        WITHDRAWN = "withdrawn", _("withdrawn")

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    headline = models.CharField(_("headline"), max_length=500, blank=True)
    web_headline = models.CharField(
        _("web headline"),
        max_length=500,
        blank=True,
        help_text=_("Stands on the web instead of the printed one."),
    )
    deck = models.TextField(
        _("deck"), blank=True, help_text=_("One or two sentences under the headline.")
    )
    slug = models.CharField(
        _("slug"),
        max_length=200,
        blank=True,
        validators=[
            RegexValidator(
                r"^(?!\.+\Z)[-\w.~]+\Z",
                _("Use letters, figures, hyphens, full stops; no blanks or slashes."),
            )
        ],
        help_text=_("Its place in the address. Left empty, made from the headline when published."),
    )
    kind = models.CharField(
        _("kind"),
        max_length=12,
        choices=[(str(kind), kind.label) for kind in Kind],
        default=Kind.NEWS,
    )
    section = models.ForeignKey(
        Section,
        verbose_name=_("section"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    language = models.CharField(
        _("language"),
        max_length=12,
        blank=True,
        help_text=_("Such as “ar”, where it is not the paper's own."),
    )
    body = models.TextField(_("text"), blank=True)
    dateline_place = models.CharField(_("dateline place"), max_length=120, blank=True)
    tags = TaggableManager(_("tags"), through=StoryTag, blank=True, related_name="story+")

    source = models.CharField(_("source"), max_length=120, blank=True)
    source_id = models.CharField(_("number at the source"), max_length=500, blank=True)
    source_version = models.CharField(_("version at the source"), max_length=80, blank=True)
    source_organization = models.ForeignKey(
        Organization,
        verbose_name=_("source"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("The agency or paper the text comes from."),
    )
    original_text = models.TextField(_("as it came in"), blank=True)

    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    first_published_at = models.DateTimeField(
        _("first published"),
        null=True,
        blank=True,
        help_text=_("Left empty, the moment of publishing. Its day is part of the address."),
    )
    published_on = models.DateField(null=True, blank=True, editable=False)
    updated_at = models.DateTimeField(
        _("updated"), null=True, blank=True, help_text=_("Shown to readers where given.")
    )
    embargo_until = models.DateTimeField(
        _("embargo until"), null=True, blank=True, help_text=_("Beats every schedule.")
    )
    canonical_url = models.URLField(_("canonical address"), max_length=500, blank=True)
    noindex = models.BooleanField(_("keep out of search engines"), default=False)
    noindex_reason = models.CharField(_("reason"), max_length=200, blank=True)
    licence = models.CharField(_("licence"), max_length=200, blank=True)
    take_down_at = models.DateTimeField(
        _("take down at"), null=True, blank=True, help_text=_("Gone for readers from then on.")
    )
    notes = models.TextField(_("notes to the desk"), blank=True)
    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("begun by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    planned_words = models.PositiveIntegerField(
        _("planned length"), null=True, blank=True, help_text=_("In words.")
    )
    typography = models.BooleanField(
        _("set quotation marks and dashes"),
        default=True,
        help_text=_("When saved, straight quotation marks become “these”, -- becomes a dash."),
    )
    related = models.ManyToManyField(
        "self", verbose_name=_("related stories"), symmetrical=False, blank=True
    )
    created_at = models.DateTimeField(default=present, editable=False)
    saved_at = models.DateTimeField(_("last saved"), default=present, editable=False)

    objects = StoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")
        ordering = ["-saved_at", "-id"]
        permissions = [
            ("approve_story", _("Can mark stories ready, hold and release them")),
            ("publish_story", _("Can publish and schedule stories")),
            ("withdraw_story", _("Can withdraw stories")),
            ("reinstate_story", _("Can reinstate withdrawn stories")),
            ("correct_story", _("Can publish corrections")),
            ("retract_story", _("Can retract stories")),
            ("change_others_story", _("Can change the stories of others")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_id"],
                condition=~Q(source=""),
                name="story_source_key",
            ),
            models.UniqueConstraint(
                fields=["published_on", "slug"],
                condition=Q(published_on__isnull=False),
                name="story_slug_within_day",
            ),
            models.CheckConstraint(
                condition=Q(published_on=None) | ~Q(slug=""), name="story_dated_has_slug"
            ),
            models.CheckConstraint(
                condition=Q(noindex=False) | ~Q(noindex_reason=""),
                name="story_noindex_has_reason",
                violation_error_message=_("Say why search engines must not list the story."),
            ),
        ]
        # The desk's list: newest first.
        indexes = [models.Index(fields=["-saved_at", "-id"], name="story_saved")]

    def __str__(self) -> str:
        return self.headline or str(_("(no headline yet)"))

    def natural_key(self) -> tuple[str, ...]:
        return (self.source, self.source_id) if self.source else (str(self.uid),)

    def default_slug(self, headline: str | None = None) -> str:
        """The slug its headline (or another) gives: cut at 50, inside a word if need be."""
        slug = slugify(self.headline if headline is None else headline)[:SLUG_LENGTH]
        return slug if re.search("[a-z]", slug) else f"story-{str(self.uid)[:8]}"

    def content(self) -> StoryContent:
        """The story as it stands now, in the one frozen shape.

        Queries: one for each kind of part, none when fetched by `for_content()`.
        """
        return StoryContent(
            uid=str(self.uid),
            kind=Kind(self.kind),
            language=self.language,
            headline=self.headline,
            web_headline=self.web_headline,
            deck=self.deck,
            section=_uid(self.section),
            dateline_place=self.dateline_place,
            body=self.body,
            source_organization=_uid(self.source_organization),
            canonical_url=self.canonical_url,
            noindex=self.noindex,
            noindex_reason=self.noindex_reason,
            licence=self.licence,
            first_published_at=_utc(self.first_published_at),
            updated_at=_utc(self.updated_at),
            bylines=tuple(byline.printed() for byline in self.bylines.all()),
            photos=tuple(caption.printed() for caption in self.captions.all()),
            items=tuple(item.printed() for item in self.items.all()),
            tags=tuple(
                sorted(
                    (TagWords(slug=row.tag.slug, name=row.tag.name) for row in _tags(self)),
                    key=lambda tag: tag.slug,
                )
            ),
            related=tuple(sorted(str(story.uid) for story in self.related.all())),
        )

    def apply(self, content: StoryContent) -> None:
        """Put a content back into the working copy and save it. Call within a transaction.

        Persons, organisations, sections and stories that are no longer there leave their link
        empty; the printed words stay. A photo that is gone takes its caption with it. Address
        (with the time of first publication, once dated), state and desk matters are not touched.
        """
        values = {name: getattr(content, name) for name in WORDS} | {
            "kind": content.kind,
            "section": _find(Section, content.section),
            "source_organization": _find(Organization, content.source_organization),
            "saved_at": present(),
        }
        if self.published_on is None:
            values["first_published_at"] = content.first_published_at
        for name, value in values.items():
            setattr(self, name, value)
        self.save(update_fields=values)
        self._apply_parts(content)
        for name in ("bylines", "captions", "items", "story_tags", "related"):
            getattr(self, "_prefetched_objects_cache", {}).pop(name, None)

    def _apply_parts(self, content: StoryContent) -> None:
        _put(self, Byline, content.bylines, lambda line: {
            "role": line.role,
            "person": _find(Person, line.person),
            "organization": _find(Organization, line.organization),
            "name_as_printed": line.name,
            "affiliation_as_printed": line.affiliation,
            "email": line.email,
            "phone": line.phone,
        })  # fmt: skip
        photos = {str(photo.uid): photo for photo in Photo.objects.filter(
            uid__in=[use.photo.uid for use in content.photos]
        )}  # fmt: skip
        uses = [use for use in content.photos if use.photo.uid in photos]
        _put(self, Caption, uses, lambda use: {
            "photo": photos[use.photo.uid],
            "placement": use.placement,
            "text": use.caption,
            "credit_override": use.credit,
            "alt_override": use.alt,
        })  # fmt: skip
        _put(self, Item, content.items, lambda item: {
            name: getattr(item, name)
            for name in (
                "kind", "heading", "dateline", "text", "signatory", "town", "at", "alone",
            )
        })  # fmt: skip
        tags = [
            Tag.objects.filter(Q(slug=tag.slug) | Q(name=tag.name)).order_by("id").first()
            or Tag.objects.create(slug=tag.slug, name=tag.name)
            for tag in content.tags
        ]
        StoryTag.objects.filter(content_object=self).exclude(tag__in=tags).delete()
        StoryTag.objects.bulk_create(
            [StoryTag(content_object=self, tag=tag) for tag in tags], ignore_conflicts=True
        )
        self.related.set(Story.objects.filter(uid__in=content.related))


def _uid(row: Any) -> str:
    return str(row.uid) if row else ""


def _utc(at: datetime | None) -> datetime | None:
    return at.astimezone(UTC) if at else None


def _tags(story: Story) -> Any:
    rows = story.story_tags.all()
    prefetched = "story_tags" in getattr(story, "_prefetched_objects_cache", {})
    return rows if prefetched else rows.select_related("tag")


def _find(model: type[models.Model], uid: str) -> Any:
    return model._default_manager.filter(uid=uid).first() if uid else None


def _put(story: Story, model: type[models.Model], parts: Any, values: Any) -> None:
    """Make the story's rows of `model` exactly these parts, in their order, by uid."""
    rows = model._default_manager.filter(story=story)
    rows.exclude(uid__in=[part.uid for part in parts]).delete()
    for position, part in enumerate(parts):
        model._default_manager.update_or_create(
            uid=part.uid, story=story, defaults={"position": position, **values(part)}
        )
