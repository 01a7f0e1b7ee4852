"""From files to raw: rules, duplicates, versions, the ledger."""

from __future__ import annotations

import errno
import hashlib
import stat
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import fastexcel
import pytest

from pipelines.ingest import PARSER_VERSION, IngestError
from pipelines.ingest.incoming import content_hash
from tests.unit.ingest.importing import HEADER, NOW, Importing
from warehouse.catalogue.sources import SOURCES
from warehouse.home import Configuration, Office
from warehouse.storage.raw import create_raw_tables, version_columns

ROW = "A1,2026-01-05 08:00:00,来访,3,东街街道,城管局,2026-02-01 17:30:00"


def cases(*rows: str, header: str = HEADER) -> str:
    return "\n".join([header, *rows]) + "\n"


def test_a_row_becomes_typed_columns(office: Importing) -> None:
    """Instants are UTC, their days are the office's."""
    report = office.take(cases(ROW), name="cases-20260905.csv")
    assert office.rows(
        "select row_key, case_id, registered_at, registered_on, channel, persons, township, department, closed_at,"
        " closed_on from raw.case_version"
    ) == [
        (
            "A1", "A1", datetime(2026, 1, 5, 0, 0), date(2026, 1, 5), "visit", 3, "东街街道", "城管局",
            datetime(2026, 2, 1, 9, 30), date(2026, 2, 1),
        )
    ]  # fmt: skip
    assert report.to_json() == {
        "path": str(office.root / "cases-20260905.csv"),
        "sha256": hashlib.sha256(cases(ROW).encode()).hexdigest(),
        "source": "cases",
        "encoding": "utf-8",
        "header_row": 1,
        "exported_at": "2026-09-05T23:59:59+08:00",
        "rows_read": 1,
        "rows_accepted": 1,
        "rows_unchanged": 0,
        "rows_rejected": 0,
        "structure_rows": 0,
        "rejections": {},
        "warnings": {},
        "unmapped_columns": [],
        "already_ingested": False,
        "error": None,
    }


def test_the_ledger_of_a_file(office: Importing) -> None:
    """One row of raw.file, one sighting a row taken, one layout a set of columns."""
    office.take(cases(ROW), name="cases-20260905.csv")
    office.take(cases(ROW.replace("A1", "A2")), name="cases-20260912.csv")
    assert office.rows(
        "select file_id, name, source, encoding, header_row, layout_id, parser_version, exported_at_basis, rows_read,"
        " rows_accepted from raw.file order by file_id"
    ) == [
        (1, "cases-20260905.csv", "cases", "utf-8", 1, 1, PARSER_VERSION, "name", 1, 1),
        (2, "cases-20260912.csv", "cases", "utf-8", 1, 1, PARSER_VERSION, "name", 1, 1),
    ]
    assert office.rows(
        "select s.source, s.file_id, s.row_no, s.row_key, v.case_id from raw.sighting s join raw.case_version v"
        " on v.row_key = s.row_key and v.content_hash = s.content_hash order by 2"
    ) == [("cases", 1, 2, "A1", "A1"), ("cases", 2, 2, "A2", "A2")]
    fields = {"case_id", "registered_at", "channel", "persons", "township", "department", "closed_at"}
    assert {row[0] for row in office.rows("select field from raw.layout")} == fields
    office.take("信访件编号,登记时间\nA3,2026-01-05\n")
    assert office.rows("select max(layout_id) from raw.layout") == [(2,)]


def test_the_content_hash_is_stable(office: Importing) -> None:
    """Written down here: a change would make every row of every office new at its next export."""
    office.take(cases(ROW))
    text = "\x1f".join(
        [
            "case_id=A1", "channel=visit", "closed_at=2026-02-01 09:30:00", "department=城管局", "persons=3",
            "registered_at=2026-01-05 00:00:00", "township=东街街道",
        ]
    )  # fmt: skip
    assert office.column("content_hash") == [UUID(hashlib.sha256(text.encode()).hexdigest()[:32])]


