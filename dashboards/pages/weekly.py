"""周例会: what the week brought, whether it differs from the week before, and which limits are running."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dashboards.pages.hotspots import alarm_link
from dashboards.pages.page import Page, exhibit, grid, lead
from dashboards.state import View
from warehouse.catalogue.model import Text
from warehouse.exhibits import Column, Row, wording

TITLE = Text("周例会", "Weekly review")
NO_WEEK = Text("尚无完整的一周。", "There is no complete week yet.")


def _render(view: View) -> list[Any]:
    week = view.week
    if week is None:
        return [lead(TITLE(view.lang), NO_WEEK(view.lang)), grid(exhibit(view, "clocks", link=clock_link(view)))]
    return [
        lead(wording.week_label(week.id)(view.lang), wording.span(week.start, week.end)(view.lang)),
        grid(exhibit(view, "weekly_headline")),
        grid(exhibit(view, "weekly_changes"), exhibit(view, "weekly_series", chosen=week.id), kind="halves"),
        grid(exhibit(view, "hotspot_alarms", link=alarm_link(view))),
        grid(exhibit(view, "clocks", link=clock_link(view)), exhibit(view, "weekly_owed"), kind="halves"),
        grid(exhibit(view, "quality_badge")),
    ]


def clock_link(view: View) -> Any:
    """Where a clock leads: to the rows that it counts."""

    def link(row: Row, column: Column) -> str | None:
        clock = column.id.removeprefix("open_")
        if row.key in ("", "*") or clock not in ("overdue", "due_7", "not_due"):
            return None
        return "/todo" + replace(view.filter, department=row.key, clock=clock).query()

    return link


PAGE = Page("/", TITLE, ("week", "compare", "township", "department", "topic", "channel"), _render)
