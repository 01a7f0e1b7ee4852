"""数据修订表: what counts as a change of what was said, and which cases vanished."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.warehouse_builder import builder

BEFORE, AFTER = "2026-09-30", "2026-10-31"


def cases(count: int = 25) -> list[dict[str, Any]]:
    return [
        {"case_id": f"{n}", "registered_at": f"2026-09-{1 + n:02d}T09:00", "persons": 2, "deadline_on": "2026-12-30",
         "closed_at": None, "nonnormal_flag": 0}
        for n in range(count)
    ]  # fmt: skip


def revisions(folder: Path, *files: tuple[str, list[dict[str, Any]], set[str] | None]) -> dict[tuple[str, int], int]:
    made = builder(folder)
    for exported, rows, columns in files:
        made.file(exported, rows, columns=columns)
    connection = made.build(AFTER)
    found = connection.execute("select field, file_id, sum(cases) from marts.revision group by all").fetchall()
    return {(field, file): int(number) for field, file, number in found}


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"persons": 5}, {("persons", 2): 1}),
        ({"persons": None}, {("persons", 2): 1}),
        ({"nonnormal_flag": 1}, {("nonnormal_flag", 2): 1}),
        ({"deadline_on": "2027-01-15"}, {("deadline_on", 2): 1}),
        ({"registered_at": "2026-09-20T10:00"}, {("registered_on", 2): 1}),
        ({"registered_at": "2026-09-04T11:00"}, {}),
        ({"closed_at": "2026-10-02T09:00"}, {}),
        ({}, {}),
    ],
    ids=[
        "another value",
        "cleared",
        "flag",
        "deadline",
        "registration moved",
        "time of day",
        "first filled",
        "nothing",
    ],
)
def test_what_counts_as_a_revision(tmp_path: Path, change: dict[str, Any], found: dict[tuple[str, int], int]) -> None:
    later = cases()
    later[3] = {**later[3], **change}
    assert revisions(tmp_path, (BEFORE, cases(), None), (AFTER, later, None)) == found


def test_a_column_that_a_later_file_lacks_was_not_cleared(tmp_path: Path) -> None:
    later = [{k: v for k, v in row.items() if k != "persons"} for row in cases()]
    assert revisions(tmp_path, (BEFORE, cases(), None), (AFTER, later, None)) == {}


def test_a_case_that_vanished_from_a_file_that_covers_it(tmp_path: Path) -> None:
    """24 of 25 known cases of its days: the file covers them, so the missing one is named."""
    later = [row for row in cases() if row["case_id"] != "7"]
    assert revisions(tmp_path, (BEFORE, cases(), None), (AFTER, later, None)) == {("vanished", 2): 1}


def test_an_export_of_changed_cases_only_makes_nothing_vanish(tmp_path: Path) -> None:
    """Half of the known cases of its days: not evaluated."""
    assert revisions(tmp_path, (BEFORE, cases(), None), (AFTER, cases()[::2], None)) == {}


def test_nothing_vanishes_outside_the_days_of_a_file(tmp_path: Path) -> None:
    assert revisions(tmp_path, (BEFORE, cases(), None), (AFTER, cases()[5:], None)) == {}
