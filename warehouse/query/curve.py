"""The curve behind a recurrence figure: how the share that came back grows with the days, and who is still observed.

Belongs here: reading one curve at many days. Does not belong here: the estimate (survival.py), words (exhibits).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from warehouse.home import Home
from warehouse.query.errors import QueryError
from warehouse.query.metric import metric
from warehouse.query.selection import Where, find_metric
from warehouse.query.survival import Estimate, event_share


@dataclass(frozen=True, slots=True)
class Curve:
    """A curve read at some days; `reason` says why there is none.

    `naive` and `complete_only` are the two shares that are often printed instead, at the same days: of all matters
    those that came back by then so far; of the matters only those that came back by then or were observed so long.
    """

    days: tuple[int, ...]
    share: tuple[Estimate, ...]
    naive: tuple[tuple[int, int], ...]
    complete_only: tuple[tuple[int, int], ...]
    units: int
    reason: str | None = None


def read_curve(
    home: Home,
    metric_id: str,
    days: Sequence[int],
    *,
    where: Where | None = None,
    start: date | None = None,
    end: date | None = None,
    version: str | None = None,
) -> Curve:
    """The curve of a recurrence metric over a slice.

    Args:
        home: the office.
        metric_id: one of the recurrence metrics; they all rest on one curve.
        days: at which days to read it.
        where: breakdown → value, as for `metric`.
        start: first day of the period in which the matters were first closed.
        end: last day of the period, included.
        version: a published version; None for the current one.

    Raises:
        QueryError: not a recurrence metric, or an unknown value.
    """
    definition = find_metric(metric_id)
    if definition.form != "recurrence":
        raise QueryError(f"“{metric_id}”不是由曲线读出的 / {metric_id} is not read from a recurrence curve")
    answer = metric(home, metric_id, where=where, start=start, end=end, exact=True, version=version, matters=False)
    (cell,) = answer.cells
    curve = cell.curve
    if curve is None:
        return Curve((), (), (), (), 0, cell.reason)
    units = int(curve.units)
    naive, complete = [], []
    for day in days:
        read = event_share(curve, day, 1)
        came, earlier = (int(curve.events[passed].sum()) for passed in (curve.day <= day, curve.day < day))
        naive.append((came, units))
        complete.append((came, earlier + read.at_risk))
    shares = tuple(event_share(curve, day) for day in days)
    return Curve(tuple(days), shares, tuple(naive), tuple(complete), units)
