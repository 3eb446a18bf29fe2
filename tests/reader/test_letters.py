"""Letters and other items: in their set, and at an address of their own; stories and replies."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from articles.models import Address, Item, Publication, Story
from articles.publishing import actions
from articles.publishing.addresses import path_of
from articles.publishing.checks import NotReady
from tests import cast, make

pytestmark = pytest.mark.django_db
NOWHERE = "/no/such/page/"


@pytest.fixture
def letters() -> Story:
    """A published set of two letters, of which the first has a page of its own."""
    section = make.section("Opinion", label="Opinion", disclaimer="Views are the writers' own.")
    story = make.story("Letters for May 24", kind="letter", body="", section=section)
    make.item(
        story, "Mend it", kind="letter", text="It is late.\n\nMend it & soon.", signatory="Ann B",
        town="Port Ellery", alone=True,
    )  # fmt: skip
    make.item(story, "Thanks", position=1, kind="letter", signatory="Cy D", town="Great Tern")
    actions.publish(story, by=cast.editor())
    return story


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer
    return answer.content.decode()


def own_address(story: Story, item: Item) -> str:
    return f"{path_of(story)}item-{str(item.uid)[:8]}/"


def test_a_letter_stands_alone_at_its_own_address(client: Client, letters: Story) -> None:
    first, second = letters.items.all()
    address = own_address(letters, first)
    text = page(client, address)
    assert "<h1>Mend it</h1>" in text
    assert "<title>Mend it | " in text
    assert f'<link rel="canonical" href="http://testserver{address}">' in text
    assert "Mend it &amp; soon." in text
    assert "Ann B<br>Port Ellery" in text
    assert text.index("Views are the writers&#x27; own.") < text.index("<h1>")
    assert "We print letters of up to 250 words" in text
    assert f'<a href="{path_of(letters)}#item-{str(first.uid)[:8]}">Letters for May 24</a>' in text
    assert "Cy D" not in text


def test_the_set_leads_to_it_and_shows_the_policy_once(client: Client, letters: Story) -> None:
    text = page(client, path_of(letters))
    first, second = letters.items.all()
    assert f'<h2><a href="{own_address(letters, first)}">Mend it</a></h2>' in text
    assert "<h2>Thanks</h2>" in text
    assert text.count("We print letters of up to 250 words") == 1


def test_the_policy_is_one_setting(client: Client, letters: Story, settings: Any) -> None:
    settings.NEWSROOM_LETTERS_POLICY = "Be <brief>."
    first = letters.items.first()
    for address in (path_of(letters), own_address(letters, first)):
        assert "Be &lt;brief&gt;." in page(client, address)
    news = make.story("Bridge opens")
    make.item(news)
    actions.publish(news, by=cast.editor("second"))
    assert "&lt;brief&gt;" not in page(client, path_of(news))
    settings.NEWSROOM_LETTERS_POLICY = ""
    assert 'class="policy"' not in page(client, path_of(letters))


def test_a_letter_only_in_the_set_is_found_there(client: Client, letters: Story) -> None:
    second = letters.items.last()
    answer = client.get(own_address(letters, second))
    assert answer.status_code == 302
    assert answer["Location"] == f"{path_of(letters)}#item-{str(second.uid)[:8]}"
    assert client.get(f"{path_of(letters)}item-00000000/").status_code == 404


def test_a_letter_is_gone_and_comes_back_with_its_set(client: Client, letters: Story) -> None:
    editor = cast.editor("second")
    address = own_address(letters, letters.items.first())
    actions.withdraw(letters, by=editor, words="The name was wrong.")
    answer = client.get(address)
    assert answer.status_code == 410
    assert "The name was wrong." in answer.content.decode()
    actions.reinstate(letters, by=editor)
    assert client.get(address).status_code == 200


def test_a_letter_that_is_not_out_answers_like_an_address_that_never_was(client: Client) -> None:
    editor = cast.editor()
    story = make.story("Letters for tomorrow", kind="letter", body="")
    item = make.item(story, kind="letter", signatory="Ann B", alone=True)
    actions.publish(story, by=editor, at=timezone.now() + timedelta(days=1))
    address = f"{Publication.objects.get().path}item-{str(item.uid)[:8]}/"
    answer, nowhere = client.get(address), client.get(NOWHERE)
    assert (answer.status_code, answer.content) == (404, nowhere.content)


def test_an_old_address_of_the_set_leads_to_the_letter_in_it(
    client: Client, letters: Story
) -> None:
    old = "/stories/2004/jan/05/letters/"
    Address.objects.create(path=old, kind="redirect", target=path_of(letters))
    anchor = f"item-{str(letters.items.first().uid)[:8]}"
    assert client.get(f"{old}{anchor}/")["Location"] == f"{path_of(letters)}#{anchor}"


def test_an_item_alone_needs_a_heading(letters: Story) -> None:
    letters.items.update(heading="")
    with pytest.raises(NotReady, match="needs a heading"):
        actions.publish(letters, by=cast.editor("second"))


def test_an_items_dateline_is_printed_by_rule_and_kept_to_the_letter(client: Client) -> None:
    story = make.story("In brief", kind="briefs", body="", dateline_place="Port Ellery -")
    for position, line in enumerate(("Boston -", "SARGODHA, Pakistan", "JOS, Nigeria (AP) —")):
        make.item(story, f"Brief {position}", position=position, dateline=line)
    actions.publish(story, by=cast.editor())
    text = page(client, path_of(story))
    for printed in ("BOSTON –", "SARGODHA, Pakistan –", "JOS, Nigeria (AP) –"):
        assert f'<span class="dateline">{printed}</span> The ferry was' in text
    kept = [item.dateline for item in Publication.objects.get().story_content().items]
    assert kept == ["Boston -", "SARGODHA, Pakistan", "JOS, Nigeria (AP) —"]


# Stories and replies


def related_of(text: str) -> str:
    start = text.find('<aside class="related"')
    return "" if start < 0 else text[start : text.index("</aside>", start)]


def test_a_reply_and_what_it_replies_to_lead_to_each_other(client: Client, letters: Story) -> None:
    editor = cast.editor("second")
    story = make.story("Clock stands still")
    actions.publish(story, by=editor)
    assert related_of(page(client, path_of(story))) == ""
    letters.related.add(story)
    actions.publish(letters, by=editor)
    assert f'href="{path_of(story)}"' in related_of(page(client, path_of(letters)))
    assert f'href="{path_of(letters)}"' in related_of(page(client, path_of(story)))
    first = letters.items.first()
    assert f'href="{path_of(story)}"' in related_of(page(client, own_address(letters, first)))
    # Each names the other, and each is named once.
    story.related.add(letters)
    actions.publish(story, by=editor)
    for one in (story, letters):
        assert related_of(page(client, path_of(one))).count("<li>") == 1


def test_only_what_is_live_is_named_as_related(client: Client, letters: Story) -> None:
    editor = cast.editor("second")
    draft, later, gone = (make.story(f"Secret {word}") for word in ("draft", "later", "gone"))
    naming = make.story("Secret naming")
    letters.related.set([draft, later, gone])
    naming.related.add(letters)
    actions.publish(later, by=editor, at=timezone.now() + timedelta(days=1))
    actions.publish(naming, by=editor, at=timezone.now() + timedelta(days=1))
    actions.publish(gone, by=editor)
    actions.publish(letters, by=editor)
    assert "Secret gone" in page(client, path_of(letters))
    actions.withdraw(gone, by=editor, words="Wrong town.")
    assert "Secret" not in page(client, path_of(letters))
    # Taken out of the working copy, it is named until that is published.
    actions.reinstate(gone, by=editor)
    letters.related.clear()
    assert "Secret gone" in page(client, path_of(letters))
    actions.publish(letters, by=editor)
    assert "Secret gone" not in page(client, path_of(letters))
    assert related_of(page(client, path_of(gone))) == ""


def test_the_newest_of_many_related_stories_are_named(client: Client, letters: Story) -> None:
    editor = cast.editor("second")
    for number in range(12):
        reply = make.story(f"Reply {number:02}")
        reply.related.add(letters)
        actions.publish(reply, by=editor)
    related = related_of(page(client, path_of(letters)))
    assert related.count("<li>") == 8
    assert "Reply 11" in related
    assert "Reply 03" not in related
    assert related.index("Reply 11") < related.index("Reply 10")
