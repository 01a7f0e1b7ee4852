"""A large workbook is read in two halves at once: the cells, rows and columns are those of the whole."""

from __future__ import annotations

import io
import re
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from pipelines.ingest.errors import IngestError
from pipelines.ingest.readers import halves, ooxml, open_file
from tests.corpus import forms

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


def is_cut(content: bytes) -> bool:
    with patch.object(halves, "_LEAST", 0), halves.halves_of(content, ooxml.inspect(content).large) as found:
        return bool(found)


@settings(max_examples=150, deadline=None)
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


def rewritten(content: bytes, change: object) -> bytes:
    """The workbook with its sheet's text changed by a function."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, change(text) if "worksheets" in name else text)  # type: ignore[operator]
    return stream.getvalue()


def test_a_large_sheet_is_cut() -> None:
    """Else the tests here would compare the whole with itself."""
    assert is_cut(numbered(600))
    assert not is_cut(forms.xlsx({"甲": [["a"]] * 60, "乙": [["a"]] * 60}))  # neither outweighs the other


@pytest.mark.parametrize(
    "change",
    [
        lambda text: re.sub(rb'<row r="\d+"', b"<row", text),
        lambda text: text.replace(b"<sheetData>", b"<!-- <row r='9'> --><sheetData>"),
        lambda text: re.sub(rb"<(/?)(worksheet|sheetData|row|c|v)\b", rb"<\1x:\2", text).replace(
            b"xmlns=", b"xmlns:x="
        ),
        lambda text: text.replace(b"<row r=", b"<row\n  spans='1:2' r = "),
        lambda text: text.replace(b"<sheetData>", b"<sheetData >"),
    ],
    ids=["rows without numbers", "comment", "prefix", "spaces", "other tag"],
)
def test_other_ways_to_write_a_sheet(change: object) -> None:
    """Cut where that is safe, read whole otherwise: never another table."""
    content = rewritten(numbered(600), change)
    assert read(content, least=0) == read(content, least=1 << 40)


def test_rows_in_no_order_are_refused() -> None:
    """A row of the upper half that claims a place below the cut would be lost or overwrite another."""
    misplaced = re.compile(rb'r="([A-B]?)([23]\d\d)"')  # the cut is among these
    content = rewritten(numbered(600), lambda text: misplaced.sub(rb'r="\g<1>590"', text, 400))
    with pytest.raises(IngestError, match="行次混乱"):
        read(content, least=0)
