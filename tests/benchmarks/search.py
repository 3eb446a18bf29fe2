"""How long a search takes, beside a query that costs nothing, in a database of its own.

    python -m tests.benchmarks.search --stories 20000
    python -m tests.postgresql -- python -m tests.benchmarks.search

Times differ from machine to machine, and with who else works on it; the ratios less.
"""

import argparse
import os
import random
import statistics
import time
from collections.abc import Callable
from datetime import timedelta
from itertools import accumulate
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from articles import search  # noqa: E402
from articles.models import Section, Story  # noqa: E402
from articles.publishing import indexing  # noqa: E402

WORDS = 600
REPEATED = 9
CHUNK = 500
chance = random.Random(17)


def vocabulary() -> tuple[list[str], list[float]]:
    """Words and how often they come, as in a language: the second half as often as the first."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = ["".join(chance.choices(letters, k=chance.randint(3, 10))) for _ in range(30_000)]
    return words, list(accumulate(1 / rank for rank in range(1, len(words) + 1)))


def text(words: list[str], weights: list[float]) -> str:
    said = chance.choices(words, cum_weights=weights, k=WORDS)
    for word, share in (("everywhere", 0.85), ("sometimes", 0.1), ("seldom", 0.0026)):
        if chance.random() < share:
            said[chance.randrange(WORDS)] = word
    if chance.random() < 0.05:
        place = chance.randrange(WORDS - 2)
        said[place : place + 2] = ["harbour", "bridge"]
    return " ".join(said)


def write(count: int) -> None:
    sections = [Section.objects.create(name=name, slug=name) for name in ("news", "sport")]
    words, weights = vocabulary()
    started = time.perf_counter()
    indexed = 0.0
    for _ in range(0, count, CHUNK):
        stories = [
            Story(
                headline=" ".join(chance.choices(words, cum_weights=weights, k=8)),
                body=f"<p>{text(words, weights)}</p>",
                section=chance.choice(sections),
                saved_at=timezone.now() - timedelta(hours=chance.randrange(90_000)),
            )
            for _ in range(CHUNK)
        ]
        with transaction.atomic():
            made = Story.objects.bulk_create(stories)
            before = time.perf_counter()
            indexing.index(Story, [story.pk for story in made])
            indexed += time.perf_counter() - before
    print(
        f"{connection.vendor}: {count:,} stories of {WORDS} words in "
        f"{time.perf_counter() - started:.0f} s, indexed in {indexed / count * 1000:.1f} s "
        "a thousand"
    )


def measure(call: Callable[[], Any]) -> float:
    """The median of some calls, in milliseconds."""
    times = []
    for _ in range(REPEATED):
        started = time.perf_counter()
        call()
        times.append(time.perf_counter() - started)
    return statistics.median(times) * 1000


def trivial() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchall()


def report() -> None:
    stories = Story.objects.all()
    news = stories.filter(section__slug="news")
    asked = [
        ("a rare word", "seldom", stories),
        ("a word in most stories", "everywhere", stories),
        ("a phrase", '"harbour bridge"', stories),
        ("two words", "seldom everywhere", stories),
        ("two words, one section", "sometimes everywhere", news),
        ("three letters typed", "eve", stories),
        ("two letters typed", "ev", stories),
        ("nothing there", "nowhere", stories),
    ]
    base = measure(trivial)
    print(f"{'a trivial query':<26}{base:>10.2f} ms")
    for name, query, rows in asked:
        took = measure(lambda: search.find("desk", query, within={"story": rows}))  # noqa: B023
        hits = rows.filter(pk__in=search.matching("desk", "story", query)).count()
        print(f"{name:<26}{took:>10.2f} ms{took / base:>9.0f} ×{hits:>9,} hits")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--stories", type=int, default=5000)
    count = arguments.parse_args().stories
    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0)
    try:
        write(count)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        report()
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


if __name__ == "__main__":
    main()
