"""Which rows of a fact a question speaks of: breakdowns and filters of the catalogue become SQL, values parameters."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from warehouse.catalogue.codes import CLASS_LISTS, CODE_LISTS, SPECIAL_CLASSES
from warehouse.catalogue.dimensions import DIMENSION_ALIASES, DIMENSIONS, Dimension
from warehouse.catalogue.metrics import METRICS
from warehouse.catalogue.metrics.shapes import CASE_BREAKDOWNS
from warehouse.catalogue.model import Metric, nearest
from warehouse.query.errors import QueryError
from warehouse.query.published import Version, cursor

Where = Mapping[str, str | Iterable[str]]


def find_metric(metric_id: str) -> Metric:
    """The metric of that id or Chinese name.

    Raises:
        QueryError: there is none; the message names the nearest.
    """
    named = {metric.name.zh: metric for metric in METRICS.values()}
    if metric_id in named:
        return named[metric_id]
    if metric_id not in METRICS:
        hint = nearest(metric_id, [*METRICS, *named]) or "、".join(METRICS)
        raise QueryError(f"没有指标“{metric_id}”，最接近的是：{hint} / unknown metric, nearest: {hint}")
    return METRICS[metric_id]


def find_dimension(metric: Metric, name: str) -> Dimension:
    """The breakdown of that name, if it makes sense for the metric.

    Raises:
        QueryError: unknown, or not one of this metric's; the message names the nearest.
    """
    known = [*metric.breakdowns, *([metric.classes] if metric.classes else [])]
    name = name if name in known else DIMENSION_ALIASES.get(name, name)
    if name not in known:
        hint = nearest(name, known) or "、".join(known) or "无 / none"
        raise QueryError(
            f"指标“{metric.id}”不能按“{name}”分列，可用：{hint} / {metric.id} has no breakdown {name}, try: {hint}"
        )
    return DIMENSIONS[name]


@dataclass(frozen=True, slots=True)
class Selection:
    """Rows of one fact, and the columns by which they are grouped.

    `chosen` holds the keys that each breakdown of the filter may have, `filter` is that filter in SQL with its
    `parameters`, `window` the period: dates of the metric's cohort, written out. `matters`: distinct matters are
    counted in any case.
    """

    metric: Metric
    by: tuple[str, ...]
    chosen: dict[str, tuple[str, ...]]
    filter: str
    parameters: tuple[Any, ...]
    window: str
    start: date | None
    end: date | None
    matters: bool

    @property
    def is_by_matter(self) -> bool:
        """Whether distinct matters are counted in every cell: asked for, or the figure or its interval rests on them."""
        metric = self.metric
        is_needed = metric.interval == "cluster" or metric.form == "matters" or metric.least_matters > 0
        return metric.has_matters and (self.matters or is_needed)

    @property
    def is_by_matter_if_small(self) -> bool:
        """Whether distinct matters are counted where they may be so few that the cell is masked."""
        return self.metric.has_matters and self.is_two_way and not self.is_by_matter

    def only(self, keys: Collection[tuple[str, ...]]) -> Selection:
        """The same selection with nothing but some of its cells."""
        if not self.by:
            return self
        members = ", ".join(f"coalesce({column(d)}, '')" for d in self.by)
        one = f"({', '.join('?' for _ in self.by)})"
        clause = f"{self.filter} and ({members}) in ({', '.join(one for _ in keys)})"
        return replace(self, filter=clause, parameters=(*self.parameters, *(part for key in keys for part in key)))

    @property
    def key(self) -> Hashable:
        """What tells it from every other selection of a version."""
        return self.metric.id, self.by, tuple(self.chosen.items()), self.start, self.end, self.matters

    @property
    def condition(self) -> str:
        """The WHERE clause: the filter within the period."""
        return f"{self.filter} and {self.window}"

    @property
    def source(self) -> str:
        """The FROM clause: the fact `f` and, where asked for, the labels of its cohort's day `d` and named periods `p`."""
        times = {name for name in (*self.by, *self.chosen) if DIMENSIONS[name].kind == "time"}
        joined = f"marts.{self.metric.fact} f"
        if times - {"period"}:
            # Rows whose cohort has no day keep their place: a calendar label is then absent.
            joined += f" left join marts.day d on d.day = f.{self.metric.cohort_on}"
        if "period" in times:
            # A name may stand for several stretches; a day in two of them belongs to it once.
            joined += (
                f" left join (select distinct c.day, s.period_name from marts.day c inner join marts.sensitive_period s"
                f" on c.day >= s.starts_on and c.day <= s.ends_on) p on p.day = f.{self.metric.cohort_on}"
            )
        return joined

    @property
    def keys(self) -> str:
        """The grouped columns, each with a trailing comma; a row without a label has ''."""
        return "".join(f"coalesce({column(d)}, '') as {d}, " for d in self.by)

    @property
    def group(self) -> str:
        """The grouped columns as they stand in GROUP BY, each with a trailing comma."""
        return "".join(f"{column(d)}, " for d in self.by)

    @property
    def cut_by(self) -> tuple[str, ...]:
        """The breakdowns and filters that were asked for; the class of a metric is its own and not among them."""
        return tuple(d for d in (*self.by, *self.chosen) if d != self.metric.classes)

    @property
    def is_two_way(self) -> bool:
        """Whether a cell is cut by more than one breakdown, calendar labels apart; a filter cuts as a breakdown does."""
        return len({d for d in (*self.by, *self.chosen) if DIMENSIONS[d].kind != "time"}) > 1


