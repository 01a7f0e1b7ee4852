"""Hotspots: which topics and townships have more distinct matters than their own past makes likely.

Belongs here: what is said of each series and zone in each week, and how weeks of alarm make a run. Does not belong
here: whether a count is unusual (`judgement`, `scan`), where counts come from (`weekly_series`), sentences (exhibits).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

import numpy as np

from pipelines.metrics import scan
from pipelines.metrics.judgement import (
    FEWEST_MATTERS,
    Q_ALARM,
    Q_STRONG,
    WINDOWS,
    Judgement,
    Method,
    Reason,
    Status,
    judge,
)
from pipelines.metrics.mann_kendall import mann_kendall
from pipelines.metrics.weekly_series import Panel

WEEKS = 13  # finished weeks for which alarms are computed
SCAN_WEEKS = 52
SCAN_LEAST_WEEKS = 26
TREND_WEEKS = 12
SCAN_GRAIN = "scan"


class Phase(StrEnum):
    """Where a series stands in a run of weeks with an alarm in either window."""

    NEW = "new"
    ONGOING = "ongoing"
    ENDED = "ended"


class Direction(StrEnum):
    """Mann–Kendall on the last TREND_WEEKS weeks."""

    UP = "up"
    FLAT = "flat"
    DOWN = "down"


_DIRECTIONS = {1: Direction.UP, 0: Direction.FLAT, -1: Direction.DOWN}


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One series (or zone of townships) and window in one week.

    Attributes:
        grain: one of weekly_series.GRAINS, or SCAN_GRAIN.
        townships: none for the whole county, one, or those of a zone.
        topic_1, topic_2: None for all topics.
        week_start: first day of the window's last week.
        window_weeks: 1 or 4; of a zone 1 to 4.
        status, reason, method: see there; reason is None where there is nothing to explain.
        observed: distinct matters of each week, summed over the window: what was tested.
        distinct_matters: distinct matters of the whole window.
        cases: 件次 in the window.
        collective_events: collective visits in the window.
        expected, limit: mean, and the largest count that is still usual (1 % lie above; EARS: .1 %; none for a zone).
        p: chance of as many or more.
        p_adjusted: p after Benjamini–Hochberg over the grain; none for a zone.
        q_passed: the strictest of Q_STRONG and Q_ALARM that p_adjusted keeps.
        recurrence_interval_weeks: zones only: weeks in which chance does as much once.
        driven_by_one_visit: half or more of the matters came with one visit.
        first_seen: week_start of the first week of the run of alarms.
        phase: new, ongoing, ended; None where there is and was no alarm.
        direction: of the weekly counts; None where weeks are unknown.
    """

    grain: str
    townships: tuple[str, ...]
    topic_1: str | None
    topic_2: str | None
    week_start: date
    window_weeks: int
    status: Status
    reason: Reason | None = None
    method: Method | None = None
    observed: int | None = None
    distinct_matters: int | None = None
    cases: int | None = None
    collective_events: int | None = None
    expected: float | None = None
    limit: int | None = None
    p: float | None = None
    p_adjusted: float | None = None
    q_passed: float | None = None
    recurrence_interval_weeks: float | None = None
    driven_by_one_visit: bool | None = None
    first_seen: date | None = None
    phase: Phase | None = None
    direction: Direction | None = None

    @property
    def is_alarm(self) -> bool:
        """Whether it is an alarm, strong or not."""
        return self.status in {Status.ALARM, Status.STRONG}


Key = tuple[str, tuple[str, ...], str | None, str | None]


def hotspots(
    panel: Panel,
    neighbours: Mapping[str, Sequence[str]],
    seed: int,
    *,
    weeks: int = WEEKS,
    permutations: int = scan.PERMUTATIONS,
    earlier: Iterable[Evaluation] = (),
) -> list[Evaluation]:
    """Judge every series, window and zone in each of the last weeks, with what was known in that week.

    Args:
        panel: counts up to the last finished week.
        neighbours: townships next to each township; empty when nothing is known.
        seed: of the shuffles, ≥ 0. A week is shuffled alike in every build.
        weeks: how many weeks to judge.
        permutations: shuffles of the scan.
        earlier: alarms that earlier builds found in weeks before these: where a run of alarms began.

    Returns:
        By week: the series in the order of the panel, for each window one row, also where nothing was found; then
        the zones, the most unlikely first, at least one row.
    """
    last = len(panel.calendar.starts)
    found: list[list[Evaluation]] = []
    for t in range(max(last - weeks, 0), last):
        rng = np.random.default_rng([seed, panel.calendar.starts[t].toordinal()])
        found.append(_rows(panel, judge(panel, t), t) + _scan_rows(panel, neighbours, t, rng, permutations))
    return _with_phases(found, earlier)


