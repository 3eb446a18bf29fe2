"""Stories that come in as published are frozen, and readable from their time on."""

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from articles.models import (
    Address,
    Ledger,
    Moment,
    Publication,
    PublicationByline,
    PublicationTag,
    Revision,
    Story,
)
from articles.publishing import actions
from articles.reader.edition import forget_edition
from tests import cast, make
from tests.imports.loading import (
    ADDRESS,
    PUBLISHED,
    counts,
    dump,
    file,
    load,
    record,
    refused,
    section,
    story,
)

pytestmark = pytest.mark.django_db


def test_a_published_story_is_frozen_with_all_that_hangs_on_it(
    client: Client, tmp_path: Path
) -> None:
    wire = file(
        tmp_path,
        section(),
        record("person", name="Ana Whitlock", slug="ana-whitlock"),
        story(section=["news"], tags=["Bridges"], **PUBLISHED),
        record("byline", story=["wire", "1"], person=["ana-whitlock"], name_as_printed="A. W."),
    )
    assert counts(load(wire)).endswith("1 published")
    version = Publication.objects.get()
    assert (version.number, version.change, version.path) == (1, "import", ADDRESS)
    assert version.live_from == parse_datetime("2017-05-18T12:00:00Z")
    assert Ledger.objects.get().hash == version.hash
    assert Address.objects.get().path == ADDRESS
    assert PublicationByline.objects.get().person.name == "Ana Whitlock"
    assert PublicationTag.objects.get().tag.name == "Bridges"
    assert Revision.objects.get().kind == "wire"
    assert "A. W." in client.get(ADDRESS).content.decode()
    assert counts(load(wire)) == "0 new, 0 changed, 4 unchanged; 0 published"
    assert (Publication.objects.count(), Revision.objects.count()) == (1, 1)


def test_a_changed_file_makes_the_next_version(client: Client, tmp_path: Path) -> None:
    load(file(tmp_path, story(**PUBLISHED)))
    corrected = story(**PUBLISHED | {"headline": "Bridge opens on Tuesday"})
    assert counts(load(file(tmp_path, corrected))) == "0 new, 1 changed, 0 unchanged; 1 published"
    page = client.get(ADDRESS)
    assert "Bridge opens on Tuesday" in page.content.decode()
    assert [row.number for row in Publication.objects.order_by("number")] == [1, 2]
    assert Story.objects.get().saved_at == Revision.objects.latest("number").at

    # The address of a story that readers have seen does not move.
    said = load(file(tmp_path, story(**PUBLISHED | {"slug": "tuesday"})), overwrite=True)
    assert "slug: “Bridge opens on Tuesday” stays “bridge-opens-on-monday”" in said
    assert client.get(ADDRESS).status_code == 200


@pytest.mark.parametrize("missing", ["headline", "first_published_at"])
def test_a_published_story_needs_headline_and_time(missing: str, tmp_path: Path) -> None:
    whole = story(**PUBLISHED)
    del whole["fields"][missing]
    expected = f"in.json:2 (record 1): {missing}: a published story needs it"
    assert expected in refused(file(tmp_path, whole))


def test_a_withdrawn_story_needs_its_versions(tmp_path: Path) -> None:
    assert "comes with its versions" in refused(file(tmp_path, story(state="withdrawn")))


def test_the_future_and_an_embargo_are_kept(client: Client, tmp_path: Path) -> None:
    with time_machine.travel("2026-01-05T12:00:00Z", tick=False):
        load(
            file(
                tmp_path,
                story(**PUBLISHED | {"first_published_at": "2026-01-05T15:00:00Z"}),
                story(
                    source_id="2",
                    headline="Secret",
                    **PUBLISHED,
                    embargo_until="2026-01-05T14:00:00Z",
                ),
            )
        )
        future, secret = (
            "/stories/2026/jan/05/bridge-opens-on-monday/",
            "/stories/2017/may/18/secret/",
        )
        assert (client.get(future).status_code, client.get(secret).status_code) == (404, 404)
        assert "Secret" not in client.get("/").content.decode()
        assert Moment.objects.count() == 2
    with time_machine.travel("2026-01-05T14:00:00Z", tick=False):
        forget_edition()
        assert (client.get(future).status_code, client.get(secret).status_code) == (404, 200)
    with time_machine.travel("2026-01-05T15:00:00Z", tick=False):
        forget_edition()
        assert client.get(future).status_code == 200


