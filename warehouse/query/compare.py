"""One figure against another: what changed, and whether chance alone could have done it. Pure.

Does not belong here: the words for it (warehouse/exhibits), control charts and models (pipelines/metrics).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from warehouse.query import intervals
from warehouse.query.etest import etest
from warehouse.query.logrank import log_rank
from warehouse.query.survival import SurvivalCurve, event_share

Array = npt.NDArray[np.float64]
CHANCE = 0.05
Verdict = Literal["within_chance", "up", "down", "new", "both_zero", "not_judged", "incomplete", "unknown"]


@dataclass(frozen=True, slots=True)
class Change:
    """The difference now − before and what may be said of it.

    `low` and `high` are the 95 % limits that the verdict rests on: of the ratio for counts, of the difference for
    rates; curves have the chance `p` instead. Counts have `p` of the E-test too, also where nothing was before and so no
    ratio has limits; it is a little less cautious than the exact limits. `not_judged`: the unit has no valid interval (persons); `incomplete`: the
    data begin inside the other period, and what may be said hangs on the days before; `unknown`: one of the two is blank.
    """

    verdict: Verdict
    difference: float | None = None
    ratio: float | None = None
    low: float | None = None
    high: float | None = None
    p: float | None = None


def compare_counts(
    now: int | None, before: int | None, *, judged: bool = True, exposure: float = 1.0, covered: float = 1.0
) -> Change:
    """Compare two counts by the exact conditional interval of the ratio of their daily rates.

    Args:
        now: the count of this period.
        before: the count of the other.
        judged: whether the counts are of events; counts of persons come in groups and are not judged.
        exposure: days of this period ÷ days of the other; the ratio is that of counts a day, the difference that of
            the counts as they stand.
        covered: the share of the other period's days that the data cover. Numbers stay as they are; a verdict is given
            only where the covered days alone, taken for the whole, give it too.
    """
    if now is None or before is None:
        return Change("unknown")
    difference = now - before
    if now == 0 and before == 0:
        return Change("both_zero", 0)
    p = etest(now, before, exposure) if judged else None
    if before == 0:
        return Change("new", difference, p=p)
    ratio = now / before / exposure
    if not judged:
        return Change("not_judged", difference, ratio)
    low, high = intervals.poisson_ratio(now, before, exposure)
    verdict = _verdict(low, high, 1)
    if covered < 1 and verdict != _verdict(*intervals.poisson_ratio(now, before, exposure / covered), 1):
        verdict = "incomplete"
    return Change(verdict, difference, ratio, low, high, p)


def detectable(before: int, exposure: float = 1.0) -> int:
    """The smallest count of this period that would have told itself from chance, above a count `before` of the other.

    Args:
        before: the count of the other period.
        exposure: days of this period ÷ days of the other.
    """
    low, high = int(before * exposure), max(2 * int(before * exposure), 8)
    while intervals.poisson_ratio(high, before, exposure)[0] <= 1:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        if intervals.poisson_ratio(middle, before, exposure)[0] > 1:
            high = middle
        else:
            low = middle
    return high


Rate = tuple[float, float | None, float | None]


def compare_rates(now: Rate | None, before: Rate | None) -> Change:
    """Compare two rates (value, low, high) by an interval of their difference built from their own intervals.

    Source: Newcombe 1998, Statistics in Medicine 17, 873–890, method 10; for other intervals Donner & Zou 2012.
    """
    if now is None or before is None:
        return Change("unknown")
    (p1, l1, u1), (p2, l2, u2) = now, before
    difference = p1 - p2
    if l1 is None or u1 is None or l2 is None or u2 is None:
        return Change("not_judged", difference)
    low = difference - math.hypot(p1 - l1, u2 - p2)
    high = difference + math.hypot(u1 - p1, p2 - l2)
    return Change(_verdict(low, high, 0), difference, None, low, high)


def compare_curves(now: SurvivalCurve, before: SurvivalCurve, day: int) -> Change:
    """Compare how fast two groups of matters came back, from the start to the end of a day, by the log-rank test.

    Unlike two points of the curves it sees the whole way there, and censoring differs freely between the two.

    Args:
        now, before: curves of recurrence; shape of their arrays (days,).
        day: W; what comes later is not looked at.
    """
    difference = event_share(now, day, 0).value, event_share(before, day, 0).value
    test = log_rank(*_grouped(now, before, day))
    if test.p_value is None or None in difference:
        return Change("not_judged")
    gap = (difference[0] or 0.0) - (difference[1] or 0.0)
    verdict: Verdict = "within_chance"
    # Curves that cross may differ one way on the whole and the other way at the end: nothing is said of those.
    if test.p_value < CHANCE and (test.observed > test.expected) == (gap > 0):
        verdict = "up" if gap > 0 else "down"
    return Change(verdict, gap, p=test.p_value)


def _grouped(now: SurvivalCurve, before: SurvivalCurve, day: int) -> tuple[Array, Array, Array, Array]:
    """Both curves as the rows of a log-rank test: day, group, events, leaving; watched to the end of a day only."""
    days, events, leaving = [], [], []
    for curve in (now, before):
        is_later = curve.day > day
        days.append(np.where(is_later, day + 1, curve.day))
        events.append(np.where(is_later, 0.0, curve.events))
        leaving.append(curve.at_risk - np.append(curve.at_risk[1:], 0.0))
    group = np.repeat([0, 1], [len(now.day), len(before.day)])
    return np.concatenate(days), group, np.concatenate(events), np.concatenate(leaving)


def _verdict(low: float, high: float, no_change: float) -> Verdict:
    if low <= no_change <= high:
        return "within_chance"
    return "up" if low > no_change else "down"
