"""Figures that are no sum of rows: what a count would have to reach, whether a week is unusual, a period's daily rate.

Each takes a question and gives its cells, and the answer that they rest on if there is one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from warehouse.calendar import Period, parse_week
from warehouse.catalogue.model import nearest
from warehouse.home import CalendarRules
from warehouse.query import headline
from warehouse.query.cell import Cell, Result, blank
from warehouse.query.errors import QueryError
from warehouse.query.period_rate import period_rates
from warehouse.query.periods import find_period, named_periods
from warehouse.query.published import Version
from warehouse.query.selection import Where
from warehouse.query.stretches import Against

Ask = Callable[[str, tuple[str, ...], Against | None], Result]
Cells = tuple[list[Cell], Result | None]

# The breakdowns that these figures always have.
BREAKDOWNS: dict[str, tuple[str, ...]] = {
    "spc_signal": ("series", "week", "spc_rule"),
    "period_rate_ratio": ("period", "phase"),
}


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked of a version."""

    version: Version
    by: tuple[str, ...]
    where: Where
    start: date | None
    end: date | None
    compare: Against | None
    rules: CalendarRules

    def wanted(self, dimension: str) -> tuple[str, ...]:
        """The values that the filter leaves of a breakdown; none means all."""
        values = self.where.get(dimension, ())
        return (values,) if isinstance(values, str) else tuple(values)

    def covers(self, days: Period) -> bool:
        """Whether a stretch lies, at least in part, between the days asked for."""
        return (self.start is None or days.end >= self.start) and (self.end is None or days.start <= self.end)


def detectable_change(question: Question, ask: Ask) -> Cells:
    """For each count the smallest one that chance would not have made of the other period's.

    Raises:
        QueryError: there is nothing to compare with.
    """
    if question.compare is None:
        raise QueryError("可察觉变化须与 --compare 同用 / detectable_change needs --compare")
    counted = ask("cases", question.by, question.compare)
    cells = []
    for cell in counted.cells:
        least = cell.comparison.detectable if cell.comparison else None
        reason = None if least is not None else "no_data"
        cells.append(replace(cell, value=least, numerator=least, low=None, high=None, reason=reason))
    return cells, counted


def spc_signal(question: Question, ask: Ask) -> Cells:
    """1 for a week of a headline series that is unusual for this office, with the rule; else 0.

    Raises:
        QueryError: no such headline series; the message names the nearest.
    """
    for name in question.wanted("series"):
        if name not in headline.SERIES:
            hint = nearest(name, list(headline.SERIES)) or "、".join(headline.SERIES)
            raise QueryError(f"没有“{name}”这一主要指标，最接近的是：{hint} / unknown series, nearest: {hint}")
    cells = []
    for chart in headline.charts(question.version, question.rules.week_start, lambda name: ask(name, ("week",), None)):
        if chart.limits is None:
            cells.append(blank((chart.metric, "", ""), chart.reason or "no_data"))
        for week in chart.weeks:
            cells.append(
                Cell(
                    (chart.metric, week.week, week.rule or "usual"),
                    int(week.rule is not None),
                    int(week.value),
                    None,
                    chart.limits.low if chart.limits else None,
                    chart.limits.high if chart.limits else None,
                )
            )
    wanted = [question.wanted(dimension) for dimension in BREAKDOWNS["spc_signal"]]
    cells = [c for c in cells if all(not w or key in w for w, key in zip(wanted, c.by, strict=True))]
    week_start = question.rules.week_start
    return [c for c in cells if not c.by[1] or question.covers(parse_week(c.by[1], week_start))], None


def period_rate_ratio(question: Question, ask: Ask) -> Cells:  # noqa: ARG001
    """The daily rate of each named period against ordinary days before it."""
    known = named_periods(question.version)
    wanted = {find_period(known, name).label for name in question.wanted("period")}
    asked = {p.label for p in known if question.covers(p) and (not wanted or p.label in wanted)}
    phases = question.wanted("phase")
    return [c for c in period_rates(question.version) if c.by[0] in asked and (not phases or c.by[1] in phases)], None


RESULTS: dict[str, Callable[[Question, Ask], Cells]] = {
    "detectable_change": detectable_change,
    "spc_signal": spc_signal,
    "period_rate_ratio": period_rate_ratio,
}
