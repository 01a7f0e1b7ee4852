"""tingmin screen and tingmin rank as a person runs them, and a duty sheet that comes back through the inbox."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import fastexcel
import pytest
import xlsxwriter

from pipelines.definitions import BUILD_JOB, build_defs
from pipelines.office import Office
from tests.conftest import refused, tingmin
from tests.exports import case
from warehouse.catalogue.comparison import BESIDE, INDICATORS
from warehouse.home import Home
from warehouse.query.published import close_readers

TODAY = datetime.now(UTC).date()
EXPORTED = TODAY - timedelta(days=4)


def write_csv(file: Path, rows: list[dict[str, str]]) -> Path:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(dict.fromkeys(name for row in rows for name in row)))
    writer.writeheader()
    writer.writerows(rows)
    file.write_text(text.getvalue(), "utf-8")
    return file


def owed(number: str, limit: int, unit: str = "县住建局") -> dict[str, str]:
    """An open case whose limit ends so many days after the export."""
    day, ends = EXPORTED - timedelta(days=50), EXPORTED + timedelta(days=limit)
    return case(number, day, "东关街道", "城乡建设") | {
        "限办截止时间": str(ends), "责任单位": unit, "办理状态": "办理中", "转交责任单位日期": f"{day} 15:00", "办结时间": "",
    }  # fmt: skip


@pytest.fixture
def home(tmp_path: Path) -> Path:
    period = {
        "时段名称": "某次会议", "开始日期": str(TODAY + timedelta(days=10)), "结束日期": str(TODAY + timedelta(days=20)),
        "提前天数": "7", "状态": "预计",
    }  # fmt: skip
    rows = [owed("A1", -5), owed("A2", 10), owed("A3", 90), owed("B1", 12, "县人社局")]
    files = [
        write_csv(tmp_path / "periods.csv", [period]),
        write_csv(tmp_path / f"cases-{EXPORTED:%Y%m%d}.csv", rows),
    ]
    tingmin("ingest", *files, "--home", tmp_path / "home")
    return tmp_path / "home"


def screen(home: Path, *options: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        tingmin("screen", "--period", "某次会议", *options, "--format", "json", "--home", home)
    )
    return found


def value(home: Path, metric: str, *options: str) -> Any:
    (row,) = json.loads(tingmin("metric", metric, *options, "--format", "json", "--home", home))["rows"]
    return row["value"]


def filled(sheet: Path, answers: dict[str, tuple[str, str]], into: Path) -> None:
    """Write the sheet again as a unit sends it back: reply and closing filled in for some cases."""
    grid = fastexcel.read_excel(str(sheet)).load_sheet(0, header_row=None, dtypes="string").to_polars().rows()
    with xlsxwriter.Workbook(into) as book:
        page = book.add_worksheet()
        for number, cells in enumerate(grid):
            for place, text in enumerate((*cells[:7], *answers[cells[0]]) if cells[0] in answers else cells):
                page.write_string(number, place, text or "")


def take_from_inbox(home: Home, name: str) -> Office:
    office = Office(home=home)
    job = build_defs(office).resolve_job_def(BUILD_JOB)
    quiet = {"console": {"config": {"log_level": "CRITICAL"}}}
    assert job.execute_in_process(
        run_config={"ops": {"ingest": {"config": {"names": [name]}}}, "loggers": quiet}
    ).success
    return office


def test_the_json_of_screen_and_the_sheets(home: Path, tmp_path: Path) -> None:
    found = screen(home)
    assert set(found) == {
        "period", "from", "to", "lead_days", "looked_on", "status", "as_of", "data_through", "version", "duties",
        "calendar", "expected", "backtest", "sentence",
    }  # fmt: skip
    assert [(d["department_name"], d["overdue"], d["due_inside"], d["supervised"]) for d in found["duties"]] == [
        ("县住建局", 1, 1, 0), ("县人社局", 0, 1, 0),
    ]  # fmt: skip
    assert sum(day["limits"] for day in found["calendar"]) == 2
    text = json.dumps(found, ensure_ascii=False)
    for forbidden in ("A1", "persons", "channel", "level", "nonnormal", "repeat", "matter"):
        assert forbidden not in text
    shown = tingmin("screen", "--period", "某次会议", "--home", home)
    for said in ("已超期1件", "共2天有期限届满", "预计新增初件", "预测有多可靠", "不得据此"):
        assert said in shown
    sheets = tingmin("screen", "--period", "某次会议", "--format", "xlsx", "--out", tmp_path / "out", "--home", home)
    files = [Path(line) for line in sheets.splitlines()]
    assert len(files) == 2
    for file in files:
        cells = fastexcel.read_excel(str(file)).load_sheet(0, header_row=None, dtypes="string").to_polars().rows()
        assert any("不得据此对信访人采取限制、劝返等措施" in (text or "") for row in cells for text in row)


def test_a_filled_sheet_comes_back_as_handling_dates(home: Path, tmp_path: Path) -> None:
    before = json.loads(tingmin("metric", "cases", "--format", "json", "--home", home))
    sheets = tingmin("screen", "--period", "某次会议", "--format", "xlsx", "--out", tmp_path / "out", "--home", home)
    (sheet,) = [Path(line) for line in sheets.splitlines() if "住建" in line]
    replied = EXPORTED - timedelta(days=1)
    office = Home(home)
    filled(sheet, {"A1": (f"{replied}", f"{replied}")}, office.inbox / sheet.name)
    close_readers()
    taken = take_from_inbox(office, sheet.name)
    (report,) = taken.reports
    assert (report.error, report.rows_read, report.rows_accepted, report.rows_rejected) == (None, 1, 1, 0)
    assert not (office.inbox / sheet.name).exists()

    # The case is closed, with its unit; a duty without an answer is as it was.
    assert [(d["department_name"], d["overdue"], d["due_inside"]) for d in screen(home)["duties"]] == [
        ("县住建局", 0, 1), ("县人社局", 0, 1),
    ]  # fmt: skip
    assert value(home, "open_overdue") == 0
    assert value(home, "open_overdue", "--where", "department=县住建局") == 0
    in_time = json.loads(tingmin("metric", "reply_in_time", "--by", "department", "--format", "json", "--home", home))
    (unit,) = [row for row in in_time["rows"] if row["denominator"]]
    assert (unit["department_name"], unit["numerator"], unit["denominator"]) == ("县住建局", 0, 1)

    # The sheet says nothing of what was registered since: the data reach no further than before.
    after = json.loads(tingmin("metric", "cases", "--format", "json", "--home", home))
    assert after["data_through"] == before["data_through"] == str(EXPORTED)
    assert [row["value"] for row in after["rows"]] == [row["value"] for row in before["rows"]]


def test_a_sheet_nobody_filled_changes_nothing(home: Path, tmp_path: Path) -> None:
    sheets = tingmin("screen", "--period", "某次会议", "--format", "xlsx", "--out", tmp_path / "out", "--home", home)
    was = screen(home)
    printed = json.loads(tingmin("ingest", sheets.splitlines()[0], "--json", "--home", home))
    (file,) = printed["files"]
    assert (file["rows_read"], file["rows_accepted"], file["error"]) == (0, 0, None)
    now = screen(home)
    assert {**now, "version": ""} == {**was, "version": ""}


def test_rank_prints_json_and_refuses_counts_with_the_list(home: Path) -> None:
    found = json.loads(tingmin("rank", "--format", "json", "--home", home))
    assert (found["indicator"], found["period"], found["direction"]) == ("overall", "52w", "position_1_is_best")
    assert found["closing"] == {"未分组": {"zh": "没有单位参与比较", "en": "no unit is ranked"}}
    assert found["targets"] == []
    assert all(row["state"] == "too_few" and row["position"] is None for row in found["rows"])
    assert all(set(row["figures"]) == set(BESIDE) for row in found["rows"])
    shown = tingmin("rank", "--home", home)
    columns = "位次（95%区间，1为最好） 单位 档次 应办件数 按期答复率 及时告知率 一次性化解率 90日重复率 满意/参评 复查改变率 O/E 可比份额 上期档次 数据提示"
    assert next(line for line in shown.splitlines() if "位次" in line).replace("┃", " ").split() == columns.split()
    assert "…" not in shown
    head, *lines = csv.reader(tingmin("rank", "--format", "csv", "--home", home).removeprefix("\ufeff").splitlines())
    assert set(BESIDE) < set(head)
    assert len(lines) == len(found["rows"])
    for forbidden in ("cases", "nonnormal_events", "visit_events", "collective_events", "skip_level_events", "settled"):
        said = refused("rank", "--indicator", forbidden, "--home", home)
        assert all(name in said for name in (*INDICATORS, "overall"))
