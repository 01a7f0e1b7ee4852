"""Funnels against the Medicare example of FunnelPlotR."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from pipelines.metrics.funnel import Z_LIMIT, between_units, ratios, winsorised


@pytest.fixture(scope="module")
def medpar(published_numbers: Path) -> tuple[np.ndarray, np.ndarray]:
    """Observed and expected days of 54 hospitals."""
    rows = list(csv.DictReader((published_numbers / "funnel_medpar_input.csv").read_text().splitlines()))
    assert len(rows) == 54
    return np.array([float(r["los"]) for r in rows]), np.array([float(r["prds"]) for r in rows])


def test_dispersion_on_the_square_root_scale(published_numbers: Path, medpar: tuple[np.ndarray, np.ndarray]) -> None:
    """φ 9.3025, τ² .0078631 with the tails drawn in."""
    observed, expected = medpar
    book = json.loads((published_numbers / "funnel_medpar_expected.json").read_text())
    score, error = 2 * (np.sqrt(observed) - np.sqrt(expected)), 1 / (2 * np.sqrt(expected))
    phi, tau2 = between_units(winsorised(score), error)
    assert phi == pytest.approx(book["phi_cqc"], rel=1e-9)
    assert tau2 == pytest.approx(book["tau2_cqc"], rel=1e-9)


def test_outliers_of_the_product_against_the_published_ones(
    published_numbers: Path, medpar: tuple[np.ndarray, np.ndarray]
) -> None:
    """Plain limits: the published 25 but for one; over-dispersed: 2, with the limits squared as they must be.

    The one is a hospital with 2 against 9.7 expected: by exact Poisson tails (.0036) not beyond 99.8 %.
    """
    observed, expected = medpar
    rows = list(csv.DictReader((published_numbers / "funnel_medpar_poisson.csv").read_text().splitlines()))
    published = np.array([r["outlier"] == "1" for r in rows])
    assert published.sum() == 25
    found = ratios(observed, np.full(54, 1e4), expected, np.ones(54))
    differ = published != (np.abs(found.plain) > Z_LIMIT)
    assert [rows[at]["group"] for at in np.flatnonzero(differ)] == ["030068"]
    assert (np.abs(found.score) > Z_LIMIT).sum() == 2
    assert found.phi == pytest.approx(9.3025, rel=0.01)
    assert found.tau2 == pytest.approx(0.0078631, rel=0.01)


def test_dispersion_and_outliers_on_the_log_scale_with_trimming(
    published_numbers: Path, medpar: tuple[np.ndarray, np.ndarray]
) -> None:
    """The same function on log ratios without the five most extreme on each side: φ 8.532851, τ² .02841023, 9 outliers."""
    observed, expected = medpar
    book = json.loads((published_numbers / "funnel_medpar_expected.json").read_text())
    error = 1 / np.sqrt(np.round(expected, 2))
    score = np.log(observed / np.round(expected, 2)) / error
    kept = np.argsort(score)[5:-5]
    phi, tau2 = between_units(score[kept], error[kept])
    assert phi == pytest.approx(book["phi_shmi"], rel=1e-9)
    assert tau2 == pytest.approx(book["tau2_shmi"], rel=1e-9)
    assert (np.abs(score * error / np.sqrt(error**2 + tau2)) > Z_LIMIT).sum() == book["shmi_outliers_998"] == 9
