"""Linked tables: every cell of several tables once, and the sums that hold between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from pipelines.metrics.suppression.primary import Flags, Floats

Sum = tuple[int, Sequence[int]]


class UnprotectableError(Exception):
    """These tables cannot be protected as they stand; the message says why. Nothing of them may be published."""


@dataclass(frozen=True, slots=True, eq=False)
class LinkedTables:
    """Cells and the equations that everybody knows to hold between them.

    Attributes:
        values: what the cells hold, none below 0, shape (n,). A reader knows that no cell is below 0.
        equations: `equations @ values` is 0, shape (m, n).
        weights: what it costs to withhold a cell, above 0, shape (n,).
        low: lower end of what a reader must hold possible, at most the value, shape (n,).
        high: upper end, at least the value, shape (n,); low = high = value for a cell that needs no protection.
        unpublished: cells that no table shows, such as the days that a week and a month share, shape (n,).
    """

    values: Floats
    equations: csr_array
    weights: Floats
    low: Floats
    high: Floats
    unpublished: Flags

    def __post_init__(self) -> None:
        if self.values.size and self.values.min() < 0:
            raise UnprotectableError("a cell is below 0")
        wrong = np.flatnonzero(self.equations @ self.values)
        if wrong.size:
            raise UnprotectableError(f"{wrong.size} totals are not the sum of their parts, the first is sum {wrong[0]}")
        if (self.low > self.values).any() or (self.high < self.values).any():
            raise ValueError("a cell lies outside its protection interval")
        if (self.weights <= 0).any():
            raise ValueError("a weight is not above 0")

    @property
    def primary(self) -> Flags:
        """Cells that need protection, shape (n,)."""
        return np.asarray(self.low < self.high)

    @property
    def forced(self) -> Flags:
        """Cells that are withheld in any case, shape (n,)."""
        return self.primary | self.unpublished

    def part(self, cells: np.ndarray) -> LinkedTables:
        """The tables of some cells; no equation may join them with others."""
        own = self.equations[:, cells]
        return LinkedTables(
            self.values[cells],
            csr_array(own[np.diff(own.indptr) > 0]),
            self.weights[cells],
            self.low[cells],
            self.high[cells],
            self.unpublished[cells],
        )

    def components(self) -> Iterator[np.ndarray]:
        """Groups of cells that no equation joins with one another, each an array of places."""
        count, labels = connected_components(self.equations.T @ self.equations, directed=False)
        for label in range(count):
            yield np.flatnonzero(labels == label)


def link(
    values: Floats,
    sums: Sequence[Sum],
    low: Floats,
    high: Floats,
    unpublished: Flags | None = None,
) -> LinkedTables:
    """Tables of cells in which totals are sums of parts; to withhold a cell costs its value, at least 1.

    Args:
        values: the cells, shape (n,).
        sums: (place of the total, places of its parts); numerator + difference = denominator is one of them.
        low: lower ends of the protection intervals, shape (n,); the value itself for a cell that needs none.
        high: upper ends, shape (n,).
        unpublished: cells that no table shows, shape (n,); by default none.

    Raises:
        UnprotectableError: a cell is below 0, or a total is not the sum of its parts.
    """
    rows: list[int] = []
    columns: list[int] = []
    signs: list[float] = []
    for row, (total, parts) in enumerate(sums):
        rows.extend([row] * (len(parts) + 1))
        columns.extend([total, *parts])
        signs.extend([-1.0, *([1.0] * len(parts))])
    equations = csr_array((signs, (rows, columns)), shape=(len(sums), values.size))
    return LinkedTables(
        values,
        equations,
        np.maximum(values, 1.0),
        low,
        high,
        np.zeros(values.size, dtype=bool) if unpublished is None else unpublished,
    )
