"""An exhibit as the data of a chart: categories, series, limits. The same in every format.

Belongs here: which columns become which series. Does not belong here: drawing.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pipelines.report import style
from warehouse.catalogue.codes import SPECIAL_CLASSES
from warehouse.exhibits import Exhibit, Figure, Row
from warehouse.exhibits.wording import show

Shape = Literal["columns", "stacked", "intervals"]
MOST_UNITS = 12  # more are read in the table
RATE_MARKS, MARKS_WANTED = 5, 6  # of an axis
MARKS = {"better": style.BETTER, "worse": style.WORSE}


@dataclass(frozen=True, slots=True)
class Series:
    """Values by category, None where blank; `column` is the exhibit's column that they come from."""

    name: str
    column: int
    values: tuple[float | None, ...]
    colour: str
    lows: tuple[float | None, ...] = ()
    highs: tuple[float | None, ...] = ()
    colours: tuple[str, ...] = ()  # one a category, where they differ


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: columns over time or classes, lying stacked bars of duties, lying bars with intervals."""

    shape: Shape
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    rows: tuple[int, ...]  # the exhibit's rows that are drawn, one a category
    unit: str
    title: str = ""  # where it shows one column of several
    is_rate: bool = False
    left_out: int = 0  # rows that had no room


def height(chart: Chart) -> float:
    """How high a chart stands on a page, in millimetres: lying bars need a line each."""
    if chart.shape == "columns":
        names = max(len(name) for name in chart.categories)
        return style.CHART_HEIGHT + (style.NAME_HEIGHT * names if len(chart.categories) > style.MANY else 0)
    return style.BAR_HEIGHT * len(chart.categories) + style.AXIS_HEIGHT


def axis(chart: Chart) -> list[float]:
    """The marks of the axis of values, from 0 to beyond the highest value or limit: round and equally far apart."""
    if chart.is_rate:
        return [at / RATE_MARKS for at in range(RATE_MARKS + 1)]
    if chart.shape == "stacked":
        top = max(sum(s.values[at] or 0 for s in chart.series) for at in range(len(chart.categories)))
    else:
        top = max((value or 0 for s in chart.series for value in (*s.values, *s.highs)), default=0)
    rough = max(top / MARKS_WANTED, 1)
    power = 10 ** math.floor(math.log10(rough))
    step = next(times * power for times in (1, 2, 5, 10) if times * power >= rough)
    return [float(step * at) for at in range(max(1, math.ceil(top / step)) + 1)]


def chart_of(exhibit: Exhibit) -> Chart | None:
    """The chart of an exhibit; None where it has none or nothing to draw."""
    if exhibit.state != "ok":
        return None
    match exhibit.chart:
        case "series":
            return _series(exhibit)
        case "clocks":
            return _clocks(exhibit)
        case "intervals":
            return _intervals(exhibit)
        case "years":
            return _years(exhibit)
    return None


def _series(exhibit: Exhibit) -> Chart:
    at = next(i for i, column in enumerate(exhibit.columns) if column.kind == "count")
    rows = [i for i, row in enumerate(exhibit.rows) if row.group == "body"]
    figures = [_figure(exhibit.rows[i], at) for i in rows]
    unit = exhibit.columns[at].unit
    return Chart(
        "columns",
        tuple(_day(exhibit.rows[i]) for i in rows),
        (
            Series(
                exhibit.columns[at].label.zh, at, tuple(f.value for f in figures), style.BAR,
                tuple(f.low for f in figures), tuple(f.high for f in figures),
                tuple(style.ACCENT if i == rows[-1] else style.BAR for i in rows),
            ),
        ),
        tuple(rows),
        unit.zh if unit else "",
    )  # fmt: skip


def _day(row: Row) -> str:
    """A week on the axis: the day on which it starts."""
    start = next(cell for cell in row.cells if isinstance(cell, date))
    return f"{start.month}.{start.day}"


def _clocks(exhibit: Exhibit) -> Chart | None:
    duties = (1, 2)  # overdue, due in 7 days: what a unit must see to
    held = [
        i for i, row in enumerate(exhibit.rows) if row.group == "body" and any(_figure(row, at).value for at in duties)
    ]
    rows = held[:MOST_UNITS]
    if not rows:
        return None
    colours = (style.WORSE, style.BAR)
    return Chart(
        "stacked",
        tuple(show(exhibit.rows[i].cells[0], "zh") for i in rows),
        tuple(
            Series(exhibit.columns[at].label.zh, at, tuple(_figure(exhibit.rows[i], at).value for i in rows), colour)
            for at, colour in zip(duties, colours, strict=True)
        ),
        tuple(rows),
        "件次",
        left_out=len(held) - len(rows),
    )


def _intervals(exhibit: Exhibit) -> Chart | None:
    at = next(i for i, column in enumerate(exhibit.columns) if column.kind == "rate")
    compared = [i for i, row in enumerate(exhibit.rows) if row.mark or row.group == "total"]
    rows = [i for i in compared if _figure(exhibit.rows[i], at).value is not None]
    if len(rows) < 2:  # the whole alone compares with nothing
        return None
    found = len(rows)
    rows = _first(rows, exhibit)
    figures = [_figure(exhibit.rows[i], at) for i in rows]
    return Chart(
        "intervals",
        tuple(show(exhibit.rows[i].cells[0], "zh") for i in rows),
        (
            Series(
                exhibit.columns[at].label.zh, at, tuple(f.value for f in figures), style.SAME,
                tuple(f.low for f in figures), tuple(f.high for f in figures),
                tuple(
                    style.ACCENT if exhibit.rows[i].group == "total" else MARKS.get(exhibit.rows[i].mark, style.SAME)
                    for i in rows
                ),
            ),
        ),
        tuple(rows),
        "",
        exhibit.columns[at].label.zh,
        is_rate=True,
        left_out=found - len(rows),
    )  # fmt: skip


def _first(rows: list[int], exhibit: Exhibit) -> list[int]:
    """As many rows as can be named, in their order: the whole, those that differ from it, then the others."""
    told = sorted(rows, key=lambda i: (exhibit.rows[i].group != "total", exhibit.rows[i].mark not in MARKS))
    return sorted(told[:MOST_UNITS])


def _years(exhibit: Exhibit) -> Chart | None:
    rows = [
        i for i, row in enumerate(exhibit.rows)
        if row.group == "body" and row.key and row.key not in SPECIAL_CLASSES
    ]  # fmt: skip
    if not rows:
        return None
    pairs = ((exhibit.column("to_date_ago"), style.BAR), (exhibit.column("to_date"), style.ACCENT))
    series = tuple(
        Series(exhibit.columns[at].label.zh, at, tuple(_figure(exhibit.rows[i], at).value for i in rows), colour)
        for at, colour in pairs
    )
    known = tuple(one for one in series if any(value is not None for value in one.values))
    unit = exhibit.columns[exhibit.column("to_date")].unit
    names = tuple(show(exhibit.rows[i].cells[0], "zh") for i in rows)
    return Chart("columns", names, known, tuple(rows), unit.zh if unit else "") if known else None


def _figure(row: Row, at: int) -> Figure:
    cell = row.cells[at]
    return cell if isinstance(cell, Figure) else Figure(None)
