"""Ctrl-K: the story, photo or person somebody has in mind, by a few letters of it.

What is shown passes the same querysets and permissions as the lists. The script is
static/articles/desk-palette.js; its window, templates/admin/palette.html.
"""

from collections.abc import Iterable, Iterator
from typing import Any, TypeGuard
from urllib.parse import urlencode

from django.contrib.admin import AdminSite
from django.contrib.admin.models import DELETION, LogEntry
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy

from articles import search
from articles.admin.finding import FoundByWords, at_address
from articles.models import Person, Photo, Story
from articles.publishing.indexing import KINDS

GROUPS: list[tuple[Any, Any, int]] = [
    (Story, gettext_lazy("Stories"), 7),
    (Photo, gettext_lazy("Photos"), 4),
    (Person, gettext_lazy("People"), 4),
]
MOST_RECENT = 8

Line = dict[str, str]


def answer(site: AdminSite, request: HttpRequest) -> JsonResponse:
    """What fits the words of `q`, best first; without words, what this person has opened
    (`opened`, such as "story-7,photo-3", as their browser remembers) and saved lately."""
    desks = {
        KINDS[model]: desk
        for model, _name, _most in GROUPS
        if isinstance(desk := site._registry.get(model), FoundByWords)
        and desk.has_view_permission(request)
    }
    query = request.GET.get("q", "")
    groups = _found(desks, request, query) if query.strip() else _recent(desks, request)
    return JsonResponse({"groups": [group for group in groups if group["lines"]]})


def _found(
    desks: dict[str, FoundByWords], request: HttpRequest, query: str
) -> Iterator[dict[str, Any]]:
    for model, name, most in GROUPS:
        kind = KINDS[model]
        if kind not in desks:
            continue
        within = {kind: desks[kind].get_queryset(request)}
        pks = [hit.id for hit in search.find("desk", query, within=within, limit=most + 1)]
        if model is Story:
            pks = [*at_address(query), *pks]
        lines = [line for _pk, line in _known(desks[kind], request, pks[:most])]
        if len(pks) > most:
            address = reverse(f"admin:articles_{kind}_changelist")
            label = _("All %(rows)s with “%(words)s”")
            rows = {"rows": model._meta.verbose_name_plural, "words": query.strip()}
            more = {"label": label % rows, "address": f"{address}?{urlencode({'q': query})}"}
            lines.append(more | {"look": "more"})
        yield {"name": str(name), "lines": lines}


def _recent(desks: dict[str, FoundByWords], request: HttpRequest) -> Iterator[dict[str, Any]]:
    keys = list(dict.fromkeys([*_opened(request), *_saved(request)]))
    known = {
        (kind, pk): line | {"kind": str(desk.opts.verbose_name)}
        for kind, desk in desks.items()
        for pk, line in _known(desk, request, [pk for one, pk in keys if one == kind])
    }
    lines = [known[key] for key in keys if key in known]
    yield {"name": _("Lately"), "lines": lines[:MOST_RECENT]}


def _opened(request: HttpRequest) -> Iterator[tuple[str, int]]:
    for name in request.GET.get("opened", "").split(",")[: 2 * MOST_RECENT]:
        kind, _dash, pk = name.partition("-")
        if _is_number(pk):
            yield kind, int(pk)


def _saved(request: HttpRequest) -> Iterator[tuple[str, int]]:
    names = [model._meta.model_name for model, _name, _most in GROUPS]
    entries = (
        LogEntry.objects.filter(
            user=request.user.pk, content_type__app_label="articles", content_type__model__in=names
        )
        .exclude(action_flag=DELETION)
        .order_by("-action_time")
        .values_list("content_type__model", "object_id")
    )
    for name, pk in entries[: 4 * MOST_RECENT]:
        if _is_number(pk):
            yield name, int(pk)


def _is_number(text: str | None) -> TypeGuard[str]:
    """Whether a key may be a row's number."""
    return text is not None and text.isascii() and text.isdecimal() and len(text) < 19


def _known(
    desk: FoundByWords, request: HttpRequest, pks: Iterable[int]
) -> Iterator[tuple[int, Line]]:
    """A line for each of these rows that is there and that this person may see."""
    keys = list(dict.fromkeys(pks))
    rows = desk.for_lines(desk.get_queryset(request)).in_bulk(keys) if keys else {}
    kind = KINDS[desk.model]
    for pk in keys:
        if pk in rows and desk.has_view_permission(request, rows[pk]):
            address = reverse(f"admin:articles_{kind}_change", args=[pk])
            yield pk, {"label": str(rows[pk]), "address": address} | desk.line(rows[pk])
