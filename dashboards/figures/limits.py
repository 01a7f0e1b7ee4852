"""Counts by week beside what was expected and the limit beyond which a week is called unusual."""

from __future__ import annotations

from datetime import date

from dashboards import theme, words
from dashboards.figures.shared import LEGEND_ABOVE, Drawing, axis_name, drawing, figure_at, label_of
from warehouse.catalogue.model import Language
from warehouse.exhibits import Exhibit, wording


def limits(exhibit: Exhibit, scheme: theme.Scheme, lang: Language, chosen: str | None) -> Drawing:
    """Draw the rows of a judged series."""
    palette = theme.PALETTES[scheme]
    comma = wording.mark("，", lang)
    rows = exhibit.rows
    starts = [cell for row in rows if isinstance(cell := row.cells[1], date)]
    observed, expected, limit = (
        [figure_at(exhibit, row, name) for row in rows] for name in ("observed", "expected", "limit")
    )
    shades = {"alarm": palette.accent, "watch": palette.tint}
    weeks = {
        "type": "bar", "x": starts, "y": [f.value for f in observed], "width": theme.WEEK_BAR,
        "customdata": [row.key for row in rows], "showlegend": False,
        "marker": {
            "color": [shades.get(row.mark, palette.bar) for row in rows],
            "line": {"color": palette.ink, "width": [theme.HAIRLINE if row.key == chosen else 0 for row in rows]},
        },
        "hovertext": [
            f"{label_of(row.cells[0], lang)}<br>{wording.show(o, lang)}{comma}{words.EXPECTED(lang)} {wording.show(e, lang)}"
            f"{comma}{words.LIMIT(lang)} {wording.show(top, lang)}<br>{label_of(row.cells[6], lang)}"
            for row, o, e, top in zip(rows, observed, expected, limit, strict=True)
        ],
        "hoverinfo": "text",
    }  # fmt: skip
    lines = [
        {
            "type": "scatter", "mode": "lines", "x": starts, "y": [f.value for f in figures], "name": name(lang),
            "hoverinfo": "skip",
            "line": {"color": palette.soft, "width": theme.HAIRLINE, "dash": dash, "shape": "hvh"},
        }
        for name, figures, dash in ((words.EXPECTED, expected, "solid"), (words.LIMIT, limit, "dash"))
    ]  # fmt: skip
    top = max([4.0, *(f.value or 0 for f in (*observed, *limit))])
    return drawing(
        [weeks, *lines],
        scheme,
        margin=theme.SERIES_MARGIN,
        legend=LEGEND_ABOVE,
        annotations=[axis_name(words.MATTERS_AXIS(lang), palette)],
        yaxis={"range": [0, top * 1.08], "nticks": 6},
        xaxis={"tickvals": starts[::2], "ticktext": [f"{day.month}-{day.day}" for day in starts[::2]]},
    )