def column(dimension: str) -> str:
    """The column that holds a breakdown."""
    if dimension == "period":
        return "p.period_name"
    return f"d.{dimension}" if DIMENSIONS[dimension].kind == "time" else f"f.{dimension}"


def select(
    version: Version,
    metric: Metric,
    by: Iterable[str],
    where: Where,
    start: date | None,
    end: date | None,
    *,
    matters: bool = True,
) -> Selection:
    """The rows of a question.

    Raises:
        QueryError: a breakdown or a value that is not there; the message names the nearest.
    """
    clauses = []
    parameters: list[Any] = []
    chosen: dict[str, tuple[str, ...]] = {}
    for name, wanted in where.items():
        dimension = find_dimension(metric, name)
        values = [wanted] if isinstance(wanted, str) else list(wanted)
        keys = tuple(_key(version, metric, dimension, value) for value in values)
        chosen[dimension.id] = keys
        if metric.form == "mix" and dimension.id == metric.classes:
            continue  # the class asked for is a share of all classes: they stay among the rows
        clauses.append(f"{column(dimension.id)} in ({', '.join('?' for _ in keys)})")
        parameters.extend(keys)
    window = []
    if start is not None and metric.reach == "within":
        window.append(f"f.{metric.cohort_on} >= date '{start.isoformat()}'")
    if end is not None:
        window.append(f"f.{metric.cohort_on} <= date '{end.isoformat()}'")
    return Selection(
        metric, tuple(by), chosen, " and ".join(clauses) or "true", tuple(parameters), " and ".join(window) or "true",
        start, end, matters,
    )  # fmt: skip


@lru_cache(maxsize=256)
def names_of(version: Version, dimension: Dimension) -> Mapping[str, str]:
    """The Chinese names of the members of a breakdown that does not name itself."""
    if dimension.kind == "unit":
        with cursor(version.marts) as connection:
            return dict(connection.execute(f"select code, name from marts.{dimension.id} order by code").fetchall())
    if dimension.kind in ("code", "class"):
        return {code.id: code.name.zh for code in (CODE_LISTS | CLASS_LISTS)[dimension.codes or ""]}
    return {}


def _key(version: Version, metric: Metric, dimension: Dimension, value: str) -> str:
    """The key that a typed value stands for: a code or name of a unit, an id or label of a code list, a label.

    A value that no record has is no error if it may have one another day (a known code, a week); else the nearest
    are named.
    """
    names = names_of(version, dimension)
    if value in names or value in SPECIAL_CLASSES:
        return value
    for key, name in names.items():
        if name == value:
            return key
    if dimension.kind in ("code", "class"):
        for code in (CODE_LISTS | CLASS_LISTS)[dimension.codes or ""]:
            if value in code.labels or value == code.name.en:
                return code.id
    if dimension.kind == "time" and dimension.id != "period":
        return value
    known = [*names.values(), *names, *_labels(version, metric.fact, dimension)]
    if value in known or not known:
        return value
    hint = nearest(value, known) or "、".join(known[:8])
    raise QueryError(
        f"“{dimension.name.zh}”没有“{value}”，最接近的是：{hint} / unknown {dimension.id}, nearest: {hint}"
    )


@lru_cache(maxsize=256)
def _labels(version: Version, fact: str, dimension: Dimension) -> tuple[str, ...]:
    """Labels that occur: in a fact or, so that one filter serves a whole page, among the cases."""
    if dimension.id == "period":
        tables, label = {"marts.sensitive_period"}, "period_name"
    else:
        tables, label = {f"marts.{fact}"}, dimension.id
        if dimension.id in CASE_BREAKDOWNS:
            tables.add("marts.fact_case")
    union = " union ".join(f"select {label} from {table} where {label} is not null" for table in sorted(tables))
    with cursor(version.marts) as connection:
        return tuple(row[0] for row in connection.execute(f"{union} order by 1").fetchall())
