"""The cheapest safe pattern, by cutting planes.

A master problem chooses what to withhold; the attacker looks for primary cells that are still held too tightly; each
such proof becomes a condition on the choice, until none is left. Condition (Fischetti and Salazar-González 2001, 4):
with multipliers γ of the attacker's program for cell p, r = ±e_p − Aᵀγ, a change d that keeps A d = 0 moves p by
Σ r_i d_i, hence by no more than Σ_i (max(r_i, 0) · U_i + max(−r_i, 0) · a_i) y_i, where U_i is how far cell i may rise,
a_i its value and y_i whether it is withheld. For p to be safe this must reach what its protection asks.
"""

from __future__ import annotations

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from pipelines.metrics.suppression.attack import Move, audit
from pipelines.metrics.suppression.primary import Flags, Floats
from pipelines.metrics.suppression.silence import silence
from pipelines.metrics.suppression.tables import LinkedTables

NODES = 1_000  # branches that one choice may look at
_NEGLIGIBLE = 1e-5  # multipliers are small fractions; what is smaller comes of rounding


def cheapest_pattern(tables: LinkedTables, rounds: int) -> tuple[Flags, bool]:
    """The safe pattern whose withheld cells weigh least.

    Args:
        tables: the tables.
        rounds: how often it may choose. Not seconds: on a busy machine the same numbers would get another pattern,
            and two patterns of the same numbers give more away than one.

    Returns:
        Cells to withhold, shape (n,), and whether that pattern is safe, and so the cheapest. If the rounds ran out it
        is not: it meets the conditions found so far and is a good start for `quick_pattern`.
    """
    forced = tables.forced
    free = np.flatnonzero(~forced)
    conditions: list[Floats] = []
    pattern = forced.copy()

    def held(cell: int, direction: int, move: Move) -> None:
        conditions.append(_condition(tables, cell, direction, move))

    for _ in range(rounds):
        met = len(conditions)
        audit(tables, pattern, held)
        if len(conditions) == met:
            return pattern, True
        chosen = _choose(tables, conditions, free)
        if chosen is None:
            break
        pattern = forced.copy()
        pattern[free[chosen]] = True
    return pattern, False


def _condition(tables: LinkedTables, cell: int, direction: int, move: Move) -> Floats:
    """How much of what protection asks each cell gives when it is withheld, 0 to 1, shape (n,); the sum must be 1."""
    end = tables.high if direction > 0 else tables.low
    need = abs(float(end[cell] - tables.values[cell]))
    rates = -(tables.equations.T @ move.prices)
    rates[cell] += direction
    rates[np.abs(rates) < _NEGLIGIBLE] = 0.0
    gives = np.where(rates > 0, need, np.minimum(-rates * tables.values, need)) / need
    gives[cell] = 0.0
    gives[gives < _NEGLIGIBLE] = 0.0
    return np.asarray(gives)


def _choose(tables: LinkedTables, conditions: list[Floats], free: np.ndarray) -> Flags | None:
    """The cheapest choice among the free cells that meets all conditions so far, or None if it is hard to find."""
    matrix = np.vstack(conditions)
    asked = 1.0 - matrix[:, tables.forced].sum(axis=1)
    with silence():
        found = milp(
            tables.weights[free],
            integrality=np.ones(free.size),
            bounds=Bounds(0, 1),
            constraints=LinearConstraint(csr_array(matrix[:, free]), lb=asked),
            options={"node_limit": NODES, "mip_rel_gap": 0.0},
        )
    return np.asarray(found.x > 0.5) if found.status == 0 else None
