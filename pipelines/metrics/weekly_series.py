"""Weekly series of distinct matters, at the grains on which hotspots are looked for.

Belongs here: how cases become counts by series and week, and which weeks of a series are known. Does not belong
here: what is unusual (`hotspots`).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

LONG_WINDOW = 4
LEAST_CHANCE = 0.001  # of a week without any case, below which it is taken for not exported
FEWEST_WEEKS = 8  # with cases, to know what an office has
# County-wide first: it is where a small office can see anything at all.
GRAINS = {
    "county_topic_1": ("topic_1",),
    "township": ("township",),
    "township_topic_1": ("township", "topic_1"),
    "township_topic_2": ("township", "topic_2"),
}


@dataclass(frozen=True)
class Series:
    """What a series counts; None where it is not divided."""

    grain: str
    township: str | None = None
    topic_1: str | None = None
    topic_2: str | None = None


@dataclass(frozen=True)
class Calendar:
    """The finished weeks of an office, without a gap between them.

    Attributes:
        starts: first days, seven days apart.
        covered: whether the exports cover the week; one that they do not is unknown, not 0.
    """

    starts: tuple[date, ...]
    covered: Bools

    @classmethod
    def of(cls, first: date, last: date, uncovered: Collection[date] = ()) -> Calendar:
        """Make the weeks from `first` to `last`, given like `uncovered` by their first days."""
        starts = tuple(first + timedelta(days=days) for days in range(0, (last - first).days + 1, 7))
        return cls(starts, np.array([start not in uncovered for start in starts], dtype=np.bool_))

    def same_weeks(self, week: int, years: int) -> list[int]:
        """Positions of a week and of that nearest the same date one, two … years earlier, while there are any.

        By date and not by 52 weeks: a year of 53 weeks shifts nothing.
        """
        start = self.starts[week]
        found = [week]
        for back in range(1, years + 1):
            day = 28 if (start.month, start.day) == (2, 29) else start.day
            earlier = week - round((start - date(start.year - back, start.month, day)).days / 7)
            if earlier < 0:
                break
            found.append(earlier)
        return found


def silent_weeks(cases: Ints) -> Bools:
    """Which weeks without any case an office like this can hardly have had: they were not exported.

    A week of 0 is silent where the negative binomial with mean and dispersion φ ≥ 1 of the weeks that have cases gives
    it less than LEAST_CHANCE: φ^(−mean/(φ − 1)), e^−mean for φ = 1. A small office, or one that is often empty, has none.

    Args:
        cases: all cases of the office by week; shape (weeks,).
    """
    held = cases[cases > 0].astype(np.float64)
    if len(held) < FEWEST_WEEKS:
        return np.zeros(len(cases), dtype=np.bool_)
    mean = held.mean()
    phi = max(held.var(ddof=1) / mean, 1.0)
    log_chance = -mean if phi - 1 < 1e-6 else -mean / (phi - 1) * np.log(phi)
    silent: Bools = (cases == 0) & (log_chance < np.log(LEAST_CHANCE))
    return silent


@dataclass(frozen=True)
class Panel:
    """Counts of series by week, each array (series, weeks).

    Attributes:
        calendar: the weeks.
        series: what each row counts; the series of one grain are judged together.
        since: (series,) the first week in which the series existed.
        matters: distinct matters with a case in the week.
        matters_long: distinct matters with a case in the LONG_WINDOW weeks that end with the week.
        arrivals: distinct matters with a case in the week and none in the LONG_WINDOW − 1 weeks before it.
        cases: cases in the week.
        collective: cases in the week that are collective visits.
        largest_visit: matters that the largest single visit of the week brought.
    """

    calendar: Calendar
    series: tuple[Series, ...]
    since: Ints
    matters: Ints
    matters_long: Ints
    arrivals: Ints
    cases: Ints
    collective: Ints
    largest_visit: Ints

    @cached_property
    def known(self) -> Bools:
        """Which counts are known: the week is covered and the series existed."""
        weeks = np.arange(len(self.calendar.starts))
        return self.calendar.covered[None, :] & (weeks[None, :] >= self.since[:, None])

    @cached_property
    def grains(self) -> dict[str, Ints]:
        """Positions of the series of each grain."""
        places: dict[str, list[int]] = {}
        for place, series in enumerate(self.series):
            places.setdefault(series.grain, []).append(place)
        return {grain: np.array(of, dtype=np.int64) for grain, of in places.items()}


def weekly_panel(cases: pl.DataFrame, calendar: Calendar) -> Panel:
    """Count cases by series and week.

    A township or topic exists from its first case on: a code added last month has no quiet year behind it.

    Args:
        cases: week_start (Date), matter, township, topic_1, topic_2 (text or null), collective (boolean or null),
            visit (null, or what tells one visit from another). Rows outside the calendar are left out; a row without
            township or topic is in the series that do not need it.
        calendar: the weeks.
    """
    weeks = pl.DataFrame(
        {"week_start": calendar.starts, "week": range(len(calendar.starts))},
        schema={"week_start": pl.Date, "week": pl.Int64},
    )
    placed = cases.join(weeks, on="week_start", how="inner")
    first = {
        name: dict(placed.drop_nulls(name).group_by(name).agg(pl.col("week").min()).iter_rows())
        for name in ("township", "topic_1", "topic_2")
    }
    series: list[Series] = []
    since: list[int] = []
    blocks: list[list[Ints]] = []
    for grain, columns in GRAINS.items():
        of_grain = placed.drop_nulls(list(columns))
        keys = of_grain.select(columns).unique().sort(columns).with_row_index("row")
        rows = of_grain.join(keys, on=columns, how="inner")
        for key in keys.select(columns).iter_rows(named=True):
            series.append(Series(grain, **key))
            since.append(max(first[name][value] for name, value in key.items()))
        shape = (len(keys), len(calendar.starts))
        seen = rows.select("row", "matter", "week").unique().sort("row", "matter", "week")
        pause = pl.col("week") - pl.col("week").shift(1).over("row", "matter")
        arriving = seen.filter(pause.fill_null(LONG_WINDOW) >= LONG_WINDOW)
        long = seen.select("row", "matter", pl.int_ranges("week", pl.col("week") + LONG_WINDOW).alias("week"))
        visits = rows.drop_nulls("visit").group_by("row", "week", "visit").agg(pl.col("matter").n_unique().alias("n"))
        blocks.append(
            [
                _grid(seen.group_by("row", "week").agg(pl.len().alias("n")), shape),
                _grid(long.explode("week").group_by("row", "week").agg(pl.col("matter").n_unique().alias("n")), shape),
                _grid(arriving.group_by("row", "week").agg(pl.len().alias("n")), shape),
                _grid(rows.group_by("row", "week").agg(pl.len().alias("n")), shape),
                _grid(rows.group_by("row", "week").agg(pl.col("collective").sum().alias("n")), shape),
                _grid(visits.group_by("row", "week").agg(pl.col("n").max()), shape),
            ]
        )
    matters, matters_long, arrivals, count, collective, largest = (
        np.concatenate(part) for part in zip(*blocks, strict=True)
    )
    return Panel(
        calendar=calendar,
        series=tuple(series),
        since=np.array(since, dtype=np.int64),
        matters=matters,
        matters_long=matters_long,
        arrivals=arrivals,
        cases=count,
        collective=collective,
        largest_visit=largest,
    )


def _grid(counted: pl.DataFrame, shape: tuple[int, int]) -> Ints:
    """Spread row, week, n over a table of zeros."""
    inside = counted.filter(pl.col("week") < shape[1])
    table = np.zeros(shape, dtype=np.int64)
    table[inside["row"].to_numpy(), inside["week"].to_numpy()] = inside["n"].to_numpy()
    return table
