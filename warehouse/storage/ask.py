"""One row from a query."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import duckdb


def one(connection: duckdb.DuckDBPyConnection, sql: str, parameters: Sequence[Any] = ()) -> tuple[Any, ...]:
    """The only row of a query.

    DuckDB 2 keeps a connection busy until a result is read to its end, and fetchone() leaves it unread.

    Raises:
        ValueError: the query gives no row or several.
    """
    (row,) = connection.execute(sql, list(parameters)).fetchall()
    return tuple(row)
