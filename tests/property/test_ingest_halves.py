"""A large workbook is read in two halves at once: the cells, rows and columns are those of the whole."""

from __future__ import annotations

import io
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from pipelines.ingest.errors import IngestError
from pipelines.ingest.readers import halves, ooxml, open_file
from tests.corpus import forms

OPEN_FILES = Path("/proc/self/fd")
Change = Callable[[bytes], bytes]
CELL = st.one_of(
    st.none(),
    st.text('甲乙a1<&"!', min_size=1, max_size=6),
    st.integers(0, 10**6),
    st.just(350102202601000123),
    st.just("350102202601000123"),
    st.just(datetime(2026, 1, 5, 8)),
)
# The same few rows many times over: the styles of even a small workbook outweigh a short sheet.
ROWS = st.lists(st.lists(CELL, min_size=3, max_size=5), min_size=9, max_size=15).map(lambda rows: rows * 14)
MERGED = st.lists(st.integers(0, 30), max_size=4, unique=True)


@pytest.fixture(autouse=True)
def _small_pieces() -> Iterator[None]:
    with patch.object(ooxml, "_PIECE", 1024), patch.object(ooxml, "_CLOSELY", 0):
        yield


def read(content: bytes, *, least: int) -> list[list[tuple[object, ...]]]:
    """All sheets, row numbers and all; a sheet of `least` bytes is cut."""
    with tempfile.TemporaryDirectory() as folder, patch.object(halves, "_LEAST", least):
        path = Path(folder) / "a.xlsx"
        path.write_bytes(content)
        return [[row for block in sheet.blocks(0, 1) for row in block.rows()] for sheet in open_file(path)]


def _looked_over(content: bytes) -> tuple[bytes, halves.LargeSheet | None]:
    return content, ooxml.inspect(content).large


def is_cut(content: bytes) -> bool:
    with patch.object(halves, "_LEAST", 0), halves.halves_of(*_looked_over(content)) as found:
        return bool(found)


@settings(max_examples=60, deadline=None)
@given(
    rows=ROWS, other=st.lists(st.lists(CELL, min_size=1, max_size=2), max_size=2), blocks=MERGED, left=st.integers(0, 2)
)
def test_the_halves_are_the_whole(
    rows: list[list[object]], other: list[list[object]], blocks: Sequence[int], left: int
) -> None:
    """With blank rows and columns, cells merged across the cut, rounded numbers, and other sheets."""
    rows = [[None] * left + row for row in rows]
    merges = [(4 * block, left, 4 * block + 2, left) for block in blocks if rows[4 * block][left] is not None]
    content = forms.xlsx({"甲": other, "乙": rows}, merges)
    event(f"cut: {is_cut(content)}")
    assert read(content, least=0) == read(content, least=1 << 40)


def numbered(count: int) -> bytes:
    return forms.xlsx({"数据": [["编号", "内容"], *([f"A{n}", f"字{n}"] for n in range(count))]})


