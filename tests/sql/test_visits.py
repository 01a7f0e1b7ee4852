"""Collective and skip-level visits, and the level by which visits are divided (metric book 1)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.sql.boundary import AS_OF, GOOD, Facts, count, facts_of, good, rate
from tests.warehouse_builder import builder
from warehouse.home import Basis, Configuration, Thresholds
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


# Flag, level visited, level of registration, unit; what it gives.
SKIPPED: dict[str, tuple[Any, ...]] = {
    "flag wins over the levels": (0, "national", None, "D1", 0),
    "flag of a county visit": (1, "county", None, "D1", 1),
    "county department, county": (None, "county", None, "D1", 0),
    "county department, city: one above": (None, "city", None, "D1", 0),
    "county department, province": (None, "province", None, "D1", 1),
    "township, county: one above": (None, "county", None, "D2", 0),
    "township, city": (None, "city", None, "D2", 1),
    "no level visited: that of registration": (None, None, "province", "D1", 1),
    "unit unknown, county": (None, "county", None, None, 0),
    "unit unknown, city": (None, "city", None, None, "skip_level_unknown"),
    "unit unknown, national": (None, "national", None, None, 1),
    "no level at all": (None, None, None, "D1", "skip_level_unknown"),
}
UNITS = [
    {"ref_department_code": "D1", "ref_department_name": "城管局", "unit_group": "县直部门"},
    {"ref_department_code": "D2", "ref_department_name": "西河镇", "unit_group": "乡镇街道"},
]


def skips(folder: Path, configuration: Configuration, names: tuple[str, ...]) -> dict[str, Any]:
    """Skip-level visits of each story: the count, or why it is not known."""
    rows = []
    for number, (name, (flag, visited, registered, unit, _)) in enumerate(SKIPPED.items()):
        levels = {"skip_level_flag": flag, "destination_level": visited, "registered_level": registered}
        rows.append({**GOOD, **levels, "case_id": f"x{number}", "department": unit, "topic_1": name})
    office = replace(builder(folder), configuration=configuration)
    office.file(AS_OF, UNITS, "departments")
    office.file(AS_OF, [{name: row[name] for name in row if name in names or name in GOOD} for row in rows])
    office.publish(AS_OF)
    office.connection.close()
    answer = metric(office.home, "skip_level_events", by=["topic_1"], exact=True)
    close_readers()
    return {"basis": answer.basis, **{cell.by[0]: cell.reason or cell.value for cell in answer.cells}}


def test_a_skipped_level_is_flagged_or_told_by_the_levels(tmp_path: Path) -> None:
    every = ("case_id", "skip_level_flag", "destination_level", "registered_level", "department", "topic_1")
    found = skips(tmp_path, Configuration(), every)
    assert found.pop("basis") == "skip_level_basis=flag_else_levels; level_basis=destination_else_registered"
    assert found == {name: story[-1] for name, story in SKIPPED.items()}


def test_the_office_of_a_city_has_organs_one_level_higher(tmp_path: Path) -> None:
    city = replace(Configuration(), basis=Basis(competent_level="city"))
    found = skips(tmp_path, city, ("case_id", "destination_level", "department", "topic_1"))
    assert found["basis"] == "skip_level_basis=levels; level_basis=destination_else_registered"
    assert found["county department, province"] == 0
    assert found["flag wins over the levels"] == 1
    assert found["unit unknown, national"] == 1


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
