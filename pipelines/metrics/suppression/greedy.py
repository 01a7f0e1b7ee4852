"""A safe pattern in little time: for each cell that is held too tightly, the cheapest change that frees it.

The change is found by a linear program that pays for every cell moved by how far it moves (Kelly, Golden and Assad,
"Cell suppression: disclosure protection for sensitive tabular data", Networks 22, 1992); what it moves is withheld.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csc_array, hstack

from pipelines.metrics.suppression.attack import Move, audit
from pipelines.metrics.suppression.primary import Flags, Floats
from pipelines.metrics.suppression.program import Program
from pipelines.metrics.suppression.tables import LinkedTables, UnprotectableError

_NEGLIGIBLE = 1e-7


def quick_pattern(tables: LinkedTables, start: Flags) -> Flags:
    """A pattern in which every primary cell is safe, not necessarily the cheapest.

    Args:
        tables: the tables.
        start: cells to withhold in any case, at least those that must be, shape (n,).

    Returns:
        Cells to withhold, shape (n,).
    """
    pattern = start | tables.forced
    held: list[tuple[int, int]] = []

    def note(cell: int, direction: int, _: Move) -> None:
        held.append((cell, direction))

    audit(tables, pattern, note)
    both_ways = Program(csc_array(hstack([tables.equations, -tables.equations])))
    reached_low, reached_high = tables.values.copy(), tables.values.copy()
    # The widest need first: what is withheld for it frees most of the others.
    for cell, direction in sorted(held, key=lambda h: -_need(tables, *h)):
        reached = reached_high[cell] - tables.values[cell] if direction > 0 else tables.values[cell] - reached_low[cell]
        if reached >= _need(tables, cell, direction) - _NEGLIGIBLE:
            continue
        change = _cheapest_change(tables, pattern, both_ways, cell, direction)
        pattern |= np.abs(change) > _NEGLIGIBLE
        reached_low = np.minimum(reached_low, tables.values + change)
        reached_high = np.maximum(reached_high, tables.values + change)
    return pattern


def _need(tables: LinkedTables, cell: int, direction: int) -> float:
    return float(tables.high[cell] - tables.values[cell] if direction > 0 else tables.values[cell] - tables.low[cell])


def _cheapest_change(tables: LinkedTables, pattern: Flags, both_ways: Program, cell: int, direction: int) -> Floats:
    """A change of all cells, shape (n,), that keeps every sum and moves the cell as far as protection asks."""
    n = tables.values.size
    # A withheld cell costs next to nothing, but not nothing, or the change would wander.
    prices = np.where(pattern, 1e-4 * tables.weights.min(), tables.weights)
    most = np.concatenate([np.full(n, np.inf), tables.values])
    least = np.zeros(2 * n)
    moves, stays = (cell, n + cell) if direction > 0 else (n + cell, cell)
    most[moves] = least[moves] = _need(tables, cell, direction)
    most[stays] = 0.0
    try:
        found = both_ways.solve(-np.concatenate([prices, prices]), least, most)
    except UnprotectableError as error:
        raise UnprotectableError("a cell cannot be protected by withholding others") from error
    return np.asarray(found.point[:n] - found.point[n:])
