"""Targets of handling indicators, and which units are beyond chance of missing them.

A unit has missed a target only where the 95 % interval of its rate leaves the target out; otherwise it has met it, or
nobody can tell.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from warehouse.catalogue.metrics import METRICS
from warehouse.home import Home, Target
from warehouse.query.cell import Cell
from warehouse.query.metric import metric
from warehouse.query.ranks import Ranking

Verdict = Literal["missed", "met", "undecided"]


@dataclass(frozen=True, slots=True)
class JudgedTarget:
    """A target and the verdict on each unit of a comparison, by its code; units without a rate are undecided."""

    target: Target
    verdicts: dict[str, Verdict]

    def to_json(self) -> dict[str, Any]:
        """The object that stands under `targets` in `tingmin rank --format json`."""
        return {
            "metric": self.target.metric, "value": self.target.value, "source": self.target.source,
            "date": self.target.date.isoformat(), "verdicts": self.verdicts,
        }  # fmt: skip


def judged_targets(home: Home, found: Ranking) -> tuple[JudgedTarget, ...]:
    """Every target of the office against the rates of the units of a comparison, over the days of that comparison."""
    judged = []
    for target in home.configuration().targets:
        answer = metric(
            home, target.metric, by=["department"], start=found.start, end=found.end, version=found.version.id
        )
        cells = {cell.by[0]: cell for cell in answer.cells}
        higher = METRICS[target.metric].direction == "higher_is_better"
        verdicts = {r.department: _verdict(cells.get(r.department), target.value, higher=higher) for r in found.rows}
        judged.append(JudgedTarget(target, verdicts))
    return tuple(judged)


def _verdict(cell: Cell | None, value: float, *, higher: bool) -> Verdict:
    if cell is None or cell.low is None or cell.high is None:
        return "undecided"
    if (cell.high < value) if higher else (cell.low > value):
        return "missed"
    return "met" if ((cell.low >= value) if higher else (cell.high <= value)) else "undecided"
