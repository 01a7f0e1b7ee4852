"""Terms in working days, rollover, years without a holiday calendar, local rules (metric book 2; [[clock]]).

Days of the package: 2024-05-01 to 05 is a holiday and 2024-05-11 (a Saturday) is worked; 2026-10-01 to 07 is one and
2026-10-10 (a Saturday) is worked; it ends with 2026.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.sql.boundary import GOOD, Facts, Story, good, rate, read, write
from tests.warehouse_builder import Builder
from warehouse.home import CalendarRules, Configuration, Home, parse_configuration
from warehouse.working_days import DAY, WORKED

AS_OF = "2029-12-31"

WORKING = """
[[clock]]
id = "own_office"
step = "office_act"
days = 5
unit = "working_days"
valid_from = 2005-05-01

[[clock]]
id = "own_notice"
step = "notice"
days = 5
unit = "working_days"
valid_from = 2005-05-01

[[clock]]
id = "own_closing"
step = "closing"
days = 5
unit = "working_days"
valid_from = 2005-05-01

[[clock]]
id = "own_review"
step = "review"
days = 5
unit = "working_days"
valid_from = 2005-05-01
"""

ROLLOVER = replace(Configuration(), calendar=CalendarRules(deadline_rollover=True))


def built(
    folder: Path, stories: Mapping[str, Story], configuration: Configuration, holidays: Sequence[tuple[str, str]] = ()
) -> Builder:
    """An office of these stories, with its own holiday table."""
    home = Home(folder)
    home.create()
    if holidays:
        lines = [f"{DAY},{WORKED}", *(",".join(line) for line in holidays)]
        (home.reference / "holidays.csv").write_text("\n".join(lines), "utf-8-sig")
    office = Builder(home, configuration=configuration)
    write(office, stories)
    office.build(AS_OF)
    return office


def office_limits(office: Builder) -> dict[str, Any]:
    """The limit of the office's act of each case, else the reason why it is not known."""
    rows = office.connection.execute(
        "select case_id, coalesce(office_gap, cast(office_due_on as varchar)) from core.case_clock"
    )
    return dict(rows.fetchall())


def on(day: str) -> Story:
    return [(AS_OF, {"registered_at": f"{day}T09:00", "assigned_at": None, "first_flag": 1})]


# Registered on, limit of five working days after it.
FIVE: dict[str, str] = {
    "2024-03-04": "2024-03-11",  # a Monday: the first day is not counted
    "2024-03-08": "2024-03-15",  # a Friday
    "2024-03-09": "2024-03-15",  # a Saturday: counted from Monday
    "2024-04-30": "2024-05-10",  # past the holiday
    "2024-05-06": "2024-05-11",  # the Saturday after the holiday is worked
    "2026-09-30": "2026-10-13",
    "2026-12-24": "2026-12-31",
    "2026-12-25": "no_holiday_calendar:2027",
    "2026-12-31": "no_holiday_calendar:2027",
    "2027-03-01": "no_holiday_calendar:2027",
    "2028-03-01": "no_holiday_calendar:2028",
}