def test_a_new_field_changes_no_hash_of_rows_without_it(office: Importing) -> None:
    """The hash is over filled fields only, ordered by name."""
    few = content_hash([("b", "VARCHAR"), ("d_at", "TIMESTAMP"), ("d_on", "DATE")])
    more = content_hash([("a", "BIGINT"), ("b", "VARCHAR"), ("c", "DATE"), ("d_at", "TIMESTAMP"), ("d_on", "DATE")])
    values = "select 'x' as b, timestamp '2026-01-05 00:00:00' as d_at, date '2026-01-05' as d_on, null as a, null as c"
    assert office.rows(f"select {few} = {more} from ({values})") == [(True,)]


def test_only_columns_that_a_file_had_are_stored(office: Importing) -> None:
    """The view shows every column of the catalogue; a later file with more columns widens the table below."""
    office.take("信访件编号,登记时间\nA1,2026-01-05\n")
    stored = "select column_name from (describe raw.case_content)"
    assert [name for (name,) in office.rows(stored)] == [
        "row_key", "content_hash", "case_id", "registered_at", "registered_on",
    ]  # fmt: skip
    shown = [("row_key", "VARCHAR"), ("content_hash", "UUID"), *version_columns(SOURCES["cases"])]
    assert office.rows("select column_name, column_type from (describe raw.case_version)") == shown
    office.take(cases(ROW.replace("A1", "A2")))
    assert office.rows("select row_key, channel, persons, first_flag from raw.case_version order by 1") == [
        ("A1", None, None, None), ("A2", "visit", 3, None),
    ]  # fmt: skip
    create_raw_tables(office.connection)
    assert office.rows("select column_name, column_type from (describe raw.case_version)") == shown
    assert office.column("channel") == [None, "visit"]


def test_unchanged_rows_are_sighted_again(office: Importing) -> None:
    """A case that stands in two exports with one content is one version and two sightings."""
    office.take(cases(ROW, ROW.replace("A1", "A2")), name="cases-20260905.csv")
    changed = ROW.replace("A1", "A2").replace("城管局", "人社局")
    report = office.take(cases(ROW, changed), name="cases-20260912.csv")
    assert (report.rows_read, report.rows_accepted, report.rows_unchanged) == (2, 1, 1)
    assert office.rows("select count(*) from raw.case_version") == [(3,)]
    assert office.rows("select row_key, file_id from raw.sighting order by all") == [
        ("A1", 1), ("A1", 2), ("A2", 1), ("A2", 2),
    ]  # fmt: skip


def test_the_same_file_again_is_nothing_new(office: Importing) -> None:
    """By content, whatever it is called; also twice in one command, dated or not."""
    first = office.write("cases-20260905.csv", cases(ROW))
    copy = office.write("copy.csv", cases(ROW))
    assert not office.ingest(first).already_ingested
    for report in [office.ingest(copy), *office.ingest_all(first, copy)]:
        assert report.already_ingested
        assert report.rows_read == 0
        assert report.exported_at == datetime(2026, 9, 5, 15, 59, 59, tzinfo=UTC)
    assert office.rows("select count(*) from raw.file") == [(1,)]
    other = [office.write(name, cases(ROW, ROW.replace("A1", "B1"))) for name in ("x.csv", "y.csv")]
    assert [report.already_ingested for report in office.ingest_all(*other)] == [False, True]


def test_a_retracted_file_is_taken_in_again(office: Importing) -> None:
    """Retracting means never having had it."""
    path = office.write("cases.csv", cases(ROW))
    office.ingest(path)
    office.connection.execute("update raw.file set retracted_at = now()::timestamp")
    assert not office.ingest(path).already_ingested
    assert office.rows("select count(*) from raw.file") == [(2,)]


