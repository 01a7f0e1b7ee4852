"""Receipt, acceptance, movement, supervision, backlog, handoffs, reviews on their boundary days (metric book 2 and 3)."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.sql.boundary import AS_OF, GOOD, Facts, Story, count, facts_of, good, rate, then, write
from tests.warehouse_builder import Builder, builder

CLOSED = {"closed_at": "2024-02-01T09:00", "status": "closed"}

# Received 2024-01-12: fifteen days end on 2024-01-27. Registered 2024-01-10: thirty days end on 2024-02-09.
RATES: dict[str, tuple[str, Story, Any]] = {
    "told on day 15": ("notice_in_time_unit", good(assigned_at="2024-01-12T09:00", notice_at="2024-01-27T23:00"), 1),
    "told on day 16": ("notice_in_time_unit", good(assigned_at="2024-01-12T09:00", notice_at="2024-01-28T00:10"), 0),
    "never told": ("notice_in_time_unit", good(assigned_at="2024-01-12T09:00", notice_at=None), 0),
    "accepted by the unit": (
        "notice_in_time_unit", good(assigned_at="2024-01-12T09:00", accepted_by_unit_at="2024-01-27T09:00"), 1,
    ),
    "accepted, no column of the unit's own": (
        "notice_in_time_unit", good(assigned_at="2024-01-12T09:00", accepted_at="2024-01-27T09:00"), 1,
    ),
    "accepted by the office, not by the unit": (
        "notice_in_time_unit",
        good(assigned_at="2024-01-12T09:00", accepted_at="2024-01-27T09:00", accepted_by_unit_at=None), 0,
    ),
    "the unit's column came with a later export": (
        "notice_in_time_unit",
        then(
            ("2024-02-20", {"assigned_at": "2024-01-12T09:00", "accepted_at": "2024-01-20T09:00"}),
            (AS_OF, {"accepted_by_unit_at": "2024-01-28T09:00"}),
        ), 0,
    ),
    "not assigned": ("notice_in_time_unit", good(assigned_at=None), "not_assigned"),
    "assigned before registered": ("notice_in_time_unit", good(assigned_at="2024-01-09T09:00"), "impossible_dates"),
    "receipt + 15 on the clock's day": ("notice_in_time_unit", good(assigned_at="2024-06-15T09:00"), 0),
    "receipt + 15 on the day after": ("notice_in_time_unit", good(assigned_at="2024-06-16T09:00"), "not_yet_due"),
    "unit accepts on day 30": ("acceptance_unit_reg30", good(accepted_by_unit_at="2024-02-09T09:00"), 1),
    "unit accepts on day 31": ("acceptance_unit_reg30", good(accepted_by_unit_at="2024-02-10T09:00"), 0),
    "told is not accepted": ("acceptance_unit_reg30", good(notice_at="2024-01-20T09:00"), 0),
    "registration + 30 on the day after": (
        "acceptance_unit_reg30", good(registered_at="2024-06-01T09:00"), "not_yet_due",
    ),
    "closed on the deadline": ("closed_in_time", good(deadline_on="2024-02-01", **CLOSED), 1),
    "closed a day late": ("closed_in_time", good(deadline_on="2024-01-31", **CLOSED), 0),
    "replied and not closed": (
        "closed_in_time", good(deadline_on="2024-03-01", replied_at="2024-02-01T09:00"), 0,
    ),
    "refused": ("closed_in_time", good(deadline_on="2024-03-01", handling="refused"), "ended_without_reply"),
    "reopened": (
        "reopened_share", then(("2024-03-01", CLOSED), (AS_OF, {"closed_at": None, "status": "open"})), 1,
    ),
    "closed once": ("reopened_share", good(**CLOSED), 0),
    "the closing mended, not taken back": (
        "reopened_share", then(("2024-03-01", CLOSED), (AS_OF, {"closed_at": "2024-02-03T09:00"})), 0,
    ),
    "a later export without the column": (
        "reopened_share", then(("2024-03-01", CLOSED), (AS_OF, {"status": "open"})), 0,
    ),
    "supervised and closed": ("supervised_closed_rate", good(supervised_flag=1, **CLOSED), 1),
    "supervised and open": ("supervised_closed_rate", good(supervised_flag=1), 0),
    "supervised by the way of handling": ("supervised_closed_rate", good(handling="supervised"), 0),
    "supervised, closed and opened again": (
        "supervised_closed_rate",
        then(("2024-03-01", {**CLOSED, "supervised_flag": 1}), (AS_OF, {"closed_at": None, "status": "open"})), 0,
    ),
    "nobody says whether it was supervised": (
        "supervised_closed_rate", good(supervised_flag=None, handling="assigned"), "supervised_unknown",
    ),
    "backlog resolved": ("backlog_cleared", good(backlog_flag=1, resolved_flag=1), 1),
    "backlog closed, not resolved": ("backlog_cleared", good(backlog_flag=1, resolved_flag=0, **CLOSED), 0),
    "backlog, not known": ("backlog_cleared", good(backlog_flag=1, resolved_flag=None), "resolved_unknown"),
    "closed and settled": ("closed_not_settled", good(settled_flag=1, **CLOSED), 0),
    "closed, not settled": ("closed_not_settled", good(settled_flag=0, **CLOSED), 1),
    "closed, settlement not known": ("closed_not_settled", good(settled_flag=None, **CLOSED), "settled_unknown"),
    "settled, not closed": ("closed_not_settled", good(settled_flag=1), "not_closed"),
    "closed, dissatisfied": ("closed_dissatisfied", good(evaluation_unit="dissatisfied", **CLOSED), 1),
    "closed, mostly satisfied": ("closed_dissatisfied", good(evaluation_unit="mostly_satisfied", **CLOSED), 0),
    "closed, not evaluated": ("closed_dissatisfied", good(evaluation_unit="evaluation_overdue", **CLOSED), "not_evaluated"),
}  # fmt: skip

COUNTS: dict[str, tuple[str, Story, Any]] = {
    "last act 30 days ago": ("no_movement_30", good(assigned_at="2024-05-31T09:00"), 1),
    "last act 29 days ago": ("no_movement_30", good(assigned_at="2024-06-01T09:00"), 0),
    "registered 30 days ago": ("no_movement_30", good(registered_at="2024-05-31T09:00"), 1),
    "registered 29 days ago": ("no_movement_30", good(registered_at="2024-06-01T09:00"), 0),
    "asked for review 29 days ago": ("no_movement_30", good(review_requested_on="2024-06-01"), 0),
    "evaluated 29 days ago: no act of handling": ("no_movement_30", good(evaluated_at="2024-06-01T09:00"), 1),
    "closed: not open": ("no_movement_30", good(**CLOSED), 0),
    "backlog open": ("backlog_open", good(backlog_flag=1, resolved_flag=0), 1),
    "backlog closed, not resolved, is left": ("backlog_open", good(backlog_flag=1, resolved_flag=0, **CLOSED), 1),
    "and shown apart": ("backlog_closed", good(backlog_flag=1, resolved_flag=0, **CLOSED), 1),
    "backlog resolved is not left": ("backlog_open", good(backlog_flag=1, resolved_flag=1), 0),
    "resolution not known, open: left": ("backlog_open", good(backlog_flag=1, resolved_flag=None), 1),
    "resolution not known, closed: apart": ("backlog_closed", good(backlog_flag=1, resolved_flag=None, **CLOSED), 1),
    "no backlog": ("backlog_listed", good(backlog_flag=0), 0),
    "backlog not known": ("backlog_listed", good(backlog_flag=None), "backlog_unknown"),
}  # fmt: skip


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    stories = {name: story for name, (_, story, _) in (RATES | COUNTS).items()}
    return facts_of(tmp_path_factory.mktemp("course") / "home", stories)


@pytest.mark.parametrize("name", RATES)
def test_rates(facts: Facts, name: str) -> None:
    assert rate(facts[name], RATES[name][0]) == RATES[name][2]


@pytest.mark.parametrize("name", COUNTS)
def test_counts(facts: Facts, name: str) -> None:
    assert count(facts[name], COUNTS[name][0]) == COUNTS[name][2]


def test_the_age_of_the_backlog_is_of_what_is_left(facts: Facts) -> None:
    assert facts["backlog open"]["backlog_age_days"] == (date(2024, 6, 30) - date(2024, 1, 10)).days
    assert facts["backlog resolved is not left"]["backlog_age_days"] is None


# --- handoffs ---

UNITS = (
    ("2024-02-01", "城管局", 0),
    ("2024-03-01", "人社局", 1),
    ("2024-04-01", "人力资源和社会保障局", 1),  # another spelling of the same unit
    ("2024-05-01", None, 1),  # not filled in: nobody says that it changed
    ("2024-06-01", "某单位", 2),  # in no reference table
    ("2024-06-30", "城管局", 3),
)


@pytest.mark.parametrize(("as_of", "expected"), [(day, expected) for day, _, expected in UNITS])
def test_changes_of_the_responsible_unit(tmp_path: Path, as_of: str, expected: int) -> None:
    office = builder(tmp_path)
    office.file("2024-01-01", [
        {"ref_department_code": "D01", "ref_department_name": "城管局", "aliases": None},
        {"ref_department_code": "D02", "ref_department_name": "人社局", "aliases": "人力资源和社会保障局"},
    ], "departments")  # fmt: skip
    for day, unit, _ in UNITS:
        office.file(day, [{**GOOD, "case_id": "x", "department": unit}])
    office.build(as_of)
    assert office.connection.execute("select handoffs_n from marts.fact_case").fetchall() == [(expected,)]


# --- reviews ---

REVIEWS: dict[str, tuple[dict[str, Any], tuple[Any, ...]]] = {
    "opinion on day 30": (
        {"review_requested_on": "2024-03-01", "review_opinion_on": "2024-03-31", "review_result": "upheld"}, (1, 1, None, 0, 1, None),
    ),
    "opinion on day 31": (
        {"review_requested_on": "2024-03-01", "review_opinion_on": "2024-04-01", "review_result": "changed"}, (1, 0, None, 1, 1, None),
    ),
    "revoked": (
        {"review_requested_on": "2024-03-01", "review_opinion_on": "2024-03-02", "review_result": "revoked"}, (1, 1, None, 1, 1, None),
    ),
    "no opinion, due": ({"review_requested_on": "2024-05-31", "review_opinion_on": None, "review_result": None}, (1, 0, None, None, None, "no_opinion")),
    "no opinion, not yet due": (
        {"review_requested_on": "2024-06-01", "review_opinion_on": None, "review_result": None}, (1, None, "not_yet_due", None, None, "no_opinion"),
    ),
    "a result on no list": (
        {"review_requested_on": "2024-03-01", "review_opinion_on": "2024-03-02", "review_result": "不予受理"}, (1, 1, None, None, None, "result_unknown"),
    ),
    "opinion without a request": (
        {"review_requested_on": None, "review_opinion_on": "2024-03-02", "review_result": "upheld"}, (1, None, "request_without_date", 0, 1, None),
    ),
    "not counted": (
        {"review_requested_on": "2024-03-01", "review_opinion_on": "2024-03-02", "review_result": "upheld", "counted_flag": 0},
        (None, None, "not_counted", None, None, "not_counted"),
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def reviews(tmp_path_factory: pytest.TempPathFactory) -> Builder:
    office = builder(tmp_path_factory.mktemp("reviews") / "home")
    write(office, {name: good(**fields) for name, (fields, _) in REVIEWS.items()})
    office.build(AS_OF)
    return office


@pytest.mark.parametrize("name", REVIEWS)
def test_a_review(reviews: Builder, name: str) -> None:
    rows = reviews.connection.execute(
        "select review_requests_n, review_in_time_n, review_in_time_x, review_changed_share_n, review_changed_share_d, "
        "review_changed_share_x from marts.fact_review where department = ?",
        [name],
    )
    assert rows.fetchall() == [REVIEWS[name][1]]


def test_a_final_review_is_a_request_of_its_own(tmp_path: Path) -> None:
    office = builder(tmp_path)
    write(office, {"x": good(
        review_requested_on="2024-02-01", review_opinion_on="2024-03-02", review_result="upheld",
        final_requested_on="2024-03-20", final_opinion_on="2024-04-20", final_result="revoked",
    )})  # fmt: skip
    office.build(AS_OF)
    rows = office.connection.execute(
        "select review, review_in_time_n, review_changed_share_n from marts.fact_review order by requested_on"
    )
    assert rows.fetchall() == [("review", 1, 0), ("final_review", 0, 1)]
