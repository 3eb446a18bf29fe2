"""Pictures that come beside a file: found within its folders, checked, stored by their digest;
and what readers are sent of them, made before the database is locked."""

from contextlib import suppress
from pathlib import Path, PurePath

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import Storage, storages
from django.db import DatabaseError

from articles import imaging
from articles.imports.records import ImportProblem, Record, Report, Where
from articles.models import Photo, Rendition, master_name
from articles.publishing import renditions
from articles.publishing.masters import store_master
from articles.publishing.proposals import proposals

# What is known from the picture itself, and from nothing else.
MEASURES = ("sha256", "width_px", "height_px")


class Media:
    """What this run has taken from the folders of its files, and can give back."""

    def __init__(self) -> None:
        self._stored: list[tuple[Storage, str]] = []
        self._made: list[Rendition] = []

    def take(self, record: Record, folders: list[Path], report: Report) -> None:
        """Replace a photo record's `master` by the stored file, and fill what the file knows.

        Raises: ImportProblem if the picture is not there or is none.
        """
        fields = record.fields
        # Made again from the picture and the words; else a record could show another's picture.
        fields.pop("rendition_key", None)
        name = fields.pop("master", "")
        meant = [fields.pop(measure, None) for measure in MEASURES][0]
        if not name:
            return
        data = self._read(name, folders, record.where)
        try:
            master = imaging.inspect_master(data, name=name)
        except imaging.PhotoRefused as error:
            raise ImportProblem(record.where, f"“{name}”: {error}", "master") from error
        if meant not in (None, "", master.sha256):
            raise ImportProblem(record.where, f"“{name}” is not the picture meant", "sha256")
        _fill(record, imaging.read_facts(data), report)
        credentials = imaging.read_credentials(data, master.suffix)
        fields["credentials"], fields["signer"] = credentials.state, credentials.signer
        fields["master"] = master_name(master.sha256, master.suffix)
        for measure in MEASURES:
            fields[measure] = getattr(master, measure)
        storage = storages["masters"]
        if not storage.exists(fields["master"]):
            self._stored.append((storage, fields["master"]))
        store_master(master, data)

    def render(self, photo: Photo, where: Where) -> None:
        """Make the one picture a page can fall back on, unless it is there already."""
        try:
            self._made += renditions.make_fallback(photo)
        except (imaging.PhotoRefused, OSError) as error:
            raise ImportProblem(
                where, f"the picture of “{photo}” cannot be read", "photo"
            ) from error

    def tidy(self) -> None:
        """Take out masters that no photo has kept: the desk's own picture stood before them."""
        masters = storages["masters"]
        for storage, name in self._stored:
            if storage is masters and not Photo.objects.filter(master=name).exists():
                storage.delete(name)

    def undo(self) -> None:
        """Take out what this run stored; what was there before stays."""
        with suppress(OSError, DatabaseError):
            renditions.discard(self._made)
        for storage, name in self._stored:
            with suppress(OSError):
                storage.delete(name)

    def _read(self, name: str, folders: list[Path], where: Where) -> bytes:
        if PurePath(name).is_absolute() or ".." in PurePath(name).parts:
            raise ImportProblem(
                where, f"“{name}” leads out of the folder; name a file within it", "master"
            )
        try:
            for folder in folders:
                path = folder / name
                if path.is_file():
                    return _bytes_of(path, folder, where)
            storage = storages["masters"]
            if storage.exists(name):
                with storage.open(name) as file:
                    return bytes(file.read())
        except (ValueError, OSError, RuntimeError, SuspiciousFileOperation) as error:
            raise ImportProblem(where, f"“{name}” is no file that can be read", "master") from error
        cure = f" beside the file; put it into {folders[0].name}/" if folders else ""
        raise ImportProblem(where, f"no picture “{name}”{cure}", "master")


def _bytes_of(path: Path, folder: Path, where: Where) -> bytes:
    if not path.resolve().is_relative_to(folder.resolve()):
        raise ImportProblem(
            where, f"“{path.name}” is a link that leads out of the folder", "master"
        )
    if path.stat().st_size > imaging.MAX_BYTES:
        raise ImportProblem(where, f"“{path.name}” is larger than any photo may be", "master")
    return path.read_bytes()


def _fill(record: Record, facts: imaging.PhotoFacts, report: Report) -> None:
    """What the picture says of itself, where the record leaves it out."""
    said = proposals(facts)
    for name, value in said.items():
        record.fields.setdefault(name, value)
    record.fields.setdefault("metadata", facts.to_json())
    if facts.credit and not said.keys() & {"credit_as_printed"}:
        report.note(record.where, "credit_as_printed: what the picture holds is too long, left out")
