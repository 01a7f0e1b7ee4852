"""What papers make of an exhibit: printed cells, charts, axes, fonts and the page, on exhibits made by hand."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from pptx import Presentation

from pipelines.report import style
from pipelines.report.charts import MOST_UNITS, axis, chart_of, height
from pipelines.report.docx import write_docx
from pipelines.report.paper import Drawing, Paper, Paragraph, Section, numeral
from pipelines.report.pdf import NoChineseFontError, faces_of, write_pdf
from pipelines.report.pptx import write_pptx
from pipelines.report.tables import BELOW, table_of
from pipelines.report.workbook import write_workbook
from tests.integration.papers import pdf_lines
from warehouse.catalogue.model import Text
from warehouse.exhibits import Column, Exhibit, Figure, Pair, Row
from warehouse.exhibits.model import Mark

CASES = Text("件次", "cases")
UNIT = Column("unit", Text("责任单位", "unit"))
NOWHERE = Path("nowhere")


def exhibit(chart: str, columns: tuple[Column, ...], rows: list[Row]) -> Exhibit:
    return Exhibit("any", Text("题", "t"), Text("句。", "s."), columns, tuple(rows), chart=chart)  # type: ignore[arg-type]


def clocks(units: int) -> Exhibit:
    columns = (UNIT, *(Column(str(i), Text(name, name), "count", CASES) for i, name in enumerate("超到办")))
    rows = [Row("", (f"单位{i}", Figure(units - i), Figure(1), Figure(9))) for i in range(units)]
    total = Row("*", (Text("合计", "t"), Figure(99), Figure(9), Figure(9)), "total")
    return exhibit("clocks", columns, [total, *rows, Row("", ("闲单位", Figure(0), Figure(0), Figure(5)))])


def rates(units: int, worse: set[int]) -> Exhibit:
    columns = (UNIT, Column("rate", Text("按期答复率", "r"), "rate"))

    def row(name: str, group: str, mark: Mark) -> Row:
        return Row("x", (name, Figure(0.9, True, 0.8, 0.95, 90, 100)), group, mark)  # type: ignore[arg-type]

    rows = [row("全县", "total", "")]
    rows += [row(f"单位{i}", "body", "worse" if i in worse else "same") for i in range(units)]
    return exhibit("intervals", columns, [*rows, row("小单位", "below", "")])


def weeks(values: list[int]) -> Exhibit:
    columns = (UNIT, Column("start", Text("起", "s"), "date"), Column("cases", Text("信访总量", "c"), "count", CASES))
    first = date(2026, 1, 5)
    rows = [
        Row("w", (f"{i}", first + timedelta(weeks=i), Figure(v, low=max(0.0, v - 2), high=v + 3.0)))
        for i, v in enumerate(values)
    ]
    return exhibit("series", columns, [*rows, Row("", ("未满", first, Figure(1)), "unfinished")])


def paper(*blocks: Paragraph | Drawing) -> Paper:
    return Paper(
        "weekly-2026-W43", "示例县信访工作周报", "示例县信访工作情况", "2026年10月19日至10月25日", "2026年第43期", "示例县信访局",
        "2026年10月31日", style.MARK, "县委", "", "v1", "2026-10-31", "2026-10-31", (Section("总体情况", blocks),), (),
    )  # fmt: skip


def test_clocks_show_the_units_that_have_a_duty_and_say_how_many_had_no_room() -> None:
    chart = chart_of(clocks(MOST_UNITS + 3))
    assert chart is not None
    assert len(chart.categories) == MOST_UNITS
    assert chart.left_out == 3
    assert "闲单位" not in chart.categories
    assert "合计" not in chart.categories


def test_intervals_keep_the_whole_and_those_that_differ() -> None:
    chart = chart_of(rates(40, worse={38, 39}))
    assert chart is not None
    assert chart.categories[0] == "全县"
    assert chart.categories[-2:] == ("单位38", "单位39")
    assert "小单位" not in chart.categories
    assert (len(chart.categories), chart.left_out) == (MOST_UNITS, 41 - MOST_UNITS)
    assert chart.series[0].colours[-1] == style.WORSE


def test_a_whole_alone_is_no_chart() -> None:
    assert chart_of(rates(0, worse=set())) is None
    assert chart_of(replace(weeks([1]), state="empty")) is None


def test_a_running_week_is_not_drawn() -> None:
    chart = chart_of(weeks([3, 4]))
    assert chart is not None
    assert chart.categories == ("1.5", "1.12")


@pytest.mark.parametrize(
    ("values", "marks"),
    [
        ([0, 0], [0, 1, 2, 3]),
        ([1, 2], [0, 1, 2, 3, 4, 5]),
        ([10, 17], [0, 5, 10, 15, 20]),
        ([900, 1997], [0, 500, 1000, 1500, 2000]),
    ],
)
def test_an_axis_is_round_and_reaches_beyond_the_limits(values: list[int], marks: list[int]) -> None:
    chart = chart_of(weeks(values))
    assert chart is not None
    assert axis(chart) == marks


def test_a_chart_of_every_unit_fits_a_page() -> None:
    for made in (clocks(60), rates(60, worse=set(range(30)))):
        chart = chart_of(made)
        assert chart is not None
        assert height(chart) < style.TEXT_HEIGHT - 40


def test_printed_cells() -> None:
    columns = (UNIT, Column("n", Text("总量", "n"), "count", CASES), Column("r", Text("率", "r"), "rate"))
    blank = Figure(None, True, reason="empty_denominator")
    rows = [
        Row("", ("甲", Figure(1234), Figure(0.925, True, 0.9, 0.95, 1140, 1233))),
        Row("", ("乙", Figure(None, reason="small_cell"), blank), "below"),
    ]
    table = table_of(exhibit("intervals", columns, rows))
    assert [(h.text, h.small) for h in table.heads] == [("责任单位", ()), ("总量", ("（件次）",)), ("率", ())]
    assert [c.text for c in table.rows[0].cells] == ["甲", "1,234", "92.5%"]
    assert table.rows[0].cells[2].small == ("1,140/1,233", "90.0–95.0%")
    assert table.rows[1].is_line
    assert table.rows[1].cells[0].text == BELOW
    assert [c.text for c in table.rows[2].cells] == ["乙", "<3", "—"]


def test_parts_of_a_table_are_told_by_a_line_across_it() -> None:
    columns = (UNIT, Column("n", Text("总量", "n"), "count", CASES))
    rows = [
        Row(name, (name, Figure(1)), section=Text(part, part))
        for part, name in (("县直", "甲"), ("县直", "乙"), ("乡镇", "丙"))
    ]
    rows.append(Row("", ("丁", Figure(1)), "below", section=Text("乡镇", "乡镇")))
    table = table_of(exhibit("none", columns, rows))
    assert [row.cells[0].text for row in table.rows] == ["县直", "甲", "乙", "乡镇", "丙", BELOW, "丁"]
    assert [row.is_line for row in table.rows] == [True, False, False, True, False, True, False]


def test_two_rates_stand_with_both_their_bases() -> None:
    pair = Pair(Figure(0.8, True, 0.5, 0.9, 8, 10), Figure(0.5, True, 0.3, 0.7, 10, 20))
    blank = Pair(Figure(None, True, reason="no_data"), Figure(0.5, True, 0.3, 0.7, 10, 20))
    columns = (UNIT, Column("s", Text("满意/参评", "s"), "pair"))
    table = table_of(exhibit("none", columns, [Row("", ("甲", pair)), Row("", ("乙", blank))]))
    assert (table.rows[0].cells[1].text, table.rows[0].cells[1].small) == ("80.0% / 50.0%", ("8/10", "10/20"))
    assert (table.rows[1].cells[1].text, table.rows[1].cells[1].small) == ("— / 50.0%", ("10/20",))


def test_numbers_are_never_broken_words_of_a_wide_table_are() -> None:
    columns = (
        UNIT,
        Column("s", Text("满意/参评", "s"), "pair"),
        *(Column(f"c{i}", Text("列", ""), "count") for i in range(9)),
    )
    pair = Pair(Figure(1.0, True, 0.8, 1.0, 15, 15), Figure(1.0, True, 0.8, 1.0, 15, 15))
    table = table_of(
        exhibit("none", columns, [Row("", ("很长很长很长的单位名称", pair, *(Figure(1) for _ in range(9))))])
    )
    name, satisfied = table.weights[:2]
    assert name < satisfied
    assert satisfied >= len("100.0% / 100.0%")
    # A percent sign is as wide as two digits: an interval beside narrow columns stands in one line.
    rates_ = (UNIT, *(Column(f"c{i}", Text("率", ""), "rate") for i in range(10)))
    full = Figure(1.0, True, 0.953, 1.0, 78, 78)
    table = table_of(exhibit("none", rates_, [Row("", ("甲", *(full for _ in range(10))))]))
    assert table.weights[1] >= len("95.3–100.0%") + 1 + 2


def test_a_short_heading_is_not_broken_where_columns_are_few() -> None:
    columns = (UNIT, Column("a", Text("去年同期", ""), "count"), Column("b", Text("累计去年同期", ""), "count"))
    table = table_of(exhibit("none", columns, [Row("", ("甲", Figure(1), Figure(2)))]))
    assert table.weights[1] - 2 >= 1.2 * len("去年同期") * 2
    assert table.weights[2] - 2 >= 1.2 * len("累计去") * 2


def test_the_caption_of_a_chart_names_its_own_days() -> None:
    drawing = Drawing("反映问题", weeks([1]), Text("本周", ""), chart_period=Text("今年", ""))
    assert drawing.table_caption(1) == "表1　反映问题（本周）"
    assert drawing.chart_caption(2, "", "件次", 0) == "图2　反映问题（今年，单位：件次）"


def test_the_signature_keeps_the_last_lines_and_the_imprint_stands_at_the_foot(tmp_path: Path) -> None:
    """GB/T 9704: no page with the signature alone; the imprint is the last thing on the last page."""
    made = paper(*(Paragraph("信" * 27) for _ in range(9)))
    write_docx(tmp_path / "a.docx", made)
    *_, last, empty, office, _, first_line, second_line = Document(str(tmp_path / "a.docx")).paragraphs
    assert last.text.startswith("信")
    assert all(p.paragraph_format.keep_with_next for p in (last, empty, office))
    for line in (first_line, second_line):
        frame = line._p.pPr.find(qn("w:framePr"))
        assert (frame.get(qn("w:yAlign")), frame.get(qn("w:vAnchor"))) == ("bottom", "margin")
    # Four lines and the head leave room for the signature on the first page of a PDF, but not for the imprint.
    for lines in range(4, 14):
        write_pdf(tmp_path / "a.pdf", paper(*(Paragraph("信" * 27) for _ in range(lines))), NOWHERE)
        pages: list[list[str]] = [[]]
        for line in pdf_lines(tmp_path / "a.pdf"):
            pages[-1].append("".join(line))
            if line[0].startswith("— "):
                pages.append([])
        signed = next(page for page in pages if "示例县信访局" in page)
        assert any("信信" in line for line in signed), lines
        printed = next(page for page in pages if any("印发" in line for line in page))
        assert any("信信" in line for line in printed), lines


def many(rows: int, parts: set[int]) -> Exhibit:
    """A table of so many rows; before some of them a line tells the part of the table."""
    columns = (UNIT, *(Column(f"c{i}", Text("列", ""), "count") for i in range(3)))
    part, made = 0, []
    for place in range(rows):
        part += place in parts
        name = Text(f"第{part}组", "") if parts else None
        made.append(Row("", (f"单位{place}", *(Figure(1) for _ in range(3))), section=name))
    return exhibit("none", columns, made)


def test_a_short_table_stands_on_one_page_and_no_page_parts_the_ends_of_a_long_one(tmp_path: Path) -> None:
    assert table_of(many(14, set())).runs == (14,)
    assert table_of(many(15, set())).runs == (3, *(1,) * 9, 3)
    # A line stays with the rows that it tells of: the first is line, row, row; the second line goes with the row behind it.
    assert table_of(many(18, {0, 9})).runs == (3, *(1,) * 7, 2, *(1,) * 5, 3)
    # Both formats keep to it, wherever the page ends.
    for lines in range(3, 12):
        write_pdf(
            tmp_path / "a.pdf",
            paper(*(Paragraph("信" * 27) for _ in range(lines)), Drawing("表", many(20, set()), Text("今", ""))),
            NOWHERE,
        )
        pages = "\n".join("".join(line) for line in pdf_lines(tmp_path / "a.pdf")).split("— ")
        held = [number for page in pages if (number := len(re.findall(r"单位\d+1", page)))]
        assert sum(held) == 20
        assert min(held) >= 3, (lines, held)
    write_docx(tmp_path / "a.docx", paper(Drawing("表", many(20, set()), Text("今", ""))))
    (table,) = Document(str(tmp_path / "a.docx")).tables
    kept = [row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in table.rows]
    assert [bool(k) for k in kept] == [True, True, True, *(False,) * 15, True, True, False]


def test_numerals() -> None:
    assert [numeral(n) for n in (1, 7, 10, 11, 12)] == ["一", "七", "十", "十一", "十二"]


def test_the_office_s_own_fonts_come_first_then_those_of_windows_then_open_ones() -> None:
    faces = faces_of(frozenset({"FangSong", "仿宋_GB2312", "Noto Serif CJK SC", "SimHei", "DejaVu Sans"}), NOWHERE)
    assert faces["body"] == ["仿宋_GB2312", "FangSong", "Noto Serif CJK SC"]
    assert faces["hei"] == ["SimHei"]
    assert faces["title"] == ["Noto Serif CJK SC"]


def test_a_face_without_any_font_is_set_in_another() -> None:
    assert faces_of(frozenset({"SimHei"}), NOWHERE)["body"] == ["SimHei"]


def test_a_machine_without_a_chinese_font_is_told_what_to_do() -> None:
    with pytest.raises(NoChineseFontError, match="nowhere"):
        faces_of(frozenset({"DejaVu Sans"}), NOWHERE)


def test_a_page_holds_22_lines_of_28_characters(tmp_path: Path) -> None:
    """GB/T 9704, measured on the PDF: no line has a 29th character, the second page has 22 lines."""
    write_pdf(tmp_path / "full.pdf", paper(Paragraph("信" * 28 * 60)), NOWHERE)
    lines = ["".join(line) for line in pdf_lines(tmp_path / "full.pdf")]
    ends = [at for at, line in enumerate(lines) if line.startswith("— ")]
    second = lines[ends[0] + 1 : ends[1]]
    assert second == ["信" * 28] * 22


def test_the_document_asks_for_28_characters_a_line(tmp_path: Path) -> None:
    """The characters' own width and spacing: 28 fit the 156 mm, 29 do not."""
    write_docx(tmp_path / "full.docx", paper(Paragraph("信" * 99)))
    document = Document(str(tmp_path / "full.docx"))
    run = next(p for p in document.paragraphs if p.text.startswith("信信")).runs[0]
    pitch = run.font.size.pt + int(run._r.rPr.find(qn("w:spacing")).get(qn("w:val"))) / 20
    width = 156 / 25.4 * 72
    assert 28 * pitch <= width < 29 * pitch


