"""An exhibit as rows of printed cells, the same in every format that prints (docx, pptx, pdf).

Belongs here: which columns a page has room for and what stands in a cell. Does not belong here: drawing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from warehouse.catalogue.model import Text
from warehouse.exhibits import Cell, Column, Exhibit, Figure, Pair, Row
from warehouse.exhibits.wording import count, interval, show

BELOW = "以下不参与比较"
NOT_PRINTED = frozenset({"unit_group"})  # told by the order of codes already
UPRIGHT_COLUMNS = 9  # that an upright page has room for
FEW_COLUMNS = 3  # up to which a rate's base and interval stand beside it, not below
NARROWEST, WIDEST, WIDEST_OF_MANY = 5, 26, 12  # room of a column, in digits; the latter two of words
LARGER = 1.2  # the text of a cell than its small print
HEAD_LINES = 3  # that a heading of many columns may take
SHORT_HEAD = 8  # room of a heading that is not broken where columns are few
FIRST_WIDE = 0x2E7F  # code points above are as wide as two digits
WIDE = "%"  # as wide as two digits too
KEPT_WHOLE = 14  # lines up to which a table is not broken
KEPT_ENDS = 3  # rows that stay together at both ends of a longer one


@dataclass(frozen=True, slots=True)
class Printed:
    """A cell: its text, what stands below or beside it in small print, whether it is a number."""

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

    heads: tuple[Printed, ...]
    weights: tuple[float, ...]
    rows: tuple[PrintedRow, ...]

    @property
    def is_wide(self) -> bool:
        """Whether it needs a page of its own, laid across."""
        return len(self.heads) > UPRIGHT_COLUMNS

    @property
    def has_small_beside(self) -> bool:
        """Whether small print has room beside what it belongs to."""
        return len(self.heads) <= FEW_COLUMNS

    @property
    def runs(self) -> tuple[int, ...]:
        """How many rows stand together, a number a run: a page ends between two runs, never within one."""
        beside = self.has_small_beside
        lines = sum(1 + (0 if beside else max(len(cell.small) for cell in row.cells)) for row in self.rows)
        if lines <= KEPT_WHOLE:
            return (len(self.rows),)
        runs, run = [], 0
        for place, row in enumerate(self.rows, start=1):
            run += 1
            is_inside = KEPT_ENDS <= place <= len(self.rows) - KEPT_ENDS
            if place == len(self.rows) or (is_inside and not row.is_line):
                runs.append(run)
                run = 0
        return tuple(runs)


def table_of(exhibit: Exhibit) -> Table:
    """The rows of an exhibit as they are printed."""
    shown = [at for at, column in enumerate(exhibit.columns) if column.id not in NOT_PRINTED]
    columns = [exhibit.columns[at] for at in shown]
    rows: list[PrintedRow] = []
    was_below, section = False, None
    for row in exhibit.rows:
        if row.section is not None and row.section != section:
            section, was_below = row.section, False
            rows.append(PrintedRow((Printed(section.zh),), is_line=True))
        if is_first_below(exhibit, row, was_below=was_below):
            rows.append(PrintedRow((Printed(BELOW),), is_line=True))
            was_below = True
        cells = tuple(_printed(exhibit.columns[at], row.cells[at]) for at in shown)
        rows.append(PrintedRow(cells, row.group == "total", is_marked=row.mark in ("better", "worse")))
    heads = tuple(head(column) for column in columns)
    has_small_beside = len(heads) <= FEW_COLUMNS
    widest = WIDEST if len(heads) <= UPRIGHT_COLUMNS else WIDEST_OF_MANY
    body = [row.cells for row in rows if not row.is_line]
    rooms = (_room(heads[at], [row[at] for row in body], widest, has_small_beside) for at in range(len(heads)))
    return Table(heads, tuple(2 + room for room in rooms), tuple(rows))


def width(text: str) -> int:
    """Room that a text takes, in digits: a Chinese character takes two, and so does a percent sign."""
    return sum(2 if ord(character) > FIRST_WIDE or character in WIDE else 1 for character in text)


def _room(heading: Printed, cells: Sequence[Printed], widest: int, has_small_beside: bool) -> float:
    """Room that a column needs for the longest of its cells; words may be broken, and the heading, numbers may not."""

    def needed(cell: Printed) -> float:
        text, small = LARGER * width(cell.text), [width(line) for line in cell.small]
        most = text + 2 + sum(small) if has_small_beside and small else max(text, *small, 0)
        return most if cell.is_number else min(most, widest)

    unit = max((width(line) for line in heading.small), default=0)
    head = width(heading.text)
    # Where there is room, a short heading stands in one line and a longer one in two.
    named = head / HEAD_LINES if widest == WIDEST_OF_MANY else LARGER * head / (1 if head <= SHORT_HEAD else 2)
    return max([NARROWEST, min(named, widest), unit, *map(needed, cells)])


def is_first_below(exhibit: Exhibit, row: Row, *, was_below: bool) -> bool:
    """Whether the line under which nothing is compared stands before a row."""
    return row.group == "below" and not was_below and (exhibit.chart == "intervals" or row.section is not None)


def head(column: Column) -> Printed:
    """A column's heading with the unit of its counts."""
    unit = column.unit.zh if column.unit and column.kind == "count" else ""
    return Printed(column.label.zh, (f"（{unit}）",) if unit else ())


def _printed(column: Column, cell: Cell) -> Printed:
    text = show(cell, "zh")
    if isinstance(cell, Pair):
        return Printed(text, tuple(_base(rate) for rate in (cell.first, cell.second) if rate.value is not None), True)
    if not isinstance(cell, Figure):
        return Printed(text, is_number=column.kind != "text")
    small: tuple[str, ...] = ()
    if cell.is_rate and column.kind in ("rate", "figure") and cell.value is not None and cell.numerator is not None:
        small = (_base(cell), interval(cell))
    return Printed(text, tuple(s for s in small if s), is_number=True)


def _base(rate: Figure) -> str:
    return f"{count(rate.numerator or 0)}/{count(rate.denominator or 0)}"


def nothing(exhibit: Exhibit) -> str:
    """Why there is nothing to show."""
    return exhibit.reason.zh if exhibit.reason else Text("没有数据", "no data").zh


def closed(title: str) -> str:
    """A title as a sentence of its own: a question has its mark already."""
    return title if title.endswith("？") else f"{title}。"
