"""The grid of photos: what its cards say, what its chips and its words find."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from articles.models import Photo
from articles.publishing import indexing
from tests import cast, make

pytestmark = pytest.mark.django_db
LIST = "/admin/articles/photo/"


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(cast.editor())
    return client


def cards(desk: Client, query: str = "") -> dict[str, str]:
    """The words of each card, by its caption."""
    page = desk.get(LIST + query).content.decode()
    body = page.partition("<tbody>")[2].partition("</tbody>")[0]
    found = {}
    for row in re.findall(r"<tr>.*?</tr>", body, re.DOTALL):
        caption = re.search(r'class="caption">(.*?)<', row)
        assert caption
        found[caption[1]] = " ".join(re.sub(r"<[^>]+>", " ", row).split())
    return found


def photo(caption: str, **fields: Any) -> Photo:
    return make.photo(library_caption=caption, **fields)


def test_a_card_says_what_somebody_must_know_who_looks_for_a_photo(desk: Client) -> None:
    now = timezone.now()
    photo("Whole", credit_as_printed="Mara Lind")
    photo("Bare", alt_text="", credit_as_printed="")
    photo("Taken back", withdrawn=True)
    photo("Over", usable_until=now - timedelta(hours=1))
    photo("Soon over", usable_until=now + timedelta(days=13))
    photo("Long", usable_until=now + timedelta(days=20))
    photo("Made", digital_source_type="trainedAlgorithmicMedia")
    photo("To come", data=b"")
    for headline in ("One", "Two"):
        story = make.story(headline)
        make.caption(story, Photo.objects.get(library_caption="Whole"))
        make.caption(story, Photo.objects.get(library_caption="Whole"), position=1)
    found = cards(desk)
    assert found["Whole"].endswith("Mara Lind in 2 stories")
    assert "no credit no alt text" in found["Bare"]
    assert "withdrawn" in found["Taken back"]
    assert "not usable since" in found["Over"]
    assert "usable until" in found["Soon over"]
    assert "usable until" not in found["Long"]
    assert "made by a program" in found["Made"]
    assert "no picture yet" in found["To come"]


def test_the_chips_narrow_the_library(desk: Client) -> None:
    now = timezone.now()
    mara, paper = make.person("Mara Lind"), make.organization("The Paper")
    make.caption(make.story(), photo("Used", photographer=mara, organization=paper))
    photo("Ended", usable_until=now - timedelta(hours=1))
    photo("Ending", usable_until=now + timedelta(days=13))
    photo("Later", usable_until=now + timedelta(days=15))
    photo("Old", created_at=now - timedelta(days=9), alt_text="", withdrawn=True)
    fresh = {"Used", "Ended", "Ending", "Later"}
    for query, found in {
        "stories=none": {"Ended", "Ending", "Later", "Old"}, "stories=some": {"Used"},
        "use=ended": {"Ended"}, "use=ending": {"Ending"}, "use=withdrawn": {"Old"},
        "added=today": fresh, "added=week": fresh, "added=me": set(),
        f"photographer__id__exact={mara.pk}": {"Used"},
        f"organization__id__exact={paper.pk}": {"Used"},
        "stories=x&use=x&added=x": fresh | {"Old"},
    }.items():  # fmt: skip
        assert set(cards(desk, f"?{query}")) == found, query


def test_only_who_took_a_photo_is_a_chip(desk: Client) -> None:
    make.person("Ana Whitlock")
    photo("Gull", photographer=make.person("Mara Lind"))
    page = desk.get(LIST).content.decode()
    assert "Mara Lind</a>" in page
    assert "Ana Whitlock</a>" not in page


def test_by_me_are_those_i_uploaded_or_added(desk: Client) -> None:
    photo("Somebody else's")
    file = SimpleUploadedFile("mine.jpg", make.jpeg(color="red"))
    desk.post("/admin/articles/photo/upload/", {"files": [file]})
    mine = Photo.objects.exclude(library_caption="Somebody else's").get()
    assert set(cards(desk, "?added=me")) == {str(mine)}


def test_photos_are_found_by_people_place_keyword_credit_and_caption(desk: Client) -> None:
    gull = photo(
        "A gull", people="Ana Whitlock, Ben Ode", place="Pier Nine", keywords="birds, storm",
        credit_as_printed="Mara Lind / Reuters",
    )  # fmt: skip
    other = photo("A boat", credit_as_printed="Nobody", data=make.jpeg(color="red"))
    indexing.index(Photo, [gull.pk, other.pk])
    for words in ("whitlock", "ben ode", "pier nine", "storm", "reuters", "gull", "gull birds"):
        assert set(cards(desk, f"?q={words}")) == {"A gull"}, words


def test_a_selection_of_cards_can_be_deleted_together(desk: Client) -> None:
    gone, left = photo("Gone"), photo("Left")
    chosen = {"action": "delete_selected", "_selected_action": [gone.pk], "post": "yes"}
    desk.post(LIST, chosen)
    assert set(cards(desk)) == {"Left"}
    assert Photo.objects.get() == left


def test_the_grid_has_pages(desk: Client) -> None:
    for number in range(61):
        make.photo(library_caption=f"Photo {number}", data=b"")
    assert len(cards(desk)) == 60
    assert len(cards(desk, "?p=2")) == 1


@pytest.mark.parametrize("count", [1, 30])
def test_the_grid_takes_the_same_queries_however_full_it_is(
    desk: Client, django_assert_num_queries: Any, count: int
) -> None:
    for number in range(count):
        shot = photo(
            f"Photo {number}", photographer=make.person(f"Person {number}"),
            organization=make.organization(f"Press {number}"),
        )  # fmt: skip
        make.caption(make.story(f"Story {number}"), shot)
    desk.get(LIST)
    with django_assert_num_queries(11):
        desk.get(LIST)
