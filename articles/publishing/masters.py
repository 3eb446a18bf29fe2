"""Masters in their private storage: untouched, under the digest of their bytes, the same once."""

from django.core.files.base import ContentFile
from django.core.files.storage import storages

from articles import imaging
from articles.models import master_name


def store_master(master: imaging.Master, data: bytes) -> str:
    """Put the bytes where their digest says. Returns the name. Raises: OSError."""
    name = master_name(master.sha256, master.suffix)
    storage = storages["masters"]
    if not storage.exists(name):
        storage.save(name, ContentFile(data))
    return name


def read_master(sha256: str) -> bytes:
    """The bytes of a master. Raises: FileNotFoundError, OSError."""
    storage = storages["masters"]
    for suffix in imaging.SUFFIXES.values():
        name = master_name(sha256, suffix)
        if storage.exists(name):
            with storage.open(name) as file:
                return bytes(file.read())
    raise FileNotFoundError(sha256)
