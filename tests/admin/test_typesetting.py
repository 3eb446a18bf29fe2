"""What is typed straight at the desk is set when it is saved, unless the story says otherwise."""

from typing import Any

import pytest
from django.test import Client

from articles.models import Story
from tests import cast, make
from tests.forms import save

pytestmark = pytest.mark.django_db
TYPED = {
    "headline": "Mayor: 'It's a \"great\" day'",
    "web_headline": "'74 and after",
    "deck": "It's done -- at last...",
    "body": '<p>"<em>It\'s</em> 6\'2" high," he said.</p>',
}
SET = {
    "headline": "Mayor: ‘It’s a “great” day’",
    "web_headline": "’74 and after",
    "deck": "It’s done – at last…",
    "body": "<p>“<em>It’s</em> 6'2\" high,” he said.</p>",
}


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(cast.editor())
    return client


@pytest.fixture
def story(db: None) -> Story:
    """With a byline, a caption and an item that came in straight."""
    story = make.story()
    make.byline(story, "Ana O'Dell", 'The "Courier"')
    make.caption(
        story, make.photo(credit_as_printed="O'Dell / AP"), text="It's the bridge",
        credit_override="O'Dell", alt_override="It's",
    )  # fmt: skip
    make.item(story, "Ferry's late", text="It's --\nlate", signatory="T. O'Hara")
    return story


def saved(desk: Client, story: Story, **typed: Any) -> Story:
    address = f"/admin/articles/story/{story.pk}/change/"
    answer = save(desk, address, "story_form", **typed, _continue="1")
    assert "errornote" not in answer.content.decode()
    return Story.objects.get(pk=story.pk)


def words(story: Story) -> dict[str, str]:
    return {name: getattr(story, name) for name in TYPED}


def test_words_are_set_and_stay_so(desk: Client, story: Story) -> None:
    for typed in (TYPED, {}):
        assert words(saved(desk, story, **typed)) == SET
    assert story.revisions.filter(kind="save").count() == 1


def test_captions_and_items_are_set_and_printed_names_are_not(desk: Client, story: Story) -> None:
    saved(desk, story)
    caption, item, byline = story.captions.get(), story.items.get(), story.bylines.get()
    assert (caption.text, item.heading, item.text) == (
        "It’s the bridge", "Ferry’s late", "It’s –\nlate",
    )  # fmt: skip
    assert (caption.credit_override, caption.alt_override) == ("O'Dell", "It's")
    assert caption.photo.credit_as_printed == "O'Dell / AP"
    assert item.signatory == "T. O'Hara"
    assert (byline.name_as_printed, byline.affiliation_as_printed) == (
        "Ana O'Dell", "The \"Courier\"",
    )  # fmt: skip


def test_a_new_caption_is_set_at_once(desk: Client, story: Story) -> None:
    new = {
        "captions-TOTAL_FORMS": 2, "captions-1-photo": make.photo().pk,
        "captions-1-placement": "lead", "captions-1-position": 1, "captions-1-text": "It's new",
        "captions-1-credit_override": "", "captions-1-alt_override": "",
    }  # fmt: skip
    saved(desk, story, **new)
    assert story.captions.order_by("position").last().text == "It’s new"


def test_switched_off_for_a_story_nothing_is_touched(desk: Client, story: Story) -> None:
    Story.objects.filter(pk=story.pk).update(typography=False)
    assert words(saved(desk, story, **TYPED)) == TYPED
    assert story.captions.get().text == "It's the bridge"
    # Switched on in the same save, it counts at once.
    assert words(saved(desk, story, typography="on")) == SET
    assert story.captions.get().text == "It’s the bridge"


def test_another_language_is_left_alone(desk: Client, story: Story, settings: Any) -> None:
    assert words(saved(desk, story, **TYPED, language="ar")) == TYPED
    assert story.items.get().text == "It's --\nlate"
    settings.LANGUAGE_CODE = "de"
    assert words(saved(desk, story, language="")) == TYPED
    assert words(saved(desk, story, language="en-gb")) == SET
