"""Corrections: for good once readers may see them; until then they go where their version goes.

Only this file writes them. One that was published with a version has the version's own second.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from articles.models import Correction, Moment, Publication, Section, Story, present
from articles.publishing.workflow import WorkflowError

Change = Publication.Change
# Changes that say what was wrong, and what their correction is called.
SAID = {
    Change.CLARIFICATION: Correction.Kind.CLARIFICATION,
    Change.CORRECTION: Correction.Kind.CORRECTION,
}


@dataclass(frozen=True, kw_only=True)
class CorrectionWords:
    """What is said to readers, and what the paper keeps for its own count."""

    what_was_wrong: str
    what_is_right: str
    where_printed: str = ""
    cause: str = ""
    section: Section | None = None


def require_words(words: CorrectionWords | None) -> None:
    """Refuse a correction that does not say what it corrects. Raises: WorkflowError."""
    if words is None or not (words.what_was_wrong.strip() and words.what_is_right.strip()):
        raise WorkflowError(
            _("Say what was wrong and what is right: readers see both under the story."),
            code="no_words",
        )


def refuse_again(earlier: Correction, reason: str) -> None:
    """Refuse to correct again what cannot be, or without a reason. Raises: WorkflowError."""
    if earlier.at > present():
        raise WorkflowError(
            _("Readers do not see this correction yet. Unschedule the version it goes with."),
            code="not_said_yet",
        )
    if Correction.objects.filter(corrects=earlier).exists():
        raise WorkflowError(
            _("This correction was corrected already. Correct the one that took its place."),
            code="corrected",
        )
    if not reason.strip():
        raise WorkflowError(_("Say why the earlier correction is corrected."), code="no_reason")


def write(
    story: Story | None,
    words: CorrectionWords,
    *,
    kind: str,
    at: datetime,
    by: Any,
    corrects: Correction | None = None,
    reason: str = "",
) -> Correction:
    """Put a correction on record; readers see it from `at` on. Raises: ValidationError."""
    correction = Correction(
        story=story,
        kind=kind,
        what_was_wrong=words.what_was_wrong.strip(),
        what_is_right=words.what_is_right.strip(),
        where_printed=words.where_printed.strip(),
        cause=words.cause,
        section=words.section or (story.section if story else None),
        corrects=corrects,
        reason=reason.strip(),
        at=at,
        by=by,
        by_name=by.get_username() if by else "",
    )
    correction.full_clean(exclude=["by"])
    correction.save(force_insert=True)
    Moment.note([at])
    return correction


def was_said(version: Publication, words: CorrectionWords | None) -> bool:
    """Whether a version already says these words, or has none to say."""
    return (
        words is None
        or Correction.objects.filter(
            story=version.story_id,
            at=version.live_from,
            what_was_wrong=words.what_was_wrong.strip(),
            what_is_right=words.what_is_right.strip(),
        ).exists()
    )


def move(story: Story, versions: Iterable[Publication], *, to: datetime) -> None:
    """Let the corrections of versions that wait come at another time."""
    times = [version.live_from for version in versions]
    if Correction.objects.filter(story=story, at__in=times).update(at=to):
        Moment.note([to])


def is_retracted(story: Story, shown_from: datetime) -> bool:
    """Whether what readers have seen since `shown_from` was retracted."""
    return Correction.objects.filter(
        story=story, kind=Correction.Kind.RETRACTION, at__gte=shown_from
    ).exists()
