"""The to-do list: case rows behind the clocks. No matter, no person, no flag of the petitioner is a column here."""

from __future__ import annotations

from warehouse.catalogue.model import Text
from warehouse.exhibits import slices as s
from warehouse.exhibits import wording
from warehouse.exhibits.model import Column, Exhibit, Figure, Footing, Row, Scope
from warehouse.query import QueryError
from warehouse.query.rows import todo

CLOCK_NAMES: dict[str, Text] = {
    "overdue": Text("超期未办结", "overdue"),
    "due_7": Text("7日内到期", "due in 7 days"),
    "not_due": Text("在办未到期", "not yet due"),
}
COLUMNS = (
    Column("case_id", Text("信访件编号", "Case number")),
    Column("department", Text("责任单位", "Responsible unit")),
    Column("township", Text("属地", "Township")),
    Column("topic", Text("分类", "Topic")),
    Column("registered_on", Text("登记日期", "Registered"), "date"),
    Column("deadline_on", Text("期限", "Deadline"), "date"),
    Column("deadline_rule", Text("期限依据", "Rule")),
    Column("days_left", Text("剩余天数", "Days left"), "count"),
)
TITLE = Text("待办清单", "To-do list")


def todo_list(
    scope: Scope, *, sort: str = "deadline_on", descending: bool = False, offset: int = 0, limit: int | None = None
) -> Exhibit:
    """Open cases with a limit, the nearest limit first; `total` says how many the whole list has.

    Args:
        scope: version, slice by unit, township and topic, and clock.
        sort: what to order by, one of warehouse.query.rows.SORT_KEYS.
        descending: the other way round.
        offset: rows to leave out at the start.
        limit: rows to give at most; None for all.
    """
    where = dict(scope.where)
    footing = Footing(scope.version.as_of, scope.version.data_through, scope.version.id, reconstructed=False)
    answers = s.ask_all(scope, ("open_overdue", "open_not_due"))
    state, reason = s.state(answers[0])
    if state != "ok":
        return Exhibit("todo_list", TITLE, Text("", ""), COLUMNS, (), state=state, reason=reason, footing=footing)
    try:
        found = todo(
            scope.home,
            department=where.get("department"),
            township=where.get("township"),
            topic=where.get("topic_1"),
            clock=scope.clock,
            sort=sort,
            descending=descending,
            offset=offset,
            limit=limit,
            version=scope.version.id,
        )
    except QueryError:
        reason = Text(
            "待办清单只保留最新版本，请切换到新版本", "rows are kept for the current version only; open the new version"
        )
        return Exhibit("todo_list", TITLE, Text("", ""), COLUMNS, (), state="empty", reason=reason, footing=footing)
    configuration = scope.home.configuration()
    rows = tuple(
        Row(
            row.case_id,
            (
                row.case_id,
                row.department_name,
                row.township_name,
                row.topic,
                row.registered_on,
                row.deadline_on,
                wording.deadline_rule_words(row.deadline_rule, configuration),
                Figure(row.days_left),
            ),
            mark="worse" if row.clock == "overdue" else "",
        )
        for row in found.rows
    )
    name = CLOCK_NAMES[scope.clock] if scope.clock else Text("在办有期限", "open with a limit")
    hidden = _hidden(scope, answers, found.total)
    return Exhibit(
        id="todo_list",
        title=Text(f"{name.zh}{wording.count(found.total)}件", f"{wording.count(found.total)} cases {name.en}"),
        sentence=Text(
            f"按期限先后排列，供责任单位督促办理。{hidden.zh}",
            f"Nearest limit first, for the units to act on. {hidden.en}",
        ),
        columns=COLUMNS,
        rows=rows,
        state="ok" if found.total else "empty",
        reason=None if found.total else Text("没有符合条件的待办件", "no case of this kind"),
        n=Text(f"共{wording.count(found.total)}件", f"{wording.count(found.total)} cases"),
        notes=(
            Text("只列编号、单位、属地、分类和期限；不含信访人信息。", "Number, unit, place, topic, limit only."),
        ),
        metrics=("open_overdue", "open_due_7", "open_not_due"),
        footing=footing,
        total=found.total,
    )  # fmt: skip


def _hidden(scope: Scope, answers: list[s.Slices], total: int) -> Text:
    """How many open cases have no row because they are accusations or confidential; only told of the whole list."""
    if scope.clock or scope.where:
        return Text("", "")
    hidden = sum(int(a.total.value or 0) for a in answers) - total
    if hidden <= 0:
        return Text("", "")
    return Text(
        f"另有{hidden}件为检举控告或保密件，不列明细。", f"{hidden} accusations or confidential cases are not listed."
    )
