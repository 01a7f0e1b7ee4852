"""Survival estimates that a slice needs at query time: recurrence, days to close, further cases of a matter.

Belongs here: Kaplan–Meier from grouped durations, the mean cumulative function, the median of a histogram. Plain
arrays in, plain numbers out. The test that compares two curves stands in logrank.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from warehouse.query.intervals import Z_95

Numbers = npt.ArrayLike
Array = npt.NDArray[np.float64]

MIN_AT_RISK = 10
TAIL = 0.025


@dataclass(frozen=True, slots=True)
class SurvivalCurve:
    """A Kaplan–Meier curve: one entry for each distinct day on which a unit leaves, ascending.

    All arrays have shape (days,). `survival` holds just after that day; `low` and `high` are its pointwise 95 %
    limits. `at_risk` counts the units whose duration is that day or longer.
    """

    day: npt.NDArray[np.int64]
    at_risk: Array
    events: Array
    survival: Array
    variance: Array
    low: Array
    high: Array
    units: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure at one day with its 95 % limits; value and limits are None where too few units are at risk."""

    value: float | None
    low: float | None
    high: float | None
    at_risk: int
    events: int


@dataclass(frozen=True, slots=True)
class QuantileDay:
    """The day by which a share of the units has had the event; None where the curve or its band does not get there."""

    day: int | None
    low: int | None
    high: int | None


def kaplan_meier(day: Numbers, events: Numbers, leaving: Numbers) -> SurvivalCurve:
    """Kaplan–Meier curve from durations that are grouped by day.

    S(t) = Π (1 − d/n); Greenwood Var S = S² Σ d/(n(n − d)); limits on the log(−log S) scale. An event and a
    censoring on the same day: the event comes first. Before the first event the limits are those of no event in n
    units, 1 and 0.025^(1/n); once nobody is left without the event S is 0, the variance says nothing, and the upper
    limit of the day before is kept (with no day before: 1 − 0.025^(1/n)).

    Args:
        day: durations in whole days, ≥ 0, any order, repeats allowed; shape (k,).
        events: units with the event on that day; shape (k,).
        leaving: all units whose duration is that day, events and censored together; shape (k,).

    Raises:
        ValueError: a duration below 0, or more events than units that leave.

    Source: Kaplan & Meier 1958; Greenwood 1926; Kalbfleisch & Prentice 2002, section 1.4 (log–log limits).
    """
    days, place = np.unique(np.asarray(day, dtype=np.int64), return_inverse=True)
    d: Array = np.bincount(place, np.asarray(events, dtype=np.float64), len(days)).astype(np.float64)
    out: Array = np.bincount(place, np.asarray(leaving, dtype=np.float64), len(days)).astype(np.float64)
    if len(days) and days[0] < 0:
        raise ValueError(f"a duration of {days[0]} days: count durations from the start of the clock, 0 or more")
    if np.any(d < 0) or np.any(d > out):
        raise ValueError("events must lie between 0 and the units that leave on that day")
    at_risk: Array = np.cumsum(out[::-1])[::-1]
    present = np.maximum(at_risk, 1.0)
    survival: Array = np.cumprod(1 - d / present, dtype=np.float64)
    # Whoever is left when all fail makes S exactly 0; the quotient is then not used.
    hazard_variance = np.cumsum(d / (present * np.maximum(at_risk - d, 1.0)))
    low, high = _log_log(survival, hazard_variance, at_risk)
    return SurvivalCurve(days, at_risk, d, survival, survival**2 * hazard_variance, low, high, float(out.sum()))


def _log_log(survival: Array, hazard_variance: Array, at_risk: Array) -> tuple[Array, Array]:
    """Pointwise 95 % limits of S on the log(−log S) scale, with the two ends of the scale closed."""
    low, high = np.zeros_like(survival), np.ones_like(survival)
    untouched = survival >= 1
    low[untouched] = TAIL ** (1 / np.maximum(at_risk[untouched], 1.0))
    inner = (survival > 0) & ~untouched
    log_s = np.log(survival[inner])
    spread = np.exp(Z_95 * np.sqrt(hazard_variance[inner]) / np.abs(log_s))
    low[inner], high[inner] = np.exp(log_s * spread), np.exp(log_s / spread)
    gone = np.flatnonzero(survival <= 0)
    if len(gone):
        first = gone[0]
        high[gone] = high[first - 1] if first else 1 - TAIL ** (1 / at_risk[0])
    return low, high


