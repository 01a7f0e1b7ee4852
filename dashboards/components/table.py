"""Tables of an exhibit: numbers right-aligned with their interval, a strip where a picture helps to compare.

A table is one component that carries its rows as data; assets/tables.js draws them. With a component for each cell a
page of a hundred townships took seconds. Does not belong here: what a figure says (warehouse/exhibits/wording.py).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from dash import html

from dashboards import words
from warehouse.catalogue.model import Language, Text
from warehouse.exhibits import Cell, Column, Exhibit, Figure, Pair, Row, wording

Link = Callable[[Row, Column], str | None]
Part = tuple[str, str]  # a piece of a strip: its class and its style

LONG = 45  # more rows than this scroll inside their frame
MOST = 500  # more rows than this are not drawn: the files that the exhibit offers have them all
DENSE = 10  # more columns than this stand close, intervals below their rates
WRAPPED, WIDE = 14, 60  # texts longer than this may break, or need a wide column
NUMBERS = frozenset({"count", "rate", "figure", "change", "share", "ratio", "pair"})


def no_link(row: Row, column: Column) -> str | None:
    """The link of a table that leads nowhere."""
    del row, column
    return None


def table(exhibit: Exhibit, lang: Language, *, link: Link = no_link, chosen: str | None = None) -> html.Div:
    """The rows of an exhibit in a frame that scrolls by itself.

    Args:
        exhibit: what to draw; charts `intervals` and `clocks` get a strip in every row.
        lang: the language.
        link: where a cell leads, or None.
        chosen: key of the row to mark.
    """
    strip = STRIPS.get(exhibit.chart)
    place = exhibit.column(strip.after) + 1 if strip else 0
    head: list[dict[str, Any]] = [_head(column, lang) for column in exhibit.columns]
    anchor = _anchor(exhibit)
    head[anchor]["c"] = f"{head[anchor]['c']} anchor".strip()
    if strip:
        head.insert(place, {"t": strip.title(lang), "c": strip.kind, "parts": strip.head(exhibit, lang)})
    limited = _limited(exhibit)
    rows: list[dict[str, Any]] = []
    is_below, section = False, None
    for row in exhibit.rows[:MOST]:
        if row.section is not None and row.section != section:
            section, is_below = row.section, False
            rows.append({"c": "section", "line": section(lang)})
        has_line = exhibit.chart == "intervals" or section is not None
        if row.group == "below" and not is_below and has_line:
            is_below = True
            rows.append({"c": "line", "line": words.LEFT_OUT_OF_COMPARISON(lang)})
        cells = [
            _cell(column, cell, lang, link(row, column), has_limits=column.id in limited, opens=not at)
            for at, (column, cell) in enumerate(zip(exhibit.columns, row.cells, strict=True))
        ]
        cells[anchor]["c"] = f"{cells[anchor].get('c', '')} anchor".strip()
        if strip:
            cells.insert(place, {"c": strip.kind, **strip.draw(exhibit, row, lang)})
        classes = [row.group, row.mark, "chosen" if chosen is not None and row.key == chosen else ""]
        rows.append({"c": " ".join(c for c in classes if c), "cells": cells})
    if len(exhibit.rows) > MOST:
        rows.append({"c": "line", "line": words.MORE_ROWS(lang).format(more=len(exhibit.rows) - MOST)})
    classes = ["frame", "long" if len(exhibit.rows) > LONG else "", "dense" if len(head) > DENSE else ""]
    data = {"head": head, "rows": rows}
    return html.Div(
        className=" ".join(c for c in classes if c),
        tabIndex="0",
        role="region",
        **attributes(
            {
                "data-table": json.dumps(data, ensure_ascii=False, separators=(",", ":")),
                "aria-label": exhibit.title(lang),
            }
        ),
    )


def attributes(values: dict[str, str]) -> dict[str, Any]:
    """data- and aria- attributes, whose names are no Python names."""
    return dict(values)


def _head(column: Column, lang: Language) -> dict[str, str]:
    head = {"t": column.label(lang), "c": _kind(column)}
    if column.unit and column.kind == "count":
        head["u"] = wording.bracketed(column.unit(lang), lang)
    if column.meaning:
        head["m"] = column.meaning(lang)
    return head


def _anchor(exhibit: Exhibit) -> int:
    """The column that says what a row is about, and stays in sight where a table is wider than the screen."""
    return 1 if exhibit.columns[0].id == "position" else 0


def _kind(column: Column) -> str:
    return f"number {column.kind}" if column.kind in NUMBERS else "verdict" if column.id == "band" else ""


def _limited(exhibit: Exhibit) -> set[str]:
    """The columns in which at least one figure has an interval to print beside it."""
    return {
        column.id
        for at, column in enumerate(exhibit.columns)
        if column.kind in ("rate", "figure")
        and any(isinstance(cell := row.cells[at], Figure) and wording.interval(cell) for row in exhibit.rows)
    }


def _cell(
    column: Column, cell: Cell, lang: Language, href: str | None, *, has_limits: bool, opens: bool
) -> dict[str, str]:
    """A cell: text, classes, limits in small print, link, and what stands behind the number."""
    text = wording.show(cell, lang)
    if opens and isinstance(cell, Text):  # words of ours; what an export wrote stays as it is
        text = wording.opening(text)
    found: dict[str, str] = {"t": text}
    if href:
        found["h"] = href
    if not isinstance(cell, Figure | Pair):
        wrap = (
            "" if column.kind in NUMBERS else "wrap long" if len(text) > WIDE else "wrap" if len(text) > WRAPPED else ""
        )
        classes = " ".join(c for c in (_kind(column), wrap) if c)
        return found | ({"c": classes} if classes else {})
    found["c"] = _kind(column)
    found["e"] = _behind(cell, lang)
    if isinstance(cell, Figure):
        if cell.value is None:
            found["c"] += " none"
        elif not cell.value and column.kind != "rate":
            found["c"] += " zero"
        if has_limits:
            found["l"] = wording.interval(cell)
    return found


def _behind(cell: Figure | Pair, lang: Language) -> str:
    if isinstance(cell, Pair):
        return wording.mark("；", lang).join(
            filter(None, (wording.explanation(f, lang) for f in (cell.first, cell.second)))
        )
    return wording.explanation(cell, lang)


def _bounds(exhibit: Exhibit) -> tuple[float, float]:
    """The ends of the strip: the lowest limit of a compared row, down to the next full tenth, and 1."""
    compared = (_leading(exhibit, row).low for row in exhibit.rows if row.group != "below")
    lowest = min((low for low in compared if low is not None), default=0.0)
    return int(lowest * 10) / 10, 1.0


def _leading(exhibit: Exhibit, row: Row) -> Figure:
    cell = row.cells[exhibit.column("reply_in_time")]
    return cell if isinstance(cell, Figure) else Figure(None)


def _interval_head(exhibit: Exhibit, lang: Language) -> list[Part]:
    del lang
    return [("end", f"{end:.0%}") for end in _bounds(exhibit)]


def _interval_strip(exhibit: Exhibit, row: Row, lang: Language) -> dict[str, Any]:
    figure = _leading(exhibit, row)
    if figure.value is None or figure.low is None or figure.high is None or row.group == "below":
        return {}
    start, end = _bounds(exhibit)

    def place(value: float) -> str:
        return f"{(max(value, start) - start) / (end - start) * 100:.2f}%"

    parts: list[Part] = []
    if exhibit.reference and exhibit.reference.value is not None:
        parts.append(("whole", f"left:{place(exhibit.reference.value)}"))
    parts.append(("range", f"left:{place(figure.low)};right:calc(100% - {place(figure.high)})"))
    parts.append(("point", f"left:{place(figure.value)}"))
    verdict = {"better": words.BETTER, "worse": words.WORSE, "same": words.SAME}.get(row.mark)
    return {"s": f"strip {row.mark}".strip(), "parts": parts, "e": verdict(lang) if verdict else ""}


def _clock_head(exhibit: Exhibit, lang: Language) -> list[Part]:
    del exhibit
    return [("late", words.OVERDUE(lang)), ("soon", words.DUE_7(lang)), ("rest", words.LATER(lang))]


def _clock_strip(exhibit: Exhibit, row: Row, lang: Language) -> dict[str, Any]:
    del lang
    if row.group == "total":
        return {}
    late, soon, rest = _clock_parts(exhibit, row)
    most = max((sum(_clock_parts(exhibit, r)) for r in exhibit.rows if r.group != "total"), default=0) or 1
    parts: Sequence[tuple[str, float]] = (("late", late), ("soon", soon), ("rest", rest))
    return {"s": "stack", "parts": [(name, f"width:{value / most * 100:.2f}%") for name, value in parts if value]}


def _clock_parts(exhibit: Exhibit, row: Row) -> tuple[float, float, float]:
    late, soon, later = (
        cell.value or 0
        for cell in (row.cells[exhibit.column(c)] for c in ("open_overdue", "open_due_7", "open_not_due"))
        if isinstance(cell, Figure)
    )
    return late, soon, later - soon


@dataclass(frozen=True, slots=True)
class Strip:
    """A small picture in every row: after which column, its classes, heading, key, and how it is drawn."""

    after: str
    kind: str
    title: Callable[[Language], str]
    head: Callable[[Exhibit, Language], list[Part]]
    draw: Callable[[Exhibit, Row, Language], dict[str, Any]]


STRIPS: dict[str, Strip] = {
    "intervals": Strip("reply_in_time", "stripcell", words.DASHED, _interval_head, _interval_strip),
    "clocks": Strip("open_not_due", "stripcell wide", lambda _: "", _clock_head, _clock_strip),
}
