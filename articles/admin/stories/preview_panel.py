"""The panel of preview links on the story form: who was given one, and how often it was opened.

Its buttons save the story first, like every button of the form, so that nothing typed is lost.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy

from articles import markup
from articles.admin.stories.guarded import may_change
from articles.models import PreviewLink, Story
from articles.publishing import previews

NEWEST, AS_SAVED_NOW = "newest", "now"


class PreviewLinkForm(forms.Form):
    label = forms.CharField(
        label=gettext_lazy("For whom"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("A name, so that you know later."),
    )
    days = forms.ChoiceField(
        label=gettext_lazy("Works for"),
        choices=[
            ("1", gettext_lazy("1 day")),
            ("7", gettext_lazy("7 days")),
            ("30", gettext_lazy("30 days")),
        ],
        initial="7",
    )
    shows = forms.ChoiceField(
        label=gettext_lazy("Shows"),
        choices=[
            (NEWEST, gettext_lazy("always the newest")),
            (AS_SAVED_NOW, gettext_lazy("the story as it is now")),
        ],
        initial=NEWEST,
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, prefix="preview_link", use_required_attribute=False)


@dataclass(frozen=True)
class PreviewPanel:
    form: PreviewLinkForm
    working: list[Any]
    past: list[Any]

    @classmethod
    def of(cls, story: Story, request: HttpRequest, now: datetime) -> "PreviewPanel":
        """A story's links, those that open with their address. Queries: one."""
        links: list[Any] = list(previews.links_of(story, now).select_related("by", "revision"))
        for link in links:
            path = reverse("preview_links:story", args=[previews.token_of(link)])
            link.address = request.build_absolute_uri(path)
        # What was kept unasked is shown as if it were sent, and has no panel.
        sent = request.method == "POST" and "preview_link-days" in request.POST
        return cls(
            form=PreviewLinkForm(request.POST if sent else None),
            working=[link for link in links if link.opens],
            past=[link for link in links if not link.opens],
        )


class HasPreviewLinks(admin.ModelAdmin):
    """For StoryAdmin: the panel, and what its buttons do after the save."""

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        story = kwargs.get("obj")
        if story is not None and may_change(request, story):
            context["preview_links"] = PreviewPanel.of(story, request, timezone.now())
        return super().render_change_form(request, context, *args, **kwargs)

    def response_change(self, request: HttpRequest, obj: Story) -> Any:
        if "_make_preview_link" in request.POST:
            return self._make(request, obj)
        if uid := request.POST.get("_revoke_preview_link"):
            return self._revoke(request, obj, uid)
        return super().response_change(request, obj)

    def _make(self, request: HttpRequest, story: Story) -> HttpResponse:
        form = PreviewLinkForm(request.POST)
        try:
            if not form.is_valid():
                raise ValidationError(
                    [error for errors in form.errors.values() for error in errors]
                )
            given = form.cleaned_data
            pinned = previews.newest_saved(story) if given["shows"] == AS_SAVED_NOW else None
            previews.make_link(
                story,
                by=request.user,
                label=markup.clean_line(given["label"]),
                expires_at=timezone.now() + timedelta(days=int(given["days"])),
                revision=pinned,
            )
        except ValidationError as error:
            said = " ".join(error.messages)
            self.message_user(request, _("Saved. %(why)s") % {"why": said}, messages.ERROR)
        else:
            said = _("Saved, and the preview link is made: copy it from the list of links.")
            self.message_user(request, said, messages.SUCCESS)
        return _to_the_panel(story)

    def _revoke(self, request: HttpRequest, story: Story, uid: str) -> HttpResponse:
        links = PreviewLink.objects.filter(story=story)
        try:
            link = get_object_or_404(links, uid=uid)
        except ValidationError:
            return _to_the_panel(story)
        previews.revoke(link, by=request.user)
        self.message_user(
            request, _("Saved. The link no longer works, for anybody."), messages.SUCCESS
        )
        return _to_the_panel(story)


def _to_the_panel(story: Story) -> HttpResponse:
    form = reverse("admin:articles_story_change", args=[story.pk])
    return HttpResponseRedirect(f"{form}#preview-links")
