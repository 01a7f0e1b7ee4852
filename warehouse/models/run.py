"""Running a model: its SELECT becomes a table, described from the catalogue."""

from __future__ import annotations

import duckdb

from warehouse.catalogue.tables import TABLES, describe_column
from warehouse.models.model import Model
from warehouse.storage.ask import one


def run_model(connection: duckdb.DuckDBPyConnection, model: Model) -> int:
    """Build the table of a model anew and return its row count."""
    connection.execute(f"create schema if not exists {model.schema}")
    return int(one(connection, f"create or replace table {model.id} as {model.sql}")[0])


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
