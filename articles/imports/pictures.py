"""Which photos of a run readers will see, so that their pictures are made before the lock."""

from collections.abc import Iterator
from typing import Any

from articles.imports.chains import check_publication, check_revision
from articles.imports.records import Record
from articles.imports.references import Name, name_meant, names_of
from articles.models import Person, Photo, Story

ByModel = dict[str, list[Record]]


def public_photos(by_model: ByModel) -> Iterator[tuple[Photo, Record]]:
    """The photos that published stories of the files show, as they will be; not saved yet.

    Checks the versions and revisions of the files on the way. Raises: ImportProblem.
    """
    for record in by_model["articles.revision"]:
        check_revision(record)
    shown: set[Name] = set()
    for record in by_model["articles.publication"]:
        shown |= {(use.photo.uid,) for use in check_publication(record).photos}
    published = {
        name
        for record in by_model["articles.story"]
        if record.fields.get("state") == Story.State.PUBLISHED
        for name in names_of(record)
    }
    for record in by_model["articles.caption"]:
        if name_meant(record.fields.get("story"), record) in published:
            shown.add(name_meant(record.fields.get("photo"), record))
    people = {name: person for person in by_model["articles.person"] for name in names_of(person)}
    for record in by_model["articles.photo"]:
        if record.fields.get("sha256") and not shown.isdisjoint(names_of(record)):
            yield _photo(record, people), record


def _photo(record: Record, people: dict[Name, Record]) -> Photo:
    """The photo as it will be: the desk's own words stand before the file's."""
    fields = record.fields
    key = {name: fields.get(name) for name in ("source", "source_id")}
    here = Photo.objects.select_related("photographer").filter(**key).first()
    if here and here.sha256:
        return here
    photo = Photo(
        master=fields["master"],
        sha256=fields["sha256"],
        credit_as_printed=fields.get("credit_as_printed", ""),
    )
    photo.photographer = _photographer(record, people)
    return photo


def _photographer(record: Record, people: dict[Name, Record]) -> Any:
    value = record.fields.get("photographer")
    if value is None:
        return None
    if person := people.get(name_meant(value, record)):
        return Person(name=person.fields.get("name", ""))
    return Person.objects.filter(slug=value[0]).first() if isinstance(value, list) else None
