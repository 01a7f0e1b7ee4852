"""Funnels against the Medicare example of FunnelPlotR."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from pipelines.metrics.funnel import Z_LIMIT, between_units, ratios, root_scores, winsorised


@pytest.fixture(scope="module")
def medpar(published_numbers: Path) -> tuple[np.ndarray, np.ndarray]:
    """Observed and expected days of 54 hospitals."""
    rows = list(csv.DictReader((published_numbers / "funnel_medpar_input.csv").read_text().splitlines()))
    assert len(rows) == 54
    return np.array([float(r["los"]) for r in rows]), np.array([float(r["prds"]) for r in rows])


def test_outliers_beyond_the_plain_limits(published_numbers: Path, medpar: tuple[np.ndarray, np.ndarray]) -> None:
    """The 25 of 54 hospitals that the published table marks at 99.8 %, each of them."""
    rows = list(csv.DictReader((published_numbers / "funnel_medpar_poisson.csv").read_text().splitlines()))
    found = np.abs(root_scores(*medpar)) > Z_LIMIT
    assert [row["group"] for row, is_out in zip(rows, found, strict=True) if is_out] == [
        row["group"] for row in rows if row["outlier"] == "1"
    ]
    assert found.sum() == 25


def test_dispersion_on_the_square_root_scale(published_numbers: Path, medpar: tuple[np.ndarray, np.ndarray]) -> None:
    """φ 9.3025, τ² .0078631 with the tails drawn in."""
    observed, expected = medpar
    book = json.loads((published_numbers / "funnel_medpar_expected.json").read_text())
    phi, tau2 = between_units(winsorised(root_scores(observed, expected)), 1 / (2 * np.sqrt(expected)))
    assert phi == pytest.approx(book["phi_cqc"], rel=1e-9)
    assert tau2 == pytest.approx(book["tau2_cqc"], rel=1e-9)


def test_the_product_takes_the_exact_tail_where_few_are_expected(medpar: tuple[np.ndarray, np.ndarray]) -> None:
    """2 against 9.7 expected has a chance of .0036, so 24 and not 25; over-dispersed 2, with the limits squared."""
    observed, expected = medpar
    found = ratios(observed, np.full(54, 1e4), expected, np.ones(54))
    differ = (np.abs(root_scores(observed, expected)) > Z_LIMIT) != (np.abs(found.plain) > Z_LIMIT)
    assert observed[differ] == [2]
    assert expected[differ] == pytest.approx([9.7], abs=0.05)
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