def _rows(panel: Panel, judged: Judgement, t: int) -> list[Evaluation]:
    """Write a judgement out, one row a series and window."""
    start = panel.calendar.starts[t]
    directions = _directions(panel, t)
    rows: list[Evaluation] = []
    for k, window in enumerate(WINDOWS):
        weeks = slice(max(t - window + 1, 0), t + 1)
        cases = panel.cases[:, weeks].sum(axis=1).tolist()
        collective = panel.collective[:, weeks].sum(axis=1).tolist()
        largest = panel.largest_visit[:, weeks].max(axis=1).tolist()
        columns = zip(
            panel.series,
            judged.status[k],
            judged.reason[k],
            judged.method[k],
            judged.tested[k].tolist(),
            judged.observed[k].tolist(),
            judged.distinct[k].tolist(),
            judged.expected[k].tolist(),
            judged.limit[k].tolist(),
            judged.p[k].tolist(),
            judged.p_adjusted[k].tolist(),
            strict=True,
        )
        for row, (
            series,
            status,
            reason,
            method,
            tested,
            observed,
            distinct,
            expected,
            limit,
            p,
            adjusted,
        ) in enumerate(columns):
            covered = reason is not Reason.WEEK_NOT_COVERED and t + 1 >= window
            rows.append(
                Evaluation(
                    grain=series.grain,
                    townships=() if series.township is None else (series.township,),
                    topic_1=series.topic_1,
                    topic_2=series.topic_2,
                    week_start=start,
                    window_weeks=window,
                    status=status,
                    reason=reason,
                    method=method,
                    observed=observed if covered else None,
                    distinct_matters=distinct if covered else None,
                    cases=cases[row] if covered else None,
                    collective_events=collective[row] if covered else None,
                    expected=None if method is None else expected,
                    limit=None if method is None else limit,
                    p=p if tested else None,
                    p_adjusted=adjusted if tested else None,
                    q_passed=_q_passed(adjusted) if tested else None,
                    driven_by_one_visit=_by_one_visit(largest[row], distinct) if covered else None,
                    direction=directions[row],
                )
            )
    return rows


def _q_passed(p_adjusted: float) -> float | None:
    return next((q for q in (Q_STRONG, Q_ALARM) if p_adjusted <= q), None)


def _by_one_visit(largest: int, distinct: int) -> bool:
    return largest > 1 and 2 * largest >= distinct


def _directions(panel: Panel, t: int) -> list[Direction | None]:
    weeks = slice(t - TREND_WEEKS + 1, t + 1)
    if weeks.start < 0:
        return [None] * len(panel.series)
    found = mann_kendall(panel.matters[:, weeks]).direction.tolist()
    known = panel.known[:, weeks].sum(axis=1).tolist()
    return [_DIRECTIONS[sign] if number == TREND_WEEKS else None for sign, number in zip(found, known, strict=True)]


