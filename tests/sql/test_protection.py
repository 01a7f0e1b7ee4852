"""Accusations and confidential cases: in totals, in one class 不分列, in no row (metric book 12)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.sql.boundary import AS_OF, GOOD
from tests.warehouse_builder import builder
from warehouse.home import Home
from warehouse.query import metric
from warehouse.query.published import close_readers, current_version, cursor
from warehouse.query.rows import todo

DIVIDED = ("township", "department", "department_group", "topic_1", "topic_2", "topic_3")

PROTECTED: dict[str, dict[str, Any]] = {
    "accusation": {"purpose": "accusation"},
    "discipline": {"procedure": "discipline"},
    "confidential": {"confidential_flag": 1},
}
OPEN: dict[str, dict[str, Any]] = {
    "plain": {},
    "confidential not filled in": {"confidential_flag": None},
    "not confidential": {"confidential_flag": 0},
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    office = builder(tmp_path_factory.mktemp("protected") / "home")
    for name, fields in {**PROTECTED, **OPEN}.items():
        row = {**GOOD, "topic_2": "物业", "topic_3": "收费", "deadline_on": "2024-07-05", **fields}
        office.file(AS_OF, [{"case_id": name, "department": "城管局", **row}])
    office.publish(AS_OF)
    office.connection.close()
    yield office.home
    close_readers()


@pytest.mark.parametrize("by", DIVIDED)
@pytest.mark.parametrize("name", ["cases", "open_not_due", "nonnormal_events"])
def test_they_stand_together_in_one_class(home: Home, by: str, name: str) -> None:
    cells = {cell.by[0]: cell.value for cell in metric(home, name, by=[by], exact=True).cells}
    if name == "nonnormal_events":
        assert set(cells.values()) == {None}
        return
    assert cells["不分列"] == len(PROTECTED)
    assert sum(v for v in cells.values() if v is not None) == len(PROTECTED) + len(OPEN)


def test_in_totals_they_count(home: Home) -> None:
    assert metric(home, "cases").cells[0].value == len(PROTECTED) + len(OPEN)


def test_no_row_of_the_to_do_list(home: Home) -> None:
    assert {row.case_id for row in todo(home).rows} == set(OPEN)
    assert todo(home, department="城管局", township="东关街道", topic="城乡建设").total == len(OPEN)


def test_not_counted_closed_and_limitless_cases_have_no_row(tmp_path: Path) -> None:
    office = builder(tmp_path / "home")
    stories: dict[str, dict[str, Any]] = {
        "counted": {"deadline_on": "2024-06-30"}, "not counted": {"deadline_on": "2024-06-30", "counted_flag": 0},
        "closed": {"deadline_on": "2024-06-30", "closed_at": "2024-06-01T09:00"},
        "no limit": {"procedure": "other_route"}, "impossible": {"deadline_on": "2024-01-01"},
    }  # fmt: skip
    for name, fields in stories.items():
        office.file(AS_OF, [{"case_id": name, "department": "城管局", **GOOD, **fields}])
    office.publish(AS_OF)
    office.connection.close()
    (row,) = todo(office.home).rows
    assert (row.case_id, row.clock, row.days_left, row.deadline_rule) == ("counted", "overdue", 0, "exported")
    close_readers()


def test_published_tables_carry_no_number_and_the_to_do_list_no_forbidden_column(home: Home) -> None:
    version = current_version(home)
    with cursor(version.marts) as connection:
        columns = {name for (name,) in connection.execute("select column_name from duckdb_columns()").fetchall()}
    assert not columns & {"case_id", "matter_id", "related_case_id", "person_key", "registered_at"}
    with cursor(version.rows) as connection:
        columns = {
            name
            for (name,) in connection.execute(
                "select column_name from duckdb_columns() where schema_name = 'rows'"
            ).fetchall()
        }
    assert not columns & {
        "nonnormal_flag", "repeat_flag", "first_flag", "is_first", "level", "collective_flag", "persons", "channel",
        "matter_id", "matter_key", "purpose", "confidential_flag",
    }  # fmt: skip


@pytest.mark.parametrize(
    "question",
    [{"by": ["department", "channel"]}, {"by": ["department"], "where": {"channel": "visit"}}],
    ids=["broken down twice", "broken down and filtered"],
)
def test_two_dimension_cells_under_three_matters_are_masked(tmp_path: Path, question: dict[str, Any]) -> None:
    office = builder(tmp_path / "home")
    rows = [("甲", "visit"), ("甲", "visit"), ("乙", "visit"), ("乙", "visit"), ("乙", "visit")]
    for number, (unit, channel) in enumerate(rows):
        office.file(AS_OF, [{"case_id": f"{number}", **GOOD, "department": unit, "channel": channel}])
    office.publish(AS_OF)
    office.connection.close()
    cells = {cell.by[0]: cell for cell in metric(office.home, "cases", **question).cells}
    close_readers()
    assert (cells["乙"].value, cells["乙"].suppressed) == (3, False)
    assert (cells["甲"].value, cells["甲"].suppressed) == (None, True)
