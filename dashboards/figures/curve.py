"""A share over days with its 95 % band; below the axis the number still observed."""

from __future__ import annotations

import plotly.graph_objects as go

from dashboards import theme, words
from dashboards.figures.shared import axis_name, figure_at
from warehouse.catalogue.model import Language
from warehouse.exhibits import Exhibit, wording


def curve(exhibit: Exhibit, scheme: theme.Scheme, lang: Language, chosen: str | None) -> go.Figure:  # noqa: ARG001
    """Draw the rows of a curve: a day, its share, and who is still observed; marked rows carry their number."""
    palette = theme.PALETTES[scheme]
    rows = [row for row in exhibit.rows if figure_at(exhibit, row, "share").value is not None]
    days = [figure_at(exhibit, row, "day").value or 0 for row in rows]
    shares = [figure_at(exhibit, row, "share") for row in rows]
    figure = go.Figure()
    figure.add_scatter(
        x=[*days, *days[::-1]], y=[*(f.high for f in shares), *(f.low for f in shares[::-1])], fill="toself",
        fillcolor=palette.wash, line={"width": 0}, hoverinfo="skip", showlegend=False,
    )  # fmt: skip
    reference = exhibit.lines.get("county", ())
    if reference:
        figure.add_scatter(
            x=[x for x, _ in reference], y=[y for _, y in reference], mode="lines", hoverinfo="skip",
            line={"color": palette.same, "width": theme.LINE, "dash": "dot"}, name=words.COUNTY(lang),
        )  # fmt: skip
    figure.add_scatter(
        x=days, y=[f.value for f in shares], mode="lines", line={"color": palette.accent, "width": theme.LINE},
        name=words.THIS_SLICE(lang), showlegend=bool(reference),
        hovertext=[
            f"{words.DAY_N(lang).format(day=f'{day:.0f}')}<br><b>{wording.show(f, lang)}</b>　{wording.explanation(f, lang)}"
            f"<br>{words.AT_RISK(lang)} {wording.count(f.at_risk or 0)}"
            for day, f in zip(days, shares, strict=True)
        ],
        hoverinfo="text",
    )  # fmt: skip
    marked = [(day, f) for row, day, f in zip(rows, days, shares, strict=True) if row.mark == "moved"]
    figure.add_scatter(
        x=[day for day, _ in marked], y=[f.value for _, f in marked], mode="markers+text",
        marker={"color": palette.accent, "size": theme.DOT}, text=[wording.show(f, lang) for _, f in marked],
        textposition="top left", textfont={"size": theme.SMALL, "color": palette.ink}, hoverinfo="skip", showlegend=False,
    )  # fmt: skip
    at = [row for row in exhibit.rows if row.mark == "moved" or row.key == "0"]
    ticks = [figure_at(exhibit, row, "day").value or 0 for row in at]
    labels = [
        f"{day:.0f}<br>{wording.count(figure_at(exhibit, row, 'share').at_risk or 0)}"
        for day, row in zip(ticks, at, strict=True)
    ]
    top = max([0.05, *(f.high or 0 for f in shares), *(y for _, y in reference)])
    figure.update_layout(template=theme.plotly(scheme), margin=theme.CURVE_MARGIN, hovermode="x")
    figure.update_yaxes(range=[0, top * 1.12], tickformat=".0%", nticks=6)
    figure.update_xaxes(range=[-4, max(ticks, default=180) * 1.06], tickvals=ticks, ticktext=labels)
    figure.update_layout(legend={"x": 1, "xanchor": "right", "y": 1, "yanchor": "bottom"})
    axis_name(figure, words.SHARE_AXIS(lang), palette)
    figure.add_annotation(
        text=words.DAYS_AND_AT_RISK(lang), xref="paper", yref="paper", x=1, y=0, xanchor="right", yanchor="top",
        yshift=-38, showarrow=False, font={"size": theme.SMALL, "color": palette.soft},
    )  # fmt: skip
    return figure
