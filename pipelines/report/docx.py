"""A paper as a Word document by GB/T 9704: A4, 22 lines of 28 characters, three-size body, native charts.

Belongs here: what python-docx makes of a Paper. Does not belong here: what the paper says (compose.py).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime
from itertools import accumulate
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Emu, Length, Mm, Pt, RGBColor

from pipelines.report import native, style
from pipelines.report.charts import Chart, chart_of, height
from pipelines.report.paper import Drawing, Heading, Paper, Paragraph, Section, numeral
from pipelines.report.style import Face
from pipelines.report.tables import PrintedRow, Table, table_of

CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CHART_NAMESPACE = "http://schemas.openxmlformats.org/drawingml/2006/chart"
TWIPS = 20  # a point
EXACT_LINE = Pt(style.LINE_POINTS)
CELL_SIDE_MM = 0.8
TIGHT_LINE = 1.25  # of the size of the type
AFTER_TABLE = 8  # points
WIDE_TABLE = 7  # columns from which the text of a table is set smaller


def write_docx(file: Path, paper: Paper, *, has_red_header: bool = True) -> None:
    """Write the document; an existing one of that name is replaced.

    Args:
        file: where to write.
        paper: what it says.
        has_red_header: the masthead in red; without it for paper whose head is printed already.
    """
    document = Document()
    writer = _Writer(document)
    _page(document)
    _styles(document)
    _fallbacks(document)
    _properties(document, paper)
    if has_red_header:
        writer.masthead(paper)
    writer.centred(paper.title, style.TITLE, style.TITLE_SIZE, is_title=True)
    writer.centred(f"（{paper.days}）", style.KAI, style.BODY_SIZE)
    for place, section in enumerate(paper.sections, start=1):
        writer.section(place, section)
    writer.signature(paper)
    writer.imprint(paper)
    document.save(str(file))


def _page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(style.PAGE_WIDTH), Mm(style.PAGE_HEIGHT)
    section.top_margin, section.bottom_margin = Mm(style.TOP), Mm(style.BOTTOM)
    section.left_margin, section.right_margin = Mm(style.LEFT), Mm(style.RIGHT)
    section.footer_distance = Mm(style.BOTTOM - style.PAGE_NUMBER_BELOW) - Pt(style.PAGE_NUMBER_SIZE)
    grid = section._sectPr.find(qn("w:docGrid"))  # python-docx has no document grid
    if grid is None:
        grid = OxmlElement("w:docGrid")
        section._sectPr.append(grid)
    # The lines are laid by the grid, the characters by their spacing: a grid of characters narrower than the type is
    # kept by Word, but some other programs then give every character two cells.
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(int(style.LINE_POINTS * TWIPS)))
    grid.set(qn("w:charSpace"), str(int((style.CHARACTER_POINTS - style.BODY_SIZE) * 4096)))
    document.settings.odd_and_even_pages_header_footer = True
    for footer, side in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        footer.is_linked_to_previous = False
        line = footer.paragraphs[0]
        line.alignment = side
        # One character of room at the outer edge.
        indent = Pt(style.PAGE_NUMBER_SIZE)
        if side == WD_ALIGN_PARAGRAPH.RIGHT:
            line.paragraph_format.right_indent = indent
        else:
            line.paragraph_format.left_indent = indent
        _run(line, "— ", style.SONG, style.PAGE_NUMBER_SIZE)
        number = _run(line, "", style.SONG, style.PAGE_NUMBER_SIZE)
        for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
            number._r.append(_field(kind, text))  # fields have no API
        _run(line, " —", style.SONG, style.PAGE_NUMBER_SIZE)


def _field(kind: str | None, text: str | None) -> Any:
    if kind is None:
        element = OxmlElement("w:instrText")
        element.text = text
        return element
    element = OxmlElement("w:fldChar")
    element.set(qn("w:fldCharType"), kind)
    return element


def _styles(document: Any) -> None:
    normal = document.styles["Normal"]
    _face(normal.element.get_or_add_rPr(), style.BODY)
    normal.font.size = Pt(style.BODY_SIZE)
    properties = normal.element.get_or_add_rPr()
    _language(properties)
    _language(document.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr")))
    spacing = normal.paragraph_format
    spacing.space_before = spacing.space_after = Pt(0)
    spacing.line_spacing_rule, spacing.line_spacing = WD_LINE_SPACING.EXACTLY, EXACT_LINE
    spacing.widow_control = True
    for name in ("w:autoSpaceDE", "w:autoSpaceDN"):  # no API: no room between Chinese and digits, as in print
        auto = OxmlElement(name)
        auto.set(qn("w:val"), "0")
        normal.element.get_or_add_pPr().insert_element_before(auto, "w:spacing", "w:ind", "w:jc")
    headings = (("Title", style.TITLE, style.TITLE_SIZE), ("Heading 1", style.HEI, style.BODY_SIZE),
                ("Heading 2", style.KAI, style.BODY_SIZE))  # fmt: skip
    for name, face, size in headings:
        heading = document.styles[name]
        for border in heading.element.iter(qn("w:pBdr")):
            border.getparent().remove(border)
            break
        _face(heading.element.get_or_add_rPr(), face)
        heading.font.size, heading.font.bold, heading.font.italic = Pt(size), False, False
        heading.font.color.rgb = RGBColor(0, 0, 0)
        heading.paragraph_format.space_before = heading.paragraph_format.space_after = Pt(0)
        heading.paragraph_format.keep_with_next = True
        heading.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        heading.paragraph_format.line_spacing = EXACT_LINE if name != "Title" else Pt(style.TITLE_SIZE * 1.6)


def _face(properties: Any, face: Face) -> None:
    """Set a typeface for all scripts: python-docx alone leaves the East-Asian one to the theme."""
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for name in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{name}"), face.latin)
    fonts.set(qn("w:eastAsia"), face.name)
    fonts.set(qn("w:hint"), "eastAsia")


def _language(properties: Any) -> None:
    """Chinese as written on the mainland: the same code points have other glyphs in Japanese fonts."""
    language = properties.find(qn("w:lang"))
    if language is None:
        language = OxmlElement("w:lang")
        properties.append(language)
    language.set(qn("w:val"), "en-US")  # as Chinese, a number could be broken anywhere at the end of a line
    language.set(qn("w:eastAsia"), "zh-CN")


def _fallbacks(document: Any) -> None:
    """The font table names what stands in for each of the office's fonts where it is not installed."""
    part = next((p for p in document.part.package.iter_parts() if str(p.partname) == "/word/fontTable.xml"), None)
    entries = "".join(
        f'<w:font w:name="{face.name}"><w:altName w:val="{face.windows}"/>'
        f'<w:charset w:val="86"/><w:family w:val="{"roman" if face.is_serif else "swiss"}"/></w:font>'
        for face in style.FACES
    )
    content = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts {nsdecls("w")}>{entries}</w:fonts>'
    if part is None:
        part = Part(
            PackURI("/word/fontTable.xml"),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.fontTable+xml",
            content.encode(),
            document.part.package,
        )
        document.part.relate_to(part, RELATIONSHIP_TYPE.FONT_TABLE)
    else:
        part._blob = content.encode()  # python-docx keeps the part as it came


