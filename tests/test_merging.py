"""Two people's changes of one story: nothing is lost, nothing doubled."""

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from articles import markup
from articles.bylines import Role
from articles.content import (
    Kind,
    PhotoUse,
    Placement,
    PrintedPhoto,
    StoryByline,
    StoryContent,
    StoryItem,
    StoryTag,
)
from articles.merging import (
    Choice,
    Collision,
    Merge,
    Row,
    changed_fields,
    compare,
    difference,
    label_of,
    merge,
    merge_values,
    proposal,
)

PROPERTY = settings(max_examples=150, deadline=None)


# Stories as two people change them. Base words are b0, b1 …; what one adds carries their letter
# and never comes twice, so that each change can be found again.


class Writer:
    """Somebody who changes a text by hand, with words of their own."""

    def __init__(self, draw: st.DrawFn, letter: str) -> None:
        self.draw = draw
        self.letter = letter
        self.count = 0

    def word(self) -> str:
        self.count += 1
        return f"{self.letter}{self.count}"

    def times(self, most: int) -> range:
        return range(self.draw(st.integers(0, most)))

    def place(self, length: int) -> int:
        return self.draw(st.integers(0, length - 1))

    def rewords(self, words: list[str]) -> list[str]:
        words = list(words)
        for _ in self.times(2):
            at = self.place(len(words) + 1)
            match self.draw(st.sampled_from(["add", "cut", "replace", "strong", "link"])):
                case "add":
                    words.insert(at, self.word())
                case "cut":
                    del words[at : at + 1]
                case "replace":
                    words[at : at + 1] = [self.word()]
                case "strong":
                    words[at : at + 2] = [f"<strong>{' '.join(words[at : at + 2])}</strong>"]
                case "link":
                    words[at : at + 1] = [
                        f'<a href="https://example.org/{word}">{word}</a>'
                        for word in words[at : at + 1]
                        if "<" not in word
                    ]
        return words

    def rewrites(self, paragraphs: list[list[str]]) -> list[list[str]]:
        paragraphs = [self.rewords(words) for words in paragraphs]
        for _ in self.times(2):
            at = self.place(len(paragraphs) + 1)
            words = paragraphs[at] if at < len(paragraphs) else []
            match self.draw(st.sampled_from(["add", "cut", "split", "join", "move"])):
                case "add":
                    paragraphs.insert(at, [self.word() for _ in range(3)])
                case "cut":
                    del paragraphs[at : at + 1]
                case "split":
                    paragraphs[at : at + 1] = [words[:3], words[3:]]
                case "join":
                    paragraphs[at : at + 2] = [sum(paragraphs[at : at + 2], [])]
                case "move":
                    moved = paragraphs[at : at + 1]
                    del paragraphs[at : at + 1]
                    there = self.place(len(paragraphs) + 1)
                    paragraphs[there:there] = moved
        return paragraphs

    def changes(self, story: "Draft") -> StoryContent:
        """The story with some of everything changed."""
        content = story.content
        values: dict[str, Any] = {
            "headline": self.line(content.headline),
            "section": self.line(content.section),
            "deck": self.text(content.deck),
            "body": body_of(self.rewrites(story.paragraphs)),
            "bylines": self.parts(content.bylines, self.new_byline, name=self.line),
            "photos": self.parts(content.photos, self.new_photo, caption=self.text),
            "items": self.parts(content.items, self.new_item, text=self.text, town=self.line),
            "tags": tuple(self.parts(content.tags, self.new_tag)),
            "related": tuple(self.parts(content.related, self.word)),
        }
        names = self.draw(st.sets(st.sampled_from(sorted(values))))
        return replace(content, **{name: values[name] for name in names})

    def line(self, text: str) -> str:
        return self.word() if self.draw(st.booleans()) else text

    def text(self, text: str) -> str:
        return " ".join(word for word in self.rewords(text.split()) if "<" not in word)

    def parts(self, parts: Sequence[Any], new: Any, **changes: Any) -> tuple[Any, ...]:
        kept = []
        for part in self.draw(st.permutations(parts)) if self.draw(st.booleans()) else parts:
            if self.place(4):
                values = {name: change(getattr(part, name)) for name, change in changes.items()}
                kept.append(replace(part, **values) if values else part)
        for _ in self.times(2):
            kept.insert(self.place(len(kept) + 1), new())
        return tuple(kept)

    def new_byline(self) -> StoryByline:
        return StoryByline(uid=self.word(), name=self.word())

    def new_photo(self) -> PhotoUse:
        return PhotoUse(uid=self.word(), photo=PrintedPhoto(uid=self.word()), caption=self.word())

    def new_item(self) -> StoryItem:
        return StoryItem(uid=self.word(), text=self.word())

    def new_tag(self) -> StoryTag:
        word = self.word()
        return StoryTag(slug=word, name=word)


