"""Receptions, owned cases, decisions, disputes: what leaders took on, and what became of it.

The level of a leader is a class of the work, no person; settled is shown, never ranked, and has no target.
"""

from __future__ import annotations

from collections.abc import Sequence

from warehouse.catalogue.codes import CODE_LISTS, NOT_FILLED, code_name
from warehouse.catalogue.metrics import METRICS
from warehouse.catalogue.model import Text
from warehouse.exhibits import slices as s
from warehouse.exhibits import wording
from warehouse.exhibits.model import Cell, Column, Exhibit, Row, Scope, State
from warehouse.query.context import departments

NOTHING = Text("", "")
RECEPTIONS = (
    "reception_events", "reception_persons", "reception_solved_rate", "reception_solved_persons_rate",
    "unit_head_present", "ledger_completeness", "reception_coverage", "reception_plan_kept",
)  # fmt: skip
BY_LEVEL = ("reception_events", "reception_persons", "reception_solved_rate")
OWNED = (
    "owned_cases", "owned_persons", "owned_closed_rate", "owned_settled_rate", "owned_settled_of_closed", "owned_open",
    "owned_due_7", "owned_overdue", "owned_no_movement", "owned_open_age", "owned_unmatched",
)  # fmt: skip
OTHERS = (
    "decisions_open", "decisions_due_7", "decisions_overdue", "decisions_done_rate", "disputes_found",
    "disputes_resolved_rate", "disputes_open", "disputes_overdue", "disputes_open_age",
)  # fmt: skip
BY_UNIT = ("owned_open", "owned_due_7", "owned_overdue", "owned_no_movement", "decisions_open", "decisions_overdue")
LEDGER = Text("没有这种台账：导入后显示", "no such ledger yet")
OUTSIDE = Text(
    "台账没有的栏目不筛选（如议定事项不分属地和分类），台账没有的数字留空，不以0代替。",
    "Filters on what a ledger does not know do not apply (decisions know no place or topic); what it lacks stays blank.",
)
NOW = Text(
    "存量按“截至期末列入者、现时状态”计。", "Stocks: of those listed up to the period's end, in their state now."
)


def _ask(scope: Scope, *metric_ids: str, by: str | None = None) -> list[s.Slices]:
    """Figures of ledgers over the part of the slice that each ledger knows."""
    return s.ask_known(scope, metric_ids, by=by, start=scope.start, end=scope.end)


def _state(answers: Sequence[s.Slices]) -> tuple[State, Text | None]:
    """Blank only where no figure at all is there; one that is missing says so in its row."""
    if any(a.total.value is not None for a in answers):
        return "ok", None
    return "not_in_export", LEDGER


def _list(scope: Scope, exhibit_id: str, title: Text, sentence: Text, ids: Sequence[str]) -> Exhibit:
    answers = _ask(scope, *ids)
    state, reason = _state(answers)
    return Exhibit(
        id=exhibit_id,
        title=title,
        sentence=sentence,
        columns=(
            Column("figure", Text("项目", "Figure")),
            Column("value", Text("数值", "Value"), "figure"),
            Column("base", Text("基数", "Base")),
        ),
        rows=tuple(
            Row(a.metric.id, (s.name_with_unit(a.metric.id), a.total, _base(a)), mark="worse" if _is_late(a) else "")
            for a in answers
        ),
        state=state,
        reason=reason,
        notes=(NOW, OUTSIDE, *s.notes(answers)),
        metrics=tuple(ids),
        basis=s.basis(scope, answers),
        footing=s.footing(answers),
    )


def _base(answer: s.Slices) -> Cell:
    total = answer.total
    if not total.is_rate or total.numerator is None or not total.denominator:
        return ""
    return f"{wording.count(total.numerator)}/{wording.count(total.denominator)}"


def _is_late(answer: s.Slices) -> bool:
    return answer.metric.id.endswith(("_overdue", "_no_movement")) and bool(answer.total.value)


def reception_figures(scope: Scope) -> Exhibit:
    """Receptions of the period: how many, what came of them, how well the ledger is kept."""
    events = _ask(scope, "reception_events")[0].total
    shown = wording.show(events, "zh")
    return _list(
        scope,
        "reception_figures",
        Text(f"领导接访{shown}批次", f"{shown} batches received by leaders"),
        Text(
            "接访日覆盖率为有领导接访的工作日占全部工作日的比率。",
            "Coverage: working days with a reception among all working days.",
        ),
        RECEPTIONS,
    )


