"""Script that comes in by a fixture never runs on a page; an ampersand is one ampersand."""

from pathlib import Path

import pytest
from django.test import Client

from tests import make
from tests.imports.loading import ADDRESS, PUBLISHED, file, load, record, section, story

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>\"' & more"
ESCAPED = "&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;"
GONE = "/stories/2017/may/19/gone/"


@pytest.fixture
def pages(client: Client, tmp_path: Path) -> dict[str, str]:
    """The pages of a paper that holds hostile words wherever words can be."""
    (tmp_path / "lead.jpg").write_bytes(make.jpeg())
    load(
        file(
            tmp_path,
            record("organization", name=HOSTILE, slug="agency"),
            record("section", name=HOSTILE, slug="news", label=HOSTILE, disclaimer=HOSTILE),
            record("person", name=HOSTILE, slug="ana", organization=["agency"]),
            record("tag", name=HOSTILE, slug="bridges", introduction=HOSTILE),
            record(
                "photo",
                source="wire",
                source_id="p",
                master="lead.jpg",
                credit_as_printed=HOSTILE,
                alt_text=HOSTILE,
                photographer=["ana"],
            ),
            story(
                **PUBLISHED
                | {
                    "headline": HOSTILE,
                    "web_headline": HOSTILE,
                    "slug": "bridge-opens-on-monday",
                    "deck": HOSTILE,
                    "body": f'<p onclick="x()">Words {HOSTILE}</p><a href="javascript:x()">a</a>',
                    "section": ["news"],
                    "tags": [HOSTILE, "AT&T"],
                    "dateline_place": HOSTILE,
                    "licence": HOSTILE,
                }
            ),
            record(
                "byline",
                story=["wire", "1"],
                person=["ana"],
                name_as_printed=HOSTILE,
                affiliation_as_printed=HOSTILE,
                phone="<script>1",
            ),
            record(
                "caption",
                story=["wire", "1"],
                photo=["wire", "p"],
                text=HOSTILE,
                credit_override=HOSTILE,
                alt_override=HOSTILE,
            ),
            record(
                "item",
                story=["wire", "1"],
                heading=HOSTILE,
                dateline=HOSTILE,
                text=HOSTILE,
                signatory=HOSTILE,
                town=HOSTILE,
            ),
            record("address", path=GONE, kind="gone", words=HOSTILE),
        )
    )
    found = {address: client.get(address) for address in ("/", "/sections/news/", ADDRESS, GONE)}
    return {address: answer.content.decode() for address, answer in found.items()}


def test_no_script_runs_whatever_field_it_came_in(pages: dict[str, str]) -> None:
    for address, page in pages.items():
        for running in ("<script", "<img src=x", "onclick", "javascript:"):
            assert running not in page.replace("&lt;img src=x onerror", ""), (address, running)
        assert ESCAPED in page, address
    assert "Words " in pages[ADDRESS]


def test_an_ampersand_is_one_ampersand(client: Client, tmp_path: Path) -> None:
    load(
        file(
            tmp_path,
            story(
                **PUBLISHED
                | {
                    "headline": "Salt & Sons",
                    "slug": "bridge-opens-on-monday",
                    "deck": "R&D at AT&T",
                    "body": "Fish & chips < 5 dollars",
                    "tags": ["B&B"],
                }
            ),
            story(source_id="2", headline="Tea", body="<p>Fish &amp; chips</p>", **PUBLISHED),
        )
    )
    page = client.get(ADDRESS).content.decode()
    for words in (
        "Salt &amp; Sons",
        "R&amp;D at AT&amp;T",
        "<p>Fish &amp; chips &lt; 5 dollars</p>",
    ):
        assert words in page
    assert "B&amp;B" in page
    assert "&amp;amp;" not in page
    assert "<p>Fish &amp; chips</p>" in client.get("/stories/2017/may/18/tea/").content.decode()


def test_what_is_taken_out_of_a_body_is_noted(tmp_path: Path) -> None:
    said = load(file(tmp_path, section(), story(body="<p>Words</p><iframe>Offer</iframe>")))
    assert "in.json:3 (record 2): body: what a story may not hold was taken out" in said
