"""What an answer consists of: one cell a combination of the breakdowns, and the footing of all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from warehouse.catalogue.dimensions import DIMENSIONS
from warehouse.catalogue.model import Metric
from warehouse.query.compare import Change
from warehouse.query.survival import SurvivalCurve

Key = tuple[str, ...]
SMALL_CELL = 3  # a cell cut by two breakdowns that rests on fewer matters is masked


@dataclass(frozen=True, slots=True)
class Comparison:
    """The figure of another period beside a cell's own, and what may be said of the difference.

    `value` is None with its `reason` when the other figure is blank. `start` and `end` are the other period's days.
    Working days are None where no holiday calendar covers the days. `completeness` is the share of the cell's own
    events that are registered by now, from the lag between petition and registration; None for metrics whose day is
    not that of the petition.
    `data_from` is the day of the first record where it lies after `start`: what adds up over days may lack some, and a
    verdict that hangs on them is not given.
    `detectable` is the smallest count of this period that would have told itself from chance.
    """

    label: str
    start: str
    end: str
    value: float | int | None
    reason: str | None
    change: Change
    days: int
    days_before: int
    working_days: int | None
    working_days_before: int | None
    detectable: int | None
    completeness: float | None
    data_from: str | None = None

    def to_json(self) -> dict[str, Any]:
        """The object that stands under `compare` in a row of JSON."""
        per_working_day = None
        if self.change.ratio is not None and self.value and self.working_days and self.working_days_before:
            ratio_of_counts = (self.value + (self.change.difference or 0)) / self.value
            per_working_day = ratio_of_counts * self.working_days_before / self.working_days
        return {
            "period": self.label, "from": self.start, "to": self.end, "value": self.value, "reason": self.reason,
            "verdict": self.change.verdict, "difference": self.change.difference, "ratio": self.change.ratio,
            "low": self.change.low, "high": self.change.high, "p": self.change.p, "days": self.days, "days_before": self.days_before,
            "working_days": self.working_days, "working_days_before": self.working_days_before,
            "ratio_per_working_day": per_working_day, "detectable": self.detectable,
            "completeness": self.completeness, "data_from": self.data_from,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure. `value` is None with its `reason` when the figure is blank.

    `at_risk` is the number still observed at the day at which a curve is read, `curve` that curve; None for other figures.
    """

    by: Key
    value: float | int | None = None
    numerator: float | int | None = None
    denominator: int | None = None
    low: float | None = None
    high: float | None = None
    distinct_matters: int | None = None
    suppressed: bool = False
    reason: str | None = None
    excluded: dict[str, int] = field(default_factory=dict)
    at_risk: int | None = None
    comparison: Comparison | None = None
    curve: SurvivalCurve | None = field(default=None, repr=False, compare=False)


def blank(by: Key, reason: str, excluded: dict[str, int] | None = None) -> Cell:
    """A cell without a figure, and why."""
    return Cell(by, reason=reason, excluded=excluded or {})


def suppressed(by: Key, reason: str = "small_cell") -> Cell:
    """A cell that is not shown: it rests on too few matters, or it is none of those that may be shared."""
    return Cell(by, suppressed=True, reason=reason)


@dataclass(frozen=True, slots=True)
class Result:
    """The answer to a question: the metric, its footing, and one cell for each combination that occurs.

    `asked` are the names that the question has for its breakdowns (topic_1 → topic): the rows carry them.
    `unfinished` names the periods of the breakdown, or the one asked for, that had not ended when the data end.
    """

    metric: Metric
    by: tuple[str, ...]
    names: dict[str, Mapping[str, str]] = field(repr=False)
    cells: tuple[Cell, ...]
    basis: str
    as_of: str
    data_through: str
    reconstructed: bool
    version: str
    unfinished: tuple[str, ...] = ()
    asked: dict[str, str] = field(default_factory=dict, repr=False)

    def name(self, dimension: str, key: str) -> str:
        """The Chinese name of a member of a breakdown."""
        return self.names.get(dimension, {}).get(key, key)

    @property
    def fields(self) -> list[str]:
        """What each of its rows has, also when there is none."""
        return list(self._record(Cell(("",) * len(self.by))))

    def records(self) -> list[dict[str, Any]]:
        """The rows as `tingmin metric --format json` prints them; units also with their names."""
        return [self._record(cell) for cell in self.cells]

    def _record(self, cell: Cell) -> dict[str, Any]:
        record: dict[str, Any] = {}
        for dimension, key in zip(self.by, cell.by, strict=True):
            name = self.asked.get(dimension, dimension)
            record[name] = key
            if DIMENSIONS[dimension].kind in ("unit", "code", "class"):
                record[f"{name}_name"] = self.name(dimension, key)
        record.update(
            value=cell.value, numerator=cell.numerator, denominator=cell.denominator, low=cell.low, high=cell.high,
            distinct_matters=cell.distinct_matters, suppressed=cell.suppressed, reason=cell.reason,
            excluded=cell.excluded,
        )  # fmt: skip
        if self.metric.form in ("recurrence", "quantile", "mean_cumulative"):
            record["at_risk"] = cell.at_risk
        if cell.comparison is not None:
            record["compare"] = cell.comparison.to_json()
        return record

    def to_json(self) -> dict[str, Any]:
        """The object of `tingmin metric --format json`."""
        return {
            "metric": self.metric.id,
            "unit": self.metric.unit.zh,
            "direction": self.metric.direction,
            "basis": self.basis,
            "as_of": self.as_of,
            "data_through": self.data_through,
            "reconstructed": self.reconstructed,
            "unfinished": list(self.unfinished),
            "version": self.version,
            "rows": self.records(),
        }
