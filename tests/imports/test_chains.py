"""Versions in a file are taken on proof only: whole, unchanged, clean, at their own address."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils.dateparse import parse_datetime

from articles.content import digest
from articles.models import (
    Address,
    Ledger,
    Publication,
    Story,
    chain_hash,
)
from articles.publishing import actions
from tests import cast, make
from tests.imports.loading import (
    Record,
    dump,
    file,
    load,
    refused,
    without,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def chain(tmp_path: Path) -> list[Record]:
    """The dump of a story with two versions, which is then gone from here."""
    editor = cast.editor()
    story = make.story("Bridge opens", source="wire", source_id="1")
    actions.publish(story, by=editor)
    story.headline = "Bridge opened"
    story.save()
    actions.publish(story, by=editor, change="update", note="It is open.")
    records: list[Record] = json.loads(dump("articles", format="json"))
    for model in (Ledger, Address):
        model.objects.all().delete()
    for version in Publication.objects.order_by("-number"):
        Publication.objects.filter(pk=version.pk).delete()
    Story.objects.all().delete()
    return [row for row in records if row["model"] != "articles.front"]


def versions(records: list[Record]) -> list[dict[str, Any]]:
    return [row["fields"] for row in records if row["model"] == "articles.publication"]


def rechain(records: list[Record]) -> None:
    """What a forger does: digests and hashes that fit the changed words."""
    previous = ""
    for fields in versions(records):
        fields["content_digest"] = digest(fields["content"])
        fields["hash"] = previous = chain_hash(
            previous_hash=previous,
            story_uid=json.loads(fields["content"])["story"]["uid"],
            number=fields["number"],
            path=fields["path"],
            change=fields["change"],
            note=fields["note"],
            by_name=fields["by_name"],
            at=parse_datetime(fields["at"]),
            content_digest=fields["content_digest"],
        )
    for row in records:
        if row["model"] == "articles.ledger":
            row["fields"]["hash"] = previous


def test_a_whole_chain_is_taken(chain: list[Record], client: Client, tmp_path: Path) -> None:
    path = versions(chain)[0]["path"]
    rechain(chain)
    load(file(tmp_path, *chain))
    assert "Bridge opened" in client.get(path).content.decode()
    assert Ledger.objects.get().number == 2


def test_columns_are_made_from_the_content(
    chain: list[Record], client: Client, tmp_path: Path
) -> None:
    path = versions(chain)[1]["path"]
    for fields in versions(chain):
        fields |= {"headline": "Forged", "deck": "Forged", "noindex": True, "byline_line": "Forged"}
        fields |= {"lead_alt": "Forged", "first_published_at": 5, "ended": "perhaps"}
    load(file(tmp_path, *chain))
    assert "Forged" not in client.get(path).content.decode() + client.get("/").content.decode()
    assert Publication.objects.latest("number").headline == "Bridge opened"


def _word(records: list[Record]) -> None:
    fields = versions(records)[0]
    fields["content"] = fields["content"].replace("The bridge", "A bridge")


def _metadata(records: list[Record]) -> None:
    versions(records)[1]["note"] = "Nothing happened."


def _time(records: list[Record]) -> None:
    versions(records)[1]["at"] = "2020-01-01T00:00:00Z"


def _first(records: list[Record]) -> None:
    records.remove(next(row for row in records if row["model"] == "articles.publication"))


def _tail(records: list[Record]) -> None:
    records.remove([row for row in records if row["model"] == "articles.publication"][-1])
    versions(records)[0]["live_until"] = None


def _overlap(records: list[Record]) -> None:
    versions(records)[0]["live_until"] = "2999-01-01T00:00:00Z"


def _both_open(records: list[Record]) -> None:
    versions(records)[0]["live_until"] = None


def _backwards(records: list[Record]) -> None:
    versions(records)[0]["live_until"] = "2000-01-01T00:00:00Z"


def _other_story(records: list[Record]) -> None:
    (row,) = [row for row in records if row["model"] == "articles.story"]
    other = json.loads(json.dumps(row))
    other |= {"pk": 4711}
    uid = "11111111-1111-4111-8111-111111111111"
    other["fields"] |= {"uid": uid, "source_id": "2", "slug": "x", "state": "draft"}
    records.append(other)
    for fields in versions(records):
        fields["content"] = fields["content"].replace(row["fields"]["uid"], uid)
    rechain(records)


def _script(records: list[Record]) -> None:
    for fields in versions(records):
        content = json.loads(fields["content"])
        content["story"]["body"] += "<script>alert(1)</script>"
        fields["content"] = json.dumps(
            content, ensure_ascii=False, sort_keys=True, separators=(",", ":")
        )
    rechain(records)


def _other_address(records: list[Record]) -> None:
    for fields in versions(records):
        fields["path"] = "/stories/2017/may/18/somebody-elses/"
    rechain(records)


def _no_address(records: list[Record]) -> None:
    for fields in versions(records):
        fields["path"] = "/admin/"
    rechain(records)


def _number(records: list[Record]) -> None:
    versions(records)[0]["number"] = "one"


def _change(records: list[Record]) -> None:
    versions(records)[0]["change"] = "forged"


def _no_json(records: list[Record]) -> None:
    versions(records)[0]["content"] = "{}"


def _bad_uid(records: list[Record]) -> None:
    for fields in versions(records):
        content = json.loads(fields["content"])
        content["story"]["section"] = "nowhere"
        fields["content"] = json.dumps(
            content, ensure_ascii=False, sort_keys=True, separators=(",", ":")
        )
    rechain(records)


def _too_long(records: list[Record]) -> None:
    for fields in versions(records):
        content = json.loads(fields["content"])
        content["story"]["web_headline"] = "x" * 501
        fields["content"] = json.dumps(
            content, ensure_ascii=False, sort_keys=True, separators=(",", ":")
        )
    rechain(records)


def _draft(records: list[Record]) -> None:
    (row,) = [row for row in records if row["model"] == "articles.story"]
    row["fields"]["state"] = "draft"


def _revision(records: list[Record]) -> None:
    row = next(row for row in records if row["model"] == "articles.revision")
    row["fields"]["content"] = row["fields"]["content"].replace("bridge", "ferry")


FORGERIES: dict[str, tuple[Callable[[list[Record]], None], str]] = {
    "a changed word": (_word, "hash: version 1"),
    "changed metadata": (_metadata, "hash: version 2"),
    "a changed time": (_time, "hash: version 2"),
    "no first version": (_first, "hash: version 2"),
    "a cut tail": (_tail, "do not lead to version 2"),
    "times that overlap": (_overlap, "live at the same time"),
    "two open versions": (_both_open, "lives here already, without end"),
    "an end before the beginning": (_backwards, "live_until: lies before live_from"),
    "the content of another story": (_other_story, "content: is the content of another story"),
    "script in the text": (_script, "content: holds what the cleaner would not let through"),
    "another story's address": (_other_address, "path: is not the address of"),
    "an address that is none": (_no_address, "path: '/admin/' is no address of ours"),
    "a number that is none": (_number, "number: 'one': expected a whole number"),
    "an unknown change": (_change, "change: 'forged': is none of first, update"),
    "a content that is none": (_no_json, "content"),
    "a section that is none": (_bad_uid, "content: “nowhere”"),
    "a headline too long": (_too_long, "content: "),
    "a draft with a live version": (_draft, "state: "),
    "a changed revision": (_revision, "content: is not what its digest says"),
}


@pytest.mark.parametrize(("forge", "expected"), FORGERIES.values(), ids=list(FORGERIES))
def test_a_forged_chain_is_refused(
    forge: Callable[[list[Record]], None], expected: str, chain: list[Record], tmp_path: Path
) -> None:
    forge(chain)
    assert expected in refused(file(tmp_path, *chain))


def test_a_version_that_is_here_with_other_words_is_refused(
    chain: list[Record], tmp_path: Path
) -> None:
    load(file(tmp_path, *chain))
    _script(chain)
    for fields in versions(chain):
        fields["content"] = fields["content"].replace("<script>alert(1)</script>", "<p>No.</p>")
    rechain(chain)
    message = refused(file(tmp_path, *without(chain, "revision")), overwrite=True)
    assert "version 1 of “Bridge opened” is here with other words" in message


def test_versions_answer_even_without_the_addresses_of_the_dump(
    chain: list[Record], client: Client, tmp_path: Path
) -> None:
    load(file(tmp_path, *without(chain, "address", "moment", "siteedition")))
    story = Story.objects.get()
    actions.withdraw(story, by=None, words="We were wrong.")
    gone = client.get(Publication.objects.latest("number").path)
    assert (gone.status_code, "We were wrong." in gone.content.decode()) == (410, True)
