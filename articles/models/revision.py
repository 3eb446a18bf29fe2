from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.content import StoryContent, digest
from articles.models.clock import whole
from articles.models.story import Story

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


class RevisionQuerySet(models.QuerySet["Revision"]):
    def get_by_natural_key(self, uid: str, number: int) -> "Revision":
        return self.get(story__uid=uid, number=number)

    def saved(self) -> "RevisionQuerySet":
        """Those of the working copy; autosaves are one person's own."""
        return self.exclude(kind=Revision.Kind.AUTOSAVE)

    def unsaved(self, story: Story, by: "AbstractBaseUser") -> "RevisionQuerySet":
        """A person's autosaves with text that no save has taken up, the newest first."""
        own = self.filter(story=story, by=by, kind=Revision.Kind.AUTOSAVE)
        return own.exclude(form="").order_by("-number")

    def settle(self, story: Story, by: "AbstractBaseUser") -> None:
        """What a person autosaved has been saved, or is not wanted: it is no longer offered."""
        self.unsaved(story, by).update(form="")

    def keep(
        self, story: Story, *, kind: str, by: "AbstractBaseUser | None", at: datetime
    ) -> "Revision":
        """Keep the story's content as it stands; unchanged content keeps the last revision.

        Queries: the story's parts, its last revision, one insert.
        """
        text = story.content().to_json()
        last = self.saved().filter(story=story).order_by("-number").first()
        if last and last.digest == digest(text):
            return last
        return self.create(
            story=story,
            number=self.next_number(story),
            kind=kind,
            content=text,
            digest=digest(text),
            by=by,
            at=whole(at),
        )

    def newest_number(self, story: Story) -> int:
        """Of the newest save; 0 where there was none."""
        return self.saved().filter(story=story).aggregate(n=models.Max("number"))["n"] or 0

    def next_number(self, story: Story) -> int:
        """Call with the story's row locked."""
        newest = self.filter(story=story).aggregate(newest=models.Max("number"))["newest"]
        return (newest or 0) + 1


class Revision(models.Model):
    """A saved state of the working copy. Rows are added, never changed."""

    class Kind(models.TextChoices):
        SAVE = "save", _("save")
        AUTOSAVE = "autosave", _("autosave")
        WIRE = "wire", _("wire")
        RESTORE = "restore", _("restore")
        MERGE = "merge", _("merge")

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=Kind)
    content = models.TextField()
    digest = models.CharField(max_length=64)
    # The names of the content's fields that differ from the revision before, a blank between.
    changed = models.TextField(blank=True)
    # Of an autosave, the form as it was typed: JSON, a list of values for each name.
    form = models.TextField(blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField()

    objects = RevisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ["story_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["story", "number"], name="revision_number"),
        ]

    def __str__(self) -> str:
        return f"{self.story_id}/{self.number}"

    def natural_key(self) -> tuple[str, int]:
        return (str(self.story.uid), self.number)

    def story_content(self) -> StoryContent:
        return StoryContent.from_json(self.content)
