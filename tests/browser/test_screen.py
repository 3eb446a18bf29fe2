"""The writing screen by keyboard: bylines, photos and tags in place, lengths, what stays open."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from articles.models import Person, Photo, Story, Tag
from articles.publishing import indexing
from tests import make

ADD = "/admin/articles/story/add/"
WINDOWS = {"desktop": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}


@pytest.fixture
def ana(transactional_db: None) -> Person:
    paper = make.organization("The Harbour Courier", kind="own")
    return make.person("Ana Whitlock", position="City reporter", organization=paper)


@pytest.fixture
def photos(transactional_db: None) -> list[Photo]:
    """Three, the newest last."""
    captions = ("A teal field", "A navy field", "A red field")
    colors = ("teal", "navy", "red")
    return [
        make.photo(data=make.jpeg(color=color), library_caption=words, alt_text=f"{words}, flat.")
        for color, words in zip(colors, captions, strict=True)
    ]


def rows(page: Page, part: str = "bylines") -> Locator:
    return page.locator(f"#{part}-group .inline-related:not(.empty-form)")


def values(page: Page, name: str, part: str = "bylines") -> list[str]:
    return [field.input_value() for field in rows(page, part).locator(f"[name$='-{name}']").all()]


def byline_box(page: Page) -> Locator:
    return page.get_by_role("combobox", name="Add by name")


def save(page: Page) -> Story:
    with page.expect_navigation():
        page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".errornote")).to_have_count(0)
    return Story.objects.get()


# Bylines


def test_a_name_is_completed_and_becomes_a_row(story_form: Any, ana: Person) -> None:
    page = story_form(ADD)
    page.locator("#id_headline").fill("Bridge")
    byline_box(page).press_sequentially("whit")
    option = page.get_by_role("option", name="Ana Whitlock City reporter, The Harbour Courier")
    expect(option).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(rows(page)).to_have_count(1)
    expect(rows(page).locator("summary")).to_have_text(
        "Ana Whitlock, City reporter, The Harbour Courier"
    )
    expect(byline_box(page)).to_be_focused()
    (line,) = save(page).bylines.all()
    assert (line.role, line.person, line.organization) == ("by", ana, ana.organization)
    assert str(line) == "Ana Whitlock"
    assert line.affiliation_as_printed == "The Harbour Courier"


def test_a_whole_line_is_read_and_a_new_person_is_made_in_it(story_form: Any, ana: Person) -> None:
    page = story_form(ADD)
    page.locator("#id_headline").fill("Bridge")
    byline_box(page).fill("By Ana Whitlock and Robbie Gramer Foreign Policy")
    page.keyboard.press("Enter")
    expect(rows(page)).to_have_count(2)
    assert values(page, "name_as_printed") == ["Ana Whitlock", "Robbie Gramer"]
    assert values(page, "affiliation_as_printed") == ["Foreign Policy", "Foreign Policy"]
    expect(page.locator("#byline-box .said")).to_contain_text("no known organisation")
    second = rows(page).nth(1)
    expect(second.locator(".guessed")).to_have_count(1)
    second.get_by_role("button", name="New person: “Robbie Gramer”").press("Enter")
    expect(second.locator("summary")).to_have_text("Robbie Gramer")
    expect(page.locator("#announcement")).to_have_text("Linked: Robbie Gramer.")
    lines = list(save(page).bylines.all())
    assert [line.person.name for line in lines] == ["Ana Whitlock", "Robbie Gramer"]


def test_somebody_of_nearly_the_name_is_shown_before_a_new_person(
    story_form: Any, ana: Person
) -> None:
    page = story_form(ADD)
    page.locator("#id_headline").fill("Bridge")
    byline_box(page).fill("Photos by Ana Whitlok")
    page.keyboard.press("Enter")
    row = rows(page).first
    expect(row.get_by_role("button", name="Somebody else")).to_be_visible()
    row.get_by_role("button", name="Ana Whitlock, City reporter").click()
    (line,) = save(page).bylines.all()
    assert (line.role, line.person, line.name_as_printed) == ("photos_by", ana, "Ana Whitlok")
    assert Person.objects.count() == 1


def test_somebody_is_found_for_a_line_that_names_nobody_yet(story_form: Any, ana: Person) -> None:
    story = make.story()
    make.byline(story, "A. Whitlock")
    page = story_form(f"/admin/articles/story/{story.pk}/change/")
    row = rows(page).first
    row.locator("summary", has_text="Nobody linked").press("Enter")
    row.get_by_role("button", name="Find or make a person").press("Enter")
    found = row.get_by_role("button", name="Ana Whitlock, City reporter")
    expect(found).to_be_focused()
    found.press("Enter")
    expect(row.get_by_role("button", name="Find or make a person")).to_have_count(0)
    (line,) = save(page).bylines.all()
    assert (line.person, line.name_as_printed) == (ana, "A. Whitlock")


def test_what_is_no_line_leaves_the_words_where_they_are(story_form: Any, ana: Person) -> None:
    page = story_form(ADD)
    page.route("**/bylines/?*", lambda route: route.abort())
    byline_box(page).fill("By Ana Whitlock")
    page.keyboard.press("Enter")
    expect(page.locator("#byline-box .said")).to_contain_text("does not answer")
    expect(byline_box(page)).to_have_value("By Ana Whitlock")
    expect(rows(page)).to_have_count(0)


# Photos


def test_photos_are_chosen_by_keys_and_become_cards(story_form: Any, photos: list[Photo]) -> None:
    page = story_form(ADD)
    page.locator("#id_headline").fill("Bridge")
    page.get_by_role("button", name="Choose photos").press("Enter")
    dialog = page.get_by_role("dialog", name="Choose photos")
    options = dialog.get_by_role("option")
    expect(options).to_have_count(3)
    expect(options.first).to_contain_text("A red field")
    expect(dialog.get_by_role("searchbox")).to_be_focused()
    for key in ("ArrowDown", "Space", "ArrowRight", "ArrowRight", "Space"):
        page.keyboard.press(key)
    expect(dialog.get_by_role("button", name="Add 2 photos")).to_be_visible()
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    expect(rows(page, "captions")).to_have_count(2)
    assert values(page, "text", "captions") == ["A red field", "A teal field"]
    assert values(page, "placement", "captions") == ["lead", "in_text"]
    first = rows(page, "captions").first
    expect(first.locator("[name$='-text']")).to_be_focused()
    expect(first.locator("[name$='-alt_override']")).to_have_attribute(
        "placeholder", "A red field, flat."
    )
    expect(first.locator("[name$='-credit_override']")).to_have_attribute(
        "placeholder", "Mara Lind / The Harbour Courier"
    )
    expect(first.locator("img.thumbnail")).to_be_visible()
    assert [use.photo for use in save(page).captions.all()] == [photos[2], photos[0]]


def test_the_library_is_searched_and_shows_more(story_form: Any, photos: list[Photo]) -> None:
    for number in range(25):
        make.photo(data=b"", library_caption=f"Gull {number}", alt_text="")
    indexing.index(Photo, Photo.objects.values_list("pk", flat=True))
    page = story_form(ADD)
    page.get_by_role("button", name="Choose photos").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("option")).to_have_count(24)
    expect(dialog.get_by_role("option").first).to_contain_text("no alt text")
    dialog.get_by_role("button", name="Show more").press("Enter")
    expect(dialog.get_by_role("option")).to_have_count(28)
    expect(dialog.get_by_role("option").nth(24)).to_be_focused()
    dialog.get_by_role("searchbox").fill("navy")
    expect(dialog.get_by_role("option")).to_have_count(1)
    dialog.get_by_role("option").click()
    dialog.get_by_role("searchbox").fill("nothing of the kind")
    expect(dialog.get_by_role("status")).to_have_text("No photo has these words.")
    dialog.get_by_role("button", name="Add 1 photo").click()
    assert values(page, "text", "captions") == ["A navy field"]


def test_escape_leaves_the_dialog_and_nothing_is_added(
    story_form: Any, photos: list[Photo]
) -> None:
    page = story_form(ADD)
    opener = page.get_by_role("button", name="Choose photos")
    opener.click()
    page.get_by_role("option", name="A red field").click()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(opener).to_be_focused()
    expect(rows(page, "captions")).to_have_count(0)


def test_a_photo_found_by_its_words_shows_its_picture(story_form: Any, photos: list[Photo]) -> None:
    page = story_form(ADD)
    page.locator("#captions-group .add-row a").click()
    page.locator("#captions-0 .select2-selection").click()
    option = page.get_by_role("option", name="A red field")
    expect(option.locator("img")).to_be_visible()
    expect(option).to_contain_text("Mara Lind / The Harbour Courier")


def test_a_picture_file_is_shown_as_soon_as_it_is_chosen(visit: Any, photos: list[Photo]) -> None:
    page = visit("/admin/articles/photo/add/")
    file = {"name": "gull.jpg", "mimeType": "image/jpeg", "buffer": make.jpeg(color="white")}
    page.locator("#id_upload").set_input_files(file)
    expect(page.locator(".just-chosen")).to_be_visible()
    page.goto(f"/admin/articles/photo/{photos[0].pk}/change/")
    page.locator("#id_upload").set_input_files(file)
    expect(page.locator(".just-chosen")).to_be_visible()
    expect(page.locator(".field-picture img")).to_have_count(0)


# Tags


def tags_box(page: Page) -> Locator:
    return page.get_by_role("combobox", name="Tags")


def chips(page: Page) -> list[str]:
    return [tag.inner_text() for tag in page.locator(".chosen-tags li > span").all()]


def tags_of(story: Story) -> list[str]:
    return sorted(row.tag.name for row in story.story_tags.all())


@pytest.fixture
def tags(transactional_db: None) -> None:
    Tag.objects.create(name="Chechens", slug="chechens")
    Tag.objects.create(name="Port Ellery", slug="port-ellery", kind=Tag.Kind.PLACE)


def test_tags_are_completed_shown_with_their_kind_and_taken_out(
    story_form: Any, tags: None
) -> None:
    page = story_form(ADD)
    page.locator("#id_headline").fill("Bridge")
    tags_box(page).press_sequentially("elle")
    expect(page.get_by_role("option", name="Port Ellery place")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    tags_box(page).press_sequentially("Ferry timetable")
    page.keyboard.press("Enter")
    expect(page.locator(".chosen-tags li")).to_have_count(2)
    tags_box(page).press_sequentially("CHECHENS,")
    expect(page.locator(".chosen-tags li")).to_have_count(3)
    assert chips(page) == ["Port Ellery", "Ferry timetable", "Chechens"]
    expect(page.locator(".chosen-tags li").first).to_contain_text("place")
    page.get_by_role("button", name="Remove Port Ellery").press("Enter")
    expect(tags_box(page)).to_be_focused()
    story = save(page)
    assert tags_of(story) == ["Chechens", "Ferry timetable"]
    assert chips(page) == ["Chechens", "Ferry timetable"]
    tags_box(page).press("Backspace")
    assert chips(page) == ["Chechens"]


def test_a_tag_nearly_there_is_asked_about(story_form: Any, tags: None) -> None:
    page = story_form(ADD)
    page.locator("#id_headline").fill("Bridge")
    tags_box(page).fill("chechen")
    page.keyboard.press("Enter")
    expect(page.get_by_role("option", name="Chechens")).to_be_visible()
    assert chips(page) == []
    page.get_by_role("option", name="“chechen” is another one").click()
    assert chips(page) == ["chechen"]
    assert tags_of(save(page)) == ["chechen"]


def test_without_script_tags_are_a_line_and_a_near_one_is_a_choice(visit: Any, tags: None) -> None:
    page = visit(ADD, java_script_enabled=False)
    page.get_by_label("Tags").fill("chechen, Ferry timetable")
    with page.expect_navigation():
        page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("“chechen” is new and close to “Chechens”.")).to_be_visible()
    page.get_by_label("What is meant by “chechen”?").select_option("Use “Chechens”")
    assert tags_of(save(page)) == ["Chechens", "Ferry timetable"]


# Lengths, and how it looks


def test_lengths_are_counted_while_one_types(story_form: Any) -> None:
    page = story_form(ADD)
    page.locator("#id_headline").fill("x" * 80)
    expect(page.locator("#headline-length")).to_have_text("80 characters")
    expect(page.locator("#announcement")).to_be_empty()
    page.locator("#id_headline").fill("x" * 81)
    longer = "81 characters: longer than lists like (80)"
    expect(page.locator("#headline-length")).to_have_text(longer)
    expect(page.locator("#announcement")).to_have_text(longer)
    text = page.get_by_role("textbox", name="Text")
    text.press_sequentially("One two three")
    page.keyboard.press("Enter")
    text.press_sequentially("four")
    expect(page.locator("#text-length")).to_have_text("4 words")
    expect(page.get_by_text("1 min to read")).to_be_visible()
    page.get_by_label("Planned length").fill("600")
    expect(page.locator("#text-length")).to_have_text("4 of 600 words")
    page.get_by_label("Planned length").fill("3")
    expect(page.locator("#text-length")).to_have_text("4 of 3 words: 1 too many")
    assert save(page).planned_words == 3


def test_the_look_in_a_list_follows_what_is_typed(story_form: Any, ana: Person) -> None:
    make.section("Opinion", label="Commentary")
    page = story_form(ADD)
    page.locator("#id_headline").fill("Ten sandbags and a map")
    page.get_by_label("Section").select_option("Opinion")
    page.locator("#id_kind").select_option("Column")
    byline_box(page).fill("Ana Whitlock")
    page.keyboard.press("Enter")
    page.locator(".in-a-list summary").click()
    teaser = page.locator(".teaser")
    expect(teaser).to_contain_text("Commentary · Column")
    expect(teaser.locator(".title")).to_have_text("Ana Whitlock: Ten sandbags and a map")
    page.get_by_label("Web headline").fill("Sandbags")
    expect(teaser.locator(".title")).to_have_text("Ana Whitlock: Sandbags")


def test_panels_stand_as_this_person_left_them(story_form: Any) -> None:
    page = story_form(ADD)
    heading = page.get_by_role("heading", name="Dates and address")
    slug = page.get_by_label("Slug")
    expect(slug).to_be_hidden()
    heading.click()
    expect(slug).to_be_visible()
    page.reload()
    expect(slug).to_be_visible()
    heading.click()
    expect(slug).to_be_hidden()
    page.reload()
    expect(slug).to_be_hidden()


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("colors", ["light", "dark"])
def test_axe_finds_nothing_in_what_opens(
    story_form: Any, photos: list[Photo], ana: Person, tags: None, colors: str, window: str
) -> None:
    page = story_form(ADD, color_scheme=colors, viewport=WINDOWS[window])
    page.locator(".in-a-list summary").click()
    byline_box(page).fill("By Ana Whitlok and Robbie Gramer Foreign Policy")
    page.keyboard.press("Enter")
    expect(rows(page)).to_have_count(2)
    rows(page).first.locator("summary").click()
    tags_box(page).fill("chechen")
    page.keyboard.press("Enter")
    expect(page.get_by_role("option", name="Chechens")).to_be_visible()
    assert axe(page) == []
    page.get_by_role("button", name="Choose photos").click()
    page.get_by_role("option", name="A red field").click()
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= WINDOWS[window]["width"]


def axe(page: Page) -> list[Any]:
    found = Axe().run(page).response["violations"]
    return [(one["id"], [node["target"] for node in one["nodes"]]) for one in found]
