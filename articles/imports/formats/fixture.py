"""Django's fixtures: JSON (a list of records) and JSON Lines (one record a line).

Source: Django 5.2, "Serialization formats", JSON and JSONL.
"""

import json
from collections.abc import Iterator
from typing import Any

from articles.imports.records import ImportProblem, Record, Where

BLANKS = " \t\r\n"


def read_json(data: bytes, source: str) -> Iterator[Record]:
    """The records of a JSON list, each with the line it begins on.

    Raises: ImportProblem for what is not a list of records.
    """
    text = decode(data, source)
    decoder = json.JSONDecoder(parse_constant=_refuse_constant)
    position = _skip(text, 0)
    if text[position : position + 1] != "[":
        raise ImportProblem(source, "not a fixture; expected a JSON list of records")
    position = _skip(text, position + 1)
    line, counted = 1, 0
    while text[position : position + 1] != "]":
        line, counted = line + text.count("\n", counted, position), position
        where = Where(source, line)
        value, position = _decode(decoder, text, position, where)
        yield _record(value, where)
        position = _skip(text, position)
        if text[position : position + 1] == ",":
            position = _skip(text, position + 1)
        elif text[position : position + 1] != "]":
            raise ImportProblem(_place(source, text, position), "expected “,” or “]”")
    if rest := text[position + 1 :].strip(BLANKS):
        raise ImportProblem(
            _place(source, text, text.index(rest, position + 1)),
            "text after the end of the list; take it out",
        )


def read_jsonl(data: bytes, source: str) -> Iterator[Record]:
    """One record a line; empty lines are passed over."""
    decoder = json.JSONDecoder(parse_constant=_refuse_constant)
    for number, line in enumerate(decode(data, source).split("\n"), 1):
        if not line.strip(BLANKS):
            continue
        where = Where(source, number)
        start = _skip(line, 0)
        value, end = _decode(decoder, line, start, where)
        if line[end:].strip(BLANKS):
            raise ImportProblem(where, "text after the record; one record a line")
        yield _record(value, where)


def decode(data: bytes, source: str) -> str:
    """The text of a file in UTF-8, with or without a byte order mark."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ImportProblem(
            Where(source, line), f"byte {error.start} is not UTF-8; save the file as UTF-8"
        ) from error


def _decode(
    decoder: json.JSONDecoder, text: str, position: int, where: Where
) -> tuple[Any, int]:
    try:
        return decoder.raw_decode(text, position)
    except json.JSONDecodeError as error:
        message = f"not JSON ({error.msg} at column {error.colno})"
        raise ImportProblem(_place(where.source, text, error.pos, where), message) from error
    except RecursionError as error:
        raise ImportProblem(where, "nested too deeply; expected a list of records") from error
    except ValueError as error:
        raise ImportProblem(where, f"not JSON ({error})") from error


def _record(value: Any, where: Where) -> Record:
    if not isinstance(value, dict) or not isinstance(value.get("model"), str):
        raise ImportProblem(where, 'not a record; expected {"model": …, "fields": {…}}')
    fields = value.get("fields")
    if not isinstance(fields, dict):
        raise ImportProblem(where, "expected an object of names and values", "fields")
    if unknown := set(value) - {"model", "pk", "fields"}:
        raise ImportProblem(where, "only model, pk and fields are known", sorted(unknown)[0])
    return Record(value["model"].lower(), fields, where, value.get("pk"))


def _skip(text: str, position: int) -> int:
    while position < len(text) and text[position] in BLANKS:
        position += 1
    return position


def _place(source: str, text: str, position: int, where: Where | None = None) -> Where:
    """The line of a position; within a JSONL file the text is one line, whose number counts."""
    line = text.count("\n", 0, position) + 1
    return where if where and "\n" not in text else Where(source, line)


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON number")
