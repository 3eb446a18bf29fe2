"""What stands on a front, in a plain form."""

from typing import Any

from django.contrib import admin

from articles.admin.choices import ChoosesByName, KnowsItsChoices
from articles.admin.forms import CleanTextForm
from articles.admin.lists import DeskAdmin
from articles.admin.times import TIME_FIELDS
from articles.models import Front, Placement
from articles.publishing import actions


class PlacementForm(KnowsItsChoices, CleanTextForm):
    pass


class PlacementInline(ChoosesByName, admin.StackedInline):
    model = Placement
    form = PlacementForm
    formfield_overrides = TIME_FIELDS
    extra = 0
    autocomplete_fields = ["story"]
    template = "admin/parts.html"
    fields = ["position", "story", "headline", ("from_at", "until_at")]

    def get_queryset(self, request: Any) -> Any:
        return super().get_queryset(request).select_related("story")


@admin.register(Front)
class FrontAdmin(ChoosesByName, DeskAdmin):
    inlines = [PlacementInline]
    list_display = ["name", "slug"]
    prepopulated_fields = {"slug": ["name"]}

    def save_related(self, request: Any, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        actions.apply_placements(form.instance)
