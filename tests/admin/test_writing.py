"""What the writing screen asks the desk, by rights: bylines, people, photos, tags."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from articles.models import Person, Photo, SiteEdition, Story, Tag
from articles.publishing import actions, indexing
from articles.publishing.checks import NotReady
from tests import cast, make
from tests.forms import form_fields, save

pytestmark = pytest.mark.django_db
STORIES = "/admin/articles/story/"
BYLINES, PEOPLE, PHOTOS, TAGS = (
    f"{STORIES}{name}/" for name in ("bylines", "people", "photos", "tags")
)


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(cast.editor())
    return client


def change(story: Story) -> str:
    return f"{STORIES}{story.pk}/change/"


def rows_of(desk: Client, line: str, **more: Any) -> list[dict[str, Any]]:
    answer = desk.get(BYLINES, {"line": line, **more})
    assert answer.status_code == 200
    return answer.json()["names"]


def tags_of(story: Story) -> list[str]:
    return sorted(row.tag.name for row in story.story_tags.all())


# Rights


@pytest.mark.parametrize("address", [BYLINES, PEOPLE, PHOTOS, TAGS])
def test_only_who_writes_may_ask(client: Client, address: str) -> None:
    assert client.get(address).status_code == 302
    client.force_login(cast.outsider())
    assert client.get(address).status_code == 302
    client.force_login(cast.user("olga", "view_story", "add_person", "view_person"))
    assert client.get(address).status_code == 403
    assert client.post(PEOPLE, {"name": "Nina Roe"}).status_code == 403
    assert not Person.objects.exists()


def test_who_may_see_no_people_reads_a_line_all_the_same(client: Client) -> None:
    make.person("Ana Whitlock")
    client.force_login(cast.user("wim", "add_story"))
    (row,) = rows_of(client, "By Ana Whitlock")
    assert (row["name"], row["person"], row["like"]) == ("Ana Whitlock", None, [])
    assert client.get(PEOPLE, {"q": "Ana"}).status_code == 403
    assert client.get(PHOTOS).status_code == 403


def test_who_may_add_no_person_makes_none(client: Client) -> None:
    client.force_login(cast.user("wim", "add_story", "view_person"))
    assert client.post(PEOPLE, {"name": "Nina Roe"}).status_code == 403
    assert not Person.objects.exists()
    page = client.get(f"{STORIES}add/").content.decode()
    assert "data-may-add" not in page


def test_a_strangers_site_makes_no_person() -> None:
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(cast.editor())
    assert careful.post(PEOPLE, {"name": "Nina Roe"}).status_code == 403
    assert not Person.objects.exists()


# A line is read


def test_a_printed_line_becomes_rows_with_people_and_organisations(desk: Client) -> None:
    ana = make.person("Ana Whitlock", position="City reporter")
    policy = make.organization("Foreign Policy")
    first, second = rows_of(desk, "By Ana Whitlock and Robbie Gramer Foreign Policy")
    assert first["person"] == {"id": ana.pk, "name": "Ana Whitlock", "about": "City reporter"}
    assert first["organization"] == {"id": policy.pk, "name": "Foreign Policy"}
    assert (second["name"], second["affiliation"]) == ("Robbie Gramer", "Foreign Policy")
    assert (second["person"], second["unknown"], second["like"]) == (None, True, [])


@pytest.mark.parametrize(
    ("line", "role"),
    [
        ("Ana Whitlock", "by"),
        ("By Ana Whitlock", "by"),
        ("Photos by Ana Whitlock", "photos_by"),
        ("Ana Whitlock contributed to this report.", "contributor"),
        ("From staff reports", "package"),
        ("The Harbour Courier", "bare"),
    ],
)
def test_the_first_words_say_what_a_name_stands_for(desk: Client, line: str, role: str) -> None:
    make.organization("The Harbour Courier")
    (row,) = rows_of(desk, line)
    assert row["role"] == role


def test_a_bare_name_brings_its_organisation_and_a_printed_one_stays(desk: Client) -> None:
    make.person("Ana Whitlock", organization=make.organization("The Harbour Courier"))
    (row,) = rows_of(desk, "ana whitlock")
    assert (row["name"], row["affiliation"]) == ("ana whitlock", "The Harbour Courier")
    assert row["person"]["name"] == "Ana Whitlock"
    press = make.organization("Far Press")
    (row,) = rows_of(desk, "By Ana Whitlock, Far Press")
    assert (row["affiliation"], row["organization"]["id"]) == ("Far Press", press.pk)


def test_an_organisation_makes_no_person_and_is_linked(desk: Client) -> None:
    paper = make.organization("The Harbour Courier", short_name="Courier")
    (row,) = rows_of(desk, "The Harbour Courier")
    assert (row["person"], row["unknown"]) == (None, False)
    assert row["organization"]["id"] == paper.pk
    (row,) = rows_of(desk, "By Ana Whitlock, Managing editor, The Harbour Courier")
    assert row["organization"]["id"] == paper.pk


def test_among_namesakes_nobody_is_chosen_unless_somebody_was(desk: Client) -> None:
    make.person("Ana Whitlock", position="City reporter")
    other = Person.objects.create(name="Ana Whitlock", slug="ana-2", position="Columnist")
    (row,) = rows_of(desk, "By Ana Whitlock")
    assert row["person"] is None
    assert {person["about"] for person in row["like"]} == {"City reporter", "Columnist"}
    (row,) = rows_of(desk, "By Ana Whitlock", person=str(other.pk))
    assert row["person"]["about"] == "Columnist"


def test_a_guess_is_said_and_an_endless_line_is_not_read(desk: Client) -> None:
    answer = desk.get(BYLINES, {"line": "By Ana Whitlock Harbour Gazette Weekly"}).json()
    assert "no known organisation" in answer["notes"][0]
    answer = desk.get(BYLINES, {"line": "By " + "A" * 5000}).json()
    assert answer["names"] == []
    assert "more than any byline" in answer["notes"][0]


def test_a_line_takes_the_same_queries_however_many_names(
    desk: Client, django_assert_max_num_queries: Any
) -> None:
    for name in ("Ana Whitlock", "Ben Ode", "Cy Rao"):
        make.person(name, organization=make.organization(f"Press of {name}"))
    for line in ("By Ana Whitlock", "By Ana Whitlock, Ben Ode and Cy Rao Press of Cy Rao"):
        with django_assert_max_num_queries(6):
            rows_of(desk, line)


# People


def test_people_are_found_by_the_beginning_of_a_name_accents_or_none(desk: Client) -> None:
    make.person("Zoran Kovač", position="Harbour reporter")
    make.person("Ana Whitlock")
    for typed in ("kov", "Kovač", "zoran k", "ZOR"):
        (found,) = desk.get(PEOPLE, {"q": typed}).json()["people"]
        assert found["name"] == "Zoran Kovač", typed
        assert found["about"] == "Harbour reporter"
    for typed in ("ov", "", "%", "zz"):
        assert desk.get(PEOPLE, {"q": typed}).json()["people"] == [], typed


def test_a_new_person_is_made_in_place_as_the_form_would(desk: Client) -> None:
    paper = make.organization()
    edition = SiteEdition.objects.get().number
    answer = desk.post(PEOPLE, {"name": " Robbie\u200b Gramer ", "organization": paper.pk})
    assert answer.status_code == 201
    person = Person.objects.get()
    assert answer.json()["person"]["id"] == person.pk
    assert (person.name, person.slug, person.organization) == (
        "Robbie Gramer", "robbie-gramer", paper,
    )  # fmt: skip
    assert not person.on_staff
    assert SiteEdition.objects.get().number > edition
    assert LogEntry.objects.filter(object_id=str(person.pk)).exists()


def test_a_namesake_is_shown_before_another_is_made(desk: Client) -> None:
    make.person("Ana Whitlock", position="City reporter")
    for name in ("Ana Whitlock", "Ana Whitlok"):
        answer = desk.post(PEOPLE, {"name": name})
        assert answer.status_code == 409
        assert answer.json()["like"][0]["about"] == "City reporter"
    assert Person.objects.count() == 1
    assert desk.post(PEOPLE, {"name": "Ana Whitlock", "another": "1"}).status_code == 201
    assert set(Person.objects.values_list("slug", flat=True)) == {"ana-whitlock", "ana-whitlock-2"}


@pytest.mark.parametrize("name", ["", "  ", "A" * 121])
def test_what_is_no_name_is_refused_in_words(desk: Client, name: str) -> None:
    answer = desk.post(PEOPLE, {"name": name})
    assert answer.status_code == 400
    assert answer.json()["message"]
    assert not Person.objects.exists()


def test_a_name_without_latin_letters_gets_an_address_too(desk: Client) -> None:
    for name in ("ليلى حداد", "王小明"):
        assert desk.post(PEOPLE, {"name": name}).status_code == 201
    assert Person.objects.values("slug").distinct().count() == 2


# Photos


def test_the_library_shows_newest_first_and_what_an_editor_must_know(desk: Client) -> None:
    now = timezone.now()
    make.photo(library_caption="Old", for_sale=True)
    make.photo(library_caption="Bare", alt_text="", credit_as_printed="", data=b"")
    make.photo(library_caption="Ended", usable_until=now - timedelta(days=1))
    make.photo(library_caption="Later", usable_from=now + timedelta(days=1))
    page = desk.get(PHOTOS).content.decode()
    assert page.index("Later") < page.index("Ended") < page.index("Bare") < page.index("Old")
    for words in ("no alt text", "no credit", "no picture yet", "not usable since",
                  "not usable before"):  # fmt: skip
        assert page.count(words) == 1, words
    assert page.count("not for sale") == 3
    indexing.index(Photo, Photo.objects.values_list("pk", flat=True))
    narrowed = desk.get(PHOTOS, {"q": "bare"}).content.decode()
    assert narrowed.count('role="option"') == 1


def test_a_photos_words_do_not_break_out_of_the_list(desk: Client) -> None:
    make.photo(library_caption='"><script>alert(1)</script>')
    assert "<script>" not in desk.get(PHOTOS).content.decode()


def test_the_library_takes_the_same_queries_however_large(
    desk: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(30):
        make.photo(data=b"", organization=make.organization(f"Press {number}"))
    for query in ({}, {"page": "1"}, {"q": "press"}, {"page": "x"}):
        with django_assert_max_num_queries(5):
            assert desk.get(PHOTOS, query).status_code == 200


# Tags


def test_tags_are_completed_by_the_beginning_of_a_word_and_by_likeness(desk: Client) -> None:
    Tag.objects.create(name="Port Ellery", slug="port-ellery", kind=Tag.Kind.PLACE)
    Tag.objects.create(name="Chechens", slug="chechens")
    answer = desk.get(TAGS, {"q": "elle"}).json()
    assert answer["tags"] == [{"name": "Port Ellery", "about": "place"}]
    assert not answer["same"]
    answer = desk.get(TAGS, {"q": "Chechen"}).json()
    assert (answer["tags"][0]["name"], answer["same"], answer["close"]) == ("Chechens", False, 1)
    answer = desk.get(TAGS, {"q": "port-ellery"}).json()
    assert (answer["tags"][0]["name"], answer["same"]) == ("Port Ellery", True)
    for nothing in ("", "?", "zz"):
        assert desk.get(TAGS, {"q": nothing}).json()["tags"] == [], nothing


def test_a_tag_is_taken_as_it_is_spelt_and_a_blank_parts_no_tag(desk: Client) -> None:
    Tag.objects.create(name="Port Ellery", slug="port-ellery")
    story = make.story()
    save(desk, change(story), "story_form", tags="port-ellery, Town budget, PORT ELLERY")
    assert tags_of(story) == ["Port Ellery", "Town budget"]
    save(desk, change(story), "story_form", tags="Town budget")
    assert tags_of(story) == ["Town budget"]


@pytest.mark.parametrize(
    ("decided", "kept"),
    [
        ('["chechen", "Chechens"]', ["Chechens", "Ferries"]),
        ('["chechen", "chechen"]', ["Ferries", "chechen"]),
    ],
)
def test_a_tag_nearly_there_is_asked_about_and_nothing_is_lost(
    desk: Client, decided: str, kept: list[str]
) -> None:
    Tag.objects.create(name="Chechens", slug="chechens")
    story = make.story()
    typed = {"tags": "chechen, Ferries", "deck": "Typed"}
    page = save(desk, change(story), "story_form", **typed).content.decode()
    assert "“chechen” is new and close to “Chechens”." in page
    fields = form_fields(page, "story_form")
    assert (fields["tags"], fields["deck"]) == ("chechen, Ferries", "Typed")
    assert tags_of(story) == []
    assert f'value="{escape(decided)}"' in page
    desk.post(change(story), fields | {"tags-meant": decided})
    assert tags_of(story) == kept


@pytest.mark.parametrize("decided", ["nonsense", "[]", "[1, 2]", '["chechen", ""]', "{}"])
def test_a_made_up_decision_does_no_harm(desk: Client, decided: str) -> None:
    Tag.objects.create(name="Chechens", slug="chechens")
    story = make.story()
    answer = save(desk, change(story), "story_form", tags="chechen", **{"tags-meant": decided})
    assert answer.status_code == 200
    assert tags_of(story) in ([], ["chechen"])


def test_two_new_tags_nearly_alike_are_asked_about_too(desk: Client) -> None:
    page = save(desk, change(make.story()), "story_form", tags="Ferry, Ferries").content.decode()
    assert "“Ferries” is new and close to “Ferry”." in page


def test_a_tag_too_long_is_refused_in_words(desk: Client) -> None:
    page = save(desk, change(make.story()), "story_form", tags="x" * 101).content.decode()
    assert "A tag has at most 100 characters" in page


def test_tags_with_commas_survive_opening_and_saving(desk: Client) -> None:
    story = make.story()
    save(desk, change(story), "story_form", tags='"Sargodha, Pakistan", Town budget')
    save(desk, change(story), "story_form", deck="New")
    assert tags_of(story) == ["Sargodha, Pakistan", "Town budget"]


# Related stories, and what a choice shows


def chosen_by(desk: Client, model: str, field: str, **query: str) -> list[dict[str, str]]:
    names = {"app_label": "articles", "model_name": model, "field_name": field}
    return desk.get("/admin/autocomplete/", names | query).json()["results"]


def test_a_related_story_shows_day_and_state_and_never_is_the_story_itself(desk: Client) -> None:
    story, other = make.story("Bridge opens"), make.story("Bridge closes")
    actions.publish(other, by=cast.editor("second"))
    assert f"autocomplete/?itself={story.pk}" in desk.get(change(story)).content.decode()
    indexing.index(Story, [story.pk, other.pk])
    (found,) = chosen_by(desk, "story", "related", term="bridge", itself=str(story.pk))
    assert (found["text"], found["badge"]) == ("Bridge closes", "live")
    assert found["note"].startswith("News · ")
    page = save(desk, change(story), "story_form", related=str(story.pk)).content.decode()
    assert "A story is not related to itself" in page
    assert not story.related.exists()


def test_photos_and_people_are_told_apart(desk: Client) -> None:
    photo = make.photo(library_caption="A bridge")
    indexing.index(Photo, Photo.objects.values_list("pk", flat=True))
    (found,) = chosen_by(desk, "caption", "photo", term="bridge")
    assert found["note"] == photo.credit_as_printed
    assert f"/photo/{photo.pk}/picture/" in found["picture"]
    make.person("Ana Whitlock", position="Columnist", organization=make.organization("Far Press"))
    indexing.index(Person, Person.objects.values_list("pk", flat=True))
    (found,) = chosen_by(desk, "byline", "person", term="ana")
    assert found["note"] == "Columnist, Far Press"


# A photo of an agency is never for sale


@pytest.fixture
def wire() -> Any:
    return make.organization("Far Press", kind="wire", short_name="FP")


@pytest.mark.parametrize(
    "credit", ["Jo Doe / Far Press", "Jo Doe/FP", "Jo Doe / Courier / Far Press", "Jo Doe / AP"]
)
def test_an_agencys_photo_cannot_be_put_up_for_sale(desk: Client, wire: Any, credit: str) -> None:
    make.organization("Courier", kind="own")
    photo = make.photo(credit_as_printed=credit)
    address = f"/admin/articles/photo/{photo.pk}/change/"
    page = save(desk, address, "photo_form", for_sale="on", place="Typed").content.decode()
    assert "a wire agency: it is never for sale" in page
    assert 'value="Typed"' in page
    photo.refresh_from_db()
    assert not photo.for_sale


def test_our_own_photo_may_be_sold(desk: Client, wire: Any) -> None:
    make.organization("Boston Globe", kind="own")
    for credit in ("Jo Doe / The Boston Globe", "Jo Doe", ""):
        photo = make.photo(credit_as_printed=credit)
        save(desk, f"/admin/articles/photo/{photo.pk}/change/", "photo_form", for_sale="on")
        photo.refresh_from_db()
        assert photo.for_sale, credit


def test_an_organisation_with_photos_for_sale_becomes_no_agency(desk: Client) -> None:
    paper = make.organization("The Harbour Courier", kind="own")
    make.photo(organization=paper, for_sale=True)
    address = f"/admin/articles/organization/{paper.pk}/change/"
    page = save(desk, address, "organization_form", kind="wire").content.decode()
    assert "1 photo of it is marked for sale" in page
    paper.refresh_from_db()
    assert paper.kind == "own"


@pytest.mark.parametrize("where", ["photo", "story"])
def test_a_story_that_would_sell_what_an_agency_is_credited_with_does_not_go_out(
    wire: Any, where: str
) -> None:
    by: User = cast.editor()
    credit = "Jo Doe / Far Press"
    own = {"credit_as_printed": credit} if where == "photo" else {}
    story = make.story()
    photo = make.photo(for_sale=True, **own)
    make.caption(story, photo, credit_override="" if own else credit)
    with pytest.raises(NotReady, match="Photo 1 comes from Far Press, a wire agency"):
        actions.publish(story, by=by)
    Photo.objects.update(for_sale=False)
    actions.publish(story, by=by)


def test_no_version_sells_the_photo_of_an_agency(wire: Any) -> None:
    story = make.story()
    make.caption(story, make.photo(for_sale=True, organization=wire))
    version = actions.publish(story, by=cast.editor())
    assert not version.story_content().photos[0].photo.for_sale


# The photo's own page


def test_a_photos_page_says_how_its_credit_was_read_and_where_it_is_used(desk: Client) -> None:
    photo = make.photo(credit_as_printed="Jo Doe / Unheard Of Pictures")
    story = make.story("Gulls return")
    make.caption(story, photo)
    page = desk.get(f"/admin/articles/photo/{photo.pk}/change/").content.decode()
    assert "photographer <b>Jo Doe</b>, organisation <b>Unheard Of Pictures</b>" in page
    assert "is no known organisation" in page
    assert f'<a href="{change(story)}">Gulls return</a> <small>draft</small>' in page
    assert (
        "No story yet."
        in desk.get(f"/admin/articles/photo/{make.photo().pk}/change/").content.decode()
    )


# Lengths


def test_what_was_planned_is_kept(desk: Client) -> None:
    story = make.story()
    save(desk, change(story), "story_form", planned_words="600")
    story.refresh_from_db()
    assert story.planned_words == 600
