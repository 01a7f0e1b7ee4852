"""重复信访: whether matters came back after a reply, where the earlier case stood, and how not to count it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dashboards.components.table import Link
from dashboards.pages.page import Page, exhibit, grid, lead
from dashboards.state import View
from warehouse.catalogue.model import Text
from warehouse.exhibits import Column, Row, wording

TITLE = Text("重复信访", "Recurrence")
PATH = "/recurrence"


def _render(view: View) -> list[Any]:
    start, end = view.period
    return [
        lead(TITLE(view.lang), wording.span(start, end)(view.lang) if start and end else ""),
        grid(exhibit(view, "recurrence_curve"), exhibit(view, "recurrence_figures"), kind="halves"),
        grid(exhibit(view, "repeat_stages"), exhibit(view, "naive_and_right"), kind="halves"),
        grid(exhibit(view, "recurrence_by_topic", link=_topic_link(view), chosen=view.filter.topic)),
    ]


def _topic_link(view: View) -> Link:
    """The name of a topic filters the page."""

    def link(row: Row, column: Column) -> str | None:
        if column.id != "topic" or row.key in ("", "*"):
            return None
        return PATH + replace(view.filter, topic=None if row.key == view.filter.topic else row.key).query()

    return link


PAGE = Page(PATH, TITLE, ("period", "compare", "department", "township", "topic", "channel"), _render)
