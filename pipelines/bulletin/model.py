"""What a bulletin is once read: items with their counts, percentages and changes.

Here: the shapes. Not here: finding them in a file (`table`) and which item is part of which (`structure`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from pipelines.metrics.integrity.printed import Printed
from warehouse.catalogue.model import Text


class Unit(StrEnum):
    """What a number counts; a bulletin that names no unit counts cases, but that is not known."""

    CASE = "case"
    EVENT = "event"
    PERSON = "person"
    CASE_PERSON = "case_person"
    CASE_EVENT = "case_event"
    UNKNOWN = "unknown"

    @property
    def counts_cases(self) -> bool:
        """Whether numbers in this unit add up with cases: a visit event is one case."""
        return self in (Unit.CASE, Unit.EVENT, Unit.UNKNOWN)


UNIT_NAMES: dict[Unit, Text] = {
    Unit.CASE: Text("件次", "cases"),
    Unit.EVENT: Text("批次", "visit events"),
    Unit.PERSON: Text("人次", "person-times"),
    Unit.CASE_PERSON: Text("件人次", "cases, visits in persons"),
    Unit.CASE_EVENT: Text("件批次", "cases, visits in batches"),
    Unit.UNKNOWN: Text("", ""),
}

PRIOR = "上期"


@dataclass(frozen=True, slots=True)
class Count:
    """A whole number: its unit, its period (blank: the bulletin's own) and its measure (blank: the item itself)."""

    value: int
    unit: Unit
    period: str = ""
    measure: str = ""
    compares: str = ""  # an earlier value: `year` or `previous` where the header says which
    column: int = -1
    is_base: bool = False


@dataclass(frozen=True, slots=True)
class Share:
    """A percentage of something. Named ones (重复占比, 按期率) have a base of their own."""

    printed: Printed
    column: int
    is_named: bool = False
    period: str = ""
    header: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """A change in percent against an earlier period; None where it is not one that can be tested."""

    printed: Printed | None
    column: int
    compares: str = ""
    why_not: Text | None = None


@dataclass(slots=True, eq=False)
class Item:
    """One row of a bulletin."""

    row: int
    label: str
    stem: str  # the label without unit, period, numbering, `其中`
    depth: int = 0
    group: str = ""  # heading or group column above it
    parent_name: str = ""  # named by a column
    period: str = ""
    is_of_which: bool = False
    is_sum: bool = False  # says nothing but that it is the sum of others: 合计, or a column says so
    counts: list[Count] = field(default_factory=list)
    shares: list[Share] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    is_told_elsewhere: bool = False  # the same item in another unit, or its percentage: counted with the first row


@dataclass(frozen=True, slots=True)
class Section:
    """One table of a bulletin: items in order."""

    items: tuple[Item, ...]
