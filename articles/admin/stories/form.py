"""The form of the working copy, and what it asks for the verbs."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy

from articles.admin.choices import KnowsItsChoices
from articles.admin.editor import BodyField
from articles.admin.forms import CleanTextForm, TimeInput, in_the_newsrooms_zone
from articles.models import Publication, Revision, Story
from articles.publishing.timeline import Waiting


class StoryForm(KnowsItsChoices, CleanTextForm):
    """The working copy, and what the verbs ask for. Saving changes nothing readers see."""

    body = BodyField(label=gettext_lazy("Text"), required=False)
    base_revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    go_live_at = forms.DateTimeField(
        label=gettext_lazy("Go live at"),
        required=False,
        widget=TimeInput,
        help_text=in_the_newsrooms_zone(gettext_lazy("Left empty: now.")),
    )
    change = forms.ChoiceField(
        label=gettext_lazy("What changes"),
        required=False,
        choices=[
            (str(value), value.label)
            for value in (
                Publication.Change.UPDATE,
                Publication.Change.TYPO,
                Publication.Change.CLARIFICATION,
                Publication.Change.CORRECTION,
            )
        ],
    )
    change_note = forms.CharField(label=gettext_lazy("Note on the change"), required=False)
    waiting = forms.ChoiceField(
        label=gettext_lazy("The version that waits"),
        required=False,
        choices=[
            ("", gettext_lazy("Decide when publishing")),
            (str(Waiting.CARRY_OVER), gettext_lazy("Carry it over: it goes live at its time")),
            (str(Waiting.CANCEL), gettext_lazy("Cancel it: it never goes live")),
        ],
    )
    reader_words = forms.CharField(
        label=gettext_lazy("Words for readers"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("They stand at the story's address from then on."),
    )

    class Meta:
        model = Story
        fields = "__all__"
        widgets = {
            "headline": forms.Textarea(attrs={"rows": 2, "placeholder": gettext_lazy("Headline")}),
            "deck": forms.Textarea(
                attrs={"rows": 2, "placeholder": gettext_lazy("One or two sentences under it")}
            ),
            "notes": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.newest_revision = self._newest_revision()
        self.fields["base_revision"].initial = self.newest_revision

    def _newest_revision(self) -> int:
        if self.instance.pk is None:
            return 0
        newest = Revision.objects.filter(story=self.instance).aggregate(newest=Max("number"))
        return newest["newest"] or 0

    def clean_headline(self) -> str:
        return " ".join(self.cleaned_data["headline"].split())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        base, newest = cleaned.get("base_revision"), self.newest_revision
        if self.instance.pk and base is not None and base != newest:
            self._refuse_stale(newest)
        return cleaned

    def _refuse_stale(self, newest: int) -> None:
        """Somebody saved meanwhile: keep what was typed, say who, let the person decide."""
        last = Revision.objects.select_related("by").get(story=self.instance, number=newest)
        data: Any = self.data.copy()
        data["base_revision"] = str(newest)
        self.data = data
        raise ValidationError(
            _(
                "%(who)s saved this story at %(at)s, after you opened it. Nothing of yours is "
                "lost: it stands below, unsaved. Open the story in a second window to compare; "
                "save again to replace what was saved."
            ),
            code="stale",
            params={
                "who": last.by or _("An import"),
                "at": f"{timezone.localtime(last.at):%H:%M}",
            },
        )
