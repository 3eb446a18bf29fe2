"""From a label to bytes: a path, the name of a fixture, or "-" for standard input."""

import bz2
import gzip
import lzma
import sys
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings

from articles.imports.records import ImportProblem

OPENERS: dict[str, Any] = {".gz": gzip.open, ".bz2": bz2.open, ".xz": lzma.open}
FORMATS = {".json": "json", ".jsonl": "jsonl", ".txt": "txt"}
SUFFIXES = ("", *(f"{inner}{outer}" for outer in ("", *OPENERS) for inner in FORMATS))


@dataclass(frozen=True)
class Source:
    """A file's name for messages, its format, its bytes, and where its pictures may lie."""

    name: str
    format: str
    data: bytes
    media: list[Path]


def find_source(label: str, format: str | None = None, app: str | None = None) -> Source:  # noqa: A002
    """The one source a label means; `format` and `app` are the options of stock loaddata.

    Raises: ImportProblem if there is none, or it cannot be read, or its format is not known.
    """
    if label == "-":
        if format is None or format not in FORMATS.values():
            raise ImportProblem("-", "say what comes in: --format json, jsonl or txt")
        return Source("-", format, _standard_input(), [])
    path = _find_path(label, app)
    packed = path.suffix.lower() in OPENERS
    inner = Path(path.stem) if packed else path
    known = format or FORMATS.get(inner.suffix.lower())
    if known is None or known not in FORMATS.values():
        raise ImportProblem(
            label,
            f"the format “{format or inner.suffix or path.name}” is not read; it can be .json, "
            ".jsonl or .txt, also .gz, .bz2 or .xz",
        )
    try:
        with OPENERS.get(path.suffix.lower(), open)(path, "rb") as file:
            data = file.read()
    except (OSError, EOFError, lzma.LZMAError, zlib.error) as error:
        raise ImportProblem(label, f"cannot be read ({error})") from error
    folders = [path.parent / f"{Path(inner.name).stem}.media", path.parent / "media", path.parent]
    return Source(str(path), known, data, [folder for folder in folders if folder.is_dir()])


def _standard_input() -> bytes:
    data = getattr(sys.stdin, "buffer", sys.stdin).read()
    return data if isinstance(data, bytes) else data.encode(errors="surrogateescape")


def _find_path(label: str, app: str | None) -> Path:
    folders = [] if app else [Path()]
    if not Path(label).is_absolute():
        folders += [
            Path(config.path) / "fixtures"
            for config in apps.get_app_configs()
            if app in (None, config.label)
        ]
        folders += [] if app else [Path(folder) for folder in settings.FIXTURE_DIRS]
    for folder in folders:
        for suffix in SUFFIXES:
            path = folder / f"{label}{suffix}"
            if _is_file(path):
                return path
    where = "here or among the fixtures" if len(folders) > 1 else "there"
    raise ImportProblem(label, f"no such file {where}")


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name too long for any file
        return False
