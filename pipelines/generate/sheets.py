"""Sheets of text cells and how they become files, byte for byte the same each time.

Here: CSV (UTF-8 with or without BOM, GB18030) and XLSX. Not here: what the cells say. Row i of a sheet is
row i + 1 of the spreadsheet, header included.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import polars as pl
import xlsxwriter

UTF8_BOM, UTF8, GB18030 = "utf-8-sig", "utf-8", "gb18030"
MAX_XLSX_ROWS = 1_048_576
# Any fixed instant does: a workbook records when it was made, and the same seed has to give the same bytes.
CREATED = datetime(2026, 1, 1)


@dataclass(frozen=True)
class Sheet:
    """Text cells of a whole sheet, titles and header included; `header_row` counts from 1."""

    cells: pl.DataFrame
    header_row: int = 1
    encoding: str = UTF8_BOM


def with_header(frame: pl.DataFrame) -> Sheet:
    """Return a sheet of the header and the rows of a frame of text."""
    return Sheet(pl.concat([row_of(frame, frame.columns), frame]))


def row_of(frame: pl.DataFrame, cells: Sequence[str | None]) -> pl.DataFrame:
    """Return one row with these cells in the columns of a frame; cells left out are blank."""
    filled = [*cells, *[None] * (frame.width - len(cells))]
    return pl.DataFrame(
        {name: pl.Series([cell], dtype=pl.String) for name, cell in zip(frame.columns, filled, strict=True)}
    )


def write_csv(sheet: Sheet, path: Path) -> None:
    """Write a CSV as a Windows spreadsheet program saves it."""
    if sheet.encoding == GB18030:
        text = sheet.cells.write_csv(None, include_header=False, line_terminator="\r\n")
        path.write_bytes(text.encode(GB18030))
        return
    bom = sheet.encoding == UTF8_BOM
    sheet.cells.write_csv(path, include_header=False, include_bom=bom, line_terminator="\r\n")


def write_xlsx(sheet: Sheet, path: Path, dates: Collection[str], numbers: Collection[str]) -> None:
    """Write a workbook; in the named columns, what reads as ISO date or integer becomes a real one."""
    if sheet.cells.height > MAX_XLSX_ROWS:
        raise ValueError(f"{path.name}: {sheet.cells.height} rows do not fit in a worksheet ({MAX_XLSX_ROWS}); use csv")
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        book.set_properties({"created": CREATED})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        page = book.add_worksheet("Sheet1")
        typed = [_typed(sheet.cells[name], name in dates, name in numbers) for name in sheet.cells.columns]
        for row, cells in enumerate(zip(*typed, strict=True)):
            for column, cell in enumerate(cells):
                if isinstance(cell, datetime):
                    page.write_datetime(row, column, cell, moment if cell.hour else day)
                elif isinstance(cell, int):
                    page.write_number(row, column, cell)
                elif cell is not None:
                    page.write_string(row, column, cell)


def _typed(column: pl.Series, dates: bool, numbers: bool) -> list[datetime | int | str | None]:
    """Return the cells of a column, those that can be as dates or numbers."""
    texts = column.to_list()
    if dates:
        long = column.str.to_datetime("%Y-%m-%d %H:%M:%S", strict=False)
        values = long.fill_null(column.str.to_datetime("%Y-%m-%d", strict=False)).to_list()
    elif numbers:
        values = column.cast(pl.Int64, strict=False).to_list()
    else:
        return texts
    return [text if value is None else value for text, value in zip(texts, values, strict=True)]
