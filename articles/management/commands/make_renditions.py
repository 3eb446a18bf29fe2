"""Makes the public pictures that are missing; what the worker does, for whoever wants to watch."""

from typing import Any

from django.core.management.base import BaseCommand
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from articles import imaging
from articles.publishing import photos, renditions


class Command(BaseCommand):
    help = (
        "Makes the public pictures of photos that are missing, those that readers see first. "
        "Broken off, it goes on where it was; nobody waits for it."
    )

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument(
            "--tidy",
            action="store_true",
            help="Delete the pictures of photos that may not be shown, and files nobody knows.",
        )

    def handle(self, *, tidy: bool, **options: Any) -> None:
        made, faults = 0, []
        missing = renditions.missing()
        console = Console(stderr=True)
        with Progress(
            TextColumn("Photos"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
            console=console,
            disable=not console.is_terminal,
        ) as progress:  # fmt: skip
            bar = progress.add_task("", total=missing.count())
            for photo in renditions.each(missing):
                try:
                    renditions.make(photo)
                    made += 1
                except (imaging.PhotoRefused, OSError) as error:
                    faults.append(f"Photo {photo.pk} ({photo}): {error}")
                progress.advance(bar)
        for fault in faults:
            self.stderr.write(self.style.ERROR(fault))
        self.stdout.write(
            f"Photos with new pictures: {made:,}; that cannot be read: {len(faults):,}"
        )
        if tidy:
            photos.end_rights()
            self.stdout.write(f"Files deleted: {renditions.tidy():,}")
