from django.db import models
from django.db.models import Q

from articles.imaging import Crop, Format


class RenditionQuerySet(models.QuerySet["Rendition"]):
    def of(self, *crops: Crop) -> "RenditionQuerySet":
        return self.filter(crop__in=crops)

    def complete(self) -> "RenditionQuerySet":
        """One for each key of which all is made: AVIFs are noted last, and together."""
        return self.filter(crop=Crop.WHOLE, format=Format.AVIF)


class Rendition(models.Model):
    """A picture that lies ready in storage, noted with its size so that no page looks there.

    Noted only once it is whole; written and deleted by publishing.renditions.
    """

    key = models.CharField(max_length=40)
    crop = models.CharField(max_length=8)
    format = models.CharField(max_length=4)
    width_px = models.PositiveIntegerField()
    height_px = models.PositiveIntegerField()
    size_bytes = models.PositiveIntegerField()

    objects = RenditionQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["key", "crop", "width_px", "format"]
        constraints = [
            models.UniqueConstraint(
                fields=["key", "crop", "width_px", "format"], name="rendition_once"
            ),
            models.CheckConstraint(
                condition=Q(width_px__gt=0, height_px__gt=0), name="rendition_has_size"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key}-{self.crop}-{self.width_px}.{self.format}"
