"""The small statistics behind hotspots: by hand, against scipy, and at their edges."""

from __future__ import annotations

from itertools import combinations, permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import nbinom, poisson

from pipelines.metrics import ears, farrington, predictive, scan
from pipelines.metrics.information_component import information_component
from pipelines.metrics.mann_kendall import mann_kendall
from pipelines.metrics.multiple_testing import benjamini_hochberg
from pipelines.metrics.negative_binomial import upper_limit, upper_tail
from warehouse.query.etest import etest

SMALL = st.integers(0, 30)


@given(SMALL, st.floats(0.01, 50), st.floats(1, 20))
def test_tail_equals_scipy(observed: int, mean: float, dispersion: float) -> None:
    expected = (
        poisson.sf(observed - 1, mean)
        if dispersion <= 1 + 1e-9
        else nbinom.sf(observed - 1, mean / (dispersion - 1), 1 / dispersion)
    )
    assert float(upper_tail(observed, mean, dispersion)) == pytest.approx(expected, rel=1e-6, abs=1e-12)


@given(st.floats(0, 200), st.floats(1, 20), st.sampled_from([0.05, 0.01]))
def test_limit_is_the_least_count_that_is_seldom_exceeded(mean: float, dispersion: float, alpha: float) -> None:
    limit = int(upper_limit(mean, dispersion, alpha))
    assert limit >= 0
    assert float(upper_tail(limit + 1, mean, dispersion)) <= alpha
    assert limit == 0 or float(upper_tail(limit, mean, dispersion)) > alpha


def test_nothing_was_due_and_nothing_came() -> None:
    assert upper_tail([0, 1], 0.0, 1.0).tolist() == [1.0, 0.0]
    assert int(upper_limit(0.0, 1.0, 0.01)) == 0


@given(st.lists(st.floats(0, 1), max_size=30))
def test_adjusted_p_is_the_least_q_at_which_a_test_is_called(p: list[float]) -> None:
    """Against the rule in words: call the k smallest, k the last with p₍ₖ₎ ≤ qk/m."""
    adjusted = benjamini_hochberg(np.array(p))
    assert len(adjusted) == len(p)
    for q in (0.01, 0.05, 0.5):
        passing = [k for k, value in enumerate(sorted(p), start=1) if value * len(p) / k <= q]
        cut = sorted(p)[passing[-1] - 1] if passing else -1.0
        assert (adjusted <= q).tolist() == [value <= cut for value in p]


def test_predictive_mean_and_variance_are_those_of_the_gamma_poisson() -> None:
    """NB(R + ½, m/(m + n)) for φ = 1."""
    mean, dispersion = predictive.moments(np.array([7.0]), np.array([32]), 4, np.ones(1))
    exact = nbinom(7.5, 32 / 36)
    assert mean[0] == pytest.approx(exact.mean())
    assert mean[0] * dispersion[0] == pytest.approx(exact.var())


@pytest.mark.parametrize(("window", "last"), [(1, 149), (4, 146)])
def test_references_leave_out_the_window_itself(window: int, last: int) -> None:
    weeks = predictive.reference_weeks([150, 98, 46], window)
    assert weeks.max() == last
    assert len(weeks) == 6 + 2 * (12 + window)
    assert 98 in weeks
    assert 46 in weeks
    assert len(set(weeks.tolist())) == len(weeks)


def test_references_of_a_young_office() -> None:
    assert predictive.reference_weeks([0], 1).tolist() == []
    assert predictive.reference_weeks([3], 4).tolist() == []
    assert predictive.reference_weeks([3], 1).tolist() == [0, 1, 2]


def test_ears_needs_its_baseline() -> None:
    counts = np.ones((1, 30), dtype=np.int64)
    known = np.ones((1, 30), dtype=np.bool_)
    assert not ears.c2(counts, known, 8).evaluated[0]
    assert ears.c2(counts, known, 9).evaluated[0]
    known[0, 20] = False
    assert not ears.c2(counts, known, 25).evaluated[0]


def test_ears_floor_keeps_equal_weeks_from_calling_one_more_case() -> None:
    counts = np.ones((1, 30), dtype=np.int64)
    known = np.ones((1, 30), dtype=np.bool_)
    assert ears.c2(counts, known, 29, floor=False).limit[0] == 1
    assert ears.c2(counts, known, 29).limit[0] == pytest.approx(1 + 3.0902, abs=1e-4)
    assert ears.c2(counts, known, 29, 4).limit[0] == pytest.approx(4 + 2 * 3.0902, abs=1e-4)


