"""乡镇: need and workload in fixed order, and how matters that lie in each township were handled."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dash import html

from dashboards.components.table import Link
from dashboards.pages.page import Page, exhibit, grid, lead
from dashboards.state import View
from warehouse.catalogue.codes import SPECIAL_CLASSES
from warehouse.catalogue.model import Text
from warehouse.exhibits import Column, Row, wording

TITLE = Text("乡镇", "Townships")
PATH = "/townships"


def _render(view: View) -> list[Any]:
    start, end = view.period
    chosen = view.filter.township
    name = next((wording.member_name(m) for m in view.townships if m.code == chosen), TITLE)
    heading = lead(name(view.lang), wording.span(start, end)(view.lang) if start and end else "")
    picture, need, handling = (
        exhibit(view, name, chosen=chosen, link=township_link(view))
        for name in ("township_map", "township_need", "township_handling")
    )
    if chosen:  # the profile: two short tables fit beside the map
        return [
            heading,
            grid(picture, html.Div([need, handling], className="column"), kind="map"),
            grid(exhibit(view, "topic_need"), exhibit(view, "weekly_series"), kind="halves"),
        ]
    return [heading, grid(picture, need, kind="map"), grid(handling), *_as_units(view)]


def township_link(view: View) -> Link:
    """The name of a township leads to its profile, and from there back to all."""

    def link(row: Row, column: Column) -> str | None:
        if column.id != "township" or row.key in ("", "*", *SPECIAL_CLASSES):
            return None
        township = None if row.key == view.filter.township else row.key
        return PATH + replace(view.filter, township=township).query()

    return link


def _as_units(view: View) -> list[Any]:
    """Townships as responsible units, ranked in their own group and nowhere else."""
    group = next((name for name in view.comparison.groups if "乡镇" in name or "街道" in name), None)
    if group is None:
        return []
    own = replace(view, filter=replace(view.filter, group=group))
    return [grid(exhibit(own, "unit_comparison"))]


PAGE = Page(PATH, TITLE, ("period", "compare", "township", "department", "topic", "channel"), _render)
