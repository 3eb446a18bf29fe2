"""Word reaches people: who is told of what, in which words, once, and by mail where wanted."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.core.mail import EmailMessage

from articles.models import Notice, Story
from articles.publishing import actions, audit, notices
from tests import cast, make

pytestmark = pytest.mark.django_db


@pytest.fixture
def rosa() -> User:
    return cast.reporter(first_name="Rosa", last_name="Diaz", email="rosa@courier.example")


@pytest.fixture
def edith() -> User:
    return cast.editor(first_name="Edith", email="edith@courier.example")


def told() -> set[tuple[str, str]]:
    """Who has something unread, of which verb."""
    return set(Notice.objects.filter(read_at=None).values_list("to__username", "verb"))


def test_a_story_for_review_is_told_to_who_may_publish_it_there(rosa: User, edith: User) -> None:
    sports = make.section("Sports")
    cast.works_in(cast.editor("tess"), sports)
    cast.works_in(cast.editor("nora"), make.section("News"))
    cast.editor("gone", is_active=False)
    cast.editor("outside", is_staff=False)
    cast.copy_editor()
    cast.publisher()
    story = make.story(section=make.section("Tennis", parent=sports), begun_by=rosa)
    actions.submit(story, by=rosa)
    assert told() == {("edith", "submit"), ("tess", "submit"), ("paula", "submit")}


def test_nobody_is_told_of_what_they_did_themselves(edith: User) -> None:
    cast.editor("edward")
    story = make.story(begun_by=edith)
    actions.submit(story, by=edith)
    assert told() == {("edward", "submit")}
    actions.approve(story, by=edith)
    actions.publish(story, by=edith)
    assert told() == set()


@pytest.mark.parametrize("verb", ["send_back", "approve", "hold", "publish"])
def test_what_becomes_of_a_story_is_told_to_its_writers(verb: str, rosa: User, edith: User) -> None:
    second, left = cast.reporter("sam"), cast.reporter("left", is_active=False)
    story = make.story(begun_by=rosa, state="in_review")
    for login in (second, left, edith):
        make.byline(story, login.username, person=make.person(login.username, login=login))
    make.byline(story, "Nobody here")
    getattr(actions, verb)(story, by=edith)
    assert told() == {("rosa", verb), ("sam", verb)}


def test_what_happens_to_a_live_story_is_told_too(rosa: User, edith: User) -> None:
    story = make.story(begun_by=rosa)
    actions.publish(story, by=edith)
    actions.correct(story, by=edith, what_was_wrong="Monday", what_is_right="Tuesday")
    actions.withdraw(story, by=edith, words="Wrong town.")
    actions.reinstate(story, by=edith)
    said = [(notices.said(row), row.words) for row in Notice.objects.order_by("pk")]
    assert said == [
        ("Edith published it", ""),
        ("Edith corrected it", "Tuesday"),
        ("Edith withdrew it", "Wrong town."),
        ("Edith reinstated it", ""),
    ]


def test_the_words_for_the_writer_are_carried_and_stand_in_the_history(
    rosa: User, edith: User
) -> None:
    story = make.story(begun_by=rosa, state="in_review")
    actions.send_back(story, by=edith, words=" Who voted against? ")
    assert Notice.objects.get().words == "Who voted against?"
    assert LogEntry.objects.get().get_change_message() == "Send back: Who voted against?"
    actions.hold(story, by=edith, words="Wait for the court.")
    assert Notice.objects.first().words == "Wait for the court."


def test_what_somebody_has_taken_up_waits_for_nobody_else(rosa: User, edith: User) -> None:
    cast.editor("edward")
    story = make.story(begun_by=rosa)
    actions.submit(story, by=rosa)
    actions.send_back(story, by=rosa)
    assert told() == set()
    actions.submit(story, by=rosa)
    assert told() == {("edith", "submit"), ("edward", "submit")}
    actions.approve(story, by=edith)
    assert told() == {("rosa", "approve")}


def test_a_refused_verb_tells_nobody_and_a_repeated_one_tells_once(rosa: User, edith: User) -> None:
    story = make.story(begun_by=rosa)
    with pytest.raises(PermissionDenied):
        actions.publish(story, by=cast.copy_editor())
    assert not Notice.objects.exists()
    for _click in range(2):
        actions.publish(story, by=edith)
    assert Notice.objects.count() == 1


def test_a_verb_that_fails_tells_nobody(
    rosa: User, edith: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError

    story = make.story(begun_by=rosa, state="in_review")
    monkeypatch.setattr(audit, "record", broken)
    with pytest.raises(RuntimeError):
        actions.approve(story, by=edith)
    assert not Notice.objects.exists()
    assert Story.objects.get().state == "in_review"


# Mail


@pytest.fixture
def story(rosa: User) -> Story:
    return make.story("Bridge\nopens", begun_by=rosa, state="in_review")


def test_without_the_setting_no_mail_is_sent(
    story: Story, edith: User, mailoutbox: Any, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        actions.approve(story, by=edith)
    assert not mailoutbox


def test_mail_follows_the_commit_and_says_what_happened_and_where(
    story: Story,
    edith: User,
    settings: Any,
    mailoutbox: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    settings.NEWSROOM_MAIL_NOTICES = True
    settings.NEWSROOM_ADDRESS = "https://news.example/"
    with django_capture_on_commit_callbacks() as waiting:
        actions.send_back(story, by=edith, words="Who voted?")
    assert not mailoutbox
    for callback in waiting:
        callback()
    (mail,) = mailoutbox
    assert mail.recipients() == ["rosa@courier.example"]
    assert mail.subject == "Bridge opens (The Harbour Courier)"
    address = f"https://news.example/admin/articles/story/{story.pk}/change/"
    assert mail.body == f"Edith sent it back.\n\nWho voted?\n\n{address}"


def test_a_mail_that_cannot_be_sent_holds_nothing_up_and_is_on_record(
    story: Story,
    edith: User,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    django_capture_on_commit_callbacks: Any,
) -> None:
    def unreachable(message: EmailMessage) -> None:
        raise OSError("No route to host")

    settings.NEWSROOM_MAIL_NOTICES = True
    monkeypatch.setattr(EmailMessage, "send", unreachable)
    with django_capture_on_commit_callbacks(execute=True):
        actions.approve(story, by=edith)
    assert Story.objects.get().state == "ready"
    assert Notice.objects.count() == 1
    assert f"No mail could be sent about story {story.pk} (approve)" in caplog.text