def event_share(curve: SurvivalCurve, day: int, min_at_risk: int = MIN_AT_RISK) -> Estimate:
    """Share of units with the event by the end of a day, 1 − S(day), free of censoring bias.

    Args:
        curve: from `kaplan_meier`.
        day: W, the window in days.
        min_at_risk: below this many units whose duration reaches W the value is left blank.

    Returns:
        1 − S(W) with log–log limits; without an event 0 and 1 − 0.025^(1/n) with n at risk at W.
    """
    at_risk = int(curve.at_risk[int(np.searchsorted(curve.day, day))]) if _reaches(curve, day) else 0
    passed = int(np.searchsorted(curve.day, day, side="right"))
    events = int(curve.events[:passed].sum())
    if at_risk < max(min_at_risk, 1):
        return Estimate(None, None, None, at_risk, events)
    if events == 0:
        return Estimate(0.0, 0.0, 1 - TAIL ** (1 / at_risk), at_risk, events)
    last = passed - 1
    return Estimate(
        1 - float(curve.survival[last]), 1 - float(curve.high[last]), 1 - float(curve.low[last]), at_risk, events
    )


def _reaches(curve: SurvivalCurve, day: int) -> bool:
    return len(curve.day) > 0 and int(curve.day[-1]) >= day


def quantile_day(curve: SurvivalCurve, share: float) -> QuantileDay:
    """The first day by which at least `share` of the units has had the event: .5 the median, .9 the p90.

    Its limits are the first days on which the lower and the upper band of S reach 1 − share.

    Args:
        curve: from `kaplan_meier`.
        share: between 0 and 1, both excluded.

    Source: Brookmeyer & Crowley 1982, with the log–log band.
    """

    def reached(band: Array) -> int | None:
        # A product of quotients may miss the share by the last bit; only event days move the curve.
        hit = np.flatnonzero((band <= 1 - share + 1e-12) & (np.cumsum(curve.events) > 0))
        return int(curve.day[hit[0]]) if len(hit) else None

    return QuantileDay(reached(curve.survival), reached(curve.low), reached(curve.high))


def mean_cumulative(
    follow_up: Numbers, event_unit: Numbers, event_day: Numbers, day: int, min_at_risk: int = MIN_AT_RISK
) -> Estimate:
    """Mean cumulative number of events per unit by a day, with a variance that lets a unit's events depend.

    M(t) = Σ d/n over event days ≤ t; Var M = Σᵢ (Σ_{j ≤ t, observed} (dNᵢⱼ − dⱼ/nⱼ)/nⱼ)². The limits are taken on
    the log scale; without an event they are 0 and −ln(0.025)/n with n at risk at `day`.

    Args:
        follow_up: days that each unit was observed, ≥ 0; shape (units,).
        event_unit: position of the unit of each event; shape (events,).
        event_day: day of each event, at most the unit's follow-up; shape (events,).
        day: t.
        min_at_risk: below this many units observed to `day` the value is left blank.

    Raises:
        ValueError: an event after the end of its unit's follow-up.

    Source: Nelson 1988; Lawless & Nadeau 1995, Technometrics 37, formula (2.5).
    """
    observed = np.asarray(follow_up, dtype=np.int64)
    unit, when = np.asarray(event_unit, dtype=np.int64), np.asarray(event_day, dtype=np.int64)
    if np.any(when > observed[unit]):
        raise ValueError(
            "an event after the end of its unit's follow-up: lengthen the follow-up or leave the event out"
        )
    at_risk = int((observed >= day).sum())
    unit, when = unit[when <= day], when[when <= day]
    if at_risk < max(min_at_risk, 1):
        return Estimate(None, None, None, at_risk, len(when))
    if len(when) == 0:
        return Estimate(0.0, 0.0, -math.log(TAIL) / at_risk, at_risk, 0)
    days, place = np.unique(when, return_inverse=True)
    d = np.bincount(place).astype(np.float64)
    n = len(observed) - np.searchsorted(np.sort(observed), days).astype(np.float64)
    mean = float((d / n).sum())
    expected = np.concatenate([[0.0], np.cumsum(d / n**2)])
    score = np.bincount(unit, 1 / n[place], len(observed)) - expected[np.searchsorted(days, observed, side="right")]
    # Added in order of size, so that the units may come in any.
    spread = math.exp(Z_95 * math.sqrt(float(np.sort(score**2).sum())) / mean)
    return Estimate(mean, mean / spread, mean * spread, at_risk, len(when))


def histogram_median(value: Numbers, count: Numbers) -> float | None:
    """Median of values that are given with how often each occurs; the mean of the middle two for an even number.

    Args:
        value: shape (k,), any order; count: whole numbers ≥ 0, shape (k,).

    Returns:
        None where nothing was counted.
    """
    values, counts = np.asarray(value, dtype=np.float64), np.asarray(count, dtype=np.int64)
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(counts[order])
    total = int(reached[-1]) if len(reached) else 0
    if total == 0:
        return None
    middle = np.searchsorted(reached, [(total - 1) // 2 + 1, total // 2 + 1])
    return float(values[order][middle].mean())
