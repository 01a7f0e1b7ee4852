"""A made-up county map: polygons that fill the county without gaps or overlaps.

Here: the tessellation and who borders whom. Not here: names and populations (`county`). Two neighbours share
the very same vertices because every border is drawn once and used twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np

Point = tuple[float, float]

COLUMNS, ROWS = 5, 4
# In the open Pacific, so that nobody takes the county for a real one.
WEST, SOUTH, WIDTH, HEIGHT = 152.0, 30.0, 0.16, 0.13
WIGGLE = 0.13
HALVINGS = 3


@dataclass(frozen=True)
class Geography:
    """Rings (closed, anticlockwise) and neighbours of each township, row by row from the south-west."""

    rings: tuple[tuple[Point, ...], ...]
    neighbours: tuple[tuple[int, ...], ...]


@cache
def geography() -> Geography:
    """Draw the map; it is always the same one."""
    rng = np.random.Generator(np.random.PCG64(990))
    shift = rng.uniform(-0.27, 0.27, size=(ROWS + 1, COLUMNS + 1, 2))
    corner = {
        (row, column): (
            WEST + WIDTH * (column + float(shift[row, column, 0])),
            SOUTH + HEIGHT * (row + float(shift[row, column, 1])),
        )
        for row in range(ROWS + 1)
        for column in range(COLUMNS + 1)
    }
    borders: dict[tuple[tuple[int, int], tuple[int, int]], list[Point]] = {}
    owners: dict[tuple[tuple[int, int], tuple[int, int]], list[int]] = {}
    rings = []
    for cell in range(ROWS * COLUMNS):
        row, column = divmod(cell, COLUMNS)
        corners = [(row, column), (row, column + 1), (row + 1, column + 1), (row + 1, column)]
        ring: list[Point] = []
        for start, stop in zip(corners, corners[1:] + corners[:1], strict=True):
            key = (min(start, stop), max(start, stop))
            if key not in borders:
                borders[key] = _wiggle(rng, corner[key[0]], corner[key[1]])
            owners.setdefault(key, []).append(cell)
            line = borders[key] if start == key[0] else borders[key][::-1]
            ring.extend(line[:-1])
        rings.append((*ring, ring[0]))
    neighbours: list[list[int]] = [[] for _ in rings]
    for cells in owners.values():
        if len(cells) == 2:
            neighbours[cells[0]].append(cells[1])
            neighbours[cells[1]].append(cells[0])
    return Geography(tuple(rings), tuple(tuple(sorted(cells)) for cells in neighbours))


def _wiggle(rng: np.random.Generator, start: Point, stop: Point) -> list[Point]:
    """Return a crooked line from start to stop by displacing midpoints sideways."""
    line = [start, stop]
    for _ in range(HALVINGS):
        finer = [line[0]]
        for (x0, y0), (x1, y1) in pairwise(line):
            aside = float(rng.uniform(-WIGGLE, WIGGLE))
            finer.append(((x0 + x1) / 2 - aside * (y1 - y0), (y0 + y1) / 2 + aside * (x1 - x0)))
            finer.append((x1, y1))
        line = finer
    return [(round(x, 5), round(y, 5)) for x, y in line]
