"""A paper as slides: one finding a slide, native charts and tables that can be edited, about eight slides.

Belongs here: what python-pptx makes of a Paper. Does not belong here: what the paper says (compose.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from pptx import Presentation
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Emu, Inches, Pt

from pipelines.report import native, style
from pipelines.report.charts import chart_of
from pipelines.report.paper import Drawing, Heading, Paper, Paragraph
from pipelines.report.style import Face
from pipelines.report.tables import Printed, PrintedRow, Table, table_of, width
from warehouse.storage import notes as manual

WIDTH, HEIGHT = Inches(13.333), Inches(7.5)
SIDE, TITLE_TOP, TEXT_TOP, FOOT_TOP = Inches(0.6), Inches(0.35), Inches(1.15), Inches(7.0)
TITLE_HEIGHT, GAP, FOOT_HEIGHT = Inches(0.7), Inches(0.15), Inches(0.35)
SPACE = Inches(0.35)  # between columns
TITLE_SIZE, TEXT_SIZE, LONG_SIZE, FOOT_SIZE, CHART_SIZE, CHART_SMALL = 26, 18, 14, 10, 12, 9
MANY_BARS = 12  # lying ones; more are named in smaller type
TABLE_SIZES = (13, 12, 11, 10)  # the largest with which all rows have room, else the smallest
LONG = 120  # characters from which a text is set smaller
LINE = 1.3  # of the size of the type
CELL_SIDE, CELL_TOP = Pt(4), Pt(2)  # margins of a cell
SLACK = 2  # digits that a text may come out wider than reckoned: programs part Chinese from Latin
REST = Inches(0.32)  # above the foot, where a table that was cut says so
MOST_WITH_BASE = 5  # columns up to which a rate's base stands beside it
COVER_LAYOUT, TITLE_LAYOUT = 6, 5  # of python-pptx's own template: blank, and title only
TOGETHER = {("近26周", "走访层级"), ("期限", "办理情况"), ("议定事项", "到期事项")}  # exhibits that share a slide


def write_pptx(file: Path, paper: Paper) -> None:
    """Write the slides; an existing file of that name is replaced."""
    show = Presentation()
    show.slide_width, show.slide_height = WIDTH, HEIGHT
    core = show.core_properties
    core.title, core.author, core.comments = paper.title, paper.office, f"发布版本 {paper.version}"
    core.last_modified_by, core.subject, core.language = paper.office, paper.masthead, "zh-CN"
    core.created = core.modified = datetime.fromisoformat(paper.as_of)  # a rebuild is the same paper
    _cover(show, paper)
    for together in _slides(paper):
        if together[0].drawing is None:
            _words(show, paper, together)
        else:
            _side_by_side(show, paper, together)
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


@dataclass(frozen=True, slots=True)
class _Part:
    """An exhibit with the text before it; or the words of a section that has none."""

    section: str
    inner: str  # the heading within the section
    texts: tuple[str, ...]
    drawing: Drawing | None


def _parts(paper: Paper) -> Iterator[_Part]:
    for section in paper.sections:
        parts: list[_Part] = []
        inner, texts = "", []
        for block in section.blocks:
            if isinstance(block, Heading):
                inner = block.text
            elif isinstance(block, Paragraph):
                texts += [] if block.is_note else [block.text]
            else:
                parts.append(_Part(section.heading, inner, tuple(texts), block))
                texts = []
                if len(parts) > 1 and (block.printed.state != "ok" or not block.printed.rows):
                    # Words alone need no slide of their own.
                    *parts, last, words = parts
                    both = "、".join(dict.fromkeys(name for name in (last.inner, words.inner) if name))
                    parts.append(replace(last, inner=both, texts=(*last.texts, *words.texts)))
        if texts and not section.drawings:
            parts.append(_Part(section.heading, "", tuple(texts), None))
        yield from parts


def _slides(paper: Paper) -> Iterator[list[_Part]]:
    """The parts of a paper by slide: what belongs together stands side by side, what people wrote stands together."""
    by_hand = {text.zh for text in manual.SECTIONS.values()}
    held: list[_Part] = []
    for part in _parts(paper):
        names = tuple(p.drawing.name if p.drawing else "" for p in (*held, part))
        is_by_hand = all(p.section in by_hand for p in (*held, part))
        if held and not is_by_hand and names not in TOGETHER:
            yield held
            held = []
        held.append(part)
    if held:
        yield held


def _side_by_side(show: Any, paper: Paper, parts: Sequence[_Part]) -> None:
    """One exhibit, or two that share a slide, one column each."""
    sections = list(dict.fromkeys(part.section for part in parts))
    inner = [part.inner for part in parts if part.inner]
    slide = _slide(show, paper, "、".join(sections) + (f"：{'、'.join(inner)}" if inner and len(sections) == 1 else ""))
    width = (WIDTH - 2 * SIDE - SPACE * (len(parts) - 1)) // len(parts)
    size = None if len(parts) == 1 else LONG_SIZE
    for place, part in enumerate(parts):
        left = SIDE + place * (width + SPACE)
        top = _said(slide, part.texts, left, width, size)
        if part.drawing is not None:
            _draw(slide, part.drawing, (left, top, width, FOOT_TOP - top - GAP))


def _words(show: Any, paper: Paper, parts: Sequence[_Part]) -> None:
    texts = [text for part in parts for text in (*((part.section,) if len(parts) > 1 else ()), *part.texts)]
    _said(_slide(show, paper, "、".join(part.section for part in parts)), texts, SIDE, WIDTH - 2 * SIDE)


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
        has_room = chart.shape == "columns" or len(chart.categories) <= MANY_BARS
        native.draw(slide.shapes, chart, place, CHART_SIZE if has_room else CHART_SMALL)
        return
    table = table_of(exhibit)
    left, top, across, height = place
    columns = [int(across * weight / sum(table.weights)) for weight in table.weights]
    for size in TABLE_SIZES:
        rows, total = _fitting(table, columns, size, height)
        if len(rows) == len(table.rows):
            break
    shape = slide.shapes.add_table(len(rows) + 1, len(table.heads), left, top, across, total)
    drawn = shape.table
    shape._element.graphic.graphicData.tbl.tblPr.find(qn("a:tableStyleId")).text = PLAIN_GRID
    drawn.horz_banding = False
    for column, room in zip(drawn.columns, columns, strict=True):
        column.width = Emu(room)
    for at, row in enumerate((PrintedRow(table.heads, is_total=True), *rows)):
        drawn.rows[at].height = Emu(_height(row, columns, size))
        _row(drawn, at, row, size, is_head=at == 0)
    if len(table.rows) > len(rows):
        rest = f"另有{len(table.rows) - len(rows)}行见文字稿和工作簿"
        _text(slide, (left, FOOT_TOP - REST, across, FOOT_HEIGHT), [rest], style.HEI, FOOT_SIZE, style.SOFT)


def _fitting(table: Table, columns: Sequence[int], size: float, height: int) -> tuple[list[PrintedRow], int]:
    """As many rows as have room, and how high the table is with them; a table that is cut leaves room to say so."""
    heights = [_height(row, columns, size) for row in (PrintedRow(table.heads), *table.rows)]
    room = height if sum(heights) <= height else height - REST
    rows = [row for at, row in enumerate(table.rows, start=2) if sum(heights[:at]) <= room]
    return rows, sum(heights[: len(rows) + 1])


def _height(row: PrintedRow, columns: Sequence[int], size: float) -> int:
    """How high a row is with its longest cell broken into lines."""
    rooms = [sum(columns)] if row.is_line else columns
    has_room = len(row.cells) <= MOST_WITH_BASE
    lines = 1
    for cell, room in zip(row.cells, rooms, strict=True):
        a_line = max(1, int((room - 2 * CELL_SIDE) / Pt(size / 2)))
        lines = max(lines, -(-(width(_shown(cell, has_room=has_room)) + SLACK) // a_line))
    return int(Pt(size * LINE)) * lines + 2 * CELL_TOP


def _shown(cell: Printed, *, has_room: bool) -> str:
    """A cell with its base where there is room for it; the unit of a heading stands there already in brackets."""
    if not cell.small:
        return cell.text
    if cell.is_number:
        return f"{cell.text}（{cell.small[0]}）" if has_room else cell.text
    return cell.text + cell.small[0]


PLAIN_GRID = "{5940675A-B579-460E-94D1-54222C63F5DA}"  # the built-in table style without fill, with a grid


def _row(drawn: Any, place: int, row: PrintedRow, size: float, *, is_head: bool) -> None:
    if row.is_line:
        drawn.cell(place, 0).merge(drawn.cell(place, len(drawn.columns) - 1))
    has_room = len(row.cells) <= MOST_WITH_BASE
    for at, printed in enumerate(row.cells):
        cell = drawn.cell(place, at)
        cell.margin_top = cell.margin_bottom = CELL_TOP
        cell.margin_left = cell.margin_right = CELL_SIDE
        cell.vertical_anchor = MSO_ANCHOR.MIDDLE
        line = cell.text_frame.paragraphs[0]
        is_centred = is_head or row.is_line or printed.is_number
        line.alignment = PP_ALIGN.CENTER if is_centred else PP_ALIGN.LEFT
        is_strong = row.is_total or row.is_marked or row.is_line
        text = _shown(printed, has_room=has_room)
        if text:
            _run(line, text, style.HEI, size, style.ACCENT if is_strong else style.INK)
        else:  # without a size an empty cell is 18 points high
            line._p.get_or_add_endParaRPr().set("sz", str(int(size * 100)))


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