def _properties(document: Any, paper: Paper) -> None:
    core = document.core_properties
    core.title, core.author, core.comments = paper.title, paper.office, f"发布版本 {paper.version}"
    core.subject, core.keywords, core.language = paper.masthead, "", "zh-CN"
    core.last_modified_by = paper.office
    core.created = core.modified = datetime.fromisoformat(paper.as_of)  # a rebuild is the same paper


def _run(paragraph: Any, text: str, face: Face, size: float, colour: str | None = None) -> Any:
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    _face(run._r.get_or_add_rPr(), face)
    if colour:
        run.font.color.rgb = RGBColor.from_string(colour)
    return run


def _condense(run: Any) -> None:
    """Set 28 characters a line: three-size type is a little wider than a 28th of the text."""
    spacing = OxmlElement("w:spacing")
    spacing.set(qn("w:val"), str(math.floor((style.CHARACTER_POINTS - style.BODY_SIZE) * TWIPS)))
    run._r.get_or_add_rPr().insert_element_before(spacing, "w:w", "w:kern", "w:position", "w:sz", "w:szCs")


class _Writer:
    """Writes block after block at the end of the document."""

    def __init__(self, document: Any) -> None:
        self.document = document
        self.tables = 0
        self.charts = 0

    def paragraph(self, style_name: str | None = None) -> Any:
        line = self.document.add_paragraph(style=style_name)
        if line._p.getprevious() is not None and line._p.getprevious().tag == qn("w:tbl"):
            line.paragraph_format.space_before = Pt(AFTER_TABLE)
        return line

    def empty(self, *, is_kept: bool = False) -> None:
        self.paragraph().paragraph_format.keep_with_next = is_kept

    def centred(self, text: str, face: Face, size: float, colour: str | None = None, *, is_title: bool = False) -> Any:
        line = self.paragraph("Title" if is_title else None)
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _run(line, text, face, size, colour)
        return line

    def masthead(self, paper: Paper) -> None:
        """The red head: mark, masthead, number, office and date, and the red line."""
        _run(self.paragraph(), paper.mark, style.HEI, style.BODY_SIZE)
        self.empty()
        line = self.centred(paper.masthead, style.TITLE, style.MASTHEAD_SIZE, style.RED)
        line.paragraph_format.line_spacing = Pt(style.MASTHEAD_SIZE * 1.5)
        if paper.number:
            self.centred(paper.number, style.BODY, style.BODY_SIZE)
        last = self.paragraph()
        last.paragraph_format.tab_stops.add_tab_stop(Mm(style.TEXT_WIDTH), 2)
        _run(last, f"{paper.office}\t{paper.issued_on}", style.BODY, style.BODY_SIZE)
        _rule(last, "bottom", style.RED, 12)
        self.empty()

    def section(self, place: int, section: Section) -> None:
        heading = self.paragraph("Heading 1")
        heading.paragraph_format.first_line_indent = Pt(2 * style.BODY_SIZE)
        _run(heading, f"{numeral(place)}、{section.heading}", style.HEI, style.BODY_SIZE)
        inner = 0
        for block in section.blocks:
            if isinstance(block, Heading):
                inner += 1
                line = self.paragraph("Heading 2")
                line.paragraph_format.first_line_indent = Pt(2 * style.BODY_SIZE)
                _run(line, f"（{numeral(inner)}）{block.text}", style.KAI, style.BODY_SIZE)
            elif isinstance(block, Paragraph):
                self.text(block)
            else:
                self.drawing(block)

    def text(self, block: Paragraph) -> None:
        line = self.paragraph()
        line.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        if block.is_note:
            _tight(line, style.NOTE_SIZE)
            line.paragraph_format.space_before, line.paragraph_format.space_after = Pt(4), Pt(8)
            _run(line, block.text, style.KAI, style.NOTE_SIZE, style.SOFT)
            return
        line.paragraph_format.first_line_indent = Pt(2 * style.CHARACTER_POINTS)
        _condense(_run(line, block.text, style.BODY, style.BODY_SIZE))

    def drawing(self, block: Drawing) -> None:
        exhibit = block.printed
        if exhibit.state != "ok":
            return  # the paragraph before has said why
        chart = chart_of(exhibit) if block.has_chart else None
        if block.has_table and exhibit.rows:
            self.tables += 1
            table = table_of(exhibit)
            if table.is_wide:
                self.turn(WD_ORIENT.LANDSCAPE)
            self.caption(block.table_caption(self.tables))
            self.table(table, style.TEXT_HEIGHT if table.is_wide else style.TEXT_WIDTH)
            if table.is_wide:
                self.turn(WD_ORIENT.PORTRAIT)
        if chart is not None:
            self.charts += 1
            self.chart(chart)
            self.caption(block.chart_caption(self.charts, chart.title, chart.unit, chart.left_out), below=True)

    def caption(self, text: str, *, below: bool = False) -> None:
        line = self.paragraph()
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        line.paragraph_format.keep_with_next = not below
        line.paragraph_format.space_before = Pt(2 if below else 8)
        line.paragraph_format.space_after = Pt(8 if below else 3)
        line.paragraph_format.line_spacing = Pt(style.CAPTION_SIZE * 1.4)
        _run(line, text, style.HEI, style.CAPTION_SIZE)

    def turn(self, orientation: WD_ORIENT) -> None:
        """A new page, laid across or upright again; head of the page at the left, as a turned sheet is bound."""
        section = self.document.add_section(WD_SECTION.NEW_PAGE)
        if section.orientation == orientation:
            return
        section.orientation = orientation
        section.page_width, section.page_height = section.page_height, section.page_width
        edges = section.top_margin, section.right_margin, section.bottom_margin, section.left_margin
        turned = (edges[3], edges[0], edges[1], edges[2]) if orientation == WD_ORIENT.LANDSCAPE else None
        top, right, bottom, left = turned or (edges[1], edges[2], edges[3], edges[0])
        section.top_margin, section.right_margin = top, right
        section.bottom_margin, section.left_margin = bottom, left

    def table(self, table: Table, width_mm: float) -> None:
        size = style.TABLE_SIZE if len(table.heads) < WIDE_TABLE else style.TABLE_SIZE - 1.5
        drawn = self.document.add_table(rows=0, cols=len(table.heads))
        drawn.alignment = WD_TABLE_ALIGNMENT.CENTER
        drawn.autofit = False
        _borders(drawn)
        share = width_mm / sum(table.weights)
        widths = [Mm(weight * share) for weight in table.weights]
        for column, width in zip(drawn.columns, widths, strict=True):
            column.width = width
        self.row(drawn, PrintedRow(table.heads), widths, size, is_head=True)
        ends = set(accumulate(table.runs))
        for place, row in enumerate(table.rows, start=1):
            self.row(drawn, row, widths, size, is_kept=place not in ends, has_small_beside=table.has_small_beside)

    def row(
        self, drawn: Any, row: PrintedRow, widths: Sequence[Length], size: float, *, is_head: bool = False,
        is_kept: bool = False, has_small_beside: bool = False,
    ) -> None:  # fmt: skip
        """A row; a head is repeated on every page and the first row stays with it."""
        line = drawn.add_row()
        properties = line._tr.get_or_add_trPr()  # repeated heads have no API
        properties.append(OxmlElement("w:cantSplit"))
        if is_head:
            properties.append(OxmlElement("w:tblHeader"))
        cells = [line.cells[0].merge(line.cells[-1])] if row.is_line else line.cells
        for cell, printed, width in zip(cells, row.cells, widths, strict=False):
            if not row.is_line:
                cell.width = width
            if is_head or row.is_line:
                _shade(cell)
            cell.vertical_alignment = 1
            paragraph = cell.paragraphs[0]
            _tight(paragraph, size)
            paragraph.paragraph_format.keep_with_next = is_head or is_kept
            is_centred = is_head or row.is_line or printed.is_number
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if is_centred else WD_ALIGN_PARAGRAPH.LEFT
            face = style.HEI if is_head or row.is_total or row.is_marked else style.SONG
            _run(paragraph, printed.text, face, size)
            if has_small_beside and printed.small:
                _run(paragraph, f"　{'，'.join(printed.small)}", style.SONG, style.SMALL_SIZE, style.SOFT)
                continue
            for small in printed.small:
                below = cell.add_paragraph()
                _tight(below, style.SMALL_SIZE)
                below.alignment = WD_ALIGN_PARAGRAPH.CENTER
                _run(below, small, style.SONG, style.SMALL_SIZE, style.SOFT)

    def chart(self, chart: Chart) -> None:
        """A native chart: its part, its workbook, and the drawing that shows it."""
        package = self.document.part.package
        xml, workbook, relation = native.parts(chart, style.TABLE_SIZE - 1)
        part = Part(PackURI(f"/word/charts/chart{self.charts}.xml"), CHART_TYPE, xml, package)
        inside = Part(PackURI(f"/word/embeddings/chart{self.charts}.xlsx"), WORKBOOK_TYPE, workbook, package)
        part.rels.add_relationship(RELATIONSHIP_TYPE.PACKAGE, inside, relation)
        r_id = self.document.part.relate_to(part, RELATIONSHIP_TYPE.CHART)
        line = self.paragraph()
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        line.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
        line.paragraph_format.keep_with_next = True
        line.paragraph_format.space_before = Pt(8)
        _off_grid(line)
        line.add_run()._r.append(_inline(r_id, self.charts, Mm(style.TEXT_WIDTH), Mm(height(chart))))

    def signature(self, paper: Paper) -> None:
        """The office and the day, never alone on a page: the last lines of the text go with them."""
        last = self.document.paragraphs[-1]
        last.paragraph_format.keep_with_next = True
        self.empty(is_kept=True)
        for text in (paper.office, paper.issued_on):
            line = self.paragraph()
            line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            line.paragraph_format.right_indent = Pt(2 * style.BODY_SIZE)
            line.paragraph_format.keep_with_next = text != paper.issued_on
            _run(line, text, style.BODY, style.BODY_SIZE)

    def imprint(self, paper: Paper) -> None:
        """The end of the paper, at the foot of its last page: to whom it goes, between two rules."""
        lines = [f"{name}：{text}" for name, text in (("报送", paper.send_to), ("抄送", paper.copy_to)) if text]
        lines.append(f"{paper.office}\t{paper.issued_on}印发")
        for place, text in enumerate(lines):
            line = self.paragraph()
            _at_foot(line)
            line.paragraph_format.tab_stops.add_tab_stop(Mm(style.TEXT_WIDTH) - Pt(style.PAGE_NUMBER_SIZE), 2)
            line.paragraph_format.left_indent = Pt(style.PAGE_NUMBER_SIZE)
            line.paragraph_format.right_indent = Pt(style.PAGE_NUMBER_SIZE)
            _run(line, text, style.BODY, style.PAGE_NUMBER_SIZE)
            if place == 0:
                _rule(line, "top", "000000", 8)
            _rule(line, "bottom", "000000", 8 if place == len(lines) - 1 else 4)


