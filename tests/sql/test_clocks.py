"""Every clock on its boundary day: office act, deadline, extension, stock, evaluation (metric book 0, 2, 5)."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.sql.boundary import AS_OF, Facts, Story, facts_of, good, rate, then, write
from tests.warehouse_builder import builder
from warehouse.home import ConfigurationError, parse_configuration

# --- the office's act: registered 2024-01-10, so 15 days end on 2024-01-25 ---

OFFICE_ACT: dict[str, tuple[Story, Any]] = {
    "assigned on day 15": (good(assigned_at="2024-01-25T23:30"), 1),
    "assigned on day 16": (good(assigned_at="2024-01-26T00:10"), 0),
    "accepted before assigned": (good(assigned_at="2024-02-20T09:00", accepted_at="2024-01-25T09:00"), 1),
    "notice alone": (good(notice_at="2024-01-25T09:00", assigned_at=None), 1),
    "no act at all": (good(assigned_at=None, handling=None), 0),
    "act without a date": (good(assigned_at=None, handling="forwarded"), "act_without_date"),
    "limit ends on the clock's day": (good(registered_at="2024-06-15T09:00", assigned_at=None), 0),
    "limit ends on the day after": (good(registered_at="2024-06-16T09:00", assigned_at=None), "not_yet_due"),
    "in time but the limit still runs": (
        good(registered_at="2024-06-16T09:00", assigned_at="2024-06-17T09:00"), "not_yet_due",
    ),
    "registered before any rule": (good(registered_at="2005-04-30T09:00", assigned_at=None), "no_deadline"),
    "registered on the first day of the 2005 rule": (
        good(registered_at="2005-05-01T09:00", assigned_at="2005-05-16T09:00"), 1,
    ),
    "assigned anew to another unit after the limit": (
        then(("2024-01-20", {"assigned_at": "2024-01-18T09:00"}), (AS_OF, {"assigned_at": "2024-03-01T09:00"})), 1,
    ),
}  # fmt: skip

# --- the deadline ---

REPLY: dict[str, tuple[Story, Any]] = {
    "replied on the deadline": (good(deadline_on="2024-03-10", replied_at="2024-03-10T23:50"), 1),
    "replied a day late": (good(deadline_on="2024-03-10", replied_at="2024-03-11T00:01"), 0),
    "closed on the deadline, reply not recorded": (good(deadline_on="2024-03-10", closed_at="2024-03-10T09:00"), 1),
    "reply counts before closing": (
        good(deadline_on="2024-03-10", replied_at="2024-03-09T09:00", closed_at="2024-04-01T09:00"), 1,
    ),
    "open, deadline on the clock's day": (good(deadline_on=AS_OF), 0),
    "open, deadline on the day after": (good(deadline_on="2024-07-01"), "not_yet_due"),
    "replied, deadline on the day after": (
        good(deadline_on="2024-07-01", replied_at="2024-02-01T09:00"), "not_yet_due",
    ),
    "computed: 60 days from acceptance, replied on day 60": (
        good(accepted_at="2024-01-12T09:00", replied_at="2024-03-12T09:00"), 1,
    ),
    "computed: replied on day 61": (good(accepted_at="2024-01-12T09:00", replied_at="2024-03-13T09:00"), 0),
    "computed: other legal route has none": (
        good(accepted_at="2024-01-12T09:00", procedure="other_route"), "no_deadline",
    ),
    "computed: not accepted, none": (good(accepted_at=None), "no_deadline"),
    "computed: procedure left blank is not the petition procedure": (
        good(accepted_at="2024-01-12T09:00", procedure=None), "no_deadline",
    ),
    "exported wins over computed": (
        good(accepted_at="2024-01-12T09:00", deadline_on="2024-02-01", replied_at="2024-02-10T09:00"), 0,
    ),
    "exported wins for another route": (
        good(procedure="other_route", deadline_on="2024-03-10", replied_at="2024-03-10T09:00"), 1,
    ),
    "deadline before registration": (good(deadline_on="2024-01-09"), "impossible_dates"),
    "deadline on the day of registration": (good(deadline_on="2024-01-10"), 0),
    "closed before registered": (
        good(deadline_on="2024-03-10", closed_at="2024-01-09T09:00", status="closed"), "impossible_dates",
    ),
    "replied in time, closing mistyped": (
        good(deadline_on="2024-03-10", replied_at="2024-03-01T09:00", closed_at="2024-01-09T09:00"), 1,
    ),
    "closed without a date": (good(deadline_on="2024-03-10", status="closed"), "closed_without_date"),
    "closed without a date, deadline still to come": (
        good(deadline_on="2024-07-10", status="closed"), "closed_without_date",
    ),
    "refused and never replied to: neither late nor open past it": (
        good(deadline_on="2024-03-10", handling="refused", notice_at="2024-01-12T09:00"), "ended_without_reply",
    ),
}  # fmt: skip

# --- extensions: the deadline is 2024-05-01, the case is open on 2024-06-30 ---

EXTENSION: dict[str, tuple[Story, Any]] = {
    "approved on the old deadline": (
        good(deadline_on="2024-05-01", extended_to="2024-05-31", extension_approved_on="2024-05-01"), "2024-05-31",
    ),
    "approved the day after": (
        good(deadline_on="2024-05-01", extended_to="2024-05-31", extension_approved_on="2024-05-02"), "2024-05-01",
    ),
    "by 30 days": (
        good(deadline_on="2024-05-01", extended_to="2024-05-31", extension_approved_on="2024-04-20"), "2024-05-31",
    ),
    "by 31 days": (
        good(deadline_on="2024-05-01", extended_to="2024-06-01", extension_approved_on="2024-04-20"), "2024-05-01",
    ),
    "to an earlier day": (
        good(deadline_on="2024-05-01", extended_to="2024-04-20", extension_approved_on="2024-04-10"), "2024-05-01",
    ),
    "no approval, exported on the old deadline": (
        then(("2024-05-01", {"deadline_on": "2024-05-01", "extended_to": "2024-05-20"})), "2024-05-20",
    ),
    "no approval, exported the day after": (
        then(("2024-05-02", {"deadline_on": "2024-05-01", "extended_to": "2024-05-20"})), "2024-05-01",
    ),
    "exported in time, approval dated later": (
        then(
            ("2024-04-20", {"deadline_on": "2024-05-01", "extended_to": "2024-05-20"}),
            (AS_OF, {"extension_approved_on": "2024-05-06"}),
        ),
        "2024-05-20",
    ),
    "exported late, approved in time": (
        then(
            ("2024-05-10", {"deadline_on": "2024-05-01", "extended_to": "2024-05-20",
                            "extension_approved_on": "2024-04-30"}),
        ),
        "2024-05-20",
    ),
    "a longer one was first exported late": (
        then(
            ("2024-04-20", {"deadline_on": "2024-05-01", "extended_to": "2024-05-10"}),
            ("2024-05-09", {"extended_to": "2024-05-31"}),
        ),
        "2024-05-01",
    ),
    "taken back: a blank is a blank": (
        then(
            ("2024-04-20", {"deadline_on": "2024-05-01", "extended_to": "2024-05-20"}),
            (AS_OF, {"extended_to": None}),
        ),
        "2024-05-01",
    ),
    "still there where later exports lack the column": (
        then(
            ("2024-04-20", {"deadline_on": "2024-05-01", "extended_to": "2024-05-20"}), (AS_OF, {"status": "open"}),
        ),
        "2024-05-20",
    ),
    "of a computed deadline": (
        good(accepted_at="2024-03-02T09:00", extended_to="2024-05-31", extension_approved_on="2024-05-01"),
        "2024-05-31",
    ),
}  # fmt: skip

# --- the stock: (overdue, due in 7 days, not yet due), else the reason ---

STOCK: dict[str, tuple[Story, Any]] = {
    "a day over": (good(deadline_on="2024-06-29"), (1, 0, 0)),
    "0 days left: the day has ended": (good(deadline_on="2024-06-30"), (1, 0, 0)),
    "1 day left": (good(deadline_on="2024-07-01"), (0, 1, 1)),
    "7 days left": (good(deadline_on="2024-07-07"), (0, 1, 1)),
    "8 days left": (good(deadline_on="2024-07-08"), (0, 0, 1)),
    "closed": (good(deadline_on="2024-06-29", closed_at="2024-06-01T09:00"), (0, 0, 0)),
    "closed by status": (good(deadline_on="2024-06-29", status="closed"), (0, 0, 0)),
    "repeat cases are open too": (good(deadline_on="2024-06-29", first_flag=0), (1, 0, 0)),
    "no limit": (good(procedure="other_route"), "no_deadline"),
    "limit before registration": (good(deadline_on="2024-01-01"), "impossible_dates"),
    "not counted": (good(deadline_on="2024-06-29", counted_flag=0), "not_counted"),
    "replied but not closed": (
        good(deadline_on="2024-06-29", replied_at="2024-06-01T09:00", status="replied"), (1, 0, 0),
    ),
    "closed before registered, then reopened": (
        then(
            ("2024-03-01", {"deadline_on": "2024-06-29", "closed_at": "2024-01-02T09:00"}),
            (AS_OF, {"closed_at": None}),
        ),
        (1, 0, 0),
    ),
}  # fmt: skip

# --- evaluation: closed 2024-03-01, so 30 days end on 2024-03-31 ---

CLOSED = {"closed_at": "2024-03-01T09:00", "status": "closed"}

EVALUATION: dict[str, tuple[Story, tuple[Any, Any]]] = {
    "on the last day": (good(**CLOSED, evaluation_unit="satisfied", evaluated_at="2024-03-31T20:00"), (1, 1)),
    "a day after": (
        good(**CLOSED, evaluation_unit="satisfied", evaluated_at="2024-04-01T08:00"), (0, "evaluated_late"),
    ),
    "mostly satisfied": (good(**CLOSED, evaluation_unit="mostly_satisfied", evaluated_at="2024-03-02T08:00"), (1, 1)),
    "dissatisfied": (good(**CLOSED, evaluation_unit="dissatisfied", evaluated_at="2024-03-02T08:00"), (1, 0)),
    "not evaluated": (good(**CLOSED, evaluation_unit="not_evaluated"), (0, "not_evaluated")),
    "overdue": (good(**CLOSED, evaluation_unit="evaluation_overdue"), (0, "not_evaluated")),
    "blank": (good(**CLOSED, evaluation_unit=None), (0, "not_evaluated")),
    "exported limit wins, on its day": (
        good(**CLOSED, evaluation_due_on="2024-04-10", evaluation_unit="satisfied", evaluated_at="2024-04-10T08:00"),
        (1, 1),
    ),
    "limit on the clock's day": (good(**CLOSED, evaluation_due_on=AS_OF), (0, "not_evaluated")),
    "limit on the day after": (good(**CLOSED, evaluation_due_on="2024-07-01"), ("not_yet_due", "not_yet_due")),
    "30 days after closing not yet over": (
        good(closed_at="2024-06-01T09:00", status="closed"), ("not_yet_due", "not_yet_due"),
    ),
    "not closed": (good(), ("not_closed", "not_closed")),
    "closed without a date": (good(status="closed"), ("closed_without_date", "closed_without_date")),
    "not closed, but the limit is exported": (
        good(evaluation_due_on="2024-03-31", evaluation_unit="satisfied", evaluated_at="2024-03-30T08:00"), (1, 1),
    ),
}  # fmt: skip

SECTIONS = {"office": OFFICE_ACT, "reply": REPLY, "extension": EXTENSION, "stock": STOCK, "evaluation": EVALUATION}


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    stories = {f"{section}: {name}": story for section, table in SECTIONS.items() for name, (story, _) in table.items()}
    return facts_of(tmp_path_factory.mktemp("clocks") / "home", stories)


@pytest.mark.parametrize("name", OFFICE_ACT)
def test_office_act(facts: Facts, name: str) -> None:
    assert rate(facts[f"office: {name}"], "acceptance_in_time_office") == OFFICE_ACT[name][1]


@pytest.mark.parametrize("name", REPLY)
def test_reply(facts: Facts, name: str) -> None:
    assert rate(facts[f"reply: {name}"], "reply_in_time") == REPLY[name][1]


@pytest.mark.parametrize("name", EXTENSION)
def test_extension(facts: Facts, name: str) -> None:
    assert facts[f"extension: {name}"]["deadline_cohort_on"] == date.fromisoformat(EXTENSION[name][1])


@pytest.mark.parametrize("name", STOCK)
def test_stock(facts: Facts, name: str) -> None:
    row, expected = facts[f"stock: {name}"], STOCK[name][1]
    counted = tuple(row[f"{name}_n"] or 0 for name in ("open_overdue", "open_due_7", "open_not_due"))
    if isinstance(expected, str):
        assert (counted, row["open_x"]) == ((0, 0, 0), expected)
    else:
        assert (counted, row["open_x"]) == (expected, None)


@pytest.mark.parametrize("name", EVALUATION)
def test_evaluation(facts: Facts, name: str) -> None:
    row = facts[f"evaluation: {name}"]
    assert (rate(row, "participation_unit"), rate(row, "satisfied_unit")) == EVALUATION[name][1]


# --- dated rules ---

RULE_CHANGE: dict[str, tuple[Story, str | None]] = {
    "last day of the 2005 rule": (
        good(registered_at="2022-04-30T09:00", accepted_at="2022-05-06T09:00"), "reg2005_closing",
    ),
    "first day of the 2022 rule": (
        good(registered_at="2022-05-01T09:00", accepted_at="2022-05-06T09:00"), "reg2022_closing",
    ),
    "exported": (good(registered_at="2022-05-01T09:00", deadline_on="2022-06-01"), "exported"),
    "extended": (
        good(registered_at="2022-05-01T09:00", deadline_on="2022-06-01", extended_to="2022-06-11",
             extension_approved_on="2022-05-30"),
        "exported+extension",
    ),
    "no rule": (good(registered_at="2005-04-30T09:00", accepted_at="2005-05-06T09:00"), None),
    "inferred": (
        [(AS_OF, {"registered_at": "2022-05-01T09:00", "accepted_at": "2022-05-06T09:00", "purpose": "claim"})],
        "reg2022_closing:inferred",
    ),
    "inferred for claims only": (
        [(AS_OF, {"registered_at": "2022-05-01T09:00", "accepted_at": "2022-05-06T09:00", "purpose": "inquiry"})], None,
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def deadline_rules(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str | None]:
    office = builder(tmp_path_factory.mktemp("rules") / "home")
    write(office, {name: story for name, (story, _) in RULE_CHANGE.items()})
    office.build(AS_OF)
    return dict(
        office.connection.execute(
            "select case_id, case when deadline_on is not null then deadline_rule end from core.case_clock"
        ).fetchall()
    )


@pytest.mark.parametrize("name", RULE_CHANGE)
def test_every_deadline_knows_its_rule(deadline_rules: dict[str, str | None], name: str) -> None:
    assert deadline_rules[name] == RULE_CHANGE[name][1]


def test_a_feed_without_the_procedure_infers_the_deadline_of_claims(tmp_path: Path) -> None:
    bare = {"registered_at": "2024-01-10T09:00", "first_flag": 1, "accepted_at": "2024-01-12T09:00"}
    facts = facts_of(tmp_path, {
        "claim": [(AS_OF, {**bare, "purpose": "claim"})],
        "inquiry": [(AS_OF, {**bare, "purpose": "inquiry"})],
    })  # fmt: skip
    assert facts["claim"]["deadline_cohort_on"] == date(2024, 3, 12)
    assert rate(facts["claim"], "reply_in_time") == 0
    assert rate(facts["inquiry"], "reply_in_time") == "no_deadline"


def test_clocks_stop_where_the_exports_end(tmp_path: Path) -> None:
    """As of 2024-07-31 with exports through 2024-06-30: what comes due in July is not yet due."""
    facts = facts_of(tmp_path, {"x": good(deadline_on="2024-07-05")}, as_of="2024-07-31")
    assert rate(facts["x"], "reply_in_time") == "not_yet_due"
    assert (facts["x"]["open_overdue_n"], facts["x"]["open_due_7_n"]) == (0, 1)


def test_two_rules_of_one_step_cannot_hold_on_one_day() -> None:
    """Each would make a deadline, and the case would be counted twice."""
    rule = '[[clock]]\nid = "{}"\nstep = "closing"\ndays = 60\nvalid_from = {}\n'
    with pytest.raises(ConfigurationError, match="clock"):
        parse_configuration(rule.format("a", "2022-05-01") + rule.format("b", "2024-01-01"))


def test_a_rule_ends_the_day_before_the_next_begins() -> None:
    text = (
        '[[clock]]\nid = "a"\nstep = "closing"\ndays = 60\nvalid_from = 2022-05-01\nvalid_to = 2023-12-31\n'
        '[[clock]]\nid = "b"\nstep = "closing"\ndays = 30\nvalid_from = 2024-01-01\n'
    )
    assert [rule.id for rule in parse_configuration(text).clocks if rule.step == "closing"] == ["a", "b"]