def test_a_new_header_alias_makes_the_same_bytes_say_more(office: Importing) -> None:
    """The clerk maps a column and drops the file in again."""
    path = office.write("cases.csv", "信访件编号,登记时间,归谁管\nA1,2026-01-05,城管局\n")
    assert office.ingest(path).unmapped_columns == ["归谁管"]
    (office.home.reference / "aliases.csv").write_text(
        "来源,写法,代码\nheader,归谁管,department\nchannel,爱心热线,phone\n", "utf-8"
    )
    report = office.ingest(path)
    assert not report.already_ingested
    assert report.unmapped_columns == []
    assert sorted(map(str, office.column("department"))) == ["None", "城管局"]
    assert office.ingest(path).already_ingested


def test_the_moment_of_export_can_be_corrected(office: Importing) -> None:
    """Naming the day of a file that is held already corrects the record and says so."""
    path = office.write("cases.csv", cases(ROW))
    assert office.ingest(path).exported_at == NOW
    report = office.ingest(path, exported_at=date(2026, 9, 5))
    assert report.already_ingested
    assert report.note is not None
    assert "2026-09-05" in report.note
    assert office.rows("select exported_at, exported_at_basis, covers_through, clock_through from raw.file") == [
        (datetime(2026, 9, 5, 15, 59, 59), "argument", date(2026, 9, 5), date(2026, 9, 5))
    ]


def test_undated_files_of_a_command_are_ordered_by_their_latest_event(office: Importing) -> None:
    """The history may be named last; the later state must win all the same."""
    later = office.write("b.csv", cases(ROW))
    earlier = office.write("c.csv", cases("A1,2026-01-05,来访,3,东街街道,城管局,"))
    reports = office.ingest_all(later, earlier)
    assert [Path(report.path).name for report in reports] == ["b.csv", "c.csv"]
    assert office.rows("select name from raw.file order by file_id") == [("c.csv",), ("b.csv",)]
    assert office.rows("select covers_through from raw.file order by file_id") == [
        (date(2026, 1, 5),),
        (date(2026, 2, 1),),
    ]


@pytest.mark.parametrize(
    ("row", "rule", "column", "shown"),
    [
        (",2026-01-05,来访,3,东街,城管局,", "missing_key", "信访件编号", ""),
        ("A9,,来访,3,东街,城管局,", "missing_key", "登记时间", ""),
        ("A9,2026-13-45,来访,3,东街,城管局,", "bad_date", "登记时间", "2026-13-45"),
        ("A9,2026-01-05,来访,3,东街,城管局,某日", "bad_date", "办结时间", "*日"),
        ("A9,2026-01-05,来访,若干,东街,城管局,", "bad_count", "信访人数", "**"),
        ("A9,2026-01-05,来访,13800138000,东街,城管局,", "bad_count", "信访人数", "13***"),
        ("张三,2026-01-05,来访,3,东街,城管局,", "bad_id", "信访件编号", "**"),
        ("11010519491231002X,2026-01-05,来访,3,东街,城管局,", "bad_id", "信访件编号", "11***X"),
        ("1.23457E+17,2026-01-05,来访,3,东街,城管局,", "rounded_id", "信访件编号", "1.23457E+17"),
        ("A9,2026-01-05,来访,3,东街,城管局,,多", "extra_cells", "", "***"),
        ("A9,2027-01-05,来访,3,东街,城管局,", "future_registration", "登记时间", "2027-01-05"),
    ],
)  # fmt: skip
def test_a_rejected_row(office: Importing, row: str, rule: str, column: str, shown: str) -> None:
    """It names its rule, row, column and what stood there; the other rows are taken."""
    report = office.take(cases(ROW, row))
    assert report.rejections == {rule: 1}
    assert (report.rows_read, report.rows_accepted) == (2, 1)
    assert office.rows("select file_id, row_no, rule, column_name, value_masked from raw.rejected_row") == [
        (1, 3, rule, column, shown)
    ]
    assert office.rows("select severity, rule, rows from raw.file_rule") == [("reject", rule, 1)]


def test_words_in_a_column_of_related_numbers_relate_nothing(office: Importing) -> None:
    """见附件 in a hundred rows would make one matter of them."""
    report = office.take(
        "信访件编号,登记时间,关联件编号\nA1,2026-01-05,见附件\nA2,2026-01-05,见附件\nA3,2026-01-05,A1\n"
    )
    assert report.rows_accepted == 3
    assert office.column("related_case_id") == [None, None, "A1"]


