"""Balance of a bulletin: counts in each period and unit, percentages of whole lists."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from pipelines.bulletin.counts import View, cases_of, composite_of, count_in, counts_of, views
from pipelines.bulletin.model import UNIT_NAMES, Unit
from pipelines.bulletin.structure import Group, Structure
from pipelines.bulletin.words import CLASS_MARK
from pipelines.metrics.integrity.finding import Answer, Finding, NotTestable
from pipelines.metrics.integrity.parts import counts_balance, mixed_units, part_within_whole, percentages_balance
from pipelines.metrics.integrity.printed import Printed
from warehouse.catalogue.model import Text

LEAST_COVERED = 0.9  # a drawn breakdown that covers less of its whole may leave parts out on purpose
_ALL = Printed(Fraction(100), 0)


def ask_balance(of: Structure) -> Iterable[Answer]:
    """Ask of every whole whether its parts sum to it."""
    for group in of.groups:
        found: list[Answer] = []
        for view in views([*group.parts, *([group.whole] if group.whole else [])]):
            found += _balance(group, view)
        yield from found
        if not any(isinstance(answer, Finding) for answer in found):
            yield from _percentages(group)


def _balance(group: Group, view: View) -> Iterable[Answer]:
    whole = group.whole
    if whole is None or not counts_of(whole, view):
        return
    composite = next((u for u in (Unit.CASE_PERSON, Unit.CASE_EVENT) if count_in(whole, view, u) is not None), None)
    if composite is not None:
        yield from _one_balance(
            group, view, [composite_of(part, view, composite) for part in group.parts], count_in(whole, view, composite)
        )
    if cases_of(whole, view) is not None:
        cases = [cases_of(part, view) for part in group.parts]
        mixture = [composite_of(part, view, Unit.CASE_PERSON) for part in group.parts]
        total = cases_of(whole, view)
        if None in cases and None not in mixture and any(c is not None for c in cases) and group.wholeness == "stated":
            numbers = [number for number in mixture if number is not None]
            if total is not None and sum(numbers) != total:
                named = [(part.label, number) for part, number in zip(group.parts, numbers, strict=True)]
                yield mixed_units(whole.label, total, named, UNIT_NAMES[Unit.CASE_PERSON])
        else:
            yield from _one_balance(group, view, cases, total)
    if (persons := count_in(whole, view, Unit.PERSON)) is not None:
        yield from _one_balance(
            group, view, [count_in(part, view, Unit.PERSON) for part in group.parts], persons, Unit.PERSON
        )


def _one_balance(
    group: Group, view: View, counts: list[int | None], total: int | None, unit: Unit = Unit.CASE
) -> Iterable[Answer]:
    whole = group.whole
    known = [(part.label, count) for part, count in zip(group.parts, counts, strict=True) if count is not None]
    if whole is None or total is None or not known:
        return
    subject = f"{whole.label}（{measure}）" if (measure := view[1].lstrip(CLASS_MARK)) else whole.label
    over = [found for name, count in known if (found := part_within_whole(subject, total, count, name))]
    got = sum(count for _, count in known)
    if len(known) < len(group.parts):
        yield from over
        return
    others = {cases_of(one, view) if unit is Unit.CASE else count_in(one, view, unit) for one in group.others}
    is_likely = group.wholeness == "likely"
    if group.wholeness == "stated" or (is_likely and got >= LEAST_COVERED * total):
        found = None if got in others else counts_balance(subject, total, known)
        if found:
            yield found
    elif group.breakdown and got > total:
        balance = None if got in others else counts_balance(subject, total, known)
        if balance:
            yield balance
    elif over and (is_likely or group.breakdown or whole.depth < group.parts[0].depth or group.parts[0].is_of_which):
        yield from over
    elif is_likely and got < total:
        yield NotTestable(
            "parts",
            whole.label,
            Text(
                f"分项合计{got}，不足“{whole.label}”{total}的九成，可能未列全，不作核对",
                f"not testable: the parts sum to {got} of {total}; some may be left out on purpose",
            ),
            {"total": total, "parts": [count for _, count in known], "sum": got},
        )


def _percentages(group: Group) -> Iterable[Answer]:
    """The percentages of a whole list sum to that of the whole."""
    if group.wholeness != "stated":
        return
    for column in dict.fromkeys(share.column for part in group.parts for share in part.shares):
        shares = [
            (part.label, s.printed)
            for part in group.parts
            for s in part.shares
            if s.column == column and not s.is_named
        ]
        if len(shares) < len(group.parts):
            continue
        name = group.whole.label if group.whole else group.parts[0].group or group.parts[0].label
        own = [s.printed for s in group.whole.shares if s.column == column] if group.whole else []
        answers = [percentages_balance(name, total, shares) for total in (*own, _ALL)]
        if None not in answers and answers[0] is not None:
            yield answers[0]
