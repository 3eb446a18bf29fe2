"""Choosing a person, a photo, an organisation by typing: one box, and no query for what is known.

The stock widget asks the database for the label of each row's choice; a form of ten photos
would ask ten times for rows that were read with it.
"""

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.admin.widgets import (
    AutocompleteSelect,
    AutocompleteSelectMultiple,
    RelatedFieldWidgetWrapper,
)
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.admin.finding import FoundByWords

PLACEHOLDERS = {
    "person": _("Person"),
    "organization": _("Organisation"),
    "photo": _("Choose a photo"),
}


class KnownSelect(AutocompleteSelect):
    # The row chosen when the form was made, if it came with its owner.
    known: Any = None

    def build_attrs(self, base_attrs: Any, extra_attrs: Any = None) -> dict[str, Any]:
        attrs = super().build_attrs(base_attrs, extra_attrs)
        attrs["data-placeholder"] = PLACEHOLDERS.get(self.field.name, "")
        if self.field.name == "photo":
            # Where the script finds the picture of whatever is chosen; 0 stands for its number.
            attrs["data-picture"] = reverse("admin:articles_photo_picture", args=[0])
        return attrs

    def optgroups(self, name: str, value: Any, attrs: Any = None) -> Any:
        if self.known is None or [str(self.known.pk)] != [str(one) for one in value]:
            return super().optgroups(name, value, attrs)
        options = [self.create_option(name, self.known.pk, str(self.known), True, 1)]
        if position := getattr(self.known, "position", ""):
            options[0]["attrs"]["data-about"] = f"{self.known}, {position}"
        if not self.is_required:
            options.insert(0, self.create_option(name, "", "", False, 0))
        return [(None, options, 0)]


class KnownSelectMultiple(AutocompleteSelectMultiple):
    # The row whose form this is, where others of its kind are chosen.
    itself: int | None = None

    def get_url(self) -> str:
        address = super().get_url()
        return f"{address}?itself={self.itself}" if self.itself else address


class LinesOfChoices(AutocompleteJsonView):
    """What is offered while typing, with what tells one row from another, as in the palette."""

    def get_queryset(self) -> Any:
        found = super().get_queryset()
        # A row is not offered to itself.
        itself = self.request.GET.get("itself", "")
        if itself.isdecimal():
            found = found.exclude(pk=itself)
        return self.model_admin.for_lines(found) if self._has_lines() else found

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, Any]:
        line = self.model_admin.line(obj) if self._has_lines() else {}
        return super().serialize_result(obj, to_field_name) | line

    def _has_lines(self) -> bool:
        return isinstance(self.model_admin, FoundByWords)


class ChoosesByName(admin.options.BaseModelAdmin):
    """For a ModelAdmin or an inline: its autocomplete fields are KnownSelects."""

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request) and "widget" not in kwargs:
            kwargs["widget"] = KnownSelect(db_field, self.admin_site, using=kwargs.get("using"))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request) and "widget" not in kwargs:
            using = kwargs.get("using")
            kwargs["widget"] = KnownSelectMultiple(db_field, self.admin_site, using=using)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        widget = getattr(field, "widget", None)
        if isinstance(widget, RelatedFieldWidgetWrapper):
            # To delete a person from within a story is always an accident.
            widget.can_delete_related = False
            widget.can_change_related = widget.can_view_related = False
            widget.can_add_related &= isinstance(widget.widget, KnownSelect)
        return field


class KnowsItsChoices:
    """For a model form: tells its KnownSelects the rows that were read with the instance."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            widget = getattr(field.widget, "widget", None)
            if isinstance(widget, KnownSelectMultiple):
                widget.itself = self.instance.pk
            if isinstance(widget, KnownSelect):
                relation = self.instance._meta.get_field(name)
                known = getattr(self.instance, relation.attname) is not None
                if known and relation.is_cached(self.instance):
                    widget.known = getattr(self.instance, name)
