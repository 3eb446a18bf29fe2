"""One Chromium for all browser tests; for each test a reporter at the story form."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from tests import cast

# Playwright's loop runs in this thread; Django would take the tests' queries for asynchronous ones.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """SQLite in a file, as in life: threads that share one in memory do not wait for each other."""
    if connection.vendor == "sqlite":
        file = tmp_path_factory.mktemp("database") / "newsroom.sqlite3"
        connection.settings_dict["TEST"]["NAME"] = str(file)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        pytest.fail(f"No browser at {CHROMIUM}: install chromium, or set CHROMIUM to its path.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Browser, live_server: Any, admin_user: Any) -> Iterator[Callable[..., Page]]:
    """Open a page of the desk, logged in, in a window of its own; options are the window's."""
    windows = []

    def open_page(address: str, *, login: Any = None, **options: Any) -> Page:
        window = chromium.new_context(base_url=live_server.url, **options)
        windows.append(window)
        page = window.new_page()
        page.set_default_timeout(10_000)
        page.goto(f"/admin/login/?next={address}")
        log_in(page, *((login.get_username(), cast.PASSWORD) if login else ("admin", "password")))
        page.wait_for_url(f"**{address}")
        return page

    yield open_page
    for window in windows:
        # Pictures still on their way would be read from a database being emptied.
        for page in window.pages:
            page.wait_for_load_state("networkidle")
        window.close()


def log_in(page: Page, name: str, password: str) -> None:
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()


@pytest.fixture
def story_form(visit: Callable[..., Page]) -> Callable[..., Page]:
    """Open the story form and wait until its text can be written."""

    def open_form(address: str = "/admin/articles/story/add/", **options: Any) -> Page:
        page = visit(address, **options)
        page.locator(".prose-editor [role=textbox]").wait_for()
        return page

    return open_form


@pytest.fixture
def complaints() -> Callable[[Page], list[str]]:
    """What the browser complains of from now on: script errors, a broken policy, lost files."""

    def listen(page: Page) -> list[str]:
        heard: list[str] = []

        def hear(message: ConsoleMessage) -> None:
            if message.type in ("error", "warning"):
                heard.append(message.text)

        page.on("console", hear)
        page.on("pageerror", lambda error: heard.append(str(error)))
        return heard

    return listen
