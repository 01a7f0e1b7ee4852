"""What pages ask the command line to do: files that are uploaded, names that are mapped, builds, papers.

Belongs here: the addresses and callbacks that put a row into the queue. Does not belong here: how work is shown
(components/work.py), running anything (the worker of `tingmin serve` does), what a verb does.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from dash import ALL, Dash, Input, Output, State, ctx, html, no_update
from flask import Response, abort, jsonify, request, send_from_directory

from dashboards import words
from dashboards.components.work import lines, open_previews
from dashboards.pages import reports
from warehouse.catalogue.model import Language
from warehouse.home import Home
from warehouse.storage import notes, queue, uploads


def register(app: Dash, home: Home) -> None:
    """Add the addresses and callbacks to the app."""
    _files(app, home)
    _forms(app, home)


def _files(app: Dash, home: Home) -> None:
    """Files in and out, the list of work, and what is decided on in it."""

    @app.server.post("/upload")  # type: ignore[untyped-decorator]
    def upload() -> Response:
        files = [file for file in request.files.getlist("file") if file.filename]
        if not files:
            abort(400, "没有文件 / no file")
        paths = uploads.keep(home, [(file.filename or "", file.save) for file in files])
        # First a look: which column becomes what, and what would be refused. Taking in is asked for on the page.
        return jsonify({"work": queue.ask(home, "ingest", [queue.PREVIEW, *paths], datetime.now(UTC))})

    @app.server.get("/paper/<name>")  # type: ignore[untyped-decorator]
    def paper(name: str) -> Response:
        if name not in {issued.file.replace("\\", "/").rpartition("/")[2] for issued in notes.issued_papers(home)}:
            abort(404)
        return send_from_directory(home.reports, name, as_attachment=True)

    @app.callback(
        Output("work-list", "children"),
        Output("work-seen", "data"),
        Input("work-clock", "n_intervals"),
        State("work-seen", "data"),
        State("url", "search"),
    )
    def show(ticks: int | None, seen: Any, search: str | None) -> Any:
        del ticks
        lang = _language(search)
        found = queue.recent(home)
        waiting = open_previews(found)
        now = [[work.id, work.state, work.progress, work.id in waiting] for work in found]
        if now == seen:  # drawn anew, what somebody is choosing would be lost
            return no_update, no_update
        if not found:
            return html.P(words.WORK_NONE(lang), className="sentence"), now
        return lines(found, waiting, lang), now

    @app.callback(
        Output({"type": "taken", "work": ALL}, "children"),
        Input({"type": "take-in", "work": ALL}, "n_clicks"),
        Input({"type": "leave", "work": ALL}, "n_clicks"),
        State({"type": "column", "work": ALL, "header": ALL}, "value"),
        State("url", "search"),
        prevent_initial_call=True,
    )
    def decide(taken: list[int | None], left: list[int | None], fields: list[str | None], search: str | None) -> Any:
        """Take in what was looked at, with the fields that were chosen for its columns, or leave it."""
        del taken, left
        said = [no_update for _ in ctx.outputs_list]
        trigger = ctx.triggered_id
        if not trigger or not ctx.triggered[0]["value"]:  # the buttons were only drawn
            return said
        work = queue.find(home, trigger["work"])
        if work is None or not work.is_preview or work.id not in open_previews(queue.recent(home)):
            return said
        if trigger["type"] == "leave":
            uploads.remove(home, work.files)
        else:
            now = datetime.now(UTC)
            for state, field in zip(ctx.states_list[0], fields, strict=True):
                if field and state["id"]["work"] == work.id:
                    queue.ask(home, "alias", ["header", state["id"]["header"], field], now)
            queue.ask(home, "ingest", work.files, now)
        return [
            words.ASKED(_language(search)) if output["id"]["work"] == work.id else no_update
            for output in ctx.outputs_list
        ]


def _forms(app: Dash, home: Home) -> None:
    """What is asked for by filling in a form."""

    @app.callback(
        Output("alias-said", "children"),
        Input("alias-ask", "n_clicks"),
        State({"type": "alias", "part": ALL}, "value"),
        State("url", "search"),
        prevent_initial_call=True,
    )
    def alias(clicks: int | None, values: list[str | None], search: str | None) -> Any:
        if not clicks:
            return no_update
        lang = _language(search)
        if len(values) != 2 or not values[0] or not values[1]:
            return words.INCOMPLETE(lang)
        kind, _, name = values[0].partition("|")
        now = datetime.now(UTC)
        queue.ask(home, "alias", [kind, name, values[1].partition("|")[2]], now)
        if kind in ("township", "department"):
            queue.ask(home, "build", [], now)
        return words.ASKED(lang)

    @app.callback(
        Output("build-said", "children"),
        Input("build-ask", "n_clicks"),
        State("url", "search"),
        prevent_initial_call=True,
    )
    def build(clicks: int | None, search: str | None) -> Any:
        if not clicks:
            return no_update
        queue.ask(home, "build", [], datetime.now(UTC))
        return words.ASKED(_language(search))

    @app.callback(
        Output("office-said", "children"),
        Input("office-ask", "n_clicks"),
        State({"type": "office", "part": ALL}, "value"),
        State("url", "search"),
        prevent_initial_call=True,
    )
    def office(clicks: int | None, values: list[str | None], search: str | None) -> Any:
        if not clicks:
            return no_update
        options = [
            f"--{part}={value.strip()}"
            for part, value in zip(("name", "region", "timezone"), values, strict=True)
            if value and value.strip()
        ]
        queue.ask(home, "init", options, datetime.now(UTC))
        return words.ASKED(_language(search))

    @app.callback(
        Output({"type": "paper", "part": "label"}, "data"),
        Output({"type": "paper", "part": "label"}, "value"),
        Input({"type": "paper", "part": "kind"}, "value"),
        State("version", "data"),
        State("url", "search"),
        prevent_initial_call=True,
    )
    def labels(kind: str | None, version: str | None, search: str | None) -> Any:
        found = reports.labels(home, version, kind or "week", _language(search))
        return found, found[0]["value"] if found else None

    @app.callback(
        Output({"type": "note", "section": ALL}, "value"),
        Input({"type": "paper", "part": "label"}, "value"),
        State({"type": "paper", "part": "kind"}, "value"),
    )
    def written(label: str | None, kind: str | None) -> list[str]:
        known = notes.read_notes(home, reports.paper_id(kind, label), reports.paper_kind(kind)) if label else {}
        return [known.get(section, "") for section in reports.WRITTEN]

    @app.callback(
        Output("paper-said", "children"),
        Input("paper-ask", "n_clicks"),
        State({"type": "paper", "part": ALL}, "value"),
        State({"type": "note", "section": ALL}, "value"),
        State("version", "data"),
        State("url", "search"),
        prevent_initial_call=True,
    )
    def write(
        clicks: int | None, values: list[Any], texts: list[str | None], version: str | None, search: str | None
    ) -> Any:
        if not clicks:
            return no_update
        lang = _language(search)
        if not all(values):
            return words.INCOMPLETE(lang)
        kind, label, *how = values
        now = datetime.now(UTC)
        for section, text in zip(reports.WRITTEN, texts, strict=True):
            notes.write_note(home, reports.noted_under(section, kind, label), section, text or "", now)
        arguments = reports.order(kind, label, *how)
        queue.ask(home, "report", [*arguments, *([f"--version={version}"] if version else [])], now)
        return words.ASKED(lang)


def _language(search: str | None) -> Language:
    return "en" if "lang=en" in (search or "") else "zh"
