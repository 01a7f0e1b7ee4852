"""The corpus: small dirty files of every kind that offices have been seen to produce, each with what is true of it.

Nearly all of them say the same three cases, so that whatever was done to a file can be held against one truth. Nothing
is kept on disk: each file is made when the test asks for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import opencc

from tests.corpus import forms
from tests.corpus.forms import Cell

HEADER = ("信访件编号", "登记时间", "信访形式", "信访人数", "问题属地", "责任单位", "内容分类", "是否保密", "办结时间")
FIELDS = (
    "case_id", "registered_on", "channel", "persons", "township", "department", "topic_1", "topic_2",
    "confidential_flag", "closed_on",
)  # fmt: skip
# What stands in the file, and what is true.
A1 = ("XF2026001", "2026-01-05", "来访", "3", "东街街道", "城管局", "城乡建设_征地拆迁", "否", "2026-02-01")
A2 = ("XF2026002", "2026-02-28", "网上信访", "1", "西河镇", "人社局", "劳动和社会保障_社会保险", "是", "")
A3 = ("XF2026003", "2026-03-15", "来信", "12", "南山乡", "住建局", "其他", "否", "2026-03-16")
ROWS = (A1, A2, A3)
TRUTH = (
    ("XF2026001", "2026-01-05", "visit", 3, "东街街道", "城管局", "城乡建设", "征地拆迁", 0, "2026-02-01"),
    ("XF2026002", "2026-02-28", "web", 1, "西河镇", "人社局", "劳动和社会保障", "社会保险", 1, None),
    ("XF2026003", "2026-03-15", "letter", 12, "南山乡", "住建局", "其他", None, 0, "2026-03-16"),
)
TYPED = tuple(
    (
        row[0], datetime.fromisoformat(row[1]), row[2], int(row[3]), *row[4:8],
        datetime.fromisoformat(row[8]) if row[8] else None,
    )
    for row in ROWS
)  # fmt: skip
TOTAL = ("合计", "", "", "16", "", "", "", "", "")
BLANK = ("",) * len(HEADER)
TITLE = ("某县信访件登记台账", *BLANK[1:])
EXPORTED = ("导出时间：2026年9月5日　单位：件、人", *BLANK[1:])
TRADITIONAL = opencc.OpenCC("s2t").convert


@dataclass(frozen=True)
class Dirty:
    """A file and what is true of it.

    `truth` are the rows in raw by FIELDS; `parts` is how many reports the file gives, whose numbers are summed.
    """

    id: str
    name: str
    content: Callable[[], bytes]
    truth: Sequence[tuple[Any, ...]] = TRUTH
    read: int = 3
    unchanged: int = 0
    structure: int = 0
    header_row: int | None = 1
    rejections: Mapping[str, int] = field(default_factory=dict)
    warnings: Mapping[str, int] = field(default_factory=dict)
    encoding: str | None = None
    unmapped: Sequence[str] = ()
    parts: int = 1
    errors: int = 0
    note: str = ""
    source: str | None = "cases"


def changed(column: int, *cells: Cell, of: Sequence[Sequence[Any]] = ROWS) -> list[list[Cell]]:
    """The rows with one column written otherwise."""
    return [[*row[:column], cell, *row[column + 1 :]] for row, cell in zip(of, cells, strict=True)]


def headed(place: int, name: str, header: Sequence[str] = HEADER) -> list[str]:
    """The header with one name written otherwise."""
    return [*header[:place], name, *header[place + 1 :]]


def corrected(place: int, *values: Any) -> list[tuple[Any, ...]]:
    """The truth with one column otherwise."""
    return [(*row[:place], value, *row[place + 1 :]) for row, value in zip(TRUTH, values, strict=True)]


def _text(id: str, *rows: Sequence[Cell], **true: Any) -> Dirty:
    how = {name: true.pop(name) for name in ("mark", "end", "codec", "bom") if name in true}
    codec = how.pop("codec", "utf-8")
    name = true.pop("name", "台账.csv")
    return Dirty(id, name, lambda: forms.text(rows or [HEADER, *ROWS], encoding=codec, **how), **true)


FILES: list[Dirty] = [
    # — encodings and delimiters —
    _text("utf-8", encoding="utf-8"),
    _text("utf-8 with mark", bom=b"\xef\xbb\xbf", encoding="utf-8-sig"),
    _text("gb18030", codec="gb18030", encoding="gb18030"),
    _text("gbk with Windows line ends", codec="gbk", end="\r\n", encoding="gb18030"),
    _text("utf-16 with mark", codec="utf-16-le", bom=b"\xff\xfe", encoding="utf-16-le"),
    _text("utf-16 of Excel's Unicode text", codec="utf-16-le", bom=b"\xff\xfe", mark="\t", name="台账.txt"),
    Dirty(
        "big5", "臺賬.csv",
        lambda: TRADITIONAL(forms.text([HEADER, *ROWS]).decode()).encode("cp950"),
        encoding="big5",
    ),
    _text("tabs", mark="\t", name="台账.tsv"),
    _text("semicolons", mark=";"),
    _text("line ends of old Macs", end="\r"),
    Dirty(
        "each line in one cell", "台账.csv",
        lambda: forms.text(
            [[line.replace("城管局", '"城管局"')] for line in forms.text([TITLE[:1], HEADER, *ROWS]).decode().splitlines()],
            end="\r\n", encoding="gb18030",
        ),
        encoding="gb18030", header_row=2, structure=1,
    ),
    # — formats by content —
    Dirty("xlsx", "台账.xlsx", lambda: forms.xlsx({"数据": [HEADER, *TYPED]}), encoding="xlsx"),
    Dirty("xlsx called xls", "台账.xls", lambda: forms.xlsx({"数据": [HEADER, *TYPED]}), encoding="xlsx"),
    Dirty("xlsx called csv", "台账.csv", lambda: forms.xlsx({"数据": [HEADER, *TYPED]}), encoding="xlsx"),
    Dirty("csv called xlsx", "台账.xlsx", lambda: forms.text([HEADER, *ROWS]), encoding="utf-8"),
    Dirty("xls", "台账.xls", lambda: forms.xls({"数据": [HEADER, *TYPED]}), encoding="xls"),
    Dirty("html called xls", "台账.xls", lambda: forms.html([HEADER, *ROWS], "utf-8"), encoding="html"),
    Dirty("html in gb18030", "台账.xls", lambda: forms.html([HEADER, *ROWS], "gb2312", "gb18030"), encoding="html"),
    Dirty("html in gb18030 that does not say so", "a.xls", lambda: forms.html([HEADER, *ROWS], "", "gb18030"), encoding="html"),
    Dirty(
        "parquet", "台账.parquet",
        lambda: forms.parquet({name: [row[place] for row in TYPED] for place, name in enumerate(HEADER)}), encoding="parquet",
    ),
    Dirty("json lines", "a.jsonl", lambda: forms.json_lines([dict(zip(HEADER, row, strict=True)) for row in ROWS]), encoding="jsonl"),
    Dirty(
        "json lines with other keys in every line", "a.json",
        lambda: forms.json_lines([{k: v for k, v in zip(reversed(HEADER), reversed(row), strict=True) if v} for row in ROWS]),
    ),
    Dirty("a json array", "a.json", lambda: forms.json_array([dict(zip(HEADER, row, strict=True)) for row in ROWS]), encoding="json"),
    Dirty("what a web system answers", "a.json", lambda: forms.json_answer([dict(zip(HEADER, row, strict=True)) for row in ROWS], None), encoding="json"),
    Dirty("the same over many lines", "a.json", lambda: forms.json_answer([dict(zip(HEADER, row, strict=True)) for row in ROWS], 2), encoding="json"),
    Dirty("xml spreadsheet called xls", "台账.xls", lambda: forms.spreadsheetml({"封面": [["某县"]], "数据": [HEADER, *TYPED]}), encoding="xml", note="封面"),
    Dirty("xml spreadsheet in gb18030", "台账.xls", lambda: forms.spreadsheetml({"数据": [HEADER, *TYPED]}, encoding="gb18030"), encoding="xml"),
    Dirty(
        "zip", "a.zip",
        lambda: forms.archive({"一.csv": forms.text([HEADER, A1]), "二/二.xls": forms.xls({"s": [HEADER, TYPED[1]]}), "三.xlsx": forms.xlsx({"s": [HEADER, TYPED[2]]})}),
        parts=3,
    ),
    Dirty(
        "zip with a letter and a leading path", "a.zip",
        lambda: forms.archive({"../../台账.csv": forms.text([HEADER, *ROWS]), "说明.txt": "请查收".encode()}),
        parts=2, errors=1, header_row=None, source=None,
    ),
    # — sheets —
    Dirty(
        "cover sheet", "台账.xlsx",
        lambda: forms.xlsx({"封面": [["某县信访局"], ["2026年"]], "填报说明": [["一、…"]], "数据": [HEADER, *TYPED]}),
        note="封面",
    ),
    Dirty("empty first sheet", "台账.xls", lambda: forms.xls({"Sheet1": [], "数据": [HEADER, *TYPED]}), note="Sheet1"),
    Dirty(
        "a sheet a month in other column orders", "台账.xlsx",
        lambda: forms.xlsx({"1月": [HEADER, TYPED[0]], "2月": [HEADER[::-1], TYPED[1][::-1]], "3月": [TITLE[:1], HEADER, TYPED[2]]}),
        structure=3, note="合并读取",
    ),
    Dirty(
        "two kinds of table in a workbook", "台账.xlsx",
        lambda: forms.xlsx({"信访件": [HEADER, *TYPED], "接访": [["接访日期", "领导级别", "批次", "人次"], ["2026-01-05", "县级领导", 1, 3]]}),
        parts=2, read=4, source=None,
    ),
    Dirty("two tables on a page", "a.xls", lambda: forms.html([HEADER, *ROWS], before="<table><tr><td>查询条件</td></tr></table>"), note="表1"),
    # — structure —
    _text("title and date rows", TITLE, EXPORTED, HEADER, *ROWS, header_row=3, structure=2),
    _text("blank rows and a total", HEADER, A1, BLANK, A2, A3, TOTAL, BLANK, structure=3),
    _text("subtotals inside", HEADER, A1, ("东街街道小计", *BLANK[1:]), A2, A3, ("", "合计", "", "16", *BLANK[4:]), ("合计：3件", *BLANK[1:]), structure=3),
    _text("repeated headers", HEADER, A1, HEADER, A2, HEADER, A3, structure=2),
    _text("repeated titles", TITLE, HEADER, A1, TITLE, HEADER, A2, A3, header_row=2, structure=3),
    _text("banners over groups", ("一月台账", *BLANK[1:]), HEADER, ("一、来访", *BLANK[1:]), A1, ("2026年2月台账", *BLANK[1:]), HEADER, A2, ("东街街道", *BLANK[1:]), A3, header_row=2, structure=5),
    _text("feet of pages", HEADER, A1, ("第1页 共2页", *BLANK[1:]), HEADER, A2, A3, ("打印时间：2026-03-20 10:00", *BLANK[1:]), ("合计（件）", "3", *BLANK[2:]), ("以上共3件，16人次", *BLANK[1:]), structure=5),
    _text("a form numbered further than it is filled", ("序号", *HEADER), *((str(place), *row) for place, row in enumerate((*ROWS, BLANK, BLANK), start=1)), structure=2, unmapped=("序号",)),
    _text("units below the header", HEADER, ("", "", "", "（人）", *BLANK[4:]), *ROWS, structure=1),
    _text("columns numbered below the header", HEADER, tuple(map(str, range(1, 10))), *ROWS, structure=1),
    _text("codes below the header", HEADER, ("xfjbh", "djsj", "xfxs", "xfrs", "wtsd", "zrdw", "nrfl", "", "bjsj"), *ROWS, structure=1),
    _text("footers", HEADER, *ROWS, ("制表人：某某", "", "审核人：某某", *BLANK[3:]), ("共3条记录", *BLANK[1:]), structure=2),
    _text(
        "two header rows", ("信访件编号", "登记", "基本情况", *BLANK[3:8], "办结"),
        ("", "时间", "信访形式", "信访人数", "问题属地", "责任单位", "内容分类", "是否保密", "时间"), *ROWS, header_row=2, structure=1,
    ),
    Dirty(
        "merged title and merged header", "台账.xlsx",
        lambda: forms.xlsx(
            {"s": [TITLE, ("信访件编号", "登记", "基本情况", *BLANK[3:8], "办结"), (None, "时间", *HEADER[2:8], "时间"), *TYPED]},
            [(0, 0, 0, 8), (1, 0, 2, 0), (1, 2, 1, 7)],
        ),
        header_row=3, structure=2,
    ),
    Dirty(
        "a case merged over its units", "台账.xls",
        lambda: forms.xls(
            {"s": [HEADER, *TYPED[:2], (*TYPED[2][:5], "住建局", *TYPED[2][6:]), (*TYPED[2][:5], "城管局", *TYPED[2][6:])]},
            [(3, column, 4, column) for column in range(9) if column != 5],
        ),
        read=4, truth=[*TRUTH[:2], (*TRUTH[2][:5], "城管局", *TRUTH[2][6:]), TRUTH[2]],
    ),
    Dirty(
        "merged cells right of a blank column", "台账.xlsx",
        lambda: forms.xlsx(
            {"s": [(None, *row) for row in (HEADER, *TYPED[:2], (*TYPED[2][:5], "住建局", *TYPED[2][6:]), (*TYPED[2][:5], "城管局", *TYPED[2][6:]))]},
            [(3, column, 4, column) for column in range(1, 10) if column != 6],
        ),
        read=4, truth=[*TRUTH[:2], (*TRUTH[2][:5], "城管局", *TRUTH[2][6:]), TRUTH[2]],
    ),
    _text("a subtotal in place of a serial number", ("序号", *HEADER), *((str(place), *row) for place, row in enumerate(ROWS, start=1)), ("小计", "3件", *BLANK[1:]), structure=1, unmapped=("序号",)),
    _text("the end of a file of DOS", HEADER, *ROWS, ("\x1a",), structure=1),
    _text("the foot of a web page", HEADER, *ROWS, ("共3条 第1/1页 20", *BLANK[1:]), structure=1),
    Dirty(
        "rows spanned on a page", "a.xls",
        lambda: forms.html([HEADER, *ROWS]).replace(
            b"<td>XF2026003</td><td>2026-03-15</td>", b"<td rowspan=2>XF2026003</td><td rowspan='2'>2026-03-15</td>"
        ).replace(b"</table>", "<tr><td>来信</td><td>12</td><td>南山乡</td><td>城管局</td><td>其他</td><td>否</td><td>2026-03-16</td></tr></table>".encode()),
        read=4, truth=[*TRUTH[:2], (*TRUTH[2][:5], "城管局", *TRUTH[2][6:]), TRUTH[2]],
    ),
    _text("columns in another order", HEADER[::-1], *(row[::-1] for row in ROWS)),
    _text("unknown columns", (*HEADER, "备注栏", "经办"), *((*row, "甲", "乙") for row in ROWS), unmapped=("备注栏", "经办")),
    # — headers —
    _text("traditional headers", [TRADITIONAL(name) for name in HEADER], *ROWS),
    _text("blanks in headers", [" \u3000".join(name) for name in HEADER], *ROWS),
    _text("line breaks in headers", [name[:2] + "\n" + name[2:] for name in HEADER], *ROWS),
    _text("units and notes in headers", headed(3, "信访人数（人）", headed(1, "登记时间(年-月-日)【必填】")), *ROWS),
    _text("full-width forms in headers", headed(3, "信访人数／人", headed(0, "ＸＦＪＢＨ")), *ROWS),
    _text("numbers before headers", [f"{place}.{name}" for place, name in enumerate(HEADER, start=1)], *ROWS),
    _text("codes as headers", ("xfjbh", "djsj", "xfxs", "xfrs", "wtsd", "zrdw", "nrfl", "保密标志", "bjsj"), *ROWS),
    _text("the fields' own names", ("case_id", "registered_at", "channel", "persons", "township", "department", "topic_1", "confidential_flag", "closed_at"), *ROWS),
    _text(
        "two columns of one field", (*HEADER, "录入时间"), *((*row, other) for row, other in zip(ROWS, ("2026-01-05", "2026-03-01", ""), strict=True)),
        warnings={"second_column": 1}, unmapped=("录入时间",),
    ),
    # — dates —
    _text(
        "a mix of dates in one column", HEADER,
        *changed(1, "2026年1月5日", "46081", "２０２６/３/１５"),
    ),
    _text("times of every kind", HEADER, *changed(1, "2026/1/5 8:00:05", "2026-02-28T08:00", "20260315")),
    _text("twelve hours", HEADER, *changed(1, "2026/1/5 下午 3:05", "2026-02-28 03:05 PM", "2026年3月15日上午8时30分")),
    Dirty("real dates and text dates in one column", "a.xlsx", lambda: forms.xlsx({"s": [HEADER, *changed(1, datetime(2026, 1, 5, 8), "2026年2月28日", 46096, of=TYPED)]})),
    Dirty("serial numbers from 1904", "a.xlsx", lambda: forms.xlsx({"s": [HEADER, *changed(1, 46027 - 1462, 46081 - 1462, datetime(2026, 3, 15), of=TYPED)]}, date_1904=True)),
    Dirty("an old workbook from 1904", "a.xls", lambda: forms.xls({"s": [HEADER, *changed(1, 46027 - 1462, "2026-02-28", 46096 - 1462, of=changed(8, "2026-02-01", None, "2026-03-16", of=TYPED))]}, from_1904=True)),
    _text("day before month", HEADER, *changed(1, "05/01/2026", "28/02/2026 9:15", "15/03/2026"), note="日/月/年"),
    _text("month before day", HEADER, *changed(1, "1/5/2026", "2/28/2026", "3/15/2026 11:05:00 PM"), note="月/日/年"),
    _text("two-digit years", HEADER, *changed(1, "1/5/26", "2/28/26", "3/15/26"), note="月/日/年"),
    _text("two-digit years first", HEADER, *changed(1, "26.1.5", "26.02.28", "26-3-15"), note="年/月/日"),
    _text("milliseconds and English months", HEADER, *changed(1, "1767571200000", "28-Feb-2026", "Mar 15, 2026 8:00 AM")),
    _text("the end of a day, weekdays, words", HEADER, *changed(1, "2026-01-04 24:00", "2026年2月28日 星期六", "二〇二六年三月十五日")),
    _text("order told by another column", HEADER, *changed(8, "1/2/2026", "", "16/3/2026", of=changed(1, "5/1/2026", "2026-02-28", "2026-03-15")), note="日/月/年"),
    _text("order that nothing tells", HEADER, *changed(1, "05/01/2026", "2026-02-28", "2026-03-15"), truth=TRUTH[1:], rejections={"ambiguous_date": 1}, note="无法判定"),
    _text("orders that contradict each other", HEADER, *changed(1, "05/13/2026", "28/02/2026", "2026-03-15"), truth=TRUTH[2:], rejections={"ambiguous_date": 2}, note="无法判定"),
    _text("no dates at all", HEADER, *changed(1, "2026-13-45", "2026-02-28", "某日"), truth=TRUTH[1:2], rejections={"bad_date": 2}),
    # — counts, flags, codes, topics, numbers —
    _text("counts in Chinese and with units", HEADER, *changed(3, "三人", "１", "十二人次")),
    _text("counts with decimals", HEADER, *changed(3, "3.0", " 1 ", "12.00")),
    _text("a count that is none", HEADER, *changed(3, "若干", "1", "12"), truth=TRUTH[1:], rejections={"bad_count": 1}),
    _text("persons out of range", HEADER, *changed(3, "0", "99999", "12"), truth=corrected(3, 0, 99999, 12), warnings={"persons_out_of_range": 2}),
    _text("ticks", HEADER, *changed(7, "×", "√", "N")),
    _text("codes with labels", HEADER, *changed(7, "0-否", "1-是", "否(0)", of=changed(2, "200-走访", "网上信访（300）", "来 信"))),
    _text("an unknown label", HEADER, *changed(2, "心灵感应", "300", "来信"), truth=corrected(2, "心灵感应", "web", "letter"), warnings={"unknown_code": 1}),
    _text("topics with other marks", HEADER, *changed(6, "城乡建设-征地拆迁", "劳动和社会保障 / 社会保险", "其他")),
    _text("topics with arrows", HEADER, *changed(6, "城乡建设>征地拆迁", "劳动和社会保障＞社会保险", "其他")),
    _text("topics in two columns", (*HEADER[:6], "一级分类", "二级分类", *HEADER[7:]), *((*row[:6], *((*row[6].split("_"), "")[:2]), *row[7:]) for row in ROWS)),
    _text("blanks of every kind", HEADER, *([f"\n\u3000\u00a0{cell}\t" if cell else cell for cell in row] for row in ROWS)),
    _text("quotes of spreadsheets", HEADER, *([f"'{cell}" if cell else cell for cell in row] for row in ROWS)),
    _text("cells written as formulas of text", HEADER, *([f'="{cell}"' for cell in row] for row in ROWS)),
    Dirty(
        "the same without quotes around them", "台账.csv",
        lambda: "\r\n".join(",".join(f'="{cell}"' for cell in row) for row in (HEADER, *ROWS)).encode("gbk"), encoding="gb18030",
    ),
    _text("dashes for nothing", HEADER, *changed(8, "2026-02-01", "——", "2026-03-16")),
    Dirty(
        "numbers rounded by Excel", "a.xlsx", lambda: forms.xlsx({"s": [HEADER, *changed(0, 350102202601000123, "XF2026002", "XF2026003", of=TYPED)]}),
        truth=TRUTH[1:], rejections={"rounded_id": 1},
    ),
    _text("numbers rounded and shown in full", HEADER, *changed(0, "350102202601000000", "350102202602000000", "350102202603000000"), truth=(), rejections={"rounded_id": 3}),
    _text("numbers rounded before they were text", HEADER, *changed(0, "3.50102E+17", "XF2026002", "XF2026003"), truth=TRUTH[1:], rejections={"rounded_id": 1}),
    # — rules —
    _text(
        "broken characters", HEADER, *changed(5, "城管\ufffd", "人社局", "住建局", of=changed(0, "XF2026001", "XF2026\ufffd02", "XF2026003")),
        truth=[(*TRUTH[0][:5], "城管\ufffd", *TRUTH[0][6:]), TRUTH[2]], rejections={"bad_id": 1}, warnings={"broken_text": 1},
    ),
    _text("a header alone", HEADER, read=0, truth=(), note="没有数据行"),
    _text("no number", HEADER, *changed(0, "", "XF2026002", "XF2026003"), truth=TRUTH[1:], rejections={"missing_key": 1}),
    _text("one cell too many", HEADER, A1, (*A2, "多出"), A3, truth=[TRUTH[0], TRUTH[2]], rejections={"extra_cells": 1}),
    _text("the same row twice", HEADER, *ROWS, A1, read=4, unchanged=1, warnings={"duplicate_collapsed": 1}),
    _text("one number, two contents", HEADER, *ROWS, (*A1[:3], "4", *A1[4:]), read=4, truth=TRUTH[1:], rejections={"duplicate_id": 2}),
    _text("one case, two units", HEADER, *ROWS, (*A3[:5], "城管局", *A3[6:]), read=4, truth=[*TRUTH[:2], (*TRUTH[2][:5], "城管局", *TRUTH[2][6:]), TRUTH[2]]),
    _text("registered in the future", HEADER, *changed(1, "2027-01-05", "2026-02-28", "2026-03-15"), truth=TRUTH[1:], rejections={"future_registration": 1}),
    _text("closed before registered", HEADER, *changed(8, "2026-01-04", "", "2026-03-16"), truth=corrected(9, "2026-01-04", None, "2026-03-16"), warnings={"closed_before_registered": 1}),
    _text("closed without a date, open with one", (*HEADER, "办理状态"), *((*row, state) for row, state in zip(ROWS, ("在办", "已办结", "已办结"), strict=True)), warnings={"closed_without_date": 1, "open_with_closing_date": 1}),
    _text("deadline before registration", (*HEADER, "限办日期"), *((*row, day) for row, day in zip(ROWS, ("2026-01-01", "2026-04-30", ""), strict=True)), warnings={"deadline_before_registered": 1}),
    _text("accepted before registered", (*HEADER, "受理时间"), *((*row, day) for row, day in zip(ROWS, ("2026-01-01", "2026-03-01", ""), strict=True)), warnings={"act_before_registered": 1}),
    # — hostile text is data —
    _text("formulas and markup as text", HEADER, *changed(5, '=cmd|"/c calc"!A1', "<script>alert(1)</script>", "../../etc/passwd"), truth=corrected(5, '=cmd|"/c calc"!A1', "<script>alert（1）</script>", "../../etc/passwd")),
    _text("NUL and marks of direction", HEADER, *changed(5, "城管\u202e局", "人社\x00局", "住\u200b建局")),
    _text("commas, quotes and line breaks in cells", HEADER, *changed(5, '城管局,"一科"', "人社局\n二科", "住建局"), truth=corrected(5, '城管局,"一科', "人社局 二科", "住建局")),
    _text("words that may not enter", (*HEADER, "重点人员标志"), *((*row, "是") for row in ROWS)),
]  # fmt: skip
