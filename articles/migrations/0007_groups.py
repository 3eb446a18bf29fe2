"""The groups of a newsroom. `GROUPS` is the table: each has what it is based on, and more."""

import django.db.models.deletion
from django.contrib.auth.management import create_permissions
from django.db import migrations, models

DESK = (
    "view_story", "view_photo", "view_person", "view_organization", "view_section", "view_tag",
    "view_front", "view_placement",
)
# Name: the group it is based on, and what it may besides.
GROUPS = {
    "Reporter": (None, (
        *DESK, "add_story", "change_story", "add_photo", "change_photo", "add_person", "add_tag",
    )),
    "Copy editor": ("Reporter", (
        "change_others_story", "approve_story", "add_organization", "view_correction",
    )),
    "Editor": ("Copy editor", (
        "publish_story", "withdraw_story", "reinstate_story", "retract_story", "delete_story",
        "correct_story", "add_correction",
        "change_person", "change_organization", "change_tag",
        "change_photo_rights", "delete_photo",
        "change_front", "add_placement", "change_placement", "delete_placement",
    )),
    "Photo editor": ("Reporter", (
        # The photos of every story, and the words under them.
        "change_caption",
        "change_photo_rights", "delete_photo", "add_organization", "view_correction",
    )),
    "Publisher": ("Editor", (
        # Nobody can give a right they lack, so whoever makes logins has all of them.
        "change_caption",
        "add_section", "change_section", "delete_section", "add_front", "delete_front",
        "delete_person", "delete_organization", "delete_tag",
        "add_user", "change_user", "view_user", "view_group",
    )),
}


def rights_of(name):
    """Everything a group may, by codename."""
    base, more = GROUPS[name]
    return {*(rights_of(base) if base else ()), *more}


def make(Group, Permission):
    """Make the groups, or give those that are there what they lack; nothing is taken away."""
    known = {
        permission.codename: permission
        for permission in Permission.objects.filter(content_type__app_label__in=["articles", "auth"])
    }
    for name in GROUPS:
        group, _made = Group.objects.get_or_create(name=name)
        group.permissions.add(*(known[codename] for codename in rights_of(name)))


def make_groups(apps, schema_editor):
    # Django makes the permissions only after the last migration.
    for label in ("articles", "auth"):
        app = apps.get_app_config(label)
        app.models_module = True
        create_permissions(app, verbosity=0, apps=apps, using=schema_editor.connection.alias)
        app.models_module = None
    make(apps.get_model("auth", "Group"), apps.get_model("auth", "Permission"))


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0006_letters"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [
        migrations.AlterModelOptions(
            name="story",
            options={
                "ordering": ["-saved_at", "-id"],
                "permissions": [
                    ("approve_story", "Can mark stories ready, hold and release them"),
                    ("publish_story", "Can publish and schedule stories"),
                    ("withdraw_story", "Can withdraw stories"),
                    ("reinstate_story", "Can reinstate withdrawn stories"),
                    ("correct_story", "Can publish corrections"),
                    ("retract_story", "Can retract stories"),
                    ("change_others_story", "Can change the stories of others"),
                ],
                "verbose_name": "story",
                "verbose_name_plural": "stories",
            },
        ),
        migrations.AlterField(
            model_name="sectionlimit",
            name="section",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="articles.section",
                verbose_name="section",
            ),
        ),
        migrations.RunPython(make_groups, migrations.RunPython.noop),
    ]
