"""The cheapest safe pattern, by cutting planes.

A master problem chooses what to withhold; the attacker looks for primary cells that are still held too tightly; each
such proof becomes a condition on the choice, until none is left. Condition (Fischetti and Salazar-González 2001, 4):
with multipliers γ of the attacker's program for cell p, r = ±e_p − Aᵀγ, a change d that keeps A d = 0 moves p by
Σ r_i d_i, hence by no more than Σ_i (max(r_i, 0) · U_i + max(−r_i, 0) · a_i) y_i, where U_i is how far cell i may rise,
a_i its value and y_i whether it is withheld. For p to be safe this must reach what its protection asks.
"""

from __future__ import annotations

import time

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from pipelines.metrics.suppression.attack import Move, audit
from pipelines.metrics.suppression.primary import Flags, Floats
from pipelines.metrics.suppression.silence import silence
from pipelines.metrics.suppression.tables import LinkedTables

_NEGLIGIBLE = 1e-5  # multipliers are small fractions; what is smaller comes of rounding


def cheapest_pattern(tables: LinkedTables, seconds: float) -> tuple[Flags, bool]:
    """The safe pattern whose withheld cells weigh least.

    Args:
        tables: the tables.
        seconds: time that it may take.

    Returns:
        Cells to withhold, shape (n,), and whether that pattern is safe, and so the cheapest. If time ran out it is
        not: it meets the conditions found so far and is a good start for `quick_pattern`.
    """
    end = time.monotonic() + seconds
    forced = tables.forced
    free = np.flatnonzero(~forced)
    conditions: list[Floats] = []
    pattern = forced.copy()
    while True:
        added = len(conditions)

        def held(cell: int, direction: int, move: Move) -> None:
            conditions.append(_condition(tables, cell, direction, move))

        audit(tables, pattern, held)
        if len(conditions) == added:
            return pattern, True
        left = end - time.monotonic()
        chosen = _choose(tables, conditions, free, left) if left > 0 else None
        if chosen is None:
            return pattern, False
        pattern = forced.copy()
        pattern[free[chosen]] = True


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


def _choose(tables: LinkedTables, conditions: list[Floats], free: np.ndarray, seconds: float) -> Flags | None:
    """The cheapest choice among the free cells that meets all conditions so far, or None on time-out."""
    matrix = np.vstack(conditions)
    asked = 1.0 - matrix[:, tables.forced].sum(axis=1)
    with silence():
        found = milp(
            tables.weights[free],
            integrality=np.ones(free.size),
            bounds=Bounds(0, 1),
            constraints=LinearConstraint(csr_array(matrix[:, free]), lb=asked),
            options={"time_limit": seconds, "mip_rel_gap": 0.0},
        )
    return np.asarray(found.x > 0.5) if found.status == 0 else None
