"""A rate over time with its interval, beside the rate of the whole; a running period is only outlined."""

from __future__ import annotations

import plotly.graph_objects as go

from dashboards import theme
from dashboards.figures.shared import figure_at, label_of, whiskers
from warehouse.catalogue.model import Language
from warehouse.exhibits import Exhibit, wording


def trend(exhibit: Exhibit, scheme: theme.Scheme, lang: Language, chosen: str | None) -> go.Figure:  # noqa: ARG001
    """Draw the rows of a trend: the second column is the part's rate, the third the whole's."""
    palette = theme.PALETTES[scheme]
    names = [column.label(lang) for column in exhibit.columns]
    places = list(range(len(exhibit.rows)))
    own = [figure_at(exhibit, row, exhibit.columns[1].id) for row in exhibit.rows]
    whole = [figure_at(exhibit, row, exhibit.columns[2].id) for row in exhibit.rows]
    figure = go.Figure()
    figure.add_scatter(
        x=places, y=[f.value for f in whole], mode="lines", name=names[2], connectgaps=False,
        line={"color": palette.same, "width": theme.LINE, "dash": "dot"},
        hovertext=[f"{names[2]} {wording.show(f, lang)}　{wording.explanation(f, lang)}" for f in whole], hoverinfo="text",
    )  # fmt: skip
    figure.add_scatter(
        x=places, y=[f.value for f in own], mode="lines+markers", name=names[1], connectgaps=False,
        line={"color": palette.accent, "width": theme.LINE},
        marker={
            "size": theme.DOT,
            "color": [palette.paper if row.group == "unfinished" else palette.accent for row in exhibit.rows],
            "line": {"color": palette.accent, "width": theme.HAIRLINE},
        },
        error_y=whiskers(own, palette.accent),
        hovertext=[
            f"{label_of(row.cells[0], lang)}<br>{names[1]} {wording.show(f, lang)}　{wording.explanation(f, lang)}"
            for row, f in zip(exhibit.rows, own, strict=True)
        ],
        hoverinfo="text",
    )  # fmt: skip
    lows = [f.low for f in own if f.low is not None] + [f.value for f in whole if f.value is not None]
    figure.update_layout(template=theme.plotly(scheme), margin=theme.SERIES_MARGIN, hovermode="x")
    figure.update_yaxes(range=[max(0.0, min(lows, default=0.0) - 0.05), 1.04], tickformat=".0%", nticks=6)
    figure.update_xaxes(
        tickvals=places, ticktext=[row.key.replace("-", "<br>") for row in exhibit.rows], range=[-0.5, len(places) - 0.5],
    )  # fmt: skip
    figure.update_layout(legend={"x": 1, "xanchor": "right", "y": 1, "yanchor": "bottom"})
    return figure
