"""Section 3: whether a matter came back."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date, timedelta

from tests.reference.before import standing
from tests.reference.need import first_or_repeat
from tests.reference.office import Reference
from tests.reference.record import SILENT, Case, Judged, out
from tests.reference.satisfaction import EVALUATIONS
from tests.reference.shared import (
    Judge,
    Rows,
    Rule,
    closed,
    each_case,
    is_counted,
    is_open,
    not_closed,
    performance_reason,
)


def registration_lag(ref: Reference) -> int:
    """L: by so many days 95 % of the cases of the last 26 weeks were registered after the petition."""
    since = ref.clock_on - timedelta(weeks=26)
    lags = sorted(
        max((c.registered_on - petitioned).days, 0)
        for c in ref.cases
        if since < c.registered_on and (petitioned := c.day("petitioned_on")) is not None
    )
    return lags[math.ceil(0.95 * len(lags)) - 1] if lags else 0


def each_matter(judge: Callable[[Reference, list[Case]], tuple[Case, Judged] | None]) -> Rule:
    """A row a matter, in the breakdowns of the case that stands for it."""

    def rows(ref: Reference) -> Rows:
        for matter in sorted({c.matter for c in ref.cases}):
            found = judge(ref, sorted((c for c in ref.cases if c.matter == matter), key=lambda c: c.order))
            if found is not None:
                yield found

    return rows


def anchor(cases: list[Case]) -> Case:
    """reading: the case that was closed first stands for its matter; without a closing its first case."""
    return min(cases, key=lambda c: (c.first_closed_on or date.max, c.order))


def recurrence(at: int | None) -> Rule:
    """A matter at its first closing; with `at` None all of its further cases count."""

    def judge(ref: Reference, cases: list[Case]) -> tuple[Case, Judged]:
        case = anchor(cases)
        day = case.first_closed_on or case.registered_on
        reason = performance_reason(ref, case)
        if reason is None and case.first_closed_on is None:
            reason = not_closed(case)
        if reason is not None or case.first_closed_on is None:
            return case, Judged(None, x=reason, day=day)
        start = case.first_replied_on or case.first_closed_on
        if start < case.registered_on or case.first_closed_on < case.registered_on:
            return case, Judged(None, x="impossible_dates", day=day)
        watched = (ref.clock_on - timedelta(registration_lag(ref)) - start).days
        if watched < 0:
            return case, Judged(None, x="not_mature", day=day)
        later = sorted(
            (c.occurred_on - start).days
            for c in cases
            if c is not case and c.occurred_on > start and c.get("outcome") not in ("withdrawn", "merged")
            and not is_review_request(c, cases)
        )  # fmt: skip
        later = [days for days in later if days <= watched]
        if at is None:
            return case, Judged(watched, day=day, later=tuple(later))
        return case, Judged(later[0] if later else watched, int(bool(later)), day=day)

    return each_matter(judge)


def is_review_request(case: Case, cases: list[Case]) -> bool:
    """A case registered for a 复查 or 复核: another case of the matter was asked to be reviewed on its day."""
    return any(
        c is not case and case.occurred_on in (c.day("review_requested_on"), c.day("final_requested_on")) for c in cases
    )


def one_off(ref: Reference, case: Case) -> Judged:
    reason = performance_reason(ref, case)
    if reason:
        return out(reason)
    done = case.first_closed_on
    if done is None:
        return out(not_closed(case))
    if done < case.registered_on:
        return out("impossible_dates")
    last = done + timedelta(ref.configuration.thresholds.one_off_days)
    if last > ref.clock_on:
        return out("not_mature")
    # reading: the day of another case is petitioned_on, else registered_at, as for recurrence
    came_back = any(case.registered_on <= c.occurred_on <= last for c in ref.others(case))
    return Judged(int(not came_back), 1)


def one_off_confirmed(ref: Reference, case: Case) -> Judged:
    reached = one_off(ref, case)
    if reached.x is not None:
        return reached
    flag = case.get("resolved_flag")
    return out("resolved_unknown") if flag is None else Judged(int(reached.n == 1 and flag == 1), 1)


def repeat_stage(ref: Reference, case: Case) -> Judged:
    reached = first_or_repeat(False)(ref, case)
    if reached.x is not None:
        return reached
    return Judged(1, label=stage_of(ref, case)) if reached.n else SILENT


def stage_of(ref: Reference, case: Case) -> str:  # noqa: PLR0911
    """Where the matter's latest earlier case stood on the eve of a repeat."""
    then = standing(ref, case, case.occurred_on)
    if not then.earlier:
        return "unknown"
    if then.is_refused:
        return "refused"
    if then.is_withdrawn and then.reply is None:
        return "withdrawn"
    if then.is_open:
        return {"passed": "open_overdue", "running": "open_in_term", "none": "open_no_deadline"}[then.deadline]
    if then.reply is None:
        return "unknown"
    if not ref.has_review:  # without review fields the three replied classes are one
        return "replied"
    return "under_review" if then.is_under_review else "final" if then.is_final else "replied"


