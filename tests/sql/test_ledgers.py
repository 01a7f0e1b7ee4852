"""Ledger rows at their boundaries: what each adds to each figure, and why it is left out (metric book 6)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.warehouse_builder import Builder, builder
from warehouse.catalogue.metrics import METRICS
from warehouse.home import Home
from warehouse.query import QueryError, Result, metric
from warehouse.query.published import close_readers, current_version, cursor

AS_OF = "2024-06-30"

RECEPTION: dict[str, Any] = {
    "held_on": "2024-05-06", "leader_level": "county_leader", "events": 1, "event_persons": 5, "solved_events": 0,
    "solved_persons": 0, "reception_result": "by_date", "unit_head_present": 1,
}  # fmt: skip
OWNED: dict[str, Any] = {
    "ownership": None, "leader_level": "head", "owning_department": "城管局", "township": "东关街道", "event_persons": 3,
    "owned_on": "2024-01-01", "due_on": None, "last_progress_on": None, "case_closed_on": None, "settled_on": None,
    "settled_flag": None,
}  # fmt: skip
DISPUTE: dict[str, Any] = {"found_on": "2024-01-01", "due_on": None, "resolved_on": None, "resolved_flag": None}
DECISION: dict[str, Any] = {"decided_on": "2024-01-01", "department": "城管局", "due_on": None, "done_on": None}

RECEPTION_CASES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "one batch": ({}, {"reception_events": 1, "reception_persons": 5, "reception_solved_rate": 0}),
    "batches not filled in": ({"events": None}, {"reception_events": 1, "unit_head_present": 1}),
    "a total": ({"events": 266, "event_persons": 504},
                {"reception_events": 266, "reception_persons": 504, "unit_head_present": "total_row"}),
    "a day's total of none": ({"events": 0, "event_persons": 0}, {"reception_events": 0, "reception_persons": 0}),
    "the total of a month": ({"held_on": "2024-05-01", "held_span": "month"},
                             {"reception_events": 1, "unit_head_present": "total_row"}),
    "persons not filled in": ({"event_persons": None},
                              {"reception_persons": "persons_unknown", "unit_head_present": "persons_unknown",
                               "reception_solved_persons_rate": "persons_unknown"}),
    "4 persons are not collective": ({"event_persons": 4, "unit_head_present": 1}, {"unit_head_present": None}),
    "5 persons are": ({"event_persons": 5, "unit_head_present": 0}, {"unit_head_present": 0}),
    "6 persons are": ({"event_persons": 6}, {"unit_head_present": 1}),
    "presence not filled in": ({"unit_head_present": None}, {"unit_head_present": "head_unknown"}),
    "4 persons, presence not filled in": ({"event_persons": 4, "unit_head_present": None}, {"unit_head_present": None}),
    "solved not filled in": ({"solved_events": None}, {"reception_solved_rate": "solved_unknown"}),
    "solved all": ({"events": 3, "solved_events": 3}, {"reception_solved_rate": 3}),
    "solved more than received": ({"solved_events": 2, "solved_persons": 6},
                                  {"reception_solved_rate": "impossible_counts",
                                   "reception_solved_persons_rate": "impossible_counts"}),
    "all duty fields": ({"visitor_filled": 1, "demand_filled": 1, "opinion_filled": 1, "outcome_filled": 1,
                         "due_on": "2024-06-01"}, {"ledger_completeness": 5}),
    "some duty fields, no date": ({"visitor_filled": 1, "demand_filled": 0, "opinion_filled": 1, "outcome_filled": 0,
                                   "due_on": None}, {"ledger_completeness": 2}),
    "no duty field in the ledger": ({}, {"ledger_completeness": "no_duty_field"}),
}  # fmt: skip

OWNED_CASES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "open": ({}, {"owned_closed_rate": 0, "owned_settled_rate": 0, "owned_settled_of_closed": "not_closed",
                  "owned_open": 1, "owned_closed": 0, "owned_overdue": "no_deadline"}),
    "closed": ({"case_closed_on": "2024-06-30", "settled_flag": 0},
               {"owned_closed_rate": 1, "owned_settled_rate": 0, "owned_settled_of_closed": 0, "owned_open": 0,
                "owned_closed": 1, "owned_overdue": 0}),
    "closed and settled by flag": ({"case_closed_on": "2024-06-30", "settled_flag": 1},
                                   {"owned_settled_rate": 1, "owned_settled_of_closed": 1}),
    "settled by date includes closed": ({"settled_on": "2024-06-01"},
                                        {"owned_closed_rate": 1, "owned_settled_rate": 1, "owned_closed": 1}),
    "settled by flag alone has no day": ({"settled_flag": 1},
                                         {"owned_closed_rate": 1, "owned_closed": "closed_without_date"}),
    "a date column that is blank says not yet": ({"case_closed_on": "2024-06-01"}, {"owned_settled_rate": 0}),
    "due on the day of the build": ({"due_on": "2024-06-30"}, {"owned_overdue": 1, "owned_due_7": 0}),
    "due the day after": ({"due_on": "2024-07-01"}, {"owned_overdue": 0, "owned_due_7": 1}),
    "due in 7 days": ({"due_on": "2024-07-07"}, {"owned_due_7": 1}),
    "due in 8 days": ({"due_on": "2024-07-08"}, {"owned_due_7": 0}),
    "closed, date passed": ({"due_on": "2024-05-01", "case_closed_on": "2024-06-01"}, {"owned_overdue": 0}),
    "moved 29 days ago": ({"last_progress_on": "2024-06-01"}, {"owned_no_movement": 0}),
    "moved 30 days ago": ({"last_progress_on": "2024-05-31"}, {"owned_no_movement": 1}),
    "never moved, owned 30 days ago": ({"owned_on": "2024-05-31"}, {"owned_no_movement": 1, "owned_open_age": 30}),
    "owned day not filled in": ({"owned_on": None}, {"owned_no_movement": "no_date", "owned_open_age": "no_date"}),
    "persons not filled in": ({"event_persons": None}, {"owned_persons": "persons_unknown", "owned_cases": 1}),
}  # fmt: skip

NO_CLOSING = {"case_closed_on", "settled_on"}
OWNED_WITHOUT_DATES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "nothing known": ({}, {"owned_closed_rate": "closed_unknown", "owned_settled_rate": "closed_unknown",
                           "owned_open": "closed_unknown", "owned_overdue": "closed_unknown"}),
    "not settled says nothing of closing": ({"settled_flag": 0},
                                            {"owned_closed_rate": "closed_unknown", "owned_settled_rate": 0}),
    "settled includes closed": ({"settled_flag": 1}, {"owned_closed_rate": 1, "owned_settled_of_closed": 1}),
}  # fmt: skip

DISPUTE_CASES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "open": ({}, {"disputes_found": 1, "disputes_resolved_rate": 0, "disputes_open": 1, "disputes_open_age": 181,
                  "disputes_overdue": "no_deadline"}),
    "resolved": ({"resolved_on": "2024-06-30"}, {"disputes_resolved_rate": 1, "disputes_open": 0, "disputes_resolved": 1}),
    "resolved by flag": ({"resolved_flag": 1}, {"disputes_resolved_rate": 1, "disputes_resolved": "resolved_without_date"}),
    "due on the day of the build": ({"due_on": "2024-06-30"}, {"disputes_overdue": 1}),
    "due the day after": ({"due_on": "2024-07-01"}, {"disputes_overdue": 0}),
}  # fmt: skip

DECISION_CASES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "open": ({}, {"decisions_open": 1, "decisions_overdue": "no_deadline", "decisions_done_rate": 0}),
    "done": ({"done_on": "2024-06-30", "due_on": "2024-01-02"}, {"decisions_done_rate": 1, "decisions_overdue": 0}),
    "due on the day of the build": ({"due_on": "2024-06-30"}, {"decisions_overdue": 1, "decisions_due_7": 0}),
    "due in 7 days": ({"due_on": "2024-07-07"}, {"decisions_due_7": 1}),
    "due in 8 days": ({"due_on": "2024-07-08"}, {"decisions_due_7": 0}),
}  # fmt: skip

Row = dict[str, Any]
LEDGERS: dict[str, tuple[str, str, Row, dict[str, tuple[Row, Row]], set[str]]] = {
    # source, fact, a good row, cases, columns that the ledger lacks
    "receptions": ("receptions", "fact_reception", RECEPTION, RECEPTION_CASES, set()),
    "owned cases": ("owned_cases", "fact_owned_case", OWNED, OWNED_CASES, set()),
    "owned cases without dates": ("owned_cases", "fact_owned_case", OWNED, OWNED_WITHOUT_DATES, NO_CLOSING),
    "disputes": ("disputes", "fact_dispute", DISPUTE, DISPUTE_CASES, set()),
    "decisions": ("decisions", "fact_decision", DECISION, DECISION_CASES, set()),
}
NUMBERS = {"owned_cases": "owned_id", "disputes": "dispute_id", "decisions": "decision_id"}


def facts(office: Builder, fact: str) -> list[Row]:
    rows = office.connection.execute(f"select * from marts.{fact}")
    columns = [column[0] for column in rows.description]
    return [dict(zip(columns, row, strict=True)) for row in rows.fetchall()]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Row]:
    """Each row in a file of its own, so that a column that it does not name is one that the file lacks."""
    rows: dict[tuple[str, str], Row] = {}
    for ledger, (source, fact, good, cases, lacks) in LEDGERS.items():
        office = builder(tmp_path_factory.mktemp("ledger") / "home")
        unit = "owning_department" if source == "owned_cases" else "department"
        for name, (fields, _) in cases.items():
            row = {k: v for k, v in {**good, **fields}.items() if k not in lacks}
            if source in NUMBERS:
                row[NUMBERS[source]] = name
            office.file(AS_OF, [{**row, unit: name}], source)
        office.build(AS_OF)
        rows |= {(ledger, row["department"]): row for row in facts(office, fact)}
        office.connection.close()
    return rows


@pytest.mark.parametrize(
    ("ledger", "name", "name_of_metric", "expected"),
    [
        (ledger, name, metric_id, expected)
        for ledger, (_, _, _, cases, _) in LEDGERS.items()
        for name, (_, judged) in cases.items()
        for metric_id, expected in judged.items()
    ],
)
def test_what_a_row_adds(
    found: dict[tuple[str, str], Row], ledger: str, name: str, name_of_metric: str, expected: Any
) -> None:
    """A number: the numerator; a text: the reason it is left out; None: the row is not spoken of."""
    definition = METRICS[name_of_metric]
    row = found[ledger, name]
    if isinstance(expected, str):
        assert row[definition.excluded] == expected
        assert expected in definition.reasons
        assert not row[definition.numerator]
        assert definition.denominator is None or row[definition.denominator] == 0
        return
    assert row[definition.excluded] is None
    assert (row[definition.numerator] or 0) == (expected or 0)
    if definition.denominator:
        assert (row[definition.denominator] > 0) == (expected is not None)


# --- what a later file says ---


def asked(office: Builder, name: str, **question: Any) -> Result:
    return metric(office.home, name, exact=True, **question)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Builder]:
    made = builder(tmp_path / "home")
    yield made
    made.connection.close()
    close_readers()


def test_a_column_absent_from_a_later_file_says_nothing_and_a_blank_is_a_blank(office: Builder) -> None:
    office.file("2024-03-31", [{**OWNED, "owned_id": "A", "event_persons": 3, "due_on": "2024-07-01"}], "owned_cases")
    office.file("2024-06-30", [{"owned_id": "A", "owned_on": "2024-01-01", "event_persons": None}], "owned_cases")
    office.publish(AS_OF)
    assert asked(office, "owned_due_7").cells[0].value == 1
    assert asked(office, "owned_persons").cells[0].reason == "persons_unknown"


def test_as_of_an_earlier_day_the_later_file_is_not_known(office: Builder) -> None:
    office.file("2024-03-31", [{**OWNED, "owned_id": "A"}], "owned_cases")
    office.file("2024-06-30", [{**OWNED, "owned_id": "A", "case_closed_on": "2024-03-15"}], "owned_cases")
    office.publish("2024-04-30")
    (cell,) = asked(office, "owned_closed_rate").cells
    assert (cell.numerator, cell.denominator) == (0, 1)


def test_without_a_file_that_old_the_earliest_is_used_and_marked(office: Builder) -> None:
    row = {**OWNED, "owned_id": "A", "case_closed_on": "2024-03-15", "settled_on": "2024-05-05", "settled_flag": 1}
    office.file("2024-06-30", [row, {**OWNED, "owned_id": "B", "owned_on": "2024-05-01"}], "owned_cases")
    office.publish("2024-04-30")
    answer = asked(office, "owned_settled_of_closed")
    assert answer.reconstructed
    assert (answer.cells[0].numerator, answer.cells[0].denominator) == (0, 1)  # closed by then, settled later
    assert asked(office, "owned_cases").cells[0].value == 1


def test_a_withdrawn_ledger_was_never_there(office: Builder) -> None:
    office.file("2024-03-31", [{**OWNED, "owned_id": "A"}], "owned_cases")
    office.connection.execute("update raw.file set retracted_at = ingested_at")
    office.publish(AS_OF)
    assert asked(office, "owned_cases").cells[0].reason == "not_in_export:owned_cases"


def test_a_kind_that_is_blank_is_the_same_case_as_the_default(office: Builder) -> None:
    office.file("2024-03-31", [{"owned_id": "A", "owned_on": "2024-01-01"}], "owned_cases")
    office.file("2024-06-30", [{"owned_id": "A", "owned_on": "2024-01-01", "ownership": "owned"},
                               {"owned_id": "A", "owned_on": "2024-01-01", "ownership": "instructed"}], "owned_cases")  # fmt: skip
    office.publish(AS_OF)
    cells = {
        cell.by[0]: (cell.value, cell.distinct_matters) for cell in asked(office, "owned_cases", by=["kind"]).cells
    }
    assert cells == {"owned": (1, 1), "instructed": (1, 1)}
    assert asked(office, "owned_cases").cells[0].distinct_matters == 1


def test_running_numbers_that_start_again_are_different_disputes(office: Builder) -> None:
    rows = [{"dispute_id": "1", "found_on": "2023-05-01"}, {"dispute_id": "1", "found_on": "2024-05-01"}]
    office.file(AS_OF, rows, "disputes")
    office.publish(AS_OF)
    assert asked(office, "disputes_found").cells[0].value == 2


# --- clocks, matters and protection ---


def test_a_ledger_is_judged_on_the_last_day_that_its_own_exports_cover(office: Builder) -> None:
    office.file(AS_OF, [{"case_id": "X", "registered_at": "2024-01-01T09:00"}])
    office.file("2024-03-31", [{**OWNED, "owned_id": "A", "due_on": "2024-04-05"}], "owned_cases")
    office.publish(AS_OF)
    answer = asked(office, "owned_overdue")
    assert (answer.cells[0].value, answer.data_through) == (0, "2024-03-31")
    assert asked(office, "owned_due_7").cells[0].value == 1
    assert asked(office, "cases").data_through == AS_OF


def cases() -> list[Row]:
    plain = {"registered_at": "2024-01-01T09:00", "purpose": "claim", "confidential_flag": 0, "matter_id": None}
    return [
        {**plain, "case_id": "X1"}, {**plain, "case_id": "X2", "purpose": "accusation"},
        {**plain, "case_id": "X3", "matter_id": "M"}, {**plain, "case_id": "X4", "matter_id": "M", "confidential_flag": 1},
    ]  # fmt: skip


def owned(*numbers: str) -> list[Row]:
    return [{**OWNED, "owned_id": number} for number in numbers]


def test_numbers_of_cases_and_of_matters_are_found_and_others_counted(office: Builder) -> None:
    office.file(AS_OF, cases())
    office.file(AS_OF, owned("X1", "X3", "M", "外1", "外2"), "owned_cases")
    office.publish(AS_OF)
    (cell,) = asked(office, "owned_cases").cells
    assert (cell.value, cell.distinct_matters) == (5, 4)  # X3 belongs to M
    assert asked(office, "owned_unmatched").cells[0].value == 2


def test_protected_cases_stand_in_one_class(office: Builder) -> None:
    office.file(AS_OF, cases())
    office.file(AS_OF, owned("X1", "X2", "X3", "M", "外1"), "owned_cases")
    office.publish(AS_OF)
    for by, plain in (("department", "城管局"), ("township", "东关街道"), ("department_group", "未填")):
        values = {cell.by[0]: cell.value for cell in asked(office, "owned_cases", by=[by]).cells}
        assert values == {"不分列": 2, plain: 3}  # the accusation, and the matter with a confidential case
    assert asked(office, "owned_cases").cells[0].value == 5


def test_no_number_content_or_person_is_published(office: Builder) -> None:
    office.file(AS_OF, owned("X1"), "owned_cases")
    office.file(AS_OF, [{"dispute_id": "D9", **DISPUTE}], "disputes")
    office.publish(AS_OF)
    with cursor(current_version(office.home).marts) as connection:
        columns = {name for (name,) in connection.execute("select column_name from duckdb_columns()").fetchall()}
    assert not columns & {"owned_id", "dispute_id", "decision_id", "thing", "number"}


# --- reference tables, days and plans ---


def test_units_of_ledgers_by_name_alias_and_code(office: Builder) -> None:
    office.file("2024-01-01", [{"ref_department_code": "D1", "ref_department_name": "城市管理局", "aliases": "城管局",
                                "unit_group": "县直"}], "departments")  # fmt: skip
    office.file("2024-01-01", [{"ref_township_code": "360702001", "ref_township_name": "东关街道"}], "townships")
    names = {"a": "城管局", "b": "D1", "c": "城市管理局", "d": "某公司", "e": None}
    places = {"a": {"township": "东关街道"}, "b": {"township_code": "360702001000"}, "c": {"township": "无此镇"}}
    office.file(AS_OF, [{"dispute_id": i, "found_on": "2024-01-01", "department": n, "township": None,
                         "township_code": None, **places.get(i, {})} for i, n in names.items()], "disputes")  # fmt: skip
    office.publish(AS_OF)

    def shown(by: str) -> dict[str, Any]:
        return {cell.by[0]: cell.value for cell in asked(office, "disputes_found", by=[by]).cells}

    assert shown("department") == {"D1": 3, "未匹配": 1, "未填": 1}
    assert shown("department_group") == {"县直": 3, "未填": 2}
    assert shown("township") == {"360702001": 2, "未匹配": 1, "未填": 2}
    assert asked(office, "disputes_found", by=["department"]).name("department", "D1") == "城市管理局"
    assert asked(office, "disputes_found", where={"department": "城市管理局"}).cells[0].value == 3


def test_names_that_only_a_ledger_carries_are_listed_for_the_clerk(office: Builder) -> None:
    office.file("2024-01-01", [{"ref_department_code": "D1", "ref_department_name": "城管局"}], "departments")
    rows = [{"decision_id": str(n), "decided_on": "2024-01-01", "department": "新设局"} for n in range(3)]
    office.file(AS_OF, rows, "decisions")
    office.build(AS_OF)
    assert office.connection.execute("select kind, name, cases from marts.unmatched_name").fetchall() == [
        ("department", "新设局", 3)
    ]


def test_coverage_counts_working_days_from_the_first_reception_to_the_end(office: Builder) -> None:
    """2024-04-28 was a worked Sunday before the holiday of 1 to 5 May."""
    days = ["2024-04-28", "2024-04-30", "2024-05-01", "2024-05-06"]
    office.file("2024-05-07", [{**RECEPTION, "held_on": d} for d in days], "receptions")
    office.file("2024-05-07", [{**RECEPTION, "held_on": "2024-04-01", "held_span": "month"}], "receptions")
    office.publish("2024-05-07")
    (cell,) = asked(office, "reception_coverage").cells
    assert (cell.numerator, cell.denominator, cell.distinct_matters) == (3, 5, None)  # 28, 29, 30 April, 6, 7 May
    months = {c.by[0]: (c.numerator, c.denominator) for c in asked(office, "reception_coverage", by=["month"]).cells}
    assert months == {"2024-04": (2, 3), "2024-05": (1, 2)}


def test_beyond_the_holiday_calendar_coverage_is_not_known(office: Builder) -> None:
    office.file("2027-03-31", [{**RECEPTION, "held_on": "2027-03-01"}], "receptions")
    office.publish("2027-03-31")
    (cell,) = asked(office, "reception_coverage").cells
    assert (cell.value, cell.excluded) == (None, {"no_holiday_calendar:2027": 1})


def test_plans_are_kept_by_a_leader_of_the_level_on_the_day(office: Builder) -> None:
    plans: list[Row] = [
        {"planned_on": "2024-05-06", "leader_level": "county_leader"}, {"planned_on": "2024-05-06", "leader_level": "head"},
        {"planned_on": "2024-05-06", "leader_level": None}, {"planned_on": "2024-05-07", "leader_level": "county_leader"},
        {"planned_on": "2024-07-01", "leader_level": "county_leader"},
    ]  # fmt: skip
    office.file("2024-05-01", plans, "reception_plan")
    office.file(AS_OF, [RECEPTION], "receptions")
    office.publish(AS_OF)
    (cell,) = asked(office, "reception_plan_kept").cells
    assert (cell.numerator, cell.denominator, cell.excluded) == (2, 4, {"not_yet_due": 1})


def test_results_are_shares_of_the_batches_and_not_filled_in_is_one_of_them(office: Builder) -> None:
    rows = [{**RECEPTION, "events": n, "reception_result": r}
            for n, r in ((2, "on_the_spot"), (1, "by_date"), (5, None))]  # fmt: skip
    for row in rows:  # the key of a reception describes it: files of their own
        office.file(AS_OF, [{**row, "reception_place": str(row["events"])}], "receptions")
    office.publish(AS_OF)
    cells = {c.by[-1]: (c.numerator, c.denominator) for c in asked(office, "reception_result_mix").cells}
    assert cells == {"on_the_spot": (2, 8), "by_date": (1, 8), "未填": (5, 8)}
    # A class that is asked for alone stays a share of all classes.
    (chosen,) = asked(office, "reception_result_mix", where={"result": "on_the_spot"}).cells
    assert (chosen.numerator, chosen.denominator) == (2, 8)


def test_a_flow_is_of_the_period_and_a_stock_of_all_listed_by_its_end(office: Builder) -> None:
    from datetime import date

    rows = [{"dispute_id": "1", "found_on": "2024-01-15", "resolved_on": "2024-03-01"},
            {"dispute_id": "2", "found_on": "2024-02-15", "resolved_on": None},
            {"dispute_id": "3", "found_on": "2024-03-15", "resolved_on": "2024-03-20"},
            {"dispute_id": "4", "found_on": "2024-04-15", "resolved_on": None}]  # fmt: skip
    office.file(AS_OF, rows, "disputes")
    office.publish(AS_OF)
    march: Row = {"start": date(2024, 3, 1), "end": date(2024, 3, 31)}
    values = {
        m: asked(office, m, **march).cells[0].value for m in ("disputes_found", "disputes_resolved", "disputes_open")
    }
    assert values == {"disputes_found": 1, "disputes_resolved": 2, "disputes_open": 1}
    (rate,) = asked(office, "disputes_resolved_rate", **march).cells
    assert (rate.numerator, rate.denominator) == (2, 3)


def test_a_level_is_named_by_any_of_its_spellings_and_a_wrong_one_by_the_nearest(office: Builder) -> None:
    office.file(AS_OF, owned("A"), "owned_cases")
    office.publish(AS_OF)
    for spelling in ("head", "党政主要负责人", "县委书记、县长"):
        assert asked(office, "owned_cases", where={"leader_level": spelling}).cells[0].value == 1
    with pytest.raises(QueryError, match="党政主要负责人"):
        asked(office, "owned_cases", where={"leader_level": "党政主要负责"})


def test_a_home_without_ledgers_has_every_figure_blank_with_its_reason(tmp_path: Path) -> None:
    made = builder(tmp_path / "home")
    made.publish(AS_OF)
    made.connection.close()
    sources = {"receptions", "reception_plan", "owned_cases", "disputes", "decisions"}
    for definition in METRICS.values():
        if definition.section == 6:
            (cell,) = metric(Home(tmp_path / "home"), definition.id, exact=True).cells
            assert cell.value is None
            assert cell.reason in {f"not_in_export:{source}" for source in sources}
    close_readers()


def test_small_cells_of_receptions_are_masked_by_their_batches(office: Builder) -> None:
    rows = [{**RECEPTION, "events": n, "department": unit} for n, unit in ((2, "甲"), (3, "乙"))]
    office.file(AS_OF, rows, "receptions")
    office.publish(AS_OF)
    cells = metric(office.home, "reception_events", by=["department", "leader_level"]).cells
    assert {c.by[0]: (c.value, c.suppressed) for c in cells} == {"甲": (None, True), "乙": (3, False)}
