"""Which days stand beside which, worked out by hand from a calendar."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.calendar import Period, month_of, quarter_of, week_of, year_of
from warehouse.home import CalendarRules
from warehouse.query.stretches import before, elapsed, of_label, within

RULES = CalendarRules()
CUT_25 = CalendarRules(month_cut_day=25)
SUNDAY = CalendarRules(week_start=7)


def stretch(start: str, end: str) -> Period:
    return Period(f"{start}..{end}", date.fromisoformat(start), date.fromisoformat(end))


def days(period: Period) -> tuple[str, str]:
    return period.start.isoformat(), period.end.isoformat()


@pytest.mark.parametrize(
    ("dimension", "label", "rules", "expected"),
    [
        ("week", "2026-W46", RULES, ("2026-11-09", "2026-11-15")),
        ("week", "2026w46", RULES, ("2026-11-09", "2026-11-15")),
        ("week", "2026-W46", SUNDAY, ("2026-11-15", "2026-11-21")),
        ("month", "2026-10", RULES, ("2026-10-01", "2026-10-31")),
        ("month", "2026-03", CUT_25, ("2026-02-26", "2026-03-25")),
        ("quarter", "2026-Q1", RULES, ("2026-01-01", "2026-03-31")),
        ("quarter", "2026-Q1", CUT_25, ("2025-12-26", "2026-03-25")),
        ("year", "2026", RULES, ("2026-01-01", "2026-12-31")),
        ("year", "2026", CUT_25, ("2025-12-26", "2026-12-25")),
    ],
)
def test_the_days_of_a_label(dimension: str, label: str, rules: CalendarRules, expected: tuple[str, str]) -> None:
    assert days(of_label(dimension, label, rules)) == expected


@pytest.mark.parametrize(
    ("dimension", "label"),
    [
        ("week", "2025-W53"), ("week", "46"), ("month", "2026-13"), ("month", "2026-Q1"), ("quarter", "2026-Q5"),
        ("quarter", "2026"), ("year", "26"), ("year", "2026-Q1"), ("year", "2026年"),
    ],
)  # fmt: skip
def test_a_label_that_names_no_days(dimension: str, label: str) -> None:
    with pytest.raises(ValueError, match="写法如"):
        of_label(dimension, label, RULES)


@pytest.mark.parametrize(
    ("now", "previous", "year"),
    [
        # a week; one at the turn of a year
        (("2026-11-09", "2026-11-15"), ("2026-11-02", "2026-11-08"), ("2025-11-10", "2025-11-16")),
        (("2025-12-29", "2026-01-04"), ("2025-12-22", "2025-12-28"), ("2024-12-30", "2025-01-05")),
        # week 53 of 2026 has no fellow in 2025: 364 days before
        (("2026-12-28", "2027-01-03"), ("2026-12-21", "2026-12-27"), ("2025-12-29", "2026-01-04")),
        # months of unlike length, a leap February
        (("2026-03-01", "2026-03-31"), ("2026-02-01", "2026-02-28"), ("2025-03-01", "2025-03-31")),
        (("2024-02-01", "2024-02-29"), ("2024-01-01", "2024-01-31"), ("2023-02-01", "2023-02-28")),
        (("2026-02-01", "2026-02-28"), ("2026-01-01", "2026-01-31"), ("2025-02-01", "2025-02-28")),
        # quarter and year
        (("2026-01-01", "2026-03-31"), ("2025-10-01", "2025-12-31"), ("2025-01-01", "2025-03-31")),
        (("2025-01-01", "2025-12-31"), ("2024-01-01", "2024-12-31"), ("2024-01-01", "2024-12-31")),
        # the year to date: the same dates, also where it is so many times seven days (189 of them in July)
        (("2026-01-01", "2026-10-31"), ("2025-03-03", "2025-12-31"), ("2025-01-01", "2025-10-31")),
        (("2026-01-01", "2026-07-08"), ("2025-06-26", "2025-12-31"), ("2025-01-01", "2025-07-08")),
        (("2024-01-01", "2024-02-29"), ("2023-11-02", "2023-12-31"), ("2023-01-01", "2023-02-28")),
        # rolling 4, 12 and 52 weeks: weekdays stay weekdays
        (("2026-10-19", "2026-11-15"), ("2026-09-21", "2026-10-18"), ("2025-10-20", "2025-11-16")),
        (("2026-08-24", "2026-11-15"), ("2026-06-01", "2026-08-23"), ("2025-08-25", "2025-11-16")),
        (("2025-11-17", "2026-11-15"), ("2024-11-18", "2025-11-16"), ("2024-11-18", "2025-11-16")),
        # any other days
        (("2026-03-10", "2026-03-12"), ("2026-03-07", "2026-03-09"), ("2025-03-10", "2025-03-12")),
    ],
)
def test_beside_which_days(now: tuple[str, str], previous: tuple[str, str], year: tuple[str, str]) -> None:
    assert days(before(stretch(*now), "previous", RULES)) == previous
    assert days(before(stretch(*now), "year", RULES)) == year


def test_months_and_years_of_an_office_that_cuts_on_the_25th() -> None:
    march = stretch("2026-02-26", "2026-03-25")
    assert days(before(march, "previous", CUT_25)) == ("2026-01-26", "2026-02-25")
    assert days(before(march, "year", CUT_25)) == ("2025-02-26", "2025-03-25")
    to_date = stretch("2025-12-26", "2026-07-02")  # 189 days
    assert days(before(to_date, "year", CUT_25)) == ("2024-12-26", "2025-07-02")


def test_a_calendar_month_is_no_month_of_that_office() -> None:
    march = stretch("2026-03-01", "2026-03-31")
    assert days(before(march, "previous", CUT_25)) == ("2026-01-29", "2026-02-28")


@given(st.dates(date(2005, 1, 1), date(2035, 12, 31)), st.integers(1, 7), st.sampled_from([25, 28, 31]))
def test_a_whole_unit_stands_beside_the_unit_before(day: date, week_start: int, cut: int) -> None:
    """Without a gap, of the same kind, and a year apart."""
    rules = CalendarRules(week_start=week_start, month_cut_day=cut)
    for unit in (week_of(day, week_start), month_of(day, cut), quarter_of(day, cut), year_of(day, cut)):
        previous, year = before(unit, "previous", rules), before(unit, "year", rules)
        assert previous.end == unit.start - timedelta(days=1)
        assert 357 <= (unit.start - year.start).days <= 371
        assert abs(year.days - unit.days) <= 1


def test_an_unfinished_week_stands_beside_as_many_days() -> None:
    week, other = stretch("2026-11-09", "2026-11-15"), stretch("2026-11-02", "2026-11-08")
    own, beside = elapsed(week, other, date(2026, 11, 11))
    assert (days(own), days(beside)) == (("2026-11-09", "2026-11-11"), ("2026-11-02", "2026-11-04"))


def test_a_finished_week_is_not_cut() -> None:
    week, other = stretch("2026-11-09", "2026-11-15"), stretch("2026-11-02", "2026-11-08")
    assert elapsed(week, other, date(2026, 11, 15)) == (week, other)


def test_an_unfinished_march_ends_with_the_shorter_february() -> None:
    march, february = stretch("2026-03-01", "2026-03-31"), stretch("2026-02-01", "2026-02-28")
    own, beside = elapsed(march, february, date(2026, 3, 30))
    assert (own.days, beside.days) == (30, 28)


@pytest.mark.parametrize(
    ("label", "ended_on", "expected"),
    [
        ("2021", date(2021, 4, 10), date(2020, 4, 10)),  # the year before has a 29 February
        ("2024", date(2024, 2, 29), date(2023, 2, 28)),
        ("2024", date(2024, 3, 1), date(2023, 3, 1)),
        ("2026", date(2026, 1, 1), date(2025, 1, 1)),
    ],
)
def test_an_unfinished_year_stands_beside_the_same_dates(label: str, ended_on: date, expected: date) -> None:
    year = of_label("year", label, CalendarRules())
    own, beside = elapsed(year, before(year, "year", CalendarRules()), ended_on)
    assert (own.end, beside.start, beside.end) == (ended_on, date(int(label) - 1, 1, 1), expected)


def test_a_month_of_which_a_part_is_asked_for_stands_beside_the_same_part() -> None:
    march, february = stretch("2026-03-01", "2026-03-31"), stretch("2026-02-01", "2026-02-28")
    own, beside = within(march, february, date(2026, 3, 10), date(2026, 3, 20))
    assert (days(own), days(beside)) == (("2026-03-10", "2026-03-20"), ("2026-02-10", "2026-02-20"))
    assert within(march, february, date(2026, 1, 1), date(2026, 12, 31)) == (march, february)
    assert within(march, february, None, None) == (march, february)
