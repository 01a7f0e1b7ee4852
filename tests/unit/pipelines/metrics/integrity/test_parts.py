"""Balance of counts and of percentages."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from pipelines.metrics.integrity.parts import counts_balance, part_within_whole, percentages_balance
from pipelines.metrics.integrity.printed import Printed

ALL = Printed.of("100")


def test_the_missing_five() -> None:
    found = counts_balance("信访总量", 143, [("国家", 33), ("省", 13), ("市", 10), ("县", 82)])
    assert found is not None
    assert found.numbers["difference"] == 5
    assert "少5" in found.text.zh
    assert "5 missing" in found.text.en


@given(st.lists(st.integers(0, 1000), min_size=1), st.integers(-3, 3))
def test_counts_balance_exactly(parts: list[int], off: int) -> None:
    found = counts_balance("x", sum(parts) + off, [(str(i), part) for i, part in enumerate(parts)])
    assert (found is None) is (off == 0)


@given(st.lists(st.integers(1, 500), min_size=2, max_size=12), st.integers(0, 2))
def test_rounded_shares_of_a_whole_are_within_the_tolerance(counts: list[int], decimals: int) -> None:
    total = sum(counts)
    shares = [
        (str(i), Printed.of(f"{float(round(Fraction(100 * c, total), decimals)):.{decimals}f}"))
        for i, c in enumerate(counts)
    ]
    assert percentages_balance("x", ALL, shares) is None


def test_the_tolerance_is_n_times_half_a_unit() -> None:
    three = [("a", Printed.of("33.34")), ("b", Printed.of("33.34")), ("c", Printed.of("33.33"))]
    assert percentages_balance("x", ALL, three) is None  # 100.01, tolerance 0.015
    assert percentages_balance("x", ALL, [*three[:2], ("c", Printed.of("33.34"))]) is not None  # 100.02


def test_a_part_larger_than_its_whole() -> None:
    assert part_within_whole("包案", 77, 77, "办结") is None
    assert part_within_whole("包案", 77, 78, "办结") is not None
