"""What several figures draw alike: their look, whiskers, the name of an axis, the text of a hover. No figure stands here."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import Any
from unicodedata import east_asian_width

from dashboards import theme
from warehouse.catalogue.model import Language
from warehouse.exhibits import Cell, Column, Exhibit, Figure, Row, wording

# What Plotly draws: {"data": traces, "layout": …}. Not its Figure, which checks every number anew at each drawing (20 to
# 35 ms a chart); a test has each drawing checked instead.
Drawing = dict[str, Any]

LEGEND_ABOVE = {"x": 1, "xanchor": "right", "y": 1, "yanchor": "bottom"}


def drawing(traces: Sequence[dict[str, Any]], scheme: theme.Scheme, **layout: Any) -> Drawing:
    """Traces in the look of every chart."""
    return {"data": list(traces), "layout": {"template": theme.plotly(scheme), **layout}}


def figure_at(exhibit: Exhibit, row: Row, column: str) -> Figure:
    """The figure of a row in a named column, blank where there is none."""
    cell = row.cells[exhibit.column(column)]
    return cell if isinstance(cell, Figure) else Figure(None)


def label_of(cell: Cell, lang: Language) -> str:
    """A cell as a label of an axis."""
    return wording.show(cell, lang)


def whiskers(figures: Sequence[Figure], colour: str | Sequence[str]) -> dict[str, Any]:
    """Error bars to the limits of each figure; none where it has no limits."""
    return {
        "type": "data",
        "symmetric": False,
        "array": [0 if f.high is None or f.value is None else f.high - f.value for f in figures],
        "arrayminus": [0 if f.low is None or f.value is None else f.value - f.low for f in figures],
        "color": colour,
        "thickness": theme.WHISKER,
        "width": 0,
    }


def heading(column: Column, lang: Language) -> str:
    """The name of a column with its unit, as the name of an axis."""
    label, unit = column.label(lang), column.unit(lang) if column.unit else ""
    return label + (wording.bracketed(unit, lang) if unit not in ("", label) else "")


def axis_name(text: str, palette: theme.Palette) -> dict[str, Any]:
    """The annotation with the name and unit of the vertical axis, above its numbers."""
    return {
        "text": text, "xref": "paper", "yref": "paper", "x": 0, "y": 1, "xanchor": "left", "showarrow": False,
        "font": {"size": theme.SMALL, "color": palette.soft}, **theme.AXIS_LABEL,
    }  # fmt: skip


def shade(palette: theme.Palette, mark: str) -> str:
    """The colour of a mark: better, worse, or cannot be told."""
    return {"better": palette.better, "worse": palette.worse}.get(mark, palette.same)


def shortened(text: str) -> str:
    """A name that fits beside an axis."""
    ends = list(accumulate(2 if east_asian_width(character) in "WF" else 1 for character in text))
    if not ends or ends[-1] <= theme.LABEL_WIDTH:
        return text
    return f"{text[: sum(1 for end in ends if end < theme.LABEL_WIDTH)]}…"
