"""Section 1: need and workload."""

from __future__ import annotations

from collections.abc import Callable

from tests.reference.office import NOT_FILLED, NOT_MATCHED, Reference
from tests.reference.record import SILENT, Case, Judged, out
from tests.reference.shared import Judge, Rule, counted, each_case, is_counted, persons_in_range


def _channel_reason(case: Case) -> str | None:
    """Why a case that may be a visit is left out; a known other channel is never left out of visits."""
    if not is_counted(case):
        return "not_counted"
    return "channel_unknown" if case.get("channel") is None else None


def visit(ref: Reference, case: Case) -> Judged:
    # A known other channel is known not to be a visit: nothing of it is missing, so nothing is left out.
    if case.get("channel") not in ("visit", None):
        return Judged(0) if is_counted(case) else SILENT
    reason = _channel_reason(case)
    return out(reason) if reason else Judged(1)


def of_visits(value: Callable[[Reference, Case], Judged], *, persons: bool = True) -> Judge:
    """What a visit gives; with `persons` only a visit whose persons are known and in range."""

    def judge(ref: Reference, case: Case) -> Judged:
        if case.get("channel") not in ("visit", None):
            return SILENT
        reason = _channel_reason(case)
        if reason:
            return out(reason)
        if persons and case.get("persons") is None:
            return out("persons_unknown")
        if persons and not persons_in_range(case):
            return out("persons_out_of_range")
        return value(ref, case)

    return judge


def items_persons(ref: Reference, case: Case) -> Judged:
    if case.get("channel") in ("visit", None):
        return of_visits(lambda _, c: Judged(c.get("persons")))(ref, case)
    return counted(ref, case)


def items_batches(ref: Reference, case: Case) -> Judged:
    reason = _channel_reason(case)
    return out(reason) if reason else Judged(1)


def is_collective(ref: Reference, case: Case) -> bool:
    return bool(case.get("persons") >= ref.configuration.thresholds.collective_min_persons)


def collective_flagged(ref: Reference, case: Case) -> Judged:
    flag = case.get("collective_flag")
    return out("collective_unknown") if flag is None else Judged(flag)


def collective_disagreement(ref: Reference, case: Case) -> Judged:
    flag = case.get("collective_flag")
    return out("collective_unknown") if flag is None else Judged(int(is_collective(ref, case) != (flag == 1)))


def skip_level(ref: Reference, case: Case) -> Judged:
    flag = case.get("skip_level_flag")
    if flag is None:
        flag = _skipped(ref, case)
    return out("skip_level_unknown") if flag is None else Judged(int(flag))


def _skipped(ref: Reference, case: Case) -> bool | None:
    """Whether the visit was more than one level above the competent organ; None where the levels do not tell.

    reading: a unit whose group names townships or streets is a township's organ, any other that is known has the
    configured level; where no unit is known the organ may be of any level from the township to the configured one.
    """
    level = case.get("destination_level") or case.get("registered_level")
    if level is None:
        return None
    ladder = ["township", "county", "city", "province", "national"]
    unit = ref.departments.code(case.lead)
    group = ref.departments.group(unit)
    highest = ladder.index(ref.configuration.basis.competent_level)
    possible = range(highest + 1)
    if any(word in group for word in ("乡", "镇", "街道")):
        possible = range(1)
    elif unit not in (NOT_FILLED, NOT_MATCHED):
        possible = range(highest, highest + 1)
    answers = {ladder.index(level) - organ > 1 for organ in possible}
    return answers.pop() if len(answers) == 1 else None


def first_or_repeat(wanted: bool) -> Judge:
    def judge(ref: Reference, case: Case) -> Judged:
        if not is_counted(case):
            return out("not_counted")
        if case.first is None:
            return out(case.first_reason or "")
        return Judged(int(case.first is wanted), 1)

    return judge


def unknown_first(ref: Reference, case: Case) -> Judged:
    return Judged(int(case.first is None)) if is_counted(case) else out("not_counted")


def web(ref: Reference, case: Case) -> Judged:
    reason = _channel_reason(case)
    return out(reason) if reason else Judged(int(case.get("channel") == "web"), 1)


def from_above(ref: Reference, case: Case) -> Judged:
    if not is_counted(case):
        return out("not_counted")
    return out("source_unknown") if case.get("origin") is None else Judged(int(case.get("origin") == "above"))


def mix_of(name: str) -> Judge:
    def judge(ref: Reference, case: Case) -> Judged:
        if not is_counted(case):
            return out("not_counted")
        value = case.get(name)
        return out(f"{name}_unknown") if value is None else Judged(1, label=value)

    return judge


NEED: dict[str, Rule] = {
    name: each_case(judge)
    for name, judge in {
        "cases": counted,
        "cases_registered": lambda ref, case: Judged(1),
        "visit_events": visit,
        "visit_persons": of_visits(lambda _, c: Judged(c.get("persons"))),
        "persons_per_event": of_visits(lambda _, c: Judged(c.get("persons"), 1)),
        "items_persons": items_persons,
        "items_batches": items_batches,
        "cases_per_10k": counted,
        "collective_events": of_visits(lambda ref, c: Judged(int(is_collective(ref, c)))),
        "collective_persons": of_visits(lambda ref, c: Judged(c.get("persons") if is_collective(ref, c) else 0)),
        "collective_share": of_visits(lambda ref, c: Judged(int(is_collective(ref, c)), 1)),
        "collective_flagged": of_visits(collective_flagged, persons=False),
        "collective_disagreements": of_visits(collective_disagreement),
        "skip_level_events": of_visits(skip_level, persons=False),
        "first_cases": first_or_repeat(True),
        "repeat_cases": first_or_repeat(False),
        "unknown_first": unknown_first,
        "web_share": web,
        "assigned_from_above": from_above,
        "outcome_mix": mix_of("outcome"),
        "handling_mix": mix_of("handling"),
    }.items()
}
