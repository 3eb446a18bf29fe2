"""The chain of a story's versions: it holds, and every change to it is noticed."""

from collections.abc import Callable
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from articles.models import Ledger, Publication, Story, chain_faults
from articles.publishing import actions
from tests import cast, make


def faults(story: Story) -> list[str]:
    chain = Publication.objects.filter(story=story)
    return chain_faults(str(story.uid), chain, Ledger.objects.filter(story=story).first())


@pytest.fixture
def story() -> Story:
    """A story published three times."""
    story, by = make.story(), cast.editor()
    for headline in ("One", "Two", "Three"):
        Story.objects.filter(pk=story.pk).update(headline=headline)
        actions.publish(story, by=by, note=f"About {headline}")
    return story


def version(number: int) -> Publication:
    return Publication.objects.get(number=number)


def change(number: int, **columns: object) -> None:
    Publication.objects.filter(number=number).update(**columns)


@contextmanager
def without_foreign_keys():
    """As somebody at the database itself could write."""
    postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        off = (
            "SET session_replication_role = replica" if postgresql else "PRAGMA foreign_keys = OFF"
        )
        on = "SET session_replication_role = DEFAULT" if postgresql else "PRAGMA foreign_keys = ON"
        cursor.execute(off)
        try:
            yield cursor
        finally:
            cursor.execute(on)


@pytest.mark.django_db
def test_it_holds(story: Story) -> None:
    assert faults(story) == []
    assert [row.previous_id for row in Publication.objects.order_by("number")] == [
        None, version(1).pk, version(2).pk,
    ]  # fmt: skip
    assert Ledger.objects.get().head == version(3)


@pytest.mark.django_db
def test_a_story_without_versions_has_no_faults() -> None:
    assert faults(make.story()) == []


@pytest.mark.django_db
def test_times_of_life_may_change_and_a_text_may_be_erased(story: Story) -> None:
    change(2, content="")
    change(3, live_until=version(3).live_from + timedelta(days=1))
    assert faults(story) == []


LATER = datetime(2030, 1, 1, tzinfo=UTC)
TEXT = "version 2: the text is not the one that was published"
HASH = "version 2: the hash does not follow from the version before it"
CHANGES: dict[str, tuple[Callable[[], None], str]] = {
    "a byte of the text": (lambda: change(2, content=version(2).content + " "), TEXT),
    "the whole text": (lambda: change(2, content=version(1).content), TEXT),
    "the digest": (lambda: change(2, content_digest="0" * 64, content=""), HASH),
    "the note": (lambda: change(2, note="Nothing changed."), HASH),
    "the kind of change": (lambda: change(2, change="typo"), HASH),
    "who did it": (lambda: change(2, by_name="otto"), HASH),
    "when": (lambda: change(2, at=LATER), HASH),
    "the address": (lambda: change(2, path="/stories/2017/may/18/other/"), HASH),
    "the hash": (lambda: change(2, hash="0" * 64), HASH),
    "the ledger's hash": (
        lambda: Ledger.objects.update(hash="0" * 64) and None,
        "the ledger knows version 3, the chain ends at 3",
    ),
    "the ledger's number": (
        lambda: Ledger.objects.update(number=4) and None,
        "the ledger knows version 4, the chain ends at 3",
    ),
    "the ledger taken away": (
        lambda: Ledger.objects.all().delete() and None,
        "the ledger has no entry",
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize(("tamper", "fault"), CHANGES.values(), ids=CHANGES)
def test_it_notices_a_change_of(story: Story, tamper: Callable[[], None], fault: str) -> None:
    tamper()
    assert fault in faults(story)


@pytest.mark.django_db
def test_it_notices_a_text_and_its_digest_written_anew(story: Story) -> None:
    """Even with a hash that fits: the version after it does not follow any more."""
    from_third = version(3)
    second = version(2)
    change(2, content=from_third.content, content_digest=from_third.content_digest)
    assert faults(story) == [HASH]
    assert second.hash != from_third.hash


@pytest.mark.django_db
def test_it_notices_versions_in_another_order(story: Story) -> None:
    first, second = version(2), version(3)
    Publication.objects.filter(pk=first.pk).update(number=9)
    Publication.objects.filter(pk=second.pk).update(number=2)
    Publication.objects.filter(pk=first.pk).update(number=3)
    assert HASH in faults(story)
    assert len(faults(story)) >= 2


@pytest.mark.django_db
def test_it_belongs_to_its_story(story: Story) -> None:
    other = make.story("Other")
    chain = Publication.objects.filter(story=story)
    found = chain_faults(str(other.uid), chain, Ledger.objects.get())
    assert len(found) == 3


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (1, {"version 1 is missing", HASH}),
        (2, {"version 2 is missing", HASH.replace("2", "3", 1)}),
        (3, {"the ledger knows version 3, the chain ends at 2"}),
    ],
)
def test_it_notices_a_version_taken_out(story: Story, number: int, expected: set[str]) -> None:
    with without_foreign_keys() as cursor:
        cursor.execute("DELETE FROM articles_publication WHERE number = %s", [number])
    assert set(faults(story)) == expected
    with without_foreign_keys(), transaction.atomic():
        clear()


@pytest.mark.django_db(transaction=True)
def test_it_notices_that_nothing_is_left(story: Story) -> None:
    with without_foreign_keys() as cursor:
        cursor.execute("DELETE FROM articles_publication")
    assert faults(story) == ["the ledger knows version 3, the chain ends at 0"]
    with without_foreign_keys(), transaction.atomic():
        clear()


def clear() -> None:
    """Rows that hang in the air would trouble the tests that follow."""
    with connection.cursor() as cursor:
        for table in ("ledger", "publicationbyline", "publicationtag", "publicationphoto",
                      "publication"):  # fmt: skip
            cursor.execute(f"DELETE FROM articles_{table}")
