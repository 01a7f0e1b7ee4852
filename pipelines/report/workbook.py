"""A paper as an Excel workbook: one sheet a table, numbers as numbers, native charts, a cover that says what they are.

Text from outside is written as text, never as a formula.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from pipelines.report import style
from pipelines.report.charts import Chart, Series, axis, chart_of
from pipelines.report.paper import Drawing, Paper, Paragraph, numeral
from pipelines.report.tables import BELOW, closed, head, is_first_below, nothing, width
from warehouse.exhibits import Cell, Column, Exhibit, Figure
from warehouse.exhibits.wording import DASH, blank, count, interval, is_beyond_chance, show

_ERRORS = {"columns": "y_error_bars", "intervals": "x_error_bars"}
HEADER_ROWS = 4
TEXT_WIDTH, NUMBER_WIDTH = 22, 12
INTERVAL_WIDTH = 24
WIDEST = 46
LINE_HEIGHT = 17
COUNTS = ("count", "count.0", "count.00")  # by decimals, as many as the screen shows
CHANGE = '+0.0%;"−"0.0%;0.0%'
BEYOND = '+0.0%"*";"−"0.0%"*";0.0%"*"'
BODY = {"font_name": style.BODY.name, "font_size": 12, "valign": "vcenter"}
CELL = {**BODY, "border": 1, "border_color": f"#{style.LINE}"}
TYPES = {
    "columns": {"type": "column"},
    "stacked": {"type": "bar", "subtype": "stacked"},
    "intervals": {"type": "bar"},
}


def write_workbook(file: Path, paper: Paper) -> None:
    """Write the workbook; an existing one of that name is replaced."""
    book = xlsxwriter.Workbook(str(file), {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True})
    try:
        book.set_properties(
            {
                "title": paper.title,
                "author": paper.office,
                "comments": f"发布版本 {paper.version}",
                "created": datetime.fromisoformat(paper.as_of),  # a rebuild is the same paper
            }
        )
        formats = formats_of(book)
        drawings = [*paper.drawings, *paper.appendix]
        _cover(book, formats, paper, drawings)
        for drawing in drawings:
            _draw(book, formats, drawing)
    finally:
        book.close()


def formats_of(book: Any) -> dict[str, Any]:
    """The formats of cells, by what they hold: one hand for every workbook of the office."""
    return {
        "title": book.add_format(
            {"font_name": style.TITLE.name, "font_size": 20, "align": "center", "valign": "vcenter"}
        ),
        "heading": book.add_format({"font_name": style.HEI.name, "font_size": 15, "valign": "vcenter"}),
        "body": book.add_format({**BODY, "text_wrap": True, "valign": "top"}),
        "note": book.add_format(
            {**BODY, "font_size": 10, "font_color": f"#{style.SOFT}", "text_wrap": True, "valign": "top"}
        ),
        "head": book.add_format(
            {**CELL, "bold": True, "align": "center", "bg_color": f"#{style.WASH}", "text_wrap": True}
        ),
        "text": book.add_format({**CELL, "text_wrap": True}),
        "date": book.add_format({**CELL, "num_format": "yyyy-mm-dd", "align": "center"}),
        **{
            name: book.add_format({**CELL, "num_format": number, "align": "right"})
            for name, number in zip(COUNTS, ("#,##0", "#,##0.0", "#,##0.00"), strict=True)
        },
        "rate": book.add_format({**CELL, "num_format": "0.0%", "align": "right"}),
        "change": book.add_format({**CELL, "num_format": CHANGE, "align": "right"}),
        "beyond": book.add_format({**CELL, "num_format": BEYOND, "align": "right"}),
        "blank": book.add_format({**CELL, "align": "right", "font_color": f"#{style.SOFT}"}),
    }


def _cover(book: Any, formats: dict[str, Any], paper: Paper, drawings: Sequence[Drawing]) -> None:
    page = book.add_worksheet("说明")
    page.hide_gridlines(2)
    page.set_column(0, 0, 18)
    page.set_column(1, 1, 78)
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.merge_range(0, 0, 0, 1, paper.title, formats["title"])
    page.set_row(0, 42)
    lines = [
        ("时段", paper.days),
        ("期号", paper.number),
        ("单位", paper.office),
        ("报送", paper.send_to),
        ("抄送", paper.copy_to),
        ("截止日期", paper.as_of),
        ("数据覆盖至", paper.data_through),
        ("版本", paper.version),
        ("密级提示", f"{paper.mark}。数据已去标识化，仍属个人信息处理范围；只评价办理情况，不评价信访人。"),
    ]
    row = 2
    for label, text in lines:
        if text:
            page.write_string(row, 0, label, formats["head"])
            page.write_string(row, 1, text, formats["text"])
            row += 1
    row += 1
    page.write_string(row, 0, "各表", formats["heading"])
    for row, drawing in enumerate(drawings, start=row + 1):  # noqa: B020
        exhibit = drawing.exhibit
        page.write_url(row, 0, f"internal:'{drawing.name}'!A1", formats["text"], drawing.name)
        finding = f"{closed(exhibit.title.zh)}{exhibit.sentence.zh}" if exhibit.state == "ok" else _nothing(exhibit)
        page.write_string(row, 1, finding, formats["text"])
        page.set_row(row, 16 * (1 + len(finding) // 40))
    row += 2
    page.write_string(row, 0, "文字", formats["heading"])
    for place, section in enumerate(paper.sections, start=1):
        for block in section.blocks:
            if isinstance(block, Paragraph):
                row += 1
                page.write_string(row, 0, f"{numeral(place)}、{section.heading}", formats["text"])
                page.write_string(row, 1, block.text, formats["text"])
                page.set_row(row, 16 * (1 + len(block.text) // 40))


def _draw(book: Any, formats: dict[str, Any], drawing: Drawing) -> None:
    exhibit = drawing.exhibit
    page = book.add_worksheet(drawing.name)
    page.hide_gridlines(2)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.write_string(0, 0, exhibit.title.zh, formats["heading"])
    page.set_row(0, 24)
    page.write_string(1, 0, exhibit.sentence.zh, formats["note"])
    page.write_string(2, 0, f"{drawing.period.zh}{'；' + exhibit.n.zh if exhibit.n else ''}", formats["note"])
    for row in (1, 2):
        page.set_row(row, 18)
    if exhibit.state != "ok":
        page.write_string(HEADER_ROWS - 1, 0, _nothing(exhibit), formats["body"])
        return
    widths = _widths(exhibit)
    across = _head(page, formats, exhibit.columns, widths)
    row = HEADER_ROWS
    places = []  # the sheet's row of each of the exhibit's rows
    was_below, section = False, None
    for entry in exhibit.rows:
        if entry.section is not None and entry.section != section:
            page.merge_range(row, 0, row, across - 1, entry.section.zh, formats["head"])
            section, was_below = entry.section, False
            row += 1
        if is_first_below(exhibit, entry, was_below=was_below):
            page.merge_range(row, 0, row, across - 1, BELOW, formats["head"])
            was_below = True
            row += 1
        _row(page, formats, row, exhibit.columns, entry.cells)
        page.set_row(row, LINE_HEIGHT * _lines(entry.cells, widths))
        places.append(row)
        row += 1
    page.freeze_panes(HEADER_ROWS, 1)
    page.repeat_rows(HEADER_ROWS - 1)
    chart = chart_of(exhibit)
    if chart is not None:
        page.insert_chart(
            HEADER_ROWS, across + 1, _chart(book, drawing, chart, places), {"x_scale": 1.9, "y_scale": 1.5}
        )
    row += 1
    footing = exhibit.footing
    notes = [text.zh for text in (*exhibit.basis, *exhibit.notes)]
    if footing:
        rebuilt = "；部分数据为回溯重建" if footing.reconstructed else ""
        notes.append(f"截止{footing.as_of}，数据覆盖至{footing.data_through}，版本{footing.version}{rebuilt}")
    for note in notes:
        page.merge_range(row, 0, row, max(across - 1, 1), note, formats["note"])
        page.set_row(row, 16 * (1 + len(note) // 60))
        row += 1


def _nothing(exhibit: Exhibit) -> str:
    return f"{exhibit.title.zh}：{DASH}（{nothing(exhibit)}）"


def _widths(exhibit: Exhibit) -> list[int]:
    """The width of every column: that of its longest text, within limits."""
    texts = [[width(show(row.cells[at], "zh")) + 2 for row in exhibit.rows] for at in range(len(exhibit.columns))]
    return [
        min(WIDEST, max(TEXT_WIDTH, *found, 0)) if column.kind == "text" else NUMBER_WIDTH
        for column, found in zip(exhibit.columns, texts, strict=True)
    ]


def _lines(cells: Sequence[Cell], widths: Sequence[int]) -> int:
    return max(-(-(width(show(cell, "zh")) + 2) // room) for cell, room in zip(cells, widths, strict=True))


def _head(page: Any, formats: dict[str, Any], columns: Sequence[Column], widths: Sequence[int]) -> int:
    at = 0
    for column, room in zip(columns, widths, strict=True):
        heading = head(column)
        page.write_string(HEADER_ROWS - 1, at, "".join((heading.text, *heading.small)), formats["head"])
        page.set_column(at, at, room)
        at += 1
        if column.kind == "rate":
            page.write_string(HEADER_ROWS - 1, at, "分子/分母，95%区间", formats["head"])
            page.set_column(at, at, INTERVAL_WIDTH)
            at += 1
    page.set_row(HEADER_ROWS - 1, 34)
    return at


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
            page.write_number(row, column, cell.value, formats[_number_format(cell)])
    elif isinstance(cell, date):
        page.write_datetime(row, column, cell, formats["date"])
    else:
        page.write_string(row, column, show(cell, "zh"), formats["text"])


def _number_format(figure: Figure) -> str:
    if figure.is_change:
        return "beyond" if is_beyond_chance(figure) else "change"
    if figure.is_rate:
        return "rate"
    decimals = len(show(figure, "zh").partition(".")[2])
    return COUNTS[min(decimals, len(COUNTS) - 1)]


def _chart(book: Any, drawing: Drawing, chart: Chart, places: Sequence[int]) -> Any:
    """A native chart over the cells of the sheet: categories in the first column, values where the table has them."""
    drawn = book.add_chart(TYPES[chart.shape])
    rows = [places[at] for at in chart.rows]
    for series in chart.series:
        column = _sheet_column(drawing.exhibit.columns, series.column)
        drawn.add_series(
            {
                "name": series.name,
                "categories": _cells(drawing.name, rows, 0),
                "values": _cells(drawing.name, rows, column),
                "gap": 45,
                **({"overlap": 100} if chart.shape == "stacked" else {}),
                **_paint(series),
                **({_ERRORS[chart.shape]: _error_bars(series)} if series.lows else {}),
            }
        )
    small = {"name": style.HEI.name, "size": 9}
    drawn.set_title({"name": drawing.name, "name_font": {"name": style.HEI.name, "size": 12}, "overlay": False})
    drawn.set_legend({"none": True} if len(chart.series) == 1 else {"position": "bottom", "font": small})
    names: dict[str, Any] = {"num_font": {**small, "rotation": -90}, "label_position": "low"}
    values: dict[str, Any] = {
        "num_font": small,
        "major_gridlines": {"visible": True, "line": {"color": f"#{style.WASH}"}},
    }
    marks = axis(chart)
    values |= {"num_format": "0%" if chart.is_rate else "#,##0", "min": 0, "max": marks[-1], "major_unit": marks[1]}
    if chart.shape == "columns":
        drawn.set_x_axis(names)
        drawn.set_y_axis(values)
    else:  # for lying bars xlsxwriter's y axis is the one of the categories
        drawn.set_y_axis({"num_font": small, "reverse": True})
        drawn.set_x_axis({**values, "label_position": "high"})
    return drawn


def _cells(sheet: str, rows: Sequence[int], column: int) -> str | list[Any]:
    """A reference to one column of these rows; rows that do not stand together are listed."""
    if rows == list(range(rows[0], rows[-1] + 1)):
        return [sheet, rows[0], column, rows[-1], column]
    letter = xlsxwriter.utility.xl_col_to_name(column)
    return "=(" + ",".join(f"'{sheet}'!${letter}${row + 1}" for row in rows) + ")"


def _sheet_column(columns: Sequence[Column], at: int) -> int:
    """Where a column stands on the sheet: every rate is followed by its base and interval."""
    return at + sum(1 for column in columns[:at] if column.kind == "rate")


def _paint(series: Series) -> dict[str, Any]:
    points = [{"fill": {"color": f"#{colour}"}} for colour in series.colours]
    return {"fill": {"color": f"#{series.colour}"}, **({"points": points} if points else {})}


def _error_bars(series: Series) -> dict[str, Any]:
    pairs = list(zip(series.values, series.lows, series.highs, strict=True))
    return {
        "type": "custom",
        "plus_values": [(high or 0) - (value or 0) if high is not None else 0 for value, _, high in pairs],
        "minus_values": [(value or 0) - (low or 0) if low is not None else 0 for value, low, _ in pairs],
        "end_style": 0,
        "line": {"color": f"#{style.SAME}", "width": 0.75},
    }
