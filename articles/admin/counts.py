"""How many corrections a year brought: by month and by desk, each by cause."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.db.models.functions import Coalesce, ExtractMonth, ExtractYear
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from articles.models import Correction, Section

CAUSES = [*Correction.Cause.values, ""]


@dataclass(frozen=True)
class Table:
    """Numbers by cause, the sum of each row last; `sums` are those of the columns."""

    title: str
    head: str
    rows: list[tuple[str, list[int]]]

    @property
    def causes(self) -> list[str]:
        labels = dict(Correction.Cause.choices)
        return [capfirst(str(labels[cause])) if cause else _("Not said") for cause in CAUSES]

    @property
    def sums(self) -> list[int]:
        columns = zip(*(numbers for _name, numbers in self.rows), strict=True)
        return [sum(column) for column in columns] or [0] * (len(CAUSES) + 1)


def years_with_corrections() -> list[int]:
    """The newest first; this year always."""
    years = Correction.objects.order_by().values_list(ExtractYear("at"), flat=True)
    return sorted({timezone.localdate().year, *years.distinct()}, reverse=True)


def tables_of(year: int) -> list[Table]:
    """The corrections of a year of the newsroom's own time. Queries: counts, sections.

    A correction that names no desk is of its story's section.
    """
    counts = (
        Correction.objects.filter(at__year=year)
        .order_by()
        .values_list(ExtractMonth("at"), Coalesce("section_id", "story__section_id"), "cause")
        .annotate(Count("pk"))
    )
    desks = {row.pk: str(row) for row in Section.objects.select_related("parent")}
    by_month, by_desk = Counter[tuple[Any, str]](), Counter[tuple[Any, str]]()
    for month, desk, cause, count in counts:
        by_month[month, cause] += count
        by_desk[desks.get(desk, ""), cause] += count
    months = [(str(name), _numbers(by_month, month)) for month, name in MONTHS.items()]
    with_some = sorted({desk for desk, _cause in by_desk}, key=lambda desk: (not desk, desk))
    return [
        Table(_("By month and cause"), _("Month"), months),
        Table(
            _("By desk and cause"),
            _("Desk"),
            [(desk or _("No desk"), _numbers(by_desk, desk)) for desk in with_some],
        ),
    ]


def _numbers(counts: Counter[tuple[Any, str]], row: Any) -> list[int]:
    numbers = [counts[row, cause] for cause in CAUSES]
    return [*numbers, sum(numbers)]
