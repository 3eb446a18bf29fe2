"""Who may look at whom, read from the syntax trees: the table of the house, in words.

A room is a file or folder of `articles`. Others enter it by its door: the room itself, or, where
a room is too big for one door, the files listed here.
"""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.urls import get_resolver

from tests.watch import DESK

ROOT = Path(__file__).parent.parent

PURE = {
    "content", "bylines", "markup", "typography", "merging", "pages", "imaging", "search",
}  # fmt: skip
PUBLISHING = {
    f"publishing.{file}"
    for file in (
        "actions",
        "checks",
        "corrections",
        "freeze",
        "indexing",
        "masters",
        "notices",
        "photos",
        "proposals",
        "renditions",
        "rights",
        "status",
        "timeline",
        "warnings",
        "workflow",
    )
}  # fmt: skip
# What an import has no business with: it acts for nobody at the desk.
DESK_ONLY = {
    f"publishing.{file}" for file in ("notices", "rights", "status", "warnings", "workflow")
}
# What each room may import of the others.
MAY_IMPORT = {
    **dict.fromkeys(PURE, PURE),
    "models": PURE,
    "publishing": {"models"} | PURE,
    "imports": {"models"} | PURE | PUBLISHING - DESK_ONLY,
    "admin": {
        "models",
        "imports.run",
        "imports.read_text",
        "publishing.letters",
        "publishing.previews",
    }
    | PUBLISHING
    | PURE,
    "reader": {"models"} | PURE,
    "serializers": {"imports.formats", "imports.records"},
    "management": {"models", "imports.run", "imports.records"} | PUBLISHING | PURE,
    "templatetags": PURE,
    "apps": {"checks"},
    "checks": set[str](),
    "fixtures": set[str](),
    "newsroom": {"checks", "reader.urls", "admin.stories.preview_links"},
}
# What readers' pages may ask for: versions, what hangs on them, and what stands beside them.
READERS_MODELS = {
    "Publication", "PublicationByline", "PublicationPhoto", "PublicationTag", "Rendition",
    "Section", "Person", "Organization", "Tag", "Address", "Front", "Correction", "SiteEdition",
    "Moment", "live_at", "usable_at", "Rows", "MONTHS", "MOST_RELATED",
}  # fmt: skip
PURE_LIBRARIES = {"PIL", "c2pa", "nh3", "django.utils", "django.conf", "django.template"}
NO_NAMES = {"utils", "helpers", "services", "managers", "common", "misc"}


@dataclass(frozen=True)
class Import:
    """One import: what it leads to, as a dotted path and perhaps a name in it, and where."""

    target: str
    name: str
    place: str

    @property
    def ours(self) -> bool:
        return self.target.split(".")[0] == "articles"

    @property
    def path(self) -> str:
        """Where it leads within the house: "models", "publishing.actions"."""
        return self.target.removeprefix("articles").removeprefix(".")

    def __str__(self) -> str:
        return f"{self.place} imports {self.target}" + (f" ({self.name})" if self.name else "")


def files(*folders: str) -> list[Path]:
    found = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    return sorted(path for path in found if "migrations" not in path.parts)


def room_of(path: Path) -> str:
    first, *rest = path.relative_to(ROOT).with_suffix("").parts
    return rest[0] if first == "articles" else first


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), str(path))


def is_file(dotted: str) -> bool:
    path = ROOT.joinpath(*dotted.split("."))
    return path.is_dir() or path.with_suffix(".py").exists()


