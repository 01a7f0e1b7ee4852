"""The primary rule: which cells may not be published for what they are, and how unsure a reader must stay of them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

MAX_SHARE = 0.5

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


def is_primary(value: Floats, matters: Floats, largest: Floats, k: int) -> Flags:
    """Cells that rest on fewer than k matters, or of which one matter makes up more than half.

    A cell of 0 rests on no matter and is primary: that nobody was answered in time is as telling as that one was.

    Args:
        value: what the cell would show, shape (n,).
        matters: distinct matters that contribute to it, shape (n,).
        largest: the largest contribution of one matter, in the unit of `value`, shape (n,).
        k: matters below which a cell is protected: 10 towards outside, 5 between units.
    """
    return np.asarray((matters < k) | (largest > MAX_SHARE * value))


def protection_interval(value: Floats, largest: Floats, k: int) -> tuple[Floats, Floats]:
    """The values between which a reader must not be able to choose, for a primary cell.

    - Below k: 0 to k − 1. The cell cannot be told from any other count below the threshold.
    - From k on (too few matters, or one that dominates): value ± w with w the larger of k − 1 and the largest matter,
      so that the largest matter could as well be absent or twice as large.

    Returns:
        Lower and upper ends, shape (n,) each; the value lies between them.
    """
    width = np.maximum(k - 1.0, largest)
    small = value < k
    low = np.where(small, 0.0, np.maximum(value - width, 0.0))
    high = np.where(small, k - 1.0, value + width)
    return low, high
