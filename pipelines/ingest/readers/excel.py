"""Workbooks, new (XLSX) and old (BIFF XLS), every cell as text.

Here: sheets, their cells as text, merged cells, and numbers that Excel has rounded. Not here: what a date or a count
looks like: cells are never typed by the reader, because guessing types loses text cells without an error.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Literal

import fastexcel
import polars as pl

from pipelines.ingest.errors import IngestError
from pipelines.ingest.readers import biff, ooxml
from pipelines.ingest.readers.biff import Extent
from pipelines.ingest.readers.halves import Half, halves_of
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

if TYPE_CHECKING:
    from fastexcel._fastexcel import ColumnInfoNoDtype

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
    whole = [Half(content, 0)]
    with halves_of(content, facts.large) as halves:
        book = _Book(halves or whole, facts.large.name if facts.large else "")
    if not book.has_cut:  # the library calls the sheet otherwise: its lower half would never be asked for
        book = _Book(whole)
    return tuple(
        _sheet(book, index, name, "xlsx", facts.sheets.get(name, facts.widest), facts.counts_from_1904)
        for index, name in enumerate(book.sheet_names)
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
    book = _Book([Half(content, 0)])
    found = facts.sheets if len(facts.sheets) == len(book.sheet_names) else [widest] * len(book.sheet_names)
    return tuple(
        _sheet(
            book, index, name, "xls", ooxml.SheetFacts(**vars(extent), has_long_numbers=True), facts.counts_from_1904
        )
        for index, (name, extent) in enumerate(zip(book.sheet_names, found, strict=True))
    )


def _content(file: ExportFile) -> bytes:
    with file.open("rb") as stream:
        return stream.read()


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


class _Book:
    """The library's view of a workbook, or of its two halves, which are read at once.

    Args:
        halves: one with all sheets, and one with the lower rows of a single sheet.
        cut: the name of that sheet.

    Raises:
        IngestError: it cannot be opened.
    """

    def __init__(self, halves: Sequence[Half], cut: str = "") -> None:
        with (
            _named("工作簿无法打开：文件损坏或设有密码", "the workbook cannot be opened (damaged or locked)"),
            ThreadPoolExecutor(len(halves)) as pool,
        ):
            readers = pool.map(lambda half: fastexcel.read_excel(half.source), halves)
            self._readers = [(reader, half.skipped) for reader, half in zip(readers, halves, strict=True)]
        self._cut = cut
        self.sheet_names = self._readers[0][0].sheet_names

    @property
    def has_cut(self) -> bool:
        """Whether the sheet that was cut, if any, is one of those that the library finds."""
        return len(self._readers) == 1 or self.sheet_names.count(self._cut) == 1

    def cells(self, index: int, dtype: Literal["string", "boolean"]) -> pl.DataFrame:
        """The cells of a sheet, each column under its number from 0 in the sheet.

        Raises:
            IngestError: they cannot be read, or stand in no order.
        """
        readers = self._readers if self.sheet_names[index] == self._cut else self._readers[:1]
        with (
            _named(f"第{index + 1}个工作表无法读取", f"sheet {index + 1} cannot be read"),
            ThreadPoolExecutor(len(readers)) as pool,
        ):
            cells, *lower = pool.map(lambda reader: _cells(index, dtype, *reader), readers)
        if lower:
            (below,) = lower
            gap = readers[1][1] - cells.height
            if gap < 0:
                raise IngestError(
                    f"第{index + 1}个工作表的行次混乱，请在Excel中打开并另存为xlsx",
                    f"the rows of sheet {index + 1} stand in no order: save it again as xlsx",
                )
            cells = pl.concat([cells, below.clear(gap), below], how="diagonal")
        return cells.select(map(str, sorted(map(int, cells.columns))))


def _cells(
    index: int, dtype: Literal["string", "boolean"], reader: fastexcel.ExcelReader, skipped: int
) -> pl.DataFrame:
    numbers: dict[str, str] = {}

    def noted(column: ColumnInfoNoDtype) -> bool:
        numbers[column.name] = str(column.absolute_index)
        return True

    try:
        cells = reader.load_sheet(
            index,
            eager=True,  # else every text is copied once more
            header_row=None,
            skip_rows=skipped,  # by default leading blank rows vanish and every row number is wrong
            dtypes=dtype,
            use_columns=noted,  # the only place that tells where the columns of the sheet begin
        )
    except fastexcel.InvalidParametersError as error:
        if not skipped or "rows skipped" not in str(error):
            raise
        return pl.DataFrame()  # all rows below the cut are blank, as formats dragged far down are
    return pl.DataFrame(cells).rename(numbers)


def _sheet(book: _Book, index: int, name: str, encoding: str, facts: ooxml.SheetFacts, counts_from_1904: bool) -> Sheet:
    load = partial(_load_sheet, book, index, name, facts)
    return FrameSheet(name, encoding, load, is_hidden=facts.is_hidden, counts_from_1904=counts_from_1904)


def _load_sheet(book: _Book, index: int, name: str, facts: ooxml.SheetFacts) -> pl.DataFrame:
    if facts.columns > MOST_COLUMNS and 2 * facts.cells >= facts.columns:  # the library would take minutes
        raise too_wide(name, facts.columns)
    if facts.columns > MOST_COLUMNS or is_scattered(facts.rows, facts.columns, facts.cells):
        raise scattered(name, facts.rows, facts.columns)
    frame = book.cells(index, "string")
    rounded = [column for column in frame if facts.has_long_numbers and column.str.contains(_ROUNDED).any()]
    if rounded:
        truths = book.cells(index, "boolean")  # only number cells have one; texts that look like numbers are kept
        frame = frame.with_columns(
            _without_lost_digits(column, truths[column.name].is_not_null()) for column in rounded
        )
    return _unmerged(frame, facts.merged)


def _without_lost_digits(column: pl.Series, is_number: pl.Series) -> pl.Series:
    """Write numbers beyond 15 digits with an exponent, as Excel does: their last digits are lost."""
    lost = is_number & column.str.contains(_ROUNDED)
    shown = pl.Series([as_excel_shows(text) for text in column.filter(lost)], dtype=pl.String)
    return column.scatter(lost.arg_true(), shown)


def _unmerged(frame: pl.DataFrame, merged: Sequence[tuple[int, int, int]]) -> pl.DataFrame:
    """Repeat a cell that was merged downwards in each row that it covers.

    Args:
        merged: first row, last row, column of the sheet.
    """
    columns = set(frame.columns)
    sources: dict[str, dict[int, int]] = {}
    left = frame.height * frame.width  # merged cells do not overlap: what covers more is no real workbook
    for top, bottom, number in merged:
        covered_rows = range(top + 1, min(bottom, frame.height - 1) + 1)
        left -= len(covered_rows)
        if str(number) in columns and covered_rows and left > 0:
            sources.setdefault(str(number), {}).update(dict.fromkeys(covered_rows, top))
    filled = []
    for column, rows in sources.items():
        covered = pl.Series(list(rows), dtype=pl.UInt32)
        filled.append(
            frame[column].scatter(covered, frame[column].gather(pl.Series(list(rows.values()), dtype=pl.UInt32)))
        )
    return frame.with_columns(filled)
