"""The one component that every chart and table of a page is drawn by.

Title, sentence, drawing, table twin, definition, notes, n, download, text alternative, and the states: empty, not in
this export, suppressed, error (loading is the page's). Does not belong here: any particular exhibit.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from dashboards import theme, words
from dashboards.components.headline import headline
from dashboards.components.table import Link, attributes, no_link, table
from dashboards.figures import FIGURES
from dashboards.state import View
from warehouse.catalogue.metrics import METRICS
from warehouse.catalogue.model import Language, Text
from warehouse.exhibits import Exhibit, definition, wording

LINEAGE = "/data"
LISTS = frozenset({"bars", "ranks", "matrix"})
MARKED = frozenset({"map", "matrix"})

# Plotly's own buttons are not shown: some of them would send the data away.
GRAPH_CONFIG: dict[str, Any] = {
    "displayModeBar": False,
    "displaylogo": False,
    "showSendToCloud": False,
    "plotlyServerURL": "",
    "showEditInChartStudio": False,
    "showLink": False,
    "responsive": True,
    "scrollZoom": False,
    "doubleClick": False,
}


def draw(
    exhibit: Exhibit,
    view: View,
    *,
    link: Link = no_link,
    chosen: str | None = None,
    body: Any = None,
) -> html.Section:
    """An exhibit as a section of a page.

    Args:
        exhibit: what to draw.
        view: language, colour scheme, and the filter for the download.
        link: where a cell of the table leads.
        chosen: key of the row or place to mark.
        body: what to draw instead of the table, for rows that come in stretches.
    """
    lang = view.lang
    twin = None
    if exhibit.state != "ok":
        body = _absent(exhibit, lang)
    elif body is None and exhibit.rows:
        body = table(exhibit, lang, link=link, chosen=chosen)
        if exhibit.chart in FIGURES:
            body, twin = _picture(exhibit, view, chosen), body
        elif exhibit.chart == "headline":
            body, twin = headline(exhibit, lang), body
        elif exhibit.chart == "sentences":
            body = _sentences(exhibit, view)
    return html.Section(
        [
            html.Header([html.H2(exhibit.title(lang)), _tools(exhibit, view)]),
            html.P(wording.opening(exhibit.sentence(lang)), className="sentence") if exhibit.sentence.zh else None,
            body,
            _foot(exhibit, lang, twin) if exhibit.state == "ok" else None,
        ],
        className="exhibit",
        id=f"exhibit-{exhibit.id}",
        **attributes(
            {"aria-label": exhibit.title(lang), "data-state": exhibit.state, "data-footing": footing(exhibit, lang)}
        ),
    )


def footing(exhibit: Exhibit, lang: Language) -> str:
    """As of when, on which data and version the figures stand."""
    f = exhibit.footing
    if f is None:
        return ""
    text = f"{words.AS_OF(lang)} {f.as_of} · {words.DATA_THROUGH(lang)} {f.data_through} · {words.VERSION(lang)} {f.version}"
    return text + (f" · {words.RECONSTRUCTED(lang)}" if f.reconstructed else "")


def _picture(exhibit: Exhibit, view: View, chosen: str | None) -> html.Div:
    """The chart, with its text alternative."""
    lang = view.lang
    config: Any = GRAPH_CONFIG | {"locale": "zh-CN" if lang == "zh" else "en"}
    graph = dcc.Graph(
        id={"type": "chart", "exhibit": exhibit.id},
        figure=FIGURES[exhibit.chart](exhibit, view.filter.theme, lang, chosen),
        config=config,
        responsive=True,
        style={"height": "100%"},
    )
    alternative = attributes({"aria-label": f"{exhibit.title(lang)}{wording.mark('。', lang)}{exhibit.sentence(lang)}"})
    return html.Div(
        [
            _key(exhibit, lang)
            if exhibit.chart in MARKED and (exhibit.grades or any(row.mark for row in exhibit.rows))
            else None,
            html.Div(
                graph, className=f"chart chart-{exhibit.chart}", role="img", style=_height(exhibit), **alternative
            ),
        ],
        className="picture",
    )


KEYS: dict[str, tuple[tuple[str, Text], ...]] = {
    "handling": (("better", words.BETTER), ("same", words.SAME), ("worse", words.WORSE), ("none", words.TOO_FEW)),
    "deviation": (("alarm", words.ALARM), ("watch", words.WATCH), ("same", words.USUAL), ("none", words.NOT_JUDGED)),
}


def _key(exhibit: Exhibit, lang: Language) -> html.Div:
    names = KEYS["deviation" if exhibit.id.startswith("hotspot") else "handling"]
    return html.Div([html.Span([html.I(className=c), text(lang)]) for c, text in names], className="key")


def _sentences(exhibit: Exhibit, view: View) -> html.Dl:
    """Findings, one line a subject; the subject leads to the page that shows it."""
    lines: list[Any] = []
    for row in exhibit.rows:
        subject, finding = (wording.show(cell, view.lang) for cell in row.cells[:2])
        link = dcc.Link(subject, href=row.key + view.filter.query()) if row.key else subject
        lines += [html.Dt(link), html.Dd(finding)]
    return html.Dl(lines, className="findings")


def _height(exhibit: Exhibit) -> dict[str, str] | None:
    """The height of a chart that has a line for each row; others have that of the stylesheet."""
    if exhibit.chart not in LISTS:
        return None
    return {"height": theme.list_height(sum(1 for row in exhibit.rows if row.group != "total"))}


def _absent(exhibit: Exhibit, lang: Language) -> html.Div:
    reason = exhibit.reason(lang) if exhibit.reason else ""
    kind = words.STATES.get(exhibit.state)
    return html.Div([html.Strong(kind(lang)) if kind else None, reason], className=f"absent {exhibit.state}")


def _tools(exhibit: Exhibit, view: View) -> html.Div:
    lang, tools = view.lang, []
    if exhibit.metrics:
        tools.append(
            dmc.Popover(
                [
                    dmc.PopoverTarget(dmc.UnstyledButton(words.DEFINITION(lang))),
                    dmc.PopoverDropdown(_definitions(exhibit, view)),
                ],
                width=theme.POPOVER_WIDTH, position="bottom-end", shadow="md", withinPortal=True, trapFocus=True, returnFocus=True,
            )
        )  # fmt: skip
    if exhibit.state == "ok":
        if exhibit.chart in FIGURES:
            tools += [
                html.Button(kind.upper(), className="image", **attributes({"data-image": kind}))
                for kind in ("png", "svg")
            ]
        query = view.filter.query()
        version = f"{query}{'&' if query else '?'}version={view.version.id}"
        tools += [
            html.A(kind.upper(), href=f"/export/{exhibit.id}.{kind}{version}", download="") for kind in ("csv", "xlsx")
        ]
    return html.Div(tools, className="tools")


def _definitions(exhibit: Exhibit, view: View) -> html.Div:
    """What each figure means, and the way back to the files that it stands on."""
    lang = view.lang
    parts: list[Any] = []
    for metric_id in exhibit.metrics:
        back = dcc.Link(
            words.METRIC(lang), href=LINEAGE + replace(view.filter, metric=metric_id).query(), className="lineage"
        )
        parts.append(html.H3([METRICS[metric_id].name(lang), back]))
        lines = [part for label, text in definition(metric_id) for part in (html.Dt(label(lang)), html.Dd(text(lang)))]
        parts.append(html.Dl(lines))
    return html.Div(parts, className="definition")


def _foot(exhibit: Exhibit, lang: Language, twin: html.Div | None) -> html.Footer:
    parts: list[Any] = [html.Span(exhibit.n(lang))] if exhibit.n else []
    if twin is not None:
        parts.append(html.Details([html.Summary(words.TABLE(lang)), twin]))
    notes = [text(lang) for text in (*exhibit.notes, *exhibit.basis)]
    if exhibit.footing:
        notes.append(footing(exhibit, lang))
    if notes:
        items = html.Ul([html.Li(note) for note in notes])
        parts.append(html.Details([html.Summary(words.NOTES(lang)), items]))
    return html.Footer(parts)
