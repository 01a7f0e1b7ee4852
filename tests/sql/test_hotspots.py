"""Hotspots through the real import and build: found where planted, an answer or a reason everywhere else."""

from __future__ import annotations

import math
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest

from tests.exports import TOPICS, TOWNSHIPS, case, quiet_weeks, take
from tests.warehouse_builder import Builder, builder
from warehouse.catalogue.model import Text
from warehouse.exhibits import Figure, Scope, build_exhibit
from warehouse.exhibits.hotspots import spelled_out
from warehouse.home import Home
from warehouse.query import hotspots, metric
from warehouse.query.errors import QueryError
from warehouse.query.over_representation import over_represented
from warehouse.query.published import close_readers, current_version, cursor
from warehouse.query.ranks import ranking
from warehouse.query.screening import screening
from warehouse.storage.outcomes import read_outcomes, set_outcome

FIRST = date(2023, 10, 2)  # a Monday
WEEKS = 130
LAST_WEEK = FIRST + timedelta(weeks=WEEKS - 1)
SUNDAY = LAST_WEEK + timedelta(days=6)
PLACE, TOPIC = "西河镇", "劳动和社会保障"
RESULTS = (
    "hotspot",
    "hotspot_replay",
    "over_representation",
    "unit_rank",
    "expected_load",
    "screening_backtest",
    "screening_pit",
)


def published(office: Builder, as_of: date) -> Home:
    office.publish(as_of.isoformat())
    office.connection.close()
    return office.home


def rows_of(home: Home, sql: str) -> list[tuple[Any, ...]]:
    with cursor(current_version(home).marts) as connection:
        return connection.execute(sql).fetchall()


def planted() -> list[dict[str, str]]:
    """Seven matters a week for two and a half years; in the last week ten more on one topic in one township."""
    rows = quiet_weeks(np.random.default_rng(3), FIRST, WEEKS, 7)
    for n in range(10):
        rows.append(case(f"P{n:03d}", LAST_WEEK + timedelta(days=n % 5), PLACE, TOPIC, 信访人数="12" if n < 2 else "1"))
    # A repeat within the week is no further matter.
    rows.append(case("P100", LAST_WEEK + timedelta(days=4), PLACE, TOPIC, 信访事项编号="MP000", 全国初次标志="否"))
    # Accusations and what is not counted stand outside, however many.
    for n in range(30):
        rows.append(case(f"A{n:03d}", LAST_WEEK, "北原镇", "环境保护", 信访目的="检举控告"))
        rows.append(case(f"N{n:03d}", LAST_WEEK, "柳林乡", "交通运输", 是否纳入统计="否"))
    return [{"是否纳入统计": "是", **row} for row in rows]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Home, list[dict[str, str]]]]:
    made, rows = builder(tmp_path_factory.mktemp("hotspot") / "home"), planted()
    take(made, SUNDAY, rows)
    yield published(made, SUNDAY), rows
    close_readers()


def counted(rows: list[dict[str, str]], since: date, **where: str) -> list[dict[str, str]]:
    """Rows by hand: counted, no accusation, registered from a day on."""
    return [
        row
        for row in rows
        if row["登记时间"][:10] >= since.isoformat()
        and row["信访目的"] != "检举控告"
        and row["是否纳入统计"] != "否"
        and all(row[name] == value for name, value in where.items())
    ]


