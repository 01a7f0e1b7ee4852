"""Before a named period: duties, calendar and forecast through the real import and build."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import fastexcel
import numpy as np
import pytest

from pipelines.ingest import IngestOptions, ingest_files
from pipelines.report.duty_sheets import write_duty_sheets
from tests.exports import NOW, case, quiet_weeks, take
from tests.warehouse_builder import builder
from warehouse.home import Home
from warehouse.query import QueryError
from warehouse.query.published import close_readers, current_version, cursor
from warehouse.query.screening import duty_rows, screening
from warehouse.storage import create_raw_tables

AS_OF = date(2026, 1, 20)
PERIODS = [
    {"时段名称": f"{year}年春节", "开始日期": f"{year}-02-{start:02d}", "结束日期": f"{year}-02-{start + 14:02d}", "提前天数": lead}
    for year, start, lead in ((2024, 9, "14"), (2025, 1, "14"), (2026, 14, "14"))
]  # fmt: skip
DAY = date(2025, 11, 20)


def owed(number: str, limit: str, **more: str) -> dict[str, str]:
    return case(number, DAY, "东关街道", "城乡建设", **{"限办截止时间": limit, "是否督办": "否", **more})


CLOSED = {"答复时间": "2026-01-05 10:00", "办结时间": "2026-01-06 10:00"}
# The eve of 2026年春节 (2026-01-31) lies ahead of the data: as things stand on 2026-01-20. The period ends on 02-28.
DUTIES: dict[str, tuple[dict[str, str], str | None]] = {
    "passed-yesterday": (owed("passed-yesterday", "2026-01-19"), "overdue"),
    "passed-today": (owed("passed-today", "2026-01-20"), "overdue"),
    "tomorrow": (owed("tomorrow", "2026-01-21"), "due_inside"),
    "last-day-of-it": (owed("last-day-of-it", "2026-02-28"), "due_inside"),
    "day-after-it": (owed("day-after-it", "2026-03-01"), None),
    "supervised": (owed("supervised", "2026-03-01", 是否督办="是"), "supervised"),
    "supervised-overdue": (owed("supervised-overdue", "2026-01-10", 是否督办="是"), "overdue"),
    "supervised-no-limit": (owed("supervised-no-limit", "", 是否督办="是", 办理程序="其他"), "supervised"),
    "closed": (owed("closed", "2026-01-10", **CLOSED), None),
    "closed-supervised": (owed("closed-supervised", "2026-01-10", 是否督办="是", **CLOSED), None),
    "not-counted": (owed("not-counted", "2026-01-10", 是否纳入统计="否"), None),
    "accusation": (owed("accusation", "2026-01-10", 信访目的="检举控告"), None),
    "confidential": (owed("confidential", "2026-01-10", 是否保密="是"), None),
    "impossible-limit": (owed("impossible-limit", "2025-11-01"), None),
    "sent-back": (owed("sent-back", "2026-01-10"), "overdue"),
    "withdrawn": (owed("withdrawn", "2026-01-10", 办理结果="撤回"), None),
}


def office(folder: Path, rows: list[Mapping[str, str]]) -> Home:
    made = builder(folder)
    take(made, AS_OF, PERIODS, "sensitive_periods")
    # One case was closed in an earlier export and is open again in the last.
    before = [{**row, **CLOSED} for row in rows if row["信访件编号"] == "sent-back"]
    if before:
        take(made, date(2026, 1, 8), before)
    take(made, AS_OF, rows)
    made.publish(AS_OF.isoformat())
    made.connection.close()
    return made.home


def everything(weeks: int = 158) -> list[Mapping[str, str]]:
    first = date(2026, 1, 12) - timedelta(weeks=weeks)
    history = quiet_weeks(np.random.default_rng(11), first, weeks, 5)
    closed = [{**row, "答复时间": row["登记时间"], "办结时间": row["登记时间"]} for row in history]
    return [*closed, *(row for row, _ in DUTIES.values())]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    yield office(tmp_path_factory.mktemp("screening") / "home", everything())
    close_readers()


def test_duties_are_limits_passed_or_ending_and_supervised_cases(home: Home) -> None:
    assert {row.case_id: row.duty for row in duty_rows(home, "2026年春节")} == {
        name: duty for name, (_, duty) in DUTIES.items() if duty
    }


def test_overdue_first_then_due_inside_then_by_limit(home: Home) -> None:
    rows = duty_rows(home, "2026年春节")
    assert [(row.duty, row.due_on) for row in rows] == sorted(
        ((row.duty, row.due_on) for row in rows),
        key=lambda key: (("overdue", "due_inside", "supervised").index(key[0]), key[1] or date.max),
    )


def test_counts_are_those_of_the_rows_and_the_calendar_those_of_the_limits(home: Home) -> None:
    found = screening(home, "2026年春节")
    (duty,) = found.duties
    kinds = [duty for _, duty in DUTIES.values()]
    assert (duty.overdue, duty.due_inside, duty.supervised) == tuple(
        kinds.count(kind) for kind in ("overdue", "due_inside", "supervised")
    )
    assert duty.first_due_on == date(2026, 1, 10)
    assert found.looked_on == AS_OF
    assert [(day.day, day.limits) for day in found.calendar] == [(date(2026, 1, 21), 1), (date(2026, 2, 28), 1)]


def test_a_period_that_is_over_is_seen_from_its_own_eve(home: Home) -> None:
    found = screening(home, "2025年春节")
    assert found.looked_on == date(2025, 1, 18)
    assert found.duties == ()
    assert found.expected == ()


def test_the_forecast_stands_apart_and_its_worth_is_told(home: Home) -> None:
    found = screening(home, "春节")  # without its year: the latest
    assert found.period.label == "2026年春节"
    assert found.expected
    assert all(0 <= load.low <= load.expected <= load.high + 1 for load in found.expected)
    weeks = found.period.days / 7
    assert sum(load.expected for load in found.expected) == pytest.approx(5 * weeks, rel=0.35)
    assert {method.method for method in found.backtest} == {
        "expected_load", "long_run_share", "same_period_last_year", "recent_26_weeks",
    }  # fmt: skip
    assert all(method.past_periods == 2 for method in found.backtest)
    assert found.beats_long_run_share is None  # two past periods say nothing
    assert sum(found.pit) == pytest.approx(1)
    answer = found.to_json()
    assert (answer["backtest"]["k"], answer["backtest"]["pit"]) == (3, list(found.pit))
    assert not {"duties", "overdue"} & set(answer["expected"][0])
    assert "不得据此对信访人采取限制、劝返等措施" in answer["sentence"]


FORBIDDEN = {"case_id", "matter_id", "persons", "channel", "level", "nonnormal_flag", "is_first", "repeat_flag"}


def tables(home: Home) -> dict[str, Any]:
    version = current_version(home)
    found: dict[str, Any] = {}
    with cursor(version.marts) as connection:
        for table in ("duty", "limit_day", "expected_load", "screening_backtest", "screening_pit"):
            rows = connection.execute(f"select * from marts.{table} order by all")
            assert not {column[0] for column in rows.description} & FORBIDDEN
            found[table] = rows.fetchall()
    with cursor(version.rows) as connection:
        rows = connection.execute("select * from rows.duty order by all")
        assert not {column[0] for column in rows.description} & (FORBIDDEN - {"case_id"})
        found["rows"] = rows.fetchall()
    found["order"] = [row.case_id for row in duty_rows(home, "2026年春节")]
    return found


FLIPS: dict[str, dict[str, tuple[str, str]]] = {
    "repeat and first flags": {
        "全国初次标志": ("是", "否"),
        "初重标志": ("初件", "重件"),
        "本机构初次标志": ("是", "否"),
    },
    "nonnormal flag": {"非正常上访": ("否", "是")},
    "level": {"走访层级": ("县", "国家"), "越级标志": ("否", "是")},
    "channel": {"信访形式": ("来访", "网上信访")},
    "persons and collective": {"信访人数": ("1", "300"), "集体访标识": ("否", "是")},
    "petitioner": {"证件号码": ("110101199001011234", "11010119800101123X")},
}


@pytest.mark.parametrize("what", FLIPS)
def test_nothing_of_the_petition_or_the_person_selects_or_orders(tmp_path: Path, what: str) -> None:
    rows = everything(weeks=60)
    plain = [{**row, **{name: values[0] for name, values in FLIPS[what].items()}} for row in rows]
    every_other = [
        {**row, **{name: values[n % 2] for name, values in FLIPS[what].items()}} for n, row in enumerate(rows)
    ]
    one, other = (
        tables(office(tmp_path / name, given)) for name, given in (("plain", plain), ("flipped", every_other))
    )
    close_readers()
    assert one["rows"]
    assert one["expected_load"]
    assert one == other


def test_an_unknown_period_names_the_nearest(home: Home) -> None:
    with pytest.raises(QueryError, match="2026年春节"):
        screening(home, "2026年春")


def test_no_period_and_no_case_give_an_answer(tmp_path: Path) -> None:
    made = builder(tmp_path / "home")
    take(made, AS_OF, PERIODS, "sensitive_periods")
    take(made, AS_OF, [case("only", AS_OF - timedelta(days=1), "东关街道", "城乡建设")])
    made.publish(AS_OF.isoformat())
    made.connection.close()
    found = screening(made.home, "2026年春节")
    close_readers()
    assert (found.expected, found.backtest, found.beats_long_run_share, found.pit) == ((), (), None, ())


# What ledgers promised by 2026-01-20: class of the duty, or None.
OWNED = {
    "promised-passed": ({"化解时限": "2026-01-15", "结案日期": ""}, "overdue"),
    "promised-inside": ({"化解时限": "2026-02-20", "结案日期": ""}, "due_inside"),
    "promised-later": ({"化解时限": "2026-06-30", "结案日期": ""}, "supervised"),
    "no-date": ({"化解时限": "", "结案日期": ""}, "supervised"),
    "done": ({"化解时限": "2026-01-15", "结案日期": "2026-01-10"}, None),
    "passed-yesterday": ({"化解时限": "2026-01-15", "结案日期": ""}, None),  # a duty by its own limit: told there
    "accusation": ({"化解时限": "2026-01-15", "结案日期": ""}, None),
}
RECEPTIONS = {
    "2026-01-05": ({"答复期限": "2026-01-12", "处理结果": "限期办理"}, "overdue"),
    "2026-01-06": ({"答复期限": "2026-02-16", "处理结果": "限期办理"}, "due_inside"),
    "2026-01-07": ({"答复期限": "2026-03-16", "处理结果": "限期办理"}, None),
    "2026-01-08": ({"答复期限": "2026-01-12", "处理结果": "当场办结"}, None),
    "2026-01-09": ({"答复期限": "2026-01-12", "处理结果": "限期办理", "办理结果": "已答复"}, None),
}
DECISIONS = {
    "1": ({"完成时限": "2026-01-19", "完成日期": ""}, "overdue"),
    "2": ({"完成时限": "2026-02-28", "完成日期": ""}, "due_inside"),
    "3": ({"完成时限": "2026-03-01", "完成日期": ""}, None),
    "4": ({"完成时限": "2026-01-19", "完成日期": "2026-01-18"}, None),
}


def test_promises_of_ledgers_are_duties(tmp_path: Path) -> None:
    made = builder(tmp_path / "home")
    take(made, AS_OF, PERIODS, "sensitive_periods")
    take(made, AS_OF, [row for row, _ in DUTIES.values()])
    owned = [
        {"案件编号": name, "类型": "包案", "包案单位": "包案局", "包案日期": "2025-12-01", **row}
        for name, (row, _) in OWNED.items()
    ]
    take(made, AS_OF, owned, "owned_cases")
    held = [
        {"接访日期": day, "接访形式": "定点接访", "责任单位": "接访局", "人次": "1", "办理结果": "", **row}
        for day, (row, _) in RECEPTIONS.items()
    ]
    take(made, AS_OF, held, "receptions")
    decided = [
        {"序号": name, "议定日期": "2026-01-02", "责任单位": "议定局", **row} for name, (row, _) in DECISIONS.items()
    ]
    take(made, AS_OF, decided, "decisions")
    made.publish(AS_OF.isoformat())
    made.connection.close()
    found = screening(made.home, "2026年春节")
    duties = found.duties
    for unit, ledger in (("包案局", OWNED), ("接访局", RECEPTIONS), ("议定局", DECISIONS)):
        of = [duty for duty in duties if duty.department_name == unit]
        kinds = [kind for _, kind in ledger.values()]
        assert tuple(sum(getattr(duty, kind) for duty in of) for kind in ("overdue", "due_inside", "supervised")) == (
            kinds.count("overdue"), kinds.count("due_inside"), kinds.count("supervised"),
        ), unit  # fmt: skip

    # One sheet a unit, also for units with promises only; what a unit fills in is read, the promises are not.
    files = {file.name.split("-")[2]: file for file in write_duty_sheets(made.home, found, tmp_path / "sheets")}
    assert set(files) == {"县住建局", "包案局", "接访局", "议定局"}
    book = fastexcel.read_excel(str(files["包案局"]))
    assert book.sheet_names == ["责任清单", "台账承诺"]
    promises = book.load_sheet("台账承诺", dtypes="string").to_polars().rows()
    assert [(row[0], row[3], row[4]) for row in promises] == [
        ("包案", "已超期", "2026-01-15"), ("包案", "时段内到期", "2026-02-20"),
        ("包案", "督办、包案未结", "2026-06-30"), ("包案", "督办、包案未结", ""),
    ]  # fmt: skip
    connection = duckdb.connect()
    create_raw_tables(connection)
    reports = ingest_files(
        connection, made.home, made.configuration, list(files.values()), IngestOptions(), NOW, lambda _: None
    )
    close_readers()
    assert all(report.error is None and report.rows_read == 0 for report in reports)
