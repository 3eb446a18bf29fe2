"""Words as both engines see them: small letters and figures without accents, one blank between.

The engines are given nothing else, so that both find the same words in the same text.
"""

import re
import unicodedata
from functools import lru_cache

# A word of the language is shorter; a token is not.
LONGEST_WORD = 60
# PostgreSQL keeps at most a megabyte of words of a text: longer texts are found by their beginning.
LONGEST_TEXT = 200_000
# Ends a word that is kept as it is spelled. No word ends so, and no stemmer takes it away.
AS_SPELLED = "qx"

_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_WORD = re.compile(r"[^\W_]+")
# "U.S." and "a.m." are words.
_INITIALS = re.compile(r"\b[^\W\d_](?:\.[^\W\d_])+\b")
# Letters that are no other letter with an accent, and what people type in their place.
_LETTERS = {
    "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ı": "i",
    "ŋ": "n", "ŧ": "t",
}  # fmt: skip


def folded(text: str) -> list[str]:
    """The words of a plain text, folded, in their order."""
    text = _INITIALS.sub(lambda initials: initials[0].replace(".", ""), text[:LONGEST_TEXT])
    plain = _NOT_ASCII.sub(lambda character: _plain(character[0]), text).lower()
    return [word[:LONGEST_WORD] for word in _WORD.findall(plain)]


def as_spelled(words: list[str]) -> list[str]:
    """The words once more, where a stemmer leaves them alone.

    "electi" is the beginning of "election", but not of its stem "elect".
    """
    return [word + AS_SPELLED for word in dict.fromkeys(words)]


@lru_cache(maxsize=10_000)
def _plain(character: str) -> str:
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold())
    return "".join(
        _LETTERS.get(part, part) for part in decomposed if unicodedata.category(part)[0] != "M"
    )
