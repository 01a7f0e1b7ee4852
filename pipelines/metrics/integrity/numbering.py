"""Numbering: numbers that an organ gave and that no case carries, against the organ's own history.

A case number is a prefix, mostly with a date, and a serial number. Gaps are looked for inside each prefix. Some
offices leave gaps for reasons of their own, hence the comparison with the months before. The last numbers of a prefix
cannot be missed.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise

from pipelines.metrics.integrity.finding import Answer, Finding, NotTestable
from pipelines.metrics.integrity.history import Month, jumps
from warehouse.catalogue.model import Text

LEAST_CONSECUTIVE = 0.8
LEAST_MISSING = 2
_DATES = ("%Y%m%d", "%y%m%d", "%Y%m", "%Y")  # the longest that stands in the number ends its prefix
_SAMPLE = 1000
_SERIAL = re.compile(r"^(.*?)(\d{1,9})$")

Numbered = tuple[str, str, date]  # number, organ, registered on


def numbering(cases: Iterable[Numbered], data_through: date) -> list[Answer]:
    """Ask about months with more missing numbers than before.

    Registers are told by the letters of the number; where those together are not consecutive, by organ.
    """
    registers: dict[str, list[Numbered]] = defaultdict(list)
    for case in cases:
        registers[re.sub(r"\d.*", "", case[0])].append(case)
    answers: list[Answer] = []
    counts: dict[str, Mapping[Month, tuple[int, int]]] = {}
    for name, register in sorted(registers.items()):
        found = _gaps_by_month(register)
        if found is not None:
            counts[name] = found
            continue
        organs: dict[str, list[Numbered]] = defaultdict(list)
        for case in register:
            organs[case[1]].append(case)
        for organ, own in sorted(organs.items()):
            gaps = _gaps_by_month(own)
            if gaps is None:
                answers.append(NotTestable("numbering", organ, _NOT_CONSECUTIVE, {"numbers": len(own)}))
            else:
                counts[organ] = gaps
    for organ, jump in jumps(counts, data_through, least_marked=LEAST_MISSING):
        answers.append(
            Finding(
                "numbering",
                organ,
                Text(
                    f"{jump.month}编号缺{jump.marked}个（应有{jump.total}个），此前{jump.total_before}个中缺{jump.marked_before}个",
                    f"{jump.month}: {jump.marked} of {jump.total} numbers are missing; before, {jump.marked_before} of {jump.total_before}",
                ),
                Text("请核对这些编号是作废、未导出，还是被删除？", "were these numbers cancelled, not exported, or deleted?"),
                {"missing": jump.marked, "numbers": jump.total, "missing_before": jump.marked_before,
                 "numbers_before": jump.total_before, "chance": jump.chance},
                period=str(jump.month),
            )
        )  # fmt: skip
    return answers


_NOT_CONSECUTIVE = Text(
    "编号中连续的不足八成，不检验缺号", "not testable: less than 80 % of the numbers are consecutive"
)


def _gaps_by_month(cases: Sequence[Numbered]) -> dict[Month, tuple[int, int]] | None:
    """Month → (missing, given numbers); None where the numbers are not consecutive enough to tell."""
    width = _prefix_end(cases)
    runs: dict[str, dict[int, date]] = defaultdict(dict)
    for number, _, day in cases:
        prefix, serial = (number[:width], number[width:].strip("-_/.第号 ")) if width else _cut(number)
        if serial.isdigit():
            runs[prefix][int(serial)] = day
    steps = consecutive = 0
    by_month: dict[Month, list[int]] = defaultdict(lambda: [0, 0])
    first_is_one = Counter(min(run) == 1 for run in runs.values())[True] * 2 > len(runs)
    for run in runs.values():
        serials = sorted(run)
        if first_is_one and serials[0] != 1:
            serials = [0, *serials]
        # The number that follows a gap says in which month the gap is.
        for low, high in pairwise(serials):
            steps += 1
            consecutive += high == low + 1
            by_month[Month.of(run[high])][0] += high - low - 1
        for day in run.values():
            by_month[Month.of(day)][1] += 1
    if not steps or consecutive < LEAST_CONSECUTIVE * steps:
        return None
    return {month: (missing, missing + given) for month, (missing, given) in by_month.items()}


def _prefix_end(cases: Sequence[Numbered]) -> int:
    """Where the date in the numbers ends, 0 where most numbers hold none."""
    sample = cases[:: max(1, len(cases) // _SAMPLE)]
    for form in _DATES:
        ends: Counter[int] = Counter()
        for number, _, day in sample:
            at = number.find(token := day.strftime(form))
            if 0 <= at < len(number) - len(token):
                ends[at + len(token)] += 1
        if ends and ends.most_common(1)[0][1] >= LEAST_CONSECUTIVE * len(sample):
            return ends.most_common(1)[0][0]
    return 0


def _cut(number: str) -> tuple[str, str]:
    match = _SERIAL.match(number)
    return (match[1], match[2]) if match else (number, "")
