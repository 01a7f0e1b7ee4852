"""The exhibits of papers on offices whose figures can be counted on the fingers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pipelines.report import FORMATS, Order, write_papers
from tests.warehouse_builder import builder
from warehouse.catalogue.model import Text
from warehouse.exhibits import Cell, Column, Exhibit, Figure, Footing, Row, Scope, paper
from warehouse.exhibits.frames import make_frame
from warehouse.exhibits.wording import show
from warehouse.home import Home
from warehouse.query.published import close_readers

NOW = datetime(2026, 3, 20, tzinfo=UTC)


def case(number: int, registered: str, **columns: Any) -> dict[str, Any]:
    return {"case_id": f"A{number}", "registered_at": f"{registered}T09:00", **columns}


def published(folder: Path, rows: list[dict[str, Any]], through: str) -> Home:
    close_readers()
    office = builder(folder)
    office.file(through, rows)
    office.publish(through)
    return office.home


def row(exhibit: Exhibit, label: str) -> list[str]:
    return next([show(cell, "zh") for cell in r.cells[1:]] for r in exhibit.rows if show(r.cells[0], "zh") == label)


def cell(exhibit: Exhibit, label: str, column: str) -> Cell:
    return next(r.cells[exhibit.column(column)] for r in exhibit.rows if show(r.cells[0], "zh") == label)


@pytest.fixture
def bare(tmp_path: Path) -> Home:
    """Two weeks of nothing but numbers and dates, and a case a year before."""
    days = ["2025-03-05", "2026-03-02", "2026-03-09", "2026-03-10", "2026-03-11"]
    return published(tmp_path / "bare", [case(i, day) for i, day in enumerate(days)], "2026-03-15")


@pytest.fixture
def crowd(tmp_path: Path) -> Home:
    """A week with one visit of 120 persons and eight of one or two; the week before has one letter."""
    rows = [case(0, "2026-03-02", channel="letter", persons=1, destination_level="county", topic_1="民政")]
    rows += [
        case(i, "2026-03-10", channel="visit", persons=120 if i == 1 else 2, destination_level="county", topic_1="政法")
        for i in range(1, 10)
    ]
    return published(tmp_path / "crowd", rows, "2026-03-15")


def test_a_column_that_no_export_has_is_blank_with_its_reason_never_zero(bare: Home) -> None:
    scope = Scope.of(bare)
    table = paper.overview(scope, make_frame(bare, scope.version, "week", "2026-W11"))
    assert row(table, "信访总量（件次）")[:3] == ["3", "1", "+200.0%"]
    for label in ("来信（件次）", "网信（件次）", "来访（批次）", "来访（人次）"):
        assert set(row(table, label)) == {"—"}, label
        figure = cell(table, label, "now")
        assert isinstance(figure, Figure)
        assert figure.reason == "not_in_export:channel"
    assert "来访无数据（导出表中没有这一栏：信访形式）。" in table.sentence.zh


def test_a_year_that_the_data_do_not_reach_is_blank(crowd: Home) -> None:
    scope = Scope.of(crowd)
    table = paper.overview(scope, make_frame(crowd, scope.version, "week", "2026-W11"))
    assert row(table, "信访总量（件次）") == ["9", "1", "+800.0%*", "—", "—", "—", "—"]
    assert "没有去年同期的数据" in table.sentence.zh


def test_sections_without_their_columns_say_why(bare: Home) -> None:
    scope = Scope.of(bare)
    frame = make_frame(bare, scope.version, "week", "2026-W11")
    assert paper.levels(scope, frame).state == "not_in_export"
    assert paper.topic_changes(scope, frame).state == "empty"
    assert all(show(r.cells[1], "zh") == "—" for r in paper.handling_rates(scope, frame).rows)
    due = paper.due_ahead(scope, frame)
    assert due.state == "not_in_export"
    assert due.reason is not None


def test_an_unfinished_week_is_compared_over_as_many_days(bare: Home, tmp_path: Path) -> None:
    rows = [case(1, "2026-03-02"), case(2, "2026-03-06"), case(3, "2026-03-09"), case(4, "2026-03-10")]
    home = published(tmp_path / "running", rows, "2026-03-11")
    scope = Scope.of(home)
    table = paper.overview(scope, make_frame(home, scope.version, "week", "2026-W11"))
    assert table.columns[2].label.zh == "上周同日数"
    assert row(table, "信访总量（件次）")[:2] == ["2", "1"]  # the case of Friday 6 March is beyond the same days
    assert table.sentence.zh.startswith("本周尚未结束，截至3月11日信访总量2件次，与上周同日数基本持平")


def test_levels_stand_in_their_order_and_do_not_judge(crowd: Home) -> None:
    scope = Scope.of(crowd)
    exhibit = paper.levels(scope, make_frame(crowd, scope.version, "week", "2026-W11"))
    names = [show(r.cells[0], "zh") for r in exhibit.rows[:6]]
    assert names == ["来访合计", "乡", "县", "市", "省", "国家"]
    assert row(exhibit, "县")[:1] == ["9"]
    assert exhibit.sentence.zh == "本周来访按登记层级：县9批次。"
    assert {r.mark for r in exhibit.rows} == {""}


def told(exhibit_id: str, title: str, sentence: str = "", **more: Any) -> Exhibit:
    return Exhibit(
        exhibit_id, Text(title, "t"), Text(sentence, "s."), more.pop("columns", ()), more.pop("rows", ()), **more
    )


def test_the_first_section_ends_with_what_changed_where_and_what_is_owed() -> None:
    columns = (Column("where", Text("范围", "")), Column("topic", Text("分类", "")))
    alarms = (Row("1", ("全县", "政法")), Row("2", ("东山镇", "民政")), Row("3", ("西河镇", "其他"), "below"))
    units = (Row("a", ("甲局",), mark="worse"), Row("b", ("乙镇",), mark="better"), Row("c", ("丙镇",), mark="same"))
    drawn = [
        told("topic_changes", "有哪些变化？", "与去年同期累计相比，超出正常波动范围的有：政法（增加30件次，+40.0%）。"),
        told("hotspot_alarms", "2026年第43周有2项警示或关注", "长句。", columns=columns, rows=alarms),
        told("clocks", "2个单位共3件超期未办结", "另有1件7日内到期，在办未到期共9件。",
             footing=Footing("2026-10-31", "2026-10-31", "v", reconstructed=False)),
        told("decisions", "议定事项落实情况", "议定事项未完成4项；超期2项。"),
        told("unit_comparison", "部门办理质效比较表：2个单位与预期有差别", columns=(Column("unit", Text("单位", "")),),
             rows=units),
        told("ledgers", "不提", "不提。"),
    ]  # fmt: skip
    assert paper.highlights(drawn).zh == (
        "反映问题与去年同期累计相比，超出正常波动范围的有：政法（增加30件次，+40.0%）。"
        "2026年第43周有2项警示或关注：全县“政法”、东山镇“民政”。"
        "截至2026年10月31日，2个单位共3件超期未办结；另有1件7日内到期，在办未到期共9件。"
        "议定事项未完成4项；超期2项。"
        "部门办理质效比较表：2个单位与预期有差别，低于预期的有甲局；优于预期的有乙镇。"
    )
    nothing = [replace(exhibit, state="empty") for exhibit in drawn]
    assert paper.highlights(nothing) == Text("", "")
    quiet = told("hotspot_alarms", "2026年第43周没有警示", columns=columns)
    assert paper.highlights([quiet]).zh == "2026年第43周没有警示。"


def test_a_revision_is_told_by_field() -> None:
    columns = (Column("field", Text("字段", "")), Column("cases", Text("件数", ""), "count"))
    rows = [Row("", (Text(name, name), Figure(n))) for name, n in (("信访人数", 2), ("办结时间", 1), ("信访人数", 3))]
    found = told("revisions", "后来的导出修订了6处", columns=columns, rows=tuple(rows))
    assert paper.revised(found).zh == "数据修订：后来的导出修订了6处：信访人数5处、办结时间1处；明细见工作簿。"
    none = told("revisions", "后来的导出没有修订已报的数据", state="empty")
    assert paper.revised(none).zh == "数据修订：后来的导出没有修订已报的数据。"


@pytest.mark.parametrize("office", ["bare", "crowd"])
def test_every_format_can_be_written_of_a_small_office(
    office: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    home: Home = request.getfixturevalue(office)
    files = write_papers(home, Order("week", "2026-W11", FORMATS), tmp_path / "out", NOW)
    assert [file.suffix for file in files] == [".docx", ".pptx", ".xlsx", ".pdf"]
    assert sorted((tmp_path / "out").iterdir()) == sorted(files)


def test_what_is_under_way_is_told(bare: Home, tmp_path: Path) -> None:
    told: list[str] = []
    write_papers(bare, Order("week", "2026-W11", ("docx", "xlsx")), tmp_path / "out", NOW, told.append)
    assert told == [
        "weekly-2026-W11：取数 / reading figures",
        "weekly-2026-W11：docx / writing docx",
        "weekly-2026-W11：xlsx / writing xlsx",
    ]
