"""Which stretch of days another one is compared with. Pure: dates in, dates out.

Belongs here: the period before, the same period of the year before, the elapsed part of an unfinished one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Literal

from warehouse.calendar import Period, month_of, parse_month, parse_week, quarter_of, week_of, year_of
from warehouse.home import CalendarRules

Against = Literal["previous", "year", "period"]


def of_label(dimension: str, label: str, rules: CalendarRules) -> Period:
    """The days of a label of the calendar.

    Args:
        dimension: week, month, quarter or year.

    Raises:
        ValueError: no such label.
    """
    if dimension == "week":
        return parse_week(label, rules.week_start)
    if dimension == "month":
        return parse_month(label, rules.month_cut_day)
    shape, example = (r"(\d{4})-?[Qq]([1-4])", "2026-Q4") if dimension == "quarter" else (r"(\d{4})", "2026")
    match = re.fullmatch(shape, label.strip())
    if match is None:
        raise ValueError(f"没有“{label}”这一时段，写法如 {example} / no such {dimension}, write {example}")
    if dimension == "quarter":
        return quarter_of(date(int(match[1]), int(match[2]) * 3 - 1, 1), rules.month_cut_day)
    return year_of(date(int(match[1]), 6, 1), rules.month_cut_day)


def before(days: Period, against: Literal["previous", "year"], rules: CalendarRules) -> Period:
    """The stretch that `days` is compared with.

    A whole week, month, quarter or year of the office is compared with the one before, or with that of the same
    number a year before (a week 53 with the week 364 days before). Any other stretch is compared with the equally
    long one before it or, a year before, with the same dates; so many times seven days with those 364 days before,
    unless they begin with the year: from its first day on it is the dates that count.
    """
    unit = _unit(days, rules)
    if unit is not None:
        dimension, of = unit
        if against == "previous":
            return of(days.start - timedelta(days=1))
        if dimension == "week":
            return _week_of_last_year(days, rules)
        return of(_year_before(days.start + (days.end - days.start) / 2))
    if against == "previous":
        length = timedelta(days=days.days)
        return _named(days.start - length, days.end - length)
    if days.days % 7 == 0 and days.start != year_of(days.start, rules.month_cut_day).start:
        return _named(days.start - timedelta(days=364), days.end - timedelta(days=364))
    return _named(_year_before(days.start), _year_before(days.end))


def within(days: Period, other: Period, start: date | None, end: date | None) -> tuple[Period, Period]:
    """Both stretches cut to what of the first lies between two days, so that they stand for the same part.

    Args:
        start: first day asked for; None for no limit.
        end: last day asked for, included.
    """
    skipped = timedelta(days=max((start - days.start).days, 0) if start else 0)
    own, beside = elapsed(days, other, end) if end else (days, other)
    return replace(own, start=days.start + skipped), replace(beside, start=other.start + skipped)


def elapsed(days: Period, other: Period, ended_on: date) -> tuple[Period, Period]:
    """Both stretches cut to what of the first has passed, so that they are of equal age; a finished one is not cut.

    Where they begin on the same date of two years they are cut on the same date too, a leap day apart or not.
    """
    if days.end <= ended_on:
        return days, other
    last = max(ended_on, days.start - timedelta(days=1))
    cut = other.start + (last - days.start)
    if (days.start.month, days.start.day) == (other.start.month, other.start.day) and last >= days.start:
        cut = _in_year(last, last.year - days.start.year + other.start.year)
    return replace(days, end=last), replace(other, end=min(cut, other.end))


Unit = Callable[[date], Period]


def _unit(days: Period, rules: CalendarRules) -> tuple[str, Unit] | None:
    """Which whole unit of the office's calendar a stretch is, and how to find that of another day."""
    units: dict[str, Unit] = {
        "week": lambda day: week_of(day, rules.week_start),
        "month": lambda day: month_of(day, rules.month_cut_day),
        "quarter": lambda day: quarter_of(day, rules.month_cut_day),
        "year": lambda day: year_of(day, rules.month_cut_day),
    }
    for dimension, of in units.items():
        whole = of(days.start)
        if (whole.start, whole.end) == (days.start, days.end):
            return dimension, of
    return None


def _week_of_last_year(days: Period, rules: CalendarRules) -> Period:
    year, number = (int(part) for part in week_of(days.start, rules.week_start).label.split("-W"))
    try:
        return parse_week(f"{year - 1}-W{number:02d}", rules.week_start)
    except ValueError:
        return week_of(days.start - timedelta(days=364), rules.week_start)


def _year_before(day: date) -> date:
    return _in_year(day, day.year - 1)


def _in_year(day: date, year: int) -> date:
    try:
        return day.replace(year=year)
    except ValueError:  # 29 February
        return day.replace(year=year, day=28)


def _named(start: date, end: date) -> Period:
    return Period(f"{start}..{end}", start, end)
