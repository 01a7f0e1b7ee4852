"""A figure of one stretch of days against another: the change, and how a table shows it.

Belongs here: what stands between the comparison (warehouse/query/compare.py) and the words for it (wording.py).
"""

from __future__ import annotations

from dataclasses import replace

from warehouse.calendar import Period
from warehouse.catalogue.model import Text
from warehouse.exhibits.model import Cell, Figure
from warehouse.query.compare import Change, compare_counts

NEW = Text("新增", "new")
BOTH_ZERO = Text("均为0", "0 in both")


def change_of(now: Figure, before: Figure, days: tuple[Period, Period], *, is_judged: bool) -> Change:
    """The change of a count between two stretches of days.

    Args:
        now: the count of this stretch.
        before: the count of the other.
        days: both stretches; where they differ in length the verdict is on counts a day, the difference and the ratio
            are those of the counts as printed.
        is_judged: whether the counts are of events; persons come in groups and are not judged.
    """
    counts = [None if f.value is None else int(f.value) for f in (now, before)]
    change = compare_counts(*counts, judged=is_judged, exposure=days[0].days / days[1].days)
    # Beside the counts as printed stands their own ratio, whatever their days.
    return replace(change, ratio=None if change.ratio is None else (now.value or 0) / (before.value or 1))


def change_cell(change: Change) -> Cell:
    """A change as a table shows it: the relative difference, `新增` from 0, a blank where one of the two is blank."""
    match change.verdict:
        case "unknown":
            return Figure(None, is_rate=True, reason="no_data", is_change=True)
        case "both_zero":
            return BOTH_ZERO
        case "new":
            return NEW
    low, high = ((None if limit is None else limit - 1) for limit in (change.low, change.high))
    return Figure((change.ratio or 0) - 1, is_rate=True, low=low, high=high, is_change=True)
