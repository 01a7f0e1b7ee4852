"""The pages, one file each: which exhibits, in which order, with which filters."""

from __future__ import annotations

from dashboards.pages import (
    data,
    departments,
    handbook,
    hotspots,
    metrics,
    nonnormal,
    receptions,
    recurrence,
    reports,
    screening,
    todo,
    townships,
    weekly,
)
from dashboards.pages.page import Page

PAGES: tuple[Page, ...] = (
    weekly.PAGE,
    hotspots.PAGE,
    recurrence.PAGE,
    nonnormal.PAGE,
    departments.PAGE,
    townships.PAGE,
    screening.PAGE,
    receptions.PAGE,
    todo.PAGE,
    reports.PAGE,
    data.PAGE,
    metrics.PAGE,
)


def find_page(path: str | None) -> Page | None:
    """The page at a path."""
    return next((page for page in (*PAGES, handbook.PAGE) if page.path == ((path or "").rstrip("/") or "/")), None)
