"""Writing the rows of a result as a table: columns and types come from a dataclass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from typing import Any, get_type_hints

import duckdb

_TYPES = {"str": "VARCHAR", "int": "INTEGER", "float": "DOUBLE", "bool": "INTEGER", "date": "DATE"}


def write_rows(connection: duckdb.DuckDBPyConnection, table: str, kind: type, rows: Sequence[Any]) -> None:
    """Make a table anew from dataclass rows.

    Args:
        table: qualified name.
        kind: the dataclass; its fields are str, int, float, bool or date, any of them optional.
    """
    columns = [(f.name, _sql_type(get_type_hints(kind)[f.name])) for f in fields(kind)]
    connection.execute(f"create schema if not exists {table.partition('.')[0]}")
    connection.execute(f"create or replace table {table} ({', '.join(f'{name} {sql}' for name, sql in columns)})")
    if rows:
        marks = ", ".join("?" for _ in columns)
        connection.executemany(
            f"insert into {table} values ({marks})",
            [[_plain(getattr(row, name)) for name, _ in columns] for row in rows],
        )


def _sql_type(hint: Any) -> str:
    text = str(hint)
    for name, sql in _TYPES.items():
        if hint is {"str": str, "int": int, "float": float, "bool": bool, "date": date}[name]:
            return sql
    for name in ("date", "float", "bool", "int", "str"):
        if name in text:
            return _TYPES[name]
    return "VARCHAR"  # a literal


def _plain(value: Any) -> Any:
    return int(value) if isinstance(value, bool) else value
