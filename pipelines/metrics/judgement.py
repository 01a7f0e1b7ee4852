"""Is this week of a series unusual? All series of an office at once.

Chooses the method for each series and window: Farrington Flexible from three years and a mean of 1 on, else the
predictive limit, and EARS C2 as a mere hint in the first year. Then Benjamini–Hochberg over all of a grain. Three
things are added to the published methods so that a quiet office has an alarm in at most one week of twenty (what was
measured without them stands in docs/deviations.md):

* the dispersion of a week is the grain's pooled one, or the series' own where that is clearly larger;
* Farrington's plug-in limit also takes the variance of its own mean;
* the windows of 1 and 4 weeks are one family of tests.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from pipelines.metrics import ears, farrington, predictive
from pipelines.metrics.multiple_testing import benjamini_hochberg
from pipelines.metrics.negative_binomial import upper_limit, upper_tail
from pipelines.metrics.weekly_series import LONG_WINDOW, Panel

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Members = NDArray[np.object_]  # of an enum, or None

WINDOWS = (1, LONG_WINDOW)
FEWEST_MATTERS = 3
Q_ALARM, Q_STRONG = 0.05, 0.01
ALPHA = 0.01  # of the limit that is printed
YEAR = 52  # weeks of history below which there is only EARS
FARRINGTON_WEEKS = farrington.LEAST_YEARS * YEAR
FARRINGTON_MEAN = 1.0
CLEARLY = 1.0  # standard error


class Method(StrEnum):
    """What judged a series."""

    FARRINGTON = "farrington"
    PREDICTIVE = "predictive"
    EARS = "ears_c2"
    SCAN = "space_time_permutation"


class Status(StrEnum):
    """What came of it. A watch is no alarm: it has no known false-alarm rate."""

    STRONG = "strong"
    ALARM = "alarm"
    WATCH = "watch"
    NONE = "none"
    NOT_EVALUATED = "not_evaluated"


class Reason(StrEnum):
    """Why a series was not evaluated, or what was unusual is no alarm."""

    WEEK_NOT_COVERED = "week_not_covered"
    TOO_FEW_WEEKS = "too_few_weeks"
    NO_REFERENCE_CASES = "no_reference_cases"
    FEWER_THAN_3_MATTERS = "fewer_than_3_matters"
    ONE_TOWNSHIP = "one_township"
    NO_NEIGHBOURS = "no_neighbours"
    NO_CASES = "no_cases"


@dataclass(frozen=True)
class Judgement:
    """All series and windows in one week, each array (windows, series).

    `expected` and `limit` hold a number where there is a `method`, `p` and `p_adjusted` where `tested`.
    """

    observed: Ints
    distinct: Ints
    expected: Floats
    limit: Ints
    p: Floats
    p_adjusted: Floats
    tested: Bools
    method: Members
    reason: Members
    status: Members

    @classmethod
    def blank(cls, series: int) -> Judgement:
        """Nothing evaluated yet."""
        shape = (len(WINDOWS), series)
        return cls(
            observed=np.zeros(shape, dtype=np.int64),
            distinct=np.zeros(shape, dtype=np.int64),
            expected=np.zeros(shape),
            limit=np.zeros(shape, dtype=np.int64),
            p=np.ones(shape),
            p_adjusted=np.ones(shape),
            tested=np.zeros(shape, dtype=np.bool_),
            method=np.full(shape, None, dtype=np.object_),
            reason=np.full(shape, None, dtype=np.object_),
            status=np.full(shape, Status.NOT_EVALUATED, dtype=np.object_),
        )

    @property
    def alarms(self) -> Bools:
        """Which are alarms, strong or not."""
        found: Bools = (self.status == Status.ALARM) | (self.status == Status.STRONG)
        return found


def replay_rate(panel: Panel, weeks: Iterable[int]) -> dict[str, float | None]:
    """Share of an office's own past weeks with any alarm, by grain; None where no week could be tested.

    True hotspots of the past are in it, so it is at least the false-alarm rate.

    Args:
        panel: counts.
        weeks: positions of the weeks to replay, each with what was known in it.
    """
    hits: dict[str, list[bool]] = {grain: [] for grain in panel.grains}
    for t in weeks:
        judged = judge(panel, t)
        alarmed = judged.alarms.sum(axis=0) > 0
        for grain, rows in panel.grains.items():
            if judged.tested[:, rows].any():
                hits[grain].append(bool(alarmed[rows].any()))
    return {grain: sum(of) / len(of) if of else None for grain, of in hits.items()}


def judge(panel: Panel, t: int) -> Judgement:
    """Judge all series and both windows in week t from the weeks before it."""
    judged = Judgement.blank(len(panel.series))
    hinted = np.zeros(judged.tested.shape, dtype=np.bool_)
    of_week = np.ones(judged.tested.shape)
    dispersion = np.ones(judged.tested.shape)
    for k, window in enumerate(WINDOWS):
        first = t - window + 1
        judged.observed[k] = panel.matters[:, max(first, 0) : t + 1].sum(axis=1)
        judged.distinct[k] = (panel.matters if window == 1 else panel.matters_long)[:, t]
        if first < 0:
            judged.reason[k] = Reason.TOO_FEW_WEEKS
            continue
        whole = panel.known[:, first : t + 1].sum(axis=1) == window
        young = panel.known[:, :first].sum(axis=1) < YEAR
        hinted[k] = _by_first_weeks(panel, judged, k, t, whole & young)
        of_week[k], dispersion[k] = _by_references(panel, judged, k, t, whole & ~young)
        judged.reason[k, ~judged.tested[k]] = Reason.NO_REFERENCE_CASES
        judged.reason[k, young] = Reason.TOO_FEW_WEEKS
        judged.reason[k, ~whole] = Reason.WEEK_NOT_COVERED
        judged.reason[k, hinted[k]] = None
    _by_seasons(panel, judged, t, of_week, dispersion)
    _decide(panel, judged, hinted, dispersion)
    return judged


def _by_first_weeks(panel: Panel, judged: Judgement, k: int, t: int, rows: Bools) -> Bools:
    """EARS C2 for the rows that have no year yet; return those that it could judge."""
    hint = ears.c2(panel.matters, panel.known, t, WINDOWS[k])
    hinted: Bools = rows & hint.evaluated
    judged.expected[k, hinted] = hint.expected[hinted]
    judged.limit[k, hinted] = np.floor(hint.limit[hinted]).astype(np.int64)
    judged.method[k, hinted] = Method.EARS
    return hinted


def _by_references(panel: Panel, judged: Judgement, k: int, t: int, rows: Bools) -> tuple[Floats, Floats]:
    """Predictive limit for the rows with any case in their reference weeks.

    Returns:
        Dispersion of one week, and of the predictive distribution, (series,).
    """
    window = WINDOWS[k]
    references = predictive.reference_weeks(panel.calendar.same_weeks(t, predictive.YEARS), window)
    counts, weights = panel.matters[:, references], panel.known[:, references]
    number = weights.sum(axis=1)
    total = (counts * weights).sum(axis=1).astype(np.float64)
    tested = rows & (total > 0)
    mean = total / np.maximum(number, 1)
    variance = ((counts - mean[:, None]) ** 2 * weights).sum(axis=1) / np.maximum(number - 1, 1)
    of_week = np.ones(len(rows))
    for places in panel.grains.values():
        family = places[tested[places]]
        if len(family):
            pooled = max(variance[family].sum() / mean[family].sum(), 1.0)
            own = variance[family] / mean[family]
            noise = pooled * np.sqrt(2 / np.maximum(number[family] - 1, 1) + pooled / total[family])
            of_week[family] = np.where(own > pooled + CLEARLY * noise, own, pooled)
    dispersion = of_week.copy()
    judged.expected[k, tested], dispersion[tested] = predictive.moments(
        total[tested], number[tested], window, of_week[tested]
    )
    judged.tested[k] = tested
    judged.method[k, tested] = Method.PREDICTIVE
    return of_week, dispersion


def _by_seasons(panel: Panel, judged: Judgement, t: int, of_week: Floats, dispersion: Floats) -> None:
    """Farrington Flexible in place of the predictive limit, where there is enough to learn from."""
    same = [week for week in panel.calendar.same_weeks(t, farrington.YEARS) if week >= farrington.HALF_WINDOW]
    if len(same) <= farrington.LEAST_YEARS:
        return
    weekly = judged.expected / np.array(WINDOWS)[:, None]
    old = panel.known[:, :t].sum(axis=1) >= FARRINGTON_WEEKS
    rows = np.flatnonzero(old & judged.tested.all(axis=0) & (weekly >= FARRINGTON_MEAN).all(axis=0))
    if not len(rows):
        return
    fit = farrington.predict(panel.matters[rows], panel.known[rows], same, WINDOWS)
    rows, good = rows[fit.evaluated], fit.evaluated
    spread = np.maximum(fit.dispersion[good][None, :], of_week[:, rows])
    judged.expected[:, rows] = fit.expected[good].T
    dispersion[:, rows] = spread * (1 + fit.uncertainty[good].T)
    judged.method[:, rows] = Method.FARRINGTON


def _decide(panel: Panel, judged: Judgement, hinted: Bools, dispersion: Floats) -> None:
    """p, limit, Benjamini–Hochberg within each grain, and only then the minimum of matters."""
    tested = judged.tested
    judged.p[tested] = upper_tail(judged.observed[tested], judged.expected[tested], dispersion[tested])
    judged.limit[tested] = upper_limit(judged.expected[tested], dispersion[tested], ALPHA)
    for places in panel.grains.values():
        family = np.zeros(tested.shape, dtype=np.bool_)
        family[:, places] = tested[:, places]
        judged.p_adjusted[family] = benjamini_hochberg(judged.p[family])
    unlikely = tested & (judged.p_adjusted <= Q_ALARM)
    above = hinted & (judged.observed > judged.limit)
    few = judged.distinct < FEWEST_MATTERS
    judged.status[tested | hinted] = Status.NONE
    judged.reason[(unlikely | above) & few] = Reason.FEWER_THAN_3_MATTERS
    judged.status[unlikely & ~few] = Status.ALARM
    judged.status[unlikely & ~few & (judged.p_adjusted <= Q_STRONG)] = Status.STRONG
    judged.status[above & ~few] = Status.WATCH
