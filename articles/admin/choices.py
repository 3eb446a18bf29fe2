"""Choosing a person, a photo, an organisation by typing: one box, and no query for what is known.

The stock widget asks the database for the label of each row's choice; a form of ten photos
would ask ten times for rows that were read with it.
"""

from typing import Any

from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect, RelatedFieldWidgetWrapper
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

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
        if not self.is_required:
            options.insert(0, self.create_option(name, "", "", False, 0))
        return [(None, options, 0)]


class ChoosesByName(admin.options.BaseModelAdmin):
    """For a ModelAdmin or an inline: its autocomplete fields are KnownSelects."""

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request) and "widget" not in kwargs:
            kwargs["widget"] = KnownSelect(db_field, self.admin_site, using=kwargs.get("using"))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

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
            if isinstance(widget, KnownSelect):
                relation = self.instance._meta.get_field(name)
                known = getattr(self.instance, relation.attname) is not None
                if known and relation.is_cached(self.instance):
                    widget.known = getattr(self.instance, name)
