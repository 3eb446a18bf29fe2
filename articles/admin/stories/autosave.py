"""What was typed and not saved: kept within seconds as the person's own, and offered again.

An autosave is a revision nobody else is shown and that replaces nothing by itself. It keeps the
content, to be compared, and the form as it was typed, to be taken up to the letter.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
    QueryDict,
)
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles import markup, merging
from articles.admin.stories.meeting import base_of, desk_matters_differ
from articles.admin.stories.presence import in_words, others_at
from articles.admin.stories.typed import Typed
from articles.content import LONGEST_HEADLINE, StoryContent, digest
from articles.models import Revision, Story, present, whole
from articles.publishing import indexing

# What a form sends that is no text of the story.
NOT_KEPT = {"csrfmiddlewaretoken", "typed_at"}


def taken_up(request: HttpRequest, pk: str) -> QueryDict | None:
    """The form of the person's own autosave that the address asks for."""
    number = request.GET.get("autosave", "")
    if not number.isdecimal() or len(number) > 9 or not pk.isdecimal():
        return None
    own = Revision.objects.filter(
        story=pk, number=number, by=request.user.pk, kind=Revision.Kind.AUTOSAVE
    ).exclude(form="")
    revision = own.first()
    if revision is None:
        return None
    data = QueryDict(mutable=True)
    for name, values in json.loads(revision.form).items():
        data.setlist(name, values)
    data._mutable = False
    return data


@dataclass(frozen=True)
class Keeping:
    """What the form's script and its first lines need: where to keep what is typed, what of it
    waits to be taken up, who else is here."""

    autosave: str
    presence: str = ""
    discard: str = ""
    unsaved: Revision | None = None
    others: str = ""
    # Whether the form shows text that no save holds.
    is_unsaved: bool = False

    @classmethod
    def of(cls, story: Any, request: HttpRequest) -> "Keeping":
        is_unsaved = request.method == "POST"
        if story is None or story.pk is None:
            return cls(reverse("admin:articles_story_autosave_new"), is_unsaved=is_unsaved)
        by: Any = request.user
        waiting = Revision.objects.unsaved(story, by).defer("content", "form")
        return cls(
            autosave=reverse("admin:articles_story_autosave", args=[story.pk]),
            presence=reverse("admin:articles_story_presence", args=[story.pk]),
            discard=reverse("admin:articles_story_discard", args=[story.pk]),
            unsaved=None if is_unsaved else waiting.first(),
            others=in_words(others_at(story, request.user, present())),
            is_unsaved=is_unsaved,
        )


class Autosaves(admin.ModelAdmin):
    """For StoryAdmin: the addresses the form's script keeps unsaved text at."""

    def get_urls(self) -> list[Any]:
        keep = require_POST(self.admin_site.admin_view(self.autosave_view))
        discard = require_POST(self.admin_site.admin_view(self.discard_view))
        return [
            path("autosave/", keep, name="articles_story_autosave_new"),
            path("<int:pk>/autosave/", keep, name="articles_story_autosave"),
            path("<int:pk>/autosave/discard/", discard, name="articles_story_discard"),
            *super().get_urls(),
        ]

    def autosave_view(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        """Keep the form as it stands. A story nobody has saved yet is begun with its headline."""
        with transaction.atomic():
            story = self._begun(request) if pk is None else self._locked(request, pk)
            kept = self._keep(request, story)
        return JsonResponse(
            {
                "kept": kept,
                "at": f"{timezone.localtime():%H:%M:%S}",
                "story": story.pk,
                "base": Revision.objects.newest_number(story),
                "form": reverse("admin:articles_story_change", args=[story.pk]),
                "autosave": reverse("admin:articles_story_autosave", args=[story.pk]),
                "presence": reverse("admin:articles_story_presence", args=[story.pk]),
            }
        )

    def discard_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The person does not want the text. It stays among the revisions until it is thinned."""
        with transaction.atomic():
            story = self._locked(request, pk)
            by: Any = request.user
            Revision.objects.settle(story, by=by)
        return HttpResponseRedirect(reverse("admin:articles_story_change", args=[pk]))

    def _begun(self, request: HttpRequest) -> Story:
        if not self.has_add_permission(request):
            raise PermissionDenied
        by: Any = request.user
        headline = markup.clean_line(request.POST.get("headline", ""))[:LONGEST_HEADLINE]
        story = Story.objects.create(headline=headline, begun_by=by, saved_at=present())
        Revision.objects.keep(story, kind=Revision.Kind.SAVE, by=by, at=story.saved_at)
        indexing.index(Story, [story.pk])
        self.log_addition(request, story, _("Begun."))
        return story

    def _locked(self, request: HttpRequest, pk: int) -> Story:
        story = Story.objects.select_for_update().filter(pk=pk).first()
        if story is None:
            raise Http404
        if not self.has_change_permission(request, story):
            raise PermissionDenied
        return story

    def _keep(self, request: HttpRequest, story: Story) -> bool:
        """Whether there was anything that no save holds."""
        by: Any = request.user
        form_class, row_forms = self.forms_of(request, story)
        form = form_class(request.POST, instance=Story.objects.get(pk=story.pk))
        now = Story.objects.for_content().get(pk=story.pk).content()
        typed = Typed(request.POST, form, row_forms, now)
        text = typed.content.to_json()
        if _holds(now, typed.content, story, request) and not desk_matters_differ(form, story):
            Revision.objects.settle(story, by=by)
            return False
        sent = {name: values for name, values in request.POST.lists() if name not in NOT_KEPT}
        as_typed = json.dumps(sent, ensure_ascii=False)
        last = Revision.objects.unsaved(story, by).first()
        if last is None or last.form != as_typed:
            at = _typed_at(request)
            Revision.objects.create(
                story=story,
                number=Revision.objects.next_number(story),
                kind=Revision.Kind.AUTOSAVE,
                content=text,
                digest=digest(text),
                form=as_typed,
                by=by,
                at=at,
            )
            Revision.objects.thin(story, by, at)
        return True


def _holds(now: StoryContent, typed: StoryContent, story: Story, request: HttpRequest) -> bool:
    """Whether the working copy has all that was typed, even if others added to it."""
    if typed == now:
        return True
    base = base_of(request.POST, story)
    if base is None:
        return False
    merged = merging.merge(base.story_content(), now, typed)
    return not merged.collisions and merged.content == now


def _typed_at(request: HttpRequest) -> datetime:
    """When it was typed, as the browser says; it may have waited for the network."""
    now = present()
    milliseconds = request.POST.get("typed_at", "")
    if not milliseconds.isdecimal() or len(milliseconds) > 14:
        return now
    at = whole(datetime.fromtimestamp(int(milliseconds) / 1000, UTC))
    return at if now - timedelta(days=30) < at < now else now
