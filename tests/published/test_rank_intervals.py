"""Rank intervals against the csranks vignette: PISA 2018 mathematics."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from pipelines.metrics.rank_intervals import certain_ranks, rank_posterior, told_apart


def test_simultaneous_rank_intervals_equal_csranks(published_numbers: Path) -> None:
    """Japan 1–6, United Kingdom 6–24, United States 23–32; every country within one rank, by seed."""
    rows = list(csv.DictReader((published_numbers / "csranks_pisa2018_math.csv").read_text().splitlines()))
    value, error = -np.array([float(r["score"]) for r in rows]), np.array([float(r["se"]) for r in rows])
    low, high = certain_ranks(value, told_apart(value, error, seed=1, draws=20_000))
    found = {r["country"]: (int(a), int(b)) for r, a, b in zip(rows, low, high, strict=True)}
    assert len(found) == 38
    for row in rows:
        country = row["country"]
        assert abs(found[country][0] - int(row["simL"])) <= 1, country
        assert abs(found[country][1] - int(row["simU"])) <= 1, country
    same = sum(found[r["country"]] == (int(r["simL"]), int(r["simU"])) for r in rows)
    assert same >= 36
    assert [found[c] for c in ("Japan", "United Kingdom", "United States")] == [(1, 6), (6, 24), (23, 32)]


def test_the_interval_of_one_rank_lies_within_the_simultaneous_one(published_numbers: Path) -> None:
    """It speaks of one country only, so it is narrower; and it is close to the vignette's marginal interval."""
    rows = list(csv.DictReader((published_numbers / "csranks_pisa2018_math.csv").read_text().splitlines()))
    value, error = -np.array([float(r["score"]) for r in rows]), np.array([float(r["se"]) for r in rows])
    found = rank_posterior(value, error)
    for at, row in enumerate(rows):
        assert int(row["simL"]) <= found.low[at] <= found.high[at] <= int(row["simU"]), row["country"]
        assert int(row["margL"]) - 1 <= found.low[at]
        assert found.high[at] <= int(row["margU"]) + 1
