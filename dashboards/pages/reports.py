"""报告: papers are asked for here, with the paragraphs that people write; those that were issued are kept for download."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import dash_mantine_components as dmc
from dash import html

from dashboards import words
from dashboards.components.work import panel
from dashboards.pages.page import Page, grid, lead
from dashboards.state import View
from warehouse.catalogue.model import Language, Text
from warehouse.exhibits import wording
from warehouse.exhibits.frames import PAPER_KINDS, period_name
from warehouse.exhibits.paper import SECTIONS
from warehouse.home import Home
from warehouse.query import find_version
from warehouse.query.context import build, weeks
from warehouse.query.periods import named_periods
from warehouse.storage import notes
from warehouse.storage.notes import IssuedPaper, issued_papers

TITLE = Text("报告", "Reports")
MOST = 60
KINDS: dict[str, Text] = {
    "week": Text("周报", "weekly"),
    "month": Text("月报", "monthly"),
    "quarter": Text("季报", "quarterly"),
    "period": Text("重要时段专报", "named period"),
}
NEW = Text("生成报告", "Write a paper")
NUMBERS = Text(
    "数字与页面和命令行相同，出自当前版本；生成的文件保留在数据目录的 reports 文件夹。",
    "Its figures are those of the pages and the command line, from the version in force; files stay in the folder reports.",
)
EDITIONS: dict[str, Text] = {
    "internal": Text("内部版", "internal"),
    "shareable": Text("共享版（只有月报和季报）", "shareable (months and quarters only)"),
}
EDITION, PARTS = Text("版本", "Edition"), Text("部分", "Sections")
KIND, WHICH, FORMAT = Text("种类", "Kind"), Text("时段", "Period"), Text("格式", "Formats")
ASK = Text("生成", "Write")
ISSUED = Text("已生成的报告", "Papers so far")
NONE_YET = Text("还没有生成过报告", "none yet")
WRITTEN = notes.SECTIONS | notes.RECIPIENTS
WRITTEN_BY_HAND = Text("由人填写的部分（一行一段，可空）", "Written by hand (a line a paragraph, may be empty)")


def paper_kind(kind: str | None) -> str:
    """The kind of paper as texts are kept for it."""
    return next((name for known, name in PAPER_KINDS.items() if known == kind), "")


def paper_id(kind: str | None, label: str | None) -> str:
    """The name of a paper, as frames give it."""
    return f"{paper_kind(kind)}-{label}"


def noted_under(section: str, kind: str, label: str) -> str:
    """Under which paper a text is kept: to whom papers go is the same for all of a kind, the rest is this paper's."""
    return paper_kind(kind) if section in notes.RECIPIENTS else paper_id(kind, label)


def order(kind: str, label: str, formats: Sequence[str], edition: str, sections: Sequence[str]) -> list[str]:
    """The options of `tingmin report` that are not its defaults; sections in the order of the paper, not in that in which they were chosen."""
    asked = [f"--{kind}={label}", f"--format={','.join(formats)}"]
    if edition != "internal":
        asked.append(f"--edition={edition}")
    chosen = [section for section in SECTIONS if section in sections]
    if len(chosen) < len(SECTIONS):
        asked.append(f"--sections={','.join(chosen)}")
    return asked


def labels(home: Home, version: str | None, kind: str, lang: Language) -> list[dict[str, str]]:
    """The periods of a kind that the data reach, the latest first."""
    chosen = find_version(home, version)
    reach = build(chosen)
    if reach.first_registered_on is None:
        return []
    match kind:
        case "week":
            known = [w for w in weeks(chosen, home.configuration().calendar.week_start) if w.is_complete]
            found = [(w.id, wording.week_label(w.id)(lang)) for w in reversed(known)]
        case "month" | "quarter":
            found = _calendar(reach.first_registered_on, reach.clock_on, kind, lang)
        case _:
            periods = [
                p for p in named_periods(chosen) if p.start <= reach.clock_on and p.end >= reach.first_registered_on
            ]
            found = [(p.label, p.label) for p in reversed(periods)]
    return [{"value": value, "label": label} for value, label in found[:MOST]]


