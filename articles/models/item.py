from datetime import UTC
from uuid import uuid4

from django.db import models
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from articles.content import ItemKind, StoryItem


class Item(models.Model):
    """A part of a package: a brief, a letter, an entry of a live story."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    story = models.ForeignKey("articles.Story", on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    kind = models.CharField(
        _("kind"),
        max_length=8,
        choices=[
            (str(ItemKind.BRIEF), _("Brief")),
            (str(ItemKind.LETTER), _("Letter")),
            (str(ItemKind.ENTRY), _("Entry")),
        ],
        default=ItemKind.BRIEF,
    )
    heading = models.CharField(_("heading"), max_length=300, blank=True)
    dateline = models.CharField(
        _("dateline"), max_length=120, blank=True, help_text=_("Such as “SARGODHA, Pakistan”.")
    )
    text = models.TextField(_("text"), blank=True)
    signatory = models.CharField(_("signed by"), max_length=120, blank=True)
    town = models.CharField(_("town"), max_length=120, blank=True)
    at = models.DateTimeField(_("time"), null=True, blank=True)
    alone = models.BooleanField(
        _("a page of its own"),
        default=False,
        help_text=_("Readers find it at an address of its own, too."),
    )

    class Meta:
        verbose_name = _("item")
        verbose_name_plural = _("items")
        ordering = ["position", "uid"]

    def __str__(self) -> str:
        return self.heading or Truncator(self.text).chars(80)

    def natural_key(self) -> tuple[str]:
        return (str(self.uid),)

    def printed(self) -> StoryItem:
        return StoryItem(
            uid=str(self.uid),
            kind=ItemKind(self.kind),
            heading=self.heading,
            dateline=self.dateline,
            text=self.text,
            signatory=self.signatory,
            town=self.town,
            at=self.at.astimezone(UTC) if self.at else None,
            alone=self.alone,
        )
