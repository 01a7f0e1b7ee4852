"""The few callbacks: draw the page that the URL names, turn a choice into a URL, hand out rows, offer a newer version.

Does not belong here: what a page shows (pages/), what a URL means (state.py).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from dash import ALL, Dash, Input, Output, State, ctx, html, no_update

from dashboards import words
from dashboards.cache import cached_exhibit, forget
from dashboards.components import shell
from dashboards.crossfilter import MATRIX, choose
from dashboards.figures.map import places
from dashboards.pages import PAGES, first_run, page_of
from dashboards.pages.page import lead
from dashboards.pages.todo import stretch
from dashboards.state import Filter, View, open_view
from warehouse.catalogue.model import Language
from warehouse.home import Home
from warehouse.query import NothingPublishedError, QueryError, current_version
from warehouse.storage.outcomes import set_outcome

MAPS = frozenset({"township_map", "hotspot_map"})


def current_id(home: Home) -> str | None:
    """The name of the current version; None when nothing is published."""
    try:
        return current_version(home).id
    except NothingPublishedError:
        return None


def register(app: Dash, home: Home) -> None:
    """Add the callbacks to the app."""

    @app.callback(
        Output("band", "children"),
        Output("filters", "children"),
        Output("notices", "children"),
        Output("page", "children"),
        Output("provider", "forceColorScheme"),
        Output("dates", "settings"),
        Output("foot", "children"),
        Output("shell", "lang"),
        Input("url", "pathname"),
        Input("url", "search"),
        Input("version", "data"),
    )
    def draw(path: str | None, search: str | None, version: str | None) -> tuple[Any, ...]:
        if version is None:
            lang: Language = "en" if "lang=en" in (search or "") else "zh"
            band = [shell.masthead(home, lang, shell.language(lang))]
            return band, [], [], first_run.render(home, lang), no_update, no_update, words.FOOT(lang), lang
        try:
            view = open_view(home, version, search)
        except QueryError:
            gone = html.Div(html.A(words.VERSION_GONE("zh"), href=""), className="notice")
            return no_update, [], gone, [], *[no_update] * 4
        page = page_of(path, view.filter.edition)
        tabs = [(p.path, p.title) for p in PAGES]
        band = shell.header(view, tabs, page.path if page else "")
        content = page.content(view) if page else [lead(words.NOT_FOUND(view.lang))]
        first_day = home.configuration().calendar.week_start % 7
        dates = {"locale": "zh-cn" if view.lang == "zh" else "en", "firstDayOfWeek": first_day}
        controls = shell.filters(view, page.filters) if page else []
        said = words.FOOT(view.lang)
        return band, controls, shell.notices(view), content, view.filter.theme, dates, said, view.lang

    @app.callback(
        Output("url", "search"),
        Input({"type": "filter", "name": ALL}, "value"),
        Input({"type": "chart", "exhibit": ALL}, "clickData"),
        State("url", "search"),
        State("version", "data"),
        prevent_initial_call=True,
    )
    def turn(values: list[Any], clicks: list[Any], search: str | None, version: str | None) -> Any:
        del values, clicks
        view = open_view(home, version, search)
        state = view.filter
        for trigger, value in ctx.triggered_prop_ids.items():
            state = _chosen(view, state, value, _triggered_value(trigger))
        return no_update if state == view.filter else state.query()

    @app.callback(
        Output("todo-rows", "getRowsResponse"),
        Input("todo-rows", "getRowsRequest"),
        State("url", "search"),
        State("version", "data"),
        prevent_initial_call=True,
    )
    def rows(request: dict[str, Any] | None, search: str | None, version: str | None) -> Any:
        return stretch(open_view(home, version, search), request) if request else no_update

    @app.callback(
        Output("outcome-saved", "children"),
        Input({"type": "outcome", "alarm": ALL}, "value"),
        State("url", "search"),
        prevent_initial_call=True,
    )
    def found(values: list[str | None], search: str | None) -> Any:
        del values
        for trigger, component in ctx.triggered_prop_ids.items():
            set_outcome(home, component["alarm"], _triggered_value(trigger), datetime.now(UTC))
            forget()
        return words.SAVED("en" if "lang=en" in (search or "") else "zh") if ctx.triggered_prop_ids else no_update

    @app.callback(
        Output("newer", "children"),
        Input("clock", "n_intervals"),
        State("version", "data"),
        State("url", "search"),
        prevent_initial_call=True,
    )
    def offer(ticks: int, version: str | None, search: str | None) -> Any:
        del ticks
        if current_id(home) == version:
            return []
        lang: Language = "en" if "lang=en" in (search or "") else "zh"
        return html.Div(html.A(words.NEWER(lang), href=""), className="inner notice")


def _triggered_value(trigger: str) -> Any:
    return next((t["value"] for t in ctx.triggered if t["prop_id"] == trigger), None)


def _chosen(view: View, state: Filter, component: dict[str, str], value: Any) -> Filter:
    """The filter after a control or a chart was used."""
    if component["type"] == "chart":
        return _clicked(view, state, component["exhibit"], value)
    match component["name"]:
        case "week":
            # The last complete week is where the page starts: a link without a week moves on with the data.
            return replace(state, week=None if view.first_shown_week and value == view.first_shown_week.id else value)
        case "period":
            start, end = view.period if value == "custom" else (None, None)
            return replace(state, period=value, start=start, end=end)
        case "dates":
            if not value or None in value:
                return state
            start, end = (date.fromisoformat(day[:10]) for day in value)
            return replace(state, start=start, end=end)
        case name:
            field: dict[str, Any] = {name: value or None}
            return replace(state, **field)


def _clicked(view: View, state: Filter, exhibit_id: str, click: dict[str, Any] | None) -> Filter:
    if not click:
        return state
    point = click["points"][0]
    if exhibit_id in MAPS:
        rows = places(cached_exhibit(exhibit_id, view.scope(exhibit_id)))
        at = point["curveNumber"]
        return choose(state, exhibit_id, rows[at].key) if at < len(rows) else state
    if exhibit_id == MATRIX:
        # Dash hands on no custom data of a heatmap, only where in it the cell is.
        matrix = cached_exhibit(exhibit_id, view.scope(exhibit_id))
        return choose(state, exhibit_id, matrix.rows[point["y"]].key, matrix.columns[point["x"] + 1].id)
    return choose(state, exhibit_id, point.get("customdata"))
