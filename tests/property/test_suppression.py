"""Published tables under attack: whoever adds and subtracts what is shown learns no protected cell too closely.

The attacker here is not the one of the engine: he knows which single cases (place × stretch of days × answered in time
or not) make up each published figure, and takes every one of them as unknown.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from pipelines.metrics.suppression import is_primary, link, protection_interval, suppress
from tests.unit.pipelines.metrics.suppression.two_way import bounds

PROFILE = settings(
    derandomize=True, deadline=None, database=None, max_examples=25,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow],
)  # fmt: skip

K = 10
# Stretches of days between the ends of weeks and of months: the second week reaches into the second month.
WEEKS = {"w1": (0,), "w2": (1, 2), "w3": (3,)}
MONTHS = {"m1": (0, 1), "m2": (2, 3)}
STRETCHES = {f"s{n}": (n,) for n in range(4)}
PERIODS = {"all": (0, 1, 2, 3), **WEEKS, **MONTHS, **STRETCHES}
QUANTITIES = {"n": (0,), "rest": (1,), "d": (0, 1)}


@dataclass(frozen=True)
class Publication:
    """Cells, which single counts each is made of, and what came of protecting them."""

    names: list[tuple[str, str, str]]
    values: np.ndarray
    inside: np.ndarray
    primary: np.ndarray
    low: np.ndarray
    high: np.ndarray
    published: np.ndarray
    audited: bool


def publication(counts: np.ndarray, largest_share: float, rounds: int) -> Publication:
    """Rates by place × week and place × month with all totals, from counts of place × stretch × (in time, late)."""
    townships = {f"p{n}": (n,) for n in range(counts.shape[0])}
    places = {"everywhere": tuple(range(counts.shape[0])), **townships}
    names = list(product(places, PERIODS, QUANTITIES))
    number = {name: n for n, name in enumerate(names)}
    inside = np.zeros((len(names), counts.size))
    for n, (place, period, quantity) in enumerate(names):
        mask = np.zeros(counts.shape)
        mask[np.ix_(places[place], PERIODS[period], QUANTITIES[quantity])] = 1
        inside[n] = mask.ravel()
    values = inside @ counts.ravel().astype(float)
    sums = []
    for period, quantity in product(PERIODS, QUANTITIES):
        parts = [number[place, period, quantity] for place in townships]
        sums.append((number["everywhere", period, quantity], parts))
    for place, quantity in product(places, QUANTITIES):
        for wider, narrower in (("all", WEEKS), ("all", MONTHS)):
            parts = [number[place, p, quantity] for p in narrower]
            sums.append((number[place, wider, quantity], parts))
        for period, days in (WEEKS | MONTHS).items():
            parts = [number[place, f"s{day}", quantity] for day in days]
            sums.append((number[place, period, quantity], parts))
    sums += [(number[p, t, "d"], [number[p, t, "n"], number[p, t, "rest"]]) for p, t in product(places, PERIODS)]
    largest = np.ceil(values * largest_share)
    unpublished = np.array([quantity == "rest" or period in STRETCHES for _, period, quantity in names])
    # What is left of a month when its weeks are taken away is protected like a table of its own.
    primary = is_primary(values, values, largest, K)
    low, high = protection_interval(values, largest, K)
    low, high = np.where(primary, low, values), np.where(primary, high, values)
    outcome = suppress(link(values, sums, low, high, unpublished), rounds)
    return Publication(names, values, inside, primary, low, high, ~outcome.suppressed, bool(outcome.audited.all()))


counts = arrays.arrays(np.int64, (3, 4, 2), elements=st.integers(0, 9) | st.integers(10, 40) | st.integers(20, 40))


def attack(made: Publication, published: np.ndarray) -> list[int]:
    """Primary cells that are bounded tighter than their protection interval."""
    broken = []
    for cell in np.flatnonzero(made.primary):
        low, high = bounds(made.inside, made.values, published, int(cell))
        if low > made.low[cell] + 1e-5 or high < made.high[cell] - 1e-5:
            broken.append(int(cell))
    return broken


@PROFILE
@given(counts, st.sampled_from([0.0, 0.3, 0.6]), st.sampled_from([0, 20]))
def test_no_protected_cell_is_bounded_tighter_than_its_interval(
    counts: np.ndarray, largest_share: float, rounds: int
) -> None:
    """Totals, rates, weeks against months, numerator against denominator; from the exact pattern and from the greedy."""
    made = publication(counts, largest_share, rounds)
    assert made.audited
    assert not (made.primary & made.published).any()
    assert attack(made, made.published) == []


def seen_of(made: Publication) -> np.ndarray:
    """Cells that a table has room for: no stretch of days, no difference; shape (cells,)."""
    return np.array([period not in STRETCHES and quantity != "rest" for _, period, quantity in made.names])


def test_the_attacker_gets_through_where_only_small_cells_are_withheld() -> None:
    """So that the test above can fail: 1 of the 21 that p0 answered in w2 was late."""
    counts = np.full((3, 4, 2), 20)
    counts[0, 1:3] = [(10, 1), (10, 0)]
    made = publication(counts, 0.0, 20)
    late = made.names.index(("p0", "w2", "rest"))
    assert made.primary[late]
    naive = seen_of(made) & ~made.primary
    assert late in attack(made, naive)
    assert attack(made, made.published) == []


def test_weeks_and_months_together_give_away_what_neither_does_alone() -> None:
    """The first week lies within the first month, so the rest of the month follows from both."""
    counts = np.full((3, 4, 2), 20)
    counts[0, 1] = (1, 20)
    made = publication(counts, 0.0, 20)
    small = made.names.index(("p0", "s1", "n"))
    assert not (made.primary & seen_of(made)).any()
    assert bounds(made.inside, made.values, seen_of(made), small) == (1, 1)
    low, high = bounds(made.inside, made.values, made.published, small)
    assert (low, high >= K - 1) == (0, True)


def test_tables_without_a_small_cell_are_published_whole() -> None:
    made = publication(np.full((3, 4, 2), 20), 0.0, 20)
    assert not made.primary.any()
    assert (made.published == seen_of(made)).all()
