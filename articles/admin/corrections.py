"""Corrections: added here, and never changed or taken away."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from articles.admin.choices import ChoosesByName
from articles.admin.forms import CleanTextForm
from articles.admin.lists import DeskAdmin
from articles.models import Correction, Story
from articles.publishing import actions
from articles.publishing.workflow import require


class CorrectionForm(CleanTextForm):
    def clean_story(self) -> Story | None:
        story: Story | None = self.cleaned_data["story"]
        if story:
            require(story, "correct", None)
        return story


@admin.register(Correction)
class CorrectionAdmin(ChoosesByName, DeskAdmin):
    form = CorrectionForm
    autocomplete_fields = ["story"]
    list_display = ["__str__", "kind", "story", "where_printed", "at", "by_name"]
    list_filter = ["kind"]
    list_select_related = ["story"]
    search_fields = ["what_was_wrong", "what_is_right", "where_printed"]
    date_hierarchy = "at"
    fields = ["story", "where_printed", "kind", "what_was_wrong", "what_is_right"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("articles.correct_story"))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Correction, form: Any, change: bool) -> None:
        made = actions.correct(
            obj.story,
            by=request.user,
            kind=obj.kind,
            where_printed=obj.where_printed,
            what_was_wrong=obj.what_was_wrong,
            what_is_right=obj.what_is_right,
        )
        obj.pk, obj.at = made.pk, made.at
