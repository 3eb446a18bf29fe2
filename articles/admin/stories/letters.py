"""The desk's eye on letters: what each writer had printed in the last month."""

from collections import Counter
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _, gettext_lazy, ngettext

from articles.content import ItemKind
from articles.models import Item
from articles.publishing.letters import PrintedLetter, folded, printed_lately


class HasLetters(admin.ModelAdmin):
    """For StoryAdmin: the list of the month's letters, and a word to who saves one too many."""

    def get_urls(self) -> list[Any]:
        letters = self.admin_site.admin_view(self.letters_view)
        return [
            path("letters/", letters, name="articles_story_letters"),
            *super().get_urls(),
        ]

    def letters_view(self, request: HttpRequest) -> HttpResponse:
        """What was printed in the last month, of everybody or of those whose name is asked for."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        name = request.GET.get("name", "")
        letters = [one for one in printed_lately() if folded(name) in folded(one.signatory)]
        counted = Counter(folded(letter.signatory) for letter in letters)
        rows = [(letter, counted[folded(letter.signatory)]) for letter in letters]
        context = {
            **self.admin_site.each_context(request),
            "title": _("Letters of the last month"),
            "opts": self.opts,
            "name": name,
            "rows": rows,
        }
        return TemplateResponse(request, "admin/articles/story/letters.html", context)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        signed = [
            row.instance
            for formset in formsets
            for row in formset.forms
            if formset.model is Item and "signatory" in row.changed_data and row.instance.pk
        ]
        for item, letters in _too_many(signed):
            self.message_user(request, _said(item, letters), messages.WARNING)


class SeesLetters(admin.options.BaseModelAdmin):
    """For the inline of items: beside a letter, what else its writer had printed."""

    @cached_property
    def _lately(self) -> list[PrintedLetter]:
        return printed_lately()

    @admin.display(description=gettext_lazy("printed lately"))
    def printed(self, item: Item) -> str:
        if item.kind != ItemKind.LETTER or not item.signatory:
            return ""
        count = len(_others(item, self._lately))
        words = (
            ngettext(
                "%(count)s other letter in the last month",
                "%(count)s other letters in the last month",
                count,
            )
            % {"count": count}
            if count
            else _("no other letter in the last month")
        )
        return format_html(
            '<a href="{}" class="{}" data-state="lack">{}</a>',
            letters_of(item.signatory),
            "badge" if count else "",
            words,
        )


def letters_of(signatory: str) -> str:
    """The address of the list of what somebody had printed."""
    return f"{reverse('admin:articles_story_letters')}?{urlencode({'name': signatory})}"


def _too_many(items: list[Item]) -> list[tuple[Item, list[PrintedLetter]]]:
    """Of these, the letters whose writers had others. Queries: one, and none without letters."""
    letters = [item for item in items if item.kind == ItemKind.LETTER and item.signatory]
    lately = printed_lately() if letters else []
    return [(item, found) for item in letters if (found := _others(item, lately))]


def _others(item: Item, lately: list[PrintedLetter]) -> list[PrintedLetter]:
    name = folded(item.signatory)
    return [
        letter
        for letter in lately
        if folded(letter.signatory) == name and letter.uid != str(item.uid)
    ]


def _said(item: Item, letters: list[PrintedLetter]) -> str:
    last = letters[0]
    return format_html(
        _('{} had a letter printed within the month: <a href="{}">{}</a>. Is this one too many?'),
        item.signatory,
        letters_of(item.signatory),
        last.heading or last.headline,
    )
