"""What every reader yields: the top of a table as text, then its rows in blocks.

Here: the protocol between readers and the rest of the importer, the file that a reader opens, the sheet whose cells
are all in memory, and what all readers say alike. Not here: any file format.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import BinaryIO, Literal, Protocol

import polars as pl

from pipelines.ingest.errors import IngestError

HEAD_ROWS = 30  # the header stands in one of these
ROW_NO = "row_no"  # as a spreadsheet shows it, from 1; below a later sheet's header ROWS_OF_A_SHEET more a sheet
ROWS_OF_A_SHEET = 10**10
HAS_EXTRA = "has_extra"  # the row carries content beyond the last column of the header, or cannot be parsed
LONGEST_CELL = 32_767  # characters, as many as a cell of Excel holds; the rest of a longer one is left out
MOST_COLUMNS = 2_000
_BLOCK_ROWS = 50_000
_FREE_GRID = 4_000_000  # cells; up to here a table may be as empty as it likes
_MOST_EMPTY = 50  # cells of the grid for each one that is filled


def too_wide(sheet: str, columns: int) -> IngestError:
    """What is said of a table with more columns than are read: left out unseen, one of them might be missed."""
    zh, en = (f"工作表“{sheet[:40]}”", "the sheet") if sheet else ("表格", "the table")
    return IngestError(
        f"{zh}有{columns}列以上，最多可读{MOST_COLUMNS}列。请删除多余的列后另存为xlsx或csv",
        f"{en} has {columns} columns or more, {MOST_COLUMNS} are read: delete those not needed and save it again",
    )


def is_scattered(rows: int, columns: int, cells: int) -> bool:
    """Whether a grid of this reach would be nearly empty: a stray cell far away would ask for gigabytes of blanks."""
    return rows * columns > max(_FREE_GRID, _MOST_EMPTY * cells)


def scattered(sheet: str, rows: int, columns: int) -> IngestError:
    """What is said of a table with stray cells far away from it."""
    zh, en = (f"工作表“{sheet[:40]}”", "the sheet") if sheet else ("表格", "the table")
    return IngestError(
        f"{zh}在很远处有零散内容（{rows}行×{columns}列），请删除后另存为xlsx",
        f"{en} has stray content far from its rows: delete it and save it as xlsx",
    )


def as_excel_shows(number: str) -> str:
    """A number beyond 15 digits with an exponent, as Excel shows it: its last digits are lost."""
    return f"{float(number):.14E}"


def row_words(row_no: int) -> tuple[str, str]:
    """A row as the spreadsheet numbers it, zh and en; of a sheet that continues the first, with that sheet's place."""
    sheet, row = divmod(row_no, ROWS_OF_A_SHEET)
    return (f"第{sheet + 1}个表第{row}行", f"sheet {sheet + 1} row {row}") if sheet else (f"第{row}行", f"row {row}")


class ExportFile(Protocol):
    """Bytes with a name: a file on disk, or a member of an archive."""

    @property
    def name(self) -> str:
        """The name without folders."""

    def open(self, mode: Literal["rb"]) -> BinaryIO:
        """Open it for reading."""


class Sheet(Protocol):
    """One table of a file."""

    @property
    def name(self) -> str:
        """What the file calls it; empty where a file is one table."""

    @property
    def encoding(self) -> str:
        """How the file is written: a text encoding, or the kind of workbook."""

    @property
    def is_hidden(self) -> bool:
        """Whether whoever opens the file does not see it."""

    @property
    def counts_from_1904(self) -> bool:
        """Whether day 0 of its serial numbers is 1904-01-01, as in workbooks of old Macs."""

    @property
    def head(self) -> list[list[str]]:
        """The first rows as text; a blank cell is an empty text."""

    def blocks(self, after: int, width: int) -> Generator[pl.DataFrame]:
        """Yield all rows below row `after`, blank ones too, each with at least `width` cells of text."""


def cell(index: int) -> str:
    """The name of the column at this position in a block."""
    return f"c{index}"


def block_of(cells: list[pl.Series], first_row: int, has_extra: pl.Series | None = None) -> pl.DataFrame:
    """Put the columns of a block together with its row numbers."""
    height = len(cells[0])
    if has_extra is None:
        has_extra = pl.repeat(False, height, eager=True)
    return pl.DataFrame(
        [
            pl.int_range(first_row, first_row + height, dtype=pl.Int64, eager=True).alias(ROW_NO),
            has_extra.alias(HAS_EXTRA),
            *_bounded(pl.DataFrame([column.alias(cell(index)) for index, column in enumerate(cells)])),
        ]
    )


def _bounded(cells: pl.DataFrame) -> pl.DataFrame:
    """Cut what no clerk has written: a text that runs on for megabytes."""
    (longest,) = cells.select(pl.all().str.len_bytes().max()).rows()
    runs_on = [name for name, length in zip(cells.columns, longest, strict=True) if (length or 0) > LONGEST_CELL]
    return cells.with_columns(pl.col(runs_on).str.head(LONGEST_CELL))


class FrameSheet:
    """A table that is read whole when it is first asked for, every column as text."""

    def __init__(
        self,
        name: str,
        encoding: str,
        load: Callable[[], pl.DataFrame],
        *,
        is_hidden: bool = False,
        counts_from_1904: bool = False,
    ) -> None:
        self.name = name
        self.encoding = encoding
        self.is_hidden = is_hidden
        self.counts_from_1904 = counts_from_1904
        self._load: Callable[[], pl.DataFrame] | None = load
        self._frame = pl.DataFrame()

    @property
    def head(self) -> list[list[str]]:
        """The first rows as text."""
        return [[(text or "")[:LONGEST_CELL] for text in row] for row in self._cells().head(HEAD_ROWS).rows()]

    def blocks(self, after: int, width: int) -> Generator[pl.DataFrame]:
        """Yield the rows below row `after`.

        A cell right of the header stands in a column without a name; unlike in a text file it cannot have pushed
        others aside.
        """
        frame = self._cells().slice(after)
        missing = [pl.lit(None, pl.String).alias(f"missing {index}") for index in range(frame.width, width)]
        for start in range(0, frame.height, _BLOCK_ROWS):
            part = frame.slice(start, _BLOCK_ROWS).with_columns(missing)
            yield block_of(part.get_columns(), after + start + 1)

    def _cells(self) -> pl.DataFrame:
        if self._load is not None:
            self._frame = self._load()
            self._load = None  # it may hold the whole file in memory
        return self._frame


def frame_of(rows: list[list[str | None]]) -> pl.DataFrame:
    """A frame of text from rows of any length; an empty text is a blank.

    Raises:
        IngestError: nearly all of it would be blank.
    """
    width = max(map(len, rows), default=0)
    if is_scattered(len(rows), width, sum(map(len, rows))):
        raise scattered("", len(rows), width)
    filled = (row + [None] * (width - len(row)) for row in rows)
    columns = list(zip(*filled, strict=True)) if rows else []
    return pl.DataFrame(
        [pl.Series(cell(index), [text or None for text in column], pl.String) for index, column in enumerate(columns)]
    )