def rewritten(content: bytes, change: Change, part: str = "worksheets") -> bytes:
    """The workbook with the text of some of its parts changed by a function."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, change(text) if part in name else text)
    return stream.getvalue()


def test_a_large_sheet_is_cut_about_its_middle() -> None:
    """Else the tests here would compare the whole with itself."""
    with patch.object(halves, "_LEAST", 0), halves.halves_of(*_looked_over(numbered(600))) as (upper, lower):
        assert (upper.skipped, lower.skipped) == (0, pytest.approx(300, abs=20))
    assert not is_cut(forms.xlsx({"甲": [["a"]] * 60, "乙": [["a"]] * 60}))  # neither outweighs the other


@pytest.mark.parametrize("piece", [1024, 8 << 20])
def test_where_pieces_end_does_not_matter(piece: int) -> None:
    """A sheet may be a single piece."""
    with patch.object(ooxml, "_PIECE", piece):
        assert is_cut(numbered(600))
        assert read(numbered(600), least=0) == read(numbered(600), least=1 << 40)


@pytest.mark.parametrize(
    ("change", "cut"),
    [
        (lambda text: re.sub(rb'<row r="\d+"', b"<row", text), False),
        (lambda text: re.sub(rb'<row r="(4|5)\d\d"', b"<row", text), False),
        (lambda text: text.replace(b"<sheetData>", b"<!-- <row r='9'> --><sheetData>"), False),
        (lambda text: re.sub(rb"<(/?)(worksheet|sheetData|row|c|v)\b", rb"<\1x:\2", text), False),
        (lambda text: text.replace(b"<row r=", b"<row\n  spans='1:2' r = "), False),
        (lambda text: re.sub(rb'(<row r="\d+")', rb'\1 ht="15" customHeight="1"', text), True),
        (lambda text: re.sub(rb'(<c r="[AB][3-6]\d\d" s="\d+"|<c r="[AB][3-6]\d\d")[^>]*>.*?</c>', rb"\1/>", text), True),
        (lambda text: re.sub(rb"<v>.*?</v>", b"", text), True),
    ],
    ids=[
        "rows without numbers", "lower rows without", "comment", "prefix", "other order", "heights", "formats dragged down",
        "formats only",
    ],
)  # fmt: skip
def test_other_ways_to_write_a_sheet(change: Change, cut: bool) -> None:
    """Cut where that is safe, read whole otherwise: never another table."""
    content = rewritten(numbered(600), change)
    assert is_cut(content) == cut
    assert read(content, least=0) == read(content, least=1 << 40)


def misplaced(text: bytes) -> bytes:
    """Row 450 says that it is row 50."""
    return text.replace(b'<row r="450"', b'<row r="50"').replace(b'"A450"', b'"A50"').replace(b'"B450"', b'"B50"')


def shifted(text: bytes) -> bytes:
    """Each row says one more than its cells."""
    return re.sub(rb'<row r="(\d+)"', lambda row: b'<row r="%d"' % (int(row[1]) + 1), text)


@pytest.mark.parametrize("change", [misplaced, shifted])
def test_no_row_is_lost_where_numbers_contradict(change: Change) -> None:
    """Such a sheet is read whole, as ever."""
    content = rewritten(numbered(600), change)
    assert not is_cut(content)
    assert read(content, least=0) == read(content, least=1 << 40)


def test_rows_in_no_order_are_refused() -> None:
    """Rows of the upper half that claim a place below the cut would overwrite others."""
    claimed = re.compile(rb'r="([A-B]?)([23]\d\d)"')  # the cut is among these
    content = rewritten(numbered(600), lambda text: claimed.sub(rb'r="\g<1>290"', text, 250))
    assert read(content, least=0) == read(content, least=1 << 40)
    content = rewritten(numbered(600), lambda text: claimed.sub(rb'r="\g<1>590"', text, 250))
    with pytest.raises(IngestError, match="行次混乱"):
        read(content, least=0)


def in_gbk(text: bytes) -> bytes:
    """A list of sheets in another encoding than we read it in."""
    return text.replace(b"UTF-8", b"GBK").decode().encode("gbk")


@pytest.mark.parametrize(
    ("part", "change"),
    [
        ("xl/workbook.xml", in_gbk),
        ("xl/workbook.xml", lambda text: text.replace(b'name="\xe6\x95\xb0\xe6\x8d\xae"', b'name="&#128;"')),
        ("xl/workbook.xml", lambda text: re.sub(rb"(<sheet )", rb'<!--<sheet name="x" sheetId="9" r:id="rId1"/>-->\1', text)),
        ("xl/workbook.xml", lambda text: re.sub(rb"(<sheet )", rb'<sheet name="x" sheetId="9" r:id="rId1"/>\1', text)),
    ],
    ids=["GBK", "entity", "commented out", "twice"],
)  # fmt: skip
def test_no_half_is_forgotten_where_names_differ(part: str, change: Change) -> None:
    """A sheet that the library calls otherwise, or shows twice, has all its rows."""
    content = rewritten(numbered(600), change, part)
    assert read(content, least=0) == read(content, least=1 << 40)


def test_a_damaged_part_that_nobody_needs() -> None:
    """The properties of the document may be broken; the table is read all the same."""
    content = bytearray(numbered(600))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        part = archive.getinfo("docProps/app.xml")
    for place in range(part.header_offset + 60, part.header_offset + 90):
        content[place] ^= 0xFF
    assert not is_cut(bytes(content))
    assert read(bytes(content), least=0) == read(numbered(600), least=1 << 40)


@pytest.mark.parametrize("refused", [PermissionError, AttributeError])
def test_a_system_without_unnamed_files(refused: type[Exception]) -> None:
    """The halves are handed over as bytes."""
    with patch.object(halves.os, "memfd_create", side_effect=refused):
        assert read(numbered(600), least=0) == read(numbered(600), least=1 << 40)


def test_nothing_stays_in_memory_beside_the_cells(tmp_path: Path) -> None:
    """The unpacked halves are gone once the sheet was read."""
    path = tmp_path / "a.xlsx"
    path.write_bytes(numbered(600))
    before = len(list(OPEN_FILES.iterdir()))
    with patch.object(halves, "_LEAST", 0):
        (sheet,) = open_file(path)
    assert len(list(OPEN_FILES.iterdir())) == before + 2
    assert sheet.head
    assert len(list(OPEN_FILES.iterdir())) == before
