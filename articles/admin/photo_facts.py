"""What a photo's file says of it, beside what the desk has of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _, gettext_lazy

from articles.admin.times import as_sent
from articles.imaging import PhotoFacts
from articles.models import Photo
from articles.publishing.proposals import proposals

MADE_BY_A_PROGRAM = gettext_lazy("made by a program")
# What the file calls its facts, in the order of the page, with the photo's fields they may fill.
FACTS: dict[str, tuple[Any, str]] = {
    "headline": (gettext_lazy("headline"), ""),
    "caption": (gettext_lazy("caption"), "library_caption"),
    "creator": (gettext_lazy("creator"), ""),
    "creator_title": (gettext_lazy("creator’s title"), ""),
    "credit": (gettext_lazy("credit"), ""),
    "source": (gettext_lazy("source"), ""),
    # The photo's own line, made of the three above.
    "credit_as_printed": (gettext_lazy("credit, as we would print it"), "credit_as_printed"),
    "alt_text": (gettext_lazy("alt text"), "alt_text"),
    "taken_at": (gettext_lazy("taken at"), "taken_at"),
    "place": (gettext_lazy("place"), "place"),
    "people": (gettext_lazy("people in it"), "people"),
    "keywords": (gettext_lazy("keywords"), "keywords"),
    "copyright": (gettext_lazy("copyright"), "copyright_notice"),
    "usage_terms": (gettext_lazy("usage terms"), "usage_terms"),
    "instructions": (gettext_lazy("special instructions"), "instructions"),
    "digital_source_type": (gettext_lazy("how it was made"), ""),
}
# Source: IPTC NewsCodes, digitalsourcetype.
HOW_IT_WAS_MADE = {
    "digitalCapture": gettext_lazy("taken with a camera"),
    "computationalCapture": gettext_lazy("taken with a camera that computes"),
    "negativeFilm": gettext_lazy("scanned from a negative"),
    "positiveFilm": gettext_lazy("scanned from a slide"),
    "print": gettext_lazy("scanned from a print"),
    "humanEdits": gettext_lazy("edited by hand"),
    "minorHumanEdits": gettext_lazy("edited a little by hand"),
    "algorithmicallyEnhanced": gettext_lazy("enhanced by a program"),
    "composite": gettext_lazy("put together of several"),
    "compositeCapture": gettext_lazy("put together of several photos"),
    "compositeSynthetic": gettext_lazy("put together of several, some made by a program"),
    "compositeWithTrainedAlgorithmicMedia": gettext_lazy("edited with generative AI"),
    "trainedAlgorithmicMedia": gettext_lazy("made by generative AI"),
    "trainedAlgorithmicData": gettext_lazy("made by generative AI"),
    "algorithmicMedia": gettext_lazy("made by a program"),
    "dataDrivenMedia": gettext_lazy("drawn by a program from data"),
    "digitalCreation": gettext_lazy("drawn with a program by a person"),
    "digitalArt": gettext_lazy("drawn with a program by a person"),
    "virtualRecording": gettext_lazy("recorded from a virtual scene"),
    "screenCapture": gettext_lazy("a picture of a screen"),
}


@dataclass(frozen=True)
class Fact:
    """A fact of the file: in words, and where the desk has other ones, which, and what would
    stand in the form's field instead."""

    label: str
    said: str
    field: str = ""
    ours: str = ""
    taken: str = ""


def facts_of(photo: Photo) -> list[Fact]:
    """The facts that say something. Queries: none."""
    said = PhotoFacts.from_json(photo.metadata)
    proposed = proposals(said)
    return [
        _fact(capfirst(str(label)), words, name, photo, proposed)
        for fact, (label, name) in FACTS.items()
        if (words := _in_words(fact, said, proposed))
    ]


def _in_words(fact: str, said: PhotoFacts, proposed: dict[str, Any]) -> str:
    if fact == "credit_as_printed":
        return str(proposed.get(fact, ""))
    value = getattr(said, fact)
    if isinstance(value, tuple):
        return ", ".join(value)
    if isinstance(value, datetime):
        return _time_in_words(value)
    return str(HOW_IT_WAS_MADE.get(value, value)) if fact == "digital_source_type" else value or ""


def _time_in_words(at: datetime) -> str:
    """With the zone the file names: a camera abroad keeps another time."""
    if timezone.is_naive(at):
        return _("%(at)s, no zone named") % {"at": f"{at:%Y-%m-%d %H:%M}"}
    return f"{at:%Y-%m-%d %H:%M} {at:%Z}"


def _fact(label: str, said: str, name: str, photo: Photo, proposed: dict[str, Any]) -> Fact:
    value, held = proposed.get(name), getattr(photo, name, None)
    if not name or not value or _is_same(value, held):
        return Fact(label, said)
    if isinstance(value, datetime):
        ours = f"{timezone.localtime(held):%Y-%m-%d %H:%M %Z}" if held else ""
        return Fact(label, said, name, ours, as_sent(name, value)[name])
    return Fact(label, said, name, held or "", value)


def _is_same(value: Any, held: Any) -> bool:
    if isinstance(value, str) and isinstance(held, str):
        return value.split() == held.split()
    return bool(value == held)


# Content Credentials


@dataclass(frozen=True)
class CredentialsLine:
    """What became of its Content Credentials, in a sentence; a fault where they are broken."""

    words: str
    is_fault: bool = False


def credentials_line(photo: Photo) -> CredentialsLine:
    states = Photo.Credentials
    if photo.credentials == states.BROKEN:
        words = _(
            "Content Credentials: broken. The picture or its history was changed after they were "
            "signed."
        )
        return CredentialsLine(words, is_fault=True)
    if photo.credentials == states.VALID:
        if photo.signer:
            words = _("Content Credentials: valid, signed by %(signer)s.")
            return CredentialsLine(words % {"signer": photo.signer})
        return CredentialsLine(_("Content Credentials: valid."))
    if photo.credentials == states.PRESENT:
        return CredentialsLine(_("Content Credentials: there, not verified."))
    if photo.credentials == states.ABSENT:
        return CredentialsLine(_("Content Credentials: none."))
    return CredentialsLine(_("Content Credentials: not looked for yet."))


def filled_in_words(names: list[str]) -> str:
    """What reading the file again has filled, for the person who asked."""
    if not names:
        return _("The file was read again. It says nothing that was missing here.")
    labels = {name: label for label, name in FACTS.values() if name}
    # Our own line of several facts, and what no field of the form shows.
    named = labels | {
        "credit_as_printed": Photo._meta.get_field("credit_as_printed").verbose_name,
        "digital_source_type": FACTS["digital_source_type"][0],
    }
    return _("The file was read again. It filled: %(fields)s.") % {
        "fields": ", ".join(str(named[name]) for name in names)
    }
