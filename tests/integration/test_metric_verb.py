"""`tingmin metric` as a person types it: answers, wrong questions, empty periods, CSV, and a bad configuration."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines.office import Office
from tests.conftest import invoke, refused, tingmin
from tingmin import _print_published
from warehouse.home import Home

HEADER = "信访件编号,登记时间,信访形式,信访人数,问题属地,责任单位,内容分类"
ROWS = """\
N1,2026-11-02 09:00,来访,1,东关街道,=城管局,劳动
N2,2026-11-03 09:00,来访,6,东关街道,+人社局,劳动
N3,2026-11-05 09:00,来信,1,西河镇,-住建局,劳动
N4,2026-11-09 09:00,网信,1,西河镇,@教育局,劳动
N5,2026-11-10 09:00,来访,2,东关街道,城管局,劳动
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("verb")
    exports = folder / "cases.csv"
    exports.write_text(f"{HEADER}\n{ROWS}", "utf-8")
    tingmin("ingest", exports, "--exported-at", "2026-11-11", "--as-of", "2026-11-11", "--home", folder / "home")
    return folder / "home"


def answer(home: Path, *arguments: str) -> dict[str, Any]:
    return json.loads(tingmin("metric", *arguments, "--format", "json", "--home", home))


def table(home: Path, *arguments: str) -> tuple[list[str], list[dict[str, str]]]:
    text = invoke("metric", *arguments, "--format", "csv", "--home", home).stdout_bytes
    assert text.startswith(b"\xef\xbb\xbf")
    reader = csv.DictReader(io.StringIO(text.decode("utf-8-sig"), newline=""))
    return list(reader.fieldnames or ()), list(reader)


@pytest.mark.parametrize(
    ("arguments", "nearest"),
    [
        (("case",), "cases"),
        (("reply_in_tme",), "reply_in_time"),
        (("信访总里",), "信访总量"),
        (("cases", "--by", "townsip"), "township"),
        (("cases", "--where", "chanel=来访"), "channel"),
        (("cases", "--where", "township=东关街"), "东关街道"),
        (("cases", "--where", "channel=来仿"), "来访"),
        (("cases", "--where", "week=2026W99"), "2026-W46"),
        (("cases", "--where", "week=46"), "2026-W46"),
        (("cases", "--where", "month=2026-13"), "2026-10"),
        (("cases", "--where", "quarter=2026"), "2026-Q4"),
        (("cases", "--where", "year=26"), "2026"),
        (("cases", "--where", "township"), "名称=值"),
        (("cases", "--version", "nosuch"), "nosuch"),
        (("cases", "--compare", "last", "--where", "week=2026-W46"), "previous"),
        (("cases", "--compare", "previous"), "--from"),
        (("cases", "--edition", "public"), "shareable"),
        (("cases", "--from", "2026-11-09", "--to", "2026-11-01"), "2026-11-09"),
        (("cases", "--from", "9/11/2026"), "2026-10-31"),
        (("cases", "--by", "week,month,township,channel"), "最多"),
    ],
)
def test_a_wrong_question_is_refused_and_names_what_is_near(
    home: Path, arguments: tuple[str, ...], nearest: str
) -> None:
    assert nearest in refused("metric", *arguments, "--home", home)


def test_nothing_published_is_said(tmp_path: Path) -> None:
    assert "发布" in refused("metric", "cases", "--home", tmp_path / "empty")


@pytest.mark.parametrize("where", ["week=2026-W46", "week=2026w46", "week=2026-w46"])
def test_a_week_may_be_written_in_several_ways(home: Path, where: str) -> None:
    (row,) = answer(home, "cases", "--where", where)["rows"]
    assert row["value"] == 2


def test_the_unfinished_week_is_labelled_and_compared_at_equal_age(home: Path) -> None:
    found = answer(home, "cases", "--by", "week", "--compare", "previous")
    assert found["unfinished"] == ["2026-W46"]
    beside = {row["week"]: row for row in found["rows"]}["2026-W46"]["compare"]
    assert (beside["from"], beside["to"], beside["value"]) == ("2026-11-02", "2026-11-04", 2)
    assert (beside["working_days"], beside["working_days_before"]) == (3, 3)
    shown = tingmin("metric", "cases", "--where", "week=2026-W46", "--compare", "previous", "--home", home)
    for word in ("2026-11-02—2026-11-04", "3 / 3", "正常波动范围内", "尚未结束"):
        assert word in shown


