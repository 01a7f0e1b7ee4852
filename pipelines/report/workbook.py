"""Exhibits as an Excel workbook: one sheet an exhibit, numbers as numbers, a cover that says what they are.

Text from outside is written as text, never as a formula.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xlsxwriter

from warehouse.catalogue.model import Text
from warehouse.exhibits import Cell, Column, Exhibit, Figure
from warehouse.exhibits.wording import DASH, blank, count, interval, show
from warehouse.query import Version

# The office's own fonts first, open ones behind them: Excel falls back by itself.
TITLE_FONT, BODY_FONT = "方正小标宋简体", "仿宋_GB2312"
HEADER_ROWS = 4
WIDTHS = {"text": 22, "date": 12, "count": 11, "rate": 11, "figure": 13}
INTERVAL_WIDTH = 24


@dataclass(frozen=True, slots=True)
class Sheet:
    """An exhibit on a sheet of its own, with the days that it is about."""

    name: str
    exhibit: Exhibit
    period: Text


def write_workbook(file: Path, title: str, office: str, version: Version, sheets: Sequence[Sheet]) -> None:
    """Write the workbook; an existing one of that name is replaced."""
    book = xlsxwriter.Workbook(str(file), {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True})
    try:
        formats = _formats(book)
        _cover(book, formats, title, office, version, sheets)
        for sheet in sheets:
            _draw(book, formats, sheet)
    finally:
        book.close()


def _formats(book: Any) -> dict[str, Any]:
    body = {"font_name": BODY_FONT, "font_size": 12, "valign": "vcenter"}
    cell = {**body, "border": 1, "border_color": "#B8BDC6"}
    return {
        "title": book.add_format({"font_name": TITLE_FONT, "font_size": 20, "align": "center", "valign": "vcenter"}),
        "heading": book.add_format({"font_name": "黑体", "font_size": 15, "valign": "vcenter"}),
        "body": book.add_format({**body, "text_wrap": True, "valign": "top"}),
        "note": book.add_format({**body, "font_size": 10, "font_color": "#5A6270", "text_wrap": True, "valign": "top"}),
        "head": book.add_format({**cell, "bold": True, "align": "center", "bg_color": "#EEF1F5", "text_wrap": True}),
        "text": book.add_format({**cell, "text_wrap": True}),
        "date": book.add_format({**cell, "num_format": "yyyy-mm-dd", "align": "center"}),
        "count": book.add_format({**cell, "num_format": "#,##0", "align": "right"}),
        "rate": book.add_format({**cell, "num_format": "0.0%", "align": "right"}),
        "blank": book.add_format({**cell, "align": "right", "font_color": "#5A6270"}),
    }


def _cover(
    book: Any, formats: dict[str, Any], title: str, office: str, version: Version, sheets: Sequence[Sheet]
) -> None:
    page = book.add_worksheet("说明")
    page.hide_gridlines(2)
    page.set_column(0, 0, 18)
    page.set_column(1, 1, 78)
    page.merge_range(0, 0, 0, 1, title, formats["title"])
    page.set_row(0, 42)
    lines = [
        ("单位", office),
        ("截止日期", version.as_of),
        ("数据覆盖至", version.data_through),
        ("版本", version.id),
        ("密级提示", "内部资料，注意保存。数据已去标识化，仍属个人信息处理范围；只评价办理情况，不评价信访人。"),
    ]
    for row, (label, text) in enumerate(lines, start=2):
        page.write_string(row, 0, label, formats["head"])
        page.write_string(row, 1, text, formats["text"])
    start = len(lines) + 3
    page.write_string(start, 0, "主要情况", formats["heading"])
    for row, sheet in enumerate(sheets, start=start + 1):
        page.write_url(row, 0, f"internal:'{sheet.name}'!A1", formats["text"], sheet.name)
        exhibit = sheet.exhibit
        finding = f"{exhibit.title.zh}。{exhibit.sentence.zh}" if exhibit.state == "ok" else _nothing(exhibit)
        page.write_string(row, 1, finding, formats["text"])
        page.set_row(row, 16 * (1 + len(finding) // 40))


def _draw(book: Any, formats: dict[str, Any], sheet: Sheet) -> None:
    exhibit = sheet.exhibit
    page = book.add_worksheet(sheet.name)
    page.hide_gridlines(2)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.write_string(0, 0, exhibit.title.zh, formats["heading"])
    page.set_row(0, 24)
    page.write_string(1, 0, exhibit.sentence.zh, formats["note"])
    page.write_string(2, 0, f"{sheet.period.zh}{'；' + exhibit.n.zh if exhibit.n else ''}", formats["note"])
    for row in (1, 2):
        page.set_row(row, 18)
    if exhibit.state != "ok":
        page.write_string(HEADER_ROWS - 1, 0, _nothing(exhibit), formats["body"])
        return
    width = _head(page, formats, exhibit.columns)
    row = HEADER_ROWS
    was_below = False
    for entry in exhibit.rows:
        if entry.group == "below" and not was_below:
            page.merge_range(row, 0, row, width - 1, "以下不参与比较（样本不足）", formats["head"])
            was_below = True
            row += 1
        _row(page, formats, row, exhibit.columns, entry.cells)
        row += 1
    page.freeze_panes(HEADER_ROWS, 1)
    page.repeat_rows(HEADER_ROWS - 1)
    if exhibit.chart == "series":
        _line_chart(book, page, sheet.name, exhibit, row, width)
    row += 1
    footing = exhibit.footing
    notes = [text.zh for text in (*exhibit.basis, *exhibit.notes)]
    if footing:
        rebuilt = "；部分数据为回溯重建" if footing.reconstructed else ""
        notes.append(f"截止{footing.as_of}，数据覆盖至{footing.data_through}，版本{footing.version}{rebuilt}")
    for note in notes:
        page.merge_range(row, 0, row, max(width - 1, 1), note, formats["note"])
        page.set_row(row, 16 * (1 + len(note) // 60))
        row += 1


def _nothing(exhibit: Exhibit) -> str:
    reason = exhibit.reason.zh if exhibit.reason else ""
    return f"{exhibit.title.zh}：{DASH}（{reason}）"


def _head(page: Any, formats: dict[str, Any], columns: Sequence[Column]) -> int:
    at = 0
    for column in columns:
        page.write_string(HEADER_ROWS - 1, at, _label(column), formats["head"])
        page.set_column(at, at, WIDTHS[column.kind])
        at += 1
        if column.kind == "rate":
            page.write_string(HEADER_ROWS - 1, at, "分子/分母，95%区间", formats["head"])
            page.set_column(at, at, INTERVAL_WIDTH)
            at += 1
    page.set_row(HEADER_ROWS - 1, 34)
    return at


def _label(column: Column) -> str:
    unit = column.unit.zh if column.unit and column.kind == "count" else ""
    return f"{column.label.zh}（{unit}）" if unit else column.label.zh


def _row(page: Any, formats: dict[str, Any], row: int, columns: Sequence[Column], cells: Sequence[Cell]) -> None:
    at = 0
    for column, cell in zip(columns, cells, strict=True):
        _cell(page, formats, row, at, cell)
        at += 1
        if column.kind == "rate":
            base = ""
            if isinstance(cell, Figure) and cell.value is not None and cell.numerator is not None:
                base = f"{count(cell.numerator)}/{count(cell.denominator or 0)}，{interval(cell)}"
            page.write_string(row, at, base, formats["text"])
            at += 1


def _cell(page: Any, formats: dict[str, Any], row: int, column: int, cell: Cell) -> None:
    if isinstance(cell, Figure):
        if cell.value is None:
            page.write_string(row, column, show(cell, "zh"), formats["blank"])
            page.write_comment(row, column, blank(cell.reason or "no_data").zh)
        else:
            page.write_number(row, column, cell.value, formats["rate" if cell.is_rate else "count"])
    elif cell is not None and not isinstance(cell, str | Text):
        page.write_datetime(row, column, cell, formats["date"])
    else:
        page.write_string(row, column, show(cell, "zh"), formats["text"])


def _line_chart(book: Any, page: Any, name: str, exhibit: Exhibit, after: int, width: int) -> None:
    value = next(at for at, column in enumerate(exhibit.columns) if column.kind == "count")
    last = after - 1
    chart = book.add_chart({"type": "line"})
    chart.add_series(
        {
            "name": _label(exhibit.columns[value]),
            "categories": [name, HEADER_ROWS, 0, last, 0],
            "values": [name, HEADER_ROWS, value, last, value],
            "line": {"color": "#2F5D8C", "width": 2},
            "marker": {"type": "circle", "size": 4, "fill": {"color": "#2F5D8C"}, "border": {"color": "#2F5D8C"}},
        }
    )
    chart.set_legend({"none": True})
    chart.set_title({"name": exhibit.title.zh, "name_font": {"name": BODY_FONT, "size": 12}})
    chart.set_y_axis({"min": 0, "major_gridlines": {"visible": True, "line": {"color": "#E3E6EB"}}})
    chart.set_x_axis({"num_font": {"name": BODY_FONT, "size": 9, "rotation": -45}})
    page.insert_chart(HEADER_ROWS, width + 1, chart, {"x_scale": 1.7, "y_scale": 1.3})
