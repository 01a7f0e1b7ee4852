"""From bytes to blocks of text: no row may be lost, added or moved."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
import xlsxwriter

from pipelines.ingest import IngestError
from pipelines.ingest.headers import Names
from pipelines.ingest.readers import open_file, text
from pipelines.ingest.readers.sheet import HAS_EXTRA, ROW_NO
from pipelines.ingest.structure import find_tables
from tests.corpus import forms
from warehouse.catalogue.sources import SOURCES

HEADER = "编号,时间,单位"
Row = tuple[int, bool, list[str | None]]


def rows_of(path: Path, after: int = 0, width: int = 3) -> list[Row]:
    """Row number, whether there is content beyond the header, cells."""
    (sheet, *_) = open_file(path)
    return [(row[0], row[1], list(row[2:])) for block in sheet.blocks(after, width) for row in block.rows()]


def text_rows(tmp_path: Path, content: str | bytes, after: int = 0, width: int = 3) -> list[Row]:
    path = tmp_path / "export.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return rows_of(path, after, width)


def cells(rows: list[Row]) -> list[list[str | None]]:
    return [row[2] for row in rows]


@pytest.mark.parametrize(
    ("codec", "mark", "name"),
    [
        ("utf-8", b"", "utf-8"),
        ("utf-8", b"\xef\xbb\xbf", "utf-8-sig"),
        ("gb18030", b"", "gb18030"),
        ("gbk", b"", "gb18030"),
        ("utf-16-le", b"\xff\xfe", "utf-16-le"),
        ("utf-16-be", b"\xfe\xff", "utf-16-be"),
        ("utf-16-le", b"", "utf-16-le"),
    ],
)
def test_encodings(tmp_path: Path, codec: str, mark: bytes, name: str) -> None:
    """Excel on Chinese Windows writes GBK, "Unicode text" is UTF-16, the rest UTF-8 with or without mark."""
    content = f"{HEADER}\r\nA1,2026年1月5日,城管局\r\n".encode(codec)
    path = tmp_path / "x.csv"
    path.write_bytes(mark + content)
    assert open_file(path)[0].encoding == name
    assert cells(rows_of(path)) == [HEADER.split(","), ["A1", "2026年1月5日", "城管局"]]


def test_tiny_gb18030(tmp_path: Path) -> None:
    """Two characters are enough to tell that it is not UTF-8."""
    assert cells(text_rows(tmp_path, "编号\n1\n".encode("gb18030"), width=1)) == [["编号"], ["1"]]


def test_ascii_for_long_then_chinese(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The encoding shows in the first piece that is not ASCII, which may stand far down."""
    monkeypatch.setattr(text, "_HEAD_BYTES", 64)
    content = "id,a,b\n" + "1,2,3\n" * 100 + "9,城管局,x\n"
    assert cells(text_rows(tmp_path, content.encode("gb18030")))[-1] == ["9", "城管局", "x"]
    assert cells(text_rows(tmp_path, content))[-1] == ["9", "城管局", "x"]


def test_a_broken_byte_does_not_lose_the_row(tmp_path: Path) -> None:
    """Old systems cut fields by bytes and leave half a character."""
    content = f"{HEADER}\nA1,t,城管".encode("gb18030") + b"\xb3\nA2,t,u\n"
    assert [row[0] for row in cells(text_rows(tmp_path, content))] == ["编号", "A1", "A2"]
    long = (HEADER + "\n" + "A1,时间,城管局\n" * 500).encode()
    rows = cells(text_rows(tmp_path, long + b"A2,\xe5\x9f,u\n"))
    assert len(rows) == 502
    assert rows[-1][::2] == ["A2", "u"]


@pytest.mark.parametrize("mark", [",", "\t", ";", "|"])
def test_delimiters(tmp_path: Path, mark: str) -> None:
    """Text copied from a sheet has tabs, some systems write semicolons; commas inside the text do not mislead."""
    content = "\n".join(mark.join(row) for row in [["a", "b", "c"], ["1", "x y", "3"], ["2", "p", "4"]])
    assert cells(text_rows(tmp_path, content)) == [["a", "b", "c"], ["1", "x y", "3"], ["2", "p", "4"]]


def test_row_numbers_are_those_of_the_spreadsheet(tmp_path: Path) -> None:
    """A clerk looks a row up by its number: blank rows and rows of several lines count as one each."""
    rows = text_rows(tmp_path, '标题\n\na,b,c\n1,"x\ny",3\n\n,,\n2,y,4')
    assert [row[0] for row in rows] == [1, 2, 3, 4, 5, 6, 7]
    assert rows[3][2] == ["1", "x\ny", "3"]
    assert rows[6][2] == ["2", "y", "4"]
    assert [row[0] for row in text_rows(tmp_path, "标题\n\na,b,c\n1,x,3\n", after=3)] == [4]


