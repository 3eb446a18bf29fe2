"""One story, from the wire to the reader: the page this project began from, with invented words.

The real page is read by `test_the_seed.py`; the shape here is the same.
"""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client

from articles.models import Photo, Story
from tests import cast, make
from tests.forms import save

pytestmark = pytest.mark.django_db

HEADLINE = "Lithuania opens door to gay Chechens fleeing persecution, while U.S. slams it shut"
COPY = f"""Arrow-right Camera
The Spokesman-Review Newspaper
Spokane, Washington\u2003Est. May 19, 1883

{HEADLINE}

In this picture a man waits in a borrowed flat, his face turned from the window. (Nataliya \
vasilyeva / Associated Press)
By Robbie Gramer Foreign Policy

The first family arrived by night, the ministry’s spokesman said – and asked for “nothing but \
a door that locks.”

The second paragraph is shorter.

The last one ends the story.
"""


@pytest.fixture
def wire(tmp_path: Path) -> Path:
    file = tmp_path / "wire.txt"
    file.write_text(COPY)
    return file


def test_a_wire_story_is_finished_published_read_and_withdrawn(wire: Path, client: Client) -> None:
    call_command("loaddata", str(wire), verbosity=0)
    story = Story.objects.get()
    client.force_login(cast.editor())
    change = f"/admin/articles/story/{story.pk}/change/"

    # What is missing is listed, linked to its field; nothing is published, nothing typed is lost.
    answer = save(client, change, "story_form", deck="Two families so far.", _verb="publish")
    page = answer.content.decode()
    assert "Saved, and not published yet" in page
    assert '<a href="#id_section">' in page and '<a href="#captions-group">' in page
    assert "Two families so far." in page
    assert client.get("/").content.decode().count(HEADLINE) == 0

    # The desk adds what the wire did not bring: section, picture, alt text, the day.
    news = make.section("News")
    photo = Photo.objects.get()
    picture = SimpleUploadedFile("anything.bin", make.jpeg())
    save(
        client,
        f"/admin/articles/photo/{photo.pk}/change/",
        "photo_form",
        upload=picture,
        alt_text="A man at a window, seen from behind",
    )
    answer = save(
        client,
        change,
        "story_form",
        section=news.pk,
        first_published_at="2017-05-18T00:00",
        _verb="publish",
    )
    assert "is now: live" in answer.content.decode()

    address = "/stories/2017/may/18/lithuania-opens-door-to-gay-chechens-fleeing-perse/"
    page = client.get(address).content.decode()
    order = [
        HEADLINE,
        "<img src=",
        "his face turned from the window.",
        "(Nataliya vasilyeva / Associated Press)",
        "By Robbie Gramer",
        "Foreign Policy",
        "The first family arrived by night, the ministry’s spokesman said – and asked for",
    ]
    places = [page.index(words, page.index("<main")) for words in order]
    assert places == sorted(places)
    assert page.count("<p>", page.index('<div class="text">')) >= 3
    assert "Arrow-right" not in page
    assert HEADLINE in client.get("/").content.decode()
    assert HEADLINE in client.get("/sections/news/").content.decode()

    # Editing a live story changes nothing for readers until it is published again.
    answer = save(client, change, "story_form", headline="Lithuania opens a door", _continue="1")
    assert "live, with unpublished changes" in answer.content.decode()
    assert "Lithuania opens a door" not in client.get(address).content.decode()
    save(client, change, "story_form", _verb="publish", change="update")
    assert "Lithuania opens a door" in client.get(address).content.decode()

    save(client, change, "story_form", _verb="withdraw", reader_words="We got the town wrong.")
    gone = client.get(address)
    assert gone.status_code == 410
    assert "We got the town wrong." in gone.content.decode()
    assert "Lithuania" not in client.get("/").content.decode()
    assert "Lithuania" not in client.get("/sections/news/").content.decode()