@pytest.fixture(scope="module")
def five(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    stories = {day: on(day) for day in FIVE}
    return office_limits(built(tmp_path_factory.mktemp("five") / "home", stories, parse_configuration(WORKING)))


@pytest.mark.parametrize("day", FIVE)
def test_a_term_in_working_days(five: dict[str, Any], day: str) -> None:
    assert five[day] == FIVE[day]


def test_the_office_s_own_table_wins_and_goes_beyond_the_package(tmp_path: Path) -> None:
    """A year with a row is covered, Monday to Friday worked where the table does not say otherwise."""
    table = [("2024-03-06", "否"), ("2027-01-01", "否"), ("2027-01-02", "是"), ("2027-02-08", "否")]
    stories = {day: on(day) for day in ("2024-03-04", "2026-12-25", "2027-02-05", "2027-12-24", "2027-12-27")}
    limits = office_limits(built(tmp_path, stories, parse_configuration(WORKING), table))
    assert limits == {
        "2024-03-04": "2024-03-12",  # the sixth is off
        "2026-12-25": "2027-01-02",  # 28, 29, 30, 31, and the worked Saturday after New Year
        "2027-02-05": "2027-02-15",  # the eighth is off
        "2027-12-24": "2027-12-31",
        "2027-12-27": "no_holiday_calendar:2028",
    }


def test_no_term_counts_across_a_year_without_a_calendar(tmp_path: Path) -> None:
    """The table knows 2028 and not 2027: a term that ends in 2027 is not known, nor one that starts there."""
    stories = {day: on(day) for day in ("2026-12-29", "2027-12-29", "2028-01-03")}
    limits = office_limits(built(tmp_path, stories, parse_configuration(WORKING), [("2028-01-03", "否")]))
    assert limits == {
        "2026-12-29": "no_holiday_calendar:2027",
        "2027-12-29": "no_holiday_calendar:2027",
        "2028-01-03": "2028-01-10",
    }


# Registered on, limit of 15 days with rollover.
ROLLED: dict[str, str] = {
    "2024-04-15": "2024-04-30",  # a working day stays
    "2024-04-16": "2024-05-06",  # the first of May moves past the holiday
    "2024-04-26": "2024-05-11",  # a Saturday that is worked stays
    "2024-04-27": "2024-05-13",  # a Sunday moves to Monday
    "2026-12-16": "2026-12-31",
    "2026-12-17": "no_holiday_calendar:2027",
}


def test_a_computed_limit_rolls_past_a_holiday(tmp_path: Path) -> None:
    assert office_limits(built(tmp_path, {day: on(day) for day in ROLLED}, ROLLOVER)) == ROLLED


def test_without_rollover_no_calendar_is_needed(tmp_path: Path) -> None:
    stories = {day: on(day) for day in ("2024-04-16", "2026-12-17")}
    assert office_limits(built(tmp_path, stories, Configuration())) == {
        "2024-04-16": "2024-05-01", "2026-12-17": "2027-01-01",
    }  # fmt: skip


def test_an_exported_deadline_is_taken_as_it_is(tmp_path: Path) -> None:
    office = built(tmp_path, {"x": good(deadline_on="2024-05-01")}, ROLLOVER)
    assert read(office)["x"]["deadline_cohort_on"] == date(2024, 5, 1)


GAP = "no_holiday_calendar:2027"


@pytest.fixture(scope="module")
def beyond(tmp_path_factory: pytest.TempPathFactory) -> tuple[Facts, Builder]:
    def late(**fields: Any) -> Story:
        return [(AS_OF, {**GOOD, "registered_at": "2026-12-28T09:00", "extended_to": None, **fields})]

    office = built(
        tmp_path_factory.mktemp("beyond") / "home",
        {
            "open": late(assigned_at="2026-12-29T09:00", accepted_at="2026-12-30T09:00"),
            "not assigned": late(assigned_at=None, accepted_at=None),
            "exported": late(accepted_at="2026-12-30T09:00", deadline_on="2027-01-20"),
            "review": late(registered_at="2026-12-01T09:00", review_requested_on="2026-12-30"),
        },
        parse_configuration(WORKING),
    )
    return read(office), office


def test_a_metric_says_which_calendar_it_lacks(beyond: tuple[Facts, Builder]) -> None:
    row = beyond[0]["open"]
    for name in (
        "acceptance_in_time_office",
        "notice_in_time_unit",
        "reply_in_time",
        "closed_in_time",
        "extension_share",
    ):
        assert rate(row, name) == GAP, name
    assert (row["open_x"], row["extension_x"], row["open_overdue_n"]) == (GAP, GAP, None)
    assert rate(row, "acceptance_unit_reg30") == 1  # thirty days need no calendar
    assert row["days_to_close_event"] == 0
    assert row["no_movement_30_n"] == 1


def test_what_has_no_clock_lacks_no_calendar(beyond: tuple[Facts, Builder]) -> None:
    facts, _ = beyond
    assert rate(facts["not assigned"], "notice_in_time_unit") == "not_assigned"
    assert rate(facts["not assigned"], "reply_in_time") == "no_deadline"
    assert rate(facts["exported"], "reply_in_time") == 0


def test_a_review_lacks_it_too(beyond: tuple[Facts, Builder]) -> None:
    rows = beyond[1].connection.execute(
        "select review_in_time_n, review_in_time_d, review_in_time_x from marts.fact_review"
    )
    assert rows.fetchall() == [(None, None, GAP)]


# --- local rules: an extension moves the deadline by at most what the rule allows ---

ZHEJIANG = """
[[clock]]
id = "zhejiang_closing"
step = "closing"
days = 30
extension_days = 60
valid_from = 2022-05-01
source = "浙江省信访条例"
"""

HENAN = """
[[clock]]
id = "henan_office"
step = "office_act"
days = 5
valid_from = 2022-05-01
source = "河南省信访条例"

[[clock]]
id = "henan_closing"
step = "closing"
days = 30
extension_days = 60
valid_from = 2022-05-01
source = "河南省信访条例"
"""


# Accepted on 2024-01-12: thirty days end on 2024-02-11, ninety on 2024-04-11.
def extended(to: str | None, approved: str | None = None) -> Story:
    return good(accepted_at="2024-01-12T09:00", extended_to=to, extension_approved_on=approved)


LOCAL: dict[str, tuple[Story, str]] = {
    "not extended": (extended(None), "2024-02-11"),
    "to ninety days": (extended("2024-04-11", "2024-02-11"), "2024-04-11"),
    "to ninety-one days": (extended("2024-04-12", "2024-02-11"), "2024-02-11"),
    "approved a day late": (extended("2024-03-01", "2024-02-12"), "2024-02-11"),
}


@pytest.mark.parametrize("rules", [ZHEJIANG, HENAN], ids=["Zhejiang", "Henan"])
def test_thirty_days_and_at_most_ninety(tmp_path: Path, rules: str) -> None:
    office = built(tmp_path, {name: story for name, (story, _) in LOCAL.items()}, parse_configuration(rules))
    facts = read(office)
    for name, (_, expected) in LOCAL.items():
        row, moved = facts[name], expected == "2024-04-11"
        assert row["deadline_cohort_on"] == date.fromisoformat(expected), name
        assert rate(row, "extension_share") == int(moved)
        assert row["extension_late_n"] == int(name in ("to ninety-one days", "approved a day late"))
    rule = "zhejiang" if rules is ZHEJIANG else "henan"
    names = office.connection.execute("select distinct deadline_rule from core.case_clock order by 1").fetchall()
    assert names == [(f"{rule}_closing",), (f"{rule}_closing+extension",)]


def test_henan_sends_on_within_five_days(tmp_path: Path) -> None:
    facts = read(built(tmp_path, {
        "day 5": good(assigned_at="2024-01-15T09:00"), "day 6": good(assigned_at="2024-01-16T09:00"),
    }, parse_configuration(HENAN)))  # fmt: skip
    assert [rate(facts[name], "acceptance_in_time_office") for name in ("day 5", "day 6")] == [1, 0]
