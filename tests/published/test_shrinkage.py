"""Shrinkage against the batting averages of Efron & Morris 1975: 18 players, 45 at bats each."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from pipelines.metrics.shrinkage import beta_binomial


def test_shrunken_averages_foretell_the_season_as_well_as_the_published_ones(published_numbers: Path) -> None:
    """Squared error .0753 of the raw averages falls to that of the published estimator, .0215, or below."""
    rows = list(csv.DictReader((published_numbers / "efron_morris_baseball.csv").read_text().splitlines()))
    assert len(rows) == 18
    hits, at_bats, season, linear, published = (
        np.array([float(r[name]) for r in rows])
        for name in ("hits", "at_bats", "published_rest_of_season", "js_1977", "published_js_1975")
    )
    expected = at_bats * hits.sum() / at_bats.sum()
    found = beta_binomial(hits, at_bats, expected).mean * expected / at_bats
    assert ((hits / at_bats - season) ** 2).sum() == pytest.approx(0.0753, abs=5e-5)
    assert ((found - season) ** 2).sum() <= 0.0215
    # Their second paper shrinks the averages themselves, as we do: no player is further away than 1 point of 1000.
    assert np.abs(found - linear).max() < 0.001
    # The first shrinks their arcsines: no player is further away than 4 points.
    assert np.abs(found - published).max() < 0.004
    assert np.all(np.diff(found) <= 1e-12)
    assert found.max() - found.min() < (hits / at_bats).max() - (hits / at_bats).min()
