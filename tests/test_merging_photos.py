"""Two people and the photos inside one text: each change is kept, and told in words."""

from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from articles import markup
from articles.content import PhotoUse, Placement, PrintedPhoto, StoryContent
from articles.merging import changed_fields, compare, difference, merge, proposal

UID = "0b5d2c1e-0000-4000-8000-00000000000{}"
F, G, H = (f'<figure data-caption="{UID.format(end)}"></figure>' for end in "abc")
ONE, TWO, THREE = (
    f"<p>{words}</p>"
    for words in (
        "The bridge opens on Monday, the town says.",
        "Cars may use one lane until the end of June.",
        "The ferry goes on for a year.",
    )
)
TWO_ANEW = "<p>Cars and lorries may use one lane until the end of July.</p>"
NEW = "<p>Nobody else was asked.</p>"


def story(*blocks: str) -> StoryContent:
    return StoryContent(uid="story", body="".join(blocks))


def merged(base: Any, theirs: Any, mine: Any) -> str:
    """The body both ways round, which is the same."""
    three = [story(*blocks) for blocks in (base, theirs, mine)]
    there, here = merge(*three), merge(three[0], three[2], three[1])
    assert there.collisions == here.collisions == ()
    assert there.content.body == here.content.body
    assert merge(three[0], three[1], there.content).content == there.content
    return there.content.body


@pytest.mark.parametrize(
    ("base", "theirs", "mine", "both"),
    [
        # One puts a photo in, takes it out or moves it; the other writes.
        ([ONE, TWO], [ONE, F, TWO], [ONE, TWO_ANEW], [ONE, F, TWO_ANEW]),
        ([ONE, TWO], [F, ONE, TWO], [ONE, TWO_ANEW], [F, ONE, TWO_ANEW]),
        ([ONE, F, TWO], [ONE, TWO], [ONE, F, TWO_ANEW], [ONE, TWO_ANEW]),
        ([ONE, F, TWO], [ONE, TWO, F], [ONE, F, TWO_ANEW], [ONE, TWO_ANEW, F]),
        ([ONE, TWO, F], [F, ONE, TWO], [ONE, TWO_ANEW, F], [F, ONE, TWO_ANEW]),
        ([ONE, F, TWO, THREE], [ONE, TWO, F, THREE], [ONE, F, THREE], [ONE, F, THREE]),
        # The paragraph beside it is gone: it stays beside the other.
        ([ONE, TWO, THREE], [ONE, TWO, F, THREE], [ONE, THREE], [ONE, F, THREE]),
        ([ONE, TWO], [ONE, TWO, F], [ONE], [ONE, F]),
        ([TWO], [F, TWO], [NEW, TWO], [F, NEW, TWO]),
        # Writing beside a photo does not move it.
        ([ONE, F, TWO], [ONE, TWO, F], [ONE, NEW, F, TWO], [ONE, NEW, TWO, F]),
        ([ONE, F, TWO], [ONE, F, NEW, TWO], [ONE, F, TWO_ANEW], [ONE, F, NEW, TWO_ANEW]),
        ([ONE, F, TWO], [ONE, NEW, F, TWO], [ONE, F, TWO_ANEW], [ONE, NEW, F, TWO_ANEW]),
        # Two photos.
        ([ONE, TWO], [ONE, F, TWO], [ONE, TWO, G], [ONE, F, TWO, G]),
        ([ONE, F, G, TWO], [ONE, G, F, TWO], [ONE, F, G, TWO_ANEW], [ONE, G, F, TWO_ANEW]),
        ([ONE, F, TWO, G], [F, ONE, TWO, G], [ONE, F, TWO], [F, ONE, TWO]),
    ],
)
def test_who_places_photos_and_who_writes_both_have_their_way(
    base: Any, theirs: Any, mine: Any, both: Any
) -> None:
    assert merged(base, theirs, mine) == "".join(both)


def test_a_photo_that_both_moved_stands_where_the_later_put_it() -> None:
    done = merge(story(ONE, F, TWO), story(F, ONE, TWO), story(ONE, TWO, F))
    assert done.collisions == ()
    assert done.content.body == ONE + TWO + F


