"""Information component: which topic does a township have more of than its size and the topic's size make likely?

IC = log2((N + ½) / (E + ½)) with E = row sum × column sum / total; its 2.5 % bound is that of the gamma(N + ½)
posterior of N/E with the same ½. Above 0 at the bound: over-represented. The ½ draws rare cells towards 0.

Source: Norén, Hopstadius and Bate (2013), Shrinkage observed-to-expected ratios for robust and transparent
large-scale pattern discovery, Statistical Methods in Medical Research 22(1).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincinv

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class InformationComponent:
    """Expected count, IC and its 2.5 % bound, each (rows, columns)."""

    expected: Floats
    value: Floats
    low: Floats


def information_component(counts: Ints) -> InformationComponent:
    """Compare a township × topic table with what its margins give; an empty table gives expected 0 and IC 0."""
    total = max(float(counts.sum()), 1.0)
    expected = counts.sum(axis=1, dtype=np.float64)[:, None] * counts.sum(axis=0, dtype=np.float64)[None, :] / total
    shrunk = counts + 0.5
    return InformationComponent(
        expected=expected,
        value=np.log2(shrunk / (expected + 0.5)),
        low=np.log2(gammaincinv(shrunk, 0.025) / (expected + 0.5)),
    )
