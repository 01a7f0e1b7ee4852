"""Named periods as a breakdown: both ends belong to them, a day may lie in several or none (metric book 0)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sql.boundary import GOOD
from tests.warehouse_builder import builder
from warehouse.home import Home
from warehouse.query import metric
from warehouse.query.published import close_readers

DAYS = ("2024-03-03", "2024-03-04", "2024-03-11", "2024-03-12", "2024-03-20")


def period(name: str, start: str, end: str) -> dict[str, str]:
    return {"period_name": name, "starts_on": start, "ends_on": end}


def by_period(folder: Path, as_of: str, *exports: tuple[str, dict[str, str]]) -> Iterator[dict[str, object]]:
    """Cases of DAYS by named period, with the periods exported on these days."""
    home: Home = (office := builder(folder)).home
    office.file("2024-03-31", [{**GOOD, "case_id": day, "registered_at": f"{day}T09:00"} for day in DAYS])
    for day, row in exports:
        office.file(day, [row], "sensitive_periods")
    office.publish(as_of)
    office.connection.close()
    yield {cell.by[0]: cell.value for cell in metric(home, "cases", by=["period"], exact=True).cells}
    close_readers()


def test_both_ends_belong_to_a_period_and_other_days_to_none(tmp_path: Path) -> None:
    (found,) = by_period(tmp_path, "2024-03-31", ("2024-01-01", period("两会", "2024-03-04", "2024-03-11")))
    assert found == {"两会": 2}


def test_a_day_in_two_periods_stands_in_both(tmp_path: Path) -> None:
    (found,) = by_period(
        tmp_path, "2024-03-31",
        ("2024-01-01", period("两会", "2024-03-04", "2024-03-11")),
        ("2024-01-01", period("专项治理", "2024-03-11", "2024-03-31")),
    )  # fmt: skip
    assert found == {"两会": 2, "专项治理": 3}


def test_phases_of_a_campaign_are_half_open(tmp_path: Path) -> None:
    """The day on which one phase ends and the next begins is the next one's; nobody takes the last day."""
    (found,) = by_period(
        tmp_path, "2024-03-31",
        ("2024-01-01", period("积案攻坚", "2024-03-03", "2024-03-20")),
        ("2024-01-01", period("积案攻坚第一阶段", "2024-03-03", "2024-03-11")),
        ("2024-01-01", period("积案攻坚第二阶段", "2024-03-11", "2024-03-20")),
    )  # fmt: skip
    assert found == {"积案攻坚": 5, "积案攻坚第一阶段": 2, "积案攻坚第二阶段": 3}


def test_a_day_in_two_stretches_of_one_name_counts_once(tmp_path: Path) -> None:
    (found,) = by_period(
        tmp_path, "2024-03-31",
        ("2024-01-01", period("两会", "2024-03-03", "2024-03-11")),
        ("2024-01-01", period("两会", "2024-03-04", "2024-03-12")),
    )  # fmt: skip
    assert found == {"2024年两会": 4}  # a name of several stretches carries its year


@pytest.mark.parametrize(("corrected", "expected"), [("2024-03-30", 3), ("2024-04-15", 2)])
def test_a_period_is_as_it_was_known_on_the_day(tmp_path: Path, corrected: str, expected: int) -> None:
    """Reference rows are versioned like cases: a correction exported after the day is not known yet."""
    (found,) = by_period(
        tmp_path, "2024-03-31",
        ("2024-01-01", period("两会", "2024-03-04", "2024-03-11")),
        (corrected, period("两会", "2024-03-04", "2024-03-12")),
    )  # fmt: skip
    assert found == {"两会": expected}


def test_a_period_that_was_first_exported_later_is_taken_from_its_earliest_version(tmp_path: Path) -> None:
    (found,) = by_period(
        tmp_path, "2024-03-31",
        ("2024-04-10", period("两会", "2024-03-04", "2024-03-11")),
        ("2024-04-20", period("两会", "2024-03-04", "2024-03-12")),
    )  # fmt: skip
    assert found == {"两会": 2}