def test_markup_in_a_text_is_text(tmp_path: Path) -> None:
    """Nothing that a person writes can become code of the template or markup of a document."""
    nasty = '#eval("1+1") $x$ <b>&amp; \\n [#] "引号" =1+1 {=2}'
    made = paper(Paragraph(nasty))
    write_pdf(tmp_path / "a.pdf", made, NOWHERE)
    write_docx(tmp_path / "a.docx", made)
    write_pptx(tmp_path / "a.pptx", made)
    write_workbook(tmp_path / "a.xlsx", made)
    printed = "".join("".join(line) for line in pdf_lines(tmp_path / "a.pdf")).replace(" ", "")
    assert '#eval("1+1")$x$<b>&amp;' in printed
    assert any(p.text == nasty for p in Document(str(tmp_path / "a.docx")).paragraphs)
    said = [s.text_frame.text for slide in Presentation(str(tmp_path / "a.pptx")).slides for s in slide.shapes]
    assert nasty in said
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        assert b"<f>" not in b"".join(archive.read(n) for n in archive.namelist() if "worksheets" in n)


def test_charts_of_a_document_and_its_slides_carry_their_data(tmp_path: Path) -> None:
    drawings = [Drawing("期限", clocks(5), Text("今", "now")), Drawing("周", weeks([3, 4]), Text("今", "now"))]
    made = paper(*drawings, Drawing("率", rates(5, worse={2}), Text("今", "now")))
    write_docx(tmp_path / "a.docx", made)
    write_pptx(tmp_path / "a.pptx", made)
    with zipfile.ZipFile(tmp_path / "a.docx") as archive:
        charts = [archive.read(n).decode() for n in archive.namelist() if n.startswith("word/charts/chart")]
    assert len(charts) == 3
    assert sum("c:errBars" in chart for chart in charts) == 2
    shown = [s.chart for slide in Presentation(str(tmp_path / "a.pptx")).slides for s in slide.shapes if s.has_chart]
    assert list(shown[1].plots[0].series[0].values) == [3, 4]


