"""An older state put back on the desk."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from articles import search
from articles.models import Publication, Revision, Story
from articles.publishing import actions
from articles.publishing.addresses import path_of
from articles.publishing.workflow import WorkflowError
from tests import cast, make

pytestmark = pytest.mark.django_db


def keep(story: Story, by: Any = None, kind: str = Revision.Kind.SAVE) -> Revision:
    return Revision.objects.keep(story, kind=kind, by=by, at=timezone.now())


def test_a_restored_revision_is_a_new_one_with_the_old_content() -> None:
    story, edith = make.story(), cast.editor()
    line = make.byline(story)
    make.caption(story, make.photo())
    first = keep(story)
    story.headline = "Bridge shut"
    story.save()
    line.delete()
    keep(story)
    restored = actions.restore_revision(story, first, by=edith)
    assert (restored.number, restored.kind, restored.by) == (3, "restore", edith)
    assert restored.changed == "headline bylines"
    assert restored.story_content() == first.story_content()
    assert story.headline == "Bridge opens on Monday"
    assert Story.objects.get().content() == first.story_content()
    assert [str(byline) for byline in story.bylines.all()] == ["Ana Whitlock"]


def test_readers_see_nothing_of_it_until_it_is_published(client: Client) -> None:
    story, edith = make.story(), cast.editor()
    first = keep(story)
    story.headline = "Bridge shut"
    story.save()
    actions.publish(story, by=edith)
    actions.restore_revision(story, first, by=edith)
    address = path_of(story)
    assert "Bridge shut" in client.get(address).content.decode()
    assert Publication.objects.count() == 1
    actions.publish(story, by=edith)
    assert "<h1>Bridge opens on Monday</h1>" in client.get(address).content.decode()


def test_a_restored_story_is_found_by_its_words() -> None:
    story, edith = make.story("Lighthouse sold"), cast.editor()
    first = keep(story)
    Story.objects.update(headline="Bridge shut")
    actions.restore_revision(story, first, by=edith)
    hits = search.find("desk", "lighthouse", within={"story": Story.objects.all()})
    assert [hit.id for hit in hits] == [story.pk]


def test_what_nobody_had_saved_is_kept_before_it_is_replaced() -> None:
    story, edith = make.story(), cast.editor()
    first = keep(story)
    Story.objects.update(headline="From a script")
    story.refresh_from_db()
    actions.restore_revision(story, first, by=edith)
    found = [(row.kind, row.story_content().headline) for row in Revision.objects.all()]
    assert found[1:] == [("save", "From a script"), ("restore", "Bridge opens on Monday")]


def test_an_autosave_is_restored_too() -> None:
    rosa = cast.reporter()
    story = make.story(begun_by=rosa)
    keep(story)
    text = story.content().to_json().replace("Bridge opens", "Bridge fell")
    autosave = Revision.objects.create(
        story=story, number=2, kind="autosave", content=text, digest="", by=rosa, at=timezone.now()
    )
    restored = actions.restore_revision(story, autosave, by=rosa)
    assert (restored.number, story.headline) == (3, "Bridge fell on Monday")


def test_a_revision_that_was_erased_is_refused_in_a_sentence() -> None:
    story, edith = make.story(), cast.editor()
    revision = keep(story)
    Revision.objects.update(content="")
    revision.refresh_from_db()
    with pytest.raises(WorkflowError, match="Revision 1 can no longer be read"):
        actions.restore_revision(story, revision, by=edith)
    assert Revision.objects.count() == 1


def test_what_stands_there_already_is_not_restored() -> None:
    story, edith = make.story(), cast.editor()
    revision = keep(story)
    with pytest.raises(WorkflowError, match="stands as in revision 1 already"):
        actions.restore_revision(story, revision, by=edith)
    assert Revision.objects.count() == 1


def test_a_revision_of_another_story_is_refused() -> None:
    revision = keep(make.story("One"))
    with pytest.raises(ValueError, match="another story"):
        actions.restore_revision(make.story("Two"), revision, by=cast.editor())


def test_only_who_may_change_a_story_restores_it() -> None:
    story = make.story()
    revision = keep(story)
    Story.objects.update(headline="Bridge shut")
    for person in (cast.outsider(), cast.user("reader", "view_story")):
        with pytest.raises(PermissionDenied):
            actions.restore_revision(story, revision, by=person)
    assert Story.objects.get().headline == "Bridge shut"
    assert Revision.objects.count() == 1
