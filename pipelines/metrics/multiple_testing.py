"""Benjamini–Hochberg: of the series called unusual, at most a share q is so by chance alone.

adjusted p₍ᵢ₎ = min over j ≥ i of p₍ⱼ₎ · m / j. Where nothing at all is going on, the chance of any call is ≤ q.

Source: Benjamini and Hochberg (1995), Journal of the Royal Statistical Society B 57(1).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def benjamini_hochberg(p: Floats) -> Floats:
    """Return the adjusted p of each of m tests, in the order given; none for none."""
    m = len(p)
    order = np.argsort(p, kind="stable")
    scaled = p[order] * m / np.arange(1, m + 1)
    adjusted = np.empty(m)
    adjusted[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return adjusted
