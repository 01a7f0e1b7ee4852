"""What every reader yields: the top of a table as text, then its rows in blocks.

Here: the protocol between readers and the rest of the importer. Not here: any file format.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import polars as pl

HEAD_ROWS = 30  # the header stands in one of these
ROW_NO = "row_no"  # as a spreadsheet shows it, from 1
HAS_EXTRA = "has_extra"  # the row carries content beyond the last column of the header


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
            *(column.alias(cell(index)) for index, column in enumerate(cells)),
        ]
    )


class Sheet(Protocol):
    """One table of a file."""

    @property
    def encoding(self) -> str:
        """How the file is written: a text encoding, or the kind of workbook."""

    @property
    def head(self) -> list[list[str]]:
        """The first rows as text; a blank cell is an empty text."""

    def blocks(self, after: int, width: int) -> Iterator[pl.DataFrame]:
        """Yield all rows below row `after`, blank ones too, each with `width` cells of text."""
