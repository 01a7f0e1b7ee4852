"""Collective and skip-level visits, and the level by which visits are divided (metric book 1)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.sql.boundary import AS_OF, GOOD, Facts, count, facts_of, good, rate
from tests.warehouse_builder import builder
from warehouse.home import Configuration, Thresholds
from warehouse.query import metric
from warehouse.query.published import close_readers

# Fields; events, persons and share by persons; by flag; disagreements.
COLLECTIVE: dict[str, tuple[dict[str, Any], tuple[Any, ...]]] = {
    "4 persons": ({"persons": 4, "collective_flag": 0}, (0, 0, 0, 0, 0)),
    "5 persons": ({"persons": 5, "collective_flag": 1}, (1, 5, 1, 1, 0)),
    "6 persons": ({"persons": 6, "collective_flag": 1}, (1, 6, 1, 1, 0)),
    "4 persons, flagged": ({"persons": 4, "collective_flag": 1}, (0, 0, 0, 1, 1)),
    "5 persons, flagged as none": ({"persons": 5, "collective_flag": 0}, (1, 5, 1, 0, 1)),
    "5 persons, not flagged": ({"persons": 5, "collective_flag": None}, (1, 5, 1) + ("collective_unknown",) * 2),
    "persons not filled in": (
        {"persons": None, "collective_flag": 1}, ("persons_unknown",) * 3 + (1, "persons_unknown"),
    ),
    "persons out of range": (
        {"persons": 10000, "collective_flag": 1}, ("persons_out_of_range",) * 3 + (1, "persons_out_of_range"),
    ),
    "not counted": ({"persons": 5, "collective_flag": 1, "counted_flag": 0}, ("not_counted",) * 5),
}  # fmt: skip


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    stories = {name: good(**fields) for name, (fields, _) in COLLECTIVE.items()}
    stories["letter of 5"] = good(channel="letter", persons=5, collective_flag=1)
    return facts_of(tmp_path_factory.mktemp("visits") / "home", stories)


@pytest.mark.parametrize("name", COLLECTIVE)
def test_a_collective_visit(facts: Facts, name: str) -> None:
    row = facts[name]
    found = (
        count(row, "collective_events"), count(row, "collective_persons"), rate(row, "collective_share"),
        count(row, "collective_flagged"), count(row, "collective_disagreements"),
    )  # fmt: skip
    assert found == COLLECTIVE[name][1]


def test_a_letter_is_no_visit_of_any_kind(facts: Facts) -> None:
    row = facts["letter of 5"]
    for name in ("collective_events", "collective_persons", "collective_flagged", "collective_disagreements"):
        assert (row[f"{name}_n"], count(row, name)) == (None, 0)
    assert row["collective_share_d"] is None


def test_the_office_may_say_more_than_five(tmp_path: Path) -> None:
    six = replace(Configuration(), thresholds=Thresholds(collective_min_persons=6))
    facts = facts_of(tmp_path, {str(n): good(persons=n) for n in (5, 6)}, configuration=six)
    assert [count(facts[n], "collective_events") for n in ("5", "6")] == [0, 1]


@pytest.mark.parametrize(
    ("fields", "level", "basis"),
    [
        ({"registered_level": "county", "destination_level": "city"}, "city", "destination_else_registered"),
        ({"registered_level": "county", "destination_level": None}, "county", "destination_else_registered"),
        ({"registered_level": "county"}, "county", "registered"),
    ],
)
def test_visits_by_level_say_which_level_it_is(tmp_path: Path, fields: dict[str, Any], level: str, basis: str) -> None:
    office = builder(tmp_path)
    office.file(AS_OF, [{**GOOD, "case_id": "x", **fields}])
    office.publish(AS_OF)
    office.connection.close()
    try:
        answer = metric(office.home, "visit_events", by=["level"], exact=True)
        assert [cell.by for cell in answer.cells] == [(level,)]
        assert answer.basis == f"level_basis={basis}"
        assert metric(office.home, "visit_events").basis == "registered_cases"
    finally:
        close_readers()
