"""Finding things at the desk: lists, choices by typing, Ctrl-K; and never what one may not see."""

from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from articles import search
from articles.admin.stories import StoryAdmin
from articles.models import Caption, Person, Photo, Story
from articles.publishing import actions, indexing
from articles.publishing.addresses import path_of
from tests import cast, make
from tests.forms import save

pytestmark = pytest.mark.django_db
FIND = "/admin/find/"
STORIES = "/admin/articles/story/"


@pytest.fixture
def editor() -> User:
    return cast.editor()


@pytest.fixture
def desk(client: Client, editor: User) -> Client:
    client.force_login(editor)
    return client


def story(headline: str = "Bridge opens", **fields: Any) -> Story:
    made = make.story(headline, **fields)
    indexing.index(Story, [made.pk])
    return made


def photo(caption: str = "The bridge at dawn", **fields: Any) -> Photo:
    made = make.photo(library_caption=caption, **fields)
    indexing.index(Photo, [made.pk])
    return made


def person(name: str = "Ana Bridge", **fields: Any) -> Person:
    made = make.person(name, **fields)
    indexing.index(Person, [made.pk])
    return made


def groups(client: Client, query: str = "", **asked: str) -> dict[str, list[dict[str, str]]]:
    answer = client.get(FIND, {"q": query, **asked})
    assert answer.status_code == 200
    return {group["name"]: group["lines"] for group in answer.json()["groups"]}


def labels(client: Client, query: str = "", **asked: str) -> list[str]:
    found = groups(client, query, **asked)
    return [line["label"] for lines in found.values() for line in lines]


def headlines(client: Client, query: str, **narrowed: str) -> list[str]:
    """What the story list shows, without what it looks like."""
    page = client.get(STORIES, {"q": query, **narrowed}).content.decode()
    parts = page.split('<span class="headline">')[1:]
    return [part.partition("</span>")[0] for part in parts]


def choices(client: Client, model: str, field: str, term: str) -> list[str]:
    asked = {"app_label": "articles", "model_name": model, "field_name": field, "term": term}
    answer = client.get("/admin/autocomplete/", asked)
    return [one["text"] for one in answer.json()["results"]]


# The palette


def test_it_finds_stories_photos_and_people(desk: Client) -> None:
    bridge = story(state="ready", section=make.section("Town"))
    picture, ana = photo(), person(position="Bridge reporter")
    found = groups(desk, "bri")
    assert list(found) == ["Stories", "Photos", "People"]
    (line,) = found["Stories"]
    assert line["label"] == "Bridge opens"
    assert line["address"] == f"{STORIES}{bridge.pk}/change/"
    assert (line["badge"], line["look"]) == ("ready", "ready")
    assert line["note"].startswith("Town · ")
    (line,) = found["Photos"]
    assert line["note"] == "Mara Lind / The Harbour Courier"
    assert line["picture"].startswith(f"/admin/articles/photo/{picture.pk}/picture/")
    (line,) = found["People"]
    assert line["note"] == "Bridge reporter"
    assert line["address"] == f"/admin/articles/person/{ana.pk}/change/"


def test_a_photo_without_its_picture_is_found_too(desk: Client) -> None:
    photo(data=b"")
    (line,) = groups(desk, "bridge")["Photos"]
    assert "picture" not in line


def test_many_hits_are_cut_and_lead_to_the_list(desk: Client) -> None:
    for number in range(9):
        story(f"Bridge & {number}")
    found = groups(desk, "bridge &")["Stories"]
    assert len(found) == 8
    assert found[-1]["label"] == "All stories with “bridge &”"
    assert found[-1]["address"] == f"{STORIES}?q=bridge+%26"
    assert len(headlines(desk, "bridge &")) == 9


def test_the_address_of_a_story_finds_it(desk: Client, editor: User) -> None:
    other, bridge = story("Tunnel"), story()
    for one in (other, bridge):
        actions.publish(one, by=editor)
    path = path_of(bridge)
    for typed in (path, path.rstrip("/"), f"https://courier.example{path}?from=mail", path[1:]):
        expected = [] if typed == path[1:] else ["Bridge opens"]
        assert labels(desk, typed) == expected, typed
        assert headlines(desk, typed) == expected, typed
    assert labels(desk, "http://[") == []


