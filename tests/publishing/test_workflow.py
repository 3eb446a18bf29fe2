"""Who may move what: every verb from every state, and every role."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.storage import storages

from articles.models import Correction, Publication, Rendition, Story
from articles.publishing import actions
from articles.publishing.workflow import MOVES, WorkflowError, moves_for
from tests import cast, make

pytestmark = pytest.mark.django_db
State = Story.State

TOMORROW = datetime.now(UTC) + timedelta(days=1)


def corrected(story: Story) -> Correction:
    """A correction of the story, as if it had been made while it was live."""
    return Correction.objects.create(
        story=story, what_was_wrong="a", what_is_right="b", at=datetime(2026, 1, 1, tzinfo=UTC)
    )


VERBS: dict[str, Callable[[Story, Any], Any]] = {
    "publish": lambda story, by: actions.publish(story, by=by),
    "reschedule": lambda story, by: actions.reschedule(story, by=by, at=TOMORROW),
    "unschedule": lambda story, by: actions.unschedule(story, by=by),
    "withdraw": lambda story, by: actions.withdraw(story, by=by, words="We got it wrong."),
    "retract": lambda story, by: actions.retract(story, by=by, words="It was made up."),
    "reinstate": lambda story, by: actions.reinstate(story, by=by),
    "correct": lambda story, by: actions.correct(
        story, by=by, what_was_wrong="Monday", what_is_right="Tuesday"
    ),
    "correct_again": lambda story, by: actions.correct_again(
        corrected(story), by=by, reason="Wrong again", what_was_wrong="b", what_is_right="c"
    ),
    "submit": lambda story, by: actions.submit(story, by=by),
    "send_back": lambda story, by: actions.send_back(story, by=by),
    "approve": lambda story, by: actions.approve(story, by=by),
    "hold": lambda story, by: actions.hold(story, by=by),
    "release": lambda story, by: actions.release(story, by=by),
}
# From each state: what is possible, and where it leads.
TABLE = {
    State.DRAFT: {
        "publish": State.PUBLISHED, "submit": State.IN_REVIEW, "approve": State.READY,
        "hold": State.HELD,
    },
    State.IN_REVIEW: {
        "publish": State.PUBLISHED, "send_back": State.DRAFT, "approve": State.READY,
        "hold": State.HELD,
    },
    State.READY: {"publish": State.PUBLISHED, "send_back": State.DRAFT, "hold": State.HELD},
    State.PUBLISHED: {
        "publish": State.PUBLISHED, "withdraw": State.WITHDRAWN, "correct": State.PUBLISHED,
        "correct_again": State.PUBLISHED, "retract": State.WITHDRAWN,
        "unschedule": "refused: Nothing of “Bridge opens on Monday” is scheduled",
        "reschedule": "refused: Nothing of “Bridge opens on Monday” is scheduled",
    },
    State.HELD: {"release": State.DRAFT},
    State.WITHDRAWN: {
        "reinstate": State.PUBLISHED, "retract": State.WITHDRAWN, "correct_again": State.WITHDRAWN,
    },
}  # fmt: skip
POSSIBLE_NOW = {
    State.DRAFT: "Publish, Send for review, Mark ready or Hold.",
    State.IN_REVIEW: "Publish, Send back, Mark ready or Hold.",
    State.READY: "Publish, Send back or Hold.",
    State.PUBLISHED: (
        "Publish, Change the time, Unschedule, Withdraw, Retract, Correct or Correct again."
    ),
    State.HELD: "Release.",
    State.WITHDRAWN: "Retract, Reinstate or Correct again.",
}


def story_in(state: str, **fields: Any) -> Story:
    story = make.story(**fields)
    if state in (State.PUBLISHED, State.WITHDRAWN):
        actions.publish(story, by=None)
        if state == State.WITHDRAWN:
            actions.withdraw(story, by=None, words="Gone.")
    else:
        Story.objects.filter(pk=story.pk).update(state=state)
    story.refresh_from_db()
    return story


def test_every_verb_and_every_state_stands_in_the_table() -> None:
    assert set(VERBS) == set(MOVES)
    assert set(TABLE) == set(POSSIBLE_NOW) == set(State)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_leads_where_the_table_says_or_is_refused(verb: str, state: str) -> None:
    story = story_in(state)
    leads_to = TABLE[state].get(verb, f"refused: Possible now: {POSSIBLE_NOW[state]}")
    if not leads_to.startswith("refused"):
        VERBS[verb](story, cast.editor())
        assert story.state == Story.objects.get().state == leads_to
        return
    with pytest.raises(WorkflowError) as refused:
        VERBS[verb](story, cast.editor())
    (message,) = refused.value.messages
    assert leads_to.removeprefix("refused: ") in message
    assert "“Bridge opens on Monday”" in message
    assert Story.objects.get().state == state


@pytest.mark.parametrize("verb", VERBS)
def test_a_reporter_submits_and_takes_back_and_an_outsider_does_nothing(verb: str) -> None:
    state = next(state for state in State if verb in TABLE[state])
    writer = cast.reporter()
    story = story_in(state, begun_by=writer)
    before = Publication.objects.count()
    refused = [cast.outsider(), cast.reporter("another")]
    if verb not in ("submit", "send_back"):
        refused.append(writer)
    for by in refused:
        with pytest.raises(PermissionDenied):
            VERBS[verb](story, by)
        assert Story.objects.get().state == state
        assert Publication.objects.count() == before
    if verb in ("submit", "send_back"):
        VERBS[verb](story, writer)
        assert Story.objects.get().state == TABLE[state][verb]


def test_who_may_not_is_told_to_ask_an_editor() -> None:
    with pytest.raises(PermissionDenied, match="You may not use “Publish” here; ask an editor"):
        actions.publish(make.story(), by=cast.reporter())


def test_who_has_left_may_nothing() -> None:
    by = cast.editor()
    by.is_active = False
    by.save()
    with pytest.raises(PermissionDenied):
        actions.publish(make.story(), by=by)


def test_the_right_is_asked_before_the_state_is_told() -> None:
    with pytest.raises(PermissionDenied):
        actions.reinstate(story_in(State.DRAFT), by=cast.outsider())


@pytest.mark.parametrize(
    ("who", "moves"),
    [
        (cast.publisher, ["publish", "submit", "approve", "hold"]),
        (cast.editor, ["publish", "submit", "approve", "hold"]),
        (cast.copy_editor, ["submit", "approve", "hold"]),
        (cast.reporter, []),
        (cast.photo_editor, []),
        (cast.outsider, []),
    ],
)
def test_the_desk_offers_what_a_person_may(who: Callable[[], Any], moves: list[str]) -> None:
    story, person = make.story(), who()
    assert [move.verb for move in moves_for(story, person)] == moves
    if who in (cast.reporter, cast.photo_editor):
        story = make.story(begun_by=person)
        assert [move.verb for move in moves_for(story, person)] == ["submit"]


@pytest.mark.parametrize(
    ("fields", "field", "message"),
    [
        ({"headline": ""}, "headline", "The story has no headline."),
        ({"headline": " \u200b "}, "headline", "The story has no headline."),
        ({"section": None}, "section", "The story is in no section."),
        ({"body": "<p> </p>"}, "body", "The story has no text."),
        ({"body": "<script>a</script>"}, "body", "The story has no text."),
    ],
)
def test_what_is_missing_is_named_with_its_field(
    fields: dict[str, Any], field: str, message: str
) -> None:
    story = make.story(**fields)
    with pytest.raises(actions.checks.NotReady) as refused:
        actions.publish(story, by=cast.editor())
    assert [(lack.field, lack.message) for lack in refused.value.lacks] == [(field, message)]
    assert not Publication.objects.exists()


def test_everything_missing_is_named_at_once() -> None:
    story = make.story("", body="", section=None, kind="letter")
    make.item(story, text="")
    make.caption(story, make.photo(data=b"", alt_text="", credit_as_printed=""))
    with pytest.raises(actions.checks.NotReady) as refused:
        actions.publish(story, by=cast.editor())
    assert refused.value.messages == [
        "The story has no headline.",
        "The story is in no section.",
        "The story has no text.",
        "A letter is not signed.",
        "Photo 1 has no picture yet. Upload it, or take the photo out.",
        "Photo 1 has no alt text. Describe what it shows.",
        "Photo 1 has no credit. Say who took it.",
    ]


def test_a_picture_that_cannot_be_read_is_named() -> None:
    story = make.story()
    make.caption(story, make.photo())
    make.caption(story, make.photo(data=make.jpeg(color="red")), position=1)
    lost, broken = (caption.photo for caption in story.captions.all())
    # Nothing has been made of them that a page could fall back on.
    Rendition.objects.all().delete()
    storages["masters"].delete(lost.master.name)
    with storages["masters"].open(broken.master.name, "wb") as file:
        file.write(b"no picture")
    with pytest.raises(actions.checks.NotReady) as refused:
        actions.publish(story, by=cast.editor())
    assert refused.value.messages == [
        "The picture of photo 1 cannot be read. Upload it again.",
        "The picture of photo 2 cannot be read. Upload it again.",
    ]
    assert not Publication.objects.exists()
