"""What stands on a front, in a plain form."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from articles.admin.choices import ChoosesByName, KnowsItsChoices
from articles.admin.forms import CleanTextForm
from articles.admin.lists import DeskAdmin
from articles.admin.times import TIME_FIELDS
from articles.models import Front, Placement
from articles.publishing import actions, rights


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

    # Placements follow their front.

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return rights.may_everywhere(request.user, rights.FRONTS)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return rights.may_everywhere(request.user, rights.FRONTS)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return rights.may_everywhere(request.user, rights.FRONTS)


@admin.register(Front)
class FrontAdmin(ChoosesByName, DeskAdmin):
    inlines = [PlacementInline]
    list_display = ["name", "slug"]
    prepopulated_fields = {"slug": ["name"]}

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return rights.may_everywhere(request.user, rights.FRONTS)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The front page stays."""
        if obj is not None and obj.slug == Front.FRONT_PAGE:
            return False
        allowed = super().has_delete_permission(request, obj)
        return allowed and rights.sections_of(request.user) is None

    def save_related(self, request: Any, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        actions.apply_placements(form.instance, by=request.user)