def test_too_few_and_too_many_cells(tmp_path: Path) -> None:
    """Short rows are filled up; content beyond the header is reported, blank cells there are not."""
    rows = text_rows(tmp_path, "a,b,c\n1\n1,2,3,\n1,2,3,4\n1,2,3,4,5\n1,2,3,,,\n")
    assert [row[1] for row in rows] == [False, False, False, True, True, False]
    assert rows[1][2] == ["1", None, None]
    assert all(row[2] == ["1", "2", "3"] for row in rows[2:])


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('1,5" 管,3', ["1", '5" 管', "3"]),  # an inch mark inside a cell
        ('1,"5" 管,3', ["1", '"5" 管', "3"]),  # a quoted word at the start of a cell
        ('1,"未完,3', ["1", '"未完', "3"]),  # a quote that never closes must not swallow the rest of the file
        ('1,5",3', ["1", '5"', "3"]),
        ('"1","他说 ""好""",3', ["1", '他说 "好"', "3"]),  # well-formed
        ('"1","",3', ["1", None, "3"]),
    ],
)
def test_quotes(tmp_path: Path, line: str, expected: list[str]) -> None:
    """A stray quote costs at most its own cell: the rows after it are all there."""
    for again in (1, 2):
        rows = text_rows(tmp_path, "a,b,c\n" + f"{line}\n" * again + "7,8,9\n" * 5)
        assert cells(rows) == [["a", "b", "c"], *[expected] * again, *[["7", "8", "9"]] * 5]


def test_two_stray_quotes_in_different_rows(tmp_path: Path) -> None:
    """Together they look like one well-formed cell of several lines; the header's width tells."""
    rows = cells(text_rows(tmp_path, 'a,b,c\n1,5",x\n2,y,z\n3,"6,w\n4,5,6\n'))
    assert [row[0] for row in rows] == ["a", "1", "2", "3", "4"]


def test_blocks_are_cut_between_records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the size of a block, the rows are those that Python's csv module reads from the whole."""
    records = [["编号", "时间", "单位"]]
    records += [[str(n), "多\n行 {n}" if n % 5 == 0 else "单行", "甲,乙" if n % 3 == 0 else ""] for n in range(60)]
    stream = io.StringIO()
    csv.writer(stream).writerows(records)
    path = tmp_path / "x.csv"
    path.write_text(stream.getvalue(), "utf-8", newline="")
    for size in (1, 7, 64, 500, 1 << 20):
        monkeypatch.setattr(text, "_CHUNK", size)
        monkeypatch.setattr(text, "_MOST_UNCUT", 1 << 20)
        assert cells(rows_of(path)) == [[cell or None for cell in record] for record in records]


def test_a_stray_quote_does_not_hold_the_whole_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A block that no line end outside quotes bounds is read record by record."""
    monkeypatch.setattr(text, "_CHUNK", 256)
    monkeypatch.setattr(text, "_MOST_UNCUT", 512)
    content = "a,b,c\n" + '1,5" 管,3\n' + "".join(f"{n},x,y\n" for n in range(2000))
    assert [row[0] for row in cells(text_rows(tmp_path, content))][2:] == [str(n) for n in range(2000)]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(tmp_path: Path, end: str) -> None:
    """Windows, Unix and old Macs."""
    assert cells(text_rows(tmp_path, f"a,b,c{end}1,2,3{end}4,5,6")) == [
        ["a", "b", "c"],
        ["1", "2", "3"],
        ["4", "5", "6"],
    ]


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "空"), (b"\xef\xbb\xbf\r\n", "空"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "旧版Excel"),
        (b"%PDF-1.7 ...", "PDF"), (b",,\n,,\n", "没有任何内容"), (b"<html><body>no table</body></html>", "没有表格"), (b"<?xml version='1.0'?><a/>", "XML"),
        (b"<table><tr>" + b"<td>a</td>" * 2_000 + b"</tr>" + b"<tr>" * 150_000 + b"<td>a</table>", "很远处"),
        (b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:s="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet><Table><Row/><Row s:Index="1048576"><Cell s:Index="2000"><Data>a</Data></Cell></Row></Table></Worksheet></Workbook>', "很远处"),
        ("信访件编号,登记时间\nA1,2026-02-01\n".encode().decode("latin-1").encode(), "乱码"),
        ("信访件编号,登记时间\nA1,2026-02-01\n".encode().decode("gb18030", "replace").encode(), "乱码"),
        (b"PK\x03\x04rubbish", "ZIP"), (b"PAR1xxxx", "Parquet"), (bytes(range(256)) * 20, "二进制"),
        (b'{\n "code": 0,\n "data": [["a", 1]]\n}', "记录数组"), (b"[]", "没有任何内容"),
        ('[\n  ["信访件编号"], ["A1"]]'.encode(), "数组的数组"), (b'[{"a": "1"},\n{"a": "2"', "第2条"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet>', "损坏"),
        (b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "DOCTYPE"),
        (("a," * 2_001 + "\n").replace("a", "信访件编号,登记时间", 1).encode(), "2003列"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_said(tmp_path: Path, content: bytes, word: str) -> None:
    """A clear sentence in Chinese and English, whatever the extension says."""
    path = tmp_path / "数据.csv"
    path.write_bytes(content)
    with pytest.raises(IngestError, match=word) as caught:
        find_tables(open_file(path), list(SOURCES.values()), Names())  # some kinds are only looked into when read
    assert " / " in str(caught.value)


def test_a_missing_file(tmp_path: Path) -> None:
    """The path is the caller's; the message says what to check."""
    with pytest.raises(IngestError, match="路径"):
        open_file(tmp_path / "none.csv")


