"""Work that was asked for, as a page shows it: the list that keeps itself up to date, and where files are dropped.

Does not belong here: asking (dashboards/work.py), running (the worker of `tingmin serve`).
"""

from __future__ import annotations

from typing import Any

from dash import dcc, html

from dashboards import words
from dashboards.components.table import attributes
from warehouse.catalogue.fields import FIELDS
from warehouse.catalogue.model import Language
from warehouse.catalogue.rules import RULES
from warehouse.storage.queue import Work

LOOK_EVERY_MS = 1500


def panel(lang: Language) -> html.Section:
    """The list of work, which keeps itself up to date while it is looked at."""
    return html.Section(
        [
            html.Header([html.H2(words.WORK(lang))]),
            html.Div(id="work-list", role="status"),
            dcc.Interval(id="work-clock", interval=LOOK_EVERY_MS),
        ],
        className="exhibit",
        id="work",
    )


def uploader(lang: Language) -> html.Div:
    """Where files are chosen or dropped (assets/upload.js)."""
    said = {"data-upload": words.CHOOSE_FILES(lang), "data-preview": words.PREVIEW_FIRST(lang)}
    return html.Div(className="upload", **attributes(said))


def lines(found: tuple[Work, ...], lang: Language) -> html.Ol:
    """One line a piece of work: its state, what was asked, how far it is, what came of it."""
    return html.Ol([_line(work, lang) for work in found], className="work")


def _line(work: Work, lang: Language) -> html.Li:
    is_preview = words.PREVIEW_OPTION in work.arguments
    name = (words.PREVIEW if is_preview else words.VERBS[work.verb])(lang)
    shown = [argument for argument in work.arguments if argument != words.PREVIEW_OPTION]
    about = "、".join(a.replace("\\", "/").rpartition("/")[2].lstrip("-") for a in shown)
    said: list[Any] = []
    if work.state == "running" and work.progress:
        said.append(html.Span(work.progress, className="soft"))
    if work.result:
        said += _result(work.result, lang)
    if work.state == "failed" and work.message:
        said.append(html.Span(work.message, className="wrong"))
    return html.Li(
        [
            html.Span(words.WORK_STATES[work.state](lang), className=f"state {work.state}"),
            html.Strong(name),
            html.Span(about, className="soft"),
            *said,
        ],
        **attributes({"data-state": work.state, "data-verb": work.verb}),
    )


def _preview(file: dict[str, Any], lang: Language) -> html.Div:
    """What a file would become: which column is which field, its first rows as typed, what would be refused."""
    named = {field: FIELDS[field].name(lang) for field in file["mapping"].values()}
    found = [f"{header} → {named[field]}" for header, field in file["mapping"].items()]
    found += [f"{header} → {words.NOWHERE(lang)}" for header in file["unmapped_columns"]]
    found += [f"{words.REFUSED(lang)} {RULES[rule].name(lang)}：{rows}" for rule, rows in file["rejections"].items()]
    found += file["notes"]
    columns = [field for field in named if any(field in row for row in file["sample"])]
    head = html.Tr([html.Th("#"), *(html.Th(named[field]) for field in columns)])
    body = [
        html.Tr([html.Td(row["row_no"]), *(html.Td(row.get(field, "")) for field in columns)]) for row in file["sample"]
    ]
    rows = html.Table([html.Thead(head), html.Tbody(body)])
    return html.Div([*(html.P(line) for line in found), rows], className="preview")


def _result(result: dict[str, Any], lang: Language) -> list[Any]:
    """What a verb gave back: rows taken in, the version that was published or why not, papers to download."""
    said: list[Any] = []
    for file in result.get("files", ()):
        if isinstance(file, str):
            name = file.replace("\\", "/").rpartition("/")[2]
            said.append(html.A(name, href=f"/paper/{name}", download=name))
        elif file.get("error"):
            said.append(html.Span(file["error"], className="wrong"))
        elif file.get("already_ingested"):
            said.append(html.Span(words.ALREADY(lang)))
        else:
            counts = {k: file[f"rows_{k}"] for k in ("read", "accepted", "unchanged", "rejected")}
            said.append(html.Span(words.COUNTS(lang).format(**counts)))
            if "mapping" in file:
                said.append(_preview(file, lang))
    if result.get("held_back"):
        said.append(html.Span(result["held_back"], className="wrong"))
    if result.get("published_version"):
        said.append(html.A(words.OPEN_NEW(lang), href=""))
    return said
