"""用户手册: the handbook of the office, from docs/, in the language of the page."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from dash import dcc, html

from dashboards.pages.page import Page, grid, lead
from dashboards.state import View
from warehouse.catalogue.model import Language, Text

TITLE = Text("用户手册", "Handbook")
FILES: dict[Language, str] = {"zh": "handbook.zh.md", "en": "handbook.md"}
DOCS = Path(__file__).resolve().parents[2] / "docs"


@cache
def text(lang: Language) -> str:
    """The handbook without its heading, which the page has already."""
    return (DOCS / FILES[lang]).read_text("utf-8").partition("\n")[2]


def _render(view: View) -> list[Any]:
    body = html.Section([dcc.Markdown(text(view.lang), className="handbook")], className="exhibit", id="handbook")
    return [lead(TITLE(view.lang)), grid(body)]


PAGE = Page("/handbook", TITLE, (), _render)
