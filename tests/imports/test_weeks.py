from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command

from articles.models import Story
from articles.publishing import actions
from tests import cast, make
from tests.imports.loading import file, record

pytestmark = pytest.mark.django_db
MADE_IN = date(2026, 11, 18)


def moved(tmp_path: Path, written: str) -> datetime:
    """The time a story gets that was written so in a file of the week of 16 November 2026."""
    fields = {"source": "wire", "source_id": "1", "headline": "One", "first_published_at": written}
    call_command(
        "loaddata", str(file(tmp_path, record("story", **fields))), verbosity=0, week_of=MADE_IN
    )
    at = Story.objects.get().first_published_at
    assert at is not None
    return at


@time_machine.travel(datetime(2027, 1, 7, 18, tzinfo=UTC))
def test_the_files_week_becomes_the_present_one(tmp_path: Path) -> None:
    assert moved(tmp_path, "2026-11-17T09:30:00-05:00") == datetime(2027, 1, 5, 14, 30, tzinfo=UTC)


@time_machine.travel(datetime(2027, 7, 7, 18, tzinfo=UTC))
def test_a_morning_stays_a_morning_in_summer(tmp_path: Path) -> None:
    assert moved(tmp_path, "2026-11-17T09:30:00-05:00") == datetime(2027, 7, 6, 13, 30, tzinfo=UTC)


def test_versions_keep_their_time(tmp_path: Path) -> None:
    actions.publish(make.story(), by=cast.editor())
    dump = tmp_path / "dump.json"
    call_command("dumpdata", "articles", natural_foreign=True, natural_primary=True, output=dump)
    with pytest.raises(CommandError, match="a version keeps its time"):
        call_command("loaddata", str(dump), verbosity=0, week_of=MADE_IN)
