from typing import Any
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _
from taggit.models import ItemBase, TagBase


class TagQuerySet(models.QuerySet["Tag"]):
    def get_by_natural_key(self, slug: str) -> "Tag":
        return self.get(slug=slug)


class Tag(TagBase):
    class Kind(models.TextChoices):
        TOPIC = "topic", _("topic")
        PLACE = "place", _("place")
        PERSON = "person", _("person")
        ORGANIZATION = "organization", _("organisation")

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.TOPIC)
    introduction = models.TextField(_("introduction"), blank=True)

    objects = TagQuerySet.as_manager()

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ["name", "id"]

    def natural_key(self) -> tuple[str]:
        return (self.slug,)


class StoryTagQuerySet(models.QuerySet["StoryTag"]):
    def get_by_natural_key(self, uid: str, slug: str) -> "StoryTag":
        return self.get(content_object__uid=uid, tag__slug=slug)


class StoryTag(ItemBase):
    """A tag of a story's working copy, by a real foreign key, so that fixtures can carry it."""

    content_object = models.ForeignKey(
        "articles.Story", on_delete=models.CASCADE, related_name="story_tags"
    )
    tag = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="+")

    objects = StoryTagQuerySet.as_manager()

    @classmethod
    def tags_for(cls, model: Any, instance: Any = None, **filters: Any) -> models.QuerySet[Tag]:
        """A story's tags, or all that stories have; taggit's own way needs a reverse name."""
        rows = (
            cls.objects.all() if instance is None else cls.objects.filter(content_object=instance)
        )
        return Tag.objects.filter(pk__in=rows.values("tag"), **filters)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["content_object", "tag"], name="story_tag_once"),
        ]

    def natural_key(self) -> tuple[str, str]:
        return (str(self.content_object.uid), self.tag.slug)
