"""What a file says about its photo, in one frozen shape, and that shape as text."""

import json
from contextlib import suppress
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

# Source: IPTC NewsCodes, digitalsourcetype; the last one is the C2PA's own word.
_MADE_BY_AI = {
    "trainedAlgorithmicMedia",
    "compositeWithTrainedAlgorithmicMedia",
    "algorithmicMedia",
    "compositeSynthetic",
    "trainedAlgorithmicData",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoFacts:
    """What the file says about its photo; a default for the record, which then wins.

    Shape: several creators are joined with ", "; place goes from small to large;
    digital_source_type is the last part of its address, such as "digitalCapture".
    Units: taken_at is aware only if the file names a zone; a day without a time is midnight.
    """

    caption: str = ""
    headline: str = ""
    creator: str = ""
    creator_title: str = ""
    credit: str = ""
    source: str = ""
    source_id: str = ""
    copyright: str = ""
    usage_terms: str = ""
    instructions: str = ""
    alt_text: str = ""
    place: str = ""
    people: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    taken_at: datetime | None = None
    digital_source_type: str = ""

    @property
    def made_by_ai(self) -> bool:
        """Whether the file says that a program made the picture, or a part of it."""
        return self.digital_source_type in _MADE_BY_AI

    def to_json(self) -> str:
        """Return the facts as JSON with sorted keys, without the empty ones.

        Shape: lists for tuples; taken_at in ISO 8601, with a zone only if it has one.
        """
        named = {field.name: getattr(self, field.name) for field in fields(self)}
        if self.taken_at:
            named["taken_at"] = self.taken_at.isoformat()
        said = {name: value for name, value in named.items() if value}
        return json.dumps(said, ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> "PhotoFacts":
        """Return the facts that `to_json` wrote; what cannot be read is empty."""
        try:
            said = json.loads(text)
        except (ValueError, RecursionError):
            return cls()
        if not isinstance(said, dict):
            return cls()
        return cls(**{
            field.name: value
            for field in fields(cls)
            if (value := _of_a_kind_with(field.default, said.get(field.name)))
        })  # fmt: skip


def _of_a_kind_with(default: object, said: object) -> Any:
    """Return a value of JSON as the field holds it, or nothing."""
    if isinstance(default, tuple):
        return tuple(each for each in said if isinstance(each, str)) if type(said) is list else ()
    if isinstance(default, str):
        return said if isinstance(said, str) else ""
    with suppress(ValueError, TypeError):
        return datetime.fromisoformat(said)  # type: ignore[arg-type]
    return None
