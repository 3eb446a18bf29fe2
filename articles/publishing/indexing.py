"""What can be found: the words of rows, put into the indexes of `articles.search` and taken out.

Whoever writes a row calls this in the same transaction: the desk's forms, the verbs, imports. An
entry holds only what stands in the row and its own parts, so that no change elsewhere makes it
stale. The paper's index has the versions that live now or later, whole, and no other: what is
withdrawn is taken out, and readers' queries ask for what is live all the same.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone

from articles import markup, search
from articles.content import StoryContent
from articles.models import Ledger, Person, Photo, Publication, Story
from articles.search import Entry

KINDS: dict[type[Model], str] = {
    Story: "story", Photo: "photo", Person: "person", Publication: "publication",
}  # fmt: skip
BATCH = 200


def index(model: type[Model], pks: Iterable[int]) -> None:
    """Put stories, photos or people into the desk's index as they stand now.

    Queries: for each batch one, for stories one for each kind of part, and those of the index.
    """
    rows: QuerySet[Any] = model._default_manager.all()
    if model is Story:
        rows = Story.objects.for_content()
    for some in _batches(pks):
        search.put("desk", [_ENTRIES[model](row) for row in rows.filter(pk__in=some)])


def forget(model: type[Model], pks: Iterable[int]) -> None:
    """Take rows that are deleted out of the desk's index."""
    search.remove("desk", KINDS[model], pks)


def index_versions(stories: Iterable[int]) -> None:
    """Put what readers can see of these stories, now or later, into the paper's index.

    What they cannot see any more is taken out.
    """
    for some in _batches(stories):
        versions = Publication.objects.filter(story__in=some)
        shown = versions.unended(timezone.now())
        search.put("paper", [_version(row) for row in shown if row.content])
        over = versions.exclude(pk__in=shown.values("pk"))
        search.remove("paper", KINDS[Publication], over.values_list("pk", flat=True))


def rebuild_desk(model: type[Model]) -> Iterator[int]:
    """Index every row of a model again; gives the number of rows of each batch when it is done.

    Each batch is a transaction of its own, in which its rows wait to be saved: nobody waits long,
    everything can be found meanwhile, and what was done stays done if it is broken off.
    """
    for pks in _keys(model._default_manager.all(), "pk"):
        with transaction.atomic():
            _lock(model, pks)
            index(model, pks)
        yield len(pks)
    search.keep_only("desk", KINDS[model], model._default_manager.all())


def rebuild_paper() -> Iterator[int]:
    """Index the versions of every story again, as `rebuild_desk` does."""
    for pks in _keys(Ledger.objects.all(), "story_id"):
        with transaction.atomic():
            _lock(Story, pks)
            index_versions(pks)
        yield len(pks)
    search.keep_only("paper", "publication", Publication.objects.unended(timezone.now()))


def _story(story: Story) -> Entry:
    content = story.content()
    parts = _parts(content)
    return Entry(
        kind="story",
        id=story.pk,
        at=story.saved_at,
        **parts | {
            # It is looked for by the name it has at its source, too.
            "names": _lines(parts["names"], story.slug, story.source_id),
            "body": _lines(parts["body"], story.notes),
        },
    )  # fmt: skip


def _version(version: Publication) -> Entry:
    content = version.story_content()
    parts = _parts(content)
    return Entry(
        kind="publication",
        id=version.pk,
        at=version.first_published_at,
        **parts | {"body": _lines(parts["body"], *(tag.name for tag in content.tags))},
    )


def _photo(photo: Photo) -> Entry:
    return Entry(
        kind="photo",
        id=photo.pk,
        at=photo.created_at,
        headline=photo.library_caption,
        names=_lines(photo.credit_as_printed, photo.people, photo.source_id),
        deck=photo.alt_text,
        body=_lines(photo.place, photo.keywords, photo.usage_terms, photo.instructions),
    )


def _person(person: Person) -> Entry:
    return Entry(
        kind="person",
        id=person.pk,
        headline=person.name,
        names=_lines(person.slug, person.email),
        deck=person.position,
        body=person.biography,
    )


_ENTRIES: dict[type[Model], Any] = {Story: _story, Photo: _photo, Person: _person}


def _parts(content: StoryContent) -> dict[str, str]:
    """The words of a story's content, by what they are."""
    return {
        "headline": _lines(content.headline, content.web_headline),
        "names": _lines(
            *(line.name for line in content.bylines), *(item.signatory for item in content.items)
        ),
        "deck": content.deck,
        "body": _lines(
            content.dateline_place,
            markup.words(content.body),
            # Our own paper's name is one: what stands in every story says little of any.
            *(line.affiliation for line in content.bylines),
            *(
                part
                for item in content.items
                for part in (item.heading, item.dateline, item.text, item.town)
            ),
            *(part for use in content.photos for part in (use.caption, use.credit, use.alt)),
        ),
    }


def _lines(*parts: str) -> str:
    return "\n".join(filter(None, parts))


def _lock(model: type[Model], pks: list[int]) -> None:
    list(model._default_manager.select_for_update().filter(pk__in=pks).order_by("pk").values("pk"))


def _batches(pks: Iterable[int]) -> Iterator[list[int]]:
    keys = list(pks)
    for start in range(0, len(keys), BATCH):
        yield keys[start : start + BATCH]


def _keys(rows: QuerySet[Any], name: str) -> Iterator[list[int]]:
    """The keys of all rows, a batch at a time; what is written meanwhile does not matter."""
    last = 0
    while keys := list(
        rows.filter(**{f"{name}__gt": last}).order_by(name).values_list(name, flat=True)[:BATCH]
    ):
        yield keys
        last = keys[-1]
