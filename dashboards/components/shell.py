"""What stands around every page: office, tabs, filters, how fresh the data are, the note at the foot.

Does not belong here: what a page shows (pages/), how a choice becomes a URL (callbacks.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from dashboards import words
from dashboards.state import Filter, View
from warehouse.catalogue.codes import CODE_LISTS, SPECIAL_CLASSES
from warehouse.catalogue.metrics import METRICS
from warehouse.catalogue.model import Language, Text
from warehouse.exhibits import wording
from warehouse.exhibits.duties import CLOCK_NAMES
from warehouse.exhibits.lineage import FIRST
from warehouse.exhibits.ranking import OVERALL_NAME, SHORT
from warehouse.exhibits.screening import chosen_event
from warehouse.home import Home
from warehouse.query.context import Member

Option = dict[str, str]
HANDBOOK = "/handbook"


def header(view: View, tabs: Iterable[tuple[str, Text]], path: str) -> list[Any]:
    """The band at the top: office, freshness, language and scheme, pages."""
    lang = view.lang
    freshness = [
        html.Span(f"{words.AS_OF(lang)} {view.version.as_of}"),
        html.Span(f"{words.DATA_THROUGH(lang)} {view.version.data_through}"),
        html.Span(f"{words.VERSION(lang)} {view.version.id}"),
    ]
    return [
        masthead(
            view.home,
            lang,
            html.Div(freshness, className="footing"),
            html.Div(_switches(view.filter, path), className="switches"),
        ),
        html.Nav(
            [_tab(view, tab_path, title, is_current=tab_path == path) for tab_path, title in tabs],
            className="inner tabs",
        ),
    ]


def masthead(home: Home, lang: Language, *beside: Any) -> html.Div:
    """The product's mark and the office, and what stands beside them."""
    name = f"{home.configuration().office.name} · {words.PRODUCT(lang)}"
    skip = html.A(words.SKIP(lang), href="#page", className="skip")
    return html.Div(
        [skip, html.Div("听", className="mark"), html.Span(name, className="office"), *beside], className="inner top"
    )


def language(lang: Language) -> html.Div:
    """The switch of the language where there is nothing else to choose."""
    other = Filter(lang="en" if lang == "zh" else "zh")
    link = dcc.Link(words.OTHER_LANGUAGE(lang), href=other.query() or "?")
    return html.Div([dcc.Link(words.HANDBOOK(lang), href=HANDBOOK), link], className="switches footing")


def _tab(view: View, path: str, title: Text, *, is_current: bool) -> dcc.Link:
    return dcc.Link(title(view.lang), href=path + view.filter.query(), className="current" if is_current else "")


def _switches(state: Filter, path: str) -> list[Any]:
    other: Language = "en" if state.lang == "zh" else "zh"
    scheme_words = words.TO_LIGHT if state.theme == "dark" else words.TO_DARK
    is_shared = state.edition == "shareable"
    edition = replace(state, edition="internal" if is_shared else "shareable")
    return [
        dcc.Link((words.TO_INTERNAL if is_shared else words.SHAREABLE)(state.lang), href=path + edition.query()),
        dcc.Link(words.HANDBOOK(state.lang), href=HANDBOOK + state.query()),
        dcc.Link(words.OTHER_LANGUAGE(state.lang), href=path + replace(state, lang=other).query()),
        dcc.Link(
            scheme_words(state.lang),
            href=path + replace(state, theme="light" if state.theme == "dark" else "dark").query(),
        ),
    ]


def filters(view: View, names: Iterable[str]) -> list[Any]:
    """The controls of a page, set to the state of the URL."""
    controls = [_control(view, name) for name in names]
    if not controls:
        return []
    if view.filter.period == "custom" and "period" in names:
        controls.insert(1, _dates(view))
    kept = Filter(lang=view.filter.lang, theme=view.filter.theme)
    if view.filter != kept:
        reset = dcc.Link(words.RESET(view.lang), href=kept.query() or "?", id="reset")
        controls.append(html.Div(reset, className="reset"))
    return controls


def notices(view: View) -> list[Any]:
    """What the URL asked for and could not have."""
    return [html.Div(text(view.lang), className="notice", role="status") for text in view.ignored]


def _control(view: View, name: str) -> html.Div:
    label, options, value = _CONTROLS[name](view)
    must_have = name in ("week", "period", "compare", "event")
    select = dmc.Select(
        id={"type": "filter", "name": name},
        label=label(view.lang),
        data=options,
        value=value,
        placeholder=_UNCHOSEN.get(name, words.ALL)(view.lang),
        clearable=not must_have,
        allowDeselect=not must_have,
        searchable=len(options) > 8,
        nothingFoundMessage=words.NOTHING_FOUND(view.lang),
        size="sm",
    )
    return html.Div(select, className="wide" if name in ("week", "department") else "filter")