class Draft:
    def __init__(self, sizes: Sequence[int]) -> None:
        writer = Writer(None, "b")  # type: ignore[arg-type]

        def words(count: int) -> list[str]:
            return [writer.word() for _ in range(count)]

        self.paragraphs = [words(size) for size in sizes]
        self.content = StoryContent(
            uid="story",
            headline=writer.word(),
            section=writer.word(),
            deck=" ".join(words(6)),
            body=body_of(self.paragraphs),
            bylines=tuple(writer.new_byline() for _ in range(3)),
            photos=tuple(replace(writer.new_photo(), caption=" ".join(words(5))) for _ in range(2)),
            items=tuple(replace(writer.new_item(), text=" ".join(words(5))) for _ in range(2)),
            tags=tuple(writer.new_tag() for _ in range(3)),
            related=tuple(words(2)),
        )


def body_of(paragraphs: Sequence[Sequence[str]]) -> str:
    return markup.clean("".join(f"<p>{' '.join(words)}</p>" for words in paragraphs))


@st.composite
def meetings(draw: st.DrawFn) -> tuple[StoryContent, StoryContent, StoryContent]:
    """Base, theirs and mine."""
    draft = Draft(draw(st.lists(st.integers(1, 9), max_size=5)))
    theirs = Writer(draw, "t").changes(draft)
    return draft.content, theirs, Writer(draw, "m").changes(draft)


PHOTOS = [
    f'<figure data-caption="0b5d2c1e-0000-4000-8000-00000000000{end}"></figure>' for end in "abc"
]
# Any clean text at all, with much that repeats: the worst for telling what became of what.
_repeating = st.lists(
    st.sampled_from(
        ["a", "b", "c", " ", " ", "<p>", "</p>", "<p>", "<em>", "</em>", "<ul><li>", "</li>",
         "<li>", "</ul>", "<hr>", "\n", "<h2>", "</h2>", "<table><tr><td>", "<td>", "</table>",
         *PHOTOS]
    ),
    max_size=16,
).map(lambda pieces: markup.clean("".join(pieces)))  # fmt: skip
bodies = st.builds(lambda body: StoryContent(uid="story", body=body), _repeating)
decks = st.builds(
    lambda words: StoryContent(uid="story", deck=" ".join(words)),
    st.lists(st.sampled_from("abc"), max_size=7),
)
any_three = st.one_of(meetings(), st.tuples(bodies, bodies, bodies), st.tuples(decks, decks, decks))


@PROPERTY
@given(any_three)
def test_a_side_that_changed_nothing_gives_way(three: Any) -> None:
    base, theirs, mine = three
    assert merge(base, theirs, base).content == theirs
    assert merge(base, theirs, base).collisions == ()
    assert merge(base, base, mine) == Merge(mine, (), ())
    assert merge(base, mine, mine) == Merge(mine, (), ())


@PROPERTY
@given(any_three)
def test_merged_again_it_is_the_same(three: Any) -> None:
    base, theirs, mine = three
    once = merge(base, theirs, mine)
    again = merge(base, theirs, once.content)
    assert again.content == once.content
    assert [one.key for one in again.collisions] == [one.key for one in once.collisions]
    assert again.taken == ()


@PROPERTY
@given(any_three)
def test_keys_are_unique_and_do_not_hang_on_mine(three: Any) -> None:
    base, theirs, mine = three
    keys = [one.key for one in merge(base, theirs, mine).collisions]
    assert len(keys) == len(set(keys))
    renamed = replace(mine, headline=f"{mine.headline} again")
    assert set(keys) <= {one.key for one in merge(base, theirs, renamed).collisions} | {
        one.key for one in merge(base, theirs, mine).collisions if one.field == "headline"
    }


@PROPERTY
@given(any_three, st.data())
def test_what_is_decided_is_settled(three: Any, data: st.DataObject) -> None:
    base, theirs, mine = three
    decisions = {
        one.key: data.draw(st.sampled_from(Choice if one.may_keep_both else list(Choice)[:2]))
        for one in merge(base, theirs, mine).collisions
    }
    settled = merge(base, theirs, mine, decisions)
    assert settled.collisions == ()
    # Sent once more with the same decisions, nothing is doubled.
    assert merge(base, theirs, settled.content, decisions).content == settled.content
    assert markup.clean(settled.content.body) == settled.content.body


def test_both_bodies_kept_whole_stay_so_when_sent_again() -> None:
    """So tangled that the whole of both was kept, one after the other."""
    base = StoryContent(uid="s", body="<p>b1</p><p>b2</p><p>b3</p><p>b4</p><p>b5</p>")
    theirs = replace(base, body="<p>b2</p><p>t1 b1</p><p>t2 b3</p><p>b4</p><p>t3 b5</p>")
    mine = replace(base, body="<p>b1</p><p>b2</p><p>b4</p><p>b5</p>")
    (one,) = merge(base, theirs, mine).collisions
    both = {one.key: Choice.BOTH}
    settled = merge(base, theirs, mine, both).content
    assert settled.body == theirs.body + mine.body
    assert merge(base, theirs, settled, both).content == settled


