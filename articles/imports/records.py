"""What a format yields: a record, where it stood, and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from articles import markup


@dataclass(frozen=True)
class Where:
    """The place of a record: file, line, and its number where several may share a line."""

    source: str
    line: int = 0
    number: int = 0

    def __str__(self) -> str:
        line = f":{self.line}" if self.line else ""
        number = f" (record {self.number})" if self.number else ""
        return f"{self.source}{line}{number}"


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
        parts = (str(self.where), self.field, self.message)
        return markup.clean_line(": ".join(part for part in parts if part))


@dataclass(frozen=True)
class Known:
    """Names the newsroom knows, so that a pure format can tell a person from a paper.

    Shapes: name, as it is spelled -> slug. A name that several people bear is not among them.
    """

    organizations: dict[str, str] = field(default_factory=dict)
    own_organizations: set[str] = field(default_factory=set)
    people: dict[str, str] = field(default_factory=dict)

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
    # In order, each once: a dictionary, because a file may give rise to many thousands.
    notes: dict[str, None] = field(default_factory=dict)

    def count(self, *, new: bool, changed: bool) -> None:
        """Count one row."""
        self.new += new
        self.changed += changed and not new
        self.unchanged += not new and not changed

    def note(self, where: Where | str, message: str) -> None:
        self.notes[markup.clean_line(f"{where}: {message}")] = None

    @property
    def total(self) -> int:
        return self.new + self.changed + self.unchanged
