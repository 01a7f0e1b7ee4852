"""Downloads open in a spreadsheet as they are and run nothing."""

from __future__ import annotations

import csv
import io

import pytest

from dashboards.exports import escape, to_csv
from warehouse.catalogue.model import Text
from warehouse.exhibits import Column, Exhibit, Figure, Row

COLUMNS = (
    Column("unit", Text("单位", "Unit")),
    Column("cases", Text("件数", "Cases"), "count"),
    Column("rate", Text("比率", "Rate"), "rate"),
)


def read(*rows: Row) -> list[dict[str, str]]:
    raw = to_csv(Exhibit("x", Text("", ""), Text("", ""), COLUMNS, rows), "zh")
    assert raw.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_a_formula_is_escaped(text: str) -> None:
    assert escape(text) == f"'{text}"


def test_numbers_are_unrounded_and_carry_their_base() -> None:
    figure = Figure(1 / 3, True, 0.1, 0.7, 2, 6)
    row = read(Row("a", ("甲镇", Figure(-2), figure)))[0]
    assert row["件数"] == "-2"
    assert float(row["比率"]) == 1 / 3
    assert (row["比率_分子"], row["比率_分母"]) == ("2", "6")


def test_a_blank_says_why_and_is_never_0() -> None:
    row = read(Row("a", ("甲镇", Figure(None, reason="small_cell"), Figure(None, True, reason="not_in_export:reply"))))[
        0
    ]
    assert row["件数"] == "<3"
    assert row["比率"] == ""
    assert row["比率_空值原因"] == "导出表中没有这一栏：答复时间或办结时间"
