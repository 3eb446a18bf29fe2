"""The parts of a story, edited within its form: bylines, photos, items."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _, gettext_lazy, ngettext

from articles.admin.choices import ChoosesByName, KnowsItsChoices
from articles.admin.forms import CleanTextForm
from articles.admin.marks import lacks
from articles.admin.photo_facts import MADE_BY_A_PROGRAM
from articles.admin.photos import thumbnail
from articles.admin.stories.guarded import may_change, may_illustrate
from articles.admin.stories.letters import SeesLetters
from articles.admin.stories.meeting import Meeting
from articles.admin.stories.typed import SHAPES
from articles.admin.stories.typesetting import PartsWithType
from articles.admin.times import TIME_FIELDS
from articles.content import ItemKind
from articles.models import Byline, Caption, Item

# The papers' common rule for a letter to the editor.
LETTER_WORDS = 250


class PartForm(KnowsItsChoices, CleanTextForm):
    """A row of a part. It says which one it is by uid, so that two people's rows can be told
    apart when both have changed them."""

    uid = forms.UUIDField(widget=forms.HiddenInput, required=False)
    # What came of meeting others' saves, set on the class made for one request.
    meeting: Meeting | None = None
    user: Any = None
    part_of = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["uid"].initial = self.instance.uid

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        uid = cleaned.get("uid")
        if uid and not self.instance.pk and not self._meta.model.objects.filter(uid=uid).exists():
            self.instance.uid = uid
        if self.meeting and uid:
            names = SHAPES[self.part_of].names
            for name, error in self.meeting.errors(self.part_of, str(uid), user=self.user):
                form_name = names.get(name, "")
                self.add_error(form_name if form_name in self.fields else None, error)
        return cleaned


class Part(ChoosesByName, admin.StackedInline):
    """Rows in an order of their own: moved by buttons or by hand, counted without script."""

    template = "admin/parts.html"
    extra = 0
    empty_value_display = ""

    def may(self, request: HttpRequest, story: Any) -> bool:
        """A part follows its story: who may change that, may change this."""
        return may_change(request, story)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may(request, obj)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)
        formset.form.meeting = getattr(request, "meeting", None)
        formset.form.user = request.user
        return formset

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        """One more row for those without script, who have asked for it by a link."""
        return int(request.GET.get("more") == self.model._meta.model_name)


class BylineForm(PartForm):
    part_of = "bylines"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        person, organization = cleaned.get("person"), cleaned.get("organization")
        if person and not cleaned.get("name_as_printed"):
            cleaned["name_as_printed"] = person.name
        if organization and not cleaned.get("affiliation_as_printed"):
            cleaned["affiliation_as_printed"] = organization.name
        if not cleaned.get("name_as_printed") and not cleaned.get("affiliation_as_printed"):
            raise ValidationError(_("A byline needs a name or an organisation."), code="empty")
        return cleaned

    class Meta:
        widgets = {
            "name_as_printed": forms.TextInput(
                attrs={"placeholder": gettext_lazy("Name as printed")}
            ),
            "affiliation_as_printed": forms.TextInput(
                attrs={"placeholder": gettext_lazy("Organisation as printed")}
            ),
        }


class BylineInline(Part):
    model = Byline
    form = BylineForm
    template = "admin/articles/story/bylines.html"
    autocomplete_fields = ["person", "organization"]
    # The printed words, and folded below them whom and what they name.
    fieldsets = [
        (None, {"fields": [("role", "position", "name_as_printed", "affiliation_as_printed")]}),
        (
            gettext_lazy("Person, organisation, contact"),
            {"classes": ["collapse"], "fields": ["person", "organization", ("email", "phone")]},
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("person", "organization")


class CaptionForm(PartForm):
    """Credit and alt text here; what holds while they are empty stands in them, in grey."""

    part_of = "photos"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.photo_id:
            photo = self.instance.photo
            held = {
                "credit_override": photo.credit_as_printed,
                "alt_override": photo.alt_text,
            }
            for name, words in held.items():
                if name in self.fields:
                    self.fields[name].widget.attrs["placeholder"] = words

    class Meta:
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}


class CaptionInline(Part):
    model = Caption
    form = CaptionForm
    template = "admin/articles/story/captions.html"
    formset = PartsWithType
    verbose_name = gettext_lazy("photo")
    verbose_name_plural = gettext_lazy("photos")
    autocomplete_fields = ["photo"]
    readonly_fields = ["picture"]
    fields = [
        ("picture", "photo", "placement", "position", "text", "credit_override", "alt_override"),
    ]  # fmt: skip

    def may(self, request: HttpRequest, story: Any) -> bool:
        return may_illustrate(request, story)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("photo").defer("photo__metadata")

    @admin.display(description=gettext_lazy("picture"))
    def picture(self, caption: Caption) -> str:
        if not caption.photo_id:
            return format_html('<span class="thumbnail">{}</span>', "")
        made = ""
        if caption.photo.made_by_a_program:
            made = format_html('<span class="badge" data-state="held">{}</span>', MADE_BY_A_PROGRAM)
        return format_html(
            '<a href="{}" title="{}">{}</a>{}{}',
            reverse("admin:articles_photo_change", args=[caption.photo_id]),
            _("Change the photo itself"),
            thumbnail(caption.photo),
            format_html_join(
                "",
                '<span class="badge" data-state="lack">{}</span>',
                (
                    (lack,)
                    for lack in lacks(caption.photo, caption.credit_override, caption.alt_override)
                ),
            ),
            made,
        )


class ItemForm(PartForm):
    part_of = "items"


class ItemInline(SeesLetters, Part):
    model = Item
    form = ItemForm
    formset = PartsWithType
    formfield_overrides = TIME_FIELDS
    readonly_fields = ["printed", "length"]
    fields = [
        (
            "kind", "position", "heading", "dateline", "text", "signatory", "town", "at",
            "printed", "alone", "length",
        ),
    ]  # fmt: skip

    @admin.display(description=gettext_lazy("length"))
    def length(self, item: Item) -> str:
        count = len(item.text.split())
        words = ngettext("%(count)s word", "%(count)s words", count) % {"count": count}
        if item.kind == ItemKind.LETTER and count > LETTER_WORDS:
            return _("%(words)s; letters have at most %(limit)s") % {
                "words": words,
                "limit": LETTER_WORDS,
            }
        return words
