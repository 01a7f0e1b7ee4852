"""数据质量: what came in, what was refused and how to mend it, what the exports lack."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import html

from dashboards import words
from dashboards.components.work import panel, uploader
from dashboards.pages.page import Page, exhibit, grid, lead
from dashboards.state import View
from warehouse.catalogue.fields import FIELDS
from warehouse.catalogue.model import Text
from warehouse.exhibits import wording
from warehouse.query.context import unmapped_columns, unmatched_names

TITLE = Text("数据质量", "Data quality")
TAKE_IN = Text("导入文件", "Take in files")
TAKE_IN_HOW = Text(
    "原样上传导出表，种类按表头判断。先在工作进度中核对每列的对应字段，再点“导入并发布”；上传的原件用完即删。",
    "Exports as they are; the kind is told by the headers. Look at what each column becomes under Work, then take it in; "
    "the uploaded file is deleted afterwards.",
)
BUILD = Text("重新构建并发布", "Build and publish again")
MAP = Text("对应名称和表头", "Map names and headers")
MAP_HOW = Text(
    "把导出表里的写法对应到代码或字段。名称对应后自动重新构建；表头对应后须重新导入该文件。",
    "What the exports write is mapped to a code or a field. Names are followed by a build, headers by taking the file in again.",
)
NAME, TARGET, MAP_IT = Text("导出表中的写法", "As the exports write it"), Text("对应到", "Means"), Text("对应", "Map")


def _render(view: View) -> list[Any]:
    lineage = grid(exhibit(view, "lineage"))
    is_asked = view.filter.metric is not None  # somebody came from a number
    return [
        lead(TITLE(view.lang)),
        *([lineage] if is_asked else []),
        grid(exhibit(view, "quality_badge")),
        grid(_take_in(view), panel(view.lang), kind="halves"),
        grid(exhibit(view, "integrity")),
        grid(exhibit(view, "imported_files")),
        grid(exhibit(view, "rule_counts")),
        grid(exhibit(view, "unmatched_names"), exhibit(view, "unmapped_columns"), kind="halves"),
        grid(_alias(view)),
        grid(exhibit(view, "revisions")),
        grid(exhibit(view, "missing_inputs")),
        *([] if is_asked else [lineage]),
    ]


def _take_in(view: View) -> html.Section:
    """Files in, and a build without a file."""
    lang = view.lang
    return html.Section(
        [
            html.Header([html.H2(TAKE_IN(lang))]),
            html.P(TAKE_IN_HOW(lang), className="sentence"),
            uploader(lang),
            html.Div(
                [
                    dmc.Button(BUILD(lang), id="build-ask", size="sm", variant="default"),
                    html.Span("", id="build-said", role="status", className="soft"),
                ],
                className="act",
            ),
        ],
        className="exhibit",
        id="take-in",
    )


def _alias(view: View) -> html.Section:
    """A name or header of the exports is mapped to a code of the reference tables or a field."""
    lang = view.lang
    colon = wording.mark("：", lang)
    names = [
        {
            "value": f"{n.kind}|{n.name}",
            "label": f"{words.NAMED[n.kind](lang)}{colon}{n.name}{wording.bracketed(str(n.cases), lang)}",
        }
        for n in unmatched_names(view.version)
        if n.kind in words.NAMED
    ]
    headers = [
        {"value": f"header|{c.header}", "label": f"{words.NAMED['header'](lang)}{colon}{c.header}"}
        for c in unmapped_columns(view.version)
        if not c.is_denied
    ]
    targets = [
        {"group": words.NAMED[kind](lang), "items": [{"value": f"{kind}|{m.code}", "label": m.name} for m in members]}
        for kind, members in (("township", view.townships), ("department", view.departments))
    ]
    fields = [{"value": f"header|{f.id}", "label": f.name(lang)} for f in FIELDS.values()]
    targets.append({"group": words.NAMED["header"](lang), "items": fields})
    return html.Section(
        [
            html.Header([html.H2(MAP(lang))]),
            html.P(MAP_HOW(lang), className="sentence"),
            html.Div(
                [
                    _choice("name", NAME(lang), [*names, *headers]),
                    _choice("target", TARGET(lang), targets),
                    dmc.Button(MAP_IT(lang), id="alias-ask", size="sm"),
                    html.Span("", id="alias-said", role="status", className="soft"),
                ],
                className="filters",
            ),
        ],
        className="exhibit",
        id="alias-form",
    )


def _choice(part: str, label: str, data: list[Any]) -> html.Div:
    select = dmc.Select(id={"type": "alias", "part": part}, label=label, data=data, searchable=True, size="sm")
    return html.Div(select, className="wide")


PAGE = Page("/data", TITLE, ("metric",), _render, is_live=True)
