"""What a version publishes, in a form that two versions, of one home or of two, can be compared by."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from warehouse.catalogue.metrics import METRICS
from warehouse.home import Home
from warehouse.query import metric
from warehouse.query.published import cursor

SUMMED = [name for name, metric in METRICS.items() if metric.form != "result"]  # results come from these

Figures = dict[str, Any]

# A random key of each version; when a file was taken in.
LEFT_OUT = {"matter_key", "ingested_at"}


def tables(file: Path, prefix: str = "") -> Figures:
    """Every table of a published database whose name begins so, as sorted rows."""
    with cursor(file) as connection:
        columns = connection.execute(
            "select table_schema || '.' || table_name, column_name from information_schema.columns order by 1, 2"
        ).fetchall()
        found: dict[str, list[str]] = {}
        for table, column in columns:
            if table.startswith(prefix) and column not in LEFT_OUT:
                found.setdefault(table, []).append(column)
        return {
            table: connection.execute(f"select {', '.join(names)} from {table} order by all").fetchall()
            for table, names in found.items()
        }


def answers(home: Home, version: str | None = None, by: tuple[str, ...] = ()) -> Figures:
    """Every metric that has these breakdowns, as a question from outside is answered, without the version's name."""
    found: Figures = {}
    for name in SUMMED:
        if set(by) <= set(METRICS[name].breakdowns):
            found[f"{name} by {by}"] = metric(home, name, by=by, exact=True, version=version).to_json()
            found[f"{name} by {by}"].pop("version")
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
