"""Farrington Flexible: what a week should have held, from the same season of three or more earlier years.

A quasi-Poisson regression with a linear trend and ten seasonal levels (the weeks around the same date are one of
them), fitted twice: weeks of the first fit with a large residual count less in the second, so that an earlier
outbreak does not raise the limit of today. The dispersion φ of the second fit and its prediction give a
negative-binomial limit ("plug-in": the uncertainty of the fit itself is not added).

Source: Noufaily et al. (2013), An improved algorithm for outbreak detection in multiple surveillance systems,
Statistics in Medicine 32(7); settings as in Salmon, Schumacher and Höhle (2016), JSS 70(10), section 3.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

YEARS = 4  # b: earlier years looked at, as far as they exist
LEAST_YEARS = 3  # a trend over less is not believed
HALF_WINDOW = 3  # w: weeks on each side of the same date that are one season
PERIODS = 10  # seasonal levels of a year
LEFT_OUT = 26  # the latest weeks, which a slow outbreak may already have raised
LARGE_RESIDUAL = 2.58

_ITERATIONS = 25
_TOLERANCE = 1e-8
_RIDGE = 1e-9  # keeps a season without any case from making the equations singular
_LOWEST, _HIGHEST = -30.0, 30.0  # logs of a mean that is as good as 0, and of one that no office reaches


@dataclass(frozen=True)
class Prediction:
    """What was to be expected of each series.

    Attributes:
        expected: (series, windows) mean of the sum of the window's weeks.
        dispersion: (series,) φ ≥ 1 of one week.
        uncertainty: (series, windows) variance of that mean, as estimated, over φ · mean.
        evaluated: (series,) whether the fit converged with more weeks than coefficients.
    """

    expected: Floats
    dispersion: Floats
    uncertainty: Floats
    evaluated: Bools


def predict(counts: Ints, known: Bools, same_weeks: Sequence[int], windows: Sequence[int] = (1,)) -> Prediction:
    """Predict the weeks that end with week t from the years before.

    Args:
        counts: (series, weeks) whole numbers ≥ 0.
        known: (series, weeks) which of them were exported; the others have no weight.
        same_weeks: positions of week t and of the same week one, two … years earlier, the latest first; the
            earliest must have HALF_WINDOW weeks before it.
        windows: lengths in weeks, each ≤ HALF_WINDOW + 1 (so that all its weeks are of one season).
    """
    weeks, levels = _seasons(same_weeks)
    t = same_weeks[0]
    time = (weeks - t) / 52.0  # per year from today: the intercept is today's level, the equations are well scaled
    season = (levels[:, None] == np.arange(1, PERIODS)[None, :]).astype(np.float64)
    design = np.column_stack([np.ones(len(weeks)), season, time])
    y = np.where(known[:, weeks], counts[:, weeks], 0).astype(np.float64)
    weight = known[:, weeks].astype(np.float64)

    # Design of the predicted weeks, the latest first: level 0, so the intercept and the trend only.
    ahead = np.zeros((max(windows), design.shape[1]))
    ahead[:, 0] = 1.0
    ahead[:, -1] = -np.arange(max(windows)) / 52.0

    # Nothing known of today's season: the intercept would be a guess.
    blind = ~known[:, weeks[levels == 0]].any(axis=1)
    fit = _fit_twice(design, y, weight)
    parts = _ahead(fit, ahead, windows)
    # A trend that leads above everything seen is not followed.
    latest = np.exp(np.minimum(fit.coefficients[:, 0], _HIGHEST))
    keep = fit.converged & (latest <= np.max(y * weight, axis=1)) & (len(same_weeks) > LEAST_YEARS)
    rows = np.flatnonzero(~keep)
    flat = _ahead(_fit_twice(design[:, :-1], y[rows], weight[rows]), ahead[:, :-1], windows)
    for whole, part in zip(
        (parts.expected, parts.dispersion, parts.uncertainty, parts.evaluated),
        (flat.expected, flat.dispersion, flat.uncertainty, flat.evaluated),
        strict=True,
    ):
        whole[rows] = part
    parts.evaluated[blind] = False
    return parts


def _ahead(fit: _Fit, ahead: Floats, windows: Sequence[int]) -> Prediction:
    """Sum the predicted weeks over each window, with the variance of the sum by the delta method."""
    mean = np.exp(np.clip(fit.coefficients @ ahead.T, _LOWEST, _HIGHEST))
    expected = np.stack([mean[:, :window].sum(axis=1) for window in windows], axis=1)
    gradient = np.stack([mean[:, :window] @ ahead[:window] for window in windows], axis=1)
    variance = np.einsum("swi,sij,swj->sw", gradient, fit.covariance, gradient)
    return Prediction(expected, fit.dispersion, variance / expected, fit.converged)


def _seasons(same_weeks: Sequence[int]) -> tuple[Ints, Ints]:
    """Positions of the weeks to learn from, and the seasonal level (0 is today's) of each.

    Between two windows of level 0 the weeks are cut into PERIODS − 1 stretches as equal as whole weeks allow, the
    longer ones first.
    """
    t = same_weeks[0]
    level = np.full(t + 1, -1)
    level[t - HALF_WINDOW : t + 1] = 0
    for later, earlier in pairwise(same_weeks):
        level[earlier - HALF_WINDOW : earlier + HALF_WINDOW + 1] = 0
        start = earlier + HALF_WINDOW + 1
        between = np.array_split(np.arange(start, later - HALF_WINDOW), PERIODS - 1)
        for number, stretch in enumerate(between, start=1):
            level[stretch] = number
    level[t - LEFT_OUT :] = -1
    weeks = np.flatnonzero(level >= 0)
    return weeks, level[weeks]


@dataclass(frozen=True)
class _Fit:
    coefficients: Floats  # (series, columns)
    mean: Floats  # (series, weeks)
    leverage: Floats  # (series, weeks)
    covariance: Floats  # (series, columns, columns) of the coefficients, without φ
    dispersion: Floats  # (series,)
    converged: Bools


def _fit_twice(design: Floats, y: Floats, weight: Floats) -> _Fit:
    """Fit, give weeks with large Anscombe residuals the weight of their inverse square, fit again."""
    first = _fit(design, y, weight)
    mu = np.maximum(first.mean, 1e-12)
    spread = np.sqrt(first.dispersion[:, None] * np.maximum(1 - first.leverage, 1e-12))
    residual = 1.5 * (y ** (2 / 3) * mu ** (-1 / 6) - np.sqrt(mu)) / spread
    less = np.where(residual > LARGE_RESIDUAL, 1 / np.maximum(residual, 1.0) ** 2, 1.0) * weight
    scale = weight.sum(axis=1) / np.maximum(less.sum(axis=1), 1e-12)
    return _fit(design, y, less * scale[:, None])


def _fit(design: Floats, y: Floats, weight: Floats) -> _Fit:
    """Quasi-Poisson regressions with a log link on one design, many series at once (iterated least squares)."""
    series, columns = len(y), design.shape[1]
    squares = design[:, :, None] * design[:, None, :]
    flat_squares = squares.reshape(len(design), columns * columns)
    ridge = _RIDGE * np.eye(columns)
    eta = np.log(y + 0.1)
    mu = np.exp(eta)
    deviance = np.full(series, np.inf)
    converged = np.zeros(series, dtype=np.bool_)
    coefficients: Floats = np.zeros((series, columns))
    for _ in range(_ITERATIONS):
        working = weight * mu
        left = (working @ flat_squares).reshape(series, columns, columns) + ridge
        right = (working * eta + weight * (y - mu)) @ design
        coefficients = np.linalg.solve(left, right[:, :, None])[:, :, 0].astype(np.float64, copy=False)
        eta = np.clip(coefficients @ design.T, _LOWEST, _HIGHEST)
        mu = np.exp(eta)
        logs = np.where(y > 0, y * (np.log(np.maximum(y, 1.0)) - eta), 0.0)
        now = 2 * np.sum(weight * (logs - (y - mu)), axis=1)
        converged = np.abs(now - deviance) <= _TOLERANCE * (np.abs(now) + 0.1)
        deviance = now
        if converged.all():
            break
    left = ((weight * mu) @ flat_squares).reshape(series, columns, columns) + ridge
    inverse: Floats = np.linalg.inv(left).astype(np.float64, copy=False)
    leverage = weight * mu * (inverse.reshape(series, columns * columns) @ flat_squares.T)
    freedom = np.sum(weight > 0, axis=1) - columns
    pearson = np.sum(weight * (y - mu) ** 2 / np.maximum(mu, 1e-12), axis=1)
    dispersion = np.maximum(pearson / np.maximum(freedom, 1), 1.0)
    return _Fit(coefficients, mu, leverage, inverse, dispersion, converged & (freedom > 0))
