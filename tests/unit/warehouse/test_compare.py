"""What may be said of a change: nothing where chance can explain it."""

from __future__ import annotations

from math import comb

import pytest

from warehouse.catalogue.model import Text
from warehouse.exhibits import wording
from warehouse.query.compare import compare_counts, compare_rates, detectable
from warehouse.query.intervals import wilson

CASES = Text("件次", "cases")


@pytest.mark.parametrize(
    ("now", "before", "verdict"),
    [
        (15, 7, "within_chance"),
        (40, 10, "up"),
        (10, 40, "down"),
        (3, 0, "new"),
        (0, 0, "both_zero"),
        (0, 4, "within_chance"),
        (None, 4, "unknown"),
    ],
)
def test_counts(now: int | None, before: int | None, verdict: str) -> None:
    assert compare_counts(now, before).verdict == verdict


def test_counts_have_the_chance_of_the_e_test_also_where_nothing_was_before() -> None:
    """Krishnamoorthy & Thomson: .0884 for 3 against none, .1749 for 6 against 2."""
    assert compare_counts(3, 0).p == pytest.approx(0.0884, abs=5e-5)
    assert compare_counts(6, 2).p == pytest.approx(0.1749, abs=5e-5)
    # In twice the time twice as many are the same rate.
    assert (compare_counts(40, 20, exposure=2).p or 0) > 0.9
    assert (compare_counts(40, 20).p or 1) < 0.05
    assert compare_counts(60, 6, judged=False).p is None


@pytest.mark.parametrize(
    ("now", "before", "covered", "verdict"),
    [
        (25, 8, 0.9, "up"),  # 8 in nine tenths of the days are at most about 9
        (25, 8, 0.34, "incomplete"),  # they may be 24
        (7, 13, 0.45, "incomplete"),  # 13 may be 29: not "about the same"
        (7, 40, 0.45, "down"),  # fewer than the covered days alone had
        (3, 0, 0.5, "new"),
    ],
)
def test_a_verdict_does_not_hang_on_days_before_the_data(now: int, before: int, covered: float, verdict: str) -> None:
    change, plain = compare_counts(now, before, covered=covered), compare_counts(now, before)
    assert change.verdict == verdict
    assert (change.difference, change.ratio, change.low, change.high) == (
        plain.difference, plain.ratio, plain.low, plain.high,
    )  # fmt: skip


def test_persons_are_not_judged() -> None:
    change = compare_counts(60, 6, judged=False)
    assert change.verdict == "not_judged"
    assert "超出" not in wording.change_words(change, CASES).zh


def test_the_interval_of_a_difference_is_newcombes() -> None:
    """Newcombe 1998, table II, row a: 56/70 − 48/80 has the interval 0.0524 to 0.3339 by method 10."""
    first, second = (56 / 70, *wilson(56, 70)), (48 / 80, *wilson(48, 80))
    change = compare_rates(first, second)
    assert change.verdict == "up"
    assert (change.low, change.high) == pytest.approx((0.0524, 0.3339), abs=5e-5)
    assert compare_rates((0.25, *wilson(2, 8)), (0.5, *wilson(4, 8))).verdict == "within_chance"


def test_the_words_are_hedged() -> None:
    assert wording.change_words(compare_counts(15, 7), CASES).zh == "与上周基本持平（差异在正常波动范围内）"
    assert wording.change_words(compare_counts(0, 0), CASES).zh == "均为0"
    assert wording.change_words(compare_counts(3, 0), CASES).zh == "上周为0，新增3件次"
    assert wording.change_words(compare_counts(25, 8, covered=0.3), CASES).zh == "上周的数据不全，不判断增减"
    assert wording.change_words(compare_counts(40, 10), CASES).zh == "较上周增加30件次（+300.0%），超出正常波动范围"


def chance(k: int, of: int, p: float) -> float:
    """P(X ≥ k), X binomial."""
    return sum(comb(of, j) * p**j * (1 - p) ** (of - j) for j in range(k, of + 1))


@pytest.mark.parametrize("before", [0, 1, 2, 7, 20, 83])
@pytest.mark.parametrize("exposure", [1.0, 31 / 28, 9 / 8])
def test_the_detectable_count_is_the_first_that_chance_does_not_explain(before: int, exposure: float) -> None:
    """Given the sum, this period's count is binomial; its chance is below 2.5 % at that count and not at the one before."""
    p = exposure / (1 + exposure)
    count = detectable(before, exposure)
    assert chance(count, count + before, p) < 0.025 <= chance(count - 1, count - 1 + before, p)
    assert compare_counts(count, before, exposure=exposure).verdict in ("up", "new")


def test_a_ratio_is_of_counts_a_day() -> None:
    change = compare_counts(18, 8, exposure=9 / 8)
    assert change.ratio == pytest.approx(2)
    assert change.difference == 10
