"""How the paper prints times, bylines and its stylesheet."""

from collections.abc import Collection
from datetime import date, datetime

from django import template
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from articles import pages
from articles.bylines import BylineGroup
from articles.content import StoryContent

register = template.Library()

# AP style shortens the long months and never March to July.
AP_MONTHS = (
    "Jan.", "Feb.", "March", "April", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.",
    "Dec.",
)  # fmt: skip


@register.filter
def ap_date(day: date | None) -> str:
    """A date in AP style: "Sept. 14, 2018". A time is taken in the newsroom's zone."""
    if day is None:
        return ""
    if isinstance(day, datetime):
        day = timezone.localtime(day).date()
    return f"{AP_MONTHS[day.month - 1]} {day.day}, {day.year}"


@register.filter
def ap_time(at: datetime | None) -> str:
    """A time in AP style: "8:22 p.m.", "4 a.m.", "noon", "midnight", in the newsroom's zone."""
    if at is None:
        return ""
    at = timezone.localtime(at)
    if at.minute == 0 and at.hour in (0, 12):
        return _("noon") if at.hour else _("midnight")
    minutes = f":{at.minute:02}" if at.minute else ""
    return f"{at.hour % 12 or 12}{minutes} {'p.m.' if at.hour >= 12 else 'a.m.'}"


@register.filter
def ap_moment(at: datetime | None) -> str:
    """A time of today by the clock, of another day by its date."""
    if at is None:
        return ""
    is_today = timezone.localtime(at).date() == timezone.localdate()
    return ap_time(at) if is_today else ap_date(at)


@register.filter
def machine_time(at: datetime | None) -> str:
    """A time for machines, in the newsroom's zone: HTML allows no more than three digits below
    a second, and nobody reads any."""
    return timezone.localtime(at).isoformat(timespec="seconds") if at else ""


@register.filter
def long_date(day: date) -> str:
    """A date with its month in full: "May 19, 1883"."""
    return f"{day:%B} {day.day}, {day.year}"


@register.simple_tag
def byline(story: StoryContent, hidden_contacts: Collection[str] = ()) -> SafeString:
    """The byline as printed, mail as a link; without the contacts of persons who are hidden."""
    groups = [
        format_html(
            "{}{}{}",
            group.lead,
            format_html_join("", "{}{}", _pieces(group, hidden_contacts)),
            group.tail,
        )
        for group in story.byline_groups
    ]
    return format_html_join("; ", "{}", ((group,) for group in groups))


def _pieces(group: BylineGroup, hidden_contacts: Collection[str]) -> list[tuple[str, str]]:
    pieces = []
    for part in group.parts:
        if part.kind in ("email", "phone") and part.printed.person in hidden_contacts:
            continue
        text = part.text
        if part.kind == "email":
            text = format_html('<a href="mailto:{0}">{0}</a>', part.text)
        elif part.kind == "affiliation":
            text = format_html('<span class="affiliation">{}</span>', part.text)
        pieces.append((part.before, text))
    return pieces


@register.simple_tag
def stylesheet() -> SafeString:
    """The paper's one stylesheet, inline: the policy allows exactly this text."""
    # Our own file; escaping would break its selectors.
    return mark_safe(f"<style>{pages.stylesheet()}</style>")  # noqa: S308 # nosec B308 B703 # nosemgrep
