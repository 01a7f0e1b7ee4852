"""Expected load before a named period, and whether such forecasts have been worth anything.

Belongs here: new first matters by cell (township × topic), forecast from counts frozen before the period, and the
backtest on past periods. Nothing of a person, and no repeat, level, channel or flag, can enter: the only input is how
many first matters were registered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
from scipy.special import betainc, gammaln

from pipelines.metrics.shrinkage import gamma_poisson_about_one

RECENT_WEEKS: Final = 26
MIN_PERIODS: Final = 5
PIT_BINS: Final = 10
DRAWS: Final = 2000
SEED: Final = 20221

Method = Literal["expected_load", "long_run_share", "same_period_last_year", "recent_26_weeks"]
BASELINES: Final[tuple[Method, ...]] = ("long_run_share", "same_period_last_year", "recent_26_weeks")
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Period:
    """A named period and what was known before it.

    `history` holds first matters of each complete week before start − lead, oldest first, shape (weeks, cells);
    `weeks` the length of the period; `last_year` the first matters of the same period a year before, aligned by the
    event, shape (cells,).
    """

    history: Floats
    weeks: float
    last_year: Floats


@dataclass(frozen=True, slots=True)
class Load:
    """Forecast of each cell: a negative binomial with this mean and shape; shape (cells,)."""

    mean: Floats
    shape: Floats


@dataclass(frozen=True, slots=True)
class Score:
    """How a method did over the past periods.

    `hit_rate` is the share of a period's matters that fell into its k foremost cells, `pai` that share against k
    cells drawn blindly; both are None where no period had a matter. `log_score` is the mean −log probability that it
    gave to a cell's count: smaller is better.
    """

    hit_rate: float | None
    pai: float | None
    log_score: float


@dataclass(frozen=True, slots=True)
class Gain:
    """By how much the forecast beats a baseline, with 95 % limits over periods; None below 5 past periods."""

    hit_rate: float | None
    hit_low: float | None
    hit_high: float | None
    log_score: float
    log_low: float | None
    log_high: float | None


@dataclass(frozen=True, slots=True)
class Backtest:
    """Scores by method, gains of the forecast by baseline, and its PIT histogram (ten shares, even if calibrated).

    `beats_long_run_share` is None where there are too few past periods to say.
    """

    periods: int
    k: int
    scores: dict[Method, Score]
    gains: dict[Method, Gain]
    pit: tuple[float, ...]
    beats_long_run_share: bool | None


def expected_load(period: Period) -> Load:
    """Forecast of new first matters: long-run share × recent level, shrunken.

    A cell's long-run share s of all matters and the weekly level ℓ of the last 26 weeks give sℓ a week. Whether the
    cell has lately run above that, θ, is shrunken by `gamma_poisson_about_one` on its recent count against 26 sℓ. The
    period's count is then negative binomial with mean sℓθ·weeks and the shape of θ.

    Args:
        period: at least one week of history; an all-zero history gives means of 0.
    """
    share, level, recent = _features(period)
    weeks = min(RECENT_WEEKS, len(period.history))
    if level == 0:
        return Load(np.zeros_like(share), np.ones_like(share))
    shape, rate = gamma_poisson_about_one(recent, share * level * weeks)
    return Load(share * level * shape / rate * period.weeks, shape)


def _features(period: Period) -> tuple[Floats, float, Floats]:
    """Long-run share of each cell, recent weekly level of all cells together, recent count of each cell."""
    if len(period.history) == 0:
        raise ValueError("no complete week before the period: nothing can be expected of it")
    total = period.history.sum(axis=0).astype(np.float64)
    recent = period.history[-RECENT_WEEKS:]
    # One matter is spread over all cells: a cell without any is not impossible.
    share = (total + 1 / len(total)) / (total.sum() + 1)
    return share, float(recent.sum() / len(recent)), recent.sum(axis=0).astype(np.float64)


def _baseline(method: Method, period: Period) -> tuple[Floats, Floats]:
    """What a baseline orders the cells by, and the Poisson mean that it gives each.

    All share the recent level; one matter spread by long-run share keeps every mean above 0.
    """
    share, level, recent = _features(period)
    own = {
        "long_run_share": period.history.sum(axis=0).astype(np.float64),
        "same_period_last_year": period.last_year.astype(np.float64),
        "recent_26_weeks": recent,
    }[method]
    return own, (own + share) / (own.sum() + 1) * max(level, 1 / len(period.history)) * period.weeks


def backtest(periods: Sequence[Period], observed: Sequence[npt.ArrayLike], k: int) -> Backtest | None:
    """Compare the forecast with three baselines on past periods.

    Args:
        periods: what was known before each; observed: first matters that then came, shape (cells,) each.
        k: number of foremost cells that the hit rate looks at; cells of equal rank go by their order.

    Returns:
        None without a past period.

    Source: Bowers, Johnson & Pease 2004 (hit rate); Chainey et al. 2008 (prediction accuracy index); Gneiting &
        Raftery 2007 (log score); Czado, Gneiting & Held 2009 (PIT of counts).
    """
    if not periods:
        return None
    counts = [np.asarray(each, dtype=np.float64) for each in observed]
    hits: dict[Method, list[float]] = {method: [] for method in ("expected_load", *BASELINES)}
    logs: dict[Method, list[float]] = {method: [] for method in hits}
    bins = np.zeros(PIT_BINS)
    for period, count in zip(periods, counts, strict=True):
        load = expected_load(period)
        mean = np.maximum(load.mean, 1e-9)
        hits["expected_load"].append(_hit_rate(load.mean, count, k))
        logs["expected_load"].append(float(-np.mean(_log_negative_binomial(count, mean, load.shape))))
        bins += _pit(count, mean, load.shape) / len(periods)
        for method in BASELINES:
            own, expected = _baseline(method, period)
            hits[method].append(_hit_rate(own, count, k))
            logs[method].append(float(-np.mean(count * np.log(expected) - expected - gammaln(count + 1))))
    cells = len(counts[0])
    scores = {method: _score(np.array(hits[method]), np.array(logs[method]), k / cells) for method in hits}
    gains = {
        method: _gain(
            np.array(hits["expected_load"]) - np.array(hits[method]),
            np.array(logs[method]) - np.array(logs["expected_load"]),
        )
        for method in BASELINES
    }
    low = gains["long_run_share"].hit_low
    return Backtest(len(periods), k, scores, gains, tuple(bins.tolist()), None if low is None else low > 0)


def _hit_rate(order_by: Floats, count: Floats, k: int) -> float:
    """Share of the matters in the k foremost cells; NaN for a period without any."""
    if count.sum() == 0:
        return float("nan")
    return float(count[np.argsort(-order_by, kind="stable")[:k]].sum() / count.sum())


def _score(hit: Floats, log: Floats, blind: float) -> Score:
    if np.isnan(hit).all():
        return Score(None, None, float(log.mean()))
    return Score(float(np.nanmean(hit)), float(np.nanmean(hit)) / blind, float(log.mean()))


def _gain(hit: Floats, log: Floats) -> Gain:
    """Mean differences over periods with percentile limits of a bootstrap that keeps the methods of a period paired."""
    hit = hit[~np.isnan(hit)]
    hit_low, hit_high = _paired_bootstrap(hit)
    log_low, log_high = _paired_bootstrap(log)
    return Gain(float(hit.mean()) if len(hit) else None, hit_low, hit_high, float(log.mean()), log_low, log_high)


def _paired_bootstrap(difference: Floats) -> tuple[float | None, float | None]:
    if len(difference) < MIN_PERIODS:
        return None, None
    rng = np.random.default_rng(SEED)
    means = difference[rng.integers(0, len(difference), (DRAWS, len(difference)))].mean(axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    return float(low), float(high)


def _log_negative_binomial(count: Floats, mean: Floats, shape: Floats) -> Floats:
    log: Floats = (
        gammaln(count + shape)
        - gammaln(shape)
        - gammaln(count + 1)
        + shape * np.log(shape / (shape + mean))
        + count * np.log(mean / (shape + mean))
    )
    return log


def _pit(count: Floats, mean: Floats, shape: Floats) -> Floats:
    """Non-randomised PIT histogram: for each cell the chance up to its count is spread evenly over [F(y−1), F(y)]."""
    chance = shape / (shape + mean)
    upper = betainc(shape, count + 1, chance)
    lower = np.where(count > 0, betainc(shape, np.maximum(count, 1), chance), 0.0)
    edges = np.linspace(0, 1, PIT_BINS + 1)
    reached = np.clip((edges[:, None] - lower) / np.maximum(upper - lower, 1e-12), 0, 1).mean(axis=1)
    shares: Floats = np.diff(reached)
    return shares
