"""Shrinkage: what a unit's ratio of observed to expected most likely is, given how units differ at all.

The spread between units is not one estimate but averaged over a grid by its likelihood: with few or small units an
estimated spread is often 0, and every unit would seem known without doubt.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import betaln, gammaln

# Of ratios that scatter about 1: from a spread of 4.5 to one of .02.
CERTAINTY = np.geomspace(0.05, 2000, 400)
# Standard deviation of the ratio between units, every value as likely as the next: from 3 % to 100 %.
SPREAD = np.linspace(0.03, 1.0, 50)

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Posterior:
    """Mean and standard deviation of each unit's ratio θ; shape (units,)."""

    mean: Floats
    sd: Floats


def gamma_poisson(observed: Floats, expected: Floats) -> Posterior:
    """Ratio θ of events to expected events: O ~ Poisson(θE), θ ~ Gamma(κμ, κ), μ = ΣO/ΣE.

    Given κ = μ/spread²: θ | O ~ Gamma(κμ + O, κ + E), to whose variance that of μ is added with the weight that μ has
    in the mean. Weights of the spread from the negative binomial likelihood of all units.

    Args:
        observed: O ≥ 0, not necessarily whole; expected: E > 0; shape (units,).

    Source: Clayton & Kaldor 1987, Biometrics 43; hyperparameter integrated on a grid.
    """
    mu = (observed.sum() + 0.5) / (expected.sum() + 0.5)
    k = mu / SPREAD[:, None] ** 2
    a, b = k * mu + observed, k + expected
    log_weight = (k * mu * np.log(k) - gammaln(k * mu) + gammaln(a) - a * np.log(b)).sum(axis=1)
    of_mu = 1 / (k * expected / (mu * b)).sum(axis=1, keepdims=True)
    return _averaged(log_weight, a / b, a / b**2 + (k / b) ** 2 * of_mu)


def gamma_poisson_about_one(observed: Floats, expected: Floats) -> tuple[Floats, Floats]:
    """Ratio θ of events to expected events that is 1 on the whole: O ~ Poisson(θE), θ ~ Gamma(κ, κ).

    κ is the likeliest of CERTAINTY under the negative binomial of all units.

    Args:
        observed: O ≥ 0; expected: E > 0, ΣE = ΣO; shape (units,).

    Returns:
        Shape κ + O and rate κ + E of each unit's posterior gamma distribution.

    Source: Clayton & Kaldor 1987, Biometrics 43.
    """
    k = CERTAINTY[:, None]
    log = (k * np.log(k) - gammaln(k) + gammaln(k + observed) - (k + observed) * np.log(k + expected)).sum(axis=1)
    likeliest = CERTAINTY[np.argmax(log)]
    return likeliest + observed, likeliest + expected


def beta_binomial(observed: Floats, cases: Floats, expected: Floats) -> Posterior:
    """Ratio θ = p/e of a unit's share to its expected share e: O ~ Binomial(n, p), p ~ Beta(κm, κ(1 − m)).

    m = e μ, μ = ΣO/ΣE, is the unit's own prior mean, so its mix of cases stays allowed for. Given κ, which makes
    the spread of p/m what it is at the mean share: p | O ~ Beta(κm + O, κ(1 − m) + n − O), to whose variance that of
    μ is added. Weights of the spread from the beta-binomial likelihood of all units.

    Args:
        observed: 0 ≤ O ≤ n; cases: n > 0; expected: 0 < E < n; shape (units,).

    Source: Kleinman 1973, JASA 68; hyperparameter integrated on a grid.
    """
    share = np.clip(expected / cases, 1e-9, 1 - 1e-9)
    mu = (observed.sum() + 0.5) / (expected.sum() + 0.5)
    m = np.clip(share * mu, 1e-9, 1 - 1e-9)
    overall = np.average(m, weights=cases)
    k = (1 - overall) / overall / SPREAD[:, None] ** 2
    a, b = k * m + observed, k * (1 - m) + cases - observed
    log_weight = (betaln(a, b) - betaln(k * m, k * (1 - m))).sum(axis=1)
    p, total = a / (a + b), a + b
    of_mu = mu**2 / (m / (1 - m) * k * cases / total).sum(axis=1, keepdims=True)
    variance = p * (1 - p) / (total + 1) / share**2 + (k / total) ** 2 * of_mu
    return _averaged(log_weight, p / share, variance)


def _averaged(log_weight: Floats, mean: Floats, variance: Floats) -> Posterior:
    """Mixture over the grid: arrays (grid,), (grid, units), (grid, units)."""
    weight = np.exp(log_weight - log_weight.max())
    weight /= weight.sum()
    centre = weight @ mean
    return Posterior(centre, np.sqrt(weight @ (variance + (mean - centre) ** 2)))