def _scan_rows(
    panel: Panel,
    neighbours: Mapping[str, Sequence[str]],
    t: int,
    rng: np.random.Generator,
    permutations: int,
) -> list[Evaluation]:
    """Scan the townships that existed long enough; every case is an arrival, so a distinct matter."""
    start = panel.calendar.starts[t]

    def row(status: Status, reason: Reason | None = None) -> Evaluation:
        return Evaluation(SCAN_GRAIN, (), None, None, start, 1, status, reason, Method.SCAN)

    cells = [panel.series[place] for place in panel.grains.get("township_topic_1", ())]
    weeks = slice(max(t - SCAN_WEEKS + 1, 0), t + 1)
    old = {
        panel.series[place].township
        for place in panel.grains.get("township", ())
        if panel.since[place] <= t - SCAN_LEAST_WEEKS + 1
    }
    names = sorted({cell.township for cell in cells if cell.township is not None and cell.township in old})
    topics = sorted({cell.topic_1 for cell in cells if cell.topic_1 is not None})
    if not panel.calendar.covered[t]:
        return [row(Status.NOT_EVALUATED, Reason.WEEK_NOT_COVERED)]
    if panel.calendar.covered[weeks].sum() < SCAN_LEAST_WEEKS:
        return [row(Status.NOT_EVALUATED, Reason.TOO_FEW_WEEKS)]
    if len(names) < 2:
        return [row(Status.NOT_EVALUATED, Reason.ONE_TOWNSHIP)]
    place_of = {name: place for place, name in enumerate(names)}
    near = [[place_of[other] for other in neighbours.get(name, ()) if other in place_of] for name in names]
    if not any(near):
        return [row(Status.NOT_EVALUATED, Reason.NO_NEIGHBOURS)]

    counted = np.stack([panel.arrivals, panel.largest_visit, panel.cases, panel.collective])[:, :, weeks]
    tables = np.zeros((4, len(topics), len(names), counted.shape[2]), dtype=np.int64)
    for place, cell in zip(panel.grains.get("township_topic_1", ()), cells, strict=True):
        if cell.township in place_of:
            tables[:, topics.index(cell.topic_1 or ""), place_of[cell.township]] = counted[:, place]
    arrivals, largest, cases, collective = tables
    if not arrivals[:, :, -scan.LONGEST :].any():
        return [row(Status.NONE, Reason.NO_CASES)]
    found = []
    for cluster in scan.prospective(arrivals, scan.zones(near), rng, permutations):
        interval = cluster.recurrence_interval
        status, reason = Status.NONE, None
        if interval >= scan.ALARM_INTERVAL:
            status = Status.STRONG if interval >= scan.STRONG_INTERVAL else Status.ALARM
            if cluster.observed < FEWEST_MATTERS:
                status, reason = Status.NONE, Reason.FEWER_THAN_3_MATTERS
        of_topic = slice(None) if cluster.topic == scan.ALL_TOPICS else slice(cluster.topic, cluster.topic + 1)
        inside = (of_topic, list(cluster.regions), slice(-cluster.weeks, None))
        trend = None
        if t + 1 >= TREND_WEEKS and panel.calendar.covered[t - TREND_WEEKS + 1 : t + 1].all():
            weekly = arrivals[of_topic, list(cluster.regions), -TREND_WEEKS:].sum(axis=(0, 1))
            trend = _DIRECTIONS[int(mann_kendall(weekly).direction[0])]
        found.append(
            replace(
                row(status, reason),
                townships=tuple(names[region] for region in cluster.regions),
                topic_1=None if cluster.topic == scan.ALL_TOPICS else topics[cluster.topic],
                window_weeks=cluster.weeks,
                observed=cluster.observed,
                distinct_matters=cluster.observed,
                cases=int(cases[inside].sum()),
                collective_events=int(collective[inside].sum()),
                expected=cluster.expected,
                p=cluster.p,
                recurrence_interval_weeks=interval,
                driven_by_one_visit=_by_one_visit(int(largest[inside].max()), cluster.observed),
                direction=trend,
            )
        )
    return found or [row(Status.NONE)]


def _key(row: Evaluation) -> Key:
    return row.grain, row.townships, row.topic_1, row.topic_2


def _with_phases(by_week: Sequence[Sequence[Evaluation]], earlier: Iterable[Evaluation]) -> list[Evaluation]:
    """Tell of each alarm when its run of weeks began, and of each run when it ended.

    Both windows of a series are one run; zones are one run while they share a topic and a township. A week that could
    not be evaluated neither prolongs nor ends a run.
    """
    running: dict[Key, date] = {}
    if by_week and by_week[0]:
        before = by_week[0][0].week_start - timedelta(days=7)
        running = {_key(row): row.first_seen or before for row in earlier if row.is_alarm and row.week_start == before}
    out: list[Evaluation] = []
    for rows in by_week:
        keyed = [(_key(row), row) for row in rows]
        alarms = {key: row for key, row in keyed if row.is_alarm}
        evaluated = {key for key, row in keyed if row.status is not Status.NOT_EVALUATED}
        scanned = any(grain == SCAN_GRAIN for grain, *_ in evaluated)
        now: dict[Key, date] = {}
        continued: set[Key] = set()
        for key, row in alarms.items():
            same = {old for old in running if _same_run(key, old)}
            continued |= same
            now[key] = min((running[old] for old in same), default=row.week_start)
        ended: dict[Key, date] = {}
        for key, began in running.items():
            if key not in continued:
                known = scanned if key[0] == SCAN_GRAIN else key in evaluated
                (ended if known else now)[key] = began
        for key, row in keyed:
            if row.is_alarm:
                phase = Phase.NEW if now[key] == row.week_start else Phase.ONGOING
                out.append(replace(row, phase=phase, first_seen=now[key]))
            elif key in ended:
                out.append(replace(row, phase=Phase.ENDED, first_seen=ended[key]))
            else:
                out.append(row)
        for key, began in ended.items():
            if key[0] == SCAN_GRAIN and key not in evaluated:
                grain, townships, topic_1, topic_2 = key
                week = rows[0].week_start
                gone = Evaluation(grain, townships, topic_1, topic_2, week, 1, Status.NONE, method=Method.SCAN)
                out.append(replace(gone, phase=Phase.ENDED, first_seen=began))
        running = now
    return out


def _same_run(key: Key, old: Key) -> bool:
    if key[0] != SCAN_GRAIN or old[0] != SCAN_GRAIN:
        return key == old
    return key[2] == old[2] and bool(set(key[1]) & set(old[1]))
