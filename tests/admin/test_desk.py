"""The desk's pages: what waits, how lists are narrowed, what the story form asks and shows."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from articles.models import Photo, Revision, Story
from articles.publishing import actions
from tests import cast, make
from tests.forms import form_fields, save

pytestmark = pytest.mark.django_db
STORIES = "/admin/articles/story/"


def change(story: Story) -> str:
    return f"{STORIES}{story.pk}/change/"


@pytest.fixture
def editor() -> User:
    return cast.editor()


@pytest.fixture
def desk(client: Client, editor: User) -> Client:
    client.force_login(editor)
    return client


def text_of(desk: Client, address: str) -> str:
    answer = desk.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def waiting(page: str, name: str) -> str:
    """The words of one list on the desk's front page."""
    start = page.index(f'data-list="{name}"')
    return page[start : page.index("</section>", start)]


def saved(story: Story, by: User) -> Story:
    whole = Story.objects.for_content().get(pk=story.pk)
    Revision.objects.keep(whole, kind=Revision.Kind.SAVE, by=by, at=timezone.now())
    return story


def a_full_story() -> Story:
    story = make.story("With everything", source_organization=make.organization("Far Press"))
    for number in range(10):
        make.caption(story, make.photo(), position=number)
    for name in ("Ana Whitlock", "Ben Ode", "Cy Rao"):
        person = make.person(name)
        make.byline(story, name, person=person, organization=make.organization())
    story.related.add(make.story("Another"))
    return story


# The front of the desk


def test_the_front_of_the_desk_says_what_waits(desk: Client, editor: User) -> None:
    other = cast.editor("second")
    make.story("To read", state="in_review")
    make.story("To send", state="ready")
    make.story("Kept back", state="held")
    tomorrow = make.story("For tomorrow")
    actions.publish(tomorrow, by=other, at=timezone.now() + timedelta(days=1))
    changed = make.story("Out, and changed")
    actions.publish(changed, by=other)
    changed.deck = "New"
    changed.save()
    saved(changed, editor)
    quiet = make.story("Out, as saved")
    actions.publish(quiet, by=other)
    make.photo(alt_text="", library_caption="Without words")
    make.photo(library_caption="Described")
    page = text_of(desk, "/admin/")
    for name, headline in {
        "in_review": "To read", "ready": "To send", "held": "Kept back",
        "scheduled": "For tomorrow", "changed": "Out, and changed", "mine": "Out, and changed",
        "photos": "Without words",
    }.items():  # fmt: skip
        assert headline in waiting(page, name), name
        assert waiting(page, name).count("<li>") == 1, name
    assert "Write a story" in page


def test_a_short_list_stays_short_and_leads_to_the_whole(desk: Client) -> None:
    for number in range(7):
        make.story(f"Ready {number}", state="ready")
    ready = waiting(text_of(desk, "/admin/"), "ready")
    assert ready.count("<li>") == 5
    assert f'href="{STORIES}?status=ready"' in ready
    assert text_of(desk, f"{STORIES}?status=ready").count('class="headline"') == 7


@pytest.mark.parametrize("count", [1, 12])
def test_the_front_of_the_desk_takes_the_same_queries_however_much_waits(
    desk: Client, django_assert_max_num_queries: Any, count: int
) -> None:
    for number in range(count):
        make.story(f"Ready {number}", state="ready", section=make.section(f"Section {number}"))
    with django_assert_max_num_queries(16):
        desk.get("/admin/")


def test_the_navigation_names_what_a_person_may_use(client: Client) -> None:
    client.force_login(cast.reporter())
    page = text_of(client, "/admin/")
    navigation = page[page.index('id="desk-navigation"') :].partition("</nav>")[0]
    assert ">Stories<" in navigation
    assert ">Photos<" in navigation
    for word in ("Corrections", "Settings", "Users", "Taggit", "Authentication"):
        assert word not in navigation


def test_a_person_without_business_in_stories_sees_no_list(client: Client) -> None:
    client.force_login(cast.user("olga", "view_section"))
    page = text_of(client, "/admin/")
    assert "data-list" not in page
    assert "Write a story" not in page


# Lists


def test_a_list_is_named_for_what_it_holds(desk: Client) -> None:
    for address, title in {STORIES: "Stories", "/admin/articles/photo/": "Photos"}.items():
        page = text_of(desk, address)
        assert re.search(rf"<h1[^>]*>\s*{title}\s*</h1>", page), address
        assert f"Select {title[:4].lower()}" not in page


def test_chips_narrow_the_list(desk: Client, editor: User) -> None:
    by = cast.editor("second")
    sports = make.section("Sports")
    tennis = make.section("Tennis", parent=sports)
    saved(make.story("A draft", section=tennis), editor)
    live = make.story("Live one", kind="column")
    actions.publish(live, by=by)
    later = make.story("Later one")
    actions.publish(later, by=by, at=timezone.now() + timedelta(days=1))
    for query, headline in {
        "status=draft": "A draft", "status=live": "Live one", "status=scheduled": "Later one",
        f"section={sports.pk}": "A draft", "kind__exact=column": "Live one",
        "whose=mine": "A draft", "q=later": "Later one",
    }.items():  # fmt: skip
        page = text_of(desk, f"{STORIES}?{query}")
        assert headline in page, query
        assert page.count('class="headline"') == 1, query
    for query in ("status=nonsense", "section=x", "whose=x"):
        assert text_of(desk, f"{STORIES}?{query}").count('class="headline"') == 3, query


