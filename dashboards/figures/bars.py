"""Counts by class as lying bars in the fixed order of the class list, each with its number and interval."""

from __future__ import annotations

import plotly.graph_objects as go

from dashboards import theme
from dashboards.figures.shared import axis_name, heading, label_of, shortened, whiskers
from warehouse.catalogue.model import Language
from warehouse.exhibits import Exhibit, Figure, wording


def bars(exhibit: Exhibit, scheme: theme.Scheme, lang: Language, chosen: str | None) -> go.Figure:
    """Draw the rows of a count by class; rows below the line stand paler."""
    palette = theme.PALETTES[scheme]
    rows = [row for row in exhibit.rows if row.group != "total"]
    figures = [cell if isinstance(cell := row.cells[1], Figure) else Figure(None) for row in rows]
    values = [f.value or 0 for f in figures]
    reach = max([0.05 if any(f.is_rate for f in figures) else 1.0, *values, *(f.high or 0 for f in figures)])
    colours = {"worse": palette.worse, "better": palette.better}
    figure = go.Figure(
        go.Bar(
            x=values, y=list(range(len(rows))), orientation="h", customdata=[row.key for row in rows],
            marker={
                "color": [
                    palette.accent if row.key == chosen and chosen else
                    colours.get(row.mark, palette.line if row.group == "below" else palette.bar)
                    for row in rows
                ]
            },
            error_x=whiskers(figures, palette.same),
            hovertext=[
                f"{label_of(row.cells[0], lang)}<br>{wording.show(f, lang)}　{wording.explanation(f, lang)}"
                for row, f in zip(rows, figures, strict=True)
            ],
            hoverinfo="text",
        )
    )  # fmt: skip
    for place, f in enumerate(figures):
        end = max(f.value or 0, f.high or 0)
        figure.add_annotation(
            x=end, y=place, text=wording.show(f, lang), showarrow=False, xanchor="left", xshift=6,
            font={"size": theme.SMALL, "color": palette.ink if f.value else palette.soft},
        )  # fmt: skip
    figure.update_layout(template=theme.plotly(scheme), bargap=theme.BAR_GAP, margin=theme.LIST_MARGIN)
    is_share = any(f.is_rate for f in figures)
    figure.update_xaxes(
        range=[0, reach * 1.25], showgrid=True, nticks=5, tickangle=0, tickformat=".0%" if is_share else None
    )
    axis_name(figure, heading(exhibit.columns[1], lang), palette)
    figure.update_yaxes(
        range=[len(rows) - 0.5, -0.5], tickvals=list(range(len(rows))), showgrid=False,
        ticktext=[shortened(label_of(row.cells[0], lang)) for row in rows],
    )  # fmt: skip
    return figure
