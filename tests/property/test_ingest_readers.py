"""What must hold of every reader: what was written is read back, and any bytes are a table or a reason."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipelines.ingest import IngestError
from pipelines.ingest.dayorder import decide
from pipelines.ingest.headers import normalise
from pipelines.ingest.readers import Sheet, biff, files_in, open_file
from pipelines.ingest.readers.html import open_html
from pipelines.ingest.readers.parquet import open_parquet
from pipelines.ingest.readers.records import JsonSheet
from pipelines.ingest.readers.sheet import HAS_EXTRA, ROW_NO
from pipelines.ingest.values import read_count
from tests.corpus import forms

# What survives every form: no blanks around, no control characters, nothing that a spreadsheet takes for a number.
CELLS = st.text("访件编号登记局甲乙ABCxyz,;\"'<>&()（）-_./ \u3000", min_size=1, max_size=8).map(
    lambda text: f"字{text}字"
)
ROWS = st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=6)
HEADER = ("编号", "登记时间", "单位")

FORMS: dict[str, Callable[[list[tuple[str, ...]]], bytes]] = {
    "csv": lambda rows: forms.text([HEADER, *rows]),
    "tsv": lambda rows: forms.text([HEADER, *rows], "\t", encoding="gb18030"),
    "utf-16": lambda rows: forms.text([HEADER, *rows], ";", encoding="utf-16"),
    "xlsx": lambda rows: forms.xlsx({"s": [HEADER, *rows]}),
    "xls": lambda rows: forms.xls({"s": [HEADER, *rows]}),
    "html": lambda rows: forms.html([HEADER, *([escaped(cell) for cell in row] for row in rows)]),
    "parquet": lambda rows: forms.parquet({name: [row[n] for row in rows] for n, name in enumerate(HEADER)}),
    "jsonl": lambda rows: forms.json_lines([dict(zip(HEADER, row, strict=True)) for row in rows]),
}


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def read(path: Path) -> list[list[str | None]]:
    return [list(row[2:]) for block in open_file(path)[0].blocks(0, len(HEADER)) for row in block.rows()]


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=25, deadline=None)
@given(rows=ROWS)
@example(rows=[("字;字", "字;字", "字;;;字")])  # more semicolons in its one row than columns
def test_a_table_is_read_back(form: str, rows: list[tuple[str, ...]]) -> None:
    """Every form holds the same cells."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.dat"
        path.write_bytes(FORMS[form](rows))
        found = read(path)
        assert found[-len(rows) :] == [list(row) for row in rows]
        assert form == "jsonl" or found[0] == list(HEADER)


READERS: dict[str, Callable[[Path], tuple[Sheet, ...]]] = {
    "any": open_file,
    "html": lambda path: open_html(path, "utf-8"),
    "jsonl": lambda path: (JsonSheet(path, "utf-8"),),
    "parquet": open_parquet,
}
STARTS = st.sampled_from(
    [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PAR1", b"<table>", b"{", b"<html>", b"\xff\xfe"]
)
PIECES = st.lists(
    st.one_of(
        st.binary(max_size=20),
        st.sampled_from([b"<td>", b"</tr>", b"<tr><th rowspan=3 colspan=2>", b"<!--", b"-->", b'{"a": ', b"}\n", b'"', b",", b"\n"]),
    ),
    max_size=30,
).map(b"".join)  # fmt: skip


@pytest.mark.parametrize("reader", READERS)
@settings(max_examples=60, deadline=None)
@given(start=STARTS, rest=PIECES)
def test_any_bytes_are_a_table_or_a_reason(reader: str, start: bytes, rest: bytes) -> None:
    """No reader fails otherwise; rows are numbered in order, and each has as many cells as were asked for."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.dat"
        path.write_bytes(start + rest)
        try:
            _ = [str(file) for file in files_in(path)]
            sheets = READERS[reader](path)
            for sheet in sheets:
                head = sheet.head
                assert len(head) <= 30
                numbers: list[int] = []
                for block in sheet.blocks(0, 4):
                    assert block.columns[:2] == [ROW_NO, HAS_EXTRA]
                    assert block.width >= 6
                    numbers += block[ROW_NO].to_list()
                assert numbers == list(range(numbers[0], numbers[0] + len(numbers))) if numbers else True
        except IngestError as error:
            assert " / " in str(error)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=600), st.integers(0, 600), st.binary(min_size=1, max_size=8))
def test_any_compound_file_is_walked_or_refused(rest: bytes, place: int, damage: bytes) -> None:
    """Chains of sectors may run in circles or out of the file."""
    book = forms.xls({"s": [["编号", 1]]})
    for content in (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + rest, book[:place] + damage + book[place + len(damage) :]):
        try:
            streams = biff.streams_of(content)
        except IngestError:
            continue
        for stream in streams.values():
            biff.inspect(stream)
    biff.inspect(rest)


@given(st.text(max_size=60))
def test_normalising_a_header_is_total_and_settled(header: str) -> None:
    """What is normalised does not change when it is normalised again, but for numbers and brackets that it uncovers."""
    assert len(normalise(header)) <= 4 * 60
    assert normalise(f" {header}\n") == normalise(header)


@given(st.integers(0, 99_999_999))
def test_a_number_in_chinese_is_read_back(number: int) -> None:
    """Written as it is said: units, zeros where places are skipped."""
    assert read_count(spoken(number)) == number


def spoken(number: int) -> str:
    """A number below a hundred million in Chinese characters."""
    if number >= 10_000:
        high, low = divmod(number, 10_000)
        gap = "零" if 0 < low < 1_000 else ""
        return f"{spoken(high)}万{gap}{spoken(low) if low else ''}"
    if number == 0:
        return "零"
    text, is_gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            text += ("零" if is_gap and text else "") + "零一二三四五六七八九"[digit] + name
        is_gap = not digit
    return text.removeprefix("一") if 10 <= number < 20 else text


DAYS = st.dates().map(lambda day: (day.day, day.month, day.year))


@given(st.lists(DAYS, min_size=1, max_size=20), st.sampled_from(["dmy", "mdy"]))
def test_a_decided_order_is_the_one_that_was_written(days: list[tuple[int, int, int]], order: str) -> None:
    """Evidence may be silent; it never says the other order."""
    written = {
        (f"{day:02d}", f"{month:02d}", f"{year:04d}")
        if order == "dmy"
        else (f"{month:02d}", f"{day:02d}", f"{year:04d}")
        for day, month, year in days
    }
    decided = decide({0: written})
    assert decided[0] in (order, None)
    assert decided[0] == order or all(day <= 12 for day, _, _ in days)
