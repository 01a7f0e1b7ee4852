"""In which order a column writes day and month, decided on the evidence of the whole column.

Here: dates that do not begin with their year (05/01/2026, 26-1-5), and serial numbers that count from 1904: both are
rewritten year first before cells are read one by one. Not here: all other forms of dates (`dates`).

A column of 05/01/2026 says nothing until 13/01/2026 turns up. Where it never does, the other date columns of the
table decide: one program wrote them all. Where nothing decides, or the column contradicts itself, the cells stay as
they are and are refused by name: a guess would move a registration by months.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from datetime import date

import polars as pl

from pipelines.ingest.dates import tidied
from pipelines.ingest.readers.sheet import Sheet, cell

_YEAR_FIRST = r"^\s*\d{4}"
_SHAPE = r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{1,2})((?:[T,\s]|上午|下午).*)?$"
_SERIAL = r"^\d{4,5}(?:\.\d+)?$"
_DAYS_TO_1904 = 1462
_CENTURY_TURN = 70  # 69 is 2069, 70 is 1970
_ORDERS = {"dmy": (2, 1, 0), "mdy": (2, 0, 1), "ymd": (0, 1, 2)}  # places of year, month, day
_NAMES = {
    "dmy": ("日/月/年", "day/month/year"),
    "mdy": ("月/日/年", "month/day/year"),
    "ymd": ("年/月/日", "year/month/day"),
}

Triple = tuple[str, str, str]


class DatedSheet:
    """A sheet whose dates all begin with their year.

    Args:
        header_row: rows below it are data.
        columns: the places of date columns and their headers.
        formats: forms that a profile names; where it does, nothing is left to decide.
    """

    def __init__(
        self, sheet: Sheet, header_row: int, width: int, columns: Mapping[int, str], formats: Sequence[str]
    ) -> None:
        self.name = sheet.name
        self.encoding = sheet.encoding
        self.is_hidden = sheet.is_hidden
        self.counts_from_1904 = sheet.counts_from_1904
        self._sheet = sheet
        self._header_row = header_row
        self._width = width
        self._columns = columns
        self._is_told = bool(formats)
        self._orders: dict[int, str | None] | None = None

    @property
    def head(self) -> list[list[str]]:
        """The first rows as they are written."""
        return self._sheet.head

    @property
    def decided(self) -> list[str]:
        """In words: which order was found in which column, as far as rows were read."""
        found = []
        for place, order in (self._orders or {}).items():
            header = self._columns[place]
            if order is None:
                found.append(
                    f"“{header}”的日月先后无法判定，相关单元格拒收 / {header}: order of day and month undecided, cells refused"
                )
            else:
                zh, en = _NAMES[order]
                found.append(f"“{header}”按{zh}读取 / {header} is read as {en}")
        return found

    def blocks(self, after: int, width: int) -> Generator[pl.DataFrame]:
        """Yield the rows below row `after` with dates year first."""
        for block in self._sheet.blocks(after, width):
            yield block.with_columns(
                changed for place in self._columns if (changed := self._changed(place, block[cell(place)])) is not None
            )

    def _changed(self, place: int, cells: pl.Series) -> pl.Series | None:
        """The column rewritten, None if nothing in it has to be."""
        if self.counts_from_1904:
            serial = cells.str.contains(_SERIAL).fill_null(False)
            since_1900 = (cells.filter(serial).cast(pl.Float64) + _DAYS_TO_1904).cast(pl.String)
            cells = cells.clone().scatter(serial.arg_true(), since_1900)
        waiting = ~cells.str.contains(_YEAR_FIRST).fill_null(True)
        if self._is_told or not waiting.any():
            return cells if self.counts_from_1904 else None
        parts = _parts(cells.filter(waiting))
        shaped = parts["third"].is_not_null()
        rewritten = _rewritten(parts, self._order(place) if shaped.any() else None)
        is_date = rewritten.is_not_null()
        return cells.clone().scatter(waiting.arg_true().filter(is_date), rewritten.filter(is_date))

    def _order(self, place: int) -> str | None:
        if self._orders is None:
            self._orders = decide(self._evidence())
        return self._orders.get(place)

    def _evidence(self) -> dict[int, set[Triple]]:
        """The distinct dates of this kind in each column that asks for a decision, from a look at the whole table."""
        found: dict[int, set[Triple]] = {}
        for block in self._sheet.blocks(self._header_row, self._width):
            for place in self._columns:
                cells = block[cell(place)]
                waiting = cells.filter(~cells.str.contains(_YEAR_FIRST).fill_null(True))
                parts = _parts(waiting.unique()).drop_nulls("third") if len(waiting) else None
                if parts is not None and parts.height:
                    found.setdefault(place, set()).update(parts.select("first", "second", "third").iter_rows())
        return {place: triples for place, triples in found.items() if not all(map(_is_plain, triples))}


def decide(evidence: Mapping[int, set[Triple]]) -> dict[int, str | None]:
    """The order of each column; None where the evidence is silent or conflicts.

    Args:
        evidence: the distinct dates of each column as three numbers in the order in which they are written.
    """
    possible: dict[int, dict[bool, frozenset[str]]] = {}  # of each column, with years in full and in two digits
    for place, triples in evidence.items():
        for triple in triples:
            if orders := _readings(triple):
                shapes, is_full = possible.setdefault(place, {}), len(triple[2]) == 4
                shapes[is_full] = shapes.get(is_full, orders) & orders
    shared = {
        is_full: frozenset.intersection(*known)
        for is_full in (True, False)
        if (known := [shapes[is_full] for shapes in possible.values() if shapes.get(is_full)])
    }
    everywhere = frozenset(_ORDERS).intersection(*shared.values())
    decided = {}
    for place, shapes in possible.items():
        orders = frozenset.intersection(*shapes.values())
        left = orders if len(orders) == 1 else orders & everywhere
        # 26-11-05 and 11/05/2026 were hardly written by one hand: what only both together leave over is no evidence.
        is_told = left in (*shapes.values(), *shared.values())
        decided[place] = next(iter(left)) if len(left) == 1 and is_told else None
    return decided


def is_undecided(cells: pl.Series) -> pl.Series:
    """Which cells hold a date whose order nothing decided: they are no dates that cannot be read."""
    parts = _parts(cells)
    triples = parts.select("first", "second", "third").rows()
    return pl.Series(
        [third is not None and bool(_readings((first, second, third))) for first, second, third in triples],
        dtype=pl.Boolean,
    )


def _parts(cells: pl.Series) -> pl.DataFrame:
    """The three numbers and the time of day of cells of this shape; nulls for all other cells."""
    parts = tidied(cells).str.extract_groups(_SHAPE).struct.unnest()
    return parts.rename(dict(zip(parts.columns, ("first", "second", "third", "clock"), strict=True)))


def _readings(triple: Triple) -> frozenset[str]:
    """The orders in which three numbers are a day of the calendar."""
    return frozenset(order for order in _ORDERS if _day(triple, order) is not None)


def _is_plain(triple: Triple) -> bool:
    """Whether it is the same day in several orders, and so asks for no decision."""
    orders = _readings(triple)
    return len(orders) > 1 and len({_day(triple, order) for order in orders}) == 1


def _day(triple: Triple, order: str) -> date | None:
    year, month, day = (triple[place] for place in _ORDERS[order])
    if len(year) == 1 or len(month) > 2 or len(day) > 2:
        return None
    number = int(year)
    if len(year) == 2:
        number += 1900 if number >= _CENTURY_TURN else 2000
    try:
        return date(number, int(month), int(day))
    except ValueError:
        return None


def _rewritten(parts: pl.DataFrame, order: str | None) -> pl.Series:
    """The dates in this order; without one those that are one day in whatever order (05/05/2026)."""
    read = {}
    for triple in parts.drop_nulls("third").select("first", "second", "third").unique().iter_rows():
        one = min(_readings(triple)) if order is None and _is_plain(triple) else order
        if one is not None and (day := _day(triple, one)) is not None:
            read[triple] = day.isoformat()
    days = [read.get(triple) for triple in parts.select("first", "second", "third").iter_rows()]
    return pl.Series(days, dtype=pl.String) + parts["clock"].fill_null("")
