"""The demo paper, read on the Sunday night of its week: nothing missing, every page in order."""

import re
import shutil
import tempfile
import unicodedata
from datetime import datetime, timedelta
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.conf import settings
from django.core.management import call_command
from django.test import TestCase, override_settings
from django.utils import timezone

from articles import markup
from articles.bylines import Role
from articles.content import ItemKind, Kind, Placement, StoryContent
from articles.models import Correction, Photo, Publication, Section, Story

NEW_YORK = ZoneInfo("America/New_York")
MONDAY = datetime(2026, 11, 16, tzinfo=NEW_YORK)
SUNDAY_NIGHT = datetime(2026, 11, 22, 23, tzinfo=NEW_YORK)
OPINION = {Kind.COLUMN, Kind.EDITORIAL, Kind.LETTER}
FIGURE = re.compile(r"<figure\b.*?</figure>", re.DOTALL)


def in_folder(folder: str) -> dict[str, Any]:
    """Masters and renditions in a folder of their own."""
    stores = {name: dict(store) for name, store in settings.STORAGES.items()}
    for name in ("default", "masters", "renditions"):
        stores[name]["OPTIONS"] = stores[name]["OPTIONS"] | {"location": f"{folder}/{name}"}
    return stores


class DemoTests(TestCase):
    """The demo is loaded once; every test reads it on Sunday at eleven at night."""

    @classmethod
    def setUpTestData(cls) -> None:
        folder = tempfile.mkdtemp()
        cls.addClassCleanup(shutil.rmtree, folder)
        cls.stores = in_folder(folder)
        with time_machine.travel(SUNDAY_NIGHT), override_settings(STORAGES=cls.stores):
            said = StringIO()
            call_command("loaddata", "demo", stdout=said)
        cls.said = said.getvalue()

    @pytest.fixture(autouse=True)
    def sunday_night(self) -> Any:
        with time_machine.travel(SUNDAY_NIGHT, tick=False):
            yield

    def live(self) -> list[Publication]:
        return list(Publication.objects.live(timezone.now()).select_related("section__parent"))

    def contents(self) -> list[StoryContent]:
        return [publication.story_content() for publication in self.live()]

    def the(self, source_id: str) -> Publication:
        return Publication.objects.live(timezone.now()).get(story__source_id=source_id)

    def page(self, path: str) -> str:
        answer = self.client.get(path)
        assert answer.status_code == 200, path
        return answer.content.decode()

    # The paper as a whole

    def test_it_has_about_sixty_stories_and_forty_photos(self) -> None:
        assert 55 <= Story.objects.count() <= 70
        assert Photo.objects.count() == 40
        assert Photo.objects.exclude(sha256="").count() == 40

    def test_loading_it_leaves_nothing_to_look_at_again(self) -> None:
        assert self.said.startswith("Installed ")

    def test_loading_it_again_changes_nothing(self) -> None:
        said = StringIO()
        with override_settings(STORAGES=self.stores):
            call_command("loaddata", "demo", stdout=said)
        assert ": 0 new, 0 changed, " in said.getvalue()
        assert said.getvalue().endswith("; 0 published.\n")

    def test_its_bodies_hold_only_what_a_story_may_hold(self) -> None:
        for story in Story.objects.all():
            assert markup.clean(story.body) == story.body, story

    def test_most_stories_are_out_and_some_wait_in_every_state(self) -> None:
        states = list(Story.objects.values_list("state", flat=True))
        assert states.count("published") >= 48
        assert set(states) == {"published", "draft", "in_review", "ready", "held"}

    def test_it_has_six_sections_and_three_within_news(self) -> None:
        tops = Section.objects.filter(parent=None).values_list("name", flat=True)
        assert sorted(tops) == ["Business", "Culture", "Life", "News", "Opinion", "Sports"]
        within = Section.objects.filter(parent__slug="news").values_list("name", flat=True)
        assert sorted(within) == ["Harbour", "Schools", "Town Hall"]

    def test_every_day_of_its_week_has_four_stories_and_a_lead_with_a_picture(self) -> None:
        for days in range(7):
            day = (MONDAY + timedelta(days)).date()
            of_the_day = [
                content
                for content in self.contents()
                if content.first_published_at.astimezone(NEW_YORK).date() == day
            ]
            assert len(of_the_day) >= 4, day
            assert [
                content
                for content in of_the_day
                if content.lead_photo and content.kind not in OPINION
            ], day

    def test_some_stories_are_older_and_one_is_from_2019(self) -> None:
        years = [content.first_published_at.year for content in self.contents()]
        assert years.count(2019) == 1
        assert len([year for year in years if year < 2026]) >= 3

    def test_no_text_names_a_day_that_moves_when_the_demo_is_loaded(self) -> None:
        moving = re.compile(r"\b(?:Oct(?:ober|\.)|Nov(?:ember|\.)|Dec(?:ember|\.)) \d|\b202[67]\b")
        for content in self.contents():
            printed = [
                content.headline, content.deck, markup.words(content.body),
                *(use.caption for use in content.photos),
                *(item.text for item in content.items),
            ]  # fmt: skip
            assert not moving.search(" ".join(printed)), content.headline

    # Readers' pages

    def test_every_live_story_answers_and_stands_in_its_section(self) -> None:
        lists: dict[str, str] = {}
        for publication in self.live():
            self.page(publication.path)
            address = publication.section.get_absolute_url()
            lists[address] = lists.get(address) or self.page(address)
            assert f'href="{publication.path}"' in lists[address], publication

    def test_the_front_shows_the_week(self) -> None:
        front = self.page("/")
        for name in ("News", "Sports", "Business", "Culture", "Opinion", "Life"):
            assert f">{name}</" in front, name
        lead = self.the("week-in-ten-pictures").path
        first = re.search(r'href="(/stories/[^"]+)"', front)
        assert first
        assert first[1] == lead

    def test_every_kind_of_story_is_there(self) -> None:
        kinds = [content.kind for content in self.contents()]
        assert set(kinds) == set(Kind)
        for kind in (Kind.COLUMN, Kind.EDITORIAL, Kind.ANALYSIS):
            assert kinds.count(kind) >= 3, kind

    def test_every_form_of_byline_is_there(self) -> None:
        lines = [content.bylines for content in self.contents()]
        names = [name for line in lines for name in line]
        assert {name.role for name in names} == set(Role)
        assert {1, 2, 5} <= {sum(name.role == Role.BY for name in line) for line in lines}
        assert () in lines
        assert [name for name in names if name.email and name.phone]
        assert [name for name in names if not name.name and name.affiliation]
        packages = {name.name for name in names if name.role == Role.PACKAGE}
        assert packages == {"From staff reports", "From wire reports", "Compiled from wire reports"}

    def test_briefs_stand_in_two_packages_with_datelines(self) -> None:
        packages = [content for content in self.contents() if content.kind == Kind.BRIEFS]
        datelines = {item.dateline for package in packages for item in package.items}
        assert len(packages) == 2
        assert {"BOSTON", "KEIZER, Ore.", "SARGODHA, Pakistan"} <= datelines

    def test_letters_come_as_a_set_and_alone_and_are_signed(self) -> None:
        letters = [content for content in self.contents() if content.kind == Kind.LETTER]
        assert sorted(len(story.items) for story in letters) == [1, 3]
        for item in [item for story in letters for item in story.items]:
            assert item.kind == ItemKind.LETTER
            assert item.signatory
            assert item.town

    def test_each_letter_of_the_set_has_a_page_of_its_own(self) -> None:
        publication = self.the("letters-november-20")
        in_the_set = self.page(publication.path)
        for item in publication.story_content().items:
            address = f"{publication.path}{item.anchor}/"
            assert f'href="{address}"' in in_the_set
            assert item.signatory in self.page(address)

    def test_a_reply_leads_to_its_story_and_back(self) -> None:
        reply, story = self.the("letter-line-crews"), self.the("november-storm")
        assert f'href="{story.path}"' in self.page(reply.path)
        assert f'href="{reply.path}"' in self.page(story.path)

    def test_some_photos_are_for_sale_and_no_agencys(self) -> None:
        sold = Photo.objects.filter(for_sale=True).select_related("organization")
        assert len(sold) >= 8
        assert not [photo for photo in sold if photo.is_an_agencys]

    def test_one_headline_has_113_characters_and_others_one_word(self) -> None:
        headlines = [content.headline for content in self.contents()]
        assert [len(headline) for headline in headlines].count(113) == 1
        assert {"Briefly", "Fog", "Frost"} <= set(headlines)

    def test_a_story_in_arabic_says_so_and_keeps_its_letters(self) -> None:
        page = self.page(self.the("welcome-guide-arabic").path)
        assert re.search('<article\\b[^>]* lang="ar" dir="', page)
        assert re.search("<h1[^>]*>[\u0621-\u064a]", page)
        assert "ليلى حداد" in page

    def test_a_story_in_arabic_runs_from_right_to_left(self) -> None:
        page = self.page(self.the("welcome-guide-arabic").path)
        opening, text = re.search(r"(<article\b[^>]*>)(.*?)</article>", page, re.DOTALL).groups()
        first_letter = re.search(r"[^\W\d_]", markup.words(text))[0]
        assert 'dir="rtl"' in opening or unicodedata.bidirectional(first_letter) == "AL"

    def test_ten_photos_stand_in_one_story_before_in_and_below_the_text(self) -> None:
        publication = self.the("week-in-ten-pictures")
        photos = publication.story_content().photos
        assert {use.placement for use in photos} == set(Placement)
        figures = FIGURE.findall(self.page(publication.path))
        assert len(figures) == len(photos) == 10
        for use, figure in zip(photos, figures, strict=True):
            assert f'alt="{use.alt_text}"' in figure
            assert use.caption in figure
            assert re.search(r"\((?:Ida Quimby|Wes Thorne) / ", figure), figure

    def test_every_photo_says_what_it_shows_and_whose_it_is(self) -> None:
        for photo in Photo.objects.all():
            assert len(photo.alt_text) > 30, photo
            assert photo.credit_as_printed, photo
            assert photo.library_caption, photo
            assert photo.place, photo
            assert photo.taken_at < SUNDAY_NIGHT, photo

    def test_every_photo_is_printed_somewhere(self) -> None:
        shown = {use.photo.uid for content in self.contents() for use in content.photos}
        waiting = {"cafe-window", "islands-from-above"}  # with stories that are not out yet
        unseen = [photo for photo in Photo.objects.all() if str(photo.uid) not in shown]
        assert {photo.source_id for photo in unseen} == waiting

    def test_corrections_stand_under_the_stories_they_concern(self) -> None:
        corrections = Correction.objects.select_related("story")
        in_stories = [row for row in corrections if row.story]
        assert len({row.story for row in in_stories}) >= 3
        for row in in_stories:
            publication = self.the(row.story.source_id)
            assert row.at > publication.first_published_at
            page = self.page(publication.path)
            assert row.what_is_right in page
            assert row.cause
            assert row.get_kind_display() in page

    def test_one_correction_concerns_the_printed_paper_only(self) -> None:
        row = Correction.objects.get(story=None)
        assert row.where_printed == "headline on Wednesday’s front page"
