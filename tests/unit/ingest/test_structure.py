"""Headers of two rows, sheets that belong together, rows that are no data."""

from __future__ import annotations

from datetime import date

import pytest

from pipelines.ingest.headers import Names, joined, known_headers
from tests.corpus import forms
from tests.unit.ingest.importing import Importing
from warehouse.catalogue.sources import SOURCES

KNOWN = known_headers([SOURCES["cases"]], Names())


def test_headers_of_two_rows_are_joined_where_that_means_something() -> None:
    """复查 over 申请日期 is a field; 基本情况 over 信访形式 is only a group."""
    upper = ["信访件编号", "复查", "", "", "复核", "", "基本情况", "", "登记"]
    lower = ["", "申请日期", "意见日期", "结论", "申请日期", "结论", "信访形式", "问题属地", "时间"]
    assert joined(upper, lower, KNOWN) == (
        "信访件编号", "复查申请日期", "复查意见日期", "复查结论", "复核申请日期", "复核结论", "信访形式", "问题属地", "登记时间",
    )  # fmt: skip


def test_reviews_under_their_groups(office: Importing) -> None:
    """Dates of review and final review do not mix."""
    report = office.take(
        "信访件编号,登记时间,复查,,,复核,,\n,,申请日期,意见日期,结论,申请日期,意见日期,结论\n"
        "A1,2026-01-05,2026-03-01,2026-03-20,维持,2026-04-01,2026-04-20,撤销\n"
    )
    assert (report.header_row, report.structure_rows, report.unmapped_columns) == (2, 1, [])
    assert office.rows(
        "select review_requested_on, review_opinion_on, review_result, final_requested_on, final_result from raw.case_version"
    ) == [(date(2026, 3, 1), date(2026, 3, 20), "upheld", date(2026, 4, 1), "revoked")]


def test_a_title_above_a_column_without_a_name_stays_a_title(office: Importing) -> None:
    """Else the date of the export would be lost with it."""
    report = office.take("导出时间：2026年9月5日,,\n,信访件编号,登记时间\n1,A1,2026-01-05\n")
    assert (report.header_row, report.structure_rows) == (2, 1)
    assert str(report.exported_at) == "2026-09-05 23:59:59+08:00"


def test_the_first_data_row_is_never_taken_for_a_header(office: Importing) -> None:
    """Even where it has a cell that is a header elsewhere."""
    report = office.take("信访件编号,登记时间,备注栏\nA1,2026-01-05,办结时间\nA2,2026-01-06,\n")
    assert (report.header_row, report.rows_accepted, report.unmapped_columns) == (1, 2, ["备注栏"])


@pytest.mark.parametrize(
    "row",
    [
        "合计,,",
        "总计：,,",
        "合计：15件,,",
        ",小计,",
        "东街街道小计,,",
        "2026年合计,,",
        "共15条记录,,",
        "（件）,,（人）",
        "注：含重件,,",
    ],
)
def test_rows_that_are_no_data(office: Importing, row: str) -> None:
    """Totals, counts of all, units and remarks."""
    report = office.take(f"信访件编号,登记时间,信访人数\nA1,2026-01-05,3\n{row}\n")
    assert (report.rows_read, report.structure_rows, report.rejections) == (1, 1, {})


@pytest.mark.parametrize("row", ["计生2026-1,2026-01-05,3", "7,2026-01-05,3", ",2026-01-05,3"])
def test_rows_that_are_data(office: Importing, row: str) -> None:
    """A number may begin with 计, a row without a number is the clerk's to mend."""
    assert office.take(f"信访件编号,登记时间,信访人数\nA1,2026-01-05,3\n{row}\n").rows_read == 2


def test_a_second_header_in_another_order(office: Importing) -> None:
    """Its rows would be read under the names of the first: the file is refused, and the row is named."""
    path = office.write(
        "a.csv", "信访件编号,登记时间,办结时间\nA1,2026-01-05,\n信访件编号,办结时间,登记时间\nA2,,2026-01-06\n"
    )
    report = office.ingest(path)
    assert "第3行又是一行表头" in (report.error or "")
    assert office.rows("select count(*) from raw.case_version") == [(0,)]


def test_two_columns_of_one_field(office: Importing) -> None:
    """The header that goes first in the catalogue decides, whatever stands where; rows that differ are counted."""
    report = office.take(
        "录入时间,信访件编号,登记时间\n2026-01-09,A1,2026-01-05\n,A2,2026-01-06\n2026-01-07,A3,2026-01-07\n"
    )
    assert report.warnings == {"second_column": 1}
    assert [str(day) for day in office.column("registered_on")] == ["2026-01-05", "2026-01-06", "2026-01-07"]


