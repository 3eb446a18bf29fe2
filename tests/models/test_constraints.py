"""What the database itself refuses, and what keeps what was published from being deleted."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from articles.models import (
    Address,
    Caption,
    Correction,
    Front,
    Ledger,
    Photo,
    Placement,
    Publication,
    Revision,
    Section,
    SiteEdition,
    Story,
    StoryTag,
    Tag,
)
from articles.publishing import actions
from tests import cast, make

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 18, 16, tzinfo=UTC)


def twice_open(story: Story) -> None:
    actions.publish(story, by=None)
    actions.publish(story, by=cast.editor())
    Publication.objects.filter(number=1).update(live_until=None, ended=False)


def twice_numbered(story: Story) -> None:
    actions.publish(story, by=None)
    version = Publication.objects.get()
    version.pk, version.hash, version.live_until = None, "0" * 64, version.live_from
    version.save(force_insert=True)


def without_previous(story: Story) -> None:
    actions.publish(story, by=None)
    Publication.objects.update(number=2)


def backwards(story: Story) -> None:
    actions.publish(story, by=None)
    Publication.objects.update(live_until=timezone.now() - timedelta(days=1))


def ended_without_end(story: Story) -> None:
    actions.publish(story, by=None)
    Publication.objects.update(ended=True)


BREAKS: dict[str, tuple[str, Callable[[Story], Any]]] = {
    "a story has one open version": ("publication_one_open|story_id", twice_open),
    "a story's versions have their own numbers": ("publication_number|number", twice_numbered),
    "a later version follows one": ("publication_chained", without_previous),
    "a version does not end before it begins": ("publication_lives_forward", backwards),
    "what has ended has an end": ("publication_ended_has_end", ended_without_end),
    "a source gives a number once": (
        "story_source_key|source_id",
        lambda story: [make.story(source="AP", source_id="1") for _ in "ab"],
    ),
    "a slug stands once in a day": (
        "story_slug_within_day|slug",
        lambda story: [make.story(slug="a", published_on=date(2017, 5, 18)) for _ in "ab"],
    ),
    "a dated story has a slug": (
        "story_dated_has_slug",
        lambda story: make.story(published_on=date(2017, 5, 18)),
    ),
    "a story kept out of search engines has a reason": (
        "story_noindex_has_reason",
        lambda story: make.story(noindex=True),
    ),
    "a photo's rights end after they begin": (
        "photo_usable_in_order",
        lambda story: make.photo(usable_from=NOON, usable_until=NOON),
    ),
    "a photo's focus lies within it": (
        "photo_focus_within",
        lambda story: make.photo(focus_x_permille=1001),
    ),
    "a photo's source gives a number once": (
        "photo_source_key|source_id",
        lambda story: [make.photo(source="AP", source_id="1") for _ in "ab"],
    ),
    "a section's slug stands once at the top": (
        "section_slug_at_top|slug",
        lambda story: [Section.objects.create(name="N", slug="n") for _ in "ab"],
    ),
    "a section's slug stands once within its parent": (
        "section_slug_within_parent|slug",
        lambda story: [
            Section.objects.create(name="N", slug="n", parent=make.section("Local")) for _ in "ab"
        ],
    ),
    "a tag stands once on a story": (
        "story_tag_once|tag_id",
        lambda story: [
            StoryTag.objects.create(
                content_object=story, tag=Tag.objects.get_or_create(name="A", slug="a")[0]
            )
            for _ in "ab"
        ],
    ),
    "a redirect leads somewhere": (
        "address_target_for_redirects",
        lambda story: Address.objects.create(path="/a/", kind=Address.Kind.REDIRECT),
    ),
    "a page leads nowhere else": (
        "address_target_for_redirects",
        lambda story: Address.objects.create(path="/a/", target="/b/"),
    ),
    "an address answers one thing": (
        "path",
        lambda story: [Address.objects.create(path="/a/") for _ in "ab"],
    ),
    "a story's revisions have their own numbers": (
        "revision_number|number",
        lambda story: [
            Revision.objects.create(
                story=story, number=1, kind="save", content="", digest="", at=NOON
            )
            for _ in "ab"
        ],
    ),
    "a story stands on a front once": (
        "placement_story_once|story_id",
        lambda story: [
            Placement.objects.create(front=front, story=story)
            for front in [Front.objects.create(slug="sports", name="Sports")] * 2
        ],
    ),
    "a correction has its place": (
        "correction_has_place",
        lambda story: Correction.objects.create(what_was_wrong="a", what_is_right="b", at=NOON),
    ),
    "there is one edition": ("one_edition", lambda story: SiteEdition.objects.create(id=2)),
}


@pytest.mark.parametrize(("name", "break_it"), BREAKS.values(), ids=BREAKS)
def test_the_database_holds(name: str, break_it: Callable[[Story], Any]) -> None:
    story = make.story()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        break_it(story)


def test_without_a_source_and_a_day_nothing_clashes() -> None:
    stories = [make.story(slug="bridge") for _ in range(2)]
    assert len({story.natural_key() for story in stories}) == 2


def test_sections_have_two_levels() -> None:
    top, other = make.section("News"), make.section("Sports")
    inner = make.section("Spokane", parent=top)
    for section, parent in ((Section(name="West", slug="west"), inner), (top, other), (top, top)):
        section.parent = parent
        with pytest.raises(ValidationError) as refused:
            section.clean()
        assert refused.value.error_dict["parent"][0].code == "two_levels"
    Section(name="East", slug="east", parent=other).clean()


@pytest.mark.parametrize("name", ["photo", "person", "organization", "section", "tag"])
def test_what_a_story_uses_cannot_be_deleted(name: str) -> None:
    agency = make.organization()
    person = make.person(organization=agency)
    story = make.story(source_organization=agency)
    make.byline(story, person=person)
    caption = make.caption(story, make.photo())
    story.tags.add("Bridges")
    rows = {
        "photo": caption.photo, "person": person, "organization": agency,
        "section": story.section, "tag": Tag.objects.get(),
    }  # fmt: skip
    with pytest.raises(ProtectedError):
        rows[name].delete()
    assert type(rows[name]).objects.filter(pk=rows[name].pk).exists()


def test_a_story_nobody_saw_goes_with_its_parts() -> None:
    story = make.story()
    make.byline(story)
    photo = make.caption(story, make.photo()).photo
    make.item(story)
    story.tags.add("Bridges")
    Revision.objects.keep(story, kind="save", by=None, at=NOON)
    story.delete()
    assert not Story.objects.exists()
    assert not Caption.objects.exists()
    assert not Revision.objects.exists()
    assert Photo.objects.get() == photo


@pytest.fixture
def published() -> Story:
    story = make.story()
    make.byline(story, person=make.person())
    make.caption(story, make.photo())
    by = cast.editor()
    actions.publish(story, by=by)
    Story.objects.filter(pk=story.pk).update(headline="Bridge opens on Tuesday")
    actions.publish(story, by=by)
    return story


def test_what_was_published_is_not_deleted(published: Story) -> None:
    versions = Publication.objects.all()
    doomed: list[Any] = [published, Story.objects.all(), versions, *versions]
    doomed += [published.section, Photo.objects.all(), make.person()]
    for rows in doomed:
        with pytest.raises(ProtectedError):
            rows.delete()
    assert Publication.objects.count() == 2


def test_who_published_may_leave_and_the_name_stays(published: Story) -> None:
    cast.User.objects.get(username="edith").delete()
    assert [(row.by, row.by_name) for row in Publication.objects.all()] == [(None, "edith")] * 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("table", ["story", "publication", "photo", "person", "section"])
def test_what_was_published_is_not_deleted_by_raw_sql_either(published: Story, table: str) -> None:
    with pytest.raises(IntegrityError), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM articles_{table}")
    assert Publication.objects.count() == Ledger.objects.get().number == 2


def test_the_first_turn_of_the_edition_makes_its_row() -> None:
    SiteEdition.objects.all().delete()
    for number in (2, 3):
        SiteEdition.turn()
        assert SiteEdition.objects.get().number == number
