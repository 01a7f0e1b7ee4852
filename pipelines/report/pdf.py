"""A paper as a PDF: the template paper.typ draws what is handed over here; vector, fonts embedded, no network.

Belongs here: the object that the template reads, and the fonts of this machine. Does not belong here: layout.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import typst

from pipelines.report import style
from pipelines.report.charts import Chart, axis, chart_of
from pipelines.report.paper import Block, Drawing, Heading, Paper, Paragraph, Section, numeral
from pipelines.report.tables import Printed, Table, table_of
from warehouse.exhibits.wording import count, percent

TEMPLATE = Path(__file__).with_name("paper.typ")


class NoChineseFontError(FileNotFoundError):
    """This machine has no font with which Chinese can be set."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"本机没有可用的中文字体，无法生成PDF；请安装思源宋体等字体，或把仿宋、黑体等字体文件放入 {folder}"
            f" / no Chinese font on this machine: install one or put font files into {folder}"
        )


def write_pdf(file: Path, paper: Paper, fonts: Path, *, has_red_header: bool = True) -> None:
    """Write the PDF; an existing one of that name is replaced.

    Args:
        file: where to write.
        paper: what it says.
        fonts: a folder with the office's own fonts; need not exist.
        has_red_header: the masthead in red; without it for paper whose head is printed already.

    Raises:
        NoChineseFontError: neither the machine nor the folder has a Chinese font.
    """
    faces = faces_of(frozenset(_loaded(fonts).families()), fonts)
    content = _content(paper) | {
        "has_red_header": has_red_header,
        # What stands in for the office's title face is set bold, as that face is by itself.
        "title_is_bold": faces["title"][0] in style.TITLE.open,
        "style": _style(faces),
    }
    typst.compile(
        str(TEMPLATE),
        output=str(file),
        font_paths=_loaded(fonts),
        sys_inputs={"paper": json.dumps(content, ensure_ascii=False)},
    )


_FACES = {"title": style.TITLE, "body": style.BODY, "hei": style.HEI, "kai": style.KAI, "song": style.SONG}


@cache
def _loaded(fonts: Path) -> typst.Fonts:
    """The fonts of this machine and the folder, read once a process."""
    return typst.Fonts(font_paths=[str(fonts)] if fonts.is_dir() else [])


def chinese_faces(fonts: Path) -> list[str]:
    """The families with which this machine sets a PDF, each once.

    Raises:
        NoChineseFontError: neither the machine nor the folder has a Chinese font.
    """
    faces = faces_of(frozenset(_loaded(fonts).families()), fonts)
    return list(dict.fromkeys(families[0] for families in faces.values() if families))


def faces_of(found: frozenset[str], folder: Path) -> dict[str, list[str]]:
    """Which families of this machine set each typeface, the office's own first.

    Args:
        found: the families that this machine has.
        folder: where the office may put its own, for the message.

    Raises:
        NoChineseFontError: there is none for any of them.
    """
    faces = {name: [family for family in face.families if family in found] for name, face in _FACES.items()}
    some = next((families for families in faces.values() if families), None)
    if some is None:
        raise NoChineseFontError(folder)
    # A typeface of which nothing is installed is set in what the others have.
    return {name: families or some for name, families in faces.items()}


def _style(faces: dict[str, list[str]]) -> dict[str, Any]:
    return {
        "faces": faces,
        "title": style.TITLE_SIZE, "body": style.BODY_SIZE, "number": style.PAGE_NUMBER_SIZE,
        "caption": style.CAPTION_SIZE, "table": style.TABLE_SIZE, "note": style.NOTE_SIZE, "small": style.SMALL_SIZE,
        "masthead": style.MASTHEAD_SIZE, "line": style.LINE_POINTS, "character": style.CHARACTER_POINTS,
        "top": style.TOP, "bottom": style.BOTTOM, "left": style.LEFT, "right": style.RIGHT,
        "text_width": style.TEXT_WIDTH, "text_height": style.TEXT_HEIGHT, "number_below": style.PAGE_NUMBER_BELOW, "many": style.MANY,
        "line_colour": style.LINE, "red": style.RED, "soft": style.SOFT, "wash": style.WASH, "same": style.SAME, "accent": style.ACCENT,
    }  # fmt: skip


