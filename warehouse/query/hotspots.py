"""Alarms of a published version: topics and townships with more distinct matters than their own past makes likely.

Who may see a cell of two breakdowns under three matters is decided here: nobody.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from warehouse.query.cell import SMALL_CELL
from warehouse.query.published import Version, cursor

ALARMS = ("strong", "alarm", "watch")
TWO_WAY = ("township_topic_1", "township_topic_2")


@dataclass(frozen=True, slots=True)
class Hotspot:
    """One series (or zone of townships) and window in one week.

    `grain`: county_topic_1, township, township_topic_1, township_topic_2 or scan. `townships` are codes, none for the
    county. `status`: strong, alarm, watch, none or not_evaluated with its `reason`. Counts are of distinct matters;
    `expected` and `limit_count` are what the past makes usual; `phase`: new, ongoing or ended; `direction`: up, flat
    or down over 12 weeks.
    """

    grain: str
    townships: tuple[str, ...]
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
    driven_by_one_visit: bool
    first_seen: date | None
    phase: str | None
    direction: str | None
    is_small: bool = False  # a cell of two breakdowns under three matters: its counts are not told

    @property
    def key(self) -> str:
        """What names a run of alarms from week to week: the outcome that an analyst sets belongs to it."""
        where = "+".join(self.townships)
        return "|".join((self.grain, where, self.topic_1 or "", self.topic_2 or "", str(self.first_seen or "")))


_COLUMNS = (
    "grain, townships, topic_1, topic_2, week, week_start, window_weeks, status, reason, method, observed, "
    "distinct_matters, cases, collective_events, expected, limit_count, p, p_adjusted, recurrence_interval_weeks, "
    "coalesce(driven_by_one_visit, 0) = 1, first_seen, phase, direction"
)


def alarms(version: Version, week: str | None = None) -> tuple[Hotspot, ...]:
    """Alarms and watches of a week, the strongest first, and runs that ended in it.

    Args:
        week: a label such as 2026-W46; None for the last finished week.
    """
    found = [h for h in _rows(version, week or last_week(version)) if h.status in ALARMS or h.phase == "ended"]
    return tuple(sorted(found, key=lambda h: (_place(h), h.p if h.p is not None else 1.0, h.grain, h.townships)))


def runs(version: Version, week: str | None = None) -> tuple[Hotspot, ...]:
    """The runs of alarms of a week that can be looked into, each once: both windows of a series are one run.

    A watch is no alarm and has no outcome; a run that ended still has one.
    """
    found = [h for h in alarms(version, week) if h.status in ALARMS[:2] or h.phase == "ended"]
    return tuple({h.key: h for h in reversed(found)}.values())[::-1]


def _place(found: Hotspot) -> int:
    return ALARMS.index(found.status) if found.status in ALARMS else len(ALARMS)


def evaluations(version: Version, grain: str, week: str | None = None, window_weeks: int = 1) -> tuple[Hotspot, ...]:
    """Every series of a grain in a week, whether or not anything was found; small cells are masked."""
    rows = _rows(version, week or last_week(version))
    return tuple(h for h in rows if h.grain == grain and h.window_weeks == window_weeks)


def last_week(version: Version) -> str:
    """The label of the last week that was judged; empty when none was."""
    with cursor(version.marts) as connection:
        rows = connection.execute("select week from marts.hotspot order by week_start desc limit 1").fetchall()
    return rows[0][0] if rows else ""


@lru_cache(maxsize=4)
def judged_weeks(version: Version) -> tuple[str, ...]:
    """Weeks that have a row, oldest first."""
    with cursor(version.marts) as connection:
        rows = connection.execute("select distinct week, week_start from marts.hotspot order by week_start").fetchall()
    return tuple(row[0] for row in rows)


def replay_shares(version: Version) -> dict[str, tuple[int, float | None]]:
    """For each grain the number of past weeks replayed and the share of them that would have alarmed."""
    with cursor(version.marts) as connection:
        rows = connection.execute(
            "select grain, weeks, alarm_share from marts.hotspot_replay order by grain"
        ).fetchall()
    return {grain: (weeks, share) for grain, weeks, share in rows}


@lru_cache(maxsize=4)
def topics_above(version: Version) -> dict[str, str]:
    """For each topic of the second level the one of the first level that most of its cases stand under."""
    with cursor(version.marts) as connection:
        rows = connection.execute(
            "select topic_2, topic_1 from marts.fact_case where topic_1 is not null and topic_2 is not null "
            "group by topic_2, topic_1 order by count(*), topic_1"
        ).fetchall()
    return dict(rows)


# A page reads each judged week several times; a published file never changes.
@lru_cache(maxsize=64)
def _rows(version: Version, week: str) -> tuple[Hotspot, ...]:
    with cursor(version.marts) as connection:
        rows = connection.execute(
            f"select {_COLUMNS} from marts.hotspot where week = ? "
            "order by grain, townships, topic_1, topic_2, window_weeks",
            [week],
        ).fetchall()
    return tuple(_masked(Hotspot(row[0], tuple(filter(None, row[1].split("、"))), *row[2:])) for row in rows)


def _masked(found: Hotspot) -> Hotspot:
    if found.grain not in TWO_WAY or not 0 < (found.distinct_matters or 0) < SMALL_CELL:
        return found
    return replace(found, observed=None, distinct_matters=None, cases=None, collective_events=None, is_small=True)
