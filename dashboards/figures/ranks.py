"""Positions with their intervals, one line a unit in the order of the table; 1 is best and stands left."""

from __future__ import annotations

from typing import Any

from dashboards import theme
from dashboards.figures.shared import Drawing, drawing, figure_at, label_of, shade, shortened
from warehouse.catalogue.model import Language
from warehouse.exhibits import Exhibit, wording


def ranks(exhibit: Exhibit, scheme: theme.Scheme, lang: Language, chosen: str | None) -> Drawing:
    """Draw the rows of a ranking."""
    palette = theme.PALETTES[scheme]
    names = [shortened(label_of(row.cells[0], lang)) for row in exhibit.rows]
    figures = [figure_at(exhibit, row, "position") for row in exhibit.rows]
    traces: list[dict[str, Any]] = []
    for place, (row, position) in enumerate(zip(exhibit.rows, figures, strict=True)):
        colour = palette.ink if row.key == chosen else shade(palette, row.mark)
        band = label_of(row.cells[exhibit.column("band")], lang)
        traces += [
            {
                "type": "scatter", "mode": "lines", "x": [position.low, position.high], "y": [place, place],
                "line": {"color": colour, "width": theme.THICK}, "opacity": theme.VEIL, "hoverinfo": "skip",
                "showlegend": False,
            },
            {
                "type": "scatter", "mode": "markers", "x": [position.value], "y": [place],
                "marker": {"color": colour, "size": theme.DOT}, "customdata": [row.key], "showlegend": False,
                "hovertext": f"<b>{label_of(row.cells[0], lang)}</b><br>{wording.show(position, lang)}"
                             f" ({wording.count(position.low or 0)}–{wording.count(position.high or 0)})<br>{band}",
                "hoverinfo": "text",
            },
        ]  # fmt: skip
    count = len(exhibit.rows)
    return drawing(
        traces,
        scheme,
        margin=theme.LIST_MARGIN,
        hovermode="closest",
        xaxis={
            "range": [0.4, count + 0.6], "tickvals": [1, *range(5, count - 1, 5), count], "tickangle": 0, "showgrid": True,
            "side": "top",
        },
        yaxis={
            "range": [count - 0.5, -0.5], "tickvals": list(range(count)), "ticktext": names, "showgrid": False,
            "automargin": True,
        },
    )  # fmt: skip
