"""What must hold of every file, however it was damaged: the numbers add up and nothing is half done."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.ingest.importing import HEADER, Importing

NUMBERS = st.sampled_from(["A1", "A2", "A3", "", "1.2E+17", "合计", "信访件编号"])
DATES = st.sampled_from(["2026-01-05", "2026/1/5 8:00", "46027", "2026-13-45", "2027-01-01", "", "登记时间"])
COUNTS = st.sampled_from(["1", "3人", "0", "x", "", "99999"])
LABELS = st.sampled_from(["来访", "网信", "心灵感应", "", "重点人员", '5" 管', '"未完', "甲,乙"])
ROWS = st.tuples(NUMBERS, DATES, LABELS, COUNTS, LABELS, LABELS, DATES).map(",".join)
ENDS = st.sampled_from(["\n", "\r\n"])


@settings(max_examples=25, deadline=None)
@given(st.lists(ROWS, max_size=8), st.lists(st.sampled_from(["台账", "", "导出时间：2026年9月5日"]), max_size=2), ENDS)
def test_a_file_adds_up(rows: list[str], titles: list[str], end: str) -> None:
    """Rows read are accepted, unchanged or rejected; what raw holds agrees; a second time changes nothing."""
    with tempfile.TemporaryDirectory() as folder:
        office = Importing(Path(folder))
        path = office.write("cases.csv", end.join([*titles, HEADER, *rows]))
        report = office.ingest(path)  # which checks that the report adds up
        if report.error is not None:
            assert report.rows_read == 0
            assert office.rows("select count(*) from raw.file") == [(0,)]
            return
        (held,) = office.rows(
            "select rows_read, rows_accepted, rows_unchanged, rows_rejected, structure_rows from raw.file"
        )
        assert held == (
            report.rows_read, report.rows_accepted, report.rows_unchanged, report.rows_rejected, report.structure_rows,
        )  # fmt: skip
        assert office.rows("select count(*) from raw.case_version") == [(report.rows_accepted,)]
        sighted = report.rows_accepted + report.rows_unchanged
        assert office.rows("select count(distinct row_no) from raw.sighting") == [(sighted,)]
        assert office.rows("select count(distinct row_no) from raw.rejected_row") == [(report.rows_rejected,)]
        assert office.rows("select count(*) from raw.sighting s join raw.rejected_row r on r.row_no = s.row_no") == [
            (0,)
        ]
        assert office.ingest(path).already_ingested


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_any_bytes_are_a_report(data: st.DataObject) -> None:
    """A file cut, spliced or overwritten anywhere is taken or refused, never an exception."""
    rows = "".join(f"A{n},2026-01-{n + 1:02d},来访,{n},东街街道,城管局,\n" for n in range(20))
    content = f"{HEADER}\n{rows}".encode(data.draw(st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"])))
    place = data.draw(st.integers(0, len(content)))
    rubbish = data.draw(st.one_of(st.binary(max_size=6), st.sampled_from([b'"', b"\n", b",", b"\0", b"\r", b'""'])))
    cut = data.draw(st.integers(0, 6))
    with tempfile.TemporaryDirectory() as folder:
        office = Importing(Path(folder))
        path = office.write("cases.csv", content[:place] + rubbish + content[place + cut :])
        report = office.ingest(path)
        held = office.rows("select coalesce(sum(rows_read), 0) from raw.file")
        assert held == [(report.rows_read,)]
        assert report.error is None or "程序出错" not in report.error


@settings(max_examples=10, deadline=None)
@given(st.permutations(range(6)), st.integers(1, 5))
def test_the_order_of_rows_does_not_matter(order: list[int], cut: int) -> None:
    """The same rows in another order, or in two files, leave the same contents."""
    rows = [f"A{n},2026-01-{n + 1:02d},来访,{n},东街街道,城管局," for n in range(6)]
    shuffled = [rows[n] for n in order]
    with tempfile.TemporaryDirectory() as folder:
        offices = []
        for place, parts in enumerate(([rows], [shuffled[:cut], shuffled[cut:]])):
            root = Path(folder) / str(place)
            root.mkdir()
            office = Importing(root)
            for number, part in enumerate(parts):
                office.take("\n".join([HEADER, *part]), name=f"{number}.csv")
            offices.append(office.rows("select row_key, content_hash from raw.case_version order by all"))
        assert offices[0] == offices[1]
