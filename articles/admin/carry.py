"""What was typed is carried through a login that has ended, and then saved.

A form sent without a login, or from a page of an earlier one, is not thrown away: the login form
comes with all of it in a hidden field, and after the login it is sent as it was.
"""

import json
from typing import Any
from urllib.parse import urlsplit

from django.contrib import admin
from django.contrib.admin.forms import AdminAuthenticationForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _
from django.views import csrf

FIELD = "carried"
CARRIED_TO = {"articles_story_add", "articles_story_change"}
NOT_CARRIED = {"csrfmiddlewaretoken"}


def is_wanted(request: HttpRequest) -> bool:
    """Whether this is a story being sent."""
    return request.method == "POST" and _leads_to_a_story(request.path)


def login_page(request: HttpRequest) -> HttpResponse:
    """The login form, with the story in it."""
    context = admin.site.each_context(request) | {
        "title": _("Log in"),
        "form": AdminAuthenticationForm(request),
        "app_path": reverse("admin:login"),
        "next": request.get_full_path(),
        FIELD: json.dumps(_sent(request.POST), ensure_ascii=False),
    }
    return TemplateResponse(request, "admin/login.html", context)


def send_on(request: HttpRequest, address: str, carried: str) -> HttpResponse | None:
    """After the login: the page that sends the story where it was going. None if it is none."""
    try:
        sent = json.loads(carried)
    except ValueError:
        return None
    if not _leads_to_a_story(urlsplit(address).path) or not isinstance(sent, dict):
        return None
    return _page(request, address, sent, by_itself=True)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form of an earlier login: its token is no longer good, its words are."""
    if not is_wanted(request):
        return csrf.csrf_failure(request, reason=reason)
    if not admin.site.has_permission(request):
        return login_page(request)
    # It may come from another site as well, so that nobody but the person may send it on.
    return _page(request, request.get_full_path(), _sent(request.POST), by_itself=False)


def _page(
    request: HttpRequest, address: str, sent: dict[str, Any], *, by_itself: bool
) -> HttpResponse:
    fields = [
        (str(name), str(value))
        for name, values in sent.items()
        if name not in NOT_CARRIED and isinstance(values, list)
        for value in values
    ]
    context = admin.site.each_context(request) | {
        "title": _("Saving what you wrote"),
        "address": address,
        "fields": fields,
        "headline": next((value for name, value in fields if name == "headline"), ""),
        "by_itself": by_itself,
    }
    return TemplateResponse(request, "admin/carry.html", context, status=200 if by_itself else 403)


def _sent(data: QueryDict) -> dict[str, Any]:
    return {name: values for name, values in data.lists() if name not in NOT_CARRIED}


def _leads_to_a_story(path: str) -> bool:
    try:
        found = resolve(path)
    except Resolver404:
        return False
    return found.app_name == "admin" and found.url_name in CARRIED_TO