def test_farrington_follows_season_trend_and_window() -> None:
    """A series without chance: the prediction is the series itself."""
    weeks = np.arange(260)
    level = np.round(400 * np.exp(0.3 * weeks / 260) * (1 + 0.4 * np.sin(2 * np.pi * weeks / 52))).astype(np.int64)
    same = [259 - 52 * back for back in range(5)]
    found = farrington.predict(level[None, :], np.ones((1, 260), dtype=np.bool_), same, (1, 4))
    assert found.evaluated.all()
    assert found.expected[0, 0] == pytest.approx(level[259], rel=0.15)
    assert found.expected[0, 1] == pytest.approx(4 * found.expected[0, 0], rel=0.02)
    assert (found.uncertainty > 0).all()


def test_farrington_counts_an_earlier_outbreak_less() -> None:
    rng = np.random.default_rng(3)
    quiet = rng.poisson(10, (1, 260))
    outbreak = quiet.copy()
    outbreak[0, 205:208] += 60
    known = np.ones((1, 260), dtype=np.bool_)
    same = [259 - 52 * back for back in range(5)]
    before, after = (farrington.predict(counts, known, same) for counts in (quiet, outbreak))
    plain = 60 * 3 / 28  # what three such weeks would add to the mean of the 28 weeks of this season
    assert after.expected[0, 0] - before.expected[0, 0] < plain / 3


def test_farrington_bears_zeros_and_unknown_weeks() -> None:
    counts = np.zeros((3, 260), dtype=np.int64)
    counts[1, ::26] = 1
    counts[2] = 5
    known = np.ones((3, 260), dtype=np.bool_)
    known[2, :] = False
    found = farrington.predict(counts, known, [259 - 52 * back for back in range(5)], (1, 4))
    for values in (found.expected, found.dispersion, found.uncertainty):
        assert np.isfinite(values).all()
    assert not found.evaluated[2]
    assert found.expected[0, 0] == pytest.approx(0, abs=1e-3)


@given(st.lists(st.integers(0, 4), min_size=1, max_size=6))
def test_mann_kendall_by_hand(values: list[int]) -> None:
    found = mann_kendall(values)
    pairs = [np.sign(later - earlier) for earlier, later in combinations(values, 2)]
    assert found.s[0] == sum(pairs)
    assert 0 <= found.p[0] <= 1
    # The variance over all orders of the same values.
    every = mann_kendall(list(permutations(values))).s
    assert found.variance[0] == pytest.approx(np.var(every), abs=1e-9)


def test_mann_kendall_of_nothing_to_compare() -> None:
    assert mann_kendall([5]).direction.tolist() == [0]
    assert mann_kendall([0] * 12).p.tolist() == [1.0]
    assert mann_kendall([list(range(12)), list(range(12))[::-1]]).direction.tolist() == [1, -1]


@given(SMALL, SMALL, st.floats(0.5, 4), st.floats(0.5, 4))
def test_etest_is_a_chance_and_has_no_side(first: int, second: int, first_time: float, second_time: float) -> None:
    p = etest(first, second, first_time, second_time)
    assert 0 <= p <= 1
    assert p == pytest.approx(etest(second, first, second_time, first_time), abs=1e-9)


@given(SMALL, SMALL, st.floats(0.5, 4), st.floats(0.5, 4))
def test_etest_adds_up_all_pairs_of_counts(first: int, second: int, first_time: float, second_time: float) -> None:
    one, two = np.meshgrid(np.arange(200), np.arange(200), indexing="ij")
    with np.errstate(invalid="ignore"):
        far = np.abs(one / first_time - two / second_time) / np.sqrt(one / first_time**2 + two / second_time**2)
    far = np.nan_to_num(far)
    rate = (first + second) / (first_time + second_time)
    chance = poisson.pmf(one, rate * first_time) * poisson.pmf(two, rate * second_time)
    p = chance[far >= far[first, second] - 1e-12].sum()
    assert etest(first, second, first_time, second_time) == pytest.approx(p, abs=1e-9)


