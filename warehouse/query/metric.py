"""The one door to figures: metric(id, by, where, from, to, edition) → rows.

A figure is a sum over rows of a fact in one published version. Names of columns come from the catalogue,
values from outside are parameters. Role, scope and edition are enforced here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

import duckdb

from warehouse.catalogue.codes import CODE_LISTS
from warehouse.catalogue.dimensions import DIMENSION_ALIASES, DIMENSIONS, Dimension
from warehouse.catalogue.metrics import METRICS
from warehouse.catalogue.model import Metric, nearest
from warehouse.home import Home
from warehouse.query import intervals
from warehouse.query.errors import QueryError
from warehouse.query.published import Version, cursor, find_version
from warehouse.storage.ask import one

Edition = Literal["internal", "shareable"]
SMALL_CELL = 3


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure. `value` is None with its `reason` when the figure is blank."""

    by: tuple[str, ...]
    value: float | int | None
    numerator: float | int | None
    denominator: int | None
    low: float | None
    high: float | None
    distinct_matters: int | None
    suppressed: bool
    reason: str | None
    excluded: dict[str, int]


@dataclass(frozen=True, slots=True)
class Result:
    """The answer to a question: the metric, its footing, and one cell for each combination that occurs."""

    metric: Metric
    by: tuple[str, ...]
    names: dict[str, dict[str, str]] = field(repr=False)
    cells: tuple[Cell, ...]
    basis: str
    as_of: str
    data_through: str
    reconstructed: bool
    version: str

    def name(self, dimension: str, key: str) -> str:
        """The Chinese name of a member of a breakdown."""
        return self.names.get(dimension, {}).get(key, key)

    def records(self) -> list[dict[str, Any]]:
        """The rows as `tingmin metric --format json` prints them; units also with their names."""
        records = []
        for cell in self.cells:
            record: dict[str, Any] = {}
            for dimension, key in zip(self.by, cell.by, strict=True):
                record[dimension] = key
                if DIMENSIONS[dimension].kind in ("unit", "code"):
                    record[f"{dimension}_name"] = self.name(dimension, key)
            record.update(
                value=cell.value, numerator=cell.numerator, denominator=cell.denominator, low=cell.low,
                high=cell.high, distinct_matters=cell.distinct_matters, suppressed=cell.suppressed,
                reason=cell.reason, excluded=cell.excluded,
            )  # fmt: skip
            records.append(record)
        return records

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
            "version": self.version,
            "rows": self.records(),
        }


def find_metric(metric_id: str) -> Metric:
    """The metric of that id.

    Raises:
        QueryError: there is none; the message names the nearest.
    """
    if metric_id not in METRICS:
        hint = nearest(metric_id, list(METRICS)) or "、".join(METRICS)
        raise QueryError(f"没有指标“{metric_id}”，最接近的是：{hint} / unknown metric, nearest: {hint}")
    return METRICS[metric_id]


def find_dimension(metric: Metric, name: str) -> Dimension:
    """The breakdown of that name, if it makes sense for the metric.

    Raises:
        QueryError: unknown, or not one of this metric's; the message names the nearest.
    """
    name = DIMENSION_ALIASES.get(name, name)
    if name not in metric.breakdowns:
        hint = nearest(name, list(metric.breakdowns)) or "、".join(metric.breakdowns)
        raise QueryError(
            f"指标“{metric.id}”不能按“{name}”分列，可用：{hint} / {metric.id} has no breakdown {name}, try: {hint}"
        )
    return DIMENSIONS[name]


def metric(
    home: Home,
    metric_id: str,
    *,
    by: Sequence[str] = (),
    where: Mapping[str, str | Iterable[str]] | None = None,
    start: date | None = None,
    end: date | None = None,
    edition: Edition = "internal",
    exact: bool = False,
    version: str | None = None,
) -> Result:
    """Answer one question from one published version.

    Args:
        home: the office.
        metric_id: a metric of the book.
        by: breakdowns, at most three.
        where: breakdown → value or values; a unit by code or name, a code by id or label.
        start: first day of the period, by the metric's cohort day; None for the whole published range.
        end: last day of the period, included.
        edition: who the answer is for.
        exact: on the office's own machine small cells are exact; screens and papers mask them.
        version: a published version; None for the current one.

    Raises:
        QueryError: unknown metric, breakdown, value or version, or an edition that is not open.
    """
    definition = find_metric(metric_id)
    if edition != "internal":
        raise QueryError(
            "共享版尚未开放：小数保护未就绪前不对外提供 / the shareable edition is closed until its cells are protected"
        )
    if start and end and start > end:
        raise QueryError(f"起始日期{start}晚于结束日期{end} / the start is after the end")
    dimensions = tuple(find_dimension(definition, name) for name in by)
    if len(dimensions) > 3:
        raise QueryError("最多按三项分列 / three breakdowns at most")
    chosen = find_version(home, version)
    with cursor(chosen.marts) as connection:
        return _answer(connection, chosen, definition, dimensions, dict(where or {}), start, end, exact)


