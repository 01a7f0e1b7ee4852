"""How often quiet offices have an alarm, how soon a doubled series is seen, and what it costs.

Quiet offices have 30 townships, 17 topics and 51 second-level topics, and weekly counts clustered at the very grain
that is judged (negative binomial of size 1 or 4): the hardest case for that grain. Some five minutes on two cores;
`--offices 20` for a first look.
"""

from __future__ import annotations

import argparse
import resource
import time
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from pipelines.metrics import scan
from pipelines.metrics.hotspots import WEEKS, hotspots
from pipelines.metrics.judgement import Method, Status, judge, replay_rate
from pipelines.metrics.weekly_series import LONG_WINDOW, Calendar, Panel, Series

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

TOWNSHIPS, TOPICS, TOPICS_2 = 30, 17, 51
SERIES = {
    "county_topic_1": TOPICS,
    "township": TOWNSHIPS,
    "township_topic_1": TOWNSHIPS * TOPICS,
    "township_topic_2": TOWNSHIPS * TOPICS_2,
}
YEARS_2_5, YEARS_4 = 130, 212
LAST = date(2026, 10, 26)
BATCH = 20  # offices in memory at once
COLUMNS = 6
SCAN_PERMUTATIONS = 103  # so that p ≤ 2/104 is a recurrence interval of 52 weeks exactly


def shares(number: int) -> Floats:
    """Unequal shares, the largest first: the second is about half the first."""
    share = 1 / np.arange(1, number + 1) ** 0.9
    return share / share.sum()


def means(grain: str, cases: float) -> Floats:
    """Expected matters a week of each series of a grain."""
    if grain == "county_topic_1":
        return cases * shares(TOPICS)
    if grain == "township":
        return cases * shares(TOWNSHIPS)
    topics = TOPICS if grain == "township_topic_1" else TOPICS_2
    return cases * np.outer(shares(TOWNSHIPS), shares(topics)).ravel()


def clustered(rng: np.random.Generator, mean: Floats, size: float, shape: tuple[int, ...]) -> Ints:
    """Negative-binomial counts; `mean` broadcasts to `shape`."""
    return rng.negative_binomial(size, size / (size + mean), shape)


def calendar(weeks: int) -> Calendar:
    """The last `weeks` weeks."""
    return Calendar.of(LAST - timedelta(days=7 * (weeks - 1)), LAST)


def panel_of(counts: Ints, series: list[Series]) -> Panel:
    """Panel of matters that never return."""
    none = np.zeros(counts.shape, dtype=np.int64)
    summed = np.cumsum(counts, axis=1)
    summed[:, LONG_WINDOW:] -= summed[:, :-LONG_WINDOW].copy()
    return Panel(
        calendar(counts.shape[1]), tuple(series), np.zeros(len(series), dtype=np.int64), counts, summed, counts,
        counts, none, none,
    )  # fmt: skip


def false_alarms(rng: np.random.Generator, grain: str, cases: float, size: float, weeks: int, offices: int) -> Floats:
    """Share of quiet weeks with any alarm: of window 1, of window 4, of either."""
    mean = means(grain, cases)[None, :, None]
    hit = np.zeros(3)
    for begin in range(0, offices, BATCH):
        number = min(BATCH, offices - begin)
        counts = clustered(rng, mean, size, (number, mean.size, weeks)).reshape(-1, weeks)
        panel = panel_of(counts, [Series(str(office)) for office in range(number) for _ in range(mean.size)])
        for t in range(weeks - WEEKS, weeks):
            alarms = judge(panel, t).alarms.reshape(2, number, mean.size).sum(axis=2) > 0
            hit += [alarms[0].sum(), alarms[1].sum(), (alarms[0] | alarms[1]).sum()]
    return hit / (offices * WEEKS)


