"""The fixed list of tables that may be shared, in sets that are protected together.

Belongs here: which metrics, by which breakdowns, on which grain of time. Does not belong here: how cells are protected
(pipelines/metrics/suppression), reading them (warehouse/query/shareable.py).

Why a fixed list: every further table that shares a total with these can be subtracted from them. A set holds every
table of its metrics, and a metric stands in one set only, on one grain of time; so nothing outside the set has a sum in
common with it. Two breakdowns at most; what a table adds up to is a table of the same set.
"""

from __future__ import annotations

# fmt: off
from dataclasses import dataclass

from warehouse.catalogue.dimensions import DIMENSIONS
from warehouse.catalogue.model import Text

# Distinct matters below which a cell is protected.
MIN_MATTERS = 10  # towards outside
LEAST_MATTERS = 5  # the least that an office may set, for tables that stay between units


@dataclass(frozen=True, slots=True)
class ShareableTable:
    """A table of a set: its breakdowns, none for the total."""

    id: str
    name: Text
    by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShareableSet:
    """Tables that are protected together.

    `grain` is the one breakdown by time. `within` names breakdowns that nest (a unit lies in one group). `equal` pairs
    columns of facts that are the same quantity under two names: what is published of one is known of the other.
    """

    id: str
    name: Text
    metrics: tuple[str, ...]
    grain: str
    tables: tuple[ShareableTable, ...]
    within: tuple[tuple[str, str], ...] = ()
    equal: tuple[tuple[str, str], ...] = ()


SETS: tuple[ShareableSet, ...] = (
    ShareableSet(
        "need", Text("信访需求", "need"), ("cases",), "month",
        (
            ShareableTable("need_total", Text("全县合计", "the county"), ()),
            ShareableTable("need_month", Text("按月", "by month"), ("month",)),
            ShareableTable("need_channel", Text("按信访形式", "by channel"), ("channel",)),
            ShareableTable("need_topic", Text("按一级分类", "by topic"), ("topic_1",)),
            ShareableTable("need_township", Text("按乡镇街道", "by township"), ("township",)),
            ShareableTable("need_township_topic", Text("按乡镇街道与一级分类", "by township and topic"), ("township", "topic_1")),
            ShareableTable("need_township_month", Text("按乡镇街道与月", "by township and month"), ("township", "month")),
        ),
    ),
    ShareableSet(
        "handling", Text("办理质效", "handling"),
        ("acceptance_in_time_office", "notice_in_time_unit", "reply_in_time", "one_off_resolution", "participation_unit", "satisfied_unit"), "year",
        (
            ShareableTable("handling_total", Text("全县合计", "the county"), ()),
            ShareableTable("handling_year", Text("按年", "by year"), ("year",)),
            ShareableTable("handling_group", Text("按单位分组", "by group of units"), ("department_group",)),
            ShareableTable("handling_unit", Text("按责任单位", "by responsible unit"), ("department",)),
        ),
        within=(("department", "department_group"),),
        # Who is evaluated in time is who can be satisfied or not.
        equal=(("participation_unit_n", "satisfied_unit_d"),),
    ),
)


def find_set(metric_id: str) -> ShareableSet | None:
    """The set that a metric stands in, or None if it is not shared."""
    return next((s for s in SETS if metric_id in s.metrics), None)


def describe_list() -> Text:
    """The whole list in one sentence, for whoever asked for a table that is not on it."""
    zh, en = [], []
    for one in SETS:
        breakdowns = [" × ".join(DIMENSIONS[d].id for d in table.by) or "—" for table in one.tables]
        zh.append(f"{'、'.join(one.metrics)}（{'；'.join(breakdowns)}）")
        en.append(f"{', '.join(one.metrics)} ({'; '.join(breakdowns)})")
    return Text("；".join(zh), "; ".join(en))