def _answer(
    connection: duckdb.DuckDBPyConnection,
    version: Version,
    definition: Metric,
    dimensions: tuple[Dimension, ...],
    where: dict[str, str | Iterable[str]],
    start: date | None,
    end: date | None,
    exact: bool,
) -> Result:
    by = tuple(d.id for d in dimensions)
    names = {d.id: _names(connection, d) for d in dimensions}
    blank = _blank_reason(connection, definition)
    condition, parameters = _condition(connection, definition, where, start, end)
    cells: tuple[Cell, ...]
    if blank is None:
        filtered = tuple(find_dimension(definition, name).id for name in where)
        cells = _figures(connection, definition, by, filtered, condition, parameters, exact)
    else:
        cells = _blanks(connection, definition, by, condition, parameters, blank)
    if not cells and not by:
        cells = (_nothing(connection, definition, start, end),)
    return Result(
        metric=definition,
        by=by,
        names=names,
        cells=cells,
        basis=_basis(connection, definition),
        as_of=version.as_of,
        data_through=version.data_through,
        reconstructed=_reconstructed(connection, definition, condition, parameters),
        version=version.id,
    )


def _nothing(connection: duckdb.DuckDBPyConnection, definition: Metric, start: date | None, end: date | None) -> Cell:
    """What no row at all means: a count of 0 where the exports cover the period, not known where they do not."""
    sql = """
        select count(*) from marts.build
        where first_registered_on is not null
            and coalesce(?, first_registered_on) <= data_through and coalesce(?, data_through) >= first_registered_on
    """
    if definition.denominator is not None or one(connection, sql, [start, end])[0] == 0:
        return Cell((), None, None, None, None, None, None, False, "no_data", {})
    return _cell(definition, (), (0, 0, 0, 0, 0), 0, {})


def _from(definition: Metric) -> str:
    # Metrics whose cohort has no day (nothing closed yet) keep their rows: a calendar label is then absent.
    return f"marts.{definition.fact} f left join marts.day d on d.day = f.{definition.cohort_on}"


def _column(dimension: str) -> str:
    return f"d.{dimension}" if DIMENSIONS[dimension].kind == "time" else f"f.{dimension}"


def _condition(
    connection: duckdb.DuckDBPyConnection,
    definition: Metric,
    where: dict[str, str | Iterable[str]],
    start: date | None,
    end: date | None,
) -> tuple[str, list[Any]]:
    clauses = ["true"]
    parameters: list[Any] = []
    for name, wanted in where.items():
        dimension = find_dimension(definition, name)
        values = [wanted] if isinstance(wanted, str) else list(wanted)
        keys = [_key(connection, dimension, value) for value in values]
        clauses.append(f"{_column(dimension.id)} in ({', '.join('?' for _ in keys)})")
        parameters.extend(keys)
    for day, operator in ((start, ">="), (end, "<=")):
        if day is not None:
            clauses.append(f"f.{definition.cohort_on} {operator} ?")
            parameters.append(day)
    return " and ".join(clauses), parameters


def _key(connection: duckdb.DuckDBPyConnection, dimension: Dimension, value: str) -> str:
    names = _names(connection, dimension)
    if dimension.kind == "unit":
        if value in names:
            return value
        for key, name in names.items():
            if name == value:
                return key
        hint = nearest(value, [*names.values(), *names]) or "、".join(list(names.values())[:8])
        raise QueryError(
            f"“{dimension.name.zh}”没有“{value}”，最接近的是：{hint} / unknown {dimension.id}, nearest: {hint}"
        )
    if dimension.kind == "code":
        for code in CODE_LISTS[dimension.codes or ""]:
            if value == code.id or value in code.labels or value in (code.name.zh, code.name.en):
                return code.id
    return value


def _names(connection: duckdb.DuckDBPyConnection, dimension: Dimension) -> dict[str, str]:
    if dimension.kind == "unit":
        rows = connection.execute(f"select code, name from marts.{dimension.id} order by code").fetchall()
        return dict(rows)
    if dimension.kind == "code":
        return {code.id: code.name.zh for code in CODE_LISTS[dimension.codes or ""]}
    return {}


def _blank_reason(connection: duckdb.DuckDBPyConnection, definition: Metric) -> str | None:
    rows = connection.execute("select input_id from marts.input where is_available = 0").fetchall()
    missing = {row[0] for row in rows}
    for needed in definition.needs:
        if needed in missing:
            return f"not_in_export:{needed}"
    return None


