"""Padding: repeats up while first cases are down, as when first cases are registered as repeats."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date

from pipelines.metrics.integrity.case import RegisteredCase
from pipelines.metrics.integrity.finding import Finding
from pipelines.metrics.integrity.history import (
    CHANCE_OF_A_FALSE_FINDING,
    Month,
    chance_of_heads,
    chance_of_so_many,
    evaluated_months,
)
from warehouse.catalogue.model import Text

MOST_CHANCE_OF_A_MOVE = 0.05


def first_to_repeat(cases: Iterable[RegisteredCase], data_through: date) -> list[Finding]:
    """Units whose repeats went up while their first cases went down, the last 12 months against the 12 before.

    Both moves and the shift of the share must be beyond chance: reclassified first cases leave the performance rates.
    """
    months = evaluated_months(data_through)
    now, before = months[0].order, months[0].order - len(months)
    table: dict[str, Counter[tuple[bool, bool]]] = defaultdict(Counter)
    for case in cases:
        order = Month.of(case.registered_on).order
        if case.is_first is not None and before <= order <= months[-1].order:
            for unit in {"", case.unit or ""}:
                table[unit][order >= now, case.is_first] += 1
    limit = CHANCE_OF_A_FALSE_FINDING / max(len(table), 1)
    found = []
    for unit, counts in sorted(table.items()):
        firsts, repeats = counts[True, True], counts[True, False]
        firsts_before, repeats_before = counts[False, True], counts[False, False]
        if firsts >= firsts_before or repeats <= repeats_before:
            continue
        chance = chance_of_so_many(repeats, repeats + firsts, repeats_before, repeats_before + firsts_before)
        moves = max(
            chance_of_heads(repeats, repeats + repeats_before), chance_of_heads(firsts_before, firsts_before + firsts)
        )
        if chance < limit and moves < MOST_CHANCE_OF_A_MOVE:
            found.append(
                Finding(
                    "first_to_repeat",
                    unit,
                    Text(
                        f"近12个月初件由{firsts_before}件减至{firsts}件，重件由{repeats_before}件增至{repeats}件",
                        f"in 12 months first cases went from {firsts_before} to {firsts}, repeats from {repeats_before} to {repeats}",
                    ),
                    Text("请核对是否有初件被登记为重件？", "were first cases registered as repeats?"),
                    {"first": firsts, "repeat": repeats, "first_before": firsts_before,
                     "repeat_before": repeats_before, "chance": chance},
                    period=f"{months[0]}–{months[-1]}",
                )
            )  # fmt: skip
    return found