def test_sheets_of_two_layouts_stay_apart(office: Importing) -> None:
    """A sheet without a column says nothing about it; one with it says blank."""
    book = forms.xlsx(
        {
            "一": [["信访件编号", "登记时间", "责任单位"], ["A1", "2026-01-05", "城管局"]],
            "二": [["信访件编号", "登记时间"], ["A2", "2026-01-05"]],
            "三": [["信访件编号", "办结时间"], ["A3", "2026-01-05"]],
        }
    )
    path = office.write("台账.xlsx", book)
    reports = office.ingest_all(path)
    assert [report.path for report in reports] == [str(path), f"{path}!二"]
    assert reports[0].note == "未取用的工作表（没有可识别的表头、缺少必填列或已隐藏）：“三” / sheets left aside: “三”"
    assert len({report.sha256 for report in reports}) == 2
    assert office.rows("select name, layout_id from raw.file order by 1") == [("台账.xlsx", 1), ("台账.xlsx!二", 2)]
    assert [report.already_ingested for report in office.ingest_all(path)] == [True, True]


@pytest.mark.parametrize("form", ["xlsx", "xls"])
def test_hidden_sheets_are_left_aside(office: Importing, form: str) -> None:
    """Nobody sees an old copy that would contradict the rows; but a file that has nothing else is read."""
    old, new = [["信访件编号", "登记时间"], ["A1", "2026-01-04"]], [["信访件编号", "登记时间"], ["A1", "2026-01-05"]]
    write = forms.xlsx if form == "xlsx" else forms.xls
    report = office.ingest(office.write("a.xls", write({"旧": old, "新": new}, hidden=("旧",))))
    assert (report.rows_read, report.rejections) == (1, {})
    assert "“旧”" in (report.note or "")
    assert [str(day) for day in office.column("registered_on")] == ["2026-01-05"]


def test_a_workbook_that_lacks_a_required_column_says_so(office: Importing) -> None:
    """The best sheet speaks for the file."""
    report = office.ingest(
        office.write("a.xlsx", forms.xlsx({"一": [["信访件编号", "办结时间"], ["A3", "2026-01-05"]]}))
    )
    assert report.error is not None
    assert "登记时间" in report.error


def test_members_are_files_of_their_own(office: Importing) -> None:
    """Each has its report, its digest and its name; the same file outside the archive is known again."""
    table = "信访件编号,登记时间\nA1,2026-01-05\n".encode()
    path = office.write(
        "a.zip",
        forms.archive({"cases-20260905.csv": table, "x/y.csv": b"nothing", "z.zip": forms.archive({"q.csv": table})}),
    )
    first, second, third = office.ingest_all(path)
    assert [report.path for report in (first, second, third)] == [
        f"{path}!{name}" for name in ("cases-20260905.csv", "x/y.csv", "z.zip")
    ]
    assert (first.rows_accepted, first.error) == (1, None)
    assert first.exported_at is not None
    assert str(first.exported_at.date()) == "2026-09-05"
    assert second.error is not None
    assert third.error is not None
    assert "压缩包内还有压缩包" in third.error
    assert {report.container for report in (first, second, third)} == {path}
    assert office.rows("select name from raw.file") == [("a.zip!cases-20260905.csv",)]
    assert office.ingest(office.write("cases.csv", table)).already_ingested


def test_a_ledger_numbered_further_than_it_is_filled(office: Importing) -> None:
    """A serial number alone is no decision; a short row that says something is one."""
    report = office.take("序号,议定日期,责任单位,完成时限\n1,2026-01-05,城管局,2026-03-01\n2,,城管局,\n3,,,\n4,,,\n")
    assert (report.source, report.rows_read, report.structure_rows) == ("decisions", 2, 2)
    assert office.column("decision_id", "raw.decision_version") == ["1", "2"]


def test_a_lone_number_is_a_row(office: Importing) -> None:
    """What may be a case number is refused by name, never passed over."""
    report = office.take("信访件编号,登记时间,信访形式,问题属地\nA1,2026-01-05,来访,东街街道\n信访2026-7号,,,\n")
    assert (report.rejections, report.structure_rows) == ({"missing_key": 1}, 0)
