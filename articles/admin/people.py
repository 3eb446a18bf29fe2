from typing import Any

from django.contrib import admin

from articles.admin.finding import FoundByWords
from articles.admin.sections import TurnsEdition
from articles.models import Organization, Person
from articles.publishing import indexing


@admin.register(Organization)
class OrganizationAdmin(TurnsEdition):
    list_display = ["name", "short_name", "kind"]
    list_filter = ["kind"]
    search_fields = ["name", "short_name"]
    prepopulated_fields = {"slug": ["name"]}
    fields = ["name", "short_name", "slug", "kind", "default_usage_terms"]


@admin.register(Person)
class PersonAdmin(FoundByWords, TurnsEdition):
    list_display = ["name", "position", "organization", "on_staff", "active"]
    list_filter = ["on_staff", "active"]
    list_select_related = ["organization"]
    prepopulated_fields = {"slug": ["name"]}
    autocomplete_fields = ["organization", "portrait"]
    raw_id_fields = ["login"]
    fields = [
        "name", "slug", "on_staff", "position", "organization", "email", "phone", "active",
        "biography", "portrait", "login",
    ]  # fmt: skip

    def for_lines(self, rows: Any) -> Any:
        return rows.select_related("organization")

    def line(self, person: Person) -> dict[str, str]:
        paper = person.organization.name if person.organization else ""
        return {"note": ", ".join(filter(None, [person.position, paper]))}

    def save_related(self, request: Any, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        indexing.index(Person, [form.instance.pk])
