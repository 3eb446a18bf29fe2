"""Who else has a story open. Nobody is locked out by it: saves are merged."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles.models import Presence, Revision, Story, present

# The form gives a sign of life every quarter of a minute; three missed, and it is closed.
SECONDS_UNTIL_GONE = 50
SECONDS_TO_COME_BACK = 8

THE_STATE_BEFORE_ANY_SAVE = {"number": 1, "kind": Revision.Kind.WIRE}


class Presences(admin.ModelAdmin):
    """For StoryAdmin: the address at which an open form gives a sign of life."""

    def get_urls(self) -> list[Any]:
        view = require_POST(self.admin_site.admin_view(self.presence_view))
        return [
            path("<int:pk>/presence/", view, name="articles_story_presence"),
            *super().get_urls(),
        ]

    def presence_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Note that this person has the form open (or has left it), and say who else has, and
        who saved last."""
        story = get_object_or_404(Story.objects.only("pk"), pk=pk)
        if not self.has_view_permission(request, story):
            raise PermissionDenied
        now = present()
        own = Presence.objects.filter(story=story, user=request.user)
        if "leave" in request.POST:
            # Gone in a moment, unless another window of the same person, or the same form after
            # a save, gives a sign of life.
            last_sign = now - timedelta(seconds=SECONDS_UNTIL_GONE - SECONDS_TO_COME_BACK)
            own.filter(seen_at__gt=last_sign).update(seen_at=last_sign)
            return JsonResponse({})
        # A form opened again after a while is open since then.
        long_ago = now - timedelta(seconds=SECONDS_UNTIL_GONE)
        own.filter(seen_at__lt=long_ago).delete()
        Presence.objects.update_or_create(story=story, user=request.user, defaults={"seen_at": now})
        saves = Revision.objects.saved().filter(story=story).exclude(**THE_STATE_BEFORE_ANY_SAVE)
        newest = saves.select_related("by").defer("content", "form").order_by("-number")
        last = newest.first()
        return JsonResponse(
            {
                "others": in_words(others_at(story, request.user, now)),
                "newest": last.number if last else 0,
                "saved": _saved_in_words(last, request.user) if last else "",
            }
        )


def others_at(story: Story, user: Any, now: datetime) -> list[Presence]:
    """Who else has the story open, the longest first."""
    here = Presence.objects.filter(
        story=story, seen_at__gte=now - timedelta(seconds=SECONDS_UNTIL_GONE)
    )
    return list(here.exclude(user=user).select_related("user"))


def in_words(others: list[Presence]) -> str:
    """A sentence for each: "Rosa has this story open since 14:05 EST." """
    return " ".join(
        _("%(who)s has this story open, since %(at)s.")
        % {"who": name_of(one.user), "at": _clock(one.opened_at)}
        for one in others
    )


def _saved_in_words(last: Revision, user: Any) -> str:
    if last.by == user:
        words = _("You saved in another window, at %(at)s. When you save, both are merged.")
    else:
        words = _("%(who)s saved at %(at)s. When you save, both are merged.")
    return words % {"who": name_of(last.by), "at": _clock(last.at)}


def name_of(user: Any) -> str:
    if user is None:
        return _("An import")
    return str(user.get_short_name() or user.get_username())


def _clock(at: datetime) -> str:
    here = timezone.localtime(at)
    return f"{here:%H:%M} {here.tzname()}"
