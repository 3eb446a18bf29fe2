"""Stories at the desk: the list, what the form shows, the verbs after a save, the preview."""

from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from articles import pages
from articles.admin.choices import ChoosesByName
from articles.admin.editor import allow_pasted_styles, with_nonce
from articles.admin.forms import TIME_FIELDS
from articles.admin.photos import picture_address
from articles.admin.story_bar import VERBS, Bar
from articles.admin.story_form import StoryForm
from articles.admin.story_list import StoryColumns
from articles.admin.story_parts import BylineInline, CaptionInline, ItemInline
from articles.models import Ledger, Revision, Section, Story
from articles.publishing import actions
from articles.publishing.checks import NotReady
from articles.publishing.status import status, with_status
from articles.publishing.timeline import Waiting


@admin.register(Story)
class StoryAdmin(ChoosesByName, StoryColumns):
    form = StoryForm
    formfield_overrides = TIME_FIELDS
    inlines = [BylineInline, CaptionInline, ItemInline]
    autocomplete_fields = ["source_organization", "related"]
    change_form_template = "admin/articles/story/change_form.html"

    def get_queryset(self, request: HttpRequest) -> Any:
        return with_status(super().get_queryset(request), timezone.now())

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        if request.method == "POST":
            # Two saves of one story come one after the other; the second sees the first.
            list(Story.objects.select_for_update().filter(pk=object_id).values("pk"))
        return super().get_object(request, object_id, from_field)

    # What the form shows

    def get_fieldsets(self, request: HttpRequest, obj: Story | None = None) -> Any:
        # An embargo must be seen where there is one.
        embargo = ["embargo_until"]
        shown, folded = (embargo, []) if obj and obj.embargo_until else ([], embargo)
        closed = ["collapse"]
        return [
            (None, {"fields": ["headline", "deck", "body"]}),
            (_("Publishing"), {"fields": [("section", "kind"), "tags", *shown]}),
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
                        "web_headline", ("language", "dateline_place"), "canonical_url", "noindex",
                        "noindex_reason", "licence", "related",
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
            (_("For the desk"), {"fields": ["notes"]}),
        ]  # fmt: skip

    def get_readonly_fields(self, request: HttpRequest, obj: Story | None = None) -> Any:
        fixed = ["source", "source_id", "source_version", "original_text"]
        return [*fixed, "slug", "first_published_at"] if obj and obj.published_on else fixed

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name == "section":
            kwargs["queryset"] = Section.objects.select_related("parent")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_delete_permission(self, request: HttpRequest, obj: Story | None = None) -> bool:
        """What readers have seen is withdrawn, never deleted."""
        if obj is not None and obj.pk not in request.__dict__.setdefault("undeletable", {}):
            seen = Ledger.objects.filter(story=obj).exists()
            request.undeletable[obj.pk] = seen
        if obj is not None and request.undeletable[obj.pk]:
            return False
        return super().has_delete_permission(request, obj)

    @allow_pasted_styles
    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return super().changeform_view(request, *args, **kwargs)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        story = kwargs.get("obj")
        context["media"] = with_nonce(context["media"], request)
        context["bar"] = Bar.of(story, request.user, context["adminform"].form)
        if story is not None and story.published_on:
            context["reader_address"] = actions.addresses.path_of(story)
        return super().render_change_form(request, context, *args, **kwargs)

    # Saving, and the verbs after it

    def save_model(self, request: HttpRequest, obj: Story, form: Any, change: bool) -> None:
        obj.saved_at = timezone.now()
        obj.asked_of_the_verb = form.cleaned_data
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        story = Story.objects.for_content().get(pk=form.instance.pk)
        by: Any = request.user
        Revision.objects.keep(story, kind=Revision.Kind.SAVE, by=by, at=timezone.now())
        if "embargo_until" in form.changed_data:
            actions.respect_embargo(story, by=request.user)

    def response_add(self, request: HttpRequest, obj: Story, post_url_continue: Any = None) -> Any:
        return self._use_verb(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Story) -> Any:
        return self._use_verb(request, obj) or super().response_change(request, obj)

    def _use_verb(self, request: HttpRequest, story: Story) -> HttpResponse | None:
        """The verb whose button was pressed, after the save. A refused verb loses nothing."""
        if "_preview" in request.POST:
            return HttpResponseRedirect(reverse("admin:articles_story_preview", args=[story.pk]))
        verb = request.POST.get("_verb")
        if verb not in VERBS:
            return None
        here = reverse("admin:articles_story_change", args=[story.pk])
        try:
            getattr(actions, verb)(
                story, by=request.user, **self._verb_options(verb, story.asked_of_the_verb)
            )
        except NotReady as error:
            self._say_what_is_missing(request, error)
        except ValidationError as error:
            self.message_user(request, " ".join(error.messages), messages.ERROR)
        else:
            self._say_done(request, story)
        return HttpResponseRedirect(here)

    def _verb_options(self, verb: str, asked: dict[str, Any]) -> dict[str, Any]:
        """What a verb is told, of what the form asked for and has checked."""
        if verb == "publish":
            return {
                "at": asked.get("go_live_at"),
                "change": asked.get("change") or None,
                "note": asked.get("change_note") or "",
                "waiting": Waiting(asked["waiting"]) if asked.get("waiting") else None,
            }
        return {"words": asked.get("reader_words") or ""} if verb == "withdraw" else {}

    def _say_what_is_missing(self, request: HttpRequest, error: NotReady) -> None:
        lacks = format_html_join(
            "",
            '<li><a href="#{}">{}</a></li>',
            ((_anchor(lack.field), lack.message) for lack in error.lacks),
        )
        self.message_user(
            request,
            format_html("{}<ul>{}</ul>", _("Saved, and not published yet. It needs:"), lacks),
            messages.ERROR,
        )

    def _say_done(self, request: HttpRequest, story: Story) -> None:
        fresh = self.get_queryset(request).get(pk=story.pk)
        text = _("“%(story)s” is now: %(status)s.") % {"story": story, "status": status(fresh)}
        if fresh.live_number:
            address = actions.addresses.path_of(fresh)
            text = format_html('{} <a href="{}">{}</a>', text, address, _("Read it"))
        self.message_user(request, text, messages.SUCCESS)

    # Preview

    def get_urls(self) -> list[Any]:
        preview = self.admin_site.admin_view(self.preview_view)
        return [
            path("<int:pk>/preview/", preview, name="articles_story_preview"),
            *super().get_urls(),
        ]

    def preview_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The reader's page, made from the working copy."""
        story = get_object_or_404(Story.objects.for_content(), pk=pk)
        if not self.has_view_permission(request, story):
            raise PermissionDenied
        page = pages.StoryPage(
            content=story.content(),
            section=pages.SectionLink.to(story.section),
            pictures={
                str(caption.photo.uid): partial(picture_address, caption.photo)
                for caption in story.captions.all()
                if caption.photo.sha256
            },
            preview=True,
        )
        response = HttpResponse(pages.story_html(page))
        response["Content-Security-Policy"] = pages.content_security_policy()
        return response


def _anchor(field: str) -> str:
    return f"{field}-group" if field in ("captions", "bylines", "items") else f"id_{field}"
