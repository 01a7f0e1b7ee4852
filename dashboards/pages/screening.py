"""重要节点研判: what is owed before a named period, when limits end, what may come, and the sheet of each unit."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

from dashboards.components.table import Link
from dashboards.pages.page import Page, exhibit, grid, lead
from dashboards.state import View
from warehouse.catalogue.model import Text
from warehouse.exhibits import Column, Row
from warehouse.exhibits.screening import chosen_event

TITLE = Text("重要节点研判", "Screening")
PATH = "/screening"


def _render(view: View) -> list[Any]:
    event = chosen_event(view.scope("screening_duties"))
    return [
        lead(event or TITLE(view.lang)),
        *([grid(exhibit(view, "duty_sheet"))] if view.filter.department else []),
        grid(exhibit(view, "screening_duties", link=_unit_link(view), chosen=view.filter.department)),
        grid(exhibit(view, "screening_calendar"), exhibit(view, "screening_backtest"), kind="halves"),
        grid(exhibit(view, "screening_load")),
    ]


def _unit_link(view: View) -> Link:
    """The name of a unit opens its sheet."""

    @cache  # a unit has hundreds of rows
    def sheet_of(department: str) -> str:
        return PATH + replace(view.filter, department=department).query()

    def link(row: Row, column: Column) -> str | None:
        return sheet_of(row.key) if column.id == "unit" and row.key not in ("", "*") else None

    return link


PAGE = Page(PATH, TITLE, ("event", "department", "township", "topic"), _render)
