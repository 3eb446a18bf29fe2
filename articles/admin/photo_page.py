"""What a photo's page says beside its form: how its credit was read, where it is used."""

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from articles.bylines import parse_credit
from articles.models import Caption, Organization, Photo, Story
from articles.publishing.status import status, with_status

MOST_STORIES = 20


def credit_in_parts(credit: str) -> str:
    """What the credit says, part by part; guesses are marked."""
    if not credit:
        return _("Photographer and organisation are read from the credit when it is saved.")
    read = parse_credit(credit, Organization.objects.names())
    parts = [
        (_("photographer"), read.photographer),
        (_("organisation"), read.organization),
        (_("second organisation"), read.second_organization),
        (_("note"), read.note),
    ]
    guesses = ((_("guess"), words) for words in [*read.guesses, *read.warnings])
    return format_html(
        "{}{}",
        format_html_join(", ", "{} <b>{}</b>", [part for part in parts if part[1]]),
        format_html_join(
            "", '<br><span class="badge" data-state="in_review">{}</span> {}', guesses
        ),
    )


def stories_with(photo: Photo) -> str:
    """The stories that have it, the last saved first. Queries: one."""
    if not photo.pk:
        return ""
    captions = Caption.objects.filter(photo=photo)
    stories = Story.objects.filter(pk__in=captions.values("story")).defer("body", "original_text")
    found = list(with_status(stories, timezone.now())[: MOST_STORIES + 1])
    rows = [
        (reverse("admin:articles_story_change", args=[story.pk]), story, status(story))
        for story in found[:MOST_STORIES]
    ]
    if not rows:
        return _("No story yet.")
    listed = format_html_join("", '<li><a href="{}">{}</a> <small>{}</small></li>', rows)
    return format_html("<ul>{}</ul>{}", listed, _("and more") if len(found) > len(rows) else "")
