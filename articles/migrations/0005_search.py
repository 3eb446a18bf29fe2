from django.db import migrations

# What articles/search writes and reads; the words of an entry are no rows of a model.
SQLITE = [
    """
    CREATE TABLE articles_search_{index} (
        number INTEGER PRIMARY KEY, kind TEXT NOT NULL, id INTEGER NOT NULL, UNIQUE (kind, id)
    )
    """,
    """
    CREATE VIRTUAL TABLE articles_search_{index}_words USING fts5 (
        headline, names, deck, body,
        tokenize = "porter unicode61 remove_diacritics 2", prefix = "2 3"
    )
    """,
]
POSTGRESQL = [
    """
    CREATE TABLE articles_search_{index} (
        kind varchar(20) NOT NULL, id bigint NOT NULL, second bigint NOT NULL,
        words tsvector NOT NULL, PRIMARY KEY (kind, id)
    )
    """,
    "CREATE INDEX articles_search_{index}_by_word ON articles_search_{index} USING gin (words)",
]
# Porter's stemmer without stop words; the words are folded before they come here.
CONFIGURATION = [
    "CREATE TEXT SEARCH DICTIONARY articles_search (TEMPLATE = snowball, LANGUAGE = porter)",
    "CREATE TEXT SEARCH CONFIGURATION articles_search (PARSER = default)",
    "ALTER TEXT SEARCH CONFIGURATION articles_search ADD MAPPING FOR asciiword, word, numword, "
    "int, uint, float, sfloat, version, host WITH articles_search",
]
INDEXES = ("desk", "paper")


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in CONFIGURATION:
            schema_editor.execute(statement)
        statements = POSTGRESQL
    else:
        statements = SQLITE
    for index in INDEXES:
        for statement in statements:
            schema_editor.execute(statement.format(index=index))


def take_away(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    for index in INDEXES:
        if not postgresql:
            schema_editor.execute(f"DROP TABLE articles_search_{index}_words")
        schema_editor.execute(f"DROP TABLE articles_search_{index}")
    if postgresql:
        schema_editor.execute("DROP TEXT SEARCH CONFIGURATION articles_search")
        schema_editor.execute("DROP TEXT SEARCH DICTIONARY articles_search")


class Migration(migrations.Migration):
    """Empty at first: `manage.py rebuild_search` fills it in a newsroom that has stories."""

    dependencies = [("articles", "0003_the_desk")]
    operations = [migrations.RunPython(make, take_away)]
