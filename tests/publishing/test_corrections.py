import pytest
from django.contrib.admin.models import LogEntry
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from articles.models import Correction, SiteEdition
from articles.publishing import actions
from articles.publishing.addresses import path_of
from articles.publishing.workflow import WorkflowError
from tests import cast, make

pytestmark = pytest.mark.django_db
WORDS = {"what_was_wrong": "The bridge opens on Monday & not before.", "what_is_right": "Tuesday."}


def test_a_correction_stands_on_the_page_at_once(client: Client) -> None:
    story, by = make.story(), cast.editor()
    actions.publish(story, by=by)
    before = SiteEdition.objects.get().number
    actions.correct(story, by=by, **WORDS)
    text = client.get(path_of(story)).content.decode()
    assert "Correction, " in text
    assert "The bridge opens on Monday &amp; not before. Tuesday." in text
    assert SiteEdition.objects.get().number > before
    assert LogEntry.objects.filter(change_message="Corrected: Tuesday.").exists()


def test_it_cannot_be_changed_or_deleted_at_the_desk(client: Client) -> None:
    story, by = make.story(), cast.editor()
    actions.publish(story, by=by)
    correction = actions.correct(story, by=by, **WORDS)
    client.force_login(by)
    address = f"/admin/articles/correction/{correction.pk}/"
    client.post(f"{address}change/", {"what_was_wrong": "Nothing", "what_is_right": "All"})
    assert client.post(f"{address}delete/", {"post": "yes"}).status_code == 403
    assert Correction.objects.get().what_was_wrong == WORDS["what_was_wrong"]


def test_it_is_written_in_the_admin(client: Client) -> None:
    story, by = make.story(), cast.editor()
    actions.publish(story, by=by)
    client.force_login(by)
    form = {"story": story.pk, "kind": "correction", **WORDS}
    answer = client.post("/admin/articles/correction/add/", form, follow=True)
    assert "errornote" not in answer.content.decode()
    assert "Tuesday." in client.get(path_of(story)).content.decode()
    assert Correction.objects.get().by == by


def test_what_stood_in_print_only_needs_its_place() -> None:
    by = cast.editor()
    with pytest.raises(ValidationError, match="where in the paper"):
        actions.correct(None, by=by, **WORDS)
    made = actions.correct(None, by=by, where_printed="headline on Tuesday's front page", **WORDS)
    assert made.story is None


def test_a_draft_is_not_corrected_and_a_reporter_may_not() -> None:
    story, by = make.story(), cast.editor()
    with pytest.raises(WorkflowError, match="is draft"):
        actions.correct(story, by=by, **WORDS)
    actions.publish(story, by=by)
    for story_or_none in (story, None):
        with pytest.raises(PermissionDenied):
            actions.correct(story_or_none, by=cast.reporter(f"r{story_or_none}"[:9]), **WORDS)
    assert not Correction.objects.exists()