def reception_levels(scope: Scope) -> Exhibit:
    """Receptions by the level of the leader, in the order of the code list."""
    answers = _ask(scope, *BY_LEVEL, by="leader_level")
    state, reason = _state(answers)
    rows = []
    for code in (*(c.id for c in CODE_LISTS["leader_level"]), NOT_FILLED):
        figures = tuple(a.part(code) for a in answers)
        if any(f.value for f in figures):
            rows.append(Row(code, (code_name("leader_level", code), *figures)))
    total = Row("*", (Text("合计", "Total"), *(a.total for a in answers)), "total")
    return Exhibit(
        id="reception_levels",
        title=Text("哪一级领导接访？", "At which level are visitors received?"),
        sentence=Text("按层级排列，不作排名。", "In order of level, no ranking."),
        columns=(Column("level", Text("领导层级", "Level")), *(s.metric_column(m) for m in BY_LEVEL)),
        rows=(total, *rows),
        state=state,
        reason=reason,
        notes=s.notes(answers),
        metrics=BY_LEVEL,
        footing=s.footing(answers),
    )


def reception_results(scope: Scope) -> Exhibit:
    """What came of the receptions, in the order of the code list."""
    without = tuple(n for n, _ in scope.where if n not in METRICS["reception_result_mix"].breakdowns)
    found = s.ask_classes(scope, "reception_result_mix", start=scope.start, end=scope.end, without=without)
    title = Text("接访之后怎样处理？", "What came of the receptions?")
    columns = (
        Column("result", Text("处理结果", "Result")),
        Column("share", Text("占比", "Share"), "rate"),
    )
    if found.blank:
        return Exhibit("reception_results", title, NOTHING, columns, (), state="not_in_export", reason=LEDGER)
    rows = tuple(Row(c, (code_name("reception_result", c), f)) for c, f in found.figures.items())
    return Exhibit(
        id="reception_results",
        title=title,
        sentence=NOTHING,
        columns=columns,
        rows=rows,
        chart="bars",
        metrics=("reception_result_mix",),
        footing=s.footing(_ask(scope, "reception_events")),
    )


def owned_figures(scope: Scope) -> Exhibit:
    """Cases that a level of leadership owns: closed, settled, due, without progress."""
    late = _ask(scope, "owned_overdue")[0].total
    shown = wording.show(late, "zh")
    return _list(
        scope,
        "owned_figures",
        Text(f"包案超期{shown}件", f"{shown} owned cases are overdue"),
        Text("办结、化解、息诉罢访是三种不同状态；息诉罢访只列示，不作排名，没有目标。",
             "Closed, resolved and settled are three states; settled is shown, never ranked, without a target."),
        OWNED,
    )  # fmt: skip


def decision_figures(scope: Scope) -> Exhibit:
    """Decisions to carry out and disputes found: what is open, due and overdue."""
    late = _ask(scope, "decisions_overdue")[0].total
    shown = wording.show(late, "zh")
    return _list(
        scope,
        "decision_figures",
        Text(f"议定事项超期{shown}项", f"{shown} decisions are overdue"),
        NOTHING,
        OTHERS,
    )


def owned_units(scope: Scope) -> Exhibit:
    """What each unit still owes of owned cases and decisions, most overdue first: these are duties."""
    answers = _ask(scope, *BY_UNIT, by="department")
    state, reason = _state(answers)
    rows = []
    for member in departments(scope.version):
        figures = tuple(a.part(member.code) for a in answers)
        if any(f.value for f in figures):
            late = (figures[2].value or 0) + (figures[5].value or 0)
            rows.append((late, Row(member.code, (wording.member_name(member), *figures), mark="worse" if late else "")))
    rows.sort(key=lambda pair: (-pair[0], pair[1].key))
    total = Row("*", (Text("合计", "Total"), *(a.total for a in answers)), "total")
    late_units = sum(1 for late, _ in rows if late)
    if state == "ok" and not rows:
        state, reason = "empty", Text("没有未结的包案和议定事项", "nothing is open")
    return Exhibit(
        id="owned_units",
        title=Text(
            f"{late_units}个单位有超期的包案或议定事项", f"{late_units} units have overdue owned cases or decisions"
        ),
        sentence=Text("超期多的在前，供督促办理。", "Most overdue first, for the units to act on."),
        columns=(Column("unit", Text("责任单位", "Responsible unit")), *(s.metric_column(m) for m in BY_UNIT)),
        rows=(total, *(row for _, row in rows)),
        state=state,
        reason=reason,
        notes=(NOW, *s.notes(answers)),
        metrics=BY_UNIT,
        footing=s.footing(answers),
    )
