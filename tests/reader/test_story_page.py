from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from articles.models import Address, Organization, Publication, Section
from articles.publishing import actions
from articles.publishing.addresses import path_of
from tests import cast, make

pytestmark = pytest.mark.django_db


def page(client: Client, story: object) -> str:
    answer = client.get(path_of(story))
    assert answer.status_code == 200, answer
    return answer.content.decode()


def test_it_stands_in_printed_order(client: Client) -> None:
    story = make.story(deck="One lane at first.")
    make.caption(story, make.photo(), text="The bridge on Friday.")
    make.byline(story, "Robbie Gramer", "Foreign Policy")
    actions.publish(story, by=cast.editor())
    text = page(client, story)
    order = [
        "<h1>Bridge opens on Monday</h1>",
        "One lane at first.",
        "<figure>",
        "The bridge on Friday.",
        "(Mara Lind / The Harbour Courier)",
        "By Robbie Gramer",
        "Foreign Policy",
        "The bridge opens on Monday, the town says.",
    ]
    places = [text.index(words, text.index("<main")) for words in order]
    assert places == sorted(places)


def test_the_masthead_names_paper_place_and_founding_day(client: Client, settings: object) -> None:
    settings.NEWSROOM_NAME = "The Spokesman-Review"
    settings.NEWSROOM_PLACE = "Spokane, Washington"
    settings.NEWSROOM_FOUNDED_ON = datetime(1883, 5, 19, tzinfo=UTC).date()
    text = client.get("/").content.decode()
    assert "The Spokesman-Review" in text
    assert "Spokane, Washington" in text
    assert "Est. May 19, 1883" in text


def test_one_credit_is_printed_one_way_however_it_was_typed(client: Client) -> None:
    by = cast.editor()
    for number, slash in enumerate((" / ", "/", "/ ")):
        typed = f"Tyler T{slash}The Paper"
        story = make.story(f"Story {number} of three")
        photo = make.photo(credit_as_printed=typed)
        make.caption(story, photo)
        actions.publish(story, by=by)
        assert "(Tyler T / The Paper)" in page(client, story)
        photo.refresh_from_db()
        assert photo.credit_as_printed == typed


def test_the_contacts_of_a_leaver_vanish_from_stories_already_out(client: Client) -> None:
    person = make.person("Garrett C", email="garrett@paper.example")
    story = make.story()
    make.byline(story, "Garrett C", person=person, email="garrett@paper.example", phone="(509) 1")
    actions.publish(story, by=cast.editor())
    text = page(client, story)
    assert '<a href="mailto:garrett@paper.example">garrett@paper.example</a> (509) 1' in text
    person.active = False
    person.save()
    text = page(client, story)
    assert "garrett@paper.example" not in text
    assert "(509) 1" not in text
    assert "By Garrett C" in text


def test_five_reporters_share_one_line_and_one_organisation(client: Client) -> None:
    story = make.story("W" * 113)
    names = ["Laurel D", "Jim A", "Maggie Q", "Adam S", "Amy E"]
    for position, name in enumerate(names):
        make.byline(story, name, "The Paper", position=position, person=make.person(name))
    actions.publish(story, by=cast.editor())
    text = page(client, story)
    assert "By Laurel D, Jim A, Maggie Q, Adam S and Amy E " in text
    assert text.count("The Paper</span>") == 1
    assert "W" * 113 in client.get("/").content.decode()


def test_the_label_of_the_section_stands_before_the_headline_of_old_stories_too(
    client: Client,
) -> None:
    opinion = make.section("Opinion")
    story = make.story(section=opinion, kind="column")
    actions.publish(story, by=cast.editor())
    Section.objects.filter(pk=opinion.pk).update(label="Opinion", disclaimer="One view.")
    text = page(client, story)
    assert text.index("One view.") < text.index("<h1>")


def test_items_keep_heading_dateline_and_signature(client: Client) -> None:
    story = make.story(kind="letter", body="")
    make.item(
        story, "The clock", kind="letter", text="It is late.\n\nMend it.", signatory="Ann B",
        town="Port Ellery",
    )  # fmt: skip
    make.item(story, "Fire", position=1, dateline="SARGODHA, Pakistan", signatory="Desk")
    actions.publish(story, by=cast.editor())
    text = page(client, story)
    for item in story.items.all():
        assert f'id="item-{str(item.uid)[:8]}"' in text
    assert "Ann B<br>Port Ellery" in text
    assert "SARGODHA, Pakistan –</span> The ferry was an hour late." in text


