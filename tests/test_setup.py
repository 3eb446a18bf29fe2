"""Starting the newspaper: `make`, `manage.py serve`, and the PostgreSQL of the tests."""

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.core.management import call_command
from django.core.management.base import CommandError, SystemCheckError
from django.db import OperationalError

from articles import search
from articles.management.commands import serve

ROOT = Path(__file__).resolve().parent.parent


def environment(**values: str) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], **values}


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def first_answer(port: int) -> bytes:
    """What a server that is about to listen says to the first reader."""
    deadline = time.monotonic() + 30
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=30) as caller:
                caller.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                return caller.recv(100)
        except ConnectionRefusedError:
            assert time.monotonic() < deadline, "The server does not listen."


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> list[Any]:
    """The servers that would have started."""
    starts: list[Any] = []
    monkeypatch.setattr(
        serve, "run_server", lambda *arguments, **_options: starts.append(arguments)
    )
    monkeypatch.setattr(serve.connections, "close_all", lambda: None)
    settings.PRODUCTION = False
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.STATIC_ROOT = tmp_path / "static"
    return starts


class FirstStartTests:
    def test_the_login_is_printed_once_and_works(
        self, db: None, started: list[Any], capsys: pytest.CaptureFixture[str]
    ) -> None:
        port = free_port()
        call_command("serve", "--no-demo", "--port", str(port))
        first = capsys.readouterr().out
        call_command("serve", "--no-demo", "--port", str(port))
        second = capsys.readouterr().out

        assert f"http://127.0.0.1:{port}/admin/" in first
        password = re.search(r"Password +(\S+)", first)
        assert password
        editor = authenticate(username="editor", password=password[1])
        assert editor
        assert editor.is_superuser
        assert "Password" not in second
        assert get_user_model().objects.count() == 1
        assert f"Reading: http://127.0.0.1:{port}/" in second
        assert [start[:2] for start in started] == [("127.0.0.1", port)] * 2

    def test_a_newsroom_with_staff_gets_no_other_login(
        self, db: None, started: list[Any], capsys: pytest.CaptureFixture[str]
    ) -> None:
        get_user_model().objects.create_user("ona", is_staff=True)
        call_command("serve", "--no-demo", "--port", str(free_port()))
        assert "Password" not in capsys.readouterr().out
        assert not get_user_model().objects.filter(username="editor").exists()

    def test_a_name_that_is_taken_is_not_taken_over(self, db: None, started: list[Any]) -> None:
        reader = get_user_model().objects.create_user("editor", password="mine")
        call_command("serve", "--no-demo", "--port", str(free_port()))
        reader.refresh_from_db()
        assert reader.check_password("mine")
        assert not reader.is_staff
        assert get_user_model().objects.filter(is_superuser=True).count() == 1

    def test_the_demo_fills_only_an_empty_newsroom(
        self, db: None, started: list[Any], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        loaded: list[Any] = []
        monkeypatch.setattr(serve, "call_command", lambda *arguments, **_: loaded.append(arguments))
        call_command("serve", "--port", str(free_port()))
        assert loaded.pop() == ("loaddata", "demo")
        assert loaded == []
        serve.Story.objects.create(headline="Harbour frozen")
        call_command("serve", "--port", str(free_port()))
        assert ("loaddata", "demo") not in loaded

    def test_a_newsroom_older_than_its_search_can_be_searched(
        self, db: None, started: list[Any], capsys: pytest.CaptureFixture[str]
    ) -> None:
        story = serve.Story.objects.create(headline="Harbour frozen")
        call_command("serve", "--port", str(free_port()))
        assert "stories: 1" in capsys.readouterr().out
        hits = search.find("desk", "frozen", within={"story": serve.Story.objects.all()})
        assert [hit.id for hit in hits] == [story.pk]
        call_command("serve", "--port", str(free_port()))
        assert "stories: 1" not in capsys.readouterr().out


class ServerTests:
    def test_it_answers_and_ctrl_c_stops_it(self, tmp_path: Path) -> None:
        port = free_port()
        server = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--no-demo", "--port", str(port)],
            cwd=ROOT,
            env=environment(VAR_ROOT=str(tmp_path), MEDIA_ROOT=str(tmp_path / "media")),
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        assert server.stdout
        try:
            assert any(line.startswith("Reading:") for line in server.stdout)
            assert first_answer(port).startswith(b"HTTP/1.1 200")
            # As a terminal does: to all of them at once.
            os.killpg(server.pid, signal.SIGINT)
            assert server.wait(timeout=30) == 0
            call_refused = pytest.raises(ConnectionRefusedError)
            with call_refused, socket.create_connection(("127.0.0.1", port)):
                pass
        finally:
            server.stdout.close()
            if server.poll() is None:
                os.killpg(server.pid, signal.SIGKILL)
                server.wait()


class RefusalTests:
    def test_a_taken_port_is_said_before_anything_is_done(
        self, db: None, started: list[Any]
    ) -> None:
        with socket.create_server(("127.0.0.1", 0)) as other:
            port = other.getsockname()[1]
            with pytest.raises(CommandError, match=rf"Port {port} .*make run PORT={port + 1}"):
                call_command("serve", "--port", str(port))
        assert started == []
        assert not get_user_model().objects.exists()

    def test_unsafe_production_is_refused(
        self, db: None, started: list[Any], settings: Any
    ) -> None:
        settings.PRODUCTION = True
        settings.SECRET_KEY = "short"
        with pytest.raises(SystemCheckError, match=r"articles\.E001"):
            call_command("serve", "--port", str(free_port()))
        assert started == []

    def test_production_gets_neither_demo_nor_a_login(
        self, db: None, started: list[Any], settings: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        settings.PRODUCTION = True
        commands: list[Any] = []
        monkeypatch.setattr(serve.Command, "check", lambda *_, **__: None)
        monkeypatch.setattr(serve, "call_command", lambda name, **_: commands.append(name))
        call_command("serve", "--port", str(free_port()))
        assert commands == ["collectstatic"]
        assert not get_user_model().objects.exists()
        assert len(started) == 1

    def test_a_postgresql_in_use_is_not_migrated_unasked(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        in_use = SimpleNamespace(
            vendor="postgresql", introspection=SimpleNamespace(table_names=lambda: ["story"])
        )
        ran: list[str] = []
        monkeypatch.setattr(serve, "connection", in_use)
        monkeypatch.setattr(serve, "pending_migrations", lambda: ["0002"])
        monkeypatch.setattr(serve, "call_command", lambda name, **_: ran.append(name))
        with pytest.raises(CommandError, match=r"make a dump \(pg_dump\).*--migrate"):
            serve.Command().bring_up_to_date(may_migrate=False)
        assert ran == []
        serve.Command().bring_up_to_date(may_migrate=True)
        assert ran == ["migrate"]

    def test_a_database_that_does_not_answer_is_said(
        self, db: None, started: list[Any], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse() -> None:
            raise OperationalError("connection refused")

        monkeypatch.setattr(serve, "pending_migrations", refuse)
        with pytest.raises(CommandError, match=r"does not answer \(connection refused\).*DATABASE"):
            call_command("serve", "--port", str(free_port()))


class BackupTests:
    def test_a_database_is_copied_whole_for_its_owner_only(self, tmp_path: Path) -> None:
        database = tmp_path / "newsroom.sqlite3"
        with closing(sqlite3.connect(database)) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("CREATE TABLE story (headline)")
            connection.execute("INSERT INTO story VALUES ('Harbour frozen')")
            connection.commit()
            backup = serve.back_up(database, tmp_path / "backups")
        with closing(sqlite3.connect(backup)) as copy:
            assert copy.execute("SELECT * FROM story").fetchall() == [("Harbour frozen",)]
        assert backup.stat().st_mode & 0o777 == 0o600
        assert [file.name for file in backup.parent.iterdir()] == [backup.name]

    def test_the_newest_ten_are_kept(self, tmp_path: Path) -> None:
        for day in range(10, 25):
            (tmp_path / f"newsroom-201701{day}T120000Z.sqlite3").touch()
        newest = serve.back_up(tmp_path / "newsroom.sqlite3", tmp_path)
        kept = sorted(file.name for file in tmp_path.glob("newsroom-*"))
        assert len(kept) == 10
        assert kept[0] == "newsroom-20170116T120000Z.sqlite3"
        assert kept[-1] == newest.name

    def test_without_a_backup_nothing_is_migrated(self, tmp_path: Path) -> None:
        folder = tmp_path / "file"
        folder.touch()
        with pytest.raises(CommandError, match="so nothing was migrated"):
            serve.back_up(tmp_path / "newsroom.sqlite3", folder)

    def test_serve_backs_up_before_it_migrates(self, tmp_path: Path) -> None:
        with closing(sqlite3.connect(tmp_path / "newsroom.sqlite3")) as connection:
            connection.execute("CREATE TABLE from_last_year (headline)")
        patched = (
            "import django, sys; django.setup(); from articles.management.commands import serve;"
            "serve.run_server = lambda *arguments, **options: print('started');"
            "from django.core.management import call_command; call_command(*sys.argv[1:])"
        )
        command = [sys.executable, "-c", patched, "serve", "--no-demo", "--port", str(free_port())]
        values = environment(
            DJANGO_SETTINGS_MODULE="newsroom.settings",
            VAR_ROOT=str(tmp_path),
            MEDIA_ROOT=str(tmp_path / "media"),
        )
        first = subprocess.check_output(command, cwd=ROOT, env=values, text=True)
        second = subprocess.check_output(command, cwd=ROOT, env=values, text=True)

        backups = list((tmp_path / "backups").iterdir())
        assert len(backups) == 1
        assert f"Backup made before migrating: {backups[0]}" in first
        with closing(sqlite3.connect(backups[0])) as copy:
            tables = copy.execute("SELECT name FROM sqlite_master").fetchall()
        assert tables == [("from_last_year",)]
        assert "started" in first
        assert "Backup" not in second
        assert "Password" in first
        assert "Password" not in second


class MakeTests:
    def test_make_alone_lists_what_can_be_done(self) -> None:
        listed = subprocess.check_output(["make"], cwd=ROOT, env=environment(), text=True)
        assert {"run", "test", "lint", "types", "browser"} <= {
            line.split()[1] for line in listed.splitlines()
        }

    def test_a_python_that_does_not_work_is_said(self, tmp_path: Path) -> None:
        done = subprocess.run(
            ["make", "run", f"VENV={tmp_path}/venv", "PYTHON=false"],
            cwd=ROOT,
            env=environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode
        assert "Newsroom needs Python 3.11 or later" in done.stderr
        assert not (tmp_path / "venv").exists()


class PostgresqlOfTheTestsTests:
    def test_it_passes_the_answer_on_and_leaves_nothing_behind(self, tmp_path: Path) -> None:
        told = (
            "import os, pathlib, sys, urllib.parse as url;"
            "address = url.unquote(os.environ['DATABASE_URL']);"
            "folder = address.partition('@')[2].rpartition('/')[0];"
            "print(folder, pathlib.Path(folder).is_dir());"
            "sys.exit(3)"
        )
        done = subprocess.run(
            [sys.executable, "-m", "tests.postgresql", "--", sys.executable, "-c", told],
            cwd=ROOT,
            env=environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 3, done.stderr
        folder, was_there = done.stdout.split()
        assert was_there == "True"
        assert not Path(folder).exists()
