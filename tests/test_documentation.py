"""What the README names exists, and what exists is named there."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
SETTINGS = (ROOT / "newsroom" / "settings.py").read_text()


def table(heading: str) -> set[str]:
    """The names in the first column of the table under a heading."""
    part = README.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    rows = re.findall(r"^\| (.+?) \|", part, re.MULTILINE)
    return {name for row in rows for name in re.findall(r"`([^`]+)`", row)}


def test_every_setting_is_explained_and_every_one_explained_exists() -> None:
    read = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', SETTINGS))
    assert table("Settings") == read


def test_every_command_is_explained_and_every_one_explained_exists() -> None:
    folder = ROOT / "articles" / "management" / "commands"
    ours = {path.stem for path in folder.glob("*.py")} - {"__init__"}
    named = {command.split()[1] for command in table("Commands")}
    assert named - {"dumpdata"} == ours


def test_every_room_is_on_the_map_and_every_one_on_the_map_exists() -> None:
    rooms = {
        path.stem
        for path in (ROOT / "articles").iterdir()
        if path.name not in ("__init__.py", "apps.py", "checks.py", "__pycache__")
    }
    assert table("The house") == rooms


def test_every_check_is_named() -> None:
    checks = (ROOT / "articles" / "checks.py").read_text()
    numbers = set(re.findall(r"articles\.([EW]\d{3})", checks))
    assert numbers == set(re.findall(r"\b([EW]\d{3})\b", README))


def test_the_two_commands_and_ci_are_there() -> None:
    makefile = (ROOT / "Makefile").read_text()
    for target in ("run", "test"):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111
