"""Bylines by typing: a printed line is read into rows, names into people, new people are made.

The form saves what stands in its rows; nothing here touches a story.
"""

from collections.abc import Collection, Iterable
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.utils.decorators import method_decorator
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from articles import markup
from articles.admin.likeness import is_close_person, is_same
from articles.admin.people import about
from articles.bylines import PrintedName, Role, parse_byline
from articles.models import Organization, Person

SHOWN = 8
# Of people whose names share a syllable with the typed one; the likeness is judged among them.
CONSIDERED = 400
# Leaves room for a number behind it.
LONGEST_SLUG = 74
ROLES_OF_PEOPLE = {Role.BY, Role.PHOTOS_BY, Role.CONTRIBUTOR, Role.BARE, Role.UNPRINTED}


class ReadsBylines(admin.ModelAdmin):
    """For StoryAdmin: the addresses the byline box asks."""

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        return [
            path("bylines/", wrap(self.line_view), name="articles_story_bylines"),
            path("people/", wrap(self.people_view), name="articles_story_people"),
            *super().get_urls(),
        ]

    @method_decorator(require_GET)
    def line_view(self, request: HttpRequest) -> JsonResponse:
        """What a typed or pasted line says, row by row; `person` names those just chosen.

        Queries: two, whatever the line holds.
        """
        _require_a_writer(self, request)
        organizations = list(Organization.objects.all())
        known_names = [name for row in organizations for name in (row.name, row.short_name)]
        reading = parse_byline(request.GET.get("line", ""), list(filter(None, known_names)))
        names = [printed.name for printed in reading.names if _is_a_person(printed)]
        known = _people_like(names) if self._may_see_people(request) else []
        chosen = request.GET.getlist("person")
        rows = [_row(printed, known, organizations, chosen) for printed in reading.names]
        return JsonResponse({"names": rows, "notes": [*reading.guesses, *reading.warnings]})

    def people_view(self, request: HttpRequest) -> JsonResponse:
        """People whose name begins so; by POST, a new one."""
        _require_a_writer(self, request)
        if request.method == "POST":
            return self._make_person(request)
        if not self._may_see_people(request):
            raise PermissionDenied
        typed = request.GET.get("q", "")
        found = [_about(person) for person in _people_beginning(typed)]
        known = _people_like([typed]) if request.GET.get("like") else []
        return JsonResponse({"people": found, "like": _likely(typed, known)})

    def _make_person(self, request: HttpRequest) -> JsonResponse:
        """A person of this name, unless one much alike is there and nobody said it is another."""
        people: Any = self.admin_site.get_model_admin(Person)
        if not people.has_add_permission(request):
            raise PermissionDenied
        name = markup.clean_line(request.POST.get("name", ""))
        alike = _likely(name, _people_like([name]))
        if alike and not request.POST.get("another"):
            words = _("There is already somebody of nearly this name.")
            return JsonResponse({"like": alike, "message": words}, status=409)
        organization = Organization.objects.filter(
            pk=_number(request.POST.get("organization"))
        ).first()
        with transaction.atomic():
            person = Person(name=name, slug=_free_slug(name), organization=organization)
            try:
                person.full_clean()
            except ValidationError as error:
                return JsonResponse({"message": " ".join(error.messages)}, status=400)
            people.add_in_place(request, person)
        return JsonResponse({"person": _about(person)}, status=201)

    def _may_see_people(self, request: HttpRequest) -> bool:
        return self.admin_site.get_model_admin(Person).has_view_permission(request)


def _require_a_writer(desk: admin.ModelAdmin, request: HttpRequest) -> None:
    if not (desk.has_change_permission(request) or desk.has_add_permission(request)):
        raise PermissionDenied


def _row(
    printed: PrintedName,
    known: list[Person],
    organizations: list[Organization],
    chosen: Collection[str],
) -> dict[str, Any]:
    """A row of the form: the printed words, who and what they name, whom they may name."""
    is_person = _is_a_person(printed)
    person = _person_of(printed.name, known, chosen) if is_person else None
    affiliation = printed.affiliation
    organization = _organization_in(affiliation, organizations)
    if person and person.organization and not affiliation:
        organization, affiliation = person.organization, person.organization.name
    # A bare name typed into the box is meant as a byline; a bare agency prints bare.
    role = Role.BY if printed.role is Role.BARE and is_person else printed.role
    return {
        "role": str(role),
        "name": printed.name,
        "affiliation": affiliation,
        "email": printed.email,
        "phone": printed.phone,
        "person": _about(person) if person else None,
        "organization": (
            {"id": organization.pk, "name": organization.name} if organization else None
        ),
        "like": _likely(printed.name, known) if is_person and not person else [],
        "unknown": is_person and person is None,
    }


def _is_a_person(printed: PrintedName) -> bool:
    return bool(printed.name) and printed.role in ROLES_OF_PEOPLE


def _person_of(name: str, known: Iterable[Person], chosen: Collection[str]) -> Person | None:
    """The one person of this name; among namesakes the one just chosen, else nobody."""
    namesakes = [person for person in known if is_same(person.name, name)]
    picked = [person for person in namesakes if str(person.pk) in chosen]
    found = picked or namesakes
    return found[0] if len(found) == 1 else None


def _organization_in(
    affiliation: str, organizations: Iterable[Organization]
) -> Organization | None:
    """The organisation an affiliation is or ends in: "Managing editor, The Spokesman-Review"."""
    for part in (affiliation, affiliation.rpartition(", ")[2]):
        for organization in organizations:
            if any(_is_named(part, name) for name in (organization.name, organization.short_name)):
                return organization
    return None


def _is_named(part: str, name: str) -> bool:
    return bool(name) and is_same(part.removeprefix("The "), name.removeprefix("The "))


def _people_beginning(typed: str) -> list[Person]:
    """Those one of whose names begins so; slugs have no accents, so "kovac" finds Kovač."""
    words, slug = " ".join(typed.split()), slugify(typed)
    if not words:
        return []
    begins = Q(name__istartswith=words) | Q(name__icontains=f" {words}")
    if slug:
        begins |= Q(slug__startswith=slug) | Q(slug__contains=f"-{slug}")
    return list(_people().filter(begins)[:SHOWN])


def _people_like(names: Collection[str]) -> list[Person]:
    """People whose name shares a beginning of a word with one of these."""
    either = Q()
    for word in {word for name in names for word in slugify(name).split("-") if len(word) > 1}:
        either |= Q(slug__startswith=word[:3]) | Q(slug__contains=f"-{word[:3]}")
    for name in names:
        either |= Q(name__iexact=name)
    return list(_people().filter(either)[:CONSIDERED]) if either else []


def _people() -> QuerySet[Person]:
    return Person.objects.select_related("organization")


def _likely(name: str, known: Iterable[Person]) -> list[dict[str, Any]]:
    """Of these people, those the name may mean; the same name first."""
    found = [person for person in known if is_close_person(person.name, name)]
    found.sort(key=lambda person: (not is_same(person.name, name), person.name))
    return [_about(person) for person in found[:SHOWN]]


def _about(person: Person) -> dict[str, Any]:
    """A person as a choice: the name, and what tells namesakes apart."""
    return {"id": person.pk, "name": person.name, "about": about(person)}


def _free_slug(name: str) -> str:
    wanted = slugify(name)[:LONGEST_SLUG] or "person"
    taken = set(Person.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    numbers = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return wanted if wanted not in taken else next(slug for slug in numbers if slug not in taken)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() else None
