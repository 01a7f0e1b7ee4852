"""A figure beside that of another period, asked of published versions whose counts are known day by day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import chinese_calendar
import pytest

from tests.warehouse_builder import Builder, builder
from warehouse.calendar import Period, month_of, week_of
from warehouse.home import Home, parse_configuration
from warehouse.query import QueryError, metric
from warehouse.query.intervals import poisson_ratio, wilson
from warehouse.query.stretches import Against

EAST, WEST = "东关街道", "西河镇"
AS_OF = "2026-11-11"  # a Wednesday: week 46 is three days old

# Cases a day and township. Weeks 2026-W45 and W46, the same of 2025; October holidays; Spring Festivals; whole months.
CASES: dict[str, dict[str, int]] = {
    "2026-11-02": {WEST: 3}, "2026-11-04": {EAST: 1}, "2026-11-06": {EAST: 6},
    "2026-11-09": {EAST: 2}, "2026-11-11": {EAST: 5},
    "2025-11-10": {EAST: 2}, "2025-11-14": {EAST: 5},
    "2026-10-05": {EAST: 6}, "2026-10-13": {EAST: 5},
    "2025-02-01": {EAST: 8}, "2026-02-16": {EAST: 18}, "2025-02-16": {EAST: 5},
    "2026-07-02": {EAST: 10}, "2026-07-20": {EAST: 4}, "2026-06-20": {EAST: 7}, "2026-06-29": {EAST: 2},
}  # fmt: skip
PERIODS = [
    {"period_name": "春节", "starts_on": "2025-01-28", "ends_on": "2025-02-04", "lead_days": 7},
    {"period_name": "春节", "starts_on": "2026-02-15", "ends_on": "2026-02-23", "lead_days": 7},
    {"period_name": "大排查", "starts_on": "2026-06-15", "ends_on": "2026-06-30"},
]  # fmt: skip


def rows(cases: dict[str, dict[str, int]]) -> Iterator[dict[str, Any]]:
    for day, places in cases.items():
        for township, n in places.items():
            for number in range(n):
                yield {
                    "case_id": f"{day}-{township}-{number}", "registered_at": f"{day}T09:00", "township": township,
                    "channel": "visit" if number % 2 else "web", "persons": 3, "matter_id": f"{day}-{number}",
                }  # fmt: skip


def published(made: Builder, cases: dict[str, dict[str, int]], as_of: str) -> Home:
    made.file("2024-12-31", PERIODS, "sensitive_periods")
    made.file(as_of, list(rows(cases)))
    made.publish(as_of)
    made.connection.close()
    return made.home


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return published(builder(tmp_path_factory.mktemp("office")), CASES, AS_OF)


def compared(home: Home, against: Against, metric_id: str = "cases", **question: Any) -> list[dict[str, Any]]:
    question = {k: date.fromisoformat(v) if k in ("start", "end") else v for k, v in question.items()}
    return metric(home, metric_id, compare=against, exact=True, **question).records()


def one(home: Home, against: Against, metric_id: str = "cases", **question: Any) -> tuple[Any, dict[str, Any]]:
    (row,) = compared(home, against, metric_id, **question)
    return row["value"], row["compare"]


def working(days: Period) -> int:
    every = (days.start + timedelta(n) for n in range(days.days))
    return sum(bool(chinese_calendar.is_workday(day)) for day in every)


def test_an_unfinished_week_is_compared_at_equal_age(home: Home) -> None:
    value, beside = one(home, "previous", where={"week": "2026-W46"})
    assert (value, beside["value"], beside["from"], beside["to"]) == (7, 4, "2026-11-02", "2026-11-04")
    assert (beside["days"], beside["days_before"]) == (3, 3)
    assert beside["ratio"] == pytest.approx(7 / 4)
    assert (beside["low"], beside["high"]) == pytest.approx(poisson_ratio(7, 4))
    value, beside = one(home, "year", where={"week": "2026-W46"})
    assert (value, beside["value"], beside["from"], beside["to"]) == (7, 2, "2025-11-10", "2025-11-12")


def test_a_finished_week_is_compared_whole(home: Home) -> None:
    value, beside = one(home, "year", where={"week": "2026-W45"})
    assert (value, beside["value"], beside["from"], beside["to"]) == (10, 0, "2025-11-03", "2025-11-09")
    assert beside["verdict"] == "new"
    assert beside["ratio"] is None
    assert beside["difference"] == 10


def test_every_week_of_a_series_has_its_own_fellow(home: Home) -> None:
    found = {row["week"]: row["compare"] for row in compared(home, "previous", by=("week",))}
    assert (found["2026-W46"]["value"], found["2026-W45"]["value"]) == (4, 0)
    assert found["2026-W30"]["from"] == "2026-07-13"


def test_nothing_and_nothing_are_both_zero(home: Home) -> None:
    value, beside = one(home, "previous", where={"week": "2026-W40", "channel": "letter"})
    assert (value, beside["value"], beside["verdict"]) == (0, 0, "both_zero")


def test_a_township_that_fell_to_nothing_is_shown(home: Home) -> None:
    """And so the parts sum to the whole on both sides."""
    found = {row["township"]: row for row in compared(home, "previous", by=("township",), where={"week": "2026-W46"})}
    assert {k: (row["value"], row["compare"]["value"]) for k, row in found.items()} == {EAST: (7, 1), WEST: (0, 3)}
    assert found[WEST]["compare"]["difference"] == -3
    by_week = compared(home, "previous", by=("week", "township"))
    last = [row for row in by_week if row["week"] == "2026-W46"]
    assert sum(row["compare"]["value"] for row in last) == 4


def test_working_days_of_both_and_the_ratio_per_working_day(home: Home) -> None:
    value, beside = one(home, "previous", where={"week": "2026-W42"})
    now, before = week_of(date(2026, 10, 12)), week_of(date(2026, 10, 5))
    assert (value, beside["value"]) == (5, 6)
    assert (beside["working_days"], beside["working_days_before"]) == (working(now), working(before))
    assert working(now) != working(before)
    assert beside["ratio_per_working_day"] == pytest.approx((5 / working(now)) / (6 / working(before)))


def test_months_are_compared_as_they_are_and_by_the_working_day(home: Home) -> None:
    value, beside = one(home, "previous", where={"month": "2026-07"})
    july, june = month_of(date(2026, 7, 1)), month_of(date(2026, 6, 1))
    assert (value, beside["value"], beside["difference"]) == (14, 9, 5)
    assert (beside["days"], beside["days_before"]) == (31, 30)
    assert beside["ratio"] == pytest.approx(14 / 9)
    assert (beside["low"], beside["high"]) == pytest.approx(poisson_ratio(14, 9))
    assert beside["ratio_per_working_day"] == pytest.approx((14 / working(july)) / (9 / working(june)))


def test_a_part_of_a_month_stands_beside_the_same_part(home: Home) -> None:
    found = {
        row["month"]: row for row in compared(home, "previous", by=("month",), start="2026-07-15", end="2026-07-31")
    }
    july = found["2026-07"]
    assert (july["value"], july["compare"]["value"]) == (4, 9)
    assert (july["compare"]["from"], july["compare"]["to"]) == ("2026-06-15", "2026-06-30")


@pytest.mark.parametrize(
    ("where", "value", "start", "end", "before"),
    [
        ({"quarter": "2026-Q3"}, 14, "2026-04-01", "2026-06-30", 9),
        ({"year": "2026"}, 69, "2025-01-01", "2025-11-11", 15),
    ],
)
def test_quarter_and_unfinished_year(
    home: Home, where: dict[str, str], value: int, start: str, end: str, before: int
) -> None:
    found, beside = one(home, "previous", where=where)
    assert (found, beside["from"], beside["to"], beside["value"]) == (value, start, end, before)


def test_the_year_to_date_stands_beside_the_same_dates(home: Home) -> None:
    """189 days from 1 January: so many times seven, but dates are compared with dates."""
    value, beside = one(home, "year", start="2026-01-01", end="2026-07-08")
    assert (value, beside["from"], beside["to"], beside["value"]) == (37, "2025-01-01", "2025-07-08", 13)


def test_rolling_weeks_stand_364_days_back(home: Home) -> None:
    value, beside = one(home, "year", start="2026-10-12", end="2026-11-08")
    assert (value, beside["from"], beside["to"]) == (15, "2025-10-13", "2025-11-09")


@pytest.mark.parametrize("against", ["period", "year"])
def test_named_periods_are_aligned_by_the_event_and_compared_by_the_day(home: Home, against: Against) -> None:
    """18 in 9 days against 8 in 8 days; the same dates of the year before held 5."""
    value, beside = one(home, against, where={"period": "2026年春节"})
    assert (value, beside["value"], beside["from"], beside["to"]) == (18, 8, "2025-01-28", "2025-02-04")
    assert beside["ratio"] == pytest.approx(2)
    assert beside["difference"] == 10
    assert (beside["low"], beside["high"]) == pytest.approx(poisson_ratio(18, 8, 9 / 8))


def test_a_period_named_without_its_year_is_the_latest(home: Home) -> None:
    value, _ = one(home, "period", where={"period": "春节"})
    assert value == 18


def test_named_periods_as_a_breakdown(home: Home) -> None:
    found = {row["period"]: row for row in compared(home, "period", by=("period",))}
    assert {name: row["value"] for name, row in found.items()} == {"2025年春节": 8, "2026年春节": 18, "大排查": 9}
    assert found["2026年春节"]["compare"]["value"] == 8
    assert "compare" not in found["2025年春节"]  # no earlier one of that event
    assert "compare" not in found["大排查"]


def test_a_named_period_beside_the_days_before_it(home: Home) -> None:
    value, beside = one(home, "previous", where={"period": "大排查"})
    assert (value, beside["from"], beside["to"]) == (9, "2026-05-30", "2026-06-14")


def test_persons_are_compared_without_a_verdict(home: Home) -> None:
    value, beside = one(home, "previous", "visit_persons", where={"month": "2026-07"})
    assert (value, beside["value"]) == (21, 12)
    assert (beside["verdict"], beside["low"], beside["detectable"]) == ("not_judged", None, None)


def test_shares_are_compared_by_their_difference(home: Home) -> None:
    value, beside = one(home, "previous", "web_share", where={"month": "2026-07"})
    assert (value, beside["value"]) == (7 / 14, 5 / 9)
    assert beside["difference"] == pytest.approx(7 / 14 - 5 / 9)
    (p1, (l1, u1)), (p2, (l2, u2)) = (7 / 14, wilson(7, 14)), (5 / 9, wilson(5, 9))
    assert beside["low"] == pytest.approx(p1 - p2 - ((p1 - l1) ** 2 + (u2 - p2) ** 2) ** 0.5)
    assert beside["high"] == pytest.approx(p1 - p2 + ((u1 - p1) ** 2 + (p2 - l2) ** 2) ** 0.5)
    assert beside["verdict"] == "within_chance"


def test_the_detectable_change_is_a_figure_of_its_own(home: Home) -> None:
    _, beside = one(home, "previous", where={"month": "2026-07"})
    (row,) = compared(home, "previous", "detectable_change", where={"month": "2026-07"})
    assert row["value"] == beside["detectable"]
    low, _ = poisson_ratio(row["value"], 9)
    lower, _ = poisson_ratio(row["value"] - 1, 9)
    assert low > 1 >= lower


def test_a_stretch_that_the_data_begin_in_says_so(home: Home) -> None:
    """Data that begin inside the other stretch may make any count look like a rise, and hide a fall: 7 are not told
    from 13, but the 13 are of 89 days of 198 only.
    """
    value, beside = one(home, "year", start="2026-01-01", end="2026-07-08")
    assert (beside["from"], beside["data_from"]) == ("2025-01-01", "2025-02-01")
    assert (value, beside["value"], beside["verdict"]) == (37, 13, "up")  # as 13 in 158 days of 189 would have it too
    value, beside = one(home, "previous", start="2025-05-01", end="2025-11-14")
    assert (beside["from"], beside["data_from"]) == ("2024-10-15", "2025-02-01")
    assert (value, beside["value"], beside["verdict"]) == (7, 13, "incomplete")
    _, beside = one(home, "year", start="2026-10-12", end="2026-11-08")
    assert beside["data_from"] is None


def test_before_the_data_nothing_is_known(home: Home) -> None:
    _, beside = one(home, "year", where={"week": "2025-W05"})
    assert (beside["value"], beside["reason"], beside["verdict"]) == (None, "no_data", "unknown")


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ({}, "--from"),
        ({"start": "2026-01-01"}, "--from"),
        ({"by": ("week", "month")}, "一种时间"),
        ({"metric_id": "open_overdue", "where": {"township": EAST}}, "存量"),
        ({"metric_id": "detectable_change", "against": None}, "--compare"),
    ],
)
def test_questions_without_a_comparison(home: Home, question: dict[str, Any], says: str) -> None:
    question = {"against": "previous", **question}
    with pytest.raises(QueryError, match=says):
        compared(home, question.pop("against"), **question)


def test_week_53_stands_beside_the_week_364_days_before(tmp_path: Path) -> None:
    made = published(builder(tmp_path), {"2019-12-31": {EAST: 6}, "2020-12-29": {EAST: 3}}, "2021-01-31")
    value, beside = one(made, "year", where={"week": "2020-W53"})
    assert (value, beside["value"], beside["from"]) == (3, 6, "2019-12-30")


def test_the_months_of_an_office_that_cuts_on_the_25th(tmp_path: Path) -> None:
    text = "[calendar]\nmonth_cut_day = 25\n"
    office = Home(tmp_path)
    office.create()
    office.configuration_file.write_text(text, "utf-8")
    made = Builder(office, configuration=parse_configuration(text))
    cases = {"2026-01-26": {EAST: 1}, "2026-02-25": {EAST: 2}, "2026-02-26": {EAST: 4}, "2026-03-25": {EAST: 8}}
    published(made, cases, "2026-04-30")
    found = {row["month"]: row for row in compared(office, "previous", by=("month",))}
    assert {label: row["value"] for label, row in found.items()} == {"2026-02": 3, "2026-03": 12}
    assert found["2026-03"]["compare"]["value"] == 3
    value, beside = one(office, "previous", where={"month": "2026-03"})
    assert (value, beside["value"], beside["from"], beside["to"]) == (12, 3, "2026-01-26", "2026-02-25")
    quarter, _ = one(office, "previous", where={"quarter": "2026-Q1"})
    assert quarter == 15