def _tight(paragraph: Any, size: float) -> None:
    """Text of a table keeps out of the grid of the page."""
    paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    paragraph.paragraph_format.line_spacing = Pt(size * TIGHT_LINE)
    _off_grid(paragraph)


def _off_grid(paragraph: Any) -> None:
    snap = OxmlElement("w:snapToGrid")
    snap.set(qn("w:val"), "0")
    # In the order that the schema asks for, as everything here that has no API.
    paragraph._p.get_or_add_pPr().insert_element_before(snap, "w:spacing", "w:ind", "w:jc", "w:rPr")


def _at_foot(paragraph: Any) -> None:
    """Set a paragraph into the frame at the foot of the text; those that follow each other share it."""
    frame = OxmlElement("w:framePr")  # frames have no API
    for name, value in (
        ("w", str(int(style.TEXT_WIDTH / 25.4 * 72 * TWIPS))), ("wrap", "around"), ("vAnchor", "margin"),
        ("hAnchor", "margin"), ("xAlign", "center"), ("yAlign", "bottom"),
    ):  # fmt: skip
        frame.set(qn(f"w:{name}"), value)
    paragraph._p.get_or_add_pPr().insert_element_before(
        frame,
        "w:widowControl",
        "w:numPr",
        "w:pBdr",
        "w:shd",
        "w:tabs",
        "w:snapToGrid",
        "w:spacing",
        "w:ind",
        "w:jc",
        "w:rPr",
    )