@pytest.mark.parametrize(
    "path",
    [
        "/stories/2017/may/17/bridge-opens-on-monday/",  # wrong day, right slug
        "/stories/2017/May/18/bridge-opens-on-monday/",
        "/stories/2017/may/18/another-slug/",
        "/stories/0000/feb/30/bridge-opens-on-monday/",
        "/stories/2017/may/18/bridge-opens-on-monday/more/",
    ],
)
def test_another_address_is_not_found(client: Client, path: str) -> None:
    story = make.story(first_published_at=datetime(2017, 5, 18, 19, tzinfo=UTC))
    actions.publish(story, by=cast.editor())
    assert client.get("/stories/2017/may/18/bridge-opens-on-monday/").status_code == 200
    assert client.get(path).status_code == 404


def test_a_missing_closing_slash_leads_to_the_page(client: Client) -> None:
    story = make.story(first_published_at=datetime(2017, 5, 18, 19, tzinfo=UTC))
    actions.publish(story, by=cast.editor())
    answer = client.get("/stories/2017/may/18/bridge-opens-on-monday")
    assert answer.status_code == 301
    assert answer["Location"] == "/stories/2017/may/18/bridge-opens-on-monday/"


def test_an_old_address_leads_on_once(client: Client) -> None:
    Address.objects.create(
        path="/stories/2016/may/18/old/", kind="redirect", target="/stories/2017/may/18/new/"
    )
    answer = client.get("/stories/2016/may/18/old/")
    assert answer.status_code == 301
    assert answer["Location"] == "/stories/2017/may/18/new/"


def test_a_draft_answers_like_an_address_that_never_was(client: Client) -> None:
    now = timezone.now()
    draft = make.story("Never seen")
    waits = make.story("Seen tomorrow", first_published_at=now - timedelta(days=1))
    actions.publish(waits, by=cast.editor(), at=now + timedelta(days=1))
    draft.published_on = timezone.localdate()
    draft.slug = "never-seen"
    never = client.get("/stories/2017/may/18/never-was/")
    for story in (draft, waits):
        answer = client.get(path_of(story))
        assert answer.status_code == 404
        assert answer.content == never.content
        assert answer.headers.keys() == never.headers.keys()


def test_script_in_any_field_is_text(client: Client) -> None:
    evil = "<script>alert(1)</script>\"'&"
    section = make.section(evil, slug="evil", label=evil, disclaimer=evil)
    story = make.story(
        evil, section=section, deck=evil, body=f"<p>{evil}</p>", language='"><script>',
        canonical_url="https://example.org/",
    )  # fmt: skip
    photo = make.photo(alt_text=evil, credit_as_printed=evil)
    make.caption(story, photo, text=evil)
    make.byline(story, evil, evil)
    make.item(story, evil, text=evil, dateline=evil, signatory=evil, town=evil)
    story.tags.add(evil)
    by = cast.editor()
    actions.publish(story, by=by)
    for path in (path_of(story), "/", "/sections/evil/"):
        text = client.get(path).content.decode()
        assert "<script" not in text, path
        assert "&lt;script&gt;" in text
        assert "&amp;amp;" not in text
    actions.withdraw(story, by=by, words=evil)
    gone = client.get(path_of(story))
    assert gone.status_code == 410
    assert "<script" not in gone.content.decode()


