"""What a photo's page says beside its form: how its credit was read, where it is used, what to
know before it is printed."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _, gettext_lazy, ngettext

from articles.admin.photo_facts import credentials_line, facts_of, filled_in_words
from articles.admin.photo_focus import FOCUS_FIELDS, picture_with_focus
from articles.bylines import parse_credit
from articles.models import Caption, Organization, Photo, Story
from articles.publishing import photos, rights
from articles.publishing.status import status, with_status
from articles.publishing.warnings import warnings_of

MOST_STORIES = 20


class PhotoPage(admin.ModelAdmin):
    """For PhotoAdmin: what stands on the page, and for whom."""

    change_form_template = "admin/articles/photo/change_form.html"
    readonly_fields = ["picture", "credit_read", "used_in"]
    fieldsets = [
        (None, {
            "classes": ["look"], "fields": ["picture", FOCUS_FIELDS, "used_in", "upload"],
        }),
        (gettext_lazy("What is printed with it"), {
            "fields": [
                "library_caption", "credit_as_printed", "credit_read", "alt_text", "decorative",
            ],
        }),
        (gettext_lazy("Who took it, when, where"), {
            "fields": [
                ("photographer", "organization"), ("taken_at", "place"), "people", "keywords",
            ],
        }),
        (gettext_lazy("What we may do with it"), {
            "fields": [
                "instructions", "usage_terms", "copyright_notice", ("usable_from", "usable_until"),
                "max_uses", ("for_sale", "no_syndication", "withdrawn"),
            ],
        }),
    ]  # fmt: skip

    def get_fieldsets(self, request: Any, obj: Photo | None = None) -> Any:
        """A photo that is being added has nothing yet that could be said about it."""
        unsaid = set() if obj else {*self.readonly_fields, *FOCUS_FIELDS}
        reads_only = obj is not None and not self.has_change_permission(request, obj)
        if reads_only or not may_upload(request, obj):
            unsaid.add("upload")
        if reads_only or (obj and not obj.sha256):
            unsaid |= set(FOCUS_FIELDS)
        return [
            (name, options | {"fields": _without(options["fields"], unsaid)})
            for name, options in super().get_fieldsets(request, obj)
        ]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        # As it was saved last: what is typed and refused is in the form.
        rows = Photo.objects.select_related("organization")
        photo = rows.filter(pk=kwargs["obj"].pk).first() if kwargs.get("obj") else None
        if photo is not None:
            context |= {
                "warnings": warnings_of(photo, timezone.now()),
                "facts": facts_of(photo),
                "credentials": credentials_line(photo),
            }
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description=gettext_lazy("picture"))
    def picture(self, photo: Photo) -> str:
        if not photo.sha256:
            return format_html('<span class="thumbnail">{}</span>', _("no picture yet"))
        return picture_with_focus(photo)

    @admin.display(description=gettext_lazy("Read as"))
    def credit_read(self, photo: Photo) -> str:
        return credit_in_parts(photo.credit_as_printed)

    @admin.display(description=gettext_lazy("Used in"))
    def used_in(self, photo: Photo) -> str:
        return format_html(
            "{}{}{}", times_used(photo), stories_with(photo), stories_left_without(photo)
        )

    # Saving

    def read_again(self, request: HttpRequest, photo: Photo) -> None:
        """Fill what the form leaves empty with what the file says; not saved."""
        try:
            filled = photos.read_again(photo)
        except OSError:
            words = _("The file of this photo cannot be read. Upload it again.")
            self.message_user(request, words, messages.ERROR)
        else:
            self.message_user(request, filled_in_words(filled))

    def say_what_it_left(self, request: HttpRequest, left: list[Story]) -> None:
        """Which stories have lost the photo by what was just saved."""
        if not left:
            return
        words = ngettext(
            "The photo has left %(count)s story, which is without it now:",
            "The photo has left %(count)s stories, which are without it now:",
            len(left),
        ) % {"count": len(left)}
        linked = (
            (reverse("admin:articles_story_change", args=[story.pk]), story)
            for story in left[:MOST_STORIES]
        )
        links = format_html_join("; ", '<a href="{}">{}</a>', linked)
        more = _("and more") if len(left) > MOST_STORIES else ""
        self.message_user(request, format_html("{} {} {}", words, links, more), messages.WARNING)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """Whoever had the file read again sees what came of it."""
        answer = super().response_change(request, obj)
        if "_read_again" in request.POST:
            return HttpResponseRedirect(request.get_full_path())
        return answer


def may_upload(request: HttpRequest, photo: Photo | None) -> bool:
    """Another picture in the place of one goes out with each of its stories, published again."""
    missing = photo is None or not photo.sha256
    return missing or rights.may_everywhere(request.user, rights.PHOTO_RIGHTS)


def _without(fields: Iterable[Any], unsaid: set[str]) -> list[Any]:
    return [one for one in fields if not unsaid & ({one} if isinstance(one, str) else set(one))]


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


def times_used(photo: Photo) -> str:
    """In how many stories it was printed, of those it may be. Queries: one where there is a
    limit."""
    if not photo.pk or not photo.max_uses:
        return ""
    used = photos.used_in(photo).count()
    words = ngettext(
        "Used in %(used)s of %(most)s story.", "Used in %(used)s of %(most)s stories.",
        photo.max_uses,
    ) % {"used": used, "most": photo.max_uses}  # fmt: skip
    if used >= photo.max_uses:
        return format_html('<p class="fault">{} {}</p>', words, _("No other story may print it."))
    return format_html("<p>{}</p>", words)


def stories_with(photo: Photo) -> str:
    """The stories that have it, the last saved first. Queries: one."""
    if not photo.pk:
        return ""
    captions = Caption.objects.filter(photo=photo)
    return _listed(Story.objects.filter(pk__in=captions.values("story"))) or _("No story yet.")


def stories_left_without(photo: Photo) -> str:
    """The stories readers see without it, where it may not be shown now. Queries: one."""
    now = timezone.now()
    if not photo.pk or photo.may_be_shown(now):
        return ""
    listed = _listed(photos.stories_without(photo, now))
    return listed and format_html(
        '<p class="fault">{}</p>{}', _("These live stories are without it now:"), listed
    )


def _listed(stories: Any) -> str:
    """Stories with links and their state; empty where there are none."""
    rows = with_status(stories.defer("body", "original_text"), timezone.now())
    found = list(rows[: MOST_STORIES + 1])
    if not found:
        return ""
    lines = [
        (reverse("admin:articles_story_change", args=[story.pk]), story, status(story))
        for story in found[:MOST_STORIES]
    ]
    listed = format_html_join("", '<li><a href="{}">{}</a> <small>{}</small></li>', lines)
    return format_html("<ul>{}</ul>{}", listed, _("and more") if len(found) > len(lines) else "")
