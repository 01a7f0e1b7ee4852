"""The catalogue's descriptions of tables and columns, written into a database for whoever opens it with another tool."""

from __future__ import annotations

import duckdb

from warehouse.catalogue.tables import TABLES, describe_column


def comment_table(connection: duckdb.DuckDBPyConnection, table: str, qualified: str) -> None:
    """Write the catalogue's descriptions into a table (`table` as the catalogue knows it)."""
    entry = TABLES[table]
    connection.execute(f"comment on table {qualified} is {_literal(f'{entry.name.zh} / {entry.name.en}')}")
    for (column,) in connection.execute(
        "select column_name from (describe select * from " + qualified + " limit 0)"
    ).fetchall():
        text = describe_column(column)
        connection.execute(f"comment on column {qualified}.{column} is {_literal(f'{text.zh} / {text.en}')}")


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
