"""What the desk's forms share: native time fields, and texts cleaned as importers clean them."""

from typing import Any

from django import forms
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles import markup


class TimeInput(forms.DateTimeInput):
    """One labelled native control instead of two boxes and a calendar script."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


TIME_FIELDS: dict[type[models.Field], dict[str, Any]] = {
    models.DateTimeField: {"form_class": forms.DateTimeField, "widget": TimeInput},
}


def in_the_newsrooms_zone(text: Any) -> Any:
    """A help text that says which zone a time is in."""
    return _("%(text)s In %(zone)s time.") % {
        "text": text,
        "zone": timezone.get_default_timezone_name(),
    }


class CleanTextForm(forms.ModelForm):
    """Plain texts without control characters; a line stays a line."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name, value in cleaned.items():
            field = self.fields.get(name)
            if not isinstance(value, str) or field is None or name == "body":
                continue
            several_lines = isinstance(field.widget, forms.Textarea)
            cleaned[name] = markup.clean_text(value) if several_lines else markup.clean_line(value)
        return cleaned