def _calendar(first: date, last: date, kind: str, lang: Language) -> list[tuple[str, str]]:
    found = []
    for at in range(last.year * 12 + last.month - 1, first.year * 12 + first.month - 2, -1):
        year, month = divmod(at, 12)
        if kind == "month":
            name = f"{year}-{month + 1:02d}"
            found.append((name, period_name("month", name)(lang)))
        elif month % 3 == 2 or at == last.year * 12 + last.month - 1:
            name = f"{year}-Q{month // 3 + 1}"
            found.append((name, period_name("quarter", name)(lang)))
    return found


def _render(view: View) -> list[Any]:
    lang = view.lang
    weeks_ = labels(view.home, view.version.id, "week", lang)
    form = html.Section(
        [
            html.Header([html.H2(NEW(lang))]),
            html.P(NUMBERS(lang), className="sentence"),
            html.Div(
                [
                    _select("kind", KIND(lang), [{"value": k, "label": t(lang)} for k, t in KINDS.items()], "week"),
                    _select("label", WHICH(lang), weeks_, weeks_[0]["value"] if weeks_ else None),
                    html.Div(
                        dmc.MultiSelect(
                            id={"type": "paper", "part": "formats"},
                            label=FORMAT(lang),
                            data=[{"value": k, "label": t(lang)} for k, t in words.FORMATS.items()],
                            value=["docx"],
                            size="sm",
                        ),
                        className="wide",
                    ),
                    _select(
                        "edition",
                        EDITION(lang),
                        [{"value": k, "label": t(lang)} for k, t in EDITIONS.items()],
                        "internal",
                    ),
                    html.Div(
                        dmc.MultiSelect(
                            id={"type": "paper", "part": "sections"},
                            label=PARTS(lang),
                            data=[{"value": k, "label": t(lang)} for k, t in SECTIONS.items()],
                            value=list(SECTIONS),
                            size="sm",
                        ),
                        className="row",
                    ),
                ],
                className="filters",
            ),
            html.P(WRITTEN_BY_HAND(lang), className="sentence above"),
            html.Div(
                [
                    dmc.Textarea(
                        id={"type": "note", "section": name}, label=text(lang), autosize=True, minRows=2, maxRows=8
                    )
                    for name, text in WRITTEN.items()
                ],
                className="notes-grid",
            ),
            html.Div(
                [
                    dmc.Button(ASK(lang), id="paper-ask", size="sm"),
                    html.Span("", id="paper-said", role="status", className="soft"),
                ],
                className="act",
            ),
        ],
        className="exhibit",
        id="paper-form",
    )
    return [lead(TITLE(lang)), grid(form), grid(panel(lang), _issued(view), kind="halves")]


def _select(part: str, label: str, data: list[dict[str, str]], value: str | None) -> html.Div:
    select = dmc.Select(
        id={"type": "paper", "part": part}, label=label, data=data, value=value, allowDeselect=False, size="sm",
        searchable=part == "label",
    )  # fmt: skip
    return html.Div(select, className="wide" if part == "label" else "filter")


def _issued(view: View) -> html.Section:
    """Every file of a paper that is still there, the latest first, with the version that it names."""
    found = in_reports(view.home)
    lines = [
        html.Li(
            [
                html.A(_name(p.file), href=f"/paper/{_name(p.file)}", download=_name(p.file)),
                html.Span(p.version, className="soft"),
            ]
        )
        for p in found[:MOST]
    ]
    body = html.Ul(lines, className="work") if lines else html.P(NONE_YET(view.lang), className="sentence")
    return html.Section([html.Header([html.H2(ISSUED(view.lang))]), body], className="exhibit", id="issued")


def in_reports(home: Home) -> list[IssuedPaper]:
    """What lies in reports/, each file once: one that was written again holds the version of its last time.

    A file that was written elsewhere is not there, whatever its name; the home may have been moved since.
    """
    last: dict[str, IssuedPaper] = {}
    for paper in issued_papers(home):
        folder, name = _name(paper.file.replace("\\", "/").rpartition("/")[0]), _name(paper.file)
        if folder == home.reports.name and (home.reports / name).is_file():
            last.setdefault(name, paper)
    return list(last.values())


def _name(file: str) -> str:
    return file.replace("\\", "/").rpartition("/")[2]


PAGE = Page("/reports", TITLE, (), _render, is_live=True)
