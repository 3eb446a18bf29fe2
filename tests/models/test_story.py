"""Keys, slugs and addresses of stories and of what they refer to."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth.models import User

from articles.models import (
    Address,
    Front,
    Organization,
    Person,
    Photo,
    Publication,
    Revision,
    Section,
    Story,
    StoryTag,
    Tag,
    story_path,
)
from articles.publishing import actions
from tests import make

pytestmark = pytest.mark.django_db
UID = UUID("1f0c9e52-5d7a-4e5c-9d0d-2f7f4b3a1c10")


@pytest.mark.parametrize(
    ("headline", "slug"),
    [
        ("Bridge opens on Monday", "bridge-opens-on-monday"),
        (
            "Lithuania opens door to gay Chechens fleeing persecution, while U.S. slams it shut",
            "lithuania-opens-door-to-gay-chechens-fleeing-perse",
        ),
        ("Café “Zürich” – déjà vu", "cafe-zurich-deja-vu"),
        ("رئيس البلدية يفتتح الجسر", "story-1f0c9e52"),
        ("2017", "story-1f0c9e52"),
        ("", "story-1f0c9e52"),
        ("…!?", "story-1f0c9e52"),
    ],
)
def test_the_slug_is_made_from_the_headline(headline: str, slug: str) -> None:
    assert Story(uid=UID, headline=headline).default_slug() == slug
    assert len(slug) <= 50


@pytest.mark.parametrize(
    ("on", "address"),
    [
        (date(2017, 5, 18), "/stories/2017/may/18/bridge/"),
        (date(1883, 1, 2), "/stories/1883/jan/02/bridge/"),
        (date(2026, 12, 31), "/stories/2026/dec/31/bridge/"),
    ],
)
def test_the_address_names_the_day_in_english(on: date, address: str, settings: Any) -> None:
    settings.LANGUAGE_CODE = "lt"
    assert story_path(on, "bridge") == address


def everything() -> list[Any]:
    """A row of every model that fixtures may name."""
    story = make.story(source="AP", source_id="urn:1")
    story.tags.add("Bridges")
    actions.publish(story, by=None)
    return [
        story,
        make.story("Without a source"),
        make.section("News"),
        make.section("Spokane", parent=make.section("News")),
        make.organization(),
        make.person(),
        make.photo(source="AP", source_id="urn:2"),
        Tag.objects.get(),
        StoryTag.objects.get(),
        Address.objects.get(),
        Publication.objects.get(),
        Revision.objects.get(),
        Front.objects.get_or_create(slug="front", defaults={"name": "Front page"})[0],
    ]


def test_every_row_is_found_by_its_natural_key() -> None:
    rows = everything()
    for row in rows:
        assert type(row).objects.get_by_natural_key(*row.natural_key()) == row
    assert [type(row) for row in rows].count(Story) == 2


def test_keys_are_made_of_what_others_know() -> None:
    assert [row.natural_key() for row in everything()[:8]][2:] == [
        ("news",),
        ("news/spokane",),
        ("the-harbour-courier",),
        ("ana-whitlock",),
        ("AP", "urn:2"),
        ("bridges",),
    ]
    assert make.story(uid=UID).natural_key() == (str(UID),)


def test_parts_are_known_by_their_uid() -> None:
    story = make.story()
    for part in (make.byline(story), make.caption(story, make.photo()), make.item(story)):
        assert part.natural_key() == (str(part.uid),)


@pytest.mark.parametrize("path", ["spokane", "news/west", "news/spokane/west", "", "/", "news/"])
def test_a_section_is_not_found_by_another_path(path: str) -> None:
    make.section("Spokane", parent=make.section("News"))
    assert not Section.objects.at_path(path).exists()


def test_an_organisation_is_found_by_either_name_in_any_case() -> None:
    agency = make.organization("Associated Press", short_name="AP")
    assert Organization.objects.named("ap") == Organization.objects.named("ASSOCIATED PRESS")
    assert Organization.objects.named("Reuters") is None
    assert Organization.objects.names() == ["Associated Press", "AP"]
    assert agency.natural_key() == ("associated-press",)


def test_a_revision_is_kept_only_of_what_changed() -> None:
    story = make.story()
    at = datetime(2026, 5, 18, 16, tzinfo=UTC)
    by = User.objects.create_user("rosa")
    first = Revision.objects.keep(story, kind="save", by=by, at=at)
    assert Revision.objects.keep(story, kind="save", by=None, at=at) == first
    story.headline = "Bridge opens on Tuesday"
    second = Revision.objects.keep(story, kind="save", by=by, at=at)
    assert (first.number, second.number) == (1, 2)
    assert second.story_content() == story.content()
    assert first.story_content().headline == "Bridge opens on Monday"


def test_rows_say_what_they_are() -> None:
    story = make.story()
    told = [str(row) for row in everything()] + [
        str(row)
        for row in (
            Story(),
            make.byline(story, "", "Foreign Policy"),
            make.caption(story, make.photo()),
            make.item(story, heading=""),
            Photo(source_id="urn:3"),
            Person(name="Mara Lind"),
        )
    ]
    assert all(told)
    assert str(Story()) == "(no headline yet)"
    assert str(make.section("Spokane", parent=make.section("News"))) == "News › Spokane"


def test_a_story_knows_its_own_tags_alone() -> None:
    story, other = make.story(), make.story("Ferry late")
    story.tags.add("Bridges", "Harbour")
    other.tags.add("Harbour", "Ferries")
    assert [tag.name for tag in story.tags.all()] == ["Bridges", "Harbour"]
    assert story.tags.filter(name="Ferries").count() == 0
