"""部门办理质效: responsible units compared on handling with the uncertainty of each rank, or the profile of one unit."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dash import dcc

from dashboards.components.table import Link
from dashboards.pages.page import Page, exhibit, grid, lead
from dashboards.pages.weekly import clock_link
from dashboards.state import View
from warehouse.catalogue.model import Text
from warehouse.exhibits import Column, Row
from warehouse.exhibits.unit import unit_name

TITLE = Text("部门办理质效", "Departments")
PATH = "/departments"
BACK = Text("返回比较表", "Back to the comparison")


def _render(view: View) -> list[Any]:
    chosen = view.filter.department
    if chosen:
        back = dcc.Link(BACK(view.lang), href=PATH + replace(view.filter, department=None).query(), className="back")
        return [
            lead(unit_name(view.scope("unit_profile"))(view.lang), TITLE(view.lang), back),
            grid(exhibit(view, "unit_profile")),
            grid(exhibit(view, "unit_trend"), exhibit(view, "unit_course"), kind="halves"),
            grid(exhibit(view, "clocks", link=clock_link(view), chosen=chosen)),
        ]
    return [
        lead(TITLE(view.lang)),
        grid(exhibit(view, "unit_comparison", link=unit_link(view))),
        grid(exhibit(view, "unit_ranks"), exhibit(view, "unit_funnel"), kind="halves"),
        grid(exhibit(view, "department_handling", link=unit_link(view))),
    ]


def unit_link(view: View) -> Link:
    """The name of a unit leads to its profile."""

    def link(row: Row, column: Column) -> str | None:
        if column.id != "unit" or row.key in ("", "*"):
            return None
        return PATH + replace(view.filter, department=row.key).query()

    return link


PAGE = Page(
    PATH, TITLE, ("window", "group", "indicator", "department", "period", "township", "topic", "channel"), _render
)
