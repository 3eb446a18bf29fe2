from django.db import migrations


def first_edition(apps, schema_editor):
    apps.get_model("articles", "SiteEdition").objects.get_or_create(id=1)
    apps.get_model("articles", "Front").objects.get_or_create(
        slug="front", defaults={"name": "Front page"}
    )


class Migration(migrations.Migration):
    dependencies = [("articles", "0001_initial")]
    operations = [migrations.RunPython(first_edition, migrations.RunPython.noop)]
