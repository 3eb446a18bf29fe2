"""The desk's one control for a time: in the newsroom's zone, to the second it was stored with.

Beside the box stand its zone and how far off it is; a time the clock skips or shows twice is asked
about by radio buttons. Nothing here needs a script.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from articles.admin import zone
from articles.models import whole


@dataclass(frozen=True)
class TypedTime:
    """What a form brings of a time: the text in the box, the moment the box stood for when the
    form was made, and the one chosen where the clock leaves a choice."""

    text: str
    was: datetime | None = None
    chosen: datetime | None = None

    @classmethod
    def of(cls, value: Any) -> Self:
        """What stands in a form for a moment, or for a text."""
        if isinstance(value, cls):
            return value
        if not isinstance(value, datetime):
            return cls(str(value or ""))
        # In UTC, where two moments of one doubled hour compare as they should.
        moment = (value if value.tzinfo else timezone.make_aware(value)).astimezone(UTC)
        return cls(_as_text(zone.on_the_wall(whole(moment))), moment, moment)

    def readings(self) -> zone.Readings | None:
        """What the text can mean; nothing where it is no time. The moment that was there before
        stands for itself to its last digit."""
        wall = _wall(self.text)
        if wall is None or wall.tzinfo:
            return None
        try:
            found = zone.readings(wall)
        except OverflowError:
            return None
        exact = {whole(moment): moment for moment in (self.was, self.chosen) if moment}
        moments = tuple(exact.get(moment, moment) for moment in found.moments)
        return zone.Readings(found.wall, moments, found.skipped)

    def moment(self, readings: zone.Readings) -> datetime | None:
        """The one moment that is meant, if that is clear."""
        if self.chosen in readings.moments:
            return self.chosen
        if self.was in readings.moments:
            return self.was
        return readings.moments[0] if len(readings.moments) == 1 else None


class TimeInput(forms.DateTimeInput):
    """A datetime-local with what an editor must know beside it."""

    input_type = "datetime-local"
    supports_microseconds = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> TypedTime:
        return TypedTime(
            str(data.get(name) or "").strip(),
            _moment(data.get(f"{name}_was")),
            _moment(data.get(f"{name}_reading")),
        )

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> Any:
        typed = TypedTime.of(value)
        readings = typed.readings()
        moment = typed.moment(readings) if readings else None
        now = timezone.now()
        attrs = dict(attrs or {})
        about = f"{attrs.get('id', name)}_when"
        described = [attrs.get("aria-describedby"), about]
        # No step: a time with seconds stays as valid as one without.
        attrs |= {"step": "any", "aria-describedby": " ".join(filter(None, described))}
        return render_to_string(
            "admin/time.html",
            {
                "box": super().render(name, typed.text, attrs, renderer),
                "name": name,
                "id": attrs.get("id", name),
                "about": about,
                "disabled": attrs.get("disabled"),
                "was": typed.was,
                "moment": moment,
                "readings": readings if readings and len(readings.moments) > 1 else None,
                "how_far": zone.how_far(moment, now) if moment else "",
                "zone": timezone.get_current_timezone_name(),
                "zone_words": zone.zone_words(None),
                "zone_words_now": zone.zone_words(moment),
                "names": zone.names_by_offset(now),
            },
        )


class TimeField(forms.DateTimeField):
    """A moment. What is left as it was comes back as it was, to its last digit."""

    widget = TimeInput
    default_error_messages = {
        "invalid": _("This is no time. Write it as 2026-05-18 14:30, or choose it."),
    }

    def prepare_value(self, value: Any) -> Any:
        return value

    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values or (isinstance(value, TypedTime) and not value.text):
            return None
        typed = TypedTime.of(value)
        if (wall := _wall(typed.text)) and wall.tzinfo:
            return wall
        readings = typed.readings()
        if readings is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        moment = typed.moment(readings)
        if moment is None:
            raise ValidationError(
                readings.question, code="skipped" if readings.skipped else "doubled"
            )
        return moment


TIME_FIELDS: dict[type[models.Field], dict[str, Any]] = {
    models.DateTimeField: {"form_class": TimeField, "widget": TimeInput},
}


def as_sent(name: str, moment: datetime) -> dict[str, str]:
    """What the control of this name would send of a moment, nothing of it touched."""
    text = TypedTime.of(moment).text
    return {name: text, f"{name}_was": moment.isoformat(), f"{name}_reading": moment.isoformat()}


def _wall(text: str) -> datetime | None:
    """The time a text says, if it says one."""
    try:
        return parse_datetime(text) or forms.fields.BaseTemporalField.to_python(_READER, text)
    except (ValueError, ValidationError):
        return None


# Reads what browsers without a control of their own let people type.
_READER = forms.DateTimeField()


def _as_text(wall: datetime) -> str:
    """As the control wants it; seconds only where there are any."""
    precision = "milliseconds" if wall.microsecond else "seconds" if wall.second else "minutes"
    return wall.isoformat(timespec=precision)


def _moment(text: Any) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(text))
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None
