"""The weekly workbook holds the numbers of `tingmin metric`, and nothing that a spreadsheet could run."""

from __future__ import annotations

import json
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import fastexcel
import pytest

from tests.conftest import tingmin
from warehouse.catalogue.metrics import METRICS
from warehouse.home import Home
from warehouse.query import find_version
from warehouse.query.context import departments, townships

WEEK = "2026-W43"
WEEK_DAYS = ("2026-10-19", "2026-10-25")
YEAR_DAYS = ("2025-10-27", "2026-10-25")
NAMES = {metric.name.zh: metric.id for metric in METRICS.values()}
SHORT = {"一次性化解率": "one_off_resolution", "参评率": "participation_unit", "满意率": "satisfied_unit"}
HEADER_ROW = 3


@pytest.fixture(scope="module")
def paper(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("paper")
    tingmin("report", "--week", WEEK, "--format", "xlsx", "--out", folder, "--home", demo_home)
    (file,) = folder.glob("*.xlsx")
    return file


def table(paper: Path, sheet: str) -> list[dict[str, Any]]:
    """The rows below the header of a sheet, up to the first blank one."""
    frame = fastexcel.read_excel(str(paper)).load_sheet(sheet, header_row=None, dtypes="string").to_polars()
    rows = frame.rows()
    # Two columns may carry one heading (base and interval): the first is the figure.
    names: list[str] = []
    for name in rows[HEADER_ROW]:
        names.append(str(name) if name not in names else f"{name}#{len(names)}")
    found = []
    for row in rows[HEADER_ROW + 1 :]:
        if row[0] is None:
            break
        found.append(dict(zip(names, row, strict=True)))
    return found


def figure(home: Path, metric: str, days: tuple[str, str], where: str | None = None) -> float | None:
    arguments = ["metric", metric, "--from", days[0], "--to", days[1], "--format", "json", "--home", home]
    (row,) = json.loads(tingmin(*arguments, *(["--where", where] if where else [])))["rows"]
    return row["value"]


def same(cell: str | None, value: float | None) -> bool:
    if value is None:
        return cell in ("—", "0", None)
    return cell is not None and float(cell) == pytest.approx(value, rel=1e-8)


def test_headline_of_the_week(paper: Path, demo_home: Path) -> None:
    rows = table(paper, "总体情况")
    assert len(rows) >= 8
    for row in rows:
        metric = NAMES[row["指标"]]
        assert same(row["本周"], figure(demo_home, metric, WEEK_DAYS)), row
        assert same(row["上周"], figure(demo_home, metric, ("2026-10-12", "2026-10-18"))), row


def test_townships_of_the_week(paper: Path, demo_home: Path) -> None:
    rows = {row["属地"]: row for row in table(paper, "乡镇信访量")}
    parts = json.loads(
        tingmin("metric", "cases", "--by", "township", "--from", WEEK_DAYS[0], "--to", WEEK_DAYS[1], "--format", "json",
                "--home", demo_home)
    )["rows"]  # fmt: skip
    assert parts
    for part in parts:
        assert same(rows[part["township_name"]]["信访总量（件次）"], part["value"])
    assert same(rows["全县"]["信访总量（件次）"], sum(part["value"] for part in parts))


def test_every_rate_of_every_unit_over_the_year(paper: Path, demo_home: Path) -> None:
    """One question a metric answers for all units; the sheet has no unit and no rate that differs."""
    rows = {row["责任单位"]: row for row in table(paper, "部门办理质效")}
    for heading, metric in {**{METRICS["reply_in_time"].name.zh: "reply_in_time"}, **SHORT}.items():
        parts = json.loads(
            tingmin("metric", metric, "--by", "department", "--from", YEAR_DAYS[0], "--to", YEAR_DAYS[1],
                    "--format", "json", "--home", demo_home)
        )["rows"]  # fmt: skip
        compared = 0
        for part in parts:
            if part["department_name"] in rows:
                assert same(rows[part["department_name"]][heading], part["value"]), (heading, part)
                compared += 1
        assert compared >= 10


def test_the_year_is_52_weeks_to_the_end_of_the_week() -> None:
    assert (date.fromisoformat(YEAR_DAYS[1]) - date.fromisoformat(YEAR_DAYS[0])).days == 52 * 7 - 1


def test_every_township_and_unit_that_is_due_has_its_row(paper: Path, demo_home: Path) -> None:
    version = find_version(Home(demo_home), None)
    names = {row["属地"] for row in table(paper, "乡镇信访量")}
    assert {m.name for m in townships(version) if m.code.startswith("990")} <= names
    assert len(departments(version)) >= 15


def test_no_formula_and_no_outside_link(paper: Path) -> None:
    with zipfile.ZipFile(paper) as archive:
        for name in archive.namelist():
            text = archive.read(name).decode("utf-8", "replace")
            assert "<f>" not in text.replace("<c:f>", ""), name
            assert "externalLink" not in text, name


def test_the_paper_names_its_version_and_days(paper: Path, demo_home: Path) -> None:
    cover = fastexcel.read_excel(str(paper)).load_sheet("说明", header_row=None, dtypes="string").to_polars()
    lines = {row[0]: row[1] for row in cover.rows() if row[0]}
    version = find_version(Home(demo_home), None)
    assert lines["版本"] == version.id
    assert lines["数据覆盖至"] == version.data_through
    assert "栖云县" in lines["单位"]


def test_a_week_that_does_not_exist_is_said(demo_home: Path, tmp_path: Path) -> None:
    tingmin("report", "--week", "2026-W60", "--out", tmp_path, "--home", demo_home, expect=1)
    assert list(tmp_path.iterdir()) == []
