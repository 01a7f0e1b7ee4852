"""Tables of equally long numpy arrays, and how codes and days in them become text.

Here: the base class of every in-memory table, the sentinel for "never happened", and look-ups from codes to
labels. Not here: what any table means.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Self

import numpy as np
import numpy.typing as npt
import polars as pl

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

EPOCH = date(1970, 1, 1)
# Later than every day that an export can show, so "day <= as of" is false for what never happens.
NEVER = 1_000_000
NONE = -1


@dataclass(frozen=True)
class Table:
    """A record of arrays of one length: a row is the same position in every field."""

    def take(self, rows: Ints | Bools) -> Self:
        """Return the rows at these positions (or where the mask is true)."""
        return type(self)(**{f.name: getattr(self, f.name)[rows] for f in fields(self)})

    @classmethod
    def concat(cls, parts: Sequence[Self]) -> Self:
        """Stack tables of the same kind."""
        return cls(**{f.name: np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(cls)})


def day_number(day: date) -> int:
    """Return the days since 1970-01-01."""
    return (day - EPOCH).days


def day_of(number: int) -> date:
    """Return the date of a day number."""
    return EPOCH + timedelta(days=number)


def draw(rng: np.random.Generator, weights: Floats | Sequence[float], size: int) -> Ints:
    """Draw `size` positions with these relative weights."""
    cumulated = np.cumsum(np.asarray(weights, dtype=np.float64))
    places: Ints = np.searchsorted(cumulated, rng.random(size) * cumulated[-1], side="right")
    return places


def labels(words: Sequence[str | None], codes: Ints) -> pl.Series:
    """Return the word of each code; NONE becomes a blank."""
    table = pl.Series([*words, None], dtype=pl.String)
    return table.gather(np.where(codes == NONE, len(words), codes))


def yes_no(flags: Bools) -> pl.Series:
    """Return 是 and 否."""
    return labels(("否", "是"), flags.astype(np.int64))


def dates(days: Ints, shown: Bools | None = None) -> pl.Series:
    """Return ISO dates as text; days that are not shown, or NEVER, become blanks."""
    visible = days < NEVER if shown is None else (days < NEVER) & shown
    if not visible.any():
        return pl.Series([None], dtype=pl.String).new_from_index(0, len(days))
    first, last = int(days[visible].min()), int(days[visible].max())
    words = [day_of(number).isoformat() for number in range(first, last + 1)]
    return labels(words, np.where(visible, days - first, NONE))


def moments(days: Ints, minutes: Ints, shown: Bools) -> pl.Series:
    """Return `2026-01-05 09:05:00` as text: a day and the minute of that day."""
    clock = [f" {minute // 60:02}:{minute % 60:02}:00" for minute in range(24 * 60)]
    return dates(days, shown) + labels(clock, minutes)
