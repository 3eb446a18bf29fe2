"""Corrections: added here, counted here, and never changed or taken away, only corrected again."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _, gettext_lazy

from articles.admin.choices import ChoosesByName
from articles.admin.counts import tables_of, years_with_corrections
from articles.admin.forms import CleanTextForm
from articles.admin.lists import DeskAdmin, SectionFilter
from articles.models import Correction, Section, Story
from articles.publishing import actions, corrections
from articles.publishing.timeline import in_words
from articles.publishing.workflow import require

WORDS = ["what_was_wrong", "what_is_right"]
KINDS = [(str(kind), kind.label) for kind in corrections.SAID.values()]


class CorrectionForm(CleanTextForm):
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=KINDS, initial=KINDS[-1][0])

    def clean_story(self) -> Story | None:
        story: Story | None = self.cleaned_data["story"]
        if story:
            require(story, "correct", None)
        return story


class AgainForm(CleanTextForm):
    """What is said in the place of an earlier correction, and why."""

    class Meta:
        model = Correction
        fields = [*WORDS, "reason", "cause"]
        widgets = dict.fromkeys([*WORDS, "reason"], forms.Textarea(attrs={"rows": 3}))
        help_texts = {"reason": gettext_lazy("Readers see it beside the new words.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = True


@admin.register(Correction)
class CorrectionAdmin(ChoosesByName, DeskAdmin):
    form = CorrectionForm
    change_list_template = "admin/articles/correction/change_list.html"
    autocomplete_fields = ["story"]
    list_display = [
        "__str__",
        "kind",
        "story",
        "where_printed",
        "desk",
        "cause",
        "said_at",
        "by_name",
    ]
    list_filter = ["kind", "cause", SectionFilter]
    list_select_related = ["story__section__parent", "section__parent"]
    search_fields = [*WORDS, "where_printed"]
    date_hierarchy = "at"

    def get_queryset(self, request: HttpRequest) -> Any:
        again = Correction.objects.filter(corrects=OuterRef("pk"))
        return super().get_queryset(request).annotate(was_corrected=Exists(again))

    def get_fields(self, request: HttpRequest, obj: Correction | None = None) -> Any:
        told = ["story", "where_printed", "section", "kind", "cause", *WORDS]
        if obj is None:
            return told
        again = ["earlier", "reason"] if obj.corrects else []
        return [*told, *again, "said_at", "by_name"]

    def get_readonly_fields(self, request: HttpRequest, obj: Correction | None = None) -> Any:
        return [] if obj is None else ["earlier", "said_at"]

    @admin.display(description=gettext_lazy("said"), ordering="at")
    def said_at(self, correction: Correction) -> str:
        at = in_words(correction.at)
        if correction.at > timezone.now():
            return _("%(at)s, with the version that waits") % {"at": at}
        return _("%(at)s, corrected again") % {"at": at} if correction.was_corrected else at

    @admin.display(description=gettext_lazy("in the place of"))
    def earlier(self, correction: Correction) -> str:
        address = reverse("admin:articles_correction_change", args=[correction.corrects.pk])
        return format_html('<a href="{}">{}</a>', address, correction.corrects)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("articles.correct_story"))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name == "section":
            kwargs["queryset"] = Section.objects.select_related("parent")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.display(description=gettext_lazy("desk"))
    def desk(self, correction: Correction) -> Section | None:
        return correction.section or (correction.story.section if correction.story else None)

    def save_model(self, request: HttpRequest, obj: Correction, form: Any, change: bool) -> None:
        made = actions.correct(
            obj.story,
            by=request.user,
            kind=obj.kind,
            where_printed=obj.where_printed,
            section=obj.section,
            cause=obj.cause,
            what_was_wrong=obj.what_was_wrong,
            what_is_right=obj.what_is_right,
        )
        obj.pk, obj.at = made.pk, made.at

    # Correcting again

    def get_urls(self) -> list[Any]:
        counts = self.admin_site.admin_view(self.counts_view)
        again = self.admin_site.admin_view(self.again_view)
        return [
            path("counts/", counts, name="articles_correction_counts"),
            path("<int:pk>/again/", again, name="articles_correction_again"),
            *super().get_urls(),
        ]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        correction = kwargs.get("obj")
        context["may_correct_again"] = (
            correction is not None
            and self.has_add_permission(request)
            and not correction.was_corrected
            and correction.at <= timezone.now()
        )
        return super().render_change_form(request, context, *args, **kwargs)

    def again_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask what is right after all, and why; the earlier correction stands beside it."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        earlier = get_object_or_404(Correction.objects.select_related("story"), pk=pk)
        said = {name: getattr(earlier, name) for name in [*WORDS, "cause"]}
        form = AgainForm(request.POST or None, initial=said)
        if request.method == "POST" and form.is_valid():
            try:
                made = actions.correct_again(earlier, by=request.user, **form.cleaned_data)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                words = _("Said anew. The earlier correction stays on record.")
                self.message_user(request, words, messages.SUCCESS)
                here = reverse("admin:articles_correction_change", args=[made.pk])
                return HttpResponseRedirect(here)
        context = self.admin_site.each_context(request) | {
            "title": _("Correct again"),
            "opts": self.opts,
            "earlier": earlier,
            "earlier_at": in_words(earlier.at),
            "form": form,
        }
        return TemplateResponse(request, "admin/articles/correction/again.html", context)

    def counts_view(self, request: HttpRequest) -> HttpResponse:
        """How many a year, by month, desk and cause. Queries: years, counts, sections."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        years = years_with_corrections()
        asked = request.GET.get("year", "")
        chosen = next((year for year in years if str(year) == asked), years[0])
        context = {
            **self.admin_site.each_context(request),
            "title": _("Corrections of %(year)s") % {"year": chosen},
            "opts": self.opts,
            "years": years,
            "chosen": chosen,
            "tables": tables_of(chosen),
        }
        return TemplateResponse(request, "admin/articles/correction/counts.html", context)
