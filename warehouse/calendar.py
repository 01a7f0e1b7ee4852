"""Periods: which week, month, quarter and year a day belongs to, and which days a period has.

Weeks are numbered as ISO 8601 does; a week that starts on another day than Monday is numbered by its fourth day,
as ISO numbers a Monday week by its Thursday.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of whole days, both ends included."""

    label: str
    start: date
    end: date

    @property
    def days(self) -> int:
        """Number of days."""
        return (self.end - self.start).days + 1


def week_of(day: date, week_start: int = 1) -> Period:
    """The week that holds a day.

    Args:
        day: any day.
        week_start: ISO weekday on which weeks start, 1 Monday … 7 Sunday.
    """
    start = day - timedelta(days=(day.isoweekday() - week_start) % 7)
    middle = start + timedelta(days=3)
    number = middle.isocalendar().week if week_start == 1 else (middle.timetuple().tm_yday - 1) // 7 + 1
    return Period(f"{middle.year}-W{number:02d}", start, start + timedelta(days=6))


CALENDAR_MONTHS = 31


@lru_cache(maxsize=8192)  # quarter and year of a day ask for its month again
def month_of(day: date, cut_day: int = CALENDAR_MONTHS) -> Period:
    """The month of the office that holds a day.

    Args:
        day: any day.
        cut_day: the last day of a month of the office; 31 for calendar months. With 25, the days from the 26th on
            belong to the next month. A month too short for the cut ends on its own last day.
    """
    year, month = day.year, day.month
    if day > _cut(year, month, cut_day):
        year, month = _shifted(year, month, 1)
    return Period(
        f"{year}-{month:02d}", _cut(*_shifted(year, month, -1), cut_day) + timedelta(days=1), _cut(year, month, cut_day)
    )


def quarter_of(day: date, cut_day: int = CALENDAR_MONTHS) -> Period:
    """The three months of the office that hold a day: 2026-Q4."""
    year, month = (int(part) for part in month_of(day, cut_day).label.split("-"))
    last = (month + 2) // 3 * 3
    start = _cut(*_shifted(year, last, -3), cut_day) + timedelta(days=1)
    return Period(f"{year}-Q{last // 3}", start, _cut(year, last, cut_day))


def year_of(day: date, cut_day: int = CALENDAR_MONTHS) -> Period:
    """The twelve months of the office that hold a day."""
    year = int(month_of(day, cut_day).label[:4])
    return Period(str(year), _cut(year - 1, 12, cut_day) + timedelta(days=1), _cut(year, 12, cut_day))


@lru_cache(maxsize=8192)  # every day of a month asks for the same
def _cut(year: int, month: int, cut_day: int) -> date:
    return date(year, month, min(cut_day, monthrange(year, month)[1]))


def _shifted(year: int, month: int, months: int) -> tuple[int, int]:
    index = year * 12 + month - 1 + months
    return index // 12, index % 12 + 1


def parse_week(label: str, week_start: int = 1) -> Period:
    """The days of a week given as 2026-W46.

    Raises:
        ValueError: no such week.
    """
    match = re.fullmatch(r"(\d{4})-?[Ww](\d{1,2})", label.strip())
    if match:
        year, number = int(match[1]), int(match[2])
        # The fourth of January (or the fourth day from the start of the year) is always in week 1.
        first = week_of(date(year, 1, 4), week_start)
        period = week_of(first.start + timedelta(weeks=number - 1), week_start)
        if period.label == f"{year}-W{number:02d}":
            return period
    raise ValueError(f"没有“{label}”这一周，写法如 2026-W46 / no such week, write 2026-W46")


def parse_month(label: str, cut_day: int = CALENDAR_MONTHS) -> Period:
    """The days of a month given as 2026-10.

    Raises:
        ValueError: no such month.
    """
    match = re.fullmatch(r"(\d{4})-(\d{1,2})", label.strip())
    if match and 1 <= int(match[2]) <= 12:
        return month_of(date(int(match[1]), int(match[2]), 1), cut_day)
    raise ValueError(f"没有“{label}”这一月，写法如 2026-10 / no such month, write 2026-10")
