"""state/app.sqlite: what people and the dashboard write. WAL, one connection for each act, readable by its owner only.

Belongs here: opening it. Does not belong here: any table (notes.py, outcomes.py, queue.py); figures, which are DuckDB's.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from warehouse.home import Home

WAIT_MS = 5000


@contextmanager
def opened(home: Home, schema: str) -> Iterator[sqlite3.Connection]:
    """A connection that is committed at the end and closed; rolled back when the act fails.

    Args:
        home: the office.
        schema: `create table if not exists` of the tables that the act needs.
    """
    home.state.mkdir(parents=True, exist_ok=True)
    file = home.state / "app.sqlite"
    connection = sqlite3.connect(file)
    try:
        file.chmod(0o600)
        connection.execute(f"pragma busy_timeout = {WAIT_MS}")
        connection.execute("pragma journal_mode = wal")
        connection.executescript(schema)
        with connection:
            yield connection
    finally:
        connection.close()
