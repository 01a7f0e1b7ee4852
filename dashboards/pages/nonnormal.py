"""到非接待场所走访: what was recorded, at which level, after which handling, in which periods. Fixed order, no rows."""

from __future__ import annotations

from typing import Any

from dashboards.pages.page import Page, exhibit, grid, lead
from dashboards.state import View
from warehouse.catalogue.model import Text
from warehouse.exhibits import wording

TITLE = Text("到非接待场所走访", "Outside reception")
FULL = Text("到非接待场所走访（原“非正常上访”口径）", "Visits outside a reception place")


def _render(view: View) -> list[Any]:
    start, end = view.period
    return [
        lead(FULL(view.lang), wording.span(start, end)(view.lang) if start and end else ""),
        grid(exhibit(view, "nonnormal_figures"), exhibit(view, "nonnormal_levels"), kind="halves"),
        grid(exhibit(view, "nonnormal_history")),
        grid(exhibit(view, "nonnormal_periods", chosen=view.filter.event)),
        grid(exhibit(view, "nonnormal_places", chosen=view.filter.township)),
    ]


PAGE = Page("/nonnormal", TITLE, ("period", "compare", "township", "department", "topic", "channel"), _render)
