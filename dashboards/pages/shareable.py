"""The shareable edition: the fixed list of tables, whatever page is asked for. Nothing else of the office is drawn."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboards.pages.page import Page, exhibit, grid, lead
from dashboards.state import View
from warehouse.catalogue.model import Text
from warehouse.exhibits.shareable import EDITION, SHAREABLE_EXHIBITS

WHAT = Text(
    "可以提供给本机关以外的固定的一份表；其他页面和图表不在共享版之内。",
    "The fixed list of tables that may be passed on; no other page or chart belongs to this edition.",
)


def _render(view: View) -> list[Any]:
    notice = html.Div(WHAT(view.lang), className="notice", role="note")
    return [lead(EDITION(view.lang)), notice, *(grid(exhibit(view, name)) for name in SHAREABLE_EXHIBITS)]


PAGE = Page("/", EDITION, (), _render)
