"""Byline lines, photo credits, captions, datelines and signatures: parsed and printed, both ways.

Knows no model and no address; it never decides who a person is, only what a line says.
"""

from articles.bylines.credits import Credit, parse_credit, print_credit, split_caption
from articles.bylines.datelines import (
    Dateline,
    dateline_of,
    parse_dateline,
    print_dateline,
    run_in,
)
from articles.bylines.lines import parse_byline
from articles.bylines.names import (
    BylineGroup,
    BylinePart,
    PrintedName,
    Reading,
    Role,
    byline_groups,
    print_byline,
    suggested_name,
)
from articles.bylines.organizations import AGENCIES, is_organization, organizations_named_in
from articles.bylines.signatures import parse_signature

__all__ = [
    "AGENCIES",
    "BylineGroup",
    "BylinePart",
    "Credit",
    "Dateline",
    "PrintedName",
    "Reading",
    "Role",
    "byline_groups",
    "dateline_of",
    "is_organization",
    "organizations_named_in",
    "parse_byline",
    "parse_credit",
    "parse_dateline",
    "parse_signature",
    "print_byline",
    "print_credit",
    "print_dateline",
    "run_in",
    "split_caption",
    "suggested_name",
]
