"""Limits of a funnel undo the scores by which units are judged, and widen with the variance between units."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.metrics import funnel as judged
from warehouse.query.funnel import Z_95, Z_998, ratio_limits, share_limits


@given(cases=st.integers(200, 5000), share=st.floats(0.1, 0.9))
def test_a_unit_on_the_limit_has_the_score_of_the_limit(cases: int, share: float) -> None:
    low, high = share_limits(cases, share, 0.0, Z_95)
    for ratio, score in ((low, -Z_95), (high, Z_95)):
        observed = ratio * share * cases
        if 0 < observed < cases:
            found = judged.proportions(
                np.array([observed]), np.array([float(cases)]), np.array([share * cases]), np.array([1.0])
            )
            assert found.plain[0] == pytest.approx(score, abs=1e-6)


@given(expected=st.floats(20, 5000))
def test_recurrences_likewise(expected: float) -> None:
    low, high = ratio_limits(expected, 0.0, Z_998)
    for ratio, score in ((low, -Z_998), (high, Z_998)):
        found = judged.ratios(np.array([ratio * expected]), np.array([1e6]), np.array([expected]), np.array([1.0]))
        assert found.plain[0] == pytest.approx(score, abs=1e-6)


@given(cases=st.integers(1, 5000), share=st.floats(0.01, 0.99), tau2=st.floats(0.0001, 0.05))
def test_variance_between_units_widens_the_limits(cases: int, share: float, tau2: float) -> None:
    plain, wide = share_limits(cases, share, 0.0, Z_95), share_limits(cases, share, tau2, Z_95)
    assert wide[0] <= plain[0] <= 1 <= plain[1] <= wide[1]
