"""Django's loaddata, through the one door of `articles.imports`."""

from datetime import date
from itertools import islice
from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands.loaddata import Command as StockCommand
from django.core.management.utils import parse_apps_and_model_labels
from django.db import DEFAULT_DB_ALIAS

from articles.imports.records import ImportProblem, Report
from articles.imports.run import run

MOST_NOTES = 100


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

        parser.add_argument(
            "--week-of",
            type=date.fromisoformat,
            metavar="DAY",
            help="Move all times by whole weeks, so that the week of this day is the present one.",
        )

    def handle(self, *labels: str, **options: Any) -> None:
        if options["database"] != DEFAULT_DB_ALIAS:
            raise CommandError("The newsroom has one database; leave --database out.")
        try:
            report = run(
                labels,
                format=options["format"],
                app=options["app_label"],
                ignore_unknown=options["ignore"],
                overwrite=options.get("overwrite", False),
                exclude=_excluded(options["exclude"]),
                week_of=options.get("week_of"),
            )
        except ImportProblem as problem:
            sentence = str(problem).rstrip(".")
            raise CommandError(f"{sentence}. Nothing was loaded.") from problem
        if options["verbosity"] >= 1:
            self._tell(report)

    def _tell(self, report: Report) -> None:
        for note in islice(report.notes, MOST_NOTES):
            self.stdout.write(self.style.WARNING(note))
        if (more := len(report.notes) - MOST_NOTES) > 0:
            self.stdout.write(self.style.WARNING(f"… and {more:,} notes more"))
        self.stdout.write(
            f"Installed {report.total} object(s): {report.new} new, {report.changed} changed, "
            f"{report.unchanged} unchanged; {report.published} published."
        )


def _excluded(labels: list[str]) -> set[str]:
    """Models as app.model, apps by their labels. Raises: CommandError for unknown ones."""
    models, apps = parse_apps_and_model_labels(labels)
    return {model._meta.label_lower for model in models} | {app.label for app in apps}
