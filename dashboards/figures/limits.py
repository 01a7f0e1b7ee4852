"""Counts by week beside what was expected and the limit beyond which a week is called unusual."""

from __future__ import annotations

from datetime import date

import plotly.graph_objects as go

from dashboards import theme, words
from dashboards.figures.shared import axis_name, figure_at, label_of
from warehouse.catalogue.model import Language
from warehouse.exhibits import Exhibit, wording


def limits(exhibit: Exhibit, scheme: theme.Scheme, lang: Language, chosen: str | None) -> go.Figure:
    """Draw the rows of a judged series."""
    palette = theme.PALETTES[scheme]
    comma = wording.mark("，", lang)
    rows = exhibit.rows
    starts = [cell for row in rows if isinstance(cell := row.cells[1], date)]
    observed, expected, limit = (
        [figure_at(exhibit, row, name) for row in rows] for name in ("observed", "expected", "limit")
    )
    shades = {"alarm": palette.accent, "watch": palette.tint}
    figure = go.Figure(
        go.Bar(
            x=starts, y=[f.value for f in observed], width=theme.WEEK_BAR, customdata=[row.key for row in rows], showlegend=False,
            marker={
                "color": [shades.get(row.mark, palette.bar) for row in rows],
                "line": {"color": palette.ink, "width": [theme.HAIRLINE if row.key == chosen else 0 for row in rows]},
            },
            hovertext=[
                f"{label_of(row.cells[0], lang)}<br>{wording.show(o, lang)}{comma}{words.EXPECTED(lang)} {wording.show(e, lang)}"
                f"{comma}{words.LIMIT(lang)} {wording.show(top, lang)}<br>{label_of(row.cells[6], lang)}"
                for row, o, e, top in zip(rows, observed, expected, limit, strict=True)
            ],
            hoverinfo="text",
        )
    )  # fmt: skip
    for name, figures, dash in ((words.EXPECTED, expected, "solid"), (words.LIMIT, limit, "dash")):
        figure.add_scatter(
            x=starts, y=[f.value for f in figures], mode="lines", name=name(lang), hoverinfo="skip",
            line={"color": palette.soft, "width": theme.HAIRLINE, "dash": dash, "shape": "hvh"},
        )  # fmt: skip
    top = max([4.0, *(f.value or 0 for f in (*observed, *limit))])
    figure.update_layout(template=theme.plotly(scheme), margin=theme.SERIES_MARGIN)
    figure.update_layout(legend={"x": 1, "xanchor": "right", "y": 1, "yanchor": "bottom"})
    figure.update_yaxes(range=[0, top * 1.08], nticks=6)
    figure.update_xaxes(tickvals=starts[::2], ticktext=[f"{day.month}-{day.day}" for day in starts[::2]])
    axis_name(figure, words.MATTERS_AXIS(lang), palette)
    return figure
