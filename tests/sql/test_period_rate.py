"""The daily rate of a named period against ordinary days, on an office made by hand."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import chinese_calendar
import pytest

from tests.warehouse_builder import builder
from warehouse.home import Home
from warehouse.query import metric
from warehouse.query.intervals import poisson, poisson_ratio

AS_OF = "2027-02-28"
PERIODS = {
    "会议": ("2026-06-08", "2026-06-12", 7),
    "论坛": ("2026-05-11", "2026-05-15", 0),  # among the days before 会议: replaced by earlier ones
    "演练": ("2026-01-05", "2026-01-09", 0),  # five weeks after the data begin
    "秋会": ("2026-09-07", "2026-09-11", 0),
    "冬会": ("2026-11-23", "2026-11-27", 0),
    "周末": ("2026-10-24", "2026-10-27", 0),  # two rest days, two working days
    "新年": ("2027-01-11", "2027-01-15", 0),  # no holiday calendar
    "未到": ("2027-03-01", "2027-03-05", 0),
}
# Days and matters of visits outside a reception place.
VISITS = [
    ("2026-04-15", "B"), ("2026-05-12", "D"), ("2026-05-20", "A"), ("2026-05-20", "A"), ("2026-05-21", "A"),
    ("2026-05-23", "C"), ("2026-06-09", "E"), ("2026-06-10", "F"), ("2026-06-10", "G"), ("2026-06-13", "H"),
    ("2026-08-03", "I"), ("2026-11-24", "J"), ("2026-09-19", "K"), ("2026-09-22", "L"), ("2026-10-25", "M"),
]  # fmt: skip


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    made = builder(tmp_path_factory.mktemp("office"))
    periods = [
        {"period_name": name, "starts_on": start, "ends_on": end, "lead_days": lead}
        for name, (start, end, lead) in PERIODS.items()
    ]
    made.file("2025-12-01", periods, "sensitive_periods")
    plain = {"channel": "visit", "persons": 1}
    rows = [
        {"case_id": f"V{n}", "matter_id": matter, "petitioned_on": on, "registered_at": f"{on}T09:00",
         "nonnormal_flag": 1, **plain}
        for n, (on, matter) in enumerate(VISITS)
    ]  # fmt: skip
    rows[6]["registered_at"] = "2026-06-13T09:00"  # E: four days late
    rows[7]["registered_at"] = "2026-06-13T09:00"  # F: three days late
    ordinary = [("O0", "2025-12-01", 0), ("O1", "2026-06-09", 0), ("O2", "2026-06-09", None)]
    rows += [
        {"case_id": name, "matter_id": name, "petitioned_on": on, "registered_at": f"{on}T09:00", "nonnormal_flag": flag,
         **plain}
        for name, on, flag in ordinary
    ]  # fmt: skip
    made.file(AS_OF, rows)
    made.publish(AS_OF)
    made.connection.close()
    return made.home


def rates(home: Home, **question: Any) -> dict[tuple[str, str], dict[str, Any]]:
    records = metric(home, "period_rate_ratio", exact=True, **question).records()
    return {(row["period"], row["phase"]): row for row in records}


def expected(stretch: list[date], before: date) -> tuple[int, int, float]:
    """Matter-days of a stretch and of its base, and what the base leads one to expect: counted day by day."""
    named = {
        day(start) + timedelta(n) for start, end, _ in PERIODS.values() for n in range((day(end) - day(start)).days + 1)
    }
    base: list[date] = []
    while len(base) < 56:
        before -= timedelta(1)
        if before not in named:
            base.append(before)
    seen = {(day(on), matter) for on, matter in VISITS}

    def matters(days: list[date]) -> int:
        return sum(on in days for on, _ in seen)

    total = 0.0
    for is_working in (True, False):
        own = [d for d in stretch if chinese_calendar.is_workday(d) == is_working]
        alike = [d for d in base if chinese_calendar.is_workday(d) == is_working]
        total += len(own) * matters(alike) / len(alike)
    return matters(stretch), matters(base), total


def days(name: str, phase: str) -> list[date]:
    start, end = (day(text) for text in PERIODS[name][:2])
    length = (end - start).days + 1
    first = start if phase == "during" else end + timedelta(1)
    return [first + timedelta(n) for n in range(length)]


@pytest.mark.parametrize("name", ["会议", "秋会", "周末"])
@pytest.mark.parametrize("phase", ["during", "after"])
def test_the_rate_is_that_counted_day_by_day(home: Home, name: str, phase: str) -> None:
    row = rates(home)[name, phase]
    start = day(PERIODS[name][0]) - timedelta(PERIODS[name][2])
    now, base, usual = expected(days(name, phase), start)
    assert (row["numerator"], row["denominator"]) == (now, base)
    assert row["value"] == pytest.approx(now / usual)
    assert (row["low"], row["high"]) == pytest.approx(poisson_ratio(now, base, usual / base))


def test_a_matter_counts_once_a_day_and_other_named_periods_are_no_base(home: Home) -> None:
    """会议: E, F and G in five working days; before it A twice (20 and 21 May), B, and C on a Saturday, never D."""
    row = rates(home)["会议", "during"]
    assert (row["numerator"], row["denominator"]) == (3, 4)


def test_a_period_without_a_visit_has_an_upper_limit(home: Home) -> None:
    row = rates(home)["秋会", "during"]
    assert (row["value"], row["low"]) == (0, 0)
    assert row["high"] > 1


@pytest.mark.parametrize(
    ("name", "reason"),
    [("演练", "base_short"), ("冬会", "base_empty"), ("新年", "no_holiday_calendar:2027"), ("未到", "period_not_over")],
)
def test_what_cannot_be_told_says_why(home: Home, name: str, reason: str) -> None:
    row = rates(home)[name, "during"]
    assert (row["value"], row["reason"]) == (None, reason)


def test_companions_of_the_rate(home: Home) -> None:
    """The days after stand beside the period, and the share registered more than three days late: E of E, F and G."""
    found = rates(home, where={"period": "会议"})
    assert set(found) == {("会议", "during"), ("会议", "after")}
    late = metric(home, "nonnormal_registered_late", where={"period": "会议"}, exact=True).cells[0]
    assert (late.numerator, late.denominator) == (1, 3)
    unknown = metric(home, "nonnormal_unknown", where={"period": "会议"}, exact=True).cells[0]
    assert unknown.value == 1


def test_days_asked_for_choose_periods(home: Home) -> None:
    found = rates(home, start=day("2026-09-01"), end=day("2026-09-30"))
    assert {name for name, _ in found} == {"秋会"}
    assert found["秋会", "during"] == rates(home)["秋会", "during"]


def test_nothing_in_n_days_means_below_three_point_seven_over_n() -> None:
    """Two-sided 95 %: the exact upper limit of a Poisson mean with no event is 3.69."""
    assert poisson(0)[1] == pytest.approx(3.689, abs=1e-3)
