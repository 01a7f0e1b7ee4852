"""A published file of another release is an answer that says what to do, not a traceback."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from warehouse.query.errors import QueryError
from warehouse.query.published import close_readers, cursor


@pytest.mark.parametrize("asked", ["select 1 from marts.screening_pit", "select pit from marts.build"])
def test_a_table_or_column_that_an_older_release_did_not_write(tmp_path: Path, asked: str) -> None:
    file = tmp_path / "marts-old.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute("create schema marts; create table marts.build (clock_on date)")
    with pytest.raises(QueryError, match="tingmin build"), cursor(file) as reader:
        reader.execute(asked)
    close_readers()