@pytest.mark.parametrize(
    ("label", "unfinished"),
    [("week=2026-W46", ["2026-W46"]), ("year=2026", ["2026"]), ("week=2026-W45", [])],
)
def test_a_period_named_in_the_filter_is_labelled_too(home: Path, label: str, unfinished: list[str]) -> None:
    assert answer(home, "cases", "--where", label)["unfinished"] == unfinished


@pytest.mark.parametrize("label", ["week=2027-W10", "month=2019-01", "year=2030", "quarter=2026-Q3"])
def test_a_period_outside_the_data_is_not_known_to_be_zero(home: Path, label: str) -> None:
    (row,) = answer(home, "cases", "--where", label)["rows"]
    assert (row["value"], row["reason"]) == (None, "no_data")


def test_a_mean_is_shown_with_its_decimals(home: Path) -> None:
    """Visits of week 45: 1 and 6 persons; of week 46: 2."""
    question = ("metric", "persons_per_event", "--where", "week=2026-W45", "--home", home)
    assert "3.5" in tingmin(*question)
    before = tingmin("metric", "persons_per_event", "--by", "week", "--compare", "previous", "--home", home)
    assert "减少1.5人/批" in before


@pytest.mark.parametrize("by", [(), ("--by", "township"), ("--by", "week,channel")])
def test_a_period_without_data_is_an_empty_table_that_says_so(home: Path, by: tuple[str, ...]) -> None:
    question = ("cases", *by, "--from", "2019-01-01", "--to", "2019-01-31")
    assert "没有记录" in tingmin("metric", *question, "--home", home)
    rows = answer(home, *question)["rows"]
    assert rows == [] if by else (rows[0]["value"], rows[0]["reason"]) == (None, "no_data")
    fields, lines = table(home, *question)
    assert {"value", "numerator", "denominator", "low", "high", "reason", "excluded"} <= set(fields)
    assert len(lines) == (0 if by else 1)


def test_what_is_not_shared_is_withheld_and_not_refused(home: Path) -> None:
    question = ("visit_persons", "--by", "township,week", "--edition", "shareable")
    (row,) = answer(home, *question)["rows"]
    assert (row["township"], row["week"], row["value"], row["suppressed"]) == ("", "", None, True)
    assert row["reason"] == "not_shared"
    assert "township × topic_1" in tingmin("metric", *question, "--home", home)


@pytest.mark.parametrize(("asked", "metric_id"), [("topic", "cases"), ("unit", "cases"), ("kind", "owned_cases")])
def test_rows_carry_the_names_that_the_question_has_for_its_breakdowns(home: Path, asked: str, metric_id: str) -> None:
    fields, _ = table(home, metric_id, "--by", asked)
    assert fields[0] == asked


def test_a_metric_goes_by_its_name_too_and_a_breakdown_said_twice_is_one(home: Path) -> None:
    named = answer(home, "信访总量", "--by", "township,township")
    assert named["rows"] == answer(home, "cases", "--by", "township")["rows"]
    assert table(home, "信访总量", "--by", "week,week")[0][:2] == ["week", "value"]


def test_a_period_with_data_and_no_such_case_is_zero(home: Path) -> None:
    (row,) = answer(home, "cases", "--where", "channel=来电", "--where", "week=2026-W45")["rows"]
    assert (row["value"], row["reason"]) == (0, None)


@pytest.mark.parametrize(
    "question", [("cases", "--by", "township"), ("web_share", "--by", "week,township"), ("cases",)]
)
def test_csv_has_exactly_the_fields_of_the_rows(home: Path, question: tuple[str, ...]) -> None:
    rows = answer(home, *question)["rows"]
    fields, lines = table(home, *question)
    assert fields == list(rows[0])
    assert len(lines) == len(rows)
    for line, row in zip(lines, rows, strict=True):
        for name, value in row.items():
            if isinstance(value, int | float) and not isinstance(value, bool):
                assert float(line[name]) == value  # unrounded
            elif value is None:
                assert line[name] == ""
    by = question[2].split(",") if len(question) > 1 else []
    assert lines == sorted(lines, key=lambda line: [line[name] for name in by])


def test_csv_says_nothing_of_version_or_time(home: Path) -> None:
    version = answer(home, "cases")["version"]
    text = tingmin("metric", "cases", "--by", "week", "--format", "csv", "--home", home)
    assert version not in text
    assert "2026-11-11" not in text


