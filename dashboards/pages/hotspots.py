"""热点: which townships and topics were unusual for themselves in a week; the weeks can be played one after another."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from dashboards.components.table import Link, attributes
from dashboards.pages.page import Page, exhibit, grid, lead
from dashboards.state import View
from warehouse.catalogue.model import Text
from warehouse.exhibits import Column, Row, wording
from warehouse.exhibits.hotspots import TO_CHECK, series_of, shown_week
from warehouse.query.hotspots import alarms, judged_weeks, runs
from warehouse.storage.outcomes import OUTCOMES, read_outcomes

TITLE = Text("热点", "Hotspots")
PATH = "/hotspots"
EARLIER, LATER = Text("上一周", "Week before"), Text("下一周", "Week after")
OUTCOME = Text("核实结果", "What was found")
PLAY, STOP = Text("逐周播放", "Play the weeks"), Text("停止", "Stop")


def _render(view: View) -> list[Any]:
    # A week that was not judged shows the last one that was.
    shown = shown_week(view.scope("hotspot_alarms"))
    week = next((w for w in view.weeks if w.id == shown), None)
    title = wording.week_label(week.id)(view.lang) if week else TITLE(view.lang)
    span = wording.span(week.start, week.end)(view.lang) if week else ""
    return [
        lead(title, span, _steps(view)),
        grid(exhibit(view, "hotspot_alarms", link=alarm_link(view)), *_outcomes(view)),
        grid(
            exhibit(view, "hotspot_map", chosen=view.filter.township),
            exhibit(view, "hotspot_series", chosen=week.id if week else None),
            kind="map",
        ),
        grid(exhibit(view, "hotspot_matrix")),
        grid(exhibit(view, "over_representation")),
    ]


def alarm_link(view: View) -> Link:
    """The topic of an alarm leads to the weeks of its series."""
    week = shown_week(view.scope("hotspot_alarms"))
    found = {h.key: h for h in alarms(view.version, week)} if week else {}

    def link(row: Row, column: Column) -> str | None:
        if column.id != "topic" or row.key not in found:
            return None
        township, topic = series_of(view.version, found[row.key])
        return PATH + replace(view.filter, township=township, topic=topic).query()

    return link


def _steps(view: View) -> html.Div | None:
    """To the judged week before and after, and through all of them (assets/play.js follows these links)."""
    weeks = judged_weeks(view.version)
    if view.week is None or view.week.id not in weeks:
        return None
    at = weeks.index(view.week.id)

    def step(to: int, name: Text, element: str) -> Any:
        if not 0 <= to < len(weeks):
            return html.Span(name(view.lang), className="off")
        return dcc.Link(name(view.lang), href=PATH + replace(view.filter, week=weeks[to]).query(), id=element)

    first = dcc.Link("", href=PATH + replace(view.filter, week=weeks[0]).query(), id="first-week")
    play = html.Button(
        PLAY(view.lang), className="play", **attributes({"data-play": PLAY(view.lang), "data-stop": STOP(view.lang)})
    )
    return html.Div(
        [step(at - 1, EARLIER, "earlier-week"), step(at + 1, LATER, "later-week"), play, first],
        className="back steps-row",
    )


def _outcomes(view: View) -> list[Any]:
    """A choice for each alarm of the week: what was found behind it."""
    week = shown_week(view.scope("hotspot_alarms"))
    found = runs(view.version, week) if week else ()
    if not found:
        return []
    known = read_outcomes(view.home)
    options = [{"value": name, "label": text(view.lang)} for name, text in OUTCOMES.items()]
    names = {m.code: m.name for m in view.townships}
    choices = [
        dmc.Select(
            id={"type": "outcome", "alarm": h.key},
            label=wording.mark("、", view.lang).join(
                filter(None, [*(names.get(c, c) for c in h.townships), h.topic_2 or h.topic_1])
            ),
            data=options,
            value=known.get(h.key),
            placeholder=TO_CHECK(view.lang),
            clearable=True,
            size="sm",
        )
        for h in found
    ]
    heading = html.Header([html.H2(OUTCOME(view.lang)), html.Span("", id="outcome-saved", role="status")])
    return [html.Section([heading, html.Div(choices, className="filters")], className="exhibit", id="outcomes")]


PAGE = Page(PATH, TITLE, ("week", "township", "topic"), _render)
