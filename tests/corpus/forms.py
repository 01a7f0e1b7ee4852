"""The same rows as every kind of file: text, workbooks old and new, HTML, Parquet, JSON lines, ZIP."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape

import polars as pl
import xlsxwriter
import xlwt

Cell = str | int | float | datetime | None
Rows = Sequence[Sequence[Cell]]
Merge = tuple[int, int, int, int]  # first row, first column, last row, last column; from 0

MOMENT = "yyyy-mm-dd hh:mm:ss"


def text(rows: Rows, mark: str = ",", end: str = "\n", encoding: str = "utf-8", bom: bytes = b"") -> bytes:
    """Delimited text; a cell that holds the mark, a quote or a line break is quoted."""

    def quoted(cell: Cell) -> str:
        shown = "" if cell is None else f"{cell:%Y-%m-%d %H:%M:%S}" if isinstance(cell, datetime) else str(cell)
        needs = any(one in shown for one in (mark, '"', "\n"))
        return f'"{shown.replace(chr(34), chr(34) * 2)}"' if needs else shown

    return bom + (end.join(mark.join(map(quoted, row)) for row in rows) + end).encode(encoding)


def xlsx(sheets: Mapping[str, Rows], merges: Sequence[Merge] = (), hidden: Sequence[str] = (), **options: Any) -> bytes:
    """A workbook whose cells are what they are: text, number, date; merges are of the last sheet."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, **options}) as book:
        moment = book.add_format({"num_format": MOMENT})
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            if name in hidden:
                page.hide()
            else:
                page.activate()
            for row, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    if isinstance(cell, datetime):
                        page.write_datetime(row, column, cell, moment)
                    elif isinstance(cell, str):
                        page.write_string(row, column, cell)
                    elif cell is not None:
                        page.write_number(row, column, cell)
        for top, left, bottom, right in merges:
            page.merge_range(top, left, bottom, right, "")
            page.write_string(top, left, str(rows[top][left]))
    return stream.getvalue()


def xls(
    sheets: Mapping[str, Rows], merges: Sequence[Merge] = (), hidden: Sequence[str] = (), from_1904: bool = False
) -> bytes:
    """A workbook of old Excel."""
    book = xlwt.Workbook(encoding="utf-8")
    book.dates_1904 = from_1904
    moment = xlwt.easyxf(num_format_str=MOMENT)
    for name, rows in sheets.items():
        page = book.add_sheet(name)
        page.visibility = int(name in hidden)
        covered = {
            (row, column)
            for top, left, bottom, right in merges
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
        }
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                if cell is not None and (row, column) not in covered:
                    page.write(row, column, cell, moment if isinstance(cell, datetime) else xlwt.Style.default_style)
        for top, left, bottom, right in merges:
            page.write_merge(top, bottom, left, right, rows[top][left])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def html(rows: Rows, meta: str = "", encoding: str = "utf-8", before: str = "") -> bytes:
    """A page as old systems write it and call it .xls."""
    lines = "".join("<tr>" + "".join(f"<td>{'' if c is None else c}</td>" for c in row) + "</tr>\n" for row in rows)
    head = f'<head><meta http-equiv="Content-Type" content="text/html; charset={meta}"></head>' if meta else ""
    return f"<html>{head}<body>{before}<table border=1>{lines}</table></body></html>".encode(encoding)


def parquet(columns: Mapping[str, Sequence[Any]]) -> bytes:
    """A Parquet file with typed columns."""
    stream = io.BytesIO()
    pl.DataFrame(dict(columns)).write_parquet(stream)
    return stream.getvalue()


def json_lines(records: Sequence[Mapping[str, Any]]) -> bytes:
    """One object a line."""
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records).encode()


def json_array(records: Sequence[Mapping[str, Any]]) -> bytes:
    """One array of objects, as web systems answer."""
    return json.dumps(list(records), ensure_ascii=False, indent=2).encode()


def json_answer(records: Sequence[Mapping[str, Any]], indent: int | None) -> bytes:
    """The array within what a web system answers, on one line or over many."""
    data = {"columns": list(records[0]), "page": {"no": 1}, "list": list(records)}
    return json.dumps({"code": 0, "msg": "成功 [{", "data": data}, ensure_ascii=False, indent=indent).encode()


def spreadsheetml(
    sheets: Mapping[str, Rows], merges: Sequence[Merge] = (), hidden: Sequence[str] = (), encoding: str = "utf-8"
) -> bytes:
    """A workbook in the XML of Excel 2003; blank cells are left out, merges are of the last sheet."""
    pages = []
    for name, rows in sheets.items():
        spans = {(top, left): (bottom - top, right - left) for top, left, bottom, right in merges}
        lines = []
        for number, row in enumerate(rows):
            cells = ""
            for column, cell in enumerate(row):
                if cell is not None:
                    down, across = spans.get((number, column), (0, 0))
                    kind = "String" if isinstance(cell, str) else "DateTime" if isinstance(cell, datetime) else "Number"
                    shown = f"{cell:%Y-%m-%dT%H:%M:%S.000}" if isinstance(cell, datetime) else escape(str(cell))
                    cells += (
                        f'<Cell ss:Index="{column + 1}" ss:MergeDown="{down}" ss:MergeAcross="{across}">'
                        f'<Data ss:Type="{kind}">{shown}</Data><Comment><Data>批注</Data></Comment></Cell>'
                    )
            lines.append(f'<Row ss:Index="{number + 1}">{cells}</Row>' if cells else "")
        state = "<Visible>SheetHidden</Visible>" if name in hidden else "<Selected/>"
        pages.append(
            f'<Worksheet ss:Name="{name}"><Table>{"".join(lines)}</Table>'
            f'<WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel">{state}</WorksheetOptions></Worksheet>'
        )
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    book = (
        f'<?xml version="1.0" encoding="{encoding}"?>\n<?mso-application progid="Excel.Sheet"?>\n'
        f'<Workbook xmlns="{space}" xmlns:ss="{space}">{"".join(pages)}</Workbook>'
    )
    return book.encode(encoding)


def archive(members: Mapping[str, bytes]) -> bytes:
    """A ZIP of files."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return stream.getvalue()