def test_a_row_of_many_mistakes_is_counted_once(office: Importing) -> None:
    """All of them are listed for the clerk, the count is of rows."""
    report = office.take(cases(",2026-13-45,来访,若干,东街,城管局,某日"))
    assert report.rejections == {"missing_key": 1}
    assert office.rows("select count(*), count(distinct row_no) from raw.rejected_row") == [(4, 1)]


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        ("A9,2026-01-05,来访,0,东街,城管局,", "persons_out_of_range"),
        ("A9,2026-01-05,来访,99999,东街,城管局,", "persons_out_of_range"),
        ("A9,2026-01-05,来访,-1,东街,城管局,", "persons_out_of_range"),
        ("A9,2026-01-05,来访,3,东街,城管局,2026-01-04 23:59:59", "closed_before_registered"),
        ("A9,2026-01-05,心灵感应,3,东街,城管局,", "unknown_code"),
        ("A9,2026-01-05,来访,3,东街,重点人员,", "denied_value"),
        ("A9,2026-01-05,来访,3,东街,城管局,2027-01-01", "future_date"),
    ],
)
def test_a_row_taken_with_a_warning(office: Importing, row: str, rule: str) -> None:
    """What can be left to the figures to exclude is no reason to refuse a row."""
    report = office.take(cases(row))
    assert (report.rows_accepted, report.warnings, report.rejections) == (1, {rule: 1}, {})
    assert office.rows("select severity, rule, rows from raw.file_rule") == [("warn", rule, 1)]


def test_impossible_persons_are_kept(office: Importing) -> None:
    """The figures exclude and count them by name."""
    office.take(cases("A9,2026-01-05,来访,99999,东街,城管局,"))
    assert office.column("persons") == [99999]


def test_a_date_after_the_export_is_not_used(office: Importing) -> None:
    """It becomes a blank before the row is hashed; a limit may lie in the future."""
    header = "信访件编号,登记时间,办结时间,限办日期"
    office.take(cases("A1,2026-01-05,2026-09-06,2026-12-31", header=header), name="cases-20260905.csv")
    office.take(cases("A1,2026-01-05,,2026-12-31", header=header), name="cases-20260904.csv")
    assert office.rows("select closed_at, closed_on, deadline_on from raw.case_version") == [
        (None, None, date(2026, 12, 31))
    ]


def test_same_day_closing_is_not_before_registration(office: Importing) -> None:
    """Days are compared: many systems print the closing without its time."""
    assert office.take(cases("A9,2026-01-05 15:00:00,来访,3,东街,城管局,2026-01-05")).warnings == {}


def test_unknown_flags_and_deadlines(office: Importing) -> None:
    """A flag that says neither is unknown, a deadline before the registration is named."""
    header = "信访件编号,登记时间,是否纳入统计,限办日期"
    report = office.take(cases("A1,2026-01-05,也许,2026-01-04", header=header))
    assert report.warnings == {"unknown_flag": 1, "deadline_before_registered": 1}
    assert office.column("counted_flag") == [None]


def test_identical_rows_collapse(office: Importing) -> None:
    """An export that lists a case twice alike says nothing new the second time."""
    report = office.take(cases(ROW, ROW, ROW))
    assert (report.rows_accepted, report.rows_unchanged, report.warnings) == (1, 2, {"duplicate_collapsed": 2})
    assert office.rows("select count(*) from raw.case_version") == [(1,)]
    assert office.rows("select row_no from raw.sighting order by 1") == [(2,), (3,), (4,)]


