"""Counts by class as lying bars in the fixed order of the class list, each with its number and interval."""

from __future__ import annotations

from dashboards import theme
from dashboards.figures.shared import Drawing, axis_name, drawing, heading, label_of, shortened, whiskers
from warehouse.catalogue.model import Language
from warehouse.exhibits import Exhibit, Figure, wording


def bars(exhibit: Exhibit, scheme: theme.Scheme, lang: Language, chosen: str | None) -> Drawing:
    """Draw the rows of a count by class; rows below the line stand paler."""
    palette = theme.PALETTES[scheme]
    rows = [row for row in exhibit.rows if row.group != "total"]
    figures = [cell if isinstance(cell := row.cells[1], Figure) else Figure(None) for row in rows]
    values = [f.value or 0 for f in figures]
    is_share = any(f.is_rate for f in figures)
    reach = max([0.05 if is_share else 1.0, *values, *(f.high or 0 for f in figures)])
    colours = {"worse": palette.worse, "better": palette.better}
    bar = {
        "type": "bar", "x": values, "y": list(range(len(rows))), "orientation": "h",
        "customdata": [row.key for row in rows],
        "marker": {
            "color": [
                palette.accent if row.key == chosen and chosen else
                colours.get(row.mark, palette.line if row.group == "below" else palette.bar)
                for row in rows
            ]
        },
        "error_x": whiskers(figures, palette.same),
        "hovertext": [
            f"{label_of(row.cells[0], lang)}<br>{wording.show(f, lang)}　{wording.explanation(f, lang)}"
            for row, f in zip(rows, figures, strict=True)
        ],
        "hoverinfo": "text",
    }  # fmt: skip
    numbers = [
        {
            "x": max(f.value or 0, f.high or 0), "y": place, "text": wording.show(f, lang), "showarrow": False,
            "xanchor": "left", "xshift": 6,
            "font": {"size": theme.SMALL, "color": palette.ink if f.value else palette.soft},
        }
        for place, f in enumerate(figures)
    ]  # fmt: skip
    return drawing(
        [bar],
        scheme,
        bargap=theme.BAR_GAP,
        margin=theme.LIST_MARGIN,
        annotations=[*numbers, axis_name(heading(exhibit.columns[1], lang), palette)],
        xaxis={
            "range": [0, reach * 1.25], "showgrid": True, "nticks": 5, "tickangle": 0,
            "tickformat": ".0%" if is_share else None,
        },
        yaxis={
            "range": [len(rows) - 0.5, -0.5], "tickvals": list(range(len(rows))), "showgrid": False,
            "ticktext": [shortened(label_of(row.cells[0], lang)) for row in rows],
        },
    )  # fmt: skip
