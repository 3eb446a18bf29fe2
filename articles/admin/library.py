"""The library of photos as a grid of cards, and the chips that narrow it."""

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.admin.views.main import ChangeList
from django.contrib.contenttypes.models import ContentType
from django.db.models import BigIntegerField, Count, Exists, OuterRef, QuerySet
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _, ngettext

from articles.admin.lists import Chips, DeskAdmin, DeskList, LacksFilter
from articles.admin.marks import SOON, marks
from articles.admin.pictures import picture_address
from articles.models import Caption, Photo

A_PAGE = 60


class PhotoList(DeskList):
    """Photos, each with the number of stories that have it. Queries: one more for the page."""

    def get_queryset(self, *args: Any, **kwargs: Any) -> Any:
        return super().get_queryset(*args, **kwargs).defer("metadata")

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        photos = list(self.result_list)
        uses = Caption.objects.filter(photo__in=[photo.pk for photo in photos])
        counts = uses.values("photo").annotate(stories=Count("story", distinct=True))
        stories = dict(counts.order_by().values_list("photo", "stories"))
        for photo in photos:
            photo.in_stories = stories.get(photo.pk, 0)
        self.result_list = photos


class UseFilter(Chips):
    """What may be shown, and until when."""

    title = _("use")
    parameter_name = "use"
    words = {
        "now": _("usable now"),
        "ending": _("right ends within 14 days"),
        "ended": _("right has ended"),
        "sale": _("for sale"),
        "withdrawn": _("withdrawn"),
    }

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        now = timezone.now()
        match self.value():
            case "now":
                return (
                    queryset.filter(withdrawn=False)
                    .exclude(usable_from__gt=now)
                    .exclude(usable_until__lte=now)
                )
            case "ending":
                return queryset.filter(usable_until__gt=now, usable_until__lte=now + SOON)
            case "ended":
                return queryset.filter(usable_until__lte=now)
            case "sale":
                return queryset.filter(for_sale=True)
            case "withdrawn":
                return queryset.filter(withdrawn=True)
        return queryset


class StoriesFilter(Chips):
    title = _("stories")
    parameter_name = "stories"
    words = {"none": _("in no story"), "some": _("in a story")}

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        used = Exists(Caption.objects.filter(photo=OuterRef("pk")))
        match self.value():
            case "none":
                return queryset.filter(~used)
            case "some":
                return queryset.filter(used)
        return queryset


class AddedFilter(Chips):
    """By when a photo came, or as the admin's log has it, whether this person brought it."""

    title = _("added")
    parameter_name = "added"
    words = {"today": _("today"), "week": _("in the past 7 days"), "me": _("by me")}

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        match self.value():
            case "today":
                return queryset.filter(created_at__gte=today)
            case "week":
                return queryset.filter(created_at__gte=today - timedelta(days=6))
            case "me":
                return queryset.filter(pk__in=_added_by(request.user))
        return queryset


def _added_by(user: Any) -> QuerySet[Any, Any]:
    kind = ContentType.objects.get_for_model(Photo)
    lines = LogEntry.objects.filter(user=user, content_type=kind, action_flag=ADDITION)
    return lines.values_list(Cast("object_id", BigIntegerField()))


class LibraryAdmin(DeskAdmin):
    """The list of photos, for PhotoAdmin."""

    list_display = ["card", "credit", "marks"]
    list_filter = [
        LacksFilter, UseFilter, StoriesFilter, AddedFilter,
        ("photographer", admin.RelatedOnlyFieldListFilter),
        ("organization", admin.RelatedOnlyFieldListFilter),
    ]  # fmt: skip
    list_per_page = A_PAGE

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return PhotoList

    @admin.display(description=_("newest"), ordering="created_at")
    def card(self, photo: Photo) -> str:
        return format_html('{}<span class="caption">{}</span>', _whole(photo), photo)

    @admin.display(description=_("credit"), ordering="credit_as_printed", empty_value="")
    def credit(self, photo: Photo) -> str:
        return photo.credit_as_printed

    @admin.display(description=_("marks"), empty_value="")
    def marks(self, photo: Any) -> str:
        badges = format_html_join(
            "",
            '<span class="badge" data-state="{}">{}</span> ',
            ((look, words) for words, look in marks(photo, timezone.now())),
        )
        if not photo.in_stories:
            return badges
        words = ngettext("in %(count)s story", "in %(count)s stories", photo.in_stories)
        return format_html("{}<small>{}</small>", badges, words % {"count": photo.in_stories})


def _whole(photo: Photo) -> str:
    """The picture in its own proportions: what is cut away cannot be judged."""
    if not photo.sha256:
        return mark_safe('<span class="thumbnail"></span>')
    return format_html(
        '<img src="{}" alt="" class="thumbnail" width="{}" height="{}" loading="lazy">',
        picture_address(photo),
        photo.width_px,
        photo.height_px,
    )
