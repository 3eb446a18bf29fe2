"""Stories that came in as published, and bring no version of their own, are frozen as they came."""

from articles.imports.media import Media
from articles.imports.records import ImportProblem, Record, Report
from articles.imports.rows import Rows
from articles.models import Photo, Publication, Revision, Story, present
from articles.publishing import actions, checks, freeze, timeline

State = Story.State


class Freezer:
    """Keeps a revision of every story that a run has touched, and freezes the published ones."""

    def __init__(self, rows: Rows, media: Media, report: Report) -> None:
        self.rows, self.media, self.report = rows, media, report
        self.published: set[int] = set()

    def freeze(self, dumped: set[int]) -> None:
        """`dumped` are the stories whose versions came in the file."""
        for pk, record in self.rows.stories.items():
            story = Story.objects.for_content().get(pk=pk)
            head = Publication.objects.filter(story=story).order_by("number").last()
            self._keep_revision(story, record)
            if head is None:
                self._check_unpublished(story, record)
            if pk in dumped:
                self._check_shown(story, record)
            elif story.state == State.PUBLISHED and (head is None or pk in self.rows.touched):
                self._publish(story, record, head)

    def _keep_revision(self, story: Story, record: Record) -> None:
        if story.pk not in self.rows.touched or story.pk in self.rows.revised:
            return
        dated = "saved_at" in record.fields or not Revision.objects.filter(story=story).exists()
        at = story.saved_at if dated else present()
        kept = Revision.objects.keep(story, kind=Revision.Kind.WIRE, by=None, at=at)
        if kept.at == at and at != story.saved_at:
            story.saved_at = at
            story.save(update_fields=["saved_at"])

    def _check_unpublished(self, story: Story, record: Record) -> None:
        """A story without versions has no date of its own yet, and cannot have been withdrawn."""
        if story.state == State.WITHDRAWN:
            raise ImportProblem(
                record.where, "a withdrawn story comes with its versions; say draft", "state"
            )
        if story.published_on:
            story.published_on = None
            story.save(update_fields=["published_on"])

    def _check_shown(self, story: Story, record: Record) -> None:
        now = present()
        shown = timeline.current(story, now) or timeline.waiting(story, now)
        if not shown:
            return
        if story.state != State.PUBLISHED:
            raise ImportProblem(
                record.where,
                f"“{story}” has a version readers can see, so it is published",
                "state",
            )
        for caption in story.captions.all():
            self._render(caption.photo, record)

    def _publish(self, story: Story, record: Record, head: Publication | None) -> None:
        for name in ("headline", "first_published_at"):
            if not getattr(story, name):
                raise ImportProblem(record.where, "a published story needs it", name)
        if head and self._is_down(story, record):
            return
        if head and head.content == freeze.cleaned(story.content()).to_json():
            return
        for caption in story.captions.all():
            self._render(caption.photo, record)
        try:
            actions.publish_imported(story)
        except checks.NotReady as error:
            raise ImportProblem(record.where, error.messages[0], error.lacks[0].field) from error
        self.published.add(story.pk)
        self.report.published += 1

    def _is_down(self, story: Story, record: Record) -> bool:
        """Whether a published story was taken down: no file brings it back. One that is not yet
        is from now on taken down when the file says so."""
        if story.take_down_at and story.take_down_at <= present():
            return True
        try:
            actions.respect_take_down(story, by=None)
        except timeline.TimeRefused as error:
            raise ImportProblem(record.where, error.messages[0], "take_down_at") from error
        return False

    def _render(self, photo: Photo, record: Record) -> None:
        if photo.sha256:
            self.media.render(photo, record.where)
