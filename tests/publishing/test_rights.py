"""Who may do what: each role with each verb, sections, the whole paper, and what is on record."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission, User
from django.core.exceptions import PermissionDenied
from django.db.models import ProtectedError
from django.utils import timezone

from articles.models import Correction, Front, Placement, Story
from articles.publishing import actions, photos, rights
from articles.publishing.workflow import MOVES, moves_for
from tests import cast, make

pytestmark = pytest.mark.django_db
State = Story.State

ROLES: dict[str, Callable[..., User]] = {
    "reporter": cast.reporter,
    "copy editor": cast.copy_editor,
    "photo editor": cast.photo_editor,
    "editor": cast.editor,
    "publisher": cast.publisher,
}
WRITING = {"submit", "send_back"}
READYING = WRITING | {"approve", "hold", "release"}
OWN = {
    "reporter": WRITING,
    "photo editor": WRITING,
    "copy editor": READYING,
    "editor": set(MOVES),
    "publisher": set(MOVES),
}
OF_OTHERS = OWN | {"reporter": set(), "photo editor": set()}
WORDS = {"what_was_wrong": "Monday", "what_is_right": "Tuesday"}
OPTIONS: dict[str, dict[str, Any]] = {
    "withdraw": {"words": "Wrong town."},
    "retract": {"words": "We cannot stand by it."},
    "correct": WORDS,
    "correct_again": WORDS | {"reason": "The day was wrong too."},
    "reschedule": {"at": timezone.now() + timedelta(days=2)},
}


def ready_for(verb: str, **fields: Any) -> Story:
    """A story that stands where the verb begins."""
    story = make.story(**fields)
    if verb in ("unschedule", "reschedule"):
        actions.publish(story, by=None, at=timezone.now() + timedelta(days=1))
    elif State.DRAFT not in MOVES[verb].sources and MOVES[verb].sources <= {
        State.PUBLISHED, State.WITHDRAWN,
    }:  # fmt: skip
        actions.publish(story, by=None)
        if verb == "reinstate":
            actions.withdraw(story, by=None, words="Gone.")
        if verb == "correct_again":
            actions.correct(story, by=None, **WORDS)
    else:
        Story.objects.filter(pk=story.pk).update(state=min(MOVES[verb].sources))
    story.refresh_from_db()
    return story


def use(verb: str, story: Story, by: Any) -> None:
    of: Any = Correction.objects.get(story=story) if verb == "correct_again" else story
    getattr(actions, verb)(of, by=by, **OPTIONS.get(verb, {}))


def allowed(verb: str, story: Story, by: Any) -> bool:
    before = Story.objects.get(pk=story.pk).state
    offered = verb in [move.verb for move in moves_for(story, by)]
    try:
        use(verb, story, by)
    except PermissionDenied:
        assert not offered
        assert Story.objects.get(pk=story.pk).state == before
        return False
    assert offered
    return True


# Roles


@pytest.mark.parametrize("verb", MOVES)
@pytest.mark.parametrize("role", ROLES)
def test_a_role_uses_the_verbs_of_its_line_on_its_own_stories(role: str, verb: str) -> None:
    person = ROLES[role]()
    assert allowed(verb, ready_for(verb, begun_by=person), person) == (verb in OWN[role])


@pytest.mark.parametrize("verb", MOVES)
@pytest.mark.parametrize("role", ROLES)
def test_a_role_uses_the_verbs_of_its_line_on_the_stories_of_others(role: str, verb: str) -> None:
    person = ROLES[role]()
    story = ready_for(verb, begun_by=cast.reporter("somebody"))
    assert allowed(verb, story, person) == (verb in OF_OTHERS[role])


def test_a_story_is_theirs_who_sign_it() -> None:
    writer, other = cast.reporter(), cast.reporter("other")
    story = make.story(begun_by=other)
    make.byline(story, "Rosa Diaz")
    assert not rights.may_change(writer, story)
    make.byline(story, "Rosa Diaz", person=make.person("Rosa Diaz", login=writer))
    for person in (writer, other):
        assert rights.may_change(person, story)
        assert list(rights.mine(Story.objects.all(), person)) == [story]
    assert not rights.mine(Story.objects.all(), cast.reporter("third")).exists()


def test_a_photo_editor_changes_the_photos_of_every_story_and_the_words_of_none() -> None:
    person, story = cast.photo_editor(), make.story()
    assert rights.may_illustrate(person, story)
    assert not rights.may_change(person, story)
    assert not rights.may_illustrate(cast.reporter(), story)


def test_the_groups_come_with_the_migration_and_are_made_twice_without_harm() -> None:
    names = ["Copy editor", "Editor", "Photo editor", "Publisher", "Reporter"]
    assert list(Group.objects.order_by("name").values_list("name", flat=True)) == names
    reporter = Group.objects.get(name="Reporter")
    before = set(reporter.permissions.values_list("codename", flat=True))
    assert "publish_story" not in before
    reporter.permissions.remove(Permission.objects.get(codename="add_story"))
    extra = Permission.objects.get(codename="view_logentry")
    reporter.permissions.add(extra)
    cast.make_groups()
    assert Group.objects.count() == 5
    after = set(reporter.permissions.values_list("codename", flat=True))
    assert after == before | {"view_logentry"}


def test_the_publisher_holds_every_right_of_every_other_group() -> None:
    for name in ROLES.values():
        assert not rights.outranks(name(), cast.publisher(f"above {name.__name__}"))


# Sections


def test_who_works_in_a_section_works_in_those_within_it_and_in_no_other() -> None:
    sports, news = make.section("Sports"), make.section("News")
    tennis = make.section("Tennis", parent=sports)
    editor = cast.works_in(cast.editor(), sports)
    for section, may in {sports: True, tennis: True, news: False, None: True}.items():
        assert allowed("hold", make.story(section=section), editor) == may, section
    player = cast.works_in(cast.editor("tess"), tennis)
    assert rights.may_change(player, make.story(section=tennis))
    assert not rights.may_change(player, make.story(section=sports))


def test_who_is_limited_to_no_section_works_in_all() -> None:
    assert rights.sections_of(cast.editor()) is None
    chief = cast.works_in(User.objects.create_superuser("chief"), make.section("Sports"))
    assert rights.may_change(chief, make.story(section=make.section("News")))


def test_a_story_that_moved_away_is_its_writers_no_more() -> None:
    sports, news = make.section("Sports"), make.section("News")
    writer = cast.works_in(cast.reporter(), sports)
    story = make.story(section=sports, begun_by=writer)
    assert rights.may_change(writer, story)
    Story.objects.filter(pk=story.pk).update(section=news)
    assert not rights.may_change(writer, story)
    with pytest.raises(PermissionDenied, match="You do not work in News; ask an editor"):
        actions.submit(Story.objects.get(), by=writer)


def test_what_is_typed_into_an_object_does_not_move_the_door() -> None:
    """A form puts the section it was sent into the object before it is saved."""
    sports, news = make.section("Sports"), make.section("News")
    editor = cast.works_in(cast.editor(), sports)
    story = make.story(section=news)
    story.section = sports
    assert not rights.may_change(editor, story)


def test_a_section_somebody_is_limited_to_cannot_be_deleted() -> None:
    sports = make.section("Sports")
    cast.works_in(cast.editor(), sports)
    with pytest.raises(ProtectedError):
        sports.delete()


def test_what_concerns_the_whole_paper_is_not_for_who_works_in_some_sections() -> None:
    editor, writer = cast.editor(), cast.reporter()
    limited = cast.works_in(cast.editor("tess"), make.section("Sports"))
    photo, front = make.photo(), Front.objects.get_or_create(slug="front")[0]
    words = {"what_was_wrong": "Monday", "what_is_right": "Tuesday", "where_printed": "page 1"}
    for act in (
        lambda by: photos.apply_rights(photo, by=by),
        lambda by: actions.apply_placements(front, by=by),
        lambda by: actions.correct(None, by=by, **words),
    ):
        with pytest.raises(PermissionDenied, match="whole paper"):
            act(limited)
        with pytest.raises(PermissionDenied, match="ask an editor"):
            act(writer)
        act(editor)


def test_an_embargo_moves_a_schedule_only_by_the_hand_of_who_may_publish() -> None:
    writer, now = cast.reporter(), timezone.now()
    story = make.story(begun_by=writer)
    actions.publish(story, by=None, at=now + timedelta(hours=1))
    Story.objects.filter(pk=story.pk).update(embargo_until=now + timedelta(hours=5))
    with pytest.raises(PermissionDenied):
        actions.respect_embargo(story, by=writer)
    assert actions.respect_embargo(story, by=cast.editor())


# What is said, and what is on record


def test_a_refusal_says_why_and_names_who_can_help() -> None:
    cast.editor(first_name="Edith", last_name="Hall")
    cast.works_in(cast.editor("tess"), make.section("Sports"))
    cast.editor("gone", is_active=False)
    cast.copy_editor()
    owner, writer = cast.reporter("olga", first_name="Olga"), cast.reporter()
    story = make.story(begun_by=owner)
    with pytest.raises(PermissionDenied) as refused:
        actions.submit(story, by=writer)
    assert str(refused.value) == "This is Olga’s story; ask an editor (cora, Edith Hall)."
    with pytest.raises(PermissionDenied) as refused:
        actions.publish(story, by=owner)
    assert str(refused.value) == "You may not use “Publish” here; ask an editor (Edith Hall)."
    with pytest.raises(PermissionDenied, match="This story is not yours; ask an editor"):
        actions.submit(make.story(), by=writer)


def test_a_refused_attempt_is_on_record_with_who_what_and_which(
    caplog: pytest.LogCaptureFixture,
) -> None:
    story = make.story("A secret headline")
    with caplog.at_level(logging.WARNING), pytest.raises(PermissionDenied):
        actions.withdraw(story, by=cast.reporter(), words="Secret words")
    (line,) = caplog.messages
    assert line == f"Refused: rosa may not use “Withdraw” on story {story.pk}"


@pytest.mark.parametrize("verb", MOVES)
def test_every_verb_leaves_one_line_in_the_history(verb: str) -> None:
    story, by = ready_for(verb), cast.editor()
    use(verb, story, by)
    line = LogEntry.objects.get()
    assert (line.user, line.object_id) == (by, str(story.pk))
    assert line.get_change_message()


def test_placements_and_photo_rights_leave_a_line_that_says_what_holds() -> None:
    by, photo = cast.editor(), make.photo(withdrawn=True)
    front = Front.objects.get_or_create(slug="front")[0]
    Placement.objects.create(front=front, story=make.story("Ferry late"), headline="Ferry, again")
    photos.apply_rights(photo, by=by)
    actions.apply_placements(front, by=by)
    said = [line.get_change_message() for line in LogEntry.objects.order_by("pk")]
    assert said == ["Withdrawn from every page.", "Placed: Ferry, again"]
