"""What is marked on a photo wherever it is listed: what it lacks, how long it may be shown."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy

from articles.models import Photo
from articles.publishing.timeline import in_words

# The words, and how grave they are.
Mark = tuple[Any, str]

SOON = timedelta(days=14)


def lacks(photo: Photo, credit: str = "", alt: str = "") -> list[Any]:
    """What keeps a story with this photo from going out, given what the story says itself."""
    found = []
    if not photo.credit_as_printed and not credit:
        found.append(gettext_lazy("no credit"))
    if not photo.alt_text and not alt and not photo.decorative:
        found.append(gettext_lazy("no alt text"))
    return [*found, gettext_lazy("withdrawn")] if photo.withdrawn else found


def marks(photo: Photo, now: datetime, say: Callable[[datetime], str] | None = None) -> list[Mark]:
    """What somebody who looks through the library must see of a photo; `say` words its times."""
    say = say or _day
    found: list[Mark] = [(words, "lack") for words in lacks(photo)]
    if not photo.sha256:
        found.append((_("no picture yet"), "lack"))
    if photo.usable_from and photo.usable_from > now:
        found.append((_("not usable before %s") % say(photo.usable_from), "lack"))
    if photo.usable_until and photo.usable_until <= now:
        found.append((_("not usable since %s") % say(photo.usable_until), "lack"))
    elif photo.usable_until and photo.usable_until <= now + SOON:
        found.append((_("usable until %s") % say(photo.usable_until), "in_review"))
    if photo.made_by_a_program:
        found.append((_("made by a program"), "held"))
    return found


def marks_to_choose_by(photo: Photo, now: datetime) -> list[Mark]:
    """The same, and what matters to a story that is to show it for longer."""
    found = marks(photo, now, in_words)
    if photo.usable_until and photo.usable_until > now + SOON:
        found.append((_("usable until %s") % in_words(photo.usable_until), "in_review"))
    return found if photo.for_sale else [*found, (_("not for sale"), "")]


def _day(at: datetime) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d}"
