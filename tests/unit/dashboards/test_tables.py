"""A table is data that a script draws: sections, lines, limits only where there are any; nothing is lost on the way."""

from __future__ import annotations

import json
from typing import Any

from dashboards.components.table import MOST, table
from warehouse.catalogue.model import Text
from warehouse.exhibits import Column, Exhibit, Figure, Pair, Row

NOTHING = Text("", "")
COLUMNS = (
    Column("unit", Text("单位", "Unit")),
    Column("band", Text("档次", "Band")),
    Column("rate", Text("比率", "Rate"), "rate"),
    Column("share", Text("份额", "Share"), "share"),
    Column("satisfied", Text("满意/参评", "Satisfied"), "pair"),
)


def data(*rows: Row, lang: Any = "zh") -> dict[str, Any]:
    drawn = table(Exhibit("x", Text("题", "t"), NOTHING, COLUMNS, rows), lang)
    found: dict[str, Any] = json.loads(drawn.to_plotly_json()["props"]["data-table"])
    return found


def row(name: str, section: str | None, group: Any = "body") -> Row:
    rate = Figure(0.9, True, 0.8, 0.95, 90, 100)
    cells = (
        name,
        Text("符合预期", "as expected"),
        rate,
        Figure(0.5, True),
        Pair(rate, Figure(None, True, reason="no_data")),
    )
    return Row(name, cells, group, "same", Text(section, section) if section else None)


def test_sections_and_the_line_below_stand_where_they_change() -> None:
    found = data(row("甲", "县直"), row("乙", "县直", "below"), row("丙", "乡镇"), row("丁", "乡镇", "below"))
    assert [r["line"] if "line" in r else r["cells"][0]["t"] for r in found["rows"]] == [
        "县直", "甲", "线下：样本不足或不参与比较", "乙", "乡镇", "丙", "线下：样本不足或不参与比较", "丁",
    ]  # fmt: skip


def test_of_a_very_long_list_the_screen_says_how_many_rows_the_files_have() -> None:
    found = data(*(row(f"{n}", None) for n in range(MOST + 2)))["rows"]
    assert len(found) == MOST + 1
    assert found[-1]["line"] == "以下还有2行未显示，完整清单见 CSV 或 XLSX"


def test_limits_stand_only_in_columns_that_have_some() -> None:
    cells = data(row("甲", None))["rows"][0]["cells"]
    assert cells[2]["l"] == "80.0–95.0%"
    assert "l" not in cells[3]
    assert cells[2]["e"] == "90/100，95%区间 80.0–95.0%"


def test_two_rates_that_are_read_together_stand_together() -> None:
    cell = data(row("甲", None))["rows"][0]["cells"][4]
    assert cell["t"] == "90.0% / —"
    assert "该范围内没有记录" in cell["e"]


def test_english_is_whole() -> None:
    found = data(row("甲", None), lang="en")
    assert [h["t"] for h in found["head"]] == ["Unit", "Band", "Rate", "Share", "Satisfied"]
    assert found["rows"][0]["cells"][1]["t"] == "as expected"
