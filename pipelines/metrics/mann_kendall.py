"""Mann–Kendall: is a series going up or down, whatever the shape?

S = Σ sign(x_j − x_i) over i < j; Var S = (n(n−1)(2n+5) − Σ t(t−1)(2t+5)) / 18 over groups of t equal values;
Z = (S ∓ 1)/√Var S, p two-sided from the normal distribution.

Source: Mann (1945), Econometrica 13(3); Kendall (1975), Rank Correlation Methods.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import erfc

Floats = NDArray[np.float64]

LEVEL = 0.05


@dataclass(frozen=True)
class Trend:
    """S, its variance and p of each series, (series,)."""

    s: Floats
    variance: Floats
    p: Floats

    @property
    def direction(self) -> NDArray[np.int64]:
        """1 up, 0 flat (no change beyond chance), −1 down."""
        return np.where(self.p <= LEVEL, np.sign(self.s), 0).astype(np.int64)


def mann_kendall(series: ArrayLike) -> Trend:
    """Test each row of (series, times); one time, or equal values throughout, is flat with p = 1."""
    x = np.atleast_2d(np.asarray(series, dtype=np.float64))
    n = x.shape[1]
    sign = np.sign(x[:, None, :] - x[:, :, None])
    s = np.triu(sign, k=1).sum(axis=(1, 2))
    # Each of t equal values has t partners (itself included): Σ over groups of t(t−1)(2t+5) = Σ over values of (t−1)(2t+5).
    ties = (sign == 0).sum(axis=2).astype(np.float64)
    variance = (n * (n - 1) * (2 * n + 5) - ((ties - 1) * (2 * ties + 5)).sum(axis=1)) / 18
    z = (np.abs(s) - 1) / np.sqrt(np.where(variance > 0, variance, 1.0))
    p = np.where((s != 0) & (variance > 0), erfc(np.maximum(z, 0.0) / np.sqrt(2)), 1.0)
    return Trend(s, variance, p)
