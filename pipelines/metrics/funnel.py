"""Funnel: is a unit further from what was expected than units of its size differ by chance?

Belongs here: scores, their over-dispersion and the bands. Does not belong here: what was expected (standardisation).
A positive score always means more events than expected.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy.special import bdtr, bdtrc, ndtri, pdtr, pdtrc

WINSORISED = 0.10
MIN_UNITS = 5
SMALL_CASES = 30
SMALL_EXPECTED = 10
Z_HINT = 1.959963984540054
Z_LIMIT = 3.090232306167813

Band = Literal["better", "as_expected", "worse"]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Funnel:
    """Scores of the units of one group; arrays have shape (units,).

    `plain` takes chance alone for the spread, `score` adds the variance `tau2` between units. `phi` is None, and
    the two are equal, where fewer than 5 units give no idea of that variance.
    """

    plain: Floats
    score: Floats
    phi: float | None
    tau2: float


def proportions(observed: Floats, cases: Floats, expected: Floats, certainty: Floats) -> Funnel:
    """Funnel of events among cases: z = 2√n (arcsin √(O/n) − arcsin √(E/n)).

    Below 30 cases, or below 10 expected on either side (where the arcsine calls 0 of 4 expected a 4-sigma event),
    z is the normal quantile of the exact binomial mid-p.

    Args:
        observed, cases, expected: O ≤ n and 0 < E < n; shape (units,).
        certainty: share of the sampling information left by the uncertainty of E, 0 to 1; z shrinks by its root.

    Source: Spiegelhalter 2005, Statistics in Medicine 24, section 3 and appendix.
    """
    share = np.clip(expected / cases, 1e-9, 1 - 1e-9)
    z = 2 * np.sqrt(cases) * (np.arcsin(np.sqrt(observed / cases)) - np.arcsin(np.sqrt(share)))
    small = (cases < SMALL_CASES) | (np.minimum(expected, cases - expected) < SMALL_EXPECTED)
    # Whole numbers by type: scipy truncates what might not be one.
    o, n, p = np.round(observed[small]), np.round(cases[small]).astype(np.int64), share[small]
    below, above = np.where(o > 0, bdtr(o - 1, n, p), 0.0), bdtrc(o, n, p)
    z[small] = _mid_p(below, above)
    return _with_dispersion(z * np.sqrt(certainty), 1 / (2 * np.sqrt(cases * certainty)))


def root_scores(observed: Floats, expected: Floats) -> Floats:
    """Scores of events against an expected number of events: z = 2 (√O − √E); shape (units,).

    Args:
        observed, expected: O ≥ 0, E > 0.

    Source: Spiegelhalter et al. 2012, JRSS A 175.
    """
    z: Floats = 2 * (np.sqrt(observed) - np.sqrt(expected))
    return z


def ratios(observed: Floats, cases: Floats, expected: Floats, certainty: Floats) -> Funnel:
    """Funnel of events against an expected number of events: `root_scores`, exact Poisson mid-p where few.

    Args:
        observed, expected: O ≥ 0, E > 0; shape (units,).
        cases: matters followed, which decide with E what counts as few.
        certainty: as in `proportions`.
    """
    z = root_scores(observed, expected)
    small = (cases < SMALL_CASES) | (expected < SMALL_EXPECTED)
    o, e = observed[small], expected[small]
    below, above = np.where(o > 0, pdtr(o - 1, e), 0.0), pdtrc(o, e)
    z[small] = _mid_p(below, above)
    return _with_dispersion(z * np.sqrt(certainty), 1 / (2 * np.sqrt(expected * certainty)))


def _mid_p(below: Floats, above: Floats) -> Floats:
    """Normal score of a count with the given chances of a smaller and of a greater one."""
    exact = np.maximum(1 - below - above, 0.0)
    low, high = below + exact / 2, above + exact / 2
    # The smaller tail is taken: one minus it would lose its digits.
    tail: Floats = np.where(low < high, ndtri(np.maximum(low, 1e-300)), -ndtri(np.maximum(high, 1e-300)))
    return tail


def _with_dispersion(z: Floats, s: Floats) -> Funnel:
    if len(z) < MIN_UNITS:
        return Funnel(z, z, None, 0.0)
    phi, tau2 = between_units(winsorised(z), s)
    return Funnel(z, z * s / np.sqrt(s**2 + tau2), phi, tau2)


def winsorised(z: Floats, share: float = WINSORISED) -> Floats:
    """Scores with both tails drawn in to their quantiles, so that an outlier does not excuse itself."""
    low, high = np.quantile(z, [share, 1 - share])
    return np.clip(z, low, high)


def between_units(z: Floats, s: Floats) -> tuple[float, float]:
    """Dispersion φ = mean z² and the additive variance between units, 0 where φ is no more than chance.

    τ² = (n φ − (n − 1)) / (Σw − Σw²/Σw), w = 1/s².

    Args:
        z: scores with extremes already drawn in; s: their standard errors on the scale of τ; shape (units,).

    Source: Spiegelhalter 2005, section 4 (DerSimonian & Laird 1986 for τ²).
    """
    n, w = len(z), 1 / s**2
    phi = float(np.mean(z**2))
    return phi, max(0.0, float((n * phi - (n - 1)) / (w.sum() - (w**2).sum() / w.sum())))


def band(score: float, more_is_worse: bool) -> tuple[Band, Band | None]:
    """Band of a score beyond the 99.8 % limit, and a hint (提示) between the 95 % and the 99.8 % limit.

    Args:
        score: with over-dispersion.
        more_is_worse: whether the events that were counted are failures.
    """
    badness = score if more_is_worse else -score
    side: Band = "worse" if badness > 0 else "better"
    if abs(score) > Z_LIMIT:
        return side, None
    return "as_expected", side if abs(score) > Z_HINT else None