def _content(paper: Paper) -> dict[str, Any]:
    numbers = _Numbers()
    return {
        "title": paper.title,
        "days": paper.days,
        "masthead": paper.masthead,
        "number": paper.number,
        "office": paper.office,
        "issued_on": paper.issued_on,
        "mark": paper.mark,
        "recipients": [f"{name}：{text}" for name, text in (("报送", paper.send_to), ("抄送", paper.copy_to)) if text],
        "sections": [_section(place, section, numbers) for place, section in enumerate(paper.sections, start=1)],
    }


class _Numbers:
    """Running numbers of tables and charts."""

    tables = 0
    charts = 0


def _section(place: int, section: Section, numbers: _Numbers) -> dict[str, Any]:
    blocks: list[dict[str, Any]] = []
    inner = 0
    for block in section.blocks:
        if isinstance(block, Heading):
            inner += 1
        blocks += _block(block, inner, numbers)
    return {"heading": f"{numeral(place)}、{section.heading}", "blocks": blocks}


def _block(block: Block, inner: int, numbers: _Numbers) -> list[dict[str, Any]]:
    if isinstance(block, Heading):
        return [{"kind": "heading", "text": f"（{numeral(inner)}）{block.text}"}]
    if isinstance(block, Paragraph):
        return [{"kind": "note" if block.is_note else "text", "text": block.text}]
    return _drawing(block, numbers)


def _drawing(block: Drawing, numbers: _Numbers) -> list[dict[str, Any]]:
    exhibit = block.printed
    drawn: list[dict[str, Any]] = []
    if exhibit.state != "ok":
        return drawn  # the paragraph before has said why
    if block.has_table and exhibit.rows:
        numbers.tables += 1
        drawn.append(
            {"kind": "table", "caption": block.table_caption(numbers.tables), "table": _table(table_of(exhibit))}
        )
    chart = chart_of(exhibit) if block.has_chart else None
    if chart is not None:
        numbers.charts += 1
        caption = block.chart_caption(numbers.charts, chart.title, chart.unit, chart.left_out)
        drawn.append({"kind": "chart", "caption": caption, "chart": _chart(chart)})
    return drawn


def _table(table: Table) -> dict[str, Any]:
    return {
        "is_wide": table.is_wide,
        "has_small_beside": table.has_small_beside,
        "heads": [_cell(head) for head in table.heads],
        "weights": table.weights,
        "runs": table.runs,
        "rows": [
            {
                "cells": [_cell(cell) for cell in row.cells],
                "is_total": row.is_total,
                "is_line": row.is_line,
                "is_marked": row.is_marked,
            }
            for row in table.rows
        ],
    }


def _cell(cell: Printed) -> dict[str, Any]:
    return {"text": cell.text, "small": cell.small, "is_number": cell.is_number}


def _chart(chart: Chart) -> dict[str, Any]:
    ticks = axis(chart)
    return {
        "shape": chart.shape,
        "categories": chart.categories,
        "series": [
            {"name": s.name, "values": s.values, "colour": s.colour, "lows": s.lows, "highs": s.highs,
             "colours": s.colours}
            for s in chart.series
        ],
        "top": ticks[-1],
        "ticks": ticks,
        "tick_labels": [f"{tick:.0%}" if chart.is_rate else count(tick) for tick in ticks],
        "shown": [_shown(chart, at) for at in range(len(chart.categories))],
    }  # fmt: skip


def _shown(chart: Chart, at: int) -> str:
    """The number beside a lying bar."""
    values = [series.values[at] or 0 for series in chart.series]
    return percent(values[0]) if chart.is_rate else " / ".join(count(value) for value in values)
