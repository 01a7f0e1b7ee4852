"""部门办理质效: responsible units compared on handling, with the uncertainty of each figure. No rank yet."""

from __future__ import annotations

from typing import Any

from dashboards.pages.page import Page, exhibit, grid, lead
from dashboards.pages.weekly import clock_link
from dashboards.state import View
from warehouse.catalogue.model import Text
from warehouse.exhibits import wording

TITLE = Text("部门办理质效", "Departments")


def _render(view: View) -> list[Any]:
    start, end = view.period
    return [
        lead(TITLE(view.lang), wording.span(start, end)(view.lang) if start and end else ""),
        grid(exhibit(view, "department_handling", chosen=view.filter.department)),
        grid(exhibit(view, "clocks", link=clock_link(view))),
    ]


PAGE = Page("/departments", TITLE, ("period", "department", "township", "topic", "channel"), _render)