WINDOW = timedelta(30)


def multi_channel(ref: Reference, cases: list[Case]) -> tuple[Case, Judged]:
    """Two known channels or two known offices within 30 days, on the day on which the second way shows."""
    case = anchor(cases)
    if not is_counted(case):  # reading: a matter is counted as the case that stands for it is
        return case, Judged(None, x="not_counted", day=second_way_on(cases) or case.registered_on)
    day = second_way_on(cases)
    return case, Judged(int(day is not None), day=day or case.registered_on)


def second_way_on(cases: list[Case]) -> date | None:
    """The first day on which a case comes another way than one of the 30 days before it."""
    days = [
        case.occurred_on
        for case in cases
        for other in cases
        for name in ("channel", "registered_by")
        if None not in (a := case.get(name), b := other.get(name)) and a != b
        and timedelta(0) <= case.occurred_on - other.occurred_on <= WINDOW
    ]  # fmt: skip
    return min(days, default=None)


def backlog(judge: Judge) -> Rule:
    def listed(ref: Reference, case: Case) -> Judged:
        flag = case.get("backlog_flag")
        if flag == 0:
            return SILENT
        if not is_counted(case):
            return out("not_counted")
        return judge(ref, case) if flag == 1 else out("backlog_unknown")

    return each_case(listed)


def is_left(case: Case) -> bool:
    """Backlog that is left: listed less resolved. reading: where the flag is not known an open case is left."""
    flag = case.get("resolved_flag")
    return is_open(case) if flag is None else flag == 0


def is_closed_only(case: Case) -> bool:
    """Closed and not flagged as resolved, which is shown apart."""
    return not is_open(case) and case.get("resolved_flag") != 1


def cleared(ref: Reference, case: Case) -> Judged:
    flag = case.get("resolved_flag")
    return out("resolved_unknown") if flag is None else Judged(flag, 1)


def age(ref: Reference, case: Case) -> Judged:
    return Judged(max((ref.clock_on - case.registered_on).days, 0), 1) if is_left(case) else SILENT


def of_closed(judge: Judge) -> Rule:
    def reached(ref: Reference, case: Case) -> Judged:
        if not is_counted(case):
            return out("not_counted")
        return out(not_closed(case)) if case.first_closed_on is None else judge(ref, case)

    return each_case(reached, closed)


def not_settled(ref: Reference, case: Case) -> Judged:
    flag = case.get("settled_flag")
    return out("settled_unknown") if flag is None else Judged(1 - flag, 1)


def dissatisfied(ref: Reference, case: Case) -> Judged:
    said = case.get("evaluation_unit")
    return Judged(int(said == "dissatisfied"), 1) if said in EVALUATIONS else out("not_evaluated")


RECURRENCE: dict[str, Rule] = {
    "repeat_share": each_case(first_or_repeat(False)),
    **{f"recurrence_{days}": recurrence(days) for days in (30, 60, 90, 180)},
    "recurrence_mean": recurrence(None),
    "one_off_resolution": each_case(one_off, closed),
    "one_off_confirmed": each_case(one_off_confirmed, closed),
    "repeat_stage": each_case(repeat_stage),
    "multi_channel": each_matter(multi_channel),
    "backlog_listed": backlog(lambda ref, c: Judged(1)),
    "backlog_open": backlog(lambda ref, c: Judged(int(is_left(c)))),
    "backlog_closed": backlog(lambda ref, c: Judged(int(is_closed_only(c)))),
    "backlog_age": backlog(age),
    "backlog_cleared": backlog(cleared),
    "closed_not_settled": of_closed(not_settled),
    "closed_dissatisfied": of_closed(dissatisfied),
}
