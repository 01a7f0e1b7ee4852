"""Tail and limit of a count with a given mean and dispersion, without scipy.stats (a second to import).

A count Y with mean μ and dispersion D = Var(Y)/μ > 1 is negative binomial of size μ/(D−1); D = 1 is Poisson.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betainc, gammainc

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def upper_tail(observed: ArrayLike, mean: ArrayLike, dispersion: ArrayLike) -> Floats:
    """P(Y ≥ observed).

    Args:
        observed: counts ≥ 0.
        mean: means ≥ 0; a count with mean 0 is 0.
        dispersion: variance over mean, ≥ 1; the three broadcast.
    """
    y, mu, d = np.broadcast_arrays(
        np.asarray(observed, np.float64), np.asarray(mean, np.float64), np.asarray(dispersion, np.float64)
    )
    tail = np.ones(y.shape)
    possible = y > 0
    tail[possible] = 0.0
    poisson = possible & (mu > 0) & (d <= 1 + 1e-9)
    tail[poisson] = gammainc(y[poisson], mu[poisson])
    clustered = possible & (mu > 0) & (d > 1 + 1e-9)
    excess = d[clustered] - 1
    tail[clustered] = betainc(y[clustered], mu[clustered] / excess, excess / d[clustered])
    return tail


def upper_limit(mean: ArrayLike, dispersion: ArrayLike, alpha: float) -> Ints:
    """Return the smallest x with P(Y ≤ x) ≥ 1 − alpha, by bisection on whole numbers."""
    mu, d = np.broadcast_arrays(np.asarray(mean, np.float64), np.asarray(dispersion, np.float64))
    low = np.full(mu.shape, -1, dtype=np.int64)
    # Cantelli's inequality: P(Y − μ ≥ k·sd) ≤ 1/(1+k²).
    high = np.ceil(mu + np.sqrt(mu * d / alpha)).astype(np.int64) + 1
    while np.any(high - low > 1):
        middle = (low + high) // 2
        enough = upper_tail(middle + 1, mu, d) <= alpha
        high = np.where(enough, middle, high)
        low = np.where(enough, low, middle)
    limit: Ints = high
    return limit
