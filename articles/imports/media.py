"""Pictures that come beside a file: found within its folders, checked, stored by their digest."""

from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages

from articles import imaging
from articles.imports.records import ImportProblem, Record
from articles.models.photo import master_name


class Media:
    """The folders a file's pictures may lie in, and what this run has stored from them."""

    def __init__(self) -> None:
        self.stored: list[tuple[Storage, str]] = []

    def take(self, record: Record, folders: list[Path]) -> None:
        """Replace a photo record's `master` by the stored file, and fill what the file knows.

        Raises: ImportProblem if the picture is not there or is none.
        """
        name = record.fields.get("master")
        if not name:
            record.fields.pop("master", None)
            return
        data = self._read(str(name), folders, record)
        try:
            master = imaging.inspect_master(data)
        except imaging.PhotoRefused as error:
            raise ImportProblem(record.where, f"“{name}”: {error}", "master") from error
        if record.fields.get("sha256") not in (None, "", master.sha256):
            raise ImportProblem(record.where, f"“{name}” is not the picture meant", "sha256")
        facts = imaging.read_facts(data)
        record.fields.setdefault("credit_as_printed", facts.credit)
        record.fields.setdefault("library_caption", facts.caption)
        record.fields.setdefault("alt_text", facts.alt_text)
        record.fields |= {
            "master": master_name(master.sha256, master.suffix),
            "sha256": master.sha256,
            "width_px": master.width_px,
            "height_px": master.height_px,
        }
        self._store(record.fields["master"], data)

    def undo(self) -> None:
        """Take out what this run stored; what was there before stays."""
        for storage, name in self.stored:
            storage.delete(name)

    def _read(self, name: str, folders: list[Path], record: Record) -> bytes:
        for folder in folders:
            path = (folder / name).resolve()
            if path.is_relative_to(folder.resolve()) and path.is_file():
                if path.stat().st_size > imaging.MAX_BYTES:
                    raise ImportProblem(record.where, f"“{name}” is too large", "master")
                return path.read_bytes()
        storage = storages["masters"]
        try:
            if storage.exists(name):
                with storage.open(name) as file:
                    return bytes(file.read())
        except (ValueError, OSError) as error:  # a name that leads outside
            raise ImportProblem(record.where, f"“{name}” is no file name", "master") from error
        raise ImportProblem(
            record.where,
            f"no picture “{name}” beside the file; put it into {folders[0].name}/"
            if folders
            else f"no picture “{name}”",
            "master",
        )

    def _store(self, name: str, data: bytes) -> None:
        storage = storages["masters"]
        if not storage.exists(name):
            storage.save(name, ContentFile(data))
            self.stored.append((storage, name))
