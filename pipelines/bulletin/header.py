"""Header rows and what each column holds.

Here: finding headers, two header rows, columns settled by their cells, tables without a header. Not here: the words
(`words`) and the cells of items (`rows`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipelines.bulletin.cells import is_blank, is_number, numbers_in
from pipelines.bulletin.model import Unit
from pipelines.bulletin.words import (
    CLASS_MARK,
    KINDS,
    NO_COUNTS,
    PERCENT_UNITS,
    POINT_UNITS,
    Column,
    classes_of,
    column_of,
    compact,
    label_of,
    measure_of,
    unit_of,
)

Grid = list[tuple[int, list[str]]]  # row number, cells

_LONGEST_HEADER = 40
_YEAR = re.compile(r"^(19|20)\d\d年?$")


def header_at(grid: Grid, at: int) -> tuple[list[Column], int]:
    """The columns that the row names, alone or with the row below it, and how many rows they take."""
    row = grid[at][1]
    if not _may_be_header(row):
        return [], 1
    if at + 1 < len(grid):
        below = grid[at + 1][1]
        if _may_be_header(below) and is_blank(below[0]) and sum(column_of(text).role == "value" for text in below) > 1:
            return _believed([column_of(text) for text in _joined(row, below)]), 2
    return _believed([column_of(text) for text in row]), 1


def _may_be_header(row: Sequence[str]) -> bool:
    filled = [text.strip() for text in row if not is_blank(text)]
    return len(filled) > 1 and all(
        len(text) <= _LONGEST_HEADER and (not is_number(text) or _YEAR.match(compact(text)) or compact(text) == "%")
        for text in filled
    )


def _joined(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    joined, last = [], ""
    for index, text in enumerate(lower):
        above = upper[index] if index < len(upper) else ""
        last = above if not is_blank(above) else last
        joined.append(last + ("" if is_blank(text) else text))
    return joined


def _believed(columns: list[Column]) -> list[Column]:
    """The columns of a header row; none if it is not one."""
    columns = _with_classes(columns)
    named = [column for column in columns if column.header.strip() or column.role]
    known = [column for column in named if column.role or measure_of(compact(column.header))]
    has_numbers = any(column.role in ("value", "share", "change") for column in known)
    if len(known) < 2 or not has_numbers or len(known) * 2 < len(named):
        return []
    if all(column.role in ("value", "share", "change", "") for column in known):
        first = columns[0]
        if first.role and first.role != "value":
            return []
        # `件数, 占比` under a blank first header: what has no role and comes first is the label.
        columns[0] = Column("label", first.header) if not first.role else first
    return columns


def _with_classes(columns: list[Column]) -> list[Column]:
    """Columns that stand for classes of one list (来访, 来信, 网信) each count their class."""
    classes = [
        classes_of(label_of(column.header).stem) if column.role in ("", "value", "label") else {} for column in columns
    ]
    found = list(columns)
    for breakdown in {name for one in classes for name in one}:
        places = [index for index, one in enumerate(classes) if breakdown in one]
        if len({classes[index][breakdown] for index in places}) > 1:
            for index in places:
                label = label_of(columns[index].header)
                measure = f"{CLASS_MARK}{columns[index].header.strip()}"
                found[index] = Column("value", columns[index].header, label.unit, label.period, measure)
    return found


def settled(rows: Grid, columns: list[Column]) -> list[Column]:
    """Settle what only the cells can tell: whether 单位 is a unit or an office, and where the label stands."""
    settled = list(columns)
    for index, column in enumerate(columns):
        cells = [text for _, row in rows if not is_blank(text := at(row, index))]
        is_beside_label = index > 0 and not column.header.strip() and settled[index - 1].role in ("label", "group")
        if is_beside_label and cells and not any(is_number(text) for text in cells):
            settled[index] = replace(column, role="label")
        elif column.role == "unit":
            known = sum(
                unit_of(text) is not Unit.UNKNOWN or compact(text) in PERCENT_UNITS | POINT_UNITS for text in cells
            )
            settled[index] = column if known * 2 >= len(cells) else replace(column, role="label")
        elif column.role == "" and column.header.strip() and _are_counts(cells) and not NO_COUNTS.search(column.header):
            settled[index] = replace(column, role="value", measure=compact(column.header))
        elif column.role == "value" and cells and not any(numbers_in(text) for text in cells):
            settled[index] = replace(column, role="label")
        elif cells and index and all(compact(text) in KINDS for text in cells):
            settled[index] = replace(column, role="kind")
        elif column.role in ("group", "note", "ordinal", "parent") and not cells:
            settled[index] = replace(column, role="")
        elif column.role == "label" and cells and all(is_number(text) for text in cells):
            settled[index] = replace(
                column, role="value" if not all(_YEAR.match(compact(t)) for t in cells) else "period"
            )
    if not any(column.role == "label" for column in settled):
        spare = [index for index, column in enumerate(settled) if column.role in ("", "group")]
        texts = [i for i in spare if any(not is_number(at(row, i)) and not is_blank(at(row, i)) for _, row in rows)]
        for index in texts[:1]:
            settled[index] = replace(settled[index], role="label")
    return settled


def _are_counts(cells: Sequence[str]) -> bool:
    found = [numbers_in(text) for text in cells]
    return bool(cells) and all(is_number(text) for text in cells) and all(n[0].whole is not None for n in found)


def at(row: Sequence[str], index: int) -> str:
    """The cell of a row; blank where the row is shorter."""
    return row[index] if index < len(row) else ""


def guessed(rows: Grid) -> list[Column]:
    """Columns of a table without a header: text is the label, marked numbers are percentages, others counts."""
    width = max((len(row) for _, row in rows), default=0)
    columns: list[Column] = []
    for index in range(width):
        cells = [text for _, row in rows if not is_blank(text := at(row, index))]
        numbers = [text for text in cells if is_number(text)]
        if not cells:
            columns.append(Column(""))
        elif len(numbers) * 2 <= len(cells):
            is_unit = all(unit_of(text) is not Unit.UNKNOWN and len(compact(text)) <= 3 for text in cells)
            columns.append(Column("unit" if is_unit and columns else "label"))
        elif any("%" in compact(text) for text in numbers):
            signed = any(text.strip()[:1] in "+-−" for text in numbers)
            columns.append(Column("change" if signed else "share", is_percent=True))
        else:
            columns.append(Column("value"))
    return columns
