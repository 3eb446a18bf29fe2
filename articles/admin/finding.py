"""Rows of the desk found by their words, in lists and where one is chosen by typing."""

from typing import Any
from urllib.parse import urlsplit

from django.contrib import admin
from django.db.models import Case, Q, QuerySet, When
from django.http import HttpRequest

from articles import search
from articles.models import Address, Story
from articles.publishing import indexing

# Of the best hits, how many can be paged through where one is chosen.
MOST_CHOICES = 200


class FoundByWords(admin.ModelAdmin):
    """For a ModelAdmin whose rows are in the desk's index: searches there, and takes out of it
    what is deleted. Putting in is the last thing its `save_related` does."""

    # Which fields are searched, the index says; the admin wants one to show its box.
    search_fields = ["pk"]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        if not search_term.strip():
            return queryset, False
        if request.resolver_match and request.resolver_match.url_name == "autocomplete":
            return self._best_first(queryset, search_term), False
        kind = indexing.KINDS[self.model]
        found = Q(pk__in=search.matching("desk", kind, search_term))
        if self.model is Story:
            found |= Q(pk__in=at_address(search_term))
        return queryset.filter(found), False

    def _best_first(self, queryset: QuerySet[Any], search_term: str) -> QuerySet[Any]:
        kind = indexing.KINDS[self.model]
        hits = search.find("desk", search_term, within={kind: queryset}, limit=MOST_CHOICES)
        places = [When(pk=hit.id, then=place) for place, hit in enumerate(hits)]
        if not places:
            return queryset.none()
        return queryset.filter(pk__in=[hit.id for hit in hits]).order_by(Case(*places))

    # A row in the palette, and wherever else one is chosen by typing

    def for_lines(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Everything `line` needs, in one query."""
        return rows

    def line(self, row: Any) -> dict[str, str]:
        """What stands beside the row's name: `note`, `picture`, `badge` and its `look`."""
        return {}

    # Deleting

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        indexing.forget(self.model, [obj.pk])
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        indexing.forget(self.model, queryset.values_list("pk", flat=True))
        super().delete_queryset(request, queryset)


def at_address(typed: str) -> list[int]:
    """The story that stands at an address of the paper, pasted whole or without its host."""
    try:
        path = urlsplit(typed.strip()).path
    except ValueError:
        return []
    if not path.startswith("/stories/"):
        return []
    rows = Address.objects.filter(path=path.rstrip("/") + "/", story__isnull=False)
    return list(rows.values_list("story", flat=True))
