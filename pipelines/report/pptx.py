"""A paper as slides: one finding a slide, native charts and tables that can be edited, about eight slides.

Belongs here: what python-pptx makes of a Paper. Does not belong here: what the paper says (compose.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from pptx import Presentation
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Emu, Inches, Pt

from pipelines.report import native, style
from pipelines.report.charts import chart_of
from pipelines.report.paper import Drawing, Heading, Paper, Paragraph, Section
from pipelines.report.style import Face
from pipelines.report.tables import PrintedRow, table_of
from warehouse.exhibits.paper import SECTIONS

WIDTH, HEIGHT = Inches(13.333), Inches(7.5)
SIDE, TITLE_TOP, TEXT_TOP, FOOT_TOP = Inches(0.6), Inches(0.35), Inches(1.15), Inches(7.0)
TITLE_HEIGHT, GAP, FOOT_HEIGHT = Inches(0.7), Inches(0.15), Inches(0.35)
TITLE_SIZE, TEXT_SIZE, LONG_SIZE, TABLE_SIZE, FOOT_SIZE, CHART_SIZE = 26, 18, 14, 13, 10, 12
LONG = 120  # characters from which a text is set smaller
LINE = 1.3  # of the size of the type
ROW_HEIGHT, LEAST_ROW_HEIGHT = Inches(0.36), Inches(0.29)
MOST_WITH_BASE = 5  # columns up to which a rate's base stands beside it
COVER_LAYOUT, TITLE_LAYOUT = 6, 5  # of python-pptx's own template: blank, and title only
TOGETHER = (SECTIONS["ledgers"].zh, SECTIONS["duties"].zh)  # sections that share a slide


def write_pptx(file: Path, paper: Paper) -> None:
    """Write the slides; an existing file of that name is replaced."""
    show = Presentation()
    show.slide_width, show.slide_height = WIDTH, HEIGHT
    core = show.core_properties
    core.title, core.author, core.comments = paper.title, paper.office, f"发布版本 {paper.version}"
    core.last_modified_by, core.subject, core.language = paper.office, paper.masthead, "zh-CN"
    core.created = core.modified = datetime.fromisoformat(paper.as_of)  # a rebuild is the same paper
    _cover(show, paper)
    shared = [section for section in paper.sections if section.heading in TOGETHER]
    for section in paper.sections:
        if section in shared:
            if section is shared[-1]:
                _side_by_side(show, paper, shared)
        elif section.drawings:
            _one_each(show, paper, section)
        else:
            _words(show, paper, section)
    show.save(str(file))


def _cover(show: Any, paper: Paper) -> None:
    slide = show.slides.add_slide(show.slide_layouts[COVER_LAYOUT])
    _text(slide, (SIDE, Inches(0.4), WIDTH - 2 * SIDE, Inches(0.4)), [paper.mark], style.HEI, LONG_SIZE, style.SOFT)
    _text(
        slide,
        (SIDE, Inches(2.3), WIDTH - 2 * SIDE, Inches(1.2)),
        [paper.title],
        style.TITLE,
        40,
        style.INK,
        PP_ALIGN.CENTER,
    )
    lines = [f"{paper.days}", paper.number, paper.office, paper.issued_on]
    _text(slide, (SIDE, Inches(3.7), WIDTH - 2 * SIDE, Inches(2)), [line for line in lines if line], style.KAI, 20,
          style.SOFT, PP_ALIGN.CENTER)  # fmt: skip


def _one_each(show: Any, paper: Paper, section: Section) -> None:
    """A slide for each exhibit of a section, with the text before it."""
    heading, texts = section.heading, []
    for block in section.blocks:
        if isinstance(block, Heading):
            heading = f"{section.heading}：{block.text}"
        elif isinstance(block, Paragraph):
            if not block.is_note:
                texts.append(block.text)
        else:
            slide = _slide(show, paper, heading)
            top = _said(slide, texts, SIDE, WIDTH - 2 * SIDE)
            _draw(slide, block, (SIDE, top, WIDTH - 2 * SIDE, FOOT_TOP - top - GAP))
            texts = []


def _side_by_side(show: Any, paper: Paper, sections: Sequence[Section]) -> None:
    """Short ledgers share a slide, one column each."""
    slide = _slide(show, paper, "、".join(section.heading for section in sections).replace("、督办、", "督办"))
    columns = []
    for section in sections:
        texts: list[str] = []
        for block in section.blocks:
            if isinstance(block, Paragraph) and not block.is_note:
                texts.append(block.text)
            elif isinstance(block, Drawing):
                columns.append((texts, block))
                texts = []
    width = (WIDTH - 2 * SIDE - GAP * (len(columns) - 1)) // len(columns)
    for place, (texts, drawing) in enumerate(columns):
        left = SIDE + place * (width + GAP)
        top = _said(slide, texts, left, width, LONG_SIZE)
        _draw(slide, drawing, (left, top, width, FOOT_TOP - top - GAP))


def _words(show: Any, paper: Paper, section: Section) -> None:
    texts = [block.text for block in section.blocks if isinstance(block, Paragraph) and not block.is_note]
    if texts:
        _said(_slide(show, paper, section.heading), texts, SIDE, WIDTH - 2 * SIDE)


def _slide(show: Any, paper: Paper, heading: str) -> Any:
    slide = show.slides.add_slide(show.slide_layouts[TITLE_LAYOUT])
    title = slide.shapes.title
    title.left, title.top, title.width, title.height = SIDE, TITLE_TOP, WIDTH - 2 * SIDE, TITLE_HEIGHT
    frame = title.text_frame
    frame.vertical_anchor, frame.margin_left = MSO_ANCHOR.MIDDLE, 0
    frame.paragraphs[0].alignment = PP_ALIGN.LEFT
    _run(frame.paragraphs[0], heading, style.HEI, TITLE_SIZE, style.ACCENT)
    foot = f"{paper.office}　数据截至{paper.as_of}，覆盖至{paper.data_through}　版本{paper.version}　{paper.mark}"
    _text(slide, (SIDE, FOOT_TOP, WIDTH - 3 * SIDE, FOOT_HEIGHT), [foot], style.HEI, FOOT_SIZE, style.SOFT)
    number = str(len(show.slides))
    _text(
        slide,
        (WIDTH - 2 * SIDE, FOOT_TOP, SIDE, FOOT_HEIGHT),
        [number],
        style.HEI,
        FOOT_SIZE,
        style.SOFT,
        PP_ALIGN.RIGHT,
    )
    return slide


def _said(slide: Any, texts: Sequence[str], left: int, width: int, size: float | None = None) -> int:
    """Write texts below the title; returns where there is room below them."""
    if not texts:
        return TEXT_TOP
    size = size or (LONG_SIZE if sum(map(len, texts)) > LONG else TEXT_SIZE)
    a_line = max(1, int(width / Pt(size)) - 1)
    lines = sum(-(-len(text) // a_line) for text in texts)
    height = Pt(size * LINE) * lines + GAP
    _text(slide, (left, TEXT_TOP, width, height), texts, style.HEI, size, style.INK)
    return TEXT_TOP + height + GAP


def _draw(slide: Any, drawing: Drawing, place: tuple[int, int, int, int]) -> None:
    """The chart of an exhibit, else its table; a table that is too long is cut and says so."""
    exhibit = drawing.printed
    if exhibit.state != "ok" or not exhibit.rows:
        return
    chart = chart_of(exhibit)
    if chart is not None:
        native.draw(slide.shapes, chart, place, CHART_SIZE)
        return
    table = table_of(exhibit)
    left, top, width, height = place
    row_height = min(ROW_HEIGHT, max(LEAST_ROW_HEIGHT, height // (len(table.rows) + 2)))
    rows = table.rows[: height // row_height - 2]
    shape = slide.shapes.add_table(len(rows) + 1, len(table.heads), left, top, width, row_height * (len(rows) + 1))
    drawn = shape.table
    shape._element.graphic.graphicData.tbl.tblPr.find(qn("a:tableStyleId")).text = PLAIN_GRID
    drawn.horz_banding = False
    for column, weight in zip(drawn.columns, table.weights, strict=True):
        column.width = Emu(int(width * weight / sum(table.weights)))
    for at, heading in enumerate(table.heads):
        _cell(drawn.cell(0, at), heading, is_strong=True, is_number=True)
    for place_, row in enumerate(rows, start=1):
        drawn.rows[place_].height = row_height
        _row(drawn, place_, row)
    if len(table.rows) > len(rows):
        rest = f"另有{len(table.rows) - len(rows)}行见文字稿和工作簿"
        _text(slide, (left, FOOT_TOP - Inches(0.32), width, FOOT_HEIGHT), [rest], style.HEI, FOOT_SIZE, style.SOFT)


PLAIN_GRID = "{5940675A-B579-460E-94D1-54222C63F5DA}"  # the built-in table style without fill, with a grid


def _row(drawn: Any, place: int, row: PrintedRow) -> None:
    has_room = len(row.cells) <= MOST_WITH_BASE
    for at, printed in enumerate(row.cells):
        text = printed.text + (f"（{printed.small[0]}）" if printed.small and has_room else "")
        _cell(drawn.cell(place, at), text, is_strong=row.is_total or row.is_marked, is_number=printed.is_number)


def _cell(cell: Any, text: str, *, is_strong: bool, is_number: bool) -> None:
    cell.margin_top = cell.margin_bottom = Pt(2)
    cell.margin_left = cell.margin_right = Pt(5)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    line = cell.text_frame.paragraphs[0]
    line.alignment = PP_ALIGN.CENTER if is_number else PP_ALIGN.LEFT
    _run(line, text, style.HEI, TABLE_SIZE, style.ACCENT if is_strong else style.INK)


def _text(
    slide: Any, place: tuple[int, int, int, int], lines: Sequence[str], face: Face, size: float, colour: str,
    align: PP_ALIGN = PP_ALIGN.LEFT,
) -> None:  # fmt: skip
    frame = slide.shapes.add_textbox(*(Emu(edge) for edge in place)).text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    for at, text in enumerate(lines):
        line = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
        line.alignment = align
        line.line_spacing = LINE - 0.1
        _run(line, text, face, size, colour)


def _run(line: Any, text: str, face: Face, size: float, colour: str) -> None:
    run = line.add_run()
    run.text = text
    run.font.size = Pt(size)
    run.font.color.rgb = native.rgb(colour)
    run.font._element.set("lang", "zh-CN")
    native.set_face(run.font._element, face)
