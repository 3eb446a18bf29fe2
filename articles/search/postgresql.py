"""PostgreSQL: a table of weighted tsvectors with a GIN index.

The configuration `articles_search` stems as FTS5 does, by Porter's first rules, and drops no word.
"""

from collections.abc import Sequence
from typing import Any

from articles.search.entries import Candidate, Row
from articles.search.query import Term

_VECTOR = " || ".join(
    f"setweight(to_tsvector('articles_search', %s), '{weight}')" for weight in "ABCD"
)
# Of body, deck, names, headline: D to A.
_WEIGHTS = "{0.1, 0.4, 0.6, 1.0}"
_BY_LENGTH = 1


def put(cursor: Any, table: str, rows: Sequence[Row]) -> None:
    cursor.executemany(
        f"INSERT INTO {table} (kind, id, second, words) VALUES (%s, %s, %s, {_VECTOR}) "
        "ON CONFLICT (kind, id) DO UPDATE SET second = EXCLUDED.second, words = EXCLUDED.words",
        rows,
    )


def remove(cursor: Any, table: str, condition: str, parameters: Sequence[Any]) -> None:
    cursor.execute(f"DELETE FROM {table} AS entry WHERE {condition}", parameters)


def hits(table: str) -> str:
    """The part of a SELECT that finds entries; its one parameter is the `expression`."""
    return f"FROM {table} AS entry WHERE entry.words @@ to_tsquery('articles_search', %s)"


def newest(
    cursor: Any, table: str, terms: Sequence[Term], condition: str, parameters: Sequence[Any],
    *, most: int,
) -> list[Candidate]:  # fmt: skip
    asked = expression(terms)
    # OFFSET 0 keeps PostgreSQL from looking for a rare word in all entries, the newest first.
    cursor.execute(
        "SELECT kind, id, second, ts_rank(%s, words, to_tsquery('articles_search', %s), %s) FROM "
        f"(SELECT * FROM (SELECT entry.* {hits(table)} AND ({condition}) OFFSET 0) AS found "
        "ORDER BY second DESC, id DESC LIMIT %s) AS newest",
        [_WEIGHTS, asked, _BY_LENGTH, asked, *parameters, most],
    )
    return [Candidate(*row) for row in cursor.fetchall()]


def expression(terms: Sequence[Term]) -> str:
    """The terms in the language of tsquery: `harbour & (new <-> bri:*) & !(ferry)`."""
    return " & ".join(("!" if term.unwanted else "") + _phrase(term) for term in terms)


def _phrase(term: Term) -> str:
    # Folded words hold no signs.
    return f"({' <-> '.join(term.words)}{':*' if term.unfinished else ''})"
