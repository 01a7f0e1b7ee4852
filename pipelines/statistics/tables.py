"""Writing the rows of a result as a table: columns and types come from a dataclass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from types import UnionType
from typing import Any, get_args, get_type_hints

import duckdb
import pyarrow as pa

_TYPES: dict[Any, pa.DataType] = {
    str: pa.string(), int: pa.int32(), float: pa.float64(), bool: pa.int32(), date: pa.date32(),
}  # fmt: skip


def write_rows(connection: duckdb.DuckDBPyConnection, table: str, kind: type, rows: Sequence[Any]) -> None:
    """Make a table anew from dataclass rows.

    Args:
        table: qualified name.
        kind: the dataclass; its fields are str, int, float, bool (stored as 0 and 1) or date, any of them optional.
    """
    hints = get_type_hints(kind)
    columns = {f.name: _TYPES[_base(hints[f.name])] for f in fields(kind)}
    arrays = [pa.array([_plain(getattr(row, name)) for row in rows], type_) for name, type_ in columns.items()]
    connection.register("rows_to_write", pa.Table.from_arrays(arrays, names=list(columns)))
    connection.execute(f"create schema if not exists {table.partition('.')[0]}")
    connection.execute(f"create or replace table {table} as select * from rows_to_write")
    connection.unregister("rows_to_write")


def _base(hint: Any) -> Any:
    """The type of an optional field."""
    if isinstance(hint, UnionType):
        return next(part for part in get_args(hint) if part is not type(None))
    return hint


def _plain(value: Any) -> Any:
    return int(value) if isinstance(value, bool) else value
