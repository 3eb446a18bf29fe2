"""What a format yields: a record, where it stood, and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Where:
    """The place of a record: file, line (or number of the record), and later its key."""

    source: str
    line: int = 0
    name: str = ""

    def __str__(self) -> str:
        place = f"{self.source}:{self.line}" if self.line else self.source
        return f"{place}: {self.name}" if self.name else place


@dataclass
class Record:
    """One row to be: `model` as "articles.story", `fields` in fixture form.

    Missing fields keep their value where the row exists and take the default where it does not.
    References are natural keys as lists; a number refers to the `pk` of another record of the
    same file.
    """

    model: str
    fields: dict[str, Any]
    where: Where
    pk: Any = None


class ImportProblem(Exception):
    """Why a file is not loaded: where, which field, what is wrong and what to do."""

    def __init__(self, where: Where | str, message: str, field: str = "") -> None:
        self.where, self.field, self.message = where, field, message
        super().__init__(str(self))

    def __str__(self) -> str:
        return ": ".join(part for part in (str(self.where), self.field, self.message) if part)


@dataclass(frozen=True)
class Known:
    """Names the newsroom knows, so that a pure format can tell a person from a paper.

    Shapes: name, as it is spelled -> slug.
    """

    organizations: Mapping[str, str] = field(default_factory=dict)
    own_organizations: frozenset[str] = frozenset()
    people: Mapping[str, str] = field(default_factory=dict)

    def organization(self, name: str) -> str | None:
        """The slug of an organisation, however its name is capitalised."""
        return _slug(self.organizations, name)

    def person(self, name: str) -> str | None:
        return _slug(self.people, name)


def _slug(names: Mapping[str, str], name: str) -> str | None:
    wanted = name.casefold()
    return next((slug for known, slug in names.items() if known.casefold() == wanted), None)


@dataclass
class Report:
    """What a run did: counts by outcome, notes on what was guessed or doubtful."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    published: int = 0
    notes: list[str] = field(default_factory=list)

    def note(self, where: Where | str, message: str) -> None:
        line = f"{where}: {message}"
        if line not in self.notes:
            self.notes.append(line)

    @property
    def total(self) -> int:
        return self.new + self.changed + self.unchanged
