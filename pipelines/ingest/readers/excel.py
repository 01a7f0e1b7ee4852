"""Workbooks, new (XLSX) and old (BIFF XLS), every cell as text.

Here: sheets, their cells as text, merged cells, and numbers that Excel has rounded. Not here: what a date or a count
looks like: cells are never typed by the reader, because guessing types loses text cells without an error.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Literal

import fastexcel
import polars as pl

from pipelines.ingest.errors import IngestError
from pipelines.ingest.readers import biff, ooxml
from pipelines.ingest.readers.biff import Extent
from pipelines.ingest.readers.sheet import (
    MOST_COLUMNS,
    ExportFile,
    FrameSheet,
    Sheet,
    as_excel_shows,
    is_scattered,
    scattered,
    too_wide,
)

_ERRORS = threading.Lock()  # one file descriptor for all
_ROUNDED = r"^-?\d{16,}$"  # Excel keeps 15 significant digits of a number
_LOCKED = IngestError(
    "工作簿设有密码。请在Excel中打开，取消密码后另存为xlsx",
    "the workbook is locked: save it as xlsx without its password",
)


def open_workbook(file: ExportFile) -> tuple[Sheet, ...]:
    """Open the sheets of an XLSX workbook, in their order.

    Raises:
        IngestError: the workbook is damaged, or a stray cell stretches a sheet beyond reason.
    """
    content = _content(file)
    facts = ooxml.inspect(content)
    reader = _reader(content)
    return tuple(
        _sheet(reader, index, name, "xlsx", facts.sheets.get(name, facts.widest), facts.counts_from_1904)
        for index, name in enumerate(reader.sheet_names)
    )


def open_biff(file: ExportFile) -> tuple[Sheet, ...]:
    """Open the sheets of an old workbook, in their order.

    Raises:
        IngestError: damaged, locked by a password, or no workbook but another kind of compound file.
    """
    content = _content(file)
    streams = biff.streams_of(content)
    if "EncryptedPackage" in streams:
        raise _LOCKED
    stream = streams.get("Workbook") or streams.get("Book")
    if stream is None:
        raise IngestError(
            "不是可识别的表格：内容为Word等旧版文档。请在Excel中打开，另存为xlsx或csv后再导入",
            "not a table that can be read (an old document): save it as xlsx or csv and import that",
        )
    facts = biff.inspect(stream)
    if facts.is_locked:
        raise _LOCKED
    widest = Extent(
        sum(sheet.cells for sheet in facts.sheets),
        max((sheet.rows for sheet in facts.sheets), default=0),
        max((sheet.columns for sheet in facts.sheets), default=0),
    )
    reader = _reader(content)
    found = facts.sheets if len(facts.sheets) == len(reader.sheet_names) else [widest] * len(reader.sheet_names)
    return tuple(
        _sheet(
            reader, index, name, "xls", ooxml.SheetFacts(**vars(extent), has_long_numbers=True), facts.counts_from_1904
        )
        for index, (name, extent) in enumerate(zip(reader.sheet_names, found, strict=True))
    )


def _content(file: ExportFile) -> bytes:
    with file.open("rb") as stream:
        return stream.read()


def _reader(content: bytes) -> fastexcel.ExcelReader:
    with _named("工作簿无法打开：文件损坏或设有密码", "the workbook cannot be opened (damaged or locked)"):
        return fastexcel.read_excel(content)  # by content: of a path it believes the extension


@contextmanager
def _named(zh: str, en: str) -> Iterator[None]:
    """Say what could not be read. A damaged file may also make the library panic, which is no Exception to Python."""
    try:
        with _unheard():
            yield
    except BaseException as error:
        if isinstance(error, fastexcel.FastExcelError) or type(error).__name__ == "PanicException":
            raise IngestError(f"{zh}。请在Excel中打开并另存为xlsx", f"{en}: save it again as xlsx") from error
        raise


@contextmanager
def _unheard() -> Iterator[None]:
    """Keep what a panic writes off the screen: a trace of the library's insides, which may quote cells."""
    with _ERRORS:
        try:
            errors = os.dup(2)
        except OSError:  # a service may have no screen
            yield
            return
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 2)
        os.close(nowhere)
        try:
            yield
        finally:
            os.dup2(errors, 2)
            os.close(errors)


