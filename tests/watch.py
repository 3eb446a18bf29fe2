"""An eye on readers' requests: their SQL may name readers' tables only."""

import re
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse

# The tables a reader's request may look at: versions, what hangs on them, and what design allows.
READERS_TABLES = {
    "articles_publication",
    "articles_publicationbyline",
    "articles_publicationphoto",
    "articles_publicationplace",
    "articles_publicationrelated",
    "articles_publicationtag",
    "articles_rendition",
    "articles_section",
    "articles_person",
    "articles_organization",
    "articles_tag",
    "articles_address",
    "articles_correction",
    "articles_front",
    "articles_placement",
    "articles_siteedition",
    "articles_moment",
}
TABLE = re.compile(r'\b(?:from|join|into|update)\s+"?(\w+)"?', re.IGNORECASE)
# What lies below is the desk's, also what a preview link opens; tests/test_architecture.py holds
# the room of readers to the rest.
DESK = ("/admin/", "/static/", "/preview/")


class ReaderWatch:
    """Middleware of the suite: the SQL of every reader's request names readers' tables only."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(DESK):
            return self.get_response(request)
        with connection.execute_wrapper(self.look):
            return self.get_response(request)

    @staticmethod
    def look(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        foreign = {table.lower() for table in TABLE.findall(sql)} - READERS_TABLES - {"select"}
        assert not foreign, f"a reader's page looked at {sorted(foreign)}: {sql}"
        return execute(sql, params, many, context)
