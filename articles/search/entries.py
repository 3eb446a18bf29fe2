"""What an engine is given: rows of words."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from articles.search.words import as_spelled, folded


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """The words of one row, as plain text: the more a part says what the row is about, the
    earlier it stands here. `at` is the time by which newer rows come first."""

    kind: str
    id: int
    at: datetime | None = None
    headline: str = ""
    names: str = ""
    deck: str = ""
    body: str = ""


class Row(NamedTuple):
    """An entry, folded. `second` is its time since 1970, 0 where it has none."""

    kind: str
    id: int
    second: int
    headline: str
    names: str
    deck: str
    body: str

    @classmethod
    def of(cls, entry: Entry) -> "Row":
        return cls(
            entry.kind,
            entry.id,
            int(entry.at.timestamp()) if entry.at else 0,
            _with_spelling(entry.headline),
            _with_spelling(entry.names),
            _with_spelling(entry.deck),
            " ".join(folded(entry.body)),
        )


class Candidate(NamedTuple):
    """What an engine has found: `relevance` is above nought, and the more the better."""

    kind: str
    id: int
    second: int
    relevance: float


def _with_spelling(text: str) -> str:
    # The spelled words also part the last word of a part from the first one of the next.
    words = folded(text)
    return " ".join([*words, *as_spelled(words)])
