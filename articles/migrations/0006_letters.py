import django.db.models.deletion
from django.db import migrations, models

from articles.content import StoryContent


def link(apps, schema_editor):
    """Give the versions that are here the rows that newer ones get when they are frozen."""
    Publication = apps.get_model("articles", "Publication")
    Place = apps.get_model("articles", "PublicationPlace")
    Related = apps.get_model("articles", "PublicationRelated")
    Story = apps.get_model("articles", "Story")
    versions = Publication.objects.exclude(content="").only("content").order_by("pk")
    for version in versions.iterator(chunk_size=200):
        content = StoryContent.from_json(version.content)
        Place.objects.bulk_create(
            Place(publication=version, slug=place.slug, name=place.name, item_uid=place.item or None)
            for place in content.places
        )
        if content.related:
            Related.objects.bulk_create(
                Related(publication=version, story=story)
                for story in Story.objects.filter(uid__in=content.related)
            )


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0005_search"),
    ]

    operations = [
        migrations.AddField(
            model_name="item",
            name="alone",
            field=models.BooleanField(
                default=False,
                help_text="Readers find it at an address of its own, too.",
                verbose_name="a page of its own",
            ),
        ),
        migrations.CreateModel(
            name="PublicationRelated",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("publication", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="related", to="articles.publication")),
                ("story", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="articles.story")),
            ],
            options={
                "default_permissions": (),
                "constraints": [models.UniqueConstraint(fields=("publication", "story"), name="publication_related_once")],
            },
        ),
        migrations.RunPython(link, migrations.RunPython.noop, elidable=True),
    ]
