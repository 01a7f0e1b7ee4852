"""Section 5: what petitioners said of the handling, and how many said anything."""

from __future__ import annotations

from datetime import date, timedelta

from tests.reference.office import Reference
from tests.reference.record import Case, Judged, as_day, out
from tests.reference.shared import Judge, Rule, each_case, not_closed, performance_reason

EVALUATIONS = ("satisfied", "mostly_satisfied", "dissatisfied")


def due_on(ref: Reference, case: Case) -> date | None:
    """Exported, else first closing + evaluation_days."""
    due = as_day(case.get("evaluation_due_on"))
    if due is None and case.first_closed_on is not None:
        due = case.first_closed_on + timedelta(ref.configuration.thresholds.evaluation_days)
    return due


def participation(who: str) -> Judge:
    def judge(ref: Reference, case: Case) -> Judged:
        reason = performance_reason(ref, case)
        if reason:
            return out(reason)
        due = due_on(ref, case)
        if due is None:
            return out(not_closed(case))
        if due > ref.clock_on:
            return out("not_yet_due")
        # reading: an evaluation without a date counts as in time
        day = case.day("evaluated_at")
        return Judged(int(case.get(who) in EVALUATIONS and (day is None or day <= due)), 1)

    return judge


def satisfied(who: str, silent: str) -> Judge:
    """`silent`: whoever did not evaluate in time is left "out", or taken as "low" dissatisfied or "high" satisfied."""

    def judge(ref: Reference, case: Case) -> Judged:
        reached = participation(who)(ref, case)
        if reached.x is not None:
            return reached
        said = case.get(who)
        if reached.n == 0 and silent == "out":
            return out("evaluated_late" if said in EVALUATIONS else "not_evaluated")
        return Judged(int(said != "dissatisfied") if reached.n else int(silent == "high"), 1)

    return judge


SATISFACTION: dict[str, Rule] = {}
for _who in ("unit", "office"):
    SATISFACTION[f"participation_{_who}"] = each_case(participation(f"evaluation_{_who}"), due_on)
    for _suffix, _silent in (("", "out"), ("_low", "low"), ("_high", "high")):
        SATISFACTION[f"satisfied_{_who}{_suffix}"] = each_case(satisfied(f"evaluation_{_who}", _silent), due_on)
