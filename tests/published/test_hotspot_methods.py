"""Methods of hotspots against numbers printed by their authors or by the reference programs."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from pipelines.metrics import ears, farrington, predictive, scan
from pipelines.metrics.mann_kendall import mann_kendall
from pipelines.metrics.multiple_testing import benjamini_hochberg
from pipelines.metrics.negative_binomial import upper_limit, upper_tail
from pipelines.metrics.weekly_series import Calendar
from warehouse.query.etest import etest

Ints = NDArray[np.int64]


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def agona(published_numbers: Path) -> Ints:
    """Salmonella Agona in England, 312 weeks of 1990 to 1995, every year cut to 52 weeks: (1, weeks)."""
    return np.array([[int(row["observed"]) for row in rows(published_numbers / "salmonella_agona_series.csv")]])


@pytest.fixture(scope="module")
def measles(published_numbers: Path) -> tuple[list[str], Ints]:
    """Measles in the 17 districts of Weser-Ems: codes, and (1, districts, weeks)."""
    table = rows(published_numbers / "measles_weser_ems_counts.csv")
    codes = [name for name in table[0] if name != "week"]
    return codes, np.array([[[int(row[code]) for row in table] for code in codes]])


@pytest.fixture(scope="module")
def measles_zones(published_numbers: Path, measles: tuple[list[str], Ints]) -> NDArray[np.bool_]:
    """Zones that we grow over the districts' direct neighbours."""
    codes, _ = measles
    order = {row["id"]: row for row in rows(published_numbers / "measles_weser_ems_adjacency_order.csv")}
    return scan.zones([[place for place, other in enumerate(codes) if order[code][other] == "1"] for code in codes])


def test_ears_c2_equals_surveillance(published_numbers: Path, agona: Ints) -> None:
    """Every bound of the weeks 20 to 312, and 20 alarms."""
    expected = [row for row in rows(published_numbers / "ears_salmonella_agona.csv") if row["C2_upper"] != "NA"]
    assert len(expected) == 293
    known = np.ones_like(agona, dtype=np.bool_)
    alarms = 0
    for row in expected:
        t = int(row["t"]) - 1
        limit = ears.c2(agona, known, t, floor=False)
        assert limit.evaluated.all()
        assert limit.limit[0] == pytest.approx(float(row["C2_upper"]), abs=1e-10)
        assert bool(agona[0, t] > limit.limit[0]) == (row["C2_alarm"] == "1")
        alarms += int(agona[0, t] > limit.limit[0])
    assert alarms == 20


def test_farrington_flexible_equals_surveillance(published_numbers: Path, agona: Ints) -> None:
    """Mean, dispersion, p, bound and alarm of the weeks 282 to 312, negative-binomial plug-in, α = .1."""
    expected = rows(published_numbers / "farrington_flexible_salmonella_agona.csv")
    known = np.ones_like(agona, dtype=np.bool_)
    alarms = 0
    for row in expected:
        t = int(row["t"]) - 1
        found = farrington.predict(agona, known, [t - 52 * back for back in range(5)])
        mean, phi = found.expected[0, 0], found.dispersion[0]
        assert found.evaluated.all()
        assert mean == pytest.approx(float(row["new_nbPlugin_expected"]), rel=1e-5)
        assert phi == pytest.approx(float(row["new_nbPlugin_phi"]), rel=1e-5)
        assert upper_tail(agona[0, t], mean, phi) == pytest.approx(float(row["new_nbPlugin_pvalue"]), abs=1e-5)
        bound = int(upper_limit(mean, phi, 0.1))
        assert bound == int(row["new_nbPlugin_upper"])
        assert (agona[0, t] > bound) == (row["new_nbPlugin_alarm"] == "1")
        alarms += int(agona[0, t] > bound)
    assert (len(expected), alarms) == (31, 5)


def test_thresholds_of_jss_table_2(published_numbers: Path) -> None:
    """Salmonella Newport in two states, 2013-W48 to W52: reference weeks by date, through a year of 53 weeks."""
    weekly = rows(published_numbers / "salm_newport_states_weekly.csv")
    table = rows(published_numbers / "farrington_jss_table2_salm_newport.csv")
    counts = np.array(
        [[int(row[state]) for row in weekly] for state in ("Baden.Wuerttemberg", "North.Rhine.Westphalia")]
    )
    calendar = Calendar.of(date.fromisoformat(weekly[0]["date"]), date.fromisoformat(weekly[-1]["date"]))
    assert [start.isoformat() for start in calendar.starts] == [row["date"] for row in weekly]
    place = {(row["isoyear"], row["isoweek"]): number for number, row in enumerate(weekly)}
    for row in table:
        t = place[row["isoyear"], row["isoweek"]]
        found = farrington.predict(counts, np.ones_like(counts, dtype=np.bool_), calendar.same_weeks(t, 4))
        limits = upper_limit(found.expected[:, 0], found.dispersion, 0.05)
        assert limits.tolist() == [int(row["BW_thr"]), int(row["NRW_thr"])]
        assert (counts[:, t] > limits).tolist() == [row["BW_alarm"] == "1", row["NRW_alarm"] == "1"]


