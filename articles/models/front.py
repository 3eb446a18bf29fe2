from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from articles.models.story import Story


class FrontQuerySet(models.QuerySet["Front"]):
    def get_by_natural_key(self, slug: str) -> "Front":
        return self.get(slug=slug)


class Front(models.Model):
    """A page on which editors place stories. The one called "front" is the front page."""

    FRONT_PAGE = "front"

    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(_("slug"), max_length=50, unique=True)

    objects = FrontQuerySet.as_manager()

    class Meta:
        verbose_name = _("front")
        verbose_name_plural = _("fronts")
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.slug,)


class Placement(models.Model):
    """Which story stands where, from when until when; readers see it while the story is live."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    front = models.ForeignKey(Front, on_delete=models.CASCADE, related_name="placements")
    story = models.ForeignKey(
        Story, verbose_name=_("story"), on_delete=models.CASCADE, related_name="+"
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    from_at = models.DateTimeField(_("from"), null=True, blank=True)
    until_at = models.DateTimeField(_("until"), null=True, blank=True)
    headline = models.CharField(
        _("headline here"),
        max_length=500,
        blank=True,
        help_text=_("Left empty, the story's own headline stands."),
    )

    class Meta:
        verbose_name = _("placement")
        verbose_name_plural = _("placements")
        ordering = ["position", "uid"]
        constraints = [
            models.UniqueConstraint(
                fields=["front", "story"],
                name="placement_story_once",
                violation_error_message=_("This story stands on this front already."),
            ),
            models.CheckConstraint(
                condition=Q(from_at=None) | Q(until_at=None) | Q(until_at__gt=F("from_at")),
                name="placement_in_order",
                violation_error_message=_("“Until” must lie after “from”."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.front_id}/{self.position}"

    def natural_key(self) -> tuple[str]:
        return (str(self.uid),)
