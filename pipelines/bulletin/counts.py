"""The numbers of an item that a rule looks at: of one period and measure, in one unit."""

from __future__ import annotations

from collections.abc import Iterable

from pipelines.bulletin.model import PRIOR, Count, Item, Unit
from pipelines.metrics.integrity.finding import Answer, NotTestable

View = tuple[str, str]  # period, measure


def views(items: Iterable[Item]) -> list[View]:
    """Every period and measure that the items count."""
    return list(dict.fromkeys((c.period, c.measure) for item in items for c in item.counts if not c.is_base))


def counts_of(item: Item | None, view: View) -> list[Count]:
    """An item's counts of one period and measure; none of no item."""
    if item is None:
        return []
    return [c for c in item.counts if (c.period, c.measure) == view and not c.is_base]


def cases_of(item: Item | None, view: View) -> int | None:
    """The count of an item that adds up with cases."""
    found = {c.unit: c.value for c in reversed(counts_of(item, view)) if c.unit.counts_cases}
    return next((found[unit] for unit in (Unit.CASE, Unit.EVENT, Unit.UNKNOWN) if unit in found), None)


def count_in(item: Item | None, view: View, unit: Unit) -> int | None:
    """An item's count in one unit."""
    return next((c.value for c in counts_of(item, view) if c.unit is unit), None)


def bulletin_view(items: Iterable[Item]) -> View:
    """The period that the percentages speak of: the bulletin's own, else the latest that a header names."""
    periods = {c.period for item in items for c in item.counts if not c.measure and c.period != PRIOR}
    return ("" if "" in periods or not periods else max(periods), "")


def composite_of(item: Item, view: View, unit: Unit) -> int | None:
    """An item's share of the headline in mixed units: visits in persons or batches, all else in cases."""
    inner = Unit.PERSON if unit is Unit.CASE_PERSON else Unit.EVENT
    for value in (count_in(item, view, unit), count_in(item, view, inner), cases_of(item, view)):
        if value is not None:
            return value
    return None


def first_sound(answers: Iterable[Answer | None]) -> Answer | None:
    """None if a reading is sound, else that it cannot be told, else the first finding."""
    listed = list(answers)
    if not listed or None in listed:
        return None
    return next((answer for answer in listed if isinstance(answer, NotTestable)), listed[0])
