"""Two people at the same time: one after the other, and neither is lost."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from articles.models import Ledger, Publication, SiteEdition, Story, chain_faults
from articles.publishing import actions
from articles.publishing.addresses import path_of
from articles.publishing.workflow import WorkflowError
from tests import cast, make

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
PATIENCE_SECONDS = 20


def at_once(*verbs: Callable[[], Any]) -> list[Any]:
    """What each gives or raises, all begun together, each on a connection of its own."""
    together = threading.Barrier(len(verbs))

    def run(verb: Callable[[], Any]) -> Any:
        try:
            together.wait(PATIENCE_SECONDS)
            return verb()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(verbs)) as threads:
        return list(threads.map(run, verbs))


def save_and_publish(story: Story, headline: str, by: Any) -> Publication:
    with transaction.atomic():
        Story.objects.filter(pk=story.pk).update(headline=headline)
        return actions.publish(Story.objects.get(pk=story.pk), by=by)


def faults(story: Story) -> list[str]:
    chain = Publication.objects.filter(story=story)
    return chain_faults(str(story.uid), chain, Ledger.objects.get(story=story))


def test_two_versions_of_one_story_are_numbered_in_turn() -> None:
    story = make.story()
    editors = cast.editor("edith"), cast.editor("edward")
    answers = at_once(
        *(lambda by=by: save_and_publish(story, f"As {by} has it", by) for by in editors)
    )
    versions = list(Publication.objects.order_by("number"))
    assert {answer.pk for answer in answers} == {version.pk for version in versions}
    assert [version.number for version in versions] == [1, 2]
    assert {version.headline for version in versions} == {"As edith has it", "As edward has it"}
    first, second = versions
    assert first.live_until == second.live_from
    assert second.live_until is None
    assert faults(story) == []


def test_the_same_content_of_two_people_is_two_versions() -> None:
    story = make.story()
    editors = cast.editor("edith"), cast.editor("edward")
    at_once(*(lambda by=by: actions.publish(Story.objects.get(), by=by) for by in editors))
    assert Publication.objects.count() == 2
    assert Publication.objects.filter(live_until=None).count() == 1
    assert faults(story) == []


def test_a_button_pressed_twice_makes_one_version() -> None:
    make.story()
    by = cast.editor()
    at_once(*[lambda: actions.publish(Story.objects.get(), by=by)] * 3)
    assert Publication.objects.count() == 1


def test_two_stories_of_one_headline_get_two_addresses(
    monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    stories = [make.story(), make.story()]
    inside = threading.Barrier(len(stories))
    lacks = actions.checks.lacks

    def together(content: Any) -> Any:
        inside.wait(PATIENCE_SECONDS)
        return lacks(content)

    monkeypatch.setattr(actions.checks, "lacks", together)
    answers = at_once(*(lambda story=story: actions.publish(story, by=None) for story in stories))
    assert {answer.path.split("/")[-2] for answer in answers} == {
        "bridge-opens-on-monday", "bridge-opens-on-monday-2",
    }  # fmt: skip
    for answer in answers:
        assert client.get(answer.path).status_code == 200


def test_publishing_never_brings_back_what_is_withdrawn_at_the_same_time(client: Client) -> None:
    story, by = make.story(), cast.editor()
    actions.publish(story, by=by)
    published, withdrawn = at_once(
        lambda: save_and_publish(story, "Bridge opens on Tuesday", by),
        lambda: actions.withdraw(Story.objects.get(), by=by, words="Wrong."),
    )
    assert withdrawn is None
    assert isinstance(published, Publication | WorkflowError)
    story.refresh_from_db()
    assert story.state == Story.State.WITHDRAWN
    assert not Publication.objects.filter(live_until=None).exists()
    assert client.get(path_of(story)).status_code == 410
    assert faults(story) == []


def test_every_turn_of_the_edition_counts_from_the_first_on() -> None:
    SiteEdition.objects.all().delete()
    stories = [make.story(f"Story {number}") for number in range(6)]
    at_once(*(lambda story=story: actions.publish(story, by=None) for story in stories))
    assert SiteEdition.objects.get().number == 1 + len(stories)
