"""Weeks and months."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.calendar import month_of, parse_month, parse_week, quarter_of, week_of

days = st.dates(date(2000, 1, 1), date(2040, 12, 31))


@given(days)
def test_monday_weeks_are_iso_weeks(day: date) -> None:
    year, week, _ = day.isocalendar()
    assert week_of(day).label == f"{year}-W{week:02d}"


@given(days, st.integers(1, 7))
def test_a_week_holds_its_day_and_is_found_by_its_label(day: date, week_start: int) -> None:
    week = week_of(day, week_start)
    assert week.start <= day <= week.end
    assert week.start.isoweekday() == week_start
    assert week.days == 7
    assert parse_week(week.label, week_start) == week


@given(days, st.integers(1, 7))
def test_weeks_follow_each_other_without_a_gap_and_with_other_labels(day: date, week_start: int) -> None:
    week = week_of(day, week_start)
    after = week_of(week.end + timedelta(days=1), week_start)
    assert after.start == week.end + timedelta(days=1)
    assert after.label != week.label


def test_a_year_of_53_weeks() -> None:
    assert parse_week("2026-W53").start == date(2026, 12, 28)
    with pytest.raises(ValueError, match="2025-W53"):
        parse_week("2025-W53")


@pytest.mark.parametrize("label", ["2026-46", "W46", "2026-W00", "2026-W54", "", "2026-W4x"])
def test_what_is_no_week(label: str) -> None:
    with pytest.raises(ValueError, match="2026-W46"):
        parse_week(label)


def test_months_and_quarters() -> None:
    assert parse_month("2024-02").end == date(2024, 2, 29)
    assert month_of(date(2026, 12, 5)).start == date(2026, 12, 1)
    assert quarter_of(date(2026, 10, 1)).label == "2026-Q4"
    with pytest.raises(ValueError, match="2026-13"):
        parse_month("2026-13")