def test_a_version_that_did_not_become_current_says_so(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    current, earlier = answer(home, "cases")["version"], "20260101T000000Z-0"
    published = shutil.copytree(home / "published", tmp_path / "published")
    shutil.copy(published / f"marts-{current}.duckdb", published / f"marts-{earlier}.duckdb")
    manifest = (published / f"manifest-{current}.json").read_text("utf-8")
    (published / f"manifest-{earlier}.json").write_text(manifest.replace(current, earlier), "utf-8")
    office = Office(Home(tmp_path), None, datetime.now(UTC))
    for version, is_current in ((earlier, False), (current, True)):
        office.manifest = {"version": version, "as_of": "2026-01-01", "data_through": "2026-01-01"}
        _print_published(office, None)
        assert ("--version 20260101T000000Z-0" in capsys.readouterr().out) is not is_current


@pytest.fixture(scope="module")
def older(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A version that a release wrote which knew no decisions, one count of cases less and one footing less."""
    folder = tmp_path_factory.mktemp("older") / "home"
    shutil.copytree(home / "published", folder / "published")
    (marts,) = (folder / "published").glob("marts-*.duckdb")
    with duckdb.connect(str(marts)) as connection:
        connection.execute("drop table marts.fact_decision")
        connection.execute("alter table marts.fact_case drop column items_batches_n")
        connection.execute("alter table marts.build drop column level_basis")
    return folder


@pytest.mark.parametrize(
    "question",
    [("decisions", "--by", "department"), ("items_batches",), ("items_batches", "--where", "township=东关街道")],
)
def test_a_metric_that_came_after_the_version_is_blank_and_says_to_rebuild(older: Path, question: Any) -> None:
    (row,) = answer(older, *question)["rows"]
    assert (row["value"], row["reason"]) == (None, "not_in_version")
    assert "tingmin build" in tingmin("metric", *question, "--home", older)


def test_the_other_metrics_of_an_older_version_answer(older: Path) -> None:
    assert answer(older, "cases")["rows"][0]["value"] == 5
    assert answer(older, "visit_events", "--by", "level")["basis"] == "registered_cases"


def test_a_csv_cell_that_a_spreadsheet_would_run_is_escaped(home: Path) -> None:
    units = {row["department_name"] for row in answer(home, "cases", "--by", "department")["rows"]}
    assert units == {"=城管局", "+人社局", "-住建局", "@教育局", "城管局"}
    _, lines = table(home, "cases", "--by", "department")
    assert {line["department_name"] for line in lines} == {"'=城管局", "'+人社局", "'-住建局", "'@教育局", "城管局"}


def test_comparisons_have_columns_of_their_own_in_csv(home: Path) -> None:
    question = ("cases", "--by", "township", "--where", "week=2026-W46", "--compare", "previous")
    rows = answer(home, *question)["rows"]
    fields, lines = table(home, *question)
    own = [name for name in rows[0] if name != "compare"]
    assert fields == [*own, *(f"compare_{name}" for name in rows[0]["compare"])]
    assert [int(line["compare_value"]) for line in lines] == [row["compare"]["value"] for row in rows]


@pytest.fixture
def configured(home: Path) -> Iterator[Path]:
    file = home / "tingmin.toml"
    before = file.read_text("utf-8")
    yield file
    file.write_text(before, "utf-8")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[calendar]\nweek_start = 9\n", ("calendar.week_start", "9", "1至7")),
        ("[calendar]\nmonth_cut_day = 32\n", ("calendar.month_cut_day", "32", "1至31")),
        ("[basis]\nfirst_case = 'local'\n", ("basis.first_case", "local", "local_flag")),
        ("[thresholds]\none_off_day = 90\n", ("thresholds.one_off_day", "one_off_days")),
        ("[thresholds]\none_off_days = 'x'\n", ("thresholds.one_off_days", "x", "int")),
        ("[thresholds]\nshareable_min_matters = 2\n", ("thresholds.shareable_min_matters", "2", "不小于")),
        ("[office]\ntimezone = 'Asia/Nowhere'\n", ("office.timezone", "Asia/Nowhere", "Asia/Shanghai")),
    ],
)
def test_a_bad_configuration_is_named_and_publishes_nothing(configured: Path, text: str, says: tuple[str, ...]) -> None:
    published = configured.parent / "published"
    before = sorted(f.name for f in published.iterdir()), (published / "CURRENT.json").read_bytes()
    configured.write_text(text, "utf-8")
    said = refused("build", "--home", configured.parent)
    for word in says:
        assert word in said
    assert before == (sorted(f.name for f in published.iterdir()), (published / "CURRENT.json").read_bytes())


def test_a_place_that_may_not_be_written_is_a_sentence() -> None:
    assert "没有权限读写 /sys/nowhere" in refused("init", "--home", "/sys/nowhere")


def test_an_engine_that_is_not_there_is_named(home: Path) -> None:
    assert "duckdb" in refused("build", "--engine", "spark", "--home", home)
