"""What every page of the paper has: its masthead, its one stylesheet, its policy."""

import base64
import hashlib
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from articles.pages.links import SectionLink

STYLESHEET = Path(__file__).parent.parent / "static" / "articles" / "reader.css"


@dataclass(frozen=True)
class Newspaper:
    """What stands at the head of every page."""

    name: str
    tagline: str
    place: str
    founded_on: date
    language: str


def newspaper() -> Newspaper:
    return Newspaper(
        name=settings.NEWSROOM_NAME,
        tagline=settings.NEWSROOM_TAGLINE,
        place=settings.NEWSROOM_PLACE,
        founded_on=settings.NEWSROOM_FOUNDED_ON,
        language=settings.LANGUAGE_CODE,
    )


def render(template: str, sections: Collection[SectionLink] = (), **context: Any) -> str:
    """A page of the paper: its template within the masthead."""
    return render_to_string(template, {"newspaper": newspaper(), "sections": sections, **context})


@cache
def stylesheet() -> str:
    """The one stylesheet, without comments and needless blanks; it stands inline on every page."""
    css = re.sub(r"/\*.*?\*/", "", STYLESHEET.read_text(), flags=re.DOTALL)
    css = re.sub(r"\s+", " ", css)
    return re.sub(r"\s*([{};,>])\s*", r"\1", css).replace(";}", "}").strip()


@cache
def content_security_policy() -> str:
    """What a page of the paper may load: itself, its pictures and its one stylesheet."""
    digest = base64.b64encode(hashlib.sha256(stylesheet().encode()).digest()).decode()
    return (
        "default-src 'none'; connect-src 'self'; img-src 'self' data:; "
        f"style-src 'sha256-{digest}'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )
