"""GRIM: printed percentages against whole numbers, checked against a plain enumeration."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.metrics.integrity.finding import Finding, NotTestable
from pipelines.metrics.integrity.grim import Base, counts_that_give, grim, is_testable
from pipelines.metrics.integrity.printed import Printed
from warehouse.catalogue.model import Text

CASES = Text("件次", "cases")
MIXED = Text("件人次", "cases, visits in persons")


def printed_by_decimal(k: int, base: int, decimals: int) -> set[Decimal]:
    """The same by decimal arithmetic with 60 digits' room: an independent way."""
    share = Decimal(100 * k) / Decimal(base)
    unit = Decimal(1).scaleb(-decimals)
    return {share.quantize(unit, rounding) for rounding in (ROUND_HALF_UP, ROUND_HALF_EVEN, ROUND_DOWN)}


@given(st.integers(1, 3000), st.data(), st.integers(0, 3))
def test_every_share_of_a_base_is_possible_and_gives_its_count(base: int, data: st.DataObject, decimals: int) -> None:
    k = data.draw(st.integers(0, base))
    for text in printed_by_decimal(k, base, decimals):
        assert k in counts_that_give(Printed.of(text), base)
        assert grim("x", Printed.of(text), Base(base, CASES), counts=[k]) is None


@given(st.integers(1, 400), st.integers(0, 10_000))
def test_possible_counts_are_those_of_the_enumeration(base: int, hundredths: int) -> None:
    percentage = Decimal(hundredths) / 100
    expected = [k for k in range(base + 1) if percentage in printed_by_decimal(k, base, 2)]
    assert counts_that_give(Printed.of(f"{percentage:.2f}"), base) == expected


@pytest.mark.parametrize(
    ("decimals", "base", "testable"), [(2, 9_999, True), (2, 10_000, False), (0, 99, True), (0, 100, False)]
)
def test_testable_only_below_ten_to_the_decimals_plus_two(decimals: int, base: int, testable: bool) -> None:
    assert is_testable(decimals, base) is testable


def test_28_24_percent_of_290() -> None:
    found = grim("重复信访", Printed.of("28.24"), Base(290, CASES))
    assert isinstance(found, Finding)
    assert "81/290＝27.93%" in found.text.zh
    assert "82/290＝28.28%" in found.text.zh


def test_a_base_too_large_is_not_testable() -> None:
    assert isinstance(grim("x", Printed.of("28.24"), Base(10_000, CASES)), NotTestable)


def test_a_known_count_is_divided_even_on_a_large_base() -> None:
    assert grim("x", Printed.of("28.24"), Base(25_000, CASES), counts=[7_060]) is None
    assert isinstance(grim("x", Printed.of("28.25"), Base(25_000, CASES), counts=[7_060]), Finding)


def test_the_base_that_fits_is_named_with_its_unit_and_its_addends() -> None:
    others = [Base(175, MIXED, addends=(127, 19, 29)), Base(127, CASES), Base(143, CASES), Base(138, CASES)]
    found = grim("来信", Printed.of("10.86"), Base(143, CASES), counts=[19], others=others)
    assert isinstance(found, Finding)
    assert [one["base"] for one in found.numbers["fitting_bases"]] == [175]
    assert "175 = 127 + 19 + 29（件人次）" in found.check.zh


def test_without_a_count_only_bases_that_can_tell_are_named() -> None:
    others = [Base(20_000, CASES), Base(175, MIXED)]
    found = grim("城乡建设", Printed.of("15.43"), Base(143, CASES), others=others)
    assert isinstance(found, Finding)
    assert [one["base"] for one in found.numbers["fitting_bases"]] == [175]
