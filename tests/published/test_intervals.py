"""Intervals against numbers printed by the methods' own authors."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from warehouse.query.intervals import cluster_share, poisson, poisson_ratio, wilson


def test_wilson_equals_newcombe_1998(published_numbers: Path) -> None:
    expected = json.loads((published_numbers / "heat_wilson_expected.json").read_text())["wilson_newcombe1998"]
    assert len(expected) >= 3
    for row in expected:
        low, high = wilson(row["x"], row["n"])
        assert (round(low, 4), round(high, 4)) == (row["lo"], row["hi"])


def test_wilson_of_a_perfect_small_unit() -> None:
    """A bulletin put a unit with 22 of 22 first: its interval says why that is not much."""
    low, high = wilson(22, 22)
    assert high == 1.0
    assert round(low, 2) == 0.85


def test_poisson_equals_selvin(published_numbers: Path) -> None:
    """Garwood's exact limits for 0, 1, 5, 11 and 50 events; the published ones were searched for to four decimals."""
    book = json.loads((published_numbers / "indirect_standardisation_selvin.json").read_text())["pois_exact"]
    assert {row["x"] for row in book} >= {0, 11}
    for row in book:
        assert poisson(row["x"]) == pytest.approx((row["lower"], row["upper"]), abs=5e-5)
    low, high = poisson(11)
    assert (round(low, 4), round(high, 3)) == (5.4912, 19.682)


def test_no_event_has_an_upper_limit_of_3_7() -> None:
    low, high = poisson(0)
    assert low == 0.0
    assert high == pytest.approx(3.6889, abs=1e-4)


def test_ratio_of_equal_counts_contains_one_and_is_symmetric() -> None:
    low, high = poisson_ratio(20, 20)
    assert low < 1 < high
    assert low * high == pytest.approx(1)


def test_ratio_against_zero_has_no_upper_limit() -> None:
    low, high = poisson_ratio(6, 0)
    assert low > 1
    assert high == float("inf")


def test_cluster_share_of_single_cases_is_wilson() -> None:
    """When every matter has one case, Σx = Σx²: nothing clusters."""
    assert cluster_share(3, 10, 3, 3, 10, 10) == wilson(3, 10)


def test_cluster_share_is_wider_than_wilson_when_cases_repeat() -> None:
    """Ten matters, one of them with eleven cases, ten of which repeat."""
    y, x = [10, *[0] * 9], [11, *[1] * 9]
    low, high = cluster_share(
        sum(y), sum(x), sum(a * a for a in y), sum(a * b for a, b in zip(y, x, strict=True)), sum(b * b for b in x), 10
    )
    plain_low, plain_high = wilson(sum(y), sum(x))
    assert high - low > plain_high - plain_low
    assert 0 < low < sum(y) / sum(x) < high < 1


def test_one_matter_alone_has_no_certainty() -> None:
    """One matter with two cases, one of them a repeat: the share .5 is not known to be exactly .5."""
    low, high = cluster_share(1, 2, 1, 2, 4, 1)
    assert low < 0.3
    assert high > 0.7