def _sheet(
    reader: fastexcel.ExcelReader,
    index: int,
    name: str,
    encoding: str,
    facts: ooxml.SheetFacts,
    counts_from_1904: bool,
) -> Sheet:
    load = partial(_load_sheet, reader, index, name, facts)
    return FrameSheet(name, encoding, load, is_hidden=facts.is_hidden, counts_from_1904=counts_from_1904)


def _load_sheet(reader: fastexcel.ExcelReader, index: int, name: str, facts: ooxml.SheetFacts) -> pl.DataFrame:
    if facts.columns > MOST_COLUMNS and 2 * facts.cells >= facts.columns:  # the library would take minutes
        raise too_wide(name, facts.columns)
    if facts.columns > MOST_COLUMNS or is_scattered(facts.rows, facts.columns, facts.cells):
        raise scattered(name, facts.rows, facts.columns)
    frame, left = _placed(reader, index) if facts.merged else (_load(reader, index, "string"), 0)
    rounded = [
        column for column in frame.columns if facts.has_long_numbers and frame[column].str.contains(_ROUNDED).any()
    ]
    frame = frame.with_columns(_without_lost_digits(reader, index, frame[column]) for column in rounded)
    return _unmerged(frame, left, facts.merged)


def _without_lost_digits(reader: fastexcel.ExcelReader, index: int, column: pl.Series) -> pl.Series:
    """Write numbers beyond 15 digits with an exponent, as Excel does: their last digits are lost.

    Only number cells have a truth value; text cells that look like numbers are kept.
    """
    is_number = _load(reader, index, "boolean", column.name)[column.name].is_not_null()
    lost = is_number & column.str.contains(_ROUNDED)
    shown = pl.Series([as_excel_shows(text) for text in column.filter(lost)], dtype=pl.String)
    return column.scatter(lost.arg_true(), shown)


def _unmerged(frame: pl.DataFrame, first_column: int, merged: Sequence[tuple[int, int, int]]) -> pl.DataFrame:
    """Repeat a cell that was merged downwards in each row that it covers.

    Args:
        first_column: of the sheet, that is the first of the frame.
        merged: first row, last row, column of the sheet.
    """
    sources: dict[int, dict[int, int]] = {}
    left = frame.height * frame.width  # merged cells do not overlap: what covers more is no real workbook
    for top, bottom, sheet_column in merged:
        column = sheet_column - first_column
        covered_rows = range(top + 1, min(bottom, frame.height - 1) + 1)
        left -= len(covered_rows)
        if 0 <= column < frame.width and covered_rows and left > 0:
            sources.setdefault(column, {}).update(dict.fromkeys(covered_rows, top))
    filled = []
    for column, rows in sources.items():
        cells = frame.to_series(column)
        covered = pl.Series(list(rows), dtype=pl.UInt32)
        filled.append(cells.scatter(covered, cells.gather(pl.Series(list(rows.values()), dtype=pl.UInt32))))
    return frame.with_columns(filled)


def _placed(reader: fastexcel.ExcelReader, index: int) -> tuple[pl.DataFrame, int]:
    """All cells as text, and which column they begin in: blank ones before it are left out."""
    with _named(f"第{index + 1}个工作表无法读取", f"sheet {index + 1} cannot be read"):
        sheet = reader.load_sheet(index, header_row=None, skip_rows=0, dtypes="string")
        columns = sheet.available_columns()
        return sheet.to_polars(), columns[0].absolute_index if columns else 0


def _load(
    reader: fastexcel.ExcelReader, index: int, dtype: Literal["string", "boolean"], column: str | None = None
) -> pl.DataFrame:
    with _named(f"第{index + 1}个工作表无法读取", f"sheet {index + 1} cannot be read"):
        cells = reader.load_sheet_eager(  # the other way copies every text once more
            index,
            header_row=None,
            skip_rows=0,  # else leading blank rows vanish and every row number is wrong
            dtypes=dtype,
            use_columns=None if column is None else [column],
        )
    return pl.DataFrame(cells)
