from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.content import ContentError, StoryContent, digest
from articles.merging import changed_fields
from articles.models.clock import whole
from articles.models.story import Story

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

# Of a person's older autosaves, one in each of these stays, and none that is older than that.
ONE_AUTOSAVE_IN = timedelta(minutes=10)
AUTOSAVES_LAST = timedelta(days=7)


class RevisionQuerySet(models.QuerySet["Revision"]):
    def get_by_natural_key(self, uid: str, number: int) -> "Revision":
        return self.get(story__uid=uid, number=number)

    def saved(self) -> "RevisionQuerySet":
        """Those of the working copy; autosaves are one person's own."""
        return self.exclude(kind=Revision.Kind.AUTOSAVE)

    def seen_by(self, user: Any) -> "RevisionQuerySet":
        """All but the autosaves of others."""
        return self.exclude(models.Q(kind=Revision.Kind.AUTOSAVE) & ~models.Q(by=user.pk))

    def newest_first(self) -> "RevisionQuerySet":
        return self.order_by("-number")

    def unsaved(self, story: Story, by: "AbstractBaseUser") -> "RevisionQuerySet":
        """A person's autosaves with text that no save has taken up, the newest first."""
        own = self.filter(story=story, by=by, kind=Revision.Kind.AUTOSAVE)
        return own.exclude(form="").newest_first()

    def settle(self, story: Story, by: "AbstractBaseUser") -> None:
        """What a person autosaved has been saved, or is not wanted: it is no longer offered."""
        self.unsaved(story, by).update(form="")

    def keep(
        self, story: Story, *, kind: str, by: "AbstractBaseUser | None", at: datetime
    ) -> "Revision":
        """Keep the story's content as it stands; unchanged content keeps the last revision.

        Numbers have gaps: autosaves are numbered too, and thinned. Queries: the story's parts,
        its last revisions, one insert.
        """
        content = story.content()
        text = content.to_json()
        last = self.saved().filter(story=story).newest_first().first()
        if last and last.digest == digest(text):
            return last
        return self.create(
            story=story,
            number=self.next_number(story),
            kind=kind,
            content=text,
            digest=digest(text),
            changed=" ".join(_changed(last, content)),
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

    def thin(self, story: Story, by: Any, now: datetime) -> int:
        """Delete the autosaves of a person that nobody will miss; how many those were.

        The newest stays, of older ones the last of every ten minutes, none older than a week.
        """
        autosaves = self.filter(story=story, by=by, kind=Revision.Kind.AUTOSAVE).newest_first()
        kept: set[int] = set()
        superfluous = []
        for n, (pk, at) in enumerate(autosaves.values_list("pk", "at")):
            stretch = int(at.timestamp() // ONE_AUTOSAVE_IN.total_seconds())
            if n and (stretch in kept or at < now - AUTOSAVES_LAST):
                superfluous.append(pk)
            kept.add(stretch)
        self.filter(pk__in=superfluous).delete()
        return len(superfluous)


def _changed(last: "Revision | None", content: StoryContent) -> list[str]:
    """What differs from the revision before; nothing is said of the first."""
    if last is None:
        return []
    try:
        return changed_fields(last.story_content(), content)
    except ContentError:
        return []


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
