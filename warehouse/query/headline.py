"""The headline series of the office, week by week, and whether a week is unusual for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from warehouse.query import context, control_chart
from warehouse.query.cell import Result
from warehouse.query.control_chart import Limits, Rule
from warehouse.query.published import Version, cursor

# No more than twelve: each series that is looked at adds false signals.
SERIES = (
    "cases", "visit_events", "items_batches", "first_cases", "repeat_cases", "collective_events",
    "assigned_from_above", "nonnormal_events",
)  # fmt: skip
JUDGED = 13
BASELINE_MOST = 52
BASELINE_LEAST = 26


@dataclass(frozen=True, slots=True)
class ChartedWeek:
    """A judged week of a series. `rule` is None in a usual week."""

    week: str
    value: float
    rule: Rule | None


@dataclass(frozen=True, slots=True)
class Chart:
    """A headline series with its limits; `reason` says why it has none."""

    metric: str
    limits: Limits | None
    weeks: tuple[ChartedWeek, ...]
    reason: str | None = None


def charts(version: Version, week_start: int, ask: Callable[[str], Result]) -> tuple[Chart, ...]:
    """The control chart of each headline series over its last 13 complete weeks.

    The baseline is frozen: the 26 to 52 complete weeks before the judged ones, without weeks that touch a named
    period or hold a public holiday. With a shorter history fewer weeks are judged.

    Args:
        ask: metric id → its answer by week over the whole range.
    """
    weeks = [week for week in context.weeks(version, week_start) if week.is_complete]
    unusual = _unusual_weeks(version)
    judged_from = max(len(weeks) - JUDGED, min(BASELINE_LEAST, len(weeks)))
    found = []
    for metric_id in SERIES:
        result = ask(metric_id)
        blank = next((c.reason for c in result.cells if c.value is None), None) if result.cells else None
        values = {cell.by[0]: float(cell.value) for cell in result.cells if cell.value is not None}
        if blank and not values:
            found.append(Chart(metric_id, None, (), blank))
            continue
        before = [w for w in weeks[:judged_from] if w.id not in unusual][-BASELINE_MOST:]
        chart = control_chart.limits([values.get(w.id, 0.0) for w in before])
        judged = weeks[judged_from:]
        points = [values.get(w.id, 0.0) for w in judged]
        if chart is None:
            reason = "baseline_short" if len(before) < control_chart.LEAST_POINTS else "mean_below_5"
            found.append(Chart(metric_id, None, (), reason))
            continue
        rules = control_chart.signals(points, chart)
        charted = tuple(ChartedWeek(w.id, p, r) for w, p, r in zip(judged, points, rules, strict=True))
        found.append(Chart(metric_id, chart, charted))
    return tuple(found)


def _unusual_weeks(version: Version) -> set[str]:
    """Weeks that touch a named period or hold a public holiday from Monday to Friday."""
    with cursor(version.marts) as connection:
        rows = connection.execute(
            """
            select d.week, d.day, d.is_working, p.period_name
            from marts.day d
            left join marts.sensitive_period p on d.day >= p.starts_on and d.day <= p.ends_on
            """
        ).fetchall()
    monday_to_friday = timedelta(days=5)
    return {
        week
        for week, day, is_working, period in rows
        if period is not None or (is_working == 0 and day.weekday() < monday_to_friday.days)
    }
