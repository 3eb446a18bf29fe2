from datetime import UTC, date, datetime

import pytest

from articles.templatetags.newspaper import ap_date, ap_time, long_date, machine_time


@pytest.mark.parametrize(
    ("hour", "minute", "printed"),
    [
        (4, 0, "midnight"),
        (4, 1, "12:01 a.m."),
        (8, 0, "4 a.m."),
        (16, 0, "noon"),
        (16, 30, "12:30 p.m."),
        (0, 22, "8:22 p.m."),
        (3, 59, "11:59 p.m."),
    ],
)
def test_times_are_in_ap_style_and_local(hour: int, minute: int, printed: str) -> None:
    assert ap_time(datetime(2018, 5, 2, hour, minute, tzinfo=UTC)) == printed


@pytest.mark.parametrize(
    ("month", "printed"),
    [(1, "Jan. 1, 2026"), (3, "March 1, 2026"), (5, "May 1, 2026"), (7, "July 1, 2026"),
     (9, "Sept. 1, 2026"), (12, "Dec. 1, 2026")],
)  # fmt: skip
def test_march_to_july_are_not_shortened(month: int, printed: str) -> None:
    assert ap_date(date(2026, month, 1)) == printed


def test_the_day_is_the_newsrooms_own() -> None:
    assert ap_date(datetime(2018, 5, 2, 3, 59, tzinfo=UTC)) == "May 1, 2018"
    assert ap_date(datetime(2018, 5, 2, 4, 0, tzinfo=UTC)) == "May 2, 2018"


def test_machines_read_whole_seconds_with_the_zone() -> None:
    """HTML allows three digits below a second; Python writes six."""
    at = datetime(2018, 5, 2, 0, 22, 7, 826_000, tzinfo=UTC)
    assert machine_time(at) == "2018-05-01T20:22:07-04:00"


def test_nothing_is_printed_of_nothing() -> None:
    assert ap_date(None) == ap_time(None) == machine_time(None) == ""


def test_the_founding_day_is_written_in_full() -> None:
    assert long_date(date(1883, 5, 19)) == "May 19, 1883"
