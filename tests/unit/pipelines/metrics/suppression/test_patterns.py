"""Patterns and their audit: against brute force, and where an attacker would get through."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from pipelines.metrics.suppression import (
    LinkedTables,
    UnprotectableError,
    audit,
    cheapest_pattern,
    feasible_interval,
    link,
    quick_pattern,
    suppress,
)
from tests.unit.pipelines.metrics.suppression.two_way import TOTAL, Name, two_way


def random_table(seed: int) -> tuple[LinkedTables, dict[Name, int]]:
    """Two rows, three columns, one or two cells of at most 4."""
    draw = np.random.default_rng(seed)
    inner = {(r, c): int(draw.integers(5, 30)) for r in "ab" for c in "xyz"}
    small = [("a", "x"), ("b", "z")][: 1 + seed % 2]
    for name in small:
        inner[name] = int(draw.integers(0, 5))
    return two_way(inner, dict.fromkeys(small, (0.0, 4.0)))


def is_safe(tables: LinkedTables, pattern: np.ndarray) -> bool:
    """By the exact interval of every primary cell."""
    for cell in np.flatnonzero(tables.primary):
        low, high = feasible_interval(tables, pattern, int(cell))
        if low > tables.low[cell] + 1e-6 or high < tables.high[cell] - 1e-6:
            return False
    return True


def cost(tables: LinkedTables, pattern: np.ndarray) -> float:
    return float(tables.weights[pattern & ~tables.primary].sum())


@pytest.mark.parametrize("seed", range(6))
def test_exact_costs_what_brute_force_finds(seed: int) -> None:
    tables, _ = random_table(seed)
    free = np.flatnonzero(~tables.primary)
    patterns = []
    for choice in product((False, True), repeat=free.size):
        pattern = tables.primary.copy()
        pattern[free] = choice
        patterns.append(pattern)
    patterns.sort(key=lambda p: cost(tables, p))
    best = next(cost(tables, p) for p in patterns if is_safe(tables, p))
    pattern, is_cheapest = cheapest_pattern(tables, rounds=1000)
    assert is_cheapest
    assert is_safe(tables, pattern)
    assert cost(tables, pattern) == best


@pytest.mark.parametrize("seed", range(20))
def test_greedy_is_safe(seed: int) -> None:
    tables, _ = random_table(seed)
    assert is_safe(tables, quick_pattern(tables, tables.primary))


def test_a_single_withheld_cell_is_worked_out_from_its_row() -> None:
    tables, places = random_table(0)
    cell = places["a", "x"]
    alone = tables.primary
    assert feasible_interval(tables, alone, cell) == (tables.values[cell], tables.values[cell])
    outcome = audit(tables, alone)
    assert not outcome.passed
    assert outcome.exposed[cell]


def test_two_withheld_cells_of_a_row_do_not_hide_one_another_by_far_enough() -> None:
    """1 and 2 add up to 3, which is published: neither can be told to be above 3."""
    tables, places = two_way(
        {("a", "x"): 1, ("a", "y"): 2, ("b", "x"): 20, ("b", "y"): 20},
        {("a", "x"): (0.0, 9.0), ("a", "y"): (0.0, 9.0)},
    )
    pattern = tables.primary.copy()
    pattern[[places["b", "x"], places["b", "y"]]] = True
    assert feasible_interval(tables, pattern, places["a", "x"]) == (0, 3)
    assert set(np.flatnonzero(audit(tables, pattern).exposed)) == {places["a", "x"], places["a", "y"]}
    outcome = suppress(tables, rounds=1000)
    assert outcome.audited.all()
    assert outcome.suppressed[places["a", TOTAL]]


def test_without_time_the_greedy_steps_in_and_is_attacked_all_the_same() -> None:
    tables, _ = random_table(1)
    outcome = suppress(tables, rounds=0)
    assert not outcome.optimal.any()
    assert outcome.audited.all()
    assert is_safe(tables, outcome.suppressed)


def test_nothing_small_nothing_withheld() -> None:
    tables, _ = two_way({(r, c): 20 for r in "ab" for c in "xyz"}, {})
    outcome = suppress(tables, rounds=1000)
    assert not outcome.suppressed.any()
    assert outcome.audited.all()


def test_difference_of_numerator_and_denominator_is_protected() -> None:
    """60 of 62 in time: either number published beside the other tells of the 2 that were late."""
    values = np.array([60.0, 62.0, 2.0])
    low, high = values.copy(), values.copy()
    low[2], high[2] = 0.0, 9.0
    tables = link(values, [(1, [0, 2])], low, high, unpublished=np.array([False, False, True]))
    outcome = suppress(tables, rounds=1000)
    assert list(outcome.suppressed) == [True, False, True]
    assert feasible_interval(tables, outcome.suppressed, 2) == (0, 62)


def test_tables_without_a_common_cell_are_protected_apart() -> None:
    values = np.array([30.0, 10.0, 20.0, 50.0, 3.0, 47.0])
    low, high = values.copy(), values.copy()
    low[4], high[4] = 0.0, 9.0
    outcome = suppress(link(values, [(0, [1, 2]), (3, [4, 5])], low, high), rounds=1000)
    assert list(outcome.suppressed[:3]) == [False] * 3
    assert outcome.suppressed[4]
    assert outcome.suppressed[3:].sum() == 2


def test_a_total_that_is_not_its_parts_is_not_protected_at_all() -> None:
    values = np.array([31.0, 10.0, 20.0])
    with pytest.raises(UnprotectableError, match="not the sum"):
        link(values, [(0, [1, 2])], values, values)