@PROPERTY
@given(any_three)
def test_all_decided_for_mine_or_theirs_is_theirs_word(three: Any) -> None:
    base, theirs, mine = three
    collisions = merge(base, theirs, mine).collisions
    for_mine = merge(base, theirs, mine, {one.key: Choice.MINE for one in collisions})
    assert for_mine.content == merge(base, theirs, mine).content
    for_theirs = merge(base, theirs, mine, {one.key: Choice.THEIRS for one in collisions})
    for one in collisions:
        if one.field == "body":
            assert set(markup.words(one.theirs).split()) <= words_in(for_theirs.content.body)


@PROPERTY
@given(any_three)
def test_a_merged_text_is_as_clean_as_the_two(three: Any) -> None:
    body = merge(*three).content.body
    assert markup.clean(body) == body


# Loss-free. A word of a text is a change of one side if that side has it and the base has not
# (added), or the reverse (removed). An added word must stand in the result, or in what a
# collision shows of that side (mine always stands in the result); a removed one must be gone, or
# stand in what a collision shows of the base or of mine.


def words_in(text: str) -> set[str]:
    return set(markup.words(text).split())


def told(collisions: Sequence[Collision], field: str, *names: str) -> set[str]:
    return {
        word
        for one in collisions
        if one.field == field
        for name in names
        for word in words_in(getattr(one, name))
    }


TEXTS = {
    "headline": lambda content: content.headline,
    "section": lambda content: content.section,
    "deck": lambda content: content.deck,
    "body": lambda content: content.body,
}


@settings(PROPERTY, max_examples=300)
@given(meetings())
def test_no_word_of_either_is_lost(three: Any) -> None:
    base, theirs, mine = three
    merged = merge(base, theirs, mine)
    for field, text_of in TEXTS.items():
        was, other, own, now = (
            words_in(text_of(content)) for content in (base, theirs, mine, merged.content)
        )
        shown = told(merged.collisions, field, "theirs")
        assert own - was <= now
        assert other - was <= now | shown
        questioned = told(merged.collisions, field, "base", "mine")
        assert not ((was - own) | (was - other)) & (now - questioned)


@PROPERTY
@given(meetings())
def test_formatting_of_either_is_not_lost(three: Any) -> None:
    base, theirs, mine = three
    merged = merge(base, theirs, mine)
    shown = merged.content.body + "".join(
        one.theirs for one in merged.collisions if one.field == "body"
    )
    for side in (theirs, mine):
        for word in words_in(side.body):
            if f'/{word}">' in side.body:
                both_have_it = word in words_in(merged.content.body)
                assert f'/{word}">' in shown or not both_have_it


@PROPERTY
@given(meetings())
def test_without_a_collision_no_word_is_doubled(three: Any) -> None:
    merged = merge(*three)
    if not any(one.field == "body" for one in merged.collisions):
        words = markup.words(merged.content.body).split()
        assert len(words) == len(set(words))


@PROPERTY
@given(meetings())
def test_no_byline_photo_or_item_of_either_is_lost(three: Any) -> None:
    base, theirs, mine = three
    merged = merge(base, theirs, mine)
    for field in ("bylines", "photos", "items"):
        was, other, own, now = (
            {part.uid: part for part in getattr(content, field)}
            for content in (base, theirs, mine, merged.content)
        )
        collided = {(one.part, one.name) for one in merged.collisions if one.field == field}
        for uid in {*was, *other, *own}:
            if (uid, "") in collided:
                # Removed by one, changed by the other: mine stands.
                assert (uid in now) == (uid in own)
            elif uid in was:
                assert (uid in now) == (uid in other and uid in own)
            else:
                assert uid in now
            if uid in was and uid in now and (uid, "") not in collided:
                assert_each_change_is_there(was, other, own, now, uid, collided)


def assert_each_change_is_there(
    was: Any, other: Any, own: Any, now: Any, uid: str, collided: set[tuple[str, str]]
) -> None:
    for name in ("name", "town", "text", "caption"):
        before, theirs, mine, result = (
            getattr(side[uid], name, "") for side in (was, other, own, now)
        )
        if (uid, name) in collided:
            assert result == mine
            continue
        assert (set(theirs.split()) | set(mine.split())) - set(before.split()) <= set(
            result.split()
        )
        assert not (set(before.split()) - set(theirs.split())) & set(result.split())
        assert not (set(before.split()) - set(mine.split())) & set(result.split())


@PROPERTY
@given(meetings())
def test_tags_and_related_stories_are_sets(three: Any) -> None:
    base, theirs, mine = three
    merged = merge(base, theirs, mine)
    for field in ("tags", "related"):
        was, other, own, now = (
            set(getattr(one, field)) for one in (base, theirs, mine, merged.content)
        )
        assert now == (was & other & own) | (other - was) | (own - was)
        assert len(getattr(merged.content, field)) == len(now)