def test_predictive_limit_equals_surveillance(published_numbers: Path, agona: Ints) -> None:
    """The Poisson case φ = 1: references are the same week ± 3 of two years, α = .05."""
    expected = rows(published_numbers / "bayes_salmonella_agona.csv")
    assert len(expected) == 104
    for row in expected:
        t = int(row["t"]) - 1
        references = np.concatenate([np.arange(t - 52 * back - 3, t - 52 * back + 4) for back in (1, 2)])
        mean, dispersion = predictive.moments(
            np.array([float(agona[0, references].sum())]), np.array([len(references)]), 1, np.ones(1)
        )
        bound = int(upper_limit(mean, dispersion, 0.05)[0])
        assert bound == int(row["upper"])
        assert (agona[0, t] > bound) == (row["alarm"] == "1")


def test_zones_equal_the_neighbours_file_given_to_satscan(
    published_numbers: Path, measles: tuple[list[str], Ints], measles_zones: NDArray[np.bool_]
) -> None:
    codes, _ = measles
    expected = set()
    for line in (published_numbers / "measles_weser_ems_zones_neighbours.txt").read_text().splitlines():
        around = [codes.index(code) for code in line.split()]
        expected |= {frozenset(around[:length]) for length in range(1, len(around) + 1)}
    assert {frozenset(np.flatnonzero(zone).tolist()) for zone in measles_zones} == expected
    assert len(measles_zones) == len(expected)


def test_retrospective_scan_equals_satscan(
    monkeypatch: pytest.MonkeyPatch, measles: tuple[list[str], Ints], measles_zones: NDArray[np.bool_]
) -> None:
    """LLR 106.106993: district 03402, weeks 19 to 26, 211 cases against 67.37 (windows of up to 8 weeks)."""
    monkeypatch.setattr(scan, "LONGEST", 8)
    codes, counts = measles
    tables = [scan.table(counts, measles_zones, end) for end in range(counts.shape[2])]
    end = int(np.argmax([table.statistic.max() for table in tables]))
    best = tables[end]
    _, window, zone = np.unravel_index(int(best.statistic.argmax()), best.statistic.shape)
    assert best.statistic.max() == pytest.approx(106.106993, abs=1e-6)
    assert (end - int(window) + 1, end + 1) == (19, 26)
    assert [codes[place] for place in np.flatnonzero(measles_zones[zone])] == ["03402"]
    assert best.observed[0, window, zone] == 211
    assert best.expected[0, window, zone] == pytest.approx(67.37, abs=0.005)


def test_prospective_scan_equals_satscan(measles: tuple[list[str], Ints], measles_zones: NDArray[np.bool_]) -> None:
    """Week 60: LLR 17.307293, five districts, weeks 57 to 60, 121 against 69.77."""
    _, counts = measles
    best = scan.table(counts[:, :, :60], measles_zones, 59)
    _, window, zone = np.unravel_index(int(best.statistic.argmax()), best.statistic.shape)
    assert best.statistic.max() == pytest.approx(17.307293, abs=1e-6)
    assert (int(window) + 1, int(measles_zones[zone].sum())) == (4, 5)
    assert best.observed[0, window, zone] == 121
    assert best.expected[0, window, zone] == pytest.approx(69.77, abs=0.005)


def test_prospective_scan_finds_nothing_after_the_epidemic(
    measles: tuple[list[str], Ints], measles_zones: NDArray[np.bool_]
) -> None:
    """Week 104: no cluster."""
    _, counts = measles
    assert scan.table(counts, measles_zones, 103).statistic.max() == 0
    assert scan.prospective(counts, measles_zones, np.random.default_rng(1)) == []


def test_mann_kendall_equals_kendall(published_numbers: Path) -> None:
    """Precipitation of the Great Lakes. Kendall prints .00029206, the exact normal tail is .00029208."""
    numbers = json.loads((published_numbers / "mann_kendall_precipgl.json").read_text())
    found = mann_kendall(numbers["x"])
    assert found.s[0] == numbers["expected"]["S"]
    assert found.variance[0] == pytest.approx(numbers["expected"]["varS"], abs=1e-5)
    assert found.p[0] == pytest.approx(numbers["expected"]["p_two_sided"], abs=5e-8)
    assert found.p[0] == pytest.approx(numbers["expected"]["pymannkendall_p"], abs=5e-9)
    assert found.direction[0] == 1


def test_etest_equals_krishnamoorthy_and_thomson(published_numbers: Path) -> None:
    expected = json.loads((published_numbers / "etest_wdd_expected.json").read_text())["etest"]
    assert len(expected) == 2
    for row in expected:
        assert round(etest(row["k1"], row["k2"]), 4) == row["p"]
        assert etest(row["k2"], row["k1"]) == pytest.approx(etest(row["k1"], row["k2"]))


def test_benjamini_hochberg_equals_their_example() -> None:
    """Benjamini and Hochberg 1995, section 3.2: of 15 end points the first four are called at q = .05."""
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1]  # fmt: skip
    called = benjamini_hochberg(np.array(p)) <= 0.05
    assert called.tolist() == [True] * 4 + [False] * 11
