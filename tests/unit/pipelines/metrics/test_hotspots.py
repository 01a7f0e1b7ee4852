"""Hotspots of whole offices: what is found, what is not, and what happens where little is known."""

from __future__ import annotations

import math
from dataclasses import fields
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.metrics.hotspots import Direction, Evaluation, Phase, hotspots
from pipelines.metrics.judgement import Method, Reason, Status, judge, replay_rate
from pipelines.metrics.weekly_series import Calendar, Panel, Series, silent_weeks, weekly_panel

FIRST = date(2023, 1, 2)
SCHEMA = {
    "week_start": pl.Date,
    "matter": pl.String,
    "township": pl.String,
    "topic_1": pl.String,
    "topic_2": pl.String,
    "collective": pl.Boolean,
    "visit": pl.String,
}
PLACES = ["甲镇", "乙镇", "丙乡", "丁街道"]
NEAR = {"甲镇": ["乙镇"], "乙镇": ["甲镇", "丙乡"], "丙乡": ["乙镇", "丁街道"], "丁街道": ["丙乡"]}
TOPICS = ["国土资源", "城乡建设", "劳动和社会保障"]

Row = tuple[object, ...]


def week(number: int) -> date:
    return FIRST + timedelta(days=7 * number)


def cases(rows: list[Row]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def quiet(weeks: int, per_week: float = 8.0, seed: int = 1, places: int = 4) -> list[Row]:
    """Rows of an office where nothing happens: every case is a matter of its own."""
    rng = np.random.default_rng(seed)
    rows: list[Row] = []
    for number in range(weeks):
        for _ in range(rng.poisson(per_week)):
            topic = TOPICS[rng.integers(3)]
            rows.append((week(number), f"m{len(rows)}", PLACES[rng.integers(places)], topic, topic + "-1", False, None))
    return rows


def office(rows: list[Row], weeks: int, uncovered: list[int] | None = None) -> Panel:
    calendar = Calendar.of(FIRST, week(weeks - 1), [week(number) for number in uncovered or []])
    return weekly_panel(cases(rows), calendar)


def planted(number: int, weeks: range, place: str = "乙镇", topic: str = "国土资源") -> list[Row]:
    return [(week(w), f"hot{w}-{k}", place, topic, topic + "-1", False, None) for w in weeks for k in range(number)]


def run(panel: Panel, **options: object) -> list[Evaluation]:
    return hotspots(panel, NEAR, 7, permutations=99, **options)  # type: ignore[arg-type]


def assert_sound(rows: list[Evaluation]) -> None:
    """No NaN, no infinity; numbers where there is a method, a reason where there is none."""
    for row in rows:
        for field in fields(row):
            value = getattr(row, field.name)
            assert not (isinstance(value, float) and not math.isfinite(value)), (row, field.name)
        assert (row.status is Status.NOT_EVALUATED) <= (row.reason is not None), row
        assert row.is_alarm <= (row.p is not None and row.phase is not None and row.first_seen is not None), row
        assert row.is_alarm <= (row.distinct_matters is not None and row.distinct_matters >= 3), row


# ------------------------------------------------------------------ what is found


def test_a_planted_hotspot_is_found_at_every_grain_and_a_quiet_year_has_nothing() -> None:
    weeks = 130
    rows = run(office(quiet(weeks) + planted(6, range(127, 130)), weeks))
    assert_sound(rows)
    alarms = [row for row in rows if row.is_alarm]
    assert {row.grain for row in alarms} == {
        "county_topic_1", "township", "township_topic_1", "township_topic_2", "scan",
    }  # fmt: skip
    assert all(row.week_start >= week(127) for row in alarms)
    last = [row for row in alarms if row.week_start == week(129)]
    cell = next(row for row in last if row.grain == "township_topic_1" and row.window_weeks == 4)
    assert (cell.townships, cell.topic_1) == (("乙镇",), "国土资源")
    assert cell.status is Status.STRONG
    assert cell.q_passed == 0.01
    assert cell.expected is not None
    assert cell.limit is not None
    assert cell.observed is not None
    assert cell.expected < cell.limit < cell.observed
    assert cell.method is Method.PREDICTIVE
    assert (cell.first_seen, cell.phase) == (week(127), Phase.ONGOING)
    zone = next(row for row in last if row.grain == "scan")
    assert "乙镇" in zone.townships
    assert zone.recurrence_interval_weeks is not None
    assert zone.recurrence_interval_weeks >= 52


def test_a_run_of_alarms_begins_goes_on_and_ends() -> None:
    weeks = 130
    rows = run(office(quiet(weeks) + planted(8, range(121, 123)), weeks))
    phases: dict[date, set[Phase | None]] = {}
    for row in rows:
        if row.grain == "township_topic_1" and row.townships == ("乙镇",) and row.topic_1 == "国土资源":
            phases.setdefault(row.week_start, set()).add(row.phase)
    assert phases[week(120)] == {None}
    assert Phase.NEW in phases[week(121)]
    assert Phase.ONGOING in phases[week(122)]
    ended = [start for start, found in phases.items() if Phase.ENDED in found]
    assert len(ended) == 1
    assert week(123) <= ended[0] <= week(127)
    assert phases[week(129)] == {None}


def test_where_a_run_began_before_these_weeks_is_kept() -> None:
    weeks = 130
    panel = office(quiet(weeks) + planted(8, range(126, 130)), weeks)
    whole = run(panel)
    before = [row for row in whole if row.week_start == week(127)]
    later = run(panel, weeks=2, earlier=before)
    tail = [row for row in whole if row.week_start >= week(128)]
    assert [row for row in later if row.grain != "scan"] == [row for row in tail if row.grain != "scan"]
    assert any(row.phase is Phase.ONGOING and row.first_seen == week(126) for row in later)
    assert any(row.phase is Phase.NEW for row in run(panel, weeks=2))


def test_an_office_of_four_years_is_judged_by_its_seasons() -> None:
    weeks = 212
    rows = run(office(quiet(weeks, 12), weeks), weeks=2)
    assert_sound(rows)
    assert {row.method for row in rows if row.grain == "county_topic_1"} == {Method.FARRINGTON}


def test_the_direction_of_twelve_weeks() -> None:
    rows = [
        (week(w), f"{w}-{k}", "甲镇", "国土资源", None, False, None) for w in range(60) for k in range(max(1, w - 46))
    ]
    found = [row for row in run(office(rows, 60), weeks=1) if row.grain == "county_topic_1"]
    assert {row.direction for row in found} == {Direction.UP}


def test_the_same_seed_gives_the_same_answer_and_a_week_is_shuffled_alike_in_every_build() -> None:
    weeks = 100
    rows = quiet(weeks)
    whole = run(office(rows, weeks))
    assert whole == run(office(list(reversed(rows)), weeks))
    earlier = run(office([row for row in rows if row[0] < week(95)], 95))  # type: ignore[operator]
    scans = {row.week_start: row for row in whole if row.grain == "scan"}
    again = [row for row in earlier if row.grain == "scan" and row.week_start in scans]
    assert len(again) >= 7
    assert all(row == scans[row.week_start] for row in again if row.phase is None)


# ------------------------------------------------------------------ how often a quiet office is called


@pytest.mark.parametrize("size", [1, 4])
@pytest.mark.parametrize("cases_a_week", [10, 130])
@pytest.mark.parametrize("series", [17, 30])
def test_quiet_clustered_offices_have_few_alarms(size: int, cases_a_week: int, series: int) -> None:
    """60 offices, 13 weeks each, one grain: at most one week of twenty (benchmarks/statistics.py has all of it)."""
    offices, weeks = 60, 130
    rng = np.random.default_rng(5)
    share = 1 / np.arange(1, series + 1) ** 0.9
    mean = cases_a_week * share / share.sum()
    counts = rng.negative_binomial(size, size / (size + mean[None, :, None]), (offices, series, weeks))
    panel = panel_of(counts.reshape(-1, weeks), [Series(f"{n}") for n in range(offices) for _ in range(series)])
    alarmed = [
        judge(panel, t).alarms.reshape(2, offices, series).any(axis=(0, 2)).mean() for t in range(weeks - 13, weeks)
    ]
    assert np.mean(alarmed) <= 0.05


def panel_of(counts: np.ndarray, series: list[Series]) -> Panel:
    calendar = Calendar.of(FIRST, week(counts.shape[1] - 1))
    none = np.zeros(counts.shape, dtype=np.int64)
    long = np.cumsum(counts, axis=1)
    long[:, 4:] -= long[:, :-4].copy()
    since = np.zeros(len(counts), dtype=np.int64)
    return Panel(calendar, tuple(series), since, counts, long, counts, counts, none, none)


def test_replay_says_how_often_the_past_was_called() -> None:
    weeks = 160
    panel = office(quiet(weeks) + planted(9, range(100, 104)), weeks)
    rates = replay_rate(panel, range(95, 147))
    assert set(rates) == {"county_topic_1", "township", "township_topic_1", "township_topic_2"}
    assert all(rate is not None and 3 / 52 <= rate <= 12 / 52 for rate in rates.values())
    assert replay_rate(panel, []) == dict.fromkeys(rates)


# ------------------------------------------------------------------ little is known


def test_no_case_at_all() -> None:
    rows = run(office([], 60))
    assert {row.grain for row in rows} == {"scan"}
    assert {row.reason for row in rows} == {Reason.ONE_TOWNSHIP}
    assert_sound(rows)
    assert hotspots(weekly_panel(cases([]), Calendar.of(FIRST, FIRST - timedelta(days=7))), {}, 1) == []


def test_one_week() -> None:
    rows = run(office(quiet(1), 1))
    assert_sound(rows)
    assert {(row.status, row.reason) for row in rows} == {(Status.NOT_EVALUATED, Reason.TOO_FEW_WEEKS)}


def test_less_than_a_year_is_watched_and_never_an_alarm() -> None:
    rows = run(office(quiet(30) + planted(9, range(28, 30)), 30))
    assert_sound(rows)
    series = [row for row in rows if row.grain != "scan"]
    assert {row.method for row in series} <= {Method.EARS, None}
    assert Status.WATCH in {row.status for row in series}
    assert not any(row.is_alarm for row in series)
    assert all(row.p is None for row in series)


def test_one_township() -> None:
    rows = run(office(quiet(130, places=1) + planted(9, range(128, 130), "甲镇"), 130))
    assert_sound(rows)
    assert {row.reason for row in rows if row.grain == "scan"} == {Reason.ONE_TOWNSHIP}
    assert any(row.is_alarm and row.grain == "township_topic_1" for row in rows)


def test_no_neighbours_known() -> None:
    rows = hotspots(office(quiet(130), 130), {}, 1, weeks=1, permutations=19)
    assert [row.reason for row in rows if row.grain == "scan"] == [Reason.NO_NEIGHBOURS]


def test_a_topic_that_slept_for_years_has_nothing_to_be_measured_by() -> None:
    rows = quiet(130) + planted(1, range(1), topic="其他") + planted(5, range(129, 130), topic="其他")
    found = [row for row in run(office(rows, 130), weeks=1) if row.topic_1 == "其他" and row.grain == "county_topic_1"]
    assert {(row.status, row.reason) for row in found} == {(Status.NOT_EVALUATED, Reason.NO_REFERENCE_CASES)}
    assert [row.observed for row in found] == [5, 5]


def test_a_township_added_last_month_is_no_hotspot() -> None:
    """Its first weeks have no quiet past: a watch at most, and no cluster of the scan."""
    rows = quiet(130, places=3) + [
        (week(w), f"new{w}-{k}", "丁街道", TOPICS[k % 3], None, False, None) for w in range(126, 130) for k in range(4)
    ]
    found = run(office(rows, 130))
    assert_sound(found)
    assert not any(row.is_alarm for row in found if "丁街道" in row.townships)
    of_town = [row for row in found if row.townships == ("丁街道",) and row.week_start == week(129)]
    assert {row.reason for row in of_town} == {Reason.TOO_FEW_WEEKS}


def test_weeks_that_no_export_covers_are_unknown_and_not_zero() -> None:
    gap = [100, 101, 125]
    rows = [row for row in quiet(130) if row[0] not in {week(number) for number in gap}]
    found = run(office(rows, 130, gap))
    assert_sound(found)
    lost = [row for row in found if row.week_start == week(125)]
    assert {row.reason for row in lost} == {Reason.WEEK_NOT_COVERED}
    assert all(row.observed is None for row in lost)
    after = [row for row in found if row.week_start == week(127) and row.grain == "township"]
    assert {row.status for row in after if row.window_weeks == 1} == {Status.NONE}
    assert {row.reason for row in after if row.window_weeks == 4} == {Reason.WEEK_NOT_COVERED}
    # A gap read as zeros would lower what is expected.
    full = run(office(quiet(130), 130))
    expected = [
        np.mean([row.expected for row in rows_ if row.week_start == week(129) and row.grain == "township"])
        for rows_ in (found, full)
    ]
    assert expected[0] == pytest.approx(expected[1], rel=0.15)


def test_a_matter_with_five_hundred_repeats_is_one_matter() -> None:
    again = [(week(100 + k % 30), "always", "甲镇", "国土资源", "国土资源-1", False, None) for k in range(500)]
    found = run(office(quiet(130, 1.0) + again, 130))
    assert_sound(found)
    cell = [row for row in found if row.townships == ("甲镇",) and row.topic_1 == "国土资源" and row.window_weeks == 4]
    assert all(row.distinct_matters is not None and row.distinct_matters <= 4 for row in cell)
    assert max(row.cases or 0 for row in cell) > 60
    assert not any(row.is_alarm for row in cell)


def test_one_visit_that_brings_most_matters_is_told() -> None:
    visit = [(week(129), f"v{k}", "丙乡", "城乡建设", "城乡建设-1", True, "visit-1") for k in range(6)]
    rows = run(office(quiet(130, 2.0) + visit, 130), weeks=1)
    cell = next(row for row in rows if row.grain == "township_topic_1" and row.is_alarm and row.window_weeks == 1)
    assert cell.driven_by_one_visit
    assert cell.collective_events == 6
    spread = run(office(quiet(130, 2.0) + planted(6, range(129, 130)), 130), weeks=1)
    assert all(not row.driven_by_one_visit for row in spread if row.is_alarm)


def test_fewer_than_three_matters_are_no_alarm() -> None:
    rows = [(week(w), f"{w}", "甲镇", "国土资源", None, False, None) for w in (20, 30, 75)]
    rows += [(week(129), f"x{k}", "甲镇", "国土资源", None, False, None) for k in range(2)]
    found = [row for row in run(office(rows, 130), weeks=1) if row.grain == "township"]
    assert not any(row.is_alarm for row in found)
    assert Reason.FEWER_THAN_3_MATTERS in {row.reason for row in found}


def test_rows_without_township_or_topic_count_where_they_can() -> None:
    rows = [(week(w), f"{w}", None, "国土资源", None, None, None) for w in range(60)]
    assert {row.grain for row in run(office(rows, 60), weeks=1)} == {"county_topic_1", "scan"}


@settings(max_examples=25, deadline=None)
@given(
    weeks=st.integers(1, 230),
    per_week=st.sampled_from([0.02, 0.3, 3.0]),
    places=st.integers(1, 4),
    seed=st.integers(0, 99),
    gap=st.lists(st.integers(0, 229), max_size=30),
)
def test_every_office_gets_an_answer(weeks: int, per_week: float, places: int, seed: int, gap: list[int]) -> None:
    panel = office(quiet(weeks, per_week, seed, places), weeks, gap)
    rows = hotspots(panel, NEAR, seed, weeks=2, permutations=19)
    assert_sound(rows)
    assert len(rows) >= min(weeks, 2) * (2 * len(panel.series) + 1)


# ------------------------------------------------------------------ weeks and series


def test_the_same_week_of_earlier_years_in_years_of_53_weeks() -> None:
    calendar = Calendar.of(date(2018, 1, 1), date(2026, 12, 28))
    for number, start in enumerate(calendar.starts):
        same = calendar.same_weeks(number, 4)
        assert same[0] == number
        for back, place in enumerate(same[1:], start=1):
            day = min(start.day, 28) if start.month == 2 else start.day
            assert abs((calendar.starts[place] - date(start.year - back, start.month, day)).days) <= 3
    at_53 = calendar.starts.index(date(2020, 12, 28))
    assert [calendar.starts[place] for place in calendar.same_weeks(at_53, 2)[1:]] == [
        date(2019, 12, 30), date(2018, 12, 31),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("weeks", "silent"),
    [
        ([14, 12, 15, 13, 0, 16, 14, 12, 15, 0, 0], [4, 9, 10]),  # e^−14 is one in a million
        ([5, 6, 4, 7, 0, 5, 6, 4, 5, 6], []),  # e^−5 happens
        ([30, 1, 2, 45, 0, 3, 1, 60, 2, 20], []),  # so uneven that an empty week is one of many
        ([14, 12, 0], []),  # too few weeks to know
        ([0, 0, 0], []),
        ([9] * 10 + [0], [10]),
    ],
)
def test_a_week_that_an_office_can_hardly_have_had_is_silent(weeks: list[int], silent: list[int]) -> None:
    assert np.flatnonzero(silent_weeks(np.array(weeks))).tolist() == silent


def test_series_of_a_panel_by_hand() -> None:
    rows: list[Row] = [
        (week(0), "a", "甲镇", "国土资源", "征地", False, None),
        (week(0), "a", "甲镇", "国土资源", "征地", False, None),
        (week(2), "a", "甲镇", "国土资源", "征地", True, "v1"),
        (week(2), "b", "甲镇", "国土资源", "征地", True, "v1"),
        (week(7), "a", "甲镇", "国土资源", "征地", False, None),
        (week(7), "c", "乙镇", None, None, None, None),
        (week(99), "d", "乙镇", None, None, None, None),
    ]
    panel = office(rows, 8)
    assert [(s.grain, s.township, s.topic_1, s.topic_2) for s in panel.series] == [
        ("county_topic_1", None, "国土资源", None),
        ("township", "乙镇", None, None),
        ("township", "甲镇", None, None),
        ("township_topic_1", "甲镇", "国土资源", None),
        ("township_topic_2", "甲镇", None, "征地"),
    ]
    assert panel.since.tolist() == [0, 7, 0, 0, 0]
    assert panel.matters[2].tolist() == [1, 0, 2, 0, 0, 0, 0, 1]
    assert panel.matters_long[2].tolist() == [1, 1, 2, 2, 2, 2, 0, 1]
    assert panel.arrivals[2].tolist() == [1, 0, 1, 0, 0, 0, 0, 1]
    assert panel.cases[2].tolist() == [2, 0, 2, 0, 0, 0, 0, 1]
    assert panel.collective[2].tolist() == [0, 0, 2, 0, 0, 0, 0, 0]
    assert panel.largest_visit[2].tolist() == [0, 0, 2, 0, 0, 0, 0, 0]
    assert panel.known[1].tolist() == [False] * 7 + [True]
