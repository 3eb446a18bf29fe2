"""Logins: who makes them, who may change whose, and that nobody climbs."""

import logging
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission, User
from django.test import Client

from articles.models import SectionLimit
from articles.publishing import actions
from tests import cast, make
from tests.forms import form_fields

pytestmark = pytest.mark.django_db
ADD = "/admin/auth/user/add/"
SECRET = "a long enough sentence 9"


def change(user: User) -> str:
    return f"/admin/auth/user/{user.pk}/change/"


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(cast.publisher())
    return client


def boxes(page: str, name: str) -> list[str]:
    """The values of the checked boxes of a name."""
    parts = page.split(f'name="{name}" value="')[1:]
    return [part.partition('"')[0] for part in parts if "checked" in part.partition(">")[0]]


def send(desk: Client, address: str, **typed: Any) -> Any:
    """The user form as it stands, its boxes checked as they are, with some things changed."""
    page = desk.get(address).content.decode()
    fields = form_fields(page, "user_form")
    fields |= {name: boxes(page, name) for name in ("groups", "sections")}
    sent = {name: value for name, value in (fields | typed).items() if value is not None}
    return desk.post(address, sent, follow=True)


def record() -> str:
    """What the newest line on rights says."""
    lines = LogEntry.objects.filter(change_message__startswith="Rights")
    return lines[0].get_change_message() if lines else ""


def group(name: str) -> int:
    return Group.objects.get(name=name).pk


def test_a_publisher_adds_somebody_with_a_group_and_a_section(desk: Client) -> None:
    sports = make.section("Sports")
    answer = send(
        desk, ADD, username="rosa", password1=SECRET, password2=SECRET, first_name="Rosa",
        groups=[group("Reporter")], sections=[sports.pk],
    )  # fmt: skip
    assert "errornote" not in answer.content.decode()
    rosa = User.objects.get(username="rosa")
    assert (rosa.is_staff, rosa.is_superuser, rosa.first_name) == (True, False, "Rosa")
    assert [str(limit) for limit in SectionLimit.objects.filter(user=rosa)] == ["Sports"]
    client = Client()
    assert client.login(username="rosa", password=SECRET)
    assert client.get("/admin/articles/story/add/").status_code == 200


def test_every_group_of_the_paper_can_be_given(desk: Client) -> None:
    page = desk.get(ADD).content.decode()
    for name in ("Reporter", "Copy editor", "Editor", "Photo editor", "Publisher"):
        assert f'name="groups" value="{group(name)}"' in page, name


def test_groups_and_sections_are_changed_and_the_record_says_what_holds(
    desk: Client, caplog: pytest.LogCaptureFixture
) -> None:
    sports, news = make.section("Sports"), make.section("News")
    rosa = cast.works_in(cast.reporter(), sports)
    with caplog.at_level(logging.INFO, logger="articles"):
        send(desk, change(rosa), groups=[group("Editor")], sections=[news.pk])
    rosa = User.objects.get(username="rosa")
    assert [str(one) for one in rosa.groups.all()] == ["Editor"]
    assert [str(limit) for limit in SectionLimit.objects.filter(user=rosa)] == ["News"]
    assert record() == "Rights: Editor; in News."
    assert "paula gave rosa: Rights: Editor; in News." in caplog.messages
    send(desk, change(rosa), sections=[], is_active=None)
    assert record() == "Rights: Editor; in all sections; deactivated."
    assert not SectionLimit.objects.exists()


def test_a_save_that_changes_no_right_keeps_them_and_says_none(desk: Client) -> None:
    rosa = cast.works_in(cast.reporter(), make.section("Sports"))
    send(desk, change(rosa), first_name="Rosa")
    rosa.refresh_from_db()
    assert rosa.first_name == "Rosa"
    assert [str(one) for one in rosa.groups.all()] == ["Reporter"]
    assert SectionLimit.objects.filter(user=rosa).count() == 1
    assert record() == ""


def test_a_login_is_deactivated_and_never_deleted(desk: Client) -> None:
    rosa = cast.reporter()
    story = make.story(begun_by=rosa)
    actions.submit(story, by=rosa)
    at_work = Client()
    at_work.force_login(rosa)
    assert at_work.get("/admin/").status_code == 200
    send(desk, change(rosa), is_active=None)
    assert at_work.get("/admin/").status_code == 302
    for who in (desk, superuser()):
        assert "deletelink" not in who.get(change(rosa)).content.decode()
        delete = change(rosa).replace("change", "delete")
        assert who.post(delete, {"post": "yes"}).status_code == 403
        sent = {"action": "delete_selected", "_selected_action": [rosa.pk], "post": "yes"}
        who.post("/admin/auth/user/", sent)
    assert User.objects.filter(pk=rosa.pk).exists()


