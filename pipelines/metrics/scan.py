"""Space-time permutation scan: did some neighbouring townships together have more than their part of late?

A zone z is a township with its nearest ones on the neighbour graph, a window the last 1 to 4 weeks. Expected is
E = Σ C_z·C_t / C, so a county-wide rise and a township that is always busy are both no cluster. The statistic is

    LLR = c ln(c/E) + (C − c) ln((C − c)/(C − E))   for c > E, else 0,

and the largest of all zones, windows, topics and "all topics" is judged against the largest after the weeks of the
cases of each topic were shuffled: p = (1 + #{simulated ≥ observed}) / (R + 1). Looked at once a week, 1/p weeks is
the recurrence interval: how seldom chance alone does as much.

Cases come in clusters (one cause, several petitions), and a shuffle of single cases does not know that. So an
observed LLR is divided by the dispersion φ̂ ≥ 1 of its zone before it is compared; with φ̂ = 1 this is the method as
published. See docs/deviations.md.

Source: Kulldorff et al. (2005), A space-time permutation scan statistic for disease outbreak detection, PLoS
Medicine 2(3).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

LONGEST = 4  # weeks
REACH = 2  # steps on the neighbour graph from a zone's middle
LARGEST_SHARE = 0.5  # of all cases that a zone may hold
PERMUTATIONS = 999
ALARM_INTERVAL = 52  # weeks
STRONG_INTERVAL = 260
ALL_TOPICS = -1


@dataclass(frozen=True)
class Cluster:
    """A zone and window that stand out.

    Attributes:
        topic: position of the topic, or ALL_TOPICS.
        regions: positions of the townships, ascending.
        weeks: length of the window, which ends with the last week.
        observed, expected: cases in it.
        statistic: LLR / φ̂.
        p: share of shuffles that did as much.
    """

    topic: int
    regions: tuple[int, ...]
    weeks: int
    observed: int
    expected: float
    statistic: float
    p: float

    @property
    def recurrence_interval(self) -> float:
        """Weeks in which chance does as much once."""
        return 1 / self.p


def zones(neighbours: Sequence[Sequence[int]], reach: int = REACH) -> Bools:
    """Grow zones over a neighbour graph.

    Args:
        neighbours: for each region the positions of its neighbours; need not be symmetric, a neighbour named on one
            side is one.
        reach: how many steps a zone goes out from its middle.

    Returns:
        (zones, regions): for each region alone, then with its nearest region, its two nearest … (fewest steps
        first, then by position); each set once.
    """
    size = len(neighbours)
    linked: list[set[int]] = [set(near) - {region} for region, near in enumerate(neighbours)]
    for region, near in enumerate(neighbours):
        for other in near:
            if other != region:
                linked[other].add(region)
    found: dict[frozenset[int], None] = {}
    for middle in range(size):
        order, edge = [middle], {middle}
        for _ in range(reach):
            edge = {other for region in edge for other in linked[region]} - set(order)
            order += sorted(edge)
        for length in range(1, len(order) + 1):
            found.setdefault(frozenset(order[:length]))
    members = np.zeros((len(found), size), dtype=np.bool_)
    for row, zone in enumerate(found):
        members[row, list(zone)] = True
    return members


def dispersion(counts: Ints, members: Bools) -> Floats:
    """Return φ̂ ≥ 1 of each layer and zone, (layers, zones): the larger of all layers' together and the zone's own.

    φ̂ = Σ (n − E)² / Σ E (1 − C_z/C) (1 − 1/weeks), E = C_z·C_t / C: together over single regions, own over the
    zone's weekly sums.

    Args:
        counts: (layers, regions, weeks) of a time before the windows, so that a cluster does not hide itself.
        members: (zones, regions).
    """
    weeks = counts.shape[2]
    total = counts.sum(axis=(1, 2), dtype=np.float64)
    if weeks < 2 or not total.any():
        return np.ones((len(counts), len(members)))
    of_week = counts.sum(axis=1, dtype=np.float64) / np.maximum(total, 1)[:, None]

    def sums(cases: Floats) -> tuple[Floats, Floats]:
        of_place = cases.sum(axis=2)
        squares = ((cases - of_place[:, :, None] * of_week[:, None, :]) ** 2).sum(axis=2)
        due = of_place * (1 - of_place / np.maximum(total, 1)[:, None]) * (1 - 1 / weeks)
        return squares, due

    squares, due = sums(counts.astype(np.float64))
    together = squares.sum() / max(due.sum(), 1e-9)
    squares, due = sums(members.astype(np.float64) @ counts)
    own = np.where(due > 1e-9, squares / np.maximum(due, 1e-9), 1.0)
    larger: Floats = np.maximum(np.maximum(own, together), 1.0)
    return larger


def log_likelihood_ratio(cases: Floats, expected: Floats, total: Floats) -> Floats:
    """LLR of `cases` of `total` where `expected` were due; 0 where they are not more."""
    more = (cases > expected) & (expected > 0)
    c, e, n = (np.where(more, values, fill) for values, fill in ((cases, 2.0), (expected, 1.0), (total, 3.0)))
    rest = n - c
    outside = np.where(rest > 0, rest * np.log(np.maximum(rest, 1e-300) / (n - e)), 0.0)
    ratio: Floats = np.where(more, c * np.log(c / e) + outside, 0.0)
    return ratio


@dataclass(frozen=True)
class Table:
    """Observed, expected and LLR of every window that ends with one week, each (layers, windows, zones)."""

    observed: Floats
    expected: Floats
    total: Floats
    statistic: Floats


def table(counts: Ints, members: Bools, end: int) -> Table:
    """Compare every zone and window ending with week `end` with what the margins of the whole period give.

    Args:
        counts: (layers, regions, weeks).
        members: (zones, regions).
        end: position of the last week of the windows; the last of the period in prospective use.
    """
    weeks = np.arange(end, max(end - LONGEST, -1), -1)
    recent = np.cumsum(counts[:, :, weeks].astype(np.float64), axis=2).transpose(0, 2, 1)
    observed = recent @ members.T.astype(np.float64)
    of_zone = counts.sum(axis=2, dtype=np.float64) @ members.T
    total = counts.sum(axis=(1, 2), dtype=np.float64)
    expected = recent.sum(axis=2)[:, :, None] * of_zone[:, None, :] / np.maximum(total, 1)[:, None, None]
    allowed = (of_zone <= LARGEST_SHARE * total[:, None])[:, None, :]
    statistic = np.where(allowed, log_likelihood_ratio(observed, expected, total[:, None, None]), 0.0)
    return Table(observed, np.where(allowed, expected, np.inf), total, statistic)


def prospective(
    counts: Ints, members: Bools, rng: np.random.Generator, permutations: int = PERMUTATIONS
) -> list[Cluster]:
    """Return the clusters alive in the last week, the most unlikely first, none sharing a township.

    Args:
        counts: (topics, regions, weeks) cases of the period, e.g. the last 52 weeks.
        members: (zones, regions) from `zones`.
        rng: source of the shuffles; the same seed gives the same answer.
        permutations: R.

    Returns:
        The best cluster of all with its p, however large (none if no zone has more than expected), and further
        ones as long as they are alarms (recurrence interval ≥ ALARM_INTERVAL).
    """
    topics, _, weeks = counts.shape
    layers = np.concatenate([counts, counts.sum(axis=0, keepdims=True)])
    earlier = layers[:, :, : max(weeks - LONGEST, 0)]
    phi = np.concatenate([dispersion(earlier[:-1], members), dispersion(earlier[-1:], members)])
    seen = table(layers, members, weeks - 1)
    score = seen.statistic / phi[:, None, :]
    free = np.ones(len(members), dtype=np.bool_)
    found: list[Cluster] = []
    simulated: NDArray[np.float32] | None = None
    while True:
        open_score = np.where(free, score, 0.0)
        best = int(np.argmax(open_score))
        layer, window, zone = np.unravel_index(best, score.shape)
        value = float(open_score[layer, window, zone])
        if value <= 0:
            return found
        if simulated is None:
            simulated = _shuffled(counts, members, rng, permutations)
        at_least = _least_cases(seen, value).astype(np.float32)
        reached = np.zeros(permutations, dtype=np.bool_)
        for drawn, least in zip(simulated, at_least, strict=True):
            reached |= (drawn >= least).any(axis=(1, 2))
        p = (1 + int(reached.sum())) / (permutations + 1)
        if found and p > 1 / ALARM_INTERVAL:
            return found
        found.append(
            Cluster(
                topic=ALL_TOPICS if layer == topics else int(layer),
                regions=tuple(int(region) for region in np.flatnonzero(members[zone])),
                weeks=int(window) + 1,
                observed=int(seen.observed[layer, window, zone]),
                expected=float(seen.expected[layer, window, zone]),
                statistic=value,
                p=p,
            )
        )
        if p > 1 / ALARM_INTERVAL:
            return found
        free &= ~(members & members[zone]).any(axis=1)


def _least_cases(seen: Table, value: float) -> Floats:
    """Return the least number of cases that gives each zone and window an LLR of `value`, by bisection.

    The LLR grows with the cases beyond the expected; ∞ where even all cases do not suffice. So shuffles are compared
    as counts, without a logarithm for each.
    """
    total = np.broadcast_to(seen.total[:, None, None], seen.expected.shape)
    low = np.minimum(np.floor(seen.expected), total)
    high = total + 1
    while np.any(high - low > 1):
        middle = np.floor((low + high) / 2)
        enough = log_likelihood_ratio(middle, seen.expected, total) >= value - 1e-9
        high = np.where(enough, middle, high)
        low = np.where(enough, low, middle)
    return np.where(high > total, np.inf, high)


def _shuffled(counts: Ints, members: Bools, rng: np.random.Generator, permutations: int) -> NDArray[np.float32]:
    """Cases of each zone and window after shuffling: (layers, permutations, windows, zones).

    Only the last weeks matter, so each topic's cases are shuffled (Fisher–Yates) just as far as those weeks reach,
    all permutations side by side.
    """
    topics, regions, weeks = counts.shape
    length = min(LONGEST, weeks)
    in_zone = members.T.astype(np.float32)
    drawn = np.zeros((topics + 1, permutations, length, regions), dtype=np.float32)
    column = np.arange(permutations)
    for topic in range(topics):
        of_region = counts[topic].sum(axis=1)
        per_week = counts[topic, :, ::-1][:, :length].sum(axis=0)  # the latest first
        total, needed = int(of_region.sum()), int(per_week.sum())
        if not needed:
            continue
        deck = np.repeat(np.repeat(np.arange(regions, dtype=np.int32), of_region)[:, None], permutations, axis=1)
        swaps = rng.integers(np.arange(needed)[:, None], total, size=(needed, permutations))
        for place, other in enumerate(swaps):
            chosen = deck[other, column]
            deck[other, column] = deck[place]
            deck[place] = chosen
        week = np.repeat(np.arange(length), per_week)
        cell = (column[None, :] * length + week[:, None]) * regions + deck[:needed]
        drawn[topic] = np.bincount(cell.ravel(), minlength=permutations * length * regions).reshape(
            permutations, length, regions
        )
    drawn[-1] = drawn[:-1].sum(axis=0)
    return np.cumsum(drawn, axis=2) @ in_zone
