"""The point of a photo that stays in every cut: shown on the picture, kept by two numbers.

The numbers are the form's; the script writes them when the point is moved on the picture.
"""

from decimal import Decimal
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from articles.admin.photo_facts import MADE_BY_A_PROGRAM
from articles.admin.pictures import LARGE_PX, picture_address
from articles.imaging import RATIOS, Crop
from articles.models import Photo

FOCUS_FIELDS = ("focus_x", "focus_y")
CUTS = {
    Crop.LEAD: _("Lead"),
    Crop.LIST: _("Lists"),
    Crop.SQUARE: _("Square"),
    Crop.PORTRAIT: _("Portrait"),
    Crop.SHARE: _("Share card"),
}


class PercentField(forms.DecimalField):
    """A share of the picture's width or height; the photo keeps it in thousandths."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=100, decimal_places=1, required=False, **kwargs)


class SetsFocus(forms.ModelForm):
    """For the photo's form: what is left empty stays as it was."""

    focus_x = PercentField(label=_("Focus: from the left, %"))
    focus_y = PercentField(label=_("Focus: from the top, %"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in FOCUS_FIELDS:
            if name in self.fields:
                permille = getattr(self.instance, f"{name}_permille")
                self.fields[name].initial = Decimal(permille) / 10

    def save(self, commit: bool = True) -> Any:
        for name in FOCUS_FIELDS:
            percent = self.cleaned_data.get(name)
            if percent is not None:
                setattr(self.instance, f"{name}_permille", round(percent * 10))
        return super().save(commit)


def picture_with_focus(photo: Photo) -> str:
    """The picture with the point on it, and below it every cut as the point makes it."""
    cuts = [
        {"name": str(crop), "label": label, "ratio": _as_ratio(*RATIOS[crop])}
        for crop, label in CUTS.items()
    ]
    context = {
        "photo": photo,
        "large": picture_address(photo, LARGE_PX),
        "small": picture_address(photo),
        "cuts": cuts,
        "made": MADE_BY_A_PROGRAM,
    }
    return render_to_string("admin/articles/photo/focus.html", context)


def _as_ratio(across: int, down: int) -> str:
    return f"{across / 100:g}:1" if down == 100 else f"{across}:{down}"