def superuser() -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("chief", password=SECRET))
    return client


# Nobody climbs


@pytest.mark.parametrize("who", ["somebody", "self", "new"])
def test_no_request_makes_a_superuser_or_gives_a_right_of_its_own(who: str, desk: Client) -> None:
    right = Permission.objects.get(codename="change_permission")
    crafted = {"is_superuser": "on", "user_permissions": [right.pk]}
    address = {
        "somebody": change(cast.reporter()),
        "self": change(User.objects.get(username="paula")),
        "new": ADD,
    }[who]
    page = desk.get(address).content.decode()
    assert "is_superuser" not in page
    assert "user_permissions" not in page
    if who == "new":
        crafted |= {"username": "mole", "password1": SECRET, "password2": SECRET}
    send(desk, address, **crafted)
    assert not User.objects.filter(is_superuser=True).exists()
    assert not User.objects.filter(user_permissions=right).exists()


@pytest.mark.parametrize("active", [True, False])
def test_a_superuser_is_seen_and_not_touched(active: bool, desk: Client) -> None:
    chief = User.objects.create_superuser("chief", password=SECRET, is_active=active)
    page = desk.get(change(chief)).content.decode()
    assert 'name="_save"' not in page
    assert "pbkdf2" not in page
    assert "md5" not in page
    before = User.objects.values().get(pk=chief.pk)
    password = f"/admin/auth/user/{chief.pk}/password/"
    assert desk.get(password).status_code == 403
    new = {"password1": SECRET * 2, "password2": SECRET * 2, "usable_password": "true"}
    assert desk.post(password, new).status_code == 403
    assert desk.post(change(chief), {"username": "chief", "is_active": "on"}).status_code == 403
    assert desk.post(change(chief).replace("change", "delete")).status_code == 403
    assert User.objects.values().get(pk=chief.pk) == before


@pytest.mark.parametrize("active", [True, False])
def test_who_may_more_is_out_of_reach_and_their_group_is_not_given(
    active: bool, desk: Client
) -> None:
    technicians = Group.objects.create(name="Technicians")
    technicians.permissions.add(Permission.objects.get(codename="change_group"))
    teo = cast.user("teo", is_active=active)
    teo.groups.add(technicians)
    assert desk.post(f"/admin/auth/user/{teo.pk}/password/").status_code == 403
    assert desk.post(change(teo), {"username": "teo"}).status_code == 403
    rosa = cast.reporter()
    assert f'value="{technicians.pk}"' not in desk.get(change(rosa)).content.decode()
    for address in (change(rosa), change(User.objects.get(username="paula"))):
        send(desk, address, groups=[technicians.pk])
    assert list(technicians.user_set.all()) == [teo]


def test_nobody_changes_their_own_rights(desk: Client) -> None:
    paula = User.objects.get(username="paula")
    sports = make.section("Sports")
    sent = {"groups": [group("Reporter")], "sections": [sports.pk], "first_name": "Paula"}
    answer = send(desk, change(paula), **sent, is_active=None, is_staff=None)
    assert answer.status_code == 200
    paula.refresh_from_db()
    assert (paula.first_name, paula.is_active, paula.is_staff) == ("Paula", True, True)
    assert [str(one) for one in paula.groups.all()] == ["Publisher"]
    assert not SectionLimit.objects.exists()


def test_a_superuser_alone_changes_what_a_group_may(desk: Client) -> None:
    editors = Group.objects.get(name="Editor")
    address = f"/admin/auth/group/{editors.pk}/change/"
    assert "Can publish and schedule stories" in desk.get(address).content.decode()
    assert desk.post(address, {"name": "Mine", "permissions": []}).status_code == 403
    chief = superuser()
    assert chief.post(address, {"name": "Editors", "permissions": []}).status_code == 302
    editors.refresh_from_db()
    assert editors.name == "Editors"


def test_a_superuser_makes_superusers(desk: Client) -> None:
    rosa = cast.reporter()
    chief = superuser()
    send(chief, change(rosa), is_superuser="on")
    rosa.refresh_from_db()
    assert rosa.is_superuser
    assert record() == "Rights: Reporter; in all sections; superuser."


def test_the_list_of_logins_takes_the_same_queries_however_long(
    desk: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(20):
        cast.reporter(f"r{number}")
    with django_assert_max_num_queries(12):
        assert "r19" in desk.get("/admin/auth/user/").content.decode()
