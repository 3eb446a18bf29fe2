from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class SectionQuerySet(models.QuerySet["Section"]):
    def get_by_natural_key(self, path: str) -> "Section":
        return self.at_path(path).get()

    def at_path(self, path: str) -> "SectionQuerySet":
        """The section at a slug path such as "news/spokane"; nothing for deeper paths."""
        *parents, slug = path.split("/")
        if not parents:
            return self.filter(parent=None, slug=slug)
        return self.filter(parent__parent=None, parent__slug="/".join(parents), slug=slug)


class Section(models.Model):
    """A section of the paper, in two levels."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(
        _("slug"), max_length=50, help_text=_("Its place in addresses, such as “news”.")
    )
    parent = models.ForeignKey(
        "self",
        verbose_name=_("within"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="subsections",
        limit_choices_to={"parent": None},
    )
    label = models.CharField(
        _("label"),
        max_length=80,
        blank=True,
        help_text=_("Stands above the headline of every story here, such as “Opinion”."),
    )
    disclaimer = models.TextField(
        _("disclaimer"),
        blank=True,
        help_text=_("A sentence after the label, on old stories too."),
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = SectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ["position", "name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["parent", "slug"], name="section_slug_within_parent"),
            models.UniqueConstraint(
                fields=["slug"], condition=Q(parent=None), name="section_slug_at_top"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.parent.name} › {self.name}" if self.parent else self.name

    def get_absolute_url(self) -> str:
        return f"/sections/{self.path}/"

    @property
    def path(self) -> str:
        return f"{self.parent.slug}/{self.slug}" if self.parent else self.slug

    def natural_key(self) -> tuple[str]:
        return (self.path,)

    def clean(self) -> None:
        message = None
        if self.parent and (self.parent.parent_id or self.parent == self):
            message = _("Sections have two levels: choose one that is not within another.")
        elif self.parent and self.pk and self.subsections.exists():
            message = _("This section has sections of its own and stays at the top.")
        if message:
            raise ValidationError({"parent": ValidationError(message, code="two_levels")})
