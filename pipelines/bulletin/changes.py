"""Changes of a bulletin: the value that each leads to, and the earlier one where it is printed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipelines.bulletin.counts import bulletin_view, first_sound
from pipelines.bulletin.model import PRIOR, Count, Item
from pipelines.bulletin.structure import Structure
from pipelines.metrics.integrity.change import change
from pipelines.metrics.integrity.finding import Answer, NotTestable
from warehouse.catalogue.model import Text


def ask_changes(of: Structure) -> Iterable[Answer]:
    """Ask of every change whether some earlier number leads to the value."""
    items = of.section.items
    view = bulletin_view(items)
    for item in items:
        for one in item.changes:
            numbers = {"change": str(one.printed)} if one.printed else {}
            if one.printed is None:
                yield NotTestable("change", item.label, one.why_not or _NO_VALUE, numbers)
                continue
            counts = [c for c in item.counts if c.period == view[0] and not c.is_base]
            if not counts:
                if not any(s.is_named for s in item.shares):
                    yield NotTestable("change", item.label, _NO_VALUE, numbers)
                continue
            left = [c for c in counts if c.column < one.column] or counts
            nearest = [c for c in left if c.column == max(c.column for c in left)]
            priors = [(c.value, _prior(items, item, c, one.compares)) for c in (*nearest, *counts)]
            answer = first_sound(change(item.label, value, one.printed, prior) for value, prior in priors)
            if answer is not None and one.why_not is not None:
                # Whole numbers without a mark may be percent or a difference; what fits neither is not told apart.
                is_difference = any(prior is not None and value - prior == one.printed.value for value, prior in priors)
                answer = None if is_difference else NotTestable("change", item.label, one.why_not, numbers)
            if answer is not None:
                yield answer


_NO_VALUE = Text("未列出本期数值，无法检验", "not testable: the value itself is not printed")


def _prior(items: Sequence[Item], item: Item, count: Count, compares: str) -> int | None:
    """The printed earlier value of a count, where there is one that the change may be against."""
    earlier = [
        c
        for c in item.counts
        if c.unit is count.unit and c.measure == count.measure and c.period == PRIOR
        and (not compares or not c.compares or c.compares == compares)
    ]  # fmt: skip
    if earlier:
        return earlier[0].value
    if count.period and count.period != PRIOR:
        years = sorted(
            {c.period for c in item.counts if c.period[:4].isdigit() and c.unit is count.unit and not c.measure}
        )
        place = years.index(count.period) if count.period in years else 0
        if place and _year(years[place - 1]) == _year(count.period) - 1:
            return next(c.value for c in item.counts if c.period == years[place - 1] and c.unit is count.unit)
    year = _year(item.period)
    if year and item.period.rstrip("年度") == str(year) and not count.period:
        before = (one for one in items if one.stem == item.stem and one.period.rstrip("年度") == str(year - 1))
        return next(
            (c.value for one in before for c in one.counts if c.unit is count.unit and c.measure == count.measure), None
        )
    return None


def _year(period: str) -> int:
    return int(period[:4]) if period[:4].isdigit() else 0
