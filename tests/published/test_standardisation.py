"""Standardisation against Selvin: the standard population stands as the other units."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from pipelines.metrics.standardisation import Strata, expected_events
from warehouse.query.intervals import poisson


def test_observed_and_expected_equal_selvin(published_numbers: Path) -> None:
    """O 71058, E 85556.889, ratio .830535; the standard split between two units is the others' rate."""
    book = json.loads((published_numbers / "indirect_standardisation_selvin.json").read_text())
    given = {name: np.array(values, dtype=float) for name, values in book["input"].items()}
    strata = [f"age {place}" for place in range(len(given["count"]))]
    size = len(strata)
    rows = Strata(
        unit=["studied"] * size + ["standard 1"] * size + ["standard 2"] * size,
        topic_1=strata * 3,
        topic_2=[""] * size * 3,
        channel=[""] * size * 3,
        collective=[""] * size * 3,
    )
    found = expected_events(
        rows,
        np.concatenate([given["count"], 0.3 * given["stdcount"], 0.7 * given["stdcount"]]),
        np.concatenate([given["pop"], 0.4 * given["stdpop"], 0.6 * given["stdpop"]]),
    )
    at = found.unit.index("studied")
    assert found.observed[at] == book["sir"]["observed"] == 71058
    assert found.expected[at] == pytest.approx(book["sir"]["exp"], rel=1e-12)
    assert found.observed[at] / found.expected[at] == pytest.approx(book["sir"]["sir"], rel=1e-10)
    assert found.comparable_share[at] == 1
    # The published limits take the normal for the logarithm, ours are the exact Poisson ones: alike to five digits.
    limits = [limit / found.expected[at] for limit in poisson(int(found.observed[at]))]
    assert limits == pytest.approx([book["sir"]["lci"], book["sir"]["uci"]], abs=2e-5)
