"""指标口径: the metric book."""

from __future__ import annotations

from typing import Any

from dashboards.pages.page import Page, exhibit, grid, lead
from dashboards.state import View
from warehouse.catalogue.model import Text

TITLE = Text("指标口径", "Metric book")


def _render(view: View) -> list[Any]:
    return [lead(TITLE(view.lang)), grid(exhibit(view, "metric_book"))]


PAGE = Page("/metrics", TITLE, (), _render)
