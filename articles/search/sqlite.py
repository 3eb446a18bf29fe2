"""SQLite: an FTS5 table of words, and a table that says which kind and id each of its rows is.

A row's number begins with the second of its time. FTS5 reads its rows by number: it gives the
newest first, and stops when there are enough.
"""

from collections.abc import Sequence
from typing import Any

from articles.search.entries import Candidate, Row
from articles.search.query import Term

# Rows of one second. With a second since 1970 before it, a number has less than 63 bits.
_IN_A_SECOND = 1 << 24
# Of headline, names, deck, body.
_WEIGHTS = "10, 6, 4, 1"


def put(cursor: Any, table: str, rows: Sequence[Row]) -> None:
    for row in rows:
        remove(cursor, table, "kind = %s AND id = %s", [row.kind, row.id])
        first = row.second * _IN_A_SECOND
        cursor.execute(
            f"INSERT INTO {table} (number, kind, id) SELECT COALESCE(MAX(number) + 1, %s), %s, %s "
            f"FROM {table} WHERE number >= %s AND number < %s",
            [first, row.kind, row.id, first, first + _IN_A_SECOND],
        )
        cursor.execute(
            f"INSERT INTO {table}_words (rowid, headline, names, deck, body) "
            "VALUES (%s, %s, %s, %s, %s)",
            [cursor.lastrowid, row.headline, row.names, row.deck, row.body],
        )


def remove(cursor: Any, table: str, condition: str, parameters: Sequence[Any]) -> None:
    numbers = f"SELECT number FROM {table} AS entry WHERE {condition}"
    cursor.execute(f"DELETE FROM {table}_words WHERE rowid IN ({numbers})", parameters)
    cursor.execute(f"DELETE FROM {table} AS entry WHERE {condition}", parameters)


def hits(table: str) -> str:
    """The part of a SELECT that finds entries; its one parameter is the `expression`."""
    # A cross join keeps the order: first what the words find, then what it is.
    return (
        f"FROM {table}_words AS words CROSS JOIN {table} AS entry ON entry.number = words.rowid "
        f"WHERE {table}_words MATCH %s"
    )


def newest(
    cursor: Any, table: str, terms: Sequence[Term], condition: str, parameters: Sequence[Any],
    *, most: int,
) -> list[Candidate]:  # fmt: skip
    cursor.execute(
        f"SELECT entry.kind, entry.id, entry.number, bm25({table}_words, {_WEIGHTS}) "
        f"{hits(table)} AND ({condition}) ORDER BY words.rowid DESC LIMIT %s",
        [expression(terms), *parameters, most],
    )
    return [
        Candidate(kind, pk, number // _IN_A_SECOND, -rank)
        for kind, pk, number, rank in cursor.fetchall()
    ]


def expression(terms: Sequence[Term]) -> str:
    """The terms in the language of FTS5: `("harbour" AND "new" + "bri" *) NOT "ferry"`."""
    wanted = " AND ".join(_phrase(term) for term in terms if not term.unwanted)
    unwanted = "".join(f" NOT {_phrase(term)}" for term in terms if term.unwanted)
    return f"({wanted}){unwanted}"


def _phrase(term: Term) -> str:
    # Folded words hold no quotation marks.
    return f'"{" ".join(term.words)}"' + (" *" if term.unfinished else "")
