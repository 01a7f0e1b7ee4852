"""Tables of an exhibit: numbers right-aligned with their interval, a strip where a picture helps to compare.

Does not belong here: what a figure says (warehouse/exhibits/wording.py).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from dash import html

from dashboards import words
from warehouse.catalogue.model import Language
from warehouse.exhibits import Cell, Column, Exhibit, Figure, Row, wording

Link = Callable[[Row, Column], str | None]

LONG = 45  # more rows than this scroll inside their frame
WRAPPED, WIDE = 14, 60  # texts longer than this may break, or need a wide column


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
    kind = f"stripcell {strip.width}".strip() if strip else ""
    head: list[Any] = [_head(column, lang) for column in exhibit.columns]
    if strip:
        head.insert(place, html.Th(strip.head(exhibit, lang), className=kind, scope="col"))
    body, is_below = [], False
    for row in exhibit.rows:
        if row.group == "below" and not is_below and exhibit.chart == "intervals":
            is_below = True
            label = html.Td(words.LEFT_OUT_OF_COMPARISON(lang), colSpan=len(head))
            body.append(html.Tr([label], className="line"))
        cells: list[Any] = [
            _cell(column, cell, lang, link(row, column))
            for column, cell in zip(exhibit.columns, row.cells, strict=True)
        ]
        if strip:
            cells.insert(place, html.Td(strip.draw(exhibit, row, lang), className=kind))
        classes = [row.group, "chosen" if chosen is not None and row.key == chosen else ""]
        body.append(html.Tr(cells, className=" ".join(classes).strip()))
    frame = "frame long" if len(exhibit.rows) > LONG else "frame"
    return html.Div(html.Table([html.Thead(html.Tr(head)), html.Tbody(body)]), className=frame, tabIndex="0")


def _is_number(column: Column) -> bool:
    return column.kind in ("count", "rate", "figure")


def _head(column: Column, lang: Language) -> html.Th:
    label: list[Any] = [column.label(lang)]
    if column.unit and column.kind == "count":
        unit = column.unit(lang)
        label.append(html.Span(f"（{unit}）" if lang == "zh" else f" ({unit})", className="unit"))
    return html.Th(
        label,
        className="number" if _is_number(column) else "",
        scope="col",
        title=column.meaning(lang) if column.meaning else None,
    )


def _cell(column: Column, cell: Cell, lang: Language, href: str | None) -> html.Td:
    text = wording.show(cell, lang)
    if not isinstance(cell, Figure):
        return html.Td(text, className="wrap long" if len(text) > WIDE else "wrap" if len(text) > WRAPPED else "")
    children: list[Any] = [html.A(text, href=href) if href and cell.value else text]
    if cell.value is None:
        children = [html.Span(text, className="blank")]
    if column.kind == "rate":
        children.append(html.Span(wording.interval(cell), className="limits"))
    return html.Td(
        children,
        className="number" if cell.value or column.kind == "rate" else "number zero",
        title=wording.explanation(cell, lang) or None,
    )


def _bounds(exhibit: Exhibit) -> tuple[float, float]:
    """The ends of the strip: the lowest limit of a compared row, down to the next full tenth, and 1."""
    compared = (_leading(exhibit, row).low for row in exhibit.rows if row.group != "below")
    lowest = min((low for low in compared if low is not None), default=0.0)
    return int(lowest * 10) / 10, 1.0


def _leading(exhibit: Exhibit, row: Row) -> Figure:
    cell = row.cells[exhibit.column("reply_in_time")]
    return cell if isinstance(cell, Figure) else Figure(None)


def _interval_head(exhibit: Exhibit, lang: Language) -> html.Div:
    ends = html.Span([html.Span(f"{end:.0%}") for end in _bounds(exhibit)], className="scale")
    return html.Div([words.DASHED(lang), ends])


def _interval_strip(exhibit: Exhibit, row: Row, lang: Language) -> html.Span | None:
    figure = _leading(exhibit, row)
    if figure.value is None or figure.low is None or figure.high is None or row.group == "below":
        return None
    start, end = _bounds(exhibit)

    def place(value: float) -> str:
        return f"{(max(value, start) - start) / (end - start) * 100:.2f}%"

    parts = [
        html.I(className="range", style={"left": place(figure.low), "right": f"calc(100% - {place(figure.high)})"}),
        html.I(className="point", style={"left": place(figure.value)}),
    ]
    if exhibit.reference and exhibit.reference.value is not None:
        parts.insert(0, html.I(className="whole", style={"left": place(exhibit.reference.value)}))
    verdict = {"better": words.BETTER, "worse": words.WORSE, "same": words.SAME}.get(row.mark)
    return html.Span(parts, className=f"strip {row.mark}", title=verdict(lang) if verdict else None)


def _clock_head(exhibit: Exhibit, lang: Language) -> html.Div:
    del exhibit
    names = (("late", words.OVERDUE), ("soon", words.DUE_7), ("rest", words.LATER))
    return html.Div([html.Span([html.I(className=c), text(lang)]) for c, text in names], className="key")


def _clock_strip(exhibit: Exhibit, row: Row, lang: Language) -> html.Span | None:
    del lang
    if row.group == "total":
        return None
    late, soon, rest = _clock_parts(exhibit, row)
    most = max((sum(_clock_parts(exhibit, r)) for r in exhibit.rows if r.group != "total"), default=0) or 1
    parts: Sequence[tuple[str, float]] = (("late", late), ("soon", soon), ("rest", rest))
    return html.Span(
        [html.I(className=name, style={"width": f"{value / most * 100:.2f}%"}) for name, value in parts if value],
        className="stack",
    )


def _clock_parts(exhibit: Exhibit, row: Row) -> tuple[float, float, float]:
    late, soon, later = (
        cell.value or 0
        for cell in (row.cells[exhibit.column(c)] for c in ("open_overdue", "open_due_7", "open_not_due"))
        if isinstance(cell, Figure)
    )
    return late, soon, later - soon


@dataclass(frozen=True, slots=True)
class Strip:
    """A small picture in every row: after which column, its heading, and how it is drawn."""

    after: str
    width: str
    head: Callable[[Exhibit, Language], html.Div]
    draw: Callable[[Exhibit, Row, Language], html.Span | None]


STRIPS: dict[str, Strip] = {
    "intervals": Strip("reply_in_time", "", _interval_head, _interval_strip),
    "clocks": Strip("open_not_due", "wide", _clock_head, _clock_strip),
}
