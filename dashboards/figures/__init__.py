"""Pure functions from an exhibit to what Plotly draws. No queries, no components, no state."""

from __future__ import annotations

from collections.abc import Callable

from dashboards.figures.bars import bars
from dashboards.figures.curve import curve
from dashboards.figures.funnel import funnel
from dashboards.figures.limits import limits
from dashboards.figures.map import township_map
from dashboards.figures.matrix import matrix
from dashboards.figures.ranks import ranks
from dashboards.figures.series import series
from dashboards.figures.shared import Drawing
from dashboards.figures.trend import trend
from dashboards.theme import Scheme
from warehouse.catalogue.model import Language
from warehouse.exhibits import Exhibit

# Exhibit, colour scheme, language, key of the chosen row → figure. Charts not named here are drawn inside the table.
FIGURES: dict[str, Callable[[Exhibit, Scheme, Language, str | None], Drawing]] = {
    "series": series,
    "map": township_map,
    "curve": curve,
    "bars": bars,
    "trend": trend,
    "funnel": funnel,
    "ranks": ranks,
    "matrix": matrix,
    "limits": limits,
}
