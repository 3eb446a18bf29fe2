"""Brings the database up to date and serves the newspaper: all that `make run` needs.

Each step is a plain command too: check, migrate, loaddata demo, createsuperuser, collectstatic,
`db_worker` and `granian --interface wsgi newsroom.wsgi:application`.
"""

import os
import secrets
import socket
import sqlite3
import sys
from argparse import ArgumentParser
from contextlib import closing, suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection, connections
from django.db.migrations.executor import MigrationExecutor

from articles import search
from articles.management.processes import default_workers, run_server
from articles.models import Story
from articles.publishing import renditions

BACKUPS_KEPT = 10
# The week the demo's stories were written for; they come out as this week's paper.
DEMO_WEEK = date(2026, 11, 16)
EDITOR = "editor"
# Nothing that looks like something else, so that it can be copied from a screen by hand.
PASSWORD_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


class Command(BaseCommand):
    help = "Migrates (after a backup), loads the demo into an empty newsroom, and serves it."
    requires_system_checks = []  # After the port, see handle().

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="Address to listen on.")
        parser.add_argument("--port", type=int, default=8000, help="Port to listen on.")
        parser.add_argument(
            "--workers", type=int, help="Processes: on SQLite 1, else one for each processor, 4."
        )
        parser.add_argument(
            "--no-worker",
            dest="slow_work",
            action="store_false",
            help="Leave slow work, such as pictures, to a db_worker that runs elsewhere.",
        )
        parser.add_argument(
            "--no-demo", dest="demo", action="store_false", help="Leave an empty newsroom empty."
        )
        parser.add_argument(
            "--migrate", action="store_true", help="Change the tables of a PostgreSQL in use."
        )

    def handle(self, *, host: str, port: int, **options: Any) -> None:
        refuse_taken_port(host, port)
        make_folders()
        self.check(include_deployment_checks=settings.PRODUCTION, databases=["default"])
        site = f"http://{f'[{host}]' if ':' in host else host}:{port}/"
        try:
            self.bring_up_to_date(may_migrate=options["migrate"])
        except OperationalError as error:
            raise CommandError(
                f"The database does not answer ({str(error).strip()}): see DATABASE_URL."
            ) from error
        if search.is_empty("desk") and Story.objects.exists():
            call_command("rebuild_search")  # A newsroom older than its search.
        if settings.PRODUCTION:
            call_command("collectstatic", interactive=False, verbosity=0)
        else:
            self.furnish(site, demo=options["demo"])
        self.stdout.write(f"Reading: {site}   Writing: {site}admin/   (Ctrl-C stops)")
        self.stdout.flush()
        slow_work = options["slow_work"] and is_ours()
        connections.close_all()
        workers = options["workers"] or default_workers()
        ask = ask_for_missing_work if slow_work else None
        if status := run_server(host, port, workers, ask=ask):
            sys.exit(status)

    def bring_up_to_date(self, *, may_migrate: bool) -> None:
        pending = pending_migrations()
        if not pending:
            return
        if connection.introspection.table_names():
            self.keep_what_is_there(len(pending), may_migrate=may_migrate)
        call_command("migrate", interactive=False, verbosity=0, skip_checks=True)
        self.stdout.write(f"The database is up to date (migrations: {len(pending)}).")

    def keep_what_is_there(self, pending: int, *, may_migrate: bool) -> None:
        if connection.vendor == "sqlite":
            database = Path(connection.settings_dict["NAME"])
            backup = back_up(database, settings.VAR_ROOT / "backups")
            self.stdout.write(f"Backup made before migrating: {backup}")
        elif not may_migrate:
            raise CommandError(
                f"{pending} migrations would change the tables of this database, of which Newsroom "
                "makes no backup: make a dump (pg_dump), then start once with --migrate."
            )

    def furnish(self, site: str, *, demo: bool) -> None:
        """What a newsroom on a laptop needs before anybody can look at it."""
        if demo and not Story.objects.exists():
            call_command("loaddata", "demo", week_of=DEMO_WEEK)
        if not get_user_model().objects.filter(is_staff=True).exists():
            self.make_editor(site)

    def make_editor(self, site: str) -> None:
        password = "-".join(
            "".join(secrets.choice(PASSWORD_LETTERS) for _ in range(4)) for _ in range(4)
        )
        users = get_user_model().objects
        name = EDITOR
        while users.filter(username=name).exists():  # A reader's, say, and not ours to raise.
            name += "-1"
        users.create_superuser(name, password=password)
        line = "-" * 64
        self.stdout.write(
            f"\n{line}\n"
            "  Your login. The password is shown this once and kept nowhere.\n\n"
            f"    Address   {site}admin/\n"
            f"    Name      {name}\n"
            f"    Password  {password}\n\n"
            f"  A new one: python manage.py changepassword {name}\n"
            f"{line}\n"
        )


def refuse_taken_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except (OSError, OverflowError) as error:
        reason = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else error
        raise CommandError(
            f"Port {port} of {host} cannot be used ({reason}): "
            f"choose another, such as make run PORT={port + 1} or serve --port {port + 1}."
        ) from error


def make_folders() -> None:
    """What cannot be made here is said by the checks that follow."""
    folders = [Path(settings.MEDIA_ROOT)]
    if connection.vendor == "sqlite":
        folders.append(Path(connection.settings_dict["NAME"]).parent)
    for folder in folders:
        with suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)


def is_ours() -> bool:
    """Whether tasks wait in our database, and not with another engine that has its own workers."""
    return str(settings.TASKS["default"]["BACKEND"]).startswith("django_tasks_db.")


def ask_for_missing_work() -> None:
    """What a fault or an upgrade has left undone; and what was done long ago is forgotten."""
    if renditions.missing().exists():
        renditions.make_missing_soon.enqueue()
    call_command("prune_db_task_results", verbosity=0)


def pending_migrations() -> list[Any]:
    executor = MigrationExecutor(connection)
    return executor.migration_plan(executor.loader.graph.leaf_nodes())


def back_up(database: Path, folder: Path) -> Path:
    """A copy of the SQLite database, whole even while others write; the oldest copies go."""
    backup = folder / f"newsroom-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.sqlite3"
    draft = backup.with_suffix(".part")
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft.touch(mode=0o600)  # It holds drafts and the digests of passwords.
        with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(draft)) as copy:
            source.backup(copy)
        draft.replace(backup)
        for old in sorted(folder.glob("newsroom-*.sqlite3"))[:-BACKUPS_KEPT]:
            old.unlink()
    except (OSError, sqlite3.Error) as error:
        with suppress(OSError):
            draft.unlink()
        raise CommandError(
            f'No backup could be made in "{folder}" ({error}), so nothing was migrated: '
            "make room there, or let VAR_ROOT name another folder."
        ) from error
    return backup
