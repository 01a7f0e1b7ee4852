"""乡镇: need and workload in fixed order, and how matters that lie in each township were handled."""

from __future__ import annotations

from typing import Any

from dashboards.pages.page import Page, exhibit, grid, lead
from dashboards.state import View
from warehouse.catalogue.model import Text
from warehouse.exhibits import wording

TITLE = Text("乡镇", "Townships")


def _render(view: View) -> list[Any]:
    start, end = view.period
    chosen = view.filter.township
    return [
        lead(TITLE(view.lang), wording.span(start, end)(view.lang) if start and end else ""),
        grid(
            exhibit(view, "township_map", chosen=chosen),
            exhibit(view, "township_need", chosen=chosen),
            kind="map",
        ),
        grid(exhibit(view, "township_handling", chosen=chosen)),
    ]


PAGE = Page("/townships", TITLE, ("period", "township", "department", "topic", "channel"), _render)
