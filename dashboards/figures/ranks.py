"""Positions with their intervals, one line a unit in the order of the table; 1 is best and stands left."""

from __future__ import annotations

import plotly.graph_objects as go

from dashboards import theme
from dashboards.figures.shared import figure_at, label_of, shade, shortened
from warehouse.catalogue.model import Language
from warehouse.exhibits import Exhibit, wording


def ranks(exhibit: Exhibit, scheme: theme.Scheme, lang: Language, chosen: str | None) -> go.Figure:
    """Draw the rows of a ranking."""
    palette = theme.PALETTES[scheme]
    names = [shortened(label_of(row.cells[0], lang)) for row in exhibit.rows]
    figures = [figure_at(exhibit, row, "position") for row in exhibit.rows]
    figure = go.Figure()
    for place, (row, name, position) in enumerate(zip(exhibit.rows, names, figures, strict=True)):
        colour = palette.ink if row.key == chosen else shade(palette, row.mark)
        figure.add_scatter(
            x=[position.low, position.high], y=[place, place], mode="lines",
            line={"color": colour, "width": theme.THICK}, opacity=theme.VEIL, hoverinfo="skip", showlegend=False,
        )  # fmt: skip
        band = label_of(row.cells[exhibit.column("band")], lang)
        figure.add_scatter(
            x=[position.value], y=[place], mode="markers", marker={"color": colour, "size": theme.DOT},
            customdata=[row.key], showlegend=False,
            hovertext=f"<b>{label_of(row.cells[0], lang)}</b><br>{wording.show(position, lang)}"
                      f" ({wording.count(position.low or 0)}–{wording.count(position.high or 0)})<br>{band}",
            hoverinfo="text",
        )  # fmt: skip
        del name
    count = len(exhibit.rows)
    figure.update_layout(template=theme.plotly(scheme), margin=theme.LIST_MARGIN, hovermode="closest")
    figure.update_xaxes(
        range=[0.4, count + 0.6], tickvals=[1, *range(5, count - 1, 5), count], tickangle=0, showgrid=True, side="top",
    )  # fmt: skip
    figure.update_yaxes(
        range=[count - 0.5, -0.5], tickvals=list(range(count)), ticktext=names, showgrid=False, automargin=True,
    )  # fmt: skip
    return figure
