"""From a label to bytes: a path, the name of a fixture, or "-" for standard input."""

import bz2
import gzip
import lzma
import sys
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.conf import settings

from articles.imports.records import ImportProblem

OPENERS = {".gz": gzip.open, ".bz2": bz2.open, ".xz": lzma.open}
FORMATS = {".json": "json", ".jsonl": "jsonl", ".txt": "txt"}


@dataclass(frozen=True)
class Source:
    """A file's name for messages, its format, its bytes, and where its pictures may lie."""

    name: str
    format: str
    data: bytes
    media: list[Path]


def find_source(label: str, format: str | None = None) -> Source:  # noqa: A002 — stock's option
    """The one source a label means.

    Raises: ImportProblem if there is none, or it cannot be read, or its format is not known.
    """
    if label == "-":
        if format not in FORMATS.values():
            raise ImportProblem("-", "say what comes in: --format json, jsonl or txt")
        stream = getattr(sys.stdin, "buffer", sys.stdin)
        data = stream.read()
        return Source("-", format, data if isinstance(data, bytes) else data.encode(), [])
    path = _find_path(label)
    inner = Path(path.stem) if path.suffix in OPENERS else path
    known = format or FORMATS.get(inner.suffix)
    if known not in FORMATS.values():
        raise ImportProblem(
            label,
            f"the format “{inner.suffix or known}” is not read; it can be .json, .jsonl or .txt, "
            "also .gz, .bz2 or .xz",
        )
    try:
        opener = OPENERS.get(path.suffix, open)
        with opener(path, "rb") as file:
            data = file.read()
    except (OSError, EOFError, lzma.LZMAError) as error:
        raise ImportProblem(label, f"cannot be read ({error})") from error
    folders = [path.parent / f"{Path(inner.name).stem}.media", path.parent / "media", path.parent]
    return Source(path.name, known, data, [folder for folder in folders if folder.is_dir()])


def _find_path(label: str) -> Path:
    folders = [Path()]
    if not Path(label).is_absolute():
        folders += [Path(config.path) / "fixtures" for config in apps.get_app_configs()]
        folders += [Path(folder) for folder in settings.FIXTURE_DIRS]
    for folder in folders:
        for suffix in ("", *FORMATS):
            path = folder / f"{label}{suffix}"
            if path.is_file():
                return path
    where = "here or among the fixtures" if len(folders) > 1 else "there"
    raise ImportProblem(label, f"no such file {where}")
