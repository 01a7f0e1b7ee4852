"""The pages, one file each: which exhibits, in which order, with which filters."""

from __future__ import annotations

from dataclasses import replace

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
    shareable,
    todo,
    townships,
    weekly,
)
from dashboards.pages.page import Page
from warehouse.query import Edition

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


# Pages that hold no figure of the office; every other page is replaced by the fixed list in the shareable edition.
WITHOUT_FIGURES = frozenset({metrics.PAGE.path, handbook.PAGE.path})


def page_of(path: str | None, edition: Edition) -> Page | None:
    """The page at a path as an edition may show it."""
    page = find_page(path)
    if edition == "shareable" and page is not None and page.path not in WITHOUT_FIGURES:
        return replace(shareable.PAGE, path=page.path)
    return page


def find_page(path: str | None) -> Page | None:
    """The page at a path."""
    return next((page for page in (*PAGES, handbook.PAGE) if page.path == ((path or "").rstrip("/") or "/")), None)
