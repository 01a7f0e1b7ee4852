"""What in a table is not data: titles, the header, blank rows, repeated headers, totals and footers.

Here: finding the header among the first rows, and telling structure rows apart. Not here: which field a column
holds (`headers`) and the date in a title (`exported`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from pipelines.ingest.errors import IngestError
from pipelines.ingest.headers import ColumnMap, Names, best_map, map_columns, normalise
from pipelines.ingest.readers import Sheet, cell
from warehouse.catalogue.fields import FIELDS
from warehouse.catalogue.model import Source

_TOTALS = ("合计", "小计", "总计", "共计", "总数", "汇总", "total")
_FOOTERS = re.compile(r"^(注|备注|说明|制表|填表|审核|打印|复核人|单位负责人|填报)[^,]{0,12}[::]")
_FOOTER_CELLS = 3


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its header found."""

    sheet: Sheet
    header_row: int  # from 1
    titles: tuple[str, ...]
    columns: ColumnMap


def find_table(sheets: Sequence[Sheet], sources: Sequence[Source], names: Names) -> Table:
    """Find the first sheet with a header that some source knows.

    Raises:
        IngestError: no sheet has one; the message names the columns that are missing.
    """
    for sheet in sheets:
        rows = sheet.head
        found = [best_map(row, sources, names) for row in rows]
        known = [len(columns.columns) if columns else 0 for columns in found]
        place = known.index(max(known)) if known else 0
        columns = found[place] if found else None
        if columns is not None:
            titles = tuple(text.strip() for row in rows[:place] for text in row if text.strip())
            return Table(sheet, place + 1, titles, columns)
    raise _no_header(sheets, sources, names)


def _no_header(sheets: Sequence[Sheet], sources: Sequence[Source], names: Names) -> IngestError:
    if len(sources) == 1:
        source = sources[0]
        maps = [map_columns(row, source, names).columns for sheet in sheets for row in sheet.head]
        best = max(maps, key=len, default={})
        missing = [name for name in source.required if name not in best]
        zh = "、".join(f"{FIELDS[name].name.zh}（如“{FIELDS[name].headers[0]}”）" for name in missing)
        return IngestError(
            f"前30行内没有“{source.name.zh}”的表头，缺少：{zh}。请检查表头，或用 tingmin alias header 写法 字段 对应",
            f"no header of {source.id} in the first 30 rows; missing: {', '.join(missing)}; "
            "mend the header or map it with tingmin alias header",
        )
    return IngestError(
        "前30行内没有可识别的表头。请用 --source 指明是哪一类表，或用 tingmin alias header 写法 字段 对应列名",
        "no known header in the first 30 rows: name the kind of table with --source, "
        "or map its headers with tingmin alias header",
    )


class StructureRows:
    """Tells the structure rows below a header from the data, block by block, and counts them."""

    def __init__(self, table: Table) -> None:
        self.seen = 0
        columns = table.columns
        self._key = cell(columns.columns[columns.source.key[0]])
        # Where no number names a row, its total may stand beside a date: 2011年, 合计.
        describing = columns.source.key[1:] if columns.source.is_descriptive else ()
        self._describing = [cell(columns.columns[name]) for name in describing if name in columns.columns]
        self._header = [normalise(header) for header in columns.headers]
        self._titles = {_plain(title) for title in table.titles}

    def without(self, block: pl.DataFrame) -> pl.DataFrame:
        """The data rows of a block; structure rows are left out and counted.

        Only rows whose key has no digit, or says 计, are looked at closely: blanks, repeated headers, totals.
        """
        key = block[self._key]
        suspects = ~key.str.contains("[0-9０-９]").fill_null(False)
        for column in (self._key, *self._describing):
            suspects = suspects | block[column].str.contains("计").fill_null(False)
        if not suspects.any():
            return block
        rows = block.filter(suspects).select(pl.col("^c[0-9]+$")).rows()
        is_structure = suspects.scatter(suspects.arg_true(), [self._is_structure(row) for row in rows])
        self.seen += int(is_structure.sum())
        return block.filter(~is_structure)

    def _is_structure(self, row: tuple[str | None, ...]) -> bool:
        filled = [(index, text) for index, text in enumerate(row) if text is not None and _plain(text)]
        if not filled:
            return True
        texts = [_plain(text) for _, text in filled]
        if texts[0].rstrip(":").endswith(_TOTALS) or texts[0] in self._titles:
            return True
        if any(text in _TOTALS for text in texts):
            return True
        if len(filled) <= _FOOTER_CELLS and _FOOTERS.match(texts[0]):
            return True
        repeated = sum(index < len(self._header) and normalise(text) == self._header[index] for index, text in filled)
        return repeated * 2 > len(filled)


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).lower()