@pytest.mark.parametrize(
    ("grain", "townships", "topic", "where"),
    [
        ("county_topic_1", (), TOPIC, {"一级分类": TOPIC}),
        ("township", (PLACE,), None, {"问题属地": PLACE}),
        ("township_topic_1", (PLACE,), TOPIC, {"问题属地": PLACE, "一级分类": TOPIC}),
    ],
)
def test_a_planted_hotspot_is_an_alarm_with_the_right_counts(
    office: tuple[Home, list[dict[str, str]]], grain: str, townships: tuple[str, ...], topic: str, where: dict[str, str]
) -> None:
    home, rows = office
    found = [
        h
        for h in hotspots.alarms(current_version(home))
        if (h.grain, h.townships, h.topic_1, h.window_weeks) == (grain, townships, topic, 1)
    ]
    (alarm,) = found
    cases = counted(rows, LAST_WEEK, **where)
    assert alarm.status in ("alarm", "strong")
    assert (alarm.cases, alarm.distinct_matters) == (len(cases), len({row["信访事项编号"] for row in cases}))
    assert alarm.observed == alarm.distinct_matters
    assert alarm.collective_events == 2
    assert not alarm.driven_by_one_visit
    assert (alarm.week, alarm.week_start, alarm.first_seen, alarm.phase) == ("2026-W13", LAST_WEEK, LAST_WEEK, "new")
    before = counted(rows, FIRST, **where)
    matters = len({row["信访事项编号"] for row in before}) - 10
    assert alarm.expected == pytest.approx(matters / WEEKS, rel=0.6)
    assert alarm.limit_count is not None
    assert alarm.expected is not None
    assert alarm.expected < alarm.limit_count < alarm.observed
    assert alarm.p_adjusted is not None
    assert alarm.p_adjusted <= 0.05


def test_accusations_and_uncounted_cases_are_no_hotspot(office: tuple[Home, list[dict[str, str]]]) -> None:
    home, rows = office
    for place, topic in (("北原镇", "环境保护"), ("柳林乡", "交通运输")):
        (row,) = rows_of(
            home,
            "select status, cases from marts.hotspot where grain = 'township_topic_1' and window_weeks = 1 "
            f"and week_start = date '{LAST_WEEK}' and townships = '{place}' and topic_1 = '{topic}'",
        )
        assert row == ("none", len(counted(rows, LAST_WEEK, 问题属地=place, 一级分类=topic)))


def test_a_protected_matter_has_no_row_anywhere(office: tuple[Home, list[dict[str, str]]]) -> None:
    home, _ = office
    for table, column in (("hotspot", "townships"), ("unit_rank", "department"), ("expected_load", "township")):
        assert rows_of(home, f"select count(*) from marts.{table} where {column} like '%不分列%'") == [(0,)]


def test_the_replay_of_its_own_past_is_printed(office: tuple[Home, list[dict[str, str]]]) -> None:
    found = hotspots.replay_shares(current_version(office[0]))
    assert set(found) == {"county_topic_1", "township", "township_topic_1", "township_topic_2"} - {"township_topic_2"}
    for weeks, share in found.values():
        assert weeks == 52
        # The planted week is one of them; the rest are quiet.
        assert share is not None
        assert 1 / 52 <= share <= 0.15


