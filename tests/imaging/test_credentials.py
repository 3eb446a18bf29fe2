import http.server
import io
import struct
import subprocess
import sys
import threading
from datetime import UTC, datetime

import hypothesis.strategies as some
import pytest
from hypothesis import given, settings
from PIL import Image

from articles.imaging import Credentials, CredentialState, credentials, read_credentials
from tests.imaging.cost import cost_of
from tests.imaging.files import (
    SAMPLES,
    jpeg,
    picture,
    png_chunk,
    segment,
    with_packet,
    xmp,
)  # fmt: skip

INTACT = (SAMPLES / "adobe-20220124-C.jpg").read_bytes()
BROKEN = (SAMPLES / "adobe-20220124-E-sig-CA.jpg").read_bytes()
ABSENT = Credentials(state=CredentialState.ABSENT)
PRESENT = Credentials(state=CredentialState.PRESENT)
SUFFIXES = {
    "JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp", "AVIF": ".avif", "GIF": ".gif", "TIFF": ".tif",
}  # fmt: skip

needs_library = pytest.mark.skipif(
    credentials.c2pa is None,
    reason="c2pa-python is not installed: credentials were NOT verified; install newsroom[c2pa]",
)


@needs_library
def test_an_intact_signature_is_valid_and_says_who_signed_though_nobody_vouches_for_them():
    assert read_credentials(INTACT, ".jpg") == Credentials(
        state=CredentialState.VALID,
        signer="C2PA Signer, C2PA Test Signing Cert",
        trusted=False,
        signed_at=datetime(2023, 1, 24, 14, 48, 56, tzinfo=UTC),
        software="make_test_images/0.16.1 c2pa-rs/0.16.1",
    )


@needs_library
def test_a_signature_that_does_not_fit_is_broken():
    said = read_credentials(BROKEN, ".jpg")
    assert said.state == CredentialState.BROKEN
    assert said.signer == "C2PA Signer, C2PA Test Signing Cert"
    assert said.signed_at is None


@needs_library
@pytest.mark.parametrize("place", [-500, -5_000, -20_000])
def test_a_changed_pixel_breaks_the_credentials(place):
    changed = bytearray(INTACT)
    changed[place] ^= 0x55
    assert read_credentials(bytes(changed), ".jpg").state == CredentialState.BROKEN


@needs_library
@pytest.mark.parametrize("place", [0, 200, 2_000, 9_000])
def test_a_changed_manifest_is_broken(place):
    changed = bytearray(INTACT)
    changed[INTACT.index(b"jumb") + place] ^= 0x55
    assert read_credentials(bytes(changed), ".jpg").state == CredentialState.BROKEN


@needs_library
def test_the_content_counts_and_not_the_suffix():
    for suffix in (".JPG", ".png", ".txt", ""):
        assert read_credentials(INTACT, suffix).state == CredentialState.VALID


@pytest.mark.parametrize("photo_format", SUFFIXES)
def test_a_photo_without_credentials_has_none(photo_format):
    content = picture(photo_format=photo_format)
    assert read_credentials(content, SUFFIXES[photo_format]) == ABSENT


@pytest.mark.parametrize("content", [b"", b"\xff\xd8", b"II*\0", b"II*\0\xff\xff\xff\xff", b"GIF8"])
def test_what_is_no_photo_has_none(content):
    assert read_credentials(content, ".jpg") == ABSENT


def tiff_with_tag():
    output = io.BytesIO()
    Image.new("RGB", (8, 8)).save(output, "TIFF", tiffinfo={52545: b"store"})
    return output.getvalue()


def webp_with_chunk():
    content = picture(photo_format="WEBP") + b"C2PA\4\0\0\0abcd"
    return content[:4] + (len(content) - 8).to_bytes(4, "little") + content[8:]


def with_store(photo_format):
    """A photo that seems to have credentials, where its format keeps them."""
    content = picture(photo_format=photo_format)
    if photo_format == "JPEG":
        box = struct.pack(">I4sI4s", 44, b"jumb", 36, b"jumd") + b"c2pa" + bytes(12) + b"\3c2pa\0"
        return jpeg(segment(0xEB, b"JP\0\1\0\0\0\1" + box))
    if photo_format == "PNG":
        return content[:33] + png_chunk(b"caBX", b"store") + content[33:]
    if photo_format == "GIF":
        return content[:-1] + b"!\xff\x0bC2PA_GIF\1\0\0\5store\0;"
    if photo_format == "AVIF":
        box = bytes.fromhex("d8fec3d61b0e483c92975828877ec481") + bytes(30)
        return content + struct.pack(">I4s", len(box) + 8, b"uuid") + box
    return webp_with_chunk() if photo_format == "WEBP" else tiff_with_tag()


