"""The newsroom's clock."""

from datetime import datetime

from django.utils import timezone


def whole(at: datetime) -> datetime:
    """A time in whole milliseconds: all that a fixture keeps of it (Django's JSON encoder cuts
    the rest), so that what is dumped and loaded is the same to the last digit."""
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


def present() -> datetime:
    """The present moment, in whole milliseconds."""
    return whole(timezone.now())
