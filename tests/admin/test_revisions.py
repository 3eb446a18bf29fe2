"""History, comparison and the way back, over HTTP."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from articles.models import Publication, Revision, Story
from articles.publishing import actions
from tests import cast, make
from tests.forms import form_fields, save

pytestmark = pytest.mark.django_db
Kind = Revision.Kind


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(cast.editor())
    return client


def at(story: Story, page: str, **asked: Any) -> str:
    query = "&".join(f"{name.strip('_')}={value}" for name, value in asked.items())
    return f"/admin/articles/story/{story.pk}/{page}/?{query}"


def read(client: Client, *args: Any, **asked: Any) -> str:
    """The page's words, without tags; marks as [-was-] and [+is+]."""
    page = client.get(at(*args, **asked))
    assert page.status_code == 200
    text = page.content.decode().split("<main", 1)[1]
    text = re.sub(r"<del>(.*?)</del>", r"[-\1-]", text, flags=re.DOTALL)
    text = re.sub(r"<ins>(.*?)</ins>", r"[+\1+]", text, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def keep(story: Story, by: Any = None, kind: str = Kind.SAVE, **changes: Any) -> Revision:
    if changes:
        Story.objects.filter(pk=story.pk).update(**changes)
    fresh = Story.objects.for_content().get(pk=story.pk)
    return Revision.objects.keep(fresh, kind=kind, by=by, at=timezone.now())


def autosave(story: Story, by: Any, headline: str) -> Revision:
    newest = story.revisions.order_by("-number").first()
    content = story.content().to_json().replace(story.headline, headline)
    return Revision.objects.create(
        story=story, number=newest.number + 1 if newest else 1, kind=Kind.AUTOSAVE,
        content=content, digest="", by=by, at=timezone.now(),
    )  # fmt: skip


# History


def test_the_history_is_one_timeline_newest_first(desk: Client) -> None:
    story = make.story()
    save(desk, at(story, "change"), "story_form", deck="A deck", _continue="1")
    save(desk, at(story, "change"), "story_form", headline="Bridge shut", _verb="publish")
    save(desk, at(story, "change"), "story_form", notes="Call the mayor", _continue="1")
    save(desk, at(story, "change"), "story_form", _verb="withdraw", reader_words="Wrong town.")
    text = read(desk, story, "history")
    told = ["Withdrawn: Wrong town.", "Changed: Notes to the desk.", "Published as version 1."]
    places = [text.index(words) for words in told]
    assert places == sorted(places)
    assert text.count("Published as version 1.") == 1
    assert "3 Saved edith Headline What changed" in text
    assert re.search(r"First version Readers saw it from \S+ \S+ E[SD]T until \S+ \S+ E[SD]T", text)
    assert re.search(r"\d\d:\d\d E[SD]T", text)


def test_a_scheduled_and_a_cancelled_version_say_so(desk: Client) -> None:
    story, edith = make.story(), cast.editor("second")
    actions.publish(story, by=edith, at=timezone.now() + timedelta(days=1))
    assert "Goes live on" in read(desk, story, "history")
    actions.unschedule(story, by=edith)
    assert "Cancelled; no reader saw it" in read(desk, story, "history")


def test_an_import_has_no_person(desk: Client) -> None:
    story = make.story()
    keep(story, kind=Kind.WIRE)
    assert "1 Came in An import" in read(desk, story, "history")


def test_ones_own_autosaves_are_folded_and_those_of_others_are_not_shown(client: Client) -> None:
    rosa, ben = cast.reporter(), cast.reporter("ben")
    story = make.story(begun_by=rosa)
    keep(story, rosa)
    for by, count in ((ben, 1), (rosa, 3)):
        for number in range(count):
            autosave(story, by, f"Draft {by} {number}")
    client.force_login(rosa)
    text = read(client, story, "history")
    assert "Kept while writing, rosa: 3 times" in text
    assert "ben" not in text
    page = client.get(at(story, "history")).content.decode()
    assert page.count("<summary><span") == 1
    assert '<input type="radio" name="to" value="1" checked' in page
    assert "[+Draft rosa 2+]" in read(client, story, "compare", to=5)
    assert client.get(at(story, "compare", to=2)).status_code == 404
    assert restore(client, story, 2).status_code == 404
    assert "that is now revision 6" in restore(client, story, 4).content.decode()
    assert Story.objects.get().headline == "Draft rosa 1"


def test_what_was_typed_and_never_saved_is_taken_up_or_restored(client: Client) -> None:
    rosa = cast.reporter()
    story = make.story(begun_by=rosa)
    keep(story, rosa)
    client.force_login(rosa)
    page = client.get(at(story, "change")).content.decode()
    typed = form_fields(page, "story_form") | {"headline": "Bridge fell"}
    assert client.post(f"/admin/articles/story/{story.pk}/autosave/", typed).status_code == 200
    number = story.revisions.get(kind=Kind.AUTOSAVE).number
    assert f"change/?autosave={number}" in client.get(at(story, "history")).content.decode()
    offered = client.get(at(story, "change")).content.decode()
    compared = re.search(r'href="([^"]+/compare/[^"]+)"', offered)
    assert compared
    assert "<ins>fell</ins>" in client.get(compared[1].replace("&amp;", "&")).content.decode()
    restore(client, story, number)
    assert Story.objects.get(pk=story.pk).headline == "Bridge fell"
    assert "never saved" not in client.get(at(story, "change")).content.decode()


def test_a_long_history_comes_in_pages_and_nothing_is_left_out(desk: Client) -> None:
    story, edith = make.story(), cast.editor("second")
    start = timezone.now() - timedelta(days=80)
    for number in range(1, 131):
        # Three in every moment.
        with time_machine.travel(start + timedelta(hours=number // 3), tick=False):
            keep(story, edith, headline=f"Headline {number}")
    address, numbers = at(story, "history"), []
    while address:
        page = desk.get(address).content.decode()
        numbers += [int(value) for value in re.findall(r'name="to" value="(\d+)"', page)]
        older = re.search(r'href="(\?before=[^"]+)" rel="next"', page)
        address = at(story, "history").replace("?", older[1]) if older else ""
    assert numbers == list(range(130, 0, -1))


def test_a_moment_nobody_understands_is_the_present(desk: Client) -> None:
    story = make.story()
    keep(story)
    for before in ("yesterday", "2026-13-45T99:00", "2026-01-01", "%00"):
        assert "1 Saved" in read(desk, story, "history", before=before)


def test_a_story_without_a_history_says_so(desk: Client) -> None:
    assert "Nothing has been saved" in read(desk, make.story(), "history")


# Comparison


def test_two_revisions_stand_side_by_side_with_the_words_marked(desk: Client) -> None:
    story = make.story(deck="A deck.")
    keep(story)
    keep(story, headline="Bridge opens on Friday", body="<p>The bridge opens <em>again</em>.</p>")
    text = read(desk, story, "compare", from_=1, to=2)
    assert "Revision 1 Saved" in text
    assert "Headline Bridge opens on [-Monday-] Bridge opens on [+Friday+]" in text
    assert "[-Cars may use one lane.-]" in text
    assert "A deck." not in text
    # The older one stands left, however it was asked for.
    assert read(desk, story, "compare", from_=2, to=1) == text
    # Asked for one, or for nothing: against the one before.
    assert read(desk, story, "compare", to=2) == text
    assert read(desk, story, "compare") == text


def test_bylines_photos_items_tags_and_links_are_compared_with_their_names(desk: Client) -> None:
    story = make.story(section=make.section("News"))
    line = make.byline(story, person=make.person("Ana Whitlock"))
    pier = make.photo(data=make.jpeg(color="navy"), library_caption="Pier")
    use = make.caption(story, pier)
    keep(story)
    line.delete()
    make.byline(story, "Robbie Gramer", "Foreign Policy")
    ferry = make.photo(credit_as_printed="AP")
    use.photo, use.text = ferry, "The bridge on Saturday."
    use.save()
    make.item(story, "Ferry late")
    story.tags.add("Bridges")
    story.related.add(make.story("An older bridge"))
    story.section = make.section("Region")
    story.save()
    keep(story)
    page = desk.get(at(story, "compare", to=2)).content.decode()
    for photo in (pier, ferry):
        assert f"/admin/articles/photo/{photo.pk}/picture/" in page
    text = read(desk, story, "compare", to=2)
    for words in (
        "gone Ana Whitlock", "Person [-Ana Whitlock-]", "new Robbie Gramer, Foreign Policy",
        "The bridge on [-Friday.-] The bridge on [+Saturday.+]", "new Ferry late",
        "Tags [+Bridges+]", "Related stories [+An older bridge+]",
        "Section [-News-] [+Region+]",
    ):  # fmt: skip
        assert words in text, words


def test_unchanged_paragraphs_are_folded_to_a_few(desk: Client) -> None:
    body = "".join(f"<p>Paragraph {number}.</p>" for number in range(12))
    story = make.story(body=body)
    keep(story)
    keep(story, body=body.replace("Paragraph 6.", "Here it is."))
    page = desk.get(at(story, "compare", to=2)).content.decode()
    assert [int(n) for n in re.findall(r"<summary>(\d+) unchanged", page)] == [5, 4]


def test_a_revision_stands_beside_what_readers_see(desk: Client) -> None:
    story, edith = make.story(), cast.editor("second")
    actions.publish(story, by=edith)
    keep(story, headline="Bridge opens on Friday")
    text = read(desk, story, "compare", from_="live", to=2)
    assert "Version 1 Readers see it since" in text
    assert "Bridge opens on [-Monday-] Bridge opens on [+Friday+]" in text
    page = desk.get(at(story, "history")).content.decode()
    assert "compare/?from=live&amp;to=2" in page


def test_what_readers_saw_is_compared_too(desk: Client) -> None:
    story, edith = make.story(), cast.editor("second")
    for headline in ("One", "Two", "Three"):
        Story.objects.update(headline=headline)
        story.refresh_from_db()
        actions.publish(story, by=edith)
    text = read(desk, story, "compare", from_="v1", to="v3")
    assert "[-One-] [+Three+]" in text
    assert "[-Two-] [+Three+]" in read(desk, story, "compare", to="v3")


def test_one_steps_from_change_to_change_past_the_autosaves(desk: Client) -> None:
    story, rosa = make.story(), cast.reporter()
    for headline in ("One", "Two", "Three", "Four"):
        keep(story, headline=headline)
        story.refresh_from_db()
        autosave(story, rosa, "Draft")
    page = desk.get(at(story, "compare", from_=3, to=5)).content.decode()
    assert '<a rel="prev" href="?from=1&amp;to=3">' in page
    assert '<a rel="next" href="?from=5&amp;to=7">' in page
    page = desk.get(at(story, "compare", from_=1, to=7)).content.decode()
    assert "rel=" not in page.split("<main")[1]


def test_equal_states_say_that_nothing_differs(desk: Client) -> None:
    story, edith = make.story(), cast.editor("second")
    actions.publish(story, by=edith)
    text = read(desk, story, "compare", from_="live", to=1)
    assert "Nothing differs between the two." in text


def test_an_erased_text_is_told_in_a_sentence(desk: Client) -> None:
    story, edith = make.story(), cast.editor("second")
    actions.publish(story, by=edith)
    keep(story, headline="Bridge opens on Friday")
    Publication.objects.update(content="")
    Revision.objects.filter(number=1).update(content="")
    text = read(desk, story, "compare", from_="live", to=2)
    assert "Version 1 can no longer be read: its text has been erased." in text
    assert "Revision 1 can no longer" in read(desk, story, "compare", from_=1, to=2)
    assert "1 Saved" in read(desk, story, "history")


@pytest.mark.parametrize(
    "asked",
    [{"to": 9}, {"to": "v1"}, {"to": "live"}, {"to": "x"}, {"to": "1"}, {"to": "9" * 40},
     {"from_": "-1"}, {"to": "v"}, {"to": "²"}],
    ids=str,
)  # fmt: skip
def test_what_is_not_there_is_not_found(desk: Client, asked: Any) -> None:
    story = make.story()
    keep(story)
    keep(make.story("Another"), headline="Another")
    assert desk.get(at(story, "compare", **asked)).status_code == 404


def test_words_of_a_story_do_nothing_in_these_pages(desk: Client) -> None:
    story = make.story()
    keep(story)
    evil = "<script>alert(1)</script>"
    make.caption(story, make.photo(), text=evil)
    make.byline(story, evil)
    keep(story, headline=evil, deck=evil, body="<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>")
    for page in (at(story, "compare", to=2), at(story, "history")):
        assert evil not in desk.get(page).content.decode()
    assert escape(evil) in desk.get(at(story, "compare", to=2)).content.decode()


# Restoring


def restore(client: Client, story: Story, number: int) -> Any:
    return client.post(f"/admin/articles/story/{story.pk}/restore/{number}/", follow=True)


def test_a_revision_is_restored_by_a_button(desk: Client) -> None:
    story = make.story()
    keep(story)
    keep(story, headline="Bridge shut")
    address = f"/admin/articles/story/{story.pk}/restore/1/"
    for page in (at(story, "history"), at(story, "compare", to=2)):
        text = desk.get(page).content.decode()
        assert f'formaction="{address}"' in text
        assert "restore/2/" not in text
    answer = restore(desk, story, 1).content.decode()
    assert "stands as in revision 1 again; that is now revision 3" in answer
    assert "Bridge opens on Monday" in answer
    text = read(desk, story, "history")
    assert "3 Restored revision 1. edith Headline" in text


def test_what_cannot_be_restored_says_why(desk: Client) -> None:
    story = make.story()
    keep(story)
    keep(story, headline="Bridge shut")
    assert "stands as in revision 2 already" in restore(desk, story, 2).content.decode()
    Revision.objects.filter(number=1).update(content="")
    assert "can no longer be read" in restore(desk, story, 1).content.decode()
    assert restore(desk, story, 9).status_code == 404
    assert desk.get(f"/admin/articles/story/{story.pk}/restore/1/").status_code == 405
    assert Story.objects.get().headline == "Bridge shut"


def test_restoring_needs_the_forms_token(desk: Client) -> None:
    story = make.story()
    keep(story)
    keep(story, headline="Bridge shut")
    careful = Client(enforce_csrf_checks=True)
    careful.cookies = desk.cookies
    assert restore(careful, story, 1).status_code == 403
    assert Story.objects.get().headline == "Bridge shut"


# Rights


def test_a_stranger_gets_the_login_page(client: Client) -> None:
    story = make.story()
    keep(story)
    for page in (at(story, "history"), at(story, "compare")):
        assert "/admin/login/" in client.get(page)["Location"]
    client.force_login(cast.outsider())
    assert "/admin/login/" in client.get(at(story, "history"))["Location"]
    assert (
        "/admin/login/" in client.post(f"/admin/articles/story/{story.pk}/restore/1/")["Location"]
    )


def test_without_the_right_to_view_stories_nothing_is_shown(client: Client) -> None:
    story = make.story()
    keep(story)
    keep(story, headline="Secret")
    client.force_login(cast.user("photographer", "view_photo"))
    for page in (at(story, "history"), at(story, "compare", to=2)):
        answer = client.get(page)
        assert answer.status_code == 403
        assert "Secret" not in answer.content.decode()
    assert restore(client, story, 1).status_code == 403


def test_who_may_only_look_is_offered_no_restoring(client: Client) -> None:
    story = make.story()
    keep(story)
    keep(story, headline="Bridge shut")
    client.force_login(cast.user("reader", "view_story"))
    for page in (at(story, "history"), at(story, "compare", to=2)):
        answer = client.get(page)
        assert answer.status_code == 200
        assert "/restore/" not in answer.content.decode()
    assert restore(client, story, 1).status_code == 403
    assert Story.objects.get().headline == "Bridge shut"


def test_a_story_that_is_not_there_has_no_history(desk: Client) -> None:
    for page in ("history", "compare"):
        assert desk.get(f"/admin/articles/story/987654/{page}/").status_code == 404


# Queries


def test_both_pages_stay_under_thirty_queries(
    desk: Client, django_assert_max_num_queries: Any
) -> None:
    story, people = make.story(), [cast.reporter(f"rosa{n}") for n in range(6)]
    for number in range(60):
        keep(story, people[number % 6], headline=f"Headline {number}")
        story.refresh_from_db()
        autosave(story, people[number % 6], "Draft")
    for number in range(8):
        make.byline(story, f"Name {number}", person=make.person(f"Name {number}"))
        make.caption(story, make.photo(data=make.jpeg(color=f"#0000{number}0")))
        story.related.add(make.story(f"Story {number}"))
    actions.publish(story, by=cast.editor("second"))
    desk.get(at(story, "history"))
    for page in (at(story, "history"), at(story, "compare", from_=1, to="v1")):
        with django_assert_max_num_queries(29):
            assert desk.get(page).status_code == 200
