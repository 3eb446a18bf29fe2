"""What hangs on a version beside its text: the places it names, the stories it is related to."""

from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from articles.models import Publication, PublicationPlace, PublicationRelated, Story
from articles.publishing import actions
from tests import cast, make


def named_by(story: Story) -> list[tuple[str, str, str]]:
    """Slug, name and item of the places of the version that lives."""
    rows = PublicationPlace.objects.filter(publication__story=story, publication__live_until=None)
    return sorted((row.slug, row.name, str(row.item_uid or "")) for row in rows)


@pytest.mark.django_db
def test_the_places_of_a_package_are_kept_with_each_version() -> None:
    """O6."""
    editor = cast.editor()
    story = make.story("In brief: Senate hopefuls", body="", dateline_place="Port Ellery")
    lines = ("BOSTON – ", "SARGODHA, Pakistan -", "JOS, Nigeria (AP) —", "Boston", "")
    items = [
        make.item(story, position=position, dateline=line) for position, line in enumerate(lines)
    ]
    actions.publish(story, by=editor)
    boston = ("boston", "Boston", str(items[0].uid))
    assert named_by(story) == [
        boston,
        ("jos-nigeria", "Jos, Nigeria", str(items[2].uid)),
        ("port-ellery", "Port Ellery", ""),
        ("sargodha-pakistan", "Sargodha, Pakistan", str(items[1].uid)),
    ]
    for item in items[1:]:
        item.delete()
    Story.objects.filter(pk=story.pk).update(dateline_place="")
    actions.publish(story, by=editor)
    assert named_by(story) == [boston]
    assert PublicationPlace.objects.filter(publication__number=1).count() == 4


@pytest.mark.django_db
def test_a_version_names_the_related_stories_it_was_frozen_with() -> None:
    editor = cast.editor()
    story, one, two = make.story(), make.story("One"), make.story("Two")
    story.related.set([one, two])
    actions.publish(story, by=editor)
    story.related.set([two])
    actions.publish(story, by=editor)
    rows = PublicationRelated.objects.values_list("publication__number", "story__headline")
    assert sorted(rows) == [(1, "One"), (1, "Two"), (2, "Two")]


@pytest.mark.django_db(transaction=True)
def test_versions_that_are_here_get_their_links_when_the_tables_are_made(request: Any) -> None:
    editor = cast.editor()
    story, other = make.story(dateline_place="JOS, Nigeria"), make.story("Other")
    item = make.item(story, dateline="Boston")
    story.related.add(other)
    actions.publish(story, by=editor)
    rows = set(PublicationPlace.objects.values_list("slug", "name", "item_uid"))
    assert rows == {("jos-nigeria", "Jos, Nigeria", None), ("boston", "Boston", item.uid)}
    migrations = MigrationExecutor(connection).loader.graph
    newest = migrations.leaf_nodes("articles")
    parents = migrations.node_map["articles", "0006_letters"].parents
    before = [node.key for node in parents if node.key[0] == "articles"]
    request.addfinalizer(lambda: MigrationExecutor(connection).migrate(newest))
    MigrationExecutor(connection).migrate(before)
    PublicationPlace.objects.all().delete()

    MigrationExecutor(connection).migrate(newest)

    assert set(PublicationPlace.objects.values_list("slug", "name", "item_uid")) == rows
    related = PublicationRelated.objects.get()
    assert (related.publication, related.story) == (Publication.objects.get(), other)
