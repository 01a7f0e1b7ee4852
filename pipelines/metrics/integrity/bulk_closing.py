"""Padding: closings heaped on the last working day of a month."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from functools import cache
from statistics import fmean, variance

from pipelines.metrics.integrity.case import RegisteredCase
from pipelines.metrics.integrity.finding import Finding
from pipelines.metrics.integrity.history import (
    CHANCE_OF_A_FALSE_FINDING,
    LEAST_HISTORY,
    MONTHS_EVALUATED,
    Month,
    chance_of_count,
    evaluated_months,
)
from warehouse.catalogue.model import Text

LEAST_CLOSED_AT_END = 10
TIMES_THE_USUAL = 3
_SATURDAY = 5


def bulk_closing(cases: Iterable[RegisteredCase], data_through: date) -> list[Finding]:
    """Months on whose last working day (and what follows it) a unit closed far more than on a usual busy day.

    Expected is the larger of two means of the year before: of such days elsewhere in a month, and of the ends of
    months. Closings come in bunches, so the tail is negative binomial with the unit's own dispersion.
    """
    closed: dict[str, Counter[date]] = defaultdict(Counter)
    for case in cases:
        if case.unit and case.closed_on is not None and case.closed_on <= data_through:
            closed[case.unit][case.closed_on] += 1
    tested: list[tuple[str, Month, int, float, float]] = []
    for unit, days in closed.items():
        for month in evaluated_months(data_through):
            at_end, expected, dispersion = _end_of(month, days)
            if expected > 0:
                tested.append((unit, month, at_end, expected, chance_of_count(at_end, expected, dispersion)))
    limit = CHANCE_OF_A_FALSE_FINDING / max(len(tested), 1)
    return [
        Finding(
            "bulk_closing",
            unit,
            Text(
                f"{month}末办结{at_end}件，平常同样长的时间约{expected:.1f}件",
                f"{month}: {at_end} cases closed at the end of the month, usually about {expected:.1f} in such a time",
            ),
            Text(
                "请核对期末集中办结的件是否都已实际答复？",
                "were the cases closed at the end of the month really answered?",
            ),
            {"closed_at_end": at_end, "expected": expected, "chance": chance},
            period=str(month),
        )
        for unit, month, at_end, expected, chance in tested
        if at_end >= LEAST_CLOSED_AT_END and at_end >= TIMES_THE_USUAL * expected and chance < limit
    ]


def _end_of(month: Month, closed: Counter[date]) -> tuple[int, float, float]:
    """Closings at a month's end, how many such a time usually has, and the dispersion of closings per working day."""
    end = _end_days(month)
    at_end = sum(closed[day] for day in end)
    first = min(closed)
    months = [month.before(back) for back in range(MONTHS_EVALUATED + 1)]
    working, resting = (
        [closed.get(day, 0) for one in months for day in _days_before_the_end(one, resting=kind) if day >= first]
        for kind in (False, True)
    )
    ends = [sum(closed[day] for day in _end_days(one)) for one in months[1:] if _end_days(one)[0] >= first]
    if len(working) < LEAST_HISTORY:
        return at_end, 0.0, 1.0
    mean = fmean(working)
    expected = mean + (len(end) - 1) * (fmean(resting) if resting else 0.0)
    return at_end, max(expected, fmean(ends) if ends else 0.0), max(1.0, variance(working) / mean) if mean else 1.0


@cache
def _end_days(month: Month) -> list[date]:
    """The last working day of a month and the days after it."""
    days = _days_of(month)
    last = max(day for day in days if day.weekday() < _SATURDAY)
    return [day for day in days if day >= last]


@cache
def _days_before_the_end(month: Month, *, resting: bool) -> list[date]:
    """The working days, or the others, before the last working day of a month."""
    end = _end_days(month)[0]
    return [day for day in _days_of(month) if day < end and (day.weekday() >= _SATURDAY) is resting]


@cache
def _days_of(month: Month) -> list[date]:
    first, following = date(month.year, month.month, 1), month.before(-1)
    after = date(following.year, following.month, 1)
    return [date.fromordinal(number) for number in range(first.toordinal(), after.toordinal())]
