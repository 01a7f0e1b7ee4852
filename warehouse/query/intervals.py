"""Confidence intervals that a slice needs at query time. Pure functions on plain numbers.

Intervals over whole series or many units are statistics of the build and stand in pipelines/metrics.
"""

from __future__ import annotations

import math

Z_95 = 1.959963984540054


def wilson(successes: float, trials: float, z: float = Z_95) -> tuple[float, float]:
    """Wilson score interval of a proportion.

    Args:
        successes: number of successes, 0 ≤ successes ≤ trials.
        trials: number of trials, > 0.
        z: standard normal quantile; 95 % two-sided by default.

    Returns:
        Lower and upper limit, within [0, 1].

    Source: Wilson 1927; Newcombe 1998, Statistics in Medicine 17, method 3.
    """
    p = successes / trials
    centre = p + z * z / (2 * trials)
    half = z * math.sqrt(p * (1 - p) / trials + z * z / (4 * trials * trials))
    scale = 1 + z * z / trials
    low = 0.0 if successes == 0 else (centre - half) / scale
    high = 1.0 if successes == trials else (centre + half) / scale
    return low, high


def cluster_share(
    y: float, x: float, yy: float, xy: float, xx: float, clusters: int, z: float = Z_95
) -> tuple[float, float]:
    """Interval of a share r = y/x whose units cluster (cases within matters), on the logit scale.

    Var(r) = Σ(yₘ − r xₘ)² / (Σxₘ)²; every cluster of size one gives Wilson instead. Where that variance says
    nothing (one cluster, or all alike) Wilson is taken with the clusters as trials.

    Args:
        y: Σ yₘ, x: Σ xₘ over clusters; yy: Σ yₘ², xy: Σ xₘyₘ, xx: Σ xₘ².
        clusters: number of clusters with xₘ > 0.
        z: standard normal quantile.

    Source: ratio estimator under cluster sampling, Cochran 1977, section 6; logit by the delta method.
    """
    if x == xx:
        return wilson(y, x, z)
    r = y / x
    variance = (yy - 2 * r * xy + r * r * xx) / (x * x)
    if r in (0.0, 1.0) or clusters < 2 or variance < 1e-12:
        return wilson(r * clusters, clusters, z)
    logit = math.log(r / (1 - r))
    half = z * math.sqrt(variance) / (r * (1 - r))
    return _expit(logit - half), _expit(logit + half)


def _expit(value: float) -> float:
    return 1 / (1 + math.exp(-value))


def poisson(events: int, confidence: float = 0.95) -> tuple[float, float]:
    """Exact interval of a Poisson mean from one count.

    Args:
        events: the count, ≥ 0.
        confidence: two-sided coverage.

    Source: Garwood 1936: χ²(α/2; 2k)/2 and χ²(1−α/2; 2k+2)/2; 11 gives 5.4912, 19.6820.
    """
    # Imported here: the special functions alone load in a fraction of the time of scipy.stats.
    from scipy.special import gammaincinv

    tail = (1 - confidence) / 2
    low = 0.0 if events == 0 else float(gammaincinv(events, tail))
    return low, float(gammaincinv(events + 1, 1 - tail))


def poisson_ratio(now: int, before: int, exposure: float = 1.0, confidence: float = 0.95) -> tuple[float, float]:
    """Exact conditional interval of the ratio of two Poisson rates, now / before.

    Given the sum, `now` is binomial; its Clopper–Pearson limits p give p/(1−p) ÷ exposure.

    Args:
        now: count of this period, before: count of the other, not both 0.
        exposure: exposure of `now` divided by exposure of `before`.
        confidence: two-sided coverage.

    Returns:
        Limits of the ratio; the upper one is infinite when `before` is 0.

    Source: Przyborowski & Wilenski 1940; Clopper & Pearson 1934.
    """
    from scipy.special import betaincinv

    tail = (1 - confidence) / 2
    total = now + before
    low = 0.0 if now == 0 else float(betaincinv(now, total - now + 1, tail))
    high = 1.0 if before == 0 else float(betaincinv(now + 1, total - now, 1 - tail))
    upper = math.inf if high == 1.0 else high / (1 - high) / exposure
    return low / (1 - low) / exposure, upper
