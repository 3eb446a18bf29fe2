from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from articles.admin.choices import ChoosesByName
from articles.admin.forms import CleanTextForm
from articles.admin.lists import DeskAdmin
from articles.models import Section, SiteEdition, Tag
from articles.publishing import rights


class TurnsEdition(ChoosesByName, DeskAdmin):
    """Rows that stand on readers' pages as they are: saving one makes a new edition."""

    form = CleanTextForm

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What stands on every section's pages is not for those who work in some."""
        allowed = super().has_change_permission(request, obj)
        return allowed and rights.sections_of(request.user) is None

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = super().has_delete_permission(request, obj)
        return allowed and rights.sections_of(request.user) is None

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        SiteEdition.turn()

    def delete_model(self, request: Any, obj: Any) -> None:
        super().delete_model(request, obj)
        SiteEdition.turn()

    def delete_queryset(self, request: Any, queryset: Any) -> None:
        super().delete_queryset(request, queryset)
        SiteEdition.turn()


@admin.register(Section)
class SectionAdmin(TurnsEdition):
    list_display = ["__str__", "slug", "label", "position"]
    list_select_related = ["parent"]
    search_fields = ["name", "slug"]
    prepopulated_fields = {"slug": ["name"]}
    fields = [("name", "slug"), ("parent", "position"), "label", "disclaimer"]


@admin.register(Tag)
class TagAdmin(TurnsEdition):
    list_display = ["name", "kind", "slug"]
    list_filter = ["kind"]
    search_fields = ["name", "slug"]
    prepopulated_fields = {"slug": ["name"]}
    fields = [("name", "slug"), "kind", "introduction"]
