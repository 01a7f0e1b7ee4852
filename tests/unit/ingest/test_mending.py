"""What a clerk does with refused rows: read the workbook, mend the original, drop it in again."""

from __future__ import annotations

import fastexcel
import pytest

from tests.corpus import forms
from tests.corpus.files import A1, A2, A3, HEADER
from tests.unit.ingest.importing import Importing

BROKEN = [HEADER, A1, ("", *A2[1:]), (A3[0], "2026-13-45", *A3[2:])]


@pytest.mark.parametrize("name", ["台账.csv", "台账.xlsx", "台账.xls", "台账.zip"])
def test_only_the_mended_rows_are_new(office: Importing, name: str) -> None:
    """Rows taken before are unchanged, mended ones accepted, and the workbook of refused rows is gone."""

    def content(rows: list[tuple[str, ...]]) -> bytes:
        return {
            "台账.csv": lambda: forms.text(rows),
            "台账.xlsx": lambda: forms.xlsx({"数据": rows}),
            "台账.xls": lambda: forms.xls({"数据": rows}),
            "台账.zip": lambda: forms.archive({"一.csv": forms.text(rows)}),
        }[name]()

    (report,) = office.ingest_all(office.write(name, content(BROKEN)))
    assert (report.rows_accepted, report.rejections) == (1, {"missing_key": 1, "bad_date": 1})
    (refused,) = office.home.rejected.iterdir()
    frame = fastexcel.read_excel(refused).load_sheet(0, header_row=None, dtypes="string").to_polars()
    assert [row[0] for row in frame.rows()[2:]] == ["3", "4"]

    (report,) = office.ingest_all(office.write(name, content([HEADER, A1, A2, A3])))
    assert (report.rows_accepted, report.rows_unchanged, report.rows_rejected) == (2, 1, 0)
    assert list(office.home.rejected.iterdir()) == []
    assert office.rows("select count(*) from raw.case_version") == [(3,)]


def test_rows_of_a_later_sheet_are_named_with_their_sheet(office: Importing) -> None:
    """Row 2 of the second sheet is not row 2 of the first."""
    book = forms.xlsx({"1月": [HEADER, A1], "2月": [HEADER, ("", *A2[1:]), (*A1[:3], "9", *A1[4:])]})
    report = office.ingest(office.write("台账.xlsx", book))
    assert report.rejections == {"missing_key": 1, "duplicate_id": 2}
    (refused,) = office.home.rejected.iterdir()
    frame = fastexcel.read_excel(refused).load_sheet(0, header_row=None, dtypes="string").to_polars()
    assert [row[0].split(" / ")[0] for row in frame.rows()[2:]] == ["2", "第2个表第2行", "第2个表第3行"]
    assert "见第2、第2个表3行" in frame.row(2)[4]
