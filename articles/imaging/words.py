"""Words as metadata holds them: bytes in some alphabet, made into clean text."""

from collections.abc import Iterable

MAX_CHARACTERS = 10_000
MAX_BLOCK_BYTES = 2_000_000

# One source's words by our names; a field may have several values.
Words = dict[str, tuple[str, ...]]

_CONTROLS = dict.fromkeys(
    code for code in (*range(32), *range(127, 160)) if chr(code) not in "\t\n"
)


def decoded(value: bytes, *, is_utf8: bool = False) -> str:
    # Agencies leave 1:90 out or name a set they do not use, so the bytes decide.
    try:
        return value.decode()
    except UnicodeDecodeError as error:
        start = value[: error.start]
        is_cut_inside_a_letter = error.reason == "unexpected end of data"
        if is_cut_inside_a_letter and (is_utf8 or not start.isascii()):
            return start.decode()
    return value.decode("cp1252", "replace")


def clean(values: Iterable[str]) -> tuple[str, ...]:
    kept = (
        value.replace("\r\n", "\n").replace("\r", "\n").translate(_CONTROLS).strip()
        for value in values
    )
    return tuple(value[:MAX_CHARACTERS] for value in kept if value)


def one_line(text: str) -> str:
    return " ".join(text.split())