def test_without_words_it_shows_what_was_opened_and_saved_lately(desk: Client) -> None:
    saved, opened = story("Saved"), story("Opened")
    story("Neither")
    picture = photo("A pier")
    save(desk, f"{STORIES}{saved.pk}/change/", "story_form", deck="New", _continue="1")
    asked = f"photo-{picture.pk},story-{opened.pk},story-{opened.pk},story-999,user-1,story-x,,x-"
    found = groups(desk, opened=asked)
    assert [line["label"] for line in found["Lately"]] == ["A pier", "Opened", "Saved"]
    assert [line["kind"] for line in found["Lately"]] == ["photo", "story", "story"]
    assert labels(desk) == ["Saved"]
    other = Client()
    other.force_login(cast.editor("second"))
    assert labels(other) == []


@pytest.mark.parametrize("count", [1, 6])
def test_it_takes_the_same_queries_however_much_is_found(
    desk: Client, django_assert_max_num_queries: Any, count: int
) -> None:
    for number in range(count):
        story(section=make.section(f"Section {number}"))
        photo(photographer=make.person("Mara Lind"))
        person(f"Ana Bridge {number}", organization=make.organization(f"Paper {number}"))
    with django_assert_max_num_queries(10):
        groups(desk, "bridge")


@pytest.mark.parametrize(
    "query", ["\0", '"', "'", "x" * 5000, "🦀", "-", "%", "a:*", "NEAR(", "<b>", "\u202e", "//["]
)
def test_whatever_is_typed_gets_an_answer(desk: Client, query: str) -> None:
    story()
    assert desk.get(f"{FIND}?q={quote(query)}").status_code == 200
    assert desk.get(f"{STORIES}?q={quote(query)}", follow=True).status_code == 200
    assert isinstance(choices(desk, "correction", "story", query), list)


# Rights


def test_a_stranger_and_an_outsider_find_nothing(client: Client) -> None:
    story()
    for login in (None, cast.outsider()):
        if login:
            client.force_login(login)
        answer = client.get(FIND, {"q": "bridge"})
        assert answer.status_code == 302
        assert "/admin/login/" in answer["Location"]


def test_nobody_keeps_an_answer(desk: Client) -> None:
    story()
    assert "no-store" in desk.get(FIND, {"q": "bridge"})["Cache-Control"]


@pytest.mark.parametrize(
    ("rights", "names"),
    [
        ((), []),
        (("view_story",), ["Stories"]),
        (("change_photo",), ["Photos"]),
        (("view_photo", "view_person"), ["Photos", "People"]),
        (("view_section",), []),
    ],
)
def test_only_kinds_that_may_be_seen_are_found(
    client: Client, rights: tuple[str, ...], names: list[str]
) -> None:
    bridge = story()
    photo()
    person()
    client.force_login(cast.user("una", *rights))
    assert list(groups(client, "bridge")) == names
    asked = f"story-{bridge.pk}"
    expected = ["Bridge opens"] if "view_story" in rights else []
    assert labels(client, opened=asked) == expected
    if "view_story" not in rights:
        assert client.get(STORIES, {"q": "bridge"}).status_code == 403


@pytest.fixture
def hides_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    """A desk whose list leaves out some stories, and which refuses others one by one."""
    seen = StoryAdmin.get_queryset
    may_view = StoryAdmin.has_view_permission
    monkeypatch.setattr(
        StoryAdmin,
        "get_queryset",
        lambda self, request: seen(self, request).exclude(headline__startswith="Secret"),
    )
    monkeypatch.setattr(
        StoryAdmin,
        "has_view_permission",
        lambda self, request, obj=None: (
            may_view(self, request, obj) and not (obj and obj.headline.startswith("Refused"))
        ),
    )


