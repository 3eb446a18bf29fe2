"""The edition number that cached pages carry, and the moments at which pages change unasked."""

from collections.abc import Iterable
from datetime import datetime

from django.db import models
from django.db.models import F, Q


class SiteEdition(models.Model):
    """One row. Its number rises with every change a reader can see."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    number = models.PositiveBigIntegerField(default=1)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_edition")]

    def __str__(self) -> str:
        return str(self.number)

    @classmethod
    def turn(cls) -> None:
        """Raise the number. The last statement of a transaction that readers can see:
        it makes other publishing wait until the commit."""
        row = cls.objects.filter(id=1)
        if not row.update(number=F("number") + 1):
            # Two may meet here on the first day: one row is made, and each raises its number.
            cls.objects.get_or_create(id=1)
            row.update(number=F("number") + 1)


class Moment(models.Model):
    """A time at which something appears or vanishes by itself."""

    at = models.DateTimeField(primary_key=True)

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return self.at.isoformat()

    @classmethod
    def note(cls, times: Iterable[datetime | None]) -> None:
        """Remember these times; those already known are left alone."""
        cls.objects.bulk_create(
            [cls(at=at) for at in sorted({at for at in times if at})], ignore_conflicts=True
        )
