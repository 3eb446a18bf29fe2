"""StoryContent and its canonical text; the way from the working copy and back."""

import json
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings, strategies as st

from articles.bylines import Role
from articles.content import (
    ContentError,
    ItemKind,
    Kind,
    PhotoUse,
    Placement,
    PrintedPhoto,
    StoryByline,
    StoryContent,
    StoryItem,
    StoryTag,
    digest,
)
from articles.models import Byline, Caption, Item, Person, Photo, Section, Story, Tag
from tests import make

PURE = settings(max_examples=80, deadline=None)
WITH_DATABASE = settings(
    max_examples=20,
    deadline=None,
    phases=set(Phase) - {Phase.shrink, Phase.explain},
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

words = st.text(max_size=12)
uids = st.uuids().map(str)
pixels = st.integers(0, 2**31)
times = st.none() | st.datetimes(timezones=st.just(UTC))


def several(shape: type, /, **parts: Any) -> Any:
    parts_of_a_kind = st.lists(
        st.builds(shape, **parts), max_size=2, unique_by=lambda part: getattr(part, "uid", part)
    )
    return parts_of_a_kind.map(tuple)


contents = st.builds(
    StoryContent,
    uid=uids,
    kind=st.sampled_from(Kind),
    language=words,
    headline=words,
    web_headline=words,
    deck=words,
    section=uids | st.just(""),
    dateline_place=words,
    body=words,
    source_organization=uids | st.just(""),
    canonical_url=words,
    noindex=st.booleans(),
    noindex_reason=words,
    licence=words,
    first_published_at=times,
    updated_at=times,
    bylines=several(
        StoryByline,
        uid=uids,
        role=st.sampled_from(Role),
        name=words,
        affiliation=words,
        email=words,
        phone=words,
        person=uids,
        organization=uids,
    ),
    photos=several(
        PhotoUse,
        uid=uids,
        placement=st.sampled_from(Placement),
        caption=words,
        credit=words,
        alt=words,
        photo=st.builds(
            PrintedPhoto,
            uid=uids,
            sha256=words,
            width_px=pixels,
            height_px=pixels,
            credit=words,
            alt=words,
            decorative=st.booleans(),
            for_sale=st.booleans(),
            photographer=uids,
            organization=uids,
        ),
    ),
    items=several(
        StoryItem,
        uid=uids,
        kind=st.sampled_from(ItemKind),
        heading=words,
        dateline=words,
        text=words,
        signatory=words,
        town=words,
        at=times,
        alone=st.booleans(),
    ),
    tags=several(StoryTag, slug=words, name=words),
    related=st.lists(uids, max_size=3).map(tuple),
)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | words | st.just("news"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=8,
)

FULL = StoryContent(
    uid="0b6f3d1e-9f5e-4f6a-8a57-1c7e1c0f2d11",
    kind=Kind.ANALYSIS,
    language="ar",
    headline="Bridge “opens” – on Monday",
    first_published_at=datetime(2017, 5, 18, 7, tzinfo=UTC),
    bylines=(StoryByline(uid="0b6f3d1e-9f5e-4f6a-8a57-1c7e1c0f2d12", name="Robbie Gramer"),),
    photos=(
        PhotoUse(
            uid="0b6f3d1e-9f5e-4f6a-8a57-1c7e1c0f2d13",
            photo=PrintedPhoto(uid="0b6f3d1e-9f5e-4f6a-8a57-1c7e1c0f2d14", width_px=90),
        ),
    ),
    items=(
        StoryItem(
            uid="0b6f3d1e-9f5e-4f6a-8a57-1c7e1c0f2d15",
            at=datetime(2017, 5, 18, 7, 30, 1, 250, tzinfo=UTC),
            alone=True,
        ),
    ),
    tags=(StoryTag(slug="asylum", name="Asylum"),),
    related=("0b6f3d1e-9f5e-4f6a-8a57-1c7e1c0f2d16",),
)


@PURE
@given(contents)
def test_a_content_is_read_back_from_its_text(content: StoryContent) -> None:
    assert StoryContent.from_json(content.to_json()) == content


@PURE
@given(contents)
def test_its_text_is_canonical(content: StoryContent) -> None:
    text = content.to_json()
    assert json.dumps(
        json.loads(text), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    ) == text  # fmt: skip
    alone = any(item.alone for item in content.items)
    assert json.loads(text, parse_float=pytest.fail)["schema"] == (2 if alone else 1)
    assert StoryContent.from_json(text).to_json() == text
    assert len(digest(text)) == 64


@PURE
@given(contents, contents)
def test_equal_contents_have_equal_texts_and_others_have_not(
    one: StoryContent, other: StoryContent
) -> None:
    assert (one == other) == (one.to_json() == other.to_json())


def test_one_moment_has_one_text_whatever_its_zone() -> None:
    there = timezone(timedelta(hours=9))
    moved = replace(FULL, first_published_at=datetime(2017, 5, 18, 16, tzinfo=there))
    assert moved == FULL
    assert moved.to_json() == FULL.to_json()
    assert '"first_published_at":"2017-05-18T07:00:00Z"' in moved.to_json()


@PURE
@given(anything)
def test_any_other_json_is_refused_with_a_place(value: Any) -> None:
    for text in (json.dumps(value), json.dumps({"schema": 1, "story": value})):
        with pytest.raises(ContentError, match=r"^content[.:]"):
            StoryContent.from_json(text)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to every part of a JSON document."""
    if not isinstance(value, dict | list):
        return [path]
    inside = value.items() if isinstance(value, dict) else enumerate(value)
    return [path, *(way for key, part in inside for way in places(part, (*path, key)))]


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(places(json.loads(FULL.to_json()))[1:]), anything)
def test_a_document_with_one_part_replaced_is_read_exactly_or_refused(
    way: tuple[Any, ...], value: Any
) -> None:
    document = json.loads(FULL.to_json())
    part = document
    for key in way[:-1]:
        part = part[key]
    part[way[-1]] = value
    try:
        content = StoryContent.from_json(json.dumps(document))
    except ContentError as error:
        assert str(error).startswith("content")
        assert len(str(error)) < 400
    else:
        assert json.loads(content.to_json()) == document


def without_headline(story: Any) -> None:
    del story["headline"]


REFUSED: list[tuple[Callable[[Any], Any], str]] = [
    (lambda story: story.update(colour="red"), r"^content\.colour: is not known$"),
    (without_headline, r"^content\.headline: is missing$"),
    (lambda story: story["photos"][0]["photo"].pop("alt"), r"^content\.photos\[0\]\.photo\.alt: "),
    (lambda story: story.update(headline=None), r"^content\.headline: expected str, found None"),
    (lambda story: story.update(noindex=0), r"^content\.noindex: expected bool, found int$"),
    (lambda story: story.update(bylines={}), r"^content\.bylines: expected a list$"),
    (lambda story: story.update(bylines=["Ana"]), r"^content\.bylines\[0\]: expected an object$"),
    (lambda story: story.update(kind="poem"), r"^content\.kind: 'poem' is none of news, column, "),
    (lambda story: story.update(kind=["news"]), r"^content\.kind: list is none of news, "),
    (lambda story: story["photos"][0].update(placement={}), r"^content\.photos\[0\]\.placement: d"),
    (lambda story: story.update(updated_at="2017-05-18T07:00:00"), r"^content\.updated_at: '2017-"),
    (lambda story: story.update(updated_at=1495090800), r"^content\.updated_at: 1495090800 is not"),
    (lambda story: story.update(updated_at="0001-01-01T00:00+14:00"), r"is not a time with a zone"),
    (lambda story: story["photos"][0]["photo"].update(width_px=float("nan")), r"found float$"),
    (lambda story: story["photos"][0]["photo"].update(width_px=90.0), r"_px: expected int, found "),
    (lambda story: story.update(headline="\ud83d"), r"^content\.headline: holds half of a surrog"),
]


@pytest.mark.parametrize(("change", "message"), REFUSED, ids=[message for _, message in REFUSED])
def test_what_is_not_exactly_the_shape_is_refused(
    change: Callable[[Any], Any], message: str
) -> None:
    document = json.loads(FULL.to_json())
    change(document["story"])
    with pytest.raises(ContentError, match=message):
        StoryContent.from_json(json.dumps(document))


@pytest.mark.parametrize("schema", [0, 3, 1.0, True, "1", None, [1]])
def test_a_schema_that_is_not_known_is_refused(schema: Any) -> None:
    document = json.loads(FULL.to_json()) | {"schema": schema}
    with pytest.raises(ContentError, match=r"^content\.schema: .* is not known; .* reads 1 to 2$"):
        StoryContent.from_json(json.dumps(document))


def test_a_field_of_a_later_schema_is_unknown_to_an_older_one() -> None:
    newer = json.loads(FULL.to_json())
    assert newer["schema"] == 2
    with pytest.raises(ContentError, match=r"^content\.items\[0\]\.alone: is not known$"):
        StoryContent.from_json(json.dumps(newer | {"schema": 1}))
    del newer["story"]["items"][0]["alone"]
    with pytest.raises(ContentError, match=r"^content\.items\[0\]\.alone: is missing$"):
        StoryContent.from_json(json.dumps(newer))
    assert StoryContent.from_json(json.dumps(newer | {"schema": 1})).schema == 1


def test_a_content_has_one_text_in_whatever_schema_it_could_stand() -> None:
    """What was frozen in an older schema keeps its digest after an upgrade."""
    newer = json.loads(FULL.to_json())
    newer["story"]["items"][0]["alone"] = False
    with pytest.raises(ContentError, match=r"^content\.schema: this content is one of schema 1$"):
        StoryContent.from_json(json.dumps(newer))


@pytest.mark.parametrize("depth", [*range(700, 1000, 7), 100_000])
def test_deep_nesting_is_refused(depth: int) -> None:
    deep = "[" * depth + "]" * depth
    document = FULL.to_json().replace('"kind":"analysis"', f'"kind":{deep}', 1)
    for text in (deep, document, "[" * depth, '{"schema":' * depth):
        with pytest.raises(ContentError, match=r"^content[.:]"):
            StoryContent.from_json(text)


@pytest.mark.parametrize("text", ["", "{", "Infinity", '"\\ud800"', "[1,]", "9" * 10_000])
def test_what_is_no_json_is_refused(text: str) -> None:
    with pytest.raises(ContentError, match=r"^content:"):
        StoryContent.from_json(text)


def test_schema_1_is_read_for_good(samples: Path) -> None:
    content = StoryContent.from_json((samples / "content" / "schema_1.json").read_text())
    assert content.headline == "Ferry to Port Ellery is late again – “no fuel,” town says"
    assert content.kind == Kind.BRIEFS
    assert content.first_published_at == datetime(2017, 5, 18, 4, tzinfo=UTC)
    assert content.byline == "By Ana Whitlock and Robbie Gramer Foreign Policy"
    assert content.lead_photo and content.lead_photo.credit_line == "Mara Lind / AP"
    assert [item.town for item in content.items] == ["Port Ellery", ""]
    assert content.tags == (StoryTag(slug="ferries", name="Ferries"),)
    assert content.related == ("7c0d2d3e-3a3c-4ddf-8f0c-0b0b8a3f2a09",)


@pytest.mark.parametrize("schema", [1, 2])
def test_what_was_stored_is_written_again_letter_for_letter(samples: Path, schema: int) -> None:
    text = (samples / "content" / f"schema_{schema}.json").read_text().rstrip("\n")
    content = StoryContent.from_json(text)
    assert content.schema == schema
    assert content.to_json() == text


def test_schema_2_says_which_items_stand_alone(samples: Path) -> None:
    content = StoryContent.from_json((samples / "content" / "schema_2.json").read_text())
    assert [(item.signatory, item.alone) for item in content.items] == [
        ("A. Reader", True), ("B. Reader", False),
    ]  # fmt: skip
    older = StoryContent.from_json((samples / "content" / "schema_1.json").read_text())
    assert [item.alone for item in older.items] == [False, False]


# Places


@pytest.mark.parametrize(
    "printed", ["BOSTON", "Boston", "BOSTON –", "BOSTON - ", "BOSTON —", "BOSTON (AP) –"]
)
def test_a_place_is_one_place_however_its_line_is_typed(printed: str) -> None:
    for content in (
        StoryContent(uid="", dateline_place=printed),
        StoryContent(uid="", items=(StoryItem(uid="", dateline=printed),)),
    ):
        assert [(place.slug, place.name) for place in content.places] == [("boston", "Boston")]


def test_the_places_of_a_story_and_its_items_are_known_each_once() -> None:
    items = (
        "SARGODHA, Pakistan",
        "JOS, Nigeria –",
        "",
        "Port Ellery",
        "بيروت",
        "–",
        "jos, Nigeria",
    )
    content = StoryContent(
        uid="",
        dateline_place="PORT ELLERY",
        items=tuple(StoryItem(uid=str(n), dateline=line) for n, line in enumerate(items)),
    )
    assert [(place.slug, place.name, place.item) for place in content.places] == [
        ("port-ellery", "Port Ellery", ""),
        ("sargodha-pakistan", "Sargodha, Pakistan", "0"),
        ("jos-nigeria", "Jos, Nigeria", "1"),
        ("بيروت", "بيروت", "4"),
    ]


@PURE
@given(contents)
def test_any_dateline_gives_places_that_fit_an_address(content: StoryContent) -> None:
    slugs = [place.slug for place in content.places]
    assert len(slugs) == len(set(slugs))
    assert all(0 < len(slug) <= 120 and "/" not in slug for slug in slugs)


# The working copy

printable = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12
)


@pytest.fixture
def desk(db: None) -> dict[str, list[str]]:
    """What stories may refer to, by uid."""
    agency = make.organization("Foreign Policy")
    photographer = make.person("Mara Lind", organization=agency)
    rows: dict[str, list[Any]] = {
        "sections": [make.section("News"), make.section("Spokane", parent=make.section("News"))],
        "organizations": [agency, make.organization()],
        "people": [photographer, make.person()],
        "photos": [
            make.photo(data=b"", photographer=photographer),
            make.photo(organization=agency),
        ],
        "stories": [make.story("One"), make.story("Two")],
    }
    return {name: [str(row.uid) for row in found] for name, found in rows.items()}


def writable(desk: dict[str, list[str]]) -> st.SearchStrategy[StoryContent]:
    """Contents as the desk could have written them."""

    def one_of(name: str) -> Any:
        return st.sampled_from([*desk[name], ""])

    photos = {str(photo.uid): photo.printed() for photo in Photo.objects.all()}
    no_index = st.booleans()
    tags = [StoryTag(slug=slug, name=slug.title()) for slug in ("asylum", "bridge", "courts")]
    return no_index.flatmap(
        lambda hidden: st.builds(
            StoryContent,
            uid=st.just(""),
            kind=st.sampled_from(Kind),
            language=st.sampled_from(["", "ar"]),
            headline=printable,
            web_headline=printable,
            deck=printable,
            section=one_of("sections"),
            dateline_place=printable,
            body=printable,
            source_organization=one_of("organizations"),
            canonical_url=st.sampled_from(["", "https://example.org/a"]),
            noindex=st.just(hidden),
            noindex_reason=printable.filter(bool) if hidden else printable,
            licence=printable,
            first_published_at=times,
            updated_at=times,
            bylines=several(
                StoryByline,
                uid=uids,
                role=st.sampled_from(Role),
                name=printable,
                affiliation=printable,
                email=st.sampled_from(["", "a@example.org"]),
                phone=printable,
                person=one_of("people"),
                organization=one_of("organizations"),
            ),
            photos=several(
                PhotoUse,
                uid=uids,
                placement=st.sampled_from(Placement),
                caption=printable,
                credit=printable,
                alt=printable,
                photo=st.sampled_from(list(photos.values())),
            ),
            items=several(
                StoryItem,
                uid=uids,
                kind=st.sampled_from(ItemKind),
                heading=printable,
                dateline=printable,
                text=printable,
                signatory=printable,
                town=printable,
                at=times,
                alone=st.booleans(),
            ),
            tags=st.lists(st.sampled_from(tags), unique=True).map(
                lambda found: tuple(sorted(found, key=lambda tag: tag.slug))
            ),
            related=st.lists(st.sampled_from(desk["stories"]), unique=True).map(
                lambda found: tuple(sorted(found))
            ),
        )
    )


@WITH_DATABASE
@given(data=st.data())
def test_a_content_put_back_is_the_content_of_the_story(
    desk: dict[str, list[str]], data: st.DataObject
) -> None:
    with transaction.atomic():
        story = make.story()
        first, second = (replace(data.draw(writable(desk)), uid=str(story.uid)) for _ in range(2))
        # Onto an empty story, onto itself, onto a changed one, and back.
        for content in (first, first, second, first):
            story.apply(content)
            assert story.content() == content
            assert Story.objects.get(pk=story.pk).content() == content
            assert Story.objects.for_content().get(pk=story.pk).content() == content
        transaction.set_rollback(True)


def test_parts_that_stay_keep_their_rows_and_their_order(db: None) -> None:
    story = make.story()
    for position, name in enumerate(["Ana Whitlock", "Robbie Gramer", "Mara Lind"]):
        make.byline(story, name, position=position)
    before = {line.uid: line.pk for line in story.bylines.all()}
    content = story.content()
    ana, robbie, mara = content.bylines
    story.apply(replace(content, bylines=(mara, ana)))
    assert [line.name_as_printed for line in story.bylines.all()] == ["Mara Lind", "Ana Whitlock"]
    assert {line.uid: line.pk for line in story.bylines.all()}.items() <= before.items()
    story.apply(content)
    assert story.content() == content


def test_a_content_put_back_forgets_what_was_fetched_before(db: None) -> None:
    story = make.story()
    make.byline(story)
    make.caption(story, make.photo())
    make.item(story)
    fetched = Story.objects.for_content().get(pk=story.pk)
    fetched.apply(replace(fetched.content(), bylines=(), photos=(), items=()))
    assert fetched.content().bylines == fetched.content().photos == fetched.content().items == ()


def test_what_is_gone_leaves_the_printed_words(db: None) -> None:
    story = make.story(source_organization=make.organization("Gone Wire"))
    gone = make.person("Gone Writer", organization=make.organization("Gone Paper"))
    make.byline(story, "Gone Writer", "Gone Paper", person=gone, organization=gone.organization)
    photo = make.photo(photographer=make.person("Gone Photographer"))
    make.caption(story, photo, credit_override="Gone Photographer / Gone Paper")
    related = make.story("Gone Story")
    story.related.add(related)
    content = story.content()

    story.apply(StoryContent(uid=content.uid, body=content.body))
    for row in (related, photo, *Person.objects.all(), make.organization("Gone Paper"),
                make.organization("Gone Wire"), Section.objects.get()):  # fmt: skip
        row.delete()
    story.apply(content)
    left = story.content()
    assert left.byline == content.byline == "By Gone Writer Gone Paper"
    assert [(line.person, line.organization) for line in left.bylines] == [("", "")]
    assert left.source_organization == left.section == ""
    assert left.photos == left.related == ()


def test_a_tag_whose_name_or_slug_was_changed_is_the_same_tag(db: None) -> None:
    story = make.story()
    story.tags.add("Asylum")
    content = story.content()
    tag = Tag.objects.get()
    for slug, name in (("refuge", "Asylum"), ("asylum", "Refuge")):
        Tag.objects.filter(pk=tag.pk).update(slug=slug, name=name)
        story.apply(content)
        assert [row.tag_id for row in story.story_tags.all()] == [tag.pk]


def test_putting_back_touches_neither_address_nor_state_nor_notes(db: None) -> None:
    first = datetime(2017, 5, 18, 7, tzinfo=UTC)
    story = make.story(slug="bridge", published_on=first.date(), first_published_at=first)
    stale = Story.objects.get(pk=story.pk)
    Story.objects.filter(pk=story.pk).update(state=Story.State.WITHDRAWN, notes="Call the town.")
    stale.apply(replace(stale.content(), headline="Ferry late", first_published_at=None))
    story.refresh_from_db()
    assert (story.headline, story.slug) == ("Ferry late", "bridge")
    assert (story.state, story.notes) == (Story.State.WITHDRAWN, "Call the town.")
    assert story.first_published_at == first


def test_a_part_of_every_kind_is_printed_by_uid(db: None) -> None:
    story = make.story()
    rows = [make.byline(story), make.caption(story, make.photo()), make.item(story)]
    content = deepcopy(story.content())
    parts = [*content.bylines, *content.photos, *content.items]
    assert [UUID(part.uid) for part in parts] == [row.uid for row in rows]
    assert {type(row) for row in rows} == {Byline, Caption, Item}
