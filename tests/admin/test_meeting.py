"""Two people, one story: no save overwrites another's."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from articles.models import Organization, Publication, Revision, Story, Tag
from articles.publishing import actions
from tests import cast, make
from tests.forms import form_fields, save

pytestmark = pytest.mark.django_db
TEXT = "<p>The bridge opens on Monday.</p><p>Cars may use one lane.</p><p>Walkers may cross.</p>"


@pytest.fixture
def edith() -> Client:
    return _logged_in(cast.editor("edith"))


@pytest.fixture
def paul() -> Client:
    return _logged_in(cast.editor("paul"))


def _logged_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def change(story: Story) -> str:
    return f"/admin/articles/story/{story.pk}/change/"


def opened(client: Client, story: Story) -> dict[str, Any]:
    """The form's fields as a person has them on screen."""
    return form_fields(client.get(change(story)).content.decode(), "story_form")


def send(client: Client, story: Story, form: dict[str, Any], **typed: Any) -> str:
    answer = client.post(change(story), form | {"_continue": "1"} | typed, follow=True)
    assert answer.status_code == 200
    return str(answer.content.decode())


def settle(text: str, choice: str) -> dict[str, Any]:
    """The form as it came back, with one choice for every place where both changed."""
    names = set(re.findall(r'name="(settle-\w+)"', text))
    assert names
    return form_fields(text, "story_form") | dict.fromkeys(names, choice)


def fresh(story: Story) -> Story:
    return Story.objects.for_content().get(pk=story.pk)


def test_two_who_change_different_fields_and_paragraphs_both_keep_their_work(
    edith: Client, paul: Client
) -> None:
    story = make.story(body=TEXT)
    form = opened(edith, story)
    save(
        paul, change(story), "story_form", headline="Bridge opens early",
        body=TEXT.replace("Monday", "Sunday"), notes="Called the mayor.", _continue="1",
    )  # fmt: skip
    text = send(edith, story, form, deck="At last", body=TEXT.replace("Walkers", "Cyclists"))
    now = fresh(story)
    assert (now.headline, now.deck, now.notes) == (
        "Bridge opens early", "At last", "Called the mayor.",
    )  # fmt: skip
    assert "Sunday" in now.body
    assert "Cyclists" in now.body
    assert "paul at " in text
    assert "Headline" in text
    assert Revision.objects.filter(story=story).latest("number").kind == Revision.Kind.MERGE


def test_different_words_of_one_paragraph_are_merged(edith: Client, paul: Client) -> None:
    story = make.story(body="<p>The old bridge opens on Monday at noon, the town says.</p>")
    form = opened(edith, story)
    save(paul, change(story), "story_form", body=story.body.replace("old", "new"), _continue="1")
    send(edith, story, form, body=story.body.replace("noon", "midnight"))
    assert fresh(story).body == (
        "<p>The new bridge opens on Monday at midnight, the town says.</p>"
    )


@pytest.mark.parametrize(
    ("choice", "headline"), [("mine", "Edith’s headline"), ("theirs", "Paul’s headline")]
)
def test_the_same_line_collides_and_nothing_is_saved_until_one_is_chosen(
    edith: Client, paul: Client, choice: str, headline: str
) -> None:
    story = make.story()
    form = opened(edith, story)
    save(paul, change(story), "story_form", headline="Paul’s headline", _continue="1")
    text = send(edith, story, form, headline="Edith’s headline", deck="Edith’s deck")
    assert "paul at " in text
    assert "Paul’s headline" in re.sub(r"</?mark>", "", text)
    assert form_fields(text, "story_form")["headline"] == "Edith’s headline"
    assert (fresh(story).headline, fresh(story).deck) == ("Paul’s headline", "")
    # Sent again without a choice, it comes back again.
    again = send(edith, story, form_fields(text, "story_form"))
    assert fresh(story).headline == "Paul’s headline"
    send(edith, story, settle(again, choice))
    assert (fresh(story).headline, fresh(story).deck) == (headline, "Edith’s deck")


