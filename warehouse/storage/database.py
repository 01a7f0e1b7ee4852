"""The warehouse file and its one writer, held by an operating-system lock."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import duckdb
from filelock import FileLock, Timeout

from warehouse.home import Home

MEMORY_LIMIT = "2GB"
_ROWS_OF_A_GROUP = 61_440  # half of the usual: an office's year of cases is written and read by two cores, not by one


@contextmanager
def open_warehouse(home: Home, purpose: str, waiting: Callable[[str], None]) -> Iterator[duckdb.DuckDBPyConnection]:
    """The writer's connection to the warehouse; a second writer waits and is told for whom.

    Args:
        home: the office.
        purpose: what this writer does, told to those who wait.
        waiting: called once with a sentence when another writer holds the lock.
    """
    folder = home.database.parent
    lock = FileLock(folder / "writer.lock")
    note = folder / "writer.json"
    try:
        lock.acquire(timeout=0)
    except Timeout:
        waiting(_whom(note))
        lock.acquire()
    try:
        note.write_text(json.dumps({"pid": os.getpid(), "purpose": purpose, "since": f"{datetime.now(UTC):%FT%TZ}"}))
        connection = _connect(home.database)
        try:
            yield connection
        finally:
            connection.close()
    finally:
        note.unlink(missing_ok=True)
        lock.release()


def _connect(file: Path) -> duckdb.DuckDBPyConnection:
    temporary = file.parent / "temporary"
    # DuckDB removes what it had set aside there, unless its process was killed: then rows would stay readable.
    shutil.rmtree(temporary, ignore_errors=True)
    connection = duckdb.connect(
        config={
            "memory_limit": MEMORY_LIMIT,
            "temp_directory": str(temporary),
            "preserve_insertion_order": "false",
        },
    )
    attach_warehouse(connection, file)
    file.chmod(0o600)
    return connection


def attach_warehouse(connection: duckdb.DuckDBPyConnection, file: Path) -> None:
    """Make a file the database of a connection that was opened in memory: only so can its row groups be sized."""
    escaped = str(file).replace("'", "''")
    connection.execute(f"attach '{escaped}' as warehouse (row_group_size {_ROWS_OF_A_GROUP})")
    connection.execute("use warehouse")


def _whom(note: Path) -> str:
    try:
        holder = json.loads(note.read_text())
    except (OSError, ValueError):
        return "另一个写入任务正在进行，等待其结束 / waiting for another writer"
    return (
        f"正在等待另一个写入任务：{holder['purpose']}（进程{holder['pid']}，始于{holder['since']}）"
        f" / waiting for another writer: {holder['purpose']}, process {holder['pid']}, since {holder['since']}"
    )
