"""What people type into a search box: words, "phrases", -what is not wanted."""

import re
from dataclasses import dataclass, replace

from articles.search.words import folded

LONGEST = 500
MOST_TERMS = 40

_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»″＂", '"'))
_TERM = re.compile(r'(?P<minus>-?)(?:"(?P<phrase>[^"]*)(?P<closed>"?)|(?P<word>[^\s"]+))')


@dataclass(frozen=True, slots=True)
class Term:
    """Words that stand together; the last of them may be only a beginning."""

    words: tuple[str, ...]
    unwanted: bool = False
    unfinished: bool = False


def parse(query: str, *, typing: bool) -> list[Term]:
    """The terms of a query; none where nothing is asked for.

    All wanted terms are required. A word with signs in it ("covid-19") is a phrase. While somebody
    is `typing`, the last word is the beginning of one. What is longer than anybody types is cut.
    """
    query = query[:LONGEST].translate(_QUOTES)
    terms, unfinished = [], False
    for found in _TERM.finditer(query):
        words = folded(found["word"] if found["phrase"] is None else found["phrase"])
        if words:
            terms.append(Term(tuple(words), unwanted=bool(found["minus"])))
            unfinished = typing and not found["closed"] and found.end() == len(query)
    terms = terms[:MOST_TERMS]
    if unfinished and _is_beginning(terms[-1]):
        terms[-1] = replace(terms[-1], unfinished=True)
    return terms if any(not term.unwanted for term in terms) else []


def _is_beginning(term: Term) -> bool:
    """One letter is the beginning of too much, and "us" a plural to PostgreSQL, of "u"."""
    last = term.words[-1]
    too_short = len(last) < 2 or (len(last) == 2 and last[-1] == "s")
    return not term.unwanted and not (too_short and last.isascii())
