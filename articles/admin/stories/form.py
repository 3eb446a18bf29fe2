"""The form of the working copy, and what it asks for the verbs."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from articles.admin.choices import KnowsItsChoices
from articles.admin.editor import BodyField
from articles.admin.forms import CleanTextForm
from articles.admin.stories.asking import AsksForVerbs
from articles.admin.stories.meeting import DESK_FIELDS, Meeting
from articles.admin.stories.typesetting import set_words
from articles.admin.stories.writing import WritingForm
from articles.models import Revision, Story


class StoryForm(AsksForVerbs, WritingForm, KnowsItsChoices, CleanTextForm):
    """The working copy, and what the verbs ask for. Saving changes nothing readers see."""

    body = BodyField(label=gettext_lazy("Text"), required=False)
    base_revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Story
        fields = "__all__"
        widgets = {
            "headline": forms.Textarea(attrs={"rows": 2, "placeholder": gettext_lazy("Headline")}),
            "web_headline": forms.TextInput(
                attrs={"placeholder": gettext_lazy("Web headline, where it is another one")}
            ),
            "deck": forms.Textarea(
                attrs={"rows": 2, "placeholder": gettext_lazy("One or two sentences under it")}
            ),
            "notes": forms.Textarea(attrs={"rows": 3}),
        }

    # What came of meeting others' saves, set on the class made for one request.
    meeting: Meeting | None = None
    # Text taken up again is shown, not saved.
    only_shown = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        newest = Revision.objects.newest_number(self.instance) if self.instance.pk else 0
        self.fields["base_revision"].initial = newest
        for name in DESK_FIELDS:
            if name in self.fields:
                self.fields[name].show_hidden_initial = True

    def is_valid(self) -> bool:
        return super().is_valid() and not self.only_shown

    def clean_headline(self) -> str:
        return " ".join(self.cleaned_data["headline"].split())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        set_words(cleaned, self.instance)
        if self.meeting:
            self._show_collisions(self.meeting)
        return cleaned

    def _show_collisions(self, meeting: Meeting) -> None:
        for name in self.fields:
            for _name, error in meeting.errors(name, user=self.user):
                self.add_error(name, error)
        if whole := meeting.whole_error(self.user):
            self.add_error(None, whole)