@PROPERTY
@given(meetings())
def test_an_order_that_one_changed_is_kept(three: Any) -> None:
    base, theirs, mine = three
    merged = merge(base, theirs, mine)
    for field in ("bylines", "photos", "items", "tags"):
        was, other, own, now = (
            [getattr(part, "uid", "") or part.slug for part in getattr(content, field)]
            for content in (base, theirs, mine, merged.content)
        )

        def among(names: list[str], others: list[str], now: list[str] = now) -> list[str]:
            return [name for name in names if name in others and name in now]

        if among(was, own) == among(own, was):
            assert among(now, other) == among(other, now)
        else:
            assert among(now, own) == among(own, now)


@PROPERTY
@given(meetings())
def test_what_was_taken_is_named(three: Any) -> None:
    base, theirs, mine = three
    merged = merge(base, theirs, mine)
    assert set(merged.taken) == set(changed_fields(mine, merged.content))
    assert set(merged.taken) <= set(changed_fields(base, theirs))


# As it happens in a newsroom.

ANA = StoryByline(uid="ana", name="Ana Whitlock", person="p-ana")
ROBBIE = StoryByline(uid="robbie", name="Robbie Gramer", affiliation="Foreign Policy")
FERRY = PhotoUse(
    uid="ferry-use",
    photo=PrintedPhoto(uid="ferry", credit="Mara Lind / AP"),
    caption="The ferry leaves Port Ellery on Monday.",
)
HARBOUR = PhotoUse(uid="harbour-use", photo=PrintedPhoto(uid="harbour"), caption="The harbour.")
STORY = StoryContent(
    uid="story",
    headline="Ferry to the islands is late again",
    deck="The company speaks of a lack of fuel, the town of a lack of will.",
    body=(
        "<p>The ferry to the islands left two hours late on Monday.</p>"
        "<p>The company said that it had run out of fuel.</p>"
        "<h2>What now</h2>"
        "<p>The town council meets on Thursday evening.</p>"
    ),
    bylines=(ANA, ROBBIE),
    photos=(FERRY, HARBOUR),
    tags=(StoryTag(slug="ferries", name="Ferries"), StoryTag(slug="islands", name="Islands")),
    related=("one",),
)


def rewritten(old: str, new: str, story: StoryContent = STORY) -> StoryContent:
    assert old in story.body
    return replace(story, body=story.body.replace(old, new))


def only(merged: Merge) -> Collision:
    (collision,) = merged.collisions
    return collision


def test_two_editors_in_different_paragraphs_both_survive() -> None:
    theirs = rewritten("two hours late", "three hours late")
    mine = rewritten("Thursday evening", "Friday morning")
    merged = merge(STORY, theirs, mine)
    assert merged.collisions == ()
    assert merged.content == rewritten("Thursday evening", "Friday morning", theirs)
    assert merged.taken == ("body",)


def test_two_editors_in_neighbouring_paragraphs_both_survive() -> None:
    theirs = rewritten("left two", "set out two")
    mine = rewritten("<p>The company said", "<p>A man was hurt.</p><p>The firm said")
    merged = merge(STORY, theirs, mine)
    assert merged.collisions == ()
    assert "set out two hours" in merged.content.body
    assert "<p>A man was hurt.</p><p>The firm said that" in merged.content.body


def test_two_ends_of_one_sentence_go_together() -> None:
    theirs = rewritten("The ferry to the islands", "The morning ferry to the islands")
    mine = rewritten("on Monday", "on <em>Monday</em>")
    assert merge(STORY, theirs, mine).content.body.startswith(
        "<p>The morning ferry to the islands left two hours late on <em>Monday</em>.</p>"
    )


def test_the_same_words_collide_and_mine_stands_until_it_is_decided() -> None:
    theirs = rewritten("two hours late", "three hours late")
    mine = rewritten("two hours late", "on time", replace(STORY, headline="Ferry late"))
    merged = merge(STORY, theirs, mine)
    assert merged.content == mine
    collision = only(merged)
    assert (collision.field, collision.may_keep_both) == ("body", True)
    assert collision.base == "<p>The ferry to the islands left two hours late on Monday.</p>"
    assert "three hours" in collision.theirs
    assert "on time" in collision.mine
    for choice, first in (
        (Choice.THEIRS, collision.theirs),
        (Choice.MINE, collision.mine),
        (Choice.BOTH, collision.theirs + collision.mine),
    ):
        decided = merge(STORY, theirs, mine, {collision.key: choice})
        assert decided.collisions == ()
        assert decided.content.body == mine.body.replace(collision.mine, first)
        assert decided.content.headline == "Ferry late"