def test_handling_rows_are_all_taken(office: Importing) -> None:
    """One row a unit: they differ only in unit, role, assignment, notice, reply."""
    header = "信访件编号,登记时间,责任单位,主办/协办,转交责任单位日期,答复时间,受理告知日期,责任单位受理时间"
    report = office.take(
        cases(
            "A1,2026-01-05,城管局,主办,2026-01-06,2026-02-01,2026-01-10,2026-01-08",
            "A1,2026-01-05,人社局,协办,2026-01-07,,,",
            "A1,2026-01-05,人社局,协办,2026-01-07,,,",
            header=header,
        )
    )
    assert (report.rows_accepted, report.rows_unchanged, report.rows_rejected) == (2, 1, 0)


def test_conflicting_rows_are_all_rejected(office: Importing) -> None:
    """Nobody can know which is right: each names the rows and columns to compare."""
    report = office.take(cases(ROW, ROW.replace("来访,3", "来访,4"), "B1,2026-01-05,来信,,,,", ROW))
    assert report.rejections == {"duplicate_id": 3}
    assert report.rows_accepted == 1
    assert office.rows("select row_no, row_key, detail from raw.rejected_row order by row_no") == [
        (row, "A1", "见第2、3、5行，不同的列：信访人数 / rows 2、3、5, columns that differ: 信访人数")
        for row in (2, 3, 5)
    ]


def test_a_bad_row_does_not_spoil_its_good_twin(office: Importing) -> None:
    """A row that is refused for itself is no rival."""
    report = office.take(cases(ROW, ROW.replace("2026-01-05", "2026-13-05")))
    assert (report.rows_accepted, report.rejections) == (1, {"bad_date": 1})


def test_receptions_that_look_alike_are_all_kept(office: Importing) -> None:
    """The key only describes a reception: two equal rows of a day are two receptions, in whatever order they come."""
    header = "接访日期,领导级别,批次,人次"
    first, second = "2026-01-05,县级领导,1,3", "2026-01-05,县级领导,1,9"
    report = office.take(cases(first, first, second, header=header), name="receptions-20260905.csv")
    assert (report.source, report.rows_accepted, report.rows_rejected) == ("receptions", 3, 0)
    again = office.take(cases(second, first, first, header=header), name="receptions-20260912.csv")
    assert (again.rows_accepted, again.rows_unchanged) == (0, 3)
    assert office.rows("select count(distinct row_key) from raw.reception_version") == [(3,)]


def test_a_total_of_receptions_by_level_is_no_reception(office: Importing) -> None:
    """A 合计 row that stands beside a date would count everything twice."""
    header = "接访日期,领导级别,批次,人次"
    rows = ["2011年,市级领导,96,672", "2011年,其他领导,5393,23230", "2011年,合计,5489,23902", "合计,,5489,23902"]
    report = office.take(cases(*rows, header=header), name="receptions-20120115.csv")
    assert (report.rows_read, report.rows_accepted, report.structure_rows) == (2, 2, 2)
    found = office.rows("select held_on, held_span, events from raw.reception_version order by events")
    assert found == [(date(2011, 1, 1), "year", 96), (date(2011, 1, 1), "year", 5393)]


def test_a_total_is_dated_by_its_day_month_or_year(office: Importing) -> None:
    """A year not ended yet stands on its first day, so that it does not lie after the export."""
    rows = ["2026年,1", "2026年3月,2", "2026-03,3", "2026-03-05,4", "2026年13月,5"]
    report = office.take(cases(*rows, header="接访日期,批次"), name="receptions-20260912.csv")
    assert (report.rows_accepted, report.rejections) == (4, {"bad_date": 1})
    assert office.rows("select events, held_on, held_span from raw.reception_version order by events") == [
        (1, date(2026, 1, 1), "year"), (2, date(2026, 3, 1), "month"), (3, date(2026, 3, 1), "month"),
        (4, date(2026, 3, 5), "day"),
    ]  # fmt: skip


def test_a_plan_lies_in_the_future(office: Importing) -> None:
    """Planned days are no events: neither rejected nor blanked, and they do not date the file."""
    report = office.take("接访日期,领导级别,接访地点\n2026-12-31,县级领导,接待中心\n", name="plan.csv")
    assert (report.source, report.rows_accepted, report.warnings) == ("reception_plan", 1, {})
    assert office.rows("select exported_at_basis, covers_through from raw.file") == [("ingest", date(2026, 11, 20))]


