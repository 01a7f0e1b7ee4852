"""Leave-one-out expectation: who is compared with whom, and what is left when nobody is there."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.metrics.standardisation import Standardised, Strata, expected_events, expected_recurrences


def strata(units: list[str], topics: list[str], details: list[str] | None = None) -> Strata:
    size = len(units)
    return Strata(units, topics, details or topics, ["web"] * size, ["0"] * size)


def of(found: Standardised, unit: str) -> int:
    return found.unit.index(unit)


def test_a_unit_is_compared_with_the_others_not_with_itself() -> None:
    """The owner of 80 % of a topic is twice as bad: the ratio is 2, where ordinary standardisation shows 1.11."""
    units, topics = ["owner", "b", "c", "d"], ["land"] * 4
    cases, failures = np.array([800, 60, 60, 80]), np.array([160, 6, 6, 8])
    found = expected_events(strata(units, topics), failures, cases)
    at = of(found, "owner")
    assert found.observed[at] / found.expected[at] == pytest.approx(2)
    ordinary = 800 * failures.sum() / cases.sum()
    assert 160 / ordinary == pytest.approx(1.11, abs=0.005)


def test_a_stratum_is_coarsened_until_there_are_two_others_with_twenty_cases() -> None:
    """Detail x: 19 cases of others; its topic: 24; so the topic's rate is used, and still counts as comparable."""
    units = ["a", "b", "c", "b", "c"]
    details = ["x", "x", "x", "y", "y"]
    cases = np.array([10, 10, 9, 3, 2])
    found = expected_events(strata(units, ["t"] * 5, details), [1, 2, 1, 3, 0], cases)
    at = of(found, "a")
    assert found.expected[at] == pytest.approx(10 * 6 / 24)
    assert found.comparable_share[at] == 1
    enough = expected_events(strata(units, ["t"] * 5, details), [1, 2, 1, 3, 0], cases + np.array([0, 0, 1, 0, 0]))
    assert enough.expected[at] == pytest.approx(10 * 3 / 20)


def test_one_other_unit_is_not_enough_however_large() -> None:
    units = ["a", "b", "c", "d"]
    found = expected_events(strata(units, ["own", "own", "t", "t"]), [5, 50, 1, 3], [10, 100, 40, 40])
    at = of(found, "a")
    assert found.expected[at] == pytest.approx(10 * 54 / 180)
    assert found.comparable_share[at] == 0


def test_cases_without_a_topic_are_never_comparable_by_topic() -> None:
    found = expected_events(strata(["a", "b", "c"], ["未填"] * 3), [1, 2, 3], [30, 30, 30])
    assert found.expected[0] == pytest.approx(30 * 5 / 60)
    assert found.comparable_share.tolist() == [0, 0, 0]


@pytest.mark.parametrize(("units", "cases"), [(["a"], [500]), (["a", "b"], [500, 500]), (["a", "b", "c"], [5, 9, 10])])
def test_nobody_to_compare_with_is_not_a_number_of_expected_cases(units: list[str], cases: list[int]) -> None:
    found = expected_events(strata(units, ["t"] * len(units)), [1] * len(units), cases)
    assert np.isnan(found.expected[0])


def test_others_without_a_failure_leave_the_ratio_finite() -> None:
    found = expected_events(strata(["a", "b", "c"], ["t"] * 3), [5, 0, 0], [100, 50, 49])
    at = of(found, "a")
    assert found.expected[at] == pytest.approx(0.5 * 100 / 100)
    assert 0 < found.certainty[at] < 0.5


def test_certainty_falls_with_the_number_of_others() -> None:
    """Against 9 times as many cases of others the interval is little wider, against a hundredth of them ten times."""
    many = expected_events(strata(["a", "b", "c"], ["t"] * 3), [50, 225, 225], [500, 2250, 2250])
    few = expected_events(strata(["a", "b", "c"], ["t"] * 3), [500, 2, 3], [5000, 25, 25])
    assert many.certainty[0] == pytest.approx(0.9, abs=0.01)
    assert few.certainty[0] == pytest.approx(0.01, abs=0.003)


@given(st.lists(st.tuples(st.sampled_from("abcde"), st.sampled_from("xyz"), st.integers(0, 60)), min_size=1))
def test_at_equal_rates_everybody_is_as_expected(rows: list[tuple[str, str, int]]) -> None:
    cases = np.array([r[2] for r in rows], dtype=float)
    found = expected_events(strata([r[0] for r in rows], [r[1] for r in rows]), 0.25 * cases, cases)
    compared = ~np.isnan(found.expected)
    assert found.observed[compared] == pytest.approx(found.expected[compared])
    assert np.all((found.certainty >= 0) & (found.certainty <= 1))
    assert np.all((found.comparable_share >= 0) & (found.comparable_share <= 1))


def test_expected_recurrences_allow_for_how_long_each_matter_was_followed() -> None:
    """Same hazard, but unit a's matters were followed for 30 days only: fewer are expected of it."""
    rng = np.random.default_rng(3)
    units, day, event = [], [], []
    for unit, until, size in (("a", 30, 4000), ("b", 90, 4000), ("c", 60, 4000)):
        happens = np.ceil(rng.exponential(300, size)).astype(int)
        units += [unit] * size
        day += np.minimum(happens, until).tolist()
        event += (happens <= until).tolist()
    found = expected_recurrences(strata(units, ["t"] * len(units)), day, event, np.ones(len(units)), 90)
    assert found.observed[of(found, "a")] / 4000 == pytest.approx(1 - np.exp(-30 / 300), abs=0.01)
    assert found.observed / found.expected == pytest.approx(np.ones(3), abs=0.07)


def test_expected_recurrences_are_the_others_cumulative_hazard() -> None:
    """By hand: others 40 at risk, 4 recur on day 10 and 3 of the 36 left on day 50; 10 own matters, 5 leave on day 20."""
    units = ["b", "b", "c", "c", "a", "a"]
    day, events, leaving = [10, 91, 50, 91, 20, 91], [4, 0, 3, 0, 0, 0], [4, 16, 3, 17, 5, 5]
    found = expected_recurrences(strata(units, ["t"] * 6), day, events, leaving, 90)
    assert found.expected[of(found, "a")] == pytest.approx(10 * 4 / 40 + 5 * 3 / 36)


def test_a_recurrence_after_the_window_does_not_count() -> None:
    units = ["a", "b", "c"]
    found = expected_recurrences(strata(units, ["t"] * 3), [91, 90, 91], [3, 4, 5], [30, 30, 30], 90)
    assert found.observed.tolist() == [0, 4, 0]
    assert found.cases.tolist() == [30, 30, 30]
