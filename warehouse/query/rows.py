"""The to-do list: the only case rows that anyone sees, behind clocks and duties.

Selected, filtered and ordered by unit, township, topic, clock and deadline, and by nothing else.
Does not belong here: any figure (metric.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from warehouse.home import Home
from warehouse.query.errors import QueryError
from warehouse.query.published import cursor, find_version

# A clock as the metrics open_overdue, open_due_7 and open_not_due count it: not yet due includes due in 7 days.
CLOCKS: dict[str, tuple[str, ...]] = {
    "overdue": ("overdue",),
    "due_7": ("due_7",),
    "not_due": ("due_7", "not_due"),
}

# What the list may be ordered by → columns of rows.todo; days left run with the deadline.
SORT_KEYS: dict[str, str] = {
    "department": "department",
    "township": "township",
    "topic": "topic",
    "clock": "days_left",
    "deadline_on": "deadline_on",
    "days_left": "days_left",
}


@dataclass(frozen=True, slots=True)
class TodoRow:
    """An open case with a limit. `deadline_rule` names the rule that made the limit."""

    case_id: str
    department_name: str
    township_name: str
    topic: str
    registered_on: date
    deadline_on: date
    deadline_rule: str
    days_left: int
    clock: str


@dataclass(frozen=True, slots=True)
class TodoList:
    """A stretch of the list and how many rows the whole has."""

    rows: tuple[TodoRow, ...]
    total: int


def todo(
    home: Home,
    *,
    department: str | None = None,
    township: str | None = None,
    topic: str | None = None,
    clock: str | None = None,
    sort: str = "deadline_on",
    descending: bool = False,
    offset: int = 0,
    limit: int | None = None,
    version: str | None = None,
) -> TodoList:
    """Rows of the to-do list of one version, by default the nearest limit first.

    Args:
        home: the office.
        department: code of a responsible unit.
        township: code of a township.
        topic: a first-level topic.
        clock: one of CLOCKS.
        sort: one of SORT_KEYS.
        descending: the other way round.
        offset: rows to leave out at the start.
        limit: rows to give at most; None for all.
        version: a published version; None for the current one, the only one whose rows are kept.

    Raises:
        QueryError: unknown clock or sort key, or the rows of that version are no longer kept.
    """
    if sort not in SORT_KEYS:
        raise QueryError(f"待办清单不能按“{sort}”排序，可用：{'、'.join(SORT_KEYS)} / cannot be sorted by {sort}")
    if clock is not None and clock not in CLOCKS:
        raise QueryError(f"没有“{clock}”这种期限状态，可用：{'、'.join(CLOCKS)} / unknown clock: {clock}")
    clauses, parameters = ["true"], []
    for column, value in (("department", department), ("township", township), ("topic", topic)):
        if value is not None:
            clauses.append(f"{column} = ?")
            parameters.append(value)
    if clock is not None:
        clauses.append(f"clock in ({', '.join('?' for _ in CLOCKS[clock])})")
        parameters.extend(CLOCKS[clock])
    condition = " and ".join(clauses)
    order = f"{SORT_KEYS[sort]} {'desc' if descending else 'asc'}, deadline_on, case_id"
    chosen = find_version(home, version)
    with cursor(chosen.rows) as connection:
        total = connection.execute(f"select count(*) from rows.todo where {condition}", parameters).fetchone()
        rows = connection.execute(
            f"""
            select
                case_id, department_name, township_name, topic, registered_on, deadline_on, deadline_rule, days_left,
                clock
            from rows.todo
            where {condition}
            order by {order}
            {"" if limit is None else "limit ?"} offset ?
            """,
            [*parameters, *([] if limit is None else [limit]), offset],
        ).fetchall()
    return TodoList(tuple(TodoRow(*row) for row in rows), total[0] if total else 0)
