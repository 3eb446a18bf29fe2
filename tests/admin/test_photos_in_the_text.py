"""Photos inside the text over HTTP: saved, kept, merged, compared, restored, imported, found."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from articles.models import Caption, Publication, Revision, Story
from articles.publishing import actions
from articles.publishing.addresses import path_of
from tests import cast, make
from tests.admin.test_meeting import fresh, opened, send, settle
from tests.admin.test_revisions import keep, read, restore
from tests.forms import save
from tests.imports.loading import PUBLISHED, file, load, record, section

pytestmark = pytest.mark.django_db
ONE, TWO, THREE = (
    f"<p>{words}</p>"
    for words in (
        "The bridge opens on Monday, the town says.",
        "Cars may use one lane until the end of June.",
        "The ferry goes on for a year.",
    )
)
TWO_ANEW = TWO.replace("June", "July")


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(cast.editor())
    return client


@pytest.fixture
def other() -> Client:
    client = Client()
    client.force_login(cast.editor("paul"))
    return client


@pytest.fixture
def story() -> Story:
    return make.story(body=ONE + TWO + THREE)


def change(story: Story) -> str:
    return f"/admin/articles/story/{story.pk}/change/"


def mark(uid: Any) -> str:
    return f'<figure data-caption="{uid}"></figure>'


def in_text(story: Story, words: str = "The ferry on Friday.", **fields: Any) -> Caption:
    fields.setdefault("placement", "in_text")
    return make.caption(story, make.photo(), text=words, **fields)


def test_a_new_photo_is_saved_with_its_place_in_the_text(desk: Client, story: Story) -> None:
    uid, photo = uuid4(), make.photo()
    answer = save(desk, change(story), "story_form", body=ONE + mark(uid) + TWO, **{
        "captions-TOTAL_FORMS": "1", "captions-0-uid": str(uid), "captions-0-photo": photo.pk,
        "captions-0-placement": "in_text", "captions-0-position": "0", "captions-0-text": "Ferry",
        "captions-0-credit_override": "", "captions-0-alt_override": "", "_continue": "1",
    })  # fmt: skip
    assert "errornote" not in answer.content.decode()
    caption = Caption.objects.get()
    assert (caption.uid, caption.placement) == (uid, "in_text")
    assert fresh(story).body == ONE + mark(uid) + TWO


def test_saving_sets_the_type_around_a_photo_and_leaves_it_whole(
    desk: Client, story: Story
) -> None:
    caption = in_text(story)
    typed = f'<p>"It\'s open," he said -- twice.</p>{mark(caption.uid)}<p>"Yes."</p>'
    save(desk, change(story), "story_form", body=typed, _continue="1")
    assert fresh(story).body == (
        f"<p>“It’s open,” he said – twice.</p>{mark(caption.uid)}<p>“Yes.”</p>"
    )


def test_what_was_typed_is_kept_with_the_photo_in_it(desk: Client, story: Story) -> None:
    caption = in_text(story)
    form = opened(desk, story) | {"body": ONE + mark(caption.uid) + TWO + THREE}
    said = desk.post(f"/admin/articles/story/{story.pk}/autosave/", form).json()
    assert said["kept"]
    kept = Revision.objects.get(story=story, kind=Revision.Kind.AUTOSAVE)
    assert kept.story_content().body == ONE + mark(caption.uid) + TWO + THREE


@pytest.mark.parametrize("mover_is_first", [True, False])
def test_one_moves_a_photo_and_another_rewrites_the_paragraph_it_passes(
    desk: Client, other: Client, story: Story, mover_is_first: bool
) -> None:
    photo = mark(in_text(story).uid)
    save(desk, change(story), "story_form", body=ONE + photo + TWO + THREE, _continue="1")
    moved, rewritten = ONE + TWO + photo + THREE, ONE + photo + TWO_ANEW + THREE
    first, second = (moved, rewritten) if mover_is_first else (rewritten, moved)
    form = opened(desk, story)
    save(other, change(story), "story_form", body=first, _continue="1")
    text = send(desk, story, form, body=second)
    assert "errornote" not in text
    assert "paul at " in text
    assert fresh(story).body == ONE + TWO_ANEW + photo + THREE


def test_one_puts_a_photo_in_while_both_rewrite_the_same_words(
    desk: Client, other: Client, story: Story
) -> None:
    photo = mark(in_text(story).uid)
    form = opened(desk, story)
    theirs = ONE + photo + TWO.replace("June", "May") + THREE
    save(other, change(story), "story_form", body=theirs, _continue="1")
    text = send(desk, story, form, body=ONE + TWO_ANEW + THREE)
    assert "you both changed the same words" in text
    send(desk, story, settle(text, "mine"))
    assert fresh(story).body == ONE + photo + TWO_ANEW + THREE


def test_a_comparison_says_what_became_of_a_photo(desk: Client, story: Story) -> None:
    photo = mark(in_text(story).uid)
    keep(story)
    keep(story, body=ONE + photo + TWO + THREE)
    keep(story, body=ONE + TWO + photo + THREE)
    keep(story, body=ONE + TWO + THREE)
    assert "Photo put in [+The ferry on Friday.+]" in read(desk, story, "compare", to=2)
    moved = read(desk, story, "compare", to=3)
    assert "Photo moved away from here [-The ferry on Friday.-]" in moved
    assert "Photo moved here [+The ferry on Friday.+]" in moved
    assert "[-Cars" not in moved
    assert "Photo taken out [-The ferry on Friday.-]" in read(desk, story, "compare", to=4)


def test_a_restored_state_has_the_photo_where_it_was(desk: Client, story: Story) -> None:
    caption = in_text(story)
    with_photo = ONE + mark(caption.uid) + TWO
    keep(story, body=with_photo)
    Caption.objects.all().delete()
    keep(story, body=ONE)
    restore(desk, story, 1)
    assert fresh(story).body == with_photo
    assert [str(one.uid) for one in fresh(story).captions.all()] == [str(caption.uid)]


def test_putting_a_photo_in_is_proposed_as_an_update(desk: Client, story: Story) -> None:
    caption = in_text(story)
    actions.publish(story, by=None)
    form = opened(desk, story) | {"body": ONE + mark(caption.uid) + TWO + THREE}
    answer = desk.post(f"/admin/articles/story/{story.pk}/proposal/", form)
    assert answer.json() == {"change": "update"}


def test_a_fixture_brings_photos_in_their_places(client: Client, tmp_path: Path) -> None:
    uid = uuid4()
    make.photo(source="wire", source_id="P1")
    wild = f'<figure class="wide" data-caption="{uid}" id="f"></figure>'
    said = load(
        file(
            tmp_path,
            section(),
            record(
                "story", source="wire", source_id="1", headline="Bridge opens on Monday",
                section=["news"], body=ONE + wild + TWO, **PUBLISHED,
            ),
            record(
                "caption", uid=str(uid), story=["wire", "1"], photo=["wire", "P1"],
                placement="in_text", text="The ferry on Friday.",
            ),
        )
    )  # fmt: skip
    assert "taken out" not in said
    story = Story.objects.get()
    assert story.body == ONE + mark(uid) + TWO
    text = client.get(path_of(story)).content.decode().partition('<div class="text">')[2]
    places = [text.index(words) for words in ("Monday, the town", "on Friday.", "one lane")]
    assert places == sorted(places)
    assert Publication.objects.get().story_content().body == story.body


def test_a_photos_mark_is_no_word_to_be_found(desk: Client, story: Story) -> None:
    caption = in_text(story)
    save(desk, change(story), "story_form", body=ONE + mark(caption.uid) + TWO, _continue="1")
    found = "/admin/articles/story/?q={}"
    assert "Bridge opens" in desk.get(found.format("lane June")).content.decode()
    for word in (str(caption.uid)[:8], "figure", "caption"):
        page = desk.get(found.format(word)).content.decode()
        assert "Bridge opens on Monday" not in page


def test_a_photo_alone_is_no_text_to_publish(desk: Client, story: Story) -> None:
    caption = in_text(story)
    answer = save(desk, change(story), "story_form", body=mark(caption.uid), _verb="publish")
    assert "The story has no text." in answer.content.decode()
    assert not Publication.objects.exists()
