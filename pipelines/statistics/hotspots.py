"""marts.hotspot: which topics and townships had more distinct matters than their own past makes likely, week by week.

Accusations and confidential cases stand outside. What a week was said to be stays what it was: alarms of weeks before
the judged ones are taken over from the last published version.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from datetime import date, timedelta

import duckdb
import numpy as np
import polars as pl

from pipelines.metrics.hotspots import SCAN_GRAIN, WEEKS, Direction, Evaluation, Phase, hotspots
from pipelines.metrics.judgement import Method, Reason, Status, replay_rate
from pipelines.metrics.weekly_series import Calendar, silent_weeks, weekly_panel
from pipelines.statistics.tables import write_rows
from warehouse.calendar import week_of
from warehouse.home import Home
from warehouse.query.context import Member
from warehouse.query.errors import QueryError
from warehouse.query.places import touching
from warehouse.query.published import current_version, cursor
from warehouse.storage.ask import one

SEED = 20260105  # a week is shuffled alike in every build
REPLAY_WEEKS = 52
SEPARATOR = "、"
# Rows of these grains are kept whether or not anything was found: they shade the map, fill the matrix and say why
# the scan was not evaluated.
KEPT_GRAINS = ("county_topic_1", "township", "township_topic_1", SCAN_GRAIN)


@dataclass(frozen=True, slots=True)
class Hotspot:
    """A row of marts.hotspot: one series (or zone) and window in one week; see pipelines.metrics.hotspots.Evaluation."""

    grain: str
    townships: str
    topic_1: str | None
    topic_2: str | None
    week: str
    week_start: date
    window_weeks: int
    status: str
    reason: str | None
    method: str | None
    observed: int | None
    distinct_matters: int | None
    cases: int | None
    collective_events: int | None
    expected: float | None
    limit_count: int | None
    p: float | None
    p_adjusted: float | None
    recurrence_interval_weeks: float | None
    driven_by_one_visit: bool | None
    first_seen: date | None
    phase: str | None
    direction: str | None


@dataclass(frozen=True, slots=True)
class Replay:
    """A row of marts.hotspot_replay: in what share of its own past weeks the grain would have alarmed."""

    grain: str
    weeks: int
    alarm_share: float | None


def write_hotspots(connection: duckdb.DuckDBPyConnection, home: Home) -> None:
    """Write marts.hotspot and marts.hotspot_replay."""
    week_start = home.configuration().calendar.week_start
    first, clock_on = one(connection, "select first_registered_on, clock_on from marts.build")
    found: list[Hotspot] = []
    replays: list[Replay] = []
    if first is not None:
        begins = week_of(first, week_start).start
        begins += timedelta(days=7 if begins < first else 0)  # a week that the data enter half-way is not a week
        last = week_of(clock_on + timedelta(days=1), week_start).start - timedelta(days=7)
        if last >= begins:
            cases = _cases(connection, week_start)
            panel = weekly_panel(cases, _calendar(cases, begins, last))
            earlier = _earlier(home, last - timedelta(weeks=WEEKS - 1))
            rows = hotspots(panel, _neighbours(connection, home), SEED, earlier=[_evaluation(row) for row in earlier])
            found = earlier + [_row(row, week_start) for row in rows if _is_kept(row)]
            weeks = range(len(panel.calendar.starts))[-REPLAY_WEEKS:]
            replays = [Replay(grain, len(weeks), share) for grain, share in replay_rate(panel, weeks).items()]
    write_rows(connection, "marts.hotspot", Hotspot, found)
    write_rows(connection, "marts.hotspot_replay", Replay, replays)


def _cases(connection: duckdb.DuckDBPyConnection, week_start: int) -> pl.DataFrame:
    """Cases as `weekly_panel` wants them.

    An office may register one visit person by person: visits of one day, township and topic are taken for one.
    """
    frame: pl.DataFrame = connection.sql(
        """
        select
            registered_on, cast(matter_id as varchar) as matter,
            case when township not in ('未填', '未匹配') then township end as township,
            case when topic_1 <> '未填' then topic_1 end as topic_1,
            case when topic_2 <> '未填' then topic_2 end as topic_2,
            case when channel = 'visit' then persons >= b.collective_min_persons end as collective,
            case when channel = 'visit' then concat(registered_on, '|', township, '|', topic_1, '|', topic_2) end as visit
        from core.case
        cross join config.build b
        where not_counted is null and is_protected = 0
        """
    ).pl()
    back = (pl.col("registered_on").dt.weekday().cast(pl.Int32) - week_start) % 7
    return frame.with_columns(week_start=pl.col("registered_on") - pl.duration(days=back)).drop("registered_on")


def _calendar(cases: pl.DataFrame, first: date, last: date) -> Calendar:
    """The weeks; one in which the whole county registered nothing, though it always does, is unknown and not 0."""
    every = Calendar.of(first, last).starts
    held = dict(cases.group_by("week_start").len().iter_rows())
    silent = silent_weeks(np.array([held.get(start, 0) for start in every], dtype=np.int64))
    return Calendar.of(first, last, [start for start, is_silent in zip(every, silent, strict=True) if is_silent])


def _neighbours(connection: duckdb.DuckDBPyConnection, home: Home) -> dict[str, tuple[str, ...]]:
    """From the reference table, else from the map."""
    rows = connection.execute(
        "select code, name, neighbours, unit_group from staging.township order by code"
    ).fetchall()
    listed = {code: tuple(filter(None, re.split(r"[;；、,，\s]+", near or ""))) for code, _, near, _ in rows}
    if any(listed.values()):
        return listed
    return touching(home, [Member(code, name, group) for code, name, _, group in rows])


def _is_kept(row: Evaluation) -> bool:
    return row.grain in KEPT_GRAINS or row.status not in (Status.NONE, Status.NOT_EVALUATED) or row.phase is not None


def _row(row: Evaluation, week_start: int) -> Hotspot:
    return Hotspot(
        row.grain, SEPARATOR.join(row.townships), row.topic_1, row.topic_2, week_of(row.week_start, week_start).label,
        row.week_start, row.window_weeks, row.status, row.reason, row.method, row.observed, row.distinct_matters,
        row.cases, row.collective_events, row.expected, row.limit, row.p, row.p_adjusted,
        row.recurrence_interval_weeks, row.driven_by_one_visit, row.first_seen, row.phase, row.direction,
    )  # fmt: skip


def _earlier(home: Home, before: date) -> list[Hotspot]:
    """Alarms of weeks before a day as the last version published them; none if it is gone or had other columns."""
    columns = ", ".join(f.name for f in fields(Hotspot))
    try:
        with cursor(current_version(home).marts) as connection:
            rows = connection.execute(
                f"select {columns} from marts.hotspot where week_start < ? and status in ('alarm', 'strong') "
                "order by week_start, grain, townships, topic_1, topic_2, window_weeks",
                [before],
            ).fetchall()
    except QueryError:
        return []
    return [Hotspot(*row) for row in rows]


def _evaluation(row: Hotspot) -> Evaluation:
    return Evaluation(
        grain=row.grain, townships=tuple(filter(None, row.townships.split(SEPARATOR))), topic_1=row.topic_1,
        topic_2=row.topic_2, week_start=row.week_start, window_weeks=row.window_weeks, status=Status(row.status),
        reason=Reason(row.reason) if row.reason else None, method=Method(row.method) if row.method else None,
        observed=row.observed, first_seen=row.first_seen, phase=Phase(row.phase) if row.phase else None,
        direction=Direction(row.direction) if row.direction else None,
    )  # fmt: skip
