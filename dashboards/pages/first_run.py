"""What an office sees before anything is published: how to begin. Not an error."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboards.pages.page import grid, lead
from warehouse.catalogue.model import Language, Text
from warehouse.home import Home

TITLE = Text("还没有数据，从导入第一个文件开始", "No data yet: begin with a first file")
STEPS: tuple[tuple[Text, str], ...] = (
    (
        Text("填写本单位名称和规则（文件 tingmin.toml）。", "Fill in the office and its rules (file tingmin.toml)."),
        "{home}/tingmin.toml",
    ),
    (
        Text("导入乡镇、责任单位和内容分类表；没有也可以，名称照导出表原样使用。",
             "Import townships, units and topics; without them the names of the export are taken as they are."),
        "tingmin ingest --home {home} 乡镇.csv 部门.csv 分类.csv",
    ),
    (
        Text("导入信访件导出表（CSV 或 XLSX，原样放入，不用改表头）。",
             "Import the exported cases (CSV or XLSX, as they are)."),
        "tingmin ingest --home {home} 信访件导出.xlsx",
    ),
    (
        Text("想先看看样子，可以生成一个虚构的县。", "To look around first, make a fictional county."),
        "tingmin demo --home {home}-demo",
    ),
)  # fmt: skip
AFTER = Text("发布完成后，本页会提示有新版本。", "Once it is published this page offers the new version.")


def render(home: Home, lang: Language) -> list[Any]:
    """The page of a home in which nothing is published."""
    steps = [html.Li([text(lang), html.Pre(command.format(home=home.root))]) for text, command in STEPS]
    return [
        lead(TITLE(lang)),
        grid(html.Section([html.Ol(steps), html.P(AFTER(lang))], className="exhibit steps", id="first-run")),
    ]
