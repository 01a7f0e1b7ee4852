"""The one door to figures: metric(id, by, where, from, to, edition) → rows.

A figure comes from the rows of a fact in one published version. Names of columns come from the catalogue, values
from outside are parameters. Role, scope and edition are enforced here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

import duckdb

from warehouse.catalogue.dimensions import DIMENSIONS
from warehouse.catalogue.model import Metric
from warehouse.home import Home
from warehouse.query import context, intervals
from warehouse.query.cell import Cell, Result, blank, suppressed
from warehouse.query.errors import QueryError
from warehouse.query.figures import figures
from warehouse.query.published import Version, cursor, find_version
from warehouse.query.selection import Selection, Where, find_dimension, find_metric, names_of, select
from warehouse.storage.ask import one

Edition = Literal["internal", "shareable"]
SMALL_CELL = 3
MOST_BREAKDOWNS = 3


def metric(
    home: Home,
    metric_id: str,
    *,
    by: Sequence[str] = (),
    where: Where | None = None,
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
    dimensions = [find_dimension(definition, name).id for name in by]
    if len(dimensions) > MOST_BREAKDOWNS:
        raise QueryError("最多按三项分列 / three breakdowns at most")
    if definition.classes and definition.classes not in dimensions:
        dimensions.append(definition.classes)
    chosen = find_version(home, version)
    with cursor(chosen.marts) as connection:
        selection = select(connection, definition, dimensions, where or {}, start, end)
        return _answer(connection, chosen, selection, exact)


def _answer(connection: duckdb.DuckDBPyConnection, version: Version, selection: Selection, exact: bool) -> Result:
    definition = selection.metric
    reason = missing_input(connection, definition)
    cells = _blanks(connection, selection, reason) if reason else figures(connection, selection)
    if definition.least_matters and any(DIMENSIONS[d].kind != "time" for d in selection.cut_by):
        cells = [_county_only(cell, definition.least_matters) for cell in cells]
    if not exact and selection.is_two_way:
        cells = [_masked(cell) for cell in cells]
    if not cells and not selection.by:
        cells = [_nothing(connection, selection)]
    return Result(
        metric=definition,
        by=selection.by,
        names={d: names_of(connection, DIMENSIONS[d]) for d in selection.by},
        cells=tuple(cells),
        basis=_basis(connection, selection),
        as_of=version.as_of,
        data_through=version.data_through,
        reconstructed=_reconstructed(connection, selection),
        version=version.id,
        unfinished=_unfinished(connection, version, selection, cells),
    )


def _masked(cell: Cell) -> Cell:
    return suppressed(cell.by) if 0 < (cell.distinct_matters or 0) < SMALL_CELL else cell


def _county_only(cell: Cell, least: int) -> Cell:
    is_small = cell.value is not None and (cell.distinct_matters or 0) < least
    return Cell(cell.by, suppressed=True, reason="few_matters") if is_small else cell


def _nothing(connection: duckdb.DuckDBPyConnection, selection: Selection) -> Cell:
    """What no row at all means: a count of 0 where the exports cover the period, not known where they do not."""
    sql = """
        select count(*) from marts.build
        where first_registered_on is not null
            and coalesce(?, first_registered_on) <= data_through and coalesce(?, data_through) >= first_registered_on
    """
    is_covered = one(connection, sql, [selection.start, selection.end])[0] > 0
    if not is_covered or selection.metric.form not in ("count", "matters"):
        return blank((), "no_data")
    low, high = intervals.poisson(0) if selection.metric.interval == "poisson" else (None, None)
    return Cell((), 0, 0, None, low, high, 0)


def missing_input(connection: duckdb.DuckDBPyConnection, definition: Metric) -> str | None:
    """Why the metric is blank in this version: an input that no export carries; None if it has all it needs."""
    rows = connection.execute("select input_id from marts.input where is_available = 0").fetchall()
    missing = {row[0] for row in rows}
    for needed in definition.needs:
        if needed in missing:
            return f"not_in_export:{needed}"
    return None


def _blanks(connection: duckdb.DuckDBPyConnection, selection: Selection, reason: str) -> list[Cell]:
    by = tuple(d for d in selection.by if d != selection.metric.classes)
    if not by:
        return [blank(("",) * len(selection.by), reason)]
    rows = connection.execute(
        f"select distinct {selection.keys} 1 from {selection.source} where {selection.condition}", selection.parameters
    ).fetchall()
    return [blank(tuple(row[:-1]), reason) for row in sorted(rows) if "" not in row]


def _basis(connection: duckdb.DuckDBPyConnection, selection: Selection) -> str:
    names = list(selection.metric.basis)
    if "level" in selection.cut_by and "level_basis" not in names:  # the level visited, or where none is exported
        names.append("level_basis")
    if not names:
        return "registered_cases"
    row = one(connection, f"select {', '.join(names)} from marts.build")
    return "; ".join(f"{name}={value}" for name, value in zip(names, row, strict=True))


def _reconstructed(connection: duckdb.DuckDBPyConnection, selection: Selection) -> bool:
    sql = f"select max(f.reconstructed) from {selection.source} where {selection.condition}"
    return bool(one(connection, sql, selection.parameters)[0])


def _unfinished(
    connection: duckdb.DuckDBPyConnection, version: Version, selection: Selection, cells: Sequence[Cell]
) -> tuple[str, ...]:
    """Periods that had not ended when the data end: labels of the breakdown, else the period asked for."""
    clock_on = context.build(version).clock_on
    times = [d for d in selection.by if DIMENSIONS[d].kind == "time"]
    if not times:
        is_open = selection.end is not None and selection.end > clock_on
        return (f"{selection.start or ''}..{selection.end}",) if is_open else ()
    labels = sorted({cell.by[selection.by.index(times[0])] for cell in cells})
    if times[0] == "period":
        rows = connection.execute("select period_name from marts.sensitive_period where ends_on > ?", [clock_on])
    else:
        rows = connection.execute(f"select distinct {times[0]} from marts.day where day > ?", [clock_on])
    late = {row[0] for row in rows.fetchall()}
    return tuple(label for label in labels if label in late)
