"""What the reference is made of: files, cases, what a case gives to a metric, figures."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

Row = dict[str, Any]


def as_day(value: Any) -> date | None:
    """The day of a date, or of an ISO text of a date or of an instant in office time."""
    if value is None or isinstance(value, date):
        return value
    return date.fromisoformat(str(value)[:10])


@dataclass(frozen=True)
class File:
    """One export, in order of ingestion."""

    exported: date
    rows: tuple[Row, ...]
    source: str = "cases"
    columns: frozenset[str] = frozenset()

    @property
    def carried(self) -> frozenset[str]:
        """The columns of the file."""
        return self.columns or frozenset(name for row in self.rows for name in row)


@dataclass(eq=False)
class Case:
    """One case as the build sees it."""

    case_id: str
    reconstructed: bool
    fields: Row = field(default_factory=dict)
    units: dict[str | None, Row] = field(default_factory=dict)
    lead: str | None = None
    first_closed_on: date | None = None
    first_replied_on: date | None = None
    office_act_on: date | None = None
    extensions: dict[Any, date] = field(default_factory=dict)  # each limit so extended, and when first exported
    carried: set[str] = field(default_factory=set)
    leads: list[str] = field(default_factory=list)  # the lead unit of each version that names one
    is_reopened: bool = False
    matter: int = -1
    first: bool | None = None
    first_reason: str | None = None
    deadline_on: date | None = None
    deadline_gap: str | None = None  # why the holiday calendar keeps a deadline from being known
    is_extended: bool = False
    is_extended_late: bool = False

    def get(self, name: str) -> Any:
        """A value of the case; of a handling field the lead unit's."""
        return self.fields.get(name)

    def day(self, name: str) -> date | None:
        """The office-time day of a dated field."""
        return as_day(self.get(name))

    @property
    def registered_on(self) -> date:
        """The day of registration."""
        day = self.day("registered_at")
        assert day is not None
        return day

    @property
    def occurred_on(self) -> date:
        """petitioned_on, else the day of registration."""
        return self.day("petitioned_on") or self.registered_on

    @property
    def order(self) -> tuple[str, str]:
        """The order of registration."""
        return str(self.get("registered_at")), self.case_id

    @property
    def reply_on(self) -> date | None:
        """first_replied_at, else first_closed_at."""
        return self.first_replied_on or self.first_closed_on


@dataclass(frozen=True)
class Judged:
    """What one row of a kind gives to a metric.

    `n` and `d` are None where the metric does not speak of the row; for curves `n` is a number of days and `d`
    whether the event came. `x` is the reason why the row is left out. `day` is the day of its cohort, None where
    that is not known. `later` holds the days of a matter's further events.
    """

    n: int | None
    d: int | None = None
    x: str | None = None
    label: str | None = None
    day: date | None = None
    later: tuple[int, ...] = ()


def out(reason: str) -> Judged:
    """Left out, and why."""
    return Judged(None, None, reason)


SILENT = Judged(None)


@dataclass(frozen=True)
class Figure:
    """A metric on a slice; without a value the reason."""

    value: float | None
    numerator: int
    denominator: int | None
    excluded: dict[str, int]
    matters: int = 0
    reason: str | None = None
