"""Unknown is not zero: a count of which not one row is known is blank and says why; one known row makes it a number."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.sql.boundary import AS_OF, GOOD
from tests.warehouse_builder import Builder, builder
from warehouse.home import Home, parse_configuration
from warehouse.query import metric
from warehouse.query.cell import Cell
from warehouse.query.published import close_readers

# Each township holds one case. Every column is exported; in a township what it names is not filled in.
KNOWN: dict[str, Any] = {
    "persons": 1, "collective_flag": 0, "skip_level_flag": 0, "origin": "own", "nonnormal_flag": 0, "backlog_flag": 0,
    "department": "城管局", "matter_id": None, "resolved_flag": None,
}  # fmt: skip
TOWNSHIPS: dict[str, dict[str, Any]] = {
    "全知镇": {},
    "无形式": {"channel": None},
    "无人数": {"persons": None},
    "无集体标注": {"collective_flag": None},
    "无越级标注": {"skip_level_flag": None},
    "无来源": {"origin": None},
    "无初重": {"first_flag": None},
    "无标注": {"nonnormal_flag": None},
    "无积案标注": {"backlog_flag": None},
    "无单位": {"department": None},
    "只有来信": {"channel": "letter", "persons": None, "nonnormal_flag": None, "collective_flag": None},
    "不纳入": {"counted_flag": 0},
}

BLANK: dict[str, tuple[str, str]] = {
    "visit_events": ("无形式", "channel_unknown"),
    "visit_persons": ("无人数", "persons_unknown"),
    "items_persons": ("无人数", "persons_unknown"),
    "items_batches": ("无形式", "channel_unknown"),
    "collective_events": ("无人数", "persons_unknown"),
    "collective_persons": ("无人数", "persons_unknown"),
    "collective_flagged": ("无集体标注", "collective_unknown"),
    "collective_disagreements": ("无集体标注", "collective_unknown"),
    "skip_level_events": ("无越级标注", "skip_level_unknown"),
    "first_cases": ("无初重", "first_unknown"),
    "repeat_cases": ("无初重", "first_unknown"),
    "assigned_from_above": ("无来源", "source_unknown"),
    "nonnormal_events": ("无标注", "nonnormal_unknown"),
    "nonnormal_persons": ("无标注", "nonnormal_unknown"),
    "nonnormal_matters": ("无标注", "nonnormal_unknown"),
    "backlog_listed": ("无积案标注", "backlog_unknown"),
    "backlog_open": ("无积案标注", "backlog_unknown"),
    "backlog_closed": ("无积案标注", "backlog_unknown"),
    "handoffs": ("无单位", "department_unknown"),
}

# What is known of the one case of 全知镇 that no row of a count is.
NONE = {
    "collective_events": 0, "collective_persons": 0, "collective_flagged": 0, "collective_disagreements": 0,
    "skip_level_events": 0, "repeat_cases": 0, "assigned_from_above": 0, "nonnormal_events": 0, "nonnormal_persons": 0,
    "nonnormal_matters": 0, "nonnormal_unknown": 0, "handoffs": 0, "unknown_first": 0,
}  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    office = builder(tmp_path_factory.mktemp("unknown") / "home")
    rows = [{**GOOD, **KNOWN, "case_id": name, "township": name, **fields} for name, fields in TOWNSHIPS.items()]
    yield from published(office, rows)


def published(office: Builder, rows: list[dict[str, Any]]) -> Iterator[Home]:
    office.file(AS_OF, rows)
    office.publish(AS_OF)
    office.connection.close()
    yield office.home
    close_readers()


def cell(home: Home, name: str, township: str) -> Cell | None:
    cells = metric(home, name, by=["township"], exact=True).cells
    return next((c for c in cells if c.by[0] == township), None)


@pytest.mark.parametrize("name", BLANK)
def test_not_one_row_known_is_blank_with_its_reason(home: Home, name: str) -> None:
    township, reason = BLANK[name]
    found = cell(home, name, township)
    assert found is not None
    assert (found.value, found.numerator, found.reason) == (None, None, reason)
    assert found.excluded == {reason: 1}


@pytest.mark.parametrize("name", NONE)
def test_a_known_row_that_is_none_is_zero(home: Home, name: str) -> None:
    found = cell(home, name, "全知镇")
    assert found is not None
    assert (found.value, found.reason, found.excluded) == (NONE[name], None, {})


def test_beside_a_known_row_the_unknown_ones_are_left_out_by_name(home: Home) -> None:
    whole = metric(home, "skip_level_events").cells[0]
    assert (whole.value, whole.excluded) == (0, {"not_counted": 1, "channel_unknown": 1, "skip_level_unknown": 1})


def test_a_letter_is_known_to_be_no_visit(home: Home) -> None:
    found = cell(home, "visit_events", "只有来信")
    assert found is not None
    assert (found.value, found.reason, found.excluded) == (0, None, {})
    for name in ("visit_persons", "collective_flagged", "nonnormal_events"):
        assert cell(home, name, "只有来信") is None


def test_left_out_for_another_reason_is_zero_and_not_unknown(home: Home) -> None:
    found = cell(home, "visit_events", "不纳入")
    assert found is not None
    assert (found.value, found.reason, found.excluded) == (0, None, {"not_counted": 1})


def test_limits_that_no_calendar_covers_are_unknown(tmp_path: Path) -> None:
    """Not one open case has a limit that could be worked out: no count of overdue cases, no rate, and the year named."""
    rule = '[[clock]]\nid = "w"\nstep = "closing"\ndays = 60\nunit = "working_days"\nvalid_from = 2005-05-01\n'
    home = Home(tmp_path)
    home.create()
    office = Builder(home, configuration=parse_configuration(rule))
    office.file("2027-06-30", [
        {**GOOD, "case_id": "x", "registered_at": "2026-12-01T09:00", "accepted_at": "2026-12-10T09:00", "closed_at": None},
    ])  # fmt: skip
    office.publish("2027-06-30")
    office.connection.close()
    try:
        for name in ("open_overdue", "open_not_due", "reply_in_time", "closed_in_time"):
            found = metric(home, name).cells[0]
            assert (found.value, found.reason) == (None, "no_holiday_calendar:2027"), name
    finally:
        close_readers()