@pytest.mark.usefixtures("hides_secrets")
def test_what_a_person_may_not_see_is_not_found_by_any_word(desk: Client, editor: User) -> None:
    secret = story("Secret bridge", body="<p>Of kryptonite.</p>")
    refused = story("Refused bridge", body="<p>Of kryptonite.</p>")
    story("Open bridge")
    actions.publish(secret, by=editor)
    assert labels(desk, "bridge") == ["Open bridge"]
    for query in ("kryptonite", "secret", path_of(secret)):
        assert "Secret bridge" not in labels(desk, query), query
        assert "Secret bridge" not in headlines(desk, query), query
    asked = f"story-{secret.pk},story-{refused.pk}"
    assert labels(desk, opened=asked) == []
    assert "Secret bridge" not in choices(desk, "correction", "story", "bridge")


@pytest.mark.usefixtures("hides_secrets")
def test_hidden_stories_do_not_push_out_those_one_may_see(desk: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr(search, "MOST_RANKED", 2)
    old = timezone.now() - timedelta(days=900)
    story("Open bridge", saved_at=old)
    for number in range(5):
        story(f"Secret bridge {number}")
    assert labels(desk, "bridge") == ["Open bridge"]


# Lists


def test_the_story_list_finds_words_of_the_text_and_parts(desk: Client) -> None:
    bridge = story(body="<p>Rust was found.</p>", source="wire", source_id="urn:ap.org:77-b")
    make.byline(bridge, "Ana Whitlock")
    make.item(bridge, "Ferry late", signatory="Bo Diddle")
    indexing.index(Story, [bridge.pk])
    story("Tunnel opens", body="<p>Words.</p>")
    for query in ("rust", "bridge rust", "whitlock", "diddle", "urn:ap.org:77-b", '"was found"'):
        assert headlines(desk, query) == ["Bridge opens"], query
    assert headlines(desk, "opens -rust") == ["Tunnel opens"]
    assert headlines(desk, "opens") == ["Tunnel opens", "Bridge opens"]
    assert headlines(desk, "urn:ap.org:78-b") == headlines(desk, "!?") == []
    assert len(headlines(desk, " ")) == 2


def test_the_list_is_searched_within_its_filters(desk: Client) -> None:
    story("Bridge one", state="ready")
    story("Bridge two")
    assert headlines(desk, "bridge", status="ready") == ["Bridge one"]


def test_photos_and_people_are_found_in_their_lists(desk: Client) -> None:
    photo("The bridge", credit_as_printed="Mara Lind / AP")
    photo("A pier")
    person("Ana Whitlock", position="City reporter")
    page = desk.get("/admin/articles/photo/", {"q": "lind brid"}).content.decode()
    assert "The bridge" in page
    assert "A pier" not in page
    page = desk.get("/admin/articles/person/", {"q": "city"}).content.decode()
    assert "Ana Whitlock" in page
    page = desk.get("/admin/articles/person/", {"q": "country"}).content.decode()
    assert "Ana Whitlock" not in page


def test_stale_entries_neither_break_a_list_nor_show_in_it(desk: Client) -> None:
    story()
    Caption.objects.all().delete()
    Story.objects.all().delete()
    assert headlines(desk, "bridge") == labels(desk, "bridge") == []
    assert choices(desk, "correction", "story", "bridge") == []


# Choices by typing


def test_where_one_is_chosen_the_best_comes_first(desk: Client) -> None:
    old = timezone.now() - timedelta(days=2)
    story("Bridge opens", saved_at=old)
    story("Council meets", body=f"<p>Someone said bridge.</p><p>{'More words. ' * 50}</p>")
    photo()
    person()
    assert choices(desk, "correction", "story", "brid") == ["Bridge opens", "Council meets"]
    assert choices(desk, "caption", "photo", "brid") == ["The bridge at dawn"]
    assert choices(desk, "byline", "person", "brid") == ["Ana Bridge"]
    assert choices(desk, "byline", "person", "nobody") == []
    assert len(choices(desk, "correction", "story", "")) == 2
