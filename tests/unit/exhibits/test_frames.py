"""Stretches of days that stand side by side, worked out by hand from a calendar."""

from __future__ import annotations

from datetime import date

import pytest

from warehouse.calendar import Period
from warehouse.exhibits.frames import Frame, Kind, frame_of
from warehouse.home import CalendarRules
from warehouse.query import QueryError
from warehouse.query.context import Build

FIRST, LAST = date(2023, 11, 1), date(2027, 2, 10)
REACH = Build(LAST, LAST, LAST, FIRST, LAST)
NAMED = (
    Period("2025年春节", date(2025, 1, 28), date(2025, 2, 4)),
    Period("2026年春节", date(2026, 2, 15), date(2026, 2, 23)),
    Period("大排查", date(2026, 5, 1), date(2026, 6, 30)),
)


def frame(kind: Kind, label: str, *, reach: Build = REACH, week_start: int = 1, month_cut_day: int = 31) -> Frame:
    return frame_of(reach, kind, label, CalendarRules(week_start=week_start, month_cut_day=month_cut_day), NAMED)


def through(day: date) -> Build:
    return Build(day, day, day, FIRST, day)


def days(period: Period | None) -> tuple[str, str] | None:
    return None if period is None else (period.start.isoformat(), period.end.isoformat())


def stretches(of: Frame) -> list[tuple[str, str] | None]:
    return [days(p) for p in (of.now, of.before, of.year_ago, of.to_date, of.to_date_ago)]


def test_a_week() -> None:
    found = frame("week", "2026-W43")
    assert stretches(found) == [
        ("2026-10-19", "2026-10-25"),
        ("2026-10-12", "2026-10-18"),
        ("2025-10-20", "2025-10-26"),
        ("2026-01-01", "2026-10-25"),
        ("2025-01-01", "2025-10-25"),
    ]
    assert not found.is_unfinished
    assert (found.name.zh, found.number) == ("2026年第43周", 43)
    assert days(found.compared) == ("2025-10-27", "2026-10-25")


def test_week_53_is_compared_with_364_days_before() -> None:
    """2025 has 52 weeks, 2026 has 53: the week of 28 December 2026 stands beside that of 29 December 2025."""
    found = frame("week", "2026-W53")
    assert days(found.year_ago) == ("2025-12-29", "2026-01-04")
    assert days(found.to_date) == ("2026-01-01", "2026-12-31")  # the year of the week, not the days beyond it
    assert days(found.to_date_ago) == ("2025-01-01", "2025-12-31")
    assert found.days.zh == "2026年12月28日至2027年1月3日"


def test_the_first_week_after_a_53_week_year() -> None:
    found = frame("week", "2027-W01")
    assert stretches(found)[:3] == [
        ("2027-01-04", "2027-01-10"),
        ("2026-12-28", "2027-01-03"),
        ("2025-12-29", "2026-01-04"),
    ]


def test_a_week_that_begins_in_the_year_before() -> None:
    found = frame("week", "2025-W01")
    assert days(found.now) == ("2024-12-30", "2025-01-05")
    assert days(found.to_date) == ("2025-01-01", "2025-01-05")


def test_weeks_may_start_on_another_day() -> None:
    found = frame("week", "2026-W43", week_start=7)
    assert found.now.start.isoweekday() == 7
    assert found.now.start - found.before.start == found.now.end - found.before.end


def test_an_unfinished_week_stands_beside_stretches_of_equal_age() -> None:
    found = frame("week", "2026-W43", reach=through(date(2026, 10, 21)))
    assert stretches(found)[:3] == [
        ("2026-10-19", "2026-10-21"),
        ("2026-10-12", "2026-10-14"),
        ("2025-10-20", "2025-10-22"),
    ]
    assert found.is_unfinished
    assert found.last.zh == "上周同日数"
    assert found.days.zh == "2026年10月19日至10月25日，数据至10月21日，尚未结束"


def test_a_month_and_the_leap_day() -> None:
    found = frame("month", "2024-02")
    assert stretches(found) == [
        ("2024-02-01", "2024-02-29"),
        ("2024-01-01", "2024-01-31"),
        ("2023-02-01", "2023-02-28"),
        ("2024-01-01", "2024-02-29"),
        ("2023-01-01", "2023-02-28"),
    ]


def test_a_quarter_across_the_year() -> None:
    found = frame("quarter", "2026-Q1")
    assert stretches(found)[:3] == [
        ("2026-01-01", "2026-03-31"),
        ("2025-10-01", "2025-12-31"),
        ("2025-01-01", "2025-03-31"),
    ]


def test_a_named_period_is_aligned_by_its_event() -> None:
    """Spring Festival moves: nine days of February 2026 stand beside eight of January and February 2025."""
    found = frame("period", "2026年春节")
    assert stretches(found)[:3] == [
        ("2026-02-15", "2026-02-23"),
        ("2026-02-06", "2026-02-14"),
        ("2025-01-28", "2025-02-04"),
    ]
    assert found.number is None


def test_a_period_without_one_a_year_before() -> None:
    assert frame("period", "大排查").year_ago is None
    assert frame("period", "2025年春节").year_ago is None


@pytest.mark.parametrize("label", ["2027-W30", "2023-W10"])
def test_a_week_that_the_data_do_not_reach_is_refused(label: str) -> None:
    with pytest.raises(QueryError, match="数据只有2023-11-01至2027-02-10"):
        frame("week", label)


def test_months_that_end_on_the_25th() -> None:
    """Then the year ends on 25 December and October begins on 26 September."""
    found = frame("month", "2026-10", month_cut_day=25)
    assert stretches(found) == [
        ("2026-09-26", "2026-10-25"),
        ("2026-08-26", "2026-09-25"),
        ("2025-09-26", "2025-10-25"),
        ("2025-12-26", "2026-10-25"),
        ("2024-12-26", "2025-10-25"),
    ]


@pytest.mark.parametrize(("kind", "label"), [("week", "2025-W53"), ("month", "2026-13"), ("quarter", "2026-Q5")])
def test_what_is_no_period_is_refused(kind: Kind, label: str) -> None:
    with pytest.raises(ValueError, match=label):
        frame(kind, label)


def test_an_unknown_name_is_refused_with_the_nearest() -> None:
    with pytest.raises(QueryError, match="2026年春节"):
        frame("period", "2026年春")