def test_where_words_collide_the_photos_are_merged_all_the_same() -> None:
    base, theirs = story(ONE, TWO), story(ONE, F, "<p>Theirs.</p>")
    done = merge(base, theirs, story(ONE, "<p>Mine.</p>"))
    (collision,) = done.collisions
    assert "figure" not in collision.base + collision.theirs + collision.mine
    assert done.content.body == f"{ONE}{F}<p>Mine.</p>"


_blocks = st.lists(st.sampled_from([ONE, TWO, THREE, NEW, F, G, H, F, G]), max_size=7, unique=True)


@settings(max_examples=300, deadline=None)
@given(st.tuples(_blocks, _blocks, _blocks))
def test_photos_are_neither_lost_nor_doubled(three: Any) -> None:
    base, theirs, mine = (story(*blocks) for blocks in three)
    body = merge(base, theirs, mine).content.body
    assert markup.clean(body) == body
    was, other, own = map(set, three)
    for photo in (F, G, H):
        if (photo in was) == (photo in other):
            assert (photo in body) == (photo in own)
        if photo not in was:
            assert (photo in body) == (photo in own or photo in other)


# Told in words


def use(end: str, caption: str) -> PhotoUse:
    photo = PrintedPhoto(uid=f"photo-{end}")
    return PhotoUse(uid=UID.format(end), photo=photo, placement=Placement.IN_TEXT, caption=caption)


def told(old: Any, new: Any) -> list[str]:
    """The rows of a comparison: label, and what stands left and right."""
    photos = (use("a", "Ferry & <pier>"), use("b", "Mayor"))
    before, after = (
        StoryContent(uid="story", body="".join(blocks), photos=photos) for blocks in (old, new)
    )
    (change,) = compare(before, after)
    assert change.field == "body"
    return [
        " | ".join(
            [row.label, *("".join(part.text for part in side) for side in (row.old, row.new))]
        )
        for row in change.rows
        if row.kind != "same"
    ]


def test_a_photo_put_in_taken_out_or_moved_is_told_in_words() -> None:
    name = "Ferry &amp; &lt;pier&gt;"
    assert told([ONE, TWO], [ONE, F, TWO]) == [f"Photo put in |  | {name}"]
    assert told([ONE, F, TWO], [ONE, TWO]) == [f"Photo taken out | {name} | "]
    assert told([ONE, F, TWO], [ONE, TWO, F]) == [
        f"Photo moved away from here | {name} | ",
        f"Photo moved here |  | {name}",
    ]
    assert told([ONE, F, G, TWO], [ONE, G, F, TWO]) == [
        "Photo moved here |  | Mayor",
        "Photo moved away from here | Mayor | ",
    ]
    assert told([ONE, H], [ONE]) == ["Photo taken out | A photo that the story does not have | "]


def test_a_photo_that_stayed_is_no_change_whatever_is_written_beside_it() -> None:
    for changed in ([ONE, NEW, F, TWO], [ONE, F, NEW, TWO]):
        assert told([ONE, F, TWO], changed) == [" |  | Nobody else was asked."]
    assert told([ONE, F, TWO, THREE], [ONE, F, THREE]) == [
        " | Cars may use one lane until the end of June. | "
    ]
    assert told([ONE, TWO, F], [TWO, F]) == [" | The bridge opens on Monday, the town says. | "]


@settings(max_examples=200, deadline=None)
@given(st.tuples(_blocks, _blocks))
def test_every_photo_stands_in_a_comparison_on_its_side(two: Any) -> None:
    old, new = (story(*blocks) for blocks in two)
    assert bool(changed_fields(old, new)) == (old.body != new.body)
    rows = [row for change in compare(old, new) for row in change.rows]
    if rows:
        for name, content in (("old_block", old), ("new_block", new)):
            shown = [getattr(row, name) for row in rows].count("figure")
            assert shown == content.body.count("<figure")
        assert any(row.kind != "same" for row in rows)


def test_putting_a_photo_in_is_an_update_and_moving_it_is_not() -> None:
    assert proposal(story(ONE, TWO), story(ONE, F, TWO)) == "update"
    assert proposal(story(ONE, F, TWO), story(ONE, TWO)) == "update"
    assert proposal(story(ONE, F, TWO), story(ONE, G, TWO)) == "update"
    assert proposal(story(ONE, F, TWO), story(ONE, TWO, F)) == "typo"
    assert difference(story(ONE, TWO), story(ONE, F, TWO)).words == 0
