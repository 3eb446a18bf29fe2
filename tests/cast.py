"""One person of each role, and an outsider who must see nothing."""

from django.contrib.auth.models import Permission, User

PASSWORD = "correct horse battery staple"


def user(name: str, *codenames: str, **fields: object) -> User:
    fields.setdefault("is_staff", True)
    made: User = User.objects.create_user(name, password=PASSWORD, **fields)
    made.user_permissions.set(
        Permission.objects.filter(content_type__app_label="articles", codename__in=codenames)
    )
    return made


def _desk(*models: str) -> list[str]:
    return [f"{right}_{model}" for model in models for right in ("add", "change", "delete", "view")]


def editor(name: str = "edith") -> User:
    """Writes, publishes, withdraws."""
    return user(
        name,
        "publish_story", "withdraw_story", "reinstate_story", "correct_story", "retract_story",
        "add_correction", "view_correction",
        *_desk("story", "byline", "caption", "item", "photo", "person", "organization", "section",
               "tag", "front", "placement"),
    )  # fmt: skip


def reporter(name: str = "rosa") -> User:
    """Writes, and may not publish."""
    return user(name, *_desk("story", "byline", "caption", "item", "photo"))


def outsider(name: str = "otto") -> User:
    """Has a login and no business here."""
    return user(name, is_staff=False)
