"""What the desk keeps about people at work: who may work where, who is here, who waits for whom."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from articles.models.clock import present
from articles.models.revision import Revision
from articles.models.section import Section
from articles.models.story import Story


class SectionLimit(models.Model):
    """A section somebody works in. Whoever has none works in all of them."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="section_limits"
    )
    # Protected: who lost the last of them would work in all.
    section = models.ForeignKey(
        Section, verbose_name=_("section"), on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("section to work in")
        verbose_name_plural = _("sections to work in")
        ordering = ["user_id", "section_id"]
        constraints = [
            models.UniqueConstraint(fields=["user", "section"], name="section_limit_once"),
        ]

    def __str__(self) -> str:
        return str(self.section)


class Presence(models.Model):
    """Somebody has a story's form open; `seen_at` is the last sign of it."""

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    opened_at = models.DateTimeField(default=present)
    seen_at = models.DateTimeField(default=present)

    class Meta:
        default_permissions = ()
        ordering = ["opened_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["story", "user"], name="presence_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.story}"


class Notice(models.Model):
    """Word to a person that something happened to a story they wait for, or that waits for them."""

    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="+")
    verb = models.CharField(max_length=20)
    words = models.TextField(blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField(default=present)
    read_at = models.DateTimeField(null=True)
    # What happened, in half a sentence, where `publishing.notices` lists it.
    said: str

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        default_permissions = ()
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["to"], condition=Q(read_at=None), name="notice_unread"),
        ]

    def __str__(self) -> str:
        return f"{self.to}: {self.verb} {self.story}"


class PreviewLink(models.Model):
    """An address at which somebody without a login reads one story before it is published."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="preview_links")
    revision = models.ForeignKey(
        Revision,
        verbose_name=_("revision"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Left empty, always the newest."),
    )
    label = models.CharField(
        _("for whom"), max_length=120, blank=True, help_text=_("A name, so that you know later.")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField(default=present)
    expires_at = models.DateTimeField(_("expires"))
    revoked_at = models.DateTimeField(null=True)
    openings = models.PositiveIntegerField(_("openings"), default=0)
    last_opened_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("preview link")
        verbose_name_plural = _("preview links")
        default_permissions = ()
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("at")), name="preview_link_lives_forward"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.story} ({self.label})"