def test_a_key_holds_while_mine_is_still_being_edited() -> None:
    theirs = rewritten("two hours late", "three hours late")
    first = only(merge(STORY, theirs, rewritten("two hours late", "on time")))
    second = only(merge(STORY, theirs, rewritten("two hours late", "in time, more or less")))
    assert first.key == second.key
    assert first.key != only(merge(STORY, rewritten("two", "four"), rewritten("two", "ten"))).key


def test_a_paragraph_parted_by_one_and_rewritten_by_the_other_is_not_doubled() -> None:
    story = rewritten("on Monday.", "on Monday. Nobody could say on board why that was.")
    theirs = rewritten("on Monday. Nobody", "on Monday.</p><p>Nobody", story)
    mine = rewritten("why that was", "what for", story)
    collision = only(merge(story, theirs, mine))
    assert merge(story, theirs, mine).content == mine
    assert collision.theirs.count("<p>") == 2
    taken = merge(story, theirs, mine, {collision.key: Choice.THEIRS})
    assert taken.content == theirs


def test_a_paragraph_that_both_have_moved_is_not_doubled() -> None:
    fuel = "<p>The company said that it had run out of fuel.</p>"
    without = STORY.body.replace(fuel, "")
    theirs = replace(STORY, body=fuel + without)
    mine = replace(STORY, body=without + fuel.replace("fuel", "diesel fuel"))
    merged = merge(STORY, theirs, mine)
    assert merged.content == mine
    assert "<p>The company said" in only(merged).theirs


def test_half_a_paragraph_that_both_have_moved_is_not_doubled() -> None:
    base, theirs, mine = (
        replace(STORY, body=body)
        for body in (
            "<p>Fuel was short. Nobody knew why.</p>",
            "<p>Fuel was short.</p><p>Nobody knew why.</p>",
            "<p>Even now nobody knew why.</p><p>Fuel was short.</p>",
        )
    )
    merged = merge(base, theirs, mine)
    assert merged.content == mine
    assert only(merged).theirs == theirs.body


def test_two_who_end_a_story_differently_may_keep_both_ends() -> None:
    theirs = replace(STORY, body=f"{STORY.body}<p>The mayor was not available.</p>")
    mine = replace(STORY, body=f"{STORY.body}<p>The next ferry leaves at noon.</p>")
    collision = only(merge(STORY, theirs, mine))
    both = merge(STORY, theirs, mine, {collision.key: Choice.BOTH})
    assert both.content.body.endswith("not available.</p><p>The next ferry leaves at noon.</p>")
    assert merge(STORY, theirs, both.content).collisions == ()


def test_a_list_and_a_table_are_changed_in_two_places() -> None:
    story = replace(
        STORY,
        body="<ul><li>Monday: late</li><li>Tuesday: late</li></ul>"
        "<table><tbody><tr><td>Fuel</td><td>none</td></tr></tbody></table>",
    )
    theirs = rewritten("Monday: late", "Monday: very late", story)
    mine = rewritten("</li></ul>", "</li><li>Wednesday: gone</li></ul>", story)
    assert merge(story, theirs, mine).content.body.startswith(
        "<ul><li>Monday: very late</li><li>Tuesday: late</li><li>Wednesday: gone</li></ul>"
    )
    wider = rewritten("</td></tr>", "</td><td>0</td></tr>", story)
    longer = rewritten("</tr></tbody>", "</tr><tr><td>Oil</td><td>1</td></tr></tbody>", story)
    assert only(merge(story, wider, longer)).base.startswith("<table>")


def test_blanks_between_paragraphs_are_no_change() -> None:
    spaced = replace(STORY, body=STORY.body.replace("</p>", "</p>\n"))
    theirs = rewritten("two hours", "three hours")
    assert merge(spaced, theirs, rewritten("Thursday", "Friday")).collisions == ()
    assert changed_fields(STORY, spaced) == []


def test_a_headline_collides_and_keeps_no_two() -> None:
    theirs, mine = (replace(STORY, headline=text) for text in ("Late ferry", "Ferry fails"))
    collision = only(merge(STORY, theirs, mine, {}))
    assert (collision.field, collision.part, collision.name) == ("headline", "", "")
    assert not collision.may_keep_both
    assert merge(STORY, theirs, mine, {collision.key: Choice.BOTH}).collisions == (collision,)
    assert merge(STORY, theirs, mine, {collision.key: Choice.THEIRS}).content == theirs


def test_a_byline_added_by_one_and_reordered_by_the_other() -> None:
    mara = StoryByline(uid="mara", name="Mara Lind", role=Role.CONTRIBUTOR)
    theirs = replace(STORY, bylines=(ANA, mara, ROBBIE))
    mine = replace(STORY, bylines=(ROBBIE, ANA))
    merged = merge(STORY, theirs, mine)
    assert merged.collisions == ()
    assert merged.content.bylines == (ROBBIE, ANA, mara)
    assert merge(STORY, mine, theirs).content.bylines == (ROBBIE, ANA, mara)


