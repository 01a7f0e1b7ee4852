"""Persons per batch that agree too well."""

from __future__ import annotations

from fractions import Fraction
from math import lgamma, log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.metrics.integrity.constant_ratio import (
    Attendance,
    chance_of_tie,
    constant_ratio_within,
    constant_ratios,
)

REPORT = [
    Attendance("2008", 266, 504),
    Attendance("2009", 209, 396),
    Attendance("2010", 33, 56),
    Attendance("2011", 89, 267),
]


def test_2008_and_2009_tie_at_36_to_19() -> None:
    found = constant_ratios("接访", REPORT)
    assert [one.numbers["persons"] for one in found] == [[504, 396]]
    assert Fraction(504, 266) == Fraction(36, 19)
    # V = 187 + (209/266)² × 238
    assert found[0].numbers["chance"] == pytest.approx((2 * np.pi * (187 + (209 / 266) ** 2 * 238)) ** -0.5)
    assert "2.2%" in found[0].text.zh


def test_the_part_and_the_remainder_of_2011_are_both_3() -> None:
    found = constant_ratio_within("接访", REPORT[3], Attendance("2011其中", 63, 189))
    assert found is not None
    assert found.numbers["persons"] == [189, 78]
    assert found.numbers["chance"] < 0.05


@pytest.mark.parametrize(
    ("one", "other"),
    [((12, 24), (15, 30)), ((19, 60), (38, 120)), ((100, 119), (200, 238)), ((30, 50), (30, 50)), ((50, 50), (80, 80))],
)
def test_small_offices_tie_by_chance(one: tuple[int, int], other: tuple[int, int]) -> None:
    """Too few batches, too few persons beyond one each, or a tie as likely as not under 5 %."""
    assert constant_ratios("x", [Attendance("a", *one), Attendance("b", *other)]) == []


@given(st.integers(20, 500), st.integers(20, 500), st.integers(20, 500), st.integers(20, 500))
def test_the_order_of_periods_does_not_matter(n1: int, x1: int, n2: int, x2: int) -> None:
    one, other = Attendance("a", n1, n1 + x1), Attendance("b", n2, n2 + x2)
    assert chance_of_tie(one, other) == pytest.approx(chance_of_tie(other, one))


def test_the_chance_is_about_that_of_two_poisson_counts() -> None:
    """Equal batches: P(x₁ = x₂) of two independent Poisson counts of mean 150, summed out."""
    mean = 150.0
    exact = sum(np.exp(2 * (k * log(mean) - mean - lgamma(k + 1))) for k in range(600))
    assert chance_of_tie(Attendance("a", 100, 250), Attendance("b", 100, 250)) == pytest.approx(exact, rel=0.01)
