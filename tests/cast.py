"""One person of each role, and an outsider who must see nothing."""

from importlib import import_module
from typing import Any

from django.contrib.auth.models import Group, Permission, User

from articles.models import Section, SectionLimit

PASSWORD = "correct horse battery staple"
migration: Any = import_module("articles.migrations.0007_groups")


def make_groups() -> None:
    """As the migration does, for a test that emptied the database: its rows went too."""
    migration.make(Group, Permission)


def user(name: str, *codenames: str, group: str = "", **fields: Any) -> User:
    """Somebody of a group, or with these permissions and no more."""
    fields.setdefault("is_staff", True)
    made: User = User.objects.create_user(name, password=PASSWORD, **fields)
    made.user_permissions.set(
        Permission.objects.filter(content_type__app_label="articles", codename__in=codenames)
    )
    if group:
        made.groups.add(_group(group))
    return made


def _group(name: str) -> Group:
    if not Group.objects.filter(name=name).exists():
        make_groups()
    return Group.objects.get(name=name)


def reporter(name: str = "rosa", **fields: Any) -> User:
    """Writes stories of their own, and may not publish."""
    return user(name, group="Reporter", **fields)


def copy_editor(name: str = "cora", **fields: Any) -> User:
    """Works on everybody's stories, and may not publish."""
    return user(name, group="Copy editor", **fields)


def editor(name: str = "edith", **fields: Any) -> User:
    """Writes, publishes, withdraws."""
    return user(name, group="Editor", **fields)


def photo_editor(name: str = "pia", **fields: Any) -> User:
    """Looks after photos, in everybody's stories."""
    return user(name, group="Photo editor", **fields)


def publisher(name: str = "paula", **fields: Any) -> User:
    """May everything, logins and sections included, and is no superuser."""
    return user(name, group="Publisher", **fields)


def outsider(name: str = "otto") -> User:
    """Has a login and no business here."""
    return user(name, is_staff=False)


def works_in(person: User, *sections: Section) -> User:
    """The person, limited to these sections, as the next request reads them."""
    SectionLimit.objects.bulk_create(
        SectionLimit(user=person, section=section) for section in sections
    )
    return User.objects.get(pk=person.pk)
