"""Workbooks, pages, Parquet, JSON lines and archives: what each reader must know beyond plain cells."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from pipelines.ingest import IngestError
from pipelines.ingest.headers import Names
from pipelines.ingest.readers import files_in, open_file
from pipelines.ingest.readers.archive import Member, members_of
from pipelines.ingest.readers.sheet import HAS_EXTRA, LONGEST_CELL, MOST_COLUMNS
from pipelines.ingest.structure import find_tables
from tests.corpus import forms
from warehouse.catalogue.sources import SOURCES

HEADER = ["编号", "时间", "单位"]
MORNING = datetime(2026, 1, 5, 8)


def write(tmp_path: Path, content: bytes, name: str = "数据.xls") -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


def cells(path: Path, sheet: int = 0, after: int = 0, width: int = 1) -> list[list[str | None]]:
    return [list(row[2:]) for block in open_file(path)[sheet].blocks(after, width) for row in block.rows()]


def test_an_old_workbook(tmp_path: Path) -> None:
    """Dates, numbers and text of BIFF are the same text as those of XLSX; an 18-digit number shows what it lost."""
    rows = [
        HEADER,
        ["A1", MORNING, 3],
        [350102202601000123, 46027.5, True],
        ["350102202601000123", "2026年1月5日", None],
    ]
    path = write(tmp_path, forms.xls({"说明": [["x"]], "数据": rows}))
    assert [(sheet.name, sheet.encoding) for sheet in open_file(path)] == [("说明", "xls"), ("数据", "xls")]
    assert cells(path, 1) == [
        HEADER,
        ["A1", "2026-01-05 08:00:00", "3"],
        ["3.50102202601000E+17", "46027.5", "true"],
        ["350102202601000123", "2026年1月5日", None],
    ]


@pytest.mark.parametrize("form", ["xlsx", "xls"])
def test_cells_merged_downwards_stand_in_every_row(tmp_path: Path, form: str) -> None:
    """A case number merged over two units belongs to both; cells merged sideways are one cell."""
    rows = [["台账", None, None], HEADER, ["A1", "a", "甲"], [None, "b", "乙"], ["A2", "c", "丙"]]
    merges = [(0, 0, 0, 2), (2, 0, 3, 0)]
    content = forms.xlsx({"一": [["x"]], "二": rows}, merges) if form == "xlsx" else forms.xls({"二": rows}, merges)
    assert cells(write(tmp_path, content), -1) == [
        ["台账", None, None], HEADER, ["A1", "a", "甲"], ["A1", "b", "乙"], ["A2", "c", "丙"],
    ]  # fmt: skip


@pytest.mark.parametrize("form", ["xlsx", "xls"])
def test_workbooks_that_count_from_1904(tmp_path: Path, form: str) -> None:
    """Old Macs count days from another year."""
    rows = [["编号"], [MORNING]]
    content = forms.xlsx({"s": rows}, date_1904=True) if form == "xlsx" else forms.xls({"s": rows}, from_1904=True)
    assert open_file(write(tmp_path, content))[0].counts_from_1904
    plain = forms.xlsx({"s": rows}) if form == "xlsx" else forms.xls({"s": rows})
    assert not open_file(write(tmp_path, plain))[0].counts_from_1904


@pytest.mark.parametrize("row, column", [(1_048_575, 16_383), (1_048_575, 30), (5_000, 16_383), (2, 16_383)])
def test_a_stray_cell_far_away_is_said(tmp_path: Path, row: int, column: int) -> None:
    """The grid up to it would not fit in memory and would end the process."""
    import xlsxwriter

    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        page = book.add_worksheet("数据")
        page.write_string(0, 0, "编号")
        page.write_string(row, column, "x")
    sheet = open_file(write(tmp_path, stream.getvalue()))[0]
    with pytest.raises(IngestError, match="很远处"):
        _ = sheet.head


def test_blank_formatted_cells_far_away_do_not_matter(tmp_path: Path) -> None:
    """Formats reach to the end of the sheet in many real workbooks."""
    import xlsxwriter

    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        page = book.add_worksheet("数据")
        page.write_row(0, 0, HEADER)
        page.write_blank(300, 40, None, book.add_format({"bold": True}))
    assert cells(write(tmp_path, stream.getvalue())) == [HEADER]


def test_a_locked_workbook_and_a_document(tmp_path: Path) -> None:
    """Both are compound files; each is named for what it is."""
    book = forms.xls({"s": [["编号"]]})
    for old, new, word in (("Workbook", "EncryptedPackage", "密码"), ("Workbook", "WordDocument", "Word")):
        renamed = book.replace(old.encode("utf-16-le").ljust(64, b"\0"), new.encode("utf-16-le").ljust(64, b"\0"))
        length = (2 * (len(new) + 1)).to_bytes(2, "little")
        place = renamed.index(new.encode("utf-16-le"))
        renamed = renamed[: place + 64] + length + renamed[place + 66 :]
        with pytest.raises(IngestError, match=word):
            open_file(write(tmp_path, renamed))


@pytest.mark.parametrize("length", [0, 1])
def test_a_record_cut_short_is_a_damaged_workbook(tmp_path: Path, length: int) -> None:
    """The library panics over it, which is no Exception to Python and would end the import of every file."""
    book = bytearray(forms.xls({"s": [["编号"]]}))
    start = book.index(b"\x09\x08\x10\x00")  # the first record says that its body has 16 bytes
    book[start + 2] = length
    with pytest.raises(IngestError, match="损坏"):
        open_file(write(tmp_path, bytes(book)))


def test_a_page(tmp_path: Path) -> None:
    """Spans, line breaks, entities, unclosed tags, scripts, comments, a table of one row in a cell."""
    page = """<html><head><style>td {color: red}</style><script>if (a<b) "<td>no</td>"</script></head><body>
    <table><tr><td colspan=2>台账</td><td>x<tr><th rowspan="2">编号<th colspan='2'>办理</tr>
    <tr><td>时间</td><td>单位</td></tr><!-- <tr><td>no</td></tr> -->
    <tr><td>A&amp;1</td><td>2026-01-05<br>08:00</td><td>&nbsp;甲 &lt;乙&gt; 1 < 2</td></tr>
    <tr><td>A2</td><td></td><td><table><tr><td>甲 &lt;乙&gt;</td><td>丙</td></tr></table></td></tr></table>
    <table><tr><td>second</td></tr>"""
    path = write(tmp_path, page.encode())
    assert [sheet.name for sheet in open_file(path)] == ["表1", "表2"]
    assert cells(path) == [
        ["台账", None, "x"],
        ["编号", "办理", None],
        ["编号", "时间", "单位"],
        ["A&1", "2026-01-05\n08:00", "甲 <乙> 1 < 2"],
        ["A2", None, "甲 <乙> 丙"],
    ]
    assert cells(path, 1) == [["second"]]


@pytest.mark.parametrize("meta", ["gb2312", "utf-8", ""])
def test_a_page_in_gb18030(tmp_path: Path, meta: str) -> None:
    """Its bytes decide, whatever its header says."""
    path = write(tmp_path, forms.html([HEADER, ["A1", "2026年1月5日", "城管局"]], meta, "gb18030"))
    assert cells(path)[1] == ["A1", "2026年1月5日", "城管局"]


def test_spans_of_any_size_stay_small(tmp_path: Path) -> None:
    """A span asks for nothing until rows come to fill it."""
    path = write(
        tmp_path, b"<table><tr><td rowspan=999999 colspan=999999>a</td><td>b</td></tr><tr><td>c</td></tr></table>"
    )
    rows = cells(path)
    assert len(rows) == 2
    assert len(rows[0]) <= 2_000


def test_parquet_values_are_text(tmp_path: Path) -> None:
    """Types of Parquet are spelled out, so that one parser judges them."""
    columns = {
        "编号": ["A1", None],
        "时间": [MORNING, None],
        "日": [date(2026, 1, 5), None],
        "人数": [3, None],
        "小数": [3.0, 2.5],
        "瞬间": [MORNING.replace(tzinfo=UTC), None],
        "旗": [True, False],
        "组": [[1, 2], []],
    }
    rows = cells(write(tmp_path, forms.parquet(columns)))
    assert rows[0] == list(columns)
    assert rows[1] == ["A1", "2026-01-05 08:00:00", "2026-01-05", "3", "3", "2026-01-05 08:00:00Z", "true", "[1, 2]"]
    assert rows[2] == [None, None, None, None, "2.5", None, "false", "[]"]


def test_a_damaged_byte_in_a_text_of_parquet(tmp_path: Path) -> None:
    """Is found before anything makes a text of it."""
    content = forms.parquet({"编号": ["A1", "A2"], "单位": ["南山街道", "南山街道"]})
    at = content.index("南山街道".encode())
    path = write(tmp_path, content[: at + 6] + b"\x97" + content[at + 7 :])
    with pytest.raises(IngestError, match="已损坏"):
        cells(path)


def test_json_lines(tmp_path: Path) -> None:
    """Keys in the order in which they come, numbers as they are written, a broken line as a row that cannot be read."""
    text = (
        '{"编号": 350102202601000123, "时间": null}\n\n{"单位": "甲", "编号": "A2", "旗": true}\n{"编号": "A3"\n[1]\n'
    )
    path = write(tmp_path, b"\xef\xbb\xbf" + text.encode())
    (block,) = open_file(path)[0].blocks(1, 4)
    assert open_file(path)[0].head[0] == ["编号", "时间", "单位", "旗"]
    assert block.select("row_no", "c0", "c2", "c3").rows() == [
        (2, "350102202601000123", None, None), (3, None, None, None), (4, "A2", "甲", "1"), (5, None, None, None),
        (6, None, None, None),
    ]  # fmt: skip
    assert block[HAS_EXTRA].to_list() == [False, False, False, True, True]


def test_a_json_array(tmp_path: Path) -> None:
    """Whatever stands between its objects; an element that is none is a row that cannot be read."""
    path = write(tmp_path, '[ {"编号": 350102202601000123},\n 7 , {"编号": "A2", "单位": "甲]"} ]\n'.encode())
    (block,) = open_file(path)[0].blocks(1, 2)
    assert block.rows() == [(2, False, "350102202601000123", None), (3, True, None, None), (4, False, "A2", "甲]")]


def test_an_xml_spreadsheet(tmp_path: Path) -> None:
    """Cells left out, merged both ways, commented, rounded; a hidden sheet is known to be hidden."""
    rows = [
        ["台账", None, None],
        [],
        HEADER,
        ["A1", MORNING, "甲"],
        [None, None, "乙"],
        [350102202601000123, 46027, None],
    ]
    merges = [(0, 0, 0, 2), (3, 0, 4, 0), (3, 1, 4, 1)]
    path = write(tmp_path, forms.spreadsheetml({"旧": [["x"]], "数据": rows}, merges, hidden=["旧"]))
    assert [(sheet.name, sheet.is_hidden) for sheet in open_file(path)] == [("旧", True), ("数据", False)]
    assert cells(path, 1, width=3) == [
        ["台账", None, None], [None, None, None], HEADER,
        ["A1", "2026-01-05T08:00:00.000", "甲"], ["A1", "2026-01-05T08:00:00.000", "乙"],
        ["3.50102202601000E+17", "46027", None],
    ]  # fmt: skip


@pytest.mark.parametrize("form", ["xlsx", "html", "json", "parquet", "xml"])
def test_more_columns_than_are_read_are_said(tmp_path: Path, form: str) -> None:
    """A needed column among those left out would be missed by nobody."""
    header = ["信访件编号", "登记时间", *(f"列{place}" for place in range(MOST_COLUMNS))]
    content = {
        "xlsx": lambda: forms.xlsx({"s": [header]}),
        "html": lambda: forms.html([header]),
        "json": lambda: forms.json_lines([dict.fromkeys(header, "x")]),
        "parquet": lambda: forms.parquet({name: ["x"] for name in header}),
        "xml": lambda: forms.spreadsheetml({"s": [header]}),
    }
    with pytest.raises(IngestError, match=f"最多可读{MOST_COLUMNS}列"):
        find_tables(open_file(write(tmp_path, content[form]())), list(SOURCES.values()), Names())


def test_big5(tmp_path: Path) -> None:
    """Neither header nor words make sense in GB18030, though its bytes are possible there."""
    path = write(tmp_path, "信訪件編號,登記時間,責任單位\nA1,2026年1月5日,城管局\n".encode("cp950"), "x.csv")
    assert open_file(path)[0].encoding == "big5"
    assert cells(path, width=3)[0] == ["信訪件編號", "登記時間", "責任單位"]


def test_members_of_an_archive(tmp_path: Path) -> None:
    """Named by archive and member; what systems add is left out; no name leads anywhere."""
    content = forms.archive(
        {
            "b.csv": b"a",
            "子/c.csv": b"b",
            "../../etc/x.csv": b"c",
            "/abs\\d.csv": b"d",
            "__MACOSX/._b.csv": b"e",
            "子/": b"",
        }
    )
    path = write(tmp_path, content, "a.zip")
    members = files_in(path)
    assert [str(member) for member in members] == [
        f"{path}!{name}" for name in ("b.csv", "子/c.csv", "etc/x.csv", "abs/d.csv")
    ]
    assert [member.name for member in members] == [
        "a.zip!b.csv",
        "a.zip!子_c.csv",
        "a.zip!etc_x.csv",
        "a.zip!abs_d.csv",
    ]
    assert list(tmp_path.iterdir()) == [path]


def test_names_in_gbk(tmp_path: Path) -> None:
    """Windows writes names in GBK and does not say so."""
    content = forms.archive({"xinfang.csv": b"a"}).replace(b"xinfang", "信访件".encode("gbk") + b"1")
    assert [str(member) for member in members_of(write(tmp_path, content, "a.zip"))] == [
        f"{tmp_path / 'a.zip'}!信访件1.csv"
    ]


def test_a_bomb_is_not_opened(tmp_path: Path) -> None:
    """What would come out is added up before anything does."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed,
        packed.open("a.csv", "w", force_zip64=True) as member,
    ):
        for _ in range(100):
            member.write(bytes(1 << 20))
    with pytest.raises(IngestError, match="过大"):
        members_of(write(tmp_path, stream.getvalue(), "a.zip"))
    book = io.BytesIO()
    with zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", "<workbook/>")
        packed.writestr("xl/worksheets/sheet1.xml", bytes(100 << 20))
    with pytest.raises(IngestError, match="过大"):
        open_file(write(tmp_path, book.getvalue(), "a.xlsx"))


