"""Running a model: its SELECT becomes a table."""

from __future__ import annotations

import duckdb

from warehouse.models.model import Model
from warehouse.storage.ask import one


def run_model(connection: duckdb.DuckDBPyConnection, model: Model) -> int:
    """Build the table of a model anew and return its row count."""
    connection.execute(f"create schema if not exists {model.schema}")
    return int(one(connection, f"create or replace table {model.id} as {model.sql}")[0])
