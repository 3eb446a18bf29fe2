"""What looking at a file costs, measured in a process of its own."""

import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

_PROGRAM = """
import pathlib, resource, sys, time
from django.conf import settings
settings.configure(USE_I18N=False)
from articles.imaging import *
data = pathlib.Path(sys.argv[1]).read_bytes()
started = time.perf_counter()
try:
    master = inspect_master(data)
    verdict = master.format
    if sys.argv[2] == "make":
        for one in make_renditions(
            data, sizes_of(data), focus=Focus(), attribution=Attribution(credit="Mara Lind")
        ):
            pass
    else:
        read_facts(data)
        read_credentials(data, master.suffix)
except PhotoRefused as refused:
    verdict = refused.code
seconds = time.perf_counter() - started
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
status = pathlib.Path("/proc/self/status")
if status.exists():  # Linux counts what the process was before it became this program
    peak = status.read_text().split("VmHWM:")[1].split()[0]
print(verdict, seconds, peak)
"""


class Cost(NamedTuple):
    verdict: str
    seconds: float
    peak_mb: float


def cost_of(content: bytes, folder: Path, what: str = "look") -> Cost:
    """What the room says of a file, how long all its questions take together, and the peak.

    With "make" instead of "look" it is judged, and every picture for readers is made of it.

    Units: seconds without the start of Python; millions of bytes, Python and the file included.
    """
    file = folder / "photo"
    file.write_bytes(content)
    verdict, seconds, peak = subprocess.run(
        [sys.executable, "-c", _PROGRAM, str(file), what],
        capture_output=True, check=True, text=True, timeout=120,
        cwd=Path(__file__).parents[2],
    ).stdout.split()  # fmt: skip
    unit_bytes = 1 if sys.platform == "darwin" else 1024
    return Cost(verdict, float(seconds), int(peak) * unit_bytes / 1_000_000)
