"""Which photos of a run readers will see, so that their pictures are made before the lock."""

from collections.abc import Iterator
from typing import Any

from articles.imports.chains import check_publication, check_revision
from articles.imports.records import Record
from articles.imports.references import Name, name_meant, names_of
from articles.models import Organization, Person, Photo, Story

ByModel = dict[str, list[Record]]
# Records by their model and each of their names.
Named = dict[tuple[str, Name], Record]


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
    named = {
        (label, name): record
        for label in ("articles.person", "articles.organization")
        for record in by_model[label]
        for name in names_of(record)
    }
    for record in by_model["articles.photo"]:
        if record.fields.get("sha256") and not shown.isdisjoint(names_of(record)):
            yield _photo(record, named), record


# What is written into a photo's public files, beside whom it names.
_WORDS = (
    "credit_as_printed", "copyright_notice", "usage_terms", "focus_x_permille", "focus_y_permille",
)  # fmt: skip


def _photo(record: Record, named: Named) -> Photo:
    """The photo as it will be: the desk's own words stand before the file's."""
    fields = record.fields
    key = {name: fields.get(name) for name in ("source", "source_id")}
    here = Photo.objects.select_related("photographer", "organization").filter(**key).first()
    if here and here.sha256:
        return here
    photo = Photo(master=fields["master"], sha256=fields["sha256"])
    for name in _WORDS:
        setattr(photo, name, fields.get(name, getattr(photo, name)))
    photo.photographer = _whom(Person, "photographer", record, named)
    photo.organization = _whom(Organization, "organization", record, named)
    return photo


def _whom(model: Any, field: str, record: Record, named: Named) -> Any:
    """Whom a photo names: as the files have them, else as they are here."""
    value = record.fields.get(field)
    if value is None:
        return None
    if other := named.get((model._meta.label_lower, name_meant(value, record))):
        words = ("name", "default_usage_terms")
        return model(**{word: other.fields[word] for word in words if word in other.fields})
    return model.objects.filter(slug=value[0]).first() if isinstance(value, list) else None
