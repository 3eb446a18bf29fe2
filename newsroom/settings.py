"""Every setting, with its value from the environment and a default that works on a laptop.

The README lists them for operators; articles/checks.py refuses unsafe ones in production.
"""

import logging
import os
import secrets
import tempfile
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

import django
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from environs import Env, EnvError


def plainly(read: Callable[..., Any], expected: str) -> Any:
    """The same reader of a value, but what it cannot read is said in one sentence."""

    def reader(env: Env, name: str, default: Any) -> Any:
        try:
            return read(env, name, default)
        except EnvError:
            # What follows a colon may hold a password.
            beginning, colon, _rest = os.environ[name].partition(":")
            value = f"{beginning}:…" if colon else beginning
            message = f'{name} is "{value}" in the environment; it must be {expected}.'
            raise ImproperlyConfigured(message) from None

    return reader


def read_database(env: Env, name: str, default: str) -> Any:
    database = Env.dj_db_url(env, name, default)
    if database["ENGINE"].rpartition(".")[2] not in ("sqlite3", "postgresql"):
        raise EnvError
    return database


def read_mail(env: Env, name: str, default: str) -> Any:
    mail = Env.dj_email_url(env, name, default)
    if "EMAIL_BACKEND" not in mail:
        raise EnvError
    return mail


def read_zone(env: Env, name: str, default: str) -> str:
    try:
        return ZoneInfo(env.str(name, default)).key
    except (ValueError, OSError, LookupError) as error:
        raise EnvError from error


def read_hook(env: Env, name: str, default: str) -> str:
    address = env.str(name, default)
    if address and not address.startswith(("https://", "http://")):
        raise EnvError
    return address


def read_shop(env: Env, name: str, default: str) -> str:
    address = env.str(name, default)
    if address and not ("{uid}" in address and address.startswith(("https://", "http://", "/"))):
        raise EnvError
    return address


class PlainEnv(Env):
    bool = plainly(Env.bool, "true or false")
    date = plainly(Env.date, "a date such as 1887-03-12")
    int = plainly(Env.int, "a whole number")
    log_level = plainly(Env.log_level, "DEBUG, INFO, WARNING or ERROR")
    zone = plainly(read_zone, "a time zone known to this machine, such as Europe/Vilnius")
    hook = plainly(read_hook, "an address such as https://cdn.example/purge")
    shop = plainly(read_shop, "an address with {uid} in it, such as https://photos.example/{uid}")
    dj_db_url = plainly(
        read_database,
        "an address such as sqlite:////srv/newsroom.sqlite3 or postgres://name:password@host/news",
    )
    dj_email_url = plainly(
        read_mail, "an address such as submission://name:password@host:587, or console:"
    )


env = PlainEnv()
BASE_DIR = Path(__file__).resolve().parent.parent

LOOPBACK_HOSTS = ["localhost", "127.0.0.1", "[::1]"]


def secret_from_file(path: Path) -> str:
    """The laptop's own secret: made once, kept beside the database, readable by its owner only."""
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            descriptor, draft = tempfile.mkstemp(dir=path.parent)
            with open(descriptor, "w") as file:
                file.write(secrets.token_urlsafe(50))
            # Whole or not at all, and the first of two processes wins.
            with suppress(FileExistsError):
                os.link(draft, path)
            os.unlink(draft)
        return path.read_text().strip()
    except OSError as error:
        message = f"{error.filename} cannot be used ({error.strerror}): let VAR_ROOT name a folder"
        raise ImproperlyConfigured(f"{message} that this user may write to.") from None


# The newspaper

NEWSROOM_NAME = env.str("NEWSROOM_NAME", "The Harbour Courier")
NEWSROOM_TAGLINE = env.str("NEWSROOM_TAGLINE", "Newspaper")
NEWSROOM_PLACE = env.str("NEWSROOM_PLACE", "Port Ellery, Maine")
NEWSROOM_FOUNDED_ON = env.date("NEWSROOM_FOUNDED_ON", date(1887, 3, 12))
NEWSROOM_LETTERS_POLICY = env.str(
    "NEWSROOM_LETTERS_POLICY",
    "We print letters of up to 250 words, one a month from each writer, with name and town.",
)
# Where readers buy a photo that is for sale; {uid} stands for the photo.
NEWSROOM_PHOTO_SALES_URL = env.shop("NEWSROOM_PHOTO_SALES_URL", "")
TIME_ZONE = env.zone("TIME_ZONE", "America/New_York")
LANGUAGE_CODE = env.str("LANGUAGE_CODE", "en-us")

# Where it runs. Hosts beyond this machine mean production: nobody can forget to say so.

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", LOOPBACK_HOSTS, subcast=str.strip)
PRODUCTION = env.bool("PRODUCTION", not set(ALLOWED_HOSTS) <= set(LOOPBACK_HOSTS))
DEBUG = env.bool("DEBUG", False)
VAR_ROOT = Path(env.str("VAR_ROOT", str(BASE_DIR / "var")))
SECRET_KEY = env.str("SECRET_KEY", "")
if not SECRET_KEY and not PRODUCTION:
    SECRET_KEY = secret_from_file(VAR_ROOT / "secret_key")
