"""How sure a rank is: rank 1 is the smallest value; every value is known with a normal error.

Belongs here: expected ranks, the interval of one rank, who can be told apart, groups of those who cannot. No unit's
name enters: the same values in another order give the same answers in that order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr, ndtri

LEVEL = 0.95
DRAWS = 5000
NODES = 64

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class RankPosterior:
    """Of each unit the mean and standard deviation of its rank and the 95 % interval; shape (units,)."""

    mean: Floats
    sd: Floats
    low: Ints
    high: Ints


def rank_posterior(value: Floats, error: Floats) -> RankPosterior:
    """The distribution of each unit's rank when the true values are independent Normal(value, error²).

    Given its own true value, a unit's rank is 1 plus a sum of independent yes/no events, one for each other unit
    (Poisson-binomial); that is averaged over 64 equally likely points of the own value. No simulation, no seed.

    Args:
        value, error: error > 0; shape (units,).

    Source: Laird & Louis 1989, Journal of Educational Statistics 14 (expected ranks);
        Goldstein & Spiegelhalter 1996, JRSS A 159 (intervals for ranks).
    """
    n = len(value)
    if n == 0:
        nothing = np.zeros(0)
        return RankPosterior(nothing, nothing, nothing.astype(np.int64), nothing.astype(np.int64))
    points = ndtri((np.arange(NODES) + 0.5) / NODES)
    own = value[:, None] + error[:, None] * points
    # chance[j, i, k]: unit j truly lies below unit i at its k-th point
    chance = ndtr((own[None, :, :] - value[:, None, None]) / error[:, None, None])
    chance[np.arange(n), np.arange(n), :] = 0.0
    below = np.zeros((n, NODES, n))
    below[:, :, 0] = 1.0
    for other in chance:
        moved = below * other[:, :, None]
        below -= moved
        below[:, :, 1:] += moved[:, :, :-1]
    distribution = below.mean(axis=1)
    ranks = np.arange(1, n + 1)
    mean = distribution @ ranks
    spread = np.sqrt(np.maximum(distribution @ ranks**2 - mean**2, 0.0))
    reached = np.cumsum(distribution, axis=1)
    tail = (1 - LEVEL) / 2
    low = 1 + (reached < tail).sum(axis=1)
    high = np.minimum(1 + (reached < 1 - tail).sum(axis=1), n)
    return RankPosterior(mean, spread, low.astype(np.int64), high.astype(np.int64))


def told_apart(value: Floats, error: Floats, seed: int, draws: int = DRAWS) -> Mask:
    """Which pairs differ, with 95 % confidence in all these statements together.

    "i lies above j" holds if vᵢ − vⱼ > c √(eᵢ² + eⱼ²), c the 95 % quantile of the greatest such quotient of pure
    error over all ordered pairs whose statement is still open; repeated until no further statement is proved
    (step-down). A proved pair's reverse stays open, as the authors have it.

    Args:
        value, error: error > 0; shape (units,).
        seed: of the simulated errors; they go to the units in order of value, not of name.
        draws: simulated errors for each unit.

    Returns:
        Symmetric, shape (units, units).

    Source: Mogstad, Romano, Shaikh & Wilhelm 2024, Review of Economic Studies 91, section 3.
    """
    n = len(value)
    order = np.lexsort((error, value))
    v, e = value[order], error[order]
    scale = np.sqrt(e[:, None] ** 2 + e[None, :] ** 2)
    distance = (v[:, None] - v[None, :]) / scale
    noise = np.random.default_rng(seed).standard_normal((draws, n)) * e
    unproved = ~np.eye(n, dtype=bool)
    while unproved.any():
        greatest = np.zeros(draws)
        for i in range(n):
            against = np.flatnonzero(unproved[i])
            if len(against):
                quotient = (noise[:, [i]] - noise[:, against]) / scale[i, against]
                np.maximum(greatest, quotient.max(axis=1), out=greatest)
        proved = unproved & (distance > np.quantile(greatest, LEVEL))
        if not proved.any():
            break
        unproved &= ~proved
    apart = ~unproved | ~unproved.T
    np.fill_diagonal(apart, False)
    back = np.argsort(order)
    found: Mask = apart[np.ix_(back, back)]
    return found


def certain_ranks(value: Floats, apart: Mask) -> tuple[Ints, Ints]:
    """Lowest and highest rank of each unit that the pairs told apart leave open, valid for all units together."""
    behind = (apart & (value[:, None] > value[None, :])).sum(axis=1)
    ahead = (apart & (value[:, None] < value[None, :])).sum(axis=1)
    return (1 + behind).astype(np.int64), (len(value) - ahead).astype(np.int64)


def tie_groups(order: Sequence[int], apart: Mask) -> Ints:
    """Number the groups 并列, within which nobody can be told apart from anybody, down a list.

    A group takes the next unit in the list as long as that differs from none of its members. So members of one
    group do not differ; members of neighbouring groups may or may not.

    Args:
        order: positions of the units, best first; apart: from `told_apart`.

    Returns:
        Group of each unit, 1 …, by unit position; 0 for units that are not in the list.
    """
    groups = np.zeros(len(apart), dtype=np.int64)
    members: list[int] = []
    number = 0
    for unit in order:
        if number == 0 or apart[unit, members].any():
            number, members = number + 1, []
        members.append(unit)
        groups[unit] = number
    return groups