@pytest.mark.parametrize("photo_format", SUFFIXES)
def test_without_the_library_credentials_are_seen_but_not_judged(photo_format, monkeypatch):
    monkeypatch.setattr(credentials, "c2pa", None)
    assert read_credentials(with_store(photo_format), SUFFIXES[photo_format]) == PRESENT
    assert read_credentials(INTACT, ".jpg") == PRESENT
    assert read_credentials(BROKEN, ".jpg") == PRESENT
    assert read_credentials(picture(), ".jpg") == ABSENT


@needs_library
@pytest.mark.parametrize("photo_format", SUFFIXES)
def test_credentials_that_cannot_be_read_are_never_called_valid(photo_format):
    said = read_credentials(with_store(photo_format), SUFFIXES[photo_format])
    assert said.state in (CredentialState.PRESENT, CredentialState.BROKEN)


def test_the_room_opens_without_the_library():
    program = (
        "import sys; sys.modules['c2pa'] = None\n"
        "from articles.imaging import read_credentials\n"
        f"data = open({str(SAMPLES / 'adobe-20220124-C.jpg')!r}, 'rb').read()\n"
        "print(read_credentials(data, '.jpg').state)\n"
    )
    said = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True, check=True, text=True, timeout=30, cwd=SAMPLES.parents[2],
    ).stdout  # fmt: skip
    assert said == "present\n"


@pytest.fixture
def listener():
    """An address of this machine that a file may name, and who has asked there."""
    asked = []

    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_words):
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/manifest.c2pa", asked
    server.shutdown()
    server.server_close()


def naming(address, photo_format="JPEG"):
    names = f'xmlns:dcterms="http://purl.org/dc/terms/" dcterms:provenance="{address}"'
    return with_packet(xmp(attributes=names), photo_format)


@needs_library
def test_an_address_that_a_file_names_is_never_asked(listener):
    address, asked = listener
    for photo_format in ("JPEG", "PNG", "WEBP", "AVIF", "TIFF"):
        assert read_credentials(naming(address, photo_format), SUFFIXES[photo_format]) == PRESENT
    assert asked == []


@needs_library
def test_the_library_alone_would_have_asked(listener):
    """So that the test above would notice if a setting lost its effect."""
    address, asked = listener
    with pytest.raises(credentials.c2pa.C2paError):
        credentials.c2pa.Reader("image/jpeg", io.BytesIO(naming(address)))
    assert asked == ["/manifest.c2pa"]


@needs_library
def test_a_library_that_does_not_know_our_settings_is_not_asked_without_them(monkeypatch):
    monkeypatch.setattr(credentials, "_OFFLINE", {"core": {"allowed_network_hosts": 7}})
    assert read_credentials(INTACT, ".jpg") == PRESENT


@pytest.mark.parametrize("error", [OSError, MemoryError, ValueError, RuntimeError])
def test_whatever_the_library_raises_the_photo_goes_on(error, monkeypatch):
    class Failing:
        C2paError = KeyError

        class Context:
            def from_dict(*_settings):
                raise error

    monkeypatch.setattr(credentials, "c2pa", Failing)
    assert read_credentials(INTACT, ".jpg") == PRESENT


def nested(depth):
    box = b""
    for _ in range(depth):
        label = struct.pack(">I4s", 30, b"jumd") + b"c2pa" + bytes(12) + b"\3c2pa\0"
        box = struct.pack(">I4s", len(label) + len(box) + 8, b"jumb") + label + box
    return box


@needs_library
@pytest.mark.parametrize("depth", [100, 10_000])
def test_a_manifest_of_boxes_within_boxes_is_refused_at_once(depth, tmp_path):
    store = nested(depth)
    parts = [
        segment(0xEB, b"JP\0\1" + number.to_bytes(4) + store[:8] + store[start : start + 60_000])
        for number, start in enumerate(range(8, len(store), 60_000), 1)
    ]
    content = jpeg(*parts)
    assert read_credentials(content, ".jpg").state == CredentialState.BROKEN
    assert cost_of(content, tmp_path).peak_mb < 300


@needs_library
@settings(deadline=None, max_examples=60)
@given(
    some.lists(some.tuples(some.integers(2, 60_000), some.integers(0, 255)), max_size=8),
    some.integers(0, len(INTACT)),
)
def test_damaged_credentials_never_raise(changes, end):
    damaged = bytearray(INTACT)
    for place, value in changes:
        damaged[place] = value
    for content in (bytes(damaged), bytes(damaged[:end])):
        assert read_credentials(content, ".jpg").state in CredentialState
