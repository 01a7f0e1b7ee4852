"""Which version of a case holds, as of which day (metric book 0, Time; Case and unit)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.sql.boundary import AS_OF, GOOD, Facts, facts_of, good, rate, read, then
from tests.warehouse_builder import Builder, builder

Make = Callable[[], Builder]


@pytest.fixture
def office(tmp_path: Path) -> Builder:
    return builder(tmp_path / "home")


def row(name: str = "x", **fields: Any) -> dict[str, Any]:
    return {"case_id": name, "department": "城管局", **GOOD, **fields}


def built(office: Builder, as_of: str = AS_OF) -> Facts:
    office.build(as_of)
    return read(office)


# --- column by column ---


def test_a_column_absent_from_a_later_file_says_nothing(tmp_path: Path) -> None:
    facts = facts_of(tmp_path, {
        "absent": then(("2024-05-01", {"channel": "letter", "topic_1": "教育"}), (AS_OF, {"status": "open"})),
        "blank": then(
            ("2024-05-01", {"channel": "letter", "topic_1": "教育"}), (AS_OF, {"channel": None, "topic_1": None}),
        ),
        "corrected": then(("2024-05-01", {"channel": "letter"}), (AS_OF, {"channel": "web"})),
    })  # fmt: skip
    assert {n: (f["channel"], f["topic_1"]) for n, f in facts.items()} == {
        "absent": ("letter", "教育"), "blank": ("未填", "未填"), "corrected": ("web", "城乡建设"),
    }  # fmt: skip


def test_two_layouts_of_one_feed_make_one_case(office: Builder) -> None:
    office.file("2024-05-01", [{"case_id": "x", "registered_at": "2024-01-10T09:00", "channel": "visit", "persons": 3}])
    office.file("2024-05-08", [{"case_id": "x", "registered_at": "2024-01-10T09:00", "department": "城管局",
                                "topic_1": "教育", "status": "open"}])  # fmt: skip
    facts = built(office)
    assert list(facts) == ["城管局"]
    assert (facts["城管局"]["visit_persons_n"], facts["城管局"]["topic_1"]) == (3, "教育")


def test_a_new_layout_leaves_older_cases_as_they_were(office: Builder) -> None:
    """From a day on the feed carries the procedure; cases last seen before keep their inferred deadline."""
    old = {"case_id": "old", "department": "旧", "registered_at": "2024-01-10T09:00", "first_flag": 1,
           "purpose": "claim", "accepted_at": "2024-01-12T09:00"}  # fmt: skip
    office.file("2024-05-01", [old])
    office.file(AS_OF, [row("new", department="新")])
    assert rate(built(office)["旧"], "reply_in_time") == 0


def test_an_older_export_dropped_in_late_overwrites_nothing(office: Builder) -> None:
    office.file(AS_OF, [row(channel="web", closed_at="2024-03-01T09:00")])
    office.file("2024-02-01", [row(channel="letter", closed_at=None)])
    facts = built(office)["城管局"]
    assert facts["channel"] == "web"
    assert facts["closed_cohort_on"] == date(2024, 3, 1)


def test_files_of_one_day_hold_in_order_of_ingestion(office: Builder) -> None:
    office.file(AS_OF, [row(channel="web")])
    office.file(AS_OF, [row(channel="letter")])
    assert built(office)["城管局"]["channel"] == "letter"


def test_what_returns_to_an_earlier_content_holds_again(office: Builder) -> None:
    """Content is kept once; the latest sighting decides."""
    for day, channel in (("2024-05-01", "web"), ("2024-05-08", "letter"), ("2024-05-15", "web")):
        office.file(day, [row(channel=channel)])
    assert built(office)["城管局"]["channel"] == "web"


# --- reopening ---


REOPENED = then(
    ("2024-03-01", {"deadline_on": "2024-03-10", "replied_at": "2024-02-20T09:00", "closed_at": "2024-02-25T09:00",
                    "status": "closed"}),
    (AS_OF, {"replied_at": None, "closed_at": None, "status": "open"}),
)  # fmt: skip
CLOSED_AGAIN = [*REOPENED[:-1], ("2024-05-01", REOPENED[-1][1]),
                (AS_OF, {"registered_at": GOOD["registered_at"], "replied_at": "2024-06-01T09:00",
                         "closed_at": "2024-06-02T09:00", "status": "closed"})]  # fmt: skip


def test_a_reopening_does_not_undo_a_reply(tmp_path: Path) -> None:
    facts = facts_of(tmp_path, {"reopened": REOPENED, "closed again": CLOSED_AGAIN})
    for name in ("reopened", "closed again"):
        assert rate(facts[name], "reply_in_time") == 1
        assert facts[name]["closed_cohort_on"] == date(2024, 2, 25)
        assert rate(facts[name], "one_off_resolution") == 1
    assert facts["reopened"]["open_overdue_n"] == 1
    assert facts["closed again"]["open_overdue_n"] is None


# --- as of a day ---


def test_a_build_uses_only_what_was_exported_by_its_day(office: Builder) -> None:
    office.file("2024-05-01", [row(status="open", closed_at=None)])
    office.file(AS_OF, [row(status="closed", closed_at="2024-04-01T09:00", channel="web")])
    facts = built(office, "2024-05-31")["城管局"]
    assert (facts["channel"], facts["reconstructed"], facts["one_off_resolution_x"]) == ("visit", 0, "not_closed")


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [("2024-03-31", "not_closed"), ("2024-04-01", "not_mature"), ("2024-06-29", "not_mature")],
)  # fmt: skip
def test_an_earlier_day_is_reconstructed_from_the_first_version(office: Builder, as_of: str, expected: str) -> None:
    office.file(
        AS_OF, [row(status="closed", closed_at="2024-04-01T09:00", outcome="withdrawn", deadline_on="2024-05-01")]
    )
    facts = built(office, as_of)["城管局"]
    assert facts["reconstructed"] == 1
    assert facts["one_off_resolution_x"] == expected  # the undated outcome is unknown, the dated closing is not
    assert facts["open_not_due_n"] == (1 if as_of == "2024-03-31" else None)


def test_a_case_registered_after_the_day_is_not_there(office: Builder) -> None:
    office.file(
        AS_OF, [row(registered_at="2024-05-02T00:10"), row("y", registered_at="2024-05-01T23:50", department="乙")]
    )
    assert set(built(office, "2024-05-01")) == {"乙"}


def test_a_reconstructed_case_is_taken_from_its_earliest_version(office: Builder) -> None:
    office.file("2024-06-20", [row(channel="web")])
    office.file(AS_OF, [row(channel="letter")])
    facts = built(office, "2024-05-01")["城管局"]
    assert (facts["channel"], facts["reconstructed"]) == ("web", 1)


def test_an_as_of_rebuild_equals_what_was_published_then(office: Builder) -> None:
    """A later file with other columns changes nothing of an earlier day."""
    claim = {"case_id": "x", "department": "城管局", "registered_at": "2024-01-10T09:00", "purpose": "claim",
             "accepted_at": "2024-01-12T09:00", "first_flag": 1}  # fmt: skip
    office.file("2024-05-01", [claim])
    then_facts = built(office, "2024-05-01")
    then_inputs = office.connection.execute("select * from marts.input order by 1").fetchall()
    then_basis = office.connection.execute("select * from core.basis").fetchall()
    office.file(AS_OF, [{**claim, "procedure": "petition", "nonnormal_flag": 0, "deadline_on": "2024-04-01",
                         "evaluation_unit": "satisfied", "matter_id": "M"}])  # fmt: skip
    assert built(office, "2024-05-01") == then_facts
    assert office.connection.execute("select * from marts.input order by 1").fetchall() == then_inputs
    assert office.connection.execute("select * from core.basis").fetchall() == then_basis


def test_an_extension_exported_later_is_not_known_on_an_earlier_day(office: Builder) -> None:
    office.file(
        "2024-06-20", [row(deadline_on="2024-06-25", extended_to="2024-07-20", extension_approved_on="2024-06-10")]
    )
    assert built(office, "2024-06-01")["城管局"]["deadline_cohort_on"] == date(2024, 6, 25)
    assert built(office, "2024-06-15")["城管局"]["deadline_cohort_on"] == date(2024, 7, 20)


def test_an_undated_extension_exported_later_is_not_known_on_an_earlier_day(office: Builder) -> None:
    office.file("2024-06-20", [row(deadline_on="2024-06-25", extended_to="2024-07-20")])
    assert built(office, "2024-06-01")["城管局"]["deadline_cohort_on"] == date(2024, 6, 25)


# --- handling rows ---


def unit(name: str | None, **fields: Any) -> dict[str, Any]:
    return row(department=name, deadline_on="2024-03-10", **fields)


LEAD: dict[str, tuple[list[list[dict[str, Any]]], str, Any]] = {
    "主办 stands first": (
        [[unit("甲", unit_role="lead", assigned_at="2024-01-11T09:00", replied_at="2024-03-20T09:00"),
          unit("乙", unit_role="assist", assigned_at="2024-01-15T09:00", replied_at="2024-02-01T09:00")]], "甲", 0,
    ),
    "主办 stands last": (
        [[unit("乙", unit_role="assist", assigned_at="2024-01-15T09:00", replied_at="2024-03-20T09:00"),
          unit("甲", unit_role="lead", assigned_at="2024-01-11T09:00", replied_at="2024-02-01T09:00")]], "甲", 1,
    ),
    "no role: the latest assigned": (
        [[unit("甲", assigned_at="2024-01-15T09:00", replied_at="2024-02-01T09:00"),
          unit("乙", assigned_at="2024-01-11T09:00", replied_at="2024-03-20T09:00")]], "甲", 1,
    ),
    "no role: a unit without a day is not the latest": (
        [[unit("甲", assigned_at="2024-01-11T09:00", replied_at=None),
          unit("乙", assigned_at=None, replied_at=None)]], "甲", 0,
    ),
    "blank unit": ([[unit(None, assigned_at="2024-01-11T09:00")]], "未填", 0),
    "handed over: the new unit, the old reply": (
        [[unit("甲", replied_at="2024-02-01T09:00")], [unit("乙", replied_at=None)]], "乙", 1,
    ),
    "the role is kept where a later file lacks it": (
        [[unit("甲", unit_role="lead", assigned_at="2024-01-11T09:00"),
          unit("乙", unit_role="assist", assigned_at="2024-01-15T09:00")],
         [unit("甲", assigned_at="2024-01-11T09:00"), unit("乙", assigned_at="2024-01-15T09:00")]], "甲", 0,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LEAD)
def test_one_case_of_several_units_is_counted_for_its_lead_unit(office: Builder, name: str) -> None:
    exports, lead, in_time = LEAD[name]
    for day, rows in zip(("2024-05-01", AS_OF), exports, strict=False):
        office.file(day, rows)
    facts = built(office)
    assert list(facts) == [lead]
    assert rate(facts[lead], "reply_in_time") == in_time


def test_a_later_assignment_does_not_decide_an_earlier_day(office: Builder) -> None:
    office.file(AS_OF, [unit("甲", assigned_at="2024-01-11T09:00"), unit("乙", assigned_at="2024-06-01T09:00")])
    assert list(built(office, "2024-03-01")) == ["甲"]


# --- withdrawn files ---


def test_a_withdrawn_file_was_never_there(office: Builder) -> None:
    office.file("2024-05-01", [row(channel="web")])
    office.file(AS_OF, [row(channel="letter"), row("y", department="乙")])
    office.connection.execute("update raw.file set retracted_at = ingested_at where file_id = 2")
    facts = built(office)
    assert {n: f["channel"] for n, f in facts.items()} == {"城管局": "web"}


def test_good_is_good(tmp_path: Path) -> None:
    """The case from which the boundary tables start is in every rate."""
    facts = facts_of(tmp_path, {"x": good(
        deadline_on="2024-03-10", assigned_at="2024-01-11T09:00", replied_at="2024-02-01T09:00",
        closed_at="2024-02-01T09:00", status="closed", evaluation_unit="satisfied", evaluated_at="2024-02-02T09:00",
    )})["x"]  # fmt: skip
    for metric in (
        "acceptance_in_time_office",
        "reply_in_time",
        "one_off_resolution",
        "participation_unit",
        "satisfied_unit",
    ):
        assert rate(facts, metric) == 1, metric
