"""A dump loaded into an empty database gives the same newspaper."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client

from articles.imports.fields import DERIVED
from articles.models import (
    Address,
    Correction,
    Front,
    Ledger,
    Moment,
    Placement,
    Publication,
    PublicationPhoto,
    PublicationPlace,
    PublicationRelated,
    Revision,
    Story,
    Tag,
    chain_faults,
    present,
)
from articles.publishing import actions
from articles.publishing.corrections import CorrectionWords
from articles.publishing.timeline import Waiting
from articles.reader.edition import forget_edition
from tests import cast, make
from tests.imports.loading import NATURAL, counts, dump, load, refused

pytestmark = pytest.mark.django_db(transaction=True)

OLD = "/stories/2004/jan/05/the-old-bridge/"


def newspaper() -> dict[str, int]:
    """A paper with something of everything. Returns addresses and what they answer."""
    editor = cast.editor()
    paper = make.organization("The Harbour Courier", kind="own")
    agency = make.organization("Associated Press", short_name="AP")
    ana = make.person("Ana Whitlock", on_staff=True, organization=paper, login=editor)
    mara = make.person("Mara Lind", organization=paper, portrait=make.photo())
    town = make.section("Town Hall", parent=make.section("News"))
    picture = make.photo(
        data=make.jpeg(color="red"),
        photographer=mara,
        organization=agency,
        usable_until=present() + timedelta(days=9),
    )

    live = make.story(
        "Bridge opens on Monday",
        section=town,
        source="wire",
        source_id="a/1",
        source_organization=agency,
        deck="At last & at length",
        notes="Call Ana",
    )
    make.byline(live, "Ana Whitlock", "Staff writer", person=ana, email="ana@courier.example")
    make.byline(live, "Bo Carr", "Associated Press", position=1, organization=agency)
    make.caption(live, picture, text="The bridge “in red”")
    make.item(live, "Ferry late", at=present(), dateline="BOSTON –", alone=True)
    make.caption(live, picture, text="The bridge “in red”", position=1)  # twice, on purpose
    live.tags.add("Bridges", "Überfahrt")
    actions.publish(live, by=editor)
    live.headline = "Bridge opened on Monday"
    live.save()
    actions.publish(live, by=editor, change="update", note="It is open")
    actions.publish(live, by=editor, at=present() + timedelta(days=2), note="Later")
    live.body += "<p>Not for readers yet.</p>"
    _save(live, editor)

    other = make.story("Ferry stays late")
    other.related.add(live)
    actions.publish(other, by=editor)
    actions.publish(other, by=editor, at=present() + timedelta(days=1))
    actions.unschedule(other, by=editor)
    carried = make.story("Council meets")
    actions.publish(carried, by=editor)
    actions.publish(carried, by=editor, at=present() + timedelta(days=1), note="Agenda")
    carried.deck = "At eight"
    _save(carried, editor)
    actions.publish(carried, by=editor, change="update", waiting=Waiting.CARRY_OVER)
    first = actions.correct(
        carried,
        by=editor,
        what_was_wrong="We said seven.",
        what_is_right="At eight.",
        cause=Correction.Cause.SOURCE,
        section=town,
    )
    actions.correct_again(
        first, by=editor, reason="Misread.", what_was_wrong="Not eight.", what_is_right="Nine."
    )
    carried.deck = "At nine"
    _save(carried, editor)
    words = CorrectionWords(what_was_wrong="We said eight.", what_is_right="At nine.")
    actions.publish(
        carried,
        by=editor,
        change="correction",
        correction=words,
        at=present() + timedelta(days=2),
        waiting=Waiting.CARRY_OVER,
    )
    front = Front.objects.get_or_create(slug="front", defaults={"name": "Front page"})[0]
    Placement.objects.create(front=front, story=other, headline="Ferry, again")
    gone = make.story("Mayor resigns")
    actions.publish(gone, by=editor)
    actions.withdraw(gone, by=editor, words="We got the <name> wrong.")
    scheduled = make.story("Tomorrow's fair")
    actions.publish(scheduled, by=editor, at=present() + timedelta(days=1))
    unscheduled = make.story("Never mind")
    actions.publish(unscheduled, by=editor, at=present() + timedelta(days=1))
    actions.unschedule(unscheduled, by=editor)
    forged = make.story("A letter from the mayor")
    actions.publish(forged, by=editor)
    actions.retract(forged, by=editor, words="It was forged.")
    down = make.story("For a day only")
    with time_machine.travel(present() - timedelta(days=1), tick=False):
        actions.publish(down, by=editor)
        Story.objects.filter(pk=down.pk).update(take_down_at=present() + timedelta(hours=1))
        actions.respect_take_down(down, by=editor)
    to_go = make.story("Going tomorrow", take_down_at=present() + timedelta(days=1))
    actions.publish(to_go, by=editor)
    back = make.story("Back again")
    actions.publish(back, by=editor)
    actions.withdraw(back, by=editor, words="A mistake.")
    actions.reinstate(back, by=editor)
    _save(make.story("A draft"), editor)
    Address.objects.create(path=OLD, kind="redirect", target=_path(live))
    return {
        "/": 200,
        "/sections/news/": 200,
        "/sections/news/town-hall/": 200,
        _path(live): 200,
        f"{_path(live)}{live.content().items[0].anchor}/": 200,
        _path(other): 200,
        _path(back): 200,
        _path(carried): 200,
        _path(gone): 410,
        _path(forged): 410,
        _path(down): 410,
        _path(to_go): 200,
        _path(scheduled): 404,
        OLD: 301,
    }


def _save(story: Story, editor: Any) -> None:
    """As the desk saves: with a revision."""
    story.saved_at = present()
    story.save()
    Revision.objects.keep(Story.objects.get(pk=story.pk), kind="save", by=editor, at=story.saved_at)


def _path(story: Story) -> str:
    return str(Publication.objects.filter(story=story).latest("number").path)


def answers(client: Client, addresses: Any) -> dict[str, Any]:
    forget_edition()
    found = {}
    for address in addresses:
        answer = client.get(address)
        found[address] = (answer.status_code, answer.headers.get("Location"), answer.content)
    return found


def empty_database() -> None:
    """As it is after the migrations, which make the groups."""
    call_command("flush", interactive=False, verbosity=0)
    cast.make_groups()


DUMPS = {
    "natural keys": (("articles", "auth.user", *NATURAL), "json"),
    "numbers": (("articles",), "json"),
    "JSON Lines": (("articles", "auth.user", *NATURAL), "jsonl"),
}


@pytest.mark.parametrize(("arguments", "format"), DUMPS.values(), ids=list(DUMPS))
def test_a_dump_gives_the_same_newspaper(
    arguments: tuple[str, ...],
    format: str,  # noqa: A002
    client: Client,
    tmp_path: Path,
) -> None:
    expected = newspaper()
    before = answers(client, expected)
    assert {address: answer[0] for address, answer in before.items()} == expected
    pictures = [row.rendition_key for row in PublicationPhoto.objects.all()]
    assert (links := link_rows())
    moments = set(Moment.objects.values_list("at", flat=True))
    file = tmp_path / f"dump.{format}"
    file.write_text(dump(*arguments, format=format))
    rows = admin_rows(logins="auth.user" in arguments)
    empty_database()
    # What another row has as its number is no concern of the file.
    make.story("In the way", section=None).delete()
    Tag.objects.create(name="Zoo", slug="zoo")

    said = load(str(file))

    Tag.objects.get(slug="zoo").delete()
    assert answers(client, expected) == before
    assert admin_rows(logins="auth.user" in arguments) == rows
    assert [row.rendition_key for row in PublicationPhoto.objects.all()] == pictures
    assert link_rows() == links
    assert {at.replace(microsecond=0) for at in Moment.objects.values_list("at", flat=True)} == {
        at.replace(microsecond=0) for at in moments
    }
    for story in Story.objects.all():
        chain = Publication.objects.filter(story=story)
        assert chain_faults(str(story.uid), chain, Ledger.objects.filter(story=story).first()) == []
    assert "may do everything" not in said
    assert counts(load(str(file))).startswith("0 new, 0 changed")


def link_rows() -> set[tuple[str, ...]]:
    """What leads from versions to places and to other stories."""
    places = PublicationPlace.objects.values_list(
        "publication__story__uid", "publication__number", "slug", "name", "item_uid"
    )
    related = PublicationRelated.objects.values_list(
        "publication__story__uid", "publication__number", "story__uid"
    )
    return {tuple(map(str, row)) for row in (*places, *related)}


def admin_rows(*, logins: bool) -> list[str]:
    """Every row whatever its order, but what is made again: link rows and moments."""
    remade = DERIVED
    lines = dump("articles", *NATURAL, format="jsonl").splitlines()
    rows = [row for row in map(json.loads, lines) if row["model"].partition(".")[2] not in remade]
    for row in rows:
        row.pop("pk", None)
        # A hint for the indexes; the times decide.
        row["fields"].pop("ended", None)
        if not logins:
            row["fields"] |= {"by": None, "login": None}
    return sorted(json.dumps(row, sort_keys=True) for row in rows)


def test_a_dump_of_a_paper_that_is_here_changes_nothing(client: Client, tmp_path: Path) -> None:
    expected = newspaper()
    before = answers(client, expected), Story.objects.in_bulk(), Publication.objects.count()
    file = tmp_path / "dump.json"
    file.write_text(dump("articles"))

    assert counts(load(str(file))).startswith("0 new, 0 changed")

    after = answers(client, expected), Story.objects.in_bulk(), Publication.objects.count()
    assert after == before


def test_versions_that_follow_one_that_lives_here_are_refused(tmp_path: Path) -> None:
    """A dump is for an empty newsroom: what readers see here is changed by verbs alone."""
    editor = cast.editor()
    story = make.story("Bridge opens on Monday", first_published_at="2017-05-18T12:00:00Z")
    story.refresh_from_db()
    actions.publish(story, by=editor)
    first, second = tmp_path / "first.json", tmp_path / "second.json"
    first.write_text(dump("articles"))
    story.refresh_from_db()
    story.headline = "Bridge opened on Monday"
    _save(story, editor)
    actions.publish(story, by=editor, change="update")
    second.write_text(dump("articles"))
    empty_database()
    load(str(first))

    message = refused(str(second))

    assert "version 1 of “Bridge opens on Monday” lives here already" in message