def test_map_and_matrix_show_every_alarm_of_the_list(office: tuple[Home, Any], tmp_path: Path) -> None:
    """A township that is as usual as a whole is not drawn so while one of its topics, or a scan, has an alarm."""
    home = Home(tmp_path / "home")
    shutil.copytree(office[0].root, home.root)
    marts = current_version(home).marts
    with duckdb.connect(str(marts)) as connection:
        connection.execute("update marts.hotspot set status = 'none', phase = null where grain <> 'township_topic_1'")
        connection.execute("update marts.hotspot set status = 'none', phase = null where window_weeks = 4")
        # The finer topic stands under the one that was planted; a scan over two townships.
        for grain, townships, topic_1, topic_2 in (
            ("township_topic_2", "柳林乡", None, "欠薪"), ("scan", f"{PLACE}、石桥镇", "环境保护", None),
        ):  # fmt: skip
            connection.execute(
                "insert into marts.hotspot by name select * replace (? as grain, ? as townships, ? as topic_1, ? as "
                "topic_2, 3 as window_weeks) from marts.hotspot where status in ('alarm', 'strong') limit 1",
                [grain, townships, topic_1, topic_2],
            )
        connection.execute("alter table marts.fact_case alter topic_2 type varchar")  # its list has not this topic
        connection.execute("update marts.fact_case set topic_2 = '欠薪' where topic_1 = ?", [TOPIC])
    scope = Scope.of(home)
    listed = build_exhibit("hotspot_alarms", scope)
    assert len(listed.rows) == 3
    assert [row.cells[listed.column("window")] for row in listed.rows].count(Text("3周", "3 weeks")) == 2
    assert {row.cells[listed.column("outcome")] for row in listed.rows} == {Text("待核实", "to be looked into")}
    drawn = build_exhibit("hotspot_map", scope)
    assert {row.key for row in drawn.rows if row.mark == "alarm"} == {PLACE, "柳林乡", "石桥镇"}
    matrix = build_exhibit("hotspot_matrix", scope)
    topics = [column.id for column in matrix.columns[1:]]
    alarmed = {
        (code, topic)
        for code, grades in matrix.grades.items()
        for topic, grade in zip(topics, grades, strict=True)
        if grade in ("alarm", "strong")
    }
    assert alarmed == {(PLACE, TOPIC), ("柳林乡", TOPIC), (PLACE, "环境保护"), ("石桥镇", "环境保护")}
    series = build_exhibit("hotspot_series", replace(scope, where=(("township", "柳林乡"), ("topic_1", TOPIC))))
    assert series.title.zh.startswith(f"柳林乡“{TOPIC}”")
    close_readers()