def test_readers_get_no_cookie_and_a_strict_policy(client: Client) -> None:
    story = make.story()
    actions.publish(story, by=cast.editor())
    for path in ("/", "/sections/news/", path_of(story), "/nowhere/"):
        answer = client.get(path)
        assert not answer.cookies
        policy = answer["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "<script" not in answer.content.decode()


def test_only_reading_is_possible(client: Client) -> None:
    for method in ("post", "put", "delete", "patch"):
        assert getattr(client, method)("/").status_code == 405


def test_a_page_made_again_for_one_who_has_it_is_not_sent(client: Client) -> None:
    story = make.story()
    actions.publish(story, by=cast.editor())
    first = client.get(path_of(story))
    again = client.get(path_of(story), headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304
    # Its headers take the place of those the browser has kept; another policy, and no style holds.
    policy = "Content-Security-Policy"
    assert again.get(policy, first[policy]) == first[policy]
    story.refresh_from_db()
    story.headline = "Bridge opens on Tuesday"
    story.save()
    actions.publish(story, by=cast.editor("second"))
    changed = client.get(path_of(story), headers={"if-none-match": first["ETag"]})
    assert changed.status_code == 200


@time_machine.travel(datetime(2026, 3, 8, 6, 59, tzinfo=UTC), tick=False)
def test_the_updated_line_shows_only_where_given_in_local_time(client: Client) -> None:
    story = make.story(updated_at=datetime(2018, 5, 2, 0, 22, tzinfo=UTC))
    actions.publish(story, by=cast.editor())
    text = page(client, story)
    assert "May 1, 2018, 8:22 p.m." in text
    assert 'datetime="2018-05-01T20:22:00-04:00"' in text


def test_the_dateline_runs_into_the_first_paragraph(client: Client) -> None:
    story = make.story(dateline_place="Sargodha, Pakistan")
    actions.publish(story, by=cast.editor())
    text = page(client, story)
    assert '<p><span class="dateline">SARGODHA, Pakistan –</span> The bridge opens' in text


@pytest.mark.parametrize(("kind", "label"), [("column", "Column"), ("editorial", "Editorial")])
def test_opinion_is_labelled_above_the_headline_wherever_it_stands(
    client: Client, kind: str, label: str
) -> None:
    story = make.story(kind=kind)
    actions.publish(story, by=cast.editor())
    text = page(client, story)
    assert text.index(f"<strong>{label}</strong>") < text.index("<h1>")


def test_photos_in_the_text_stand_between_its_blocks(client: Client) -> None:
    story = make.story(body="".join(f"<p>Paragraph {number}</p>" for number in range(6)))
    for position in range(2):
        photo = make.photo(data=make.jpeg(color=("red", "blue")[position]))
        make.caption(story, photo, placement="in_text", position=position, text=f"Cap {position}")
    actions.publish(story, by=cast.editor())
    text = page(client, story)
    order = ["Paragraph 1", "Cap 0", "Paragraph 2", "Paragraph 3", "Cap 1", "Paragraph 4"]
    places = [text.index(words) for words in order]
    assert places == sorted(places)


def test_a_story_in_another_language_says_so(client: Client) -> None:
    story = make.story("مرحبا بكم في بورت إليري", language="ar", body="<p>أهلا</p>")
    actions.publish(story, by=cast.editor())
    assert path_of(story).split("/")[-2] == f"story-{str(story.uid)[:8]}"
    assert '<article class="story" lang="ar" dir="rtl">' in page(client, story)
    assert '<h2 lang="ar" dir="auto">' in client.get("/").content.decode()


@pytest.mark.parametrize("headline", ["Why we wait", "Doug Clark: Why we wait"])
def test_lists_name_the_columnist_once_though_no_byline_is_printed(
    client: Client, headline: str
) -> None:
    story = make.story(headline, kind="column")
    person = make.person("Doug Clark")
    make.byline(story, "Doug Clark", role="unprinted", person=person)
    actions.publish(story, by=cast.editor())
    assert client.get("/").content.decode().count(">Doug Clark: Why we wait</a>") == 1
    text = page(client, story)
    assert f"<h1>{headline}</h1>" in text
    assert 'class="byline"' not in text
    assert Publication.objects.by(person).count() == 1


def test_a_photo_for_sale_can_be_bought_where_the_paper_says(client: Client, settings: Any) -> None:
    settings.NEWSROOM_PHOTO_SALES_URL = "https://photos.example/{uid}?from=paper&x=1"
    story = make.story()
    ours = make.organization("The Harbour Courier", kind="own")
    agency = make.organization("Atlantic Press", kind="wire")
    sold = make.photo(for_sale=True, organization=ours)
    kept = make.photo(organization=ours)
    wired = make.photo(for_sale=True, organization=agency)
    for position, photo in enumerate((sold, kept, wired)):
        make.caption(story, photo, position=position)
    actions.publish(story, by=cast.editor())
    text = page(client, story)
    assert text.count("Buy this photo") == 1
    assert f'href="https://photos.example/{sold.uid}?from=paper&amp;x=1"' in text
    content = Publication.objects.get().story_content()
    assert [use.photo.for_sale for use in content.photos] == [True, False, False]
    # Who becomes an agency later sells nothing either, in what is already out.
    Organization.objects.filter(pk=ours.pk).update(kind="wire")
    assert "Buy this photo" not in page(client, story)


def test_without_a_shop_nothing_is_sold(client: Client) -> None:
    story = make.story()
    make.caption(story, make.photo(for_sale=True))
    actions.publish(story, by=cast.editor())
    assert "Buy this photo" not in page(client, story)
