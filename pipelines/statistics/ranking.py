"""marts.unit_rank: responsible units compared on how they handle matters, over 52 weeks and over each whole year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import duckdb

from pipelines.metrics.ranking import RECURRENCE, SATISFIED, Recurrences, Shares, UnitRank, rank_units
from pipelines.metrics.standardisation import Strata
from pipelines.statistics.tables import write_rows
from warehouse.catalogue.codes import SPECIAL_CLASSES
from warehouse.catalogue.metrics import METRICS
from warehouse.home import Home
from warehouse.storage.ask import one

ROLLING = "52w"
WEEKS = timedelta(weeks=52)
NO_GROUP = "未分组"

# What went wrong: the rest of the denominator, or the numerator itself where that is the failure.
_SHARES = {
    "reply_in_time": "{d} - {n}",
    "notice_in_time_unit": "{d} - {n}",
    "one_off_resolution": "{d} - {n}",
    SATISFIED: "{d} - {n}",
    "review_changed_share": "{n}",
}


@dataclass(frozen=True, slots=True)
class UnitRankRow:
    """A row of marts.unit_rank: see pipelines.metrics.ranking.UnitRank; `previous_band` is that of the window before."""

    rank_period: str
    period_from: date
    period_to: date
    unit_group: str
    indicator: str
    department: str
    state: str
    cases: int
    observed: float | None
    expected: float | None
    ratio: float | None
    shrunken: float | None
    comparable_share: float | None
    more_is_worse: bool
    band: str | None
    hint: str | None
    is_over_dispersed: bool
    position: int | None
    position_low: int | None
    position_high: int | None
    tie_group: int | None
    mean_rank: float | None
    indicators: int
    third_share: float | None
    tau2: float | None
    previous_band: str | None


def write_unit_rank(connection: duckdb.DuckDBPyConnection, home: Home) -> None:
    """Write marts.unit_rank."""
    least = home.configuration().thresholds.rank_min_due
    first, clock_on = one(connection, "select first_registered_on, clock_on from marts.build")
    groups = _groups(connection)
    pending = _pending(connection)
    rows = []
    for name, start, end in _periods(first, clock_on):
        length = end - start + timedelta(days=1)
        before = rank_units(_indicators(connection, start - length, end - length), groups, min_cases=least)
        bands = {(row.indicator, row.unit): row.band for row in before}
        for row in rank_units(_indicators(connection, start, end), groups, pending, least):
            rows.append(_row(name, start, end, row, bands.get((row.indicator, row.unit))))
    write_rows(connection, "marts.unit_rank", UnitRankRow, rows)


def _row(name: str, start: date, end: date, row: UnitRank, previous: str | None) -> UnitRankRow:
    return UnitRankRow(
        name, start, end, row.group, row.indicator, row.unit, row.state, row.cases, row.observed, row.expected,
        row.ratio, row.shrunken, row.comparable_share, row.more_is_worse, row.band, row.hint, row.over_dispersed,
        row.position, row.low, row.high, row.tie_group, row.mean_rank, row.indicators, row.third_share, row.tau2,
        previous,
    )  # fmt: skip


def _periods(first: date | None, clock_on: date) -> list[tuple[str, date, date]]:
    """The last 52 weeks, and each calendar year that has ended and is wholly covered."""
    if first is None:
        return []
    periods = [(ROLLING, clock_on - WEEKS + timedelta(days=1), clock_on)]
    for year in range(first.year, clock_on.year + 1):
        start, end = date(year, 1, 1), date(year, 12, 31)
        if first <= start + timedelta(days=31) and end <= clock_on:
            periods.append((str(year), start, end))
    return periods


def _groups(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """The group of each unit that may be listed; petition organs and special classes are none."""
    rows = connection.execute(
        """
        select d.code, d.unit_group
        from marts.department d
        left join staging.department s on s.code = d.code
        where coalesce(s.is_petition_organ, 0) = 0
        """
    ).fetchall()
    return {code: group or NO_GROUP for code, group in rows if code not in SPECIAL_CLASSES}


def _pending(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """Units on which an integrity finding is open: 暂不排名，待核."""
    rows = connection.execute(
        "select distinct subject from marts.integrity_finding where is_open = 1 and subject_kind = 'unit'"
    ).fetchall()
    return {row[0] for row in rows}


def _indicators(connection: duckdb.DuckDBPyConnection, start: date, end: date) -> list[Shares | Recurrences]:
    found: list[Shares | Recurrences] = []
    missing = {
        row[0] for row in connection.execute("select input_id from marts.input where is_available = 0").fetchall()
    }
    for name, failed in _SHARES.items():
        if missing & set(METRICS[name].needs):
            continue
        strata, failures, cases = _counts(connection, name, failed, start, end)
        if not len(strata.unit):
            continue
        participation = _participation(connection, start, end) if name == SATISFIED else None
        found.append(Shares(name, strata, failures, cases, participation))
    if not missing & set(METRICS[RECURRENCE].needs):
        recurrences = _recurrences(connection, start, end)
        if recurrences is not None:
            found.append(recurrences)
    return found


def _strata_columns(fact: str) -> str:
    # Only cases know whether the visit was collective.
    collective = "coalesce(cast(collective_events_n as varchar), '')" if fact == "fact_case" else "''"
    return f"department, topic_1, topic_2, channel, {collective} as collective"


def _counts(
    connection: duckdb.DuckDBPyConnection, name: str, failed: str, start: date, end: date
) -> tuple[Strata, list[int], list[int]]:
    metric = METRICS[name]
    failures = failed.format(n=f"sum({metric.numerator})", d=f"sum({metric.denominator})")
    rows = connection.execute(
        f"""
        select {_strata_columns(metric.fact)}, {failures}, sum({metric.denominator})
        from marts.{metric.fact}
        where {metric.denominator} = 1 and {metric.cohort_on} >= ? and {metric.cohort_on} <= ?
            and department not in ('未填', '未匹配', '不分列')
        group by 1, 2, 3, 4, 5
        order by 1, 2, 3, 4, 5
        """,
        [start, end],
    ).fetchall()
    return _strata(rows), [int(row[5]) for row in rows], [int(row[6]) for row in rows]


def _strata(rows: list[tuple[object, ...]]) -> Strata:
    columns = [[str(row[place]) for row in rows] for place in range(5)]
    return Strata(*columns)


def _participation(connection: duckdb.DuckDBPyConnection, start: date, end: date) -> dict[str, tuple[int, int]]:
    metric = METRICS["participation_unit"]
    rows = connection.execute(
        f"""
        select department, sum({metric.numerator}), sum({metric.denominator})
        from marts.{metric.fact}
        where {metric.denominator} = 1 and {metric.cohort_on} >= ? and {metric.cohort_on} <= ?
        group by department
        """,
        [start, end],
    ).fetchall()
    return {unit: (int(evaluated), int(due)) for unit, evaluated, due in rows}


def _recurrences(connection: duckdb.DuckDBPyConnection, start: date, end: date) -> Recurrences | None:
    metric = METRICS[RECURRENCE]
    rows = connection.execute(
        f"""
        select {_strata_columns(metric.fact)}, {metric.numerator}, sum({metric.denominator}), count(*)
        from marts.{metric.fact}
        where {metric.numerator} is not null and {metric.cohort_on} >= ? and {metric.cohort_on} <= ?
            and department not in ('未填', '未匹配', '不分列')
        group by 1, 2, 3, 4, 5, 6
        order by 1, 2, 3, 4, 5, 6
        """,
        [start, end],
    ).fetchall()
    if not rows:
        return None
    return Recurrences(_strata(rows), [int(r[5]) for r in rows], [int(r[6]) for r in rows], [int(r[7]) for r in rows])
