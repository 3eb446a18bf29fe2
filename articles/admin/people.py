from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import ngettext

from articles.admin.finding import FoundByWords
from articles.admin.forms import CleanTextForm
from articles.admin.sections import TurnsEdition
from articles.models import Organization, Person, Photo
from articles.publishing import indexing


class OrganizationForm(CleanTextForm):
    def clean_kind(self) -> str:
        kind: str = self.cleaned_data["kind"]
        if kind == Organization.Kind.WIRE and self.instance.pk:
            count = Photo.objects.filter(organization=self.instance, for_sale=True).count()
            if count:
                raise ValidationError(
                    ngettext(
                        "%(count)s photo of it is marked for sale; a wire agency’s never is. "
                        "Take that mark off first.",
                        "%(count)s photos of it are marked for sale; a wire agency’s never are. "
                        "Take that mark off first.",
                        count,
                    ),
                    code="for_sale",
                    params={"count": count},
                )
        return kind


@admin.register(Organization)
class OrganizationAdmin(TurnsEdition):
    form = OrganizationForm
    list_display = ["name", "short_name", "kind"]
    list_filter = ["kind"]
    search_fields = ["name", "short_name"]
    prepopulated_fields = {"slug": ["name"]}
    fields = [("name", "short_name"), ("kind", "slug"), "default_usage_terms"]


@admin.register(Person)
class PersonAdmin(FoundByWords, TurnsEdition):
    list_display = ["name", "position", "organization", "on_staff", "active"]
    list_filter = ["on_staff", "active"]
    list_select_related = ["organization"]
    prepopulated_fields = {"slug": ["name"]}
    autocomplete_fields = ["organization", "portrait", "login"]
    fields = [
        ("name", "slug"), ("position", "organization"), ("email", "phone"), ("on_staff", "active"),
        "biography", ("portrait", "login"),
    ]  # fmt: skip

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Whose login a person has says whose stories are theirs: a matter of logins."""
        fields = super().get_fields(request, obj)
        if request.user.has_perm("auth.change_user"):
            return fields
        return ["portrait" if "login" in field else field for field in fields]

    def for_lines(self, rows: Any) -> Any:
        return rows.select_related("organization")

    def line(self, person: Person) -> dict[str, str]:
        return {"note": about(person)}

    def save_related(self, request: Any, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        indexing.index(Person, [form.instance.pk])

    def add_in_place(self, request: Any, person: Person) -> None:
        """What saving the form for a new person does: an edition, the index, the history."""
        self.save_model(request, person, None, False)
        indexing.index(Person, [person.pk])
        self.log_addition(request, person, [{"added": {}}])


def about(person: Person) -> str:
    """What tells two people of one name apart."""
    paper = person.organization.name if person.organization else ""
    return ", ".join(filter(None, [person.position, paper]))
