"""What the verbs ask before they act: fields of the story's form that are no part of the story.

What a verb needs is asked for before anything is saved, so that nothing typed is lost.
"""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy

from articles.admin.times import TimeField
from articles.models import Correction, Publication, Story
from articles.publishing import corrections, timeline
from articles.publishing.corrections import CorrectionWords
from articles.publishing.timeline import Waiting
from articles.publishing.workflow import moves_for

Change = Publication.Change
FEW_LINES = forms.Textarea(attrs={"rows": 2})
# The words a verb cannot do without, with what is said where they are missing.
NEEDED = {
    "withdraw": (
        "reader_words",
        gettext_lazy("Say to readers, in a sentence, why the story is gone."),
    ),
    "retract": (
        "retraction_words",
        gettext_lazy("Say to readers, in a sentence, why it is retracted."),
    ),
    "reinstate": ("why_reinstated", gettext_lazy("Say to the desk why the story comes back.")),
}

# The words a verb takes to the story's writer, where there are any.
FOR_THE_WRITER = {"send_back": "why_sent_back", "hold": "why_held"}


class AsksForVerbs(forms.ModelForm):
    """For StoryForm: what the verbs ask, and whether it was answered."""

    go_live_at = TimeField(
        label=gettext_lazy("Go live at"),
        required=False,
        help_text=gettext_lazy("Left empty: now."),
    )
    new_time = TimeField(
        label=gettext_lazy("Another time"),
        required=False,
        help_text=gettext_lazy("Left empty, it is unscheduled."),
    )
    change = forms.ChoiceField(
        label=gettext_lazy("What is this?"),
        required=False,
        widget=forms.RadioSelect,
        choices=[
            (str(Change.TYPO), gettext_lazy("Typing error")),
            (str(Change.UPDATE), gettext_lazy("Update")),
            (str(Change.CLARIFICATION), gettext_lazy("Clarification")),
            (str(Change.CORRECTION), gettext_lazy("Correction")),
        ],
    )
    what_was_wrong = forms.CharField(
        label=gettext_lazy("What was wrong"), required=False, widget=FEW_LINES
    )
    what_is_right = forms.CharField(
        label=gettext_lazy("What is right"), required=False, widget=FEW_LINES
    )
    cause = forms.ChoiceField(
        label=gettext_lazy("Cause"),
        required=False,
        choices=[("", gettext_lazy("Not known")), *Correction.Cause.choices],
        help_text=gettext_lazy("For the paper’s own count; readers do not see it."),
    )
    where_printed = forms.CharField(
        label=gettext_lazy("Where in the paper"), required=False, max_length=200
    )
    change_note = forms.CharField(
        label=gettext_lazy("Note on the change, for the desk"), required=False
    )
    waiting = forms.ChoiceField(
        label=gettext_lazy("What becomes of the version that waits?"),
        required=False,
        widget=forms.RadioSelect,
        choices=[
            (str(Waiting.CARRY_OVER), gettext_lazy("It goes live at its time")),
            (str(Waiting.CANCEL), gettext_lazy("It is cancelled")),
        ],
    )
    reader_words = forms.CharField(
        label=gettext_lazy("Words for readers"),
        required=False,
        widget=FEW_LINES,
        help_text=gettext_lazy("They stand at the story's address from then on."),
    )
    retraction_words = forms.CharField(
        label=gettext_lazy("Why it is retracted, for readers"),
        required=False,
        widget=FEW_LINES,
        help_text=gettext_lazy(
            "They stand at the story’s address, and on record among the corrections."
        ),
    )
    why_reinstated = forms.CharField(
        label=gettext_lazy("Why it comes back, for the desk"), required=False, widget=FEW_LINES
    )
    why_sent_back = forms.CharField(
        label=gettext_lazy("Words for the writer"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    why_held = forms.CharField(
        label=gettext_lazy("Words for the writer"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    # Who fills the form in, and what a refused verb was told before, set for one request.
    user: Any = None
    remembered: dict[str, Any] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, value in self.remembered.items():
            is_time = isinstance(self.fields.get(name), TimeField)
            self.initial[name] = datetime.fromisoformat(value) if is_time else value

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        now = timezone.now()
        self._check_times(cleaned, now)
        verb = self.data.get("_verb")
        if verb in {move.verb for move in moves_for(self.instance, self.user)}:
            self._check_answers(str(verb), cleaned, now)
        return cleaned

    def _check_times(self, cleaned: dict[str, Any], now: datetime) -> None:
        """Times that contradict one another, or what waits."""
        end, embargo = cleaned.get("take_down_at"), cleaned.get("embargo_until")
        if end is None or not {"take_down_at", "embargo_until"} & set(self.changed_data):
            return
        if embargo and embargo >= end:
            said = _("The embargo holds the story back until then or later. Choose a later time.")
            self.add_error("take_down_at", said)
        elif "take_down_at" in self.changed_data:
            try:
                timeline.refuse_end(self.instance, end, now)
            except ValidationError as error:
                self.add_error("take_down_at", error)

    def _check_answers(self, verb: str, cleaned: dict[str, Any], now: datetime) -> None:
        """What the verb that was pressed cannot do without."""
        if verb in NEEDED:
            name, said = NEEDED[verb]
            if not cleaned.get(name):
                self.add_error(name, said)
        elif verb == "publish" and cleaned.get("change") in corrections.SAID:
            if self.instance.pk and timeline.has_lived(self.instance, now):
                for name in ("what_was_wrong", "what_is_right"):
                    if not cleaned.get(name):
                        self.add_error(name, _("Readers are told this: say it in a sentence."))
        elif verb == "reschedule" and cleaned.get("new_time") and cleaned["new_time"] <= now:
            passed = _("That has passed. Choose a time to come; to publish now, press “Publish”.")
            self.add_error("new_time", passed)


def told(verb: str, asked: dict[str, Any]) -> dict[str, Any]:
    """What a verb is told, of what the form asked for and has checked."""
    if verb == "publish":
        return {
            "at": asked.get("go_live_at"),
            "change": asked.get("change") or None,
            "note": asked.get("change_note") or "",
            "waiting": Waiting(asked["waiting"]) if asked.get("waiting") else None,
            "correction": CorrectionWords(
                what_was_wrong=asked.get("what_was_wrong") or "",
                what_is_right=asked.get("what_is_right") or "",
                where_printed=asked.get("where_printed") or "",
                cause=asked.get("cause") or "",
            ),
        }
    if verb == "reschedule":
        return {"at": asked.get("new_time")}
    if verb == "reinstate":
        return {"note": asked.get("why_reinstated") or ""}
    if verb in NEEDED:
        return {"words": asked.get(NEEDED[verb][0]) or ""}
    return {"words": asked.get(FOR_THE_WRITER[verb]) or ""} if verb in FOR_THE_WRITER else {}


def worth_remembering(story: Story) -> dict[str, Any]:
    """What a refused verb was told, as a session can keep it."""
    kept = {name: story.asked_of_the_verb.get(name) for name in AsksForVerbs.declared_fields}
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in kept.items()
        if value
    }
