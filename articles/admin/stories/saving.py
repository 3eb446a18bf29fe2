"""Saving a story: what others saved meanwhile comes first, and every save is kept."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from articles.admin.editor import allow_pasted_styles
from articles.admin.stories.autosave import Autosaves, Keeping, taken_up
from articles.admin.stories.meeting import meet
from articles.admin.stories.presence import Presences
from articles.models import Revision, Story, present
from articles.publishing import actions, indexing
from articles.publishing.workflow import moves_for

# What changes when readers see a story that is scheduled or live: for those who may publish it.
PUBLIC_TIMES = {"embargo_until", "take_down_at"}


class SavesStories(Autosaves, Presences):
    """For StoryAdmin: the form's way into the database."""

    @allow_pasted_styles
    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any
    ) -> Any:
        if object_id is None:
            return super().changeform_view(request, object_id, *args, **kwargs)
        with transaction.atomic(), self._taken_up(request, object_id):
            self._meet_others(request, object_id)
            return super().changeform_view(request, object_id, *args, **kwargs)

    @contextmanager
    def _taken_up(self, request: HttpRequest, object_id: str) -> Iterator[None]:
        """An autosave that is taken up is shown as if it were being sent now, and not saved."""
        data = taken_up(request, unquote(object_id)) if request.method == "GET" else None
        story = self.get_object(request, unquote(object_id)) if data else None
        if data is None or story is None or not self.has_change_permission(request, story):
            yield
            return
        request.only_shown = True
        # Asked for now: later, the request would read its body over what is put here.
        request.FILES.clear()
        request.POST, request.method = data, "POST"  # type: ignore[assignment]
        try:
            yield
        finally:
            request.method = "GET"

    def _meet_others(self, request: HttpRequest, object_id: str) -> None:
        """Bring a sent form up to date with what others saved since it was opened."""
        if request.method != "POST":
            return
        # Two saves of one story come one after the other; the second sees the first.
        list(Story.objects.select_for_update().filter(pk=unquote(object_id)).values("pk"))
        story = self.get_object(request, unquote(object_id))
        if story is None or not self.has_change_permission(request, story):
            return
        request.meeting = meet(request, story, *self.forms_of(request, story))

    def forms_of(self, request: HttpRequest, story: Story) -> tuple[Any, dict[str, Any]]:
        """The classes of the story's form and, by prefix, of the forms of its rows.

        Of rows this person may only read there is none.
        """
        fields = flatten_fieldsets(self.get_fieldsets(request, story))
        return self.get_form(request, story, change=True, fields=fields), {
            formset.get_default_prefix(): formset.form
            for formset, inline in self.get_formsets_with_inlines(request, story)
            if inline.has_change_permission(request, story)
        }

    def get_form(self, request: HttpRequest, obj: Any = None, *args: Any, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, *args, **kwargs)
        form.meeting = getattr(request, "meeting", None)
        form.only_shown = getattr(request, "only_shown", False)
        form.user = request.user
        for name in _only_shown(obj, request.user) & set(form.base_fields):
            form.base_fields[name].disabled = True
        return form

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context["keeping"] = Keeping.of(kwargs.get("obj"), request)
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Story, form: Any, change: bool) -> None:
        obj.saved_at = present()
        obj.asked_of_the_verb = form.cleaned_data
        obj.met_others = bool(form.meeting and form.meeting.taken)
        if not change:
            obj.begun_by = request.user  # type: ignore[assignment]
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        story = Story.objects.for_content().get(pk=form.instance.pk)
        by: Any = request.user
        met = form.instance.met_others
        kind = Revision.Kind.MERGE if met else Revision.Kind.SAVE
        Revision.objects.keep(story, kind=kind, by=by, at=story.saved_at)
        Revision.objects.settle(story, by=by)
        if met:
            self.message_user(request, form.meeting.said(request.user), messages.WARNING)
        # The end first: an embargo may reach beyond the old one.
        if "take_down_at" in form.changed_data:
            actions.respect_take_down(story, by=request.user)
        if "embargo_until" in form.changed_data:
            actions.respect_embargo(story, by=request.user)
        indexing.index(Story, [story.pk])


def _only_shown(story: Any, user: Any) -> set[str]:
    """The times of a story that this person may see and not change."""
    if story is None:
        return set()
    fixed = {"first_published_at"} if story.published_on else set()
    if story.state != Story.State.PUBLISHED:
        return fixed
    publishes = "publish" in {move.verb for move in moves_for(story, user)}
    return fixed if publishes else fixed | PUBLIC_TIMES
