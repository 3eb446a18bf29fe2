"""What a photo's file says, as values of the photo: proposals, which whatever was typed beats."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from articles import imaging, markup
from articles.models import Photo

_LINES = {
    "alt_text": "alt_text",
    "place": "place",
    "copyright_notice": "copyright",
    "digital_source_type": "digital_source_type",
}
_TEXTS = {"library_caption": "caption", "instructions": "instructions"}
_LISTS = {"keywords": "keywords", "people": "people"}


def proposals(facts: imaging.PhotoFacts) -> dict[str, Any]:
    """By the photo's field what its file says; nothing that does not fit, as it would be cut."""
    values: dict[str, Any] = {"credit_as_printed": credit_of(facts)}
    values |= {ours: markup.clean_line(getattr(facts, fact)) for ours, fact in _LINES.items()}
    values |= {ours: markup.clean_text(getattr(facts, fact)) for ours, fact in _TEXTS.items()}
    values |= {
        ours: _list(getattr(facts, fact), _limit(ours) or 0) for ours, fact in _LISTS.items()
    }
    values["taken_at"] = _aware(facts.taken_at)
    values |= _demanded(facts)
    return {name: value for name, value in values.items() if value and _fits(name, value)}


def _demanded(facts: imaging.PhotoFacts) -> dict[str, Any]:
    """What the sender's instructions allow: terms in their words, and our own marks for two."""
    found = imaging.restrictions_of(facts)
    kinds = {one.kind for one in found}
    terms = markup.clean_text(facts.usage_terms)
    said = [one.words for one in found if one.words.casefold() not in terms.casefold()]
    values: dict[str, Any] = {"usage_terms": "\n".join(filter(None, [terms, *said]))}
    if imaging.RestrictionKind.NO_SYNDICATION in kinds:
        values["no_syndication"] = True
    if imaging.RestrictionKind.ONE_TIME_USE in kinds:
        values["max_uses"] = 1
    return values


def credit_of(facts: imaging.PhotoFacts) -> str:
    """The credit as it would be printed: the file's, with its creator before it if not in it."""
    supplier = markup.clean_line(facts.credit or facts.source)
    creator = markup.clean_line(facts.creator)
    if not creator or creator.casefold() in supplier.casefold():
        return supplier
    # A credit that names a photographer and an organisation is a whole one already.
    if not supplier or "/" in supplier:
        return supplier or creator
    return f"{creator} / {supplier}"


def _list(words: tuple[str, ...], limit: int) -> str:
    kept = ""
    for word in map(markup.clean_line, words):
        longer = f"{kept}, {word}" if kept else word
        if len(longer) > limit:
            break
        kept = longer
    return kept


def _limit(name: str) -> int | None:
    limit: int | None = getattr(Photo._meta.get_field(name), "max_length", None)
    return limit


def _fits(name: str, value: Any) -> bool:
    limit = _limit(name)
    return limit is None or len(value) <= limit


def _aware(at: datetime | None) -> datetime | None:
    """A time without a zone is the newsroom's: cameras are set to it."""
    if at is None or timezone.is_aware(at):
        return at
    return timezone.make_aware(at, timezone.get_default_timezone())
