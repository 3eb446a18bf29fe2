"""Signatures: the name or agency at the end of an item, or in parentheses over a list.

Reads one line that is a signature; does not search a text for one.
"""

import re
from collections.abc import Collection
from dataclasses import replace

from articles.bylines.lines import PACKAGE_OPENINGS, parse_byline, without_parentheses
from articles.bylines.names import PrintedName, Reading, Role
from articles.bylines.organizations import collapse, folded

DASHES = "-–—―"
LONGEST_SIGNATURE = 8


def parse_signature(text: str, organizations: Collection[str] = ()) -> Reading:
    """Who signs an item or a list, of a line such as "– Mike Prager" or "(From the …)".

    Shape: one bare name, or a bare affiliation when an agency signs; no names when the
    line is not a signature.
    """
    line = collapse(text)
    inner = line.lstrip(DASHES).strip()
    if line.startswith("(") and line.endswith(")"):
        return _signed_in_parentheses(without_parentheses(line), organizations)
    if inner == line or len(inner.split()) > LONGEST_SIGNATURE or not inner[:1].isupper():
        return Reading(())
    return _signed(inner, organizations)


def _signed_in_parentheses(inner: str, organizations: Collection[str]) -> Reading:
    opening = folded(inner.partition(" ")[0])
    reading = _signed(inner, organizations)
    names_nobody = all(not printed.name for printed in reading.names)
    if opening in PACKAGE_OPENINGS or opening == "by" or names_nobody:
        return reading
    return Reading(())


def _signed(inner: str, organizations: Collection[str]) -> Reading:
    reading = parse_byline(inner, organizations)
    return replace(reading, names=tuple(_as_signature(printed) for printed in reading.names))


def _as_signature(printed: PrintedName) -> PrintedName:
    if printed.role is Role.PACKAGE and folded(printed.name) == "from" and printed.affiliation:
        source = re.sub(r"\Athe ", "", printed.affiliation)
        return replace(printed, role=Role.BARE, name="", affiliation=source)
    return replace(printed, role=Role.BARE) if printed.role is Role.BY else printed