@pytest.mark.parametrize(
    ("choice", "kept"),
    [("mine", ["on Friday"]), ("theirs", ["on Sunday"]), ("both", ["on Sunday", "on Friday"])],
)
def test_the_same_sentence_collides_and_the_rest_is_merged(
    edith: Client, paul: Client, choice: str, kept: list[str]
) -> None:
    story = make.story(body=TEXT)
    form = opened(edith, story)
    theirs = TEXT.replace("on Monday", "on Sunday").replace("Cars", "Lorries")
    save(paul, change(story), "story_form", body=theirs, _continue="1")
    text = send(edith, story, form, body=TEXT.replace("on Monday", "on Friday"))
    typed = form_fields(text, "story_form")["body"]
    assert "on Friday" in typed
    assert "Lorries" in typed
    send(edith, story, settle(text, choice))
    body = fresh(story).body
    assert [day for day in ("on Sunday", "on Friday") if day in body] == kept
    assert "Lorries" in body


def test_a_choice_holds_only_against_the_words_it_was_made_against(
    edith: Client, paul: Client
) -> None:
    story = make.story()
    form = opened(edith, story)
    save(paul, change(story), "story_form", headline="Paul’s headline", _continue="1")
    text = send(edith, story, form, headline="Edith’s headline")
    save(paul, change(story), "story_form", headline="Paul’s second headline", _continue="1")
    text = send(edith, story, settle(text, "mine"))
    assert "second" in text
    assert fresh(story).headline == "Paul’s second headline"


def test_bylines_are_merged_by_who_they_are(edith: Client, paul: Client) -> None:
    story = make.story()
    first = make.byline(story, "Ana Whitlock", position=0)
    make.byline(story, "Robbie Gramer", position=1)
    form = opened(edith, story)
    # Paul takes Robbie out and corrects Ana's affiliation.
    save(
        paul, change(story), "story_form",
        **{"bylines-0-affiliation_as_printed": "Foreign Policy", "bylines-1-DELETE": "on"},
        _continue="1",
    )  # fmt: skip
    # Edith, from the form she had before, adds a third and gives Ana a phone.
    third = {
        "bylines-TOTAL_FORMS": "3", "bylines-2-name_as_printed": "Jim Allen",
        "bylines-2-role": "by", "bylines-2-position": "2", "bylines-0-phone": "555 0100",
    }  # fmt: skip
    send(edith, story, form, **third)
    lines = list(fresh(story).bylines.all())
    assert [line.name_as_printed for line in lines] == ["Ana Whitlock", "Jim Allen"]
    assert lines[0].uid == first.uid
    assert (lines[0].affiliation_as_printed, lines[0].phone) == ("Foreign Policy", "555 0100")


@pytest.mark.parametrize(("choice", "left"), [("mine", 1), ("theirs", 0)])
def test_a_photo_one_took_out_and_the_other_described_is_asked_about(
    edith: Client, paul: Client, choice: str, left: int
) -> None:
    story = make.story()
    make.caption(story, make.photo(), text="The bridge.")
    form = opened(edith, story)
    save(paul, change(story), "story_form", **{"captions-0-DELETE": "on"}, _continue="1")
    text = send(edith, story, form, **{"captions-0-text": "The bridge at dawn."})
    assert "taken out" in text
    assert form_fields(text, "story_form")["captions-0-text"] == "The bridge at dawn."
    send(edith, story, settle(text, choice))
    assert [caption.text for caption in fresh(story).captions.all()] == [
        "The bridge at dawn."
    ] * left


def test_a_caption_both_changed_is_shown_at_its_photo(edith: Client, paul: Client) -> None:
    story = make.story()
    make.caption(story, make.photo(), text="Old")
    form = opened(edith, story)
    save(paul, change(story), "story_form", **{"captions-0-text": "Paul’s"}, _continue="1")
    text = send(edith, story, form, **{"captions-0-text": "Edith’s"})
    block = text[text.index('id="captions-0"') :]
    assert "settle-" in block[: block.index('id="captions-empty"')]
    send(edith, story, settle(text, "theirs"))
    assert fresh(story).captions.get().text == "Paul’s"


