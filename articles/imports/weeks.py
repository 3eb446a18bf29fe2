"""A file's times moved by whole weeks, so that a demo or an exercise is this week's paper.

Whole weeks, because stories name their weekdays; by the clock on the wall, so that a morning
stays a morning when summer time begins or ends in between.
"""

from datetime import date, datetime, timedelta

from django.utils import timezone

from articles.imports.records import ImportProblem, Record

SEALED = {"articles.publication", "articles.revision"}


def weeks_since(day: date) -> int:
    """The number of whole weeks that must pass for the week of `day` to be this one."""
    monday = day - timedelta(days=day.weekday())
    return (timezone.localdate() - monday).days // 7


def move(record: Record, weeks: int) -> None:
    """Move every time of a record, in place.

    Raises: ImportProblem for versions, whose hash holds their time.
    """
    if record.model in SEALED:
        raise ImportProblem(record.where, "a version keeps its time; leave --week-of out")
    for name, value in record.fields.items():
        if isinstance(value, datetime):
            record.fields[name] = timezone.localtime(value) + timedelta(weeks=weeks)
