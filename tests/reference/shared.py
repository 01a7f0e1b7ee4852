"""What several sections of the book share: who is assessed, what is open, rows of cases and of matters."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date

from tests.reference.office import Reference
from tests.reference.record import Case, Judged, as_day, out

Rows = Iterable[tuple[Case, Judged]]
Rule = Callable[[Reference], Rows]
Judge = Callable[[Reference, Case], Judged]
Day = Callable[[Reference, Case], date | None]


def registered(ref: Reference, case: Case) -> date | None:
    return case.registered_on


def occurred(ref: Reference, case: Case) -> date | None:
    return case.occurred_on


def closed(ref: Reference, case: Case) -> date | None:
    return case.first_closed_on


def each_case(judge: Judge, day: Day = registered) -> Rule:
    """A row a case. reading: where its own day is not known a case belongs to the period of its registration."""

    def rows(ref: Reference) -> Rows:
        for case in ref.cases:
            yield case, replace(judge(ref, case), day=day(ref, case) or case.registered_on)

    return rows


def is_counted(case: Case) -> bool:
    """counted_flag not "no"."""
    return bool(case.get("counted_flag") != 0)


def persons_in_range(case: Case) -> bool:
    """1 to 9999."""
    return 1 <= (case.get("persons") or 0) <= 9999


def performance_reason(ref: Reference, case: Case) -> str | None:  # noqa: PLR0911
    """metrics.md 0, performance filter: why a case is not assessed, the first reason that fits."""
    if not is_counted(case):
        return "not_counted"
    if case.first is False:
        return "repeat_case"
    # reading: where nothing tells first from repeat the filter cannot be applied, and the basis says "none"
    if case.first is None and ref.first_basis != "none":
        return case.first_reason
    if case.get("litigation_flag") == 1:
        return "litigation"
    if case.get("purpose") == "accusation":
        return "accusation"
    if case.get("outcome") in ("withdrawn", "merged"):
        return "withdrawn_merged"
    # reading: persons not filled in is unknown, not out of range (section 0: unknown is never 0)
    if case.get("persons") is not None and not persons_in_range(case):
        return "persons_out_of_range"
    if registered_by_petition_organ(ref, case) is False:
        return "not_petition_organ"
    return None


def registered_by_petition_organ(ref: Reference, case: Case) -> bool | None:
    """By class where it is exported, else by the department table, else not known and not applied."""
    if any(c.get("registered_class") is not None for c in ref.cases):
        return None if case.get("registered_class") is None else case.get("registered_class") == "petition"
    row = ref.departments.rows.get(ref.departments.code(case.get("registered_by")))
    flag = None if row is None else row.get("is_petition_organ")
    return None if flag is None else bool(flag == 1)


def is_open(case: Case) -> bool:
    """Open now: not closed, withdrawn, merged, refused or filed; a reopened case is open."""
    return (
        case.get("closed_at") is None
        and case.get("status") not in ("closed", "cancelled", "refused")
        and case.get("outcome") not in ("withdrawn", "merged")
        and case.get("handling") not in ("refused", "closed_to_further", "filed")
    )


def is_closed_without_date(case: Case) -> bool:
    """The status says closed and no closing day was ever exported."""
    return case.first_closed_on is None and case.get("status") in ("closed", "cancelled")


def has_impossible_limit(case: Case) -> bool:
    """The exported limit lies before registration."""
    limit = as_day(case.get("deadline_on"))
    return limit is not None and limit < case.registered_on


def counted(ref: Reference, case: Case) -> Judged:
    return Judged(1) if is_counted(case) else out("not_counted")


def not_closed(case: Case) -> str:
    """Why a case has no closing day."""
    return "closed_without_date" if is_closed_without_date(case) else "not_closed"
