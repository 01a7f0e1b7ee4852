"""Unusual weeks of the headline series, from published versions whose weeks are known."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.warehouse_builder import builder
from warehouse.calendar import week_of
from warehouse.home import Home
from warehouse.query import QueryError, metric

MONDAY = date(2024, 9, 2)
# Thirty-nine weeks: 26 to 52 weeks of baseline, the last thirteen judged.
USUAL = 13
# A week in the baseline that touches a named period, one that holds a public holiday, both far from usual.
NAMED_WEEK, HOLIDAY_WEEK = 10, 4  # 11 November; 30 September with the National Day


def counts(weeks: int) -> list[int]:
    """12, 14, 12, 14 … in the baseline."""
    return [12 + 2 * (n % 2) for n in range(weeks)]


def rows(weekly: list[int], **other: Any) -> Iterator[dict[str, Any]]:
    for number, n in enumerate(weekly):
        day = MONDAY + timedelta(weeks=number)
        for place in range(n):
            yield {"case_id": f"{number}-{place}", "registered_at": f"{day}T09:00", **other}


def published(folder: Path, weekly: list[int], periods: list[dict[str, Any]], **other: Any) -> Home:
    made = builder(folder)
    if periods:
        made.file("2024-09-01", periods, "sensitive_periods")
    last = (MONDAY + timedelta(weeks=len(weekly)) - timedelta(days=1)).isoformat()
    made.file(last, list(rows(weekly, **other)))
    made.publish(last)
    made.connection.close()
    return made.home


def signals(home: Home, **question: Any) -> list[dict[str, Any]]:
    return metric(home, "spc_signal", exact=True, **question).records()


def label(number: int) -> str:
    return week_of(MONDAY + timedelta(weeks=number)).label


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    weekly = counts(39)
    weekly[NAMED_WEEK], weekly[HOLIDAY_WEEK] = 60, 1
    weekly[30], weekly[33] = 30, 2
    period = {"period_name": "会议", "starts_on": "2024-11-13", "ends_on": "2024-11-13"}
    return published(tmp_path_factory.mktemp("office"), weekly, [period])


def test_the_baseline_is_frozen_and_leaves_out_named_periods_and_holidays(home: Home) -> None:
    """Left of 26 weeks: 19, without the named one, Mid-Autumn (2), National Day (4, 5), New Year (17) and Spring
    Festival (21, 22)."""
    left_out = {2, HOLIDAY_WEEK, 5, NAMED_WEEK, 17, 21, 22}
    kept = [count for number, count in enumerate(counts(26)) if number not in left_out]
    mean = sum(kept) / len(kept)
    ranges = [abs(b - a) for a, b in pairwise(kept)]
    half = 2.66 * sum(ranges) / len(ranges)
    found = signals(home, where={"series": "cases"})
    assert len(found) == USUAL
    for row in found:
        assert (row["low"], row["high"]) == pytest.approx((mean - half, mean + half))


def test_only_the_last_thirteen_weeks_are_judged(home: Home) -> None:
    found = signals(home, where={"series": "cases"})
    assert [row["week"] for row in found] == [label(number) for number in range(26, 39)]
    assert {row["week"]: row["spc_rule"] for row in found if row["value"]} == {
        label(30): "outside",
        label(33): "outside",
    }


def test_a_series_that_no_export_has_is_blank_with_its_reason(home: Home) -> None:
    (row,) = signals(home, where={"series": "visit_events"})
    assert (row["value"], row["reason"]) == (None, "not_in_export:channel")


def test_days_asked_for_choose_weeks_and_do_not_change_the_baseline(home: Home) -> None:
    whole = {row["week"]: row for row in signals(home, where={"series": "cases"})}
    start = MONDAY + timedelta(weeks=30)
    found = signals(home, where={"series": "cases"}, start=start, end=start + timedelta(days=8))
    assert [row["week"] for row in found] == [label(30), label(31)]
    assert all(row == whole[row["week"]] for row in found)


def test_weeks_and_rules_can_be_asked_for(home: Home) -> None:
    outside = signals(home, where={"series": "cases", "spc_rule": "outside"})
    assert [row["week"] for row in outside] == [label(30), label(33)]
    (week,) = signals(home, where={"series": "cases", "week": label(33)})
    assert week["numerator"] == 2


def test_an_unknown_series_names_the_nearest(home: Home) -> None:
    with pytest.raises(QueryError, match="visit_events"):
        signals(home, where={"series": "visit_event"})


def test_a_short_history_judges_fewer_weeks_or_says_why_none(tmp_path: Path) -> None:
    """28 weeks judge two; below 5 a week nothing is drawn."""
    found = signals(published(tmp_path / "a", counts(28), []), where={"series": "cases"})
    assert [row["week"] for row in found] == [label(26), label(27)]
    (row,) = signals(published(tmp_path / "b", [4] * 28, []), where={"series": "cases"})
    assert (row["value"], row["reason"]) == (None, "mean_below_5")
    (row,) = signals(published(tmp_path / "c", [9] * 5, []), where={"series": "cases"})
    assert (row["value"], row["reason"]) == (None, "baseline_short")
