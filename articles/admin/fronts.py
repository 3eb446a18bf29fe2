"""What stands on a front, in a plain form."""

from typing import Any

from django.contrib import admin

from articles.admin.forms import TIME_FIELDS, CleanTextForm
from articles.models import Front, Placement
from articles.publishing import actions


class PlacementInline(admin.StackedInline):
    model = Placement
    form = CleanTextForm
    formfield_overrides = TIME_FIELDS
    extra = 0
    autocomplete_fields = ["story"]
    fields = [("story", "position"), "headline", ("from_at", "until_at")]


@admin.register(Front)
class FrontAdmin(admin.ModelAdmin):
    inlines = [PlacementInline]
    list_display = ["name", "slug"]
    prepopulated_fields = {"slug": ["name"]}

    def save_related(self, request: Any, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        actions.apply_placements(form.instance)
