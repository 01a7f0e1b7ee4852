"""Section 4: visits outside a reception place, by the recorded flag only."""

from __future__ import annotations

from tests.reference.before import is_linkable, standing
from tests.reference.office import Reference
from tests.reference.record import SILENT, Case, Judged, out
from tests.reference.shared import Judge, Rule, each_case, is_counted, occurred, persons_in_range


def is_visit(case: Case) -> bool:
    """A visit, or perhaps one: the flag is missed only there. Who has the flag is one, whatever its channel says."""
    return case.get("channel") in ("visit", None) or case.get("nonnormal_flag") == 1


def of_flagged(judge: Judge) -> Rule:
    """What an event gives; a visit known to be none gives 0, counted or not."""

    def reached(ref: Reference, case: Case) -> Judged:
        flag = case.get("nonnormal_flag")
        if not is_visit(case) or (flag == 0 and not is_counted(case)):
            return SILENT
        if not is_counted(case):
            return out("not_counted")
        if flag is None:
            return out("nonnormal_unknown")
        return judge(ref, case) if flag == 1 else Judged(0)

    return each_case(reached, occurred)


def persons(ref: Reference, case: Case) -> Judged:
    if case.get("persons") is None:
        return out("persons_unknown")
    return Judged(case.get("persons")) if persons_in_range(case) else out("persons_out_of_range")


def unknown(ref: Reference, case: Case) -> Judged:
    flag = case.get("nonnormal_flag")
    if not is_visit(case) or (flag is not None and not is_counted(case)):
        return SILENT
    return Judged(int(flag is None)) if is_counted(case) else out("not_counted")


def share(ref: Reference, case: Case) -> Judged:
    if not is_visit(case):
        return SILENT
    if not is_counted(case):
        return out("not_counted")
    flag = case.get("nonnormal_flag")
    return out("nonnormal_unknown") if flag is None else Judged(flag, 1)


def history(ref: Reference, case: Case) -> str:  # noqa: PLR0911
    """The first line of the book's list that fits."""
    if not is_linkable(ref, case):
        return "not_linkable"
    then = standing(ref, case, case.occurred_on)
    if not then.earlier:
        return "no_earlier_case"
    if then.procedure in ("other_route", "discipline"):
        return "other_route"
    if then.is_refused:
        return {"told": "refused_told", "untold": "refused_untold", "not_exported": "refused_not_exported"}[then.told]
    if then.is_open:
        if then.deadline == "passed":
            return "open_overdue"
        if then.is_untold:
            return "open_untold"
        return "open_in_term" if then.deadline == "running" else "open_no_deadline"
    replied = "_repeated" if then.earlier > 1 else ""
    if then.is_under_review:
        return "under_review" + replied
    if then.reply == "late":
        return "replied_late" + replied
    if then.is_final:  # reading: in time or not known, but final: the law's way has come to its end
        return "final" + replied
    if then.reply == "in_time":
        return "replied_in_time" + replied
    return "withdrawn" if then.is_withdrawn else "cannot_tell"


def registered_late(ref: Reference, case: Case) -> Judged:
    petitioned = case.day("petitioned_on")
    if petitioned is None:
        return out("petition_day_unknown")
    return Judged(int((case.registered_on - petitioned).days > 3), 1)


LATE_DUTY = ("refused_untold", "open_overdue", "open_untold", "replied_late", "replied_late_repeated")
OUTSIDE = {
    "not_linkable": "history_not_linkable", "no_earlier_case": "history_no_earlier_case",
    "other_route": "history_other_route", "refused_not_exported": "history_refused_not_exported",
    "withdrawn": "history_withdrawn", "cannot_tell": "history_cannot_tell",
}  # fmt: skip


def after_late_duty(ref: Reference, case: Case) -> Judged:
    label = history(ref, case)
    return out(OUTSIDE[label]) if label in OUTSIDE else Judged(int(label in LATE_DUTY), 1)


EVENT: Judge = lambda ref, case: Judged(1)  # noqa: E731

NONNORMAL: dict[str, Rule] = {
    "nonnormal_events": of_flagged(EVENT),
    "nonnormal_persons": of_flagged(persons),
    "nonnormal_unknown": each_case(unknown, occurred),
    "nonnormal_matters": of_flagged(EVENT),
    "nonnormal_share": each_case(share, occurred),
    "nonnormal_per_10k": of_flagged(EVENT),
    "nonnormal_history": of_flagged(lambda ref, case: Judged(1, label=history(ref, case))),
    "nonnormal_after_late_duty": of_flagged(after_late_duty),
    "nonnormal_registered_late": of_flagged(registered_late),
}
