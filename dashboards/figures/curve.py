"""A share over days with its 95 % band; below the axis the number still observed."""

from __future__ import annotations

from typing import Any

from dashboards import theme, words
from dashboards.figures.shared import LEGEND_ABOVE, Drawing, axis_name, drawing, figure_at
from warehouse.catalogue.model import Language
from warehouse.exhibits import Exhibit, wording


def curve(exhibit: Exhibit, scheme: theme.Scheme, lang: Language, chosen: str | None) -> Drawing:  # noqa: ARG001
    """Draw the rows of a curve: a day, its share, and who is still observed; marked rows carry their number."""
    palette = theme.PALETTES[scheme]
    rows = [row for row in exhibit.rows if figure_at(exhibit, row, "share").value is not None]
    days = [figure_at(exhibit, row, "day").value or 0 for row in rows]
    shares = [figure_at(exhibit, row, "share") for row in rows]
    band = {
        "type": "scatter", "mode": "lines", "x": [*days, *days[::-1]],
        "y": [*(f.high for f in shares), *(f.low for f in shares[::-1])], "fill": "toself", "fillcolor": palette.wash,
        "line": {"width": 0}, "hoverinfo": "skip", "showlegend": False,
    }  # fmt: skip
    reference = exhibit.lines.get("county", ())
    county = {
        "type": "scatter", "mode": "lines", "x": [x for x, _ in reference], "y": [y for _, y in reference],
        "hoverinfo": "skip", "line": {"color": palette.same, "width": theme.LINE, "dash": "dot"},
        "name": words.COUNTY(lang),
    }  # fmt: skip
    line = {
        "type": "scatter", "mode": "lines", "x": days, "y": [f.value for f in shares],
        "line": {"color": palette.accent, "width": theme.LINE},
        "name": words.THIS_SLICE(lang), "showlegend": bool(reference),
        "hovertext": [
            f"{words.DAY_N(lang).format(day=f'{day:.0f}')}<br><b>{wording.show(f, lang)}</b>　{wording.explanation(f, lang)}"
            f"<br>{words.AT_RISK(lang)} {wording.count(f.at_risk or 0)}"
            for day, f in zip(days, shares, strict=True)
        ],
        "hoverinfo": "text",
    }  # fmt: skip
    marked = [(day, f) for row, day, f in zip(rows, days, shares, strict=True) if row.mark == "moved"]
    points = {
        "type": "scatter", "mode": "markers+text", "x": [day for day, _ in marked], "y": [f.value for _, f in marked],
        "marker": {"color": palette.accent, "size": theme.DOT}, "text": [wording.show(f, lang) for _, f in marked],
        "textposition": "top left", "textfont": {"size": theme.SMALL, "color": palette.ink}, "hoverinfo": "skip",
        "showlegend": False,
    }  # fmt: skip
    at = [row for row in exhibit.rows if row.mark == "moved" or row.key == "0"]
    ticks = [figure_at(exhibit, row, "day").value or 0 for row in at]
    labels = [
        f"{day:.0f}<br>{wording.count(figure_at(exhibit, row, 'share').at_risk or 0)}"
        for day, row in zip(ticks, at, strict=True)
    ]
    top = max([0.05, *(f.high or 0 for f in shares), *(y for _, y in reference)])
    below: dict[str, Any] = {
        "text": words.DAYS_AND_AT_RISK(lang), "xref": "paper", "yref": "paper", "x": 1, "y": 0, "xanchor": "right",
        "yanchor": "top", "yshift": -38, "showarrow": False, "font": {"size": theme.SMALL, "color": palette.soft},
    }  # fmt: skip
    return drawing(
        [band, *([county] if reference else []), line, points],
        scheme,
        margin=theme.CURVE_MARGIN,
        hovermode="x",
        legend=LEGEND_ABOVE,
        annotations=[axis_name(words.SHARE_AXIS(lang), palette), below],
        yaxis={"range": [0, top * 1.12], "tickformat": ".0%", "nticks": 6},
        xaxis={"range": [-4, max(ticks, default=180) * 1.06], "tickvals": ticks, "ticktext": labels},
    )
