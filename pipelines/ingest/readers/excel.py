"""XLSX workbooks, every cell as text.

Here: sheets, their cells as text, and numbers that Excel has rounded. Not here: what a date or a count looks
like: cells are never typed by the reader, because guessing types loses text cells without an error.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import fastexcel
import polars as pl

from pipelines.ingest.errors import IngestError
from pipelines.ingest.readers.sheet import HEAD_ROWS, Sheet, block_of

_BLOCK_ROWS = 100_000
_ROUNDED = r"^-?\d{16,}$"  # Excel keeps 15 significant digits of a number


def open_workbook(path: Path) -> tuple[Sheet, ...]:
    """Open the sheets of a workbook, in their order.

    Raises:
        IngestError: the workbook is damaged or locked by a password.
    """
    try:
        reader = fastexcel.read_excel(path.read_bytes())  # by content: of a path it believes the extension
    except fastexcel.FastExcelError as error:
        raise IngestError(
            "工作簿无法打开：文件损坏或设有密码。请在Excel中打开并另存为xlsx",
            "the workbook cannot be opened (damaged or locked): save it again as xlsx",
        ) from error
    return tuple(_WorkbookSheet(reader, index) for index in range(len(reader.sheet_names)))


class _WorkbookSheet:
    """A sheet, read when it is first asked for."""

    encoding = "xlsx"

    def __init__(self, reader: fastexcel.ExcelReader, index: int) -> None:
        self._reader = reader
        self._index = index
        self._frame: pl.DataFrame | None = None

    @property
    def head(self) -> list[list[str]]:
        """The first rows as text."""
        return [[text or "" for text in row] for row in self._cells().head(HEAD_ROWS).rows()]

    def blocks(self, after: int, width: int) -> Iterator[pl.DataFrame]:  # noqa: ARG002 - the sheet has its own
        """Yield the rows below row `after`.

        A cell right of the header stands in a column without a name; unlike in a text file it cannot have pushed
        others aside.
        """
        frame = self._cells().slice(after)
        for start in range(0, frame.height, _BLOCK_ROWS):
            yield block_of(frame.slice(start, _BLOCK_ROWS).get_columns(), after + start + 1)

    def _cells(self) -> pl.DataFrame:
        if self._frame is None:
            frame = self._load("string")
            rounded = [name for name in frame.columns if frame[name].str.contains(_ROUNDED).any()]
            self._frame = frame.with_columns(self._as_excel_shows(frame[name]) for name in rounded)
        return self._frame

    def _as_excel_shows(self, column: pl.Series) -> pl.Series:
        """Write numbers beyond 15 digits with an exponent, as Excel does: their last digits are lost.

        Only number cells have a truth value; text cells that look like numbers are kept.
        """
        is_number = self._load("boolean", column.name)[column.name].is_not_null()
        lost = is_number & column.str.contains(_ROUNDED)
        shown = pl.Series([f"{float(text):.14E}" for text in column.filter(lost)], dtype=pl.String)
        return column.scatter(lost.arg_true(), shown)

    def _load(self, dtype: Literal["string", "boolean"], column: str | None = None) -> pl.DataFrame:
        try:
            sheet = self._reader.load_sheet(
                self._index,
                header_row=None,
                skip_rows=0,  # else leading blank rows vanish and every row number is wrong
                dtypes=dtype,
                use_columns=None if column is None else [column],
            )
        except fastexcel.FastExcelError as error:
            raise IngestError(
                f"第{self._index + 1}个工作表无法读取。请在Excel中打开并另存为xlsx",
                f"sheet {self._index + 1} cannot be read: save the workbook again as xlsx",
            ) from error
        frame: pl.DataFrame = sheet.to_polars()
        return frame
