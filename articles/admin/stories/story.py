"""The story's desk, put together, and what its form shows."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.admin.choices import ChoosesByName
from articles.admin.editor import with_nonce
from articles.admin.stories.bar import Bar
from articles.admin.stories.columns import StoryColumns
from articles.admin.stories.form import StoryForm
from articles.admin.stories.guarded import Guarded, may_change
from articles.admin.stories.letters import HasLetters
from articles.admin.stories.panel import ProposesChange
from articles.admin.stories.parts import BylineInline, CaptionInline, ItemInline
from articles.admin.stories.preview import HasPreview
from articles.admin.stories.preview_panel import HasPreviewLinks
from articles.admin.stories.revisions import HasRevisions
from articles.admin.stories.saving import SavesStories
from articles.admin.stories.verbs import UsesVerbs
from articles.admin.stories.writing import SectionSelect, WritesInPlace
from articles.admin.times import TIME_FIELDS
from articles.models import Section, Story
from articles.publishing import actions, notices, rights
from articles.publishing.status import with_status


@admin.register(Story)
class StoryAdmin(
    Guarded,
    SavesStories,
    UsesVerbs,
    ProposesChange,
    HasPreview,
    HasPreviewLinks,
    HasLetters,
    HasRevisions,
    WritesInPlace,
    ChoosesByName,
    StoryColumns,
):
    form = StoryForm
    formfield_overrides = TIME_FIELDS
    inlines = [BylineInline, CaptionInline, ItemInline]
    autocomplete_fields = ["source_organization", "related"]
    change_form_template = "admin/articles/story/change_form.html"

    def get_queryset(self, request: HttpRequest) -> Any:
        return with_status(super().get_queryset(request), timezone.now())

    # What the form shows

    def get_fieldsets(self, request: HttpRequest, obj: Story | None = None) -> Any:
        # Times that keep a story from readers must be seen where there are any.
        times = ["embargo_until", "take_down_at"]
        shown = [name for name in times if obj and getattr(obj, name)]
        folded = [name for name in times if name not in shown]
        closed = ["collapse"]
        writes = may_change(request, obj)
        text, tags = ("body", "tags") if writes else ("text_to_read", "tags_to_read")
        return [
            (None, {"fields": ["web_headline", "headline", "deck", text, "planned_words"]}),
            (_("Publishing"), {"fields": [("section", "kind"), tags, *shown]}),
            (_("For the desk"), {"fields": ["notes"]}),
            (
                _("Dates and address"),
                {
                    "classes": closed,
                    "fields": [*folded, "first_published_at", "updated_at", "slug"],
                },
            ),
            (
                _("On the page and for search engines"),
                {
                    "classes": closed,
                    "fields": [
                        "related", ("language", "dateline_place"), "typography", "licence",
                        "canonical_url", "noindex", "noindex_reason",
                    ],
                },
            ),
            (
                _("Where it comes from"),
                {
                    "classes": closed,
                    "fields": [
                        "source_organization", "source", "source_id", "source_version",
                        "original_text",
                    ],
                },
            ),
        ]  # fmt: skip

    def get_readonly_fields(self, request: HttpRequest, obj: Story | None = None) -> Any:
        fixed = ["source", "source_id", "source_version", "original_text"]
        dated = ["slug"] if obj and obj.published_on else []
        return self.only_read(request, obj, [*fixed, *dated])

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name == "section":
            kwargs["queryset"] = Section.objects.select_related("parent")
            kwargs["widget"] = SectionSelect
            limits = rights.sections_of(request.user)
            if limits is not None:
                kwargs["queryset"] = kwargs["queryset"].filter(pk__in=limits)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        story = kwargs.get("obj")
        context["media"] = with_nonce(context["media"], request)
        context["bar"] = Bar.of(story, request.user, context["adminform"].form)
        context["why_only_read"] = self.why_only_read(request, story)
        if story is not None and context["unread_notices"]:
            mine = notices.unread(request.user).filter(story=story)
            context["unread_notices"] -= notices.mark_read(mine)
        if story is not None and story.published_on:
            context["reader_address"] = actions.addresses.path_of(story)
        return super().render_change_form(request, context, *args, **kwargs)