def test_reference_tables_are_versioned_like_cases(office: Importing) -> None:
    """One number with two contents is a conflict there too."""
    text = cases(
        '350103001,东街街道,东街办；东街,"12,000"',
        "350103002,西河镇,,8000",
        "350103002,西河乡,,8000",
        header="乡镇代码,乡镇名称,别名,常住人口",
    )
    report = office.take(text)
    assert (report.source, report.rows_accepted, report.rejections) == ("townships", 1, {"duplicate_id": 2})
    assert office.rows("select ref_township_code, population, aliases from raw.township_version") == [
        ("350103001", 12000, "东街办；东街")
    ]


def test_codes_in_the_township_column(office: Importing) -> None:
    """The layout says that the file speaks of codes only if it does."""
    office.take(cases("A1,2026-01-05,来访,1,350103001,城管局,", "A2,2026-01-05,来访,1,东街街道,城管局,"))
    assert office.rows("select township, township_code from raw.case_version order by row_key") == [
        (None, "350103001"), ("东街街道", None),
    ]  # fmt: skip
    assert ("township_code",) in office.rows("select field from raw.layout")
    assert ("topic_2",) not in office.rows("select field from raw.layout")


def test_a_topic_path_fills_three_levels(office: Importing) -> None:
    """Only where the file has no columns for the other levels."""
    office.take("信访件编号,登记时间,内容分类\nA1,2026-01-05,城乡建设_征地拆迁_补偿\nA2,2026-01-05,其他\n")
    assert office.rows("select topic_1, topic_2, topic_3 from raw.case_version order by row_key") == [
        ("城乡建设", "征地拆迁", "补偿"), ("其他", None, None),
    ]  # fmt: skip
    office.take("信访件编号,登记时间,一级分类,二级分类\nB1,2026-01-05,甲/乙,丙\n")
    assert ("甲/乙", "丙", None) in office.rows("select topic_1, topic_2, topic_3 from raw.case_version")


STRUCTURE = f"""某县信访件登记台账,,,,,,
导出时间：2026年9月5日　单位：件,,,,,,

{HEADER}
{ROW}

{HEADER}
A2,2026-01-05,来访,1,东街街道,城管局,
某县信访件登记台账,,,,,,
小计,,,4,,,
,合计,,4,,,
制表人：某某,,审核人：某某,,,,
"""


def test_structure_rows(office: Importing) -> None:
    """Titles, blanks, repeated headers and totals are no data, and the date of export stands in a title."""
    report = office.take(STRUCTURE)
    assert (report.header_row, report.rows_read, report.rows_accepted) == (4, 2, 2)
    assert report.structure_rows == 9  # three above the header, six below
    assert report.exported_at == datetime(2026, 9, 5, 15, 59, 59, tzinfo=UTC)
    assert office.rows("select row_no from raw.sighting order by 1") == [(5,), (8,)]


def test_a_workbook_with_a_cover_sheet(office: Importing, tmp_path: Path) -> None:
    """The first sheet with a header is taken; dates and numbers are what Excel holds."""
    path = office.write_xlsx(
        "台账.xlsx",
        [["说明"], [], HEADER.split(","), ["A1", datetime(2026, 1, 5, 8), "来访", 3, "东街", "城管局", 46054.5]],
    )
    report = office.ingest(path)
    assert (report.encoding, report.header_row, report.rows_accepted, report.error) == ("xlsx", 3, 1, None)
    assert office.rows("select registered_at, persons, closed_on from raw.case_version") == [
        (datetime(2026, 1, 5), 3, date(2026, 2, 1))
    ]


