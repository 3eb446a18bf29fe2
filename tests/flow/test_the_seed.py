"""The page this project began from, by its real text where that lies beside the checkout."""

import gzip
import html
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import call_command
from django.test import Client

from articles import imaging
from articles.models import Organization, Photo, Publication, Story, master_name
from articles.publishing import actions
from tests import cast, make

SEED = Path(settings.BASE_DIR).parent / "shared" / "seed" / "lithuania.txt"
HEADLINE = "Lithuania opens door to gay Chechens fleeing persecution, while U.S. slams it shut"
ADDRESS = "/stories/2017/may/18/lithuania-opens-door-to-gay-chechens-fleeing-perse/"

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not SEED.exists(), reason="the seed's text is not beside this checkout"),
]


@pytest.fixture
def story() -> Story:
    """The seed as the desk finishes it: a section, a day, a picture of our own with alt text."""
    call_command("loaddata", str(SEED), verbosity=0)
    story = Story.objects.get()
    story.section = make.section("News")
    story.first_published_at = datetime(2017, 5, 18, 0, 0, tzinfo=ZoneInfo("America/Los_Angeles"))
    story.save()
    data = make.jpeg(1800, 1200)
    master = imaging.inspect_master(data)
    name = master_name(master.sha256, master.suffix)
    storages["masters"].save(name, ContentFile(data))
    Photo.objects.update(
        master=name,
        sha256=master.sha256,
        width_px=master.width_px,
        height_px=master.height_px,
        alt_text="A man seen from behind",
    )
    return story


def test_it_reads_as_printed(story: Story, client: Client) -> None:
    actions.publish(story, by=cast.editor())
    answer = client.get(ADDRESS)
    assert answer.status_code == 200
    text = answer.content.decode()
    paragraphs = [block.replace("\n", " ") for block in SEED.read_text().split("\n\n")[3:]]
    assert len(paragraphs) == 9
    printed = [
        f"<h1>{HEADLINE}</h1>",
        "<img src=",
        "This photo taken on Friday, April 28, 2017, shows Anzor",
        "(Nataliya vasilyeva / Associated Press)",
        "By Robbie Gramer",
        "Foreign Policy",
        *(html.escape(paragraph, quote=False) for paragraph in paragraphs),
    ]
    places = [text.index(words, text.index("<main")) for words in printed]
    assert places == sorted(places)
    assert "Arrow-right" not in text


def test_text_and_picture_come_from_two_organisations(story: Story) -> None:
    publication = actions.publish(story, by=cast.editor())
    text_from, picture_from = Organization.objects.order_by("-name")
    assert (text_from.name, picture_from.name) == ("Foreign Policy", "Associated Press")
    by_text = Publication.objects.filter(source_organization=text_from)
    by_picture = Publication.objects.filter(photos__organization=picture_from)
    assert list(by_text) == list(by_picture) == [publication]


def test_its_page_fits_one_round_trip(story: Story, client: Client) -> None:
    actions.publish(story, by=cast.editor())
    assert len(gzip.compress(client.get(ADDRESS).content)) <= 14 * 1024
