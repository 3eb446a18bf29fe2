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
    decoder = _decoder()
    position = _skip(text, 0)
    if text[position : position + 1] != "[":
        raise ImportProblem(source, "not a fixture; expected a JSON list of records")
    position = _skip(text, position + 1)
    line, counted, number = 1, 0, 0
    while text[position : position + 1] != "]":
        line, counted = line + text.count("\n", counted, position), position
        number += 1
        where = Where(source, line, number)
        value, position = _decode(decoder, text, position, where)
        yield _record(value, where)
        position = _skip(text, position)
        if text[position : position + 1] == ",":
            position = _skip(text, position + 1)
            if text[position : position + 1] == "]":
                raise ImportProblem(_place(text, position, where), "expected a record after “,”")
        elif text[position : position + 1] != "]":
            raise ImportProblem(_place(text, position, where), "expected “,” or “]”")
    if rest := text[position + 1 :].strip(BLANKS):
        raise ImportProblem(
            _place(text, text.index(rest, position + 1), Where(source)),
            "text after the end of the list; take it out",
        )


def read_jsonl(data: bytes, source: str) -> Iterator[Record]:
    """One record a line; empty lines are passed over."""
    decoder = _decoder()
    for number, line in enumerate(decode(data, source).split("\n"), 1):
        if not line.strip(BLANKS):
            continue
        where = Where(source, number)
        value, end = _decode(decoder, line, _skip(line, 0), where)
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


def _decoder() -> json.JSONDecoder:
    return json.JSONDecoder(parse_constant=_refuse_constant, object_pairs_hook=_each_name_once)


def _decode(decoder: json.JSONDecoder, text: str, position: int, where: Where) -> tuple[Any, int]:
    try:
        return decoder.raw_decode(text, position)
    except json.JSONDecodeError as error:
        if error.pos >= len(text.rstrip(BLANKS)) or error.msg.startswith("Unterminated"):
            raise ImportProblem(where, "the file ends before this record does") from error
        message = f"not JSON ({error.msg} at column {error.colno})"
        raise ImportProblem(_place(text, error.pos, where), message) from error
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
    pk = value.get("pk")
    if type(pk) not in (int, str, type(None)):
        raise ImportProblem(where, "expected a number or a text", "pk")
    return Record(value["model"].lower(), fields, where, pk)


def _skip(text: str, position: int) -> int:
    while position < len(text) and text[position] in BLANKS:
        position += 1
    return position


def _place(text: str, position: int, where: Where) -> Where:
    """The line of a position; within a JSONL file the text is one line, whose number counts."""
    return (
        where
        if "\n" not in text and where.line
        else Where(where.source, text.count("\n", 0, position) + 1)
    )


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON number")


def _each_name_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    named = dict(pairs)
    if len(named) != len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"“{twice}” stands twice in one object")
    return named
