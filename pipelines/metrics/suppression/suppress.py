"""From tables to an audited pattern: exact within a limit of rounds, else greedy, then always the attacker."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipelines.metrics.suppression.attack import audit
from pipelines.metrics.suppression.exact import cheapest_pattern
from pipelines.metrics.suppression.greedy import quick_pattern
from pipelines.metrics.suppression.primary import Flags
from pipelines.metrics.suppression.tables import LinkedTables


@dataclass(frozen=True, slots=True, eq=False)
class Suppression:
    """What to withhold.

    Attributes:
        suppressed: cells to withhold, primary and complementary, shape (n,).
        audited: cells whose linked tables withstood the attack, shape (n,); nothing else may be published.
        optimal: cells whose linked tables have the cheapest pattern, shape (n,).
    """

    suppressed: Flags
    audited: Flags
    optimal: Flags


def suppress(tables: LinkedTables, rounds: int) -> Suppression:
    """Protect every primary cell and attack the outcome.

    Tables that share no cell and no sum are protected apart.

    Args:
        tables: the tables.
        rounds: for the exact optimisation of each (see `cheapest_pattern`); 0 leaves it to the greedy method.
    """
    n = tables.values.size
    suppressed, audited, optimal = (np.zeros(n, dtype=bool) for _ in range(3))
    for cells in tables.components():
        part = tables.part(cells)
        pattern, cheapest = cheapest_pattern(part, rounds)
        if not cheapest:
            pattern = quick_pattern(part, pattern)
        optimal[cells] = cheapest
        suppressed[cells] = pattern
        # The cheapest pattern is one that the attacker has just failed on.
        audited[cells] = cheapest or audit(part, pattern).passed
    return Suppression(suppressed, audited, optimal)