# Names of public photo files are made with this key; changing it renames every file.
NEWSROOM_PHOTO_KEY = env.str("NEWSROOM_PHOTO_KEY", "") or SECRET_KEY

# The database

DATABASES = {
    "default": env.dj_db_url(
        "DATABASE_URL",
        f"sqlite:///{quote(str(VAR_ROOT / 'newsroom.sqlite3'))}",
    )
}
_database = DATABASES["default"]
if _database["ENGINE"] == "django.db.backends.sqlite3":
    _database["OPTIONS"] = {
        # Writers queue for the lock at BEGIN instead of failing halfway through.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
        ),
    } | _database.get("OPTIONS", {})
else:
    _database["CONN_HEALTH_CHECKS"] = True
    _database["OPTIONS"] = {
        "pool": {"min_size": 1, "max_size": env.int("DATABASE_POOL_SIZE", 8), "timeout": 10},
        "connect_timeout": 5,
        "options": "-c statement_timeout=30s -c lock_timeout=15s",
    } | _database.get("OPTIONS", {})
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Files: masters are private and have no address; renditions are public.

MEDIA_ROOT = Path(env.str("MEDIA_ROOT", str(BASE_DIR / "media")))
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", str(VAR_ROOT / "static"))) if PRODUCTION else None
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": MEDIA_ROOT / "masters", "base_url": None},
    },
    "masters": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": MEDIA_ROOT / "masters", "base_url": None},
    },
    "renditions": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        # Work that broke off is done again, in the same place.
        "OPTIONS": {
            "location": MEDIA_ROOT / "renditions",
            "base_url": "/media/",
            "allow_overwrite": True,
        },
    },
    "staticfiles": {
        "BACKEND": (
            "whitenoise.storage.CompressedManifestStaticFilesStorage"
            if PRODUCTION
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        ),
    },
}
# A laptop serves static files from where they lie; production collects them first.
WHITENOISE_USE_FINDERS = not PRODUCTION
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# Slow work, off the request: kept in the database, done by a worker that `serve` starts beside the
# server. A newsroom with machines of its own for it names another backend here.

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# The CDN's hook, told which pictures are gone (articles/publishing/purging.py).

NEWSROOM_PURGE_URL = env.hook("NEWSROOM_PURGE_URL", "")
NEWSROOM_PURGE_TOKEN = env.str("NEWSROOM_PURGE_TOKEN", "")

# Mail

NEWSROOM_MAIL_NOTICES = env.bool("NEWSROOM_MAIL_NOTICES", False)
NEWSROOM_ADDRESS = env.str("NEWSROOM_ADDRESS", "")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "newsroom@localhost")
# A laptop prints its mail; production hands it to the mail server of its own machine.
_mail = env.dj_email_url("EMAIL_URL", "smtp://localhost:25" if PRODUCTION else "console:")
# A server that does not answer must not hold up the editor who waits for the page.
_mail["EMAIL_TIMEOUT"] = _mail["EMAIL_TIMEOUT"] or 5
if django.VERSION < (6, 1):
    globals().update(_mail)
else:
    _smtp = ("host", "port", "use_tls", "use_ssl", "timeout")
    _options = {name: _mail[f"EMAIL_{name.upper()}"] for name in _smtp}
    _options |= {"username": _mail["EMAIL_HOST_USER"], "password": _mail["EMAIL_HOST_PASSWORD"]}
    _is_smtp = _mail["EMAIL_BACKEND"].endswith("smtp.EmailBackend")
    MAILERS = {
        "default": {"BACKEND": _mail["EMAIL_BACKEND"], "OPTIONS": _options if _is_smtp else {}}
    }

# Django

INSTALLED_APPS = [
    "taggit",
    "articles",
    "newsroom.apps.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_prose_editor",
    "csp",
    # On Django 6 the tasks themselves are part of it.
    *(["django_tasks"] if django.VERSION < (6, 0) else []),
    "django_tasks_db",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "articles.reader.headers.PermissionsPolicyMiddleware",
    "articles.reader.headers.TextGZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    # Below the one before it: "not modified" must not bring the desk's policy to a reader's page.
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "newsroom.urls"
WSGI_APPLICATION = "newsroom.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
# As Django 6 does by itself; goes with 5.2.
FORMS_URLFIELD_ASSUME_HTTPS = True
USE_TZ = True
USE_I18N = True
LANGUAGES = [("en", _("English"))]
TAGGIT_CASE_INSENSITIVE = True
SERIALIZATION_MODULES = {"txt": "articles.serializers.wiretext"}
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

# Safety. Readers' pages carry a stricter policy of their own (articles/reader/headers.py).

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
CSRF_FAILURE_VIEW = "articles.admin.carry.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", PRODUCTION)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", 31_536_000 if PRODUCTION else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
# Only where a proxy of ours sets the header, and removes it from what strangers send.
if env.bool("BEHIND_PROXY", False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CSRF_TRUSTED_ORIGINS = [
    f"https://{host.lstrip('.')}" for host in ALLOWED_HOSTS if PRODUCTION and host != "*"
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"},
    },
    "filters": {"without_tokens": {"()": "newsroom.logs.WithoutTokens"}},
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["without_tokens"],
        }
    },
    "root": {"handlers": ["stderr"], "level": env.log_level("LOG_LEVEL", logging.INFO)},
}
