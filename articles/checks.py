"""System checks of the settings: what is unsafe in production is refused, with its cure.

They run before every management command and, through `refuse_unsafe_settings`, when the
application server starts. A setting that cannot even be read stops newsroom/settings.py.
"""

import logging
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register, run_checks
from django.core.exceptions import ImproperlyConfigured

logger = logging.getLogger(__name__)

SECRET_LENGTH = 50
KNOWN_SECRETS = ("django-insecure-", "changeme", "change-me", "change_me", "your-secret")
SECRET_HINT = (
    "Write SECRET_KEY=… into the environment, with what this prints: "
    'python -c "import secrets; print(secrets.token_urlsafe(50))"'
)


@register(Tags.security)
def check_secret_key(**_options: Any) -> list[CheckMessage]:
    if not settings.PRODUCTION:
        return []
    secret = _secret_key()
    if not secret:
        fault = "SECRET_KEY is empty, so nothing that the site signs could be trusted."
    elif secret.lower().startswith(KNOWN_SECRETS):
        fault = "SECRET_KEY is one that others know, so that they can sign in as anybody."
    elif len(secret) < SECRET_LENGTH or len(set(secret)) < SECRET_LENGTH // 5:
        fault = (
            f"SECRET_KEY can be guessed: its length is {len(secret)}, with {len(set(secret))} "
            f"different characters; it needs at least {SECRET_LENGTH}, chosen by chance."
        )
    else:
        return []
    return [Error(fault, hint=SECRET_HINT, id="articles.E001")]


def _secret_key() -> str:
    try:
        return str(settings.SECRET_KEY)
    except ImproperlyConfigured:  # Django's own answer to an empty one.
        return ""


@register(Tags.security)
def check_debug(**_options: Any) -> list[CheckMessage]:
    if not (settings.PRODUCTION and settings.DEBUG):
        return []
    return [
        Error(
            "DEBUG is on in production, so strangers are shown settings and code.",
            hint="Remove DEBUG from the environment, or write DEBUG=false.",
            id="articles.E002",
        )
    ]


@register(Tags.security)
def check_allowed_hosts(**_options: Any) -> list[CheckMessage]:
    if not settings.PRODUCTION:
        return []
    hint = "Write the names readers use, such as ALLOWED_HOSTS=news.example,www.news.example."
    hosts = settings.ALLOWED_HOSTS
    if not any(hosts):
        return [
            Error(
                "ALLOWED_HOSTS is empty in production, so every reader is refused.",
                hint=hint,
                id="articles.E003",
            )
        ]
    return [
        Error(
            f'ALLOWED_HOSTS holds "{host}", so the site answers to names that strangers choose.'
            if "*" in host
            else f'ALLOWED_HOSTS holds "{host}", which is not the name of a host alone, so that '
            "nobody who asks for it is answered.",
            hint=hint,
            id="articles.E004" if "*" in host else "articles.E005",
        )
        for host in hosts
        if "*" in host or not _is_host(host)
    ]


def _is_host(host: str) -> bool:
    name = host.removeprefix("[").removesuffix("]") if host.startswith("[") else host
    return bool(name) and not set(name) & set("/@ ") and (name != host or ":" not in name)


@register(Tags.files)
def check_media_root(**_options: Any) -> list[CheckMessage]:
    folder = Path(settings.MEDIA_ROOT)
    if not settings.PRODUCTION or _is_writable(folder):
        return []
    return [
        Error(
            f'MEDIA_ROOT, the folder "{folder}", cannot be written to, so no photo can be kept.',
            hint=f'Give it to the user of the server: chown -R USER "{folder}", '
            "or let MEDIA_ROOT=… name a folder of that user.",
            id="articles.E006",
        )
    ]


def _is_writable(folder: Path) -> bool:
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)


# Advice for operators: said by migrate, serve and the server's start, not before every command.


@register(Tags.database)
def check_database(databases: Sequence[str] | None = None, **_options: Any) -> list[CheckMessage]:
    database = settings.DATABASES["default"]
    if not databases or not database["ENGINE"].endswith("sqlite3"):
        return []
    file = Path(database["NAME"])
    messages: list[CheckMessage] = []
    if ":memory:" not in file.name and not (file.parent.exists() and _is_writable(file.parent)):
        messages.append(
            Error(
                f'The folder of the database, "{file.parent}", is not there or cannot be written.',
                hint=f'Make it (mkdir -p "{file.parent}") and give it to the user of the server, '
                "or let DATABASE_URL name another.",
                id="articles.E007",
            )
        )
    if settings.PRODUCTION:
        messages.append(
            Warning(
                "The database is SQLite: one machine and one writer at a time, which a small "
                "paper can live with.",
                hint="For more, write DATABASE_URL=postgres://name:password@host/newsroom.",
                id="articles.W001",
            )
        )
    return messages


@register(Tags.database)
def check_photo_key(databases: Sequence[str] | None = None, **_options: Any) -> list[CheckMessage]:
    if not databases or not settings.PRODUCTION:
        return []
    if _secret_key() != settings.NEWSROOM_PHOTO_KEY:
        return []
    return [
        Warning(
            "NEWSROOM_PHOTO_KEY is not set, so the names of public photo files come from "
            "SECRET_KEY: changing that would break the address of every photo.",
            hint="Write NEWSROOM_PHOTO_KEY=… into the environment, now with the value of "
            "SECRET_KEY, and keep it when SECRET_KEY changes.",
            id="articles.W002",
        )
    ]


def check_static_files() -> list[CheckMessage]:
    """Not registered: the commands that prepare a server must run before files are collected."""
    if not settings.PRODUCTION or (Path(str(settings.STATIC_ROOT)) / "staticfiles.json").exists():
        return []
    return [
        Error(
            f'STATIC_ROOT, the folder "{settings.STATIC_ROOT}", holds no collected files, so no '
            "page could find its style.",
            hint="Run: python manage.py collectstatic --no-input",
            id="articles.E008",
        )
    ]


def refuse_unsafe_settings() -> None:
    """For a server, which runs no management command: stop on errors, log the warnings."""
    messages = [
        message
        for message in [*run_checks(databases=["default"]), *check_static_files()]
        if not message.is_silenced()
    ]
    faults = [message for message in messages if message.is_serious()]
    if faults:
        sentences = [f"{fault.id}: {fault.msg} {fault.hint or ''}".strip() for fault in faults]
        raise ImproperlyConfigured("Newsroom does not start.\n" + "\n".join(sentences))
    for message in messages:
        logger.warning("%s: %s %s", message.id, message.msg, message.hint or "")
