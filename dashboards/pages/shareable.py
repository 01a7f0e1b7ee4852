"""The shareable edition: the fixed list of tables, whatever page is asked for. Nothing else of the office is drawn."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboards.pages.page import Page, exhibit, grid, lead
from dashboards.state import View
from warehouse.catalogue.model import Text
from warehouse.catalogue.shareable import SETS, ShareableSet
from warehouse.exhibits.shareable import EDITION, shareable_id

WHAT = Text(
    "可以提供给本机关以外的固定的一份表；其他页面和图表不在共享版之内。",
    "The fixed list of tables that may be passed on; no other page or chart belongs to this edition.",
)


def _render(view: View) -> list[Any]:
    notice = html.Div(WHAT(view.lang), className="notice", role="note")
    return [lead(EDITION(view.lang)), notice, *(part for chosen in SETS for part in _set(view, chosen))]


def _set(view: View, chosen: ShareableSet) -> list[html.Div]:
    """The tables of a set; those of a single figure stand two in a row, so that a name is read with its number."""
    tables = [exhibit(view, shareable_id(table)) for table in chosen.tables]
    return [grid(*tables, kind="halves")] if len(chosen.metrics) == 1 else [grid(table) for table in tables]


PAGE = Page("/", EDITION, (), _render)
