"""What every test gets: files in a folder of its own, and an eye on what readers' pages ask."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django
import pytest
from django.conf import settings
from django.db import connection

from articles.reader.edition import forget_edition


def pytest_collection_modifyitems(items: list[Any]) -> None:
    """Tests of two people at once need a database with row locks. Those that empty the database
    come last, whatever the random order: the rows that migrations made are gone after them."""
    items.sort(key=_empties_the_database)
    if connection.vendor != "postgresql":
        skip = pytest.mark.skip(reason="needs PostgreSQL; the second run has it")
        for item in items:
            if "postgresql" in item.keywords:
                item.add_marker(skip)


def _empties_the_database(item: Any) -> bool:
    marker = item.get_closest_marker("django_db")
    return marker is not None and bool(marker.kwargs.get("transaction"))


@pytest.fixture(autouse=True)
def watched(settings: Any) -> None:
    settings.MIDDLEWARE = ["tests.watch.ReaderWatch", *settings.MIDDLEWARE]


@pytest.fixture(autouse=True)
def own_files(tmp_path: Path, settings: Any) -> None:
    """Masters and renditions in a folder of the test's own."""
    stores = {name: dict(store) for name, store in settings.STORAGES.items()}
    for name in ("default", "masters", "renditions"):
        folder = "renditions" if name == "renditions" else "masters"
        stores[name]["OPTIONS"] = stores[name]["OPTIONS"] | {"location": tmp_path / folder}
    settings.STORAGES = stores
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture(autouse=True)
def at_once(settings: Any) -> None:
    """Slow work is done where it is asked for: the suite has no worker beside it."""
    package = "django_tasks" if django.VERSION < (6, 0) else "django.tasks"
    settings.TASKS = {"default": {"BACKEND": f"{package}.backends.immediate.ImmediateBackend"}}


@pytest.fixture(autouse=True)
def fresh_edition() -> Iterator[None]:
    """No test reads with the edition another has left in this process."""
    forget_edition()
    yield
    forget_edition()


@pytest.fixture(autouse=True)
def quick_passwords(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def samples() -> Path:
    """Files the tests read, with their origin in SOURCES.md."""
    return Path(settings.BASE_DIR) / "tests" / "samples"
