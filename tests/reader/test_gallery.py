"""A story's photos, large, on pages of their own."""

import re
from typing import Any

import pytest
from django.test import Client

from articles.content import Placement
from articles.models import Caption, Photo, Story
from articles.publishing import actions, photos, renditions
from articles.publishing.addresses import path_of
from articles.reader.edition import forget_edition
from tests import cast, make

pytestmark = pytest.mark.django_db
COLOURS = ("teal", "red", "blue")


def story_with(count: int, **fields: Any) -> Story:
    story = make.story(**fields)
    for number in range(count):
        placement = (Placement.LEAD, Placement.IN_TEXT, Placement.GALLERY)[number % 3]
        make.caption(
            story,
            make.photo(data=make.jpeg(900, 600, COLOURS[number]), alt_text=f"A field {number}"),
            placement=placement,
            position=number,
            text=f"Caption {number}.",
        )
    actions.publish(story, by=None)
    return story


def read(client: Client, address: str) -> str:
    forget_edition()
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def leaf(caption: Caption) -> str:
    return f"{path_of(caption.story)}photos/{str(caption.uid)[:8]}/"


def test_a_story_with_several_photos_leads_to_its_gallery(client: Client) -> None:
    story = story_with(3)
    address = f"{path_of(story)}photos/"
    page = read(client, path_of(story))
    assert f'href="{address}"' in page
    assert "All 3 photos, large" in page
    gallery = read(client, address)
    places = [gallery.index(f"Caption {number}.") for number in range(3)]
    assert places == sorted(places)
    for caption in story.captions.all():
        assert f'href="{leaf(caption)}"' in gallery
        assert f'href="{leaf(caption)}"' in page


def test_one_goes_from_photo_to_photo_without_script(client: Client) -> None:
    first, second, third = story_with(3).captions.order_by("position")
    page = read(client, leaf(second))
    assert "Caption 1." in page
    assert "(Mara Lind / The Harbour Courier)" in page
    assert "2 of 3" in page
    assert re.findall(r'<a href="([^"]*)" rel="(\w+)"', page) == [
        (leaf(first), "prev"),
        (leaf(third), "next"),
    ]
    assert 'rel="prev"' not in read(client, leaf(first))
    assert 'rel="next"' not in read(client, leaf(third))
    assert "<script" not in page


def test_a_story_with_one_photo_has_no_gallery(client: Client) -> None:
    story = story_with(1)
    assert "/photos/" not in read(client, path_of(story))
    answer = client.get(f"{path_of(story)}photos/")
    assert (answer.status_code, answer["Location"]) == (302, path_of(story))


def test_a_photo_that_may_not_be_shown_leaves_the_gallery(client: Client) -> None:
    story = story_with(3)
    second = story.captions.get(position=1)
    second.photo.withdrawn = True
    second.photo.save()
    photos.apply_rights(second.photo, by=None)
    gallery = read(client, f"{path_of(story)}photos/")
    assert "Caption 1." not in gallery
    answer = client.get(leaf(second))
    assert (answer.status_code, answer["Location"]) == (302, f"{path_of(story)}photos/")
    assert "1 of 2" in read(client, leaf(story.captions.get(position=0)))


def test_a_gallery_goes_with_its_story(client: Client) -> None:
    story = story_with(2)
    caption = story.captions.order_by("position")[0]
    actions.withdraw(story, by=cast.editor(), words="It was wrong.")
    for address in (f"{path_of(story)}photos/", leaf(caption)):
        answer = client.get(address)
        assert answer.status_code == 410
        assert "It was wrong." in answer.content.decode()


@pytest.mark.parametrize("end", ["photos/00000000/", "photos/x/", "photos/1/"])
def test_photos_that_never_were_have_no_page(client: Client, end: str) -> None:
    assert client.get(f"{path_of(story_with(2))}{end}").status_code == 404


def test_a_draft_has_no_gallery(client: Client) -> None:
    story = story_with(2)
    path = path_of(story)
    Story.objects.filter(pk=story.pk).update(headline="Changed")
    draft = make.story("Never published")
    make.caption(draft, make.photo())
    assert client.get(f"{path.replace('bridge', 'never')}photos/").status_code == 404


def test_other_sites_get_a_card_with_the_share_cut(client: Client) -> None:
    story = story_with(2)
    assert "og:image" not in read(client, path_of(story))
    for photo in Photo.objects.all():
        renditions.make(photo)
    page = read(client, path_of(story))
    (card,) = re.findall(r'property="og:image" content="([^"]*)"', page)
    assert card.startswith("http://testserver/media/")
    assert "-share-900.jpg" in card
    assert 'property="og:image:alt" content="A field 0"' in page
    assert client.get(card.removeprefix("http://testserver")).status_code == 200
    lead = story.captions.get(position=0).photo
    lead.withdrawn = True
    lead.save()
    photos.apply_rights(lead, by=None)
    assert "og:image" not in read(client, path_of(story))
    assert client.get(card.removeprefix("http://testserver")).status_code == 404


def test_the_lead_is_asked_for_first_and_the_others_when_they_come_near(client: Client) -> None:
    page = read(client, path_of(story_with(3)))
    pictures = re.findall(r"<img [^>]*>", page)
    assert len(pictures) == 3
    assert 'fetchpriority="high"' in pictures[0]
    assert "loading" not in pictures[0]
    assert all('loading="lazy"' in picture for picture in pictures[1:])
    assert all(re.search(r'width="\d+" height="\d+"', picture) for picture in pictures)


def test_a_gallery_asks_the_database_as_often_whatever_it_shows(
    client: Client, django_assert_num_queries: Any
) -> None:
    for count in (2, 3):
        address = f"{path_of(story_with(count, headline=f'Story of {count}'))}photos/"
        client.get("/")
        with django_assert_num_queries(1):
            client.get(address)
