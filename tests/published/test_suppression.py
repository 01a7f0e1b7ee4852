"""Cell suppression against the patterns and attackers' intervals that two published examples print."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np

from pipelines.metrics.suppression import (
    LinkedTables,
    cheapest_pattern,
    feasible_interval,
    is_primary,
    protection_interval,
    quick_pattern,
    suppress,
)
from tests.unit.pipelines.metrics.suppression.two_way import Name, two_way


def protected(inner: dict[Name, int], below: int, primary: set[Name]) -> tuple[LinkedTables, dict[Name, int]]:
    """A two-way table whose named cells must not be told from any other count below a threshold."""
    value = np.array([inner[name] for name in primary], dtype=float)
    low, high = protection_interval(value, np.minimum(value, 1.0), below)
    return two_way(inner, dict(zip(primary, zip(low, high, strict=True), strict=True)))


def sdctable(folder: Path) -> tuple[LinkedTables, dict[Name, int]]:
    """The example of sdcTable: one cell of 2, regions × gender."""
    with (folder / "sdc_sdctable_microdata1_freq.csv").open(encoding="utf-8") as stream:
        inner = {(row["region"], row["gender"]): int(row["Freq"]) for row in csv.DictReader(stream)}
    value = np.array(list(inner.values()), dtype=float)
    primary = is_primary(value, matters=value, largest=np.minimum(value, 1.0), k=10)
    return protected(inner, 10, {name for name, is_small in zip(inner, primary, strict=True) if is_small})


def names(places: dict[Name, int], pattern: np.ndarray) -> set[Name]:
    return {name for name, place in places.items() if pattern[place]}


def test_sdctable_optimum_and_attacker(published_numbers: Path) -> None:
    expected = json.loads((published_numbers / "sdc_attack_audit_expected.json").read_text())
    tables, places = sdctable(published_numbers)
    assert names(places, tables.primary) == {("A", "female")}
    pattern, is_cheapest = cheapest_pattern(tables, rounds=1000)
    assert is_cheapest
    cost, complementary = expected["sdcTable_opt"]
    assert names(places, pattern & ~tables.primary) == {(region, gender) for region, gender in complementary}
    assert tables.weights[pattern & ~tables.primary].sum() == cost
    intervals = {
        "-".join(name): list(feasible_interval(tables, pattern, places[name])) for name in names(places, pattern)
    }
    assert intervals == expected["sdcTable_attack"]


def test_sdctable_greedy_is_safe_and_costs_no_less(published_numbers: Path) -> None:
    tables, places = sdctable(published_numbers)
    pattern = quick_pattern(tables, tables.primary)
    low, high = feasible_interval(tables, pattern, places["A", "female"])
    assert (low, high >= 9) == (0, True)
    assert tables.weights[pattern & ~tables.primary].sum() >= 40


def test_statistics_norway_example(published_numbers: Path) -> None:
    """Counts of at most 1 are primary; the one 0 takes three others with it."""
    with (published_numbers / "sdc_ssb_example1_input.csv").open(encoding="utf-8") as stream:
        inner = {(row["age"], row["geo"]): int(row["freq"]) for row in csv.DictReader(stream)}
    with (published_numbers / "sdc_ssb_example1_maxN1_expected.csv").open(encoding="utf-8") as stream:
        expected = list(csv.DictReader(stream))
    value = np.array(list(inner.values()), dtype=float)
    primary = is_primary(value, matters=value, largest=np.zeros(value.size), k=2)
    small = {name for name, is_small in zip(inner, primary, strict=True) if is_small}
    assert small == {(row["age"], row["geo"]) for row in expected if row["primary"] == "TRUE"}
    tables, places = protected(inner, 2, small)
    outcome = suppress(tables, rounds=1000)
    assert outcome.audited.all()
    assert outcome.optimal.all()
    assert names(places, outcome.suppressed) == {
        (row["age"], row["geo"]) for row in expected if row["suppressed"] == "TRUE"
    }
    printed = json.loads((published_numbers / "sdc_attack_audit_expected.json").read_text())["ex1_intervals"]
    for cell, (interval, value_there) in printed.items():
        age, geo = cell.split("-")
        assert tables.values[places[age, geo]] == value_there
        assert list(feasible_interval(tables, outcome.suppressed, places[age, geo])) == interval
