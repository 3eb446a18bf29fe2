"""Every address ever served, and how a story's address is made."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.models.story import Story

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def story_path(on: date, slug: str) -> str:
    """A story's address: English months whatever the language, the day in two digits."""
    return f"/stories/{on.year:04}/{MONTHS[on.month - 1]}/{on.day:02}/{slug}/"


class AddressQuerySet(models.QuerySet["Address"]):
    def get_by_natural_key(self, path: str) -> "Address":
        return self.get(path=path)


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
