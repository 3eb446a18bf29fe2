"""The parts of a story, edited within its form: bylines, photos, items."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _, gettext_lazy

from articles.admin.forms import TIME_FIELDS, CleanTextForm
from articles.admin.photos import thumbnail
from articles.models import Byline, Caption, Item


class BylineForm(CleanTextForm):
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        person, organization = cleaned.get("person"), cleaned.get("organization")
        if person and not cleaned.get("name_as_printed"):
            cleaned["name_as_printed"] = person.name
        if organization and not cleaned.get("affiliation_as_printed"):
            cleaned["affiliation_as_printed"] = organization.name
        if not cleaned.get("name_as_printed") and not cleaned.get("affiliation_as_printed"):
            raise ValidationError(_("A byline needs a name or an organisation."), code="empty")
        return cleaned


class BylineInline(admin.StackedInline):
    model = Byline
    form = BylineForm
    extra = 0
    autocomplete_fields = ["person", "organization"]
    fields = [
        ("role", "position"),
        ("person", "name_as_printed"),
        ("organization", "affiliation_as_printed"),
        ("email", "phone"),
    ]


class CaptionInline(admin.StackedInline):
    model = Caption
    form = CleanTextForm
    extra = 0
    autocomplete_fields = ["photo"]
    readonly_fields = ["picture"]
    fields = [
        "picture",
        ("photo", "placement", "position"),
        "text",
        ("credit_override", "alt_override"),
    ]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("photo")

    @admin.display(description=gettext_lazy("picture"))
    def picture(self, caption: Caption) -> str:
        if not caption.photo_id:
            return ""
        url = reverse("admin:articles_photo_change", args=[caption.photo_id])
        return format_html(
            '<a href="{}">{} <span>{}</span></a>',
            url,
            thumbnail(caption.photo),
            _("Credit: %(credit)s") % {"credit": caption.photo.credit_as_printed or "–"},
        )


class ItemInline(admin.StackedInline):
    model = Item
    form = CleanTextForm
    extra = 0
    formfield_overrides = TIME_FIELDS
    fields = [
        ("kind", "position", "at"), "heading", "dateline", "text", ("signatory", "town"),
    ]  # fmt: skip
