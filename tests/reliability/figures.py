"""Everything that an office publishes, in a form that two homes can be compared by."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from warehouse.catalogue.metrics import METRICS
from warehouse.home import Home
from warehouse.query import current_version, metric
from warehouse.query.published import close_readers, cursor

SUMMED = [name for name, metric in METRICS.items() if metric.form != "result"]  # results come from these

Figures = dict[str, Any]

# A random key of each version; when a file was taken in.
LEFT_OUT = {"matter_key", "ingested_at"}


def figures(folder: Path) -> Figures:
    """Every published table as sorted rows, and every metric in all and, where it has them, by township."""
    home = Home(folder)
    version = current_version(home)
    found: Figures = {}
    for file in (version.marts, version.rows):
        with cursor(file) as connection:
            found |= _tables(connection)
    assert found
    for metric_id in SUMMED:
        has_townships = "township" in METRICS[metric_id].breakdowns
        for by in ((), ("township",)) if has_townships else ((),):
            result = metric(home, metric_id, by=by, exact=True).to_json()
            result.pop("version")
            found[f"{metric_id} {by}"] = result
    close_readers()
    return found


def differences(found: Figures, expected: Figures) -> dict[str, Any]:
    """What is not as expected, by name: the rows of a table, or the fields of an answer, on one side only."""
    return {
        name: _sides(found.get(name), expected.get(name))
        for name in sorted(found.keys() | expected.keys())
        if found.get(name) != expected.get(name)
    }


def _sides(one: Any, other: Any) -> tuple[list[Any], list[Any]]:
    parts = [list(side.items() if isinstance(side, dict) else side or []) for side in (one, other)]
    return [p for p in parts[0] if p not in parts[1]], [p for p in parts[1] if p not in parts[0]]


def _tables(connection: duckdb.DuckDBPyConnection) -> Figures:
    columns = connection.execute(
        "select table_schema || '.' || table_name, column_name from information_schema.columns order by 1, 2"
    ).fetchall()
    tables: dict[str, list[str]] = {}
    for table, column in columns:
        if column not in LEFT_OUT:
            tables.setdefault(table, []).append(column)
    return {
        table: connection.execute(f"select {', '.join(names)} from {table} order by all").fetchall()
        for table, names in tables.items()
    }
