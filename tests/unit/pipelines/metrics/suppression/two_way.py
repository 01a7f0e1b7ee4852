"""Two-way tables with totals, and an attacker of its own who knows inner cells and published sums only."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
from scipy.optimize import linprog

from pipelines.metrics.suppression import LinkedTables, link

TOTAL = "总计"
Floats = npt.NDArray[np.float64]
Name = tuple[str, str]


def two_way(
    inner: Mapping[Name, int], intervals: Mapping[Name, tuple[float, float]]
) -> tuple[LinkedTables, dict[Name, int]]:
    """A table of row × column with all totals; `intervals` names the primary cells and their protection."""
    rows, columns = (sorted({name[side] for name in inner}) for side in (0, 1))
    names = [(r, c) for r in [*rows, TOTAL] for c in [*columns, TOTAL]]
    places = {name: place for place, name in enumerate(names)}
    values = np.array([sum(v for n, v in inner.items() if _covers(name, n)) for name in names], dtype=float)
    low, high = values.copy(), values.copy()
    for name, ends in intervals.items():
        low[places[name]], high[places[name]] = ends
    sums = [(places[r, TOTAL], [places[r, c] for c in columns]) for r in [*rows, TOTAL]]
    sums += [(places[TOTAL, c], [places[r, c] for r in rows]) for c in [*columns, TOTAL]]
    return link(values, sums, low, high), places


def _covers(name: Name, inner: Name) -> bool:
    return all(own in (TOTAL, part) for own, part in zip(name, inner, strict=True))


def bounds(inside: Floats, values: Floats, published: npt.NDArray[np.bool_], cell: int) -> tuple[float, float]:
    """What a reader can say of a cell who writes every cell as a sum of inner cells, none below 0.

    Args:
        inside: which inner cells make up each cell, 0 or 1, shape (cells, inner cells).
        values: the cells, shape (cells,).
        published: cells that are seen, shape (cells,).
        cell: the one that is asked about.
    """
    known = {"A_eq": inside[published], "b_eq": values[published]} if published.any() else {}
    ends = []
    for sign in (1, -1):
        found = linprog(sign * inside[cell], **known, bounds=(0, None), method="highs")
        assert found.status in (0, 3), found.message
        ends.append(sign * found.fun if found.status == 0 else np.inf)
    return ends[0], ends[1]
