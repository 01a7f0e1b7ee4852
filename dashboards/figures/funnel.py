"""Observed ÷ expected against the number of cases, between the limits of chance; only units beyond them are coloured."""

from __future__ import annotations

from typing import Any

from dashboards import theme, words
from dashboards.figures.shared import (
    LEGEND_ABOVE,
    Drawing,
    axis_name,
    drawing,
    figure_at,
    label_of,
    shade,
    shortened,
)
from warehouse.catalogue.model import Language
from warehouse.exhibits import Exhibit, wording


def funnel(exhibit: Exhibit, scheme: theme.Scheme, lang: Language, chosen: str | None) -> Drawing:
    """Draw the rows of a funnel and its lines."""
    palette = theme.PALETTES[scheme]
    comma = wording.mark("，", lang)
    lines: list[dict[str, Any]] = []
    for name, dash in (("99.8", "solid"), ("95", "dot")):
        for side in ("high", "low"):
            points = exhibit.lines.get(f"{name} {side}", ())
            lines.append({
                "type": "scatter", "mode": "lines", "x": [x for x, _ in points], "y": [y for _, y in points],
                "hoverinfo": "skip", "line": {"color": palette.same, "width": theme.HAIRLINE, "dash": dash},
                "name": f"{name}%", "showlegend": side == "high",
            })  # fmt: skip
    rows = exhibit.rows
    ratios = [figure_at(exhibit, row, "ratio") for row in rows]
    cases = [figure_at(exhibit, row, "cases") for row in rows]
    is_named = [row.mark in ("better", "worse") or row.key == chosen for row in rows]
    ends = [y for row in exhibit.lines.values() for _, y in row]
    values = [r.value or 0 for r in ratios]
    top = min(max([2.0, *values, *ends]) * 1.05, theme.FUNNEL_TOP)
    units = {
        "type": "scatter", "mode": "markers+text", "x": [c.value for c in cases],
        "y": [min(value, top) for value in values],
        "customdata": [row.key for row in rows], "showlegend": False,
        "marker": {
            "color": [palette.paper if row.group == "below" else shade(palette, row.mark) for row in rows],
            # A triangle at the edge: the ratio lies further out.
            "symbol": ["triangle-up" if value > top else "circle" for value in values],
            "size": [theme.DOT + 4 if row.key == chosen else theme.DOT for row in rows],
            "line": {
                "color": [palette.ink if row.key == chosen else shade(palette, row.mark) for row in rows],
                "width": theme.HAIRLINE,
            },
        },
        "text": [
            shortened(label_of(row.cells[0], lang)) if named else "" for row, named in zip(rows, is_named, strict=True)
        ],
        "textposition": "middle right", "textfont": {"size": theme.SMALL, "color": palette.ink}, "cliponaxis": False,
        "hovertext": [
            f"<b>{label_of(row.cells[0], lang)}</b><br>O/E {wording.show(ratio, lang)}{comma}"
            f"{wording.show(row.cells[2], lang)}/{wording.show(row.cells[3], lang)}<br>{label_of(row.cells[5], lang)}"
            for row, ratio in zip(rows, ratios, strict=True)
        ],
        "hoverinfo": "text",
    }  # fmt: skip
    as_expected = {
        "type": "line", "xref": "x domain", "yref": "y", "x0": 0, "x1": 1, "y0": 1, "y1": 1,
        "line": {"color": palette.soft, "width": theme.HAIRLINE},
    }  # fmt: skip
    most, least = max(c.value or 0 for c in cases), min(c.value or 0 for c in cases)
    return drawing(
        [*lines, units],
        scheme,
        margin=theme.SERIES_MARGIN,
        hovermode="closest",
        legend=LEGEND_ABOVE,
        shapes=[as_expected],
        annotations=[axis_name("O/E", palette)],
        yaxis={"range": [-0.03 * top, top], "nticks": 7, "tickformat": ".1f"},
        xaxis={"range": [min(0, least), most * 1.22], "title": {"text": words.CASES_DUE(lang)}, "showgrid": False},
    )
