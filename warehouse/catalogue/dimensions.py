"""The breakdowns that a metric may be asked for, and how their members are named and ordered."""

from __future__ import annotations

# fmt: off
from dataclasses import dataclass
from typing import Literal

from warehouse.catalogue.model import Text


@dataclass(frozen=True, slots=True)
class Dimension:
    """A breakdown.

    `kind`: `unit` has names in a table of the marts, `code` in a code list, `label` names itself,
    `class` is a code list that divides one metric only (a mix, a stage) and is none of the case's own breakdowns,
    `time` is a label of the calendar that belongs to the cohort's day; a day may lie in several named periods.
    """

    id: str
    name: Text
    kind: Literal["unit", "code", "label", "time", "class"]
    codes: str | None = None
    is_protected: bool = False  # accusations and confidential cases stand in one class 不分列


DIMENSIONS: dict[str, Dimension] = {
    d.id: d
    for d in (
        Dimension("township", Text("乡镇街道", "township"), "unit", is_protected=True),
        Dimension("department", Text("责任单位", "responsible unit"), "unit", is_protected=True),
        Dimension("department_group", Text("单位分组", "group of units"), "label", is_protected=True),
        Dimension("topic_1", Text("一级分类", "topic, level 1"), "label", is_protected=True),
        Dimension("topic_2", Text("二级分类", "topic, level 2"), "label", is_protected=True),
        Dimension("topic_3", Text("三级分类", "topic, level 3"), "label", is_protected=True),
        Dimension("channel", Text("信访形式", "channel"), "code", "channel"),
        Dimension("level", Text("走访层级", "level"), "code", "level"),
        Dimension("purpose", Text("信访目的", "purpose"), "code", "purpose"),
        Dimension("source", Text("信访来源", "origin"), "code", "origin"),
        Dimension("outcome", Text("办理结果", "outcome"), "code", "outcome"),
        Dimension("handling", Text("办理方式", "way of handling"), "code", "handling"),
        Dimension("stage", Text("环节", "stage"), "class", "stage"),
        Dimension("review", Text("复查或复核", "review or final review"), "class", "review"),
        Dimension("repeat_stage", Text("重件所处阶段", "stage of a repeat"), "class", "repeat_stage"),
        Dimension("nonnormal_history", Text("此前办理经过", "handling before"), "class", "nonnormal_history"),
        Dimension("phase", Text("阶段", "phase"), "class", "phase"),
        Dimension("series", Text("主要指标", "headline series"), "label"),
        Dimension("spc_rule", Text("异常规则", "rule"), "class", "spc_rule"),
        Dimension("leader_level", Text("领导级别", "leader's level"), "code", "leader_level"),
        Dimension("reception_form", Text("接访形式", "form of the reception"), "code", "reception_form"),
        Dimension("reception_result", Text("处理结果", "result of the reception"), "class", "reception_result"),
        Dimension("ownership", Text("包案类型", "kind of ownership"), "code", "ownership"),
        Dimension("week", Text("周", "week"), "time"),
        Dimension("month", Text("月", "month"), "time"),
        Dimension("quarter", Text("季度", "quarter"), "time"),
        Dimension("year", Text("年", "year"), "time"),
        Dimension("period", Text("重要时段", "named period"), "time"),
    )
}

# What a user may type for a breakdown, where the metric has no breakdown of that very name.
DIMENSION_ALIASES: dict[str, str] = {
    "topic": "topic_1", "unit": "department", "level": "leader_level", "form": "reception_form",
    "result": "reception_result", "kind": "ownership",
}
