"""The attacker: what a reader can work out of published cells, their sums, and that no cell is below 0.

For a withheld cell the reader solves two linear programs, the least and the greatest value that fit everything
published. A publication is safe if for every primary cell these lie at or outside its protection interval.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csc_array
from scipy.sparse.csgraph import connected_components

from pipelines.metrics.suppression.primary import Flags, Floats
from pipelines.metrics.suppression.program import Program
from pipelines.metrics.suppression.tables import LinkedTables

TOLERANCE = 1e-6
WORTHWHILE = 5  # cells that one joint program must show to be safe, to be worth another


@dataclass(frozen=True, slots=True, eq=False)
class Audit:
    """What the attacker gets from a pattern.

    Attributes:
        low: for each cell a value that the reader cannot rule out, at or below the true one, shape (n,). It is the
            least one for an exposed cell, and as low as protection asks for one that is safe.
        high: likewise at or above the true value.
        exposed: primary cells that can be bounded tighter than their protection interval, shape (n,).
    """

    low: Floats
    high: Floats
    exposed: Flags

    @property
    def passed(self) -> bool:
        """Whether no cell is exposed."""
        return not self.exposed.any()


@dataclass(frozen=True, slots=True, eq=False)
class Move:
    """The furthest a cell can move in one direction, and the proof that it cannot move further.

    Attributes:
        distance: how far; infinity if nothing holds it.
        change: how all cells move with it, shape (n,).
        prices: for the equations, shape (m,): the multipliers of the linear program (see `exact`).
    """

    distance: float
    change: Floats
    prices: Floats


class Attacker:
    """The linear programs over the withheld cells of one pattern, each only over what is linked with its cell."""

    def __init__(self, tables: LinkedTables, suppressed: Flags) -> None:
        self._tables = tables
        cells = np.flatnonzero(suppressed)
        columns = csc_array(tables.equations)[:, cells]
        _, labels = connected_components(columns.T @ columns, directed=False) if cells.size else (0, cells)
        self._label = np.full(tables.values.size, -1)
        self._label[cells] = labels
        self._programs: dict[int, tuple[np.ndarray, np.ndarray, Program]] = {}
        self._columns = csc_array(tables.equations)

    def _program(self, label: int) -> tuple[np.ndarray, np.ndarray, Program]:
        """Cells and equations of one group of linked withheld cells, and their program."""
        if label not in self._programs:
            cells = np.flatnonzero(self._label == label)
            columns = self._columns[:, cells]
            rows = np.unique(columns.indices)
            self._programs[label] = (cells, rows, Program(csc_array(columns.tocsr()[rows])))
        return self._programs[label]

    def _solve(self, label: int, objective: Floats, low: Floats, high: Floats) -> Move:
        """Maximise objective · change within the group; `low` and `high` bound the change. All shapes (n,)."""
        cells, rows, program = self._program(label)
        change = np.zeros(self._tables.values.size)
        prices = np.zeros(self._tables.equations.shape[0])
        found = program.solve(objective[cells], low[cells], high[cells])
        change[cells] = found.point
        prices[rows] = found.prices
        return Move(found.value, change, prices)

    def furthest(self, cell: int, direction: int, limit: float = np.inf) -> Move:
        """How far a withheld cell can move up (+1) or down (−1), at most `limit`."""
        objective = np.zeros(self._tables.values.size)
        objective[cell] = direction
        low = -self._tables.values
        high = np.full(low.size, np.inf)
        if direction > 0:
            high[cell] = limit
        elif limit < -low[cell]:
            low[cell] = -limit
        return self._solve(int(self._label[cell]), objective, low, high)

    def together(self, cells: Flags, direction: int) -> Floats:
        """A change that moves as many as it can of some withheld cells, none further than protection asks."""
        objective = np.where(cells, float(direction), 0.0)
        low = -self._tables.values
        high = np.full(low.size, np.inf)
        if direction > 0:
            high[cells] = (self._tables.high - self._tables.values)[cells]
        else:
            low[cells] = (self._tables.low - self._tables.values)[cells]
        change = np.zeros(low.size)
        for label in np.unique(self._label[cells]):
            change += self._solve(int(label), objective, low, high).change
        return change


def feasible_interval(tables: LinkedTables, suppressed: Flags, cell: int) -> tuple[float, float]:
    """The least and the greatest value of a withheld cell that fit what is published.

    Args:
        tables: the tables.
        suppressed: cells that are withheld, shape (n,).
        cell: place of the cell; a published one has its own value twice.
    """
    value = float(tables.values[cell])
    if not suppressed[cell]:
        return value, value
    attacker = Attacker(tables, suppressed)
    return value - attacker.furthest(cell, -1).distance, value + attacker.furthest(cell, 1).distance


def audit(tables: LinkedTables, suppressed: Flags, held: Callable[[int, int, Move], None] | None = None) -> Audit:
    """Attack every primary cell of a pattern.

    One answer of a linear program shows what every other cell may be as well, so cells that it moved far enough need
    no program of their own; each cell that is called exposed had its own.

    Args:
        tables: the tables.
        suppressed: cells that are withheld, shape (n,).
        held: told of every cell and direction that is held too tightly, with the proof.
    """
    values = tables.values
    primary = tables.primary
    low, high = values.copy(), values.copy()
    exposed = primary & ~suppressed
    attacker = Attacker(tables, suppressed)
    for direction in (1, -1):
        need = tables.high - values if direction > 0 else values - tables.low
        # Change of all cells that some answer showed to be possible, as far as it went in this direction.
        moved = high - values if direction > 0 else values - low
        wanting = primary & suppressed & (moved < need - TOLERANCE)
        while wanting.any():
            change = attacker.together(wanting, direction)
            low, high = np.minimum(low, values + change), np.maximum(high, values + change)
            moved = np.maximum(moved, direction * change)
            left = wanting & (moved < need - TOLERANCE)
            gained = wanting.sum() - left.sum()
            wanting = left
            if gained < WORTHWHILE:
                break
        for cell in np.flatnonzero(wanting):
            if moved[cell] >= need[cell] - TOLERANCE:
                continue
            move = attacker.furthest(int(cell), direction, float(need[cell]))
            low, high = np.minimum(low, values + move.change), np.maximum(high, values + move.change)
            moved = np.maximum(moved, direction * move.change)
            if move.distance < need[cell] - TOLERANCE:
                exposed[cell] = True
                if held is not None:
                    held(int(cell), direction, move)
    return Audit(low, high, exposed)
