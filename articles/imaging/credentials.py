"""Reads Content Credentials: whether a photo carries its signed history, and whether it holds.

That there are some is seen without any library; whether they hold says the optional c2pa-python
(extra `c2pa`). Who signs well is not for us to say: no list of trusted signers comes with it,
so an intact signature is VALID with the signer's name, and `trusted` is False.
Source: C2PA Technical Specification 2.2, appendix A (where each format keeps them).
"""

import io
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import takewhile
from typing import Any

from articles.imaging.layouts import (
    START_OF_SCAN,
    TIFF_BEGINNINGS,
    boxes,
    jpeg_segments,
    png_chunks,
    riff_chunks,
    tiff_entries,
    tiff_pages,
)
from articles.imaging.refusals import MAX_BYTES
from articles.imaging.words import clean, one_line

try:
    import c2pa
# Its native part may also fail to load, with an error of any kind; photos go on without it.
except Exception:
    c2pa = None

_MEDIA_TYPES = {
    ".jpg": "image/jpeg", ".png": "image/png", ".webp": "image/webp", ".avif": "image/avif",
    ".gif": "image/gif", ".tif": "image/tiff",
}  # fmt: skip
# The library asks whatever address a file names, for manifests, revocations and identities: any
# sender could have our server knock at a neighbour's door. Only settings of a context turn it
# off; those of the whole library are read by nobody.
_OFFLINE: dict[str, dict[str, object]] = {
    "core": {
        "allowed_network_hosts": [],
        "allow_redirects": False,
        "decode_identity_assertions": False,
        "max_decompressed_manifest_size_in_mb": 16,
    },
    "verify": {"remote_manifest_fetch": False, "ocsp_fetch": False},
}
# Signed elsewhere, of a kind it does not know: it cannot tell.
_CANNOT_TELL = ("Remote", "ManifestNotFound", "NotSupported", "Io")

_MAX_SAID = 200
_APP11 = 0xEB
_JUMBF, _LABEL = b"JP", b"c2pa"
# The label stands behind the headers of two boxes.
_LABEL_WITHIN = 64
_BOX = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")
_TIFF_TAG = 52545
_GIF_EXTENSION = b"!\xff\x0bC2PA_GIF"
# XMP that says where to fetch them.
_ELSEWHERE = b"dcterms:provenance"


class CredentialState(StrEnum):
    """What is known of a photo's Content Credentials."""

    ABSENT = "absent"
    PRESENT = "present"
    VALID = "valid"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What a photo's Content Credentials say.

    Shape: signer is "name, organisation" of the certificate; software is what the file calls
    the program that made the claim. Both are the signer's own words, also where it is BROKEN.
    Units: signed_at is aware, and there only with a time stamp.
    """

    state: CredentialState
    signer: str = ""
    trusted: bool = False
    signed_at: datetime | None = None
    software: str = ""


def read_credentials(data: bytes, suffix: str) -> Credentials:
    """Return the Content Credentials of a photo with this suffix (as in `Master.suffix`).

    PRESENT: they are there, but the library is not, or they are kept at an address, which is
    never asked. Never raises, and takes no longer than reading the file twice.
    """
    try:
        if len(data) > MAX_BYTES or not _are_present(data):
            return Credentials(state=CredentialState.ABSENT)
    except Exception:
        # Nothing that can be found in a broken file speaks for it.
        return Credentials(state=CredentialState.ABSENT)
    if c2pa is None:
        return Credentials(state=CredentialState.PRESENT)
    try:
        with c2pa.Context.from_dict(_OFFLINE) as offline:
            return _verified(data, _MEDIA_TYPES.get(suffix.lower()), offline)
    except Exception:
        # A version that does not know our settings must not be asked without them.
        return Credentials(state=CredentialState.PRESENT)


def _verified(data: bytes, media_type: str | None, offline: Any) -> Credentials:
    try:
        with c2pa.Reader(media_type, io.BytesIO(data), context=offline) as reader:
            return _credentials(json.loads(reader.json()))
    except c2pa.C2paError as error:
        cannot_tell = str(error).startswith(_CANNOT_TELL)
        state = CredentialState.PRESENT if cannot_tell else CredentialState.BROKEN
        return Credentials(state=state)


def _are_present(data: bytes) -> bool:
    if _ELSEWHERE in data:
        return True
    if data.startswith(b"\xff\xd8"):
        header = takewhile(lambda segment: segment[0] != START_OF_SCAN, jpeg_segments(data))
        return any(
            marker == _APP11 and payload.startswith(_JUMBF) and _LABEL in payload[:_LABEL_WITHIN]
            for marker, payload in header
        )
    if data.startswith(b"\x89PNG"):
        return any(kind == b"caBX" for kind, _start, _end in png_chunks(data))
    if data.startswith(b"RIFF"):
        return any(kind == b"C2PA" for kind, _start, _end in riff_chunks(data))
    if data.startswith(b"GIF8"):
        return _GIF_EXTENSION in data
    if data.startswith(TIFF_BEGINNINGS):
        pages = tiff_pages(data)
        return any(entry[0] == _TIFF_TAG for entry in tiff_entries(data, next(pages, len(data))))
    return any(
        kind == b"uuid" and data[start : start + len(_BOX)] == _BOX
        for kind, start, _end in boxes(data)
    )


def _credentials(store: Mapping[str, Any]) -> Credentials:
    """Return what the library's report says, of which each word is a stranger's."""
    state = store.get("validation_state")
    manifest = store.get("manifests", {}).get(store.get("active_manifest")) or {}
    signature = manifest.get("signature_info") or {}
    signed_at = None
    with suppress(ValueError):
        moment = datetime.fromisoformat(str(signature.get("time")))
        signed_at = moment if moment.tzinfo else None
    programs = manifest.get("claim_generator_info") or []
    named = [_said(each.get("name"), each.get("version")) for each in programs]
    return Credentials(
        state=CredentialState.VALID if state in ("Valid", "Trusted") else CredentialState.BROKEN,
        signer=_said(signature.get("common_name"), signature.get("issuer"), between=", "),
        trusted=state == "Trusted",
        signed_at=signed_at,
        software=_said(*named[:1]) or _said(manifest.get("claim_generator")),
    )


def _said(*words: object, between: str = " ") -> str:
    lines = clean(one_line(word) for word in words if isinstance(word, str))
    return between.join(dict.fromkeys(lines))[:_MAX_SAID]
