"""The shape of a page, and what all pages use. No page stands here."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from dash import html
from plotly.utils import PlotlyJSONEncoder

from dashboards.cache import cached_exhibit, kept, settings_of
from dashboards.components.exhibit import draw
from dashboards.crossfilter import twin_link
from dashboards.state import View
from warehouse.catalogue.model import Text

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Page:
    """A page: where it is, what it is called, which filters it obeys, and what it shows for a view."""

    path: str
    title: Text
    filters: tuple[str, ...]
    render: Callable[[View], list[Any]]
    is_live: bool = False  # shows what people write meanwhile, or rows: drawn anew each time

    def content(self, view: View) -> list[Any]:
        """What the page shows for a view, drawn once for each version and filter.

        It is kept as plain data: components would be turned into it anew for every answer.
        """
        if self.is_live:
            return self.render(view)
        key = ("page", self.path, self.title, view.version.id, view.filter, *settings_of(view.home))
        return kept(key, lambda: _plain(self.render(view)), lambda made: not _has_error(made))


def _plain(made: list[Any]) -> list[Any]:
    """Components as the dictionaries that are sent to the browser."""
    plain: list[Any] = json.loads(json.dumps(made, cls=PlotlyJSONEncoder))
    return plain


def _has_error(made: list[Any]) -> bool:
    """Whether an exhibit on the page could not be shown; such a page is drawn again the next time."""
    return any(section.get("data-state") == "error" for section in _sections(made))


def _sections(made: list[Any]) -> Iterator[dict[str, Any]]:
    """The properties of the exhibits among the parts of a page; no exhibit holds another."""
    for part in made:
        if isinstance(part, dict) and part["type"] == "Section":
            yield part["props"]
        elif isinstance(part, dict) and isinstance(part["props"].get("children"), list):
            yield from _sections(part["props"]["children"])


def exhibit(view: View, exhibit_id: str, **options: Any) -> html.Section:
    """Build and draw one exhibit for a view; one that cannot be drawn says so and leaves the others standing."""
    built = cached_exhibit(exhibit_id, view.scope(exhibit_id))
    options.setdefault("link", twin_link(view, exhibit_id))
    try:
        return draw(built, view, **options)
    except Exception as error:
        _log.exception("exhibit %s could not be drawn", exhibit_id)
        reason = Text(f"出错，未能显示：{error}", f"could not be shown: {error}")
        return draw(replace(built, state="error", reason=reason), view)


def lead(title: str, sentence: str = "", *beside: Any) -> html.Div:
    """The heading of a page."""
    return html.Div([html.H1(title), html.P(sentence), *beside], className="lead")


def grid(*children: Any, kind: str = "") -> html.Div:
    """Exhibits one below the other, or side by side where there is room."""
    return html.Div(list(children), className=f"grid {kind}".strip())
