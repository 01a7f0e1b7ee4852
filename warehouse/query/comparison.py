"""A figure beside that of another period: the rows of an answer get what they are compared with.

Belongs here: which answer stands beside which. Does not belong here: the comparison of two numbers (compare.py), which
days are compared (stretches.py), words (warehouse/exhibits).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
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


@dataclass(frozen=True, slots=True)
class Pair:
    """Cells of an answer that stand for the same days, and the days beside them; both cut to what is compared.

    `label` is that of the calendar's breakdown, if there is one.
    """

    label: Key
    cells: tuple[Cell, ...]
    own: Period
    beside: Period
    is_daily: bool  # named periods are compared a day


def side_by_side(
    version: Version,
    rules: CalendarRules,
    now: Result,
    against: Against,
    stretch: Period | None,
    start: date | None,
    end: date | None,
) -> list[Pair]:
    """Which days stand beside each cell of an answer; a cell beside which nothing can stand is in no pair.

    Args:
        now: the answer to compare.
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
    groups: dict[Key, list[Cell]] = {} if times else {(): []}
    for cell in now.cells:
        groups.setdefault(_label(now, cell), []).append(cell)
    pairs = []
    for label, cells in groups.items():
        days = _days(named, times[0], label[0], rules) if label else stretch
        other = _other(named, days, against, rules) if days else None
        if days is not None and other is not None:
            own, beside = stretches.elapsed(*stretches.within(days, other, start, end), reach.clock_on)
            pairs.append(Pair(label, tuple(cells), own, beside, days in named))
    return pairs


def compared(version: Version, now: Result, pairs: Sequence[tuple[Pair, Result]]) -> Result:
    """The answer with a comparison in each of its cells.

    Args:
        now: the answer to compare.
        pairs: each with the same question for the days beside, without the calendar's breakdowns.
    """
    reach = context.reach_of(version, now.metric.source)
    place = _place(now)
    paired = {pair.label for pair, _ in pairs}
    found = [cell for cell in now.cells if _label(now, cell) not in paired]
    for pair, answer in pairs:
        beside = pair.beside
        begins_inside = reach.first_on is not None and beside.start < reach.first_on <= beside.end
        data_from = reach.first_on if begins_inside else None
        before = {cell.by: cell for cell in answer.cells}
        for cell in (*pair.cells, *_gone(now.metric, pair.cells, before, place, pair.label)):
            was = before.get((*cell.by[:place], *cell.by[place + 1 :]))
            value = _value(now.metric, was, beside, reach)
            comparison = _comparison(
                version, now.metric, cell, was, value, pair.own, beside, data_from, is_daily=pair.is_daily
            )
            found.append(replace(cell, comparison=comparison))
    return replace(now, cells=tuple(sorted(found, key=lambda cell: cell.by)))


def _place(now: Result) -> int:
    """Where the calendar's label stands in the key of a cell; its end where there is none."""
    return next((place for place, d in enumerate(now.by) if DIMENSIONS[d].kind == "time"), len(now.by))


def _label(now: Result, cell: Cell) -> Key:
    """The calendar's label of a cell; () where the answer is not broken down by it."""
    place = _place(now)
    return cell.by[place : place + 1]


def _gone(metric: Metric, cells: Sequence[Cell], before: dict[Key, Cell], place: int, label: Key) -> list[Cell]:
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