def test_photos_lacking_words_are_found_and_marked(desk: Client) -> None:
    make.photo(library_caption="Whole")
    make.photo(library_caption="Bare", alt_text="", credit_as_printed="")
    make.photo(library_caption="Frame", alt_text="", decorative=True)
    page = text_of(desk, "/admin/articles/photo/?lacks=words")
    assert "Bare" in page
    assert "no credit" in page
    assert "Whole" not in page
    assert "Frame" not in page
    make.photo(library_caption="Taken back", withdrawn=True, data=b"")
    assert "Whole" not in text_of(desk, "/admin/articles/photo/?use=withdrawn")
    assert "Taken back" not in text_of(desk, "/admin/articles/photo/?use=now")
    assert "Taken back" in text_of(desk, "/admin/articles/photo/?lacks=picture")


@pytest.mark.parametrize("count", [1, 20])
def test_lists_take_the_same_queries_however_long(
    desk: Client, django_assert_max_num_queries: Any, count: int
) -> None:
    for number in range(count):
        story = make.story(f"Story {number}", section=make.section(f"S{number}"))
        make.byline(story)
        make.caption(story, make.photo(organization=make.organization(f"Press {number}")))
    for address in (STORIES, "/admin/articles/photo/"):
        with django_assert_max_num_queries(12):
            desk.get(address)


# The story form


def test_the_story_form_takes_few_queries_whatever_the_story_holds(
    desk: Client, django_assert_max_num_queries: Any
) -> None:
    for story in (make.story("Empty"), a_full_story()):
        with django_assert_max_num_queries(25):
            assert desk.get(change(story)).status_code == 200


def test_a_choice_is_there_without_script_and_survives_a_save(desk: Client) -> None:
    story = a_full_story()
    fields = form_fields(text_of(desk, change(story)), "story_form")
    first = story.bylines.order_by("position", "uid").first()
    assert fields["bylines-0-person"] == str(first.person_id)
    assert fields["captions-9-photo"]
    save(desk, change(story), "story_form", deck="New", _continue="1")
    assert story.bylines.exclude(person=None).count() == 3
    assert story.captions.count() == 10


def test_a_verbs_questions_stand_by_it_and_only_where_it_may_be_used(desk: Client) -> None:
    story = make.story()
    page = text_of(desk, change(story))
    assert 'name="go_live_at"' in page
    for name in ("change", "what_was_wrong", "change_note", "waiting", "reader_words", "new_time"):
        assert f'name="{name}"' not in page, name
    actions.publish(story, by=cast.editor("second"))
    page = text_of(desk, change(story))
    for name in (
        "go_live_at", "change", "what_was_wrong", "what_is_right", "cause", "where_printed",
        "change_note", "reader_words", "retraction_words",
    ):  # fmt: skip
        assert f'name="{name}"' in page, name
    for name in ("waiting", "new_time", "why_reinstated"):
        assert f'name="{name}"' not in page, name
    actions.withdraw(story, by=None, words="Wrong.")
    page = text_of(desk, change(story))
    assert 'name="why_reinstated"' in page
    assert 'name="go_live_at"' not in page


def test_a_reporter_is_asked_nothing_for_verbs_of_others(client: Client) -> None:
    writer = cast.reporter()
    client.force_login(writer)
    page = text_of(client, change(make.story(begun_by=writer)))
    assert 'id="id_go_live_at"' not in page
    assert 'value="submit" class="first"' in page


def test_a_wrong_time_opens_its_panel(desk: Client) -> None:
    story = make.story()
    typed = {"go_live_at": "2026-03-08T02:30", "_verb": "publish"}
    page = save(desk, change(story), "story_form", **typed).content.decode()
    assert '<details class="verb first" name="verb" open>' in page


def test_an_embargo_is_seen_where_there_is_one(desk: Client) -> None:
    def publishing(page: str) -> str:
        return page[page.index(">Publishing<") :].partition("</fieldset>")[0]

    story = make.story()
    assert "embargo_until" not in publishing(text_of(desk, change(story)))
    Story.objects.filter(pk=story.pk).update(embargo_until=timezone.now() + timedelta(days=1))
    assert "embargo_until" in publishing(text_of(desk, change(story)))


def test_without_script_a_row_is_asked_for_by_a_link_and_counted(desk: Client) -> None:
    story = make.story()
    make.byline(story, "Ana Whitlock")
    assert "?more=byline" in text_of(desk, change(story))
    typed = {"bylines-0-position": "5", "bylines-1-name_as_printed": "Ben Ode"}
    answer = save(desk, f"{change(story)}?more=byline", "story_form", **typed, _continue="1")
    assert "errornote" not in answer.content.decode()
    assert [str(byline) for byline in story.bylines.all()] == ["Ben Ode", "Ana Whitlock"]


def test_a_photo_says_what_it_would_print_and_what_it_lacks(desk: Client) -> None:
    story = make.story()
    make.caption(story, make.photo(credit_as_printed="Mara Lind / The Paper", alt_text=""))
    page = text_of(desk, change(story))
    assert 'placeholder="Mara Lind / The Paper"' in page
    assert "no alt text" in page
    assert "no credit" not in page
    story.captions.update(alt_override="A bridge")
    assert "no alt text" not in text_of(desk, change(story))


def test_an_item_shows_its_length(desk: Client) -> None:
    story = make.story()
    make.item(story, text="Four words of text.")
    assert "4 words" in text_of(desk, change(story))


def test_a_picture_may_be_kept_by_its_browser_alone(desk: Client) -> None:
    make.photo()
    photo = Photo.objects.get()
    answer = desk.get(f"/admin/articles/photo/{photo.pk}/picture/")
    assert answer["Cache-Control"].startswith("private")
