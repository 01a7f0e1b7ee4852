"""Ranks and how sure they are: nothing hangs on names, equals share a rank, the clear winner is one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.metrics.rank_intervals import certain_ranks, rank_posterior, tie_groups, told_apart

values = st.lists(st.tuples(st.floats(-3, 3), st.floats(0.05, 2)), min_size=1, max_size=9)


def test_exact_ranks_equal_simulated_ones() -> None:
    value, error = np.array([0.0, 0.5, 0.6, 2.0]), np.array([1.0, 0.2, 0.8, 0.5])
    draws = np.random.default_rng(1).normal(value, error, (200_000, 4))
    ranks = 1 + np.argsort(np.argsort(draws, axis=1), axis=1)
    found = rank_posterior(value, error)
    assert found.mean == pytest.approx(ranks.mean(axis=0), abs=0.01)
    assert found.sd == pytest.approx(ranks.std(axis=0), abs=0.01)
    assert found.low.tolist() == np.quantile(ranks, 0.025, axis=0).tolist()
    assert found.high.tolist() == np.quantile(ranks, 0.975, axis=0).tolist()


def test_units_far_apart_have_certain_ranks() -> None:
    value, error = np.array([9.0, 1.0, 5.0]), np.full(3, 0.1)
    found = rank_posterior(value, error)
    assert found.low.tolist() == found.high.tolist() == [3, 1, 2]
    assert told_apart(value, error, seed=1).sum() == 6


def test_equal_units_cannot_be_told_apart_and_share_the_middle_rank() -> None:
    value, error = np.zeros(8), np.full(8, 0.3)
    found = rank_posterior(value, error)
    assert found.mean == pytest.approx(np.full(8, 4.5))
    assert set(found.low) == {1}
    assert set(found.high) == {8}
    apart = told_apart(value, error, seed=1)
    assert not apart.any()
    assert tie_groups(range(8), apart).tolist() == [1] * 8


def test_pairs_are_wrongly_told_apart_in_at_most_one_of_twenty_worlds() -> None:
    rng = np.random.default_rng(4)
    wrong = 0
    for world in range(300):
        error = rng.uniform(0.1, 2, 12)
        wrong += bool(told_apart(rng.normal(0, error), error, seed=world, draws=1000).any())
    assert wrong / 300 < 0.08


@given(values, st.randoms(use_true_random=False))
def test_another_order_gives_the_same_answers_in_that_order(pairs: list[tuple[float, float]], random: object) -> None:
    value, error = np.array([p[0] for p in pairs]), np.array([p[1] for p in pairs])
    order = np.array(random.sample(range(len(pairs)), len(pairs)))  # type: ignore[attr-defined]
    here, there = rank_posterior(value, error), rank_posterior(value[order], error[order])
    assert there.mean == pytest.approx(here.mean[order])
    apart = told_apart(value, error, seed=3, draws=200)
    assert (told_apart(value[order], error[order], seed=3, draws=200) == apart[np.ix_(order, order)]).all()
    low, high = certain_ranks(value, apart)
    assert ((low >= 1) & (low <= high) & (high <= len(pairs))).all()


def test_groups_hold_no_two_units_that_differ() -> None:
    """1 and 2 alike, 2 and 3 alike, 1 and 3 not: 3 opens a new group."""
    apart = np.zeros((4, 4), dtype=bool)
    apart[0, 2] = apart[2, 0] = True
    assert tie_groups([0, 1, 2], apart).tolist() == [1, 1, 2, 0]


def test_nobody_and_one_alone() -> None:
    nothing = np.zeros(0)
    assert len(rank_posterior(nothing, nothing).mean) == 0
    assert told_apart(nothing, nothing, seed=1).shape == (0, 0)
    alone = rank_posterior(np.array([0.3]), np.array([1.0]))
    assert (alone.mean[0], alone.low[0], alone.high[0]) == (1, 1, 1)