def test_etest_edges() -> None:
    assert etest(0, 0) == 1.0
    assert etest(20, 20) == pytest.approx(1)
    assert etest(30, 5) < 1e-4
    assert etest(20_000, 20_100) == pytest.approx(0.618, abs=0.002)


def test_information_component_shrinks_rare_cells() -> None:
    found = information_component(np.array([[1, 0], [9, 90]]))
    assert found.expected.tolist() == [[0.1, 0.9], [9.9, 89.1]]
    assert found.value[0, 0] == pytest.approx(np.log2(1.5 / 0.6))
    assert found.low[0, 0] < 0
    assert (found.low < found.value).all()
    assert information_component(np.array([[30, 0], [9, 90]])).low[0, 0] > 0


def test_information_component_of_an_empty_table() -> None:
    found = information_component(np.zeros((2, 3), dtype=np.int64))
    assert (found.value == 0).all()
    assert np.isfinite(found.low).all()
    assert information_component(np.zeros((0, 3), dtype=np.int64)).value.shape == (0, 3)


def test_zones_grow_step_by_step_and_each_once() -> None:
    line = [[1], [2], [3], []]
    zones = {tuple(np.flatnonzero(zone).tolist()) for zone in scan.zones(line)}
    assert zones == {(0,), (1,), (2,), (3,), (0, 1), (0, 1, 2), (0, 1, 2, 3), (1, 2), (1, 2, 3), (2, 3)}
    assert scan.zones([[]]).tolist() == [[True]]
    assert scan.zones([[0], []]).sum() == 2


def test_ratio_grows_with_the_cases_and_is_zero_below_the_expected() -> None:
    ratio = scan.log_likelihood_ratio(np.arange(0, 21.0), np.full(21, 5.0), np.full(21, 20.0))
    assert (ratio[:6] == 0).all()
    assert (np.diff(ratio[5:]) > 0).all()
    assert ratio[-1] == pytest.approx(20 * np.log(4))


@given(arrays(np.int64, (2, 4, 8), elements=st.integers(0, 3)), st.integers(0, 3))
def test_scan_always_answers(counts: np.ndarray, seed: int) -> None:
    zones = scan.zones([[1], [2], [3], []])
    found = scan.prospective(counts, zones, np.random.default_rng(seed), 19)
    assert found == scan.prospective(counts, zones, np.random.default_rng(seed), 19)
    for cluster in found:
        assert cluster.observed > cluster.expected > 0
        assert 1 / 20 <= cluster.p <= 1
        part = counts.sum(axis=0) if cluster.topic == scan.ALL_TOPICS else counts[cluster.topic]
        assert cluster.observed == part[list(cluster.regions), -cluster.weeks :].sum()


def test_shuffles_keep_the_cases_of_each_topic_and_week() -> None:
    rng = np.random.default_rng(1)
    counts = rng.poisson(1.0, (3, 4, 20))
    alone = np.eye(4, dtype=np.bool_)
    drawn = scan._shuffled(counts, alone, rng, 50)
    recent = np.cumsum(counts[:, :, :-5:-1].sum(axis=1), axis=1)
    assert (drawn[:-1].sum(axis=3) == recent[:, None, :]).all()
    assert (drawn[-1] == drawn[:-1].sum(axis=0)).all()
    share = counts[0].sum(axis=1) / counts[0].sum()
    many = scan._shuffled(counts, alone, rng, 4000)[0, :, -1].mean(axis=0)
    assert many == pytest.approx(share * recent[0, -1], abs=0.15)


def test_scan_finds_a_planted_cluster_and_no_county_wide_rise() -> None:
    rng = np.random.default_rng(2)
    grid = [[p for p in (k - 1, k + 1) if 0 <= p < 12] for k in range(12)]
    counts = rng.poisson(1.0, (1, 12, 52))
    counts[0, :, -2:] = rng.poisson(4.0, (12, 2))
    assert all(cluster.p > 1 / 52 for cluster in scan.prospective(counts, scan.zones(grid), rng))
    counts = rng.poisson(1.0, (1, 12, 52))
    counts[0, 4:7, -3:] += 4
    best = scan.prospective(counts, scan.zones(grid), rng)[0]
    assert set(best.regions) & {4, 5, 6}
    assert best.recurrence_interval >= scan.STRONG_INTERVAL