def _rule(paragraph: Any, side: str, colour: str, eighths: int) -> None:
    """A line above or below a paragraph, in eighths of a point."""
    properties = paragraph._p.get_or_add_pPr()  # borders have no API
    borders = properties.find(qn("w:pBdr"))
    if borders is None:
        borders = OxmlElement("w:pBdr")
        properties.insert_element_before(
            borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:kinsoku", "w:snapToGrid", "w:spacing", "w:ind",
            "w:jc", "w:rPr",
        )  # fmt: skip
    line = OxmlElement(f"w:{side}")
    for name, value in (("val", "single"), ("sz", str(eighths)), ("space", "1"), ("color", colour)):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)


def _shade(cell: Any) -> None:
    shading = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", style.WASH)):
        shading.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shading)  # shading has no API


def _borders(table: Any) -> None:
    properties = table._tbl.tblPr  # borders and margins have no API
    edges = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{style.LINE}"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    side = int(CELL_SIDE_MM / 25.4 * 72 * TWIPS)
    borders = parse_xml(f"<w:tblBorders {nsdecls('w')}>{edges}</w:tblBorders>")
    margins = parse_xml(
        f'<w:tblCellMar {nsdecls("w")}><w:top w:w="20" w:type="dxa"/><w:left w:w="{side}" w:type="dxa"/>'
        f'<w:bottom w:w="20" w:type="dxa"/><w:right w:w="{side}" w:type="dxa"/></w:tblCellMar>'
    )
    properties.insert_element_before(borders, "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")
    properties.insert_element_before(margins, "w:tblLook")


def _inline(r_id: str, place: int, width: Length, height: Length) -> Any:
    return parse_xml(
        f"<w:drawing {nsdecls('w', 'wp', 'a', 'r')}>"
        f'<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{Emu(width)}" cy="{Emu(height)}"/>'
        f'<wp:docPr id="{place}" name="图{place}" descr="图{place}，数据见表和内嵌工作簿"/><wp:cNvGraphicFramePr/>'
        f'<a:graphic><a:graphicData uri="{CHART_NAMESPACE}">'
        f'<c:chart xmlns:c="{CHART_NAMESPACE}" r:id="{r_id}"/></a:graphicData></a:graphic></wp:inline></w:drawing>'
    )
