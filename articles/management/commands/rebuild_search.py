"""Makes both search indexes again from the rows they tell of."""

from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand

from articles.models import Ledger, Person, Photo, Story
from articles.publishing import indexing


class Command(BaseCommand):
    help = (
        "Makes the search indexes of the desk and of the paper again. People can work meanwhile; "
        "broken off, it may be started again."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        for model in (Story, Photo, Person):
            name = str(model._meta.verbose_name_plural)
            total = model._default_manager.count()
            self.follow(f"The desk: {name}", total, indexing.rebuild_desk(model))
        total = Ledger.objects.count()
        self.follow("The paper: published stories", total, indexing.rebuild_paper())

    def follow(self, name: str, total: int, batches: Iterator[int]) -> None:
        """Show how far it is, to somebody who looks; say how many there were."""
        done = 0
        for count in batches:
            done += count
            self.show(f"{name}: {done:,} of {total:,}")
        self.show("")
        self.stdout.write(f"{name}: {done:,}")

    def show(self, words: str) -> None:
        """One line of a terminal, written over the one before; nothing goes into a pipe."""
        if self.stderr.isatty():
            self.stderr.write(f"{words}\x1b[K\r", str, ending="")
            self.stderr.flush()
