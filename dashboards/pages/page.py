"""The shape of a page, and what all pages use. No page stands here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from dash import html

from dashboards.components.exhibit import draw
from dashboards.state import View
from warehouse.catalogue.model import Text
from warehouse.exhibits import build_exhibit


@dataclass(frozen=True, slots=True)
class Page:
    """A page: where it is, what it is called, which filters it obeys, and what it shows for a view."""

    path: str
    title: Text
    filters: tuple[str, ...]
    render: Callable[[View], list[Any]]


def exhibit(view: View, exhibit_id: str, **options: Any) -> html.Section:
    """Build and draw one exhibit for a view."""
    return draw(build_exhibit(exhibit_id, view.scope(exhibit_id)), view, **options)


def lead(title: str, sentence: str = "") -> html.Div:
    """The heading of a page."""
    return html.Div([html.H1(title), html.P(sentence)], className="lead")


def grid(*children: Any, kind: str = "") -> html.Div:
    """Exhibits one below the other, or side by side where there is room."""
    return html.Div(list(children), className=f"grid {kind}".strip())
