"""接访包案: receptions by level and result, owned cases, decisions and disputes, and which units still owe."""

from __future__ import annotations

from typing import Any

from dashboards.pages.page import Page, exhibit, grid, lead
from dashboards.state import View
from warehouse.catalogue.model import Text
from warehouse.exhibits import wording

TITLE = Text("接访包案", "Receptions")


def _render(view: View) -> list[Any]:
    start, end = view.period
    return [
        lead(TITLE(view.lang), wording.span(start, end)(view.lang) if start and end else ""),
        grid(exhibit(view, "reception_figures"), exhibit(view, "reception_results"), kind="halves"),
        grid(exhibit(view, "reception_levels")),
        grid(exhibit(view, "owned_figures"), exhibit(view, "decision_figures"), kind="halves"),
        grid(exhibit(view, "owned_units", chosen=view.filter.department)),
    ]


PAGE = Page("/receptions", TITLE, ("period", "department", "township", "topic"), _render)
