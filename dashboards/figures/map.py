"""Places as polygons, from the office's GeoJSON or, without one, as tiles; no map service and no WebGL.

The only shade is a comparison of handling with the county, in blue, grey and orange; a count never shades a place.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from dashboards import theme, words
from dashboards.figures.shared import Drawing, drawing
from warehouse.catalogue.model import Language
from warehouse.exhibits import Exhibit, Figure, Row, wording
from warehouse.query.places import Ring


def places(exhibit: Exhibit) -> list[Row]:
    """The rows that are drawn, in the order of the figure's first traces."""
    rows = [row for row in exhibit.rows if row.key and row.group == "body"]
    return [row for row in rows if row.key in exhibit.outlines] if exhibit.outlines else rows


def township_map(exhibit: Exhibit, scheme: theme.Scheme, lang: Language, chosen: str | None) -> Drawing:
    """Draw the places of an exhibit, one trace each; the chosen one is outlined on top of its neighbours."""
    palette = theme.PALETTES[scheme]
    shades = {
        "better": palette.better, "worse": palette.worse, "same": palette.line, "": palette.paper,
        "alarm": palette.accent, "watch": palette.tint, "usual": palette.line,
    }  # fmt: skip
    rows = places(exhibit)
    outlines = exhibit.outlines or tiles(rows)
    shapes = {row.key: _joined(outlines[row.key]) for row in rows}
    filled = [
        {
            "type": "scatter", "mode": "lines", **shapes[row.key], "fill": "toself", "fillcolor": shades[row.mark],
            "line": {"color": palette.paper if row.mark else palette.same, "width": theme.HAIRLINE},
            "hoveron": "fills", "hoverinfo": "text", "text": _hover(exhibit, row, lang), "showlegend": False,
        }
        for row in rows
    ]  # fmt: skip
    marked = [
        {
            "type": "scatter", "mode": "lines", **shapes[row.key], "hoverinfo": "skip", "showlegend": False,
            "line": {"color": palette.ink, "width": theme.OUTLINE},
        }
        for row in rows if row.key == chosen
    ]  # fmt: skip
    is_labelled = len(rows) <= theme.LABELS_UP_TO or not exhibit.outlines
    labels = [_labels(rows, outlines, palette, lang)] if is_labelled else []
    points = [point for row in rows for ring in outlines[row.key] for point in ring]
    axes = {
        name: {"visible": False, "constrain": "domain", **({"range": _reach(along)} if along else {})}
        for name, along in (("xaxis", [x for x, _ in points]), ("yaxis", [y for _, y in points]))
    }
    return drawing(
        [*filled, *marked, *labels],
        scheme,
        hovermode="closest",
        xaxis=axes["xaxis"],
        yaxis={**axes["yaxis"], "scaleanchor": "x"},
    )


def _reach(values: list[float]) -> list[float]:
    """The span of the values with a little room."""
    room = (max(values) - min(values)) * 0.02
    return [min(values) - room, max(values) + room]


def tiles(rows: list[Row]) -> dict[str, tuple[Ring, ...]]:
    """Squares in order of code, row by row from the top, for an office without a map."""
    across = math.ceil(math.sqrt(len(rows) * 1.4)) or 1
    grid: dict[str, tuple[Ring, ...]] = {}
    for place, row in enumerate(rows):
        y, x = divmod(place, across)
        left, right, top, bottom = x + 0.03, x + 0.97, -y * 0.7 - 0.03, -y * 0.7 - 0.67
        grid[row.key] = (((left, bottom), (right, bottom), (right, top), (left, top), (left, bottom)),)
    return grid


def _joined(rings: tuple[Ring, ...]) -> dict[str, list[float | None]]:
    """The rings as one line with gaps."""
    xs: list[float | None] = []
    ys: list[float | None] = []
    for ring in rings:
        if xs:
            xs.append(None)
            ys.append(None)
        xs.extend(x for x, _ in ring)
        ys.extend(y for _, y in ring)
    return {"x": xs, "y": ys}


def _hover(exhibit: Exhibit, row: Row, lang: Language) -> str:
    """Every column of the row, figures with what stands behind them."""
    lines = [f"<b>{wording.show(row.cells[0], lang)}</b>"]
    for column, cell in zip(exhibit.columns[1:], row.cells[1:], strict=True):
        behind = ""
        if isinstance(cell, Figure) and column.kind == "rate":
            behind = wording.bracketed(wording.explanation(cell, lang), lang)
        lines.append(f"{column.label(lang)} {wording.show(cell, lang)}{behind}")
    verdict = {"better": words.BETTER, "worse": words.WORSE, "same": words.SAME}.get(row.mark)
    return "<br>".join([*lines, *([verdict(lang)] if verdict else [])])


def _labels(
    rows: list[Row], outlines: Mapping[str, tuple[Ring, ...]], palette: theme.Palette, lang: Language
) -> dict[str, Any]:
    """The name of each place in its middle."""
    middles = [_middle(max(outlines[row.key], key=len)) for row in rows]
    colours = [palette.paper if row.mark in ("better", "worse", "alarm") else palette.ink for row in rows]
    return {
        "type": "scatter", "mode": "text", "x": [x for x, _ in middles], "y": [y for _, y in middles],
        "text": [wording.show(row.cells[0], lang) for row in rows],
        "textfont": {"size": theme.SMALL, "color": colours}, "hoverinfo": "skip", "showlegend": False,
    }  # fmt: skip


def _middle(ring: Ring) -> tuple[float, float]:
    """The centroid of a ring by its signed area."""
    area = x_sum = y_sum = 0.0
    x_origin, y_origin = ring[0]
    for (x0, y0), (x1, y1) in pairwise(ring):
        cross = (x0 - x_origin) * (y1 - y_origin) - (x1 - x_origin) * (y0 - y_origin)
        area += cross
        x_sum += (x0 + x1 - 2 * x_origin) * cross
        y_sum += (y0 + y1 - 2 * y_origin) * cross
    if not area:
        return ring[0]
    return x_origin + x_sum / (3 * area), y_origin + y_sum / (3 * area)
