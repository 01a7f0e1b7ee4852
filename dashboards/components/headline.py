"""The rows of an exhibit as large figures: value, interval, change, what could have been told, and the chart's icon.

Does not belong here: what a figure or a change means (warehouse/exhibits).
"""

from __future__ import annotations

from typing import Any

from dash import html

from dashboards.components.table import attributes
from warehouse.catalogue.model import Language, Text
from warehouse.exhibits import Exhibit, Figure, Row, wording
from warehouse.exhibits.weekly import USUAL

# Column of the exhibit → class of the line under the figure, in this order.
LINES = {"change": "change", "detectable": "aside", "unknown": "aside"}


def headline(exhibit: Exhibit, lang: Language) -> html.Div:
    """One card a row. Columns that the exhibit does not have leave their line out."""
    return html.Div([_card(exhibit, row, lang) for row in exhibit.rows], className="headline")


def _card(exhibit: Exhibit, row: Row, lang: Language) -> html.Div:
    cells = {column.id: cell for column, cell in zip(exhibit.columns, row.cells, strict=True)}
    now = cells["now"]
    is_blank = isinstance(now, Figure) and now.value is None
    limits = wording.interval(now) if isinstance(now, Figure) else ""
    name, shown, unit = wording.show(cells["metric"], lang), wording.show(now, lang), wording.show(cells["unit"], lang)
    lines: list[Any] = []
    for column, kind in LINES.items():
        text = wording.show(cells.get(column), lang)
        if text and (column == "change" or not is_blank):
            lines.append(html.Div(text, className=f"{kind} {row.mark if column == 'change' else ''}".strip()))
    behind = wording.explanation(now, lang) if isinstance(now, Figure) else ""
    copied = f"{name} {shown}{unit}" + (f" ({behind})" if behind else "")
    return html.Div(
        [
            html.Div([html.Span(name), _icon(cells.get("signal"), lang)], className="name"),
            html.Div(
                [shown, html.Small(unit)] if not is_blank else shown,
                className="value blank" if is_blank else "value",
            ),
            html.Div([html.Div(limits, className="aside") if limits else None, *lines]),
        ],
        **attributes({"data-metric": row.key, "data-copy": copied}),
    )


def _icon(signal: Any, lang: Language) -> html.Span | None:
    """The control chart's verdict; grey because a count of need is neither good nor bad."""
    if not isinstance(signal, Text):
        return None
    fired, text = signal != USUAL, signal(lang)
    return html.Span(
        "", className="spc signal" if fired else "spc", title=text, role="img", **attributes({"aria-label": text})
    )
