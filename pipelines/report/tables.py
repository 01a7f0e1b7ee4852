"""An exhibit as rows of printed cells, the same in every format that prints (docx, pptx, pdf).

Belongs here: which columns a page has room for and what stands in a cell. Does not belong here: drawing.
"""

from __future__ import annotations

from dataclasses import dataclass

from warehouse.catalogue.model import Text
from warehouse.exhibits import Cell, Column, Exhibit, Figure
from warehouse.exhibits.wording import count, interval, show

BELOW = "以下不参与比较"
NOT_PRINTED = frozenset({"unit_group"})  # told by the order of codes already
UPRIGHT_COLUMNS = 9  # that an upright page has room for
LABEL_WEIGHT, WORDS_WEIGHT = 2.2, 2.6  # of a figure's column


@dataclass(frozen=True, slots=True)
class Printed:
    """A cell: its text, what stands below it in small print, whether it is set to the right."""

    text: str
    small: tuple[str, ...] = ()
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """A row; `line` spans the table and has one cell."""

    cells: tuple[Printed, ...]
    is_total: bool = False
    is_line: bool = False
    is_marked: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A printed table: heads, relative widths, rows."""

    heads: tuple[str, ...]
    weights: tuple[float, ...]
    rows: tuple[PrintedRow, ...]

    @property
    def is_wide(self) -> bool:
        """Whether it needs a page of its own, laid across."""
        return len(self.heads) > UPRIGHT_COLUMNS


def table_of(exhibit: Exhibit) -> Table:
    """The rows of an exhibit as they are printed."""
    shown = [at for at, column in enumerate(exhibit.columns) if column.id not in NOT_PRINTED]
    columns = [exhibit.columns[at] for at in shown]
    rows: list[PrintedRow] = []
    was_below = False
    for row in exhibit.rows:
        if row.group == "below" and not was_below and exhibit.chart == "intervals":
            rows.append(PrintedRow((Printed(BELOW),), is_line=True))
            was_below = True
        cells = tuple(_printed(exhibit.columns[at], row.cells[at]) for at in shown)
        rows.append(PrintedRow(cells, row.group == "total", is_marked=row.mark in ("better", "worse")))
    return Table(tuple(head(c) for c in columns), tuple(_weight(at, c) for at, c in enumerate(columns)), tuple(rows))


def head(column: Column) -> str:
    """A column's heading with the unit of its counts."""
    unit = column.unit.zh if column.unit and column.kind == "count" else ""
    return f"{column.label.zh}（{unit}）" if unit else column.label.zh


def _weight(at: int, column: Column) -> float:
    if at == 0:
        return LABEL_WEIGHT
    return WORDS_WEIGHT if column.kind == "text" else 1


def _printed(column: Column, cell: Cell) -> Printed:
    text = show(cell, "zh")
    if not isinstance(cell, Figure):
        return Printed(text, is_number=column.kind != "text")
    small: tuple[str, ...] = ()
    if column.kind == "rate" and cell.value is not None and cell.numerator is not None:
        small = (f"{count(cell.numerator)}/{count(cell.denominator or 0)}", interval(cell))
    return Printed(text, tuple(s for s in small if s), is_number=True)


def nothing(exhibit: Exhibit) -> str:
    """Why there is nothing to show."""
    return exhibit.reason.zh if exhibit.reason else Text("没有数据", "no data").zh
