"""Section 2: the clocks of the office and of the responsible units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from tests.reference.office import Reference
from tests.reference.record import SILENT, Case, Judged, out
from tests.reference.shared import (
    Judge,
    Rows,
    Rule,
    each_case,
    has_impossible_limit,
    is_closed_without_date,
    is_counted,
    is_open,
    not_closed,
    performance_reason,
)


def in_time(due: date, done: date | None, clock_on: date) -> Judged:
    """A limit passes at the end of its day; not yet due is never in a denominator."""
    if due > clock_on:
        return out("not_yet_due")
    return Judged(int(done is not None and done <= due), 1)


def acceptance_office(ref: Reference, case: Case) -> Judged:
    reason = performance_reason(ref, case)
    if reason:
        return out(reason)
    due, why = ref.office_limit(case)
    if due is None:
        return out(why)
    if case.office_act_on is None and case.get("handling") is not None:
        return out("act_without_date")
    return in_time(due, case.office_act_on, ref.clock_on)


def accepted_by_unit(case: Case) -> date | None:
    """The unit's acceptance; where no export of the case has that column, the acceptance."""
    return case.day("accepted_by_unit_at" if "accepted_by_unit_at" in case.carried else "accepted_at")


def unit_act(case: Case) -> date | None:
    """The unit's acceptance or notice, whichever came first."""
    return min((d for d in (accepted_by_unit(case), case.day("notice_at")) if d), default=None)


def notice_unit(ref: Reference, case: Case) -> Judged:
    reason = performance_reason(ref, case)
    if reason:
        return out(reason)
    assigned = case.day("assigned_at")
    if assigned is None:
        return out("not_assigned")
    due, why = ref.notice_limit(case)
    if due is None:
        return out(why)
    if assigned < case.registered_on:
        return out("impossible_dates")
    return in_time(due, unit_act(case), ref.clock_on)


def registered_30(ref: Reference, case: Case) -> date:
    # reading: the superior's formula counts 30 days, whatever local rules say
    return case.registered_on + timedelta(30)


def acceptance_unit_reg30(ref: Reference, case: Case) -> Judged:
    reason = performance_reason(ref, case)
    return out(reason) if reason else in_time(registered_30(ref, case), accepted_by_unit(case), ref.clock_on)


def by_deadline(done: str) -> Judge:
    """In time, late, or open past the deadline."""

    def judge(ref: Reference, case: Case) -> Judged:
        reason = performance_reason(ref, case)
        if reason:
            return out(reason)
        if case.deadline_on is None:
            return out(case.deadline_gap or "no_deadline")
        day: date | None = getattr(case, done)
        if has_impossible_limit(case) or (day is not None and day < case.registered_on):
            return out("impossible_dates")
        if day is None and is_closed_without_date(case):
            return out("closed_without_date")
        if day is None and not is_open(case):
            return out("ended_without_reply")  # refused or filed: neither in time, nor late, nor open past the limit
        return in_time(case.deadline_on, day, ref.clock_on)

    return judge


FAR = 10**6


def stock(lowest: int, highest: int) -> Judge:
    """Open cases by days left: a limit has passed at the end of its day, and the clock's day has ended."""

    def judge(ref: Reference, case: Case) -> Judged:
        if not is_open(case):
            return SILENT
        if not is_counted(case):
            return out("not_counted")
        if case.deadline_on is None:
            return out(case.deadline_gap or "no_deadline")
        if has_impossible_limit(case):
            return out("impossible_dates")
        return Judged(int(lowest <= (case.deadline_on - ref.clock_on).days <= highest))

    return judge


# Acts of handling that move a case; what the petitioner does or says of it (petition, evaluation) does not.
MOVES = (
    "registered_at", "assigned_at", "accepted_at", "accepted_by_unit_at", "notice_at", "extension_approved_on",
    "replied_at", "closed_at", "review_requested_on", "review_opinion_on", "final_requested_on", "final_opinion_on",
)  # fmt: skip


def no_movement_30(ref: Reference, case: Case) -> Judged:
    if not is_open(case):
        return SILENT
    if not is_counted(case):
        return out("not_counted")
    acts = [*(case.day(name) for name in MOVES), case.first_replied_on, case.first_closed_on]
    last = max(d for d in acts if d)
    return Judged(int((ref.clock_on - last).days >= 30))


def days_to_close(ref: Reference, case: Case) -> Judged:
    if not is_counted(case):
        return out("not_counted")
    done = case.first_closed_on
    if done is not None and done < case.registered_on:
        return out("impossible_dates")
    if done is not None:
        return Judged((done - case.registered_on).days, 1)
    if is_closed_without_date(case):
        return out("closed_without_date")
    if not is_open(case):
        return out("ended_without_reply")
    # reading: a case known only from a later export may be registered after the clock's day
    return Judged(max((ref.clock_on - case.registered_on).days, 0), 0)