def workbook(path: Path, *pages: list[list[object]]) -> Path:
    with xlsxwriter.Workbook(path) as book:
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        for rows in pages:
            page = book.add_worksheet()
            for row, line in enumerate(rows):
                for column, cell in enumerate(line):
                    if isinstance(cell, datetime):
                        page.write_datetime(row, column, cell, moment)
                    elif isinstance(cell, str):
                        page.write_string(row, column, cell)
                    elif isinstance(cell, (int, float)):
                        page.write_number(row, column, cell)
    return path


def test_workbook_cells_are_text(tmp_path: Path) -> None:
    """A column mixes real dates, text dates and numbers: guessing its type would lose the minority silently."""
    path = workbook(
        tmp_path / "x.xls",  # the extension lies
        [
            [],
            ["编号", "时间", "人数"],
            [],
            ["A1", datetime(2026, 1, 5, 8), 3],
            ["A2", "2026年1月5日", "3人"],
            [12, 46027.5, 3.5],
        ],
    )
    rows = rows_of(path, after=2)
    assert open_file(path)[0].encoding == "xlsx"
    assert [row[0] for row in rows] == [3, 4, 5, 6]  # leading and inner blank rows count
    assert cells(rows)[1:] == [
        ["A1", "2026-01-05 08:00:00", "3"],
        ["A2", "2026年1月5日", "3人"],
        ["12", "46027.5", "3.5"],
    ]


def test_a_workbook_is_read_without_pandas(tmp_path: Path) -> None:
    """Which would take most of a second of every import, and is needed for nothing."""
    path = workbook(tmp_path / "x.xlsx", [["编号"], ["1"]])
    code = "import sys; from pathlib import Path; from pipelines.ingest.readers import open_file; "
    code += "print(open_file(Path(sys.argv[1]))[0].head, 'pandas' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code, path], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[['编号'], ['1']] False"


def test_numbers_that_excel_has_rounded(tmp_path: Path) -> None:
    """An 18-digit number stored as a number has lost its end and is shown with an exponent; as text it is whole."""
    path = workbook(tmp_path / "x.xlsx", [["编号"], [350102202601000123], ["350102202601000000"], [12345678]])
    assert [row[0] for row in cells(rows_of(path, after=1, width=1))] == [
        "3.50102202601000E+17",
        "350102202601000000",
        "12345678",
    ]


def test_a_damaged_workbook(tmp_path: Path) -> None:
    """Half a download is a ZIP that cannot be read."""
    whole = workbook(tmp_path / "whole.xlsx", [["编号"], ["1"]]).read_bytes()
    path = tmp_path / "half.xlsx"
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(IngestError):
        open_file(path)


def test_columns_of_a_block(tmp_path: Path) -> None:
    """Every reader yields the same shape."""
    (tmp_path / "a.csv").write_text("a,b\n1,2\n")
    workbook(tmp_path / "a.xlsx", [["a", "b"], ["1", "2"]])
    for name in ("a.csv", "a.xlsx"):
        (block,) = open_file(tmp_path / name)[0].blocks(1, 2)
        assert block.columns == [ROW_NO, HAS_EXTRA, "c0", "c1"]
        assert block.rows() == [(2, False, "1", "2")]


def test_a_panic_of_the_library_is_not_heard(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """What it writes may quote cells; the sentence of the error is all that a clerk sees."""
    path = tmp_path / "台账.xls"
    whole = forms.xls({"s": [["信访件编号", "登记时间"], ["A1", "2026-01-05"]]})
    path.write_bytes(whole[: int(len(whole) * 0.995)])
    with pytest.raises(IngestError, match="工作簿无法打开"):
        open_file(path)
    assert capfd.readouterr().err == ""
