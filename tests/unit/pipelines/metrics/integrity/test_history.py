"""Exact tests against one's own history, checked against scipy."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from pipelines.metrics.integrity.history import (
    Month,
    chance_of_count,
    chance_of_heads,
    chance_of_so_many,
    evaluated_months,
)


@given(st.integers(0, 40), st.integers(0, 200), st.integers(0, 60), st.integers(0, 400))
def test_fisher_as_in_scipy(marked: int, unmarked: int, before: int, unmarked_before: int) -> None:
    table = [[marked, unmarked], [before, unmarked_before]]
    ours = chance_of_so_many(marked, marked + unmarked, before, before + unmarked_before)
    assert ours == pytest.approx(stats.fisher_exact(table, alternative="greater").pvalue, rel=1e-6)


@given(st.integers(0, 40), st.floats(0.1, 20), st.floats(1.0, 5))
def test_tails_as_in_scipy(count: int, mean: float, dispersion: float) -> None:
    size = mean / (dispersion - 1) if dispersion - 1 >= 1e-9 else None
    law = stats.poisson(mean) if size is None else stats.nbinom(size, size / (size + mean))
    assert chance_of_count(count, mean, dispersion) == pytest.approx(law.sf(count - 1), rel=1e-5, abs=1e-10)


@given(st.integers(0, 60), st.integers(0, 60))
def test_fair_coins_as_in_scipy(heads: int, tails: int) -> None:
    assert chance_of_heads(heads, heads + tails) == pytest.approx(
        stats.binom(heads + tails, 0.5).sf(heads - 1), rel=1e-9
    )


def test_only_complete_months_are_evaluated() -> None:
    assert [str(month) for month in evaluated_months(date(2026, 10, 31))][-1] == "2026-10"
    assert [str(month) for month in evaluated_months(date(2026, 10, 30))][-1] == "2026-09"
    assert [str(month) for month in evaluated_months(date(2026, 1, 15))][-2:] == ["2025-11", "2025-12"]
    assert Month(2026, 1).before(1) == Month(2025, 12)