def test_a_name_and_the_person_behind_it_go_together() -> None:
    theirs = replace(STORY, bylines=(replace(ANA, name="Mara Lind", person="p-mara"), ROBBIE))
    mine = replace(STORY, bylines=(replace(ANA, name="Anna Whitlock", phone="555 0100"), ROBBIE))
    merged = merge(STORY, theirs, mine)
    collision = only(merged)
    assert (collision.field, collision.part, collision.name) == ("bylines", "ana", "name")
    assert (collision.theirs, collision.mine) == ("Mara Lind", "Anna Whitlock")
    assert merged.content.bylines[0].person == "p-ana"
    decided = merge(STORY, theirs, mine, {collision.key: Choice.THEIRS}).content.bylines[0]
    assert (decided.name, decided.person) == ("Mara Lind", "p-mara")
    assert decided.phone == "555 0100"


def test_a_photo_removed_by_one_whose_caption_the_other_changed() -> None:
    gone = replace(STORY, photos=(HARBOUR,))
    captioned = replace(STORY, photos=(replace(FERRY, caption="The ferry, late."), HARBOUR))
    merged = merge(STORY, gone, captioned)
    assert merged.content == captioned
    collision = only(merged)
    assert (collision.part, collision.name, collision.theirs) == ("ferry-use", "", "")
    assert collision.mine == "The ferry, late."
    assert merge(STORY, gone, captioned, {collision.key: Choice.THEIRS}).content == gone

    collision = only(merge(STORY, captioned, gone))
    assert merge(STORY, captioned, gone).content == gone
    assert merge(STORY, captioned, gone, {collision.key: Choice.THEIRS}).content == captioned


def test_what_the_library_says_of_a_picture_is_nobodys_change_here() -> None:
    named = replace(FERRY, photo=replace(FERRY.photo, credit="Mara Lind / Associated Press"))
    theirs = replace(STORY, photos=(named, HARBOUR))
    assert merge(STORY, theirs, replace(STORY, photos=(HARBOUR,))).content.photos == (HARBOUR,)
    mine = replace(STORY, photos=(replace(FERRY, caption="The ferry."), HARBOUR))
    (use, _) = merge(STORY, theirs, mine).content.photos
    assert (use.caption, use.credit_line) == ("The ferry.", "Mara Lind / Associated Press")


def test_two_who_change_the_picture_of_a_place_collide() -> None:
    theirs, mine = (
        replace(STORY, photos=(replace(FERRY, photo=PrintedPhoto(uid=uid)), HARBOUR))
        for uid in ("pier", "dawn")
    )
    collision = only(merge(STORY, theirs, mine))
    assert (collision.name, collision.theirs, collision.mine) == ("photo", "pier", "dawn")
    assert merge(STORY, theirs, mine, {collision.key: Choice.THEIRS}).content == theirs


def test_a_caption_is_woven_by_words_or_kept_twice() -> None:
    def captioned(text: str) -> StoryContent:
        return replace(STORY, photos=(replace(FERRY, caption=text), HARBOUR))

    theirs = captioned("The big ferry leaves Port Ellery on Monday.")
    merged = merge(STORY, theirs, captioned("The ferry leaves Port Ellery on Tuesday."))
    assert merged.content.photos[0].caption == "The big ferry leaves Port Ellery on Tuesday."
    mine = captioned("The old ferry leaves Port Ellery on Monday.")
    collision = only(merge(STORY, theirs, mine))
    assert collision.may_keep_both
    both = merge(STORY, theirs, mine, {collision.key: Choice.BOTH}).content.photos[0].caption
    assert both == f"{collision.theirs}\n{collision.mine}"


def test_tags_are_added_and_taken_off_by_both() -> None:
    fuel, town = StoryTag(slug="fuel", name="Fuel"), StoryTag(slug="town", name="Town")
    theirs = replace(STORY, tags=(STORY.tags[0], fuel), related=("one", "two"))
    mine = replace(STORY, tags=(*STORY.tags, town), related=())
    merged = merge(STORY, theirs, mine)
    assert {tag.slug for tag in merged.content.tags} == {"ferries", "fuel", "town"}
    assert merged.content.related == ("two",)
    assert merged.collisions == ()


def test_a_reason_goes_with_what_it_is_the_reason_for() -> None:
    base = replace(STORY, noindex_reason="Asked for in 2016")
    merged = merge(base, replace(base, noindex=True), replace(base, noindex_reason=""))
    assert only(merged).field == "noindex"
    assert not merged.content.noindex