def test_a_locked_or_damaged_member(tmp_path: Path) -> None:
    """It is named; the others are read."""
    content = bytearray(forms.archive({"a.csv": b"x" * 500, "b.csv": b"y"}))
    place = content.index(b"x", 40) if b"x" in content[40:60] else 36
    content[place : place + 3] = b"\xff\xff\xff"
    damaged, whole = members_of(write(tmp_path, bytes(content), "a.zip"))
    with pytest.raises(IngestError, match="损坏"):
        _ = damaged.digest
    assert isinstance(whole, Member)
    assert len(whole.digest) == 64
    locked = bytearray(forms.archive({"a.csv": b"x"}))
    for mark in (b"PK\x03\x04", b"PK\x01\x02"):
        place = locked.index(mark) + (6 if mark[2] == 3 else 8)
        locked[place] |= 1
    with pytest.raises(IngestError, match="密码"):
        _ = members_of(write(tmp_path, bytes(locked), "b.zip"))[0].digest


@pytest.mark.parametrize(
    ("member", "word"),
    [("xl/workbook.bin", "xlsb"), ("word/document.xml", "Word"), ("ppt/presentation.xml", "演示")],
)
def test_documents_that_are_archives(tmp_path: Path, member: str, word: str) -> None:
    """They are documents, not archives of tables."""
    path = write(tmp_path, forms.archive({"[Content_Types].xml": b"x", member: b"x"}))
    assert files_in(path) == [path]
    with pytest.raises(IngestError, match=word):
        open_file(path)


@pytest.mark.parametrize("form", ["plain", "quoted", "xlsx", "html", "jsonl"])
def test_a_cell_of_megabytes_is_cut(tmp_path: Path, form: str) -> None:
    """It is data, but nobody wrote it: the rest of the row and the rows after it are whole."""
    long = "长" * 2_000_000
    rows = [HEADER, ["A1", long if form != "quoted" else long + ',"' + long, "甲"], ["A2", "b", "乙"]]
    content = {
        "plain": lambda: forms.text(rows),
        "quoted": lambda: forms.text(rows),
        "xlsx": lambda: forms.xlsx({"s": rows}),
        "html": lambda: forms.html(rows),
        "jsonl": lambda: forms.json_lines([dict(zip(HEADER, row, strict=True)) for row in rows[1:]]),
    }[form]()
    found = cells(write(tmp_path, content), width=3)
    assert [row[0] for row in found][-2:] == ["A1", "A2"]
    assert [row[2] for row in found][-2:] == ["甲", "乙"]
    kept = found[-2][1] or ""
    assert 8_000 < len(kept) <= LONGEST_CELL
    assert set(kept) <= set("长,")
