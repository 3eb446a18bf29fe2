from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from articles.models.section import Section
from articles.models.story import Story


class Correction(models.Model):
    """What was wrong and what is right, for readers. Once they may see it, it is never changed or
    deleted, only corrected again. One that was published with a version that waits has that
    version's time, and moves or goes with it; `articles.publishing.corrections` writes them."""

    class Kind(models.TextChoices):
        CORRECTION = "correction", _("Correction")
        CLARIFICATION = "clarification", _("Clarification")
        RETRACTION = "retraction", _("Retraction")

    class Cause(models.TextChoices):
        REPORTING = "reporting", _("reporting")
        EDITING = "editing", _("editing")
        SOURCE = "source", _("a source was wrong")
        WIRE = "wire", _("the agency's text")
        PRODUCTION = "production", _("headline, caption or layout")
        OTHER = "other", _("other")

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    story = models.ForeignKey(
        Story,
        verbose_name=_("story"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Empty for what stood in print only."),
    )
    kind = models.CharField(_("kind"), max_length=13, choices=Kind, default=Kind.CORRECTION)
    where_printed = models.CharField(
        _("where in the paper"),
        max_length=200,
        blank=True,
        help_text=_("Such as “headline on Tuesday's front page”."),
    )
    section = models.ForeignKey(
        Section,
        verbose_name=_("desk"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Left empty, the story's section."),
    )
    cause = models.CharField(_("cause"), max_length=10, choices=Cause, blank=True)
    corrects = models.OneToOneField(
        "self",
        verbose_name=_("corrects the correction"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    reason = models.TextField(
        _("reason"), blank=True, help_text=_("Why an earlier correction is corrected.")
    )
    what_was_wrong = models.TextField(_("what was wrong"))
    what_is_right = models.TextField(_("what is right"))
    at = models.DateTimeField(_("time"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    by_name = models.CharField(max_length=150, blank=True)

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering = ["-at", "-id"]
        default_permissions = ("add", "view")
        constraints = [
            models.CheckConstraint(
                condition=Q(story__isnull=False) | ~Q(where_printed=""),
                name="correction_has_place",
                violation_error_message=_("Choose the story, or say where in the paper it stood."),
            ),
            models.CheckConstraint(
                condition=Q(corrects=None) | ~Q(reason=""),
                name="correction_again_has_reason",
                violation_error_message=_("Say why the earlier correction is corrected."),
            ),
        ]

    def __str__(self) -> str:
        return Truncator(self.what_was_wrong).chars(80)

    def natural_key(self) -> tuple[str]:
        return (str(self.uid),)
