"""A count a week: bars with their exact interval; the chosen week in the accent, a running week only outlined."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from dashboards import theme, words
from dashboards.figures.shared import Drawing, axis_name, drawing
from warehouse.catalogue.model import Language
from warehouse.exhibits import Exhibit, Figure, wording


def series(exhibit: Exhibit, scheme: theme.Scheme, lang: Language, chosen: str | None) -> Drawing:
    """Draw the rows of a weekly series."""
    palette = theme.PALETTES[scheme]
    figures = [cell if isinstance(cell := row.cells[3], Figure) else Figure(None) for row in exhibit.rows]
    values = [f.value or 0 for f in figures]
    is_running = [row.group == "unfinished" for row in exhibit.rows]
    colours = [
        palette.paper if running else palette.accent if row.key == chosen else palette.bar
        for row, running in zip(exhibit.rows, is_running, strict=True)
    ]
    hover = [
        f"{wording.show(row.cells[0], lang)}<br>{wording.show(row.cells[1], lang)} – {wording.show(row.cells[2], lang)}"
        f"<br>{wording.show(f, lang)} {words.CASES_AXIS(lang)}　{wording.explanation(f, lang)}"
        for row, f in zip(exhibit.rows, figures, strict=True)
    ]
    starts = [cell for row in exhibit.rows if isinstance(cell := row.cells[1], date)]
    ticks = starts[::-4][::-1]
    top = max(5, *values, *(f.high or 0 for f in figures))
    weeks = {
        "type": "bar", "x": starts, "y": values, "width": theme.WEEK_BAR,
        "customdata": [row.key for row in exhibit.rows], "showlegend": False,
        "marker": {
            "color": colours,
            "line": {"color": palette.bar, "width": [theme.HAIRLINE if r else 0 for r in is_running]},
        },
        "error_y": {
            "type": "data", "symmetric": False,
            "array": [0 if r else (f.high or v) - v for f, v, r in zip(figures, values, is_running, strict=True)],
            "arrayminus": [0 if r else v - (f.low or 0) for f, v, r in zip(figures, values, is_running, strict=True)],
            "color": palette.same, "thickness": theme.HAIRLINE, "width": 0,
        },
        "text": hover, "textposition": "none", "hovertemplate": "%{text}<extra></extra>",
    }  # fmt: skip
    lines = [
        {
            "type": "scatter", "mode": "lines", "x": [date.fromordinal(int(x)) for x, _ in points],
            "y": [y for _, y in points], "hoverinfo": "skip", "showlegend": False,
            "line": {"color": palette.soft, "width": theme.HAIRLINE, "dash": "dot" if name == "mean" else "dash"},
        }
        for name, points in exhibit.lines.items()
    ]  # fmt: skip
    stacked = "<br>".join(words.UNFINISHED.zh) if lang == "zh" else words.UNFINISHED.en
    # Upright inside the empty bar, where the word is too long to stand above it.
    turned: dict[str, Any] = {"yanchor": "bottom"} if lang == "zh" else {"yanchor": "top", "textangle": -90}
    unfinished = [
        {
            "text": stacked, "x": start, "y": value, "xanchor": "center", "showarrow": False,
            "font": {"size": theme.SMALL, "color": palette.soft}, **turned,
        }
        for start, value, running in zip(starts, values, is_running, strict=True) if running
    ]  # fmt: skip
    return drawing(
        [weeks, *lines],
        scheme,
        margin=theme.SERIES_MARGIN,
        annotations=[axis_name(words.CASES_AXIS(lang), palette), *unfinished],
        yaxis={"range": [0, top * 1.02], "dtick": 1 if top <= 6 else None, "nticks": 6},
        xaxis={
            "tickvals": ticks, "ticktext": [_day(day, lang) for day in ticks], "range": _range(starts), "tickangle": 0,
        },
    )  # fmt: skip


def _day(day: date, lang: Language) -> str:
    return f"{day.month}-{day.day}" if lang == "zh" else f"{day:%b} {day.day}"


def _range(starts: list[date]) -> list[date]:
    """Half a bar of room at both ends."""
    return [starts[0] - timedelta(days=4), starts[-1] + timedelta(days=4)]
