"""What an office sees before anything is published: name the office, hand in its tables, then a first file. No error."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import html

from dashboards.components.work import panel, uploader
from dashboards.pages.page import grid, lead
from warehouse.catalogue.model import Language, Text
from warehouse.home import Home

TITLE = Text("还没有数据，分三步开始", "No data yet: three steps to begin")
OFFICE = Text("一、本单位", "1. The office")
PARTS: tuple[tuple[str, Text], ...] = (
    ("name", Text("单位名称", "Name")),
    ("region", Text("地区", "Region")),
    ("timezone", Text("时区", "Time zone")),
)
SAVE = Text("保存", "Save")
TABLES = Text("二、参考表和第一个文件", "2. Reference tables and a first file")
TABLES_HOW = Text(
    "先上传乡镇、责任单位、内容分类和重要时段表（没有也可以，名称照导出表原样使用），再上传信访件导出表；CSV 或 XLSX，原样上传，不用改表头。",
    "First townships, units, topics and named periods (without them the names of the export are taken as they are), then the "
    "exported cases; CSV or XLSX, as they are.",
)
COMMAND = Text("也可以用命令行：", "Or on the command line:")
FILE = Text("信访件导出.xlsx", "cases.xlsx")
DEMO = Text("想先看看样子，可以生成一个虚构的县：", "To look around first, make a fictional county:")
AFTER = Text(
    "三、在工作进度中核对每列的对应字段，点“导入并发布”；发布完成后打开新版本。",
    "3. Look at what each column becomes in the list of work and take it in; when it is published, open the new version.",
)


def render(home: Home, lang: Language) -> list[Any]:
    """The page of a home in which nothing is published."""
    office = home.configuration().office
    form = html.Section(
        [
            html.Header([html.H2(OFFICE(lang))]),
            html.Div(
                [
                    html.Div(
                        dmc.TextInput(
                            id={"type": "office", "part": part},
                            label=text(lang),
                            value=getattr(office, part),
                            size="sm",
                        ),
                        className="filter",
                    )
                    for part, text in PARTS
                ]
                + [
                    dmc.Button(SAVE(lang), id="office-ask", size="sm"),
                    html.Span("", id="office-said", role="status", className="soft"),
                ],
                className="filters",
            ),
        ],
        className="exhibit",
        id="office-form",
    )
    tables = html.Section(
        [
            html.Header([html.H2(TABLES(lang))]),
            html.P(TABLES_HOW(lang), className="sentence"),
            uploader(lang),
            html.P(AFTER(lang), className="sentence above"),
            html.P(COMMAND(lang), className="sentence"),
            html.Pre(f"tingmin ingest --home {home.root} {FILE(lang)}"),
            html.P(DEMO(lang), className="sentence"),
            html.Pre(f"tingmin demo --home {home.root}-demo"),
        ],
        className="exhibit steps",
        id="first-run",
    )
    return [lead(TITLE(lang)), grid(form), grid(tables, panel(lang), kind="halves")]
