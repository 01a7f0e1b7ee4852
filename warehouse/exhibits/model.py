"""The shape of an exhibit: what a screen or a paper draws, with nothing of how it is drawn.

Belongs here: plain data objects. Does not belong here: queries, wording, colours, Dash, Plotly.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from warehouse.catalogue.model import Text
from warehouse.home import Home
from warehouse.query import Edition, Version, find_version
from warehouse.query.places import Ring
from warehouse.query.stretches import Against

Point = tuple[float, float]
State = Literal["ok", "empty", "not_in_export", "suppressed", "error"]
Chart = Literal[
    "none", "headline", "series", "clocks", "intervals", "map",
    "years",  # to date, a year ago
    "curve",  # a share over days, with its band and the number still observed
    "bars",  # counts by class in fixed order, with their intervals
    "trend",  # a rate over time beside that of the whole
    "funnel",  # observed ÷ expected against the number of cases, with limits
    "ranks",  # positions with their intervals
    "matrix",  # places by topics, shaded by how far each is from its own past
    "limits",  # counts by week, what was expected and the limit
    "sentences",  # a list of findings, no figures to compare
]  # fmt: skip
# figure: counts and rates in one column; share: a rate without an interval; pair: two rates read together
Kind = Literal["text", "date", "count", "rate", "figure", "change", "share", "ratio", "pair"]
Group = Literal["body", "total", "below", "unfinished"]
# alarm, watch, usual: how a count of a place stands against its own past, never against others
Mark = Literal["", "better", "same", "worse", "moved", "alarm", "watch", "usual"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with all that belongs to it. A blank one has `value` None and a `reason`.

    A change (`is_change`) is a relative difference; its limits are there only where chance can be judged.
    """

    value: float | None
    is_rate: bool = False
    low: float | None = None
    high: float | None = None
    numerator: float | None = None
    denominator: int | None = None
    reason: str | None = None
    is_change: bool = False
    decimals: int = 0  # of a number that is no share
    at_risk: int | None = None  # still observed where a curve is read


@dataclass(frozen=True, slots=True)
class Pair:
    """Two rates that are only read together, such as satisfaction and participation."""

    first: Figure
    second: Figure


Cell = str | Text | date | Figure | Pair | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its label, its kind, the unit of its numbers and what it means."""

    id: str
    label: Text
    kind: Kind = "text"
    unit: Text | None = None
    meaning: Text | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A row. `key` is a code that a drill can use, empty where there is nothing behind the row.

    `below` stands under a line (not compared), `unfinished` is a period still running. `mark` compares the row with
    the whole (better or worse) or with the time before (moved), only where chance does not explain the difference.
    """

    key: str
    cells: tuple[Cell, ...]
    group: Group = "body"
    mark: Mark = ""
    section: Text | None = None  # the part of the table that the row belongs to, told by a heading where it changes


@dataclass(frozen=True, slots=True)
class Footing:
    """As of when, on which data and version the figures stand."""

    as_of: str
    data_through: str
    version: str
    reconstructed: bool


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A finding or a question with its figures; screen and paper only draw it."""

    id: str
    title: Text
    sentence: Text
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    chart: Chart = "none"
    state: State = "ok"
    reason: Text | None = None  # why there is nothing to show, for every state but ok
    n: Text | None = None
    notes: tuple[Text, ...] = ()
    metrics: tuple[str, ...] = ()  # ids of the metric book whose definitions belong beside it
    basis: tuple[Text, ...] = ()
    footing: Footing | None = None
    reference: Figure | None = None  # the whole, drawn as a line through the parts
    outlines: Mapping[str, tuple[Ring, ...]] = field(default_factory=dict, repr=False)
    lines: Mapping[str, tuple[Point, ...]] = field(default_factory=dict, repr=False)  # drawn beside the rows
    grades: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)  # of a matrix: row key → each cell
    total: int | None = None  # how many rows there are, where `rows` is only a stretch of them

    def column(self, column_id: str) -> int:
        """The position of a column."""
        return [c.id for c in self.columns].index(column_id)


@dataclass(frozen=True, slots=True)
class Scope:
    """What an exhibit is asked for: one version, a period and a slice of it."""

    home: Home
    version: Version
    start: date | None = None
    end: date | None = None
    where: tuple[tuple[str, str], ...] = ()
    clock: str | None = None  # of the to-do list
    edition: Edition = "internal"
    compare: Against = "previous"
    group: str | None = None  # of the comparison of units: one group of like with like
    indicator: str | None = None  # of the comparison of units
    window: str | None = None  # of the comparison of units: 52w or a year
    event: str | None = None  # a named period
    metric: str | None = None  # whose way back to its files is asked for

    @classmethod
    def of(
        cls,
        home: Home,
        *,
        version: str | None = None,
        start: date | None = None,
        end: date | None = None,
        where: Mapping[str, str] | None = None,
        clock: str | None = None,
        edition: Edition = "internal",
    ) -> Scope:
        """A scope on a published version, by default the current one.

        Raises:
            QueryError: there is no such version.
        """
        return cls(home, find_version(home, version), start, end, tuple((where or {}).items()), clock, edition)

    def without(self, *dimensions: str) -> dict[str, str]:
        """The slice with some breakdowns left open."""
        return {name: value for name, value in self.where if name not in dimensions}
