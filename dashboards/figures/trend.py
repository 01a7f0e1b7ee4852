"""A rate over time with its interval, beside the rate of the whole; a running period is only outlined."""

from __future__ import annotations

from dashboards import theme
from dashboards.figures.shared import LEGEND_ABOVE, Drawing, drawing, figure_at, label_of, whiskers
from warehouse.catalogue.model import Language
from warehouse.exhibits import Exhibit, wording


def trend(exhibit: Exhibit, scheme: theme.Scheme, lang: Language, chosen: str | None) -> Drawing:  # noqa: ARG001
    """Draw the rows of a trend: the second column is the part's rate, the third the whole's."""
    palette = theme.PALETTES[scheme]
    names = [column.label(lang) for column in exhibit.columns]
    places = list(range(len(exhibit.rows)))
    own = [figure_at(exhibit, row, exhibit.columns[1].id) for row in exhibit.rows]
    whole = [figure_at(exhibit, row, exhibit.columns[2].id) for row in exhibit.rows]
    of_whole = {
        "type": "scatter", "mode": "lines", "x": places, "y": [f.value for f in whole], "name": names[2],
        "connectgaps": False, "line": {"color": palette.same, "width": theme.LINE, "dash": "dot"},
        "hovertext": [f"{names[2]} {wording.show(f, lang)}　{wording.explanation(f, lang)}" for f in whole],
        "hoverinfo": "text",
    }  # fmt: skip
    of_part = {
        "type": "scatter", "mode": "lines+markers", "x": places, "y": [f.value for f in own], "name": names[1],
        "connectgaps": False, "line": {"color": palette.accent, "width": theme.LINE},
        "marker": {
            "size": theme.DOT,
            "color": [palette.paper if row.group == "unfinished" else palette.accent for row in exhibit.rows],
            "line": {"color": palette.accent, "width": theme.HAIRLINE},
        },
        "error_y": whiskers(own, palette.accent),
        "hovertext": [
            f"{label_of(row.cells[0], lang)}<br>{names[1]} {wording.show(f, lang)}　{wording.explanation(f, lang)}"
            for row, f in zip(exhibit.rows, own, strict=True)
        ],
        "hoverinfo": "text",
    }  # fmt: skip
    lows = [f.low for f in own if f.low is not None] + [f.value for f in whole if f.value is not None]
    return drawing(
        [of_whole, of_part],
        scheme,
        margin=theme.SERIES_MARGIN,
        hovermode="x",
        legend=LEGEND_ABOVE,
        yaxis={"range": [max(0.0, min(lows, default=0.0) - 0.05), 1.04], "tickformat": ".0%", "nticks": 6},
        xaxis={
            "tickvals": places, "ticktext": [row.key.replace("-", "<br>") for row in exhibit.rows],
            "range": [-0.5, len(places) - 0.5],
        },
    )  # fmt: skip