def test_tags_of_both_stay(edith: Client, paul: Client) -> None:
    story = make.story()
    form = opened(edith, story)
    save(paul, change(story), "story_form", tags="Bridges, Town hall", _continue="1")
    send(edith, story, form, tags="Traffic")
    assert {row.tag.name for row in fresh(story).story_tags.all()} == {
        "Bridges", "Town hall", "Traffic",
    }  # fmt: skip
    assert Tag.objects.count() == 3


def test_a_note_to_the_desk_is_not_overwritten_either(edith: Client, paul: Client) -> None:
    story = make.story(notes="Call the mayor.")
    form = opened(edith, story)
    save(paul, change(story), "story_form", notes="Called: no answer.", _continue="1")
    send(edith, story, form, deck="New")
    assert (fresh(story).notes, fresh(story).deck) == ("Called: no answer.", "New")
    form = opened(edith, story)
    save(paul, change(story), "story_form", notes="Sunday it is.", _continue="1")
    text = send(edith, story, form, notes="Monday it is.")
    assert "settle-" in text
    assert fresh(story).notes == "Sunday it is."


def test_publishing_from_a_stale_form_merges_and_asks_to_look_first(
    edith: Client, paul: Client
) -> None:
    story = make.story()
    form = opened(edith, story)
    save(paul, change(story), "story_form", headline="Paul’s headline", _continue="1")
    answer = edith.post(
        change(story), form | {"deck": "Edith’s deck", "_verb": "publish"}, follow=True
    )
    assert "publish again" in answer.content.decode()
    assert not Publication.objects.exists()
    assert (fresh(story).headline, fresh(story).deck) == ("Paul’s headline", "Edith’s deck")
    save(edith, change(story), "story_form", _verb="publish")
    assert Publication.objects.get().headline == "Paul’s headline"


def test_publishing_what_collides_publishes_nothing(edith: Client, paul: Client) -> None:
    story = make.story()
    form = opened(edith, story)
    save(paul, change(story), "story_form", headline="Paul’s headline", _continue="1")
    send(edith, story, form, headline="Edith’s headline", _verb="publish")
    assert not Publication.objects.exists()
    assert fresh(story).headline == "Paul’s headline"


def test_a_double_click_is_no_collision(edith: Client) -> None:
    story = make.story()
    form = opened(edith, story) | {"headline": 'It\'s "twice"', "_continue": "1"}
    texts = [edith.post(change(story), form, follow=True).content.decode() for _click in "ab"]
    assert "settle-" not in texts[1]
    assert "you, in another window" not in texts[1]
    assert Revision.objects.filter(story=story, kind="save").count() == 1


def test_words_others_have_set_in_type_are_no_change_of_mine(edith: Client, paul: Client) -> None:
    straight = '<p>"It\'s open," she said.</p><p>"No," he said.</p>'
    story = make.story(body=straight)
    form = opened(edith, story)
    typed = straight.replace("open", "shut")
    save(paul, change(story), "story_form", body=typed, _continue="1")
    text = send(edith, story, form, deck="It's mine")
    assert "settle-" not in text
    assert fresh(story).body == "<p>“It’s shut,” she said.</p><p>“No,” he said.</p>"
    assert fresh(story).deck == "It’s mine"


@pytest.mark.parametrize("hour", [5, 6])
def test_a_time_the_clock_shows_twice_is_merged_as_it_was_meant(
    edith: Client, paul: Client, hour: int
) -> None:
    at = datetime(2026, 11, 1, hour, 30, tzinfo=UTC)
    story = make.story()
    form = opened(edith, story)
    theirs = {"updated_at": at, "embargo_until": at}
    twice = {name: f"{timezone.localtime(at):%Y-%m-%dT%H:%M}" for name in theirs}
    chosen = {f"{name}_reading": at.isoformat() for name in theirs}
    save(paul, change(story), "story_form", **twice, **chosen, _continue="1")
    send(edith, story, form, deck="Edith’s deck")
    found = fresh(story)
    assert (found.deck, found.updated_at, found.embargo_until) == ("Edith’s deck", at, at)
    # And once more, now that the form has held them.
    form = opened(edith, story)
    save(paul, change(story), "story_form", headline="Paul’s headline", _continue="1")
    send(edith, story, form, updated_at="")
    assert (fresh(story).updated_at, fresh(story).embargo_until) == (None, at)