def test_numbers_rounded_by_excel_are_refused(office: Importing) -> None:
    """An 18-digit number in a number cell has lost its end; two such cases would become one."""
    path = office.write_xlsx(
        "x.xlsx", [["信访件编号", "登记时间"], [350102202601000123, "2026-01-05"], ["350102202601000000", "2026-01-05"]]
    )
    report = office.ingest(path)
    assert report.rejections == {"rounded_id": 1}
    assert office.column("case_id") == ["350102202601000000"]


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ("", "空"),
        ("日期,名称\n2026-01-01,元旦\n", "表头"),
        ("信访件编号,办结时间\nA1,2026-01-05\n", "登记时间"),
        ("\0\1\2", "二进制"),
    ],
)
def test_a_broken_file_does_not_stop_the_others(office: Importing, content: str, word: str) -> None:
    """It is reported with zeros and leaves nothing behind."""
    broken, good = office.write("broken.csv", content), office.write("good.csv", cases(ROW))
    reports = office.ingest_all(broken, office.root / "absent.csv", good)
    assert reports[0].error is not None
    assert word in reports[0].error
    assert " / " in reports[0].error
    assert reports[0].sha256 == hashlib.sha256(content.encode()).hexdigest()
    assert reports[1].error is not None
    assert reports[1].sha256 is None
    assert reports[2].rows_accepted == 1
    assert office.rows("select name from raw.file") == [("good.csv",)]


