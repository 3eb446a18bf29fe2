"""The newsroom's clock on the wall: what a time on it can mean, and how far off a moment is."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.dateformat import format as date_format
from django.utils.translation import gettext as _, ngettext

MINUTES_A_DAY = 24 * 60


@dataclass(frozen=True)
class Readings:
    """The moments a time on the wall can mean, the earlier one first.

    One, as a rule. Two where the clock shows the time twice. Where it never shows it, two as well:
    what it would mean by the time kept before the change, and by the one kept after it.
    """

    wall: datetime
    moments: tuple[datetime, ...]
    skipped: bool = False

    @property
    def doubled(self) -> bool:
        return len(self.moments) == 2 and not self.skipped

    @property
    def question(self) -> str:
        """What is wrong with the time, for those who typed it."""
        words = {
            "time": date_format(self.wall, "P"),
            "day": date_format(self.wall, "F j, Y"),
            "zone": place(),
        }
        said = (
            _("There is no %(time)s on %(day)s: the clock in %(zone)s jumps over it. Choose one of "
              "the two below, or another time.")
            if self.skipped
            else _("%(time)s comes twice on %(day)s: the clock in %(zone)s is set back. Choose "
                   "which of the two below you mean.")
        )  # fmt: skip
        return said % words

    @property
    def choices(self) -> list[tuple[datetime, str]]:
        """Each moment with the words of its radio button."""
        order = (
            (_("before the change"), _("after the change"))
            if self.skipped
            else (_("the first time"), _("the second time"))
        )
        alike = len({name_of_zone(moment) for moment in self.moments}) == 1
        return [
            (moment, f"{self._said(moment, alike=alike)}, {words}")
            for moment, words in zip(self.moments, order, strict=False)
        ]

    def _said(self, moment: datetime, *, alike: bool) -> str:
        here = timezone.localtime(moment)
        day = "" if here.date() == self.wall.date() else date_format(here, "F j, ")
        offset = f" (UTC{here:%z})" if alike else ""
        return f"{day}{date_format(here, 'P')} {name_of_zone(moment)}{offset}"


def readings(wall: datetime) -> Readings:
    """What a time without a zone means here. Raises: OverflowError at the ends of the calendar."""
    zone = timezone.get_current_timezone()
    both = sorted({wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)})
    shown = [moment for moment in both if on_the_wall(moment) == wall]
    return Readings(wall, tuple(shown or both), skipped=not shown)


def on_the_wall(moment: datetime) -> datetime:
    """What the clock shows at a moment, without a zone."""
    return timezone.localtime(moment).replace(tzinfo=None, fold=0)


def place() -> str:
    """Where the newsroom's zone is named for: "New York"."""
    return timezone.get_current_timezone_name().rpartition("/")[2].replace("_", " ")


def name_of_zone(moment: datetime) -> str:
    """The time kept here at a moment: "EDT", or "UTC+03" where it has no name."""
    name = timezone.localtime(moment).tzname() or ""
    return f"UTC{name}" if name[:1] in ("+", "-") else name


def zone_words(moment: datetime | None) -> str:
    """What stands beside a time: "New York time, EST"."""
    here = place()
    words = here if here in ("UTC", "GMT") else _("%(place)s time") % {"place": here}
    return (
        words
        if moment is None or name_of_zone(moment) == here
        else (f"{words}, {name_of_zone(moment)}")
    )


def names_by_offset(now: datetime) -> dict[str, str]:
    """The names of the times kept here this year and next, by their minutes from UTC."""
    days = (now + timedelta(days=days) for days in range(-360, 720, 30))
    found = {}
    for day in days:
        offset = timezone.localtime(day).utcoffset() or timedelta()
        found[str(int(offset.total_seconds() // 60))] = name_of_zone(day)
    return found


def how_far(moment: datetime, now: datetime) -> str:
    """How far off a moment is: "in 3 hours 10 minutes", "2 days ago"."""
    seconds = (moment - now).total_seconds()
    time = _span(int(abs(seconds) // 60))
    if not time:
        return _("in less than a minute") if seconds > 0 else _("just now")
    return (_("in %(time)s") if seconds > 0 else _("%(time)s ago")) % {"time": time}


def _span(minutes: int) -> str:
    days, rest = divmod(minutes, MINUTES_A_DAY)
    counts: dict[str, int]
    if days >= 2 * 365:
        counts = {"years": days // 365}
    elif days >= 60:
        counts = {"months": days // 30}
    elif days >= 7:
        counts = {"days": days}
    elif days:
        counts = {"days": days, "hours": rest // 60}
    else:
        counts = {"hours": rest // 60, "minutes": rest % 60}
    return " ".join(_counted(unit, count) for unit, count in counts.items() if count)


def _counted(unit: str, count: int) -> str:
    words: dict[str, Any] = {
        "years": ngettext("%(count)s year", "%(count)s years", count),
        "months": ngettext("%(count)s month", "%(count)s months", count),
        "days": ngettext("%(count)s day", "%(count)s days", count),
        "hours": ngettext("%(count)s hour", "%(count)s hours", count),
        "minutes": ngettext("%(count)s minute", "%(count)s minutes", count),
    }
    return words[unit] % {"count": count}
