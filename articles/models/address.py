"""Every address ever served, and how a story's address is made."""

from datetime import date, datetime

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from articles.models.correction import Correction
from articles.models.publication import Publication
from articles.models.story import Story

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def story_path(on: date, slug: str) -> str:
    """A story's address: English months whatever the language, the day in two digits."""
    return f"/stories/{on.year:04}/{MONTHS[on.month - 1]}/{on.day:02}/{slug}/"


class AddressQuerySet(models.QuerySet["Address"]):
    def get_by_natural_key(self, path: str) -> "Address":
        return self.get(path=path)

    def for_reader(self, now: datetime) -> "AddressQuerySet":
        """With what an address says for which no version lives: whether one did until its time
        was up, and whether “gone” means retracted."""
        had_its_time = Publication.objects.filter(path=OuterRef("path"), live_until__lte=now)
        retractions = Correction.objects.filter(
            story_id=OuterRef("story_id"),
            kind=Correction.Kind.RETRACTION,
            what_is_right=OuterRef("words"),
            at__lte=now,
        )
        return self.annotate(
            was_taken_down=Exists(had_its_time.exclude(live_until=F("live_from"))),
            was_retracted=Exists(retractions),
        )


class Address(models.Model):
    """What an address answers: its page, one redirect, or “gone” with the editor's words."""

    class Kind(models.TextChoices):
        PAGE = "page", _("page")
        REDIRECT = "redirect", _("redirect")
        GONE = "gone", _("gone")

    path = models.CharField(_("address"), max_length=500, unique=True)
    kind = models.CharField(_("answers with"), max_length=8, choices=Kind, default=Kind.PAGE)
    story = models.ForeignKey(
        Story, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    target = models.CharField(_("leads to"), max_length=500, blank=True)
    words = models.TextField(_("words for readers"), blank=True)

    objects = AddressQuerySet.as_manager()

    class Meta:
        verbose_name = _("address")
        verbose_name_plural = _("addresses")
        ordering = ["path"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="redirect", target__gt="") | (~Q(kind="redirect") & Q(target="")),
                name="address_target_for_redirects",
            ),
        ]

    def __str__(self) -> str:
        return self.path

    def natural_key(self) -> tuple[str]:
        return (self.path,)
