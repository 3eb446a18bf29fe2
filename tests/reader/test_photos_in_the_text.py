"""Photos inside the text: where the writer put them, as readers see it."""

import re

import pytest
from django.test import Client

from articles.content import Placement
from articles.models import Caption, Photo, Story
from articles.publishing import actions, photos
from articles.publishing.addresses import path_of
from tests import cast, make

pytestmark = pytest.mark.django_db


def figure(caption: Caption) -> str:
    return f'<figure data-caption="{caption.uid}"></figure>'


def in_text(story: Story, words: str, **fields: object) -> Caption:
    photo = make.photo(data=make.jpeg(color=fields.pop("color", "teal")))
    fields.setdefault("placement", Placement.IN_TEXT)
    return make.caption(story, photo, text=words, **fields)


def published(client: Client, story: Story, body: str) -> str:
    """The page's text: paragraphs and captions in their order, a line each."""
    Story.objects.filter(pk=story.pk).update(body=body)
    story.refresh_from_db()
    actions.publish(story, by=cast.editor())
    answer = client.get(path_of(story))
    assert answer.status_code == 200
    main = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    assert "data-caption" not in main
    found = re.findall(r'<p>(One|Two|Three|Four)\b|class="caption">([^<]*)<', main)
    return " ".join("".join(one) for one in found)


PARAGRAPHS = [f"<p>{words}.</p>" for words in ("One", "Two", "Three", "Four")]


def test_a_photo_stands_where_the_writer_put_it(client: Client) -> None:
    story = make.story()
    photo = in_text(story, "Ferry")
    one, two, three, four = PARAGRAPHS
    assert published(client, story, one + two + three + figure(photo) + four) == (
        "One Two Three Ferry Four"
    )


def test_photos_side_by_side_and_at_either_end_keep_their_order(client: Client) -> None:
    story = make.story()
    last = in_text(story, "Last", color="red")
    second = in_text(story, "Second", color="navy", position=1)
    first = in_text(story, "First", position=2)
    body = figure(first) + figure(second) + "".join(PARAGRAPHS) + figure(last)
    assert published(client, story, body) == "First Second One Two Three Four Last"


def test_photos_put_nowhere_stand_evenly_as_before(client: Client) -> None:
    story = make.story()
    in_text(story, "Spread")
    assert published(client, story, "".join(PARAGRAPHS)) == "One Two Spread Three Four"


def test_one_is_placed_and_the_other_spread(client: Client) -> None:
    story = make.story()
    placed = in_text(story, "Placed")
    in_text(story, "Spread", color="navy")
    one, two, three, four = PARAGRAPHS
    assert published(client, story, one + figure(placed) + two + three + four) == (
        "One Placed Two Spread Three Four"
    )


def test_a_photo_that_stands_elsewhere_is_not_in_the_text_as_well(client: Client) -> None:
    story = make.story()
    lead = in_text(story, "Lead", placement=Placement.LEAD)
    below = in_text(story, "Below", placement=Placement.GALLERY, color="navy")
    body = PARAGRAPHS[0] + figure(lead) + figure(below) + PARAGRAPHS[1]
    assert published(client, story, body) == "Lead One Two Below"


def test_a_photo_of_another_story_does_not_come_with_its_mark(client: Client) -> None:
    other = in_text(make.story("Another story altogether"), "Other")
    story = make.story()
    assert published(client, story, PARAGRAPHS[0] + figure(other) + PARAGRAPHS[1]) == "One Two"


def test_a_withdrawn_photo_leaves_no_gap(client: Client) -> None:
    story = make.story()
    photo = in_text(story, "Ferry")
    one, two, *_rest = PARAGRAPHS
    assert published(client, story, one + figure(photo) + two) == "One Ferry Two"
    Photo.objects.update(withdrawn=True)
    photos.apply_rights(Photo.objects.get(), by=cast.photo_editor())
    main = client.get(path_of(story)).content.decode().partition("<main")[2]
    assert "figure" not in main.partition("</main>")[0]
    assert "<p>One.</p>\n<p>Two.</p>" in main


def test_the_dateline_runs_into_the_first_paragraph_under_a_photo(client: Client) -> None:
    story = make.story(dateline_place="Brussels")
    photo = in_text(story, "Ferry")
    Story.objects.filter(pk=story.pk).update(body=figure(photo) + "".join(PARAGRAPHS))
    story.refresh_from_db()
    actions.publish(story, by=cast.editor())
    text = client.get(path_of(story)).content.decode()
    assert text.index("Ferry") < text.index("BRUSSELS") < text.index("One.</p>")
    assert re.search(r"<p><[^>]*>BRUSSELS", text)
