"""From exports to figures through the real command line and the real Dagster job."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import refused, tingmin

HEADER = "信访件编号,登记时间,信访形式,信访人数,问题属地,责任单位,全国初次标志,限办日期,办结时间"


def metric(home: Path, *arguments: str) -> dict[str, Any]:
    return json.loads(tingmin("metric", *arguments, "--format", "json", "--home", home))


def value(home: Path, *arguments: str) -> Any:
    (row,) = metric(home, *arguments)["rows"]
    return row["value"]


def ingest(home: Path, *arguments: str | Path, expect: int = 0) -> dict[str, Any]:
    answer = json.loads(tingmin("ingest", *arguments, "--json", "--home", home, expect=expect))
    for file in answer["files"]:
        assert file["rows_read"] == file["rows_accepted"] + file["rows_unchanged"] + file["rows_rejected"]
    return answer


def write(folder: Path, name: str, *rows: str, header: str = HEADER, encoding: str = "utf-8") -> Path:
    file = folder / name
    file.write_bytes(("\n".join([header, *rows]) + "\n").encode(encoding))
    return file


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """A clean made-up county taken in file by file order, and the truth about it."""
    folder = tmp_path_factory.mktemp("office")
    tingmin("generate", "--cases", "600", "--seed", "3", "--out", folder / "exports")
    truth = json.loads((folder / "exports" / "truth.json").read_text("utf-8"))
    exports = folder / "exports"
    files = [*sorted((exports / "reference").glob("*.csv")), *sorted(exports.glob("*.csv"))]
    files = [f for f in files if f.name != "holidays.csv"]
    answer = ingest(folder / "home", *files, "--as-of", truth["end"])
    assert not any(file["error"] for file in answer["files"])
    return folder / "home", truth


def test_figures_equal_the_truth_of_the_generator(office: tuple[Path, dict[str, Any]]) -> None:
    home, truth = office
    totals = truth["totals_counted"]
    assert value(home, "cases") == totals["cases"]
    assert value(home, "visit_events") == totals["visit_events"]
    assert value(home, "visit_persons") == totals["visit_persons"]
    assert value(home, "first_cases") == totals["first_cases"]
    assert value(home, "repeat_cases") == totals["repeat_cases"]
    assert value(home, "nonnormal_events") == totals["nonnormal_events"]


def test_every_breakdown_sums_to_the_whole(office: tuple[Path, dict[str, Any]]) -> None:
    home, truth = office
    for dimension in (
        "township",
        "department",
        "topic",
        "channel",
        "level",
        "week",
        "month",
        "year",
        "purpose",
        "source",
    ):
        rows = metric(home, "cases", "--by", dimension)["rows"]
        assert sum(row["value"] for row in rows) == truth["totals_counted"]["cases"], dimension


def test_a_unit_is_named_by_code_or_by_name(office: tuple[Path, dict[str, Any]]) -> None:
    home, _ = office
    row = metric(home, "cases", "--by", "township")["rows"][3]
    assert row["township"] != row["township_name"]
    by_name = value(home, "cases", "--where", f"township={row['township_name']}")
    assert by_name == value(home, "cases", "--where", f"township={row['township']}") == row["value"]


def test_csv_has_the_fields_of_the_rows_and_a_byte_order_mark(office: tuple[Path, dict[str, Any]]) -> None:
    home, _ = office
    text = tingmin("metric", "reply_in_time", "--by", "department", "--format", "csv", "--home", home)
    rows = metric(home, "reply_in_time", "--by", "department")["rows"]
    assert text.startswith("\ufeff")
    read = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))
    assert list(read[0]) == list(rows[0])
    assert len(read) == len(rows)


def test_a_period_without_data_is_an_empty_answer(office: tuple[Path, dict[str, Any]]) -> None:
    home, _ = office
    assert metric(home, "cases", "--from", "1999-01-01", "--to", "1999-12-31", "--by", "township")["rows"] == []
    (row,) = metric(home, "reply_in_time", "--from", "1999-01-01", "--to", "1999-12-31")["rows"]
    assert row["value"] is None
    assert row["reason"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["case"], "cases"),
        (["cases", "--by", "townshp"], "township"),
        (["cases", "--where", "township=没有的镇"], "最接近"),
        (["cases", "--where", "township"], "名称=值"),
        (["cases", "--from", "2026-10-02", "--to", "2026-10-01"], "晚于"),
        (["cases", "--version", "../../etc"], "版本"),
        (["cases", "--format", "xml"], "json"),
    ],
)
def test_a_wrong_question_is_answered_with_the_nearest_right_one(
    office: tuple[Path, dict[str, Any]], arguments: list[str], says: str
) -> None:
    assert says in refused("metric", *arguments, "--home", office[0])


def test_the_same_file_again_changes_nothing(tmp_path: Path) -> None:
    file = write(tmp_path, "cases-20261031.csv", "A1,2026-10-01 09:00,来访,2,甲镇,乙局,是,2026-10-20,2026-10-10")
    first = ingest(tmp_path / "home", file, "--no-build")
    assert first["files"][0]["rows_accepted"] == 1
    again = ingest(tmp_path / "home", file)
    assert again["files"][0]["already_ingested"] is True
    assert value(tmp_path / "home", "cases") == 1


def test_good_rows_are_kept_and_bad_ones_are_named(tmp_path: Path) -> None:
    """An unparseable date, a missing number and two rows that contradict each other: exit 3, each row in the book."""
    file = write(
        tmp_path,
        "cases-20261031.csv",
        "A1,2026-10-01 09:00,来访,2,甲镇,乙局,是,2026-10-20,2026-10-10",
        "A2,2026-13-45,来访,2,甲镇,乙局,是,2026-10-20,",
        ",2026-10-02,来访,2,甲镇,乙局,是,2026-10-20,",
        "A3,2026-10-03,来访,2,甲镇,乙局,是,2026-10-20,",
        "A3,2026-10-03,来信,2,甲镇,乙局,是,2026-10-20,",
        "A4,2026-10-04,来信,1,没见过的镇,丙局,否,,",
    )
    (report,) = ingest(tmp_path / "home", file, expect=3)["files"]
    assert (report["rows_read"], report["rows_accepted"], report["rows_rejected"]) == (6, 2, 4)
    assert report["rejections"] == {"bad_date": 1, "missing_key": 1, "duplicate_id": 2}
    assert (tmp_path / "home" / "rejected" / "cases-20261031.csv.xlsx").is_file()
    assert value(tmp_path / "home", "cases") == 2
    rows = metric(tmp_path / "home", "cases", "--by", "township")["rows"]
    assert {row["township"] for row in rows} == {"甲镇", "没见过的镇"}


def test_mending_the_original_adds_only_the_mended_rows(tmp_path: Path) -> None:
    good = "A1,2026-10-01 09:00,来访,2,甲镇,乙局,是,2026-10-20,2026-10-10"
    write(tmp_path, "cases-20261031.csv", good, "A2,2026-13-45,来访,2,甲镇,乙局,是,2026-10-20,")
    ingest(tmp_path / "home", tmp_path / "cases-20261031.csv", "--no-build", expect=3)
    write(tmp_path, "cases-20261031.csv", good, "A2,2026-10-05,来访,2,甲镇,乙局,是,2026-10-20,")
    (report,) = ingest(tmp_path / "home", tmp_path / "cases-20261031.csv")["files"]
    assert (report["rows_accepted"], report["rows_unchanged"]) == (1, 1)
    assert value(tmp_path / "home", "cases") == 2


def test_a_file_that_fails_does_not_stop_the_others(tmp_path: Path) -> None:
    """Missing, not a table, no case number: exit 4 and a sentence for each; the good file is taken."""
    good = write(tmp_path, "good.csv", "A1,2026-10-01,来访,2,甲镇,乙局,是,2026-10-20,")
    picture = tmp_path / "picture.xlsx"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    nameless = write(tmp_path, "nameless.csv", "甲,乙", header="列一,列二")
    answer = ingest(tmp_path / "home", tmp_path / "absent.csv", picture, nameless, good, expect=4)
    errors = {Path(file["path"]).name: file["error"] for file in answer["files"]}
    assert errors["good.csv"] is None
    for name in ("absent.csv", "picture.xlsx", "nameless.csv"):
        assert len(errors[name]) > 10
    assert value(tmp_path / "home", "cases") == 1


def test_unknown_columns_are_listed_and_not_fatal(tmp_path: Path) -> None:
    file = write(tmp_path, "cases.csv", "A1,2026-10-01,自定义", header="信访件编号,登记时间,本地备注列")
    (report,) = ingest(tmp_path / "home", file, "--no-build")["files"]
    assert report["unmapped_columns"] == ["本地备注列"]


def test_encodings_of_excel_on_chinese_windows(tmp_path: Path) -> None:
    encodings = ("utf-8", "utf-8-sig", "gb18030", "utf-16")
    files = [
        write(tmp_path, f"{name}.csv", f"{name},2026年10月1日,来访,２,甲镇,乙局,是,2026/10/20,", encoding=name)
        for name in encodings
    ]
    answer = ingest(tmp_path / "home", *files)
    assert [file["rows_accepted"] for file in answer["files"]] == [1, 1, 1, 1]
    assert value(tmp_path / "home", "visit_persons") == 8
    (row,) = metric(tmp_path / "home", "cases", "--by", "township")["rows"]
    assert (row["township"], row["value"]) == ("甲镇", 4)


def test_absent_inputs_are_blank_with_their_reason_never_zero(tmp_path: Path) -> None:
    file = write(tmp_path, "cases.csv", "A1,2026-10-01", header="信访件编号,登记时间")
    ingest(tmp_path / "home", file)
    assert value(tmp_path / "home", "cases") == 1
    for name in ("visit_persons", "nonnormal_events", "first_cases", "repeat_share", "satisfied_unit", "reply_in_time"):
        (row,) = metric(tmp_path / "home", name)["rows"]
        assert row["value"] is None, name
        assert row["reason"].startswith("not_in_export"), name


def test_several_units_of_one_case_count_once_under_the_lead_unit(tmp_path: Path) -> None:
    header = "信访件编号,登记时间,责任单位,承办类型,转交责任单位日期"
    file = write(
        tmp_path, "cases.csv", "A1,2026-10-01,甲局,协办,2026-10-03", "A1,2026-10-01,乙局,主办,2026-10-02", header=header
    )
    (report,) = ingest(tmp_path / "home", file)["files"]
    assert report["rows_accepted"] == 2
    rows = metric(tmp_path / "home", "cases", "--by", "department")["rows"]
    assert [(row["department"], row["value"]) for row in rows] == [("乙局", 1)]


def test_bad_configuration_publishes_nothing(tmp_path: Path) -> None:
    home = tmp_path / "home"
    tingmin("init", "--home", home)
    (home / "tingmin.toml").write_text("[thresholds]\none_of_days = 90\n", "utf-8")
    file = write(tmp_path, "cases.csv", "A1,2026-10-01", header="信访件编号,登记时间")
    assert "one_off_days" in refused("ingest", file, "--home", home)
    assert not (home / "published" / "CURRENT.json").exists()


def test_nothing_is_published_before_anything_was_imported(tmp_path: Path) -> None:
    """Figures of zero would say that nobody petitioned."""
    home = tmp_path / "home"
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"\x89PNG\r\n\x1a\n")
    answer = json.loads(tingmin("ingest", broken, "--json", "--home", home, expect=4))
    assert (answer["published_version"], answer["unmatched_names"]) == (None, [])
    assert "还没有导入任何数据" in answer["held_back"]
    assert not (home / "published" / "CURRENT.json").exists()


def test_a_fall_in_cases_is_held_back_and_said(tmp_path: Path) -> None:
    """A candidate that lost half its cases is not published; the last good version stays and `status` says why."""
    home = tmp_path / "home"
    rows = [f"A{i},2026-10-01" for i in range(10)]
    ingest(home, write(tmp_path, "cases.csv", *rows, header="信访件编号,登记时间"))
    before = tingmin("status", "--home", home)
    import duckdb

    with duckdb.connect(str(home / "warehouse" / "tingmin.duckdb")) as connection:
        connection.execute("delete from raw.sighting where row_key > 'A4'")
    answer = tingmin("build", "--home", home, expect=5)
    assert "no_sudden_drop" in answer
    after = tingmin("status", "--home", home)
    assert before.splitlines()[0] == after.splitlines()[0]
    assert "no_sudden_drop" in after


def test_the_run_is_in_dagster_s_own_log(office: tuple[Path, dict[str, Any]]) -> None:
    home, _ = office
    with sqlite3.connect(home / "state" / "dagster" / "history" / "runs.db") as connection:
        runs = connection.execute("select pipeline_name, status from runs").fetchall()
    assert runs == [("ingest_build_publish", "SUCCESS")]


def test_no_temporary_or_log_file_is_left_between_runs(office: tuple[Path, dict[str, Any]]) -> None:
    home, _ = office
    assert not list((home / "published").glob("*.wal"))
    assert not (home / "warehouse" / "writer.json").exists()


def test_real_records_of_another_city(tmp_path: Path, la311: Path) -> None:
    """One feed, two layouts, two date formats: 10,000 cases, then none new; what it lacks is blank."""
    profile = Path(__file__).resolve().parents[2] / "docs" / "examples" / "la311.toml"
    home = tmp_path / "home"
    (first,) = ingest(home, la311 / "requests_seed.csv", "--profile", profile)["files"]
    assert first["rows_accepted"] == 10_000
    assert value(home, "cases") == 10_000
    assert len(metric(home, "cases", "--by", "township")["rows"]) >= 95
    in_time = value(home, "reply_in_time")
    assert 0 < in_time < 1
    (second,) = ingest(home, la311 / "test_requests.csv", "--profile", profile)["files"]
    assert second["rows_read"] == 10_000
    assert second["rows_rejected"] == 0
    assert value(home, "cases") == 10_000
    for name in ("visit_persons", "repeat_share", "nonnormal_events", "satisfied_unit"):
        (row,) = metric(home, name)["rows"]
        assert (row["value"], row["reason"][:13]) == (None, "not_in_export"), name
