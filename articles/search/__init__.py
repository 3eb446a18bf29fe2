"""Full text: words in, kinds and ids out. The one door; it knows no model and no rights.

Two indexes: "desk" has the working copies (kinds "story", "photo", "person"), "paper" the versions
readers can see now or later ("publication"). Whoever writes a row puts its words here in the same
transaction (`articles.publishing.indexing`).

Nothing is found that the caller may not show: `within` names the kinds that are wanted and, for
each, the rows that may be found. Rights and filters are therefore plain querysets, and an entry
whose row is gone, or no longer live, is never found, however stale the index:

    live = Publication.objects.live(now).in_section(section).by(person)
    live = live.filter(kind="column", tags__tag=tag, first_published_at__date__gte=day)
    for hit in find("paper", "harbour bridge", within={"publication": live}, typing=False): …

The engines are alike: the same folded words, stemmed by Porter's rules; the same terms (see
`query`); the newest thousand hits ranked by where the words stand, and newer before older.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone

from articles.search import postgresql, sqlite
from articles.search.entries import Candidate, Entry, Row
from articles.search.query import parse

__all__ = [
    "Entry", "Hit", "clear", "find", "is_empty", "keep_only", "matching", "put", "remove",
]  # fmt: skip

INDEXES = ("desk", "paper")
# Of a word that stands everywhere only the newest hits are ranked.
MOST_RANKED = 1000
SECONDS_A_YEAR = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Hit:
    kind: str
    id: int


def put(index: str, entries: Iterable[Entry]) -> None:
    """Write entries in the place of those with the same kind and id."""
    # In one order, so that two who write the same entries wait for one another and not for ever.
    rows = sorted(map(Row.of, entries))
    with connection.cursor() as cursor:
        _engine().put(cursor, _table(index), rows)


def remove(index: str, kind: str, ids: Iterable[int]) -> None:
    """Forget entries; those that are not there are no error."""
    ids = list(ids)
    for start in range(0, len(ids), 500):
        some = ids[start : start + 500]
        marks = ", ".join(["%s"] * len(some))
        _remove(index, f"entry.kind = %s AND entry.id IN ({marks})", [kind, *some])


def keep_only(index: str, kind: str, rows: QuerySet[Any]) -> None:
    """Forget every entry of a kind that is not of one of these rows."""
    among, parameters = _among({kind: rows})
    _remove(index, f"entry.kind = %s AND NOT ({among or '1 = 0'})", [kind, *parameters])


def clear(index: str) -> None:
    _remove(index, "1 = 1", [])


def is_empty(index: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {_table(index)} LIMIT 1")
        return cursor.fetchone() is None


def find(
    index: str,
    query: str,
    *,
    within: Mapping[str, QuerySet[Any]],
    limit: int = 20,
    offset: int = 0,
    typing: bool = True,
) -> list[Hit]:
    """The best hits first. Nothing that can be typed is an error.

    While somebody is `typing`, the last word of the query may be only the beginning of one.
    Queries: one.
    """
    terms = parse(query, typing=typing)
    condition, parameters = _among(within)
    if not terms or not condition:
        return []
    with connection.cursor() as cursor:
        found = _engine().newest(
            cursor, _table(index), terms, condition, parameters, most=MOST_RANKED
        )
    now = timezone.now().timestamp()
    found.sort(key=lambda one: (-_worth(one, now), -one.second, one.kind, -one.id))
    return [Hit(one.kind, one.id) for one in found[offset : offset + limit]]


def matching(index: str, kind: str, query: str) -> Any:
    """All ids a query finds, to narrow a queryset: `stories.filter(pk__in=matching(…))`."""
    terms = parse(query, typing=True)
    if not terms:
        return []
    engine = _engine()
    sql = f"SELECT entry.id {engine.hits(_table(index))} AND entry.kind = %s"
    return RawSQL(sql, [engine.expression(terms), kind])


def _worth(candidate: Candidate, now: float) -> float:
    """What is new counts up to twice as much as what is old."""
    years = max(0, now - candidate.second) / SECONDS_A_YEAR
    return candidate.relevance * (1 + 1 / (1 + years))


def _among(within: Mapping[str, QuerySet[Any]]) -> tuple[str, list[Any]]:
    """A condition that an entry is of one of these rows; empty where there are none."""
    conditions, parameters = [], []
    for kind, rows in within.items():
        try:
            sql, its_own = rows.order_by().values("pk").query.sql_with_params()
        except EmptyResultSet:
            continue
        # Asked for each hit; `id IN (…)` would first make a list of all the newsroom has.
        conditions.append(
            "entry.kind = %s AND EXISTS "
            f"(WITH allowed(id) AS ({sql}) SELECT 1 FROM allowed WHERE allowed.id = entry.id)"
        )
        parameters += [kind, *its_own]
    return " OR ".join(conditions), parameters


def _remove(index: str, condition: str, parameters: list[Any]) -> None:
    with connection.cursor() as cursor:
        _engine().remove(cursor, _table(index), condition, parameters)


def _engine() -> ModuleType:
    return {"sqlite": sqlite, "postgresql": postgresql}[connection.vendor]


def _table(index: str) -> str:
    assert index in INDEXES, f"there is no index {index!r}"
    return f"articles_search_{index}"
