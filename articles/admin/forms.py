"""What the desk's forms share: texts cleaned as importers clean them."""

from typing import Any

from django import forms

from articles import markup


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
