"""The processes behind `serve`: the application server, and beside it the worker for slow work."""

import logging
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection, connections

logger = logging.getLogger(__name__)

# At most the database connections that settings.py keeps for a process.
THREADS = min(8, 2 * (os.cpu_count() or 1) + 1)
LOOK_EVERY_SECONDS = 2
# Pictures can wait; whoever writes or reads cannot.
NICENESS = 10
STOP_SECONDS = 10


def default_workers() -> int:
    """How many processes the server has: on SQLite one, as one can write."""
    return 1 if connection.vendor == "sqlite" else min(4, os.cpu_count() or 1)


def run_server(host: str, port: int, workers: int, *, ask: Callable[[], None] | None = None) -> int:
    """Run until stopped, by Ctrl-C or a signal to this process; gives the server's exit status.

    With `ask`, which queues what is missing, a worker runs as well; if it ends, what it had in
    hand is asked for anew and it is started again.
    """
    # Granian's workers hang when Ctrl-C reaches them twice, from the terminal and from Granian:
    # both are deaf to it, and hear of it from here.
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    server = _start_server(host, port, workers)
    worker = _start_worker(ask) if ask else None
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: server.terminate())
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])
    while True:
        with suppress(subprocess.TimeoutExpired):
            status = server.wait(timeout=LOOK_EVERY_SECONDS)
            break
        if ask and worker and worker.poll() is not None:
            worker = _start_worker(ask)
    if worker:
        _stop(worker)
    return status


def _start_server(host: str, port: int, workers: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--log-level", "warning"]
    command += ["--host", host, "--port", str(port), "--workers", str(workers)]
    command += ["--blocking-threads", str(THREADS), "--workers-kill-timeout", "10"]
    if settings.PRODUCTION:
        command.append("--respawn-failed-workers")
    return subprocess.Popen([*command, "newsroom.wsgi:application"], env=_environment())


def _start_worker(ask: Callable[[], None]) -> subprocess.Popen[bytes]:
    try:
        ask()
    except DatabaseError as error:  # It will be asked for when the worker starts again.
        logger.warning("The worker could not be told what is missing: %s", error)
    connections.close_all()
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "db_worker", "--verbosity=0"]
    worker = subprocess.Popen(command, env=_environment())
    with suppress(ProcessLookupError, AttributeError):  # Gone already, or on Windows.
        os.setpriority(os.PRIO_PROCESS, worker.pid, NICENESS)
    return worker


def _stop(worker: subprocess.Popen[bytes]) -> None:
    """Let it finish the picture in hand; what is left is done at the next start."""
    worker.terminate()
    try:
        worker.wait(timeout=STOP_SECONDS)
    except subprocess.TimeoutExpired:
        worker.kill()
        worker.wait()


def _environment() -> dict[str, Any]:
    # The working directory stays: relative paths in the environment are meant from there.
    places = [str(settings.BASE_DIR), os.environ.get("PYTHONPATH", "")]
    return os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, places))}
