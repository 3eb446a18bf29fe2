"""The verbs after a save: the button that was pressed, and what it answers."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from articles.admin.stories.asking import told, worth_remembering
from articles.admin.stories.bar import VERBS
from articles.admin.stories.panel import proposed
from articles.content import StoryContent
from articles.models import Story
from articles.publishing import actions
from articles.publishing.checks import NotReady
from articles.publishing.status import status
from articles.publishing.workflow import require


class UsesVerbs(admin.ModelAdmin):
    """For StoryAdmin: what happens after the form is saved."""

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any
    ) -> Any:
        if request.method == "POST" and object_id and request.POST.get("_verb") in VERBS:
            with transaction.atomic():
                story = self.get_object(request, unquote(object_id))
                if story is not None and not self.has_change_permission(request, story):
                    return self._use_verb_alone(request, story)
        return super().changeform_view(request, object_id, *args, **kwargs)

    def _use_verb_alone(self, request: HttpRequest, story: Story) -> HttpResponse | None:
        """For whoever may use a verb on a story and not change it: nothing is saved."""
        if not self.has_view_permission(request, story):
            raise PermissionDenied
        require(story, request.POST["_verb"], request.user)
        form = self.get_form(request, story, change=True)(request.POST, instance=story)
        here = HttpResponseRedirect(reverse("admin:articles_story_change", args=[story.pk]))
        if not form.is_valid():
            for errors in form.errors.values():
                self.message_user(request, " ".join(map(str, errors)), messages.ERROR)
            return here
        if form.cleaned_data["base_revision"] != form.fields["base_revision"].initial:
            words = _("The story was saved after you opened it: look at it, then do this again.")
            self.message_user(request, words, messages.WARNING)
            return here
        story.asked_of_the_verb, story.met_others = form.cleaned_data, False
        return self._use_verb(request, story)

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
        if verb == "publish" and story.met_others:
            words = _(
                "Saved, and not published yet: look at what they changed, then publish again."
            )
            self.message_user(request, words, messages.WARNING)
            self._refused(request, story)
            return HttpResponseRedirect(here)
        options = told(verb, story.asked_of_the_verb)
        if verb == "publish" and options["change"] is None:
            options["change"] = proposed(story, _as_saved(story)) or None
        try:
            getattr(actions, verb)(story, by=request.user, **options)
        except NotReady as error:
            self._say_what_is_missing(request, error)
            self._refused(request, story)
        except ValidationError as error:
            self.message_user(request, " ".join(error.messages), messages.ERROR)
            self._refused(request, story)
        else:
            self._say_done(request, story)
        return HttpResponseRedirect(here)

    def _refused(self, request: HttpRequest, story: Story) -> None:
        """What the verb was told stands in the form again, when it is opened next."""
        request.session[_asked_before(story)] = worth_remembering(story)

    def get_form(self, request: HttpRequest, obj: Any = None, *args: Any, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, *args, **kwargs)
        if request.method == "GET" and obj is not None:
            form.remembered = request.session.pop(_asked_before(obj), {})
        return form

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


def _as_saved(story: Story) -> StoryContent:
    # Saving has changed rows this object does not know of.
    return Story.objects.for_content().get(pk=story.pk).content()


def _asked_before(story: Story) -> str:
    return f"asked-of-story-{story.pk}"


def _anchor(field: str) -> str:
    return f"{field}-group" if field in ("captions", "bylines", "items") else f"id_{field}"