def test_one_person_in_two_windows_is_told_so(edith: Client) -> None:
    story = make.story()
    form = opened(edith, story)
    save(edith, change(story), "story_form", headline="In the first window", _continue="1")
    text = send(edith, story, form, headline="In the second window")
    assert "you, in another window" in text


def test_the_verbs_of_others_raise_no_false_alarm(edith: Client, paul: Client) -> None:
    story = make.story()
    save(paul, change(story), "story_form", _continue="1")
    form = opened(edith, story)
    actions.publish(story, by=cast.editor("third"))
    text = send(edith, story, form, deck="Edith’s deck")
    assert "settle-" not in text
    assert fresh(story).deck == "Edith’s deck"


def test_what_is_typed_wrong_is_kept_when_others_saved(edith: Client, paul: Client) -> None:
    story = make.story()
    form = opened(edith, story)
    save(paul, change(story), "story_form", headline="Paul’s headline", _continue="1")
    text = send(edith, story, form, canonical_url="not an address", deck="Edith’s deck")
    fields = form_fields(text, "story_form")
    assert fields["canonical_url"] == "not an address"
    assert (fields["headline"], fields["deck"]) == ("Paul’s headline", "Edith’s deck")
    assert fresh(story).deck == ""


def test_an_unfinished_photo_row_keeps_its_words_through_a_merge(
    edith: Client, paul: Client
) -> None:
    story = make.story()
    form = opened(edith, story)
    save(paul, change(story), "story_form", headline="Paul’s headline", _continue="1")
    typed = {
        "captions-TOTAL_FORMS": "1", "captions-0-text": "A caption without its photo",
        "captions-0-position": "0", "captions-0-placement": "lead", "captions-0-photo": "",
    }  # fmt: skip
    text = send(edith, story, form, **typed)
    assert form_fields(text, "story_form")["captions-0-text"] == "A caption without its photo"


def test_a_file_from_the_wire_meets_an_open_form(edith: Client) -> None:
    """An import that changes a story somebody has open is merged like anybody's save."""
    story = make.story("Wire headline")
    known = Story.objects.for_content().get(pk=story.pk)
    Revision.objects.keep(known, kind="wire", by=None, at=timezone.now())
    form = opened(edith, story)
    Story.objects.filter(pk=story.pk).update(body="<p>The wire’s newer text.</p>")
    known = Story.objects.for_content().get(pk=story.pk)
    Revision.objects.keep(known, kind="wire", by=None, at=timezone.now())
    text = send(edith, story, form, headline="The desk’s headline")
    assert "An import" in text
    assert (fresh(story).headline, fresh(story).body) == (
        "The desk’s headline", "<p>The wire’s newer text.</p>",
    )  # fmt: skip


def test_where_a_byline_links_differ_names_are_shown_not_numbers(
    edith: Client, paul: Client
) -> None:
    story = make.story()
    for name in ("Foreign Policy", "Reuters"):
        make.organization(name)
    by_name = {row.name: str(row.pk) for row in Organization.objects.all()}
    make.byline(story, "Ana Whitlock")
    form = opened(edith, story)
    theirs = {"bylines-0-organization": by_name["Reuters"]}
    save(paul, change(story), "story_form", **theirs, _continue="1")
    text = send(edith, story, form, **{"bylines-0-organization": by_name["Foreign Policy"]})
    plain = re.sub(r"</?mark>", "", text)
    assert '<span class="row">Reuters</span>' in plain
    assert '<span class="row">Foreign Policy</span>' in plain
