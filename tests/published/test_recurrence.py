"""Recurrence against the bladder cancer data of Wei, Lin & Weissfeld and R's survival package."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from warehouse.query.logrank import log_rank
from warehouse.query.survival import event_share, kaplan_meier, mean_cumulative


@dataclass(frozen=True)
class Bladder:
    """First recurrences (day, event) and all recurrences of the units of one treatment, or of both."""

    first_day: np.ndarray
    first_event: np.ndarray
    follow_up: np.ndarray
    event_unit: np.ndarray
    event_day: np.ndarray


def bladder(folder: Path, treatment: str | None = None) -> Bladder:
    rows = [
        r
        for r in csv.DictReader((folder / "bladder2_data.csv").read_text().splitlines())
        if treatment is None or r["rx"] == treatment
    ]
    ids = sorted({int(r["id"]) for r in rows})
    place = {unit: at for at, unit in enumerate(ids)}
    first = {int(r["id"]): r for r in rows if r["enum"] == "1"}
    events = [(place[int(r["id"])], int(r["stop"])) for r in rows if r["event"] == "1"]
    return Bladder(
        first_day=np.array([int(first[i]["stop"]) for i in ids]),
        first_event=np.array([int(first[i]["event"]) for i in ids]),
        follow_up=np.array([max(int(r["stop"]) for r in rows if int(r["id"]) == i) for i in ids]),
        event_unit=np.array([unit for unit, _ in events]),
        event_day=np.array([day for _, day in events]),
    )


def test_three_ways_to_count_repeats_within_a_window(published_numbers: Path) -> None:
    """Naive is too low, complete-only too high, Kaplan–Meier right: .4000, .4416, .4197 at 12 months."""
    data = bladder(published_numbers)
    expected = json.loads((published_numbers / "bladder_repeat_window_rates.json").read_text())
    curve = kaplan_meier(data.first_day, data.first_event, np.ones(len(data.first_day)))
    assert [row["window"] for row in expected] == [3, 6, 12, 24, 36]
    for row in expected:
        within = (data.first_event == 1) & (data.first_day <= row["window"])
        complete = within | (data.first_day >= row["window"])
        right = event_share(curve, row["window"])
        assert within.mean() == pytest.approx(row["naive_all"], abs=5e-7)
        assert within[complete].mean() == pytest.approx(row["complete_only_biased"], abs=5e-7)
        assert right.value == pytest.approx(row["km"], abs=5e-7)
        assert right.low is not None and right.high is not None
        assert right.low < row["km"] < right.high


@pytest.mark.parametrize("treatment", ["1", "2"])
def test_survival_number_at_risk_and_greenwood_equal_r(published_numbers: Path, treatment: str) -> None:
    data = bladder(published_numbers, treatment)
    curve = kaplan_meier(data.first_day, data.first_event, np.ones(len(data.first_day)))
    models = json.loads((published_numbers / "bladder_recurrence_models.json").read_text())
    rows = [row for row in models["km_first"] if row["rx"] == f"rx={treatment}"]
    assert len(rows) == 7
    for row in rows:
        found = event_share(curve, row["time"], min_at_risk=1)
        last = int(np.searchsorted(curve.day, row["time"], side="right")) - 1
        assert found.at_risk == row["n.risk"]
        assert found.value == pytest.approx(1 - row["surv"], abs=1e-10)
        assert np.sqrt(curve.variance[last]) == pytest.approx(row["se"], abs=1e-10)


@pytest.mark.parametrize("treatment", ["1", "2"])
def test_mean_cumulative_number_and_robust_error_equal_r(published_numbers: Path, treatment: str) -> None:
    data = bladder(published_numbers, treatment)
    models = json.loads((published_numbers / "bladder_recurrence_models.json").read_text())
    rows = [row for row in models["mcf_by_rx"] if row["rx"] == f"rx={treatment}"]
    assert len(rows) == 5
    for row in rows:
        found = mean_cumulative(data.follow_up, data.event_unit, data.event_day, row["time"], min_at_risk=1)
        assert found.value is not None and found.high is not None
        error = np.log(found.high / found.value) * found.value / 1.959963984540054
        assert found.at_risk == row["n.risk"]
        assert found.value == pytest.approx(row["mcf"], abs=1e-9)
        assert error == pytest.approx(row["se"], abs=1e-9)


def test_log_rank_of_the_two_treatments_equals_r(published_numbers: Path) -> None:
    one, other = bladder(published_numbers, "1"), bladder(published_numbers, "2")
    found = log_rank(
        np.concatenate([one.first_day, other.first_day]),
        np.repeat([0, 1], [len(one.first_day), len(other.first_day)]),
        np.concatenate([one.first_event, other.first_event]),
        np.ones(len(one.first_day) + len(other.first_day)),
    )
    models = json.loads((published_numbers / "bladder_recurrence_models.json").read_text())
    assert found.chi_square == pytest.approx(models["logrank_first"]["chisq"], rel=1e-9)
    assert found.p_value == pytest.approx(0.2175, abs=1e-4)


def test_the_worked_page_has_these_numbers(published_numbers: Path) -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "recurrence.md").read_text("utf-8")
    expected = json.loads((published_numbers / "bladder_repeat_window_rates.json").read_text())
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in page.splitlines() if line.startswith("| ")
    ]
    assert rows[1:] == [
        [str(row["window"]), *(f"{row[name] * 100:.1f}%" for name in ("naive_all", "complete_only_biased", "km"))]
        for row in expected
    ]
    data = bladder(published_numbers)
    assert f"{len(data.first_day)} units, {int(data.first_event.sum())} with a recurrence" in page