def test_the_desks_own_values_merge_by_the_same_rules() -> None:
    at = datetime(2017, 5, 18, 7, tzinfo=UTC)
    base = {"notes": "Call the mayor before noon today.", "embargo_until": None, "slug": "ferry"}
    theirs = base | {"notes": "Call the mayor before noon tomorrow.", "embargo_until": at}
    mine = base | {"notes": "Ring the mayor before noon today.", "slug": "late-ferry"}
    values, collisions = merge_values(base, theirs, mine)
    assert collisions == ()
    assert values == {
        "notes": "Ring the mayor before noon tomorrow.",
        "embargo_until": at,
        "slug": "late-ferry",
    }
    values, collisions = merge_values(base, theirs | {"slug": "islands"}, mine)
    assert values["slug"] == "late-ferry"
    assert [(one.field, one.theirs) for one in collisions] == [("slug", "islands")]
    decided = merge_values(
        base, theirs | {"slug": "islands"}, mine, {collisions[0].key: Choice.THEIRS}
    )
    assert decided[0]["slug"] == "islands"
    assert decided[1] == ()


def test_times_that_collide_are_shown_with_their_zone() -> None:
    early, late = datetime(2017, 5, 18, 7, tzinfo=UTC), datetime(2017, 5, 18, 16, tzinfo=UTC)
    (collision,) = merge_values({"at": None}, {"at": early}, {"at": late})[1]
    assert (collision.base, collision.theirs) == ("", "2017-05-18 03:00 EDT")


def test_a_very_long_paragraph_is_not_compared_word_by_word() -> None:
    long = replace(STORY, body=f"<p>{'one two three ' * 3_000}</p>")
    theirs = replace(STORY, body=f"<p>{'three one two ' * 3_000}</p>")
    mine = replace(STORY, body=f"<p>{'two three one ' * 3_000}</p>")
    assert merge(long, theirs, mine).content == mine
    assert len(compare(long, theirs)) == 1


# Side by side


def texts(rows: Sequence[Row], side: str = "new") -> list[str]:
    marks = {"same": "{}", "removed": "[-{}-]", "added": "[+{}+]"}
    return [
        "".join(marks[part.kind].format(part.text) for part in getattr(row, side)) for row in rows
    ]


def test_equal_stories_show_nothing() -> None:
    assert compare(STORY, STORY) == []
    assert changed_fields(STORY, STORY) == []


def test_paragraphs_stand_side_by_side_with_their_words_marked() -> None:
    new = rewritten("<h2>", "<p>A man was hurt.</p><h2>")
    new = rewritten("two hours", "<strong>three</strong> hours", new)
    (change,) = compare(STORY, new)
    assert (change.field, change.label) == ("body", "Text")
    assert [row.kind for row in change.rows] == ["changed", "same", "added", "same", "same"]
    assert texts(change.rows, "old")[0] == (
        "The ferry to the islands left [-two-] hours late on Monday."
    )
    assert texts(change.rows)[0] == (
        "The ferry to the islands left [+<strong>three</strong>+] hours late on Monday."
    )
    assert texts(change.rows)[2] == "[+A man was hurt.+]"
    assert [row.label for row in change.rows[2:4]] == ["", "Heading"]


def test_words_that_only_changed_their_look_are_marked() -> None:
    (change,) = compare(STORY, rewritten("late on Monday", "late <em>on</em> Monday"))
    assert texts(change.rows)[0].endswith("late [+<em>on</em>+] Monday.")
    linked = rewritten("islands", '<a href="https://example.org/">islands</a>')
    (change,) = compare(STORY, linked)
    assert '[+<a href="https://example.org/" title="">islands</a>+]' in texts(change.rows)[0]


def test_marked_words_are_safe_in_a_page() -> None:
    old = rewritten("fuel", "&lt;script&gt; &amp; fuel")
    (change,) = compare(old, rewritten("fuel", "oil", old))
    assert "&lt;script&gt; &amp; [+oil.+]" in texts(change.rows)[1]


def test_a_paragraph_made_a_heading_says_so() -> None:
    (change,) = compare(STORY, rewritten("<h2>What now</h2>", "<p>What now</p>"))
    (row,) = [row for row in change.rows if row.kind != "same"]
    assert row.label == "Heading → Paragraph"
    assert texts([row]) == ["What now"]


def test_lists_and_tables_are_read_as_lines_and_cells() -> None:
    old = replace(STORY, body="<ul><li>One</li><li>Two</li></ul><table><tbody><tr><td>a</td>"
                  "<td>b</td></tr></tbody></table>")  # fmt: skip
    (change,) = compare(old, rewritten("Two", "Three", old))
    assert texts(change.rows) == ["\n• One\n• [+Three+]", "a | b"]


