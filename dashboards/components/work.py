"""Work that was asked for, as a page shows it: the list that keeps itself up to date, and where files are dropped.

Does not belong here: asking (dashboards/work.py), running (the worker of `tingmin serve`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from dashboards import words
from dashboards.components.table import attributes
from warehouse.catalogue.codes import CODE_LISTS
from warehouse.catalogue.fields import FIELDS
from warehouse.catalogue.model import Language
from warehouse.catalogue.rules import RULES
from warehouse.catalogue.sources import SOURCES, source_fields
from warehouse.exhibits import wording
from warehouse.exhibits.frames import period_name
from warehouse.storage.queue import Work

LOOK_EVERY_MS = 1500


def panel(lang: Language) -> html.Section:
    """The list of work, which keeps itself up to date while it is looked at."""
    return html.Section(
        [
            html.Header([html.H2(words.WORK(lang))]),
            html.Div(id="work-list", role="status"),
            dcc.Store(id="work-seen"),
            dcc.Interval(id="work-clock", interval=LOOK_EVERY_MS),
        ],
        className="exhibit",
        id="work",
    )


def uploader(lang: Language) -> html.Div:
    """Where files are chosen or dropped (assets/upload.js)."""
    return html.Div(className="upload", **attributes({"data-upload": words.CHOOSE_FILES(lang)}))


def open_previews(found: tuple[Work, ...]) -> frozenset[int]:
    """The previews on which nobody has decided yet: their files are still here and were not asked to be taken in."""
    asked = {work.files for work in found if not work.is_preview}
    return frozenset(
        work.id
        for work in found
        if work.is_preview
        and work.result
        and work.files not in asked
        and any(not file["error"] and not file["already_ingested"] for file in work.result["files"])
        and all(Path(file).is_file() for file in work.files)
    )


def lines(found: tuple[Work, ...], waiting: frozenset[int], lang: Language) -> html.Ol:
    """One line a piece of work: its state, what was asked, how far it is, what came of it.

    Args:
        found: the work.
        waiting: the previews that can still be taken in or left.
        lang: the language.
    """
    return html.Ol([_line(work, lang, is_open=work.id in waiting) for work in found], className="work")


def _line(work: Work, lang: Language, *, is_open: bool) -> html.Li:
    name = words.PREVIEW_VERB(lang) if work.is_preview else words.VERBS[work.verb](lang)
    said: list[Any] = []
    if work.state == "running" and work.progress:
        said.append(html.Span(work.progress, className="soft"))
    if work.result:
        said += _result(work.result, lang)
        if is_open:
            said.append(_preview(work, work.result["files"], lang))
    if work.state == "failed" and work.message:
        said.append(html.Span(work.message, className="wrong"))
    return html.Li(
        [
            html.Span(words.WORK_STATES[work.state](lang), className=f"state {work.state}"),
            html.Strong(name),
            html.Span(_about(work, lang), className="soft"),
            *said,
        ],
        **attributes({"data-state": work.state, "data-verb": "preview" if work.is_preview else work.verb}),
    )


def _about(work: Work, lang: Language) -> str:
    """What the work is about, in words; options of the command line are none."""
    options = dict(argument.removeprefix("--").split("=", 1) for argument in work.arguments if "=" in argument)
    match work.verb:
        case "alias":
            kind, name, target = work.arguments
            becomes = FIELDS[target].name(lang) if target in FIELDS and kind == "header" else target
            return f"{words.NAMED[kind](lang)} {name} → {becomes}"
        case "report":
            kind, label = next(iter(options.items()))
            said = [period_name(kind, label)(lang)]
            said += [
                words.FORMATS[name](lang) for name in options.get("format", "").split(",") if name in words.FORMATS
            ]
            said += [words.SHAREABLE(lang)] if options.get("edition") == "shareable" else []
            if "sections" in options:
                said.append(words.SOME_SECTIONS(lang).format(n=len(options["sections"].split(","))))
        case "init":
            said = list(options.values())
        case _:
            said = [file.replace("\\", "/").rpartition("/")[2] for file in work.files]
    return wording.mark("、", lang).join(said)


def _preview(work: Work, files: list[dict[str, Any]], lang: Language) -> html.Div:
    """What the columns of the files become, a field for those that nothing stands for, and what to do with the files."""
    parts: list[Any] = []
    offered: set[str] = set()
    for file in files:
        if file["error"] or file["already_ingested"] or file["source"] not in SOURCES:
            continue
        source = SOURCES[file["source"]]
        parts.append(html.P(words.WOULD_BE(lang).format(source=source.name(lang)), className="sentence"))
        refused = [f"{RULES[rule].name(lang)} {rows}" for rule, rows in file["rejections"].items()]
        if refused:
            parts.append(html.P(f"{words.REFUSED(lang)}{wording.mark('；', lang).join(refused)}", className="wrong"))
        options = [{"value": f.id, "label": f.name(lang)} for f in source_fields(source)]
        rows = []
        for column in file["columns"]:
            header = column["header"]
            is_new = column["field"] is None and not column["denied"] and header not in offered
            offered |= {header} if is_new else set()
            becomes = _choice(work, header, options, lang) if is_new else _becomes(column, lang)
            rows.append(html.Tr([html.Td(header), html.Td(becomes), html.Td(_values(column, lang), className="wrap")]))
        heads = [html.Th(text(lang)) for text in (words.COLUMN, words.BECOMES, words.READ_AS)]
        parts.append(html.Div(html.Table([html.Thead(html.Tr(heads)), html.Tbody(rows)]), className="frame preview"))
    buttons = [
        dmc.Button(words.TAKE_IN(lang), id={"type": "take-in", "work": work.id}, size="sm"),
        dmc.Button(words.LEAVE(lang), id={"type": "leave", "work": work.id}, size="sm", variant="default"),
        html.Span("", id={"type": "taken", "work": work.id}, role="status", className="soft"),
    ]
    return html.Div([*parts, html.Div(buttons, className="act")], className="look")


def _choice(work: Work, header: str, options: list[dict[str, str]], lang: Language) -> dmc.Select:
    return dmc.Select(
        id={"type": "column", "work": work.id, "header": header}, data=options, searchable=True, clearable=True,
        placeholder=words.LEFT_OUT(lang), size="xs", **attributes({"aria-label": header}),
    )  # fmt: skip


def _becomes(column: dict[str, Any], lang: Language) -> str:
    if column["field"] is None:
        return (words.MAY_NOT_ENTER if column["denied"] else words.LEFT_OUT)(lang)
    return FIELDS[column["field"]].name(lang)


def _values(column: dict[str, Any], lang: Language) -> str:
    """Some of the values as they were read; codes in words; nothing of what is never kept."""
    if column["field"] is None:
        return ""
    field = FIELDS[column["field"]]
    if not field.stored:
        return words.NOT_STORED(lang)
    names = {code.id: code.name(lang) for code in CODE_LISTS[field.codes]} if field.codes else {}
    return wording.mark("；", lang).join(names.get(value, value) for value in column["values"])


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
    if result.get("held_back"):
        said.append(html.Span(result["held_back"], className="wrong"))
    if result.get("published_version"):
        said.append(html.A(words.OPEN_NEW(lang), href=""))
    return said