def test_a_failure_in_the_middle_leaves_nothing(office: Importing, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file is taken whole or not at all; a library's message may quote cells and is not passed on."""

    def fail(*_: object) -> None:
        raise RuntimeError("cell 张三")

    monkeypatch.setattr("pipelines.ingest.run.write_rejected", fail)
    report = office.ingest(office.write("cases.csv", cases(ROW)))
    assert report.error is not None
    assert "张三" not in report.error
    for table in ("raw.file", "raw.case_version", "raw.sighting", "raw.layout"):
        assert office.rows(f"select * from {table}") == []
    monkeypatch.undo()
    assert office.ingest(office.root / "cases.csv").rows_accepted == 1


def test_a_full_disk_is_no_fault_of_the_file(office: Importing, monkeypatch: pytest.MonkeyPatch) -> None:
    """It stops the command instead of being written down as an error of the file, and nothing is half taken."""

    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("pipelines.ingest.run.write_rejected", fail)
    path = office.write("cases.csv", cases(ROW))
    with pytest.raises(OSError, match="No space left"):
        office.ingest(path)
    assert office.rows("select * from raw.sighting") == []
    assert office.rows("select table_name from duckdb_tables() where temporary") == []
    monkeypatch.undo()
    assert office.ingest(path).rows_accepted == 1


def test_no_temporary_table_is_left(office: Importing) -> None:
    """What waits between reading and writing is dropped, also when a file fails."""
    office.ingest_all(office.write("a.csv", cases(ROW, ROW)), office.write("b.csv", "x"))
    assert office.rows("select table_name from duckdb_tables() where temporary") == []
    assert office.rows("select current_setting('preserve_insertion_order')") == [(True,)]


def test_a_dry_run_writes_nothing(office: Importing) -> None:
    """It counts, shows mapping and sample, and leaves no trace."""
    path = office.write("cases-20260905.csv", cases(ROW, ",2026-01-05,来访,1,东街,城管局,"))
    report = office.ingest(path, dry_run=True)
    assert (report.rows_read, report.rows_accepted, report.rows_rejected) == (2, 1, 1)
    assert report.mapping["登记时间"] == "registered_at"
    assert report.sample[0]["case_id"] == "A1"
    for table in ("raw.file", "raw.case_version", "raw.sighting", "raw.rejected_row", "restricted.case_key"):
        assert office.rows(f"select * from {table}") == []
    assert list(office.home.rejected.iterdir()) == []
    assert not office.ingest(path).already_ingested


def test_the_workbook_of_rejected_rows(office: Importing) -> None:
    """Row, number, column, masked value, reason and remedy, for its owner only; gone once nothing is rejected."""
    path = office.write("cases.csv", cases(ROW, "=A9,2026-13-45,来访,3,东街,城管局,"))
    office.ingest(path)
    file = office.home.rejected / "cases.csv.xlsx"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    frame = fastexcel.read_excel(file).load_sheet(0, header_row=None, dtypes="string").to_polars()
    assert frame.row(0) == ("行号", "编号", "列", "值（已遮盖）", "原因", "如何修改")
    assert frame.row(1) == ("row", "number", "column", "value (masked)", "reason", "how to mend")
    assert frame.row(2)[:4] == ("3", "=A9", "登记时间", "2026-13-45")
    assert "日期无法识别 / date cannot be read" in frame.row(2)[4]
    office.write("cases.csv", cases(ROW, "A9,2026-01-05,来访,3,东街,城管局,"))
    office.ingest(path)
    assert not file.exists()


@pytest.mark.parametrize(("source", "hint"), [("case", "cases"), ("接访", "receptions")])
def test_an_unknown_source_names_the_nearest(office: Importing, source: str, hint: str) -> None:
    """Before any file is touched."""
    with pytest.raises(IngestError, match=hint):
        office.ingest(office.write("x.csv", cases(ROW)), source=source)


def test_an_alias_of_an_unknown_field_is_said(office: Importing) -> None:
    """A slip in the alias file would otherwise lose a column silently."""
    (office.home.reference / "aliases.csv").write_text("来源,写法,代码\nheader,归谁管,departmnt\n", "utf-8")
    with pytest.raises(IngestError, match="department"):
        office.ingest(office.write("x.csv", cases(ROW)))


def test_labels_of_the_office(office: Importing) -> None:
    """An alias of a code list turns an unknown label into its code."""
    (office.home.reference / "aliases.csv").write_text("来源,写法,代码\nchannel,爱心热线,phone\n", "utf-8")
    report = office.take(cases("A1,2026-01-05,爱心热线,1,东街,城管局,"))
    assert report.warnings == {}
    assert office.column("channel") == ["phone"]


def test_a_source_can_be_named(office: Importing) -> None:
    """What the headers leave open is the clerk's to say; what is missing is named."""
    report = office.ingest(office.write("x.csv", cases(ROW)), source="receptions")
    assert report.error is not None
    assert "接访日期" in report.error


def test_many_blocks(office: Importing, monkeypatch: pytest.MonkeyPatch) -> None:
    """Small blocks and inserts give what one block gives: nothing depends on where a file is cut."""
    text = cases(*(f"A{n},2026-01-{n % 28 + 1:02d},来访,{n % 5},东街街道,城管局," for n in range(3000)))
    office.take(text, name="one.csv")
    expected = office.rows("select row_key, content_hash from raw.case_version order by all")
    monkeypatch.setattr("pipelines.ingest.readers.text._CHUNK", 4096)
    monkeypatch.setattr("pipelines.ingest.run.ROWS_AT_ONCE", 500)
    report = office.take(text + "\n", name="two.csv")
    assert (report.rows_unchanged, report.structure_rows) == (3000, 1)
    assert office.rows("select row_key, content_hash from raw.case_version order by all") == expected
    assert office.rows("select min(row_no), max(row_no), count(distinct row_no) from raw.sighting") == [(2, 3001, 3000)]


def test_the_clock_of_another_zone(tmp_path: Path) -> None:
    """Days are those of the office's time zone."""
    office = Importing(tmp_path, Configuration(office=Office(timezone="Asia/Urumqi")))
    office.take(cases(ROW))
    assert office.rows("select registered_at, registered_on from raw.case_version") == [
        (datetime(2026, 1, 5, 2, 0), date(2026, 1, 5))
    ]


def test_a_code_may_be_a_word(office: Importing) -> None:
    """An office's own code of a unit is what it calls it."""
    assert office.take("单位代码,单位名称\n公安,公安局\n城管,城管局\n").rows_accepted == 2
    assert office.column("ref_department_code", "raw.department_version") == ["公安", "城管"]
    assert office.take("信访件编号,登记时间,属地代码\nA1,2026-01-05,东街\n").rows_accepted == 1
    assert office.column("township_code") == ["东街"]
