"""XmR control charts of weekly counts: limits from a frozen baseline, and four rules. Pure.

A point that the rules point out is not explained, only unusual for this office; direction is the reader's to judge.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

Rule = Literal["outside", "shift", "trend", "near_limit"]

LIMIT = 2.66  # 3 / d2 for moving ranges of two, d2 = 1.128
NEAR = LIMIT * 2 / 3
SCREEN = 3.267  # D4 for moving ranges of two
RUN = 7
TRIAL_POINTS = 13
LEAST_POINTS = 6
LEAST_MEAN = 5.0


@dataclass(frozen=True, slots=True)
class Limits:
    """Centre and limits of a chart. `is_trial`: fewer than 13 points stand behind them."""

    mean: float
    low: float
    high: float
    near_low: float
    near_high: float
    is_trial: bool


def limits(baseline: Sequence[float]) -> Limits | None:
    """Limits from the baseline: mean ± 2.66 × mean moving range, ranges beyond 3.267 × their mean left out once.

    Args:
        baseline: counts of consecutive periods, oldest first.

    Returns:
        None with fewer than 6 points, or where the mean is below 5 a period: a chart would say nothing.

    Source: Wheeler 1993, Understanding Variation; NHS England, Making Data Count.
    """
    if len(baseline) < LEAST_POINTS:
        return None
    mean = sum(baseline) / len(baseline)
    if mean < LEAST_MEAN:
        return None
    ranges = [abs(b - a) for a, b in pairwise(baseline)]
    average = sum(ranges) / len(ranges)
    kept = [r for r in ranges if r <= SCREEN * average]
    average = sum(kept) / len(kept)
    return Limits(
        mean,
        mean - LIMIT * average,
        mean + LIMIT * average,
        mean - NEAR * average,
        mean + NEAR * average,
        len(baseline) < TRIAL_POINTS,
    )


def signals(points: Sequence[float], chart: Limits) -> list[Rule | None]:
    """The first rule that fires at each point, judged with the points before it.

    Outside a limit; 7 in a row on one side of the mean; 7 in a row rising or falling; 2 of 3 near one limit.

    Args:
        points: counts of consecutive periods, oldest first.
        chart: limits of a baseline that does not hold these points.
    """
    return [_rule(points[: place + 1], chart) for place in range(len(points))]


def _rule(points: Sequence[float], chart: Limits) -> Rule | None:
    last = points[-1]
    if not chart.low <= last <= chart.high:
        return "outside"
    run = points[-RUN:]
    if len(run) == RUN and (all(p > chart.mean for p in run) or all(p < chart.mean for p in run)):
        return "shift"
    steps = [b - a for a, b in pairwise(run)]
    if len(run) == RUN and (all(s > 0 for s in steps) or all(s < 0 for s in steps)):
        return "trend"
    three = points[-3:]
    above = last > chart.near_high and sum(p > chart.near_high for p in three) >= 2
    below = last < chart.near_low and sum(p < chart.near_low for p in three) >= 2
    return "near_limit" if above or below else None
