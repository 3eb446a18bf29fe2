"""Settings: what cannot be read is said in a sentence, what is unsafe in production is refused."""

import os
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from articles.checks import refuse_unsafe_settings

ROOT = Path(__file__).resolve().parent.parent
GOOD_SECRET = "Fz0gIuX7-oQ2VdJr9_bNwYk3cT6hMs8LpEa5RxUiGvCyHtKqWn"


def read_settings(monkeypatch: pytest.MonkeyPatch, **environment: str) -> dict[str, Any]:
    for name in ("ALLOWED_HOSTS", "DATABASE_URL", "PRODUCTION", "SECRET_KEY", "VAR_ROOT"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return runpy.run_path(str(ROOT / "newsroom" / "settings.py"))


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def use_sqlite(settings: Any, monkeypatch: pytest.MonkeyPatch, file: Path) -> None:
    database = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(file)}
    monkeypatch.setitem(settings.DATABASES, "default", settings.DATABASES["default"] | database)


@pytest.fixture
def production(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    use_sqlite(settings, monkeypatch, tmp_path / "newsroom.sqlite3")
    settings.PRODUCTION = True
    settings.DEBUG = False
    settings.ALLOWED_HOSTS = ["news.example"]
    settings.SECRET_KEY = GOOD_SECRET
    settings.NEWSROOM_PHOTO_KEY = "kept apart from the other"
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.STATIC_ROOT = tmp_path
    (tmp_path / "staticfiles.json").touch()
    return settings


def ours(**options: Any) -> list[str]:
    found = sorted(str(message.id) for message in run_checks(**options))
    return [identity for identity in found if identity.startswith("articles.")]


class UnreadableSettingsTests:
    @pytest.mark.parametrize(
        ("name", "value", "expected"),
        [
            ("NEWSROOM_FOUNDED_ON", "yesterday", "a date such as 1887-03-12"),
            ("DEBUG", "perhaps", "true or false"),
            ("SECURE_HSTS_SECONDS", "a year", "a whole number"),
            ("LOG_LEVEL", "loud", "DEBUG, INFO, WARNING or ERROR"),
            ("TIME_ZONE", "Europe/Vilna", "a time zone known to this machine"),
            ("TIME_ZONE", "../passwd", "a time zone known to this machine"),
            ("DATABASE_URL", "nonsense", "postgres://name:password@host/news"),
            ("DATABASE_URL", "", "postgres://name:password@host/news"),
        ],
    )
    def test_the_sentence_names_setting_value_and_what_is_expected(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, value: str, expected: str
    ) -> None:
        with pytest.raises(ImproperlyConfigured) as refusal:
            read_settings(monkeypatch, **{"VAR_ROOT": str(tmp_path), name: value})
        sentence = str(refusal.value)
        assert sentence.startswith(f'{name} is "{value}" in the environment; it must be ')
        assert expected in sentence
        assert "\n" not in sentence

    @pytest.mark.parametrize("scheme", ["mysql", "postgres"])
    def test_a_password_in_the_address_of_the_database_is_not_repeated(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, scheme: str
    ) -> None:
        address = f"{scheme}://editor:hunter2@host:port/news"
        with pytest.raises(ImproperlyConfigured) as refusal:
            read_settings(monkeypatch, VAR_ROOT=str(tmp_path), DATABASE_URL=address)
        assert f'DATABASE_URL is "{scheme}:…"' in str(refusal.value)
        assert "hunter2" not in str(refusal.value)

    def test_a_folder_that_cannot_hold_the_secret_is_named(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        file = tmp_path / "file"
        file.touch()
        with pytest.raises(ImproperlyConfigured, match="let VAR_ROOT name a folder"):
            read_settings(monkeypatch, VAR_ROOT=str(file))

    def test_manage_prints_the_sentence_alone(self, tmp_path: Path) -> None:
        done = manage("migrate", NEWSROOM_FOUNDED_ON="yesterday", VAR_ROOT=str(tmp_path))
        assert done.returncode == 1
        assert done.stdout == ""
        assert done.stderr == (
            'NEWSROOM_FOUNDED_ON is "yesterday" in the environment; '
            "it must be a date such as 1887-03-12.\n"
        )


class LaptopTests:
    def test_nothing_need_be_set(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        found = read_settings(monkeypatch, VAR_ROOT=str(tmp_path))
        assert not found["PRODUCTION"]
        assert not found["DEBUG"]

    def test_the_secret_is_made_once_and_for_its_owner_only(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        first = read_settings(monkeypatch, VAR_ROOT=str(tmp_path))
        again = read_settings(monkeypatch, VAR_ROOT=str(tmp_path))
        assert first["SECRET_KEY"] == again["SECRET_KEY"]
        assert len(first["SECRET_KEY"]) >= 50
        assert [file.name for file in tmp_path.iterdir()] == ["secret_key"]
        assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600

    def test_the_folder_may_have_any_name(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        folder = tmp_path / "50% of #1?"
        found = read_settings(monkeypatch, VAR_ROOT=str(folder))
        assert found["DATABASES"]["default"]["NAME"] == str(folder / "newsroom.sqlite3")

    @pytest.mark.parametrize(
        ("hosts", "production"),
        [("localhost, 127.0.0.1", False), ("news.example", True), ("localhost,news.example", True)],
    )
    def test_a_host_beyond_this_machine_means_production(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, hosts: str, production: bool
    ) -> None:
        found = read_settings(monkeypatch, VAR_ROOT=str(tmp_path), ALLOWED_HOSTS=hosts)
        assert found["PRODUCTION"] is production

    def test_nothing_is_refused_on_a_laptop(self, production: Any) -> None:
        production.PRODUCTION = False
        production.SECRET_KEY = "short"
        production.ALLOWED_HOSTS = ["*"]
        assert ours(databases=["default"]) == []
        refuse_unsafe_settings()


class ProductionTests:
    def test_safe_values_pass(self, production: Any) -> None:
        assert ours() == []
        refuse_unsafe_settings()

    @pytest.mark.parametrize(
        ("name", "value", "identity", "cure"),
        [
            ("SECRET_KEY", "", "E001", "SECRET_KEY=…"),
            ("SECRET_KEY", "short", "E001", "secrets.token_urlsafe(50)"),
            ("SECRET_KEY", "ab" * 30, "E001", "SECRET_KEY=…"),
            ("SECRET_KEY", "django-insecure-" + GOOD_SECRET, "E001", "SECRET_KEY=…"),
            ("SECRET_KEY", "changeme" + GOOD_SECRET, "E001", "SECRET_KEY=…"),
            ("DEBUG", True, "E002", "DEBUG=false"),
            ("ALLOWED_HOSTS", [], "E003", "ALLOWED_HOSTS=news.example"),
            ("ALLOWED_HOSTS", [""], "E003", "ALLOWED_HOSTS=news.example"),
            ("ALLOWED_HOSTS", ["news.example", "*"], "E004", "ALLOWED_HOSTS=news.example"),
            ("ALLOWED_HOSTS", ["https://news.example"], "E005", "ALLOWED_HOSTS=news.example"),
            ("ALLOWED_HOSTS", ["news.example:8000"], "E005", "ALLOWED_HOSTS=news.example"),
            ("MEDIA_ROOT", __file__, "E006", "MEDIA_ROOT=…"),
        ],
    )
    def test_an_unsafe_value_stops_commands_and_server_and_its_cure_is_named(
        self, production: Any, name: str, value: Any, identity: str, cure: str
    ) -> None:
        setattr(production, name, value)
        assert ours() == [f"articles.{identity}"]
        with pytest.raises(SystemCheckError) as refusal:
            call_command("check")
        assert name in str(refusal.value)
        assert cure in str(refusal.value)
        with pytest.raises(ImproperlyConfigured, match=f"articles.{identity}"):
            refuse_unsafe_settings()

    @pytest.mark.parametrize("host", [".news.example", "127.0.0.1", "[::1]", "news.example."])
    def test_any_honest_host_passes(self, production: Any, host: str) -> None:
        production.ALLOWED_HOSTS = [host]
        assert ours() == []

    def test_sqlite_and_a_borrowed_photo_key_are_allowed_with_a_word(self, production: Any) -> None:
        production.NEWSROOM_PHOTO_KEY = GOOD_SECRET
        assert ours() == []
        assert ours(databases=["default"]) == ["articles.W001", "articles.W002"]
        refuse_unsafe_settings()

    def test_a_database_without_its_folder_is_refused(
        self, production: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        production.PRODUCTION = False
        use_sqlite(production, monkeypatch, tmp_path / "none" / "newsroom.sqlite3")
        assert ours(databases=["default"]) == ["articles.E007"]

    def test_the_server_does_not_start_without_collected_files(
        self, production: Any, tmp_path: Path
    ) -> None:
        (tmp_path / "staticfiles.json").unlink()
        assert ours() == []
        with pytest.raises(ImproperlyConfigured, match="collectstatic"):
            refuse_unsafe_settings()

    def test_djangos_deployment_checks_find_nothing(self, tmp_path: Path) -> None:
        done = manage(
            "check",
            "--deploy",
            ALLOWED_HOSTS="news.example",
            SECRET_KEY=GOOD_SECRET,
            BEHIND_PROXY="true",
            VAR_ROOT=str(tmp_path),
            MEDIA_ROOT=str(tmp_path / "media"),
        )
        assert done.stdout + done.stderr == "System check identified no issues (0 silenced).\n"
