"""The verbs. Each is one transaction and ends by turning the edition.

Every verb takes `by`, the person who acts (None is the system), checks their right itself, and
leaves the story given to it as the database has it.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from articles.content import ContentError, StoryContent
from articles.models import (
    Correction,
    Front,
    Moment,
    Publication,
    Revision,
    Section,
    SiteEdition,
    Story,
    present,
    whole,
)
from articles.publishing import (
    addresses,
    audit,
    checks,
    corrections,
    freeze,
    indexing,
    notices,
    outgoing,
    photos,
    rights,
    timeline,
)
from articles.publishing.corrections import CorrectionWords
from articles.publishing.timeline import Waiting
from articles.publishing.workflow import MOVES, WorkflowError, require

State = Story.State
Change = Publication.Change


def publish(
    story: Story,
    *,
    by: Any,
    at: datetime | None = None,
    change: str | None = None,
    note: str = "",
    waiting: Waiting | None = None,
    correction: CorrectionWords | None = None,
) -> Publication:
    """Freeze the story as it stands; readers see it now, or from `at` on. An embargo beats both.

    Over what readers have seen, `change` says what this is: an update unless it is said. All but
    a misprint put right sets the updated line; a clarification and a correction say what was
    wrong, and readers see these words at the same second.
    Publishing twice what the same person already published is done once.
    Raises: PermissionDenied, WorkflowError, NotReady, WaitingVersionError.
    """
    with transaction.atomic():
        row = timeline.locked(story)
        require(row, "publish", by)
        now = present()
        live_from = whole(max(filter(None, (now, at, row.embargo_until))))
        if not timeline.has_lived(row, now):
            correction = None
        elif change in corrections.SAID:
            require(row, "correct", by)
            corrections.require_words(correction)
        else:
            correction = None
        content = freeze.cleaned(row.content())
        found = checks.lacks(content) + outgoing.late(row, live_from, now)
        found += photos.used_up(row, content)
        if found:
            raise checks.NotReady(found)
        if same := outgoing.already(
            row,
            content,
            by=by,
            live_from=live_from,
            now=now,
            change=change,
            correction=correction,
        ):
            story.refresh_from_db()
            return same
        outgoing.make_pictures(row)
        change = change or Change.UPDATE
        outgoing.put_updated(
            row, outgoing.updated_at(row, change=change, live_from=live_from, now=now)
        )
        publication = outgoing.go_out(
            row,
            replace(content, updated_at=row.updated_at),
            live_from=live_from,
            change=change,
            note=note,
            by=by,
            now=now,
            choice=waiting,
        )
        if correction:
            kind = corrections.SAID[Change(change)]
            corrections.write(row, correction, kind=kind, at=live_from, by=by)
        Revision.objects.keep(row, kind=Revision.Kind.SAVE, by=by, at=now)
        said = _said_published(publication, now)
        if correction:
            notices.tell(row, "correct", by=by, words=correction.what_is_right)
        else:
            waits = publication.live_from > now
            notices.tell(row, "publish", by=by, words=said if waits else note)
        _finish(row, State.PUBLISHED, by, said)
    story.refresh_from_db()
    return publication


def reschedule(story: Story, *, by: Any, at: datetime | None) -> Publication | None:
    """Let the version that waits go live at another time: the same words, a new version on record.

    Without a time it is unscheduled. What has passed is refused, so that nothing goes out because
    a time was mistyped. An embargo beats this time as it beats every other.
    Raises: PermissionDenied, WorkflowError, NotReady.
    """
    if at is None:
        unschedule(story, by=by)
        return None
    with transaction.atomic():
        row = timeline.locked(story)
        require(row, "reschedule", by)
        now = present()
        version = next(iter(timeline.waiting(row, now)), None)
        if version is None:
            raise _nothing_waits(row)
        if at <= now:
            raise WorkflowError(
                _("%(at)s has passed. Choose a time to come; to let readers see the story now, "
                  "publish it."),
                code="passed",
                params={"at": timeline.in_words(at)},
            )  # fmt: skip
        live_from = whole(max(filter(None, (at, row.embargo_until))))
        if live_from != version.live_from:
            if found := outgoing.late(row, live_from, now):
                raise checks.NotReady(found)
            version = outgoing.go_out_again(row, [version], live_from=live_from, by=by, now=now)
            said = _said_published(version, now)
            notices.tell(row, "reschedule", by=by, words=said)
            _finish(row, State.PUBLISHED, by, said)
    story.refresh_from_db()
    return version


def unschedule(story: Story, *, by: Any) -> None:
    """Cancel the versions that wait for their time; what lives now stays.

    A story nobody has seen yet is ready again and gives its address back.
    Raises: PermissionDenied, WorkflowError.
    """
    with transaction.atomic():
        row = timeline.locked(story)
        require(row, "unschedule", by)
        now = present()
        cancelled = timeline.cancel(row, now)
        if not cancelled:
            raise _nothing_waits(row)
        outgoing.forget_updated(row, cancelled, by=by, now=now)
        state = State.PUBLISHED
        if not timeline.has_lived(row, now):
            addresses.take_address_back(row, cancelled[0])
            state = State.READY
        numbers = ", ".join(str(version.number) for version in cancelled)
        notices.tell(row, "unschedule", by=by)
        _finish(row, state, by, _("Unscheduled version %(numbers)s.") % {"numbers": numbers})
    story.refresh_from_db()


def withdraw(story: Story, *, by: Any, words: str) -> None:
    """Take every version from readers at once; the address says `words` from now on.

    Raises: PermissionDenied, WorkflowError.
    """
    with transaction.atomic():
        row = timeline.locked(story)
        require(row, "withdraw", by)
        now = present()
        _require_words(words)
        _refuse_unseen(row)
        timeline.end(row, now)
        addresses.mark_gone(row, words.strip())
        notices.tell(row, "withdraw", by=by, words=words.strip())
        _finish(row, State.WITHDRAWN, by, _("Withdrawn: %(words)s") % {"words": words.strip()})
    story.refresh_from_db()


def retract(story: Story, *, by: Any, words: str) -> None:
    """Take a story back for good reason: gone like one withdrawn, and on record as a retraction.

    A story withdrawn before can be retracted too.
    Raises: PermissionDenied, WorkflowError.
    """
    with transaction.atomic():
        row = timeline.locked(story)
        require(row, "retract", by)
        now = present()
        _require_words(words)
        _refuse_unseen(row)
        seen = timeline.seen_last(row, now)
        assert seen is not None, "what readers have not seen was refused"
        if corrections.is_retracted(row, seen.live_from):
            raise WorkflowError(
                _("“%(story)s” has been retracted already. To say more, correct the retraction."),
                code="retracted",
                params={"story": row},
            )
        timeline.end(row, now)
        addresses.mark_gone(row, words.strip())
        said = CorrectionWords(
            what_was_wrong=_("We have retracted “%(headline)s”.") % {"headline": seen.headline},
            what_is_right=words,
        )
        corrections.write(row, said, kind=Correction.Kind.RETRACTION, at=now, by=by)
        notices.tell(row, "retract", by=by, words=words.strip())
        _finish(row, State.WITHDRAWN, by, _("Retracted: %(words)s") % {"words": words.strip()})
    story.refresh_from_db()


def reinstate(story: Story, *, by: Any, note: str = "") -> Publication:
    """Bring back what readers saw last, as a new version on record.

    Raises: PermissionDenied, WorkflowError, NotReady.
    """
    with transaction.atomic():
        row = timeline.locked(story)
        require(row, "reinstate", by)
        now = present()
        last = timeline.seen_last(row, now)
        assert last is not None, "only what readers have seen is withdrawn"
        live_from = whole(max(now, row.embargo_until or now))
        if found := outgoing.late(row, live_from, now):
            raise checks.NotReady(found)
        publication = outgoing.go_out(
            row,
            last.story_content(),
            live_from=live_from,
            change=Change.REINSTATED,
            note=note,
            by=by,
            now=now,
        )
        notices.tell(row, "reinstate", by=by, words=note)
        _finish(
            row,
            State.PUBLISHED,
            by,
            _("Reinstated as version %(number)s.") % {"number": publication.number},
        )
    story.refresh_from_db()
    return publication


def correct(
    story: Story | None,
    *,
    by: Any,
    what_was_wrong: str,
    what_is_right: str,
    kind: str = Correction.Kind.CORRECTION,
    where_printed: str = "",
    cause: str = "",
    section: Section | None = None,
) -> Correction:
    """Say what was wrong and what is right: on the story's page at once, and for good.

    Without a story it concerns what stood in print only. The text itself is put right by
    publishing it again.
    Raises: PermissionDenied, WorkflowError.
    """
    words = CorrectionWords(
        what_was_wrong=what_was_wrong,
        what_is_right=what_is_right,
        where_printed=where_printed,
        cause=cause,
        section=section,
    )
    with transaction.atomic():
        row = timeline.locked(story) if story else None
        if row is not None:
            require(row, "correct", by)
            _refuse_unseen(row)
        else:
            _require_of_print("correct", words, by)
        if kind not in corrections.SAID.values():
            raise WorkflowError(_("A story is retracted by “Retract”."), code="retract")
        return _put_right(row, words, kind=kind, by=by)


def correct_again(
    earlier: Correction,
    *,
    by: Any,
    reason: str,
    what_was_wrong: str,
    what_is_right: str,
    cause: str = "",
) -> Correction:
    """Say better what an earlier correction said, and why. The earlier one stays on record.

    Raises: PermissionDenied, WorkflowError.
    """
    words = CorrectionWords(
        what_was_wrong=what_was_wrong,
        what_is_right=what_is_right,
        where_printed=earlier.where_printed,
        cause=cause or earlier.cause,
        section=earlier.section,
    )
    with transaction.atomic():
        row = timeline.locked(earlier.story) if earlier.story else None
        if row is not None:
            require(row, "correct_again", by)
        else:
            _require_of_print("correct_again", words, by)
        corrections.refuse_again(earlier, reason)
        if row is not None and earlier.kind == Correction.Kind.RETRACTION:
            addresses.say_anew(row, earlier.what_is_right, words.what_is_right.strip())
        return _put_right(row, words, kind=earlier.kind, by=by, corrects=earlier, reason=reason)


def submit(story: Story, *, by: Any) -> None:
    """Send a draft for review."""
    _move(story, "submit", by)


def send_back(story: Story, *, by: Any, words: str = "") -> None:
    """Send a story back to its writer, with the words that say why."""
    _move(story, "send_back", by, words)


def approve(story: Story, *, by: Any) -> None:
    """Mark a story ready to go out."""
    _move(story, "approve", by)


def hold(story: Story, *, by: Any, words: str = "") -> None:
    """Keep a story from going out until it is released; the words tell its writer why."""
    _move(story, "hold", by, words)


def release(story: Story, *, by: Any) -> None:
    """Let a held story be worked on again."""
    _move(story, "release", by)


def restore_revision(story: Story, revision: Revision, *, by: Any) -> Revision:
    """Put an older state back into the working copy, as a new revision on top.

    What stood there is kept as well, and readers see nothing of it until it is published.
    Raises: PermissionDenied, WorkflowError.
    """
    with transaction.atomic():
        row = timeline.locked(story)
        rights.require(by, rights.CHANGE, row, doing=_("Restore"))
        content = _readable(row, revision)
        now = present()
        Revision.objects.keep(row, kind=Revision.Kind.SAVE, by=None, at=now)
        row.apply(content)
        # What is restored may stand in a section where this person does not work.
        rights.require(by, rights.CHANGE, row, doing=_("Restore"))
        row = Story.objects.for_content().get(pk=row.pk)
        restored = Revision.objects.keep(row, kind=Revision.Kind.RESTORE, by=by, at=now)
        audit.record(row, by, _("Restored revision %(number)s.") % {"number": revision.number})
        indexing.index(Story, [row.pk])
    story.refresh_from_db()
    return restored


def respect_embargo(story: Story, *, by: Any) -> Publication | None:
    """Put off what is scheduled before the story's embargo; the embargo beats the schedule.

    The version put off is cancelled and goes out again, with the same text, at the embargo; of
    several the last. What is scheduled for later stays.
    Raises: PermissionDenied, NotReady.
    """
    with transaction.atomic():
        row = timeline.locked(story)
        now = present()
        embargo = row.embargo_until
        due = [v for v in timeline.waiting(row, now) if embargo and v.live_from <= embargo]
        if embargo is None or not due or due[0].live_from == embargo:
            return None
        require(row, "publish", by)
        if found := outgoing.late(row, embargo, now):
            raise checks.NotReady(found)
        publication = outgoing.go_out_again(row, due, live_from=embargo, by=by, now=now)
        _finish(row, State.PUBLISHED, by, _said_published(publication, now))
    story.refresh_from_db()
    return publication


def respect_take_down(story: Story, *, by: Any) -> None:
    """Carry the time at which a story is to be taken down to its last version.

    Cleared, that version lives on; a story that is down already stays so until it is published
    again.
    Raises: PermissionDenied, TimeRefused.
    """
    with transaction.atomic():
        row = timeline.locked(story)
        now = present()
        at = row.take_down_at
        last = timeline.last(row, now)
        if last is None or last.live_until == at:
            return
        require(row, "publish", by)
        if at is not None:
            timeline.refuse_end(row, at, now)
        timeline.end_at(last, at, now)
        message = _("Not to be taken down any more.")
        if at is not None:
            message = _("To be taken down at %(at)s.") % {"at": timeline.in_words(at)}
        _finish(row, row.state, by, message)
    story.refresh_from_db()


def publish_imported(story: Story) -> Publication:
    """Freeze a story that came in as published, within the import's own transaction.

    It lives from its first publication (or its embargo); later versions replace the one before
    at the moment of the import. The importer turns the edition once, at its end.
    Raises: NotReady where its times contradict one another.
    """
    row = timeline.locked(story)
    now = present()
    lived = timeline.has_lived(row, now)
    start = now if lived else row.first_published_at or now
    live_from = max(start, row.embargo_until or start)
    if found := outgoing.late(row, live_from, now):
        raise checks.NotReady(found)
    return outgoing.go_out(
        row,
        row.content(),
        live_from=live_from,
        change=Change.IMPORT,
        note="",
        by=None,
        now=now,
        choice=Waiting.CANCEL,
    )


def apply_placements(front: Front, *, by: Any) -> None:
    """Carry what an editor placed on a front to its page, now and at each time it changes.

    Raises: PermissionDenied.
    """
    with transaction.atomic():
        rights.require(by, rights.FRONTS, None, doing=_("Place stories"))
        rows = list(front.placements.select_related("story"))
        Moment.note(at for row in rows for at in (row.from_at, row.until_at))
        stories = "; ".join(str(row.headline or row.story) for row in rows)
        audit.record(front, by, _("Placed: %(stories)s") % {"stories": stories or "–"})
        SiteEdition.turn()


def _readable(story: Story, revision: Revision) -> StoryContent:
    """What a revision of this story holds, if that can be read and is not what stands there."""
    if revision.story_id != story.pk:
        raise ValueError(f"Revision {revision} is of another story than {story.pk}.")
    asked = {"number": revision.number, "story": story}
    try:
        content = replace(revision.story_content(), uid=str(story.uid))
    except ContentError as error:
        raise WorkflowError(
            _("Revision %(number)s can no longer be read, so it cannot be restored."),
            code="unreadable",
            params=asked,
        ) from error
    if content == story.content():
        raise WorkflowError(
            _("“%(story)s” stands as in revision %(number)s already; nothing was changed."),
            code="nothing_to_restore",
            params=asked,
        )
    return content


def _refuse_unseen(story: Story) -> None:
    if not timeline.has_lived(story, present()):
        raise WorkflowError(
            _("Readers have not seen “%(story)s” yet. Unschedule it instead."),
            code="never_lived",
            params={"story": story},
        )


def _require_words(words: str) -> None:
    if not words.strip():
        raise WorkflowError(
            _("Say to readers, in a sentence, why the story is gone."), code="no_words"
        )


def _nothing_waits(story: Story) -> WorkflowError:
    return WorkflowError(
        _("Nothing of “%(story)s” is scheduled."), code="nothing_waits", params={"story": story}
    )


def _put_right(
    story: Story | None, words: CorrectionWords, *, kind: str, by: Any, **again: Any
) -> Correction:
    correction = corrections.write(story, words, kind=kind, at=present(), by=by, **again)
    if story is not None:
        notices.tell(story, "correct", by=by, words=correction.what_is_right)
        audit.record(story, by, _("Corrected: %(right)s") % {"right": correction.what_is_right})
    SiteEdition.turn()
    return correction


def _require_of_print(verb: str, words: CorrectionWords, by: Any) -> None:
    """The right to correct what stood in print only: for its section, or for the whole paper."""
    move = MOVES[verb]
    rights.require(by, move.permission, None, section=words.section, doing=move.label)


def _move(story: Story, verb: str, by: Any, words: str = "") -> None:
    with transaction.atomic():
        row = timeline.locked(story)
        move = require(row, verb, by)
        row.state = move.target
        row.save(update_fields=["state"])
        notices.tell(row, verb, by=by, words=words.strip())
        audit.record(
            row, by, f"{move.label}: {words.strip()}" if words.strip() else str(move.label)
        )
    story.refresh_from_db()


def _finish(story: Story, state: str, by: Any, message: str) -> None:
    """State, log, what can be found, and last of all the edition."""
    story.state = state
    story.save(update_fields=["state"])
    audit.record(story, by, message)
    indexing.index(Story, [story.pk])
    indexing.index_versions([story.pk])
    SiteEdition.turn()


def _said_published(publication: Publication, now: datetime) -> str:
    if publication.live_from <= now:
        return _("Published as version %(number)s.") % {"number": publication.number}
    return _("Scheduled version %(number)s for %(at)s.") % {
        "number": publication.number,
        "at": timeline.in_words(publication.live_from),
    }
