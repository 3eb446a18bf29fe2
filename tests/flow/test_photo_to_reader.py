"""From the camera's file to the reader's picture, read back by a program that is not ours."""

import json
import os
import re
import shutil
import subprocess
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from articles.models import Photo
from articles.publishing import actions, photos, renditions
from articles.publishing.addresses import path_of
from tests import cast, make

pytestmark = pytest.mark.django_db
EXIFTOOL = shutil.which("exiftool")

SECRETS = {
    "GPSLatitude": "54.687",
    "GPSLongitude": "25.280",
    "SerialNumber": "4020117",
    "OwnerName": "A source",
    "XMP:City": "Vilnius",
    "XMP:PersonInImage": "A source",
    "IPTC:City": "Vilnius",
    "IPTC:Keywords": "secret",
    "Comment": "at the flat",
}
WORDS = {
    "IPTC:By-line": "Ida Quimby",
    "IPTC:Credit": "The Harbour Courier",
    "IPTC:CopyrightNotice": "© 2026 The Harbour Courier",
    "IPTC:Caption-Abstract": "Snow on Chandler Street.",
    "IPTC:SpecialInstructions": "NO SALES",
    "XMP-xmpRights:UsageTerms": "Editorial use only",
    "XMP-iptcCore:AltTextAccessibility": "A street with snow",
}


@pytest.fixture(autouse=True)
def exiftool() -> None:
    if EXIFTOOL is None:
        message = "exiftool is not installed (on Debian: apt install libimage-exiftool-perl)"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)


def from_a_camera(tmp_path: Path) -> bytes:
    """A photo as it comes from a photographer, written by exiftool; on its side, too."""
    file = tmp_path / "DSC_0001.jpg"
    stream = BytesIO()
    Image.linear_gradient("L").resize((1100, 1700)).convert("RGB").save(stream, "JPEG")
    file.write_bytes(stream.getvalue())
    tags = [f"-{name}={value}" for name, value in (WORDS | SECRETS).items()]
    subprocess.run(
        [
            str(EXIFTOOL), "-q", "-overwrite_original", "-charset", "iptc=UTF8",
            "-codedcharacterset=UTF8", "-n", "-Orientation=6", *tags, str(file),
        ],
        check=True,
    )  # fmt: skip
    return file.read_bytes()


def read_back(data: bytes, tmp_path: Path, suffix: str) -> dict[str, Any]:
    """Every tag of a file, by its group and name, as exiftool sees it."""
    file = tmp_path / f"downloaded.{suffix}"
    file.write_bytes(data)
    command = [str(EXIFTOOL), "-j", "-G1", "-a", "-u", "-charset", "iptc=UTF8", str(file)]
    (tags,) = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return dict(tags)


def test_what_a_reader_downloads_says_whose_it_is_and_not_where_it_was_taken(
    client: Client, tmp_path: Path
) -> None:
    data = from_a_camera(tmp_path)
    before = read_back(data, tmp_path, "jpg")
    assert before["GPS:GPSLatitude"] and "4020117" in str(before)
    photo, _new = photos.take_in(data, name="DSC_0001.jpg", by=cast.reporter())
    assert photo.library_caption == "Snow on Chandler Street."
    assert photo.credit_as_printed == "Ida Quimby / The Harbour Courier"
    assert photo.alt_text == "A street with snow"
    assert photo.usage_terms == "Editorial use only\nNO SALES"
    assert (photo.width_px, photo.height_px) == (1700, 1100)
    story = make.story()
    make.caption(story, photo)
    actions.publish(story, by=cast.editor())
    renditions.make(Photo.objects.get())
    page = client.get(path_of(story)).content.decode()
    addresses = set(re.findall(r"/media/\S+?\.(?:jpg|avif)", page))
    assert len(addresses) == 9
    for address in addresses:
        suffix = address.rpartition(".")[2]
        tags = read_back(client.get(address).content, tmp_path, suffix)
        assert tags["XMP-dc:Rights"] == "© 2026 The Harbour Courier"
        assert tags["XMP-dc:Creator"] == "Ida Quimby"
        assert tags["IFD0:Artist"] == "Ida Quimby"
        assert tags["XMP-photoshop:Credit"] == "Ida Quimby / The Harbour Courier"
        assert tags["XMP-xmpRights:UsageTerms"] == "Editorial use only NO SALES"
        assert tags["IFD0:Copyright"] == "© 2026 The Harbour Courier"
        if suffix == "jpg":
            assert tags["IPTC:Credit"] == "Ida Quimby / The Harbour Courier"
            assert tags["IPTC:CopyrightNotice"] == "© 2026 The Harbour Courier"
        said = json.dumps(tags)
        assert "GPS" not in said
        for secret in ("4020117", "A source", "Vilnius", "secret", "at the flat", "Snow on"):
            assert secret not in said
        assert not {name for name in tags if "Thumbnail" in name or "Orientation" in name}
        width, height = re.split("[ x]", str(tags["Composite:ImageSize"]))
        assert int(width) > int(height)
