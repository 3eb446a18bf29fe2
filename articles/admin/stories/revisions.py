"""What was kept of a story: its history, two states side by side, and the way back to one."""

from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles.admin.stories.comparison import Comparison
from articles.admin.stories.guarded import may_change
from articles.admin.stories.history import History
from articles.models import Publication, Revision, Story
from articles.publishing import actions


class HasRevisions(admin.ModelAdmin):
    """For StoryAdmin: history, comparison, restoring."""

    def get_urls(self) -> list[Any]:
        compare = self.admin_site.admin_view(self.compare_view)
        restore = self.admin_site.admin_view(require_POST(self.restore_view))
        return [
            path("<int:pk>/compare/", compare, name="articles_story_compare"),
            path("<int:pk>/restore/<int:number>/", restore, name="articles_story_restore"),
            *super().get_urls(),
        ]

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        story = self._story_to_look_at(request, object_id)
        history = History.of(story, request.user, _moment(request.GET.get("before", "")))
        values = [entry.value for entry in history.entries if entry.may_be_restored]
        saved = Revision.objects.saved().filter(story=story).order_by("number")
        numbers = saved.values_list("number", flat=True)
        context = {
            "history": history,
            "newest": values[:1],
            "before_newest": values[1:2] or values[:1],
            "first": numbers.first(),
            "newest_saved": numbers.last(),
            "live": Publication.objects.filter(story=story).live(timezone.now()).exists(),
            **(extra_context or {}),
        }
        return self._page(request, story, "history", _("History"), context)

    def compare_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        story = self._story_to_look_at(request, pk)
        asked = request.GET
        comparison = Comparison.of(story, request.user, asked.get("from", ""), asked.get("to", ""))
        saved = Revision.objects.saved().filter(story=story).newest_first()
        context = {
            "comparison": comparison,
            "newest": saved.values_list("number", flat=True).first(),
        }
        return self._page(request, story, "compare", _("Comparison"), context)

    def restore_view(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        story = get_object_or_404(Story, pk=pk)
        by: Any = request.user
        revisions = Revision.objects.seen_by(by)
        revision = get_object_or_404(revisions, story=story, number=number)
        try:
            restored = actions.restore_revision(story, revision, by=by)
        except ValidationError as error:
            self.message_user(request, " ".join(error.messages), messages.ERROR)
            return HttpResponseRedirect(reverse("admin:articles_story_history", args=[pk]))
        if revision == Revision.objects.unsaved(story, by).first():
            # What was typed last stands there now: it is not offered any more.
            Revision.objects.settle(story, by)
        words = _(
            "The story stands as in revision %(old)s again; that is now revision %(new)s. "
            "Readers see it once it is published."
        )
        said = words % {"old": number, "new": restored.number}
        self.message_user(request, said, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:articles_story_change", args=[pk]))

    def _story_to_look_at(self, request: HttpRequest, pk: Any) -> Story:
        story = self.get_object(request, str(pk))
        if story is None:
            raise Http404
        if not self.has_view_permission(request, story):
            raise PermissionDenied
        return story

    def _page(
        self, request: HttpRequest, story: Story, name: str, title: str, context: dict[str, Any]
    ) -> HttpResponse:
        known = {
            **self.admin_site.each_context(request),
            "title": f"{title}: {story}",
            "heading": title,
            "opts": self.opts,
            "story": story,
            "may_restore": may_change(request, story),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, f"admin/articles/story/{name}.html", known | context)


def _moment(text: str) -> datetime | None:
    """The moment an address names; what is no moment names none."""
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    return moment if moment and timezone.is_aware(moment) else None