def _figures(
    connection: duckdb.DuckDBPyConnection,
    definition: Metric,
    by: tuple[str, ...],
    filtered: tuple[str, ...],
    condition: str,
    parameters: list[Any],
    exact: bool,
) -> tuple[Cell, ...]:
    counted = definition.denominator or definition.numerator
    group = ", ".join(_column(d) for d in by)
    keys = "".join(f"coalesce({_column(d)}, '') as {d}, " for d in by)
    outer = "".join(f"{d}, " for d in by)
    # Grouped by matter first: the sums give the figure, their squares the interval of clustered shares.
    sql = f"""
        with matters as (
            select {keys} f.matter_key, sum(f.{definition.numerator}) as y, sum(f.{counted}) as x, count(*) as n
            from {_from(definition)}
            where {condition}
            group by {group + ", " if group else ""} f.matter_key
        )
        select {outer} sum(y), sum(x), sum(case when x > 0 then 1 else 0 end), sum(n),
               sum(y * y), sum(x * y), sum(x * x)
        from matters
        {"group by " + ", ".join(by) if by else ""}
        {"order by " + ", ".join(by) if by else ""}
    """
    excluded = _exclusions(connection, definition, by, condition, parameters)
    # A filter narrows a cell as a breakdown does.
    two_way = len({name for name in (*by, *filtered) if DIMENSIONS[name].kind != "time"}) > 1
    cells = []
    for row in connection.execute(sql, parameters).fetchall():
        key, (y, x, matters, n, yy, xy, xx) = tuple(row[: len(by)]), row[len(by) :]
        if n is None or (by and "" in key):
            continue
        reasons = excluded.get(key, {})
        if not x and not reasons and by:
            continue
        cell = _cell(definition, key, (y, x, yy, xy, xx), matters, reasons)
        if not exact and two_way and 0 < matters < SMALL_CELL:
            cell = Cell(key, None, None, None, None, None, None, True, "small_cell", {})
        cells.append(cell)
    return tuple(cells)


def _cell(
    definition: Metric,
    key: tuple[str, ...],
    sums: tuple[float, float, float, float, float],
    matters: int,
    excluded: dict[str, int],
) -> Cell:
    y, x, yy, xy, xx = (int(s or 0) for s in sums)
    if definition.denominator is None:
        low, high = intervals.poisson(y) if definition.interval == "poisson" else (None, None)
        return Cell(key, y, y, None, low, high, matters, False, None, excluded)
    if x == 0:
        return Cell(key, None, 0, 0, None, None, 0, False, "empty_denominator", excluded)
    if definition.interval == "cluster":
        low, high = intervals.cluster_share(y, x, yy, xy, xx, matters)
    else:
        low, high = intervals.wilson(y, x)
    return Cell(key, y / x, y, x, low, high, matters, False, None, excluded)


def _exclusions(
    connection: duckdb.DuckDBPyConnection,
    definition: Metric,
    by: tuple[str, ...],
    condition: str,
    parameters: list[Any],
) -> dict[tuple[str, ...], dict[str, int]]:
    keys = "".join(f"coalesce({_column(d)}, ''), " for d in by)
    group = "".join(f"{_column(d)}, " for d in by)
    rows = connection.execute(
        f"""
        select {keys} f.{definition.excluded}, count(*)
        from {_from(definition)}
        where {condition} and f.{definition.excluded} is not null
        group by {group} f.{definition.excluded}
        """,
        parameters,
    ).fetchall()
    order = {reason: place for place, reason in enumerate(definition.reasons)}
    excluded: dict[tuple[str, ...], dict[str, int]] = {}
    for row in sorted(rows, key=lambda r: order.get(r[-2], len(order))):
        excluded.setdefault(tuple(row[:-2]), {})[row[-2]] = row[-1]
    return excluded


def _blanks(
    connection: duckdb.DuckDBPyConnection,
    definition: Metric,
    by: tuple[str, ...],
    condition: str,
    parameters: list[Any],
    reason: str,
) -> tuple[Cell, ...]:
    if not by:
        return (Cell((), None, None, None, None, None, None, False, reason, {}),)
    columns = ", ".join(_column(d) for d in by)
    rows = connection.execute(
        f"select {columns} from {_from(definition)} where {condition} group by {columns} order by {columns}",
        parameters,
    ).fetchall()
    return tuple(
        Cell(tuple(row), None, None, None, None, None, None, False, reason, {}) for row in rows if None not in row
    )


def _basis(connection: duckdb.DuckDBPyConnection, definition: Metric) -> str:
    if not definition.basis:
        return "registered_cases"
    columns = ", ".join(definition.basis)
    row = one(connection, f"select {columns} from marts.build")
    return "; ".join(f"{name}={value}" for name, value in zip(definition.basis, row, strict=True))


def _reconstructed(
    connection: duckdb.DuckDBPyConnection, definition: Metric, condition: str, parameters: list[Any]
) -> bool:
    sql = f"select max(f.reconstructed) from {_from(definition)} where {condition}"
    return bool(one(connection, sql, parameters)[0])
