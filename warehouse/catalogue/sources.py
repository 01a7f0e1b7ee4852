"""The kinds of export that an office keeps, and what makes a row of each."""

from __future__ import annotations

# fmt: off
from warehouse.catalogue.fields import FIELDS
from warehouse.catalogue.model import Field, Source, Text

# Title of the sheets that the office itself writes before a named period. Filled in they come back as cases of which
# only the reply is news: they reach no further than the exports they were made of, and a blank in them says nothing.
DUTY_SHEET = "重要节点责任清单"

_CASE_FIELDS = tuple(f for f in FIELDS)[: list(FIELDS).index("held_on")]

SOURCES: dict[str, Source] = {
    s.id: s
    for s in (
        Source(
            "cases", Text("信访件", "cases"), _CASE_FIELDS, key=("case_id",), required=("case_id", "registered_at"),
            signature=("case_id",),
            handling=("department", "unit_role", "assigned_at", "accepted_by_unit_at", "notice_at", "replied_at"),
            table="raw.case_version",
        ),
        Source(
            "receptions", Text("接访台账", "receptions"),
            (
                "held_on", "leader_level", "reception_form", "reception_place", "township_code", "township",
                "department", "topic_1", "topic_2", "topic_3", "events", "event_persons", "solved_events", "solved_persons", "due_on", "reception_result",
                "unit_head_present", "visitor_filled", "demand_filled", "opinion_filled", "outcome_filled",
            ),
            key=(
                "held_on", "leader_level", "reception_form", "reception_place", "township_code", "township",
                "department", "topic_1", "topic_2", "topic_3",
            ),
            required=("held_on",), signature=("held_on",),
            marks=("events", "solved_events", "reception_form", "reception_result"), table="raw.reception_version",
            is_descriptive=True,
        ),
        Source(
            "reception_plan", Text("接访安排", "reception plan"), ("planned_on", "leader_level", "reception_place"),
            key=("planned_on", "leader_level", "reception_place"), required=("planned_on",),
            signature=("planned_on", "leader_level"), table="raw.reception_plan_version", is_descriptive=True,
        ),
        Source(
            "owned_cases", Text("包案台账", "owned cases"),
            (
                "owned_id", "ownership", "leader_level", "owning_department", "township_code", "township",
                "event_persons", "owned_on", "due_on", "last_progress_on", "case_closed_on", "settled_on", "settled_flag",
            ),
            key=("owned_id", "ownership"), required=("owned_id",), signature=("owned_id",),
            marks=("owned_on", "leader_level", "case_closed_on", "settled_on", "last_progress_on"),
            table="raw.owned_case_version",
        ),
        Source(
            "disputes", Text("矛盾纠纷排查台账", "disputes"),
            (
                "dispute_id", "found_on", "township_code", "township", "topic_1", "topic_2", "topic_3", "department",
                "leader_level", "due_on", "resolved_on", "resolved_flag",
            ),
            key=("dispute_id", "found_on"), required=("dispute_id",), signature=("dispute_id", "found_on"),
            table="raw.dispute_version",
        ),
        Source(
            "decisions", Text("议定事项", "decisions"),
            ("decision_id", "decided_on", "department", "due_on", "done_on"),
            key=("decision_id", "decided_on"), required=("decision_id",), signature=("decision_id", "decided_on"),
            table="raw.decision_version",
        ),
        Source(
            "townships", Text("乡镇街道表", "townships"),
            ("ref_township_code", "ref_township_name", "aliases", "population", "neighbours", "unit_group"),
            key=("ref_township_code",), required=("ref_township_code", "ref_township_name"),
            signature=("ref_township_code", "ref_township_name"), table="raw.township_version", is_reference=True,
        ),
        Source(
            "departments", Text("责任单位表", "departments"),
            ("ref_department_code", "ref_department_name", "aliases", "unit_group", "is_petition_organ"),
            key=("ref_department_code",), required=("ref_department_code", "ref_department_name"),
            signature=("ref_department_code", "ref_department_name"), table="raw.department_version",
            is_reference=True,
        ),
        Source(
            "topics", Text("内容分类表", "topics"),
            ("ref_topic_code", "topic_1", "topic_2", "topic_3", "valid_from", "valid_to"),
            key=("ref_topic_code",), required=("ref_topic_code", "topic_1"), signature=("ref_topic_code", "topic_1"),
            table="raw.topic_version", is_reference=True,
        ),
        Source(
            "sensitive_periods", Text("重要时段表", "sensitive periods"),
            ("period_name", "starts_on", "ends_on", "lead_days", "period_status", "period_source"),
            key=("period_name", "starts_on"), required=("period_name", "starts_on", "ends_on"),
            signature=("period_name", "starts_on", "ends_on"), table="raw.sensitive_period_version",
            is_reference=True,
        ),
    )
}


def source_fields(source: Source) -> tuple[Field, ...]:
    """The fields of a source, in catalogue order."""
    return tuple(FIELDS[f] for f in source.fields)