def test_a_week_that_cannot_be_judged_is_not_called_usual(office: tuple[Home, Any], tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    shutil.copytree(office[0].root, home.root)
    with duckdb.connect(str(current_version(home).marts)) as connection:
        connection.execute("update marts.hotspot set status = 'not_evaluated', phase = null, reason = 'too_few_weeks'")
    scope = Scope.of(home)
    assert build_exhibit("hotspot_alarms", scope).title.zh.endswith("无法判断")
    assert build_exhibit("hotspot_map", scope).sentence.zh == "没有属地可以判断，原因见数据表。"
    changes = build_exhibit("weekly_changes", replace(scope, start=LAST_WEEK, end=SUNDAY))
    said = next(row.cells[1] for row in changes.rows if row.key == "/hotspots")
    assert said == Text("无法判断，原因见热点页。", "Cannot be judged; the page of hotspots says why.")
    close_readers()


def test_small_cells_of_two_breakdowns_are_masked(office: tuple[Home, list[dict[str, str]]]) -> None:
    found = hotspots.evaluations(current_version(office[0]), "township_topic_1")
    small = [h for h in found if h.is_small]
    assert small
    # Why nothing was judged stays what it was.
    assert all(h.reason for h in small if h.status == "not_evaluated")
    assert all(h.cases is None and h.distinct_matters is None and h.observed is None for h in small)
    assert all((h.distinct_matters or 0) == 0 or (h.distinct_matters or 0) >= 3 for h in found)


def test_a_visit_registered_one_by_one_is_told(tmp_path: Path) -> None:
    made = builder(tmp_path / "home")
    rows = quiet_weeks(np.random.default_rng(3), FIRST, WEEKS, 7)
    rows += [case(f"P{n:03d}", LAST_WEEK, PLACE, TOPIC) for n in range(12)]
    take(made, SUNDAY, rows)
    home = published(made, SUNDAY)
    (alarm,) = [
        h for h in hotspots.alarms(current_version(home)) if h.grain == "township_topic_1" and h.window_weeks == 1
    ]
    close_readers()
    assert alarm.driven_by_one_visit


def test_the_scan_finds_the_place_where_neighbours_are_known(tmp_path: Path) -> None:
    made, rows = builder(tmp_path / "home"), planted()
    ring = [
        {"乡镇代码": f"T{n}", "乡镇名称": name, "相邻乡镇代码": f"T{(n + 1) % len(TOWNSHIPS)}"}
        for n, name in enumerate(TOWNSHIPS)
    ]
    take(made, SUNDAY, ring, "townships")
    take(made, SUNDAY, rows)
    home = published(made, SUNDAY)
    zones = [h for h in hotspots.alarms(current_version(home)) if h.grain == "scan"]
    close_readers()
    assert zones
    assert f"T{TOWNSHIPS.index(PLACE)}" in zones[0].townships
    assert zones[0].recurrence_interval_weeks is not None
    assert zones[0].recurrence_interval_weeks >= 52
    assert zones[0].observed is not None
    assert zones[0].observed >= 10


def test_what_a_week_was_said_to_be_is_kept(tmp_path: Path) -> None:
    made, rows = builder(tmp_path / "home"), planted()
    take(made, SUNDAY, rows)
    made.publish(SUNDAY.isoformat())
    said = {(h.grain, h.townships, h.window_weeks) for h in hotspots.alarms(current_version(made.home))}
    later = SUNDAY + timedelta(weeks=20)
    more = quiet_weeks(np.random.default_rng(4), LAST_WEEK + timedelta(weeks=1), 20, 7)
    take(made, later, [{**row, "信访件编号": f"L{row['信访件编号']}", "信访事项编号": ""} for row in more])
    home = published(made, later)
    week = hotspots.alarms(current_version(home), "2026-W13")
    close_readers()
    assert {(h.grain, h.townships, h.window_weeks) for h in week} == said


QUIET = quiet_weeks(np.random.default_rng(9), date(2024, 12, 30), 60, 6)


def last_day(rows: list[dict[str, str]]) -> date:
    last = date.fromisoformat(max(row["登记时间"][:10] for row in rows))
    return last + timedelta(days=6 - last.weekday())


ONE_WEEK = [case(f"W{n}", date(2026, 3, 2), TOWNSHIPS[n % 3], TOPICS[n % 2]) for n in range(9)]
REPEATS = [
    *QUIET,
    *(
        case(f"R{n:03d}", last_day(QUIET) - timedelta(days=n % 5), PLACE, TOPIC, 信访事项编号="MR", 全国初次标志="否")
        for n in range(500)
    ),
]
YOUNG = [*QUIET, *(case(f"Y{n}", last_day(QUIET) - timedelta(days=3 * n), "新设镇", TOPICS[n % 4]) for n in range(8))]
BUSY = quiet_weeks(np.random.default_rng(9), date(2024, 12, 30), 60, 16)
LONG = quiet_weeks(np.random.default_rng(5), date(2018, 12, 31), 380, 3)  # 2020 and 2026 have 53 weeks

OFFICES: dict[str, tuple[list[dict[str, str]], date]] = {
    "one township": ([{**row, "问题属地": PLACE} for row in QUIET], last_day(QUIET)),
    "one department and one topic": ([{**row, "一级分类": TOPIC} for row in QUIET], last_day(QUIET)),
    "one week": (ONE_WEEK, date(2026, 3, 8)),
    "not even a week": (ONE_WEEK, date(2026, 3, 4)),
    "all zeros for a year": (QUIET, last_day(QUIET) + timedelta(weeks=60)),
    "a township added last month": (YOUNG, last_day(QUIET)),
    "years of 53 weeks": (LONG, last_day(LONG)),
    "a matter with 500 repeats": (REPEATS, last_day(QUIET)),
    "no township, no topic, no unit": (
        [{k: v for k, v in row.items() if k not in ("问题属地", "一级分类", "责任单位")} for row in QUIET],
        last_day(QUIET),
    ),
    "a gap of ten weeks": (
        [row for row in QUIET if not "2025-06-02" <= row["登记时间"][:10] < "2025-08-11"], last_day(QUIET)
    ),
    "three weeks that were never exported": (
        [row for row in BUSY if not "2026-01-05" <= row["登记时间"][:10] < "2026-01-26"], last_day(BUSY)
    ),
    "accusations only": ([{**row, "信访目的": "检举控告"} for row in QUIET], last_day(QUIET)),
}  # fmt: skip


@pytest.mark.parametrize("name", OFFICES)
def test_every_office_gets_an_answer_or_a_reason(tmp_path: Path, name: str) -> None:
    rows, as_of = OFFICES[name]
    made = builder(tmp_path / "home")
    spring = {"时段名称": "春节", "开始日期": "2026-02-10", "结束日期": "2026-02-25", "提前天数": "14", "状态": "确定"}
    take(made, as_of, [spring], "sensitive_periods")
    take(made, as_of, rows)
    home = published(made, as_of)
    version = current_version(home)
    with cursor(version.marts) as connection:
        for table in RESULTS:
            frame = connection.execute(f"select * from marts.{table}")
            names = [column[0] for column in frame.description]
            for row in frame.fetchall():
                bad = [n for n, v in zip(names, row, strict=True) if isinstance(v, float) and not math.isfinite(v)]
                assert not bad, (table, dict(zip(names, row, strict=True)))
        unexplained = connection.execute(
            "select grain, week from marts.hotspot where status = 'not_evaluated' and reason is null"
        ).fetchall()
        assert not unexplained
        if name == "three weeks that were never exported":
            judged = connection.execute(
                "select distinct week_start, status, reason from marts.hotspot where window_weeks = 1 "
                "and week_start between date '2026-01-05' and date '2026-01-19' order by all"
            ).fetchall()
            silent = [date(2026, 1, day) for day in (5, 12, 19)]
            assert judged == [(day, "not_evaluated", "week_not_covered") for day in silent]
    week = hotspots.last_week(version)
    assert bool(week) == (name != "not even a week")
    alarms = hotspots.alarms(version)
    assert not [h for h in alarms if h.status in ("alarm", "strong")], name
    for grain in ("county_topic_1", "township", "township_topic_1"):
        hotspots.evaluations(version, grain)
    assert ranking(home).rows is not None
    if as_of > date(2026, 2, 25):
        assert screening(home, "春节").period.label == "春节"
    signals = metric(home, "spc_signal").cells
    assert all(cell.value is not None or cell.reason for cell in signals)
    close_readers()


def test_a_matter_with_500_repeats_is_one_matter(tmp_path: Path) -> None:
    made = builder(tmp_path / "home")
    rows, as_of = OFFICES["a matter with 500 repeats"]
    take(made, as_of, rows)
    home = published(made, as_of)
    (row,) = rows_of(
        home,
        "select status, cases, distinct_matters from marts.hotspot where grain = 'township_topic_1' and window_weeks = 1 "
        f"and townships = '{PLACE}' and topic_1 = '{TOPIC}' order by week_start desc limit 1",
    )
    close_readers()
    assert row[0] in ("none", "not_evaluated")
    assert row[1] >= 500
    assert row[2] <= 5


def test_no_population_no_neighbours_no_map(office: tuple[Home, list[dict[str, str]]]) -> None:
    home, _ = office
    reasons = rows_of(home, "select distinct status, reason from marts.hotspot where grain = 'scan'")
    assert reasons == [("not_evaluated", "no_neighbours")]
    cells = metric(home, "cases_per_10k", by=["township"]).cells
    assert all(cell.value is None and cell.reason == "population_unknown" for cell in cells)


def test_an_unknown_version_is_a_sentence(office: tuple[Home, list[dict[str, str]]]) -> None:
    with pytest.raises(QueryError, match="没有"):
        ranking(office[0], version="2020")


def test_the_alarms_exhibit_says_it_in_words_with_hit_rate_and_replay(tmp_path: Path) -> None:
    made, rows = builder(tmp_path / "home"), planted()
    take(made, SUNDAY, rows)
    home = published(made, SUNDAY)
    found = build_exhibit("hotspot_alarms", Scope.of(home))
    assert found.state == "ok"
    assert "“劳动和社会保障”近1周有" in spelled_out(found).sentence.zh, "as a paper says it"
    assert "不说明原因" in found.sentence.zh
    assert "not why" in found.sentence.en
    assert any("回放" in note.zh for note in found.notes)
    assert found.n is None  # nothing was looked into yet
    for row in found.rows:
        words = row.cells[found.column("words")]
        assert isinstance(words, Text)
        assert "多于自身过去" in words.zh or "已结束" in words.zh
        assert "than" in words.en or "has ended" in words.en
        assert isinstance(row.cells[found.column("distinct")], Figure)
    assert "未评估：相邻属地扫描，因没有相邻关系或地图。" in [note.zh for note in found.notes]
    assert "Not evaluated: scan of neighbouring townships, because: no neighbours known." in [n.en for n in found.notes]
    now = datetime(2026, 4, 1, tzinfo=UTC)
    open_runs = hotspots.runs(current_version(home))
    assert len({run.key for run in open_runs}) == len(open_runs) < len(found.rows)
    assert [run.key for run in open_runs] == list(dict.fromkeys(row.key for row in found.rows))
    keys = [run.key for run in open_runs][:3]
    for key, outcome in zip(keys, ("confirmed", "chance", "data"), strict=True):
        set_outcome(home, key, outcome, now)
    set_outcome(home, keys[1], "confirmed", now)
    again = build_exhibit("hotspot_alarms", Scope.of(home))
    assert again.n is not None
    assert again.n.zh == "已核实3项：确有问题2项、偶发0项、数据问题1项；命中率66.7%"
    shown = {row.key: row.cells[again.column("outcome")] for row in again.rows}
    assert [getattr(shown[key], "zh", "") for key in keys] == ["确有问题", "确有问题", "数据问题"]
    set_outcome(home, keys[0], None, now)
    assert set(read_outcomes(home)) == {keys[1], keys[2]}
    with pytest.raises(KeyError):
        set_outcome(home, keys[0], "guilty", now)
    file = home.state / "app.sqlite"
    assert file.stat().st_mode & 0o777 == 0o600
    for exhibit in ("hotspot_map", "hotspot_matrix", "hotspot_series"):
        assert build_exhibit(exhibit, Scope.of(home)).state == "ok", exhibit
    close_readers()


def test_a_mix_beyond_chance_is_told_in_order_of_code(tmp_path: Path) -> None:
    made = builder(tmp_path / "home")
    rows = quiet_weeks(np.random.default_rng(21), FIRST, WEEKS, 7)
    extra = [case(f"X{n:03d}", LAST_WEEK - timedelta(weeks=n % 50), "石桥镇", "环境保护") for n in range(40)]
    accused = [case(f"A{n:03d}", LAST_WEEK, "北原镇", "交通运输", 信访目的="检举控告") for n in range(60)]
    take(made, SUNDAY, [*rows, *extra, *accused])
    home = published(made, SUNDAY)
    start = SUNDAY - timedelta(weeks=52) + timedelta(days=1)
    inside = [row for row in (*rows, *extra) if row["登记时间"][:10] >= start.isoformat()]
    place, topic = "石桥镇", "环境保护"
    here = sum(row["问题属地"] == place and row["一级分类"] == topic for row in inside)
    margins = sum(row["问题属地"] == place for row in inside) * sum(row["一级分类"] == topic for row in inside)
    found = {(x.township, x.topic_1): x for x in over_represented(current_version(home))}
    assert found[place, topic].matters == here
    assert found[place, topic].expected == pytest.approx(margins / len(inside))
    assert ("北原镇", "交通运输") not in found
    assert len(found) <= 3  # of 24 cells hardly one by chance
    shown = build_exhibit("over_representation", Scope.of(home))
    assert [row.key for row in shown.rows] == sorted(row.key for row in shown.rows)
    assert "不是排名" in shown.notes[0].zh
    assert rows_of(home, "select min(matters) from marts.over_representation")[0][0] >= 3
    close_readers()