def test_photos_bylines_and_tags_are_compared_too() -> None:
    mara = StoryByline(uid="mara", name="Mara Lind")
    new = replace(
        STORY,
        bylines=(ROBBIE, replace(ANA, name="Anna Whitlock"), mara),
        photos=(replace(FERRY, photo=PrintedPhoto(uid="pier", credit="AP")),),
        tags=(STORY.tags[1], StoryTag(slug="fuel", name="Fuel")),
        related=("two",),
        noindex=True,
    )
    changes = compare(STORY, new, {"one": "Old ferry", "two": "New ferry", "pier": "The pier"})
    told = [(one.label, one.title, one.kind, *texts(one.rows)) for one in changes]
    assert ("Order", "", "changed", "[+Robbie Gramer, Foreign Policy, +]Anna Whitlock") in told
    assert ("Name as printed", "Anna Whitlock", "changed", "[+Anna+] Whitlock") in told
    assert ("Name as printed", "Mara Lind", "added", "[+Mara Lind+]") in told
    assert (
        "Picture",
        "The ferry leaves Port Ellery on Monday.",
        "changed",
        "[+The pier,+] AP",
    ) in (told)
    assert ("Caption", "The harbour.", "removed", "") in told
    assert ("Related stories", "", "changed", "[+New ferry+]") in told
    assert ("Keep out of search engines", "", "changed", "[+yes+]") in told
    assert [change for change in changes if change.field == "photos"][0].old == FERRY
    assert changed_fields(STORY, new) == ["bylines", "photos", "tags", "related", "noindex"]


def test_every_field_has_a_name() -> None:
    names = {part.name for part in fields(StoryContent)} - {"uid"}
    for name in names:
        assert label_of(name) != name
    for field, shape in (("bylines", ANA), ("photos", FERRY), ("items", StoryItem(uid="item"))):
        for part in fields(shape):
            assert part.name == "uid" or label_of(field, part.name) != label_of(field)


@PROPERTY
@given(any_three)
def test_every_version_can_be_read_from_a_comparison(three: Any) -> None:
    old, new, _ = three
    for change in compare(old, new):
        if change.field in ("headline", "deck"):
            (row,) = change.rows
            assert "".join(part.text for part in row.old) == getattr(old, change.field)
            assert "".join(part.text for part in row.new) == getattr(new, change.field)
        if change.field == "body":
            for side, body in (("old", old.body), ("new", new.body)):
                shown = " ".join(
                    "".join(part.text for part in getattr(row, side))
                    for row in change.rows
                    if "figure" not in (row.old_block, row.new_block)
                )
                read = markup.words(shown.replace("•", " ").replace("|", " ")).split()
                assert "".join(read) == "".join(markup.words(body).split())


@PROPERTY
@given(any_three)
def test_fields_that_changed_are_those_compared(three: Any) -> None:
    old, new, _ = three
    assert list(dict.fromkeys(change.field for change in compare(old, new))) == changed_fields(
        old, new
    )


# How big it is


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("The ferry to", "The fery to"),
        ("islands left", "islnads left"),
        ("company said that", "company said, that"),
        ("on Monday", "on <strong>Monday</strong>"),
        ("town council", "Town Council"),
        ("Thursday evening", "Thurs­day evening"),
        ("two hours", "two-hours"),
    ],
)
def test_a_misprint_put_right_is_proposed_as_a_typo(old: str, new: str) -> None:
    assert proposal(STORY, rewritten(old, new)) == "typo"
    assert proposal(rewritten(old, new), STORY) == "typo"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("two hours", "three hours"),
        ("two hours", "hours"),
        ("</p><h2>", "</p><p>A man was hurt.</p><h2>"),
        ("had run out", "had not run out"),
    ],
)
def test_another_word_is_proposed_as_an_update(old: str, new: str) -> None:
    assert proposal(STORY, rewritten(old, new)) == "update"
    assert proposal(rewritten(old, new), STORY) == "update"


def test_another_figure_is_no_misprint() -> None:
    story = rewritten("two hours", "3.5 hours")
    for figure in ("35", "3.6", "13.5"):
        assert proposal(story, rewritten("3.5", figure, story)) == "update"
    assert proposal(story, rewritten("3.5 hours", "3.5, hours", story)) == "typo"


def test_a_new_photo_or_name_is_an_update_and_a_tag_is_not() -> None:
    assert proposal(STORY, replace(STORY, photos=(FERRY,))) == "update"
    assert proposal(STORY, replace(STORY, bylines=(ANA,))) == "update"
    assert proposal(STORY, replace(STORY, items=(StoryItem(uid="i", text="One"),))) == "update"
    assert proposal(STORY, replace(STORY, headline="Fery to the islands is late again")) == "typo"
    assert proposal(STORY, replace(STORY, tags=(), kind=Kind.ANALYSIS)) == "typo"
    moved = replace(STORY, photos=(replace(FERRY, placement=Placement.GALLERY), HARBOUR))
    assert proposal(STORY, moved) == "typo"
    assert proposal(STORY, STORY) == "typo"


def test_changed_words_are_counted() -> None:
    assert difference(STORY, rewritten("two hours late", "on time")).words == 3
    assert difference(STORY, rewritten("What now", "What now, then")).words == 2
    assert difference(STORY, STORY).words == 0
