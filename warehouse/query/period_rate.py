"""How often matters left the lawful channel in a named period, against ordinary days before it. County level only.

A matter counts once a day. The days before are those of the same type (working, rest): the 56 before the period's
lead, days of other named periods replaced by earlier ones. No causal claim can be read from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from warehouse.query import intervals
from warehouse.query.cell import Cell
from warehouse.query.published import Version, cursor
from warehouse.storage.ask import one

BASE_DAYS = 56
FARTHEST = 400


@dataclass(frozen=True, slots=True)
class _Days:
    events: dict[date, int]
    is_working: dict[date, int | None]
    named: list[tuple[date, date]]

    def count(self, days: list[date]) -> int:
        return sum(self.events.get(day, 0) for day in days)

    def is_named(self, day: date) -> bool:
        return any(start <= day <= end for start, end in self.named)


@lru_cache(maxsize=16)
def period_rates(version: Version) -> tuple[Cell, ...]:
    """For each named period, and for as many days after it, the ratio of its daily rate to that of ordinary days.

    The numerator is the number of matter-days in the period, the denominator that of the days it is held against. The
    value is blank where no event stands on those; an empty period has 0 and the upper limit of its ratio.
    """
    with cursor(version.marts) as connection:
        periods = connection.execute(
            "select period_name, starts_on, ends_on, coalesce(lead_days, 0) from marts.sensitive_period "
            "order by starts_on, period_name"
        ).fetchall()
        events = connection.execute(
            "select occurred_on, count(distinct matter_key) from marts.fact_case where nonnormal_events_n = 1 group by 1"
        ).fetchall()
        calendar = connection.execute("select day, is_working from marts.day").fetchall()
        first, clock_on = one(connection, "select first_registered_on, clock_on from marts.build")
    days = _Days(dict(events), dict(calendar), [(start, end) for _, start, end, _ in periods])
    cells = []
    for name, start, end, lead in periods:
        length = (end - start).days + 1
        after = end + timedelta(days=1)
        for phase, begins in (("during", start), ("after", after)):
            stretch = [begins + timedelta(days=n) for n in range(length)]
            cells.append(_ratio((name, phase), stretch, start - timedelta(days=lead), days, first, clock_on))
    return tuple(cells)


def _ratio(
    key: tuple[str, str], stretch: list[date], before: date, days: _Days, first: date | None, clock_on: date
) -> Cell:
    if first is None or stretch[-1] > clock_on:
        return Cell(key, reason="period_not_over")
    kinds = {days.is_working.get(day) for day in stretch}
    if None in kinds:
        return Cell(key, reason=f"no_holiday_calendar:{stretch[0].year}")
    base = _base(before, days, first)
    if base is None:
        return Cell(key, reason="base_short")
    total = days.count(base)
    now = days.count(stretch)
    expected = 0.0
    for kind in kinds:
        own = [day for day in stretch if days.is_working[day] == kind]
        alike = [day for day in base if days.is_working[day] == kind]
        if not alike:
            return Cell(key, reason="base_short")
        expected += len(own) * days.count(alike) / len(alike)
    if expected == 0:
        return Cell(key, None, now, total, None, None, None, False, "base_empty")
    low, high = intervals.poisson_ratio(now, total, expected / total)
    return Cell(key, now / expected, now, total, low, high, None)


def _base(before: date, days: _Days, first: date) -> list[date] | None:
    """The 56 days before a day, those of named periods replaced by earlier ones; None where the data begin too late."""
    found: list[date] = []
    day = before - timedelta(days=1)
    while len(found) < BASE_DAYS:
        if day < first or (before - day).days > FARTHEST:
            return None
        if not days.is_named(day):
            found.append(day)
        day -= timedelta(days=1)
    return found
