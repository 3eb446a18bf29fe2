from uuid import uuid4

from django.db import models
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from articles.content import PhotoUse, Placement
from articles.models.photo import Photo


class Caption(models.Model):
    """A photo's use in a story: where it stands and what is printed under it."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    story = models.ForeignKey("articles.Story", on_delete=models.CASCADE, related_name="captions")
    photo = models.ForeignKey(
        Photo, verbose_name=_("photo"), on_delete=models.PROTECT, related_name="+"
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    placement = models.CharField(
        _("placement"),
        max_length=8,
        choices=[
            (str(Placement.LEAD), _("Lead, above the byline")),
            (str(Placement.IN_TEXT), _("In the text")),
            (str(Placement.GALLERY), _("Below the text")),
        ],
        default=Placement.LEAD,
    )
    text = models.TextField(_("caption"), blank=True)
    credit_override = models.CharField(
        _("credit here"),
        max_length=300,
        blank=True,
        help_text=_("Left empty, the photo's own credit is printed."),
    )
    alt_override = models.CharField(
        _("alt text here"),
        max_length=500,
        blank=True,
        help_text=_("Left empty, the photo's own alt text is used."),
    )

    class Meta:
        verbose_name = _("photo in the story")
        verbose_name_plural = _("photos in the story")
        ordering = ["position", "uid"]

    def __str__(self) -> str:
        return Truncator(self.text).chars(80)

    def natural_key(self) -> tuple[str]:
        return (str(self.uid),)

    def printed(self) -> PhotoUse:
        return PhotoUse(
            uid=str(self.uid),
            photo=self.photo.printed(),
            placement=Placement(self.placement),
            caption=self.text,
            credit=self.credit_override,
            alt=self.alt_override,
        )
