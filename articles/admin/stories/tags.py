"""Tags of a story: typed with commas, completed, and never nearly the same twice."""

import json
import re
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, JsonResponse
from django.template.loader import render_to_string
from django.urls import path
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_GET

from articles import markup
from articles.admin.likeness import closest, folded, is_same
from articles.models import Tag

SHOWN = 8
# A name with a comma in it stands in quotation marks.
TYPED = re.compile(r'"([^"]*)"|([^,"]+)')
# Under this name the form sends what was decided on a doubtful tag: ["typed", "meant"] as JSON.
MEANT = "tags-meant"


@dataclass(frozen=True)
class Doubt:
    """A new tag that may be an old one, and the old ones it may be."""

    typed: str
    close: list[str]

    @property
    def choices(self) -> list[tuple[str, str]]:
        uses = [(meant(self.typed, name), _("Use “%s”") % name) for name in self.close]
        return [*uses, (meant(self.typed, self.typed), _("“%s” is another one") % self.typed)]


def meant(typed: str, name: str) -> str:
    return json.dumps([typed, name], ensure_ascii=False)


class TagsWidget(forms.TextInput):
    """A line of names; the script of the desk makes it a box with completion."""

    doubts: list[Doubt] = []
    kinds: dict[str, str] = {}

    def format_value(self, value: Any) -> str:
        return value if isinstance(value, str) else as_typed(tag.name for tag in value or ())

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> Any:
        context = {
            "line": super().render(name, value, attrs, renderer),
            "doubts": self.doubts,
            "kinds": self.kinds,
            "meant_name": MEANT,
        }
        return render_to_string("admin/articles/story/tags.html", context)


class TagsField(forms.CharField):
    """The names of tags, each once. Unlike taggit's, a blank alone does not part two tags."""

    widget = TagsWidget

    def clean(self, value: Any) -> list[str]:
        names: list[str] = []
        for name in read_typed(super().clean(value)):
            if len(name) > 100:
                raise ValidationError(
                    _("A tag has at most 100 characters: “%(start)s…” is longer."),
                    code="too_long",
                    params={"start": name[:40]},
                )
            if not any(is_same(name, other) for other in names):
                names.append(name)
        return names

    def has_changed(self, initial: Any, data: Any) -> bool:
        return sorted(tag.name for tag in initial or ()) != sorted(read_typed(data or ""))


class HasTags(forms.ModelForm):
    """For StoryForm: a tag that is there is taken as spelt there; a near one is asked about."""

    tags = TagsField(
        label=gettext_lazy("Tags"), required=False, help_text=gettext_lazy("A comma between two.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "tags" in self.fields:
            rows = self.initial.get("tags") or ()
            widget: Any = self.fields["tags"].widget
            widget.kinds = {tag.name: tag.get_kind_display() for tag in rows}

    def clean_tags(self) -> list[str]:
        decided = _decided(self)
        existing = list(Tag.objects.values_list("name", flat=True)) if self.has_new_tags() else []
        found: list[str] = []
        doubts: list[Doubt] = []
        for typed in self.cleaned_data["tags"]:
            name = decided.get(typed, typed)
            same = next((other for other in [*existing, *found] if is_same(name, other)), "")
            close = [] if same or typed in decided else closest(name, [*existing, *found])
            if close:
                doubts.append(Doubt(typed, close))
            if (same or name) not in found:
                found.append(same or name)
        if doubts:
            widget: Any = self.fields["tags"].widget
            widget.doubts = doubts
            raise ValidationError([_question(doubt) for doubt in doubts])
        return found

    def has_new_tags(self) -> bool:
        return "tags" in self.changed_data


class CompletesTags(admin.ModelAdmin):
    """For StoryAdmin: the address the tags' box asks."""

    def get_urls(self) -> list[Any]:
        return [
            path("tags/", self.admin_site.admin_view(self.tags_view), name="articles_story_tags"),
            *super().get_urls(),
        ]

    @method_decorator(require_GET)
    def tags_view(self, request: HttpRequest) -> JsonResponse:
        """Tags one of whose words begins as typed, and those that may be meant."""
        if not (self.has_change_permission(request) or self.has_add_permission(request)):
            raise PermissionDenied
        typed = markup.clean_line(request.GET.get("q", ""))
        kinds = dict(Tag.objects.values_list("name", "kind")) if folded(typed) else {}
        begin = [name for name in kinds if f" {folded(typed)}" in f" {folded(name)}"]
        begin.sort(key=lambda name: (not folded(name).startswith(folded(typed)), name))
        same = [name for name in begin if is_same(name, typed)]
        close = [] if same else closest(typed, kinds)
        names = [*same, *close, *(name for name in begin if name not in [*same, *close])]
        return JsonResponse(
            {
                "tags": [
                    {"name": name, "about": str(Tag.Kind(kinds[name]).label)}
                    for name in names[:SHOWN]
                ],
                "same": bool(same),
                "close": len(close),
            }
        )


def read_typed(text: str) -> list[str]:
    """The names in a line with commas."""
    found = (markup.clean_line(quoted or plain) for quoted, plain in TYPED.findall(text))
    return [name for name in found if name]


def as_typed(names: Any) -> str:
    return ", ".join(f'"{name}"' if "," in name else name for name in sorted(names))


def _decided(form: forms.ModelForm) -> dict[str, str]:
    """What a person has said about doubtful tags, of a form as it was sent."""
    data: Any = form.data
    decided = {}
    for text in data.getlist(MEANT) if hasattr(data, "getlist") else []:
        try:
            typed, name = json.loads(text)
        except (ValueError, TypeError):
            continue
        if isinstance(typed, str) and isinstance(name, str):
            decided[typed] = markup.clean_line(name)[:100] or typed
    return decided


def _question(doubt: Doubt) -> str:
    names = _(" or ").join(f"“{name}”" for name in doubt.close)
    return _("“%(typed)s” is new and close to %(names)s. Say which one is meant.") % {
        "typed": doubt.typed,
        "names": names,
    }
