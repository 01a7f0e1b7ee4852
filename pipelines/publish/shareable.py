"""marts.shareable_cell: the tables of the fixed list, protected together and attacked before anybody gets them.

Belongs here: cells of the listed tables from the facts, their sums, and the protected outcome. Does not belong here:
the list (warehouse/catalogue/shareable.py), the method (pipelines/metrics/suppression), answering (warehouse/query).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

import duckdb
import numpy as np
import polars as pl

from pipelines.metrics.suppression import (
    Suppression,
    UnprotectableError,
    is_primary,
    link,
    protection_interval,
    suppress,
)
from warehouse.catalogue.dimensions import DIMENSIONS
from warehouse.catalogue.metrics import METRICS
from warehouse.catalogue.model import Metric
from warehouse.catalogue.shareable import SETS, ShareableSet, ShareableTable

NOT_DIVIDED = "不分列"
# Easy tables have their cheapest pattern within six rounds; with hard ones, twenty more save a thousandth of its weight.
MOST_ROUNDS = 6
CELLS_LOOKED_AT = 20_000  # over all rounds

Key = tuple[tuple[str, str], ...]  # (breakdown, member) pairs
Place = tuple[str, Key]  # a quantity and where it stands

SCHEMA = {
    "table_id": pl.String, "metric": pl.String, "key_1": pl.String, "key_2": pl.String, "value": pl.Float64,
    "numerator": pl.Int64, "denominator": pl.Int64, "suppressed": pl.Int32, "reason": pl.String, "audited": pl.Int32,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Content:
    """What stands in a cell: its sum, how many matters make it up, and the most that one of them gives."""

    total: int
    matters: int
    largest: int


EMPTY = Content(0, 0, 0)


def protect(connection: duckdb.DuckDBPyConnection, k: int) -> None:
    """Write marts.shareable_cell: every cell of every listed table, a withheld one without its number.

    Cells of 0 stand there too, withheld like any other small cell: an absent row would say that there is nothing.
    A set that cannot be protected has one row for each table and metric, which says so, and no number at all.

    Args:
        connection: the warehouse with the facts of this build.
        k: distinct matters below which a cell is protected.
    """
    missing = {
        row[0] for row in connection.execute("select input_id from marts.input where is_available = 0").fetchall()
    }
    records: list[tuple[object, ...]] = []
    for chosen in SETS:
        metrics = [METRICS[m] for m in chosen.metrics if not missing & set(METRICS[m].needs)]
        records += _records(connection, chosen, metrics, k)
    frame = pl.DataFrame(records, schema=SCHEMA, orient="row").to_arrow()
    connection.register("frame", frame)
    connection.execute("create or replace table marts.shareable_cell as select * from frame")
    connection.unregister("frame")


def _records(
    connection: duckdb.DuckDBPyConnection, chosen: ShareableSet, metrics: list[Metric], k: int
) -> list[tuple[object, ...]]:
    try:
        contents = _contents(connection, chosen, metrics)
        pattern = _pattern(connection, chosen, metrics, contents, k)
    except UnprotectableError:
        pattern = None
    if pattern is None or not pattern.audited.all():
        return [
            (table.id, metric.id, None, None, None, None, None, 1, "not_audited", 0)
            for table in chosen.tables
            for metric in metrics
        ]
    shown = {
        place: content.total
        for (place, content), hidden in zip(contents.items(), pattern.suppressed, strict=True)
        if not hidden
    }
    keys = sorted({key for _, key in contents})
    return [
        _record(table, metric, key, shown)
        for table in chosen.tables
        for metric in metrics
        for key in keys
        if _is_of(key, table)
    ]


def _record(table: ShareableTable, metric: Metric, key: Key, shown: Mapping[Place, int]) -> tuple[object, ...]:
    key_1, key_2, *_ = [*(member for _, member in key), None, None]
    numerator = shown.get((metric.numerator, key))
    denominator = shown.get((metric.denominator, key)) if metric.denominator else None
    known = numerator is not None and (metric.denominator is None or denominator is not None)
    value = None
    if numerator is not None and known:
        value = numerator / denominator if denominator else float(numerator)
    return (
        table.id, metric.id, key_1, key_2, value, numerator, denominator, int(not known),
        None if known else "protected", 1,
    )  # fmt: skip


def _is_of(key: Key, table: ShareableTable) -> bool:
    return tuple(name for name, _ in key) == table.by


def _contents(
    connection: duckdb.DuckDBPyConnection, chosen: ShareableSet, metrics: list[Metric]
) -> dict[Place, Content]:
    """Every cell of the set: each quantity of each metric at each combination of members that can occur."""
    members = {name: _members(connection, metrics, name) for table in chosen.tables for name in table.by}
    contents: dict[Place, Content] = {}
    for table in chosen.tables:
        keys = [
            tuple(zip(table.by, combination, strict=True))
            for combination in product(*(members[name] for name in table.by))
        ]
        for metric in metrics:
            found = dict(_cells(connection, metric, table.by))
            for key in filter(_can_occur, keys):
                for quantity in _quantities(metric):
                    contents[quantity, key] = found.pop((quantity, key), EMPTY)
            if found:
                raise UnprotectableError(f"{table.id}, {metric.id}: cells outside the table: {sorted(found)[:3]}")
    return contents


def _can_occur(key: Key) -> bool:
    """Accusations and confidential cases are undivided in every protected breakdown at once, everything else in none.

    Everybody knows that the other combinations are empty, so they are no cells.
    """
    return len({member == NOT_DIVIDED for name, member in key if DIMENSIONS[name].is_protected}) <= 1


def _quantities(metric: Metric) -> tuple[str, ...]:
    """A count is one quantity; a share is three, since the difference follows from the other two."""
    if metric.denominator is None:
        return (metric.numerator,)
    return metric.numerator, metric.denominator, _rest(metric)


def _rest(metric: Metric) -> str:
    return f"{metric.denominator} - {metric.numerator}"


def _cells(
    connection: duckdb.DuckDBPyConnection, metric: Metric, by: tuple[str, ...]
) -> Iterator[tuple[Place, Content]]:
    """Sums, matters and largest matter of each quantity, for each combination that occurs."""
    names = [f"{_column(name)} as {name}" for name in by]
    group = [_column(name) for name in by]
    quantities = _quantities(metric)
    sums = [metric.numerator, *([metric.denominator] if metric.denominator else [])]
    rows = connection.execute(
        f"""
        with matters as (
            select {", ".join([*names, "f.matter_key", *(f"sum(coalesce(f.{s}, 0)) as {s}" for s in sums)])}
            from {_from(metric)}
            group by {", ".join([*group, "f.matter_key"])}
        )
        select {", ".join([*by, *(f"sum({q}), sum(case when {q} > 0 then 1 else 0 end), max({q})" for q in quantities)])}
        from matters
        {f"group by {', '.join(by)}" if by else ""}
        """
    ).fetchall()
    for row in rows:
        key = tuple(zip(by, row[: len(by)], strict=True))
        for number, quantity in enumerate(quantities):
            total, matters, largest = row[len(by) + 3 * number : len(by) + 3 * number + 3]
            if total is not None:  # no row at all
                yield (quantity, key), Content(int(total), int(matters), int(largest))


def _from(metric: Metric) -> str:
    return (
        f"(select * from marts.{metric.fact} where {metric.excluded} is null) f "
        f"inner join marts.day d on d.day = f.{metric.cohort_on}"
    )


def _column(name: str) -> str:
    return f"d.{name}" if DIMENSIONS[name].kind == "time" else f"f.{name}"


def _members(connection: duckdb.DuckDBPyConnection, metrics: list[Metric], name: str) -> list[str]:
    """Members of a breakdown that occur anywhere in the set; that a member never occurs at all is no secret."""
    found: set[str] = set()
    for metric in metrics:
        sql = f"select distinct {_column(name)} from {_from(metric)}"
        found |= {row[0] for row in connection.execute(sql).fetchall()}
    return sorted(found)


def _outer(connection: duckdb.DuckDBPyConnection, chosen: ShareableSet, inner: str, outer: str) -> dict[str, str]:
    """For two breakdowns that nest: member of the inner one → member of the outer one."""
    facts = sorted({METRICS[m].fact for m in chosen.metrics})
    pairs = " union ".join(f"select {inner}, {outer} from marts.{fact}" for fact in facts)
    return dict(connection.execute(pairs).fetchall())


def _pattern(
    connection: duckdb.DuckDBPyConnection,
    chosen: ShareableSet,
    metrics: list[Metric],
    contents: Mapping[Place, Content],
    k: int,
) -> Suppression:
    places = {place: number for number, place in enumerate(contents)}
    value, matters, largest = (
        np.array([getattr(c, part) for c in contents.values()], dtype=np.float64)
        for part in ("total", "matters", "largest")
    )
    low, high = protection_interval(value, largest, k)
    primary = is_primary(value, matters, largest, k)
    # No table shows a difference; that it follows from the other two is one of the sums.
    rests = {_rest(metric) for metric in metrics}
    unpublished = np.array([quantity in rests for quantity, _ in contents])
    sums = [
        (places[total], [places[part] for part in parts])
        for total, parts in [*_roll_ups(connection, chosen, metrics, places), *_identities(chosen, metrics, places)]
    ]
    low, high = np.where(primary, low, value), np.where(primary, high, value)
    return suppress(link(value, sums, low, high, unpublished), rounds_for(value.size))


def rounds_for(cells: int) -> int:
    """After how many rounds the exact optimisation of a set gives way: some seconds' work, on any machine the same."""
    return min(MOST_ROUNDS, CELLS_LOOKED_AT // max(cells, 1))


def _roll_ups(
    connection: duckdb.DuckDBPyConnection,
    chosen: ShareableSet,
    metrics: list[Metric],
    places: Mapping[Place, int],
) -> Iterator[tuple[Place, list[Place]]]:
    """Each breakdown of each table adds up to the table without it, or with the outer one of two that nest."""
    outer = {inner: (wider, _outer(connection, chosen, inner, wider)) for inner, wider in chosen.within}
    quantities = {q for metric in metrics for q in _quantities(metric)}
    for table in chosen.tables:
        for name in table.by:
            parts: dict[Place, list[Place]] = {}
            for quantity, key in places:
                if _is_of(key, table) and quantity in quantities:
                    parts.setdefault((quantity, _rolled_up(key, name, outer)), []).append((quantity, key))
            yield from parts.items()


def _rolled_up(key: Key, name: str, outer: Mapping[str, tuple[str, dict[str, str]]]) -> Key:
    if name not in outer:
        return tuple(pair for pair in key if pair[0] != name)
    wider, member_of = outer[name]
    return tuple((wider, member_of[pair[1]]) if pair[0] == name else pair for pair in key)


def _identities(
    chosen: ShareableSet, metrics: list[Metric], places: Mapping[Place, int]
) -> Iterator[tuple[Place, list[Place]]]:
    """Numerator + difference = denominator; and quantities that are the same under two names."""
    for quantity, key in places:
        for metric in metrics:
            if metric.denominator == quantity:
                yield (quantity, key), [(metric.numerator, key), (_rest(metric), key)]
        for one, other in chosen.equal:
            if quantity == one and (other, key) in places:
                yield (one, key), [(other, key)]
