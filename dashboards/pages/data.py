"""数据质量: what came in, what was refused and how to mend it, what the exports lack."""

from __future__ import annotations

from typing import Any

from dashboards.pages.page import Page, exhibit, grid, lead
from dashboards.state import View
from warehouse.catalogue.model import Text

TITLE = Text("数据质量", "Data quality")


def _render(view: View) -> list[Any]:
    return [
        lead(TITLE(view.lang)),
        grid(exhibit(view, "quality_badge")),
        grid(exhibit(view, "integrity")),
        grid(exhibit(view, "imported_files")),
        grid(exhibit(view, "rule_counts")),
        grid(exhibit(view, "unmatched_names"), exhibit(view, "unmapped_columns"), kind="halves"),
        grid(exhibit(view, "revisions")),
        grid(exhibit(view, "missing_inputs")),
    ]


PAGE = Page("/data", TITLE, (), _render)