def _week(view: View) -> tuple[Text, list[Option], str | None]:
    options = []
    for week in reversed(view.complete_weeks):
        span = f"{week.start:%m-%d}–{week.end:%m-%d}"
        label = wording.week_label(week.id)(view.lang)
        options.append({"value": week.id, "label": f"{label}（{span}）" if view.lang == "zh" else f"{label} ({span})"})
    return words.WEEK, options, view.week.id if view.week else None


def _period(view: View) -> tuple[Text, list[Option], str | None]:
    options = [{"value": name, "label": text(view.lang)} for name, text in words.PERIODS.items()]
    return words.PERIOD, options, view.filter.period


def _members(members: Iterable[Member], lang: Language) -> list[Option]:
    return [{"value": m.code, "label": wording.member_name(m)(lang)} for m in members]


def _township(view: View) -> tuple[Text, list[Option], str | None]:
    return words.TOWNSHIP, _members(view.townships, view.lang), view.filter.township


def _department(view: View) -> tuple[Text, list[Option], str | None]:
    return words.DEPARTMENT, _members(view.departments, view.lang), view.filter.department


def _topic(view: View) -> tuple[Text, list[Option], str | None]:
    options = [{"value": t, "label": SPECIAL_CLASSES.get(t, Text(t, t))(view.lang)} for t in view.topics]
    return words.TOPIC, options, view.filter.topic


def _channel(view: View) -> tuple[Text, list[Option], str | None]:
    options = [{"value": c.id, "label": c.name(view.lang)} for c in CODE_LISTS["channel"]]
    return words.CHANNEL, options, view.filter.channel


def _clock(view: View) -> tuple[Text, list[Option], str | None]:
    options = [{"value": name, "label": text(view.lang)} for name, text in CLOCK_NAMES.items()]
    return words.CLOCK, options, view.filter.clock


def _named(names: Iterable[tuple[str, Text]], lang: Language) -> list[Option]:
    return [{"value": name, "label": text(lang)} for name, text in names]


def _compare(view: View) -> tuple[Text, list[Option], str | None]:
    return words.COMPARE, _named(words.COMPARES.items(), view.lang), view.filter.compare


def _group(view: View) -> tuple[Text, list[Option], str | None]:
    return words.GROUP, _named(((g, Text(g, g)) for g in view.comparison.groups), view.lang), view.filter.group


def _indicator(view: View) -> tuple[Text, list[Option], str | None]:
    return words.INDICATOR, _named(SHORT.items(), view.lang), view.filter.indicator


def _window(view: View) -> tuple[Text, list[Option], str | None]:
    years = ((year, Text(f"{year}年", year)) for year in view.comparison.windows)
    return words.WINDOW, _named(years, view.lang), view.filter.window


def _metric(view: View) -> tuple[Text, list[Option], str | None]:
    return words.METRIC, _named(((m.id, m.name) for m in METRICS.values()), view.lang), view.filter.metric


def _event(view: View) -> tuple[Text, list[Option], str | None]:
    options = _named(((e, Text(e, e)) for e in reversed(view.events)), view.lang)
    return words.EVENT, options, chosen_event(view.scope("screening_duties"))


# What stands in a control while nothing is chosen, where it is not "all".
_UNCHOSEN: dict[str, Text] = {"indicator": OVERALL_NAME, "metric": METRICS[FIRST].name, "window": words.PERIODS["52w"]}

_CONTROLS: dict[str, Callable[[View], tuple[Text, list[Option], str | None]]] = {
    "week": _week,
    "compare": _compare,
    "group": _group,
    "indicator": _indicator,
    "window": _window,
    "event": _event,
    "metric": _metric,
    "period": _period,
    "township": _township,
    "department": _department,
    "topic": _topic,
    "channel": _channel,
    "clock": _clock,
}


def _dates(view: View) -> html.Div:
    start, end = view.period
    picker = dmc.DatePickerInput(
        id={"type": "filter", "name": "dates"},
        type="range",
        label=words.DATES(view.lang),
        value=[d.isoformat() if d else None for d in (start, end)],
        valueFormat="YYYY-MM-DD",
        minDate=view.build.first_registered_on.isoformat() if view.build.first_registered_on else None,
        maxDate=view.build.data_through.isoformat(),
        allowSingleDateInRange=True,
        size="sm",
    )
    return html.Div(picker, className="wide")
