"""What the tests of the import room share: records, files of them, and the command."""

import json
from collections.abc import Iterable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

ADDRESS = "/stories/2017/may/18/bridge-opens-on-monday/"
NATURAL = ("--natural-foreign", "--natural-primary")
PUBLISHED = {"state": "published", "first_published_at": "2017-05-18T12:00:00Z"}

Record = dict[str, Any]


def record(model: str, pk: Any = None, **fields: Any) -> Record:
    made = {"model": f"articles.{model}", "fields": fields}
    return made if pk is None else made | {"pk": pk}


def section() -> Record:
    return record("section", name="News", slug="news")


def story(**fields: Any) -> Record:
    """A whole draft; what a test does not say does not matter to it."""
    return record(
        "story",
        **{
            "source": "wire",
            "source_id": "1",
            "headline": "Bridge opens on Monday",
            "body": "<p>The bridge opens on Monday.</p>",
            **fields,
        },
    )


def file(folder: Path, *records: Record, name: str = "in.json") -> str:
    """A fixture with one record a line: the first stands on line 1 (JSONL) or 2 (JSON)."""
    lines = [json.dumps(one) for one in records]
    text = "\n".join(lines) if name.endswith("jsonl") else "[\n" + ",\n".join(lines) + "\n]"
    path = folder / name
    path.write_text(text)
    return str(path)


def load(*labels: str, **options: Any) -> str:
    """What the command says."""
    out = StringIO()
    call_command("loaddata", *labels, stdout=out, **options)
    return out.getvalue()


def counts(said: str) -> str:
    """The line of numbers, such as "1 new, 0 changed, 0 unchanged; 0 published"."""
    return said.splitlines()[-1].partition(": ")[2].rstrip(".")


def refused(*labels: str, **options: Any) -> str:
    """The one line with which the command refuses; nothing was written."""
    before = everything()
    with pytest.raises(CommandError) as caught:
        load(*labels, **options)
    assert everything() == before
    message = str(caught.value)
    assert "\n" not in message
    assert message.endswith(". Nothing was loaded.")
    return message


def everything() -> tuple[str, list[Path]]:
    """All rows and all files."""
    return dump("articles", "auth", *NATURAL), files()


def files() -> list[Path]:
    root = Path(settings.MEDIA_ROOT)
    kept = [path for name in ("masters", "renditions") for path in (root / name).rglob("*")]
    return sorted(path for path in kept if path.is_file())


def dump(*arguments: str, **options: Any) -> str:
    out = StringIO()
    call_command("dumpdata", *arguments, stdout=out, **options)
    return out.getvalue()


def without(records: Iterable[Record], *names: str) -> list[Record]:
    """Records of a dump without some models."""
    return [one for one in records if one["model"].partition(".")[2] not in names]
