"""Django's loaddata, through the one door of `articles.imports`."""

from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands.loaddata import Command as StockCommand
from django.db import DEFAULT_DB_ALIAS

from articles.imports.records import ImportProblem, Report
from articles.imports.run import run


class Command(StockCommand):
    help = (
        "Loads stories, photos and all that belongs to them, from fixtures (.json, .jsonl) and "
        "wire text (.txt): everything or nothing."
    )

    def add_arguments(self, parser: Any) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--overwrite",
            action="store_true",
            help="Take the file's words also where the desk has edited them since.",
        )

    def handle(self, *labels: str, **options: Any) -> None:
        if options["database"] != DEFAULT_DB_ALIAS:
            raise CommandError("The newsroom has one database; leave --database out.")
        try:
            report = run(
                labels,
                format=options["format"],
                ignore_unknown=options["ignore"],
                overwrite=options.get("overwrite", False),
                exclude={label.lower() for label in options["exclude"]},
            )
        except ImportProblem as problem:
            raise CommandError(f"{problem}. Nothing was loaded.") from problem
        if options["verbosity"] >= 1:
            self._tell(report)

    def _tell(self, report: Report) -> None:
        for note in report.notes:
            self.stdout.write(self.style.WARNING(note))
        self.stdout.write(
            f"Installed {report.total} object(s): {report.new} new, {report.changed} changed, "
            f"{report.unchanged} unchanged; {report.published} published."
        )