def stages(ref: Reference) -> Rows:
    """登记→转交→受理/告知→答复→办结→评价, each where both of its clocks are dated."""
    for case in ref.cases:
        if not is_counted(case):
            yield case, Judged(None, x="not_counted", day=case.registered_on)
            continue
        told = unit_act(case)
        clocks: Sequence[tuple[str, date | None, date | None]] = (
            ("assign", case.registered_on, case.day("assigned_at")),
            ("accept", case.day("assigned_at"), told),
            ("reply", told, case.first_replied_on),
            ("close", case.first_replied_on, case.first_closed_on),
            ("evaluate", case.first_closed_on, case.day("evaluated_at")),
        )
        for label, start, end in clocks:
            # reading: a stage that ends before it starts has no length
            if start is not None and end is not None and end >= start:
                yield case, Judged((end - start).days, 1, label=label, day=case.registered_on)


def _extension(ref: Reference, case: Case) -> str | None:
    if not is_counted(case):
        return "not_counted"
    return (case.deadline_gap or "no_deadline") if case.deadline_on is None else None


def extension_share(ref: Reference, case: Case) -> Judged:
    reason = _extension(ref, case)
    return out(reason) if reason else Judged(int(case.is_extended), 1)


def extension_late(ref: Reference, case: Case) -> Judged:
    reason = _extension(ref, case)
    return out(reason) if reason else Judged(int(case.is_extended_late))


def reopened_share(ref: Reference, case: Case) -> Judged:
    if not is_counted(case):
        return out("not_counted")
    return out(not_closed(case)) if case.first_closed_on is None else Judged(int(case.is_reopened), 1)


def handoffs(ref: Reference, case: Case) -> Judged:
    """Changes of the responsible unit; another spelling of the same unit is none."""
    if not is_counted(case):
        return out("not_counted")
    if not case.leads:
        return out("department_unknown")
    units = [code if code in ref.departments.rows else name
             for name, code in ((name, ref.departments.code(name)) for name in case.leads)]  # fmt: skip
    return Judged(sum(a != b for a, b in pairwise(units)))


def supervised_closed(ref: Reference, case: Case) -> Judged:
    flag = 1 if case.get("handling") == "supervised" else case.get("supervised_flag")
    if flag == 0:
        return SILENT
    if not is_counted(case):
        return out("not_counted")
    if flag is None:  # reading: another way of handling does not say that a case was not supervised
        return out("supervised_unknown")
    return Judged(int(case.get("closed_at") is not None or case.get("status") in ("closed", "cancelled")), 1)


REVIEWS = {"review": ("review_requested_on", "review_opinion_on", "review_result"),
           "final_review": ("final_requested_on", "final_opinion_on", "final_result")}  # fmt: skip


def of_reviews(metric: str) -> Rule:
    """A row for each request for review and for final review; an opinion without a request stands for one."""

    def rows(ref: Reference) -> Rows:
        for case in ref.cases:
            for label, (asked, given, said) in REVIEWS.items():
                requested, opinion, result = case.day(asked), case.day(given), case.get(said)
                if requested is None and opinion is None:
                    continue
                due, why = ref.limit("review", case, requested)
                # reading: without the day of its own a request belongs to the period of the other one
                if metric == "review_requests":
                    judged, day = Judged(1), requested or opinion
                elif metric == "review_in_time":
                    judged, day = _review_in_time(ref, requested, due, why, opinion), due or requested or opinion
                else:
                    judged, day = _review_changed(opinion, result), opinion or requested
                if not is_counted(case):
                    judged = out("not_counted")
                yield case, replace(judged, label=label, day=day)

    return rows


def _review_in_time(ref: Reference, requested: date | None, due: date | None, why: str, opinion: date | None) -> Judged:
    if requested is None:
        return out("request_without_date")
    return out(why) if due is None else in_time(due, opinion, ref.clock_on)


def _review_changed(opinion: date | None, result: str | None) -> Judged:
    if opinion is None:
        return out("no_opinion")
    if result not in ("upheld", "changed", "revoked"):
        return out("result_unknown")
    return Judged(int(result != "upheld"), 1)


TIMELINESS: dict[str, Rule] = {
    "acceptance_in_time_office": each_case(acceptance_office, lambda ref, c: ref.office_limit(c)[0]),
    "notice_in_time_unit": each_case(notice_unit, lambda ref, c: ref.notice_limit(c)[0]),
    "acceptance_unit_reg30": each_case(acceptance_unit_reg30, registered_30),
    "reply_in_time": each_case(by_deadline("reply_on"), lambda ref, c: c.deadline_on),
    "closed_in_time": each_case(by_deadline("first_closed_on"), lambda ref, c: c.deadline_on),
    "open_overdue": each_case(stock(-FAR, 0)),
    "open_due_7": each_case(stock(1, 7)),
    "open_not_due": each_case(stock(1, FAR)),
    "no_movement_30": each_case(no_movement_30),
    "days_to_close": each_case(days_to_close),
    "days_to_close_p90": each_case(days_to_close),
    "stage_days": stages,
    "extension_share": each_case(extension_share),
    "extension_late": each_case(extension_late),
    "reopened_share": each_case(reopened_share),
    "handoffs": each_case(handoffs),
    "supervised_closed_rate": each_case(supervised_closed),
    "review_requests": of_reviews("review_requests"),
    "review_in_time": of_reviews("review_in_time"),
    "review_changed_share": of_reviews("review_changed_share"),
}