def grid() -> list[list[int]]:
    """Townships on a grid, six in a row."""
    near = []
    for place in range(TOWNSHIPS):
        row, column = divmod(place, COLUMNS)
        sides = ((row, column - 1), (row, column + 1), (row - 1, column), (row + 1, column))
        near.append([r * COLUMNS + c for r, c in sides if 0 <= r < TOWNSHIPS // COLUMNS and 0 <= c < COLUMNS])
    return near


def cells(rng: np.random.Generator, cases: float, size: float, weeks: int, clustered_by: str) -> Ints:
    """Counts by topic, township, week of one office; townships lie in any order on the grid."""
    mean = cases * np.outer(shares(TOPICS), rng.permutation(shares(TOWNSHIPS)))[:, :, None]
    shape = {"cell": (TOPICS, TOWNSHIPS, weeks), "township": (1, TOWNSHIPS, weeks)}[clustered_by]
    return rng.poisson(mean * rng.gamma(size, 1 / size, shape))


def false_clusters(rng: np.random.Generator, clustered_by: str, cases: float, size: float, offices: int) -> float:
    """Share of quiet weeks in which the scan has an alarm; one week an office."""
    zones = scan.zones(grid())
    hit = 0
    for _ in range(offices):
        found = scan.prospective(cells(rng, cases, size, 52, clustered_by), zones, rng, SCAN_PERMUTATIONS)
        hit += any(c.recurrence_interval >= scan.ALARM_INTERVAL and c.observed >= 3 for c in found)
    return hit / offices


def delays(rng: np.random.Generator, cases: float, weeks: int, place: int, offices: int) -> tuple[str, Floats]:
    """Weeks until a county topic that doubled (size 4) is first called, 99 if not in 13; and the method."""
    mean = np.repeat(means("county_topic_1", cases)[:, None], weeks, axis=1)
    mean[place, -WEEKS:] *= 2
    counts = clustered(rng, mean[None], 4, (offices, TOPICS, weeks)).reshape(-1, weeks)
    panel = panel_of(counts, [Series(str(office)) for office in range(offices) for _ in range(TOPICS)])
    first = np.full(offices, 99.0)
    method = ""
    for passed, t in enumerate(range(weeks - WEEKS, weeks), start=1):
        judged = judge(panel, t)
        seen = (judged.status != Status.NONE) & (judged.status != Status.NOT_EVALUATED)
        called = seen.reshape(2, offices, TOPICS)[:, :, place].sum(axis=0) > 0
        first = np.where(called & (first == 99), passed, first)
        methods = judged.method.reshape(2, offices, TOPICS)[0, :, place].tolist()
        method = str(max((m for m in methods if m), key=methods.count, default="-"))
    return method, first


def scan_delays(rng: np.random.Generator, cases: float, offices: int) -> Floats:
    """The same for a topic that doubled in the five largest cells of one neighbourhood."""
    zones = scan.zones(grid())
    first = np.full(offices, 99.0)
    weeks = 52 + WEEKS
    for office in range(offices):
        mean = cases * np.outer(shares(TOPICS), shares(TOWNSHIPS))[:, :, None] * np.ones(weeks)
        mean[0, [0, 1, 2, 6, 7], -WEEKS:] *= 2
        counts = rng.poisson(mean * rng.gamma(4, 1 / 4, mean.shape))
        for passed, t in enumerate(range(weeks - WEEKS + 1, weeks + 1), start=1):
            found = scan.prospective(counts[:, :, t - 52 : t], zones, rng, SCAN_PERMUTATIONS)
            near = {0, 1, 2, 6, 7}
            if any(c.recurrence_interval >= scan.ALARM_INTERVAL and near & set(c.regions) for c in found):
                first[office] = passed
                break
    return first


def whole_office(rng: np.random.Generator, cases: float, weeks: int) -> tuple[Panel, dict[str, list[str]]]:
    """All grains of one office that is clustered by cell, and its neighbours."""
    fine = clustered(rng, means("township_topic_2", cases)[:, None], 1, (SERIES["township_topic_2"], weeks))
    table = fine.reshape(TOWNSHIPS, TOPICS, TOPICS_2 // TOPICS, weeks)
    names, topics = [f"T{n:02d}" for n in range(TOWNSHIPS)], [f"K{n:02d}" for n in range(TOPICS)]
    counts = [table.sum(axis=(0, 2)), table.sum(axis=(1, 2)), table.sum(axis=2).reshape(-1, weeks), fine]
    series = [
        *(Series("county_topic_1", topic_1=topic) for topic in topics),
        *(Series("township", township=name) for name in names),
        *(Series("township_topic_1", name, topic) for name in names for topic in topics),
        *(Series("township_topic_2", name, None, f"{n}") for name in names for n in range(TOPICS_2)),
    ]
    near = {names[place]: [names[other] for other in others] for place, others in enumerate(grid())}
    return panel_of(np.concatenate(counts), series), near


def found_within(first: Floats) -> str:
    """Shares found within 2, 4, 8 and 13 weeks, and the median week."""
    parts = "  ".join(f"{np.mean(first <= limit):5.2f}" for limit in (2, 4, 8, 13))
    median = np.median(first)
    return f"{parts}  {'-' if median > WEEKS else f'{median:.0f}':>6}"


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--offices", type=int, default=200)
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    rng = np.random.default_rng(asked.seed)

    print(f"Quiet offices: share of weeks with any alarm ({asked.offices} offices, {WEEKS} weeks each)")
    print(f"{'grain':18} {'cases/week':>10} {'NB size':>7} {'history':>9} {'1 week':>7} {'4 weeks':>7} {'either':>7}")
    for grain in SERIES:
        for cases in (10, 130):
            for size in (1, 4):
                for weeks in (YEARS_2_5, YEARS_4):
                    one, four, either = false_alarms(rng, grain, cases, size, weeks, asked.offices)
                    print(
                        f"{grain:18} {cases:10} {size:7} {weeks / 53:7.1f} y {one:7.3f} {four:7.3f} {either:7.3f}",
                        flush=True,
                    )
    for clustered_by in ("cell", "township"):
        for cases in (10, 130):
            for size in (1, 4):
                share = false_clusters(rng, clustered_by, cases, size, asked.offices)
                print(
                    f"{'scan, by ' + clustered_by:18} {cases:10} {size:7} {'1.0 y':>9} {'':7} {'':7} {share:7.3f}",
                    flush=True,
                )

    print("\nA doubled series (size 4): share of offices that see it within weeks, and the median week")
    print(f"{'series':28} {'method':24} {'cases/week':>10} {'2':>6} {'4':>6} {'8':>6} {'13':>6} {'median':>7}")
    for cases in (10, 40, 130):
        for name, place in (("largest county topic", 0), ("fifth county topic", 4)):
            for weeks in (40, YEARS_2_5, YEARS_4):
                method, first = delays(rng, cases, weeks, place, asked.offices)
                print(f"{name:28} {method:24} {cases:10}  {found_within(first)}", flush=True)
        first = scan_delays(rng, cases, max(asked.offices // 5, 1))
        print(f"{'topic in five townships':28} {Method.SCAN.value:24} {cases:10}  {found_within(first)}", flush=True)

    print("\nOne office with four years: replay of the year before, seconds and memory of the last 13 weeks")
    for cases in (10, 130):
        panel, near = whole_office(rng, cases, YEARS_4)
        began = time.perf_counter()
        rows = hotspots(panel, near, asked.seed)
        seconds = time.perf_counter() - began
        rates = replay_rate(panel, range(YEARS_4 - WEEKS - 52, YEARS_4 - WEEKS))
        replay = ", ".join(f"{grain} {rate:.3f}" for grain, rate in rates.items() if rate is not None)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        alarms = sum(row.is_alarm for row in rows)
        print(
            f"{cases:4} cases a week: {seconds:.1f} s, peak {memory:.0f} MB of this whole run, {alarms} alarms; replay: {replay}"
        )


if __name__ == "__main__":
    main()
