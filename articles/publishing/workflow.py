"""One table: each verb, the states it starts from, the state it leads to, and who may use it."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import get_text_list
from django.utils.translation import gettext as _, gettext_lazy

from articles.models import Story
from articles.publishing import rights

State = Story.State


class WorkflowError(ValidationError):
    """A move the story's state does not allow: says what is allowed instead."""


@dataclass(frozen=True)
class Move:
    verb: str
    label: Any
    sources: frozenset[str]
    # Empty: the story stays in its state.
    target: str
    permission: str


MOVES = {
    move.verb: move
    for move in (
        Move(
            "publish",
            gettext_lazy("Publish"),
            frozenset({State.DRAFT, State.IN_REVIEW, State.READY, State.PUBLISHED}),
            State.PUBLISHED,
            "articles.publish_story",
        ),
        Move(
            "reschedule",
            gettext_lazy("Change the time"),
            frozenset({State.PUBLISHED}),
            State.PUBLISHED,
            "articles.publish_story",
        ),
        Move(
            "unschedule",
            gettext_lazy("Unschedule"),
            frozenset({State.PUBLISHED}),
            State.READY,
            "articles.publish_story",
        ),
        Move(
            "withdraw",
            gettext_lazy("Withdraw"),
            frozenset({State.PUBLISHED}),
            State.WITHDRAWN,
            "articles.withdraw_story",
        ),
        Move(
            "retract",
            gettext_lazy("Retract"),
            frozenset({State.PUBLISHED, State.WITHDRAWN}),
            State.WITHDRAWN,
            "articles.retract_story",
        ),
        Move(
            "reinstate",
            gettext_lazy("Reinstate"),
            frozenset({State.WITHDRAWN}),
            State.PUBLISHED,
            "articles.reinstate_story",
        ),
        Move(
            "correct",
            gettext_lazy("Correct"),
            frozenset({State.PUBLISHED}),
            State.PUBLISHED,
            "articles.correct_story",
        ),
        Move(
            "correct_again",
            gettext_lazy("Correct again"),
            frozenset({State.PUBLISHED, State.WITHDRAWN}),
            "",
            "articles.correct_story",
        ),
        Move(
            "submit",
            gettext_lazy("Send for review"),
            frozenset({State.DRAFT}),
            State.IN_REVIEW,
            "articles.change_story",
        ),
        Move(
            "send_back",
            gettext_lazy("Send back"),
            frozenset({State.IN_REVIEW, State.READY}),
            State.DRAFT,
            "articles.change_story",
        ),
        Move(
            "approve",
            gettext_lazy("Mark ready"),
            frozenset({State.DRAFT, State.IN_REVIEW}),
            State.READY,
            "articles.approve_story",
        ),
        Move(
            "hold",
            gettext_lazy("Hold"),
            frozenset({State.DRAFT, State.IN_REVIEW, State.READY}),
            State.HELD,
            "articles.approve_story",
        ),
        Move(
            "release",
            gettext_lazy("Release"),
            frozenset({State.HELD}),
            State.DRAFT,
            "articles.approve_story",
        ),
    )
}


def moves_for(story: Story, user: Any) -> list[Move]:
    """The moves this person may make from the story's state, in the table's order."""
    able = [
        move
        for move in MOVES.values()
        if story.state in move.sources and user.has_perm(move.permission)
    ]
    return able if able and rights.reaches(user, story) else []


def require(story: Story, verb: str, by: Any) -> Move:
    """The move, if this person may make it now. `by` None is the system itself.

    Raises: PermissionDenied for the person, WorkflowError for the state.
    """
    move = MOVES[verb]
    rights.require(by, move.permission, story, doing=move.label)
    if story.state not in move.sources:
        allowed = [str(other.label) for other in MOVES.values() if story.state in other.sources]
        raise WorkflowError(
            _("“%(story)s” is %(state)s, so “%(verb)s” is not possible. Possible now: %(moves)s."),
            code="state",
            params={
                "story": story,
                "state": story.get_state_display(),
                "verb": move.label,
                "moves": get_text_list(allowed, _("or")),
            },
        )
    return move
