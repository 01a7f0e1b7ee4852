"""Predictive limit from reference weeks, for series too rare or too young for a regression.

With m reference weeks of sum R, the mean of a week is μ = (R + ½)/m (Jeffreys). A window of n weeks then has mean
nμ and variance φ·nμ·(1 + n/m): its own chance, and what m weeks leave unknown of μ. With φ = 1 this is the exact
gamma-Poisson predictive distribution, NB(R + ½, m/(m + n)); φ ≥ 1 is the dispersion of a week.

Source: Höhle (2007), surveillance: An R package for the monitoring of infectious diseases, Computational
Statistics 22(4), section "Bayes". The dispersion is ours, see docs/deviations.md.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

HALF_WINDOW = 6  # w: the last weeks, and weeks on each side of the same date of earlier years
YEARS = 2  # b


def reference_weeks(same_weeks: Sequence[int], window: int = 1) -> Ints:
    """Positions of the reference weeks of the window that ends with same_weeks[0].

    Args:
        same_weeks: positions of that week and of the same week one, two … years earlier, the latest first.
        window: weeks in the window; none of them is a reference of itself.

    Returns:
        The HALF_WINDOW weeks before the window, and those around it in each of up to YEARS earlier years.
    """
    first = same_weeks[0] - window + 1
    stretches = [np.arange(first - HALF_WINDOW, first)]
    for week in same_weeks[1 : YEARS + 1]:
        stretches.append(np.arange(week - window + 1 - HALF_WINDOW, min(week + HALF_WINDOW + 1, first - HALF_WINDOW)))
    weeks = np.unique(np.concatenate(stretches))
    return weeks[weeks >= 0]


def moments(total: Floats, weeks: Ints, window: int, dispersion: Floats) -> tuple[Floats, Floats]:
    """Mean and dispersion (variance over mean) of the predictive distribution.

    Args:
        total: (series,) sum over the reference weeks.
        weeks: (series,) how many there are, ≥ 1.
        window: weeks in the window.
        dispersion: (series,) φ of one week.
    """
    return window * (total + 0.5) / weeks, dispersion * (1 + window / weeks)