def imports_of(path: Path) -> Iterator[Import]:
    for node in ast.walk(tree_of(path)):
        place = f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"
        if isinstance(node, ast.Import):
            yield from (Import(alias.name, "", place) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                if node.module and node.module.startswith("articles") and is_file(whole):
                    yield Import(whole, "", place)
                else:
                    yield Import(node.module or "", alias.name, place)


def files_of(room: str) -> list[Path]:
    return [path for path in files("articles", "newsroom") if room_of(path) == room]


def test_every_room_stands_in_the_table() -> None:
    rooms = {room_of(path) for path in files("articles", "newsroom")} - {"__init__"}
    assert rooms <= set(MAY_IMPORT)


@pytest.mark.parametrize("room", sorted(MAY_IMPORT))
def test_a_room_enters_others_by_the_doors_open_to_it(room: str) -> None:
    strangers = [
        str(found)
        for path in files_of(room)
        for found in imports_of(path)
        if found.ours
        and found.path.split(".")[0] != room
        and not any(
            found.path == door or (door == "imports.formats" and found.path.startswith(door))
            for door in MAY_IMPORT[room]
        )
    ]
    assert not strangers


def test_readers_see_versions_and_never_the_working_copy() -> None:
    found = [found for path in files_of("reader") for found in imports_of(path)]
    asked = {one.name for one in found if one.path == "models"}
    assert asked
    assert asked <= READERS_MODELS
    assert not asked & {"Story", "Byline", "Caption", "Item", "Photo", "Revision", "*"}


def test_readers_reach_no_model_by_its_name_in_a_text() -> None:
    for path in files_of("reader"):
        names = {node.attr for node in ast.walk(tree_of(path)) if isinstance(node, ast.Attribute)}
        assert not names & {"get_model", "get_models", "apps"}, path


def test_every_address_belongs_to_readers_or_to_the_desk() -> None:
    """Where a reader's page ends: each is watched whose room is `reader`, and the desk has two
    doors, of which the second opens to the signed links of `publishing.previews` alone."""
    rooms = {
        (str(pattern.pattern), entry.callback.__module__.split(".")[1])
        for pattern in get_resolver().url_patterns
        for entry in [pattern, *getattr(pattern, "url_patterns", [])]
        if getattr(entry, "callback", None) and not str(pattern.pattern).startswith("admin/")
    }
    assert rooms == {("preview/", "admin"), ("", "reader")}
    assert DESK == ("/admin/", "/static/", "/preview/")


@pytest.mark.parametrize("room", sorted(PURE))
def test_a_pure_room_knows_no_model_and_no_database(room: str) -> None:
    # The search room asks its own tables, and nobody else's.
    asks = {"django.db", "django.core.exceptions"} if room == "search" else set[str]()
    allowed = PURE_LIBRARIES | asks
    for path in files_of(room):
        for found in imports_of(path):
            outside = not found.ours and found.target.split(".")[0] not in sys.stdlib_module_names
            assert not outside or any(
                f"{found.target}.".startswith(f"{library}.") for library in allowed
            ), str(found)


def test_models_know_one_another_in_the_order_of_their_door() -> None:
    door = tree_of(ROOT / "articles/models/__init__.py")
    order = [
        node.module.rpartition(".")[2]
        for node in door.body
        if isinstance(node, ast.ImportFrom) and node.module
    ]
    assert {path.stem for path in files_of("models")} == {*order, "__init__"}
    for path in files_of("models"):
        for found in imports_of(path):
            if path.stem != "__init__" and found.path.startswith("models."):
                other = found.path.removeprefix("models.")
                assert order.index(other) < order.index(path.stem), str(found)


def test_imports_are_absolute() -> None:
    for path in files("articles", "newsroom", "tests"):
        for node in ast.walk(tree_of(path)):
            assert not isinstance(node, ast.ImportFrom) or node.level == 0, path


def test_nothing_is_imported_inside_a_function() -> None:
    inside = {
        f"{path.relative_to(ROOT)} {function.name}"
        for path in files("articles", "newsroom")
        for function in ast.walk(tree_of(path))
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    # Django's own place for what must wait until the apps are there.
    assert inside == {"articles/apps.py ready"}


def test_no_signal_of_a_model_carries_our_own_logic() -> None:
    for path in files("articles", "newsroom"):
        for found in imports_of(path):
            heard = found.target in ("django.db.models.signals", "django.dispatch")
            # What is made anew after every migration hangs on no model.
            assert not heard or found.name == "post_migrate", str(found)
            assert (found.target, found.name) != ("django.db.models", "signals"), str(found)


def test_nothing_essential_happens_in_save_or_delete() -> None:
    for path in files_of("models"):
        for node in ast.walk(tree_of(path)):
            overridden = isinstance(node, ast.FunctionDef) and node.name in ("save", "delete")
            assert not overridden, f"{path}: fixtures and bulk writes would pass it by"


def test_no_file_has_a_name_that_says_nothing() -> None:
    for path in files("articles", "newsroom"):
        assert path.stem not in NO_NAMES, path


@pytest.mark.parametrize(
    ("text", "breaks"),
    [
        ("from articles.models import Story", "models"),
        ("from articles.models.story import Story", "models.story"),
        ("from articles import models", "models"),
        ("import articles.publishing.actions", "publishing.actions"),
        ("from articles.publishing import actions as verbs", "publishing.actions"),
    ],
)
def test_every_spelling_of_an_import_is_seen(text: str, breaks: str, tmp_path: Path) -> None:
    file = ROOT / "articles" / "markup.py"
    nodes = ast.parse(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys.modules[__name__], "tree_of", lambda path: nodes)
        (found,) = imports_of(file)
    assert found.path == breaks
    assert found.path not in MAY_IMPORT["markup"]