def test_what_is_to_be_taken_down_is_and_no_file_brings_it_back(
    client: Client, tmp_path: Path
) -> None:
    ends = {"take_down_at": "2026-01-05T15:00:00Z"}
    with time_machine.travel("2026-01-05T12:00:00Z", tick=False):
        load(file(tmp_path, section(), story(**PUBLISHED, **ends)))
        assert client.get(ADDRESS).status_code == 200
    with time_machine.travel("2026-01-05T15:00:00Z", tick=False):
        forget_edition()
        assert client.get(ADDRESS).status_code == 410
        load(file(tmp_path, story(**PUBLISHED, **ends, deck="New")))
        forget_edition()
        assert client.get(ADDRESS).status_code == 410
    assert Publication.objects.count() == 1


def test_an_archive_knows_what_was_there_for_a_time(client: Client, tmp_path: Path) -> None:
    load(file(tmp_path, story(**PUBLISHED, take_down_at="2018-01-01T00:00:00Z")))
    assert client.get(ADDRESS).status_code == 410
    assert "Bridge" not in client.get("/").content.decode()


def test_a_file_says_when_a_live_story_is_taken_down(client: Client, tmp_path: Path) -> None:
    load(file(tmp_path, story(**PUBLISHED)))
    later = (timezone.now() + timedelta(days=1)).replace(microsecond=0)
    load(file(tmp_path, story(**PUBLISHED, take_down_at=later.isoformat())))
    assert Publication.objects.get().live_until == later


def test_an_end_before_the_beginning_is_refused(tmp_path: Path) -> None:
    said = refused(file(tmp_path, story(**PUBLISHED, take_down_at="2017-05-18T11:59:59Z")))
    assert "take_down_at" in said
    assert "would go live after that" in said
    assert not Story.objects.exists()


def test_two_stories_of_one_day_and_headline_get_two_addresses(
    client: Client, tmp_path: Path
) -> None:
    load(file(tmp_path, story(**PUBLISHED), story(**PUBLISHED | {"source_id": "2"})))
    assert client.get(ADDRESS).status_code == 200
    assert client.get(ADDRESS[:-1] + "-2/").status_code == 200


def test_a_date_without_versions_takes_nobodys_address(client: Client, tmp_path: Path) -> None:
    """`published_on` comes with versions; without them the address is given as to any story."""
    Address.objects.create(path=ADDRESS, kind="gone", words="Not here.")
    slug = "bridge-opens-on-monday"
    load(file(tmp_path, story(slug=slug, published_on="2017-05-18", **PUBLISHED)))
    assert client.get(ADDRESS).status_code == 410
    assert client.get(ADDRESS[:-1] + "-2/").status_code == 200


def test_a_waiting_version_still_waits(client: Client, tmp_path: Path) -> None:
    editor = cast.editor()
    at = timezone.now() + timedelta(days=1)
    scheduled = make.story("Tomorrow's fair")
    actions.publish(scheduled, by=editor, at=at)
    text = dump("articles")
    path = Publication.objects.get().path
    Ledger.objects.all().delete()
    Publication.objects.all().delete()
    Address.objects.all().delete()
    Moment.objects.all().delete()
    Story.objects.all().delete()
    (tmp_path / "in.json").write_text(text)
    load(str(tmp_path / "in.json"))
    assert client.get(path).status_code == 404
    with time_machine.travel(at + timedelta(seconds=1), tick=False):
        forget_edition()
        assert client.get(path).status_code == 200
