"""A file becomes sections of items.

Here: sheets, tables below each other, tables that lie on their side, columns that count classes. Not here: headers
(`header`), rows (`rows`), which item is part of which (`structure`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from pipelines.bulletin.cells import is_blank
from pipelines.bulletin.header import Grid, guessed, header_at
from pipelines.bulletin.model import Item, Section
from pipelines.bulletin.rows import items_of
from pipelines.bulletin.words import CLASS_MARK, Column, label_of
from pipelines.ingest.errors import IngestError
from pipelines.ingest.readers import Sheet, cell, open_file

MOST_ROWS = 1000


def read_bulletin(path: Path) -> list[Section]:
    """Read the tables of a small file.

    Raises:
        IngestError: not a table that can be read, too large for a bulletin, or without anything to check.
    """
    sections: list[Section] = []
    for sheet in open_file(path):
        grid = _grid(sheet)
        sections += _sections(grid) or _sections(_transposed(grid)) or _without_header(grid)
    if not sections:
        raise IngestError(
            "没有找到可检验的表：需要一列指标名称和一列数值或百分数，例如 指标、数值、单位、占比、同比",
            "no table to check: it needs a column of labels and one of values or percentages, "
            "for example label, value, unit, percentage, change",
        )
    return sections


def _grid(sheet: Sheet) -> Grid:
    width = max((len(row) for row in sheet.head), default=0)
    rows: Grid = []
    for block in sheet.blocks(0, width):
        names = [cell(index) for index in range(width) if cell(index) in block.columns]
        for number, *cells in block.select("row_no", *names).rows():
            rows.append((number, [text or "" for text in cells]))
        if len(rows) > MOST_ROWS:
            raise IngestError(
                f"超过{MOST_ROWS}行，不像通报表；导出表请用 tingmin ingest 导入",
                f"more than {MOST_ROWS} rows is no bulletin: exports are taken in with tingmin ingest",
            )
    return rows


def _transposed(grid: Grid) -> Grid:
    """A table on its side; its rows are then numbered by column."""
    filled = [cells for _, cells in grid if any(not is_blank(text) for text in cells)]
    width = max((len(cells) for cells in filled), default=0)
    return [(index + 1, [row[index] if index < len(row) else "" for row in filled]) for index in range(width)]


def _sections(grid: Grid) -> list[Section]:
    """Cut at header rows and read each table; those without items are left out."""
    heads: list[tuple[int, list[Column], int]] = []  # first row, columns, first data row
    at = 0
    while at < len(grid):
        columns, used = header_at(grid, at)
        if columns:
            heads.append((at, columns, at + used))
        at += used if columns else 1
    sections = []
    for place, (_, columns, start) in enumerate(heads):
        end = heads[place + 1][0] if place + 1 < len(heads) else len(grid)
        items = items_of(grid[start:end], columns)
        if items:
            sections += [Section(tuple(items)), *_across(items, columns)]
    return sections


def _across(items: Sequence[Item], columns: Sequence[Column]) -> list[Section]:
    """Where columns count the classes of a list, each row is a small table of its own: its total and its classes."""
    sections = []
    for item in items:
        total = [count for count in item.counts if not count.measure]
        classes = [count for count in item.counts if count.measure.startswith(CLASS_MARK)]
        if total and len(classes) > 1:
            parts = [
                Item(item.row, f"{item.label} {columns[one.column].header.strip()}", label_of(columns[one.column].header).stem,
                     counts=[replace(one, measure="")])
                for one in classes
            ]  # fmt: skip
            whole = Item(item.row, item.label, "合计", is_sum=True, counts=total)
            sections.append(Section((whole, *parts)))
    return sections


def _without_header(grid: Grid) -> list[Section]:
    rows = [(number, row) for number, row in grid if sum(not is_blank(text) for text in row) > 1]
    columns = guessed(rows)
    roles = {column.role for column in columns}
    if "label" not in roles or not roles & {"value", "share"}:
        return []
    items = items_of(rows, columns)
    return [Section(tuple(items))] if len(items) > 1 else []
