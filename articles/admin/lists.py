"""What the desk's lists share: titles in newsroom words, and filters as chips."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from articles.admin import waiting
from articles.admin.refused import IgnoresWhatIsNotAsked
from articles.models import Section, Story
from articles.publishing import rights

State = Story.State


class DeskList(ChangeList):
    """A list named for what it holds; a choice in a pop-up keeps the admin's words."""

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        if not self.is_popup:
            self.title = capfirst(str(self.opts.verbose_name_plural))


class DeskAdmin(IgnoresWhatIsNotAsked):
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    actions_on_top, actions_on_bottom = False, True

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return DeskList


class Chips(admin.SimpleListFilter):
    """A filter of a few named choices."""

    words: dict[str, Any] = {}

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(self.words.items())


class StatusFilter(Chips):
    """By what the badge says, of stories with their status."""

    title = _("status")
    parameter_name = "status"
    words = {
        "draft": State.DRAFT.label,
        "in_review": State.IN_REVIEW.label,
        "ready": State.READY.label,
        "scheduled": _("scheduled"),
        "live": _("live"),
        "changed": _("changed since"),
        "taken_down": _("taken down"),
        "held": State.HELD.label,
        "withdrawn": State.WITHDRAWN.label,
    }

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        value = self.value()
        if value not in self.words:
            return queryset
        narrow = {
            "scheduled": waiting.scheduled,
            "live": waiting.live,
            "changed": waiting.changed,
            "taken_down": waiting.taken_down,
        }.get(value)
        return narrow(queryset) if narrow else queryset.filter(state=value)


class SectionFilter(admin.SimpleListFilter):
    """A section with the sections within it."""

    title = _("section")
    parameter_name = "section"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        sections = Section.objects.select_related("parent")
        return [(str(section.pk), str(section)) for section in sections]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        value = self.value() or ""
        if not value.isdecimal():
            return queryset
        inside = Section.objects.filter(pk=value) | Section.objects.filter(parent=value)
        return queryset.filter(section__in=inside.values("pk"))


class WhoseFilter(Chips):
    title = _("whose")
    parameter_name = "whose"
    words = {
        "own": _("my stories"),
        "reach": _("in my sections"),
        "mine": _("last saved by me"),
    }

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        limited = rights.sections_of(request.user) is not None
        return [choice for choice in self.words.items() if limited or choice[0] != "reach"]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        match self.value():
            case "own":
                return rights.mine(queryset, request.user)
            case "reach":
                return rights.in_reach(queryset, request.user)
            case "mine":
                return waiting.saved_by(queryset, request.user)
        return queryset


class LacksFilter(Chips):
    """Photos that hold a story up, and those no page may show."""

    title = _("what they lack")
    parameter_name = "lacks"
    words = {"words": _("alt text or credit"), "picture": _("the picture")}

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "words":
            return queryset.filter(pk__in=waiting.lacking_words().values("pk"))
        return queryset.filter(sha256="") if self.value() == "picture" else queryset