def test_a_long_table_on_a_slide_is_cut_and_says_so(tmp_path: Path) -> None:
    long = replace(clocks(30), chart="none")
    write_pptx(tmp_path / "a.pptx", paper(Drawing("期限", long, Text("今", "now"))))
    slide = Presentation(str(tmp_path / "a.pptx")).slides[1]
    (table,) = [s for s in slide.shapes if s.has_table]
    assert table.top + table.height <= Presentation(str(tmp_path / "a.pptx")).slide_height
    rest = 32 - (len(table.table.rows) - 1)
    assert any(f"另有{rest}行" in s.text_frame.text for s in slide.shapes if s.has_text_frame)


def test_no_table_of_slides_reaches_beyond_its_slide(tmp_path: Path) -> None:
    columns = (
        UNIT,
        *(Column(f"c{i}", Text(f"第{i}列", ""), "count") for i in range(12)),
        Column("note", Text("提示", "")),
    )
    rows = [
        Row(
            "",
            (f"很长的责任单位名称{i}", *(Figure(1000 + i) for _ in range(12)), "" if i % 2 else "提示很长很长很长很长"),
        )
        for i in range(40)
    ]
    write_pptx(tmp_path / "a.pptx", paper(Drawing("比较表", exhibit("none", columns, rows), Text("今", "now"))))
    slide = Presentation(str(tmp_path / "a.pptx")).slides[1]
    (table,) = [s for s in slide.shapes if s.has_table]
    assert (
        table.top + sum(row.height for row in table.table.rows) <= Presentation(str(tmp_path / "a.pptx")).slide_height
    )
    for row in table.table.rows:
        for cell in row.cells:
            if not cell.text:  # a program would else give it the height of its own default type
                assert cell._tc.txBody.p_lst[0].endParaRPr.get("sz")


