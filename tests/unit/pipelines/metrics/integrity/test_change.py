"""Changes in percent against whole earlier values."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pipelines.metrics.integrity.change import change, prior_interval
from pipelines.metrics.integrity.finding import Finding, NotTestable
from pipelines.metrics.integrity.printed import Printed


def test_29_after_a_fall_of_36_93_percent() -> None:
    found = change("网信", 29, Printed.of("-36.93"))
    assert isinstance(found, Finding)
    assert "46→29＝-36.96%" in found.text.zh
    assert change("网信", 29, Printed.of("-36.96")) is None


def test_the_interval_of_the_book() -> None:
    low, high = prior_interval(29, Printed.of("-36.93")) or (Fraction(0), Fraction(0))
    assert (float(low), float(high)) == pytest.approx((29 / 0.63075, 29 / 0.63065))


@given(st.integers(1, 5000), st.integers(1, 5000), st.integers(0, 3))
def test_what_was_really_so_is_never_a_finding(prior: int, value: int, decimals: int) -> None:
    text = f"{float(round(Fraction(100 * (value - prior), prior), decimals)):.{decimals}f}"
    assert not isinstance(change("x", value, Printed.of(text)), Finding)
    assert change("x", value, Printed.of(text), prior) is None


@given(st.integers(1, 300), st.integers(-9_999, 30_000))
def test_a_finding_means_that_no_earlier_value_prints_it(value: int, hundredths: int) -> None:
    printed = Printed.of(f"{hundredths / 100:.2f}")
    answer = change("x", value, printed)
    assume(not isinstance(answer, NotTestable))
    most = 100 * value // max(1, 100 + hundredths // 100) + 5
    half = Fraction(1, 200)
    fits = [p for p in range(1, most) if abs(Fraction(100 * (value - p), p) - printed.value) <= half]
    assert bool(fits) is (answer is None)


@pytest.mark.parametrize("text", ["-12.3", "-12", "0.0"])
def test_a_wide_interval_is_not_testable(text: str) -> None:
    assert isinstance(change("x", 25_000, Printed.of(text)), NotTestable)


@pytest.mark.parametrize(("value", "text"), [(29, "-120"), (0, "-50.0"), (0, "12.0")])
def test_changes_from_nowhere(value: int, text: str) -> None:
    assert isinstance(change("x", value, Printed.of(text)), Finding)


@pytest.mark.parametrize("text", ["-100", "0"])
def test_nothing_now_says_nothing_about_before(text: str) -> None:
    assert isinstance(change("x", 0, Printed.of(text)), NotTestable)


def test_a_printed_earlier_value() -> None:
    assert change("x", 29, Printed.of("-36.96"), 46) is None
    assert change("x", 29, Printed.of("-36.95"), 46) is None  # cut off
    assert isinstance(change("x", 29, Printed.of("-36.93"), 46), Finding)
    assert change("x", 0, Printed.of("0"), 0) is None
    assert isinstance(change("x", 3, Printed.of("100"), 0), Finding)
