"""marts.expected_load, marts.screening_backtest and marts.screening_pit: what a named period may bring, and what such
forecasts were worth.

Selected and weighted by first matters a week, by township and topic, and by nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import duckdb
import numpy as np

from pipelines.metrics.screening import Backtest, Period, backtest, expected_load
from pipelines.statistics.tables import write_rows
from warehouse.calendar import Period as Days
from warehouse.home import Home
from warehouse.query.periods import same_event_before
from warehouse.query.screening import FOREMOST
from warehouse.storage.ask import one

LEAST_WEEKS = 26


@dataclass(frozen=True, slots=True)
class ExpectedLoad:
    """A row of marts.expected_load: new first matters that a period may bring to a township and topic."""

    period_name: str
    township: str
    topic: str
    expected: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class BacktestRow:
    """A row of marts.screening_backtest: one method over the past periods; the gain is the forecast's over it."""

    method: str
    past_periods: int
    hit_rate: float | None
    pai: float | None
    log_score: float
    hit_gain: float | None
    hit_gain_low: float | None
    hit_gain_high: float | None
    beats_long_run_share: bool | None


@dataclass(frozen=True, slots=True)
class PitBin:
    """A row of marts.screening_pit: share of past counts in a tenth of their forecast distribution; .1 if calibrated."""

    tenth: int
    share: float


@dataclass(frozen=True, slots=True)
class _Counts:
    """First matters by day and cell."""

    cells: list[tuple[str, str]]
    days: dict[date, dict[int, int]]
    first: date

    def between(self, start: date, end: date) -> np.ndarray:
        found = np.zeros(len(self.cells))
        day = start
        while day <= end:
            for cell, matters in self.days.get(day, {}).items():
                found[cell] += matters
            day += timedelta(days=1)
        return found

    def weeks_before(self, day: date) -> np.ndarray:
        """Counts of each whole week before a day, oldest first; shape (weeks, cells)."""
        weeks = max((day - self.first).days // 7, 0)
        start = day - timedelta(days=7 * weeks)
        return np.array(
            [self.between(start + timedelta(days=7 * n), start + timedelta(days=7 * n + 6)) for n in range(weeks)]
        ).reshape(weeks, len(self.cells))


def write_screening(connection: duckdb.DuckDBPyConnection, home: Home) -> None:  # noqa: ARG001
    """Write marts.expected_load, marts.screening_backtest and marts.screening_pit."""
    clock_on, first = one(connection, "select clock_on, first_registered_on from marts.build")
    periods = [
        (Days(name, start, end), start - timedelta(days=lead))
        for name, start, end, lead in connection.execute(
            "select period_name, starts_on, ends_on, cast(coalesce(lead_days, 0) as integer) from marts.sensitive_period "
            "order by starts_on, period_name"
        ).fetchall()
    ]
    loads: list[ExpectedLoad] = []
    rows: list[BacktestRow] = []
    pit: list[PitBin] = []
    counts = _counts(connection, first) if first is not None else None
    if counts is not None and counts.cells:
        known = [days for days, _ in periods]
        past, came = [], []
        for days, eve in periods:
            looked_on = min(eve, clock_on + timedelta(days=1))
            history = counts.weeks_before(looked_on)
            if len(history) < LEAST_WEEKS:
                continue
            before = same_event_before(known, days)
            last_year = counts.between(before.start, before.end) if before else np.zeros(len(counts.cells))
            frozen = Period(history, days.days / 7, last_year)
            if days.end <= clock_on:
                past.append(frozen)
                came.append(counts.between(days.start, days.end))
            else:
                loads += _loads(days.label, frozen, counts.cells)
        found = backtest(past, came, FOREMOST)
        if found is not None:
            rows = _rows(found)
            pit = [PitBin(tenth, share) for tenth, share in enumerate(found.pit, start=1)]
    write_rows(connection, "marts.expected_load", ExpectedLoad, loads)
    write_rows(connection, "marts.screening_backtest", BacktestRow, rows)
    write_rows(connection, "marts.screening_pit", PitBin, pit)


def _counts(connection: duckdb.DuckDBPyConnection, first: date) -> _Counts:
    """The first case of each matter, by its day, township and topic; protected cases stand outside."""
    rows = connection.execute(
        """
        with placed as (
            select
                registered_on, township, topic_1, is_protected,
                row_number() over (partition by matter_id order by registered_on, case_id) as place
            from core.case
            where not_counted is null
        )
        select registered_on, township, topic_1, count(*)
        from placed
        where place = 1 and is_protected = 0 and township not in ('未填', '未匹配') and topic_1 <> '未填'
        group by 1, 2, 3
        order by 1, 2, 3
        """
    ).fetchall()
    cells = sorted({(township, topic) for _, township, topic, _ in rows})
    place = {cell: number for number, cell in enumerate(cells)}
    days: dict[date, dict[int, int]] = {}
    for day, township, topic, matters in rows:
        days.setdefault(day, {})[place[township, topic]] = matters
    return _Counts(cells, days, first)


def _loads(name: str, period: Period, cells: list[tuple[str, str]]) -> list[ExpectedLoad]:
    """Forecast of each cell with an 80 % range, the largest first by code of the cell where equal."""
    from scipy.stats import nbinom

    load = expected_load(period)
    chance = load.shape / (load.shape + np.maximum(load.mean, 1e-9))
    low, high = nbinom.ppf(0.1, load.shape, chance), nbinom.ppf(0.9, load.shape, chance)
    return [
        ExpectedLoad(name, township, topic, float(load.mean[n]), float(low[n]), float(high[n]))
        for n, (township, topic) in enumerate(cells)
    ]


def _rows(found: Backtest) -> list[BacktestRow]:
    rows = []
    for method, score in found.scores.items():
        gain = found.gains.get(method)
        rows.append(
            BacktestRow(
                method,
                found.periods,
                score.hit_rate,
                score.pai,
                score.log_score,
                gain.hit_rate if gain else None,
                gain.hit_low if gain else None,
                gain.hit_high if gain else None,
                found.beats_long_run_share,
            )
        )
    return rows