def test_exhibits_that_belong_together_share_a_slide_and_what_people_wrote_does(tmp_path: Path) -> None:
    now = Text("今", "now")
    duties, rest = Drawing("期限", clocks(3), now), Drawing("办理情况", rates(3, set()), now)
    by_hand = [Section(name, (Paragraph(f"{name}的话。"),)) for name in ("存在问题", "下步工作")]
    made = replace(paper(), sections=(Section("办理", (duties, rest, Drawing("另一个", clocks(3), now))), *by_hand,
                                      Section("数据说明", (Paragraph("截止时间。"),))))  # fmt: skip
    write_pptx(tmp_path / "a.pptx", made)
    slides = Presentation(str(tmp_path / "a.pptx")).slides
    assert [s.shapes.title.text_frame.text for s in list(slides)[1:]] == [
        "办理",
        "办理",
        "存在问题、下步工作",
        "数据说明",
    ]
    assert [sum(shape.has_chart for shape in slide.shapes) for slide in slides] == [0, 2, 1, 0, 0]


def test_a_wide_table_lies_across_a_page_of_its_own(tmp_path: Path) -> None:
    columns = tuple(Column(f"c{i}", Text(f"第{i}列", ""), "count") for i in range(14))
    wide = exhibit("none", columns, [Row("", tuple(Figure(100 + i) for i in range(14)))])
    made = paper(Paragraph("前文。"), Drawing("比较表", wide, Text("今", "now")), Paragraph("后文。"))
    write_docx(tmp_path / "a.docx", made)
    sections = Document(str(tmp_path / "a.docx")).sections
    assert [s.page_width > s.page_height for s in sections] == [False, True, False]
    assert [round(s.left_margin.mm) for s in sections] == [28, 35, 28]
    assert [round(s.top_margin.mm) for s in sections] == [37, 28, 37]
    write_pdf(tmp_path / "a.pdf", made, NOWHERE)
    boxes = re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", (tmp_path / "a.pdf").read_bytes())
    assert sorted(float(w) > float(h) for w, h in boxes) == [False, False, True]
    lines = ["|".join(line) for line in pdf_lines(tmp_path / "a.pdf")]
    assert "|".join(str(100 + i) for i in range(14)) in lines
