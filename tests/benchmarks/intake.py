"""What it costs to look at a photo that comes in, and to make readers' pictures of it.

Each format at its limit, and each bomb.

    python -m tests.benchmarks.intake

Each file is looked at in a process of its own. Seconds differ from machine to machine, and with
who else works on it; the memory hardly does.
"""

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import django
from django.conf import settings

settings.configure(USE_I18N=False)
django.setup()

from tests.imaging.bombs import BOMBS, CROWDED, DRAGGERS, LARGEST, SWOLLEN  # noqa: E402
from tests.imaging.cost import cost_of  # noqa: E402


def report(
    heading: str, files: Mapping[str, Callable[[], bytes]], folder: Path, what: str = "look"
) -> None:
    print(f"\n{heading:<48}{'MB of file':>11}{'seconds':>9}{'peak MB':>9}  verdict")
    for name, make in files.items():
        content = make()
        cost = cost_of(content, folder, what)
        print(
            f"{name:<48}{len(content) / 1_000_000:>11.2f}{cost.seconds:>9.2f}{cost.peak_mb:>9.0f}"
            f"  {cost.verdict}"
        )


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for heading, files in {
            "Accepted, each at its limit": LARGEST,
            "Refused: more pixels than fit": BOMBS,
            "Refused: words and profiles that swell": SWOLLEN,
            "Refused: more pictures than anyone looks at": CROWDED,
            "Refused: parts without end": DRAGGERS,
        }.items():
            report(heading, files, Path(folder))
        report("All pictures made of each at its limit", LARGEST, Path(folder), "make")


if __name__ == "__main__":
    main()
