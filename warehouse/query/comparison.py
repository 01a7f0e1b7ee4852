"""A figure beside that of another period: the rows of an answer get what they are compared with.

Belongs here: which answer stands beside which. Does not belong here: the comparison of two numbers (compare.py), which
days are compared (stretches.py), words (warehouse/exhibits).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from warehouse.calendar import Period
from warehouse.catalogue.dimensions import DIMENSIONS
from warehouse.catalogue.model import Metric
from warehouse.home import CalendarRules
from warehouse.query import compare, context, intervals, periods, stretches
from warehouse.query.cell import Cell, Comparison, Key, Result
from warehouse.query.errors import QueryError
from warehouse.query.published import Version, cursor
from warehouse.query.stretches import Against

CALENDAR = ("week", "month", "quarter", "year")
EVENTS = ("count", "matters")

Ask = Callable[[Period], Result]


def compared(
    version: Version,
    rules: CalendarRules,
    now: Result,
    ask: Ask,
    against: Against,
    stretch: Period | None,
    start: date | None,
    end: date | None,
) -> Result:
    """The answer with a comparison in each of its cells.

    Args:
        now: the answer to compare.
        ask: the same question for other days, without the calendar's breakdowns.
        against: the stretch before, the same a year before, or the same named period a year before.
        stretch: the days asked for; None where the answer is broken down by the calendar or by named periods.
        start: first day asked for; a week or month of which it leaves out a part is compared with the same part.
        end: last day asked for, likewise.

    Raises:
        QueryError: the question names no stretch of days.
    """
    times = [d for d in now.by if DIMENSIONS[d].kind == "time"]
    if now.metric.is_stock or now.metric.reach == "up_to":
        raise QueryError(
            f"“{now.metric.name.zh}”是存量，不与其他时段比较 / a stock is not compared with another period"
        )
    if len(times) > 1:
        raise QueryError("比较时只能按一种时间分列 / compare by one calendar breakdown at most")
    if not times and stretch is None:
        raise QueryError(
            "比较需要起止日期（--from、--to）、时间分列或 --where period=名称"
            " / a comparison needs --from and --to, a calendar breakdown or --where period=NAME"
        )
    reach = context.reach_of(version, now.metric.source)
    named = periods.named_periods(version)
    place = now.by.index(times[0]) if times else len(now.by)
    groups: dict[Key, list[Cell]] = {} if times else {(): []}
    for cell in now.cells:
        groups.setdefault(cell.by[place : place + 1], []).append(cell)
    found = []
    for label, cells in groups.items():
        days = _days(named, times[0], label[0], rules) if label else stretch
        other = _other(named, days, against, rules) if days else None
        if days is None or other is None:
            found += cells
            continue
        own, beside = stretches.elapsed(*stretches.within(days, other, start, end), reach.clock_on)
        begins_inside = reach.first_on is not None and beside.start < reach.first_on <= beside.end
        data_from = reach.first_on if begins_inside else None
        before = {cell.by: cell for cell in ask(beside).cells}
        for cell in (*cells, *_gone(now.metric, cells, before, place, label)):
            was = before.get((*cell.by[:place], *cell.by[place + 1 :]))
            value = _value(now.metric, was, beside, reach)
            comparison = _comparison(
                version, now.metric, cell, was, value, own, beside, data_from, is_daily=days in named
            )
            found.append(replace(cell, comparison=comparison))
    return replace(now, cells=tuple(sorted(found, key=lambda cell: cell.by)))


def _gone(metric: Metric, cells: list[Cell], before: dict[Key, Cell], place: int, label: Key) -> list[Cell]:
    """Combinations that only the other period has: a count that fell to 0 is shown, not left out."""
    if metric.form not in EVENTS:
        return []
    here = {cell.by for cell in cells}
    keys = [(*rest[:place], *label, *rest[place:]) for rest, was in before.items() if was.value]
    low, high = intervals.poisson(0) if metric.interval == "poisson" else (None, None)
    matters = 0 if metric.has_matters else None
    return [Cell(key, 0, 0, None, low, high, matters) for key in keys if key not in here]


def _days(named: Sequence[Period], dimension: str, label: str, rules: CalendarRules) -> Period | None:
    if dimension in CALENDAR:
        return stretches.of_label(dimension, label, rules)
    return periods.find_period(named, label)


def _other(named: Sequence[Period], days: Period, against: Against, rules: CalendarRules) -> Period | None:
    """The stretch beside `days`; a named period's of the year before is that of the same event, whatever its dates."""
    if against == "period" or (against == "year" and days in named):
        return periods.same_event_before(named, days)
    return stretches.before(days, against, rules)


def _value(metric: Metric, was: Cell | None, days: Period, reach: context.Reach) -> float | int | None:
    """The other figure: a combination without a row is a count of 0 where the exports cover those days."""
    if was is not None:
        return was.value
    first = reach.first_on
    covered = first is not None and days.end >= first and days.start <= reach.data_through
    return 0 if covered and metric.form in EVENTS else None


def _comparison(
    version: Version,
    metric: Metric,
    cell: Cell,
    was: Cell | None,
    before: float | int | None,
    own: Period,
    beside: Period,
    data_from: date | None,
    *,
    is_daily: bool,
) -> Comparison:
    # Named periods are compared a day; a month or a year is what it is, and its working days stand beside.
    exposure = own.days / beside.days if is_daily and own.days and beside.days else 1.0
    detectable = None
    if metric.form in EVENTS:
        is_judged = metric.interval == "poisson"
        counts = [None if v is None else int(v) for v in (cell.value, before)]
        covered = ((beside.end - data_from).days + 1) / beside.days if data_from else 1.0
        change = compare.compare_counts(*counts, judged=is_judged, exposure=exposure, covered=covered)
        if is_judged and before is not None:
            detectable = compare.detectable(int(before), exposure)
    elif cell.curve is not None and was is not None and was.curve is not None and None not in (cell.value, was.value):
        change = compare.compare_curves(cell.curve, was.curve, int(metric.at))
    else:
        change = compare.compare_rates(_interval(cell), None if was is None else _interval(was))
    return Comparison(
        label=beside.label,
        start=beside.start.isoformat(),
        end=beside.end.isoformat(),
        value=before,
        reason=(was.reason if was is not None else "no_data") if before is None else None,
        change=change,
        days=own.days,
        days_before=beside.days,
        working_days=periods.working_days(version, own),
        working_days_before=periods.working_days(version, beside),
        detectable=detectable,
        completeness=_completeness(version, metric, own),
        data_from=data_from.isoformat() if data_from else None,
    )


def _interval(cell: Cell) -> tuple[float, float | None, float | None] | None:
    return None if cell.value is None else (cell.value, cell.low, cell.high)


def _completeness(version: Version, metric: Metric, days: Period) -> float | None:
    """The share of a stretch's events that are registered by now, for metrics whose day is that of the petition.

    From the lag between petition and registration of the last 26 weeks; None where there is none to see.
    """
    if metric.cohort_on != "occurred_on":
        return None
    with cursor(version.marts) as connection:
        lags = connection.execute("select days, cases from marts.registration_lag").fetchall()
    total = sum(n for _, n in lags)
    reached = context.build(version).data_through
    if not total or days.days == 0:
        return None
    shares = []
    for passed in range(days.days):
        age = (reached - (days.start + timedelta(days=passed))).days
        shares.append(sum(n for lag, n in lags if lag <= age) / total)
    return float(sum(shares) / len(shares))
